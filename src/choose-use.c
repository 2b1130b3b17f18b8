/* SPDX-License-Identifier: MIT */
/* What is made of what a rule found; see choose.h. */
#include "config.h"

#include "choose.h"

#include "buf.h"
#include "containersconf.h"
#include "dockerconf.h"
#include "error.h"
#include "lookup.h"
#include "sockets.h"
#include "trail.h"

#include <stdlib.h>
#include <string.h>

#define SOURCE_MAX 4096

static char *join(const char *a, const char *b)
{
	struct buf out = BUF_INIT(SOURCE_MAX);

	buf_add_str(&out, a);
	buf_add_str(&out, b);
	return buf_take(&out);
}

int choose_use_uri(struct chooser *c, const struct table *t, const char *uri,
		   const char *source, bool tls)
{
	struct sockets_place best = { NULL, 0, SOCKETS_NONE };
	char *own = NULL;
	int r;

	if (uri[0] == '\0' || strcmp(uri, "unix://") == 0) {
		sockets_better(t, &best);
		if (best.t == NULL)
			return error_set(&c->err, DAVIT_EINVAL, "%s has no "
					 "default endpoint",
					 lookup_str(t, t->title));
		own = sockets_uri(t, best.i);
	} else if (t->config == TAB_CONFIG_CONTAINERS &&
		   strncmp(uri, "unix://", 7) == 0 && uri[7] != '/') {
		/* Podman's own manual writes it so. */
		own = join("unix:///", uri + 7);
	} else {
		return endpoint_parse(uri, source, tls, c->out, &c->err);
	}
	r = own == NULL ? error_nomem(&c->err) :
	    endpoint_parse(own, source, tls, c->out, &c->err);
	free(own);
	return r;
}

int choose_use_plain(struct chooser *c, const struct table *t,
		     const char *uri, const char *source)
{
	bool docker = t->config == TAB_CONFIG_DOCKER;
	int r = choose_use_uri(c, t, uri, source, c->wish->tls ||
			(docker && dockerconf_tls()));

	if (r == 0 && docker)
		r = dockerconf_tls_files(c->out, c->wish->ca, c->trail,
					 &c->err);
	return r;
}

/* Nobody says where: but who asks Docker for TLS does not mean a socket. */
int choose_use_default(struct chooser *c, const struct table *t,
		       const char *ignored, const char *source)
{
	(void)ignored;
	(void)source;
	if (t->config == TAB_CONFIG_DOCKER && dockerconf_tls())
		return choose_use_plain(c, t, "tcp://localhost:2376",
				 "default with TLS");
	return choose_use_plain(c, t, "", "default socket");
}

static void move(char **to, char **from)
{
	free(*to);
	*to = *from;
	*from = NULL;
}

/* Podman makes a machine with a new key each time, behind a port of this
 * host.  Elsewhere, who answers has to be known. */
static void allow_any_key(struct chooser *c, const struct context *x)
{
	struct endpoint *e = c->out;
	const char *host = e->ssh_host;

	if (!x->machine || host == NULL)
		return;
	e->ssh_any_key = strcmp(host, "localhost") == 0 ||
			 strcmp(host, "::1") == 0 ||
			 (strncmp(host, "127.", 4) == 0 &&
			  host[strspn(host, "0123456789.")] == '\0');
	trail_add(c->trail, "ssh", "IsMachine", e->ssh_any_key ? "won" :
		  "lost", NULL, e->ssh_any_key ? "the key of the host is not "
		  "checked" : "the key of the host is checked: it is not on "
		  "this one");
}

/* Takes what it needs out of `x`. */
int choose_use_found(struct chooser *c, const struct table *t,
		     struct context *x, const char *kind)
{
	struct buf source = BUF_INIT(SOURCE_MAX);
	struct endpoint *e = c->out;
	int r;

	buf_add_str(&source, kind);
	buf_add_char(&source, ' ');
	buf_add_str(&source, x->name);
	buf_add_str(&source, " (");
	buf_add_str(&source, x->file);
	buf_add_char(&source, ')');
	if (buf_status(&source) < 0)
		r = error_nomem(&c->err);
	else
		r = choose_use_uri(c, t, x->uri, buf_text(&source),
			    x->tls || c->wish->tls);
	buf_done(&source);
	if (r < 0)
		return r;
	move(&e->context, &x->name);
	if (e->ssh_host != NULL)
		move(&e->ssh_identity, &x->identity);
	trail_add(c->trail, "context", e->context, "won", e->uri, x->file);
	allow_any_key(c, x);
	if (!e->tls)
		return 0;
	trail_add(c->trail, "tls", e->source, x->tls ? "won" : "absent",
		  x->ca, x->insecure ? "the certificate is not verified"
				     : NULL);
	move(&e->tls_ca, &x->ca);
	move(&e->tls_cert, &x->cert);
	move(&e->tls_key, &x->key);
	e->tls_insecure = x->insecure;
	return 0;
}

int choose_use_docker_context(struct chooser *c, const struct table *t,
			      const char *name, const char *source)
{
	json_t *known = json_array();
	char broken[200] = "";
	struct context x;
	int r;

	r = dockerconf_find(name, known, broken, sizeof(broken), &x, &c->err);
	if (r > 0)
		r = choose_use_found(c, t, &x, "context");
	else if (r == 0 && strcmp(name, "default") == 0)
		r = choose_use_default(c, t, NULL, source);
	else if (r == 0)
		r = context_unknown("context", name, source, known, broken,
				    &c->err);
	context_done(&x);
	json_decref(known);
	return r;
}

int choose_use_connection(struct chooser *c, const struct table *t,
			  const char *name, const char *source)
{
	json_t *known = json_array();
	struct context x;
	int r;

	r = containersconf_find(name, known, &x, &c->err);
	if (r > 0)
		r = choose_use_found(c, t, &x, "connection");
	else if (r == 0)
		r = context_unknown("connection", name, source, known, "",
				    &c->err);
	context_done(&x);
	json_decref(known);
	return r;
}

/* Its key is said by a variable of its own. */
int choose_use_container_host(struct chooser *c, const struct table *t,
			      const char *uri, const char *source)
{
	const char *key = getenv("CONTAINER_SSHKEY");
	int r = choose_use_plain(c, t, uri, source);
	bool set = key != NULL && key[0] != '\0';

	trail_add(c->trail, "ssh", "CONTAINER_SSHKEY", !set ? "unset" :
		  c->out->ssh_host != NULL ? "won" : "lost",
		  set ? key : NULL, NULL);
	if (r < 0 || !set || c->out->ssh_host == NULL)
		return r;
	c->out->ssh_identity = strdup(key);
	return c->out->ssh_identity == NULL ? error_nomem(&c->err) : 0;
}

