/* SPDX-License-Identifier: MIT */
/* See client.h: which version is spoken, and what the engine says of it. */
#include "config.h"

#include "client.h"

#include "error.h"
#include "trail.h"
#include "util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PING_REPLY_MAX (1u << 20)
#define VARIABLE "DOCKER_API_VERSION"

/* A plain request for what the tables don't list: ping and the like. */
static int ask(davit_client *c, const char *method, const char *target,
	       davit_reply **out, davit_error *err)
{
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	struct request r;
	int code;

	opts.max_reply = PING_REPLY_MAX;
	request_init(&r);
	code = request_raw(&r, method, target, NULL, c->endpoint.prefix, err);
	if (code == 0)
		code = client_send(c, &r, &opts, true, out, err);
	request_done(&r);
	return code;
}

/* Plain HTTP to a TLS port is answered in words by Go's servers. */
static bool wants_tls(const davit_client *c, const davit_reply *r)
{
	return r->status == 400 && !c->endpoint.tls &&
	       strstr(buf_text(&r->body), "HTTP request to an HTTPS server")
	       != NULL;
}

static int tls_wanted(const davit_client *c, davit_error *err)
{
	error_set(err, DAVIT_ETLS, "%s (%s) speaks TLS, and was spoken to "
		  "without", c->endpoint.uri, c->endpoint.source);
	error_hint(err, "use https:// or give certificates");
	return DAVIT_ETLS;
}

static int no_engine(const davit_client *c, const char *target, int status,
		     davit_error *err)
{
	error_set(err, DAVIT_EPROTO, "%s (%s) is not a container engine, or "
		  "not well: it answers %s with status %d", c->endpoint.uri,
		  c->endpoint.source, target, status);
	error_hint(err, status >= 500 ? "look at the log of the engine" :
		   "something else answers there: check the endpoint");
	return DAVIT_EPROTO;
}

static int ping(davit_client *c, davit_reply **out, davit_error *err)
{
	const char *target = lookup_str(c->table, c->table->ping);
	int r;

	r = ask(c, "HEAD", target, out, err);
	if (r < 0 || (*out)->status == 200)
		return r;
	davit_reply_free(*out);
	*out = NULL;
	r = ask(c, "GET", target, out, err);
	if (r < 0 || (*out)->status == 200)
		return r;
	if (wants_tls(c, *out))
		r = tls_wanted(c, err);
	else
		r = no_engine(c, target, (*out)->status, err);
	if (err != NULL)
		err->http_status = (*out)->status;
	davit_reply_free(*out);
	*out = NULL;
	return r;
}

static const char *version_header(const struct table *t, const davit_reply *r)
{
	const char *name = lookup_str(t, t->header);
	const char *value = davit_reply_header(r, name);

	name = lookup_str(t, t->fallback);
	if (value == NULL && name[0] != '\0')
		value = davit_reply_header(r, name);
	/* What begins with no digit was not meant as a version. */
	return value != NULL && value[0] >= '0' && value[0] <= '9' ? value
								   : NULL;
}

/* ---- engine and version -------------------------------------------------- */

/* Which engine sent this?  One that marks its answers is known by the mark,
 * any other by its lack. */
static const struct table *identify(const davit_client *c,
				    const davit_reply *reply, char *source,
				    size_t size)
{
	const struct table *const *t, *unmarked = NULL;
	const char *mark;

	for (t = tables; *t != NULL; t++) {
		mark = lookup_str(*t, (*t)->identify);
		if (mark[0] == '\0') {
			if (unmarked == NULL && version_header(*t, reply) !=
			    NULL)
				unmarked = *t;
		} else if (davit_reply_header(reply, mark) != NULL) {
			error_print(source, size, "found: the engine sends "
				    "%s", mark);
			return *t;
		}
	}
	if (unmarked == NULL) {
		error_print(source, size, "assumed: the engine doesn't tell "
			    "which one it is");
		return c->table;
	}
	error_print(source, size, "found: the engine sends %s and no mark of "
		    "another", lookup_str(unmarked, unmarked->header));
	return unmarked;
}

/* What the answer to a ping tells.  Returns 0 or ENOMEM. */
static int learn(davit_client *c, const davit_reply *reply, davit_error *err)
{
	const char *server;
	char *copy;

	if (!c->engine_fixed) {
		c->table = identify(c, reply, c->engine_source,
				    sizeof(c->engine_source));
		client_log(c, "engine %s (%s)", lookup_str(c->table,
			   c->table->engine), c->engine_source);
	}
	server = version_header(c->table, reply);
	copy = util_strdup(server);
	if (server != NULL && copy == NULL)
		return error_nomem(err);
	free(c->server_version);
	c->server_version = copy;
	return 0;
}

/* What the environment says of the version; NULL: nothing. */
static const char *version_variable(void)
{
	const char *name = getenv(VARIABLE);

	return name == NULL || name[0] == '\0' ? NULL : name;
}

static int find_version(davit_client *c, const char *name, davit_error *err)
{
	int r = lookup_version(c->table, name, &c->version, err);

	if (r < 0) {
		error_where(err, "environment " VARIABLE);
		error_hint(err, VARIABLE " asks for it: unset it, or name "
			   "another version");
	}
	return r;
}

int client_pin(davit_client *c, davit_error *err)
{
	const char *name = version_variable();
	int r;

	if (c->table->config != TAB_CONFIG_DOCKER)
		return 0;
	if (name == NULL || !c->asks_environment) {
		trail_add(c->trail, "version", VARIABLE, name != NULL ?
			  "lost" : "unset", name, NULL);
		return 0;
	}
	r = find_version(c, name, err);
	trail_add(c->trail, "version", VARIABLE, r < 0 ? "failed" : "won",
		  name, NULL);
	if (r < 0)
		return r;
	c->pinned = true;
	c->version_source = "environment " VARIABLE;
	return 0;
}

int client_settle(davit_client *c, davit_error *err)
{
	davit_reply *reply = NULL;
	const char *server;
	int r;

	if (c->version_source != NULL)
		return 0;
	r = ping(c, &reply, err);
	if (r == 0)
		r = learn(c, reply, err);
	davit_reply_free(reply);
	/* It may be another table now, or its end. */
	c->version = c->table->nversions - 1u;
	if (r == 0)
		r = client_pin(c, err);
	if (r < 0 || c->version_source != NULL)
		return r;
	server = c->server_version;
	if (server == NULL) {
		c->version_source = "newest known: the engine doesn't tell its "
				    "own";
	} else if (lookup_version_below(c->table, server, &c->version)) {
		c->version_source = "negotiated";
	} else {
		c->version = 0;
		c->version_source = "oldest known: untested with this engine";
	}
	client_log(c, "API version %s (%s; the engine's newest is %s)",
		   lookup_str(c->table, c->table->versions[c->version].name),
		   c->version_source, server == NULL ? "not told" : server);
	return 0;
}

int client_find_op(const davit_client *c, const char *name, struct op *out,
		   davit_error *err)
{
	int r = lookup_op(c->table, c->version, name, out, err);
	const struct table *other;

	/* Naming another engine would not make it another one. */
	if (r == DAVIT_ENOOP && !c->engine_fixed && c->version_source != NULL) {
		other = lookup_elsewhere(c->table, name);
		if (other != NULL)
			error_hint(err, "only %s has it, and %s is %s",
				   lookup_str(other, other->title),
				   c->endpoint.uri, lookup_str(c->table,
							c->table->title));
	}
	return r;
}

void client_set_far(davit_client *c)
{
	c->far = (struct ssh_far){
		lookup_str(c->table, c->table->ssh_dial),
		lookup_str(c->table, c->table->ssh_ask)
	};
}

static bool newest_has(const struct table *t, const char *name)
{
	struct op op;

	return lookup_op(t, t->nversions - 1u, name, &op, NULL) == 0;
}

int client_guess_engine(davit_client *c, const char *name, davit_error *err)
{
	const struct table *const *t = tables;

	if (c->engine_fixed || c->version_source != NULL)
		return 0;
	if (!newest_has(c->table, name)) {
		while (*t != NULL && !newest_has(*t, name))
			t++;
		if (*t != NULL)
			c->table = *t;
		client_set_far(c);
	}
	c->version = c->table->nversions - 1u;
	if (c->table->config != TAB_CONFIG_DOCKER || !c->asks_environment ||
	    version_variable() == NULL)
		return 0;
	return find_version(c, version_variable(), err);
}

int davit_client_connect(davit_client *c, davit_error *err)
{
	error_clear(err);
	if (c == NULL)
		return error_set(err, DAVIT_EINVAL, "no client");
	return client_settle(c, err);
}

json_t *client_at_pointer(json_t *value, const char *pointer)
{
	char part[64];
	int64_t index;
	size_t n;

	while (value != NULL && *pointer == '/') {
		n = strcspn(++pointer, "/");
		if (n == 0 || n >= sizeof(part))
			return NULL;
		memcpy(part, pointer, n);
		part[n] = '\0';
		pointer += n;
		if (!json_is_array(value))
			value = json_object_get(value, part);
		else if (util_int64(part, n, &index) && index >= 0)
			value = json_array_get(value, (size_t)index);
		else
			return NULL;
	}
	return value;
}

static int ask_minimum(davit_client *c, davit_error *err)
{
	const char *target = lookup_str(c->table, c->table->about);
	davit_reply *reply = NULL;
	const char *minimum;
	json_t *about;
	int r;

	if (target[0] == '\0')
		return 0;
	r = ask(c, "GET", target, &reply, err);
	if (r < 0)
		return r;
	if (reply->status == 200)
		r = davit_reply_json(reply, &about, err);
	if (reply->status == 200 && r == 0) {
		minimum = json_string_value(client_at_pointer(about, lookup_str(
			c->table, c->table->minimum)));
		free(c->server_minimum);
		c->server_minimum = util_strdup(minimum);
		if (minimum != NULL && c->server_minimum == NULL)
			r = error_nomem(err);
	}
	davit_reply_free(reply);
	return r == DAVIT_ENOMEM ? r : 0;
}

int davit_client_probe(davit_client *c, davit_error *err)
{
	davit_reply *reply = NULL;
	int r = 0;

	error_clear(err);
	if (c == NULL)
		return error_set(err, DAVIT_EINVAL, "no client");
	if (c->version_source == NULL)
		r = client_settle(c, err);
	else if (c->server_version == NULL) {
		r = ping(c, &reply, err);
		if (r == 0)
			r = learn(c, reply, err);
		davit_reply_free(reply);
	}
	return r < 0 ? r : ask_minimum(c, err);
}

int client_version_refused(davit_client *c, davit_reply *reply,
			   davit_error *err)
{
	const struct table *t = c->table;
	davit_error ignored;
	char words[512];
	unsigned i;

	if (wants_tls(c, reply))
		return tls_wanted(c, err);
	if (reply->status != 400)
		return DAVIT_EREMOTE;
	for (i = 0; i < t->nrefused; i++)
		if (strstr(buf_text(&reply->body),
			   lookup_str(t, t->refused[i])) != NULL)
			break;
	if (i == t->nrefused)
		return DAVIT_EREMOTE;
	reply_refused(reply, &ignored);
	snprintf(words, sizeof(words), "%s", ignored.text);
	/* Best effort: the refusal stands without the numbers, too. */
	davit_client_probe(c, &ignored);
	error_set(err, DAVIT_EVERSION, "the engine at %s refuses API version "
		  "%s of this client (it speaks %s to %s): %.300s",
		  c->endpoint.uri, lookup_str(t, t->versions[c->version].name),
		  c->server_minimum == NULL ? "?" : c->server_minimum,
		  c->server_version == NULL ? "?" : c->server_version, words);
	error_hint(err, "leave the API version out: then the newest that both "
		   "sides know is taken");
	if (err != NULL)
		err->http_status = reply->status;
	return DAVIT_EVERSION;
}
