/* SPDX-License-Identifier: MIT */
/*
 * endpoint_choose(): the order of the rules.  They are gone through from the
 * first to the last, also after one of them has won: the others are told to
 * the trail then, and decide nothing.
 */
#include "config.h"

#include "choose.h"

#include "containersconf.h"
#include "dockerconf.h"
#include "error.h"
#include "lookup.h"
#include "sockets.h"
#include "trail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The i-th engine that may be meant; NULL past the last. */
static const struct table *candidate(const struct chooser *c, size_t i)
{
	if (c->asked == NULL)
		return tables[i];
	return i == 0 ? c->asked : NULL;
}

/* ---- rules -------------------------------------------------------------- */

/* Tells of a rule ahead of what it led to, which was told from `at` on. */
static void tell_ahead(struct chooser *c, size_t at, const char *rule,
		       const char *value)
{
	size_t last;
	json_t *one;

	trail_add(c->trail, "host", rule, c->failed < 0 ? "failed" : "won",
		  value, c->failed < 0 ? c->err.text : NULL);
	last = json_array_size(c->trail);
	if (last < at + 2)
		return;
	one = json_incref(json_array_get(c->trail, last - 1));
	json_array_remove(c->trail, last - 1);
	json_array_insert_new(c->trail, at, one);
}

/* A rule that has something to say: it wins, if it is the first. */
static void try_value(struct chooser *c, const struct table *t,
		      const char *rule, const char *value, const char *source,
		      choose_use_fn *use)
{
	size_t at = json_array_size(c->trail);
	char shown[300];

	endpoint_show(value, shown, sizeof(shown));
	if (c->won != NULL) {
		trail_add(c->trail, "host", rule, "lost", shown, NULL);
		return;
	}
	c->won = t;
	c->failed = use(c, t, value, source);
	tell_ahead(c, at, rule, shown);
}

static void try_variable(struct chooser *c, const struct table *t,
			 const char *name, choose_use_fn *use)
{
	const char *value = name[0] == '\0' ? NULL : getenv(name);
	char source[100];

	if (name[0] == '\0')
		return;
	if (value == NULL || value[0] == '\0') {
		trail_add(c->trail, "host", name, "unset", NULL, NULL);
		return;
	}
	snprintf(source, sizeof(source), "environment %s", name);
	try_value(c, t, name, value, source, use);
}

/* A rule that stands in a file, and the file can't be read: what it says
 * might be another engine than the one the next rule finds. */
static void fail_rule(struct chooser *c, const struct table *t,
		      const char *rule, int code, const davit_error *why)
{
	trail_add(c->trail, "host", rule, "failed", NULL, why->text);
	if (c->won != NULL)
		return;
	c->won = t;
	c->failed = code;
	c->err = *why;
}

static void try_current(struct chooser *c, const struct table *t)
{
	char *name = NULL, *file = NULL;
	davit_error why;
	int r;

	if (c->won != NULL && c->trail == NULL)
		return;
	r = dockerconf_current(&name, &file, &why);
	if (r < 0)
		fail_rule(c, t, "currentContext", r, &why);
	else if (name == NULL || strcmp(name, "default") == 0)
		trail_add(c->trail, "host", "currentContext", "unset", name,
			  file);
	else
		try_value(c, t, "currentContext", name, file,
			  choose_use_docker_context);
	free(name);
	free(file);
}

static void try_default_connection(struct chooser *c, const struct table *t)
{
	size_t at = json_array_size(c->trail);
	json_t *known = json_array();
	davit_error why;
	struct context x;
	int r = 0;

	memset(&x, 0, sizeof(x));
	if (c->won == NULL || c->trail != NULL)
		r = containersconf_find(NULL, known, &x, &why);
	if (r < 0) {
		fail_rule(c, t, "default connection", r, &why);
	} else if (r == 0) {
		trail_add(c->trail, "host", "default connection", "unset",
			  NULL, NULL);
	} else if (c->won != NULL) {
		trail_add(c->trail, "host", "default connection", "lost",
			  x.name, x.file);
	} else {
		c->won = t;
		c->failed = choose_use_found(c, t, &x, "connection");
		tell_ahead(c, at, "default connection", c->failed < 0 ? NULL :
			   c->out->context);
	}
	context_done(&x);
	json_decref(known);
}

static void try_rules(struct chooser *c, const struct table *t)
{
	const char *own = lookup_str(t, t->environment);

	switch (t->config) {
	case TAB_CONFIG_DOCKER:
		try_variable(c, t, own, choose_use_plain);
		try_variable(c, t, "DOCKER_CONTEXT", choose_use_docker_context);
		try_current(c, t);
		break;
	case TAB_CONFIG_CONTAINERS:
		try_variable(c, t, "CONTAINER_CONNECTION",
			     choose_use_connection);
		try_variable(c, t, own, choose_use_container_host);
		try_default_connection(c, t);
		break;
	default:
		try_variable(c, t, own, choose_use_plain);
	}
}

/* ---- by name ------------------------------------------------------------ */

/* Looks in one family of files; found, and used: 1. */
static int try_name(struct chooser *c, const struct table *t,
		    const char *name, json_t *known, char *broken,
		    size_t size)
{
	bool docker = t->config == TAB_CONFIG_DOCKER;
	const char *own = lookup_str(t, t->environment);
	struct context x;
	int r = 0;

	memset(&x, 0, sizeof(x));
	if (docker)
		r = dockerconf_find(name, known, broken, size, &x, &c->err);
	else if (t->config == TAB_CONFIG_CONTAINERS)
		r = containersconf_find(name, known, &x, &c->err);
	if (r != 0)
		c->won = t;
	if (r > 0) {
		r = choose_use_found(c, t, &x,
				     docker ? "context" : "connection");
		r = r < 0 ? r : 1;
	} else if (r == 0 && docker && strcmp(name, "default") == 0) {
		/* The one that is in no file: as without any context. */
		try_variable(c, t, own, choose_use_plain);
		if (c->won == NULL) {
			c->won = t;
			c->failed = choose_use_default(c, t, NULL, NULL);
		}
		r = c->failed < 0 ? c->failed : 1;
	}
	context_done(&x);
	return r;
}

static int use_name(struct chooser *c, const char *name)
{
	const char *kind = "context or connection";
	json_t *known = json_array();
	char broken[200] = "";
	const struct table *t;
	int r = 0;
	size_t i;

	for (i = 0; r == 0 && (t = candidate(c, i)) != NULL; i++)
		r = try_name(c, t, name, known, broken, sizeof(broken));
	if (c->asked != NULL)
		kind = c->asked->config == TAB_CONFIG_DOCKER ? "context"
							     : "connection";
	if (r == 0)
		r = context_unknown(kind, name, "given", known, broken,
				    &c->err);
	json_decref(known);
	return r < 0 ? r : 0;
}

/* ---- all of it ---------------------------------------------------------- */

/* "" was meant to be something. */
static int use_empty(struct chooser *c, const struct table *t,
		     const char *uri, const char *source)
{
	(void)t;
	return endpoint_parse(uri, source, false, c->out, &c->err);
}

static void try_given(struct chooser *c)
{
	const struct endpoint_wish *w = c->wish;
	const struct table *first = candidate(c, 0);
	size_t at = json_array_size(c->trail);

	if (w->given != NULL && w->context != NULL) {
		c->won = first;
		c->failed = error_set(&c->err, DAVIT_EINVAL, "an endpoint and "
				      "a context are given: one of them is "
				      "too many");
		error_hint(&c->err, "leave out --host or --context");
	} else if (w->given != NULL) {
		try_value(c, first, "given", w->given, "given",
			  w->given[0] == '\0' ? use_empty : choose_use_plain);
	} else if (w->context != NULL) {
		c->failed = use_name(c, w->context);
		c->won = c->won == NULL ? first : c->won;
		tell_ahead(c, at, "given context", w->context);
	}
}

static void try_sockets(struct chooser *c)
{
	struct sockets_place best = { NULL, 0, SOCKETS_NONE };
	const struct table *t;
	size_t i;

	if (c->won == NULL && dockerconf_tls())
		for (i = 0; (t = candidate(c, i)) != NULL; i++)
			if (t->config == TAB_CONFIG_DOCKER) {
				try_value(c, t, "default with TLS", "",
					  "default", choose_use_default);
				break;
			}
	for (i = 0; c->won == NULL && (t = candidate(c, i)) != NULL; i++)
		sockets_better(t, &best);
	for (i = 0; c->trail != NULL && (t = candidate(c, i)) != NULL; i++)
		sockets_tell(t, &best, c->trail);
	if (c->won != NULL)
		return;
	c->won = best.t != NULL ? best.t : candidate(c, 0);
	c->failed = choose_use_uri(c, c->won, "", "default socket",
				   c->wish->tls);
}

/* What goes with an endpoint wherever it was found. */
static int complete(struct chooser *c)
{
	struct endpoint *e = c->out;
	bool network = e->socket == NULL && e->ssh_host == NULL && e->fd < 0;
	const char *proxy = getenv("CONTAINER_PROXY");

	if ((e->tls_cert == NULL) != (e->tls_key == NULL)) {
		trail_add(c->trail, "tls", "client certificate", "failed",
			  e->tls_cert != NULL ? e->tls_cert : e->tls_key,
			  "certificate and key go together; one is missing");
		free(e->tls_cert);
		free(e->tls_key);
		e->tls_cert = e->tls_key = NULL;
	}
	if (c->won->config != TAB_CONFIG_CONTAINERS || proxy == NULL ||
	    proxy[0] == '\0')
		return 0;
	trail_add(c->trail, "proxy", "CONTAINER_PROXY", network ? "won" :
		  "lost", NULL, network ? NULL : "for TCP only");
	if (!network)
		return 0;
	if (strncmp(proxy, "socks5://", 9) != 0 &&
	    strncmp(proxy, "socks5h://", 10) != 0) {
		error_set(&c->err, DAVIT_EINVAL, "the proxy (environment "
			  "CONTAINER_PROXY) is not socks5://host:port");
		return DAVIT_EINVAL;
	}
	e->proxy = strdup(proxy);
	return e->proxy == NULL ? error_nomem(&c->err) : 0;
}

int endpoint_choose(const struct table **t, const struct endpoint_wish *wish,
		    json_t *trail, struct endpoint *out, davit_error *err)
{
	struct chooser c = {
		.wish = wish, .asked = *t, .trail = trail, .out = out
	};
	const struct table *one;
	size_t i;

	endpoint_init(out);
	try_given(&c);
	for (i = 0; (one = candidate(&c, i)) != NULL; i++)
		if (c.won == NULL || trail != NULL)
			try_rules(&c, one);
	try_sockets(&c);
	if (c.failed == 0)
		c.failed = complete(&c);
	if (c.failed < 0) {
		endpoint_done(out);
		if (err != NULL)
			*err = c.err;
		return c.failed;
	}
	*t = c.won;
	return 0;
}
