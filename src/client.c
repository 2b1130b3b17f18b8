/* SPDX-License-Identifier: MIT */
/* See client.h. */
#include "config.h"

#include "client.h"

#include "conffile.h"
#include "confheaders.h"
#include "error.h"
#include "secretname.h"
#include "util.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define CONNECT_MS 10000
#define REPLY_MAX (64u << 20)
#define LOGGED_MAX (16u << 10)	/* of a target that is looked through */

void client_log(const davit_client *c, const char *fmt, ...)
{
	char line[2048];
	va_list ap;

	if (c->log == NULL)
		return;
	va_start(ap, fmt);
	error_vprint(line, sizeof(line), fmt, ap);
	va_end(ap);
	c->log(line, c->log_ctx);
}

void client_warn(davit_client *c, const davit_error *what)
{
	const davit_problem p = {
		what->code, what->where, what->text, what->hint
	};

	if (c->warned == NULL)
		c->warned = json_object();
	if (json_object_get(c->warned, what->text) != NULL)
		return;
	json_object_set_new(c->warned, what->text, json_true());
	client_log(c, "warning: %s", what->text);
	if (c->warn != NULL)
		c->warn(&p, c->warn_ctx);
}

/* ---- making ------------------------------------------------------------- */

/* Options of another version of the library: a shorter struct leaves the
 * rest at its default, a longer one may only have zeros there. */
static int copy_opts(void *out, size_t size, const void *given,
		     size_t given_size, davit_error *err)
{
	const unsigned char *p = given;
	size_t i;

	memset(out, 0, size);
	if (given == NULL)
		return 0;
	if (given_size < sizeof(size_t) || given_size > 4096)
		return error_set(err, DAVIT_EINVAL, "the options have no "
				 "valid size: use the initialiser");
	for (i = size; i < given_size; i++)
		if (p[i] != 0)
			return error_set(err, DAVIT_EINVAL, "the options hold "
					 "a member this library doesn't know");
	memcpy(out, given, given_size < size ? given_size : size);
	return 0;
}

static int check_file(const char *path, const char *what, davit_error *err)
{
	int sys;

	if (path == NULL || access(path, R_OK) == 0)
		return 0;
	sys = errno;
	error_set(err, DAVIT_EINVAL, "%s '%.200s' can't be read: %s", what,
		  path, strerror(sys));
	if (err != NULL)
		err->sys = sys;
	return DAVIT_EINVAL;
}

static void warn_exposed(const char *file, void *ctx)
{
	davit_error e;

	conffile_tell_exposed(file, &e);
	client_warn(ctx, &e);
}

/* Files the caller names win over those that go with the endpoint. */
static int set_tls(davit_client *c, const davit_client_opts *o,
		   davit_error *err)
{
	bool own = o->tls_cert != NULL || o->tls_key != NULL;
	const struct endpoint *e = &c->endpoint;
	const char **slots[] = {
		&c->tls.ca, &c->tls.cert, &c->tls.key, &c->tls.passphrase
	};
	const char *given[] = {
		o->tls_ca != NULL ? o->tls_ca : e->tls_ca,
		own ? o->tls_cert : e->tls_cert,
		own ? o->tls_key : e->tls_key, o->tls_passphrase
	};
	size_t i;
	int r;

	r = check_file(given[0], "CA certificate", err);
	if (r == 0)
		r = check_file(given[1], "client certificate", err);
	if (r == 0)
		r = check_file(given[2], "key", err);
	if (r < 0)
		return r;
	if (o->tls_key != NULL && o->tls_cert == NULL)
		return error_set(err, DAVIT_EINVAL, "a key without its "
				 "certificate");
	for (i = 0; i < UTIL_COUNT(slots); i++) {
		c->secrets[i] = util_strdup(given[i]);
		if (given[i] != NULL && c->secrets[i] == NULL)
			return error_nomem(err);
		*slots[i] = c->secrets[i];
	}
	if (c->tls.key != NULL && conffile_exposed(c->tls.key))
		warn_exposed(c->tls.key, c);
	c->tls.insecure = o->flags & DAVIT_TLS_INSECURE ||
			  (e->tls_insecure && o->tls_ca == NULL);
	return 0;
}

static int copy_headers(davit_client *c, const char *const *lines,
			davit_error *err)
{
	struct request r;
	size_t n = 0, i;
	int code;

	/* Checked here, so that a bad one fails where it was given. */
	request_init(&r);
	code = request_add_lines(&r, lines, err);
	request_done(&r);
	if (code < 0 || lines == NULL)
		return code;
	while (lines[n] != NULL)
		n++;
	c->headers = calloc(n + 1, sizeof(*c->headers));
	if (c->headers == NULL)
		return error_nomem(err);
	for (i = 0; i < n; i++) {
		c->headers[i] = strdup(lines[i]);
		if (c->headers[i] == NULL)
			return error_nomem(err);
	}
	return 0;
}

/* What is known of engine and version without looking at an endpoint.  With
 * neither, the table stays NULL. */
static int set_engine(davit_client *c, const char *engine,
		      const char *version, davit_error *err)
{
	if (version != NULL && strcmp(version, "auto") == 0)
		version = NULL;
	if (engine == NULL && version == NULL && tables[1] != NULL)
		return 0;
	c->engine_fixed = true;
	error_print(c->engine_source, sizeof(c->engine_source),
		    engine != NULL ? "given" : version != NULL ?
		    "version %s" : "the only one built in", version);
	if (version != NULL) {
		c->pinned = true;
		c->version_source = "given";
	}
	return lookup_engine_version(engine, version, &c->table, &c->version,
				     err);
}

int client_make(const davit_client_opts *given, json_t *trail,
		davit_client **out, davit_error *err)
{
	struct endpoint_wish wish;
	davit_client_opts o;
	davit_client *c;
	int r;

	error_clear(err);
	if (out == NULL)
		return error_set(err, DAVIT_EINVAL, "no place for the client");
	r = copy_opts(&o, sizeof(o), given, given == NULL ? 0 : given->size,
		      err);
	if (r < 0)
		return r;
	if (o.flags & ~CLIENT_FLAGS)
		return error_set(err, DAVIT_EINVAL, "unknown flags: 0x%x",
				 o.flags & ~CLIENT_FLAGS);
	if (o.call_flags & ~CLIENT_CALL_FLAGS)
		return error_set(err, DAVIT_EINVAL, "unknown flags of calls: "
				 "0x%x", o.call_flags & ~CLIENT_CALL_FLAGS);
	c = calloc(1, sizeof(*c));
	if (c == NULL)
		return error_nomem(err);
	c->log = o.log;
	c->log_ctx = o.log_ctx;
	c->call_flags = o.call_flags;
	c->warn = o.warn;
	c->warn_ctx = o.warn_ctx;
	c->trail = trail;
	c->limits = (struct http_limits){
		o.connect_timeout == 0 ? CONNECT_MS : o.connect_timeout,
		o.first_byte_timeout, o.stall_timeout, o.call_timeout,
		o.max_reply == 0 ? REPLY_MAX : o.max_reply
	};
	c->endpoint.fd = -1;
	wish = (struct endpoint_wish){
		o.endpoint, o.context, o.tls_ca != NULL ||
		o.tls_cert != NULL || o.tls_key != NULL ||
		o.flags & DAVIT_TLS_INSECURE, o.tls_ca != NULL
	};
	c->asks_environment = o.api_version == NULL;
	r = set_engine(c, o.engine, o.api_version, err);
	if (r == 0)
		r = endpoint_choose(&c->table, &wish, trail, &c->endpoint,
				    err);
	if (r == 0 && !c->pinned)
		c->version = c->table->nversions - 1u;
	if (r == 0 && c->engine_fixed)
		r = client_pin(c, err);
	if (r == 0) {
		client_set_far(c);
		r = set_tls(c, &o, err);
	}
	if (r == 0)
		r = copy_headers(c, o.headers, err);
	if (r == 0)
		r = http_new(&c->endpoint, &c->tls, &c->far, &c->http, err);
	if (r < 0) {
		davit_client_free(c);
		return r;
	}
	if (o.flags & DAVIT_NO_PROXY)
		http_no_proxy(c->http);
	client_log(c, "endpoint %s (%s)", c->endpoint.uri, c->endpoint.source);
	if (http_proxy(c->http) != NULL)
		client_log(c, "proxy: as %s says", http_proxy(c->http));
	*out = c;
	return 0;
}

int davit_client_new(const davit_client_opts *given, davit_client **out,
		     davit_error *err)
{
	return client_make(given, NULL, out, err);
}

void davit_client_free(davit_client *c)
{
	size_t i;

	if (c == NULL)
		return;
	http_free(c->http);
	endpoint_done(&c->endpoint);
	for (i = 0; i < UTIL_COUNT(c->secrets); i++)
		util_wipe_free(c->secrets[i]);
	confheaders_free(c->headers);
	confheaders_free(c->defaults);
	json_decref(c->warned);
	free(c->server_version);
	free(c->server_minimum);
	free(c);
}

void davit_client_about(const davit_client *c, davit_client_info *out)
{
	*out = (davit_client_info){
		.engine = lookup_str(c->table, c->table->engine),
		.engine_source = c->engine_source[0] == '\0' ? NULL :
				 c->engine_source,
		.endpoint = c->endpoint.uri,
		.endpoint_source = c->endpoint.source,
		.context = c->endpoint.context,
		.version_source = c->version_source,
		.server_version = c->server_version,
		.server_minimum = c->server_minimum,
		.origin = c->endpoint.origin,
		.tls_ca = c->tls.ca,
		.tls_cert = c->tls.cert,
		.tls_key = c->tls.key,
		.flags = c->tls.insecure ? DAVIT_TLS_INSECURE : 0,
	};
	if (c->version_source != NULL)
		out->version = lookup_str(c->table, c->table->versions[
			c->version].name);
}

/* ---- headers ------------------------------------------------------------ */

/* A file that can't be read need not hold any; nobody asked for them. */
static int load_defaults(davit_client *c, davit_error *err)
{
	davit_error why;
	int r;

	if (c->has_defaults || c->table->config != TAB_CONFIG_DOCKER)
		return 0;
	r = confheaders_load(warn_exposed, c, &c->defaults, &why);
	if (r == DAVIT_EAGAIN)
		client_warn(c, &why);
	else if (r < 0 && err != NULL)
		*err = why;
	c->has_defaults = r == 0 || r == DAVIT_EAGAIN;
	return c->has_defaults ? 0 : r;
}

int client_headers(davit_client *c, struct request *request,
		   const char *const *lines, davit_error *err)
{
	int r;

	r = request_add_lines(request, (const char *const *)c->headers, err);
	if (r == 0)
		r = request_add_lines(request, lines, err);
	if (r == 0)
		r = load_defaults(c, err);
	if (r == 0 && c->table->config == TAB_CONFIG_DOCKER &&
	    request_add_defaults(request, (const char *const *)c->defaults) <
	    0)
		r = error_nomem(err);
	return r;
}

/* ---- sending ------------------------------------------------------------ */

static long pick(long call, long client)
{
	return call != 0 ? call : client;
}

static void log_target(davit_client *c, const struct request *r)
{
	struct buf shown = BUF_INIT(LOGGED_MAX);

	if (!r->show && !r->secret_query &&
	    secretname_target(&shown, r->target.data) == 0)
		client_log(c, "> %s %s", r->method, shown.data);
	else if (r->show)
		client_log(c, "> %s %s", r->method, r->target.data);
	else
		client_log(c, "> %s %.*s?" SECRETNAME_HIDDEN, r->method,
			   (int)r->path_len, r->target.data);
	buf_done(&shown);
}

static void log_request(davit_client *c, const struct request *r)
{
	const char *line = NULL;
	bool secret;

	if (c->log == NULL)
		return;
	log_target(c, r);
	while ((line = request_next_header(r, line, &secret)) != NULL)
		if (secret && !r->show)
			client_log(c, "> %.*s: " SECRETNAME_HIDDEN,
				   (int)strcspn(line, ":"), line);
		else
			client_log(c, "> %s", line);
	if (r->source == REQUEST_MEM)
		client_log(c, "> (%zu bytes of body)", r->len);
	else if (r->source != REQUEST_NONE)
		client_log(c, "> (body from a %s)", r->source == REQUEST_FD ?
			   "descriptor" : "function");
}

static void log_reply(davit_client *c, davit_reply *r, bool show)
{
	const char *name, *value;
	size_t i;

	if (c->log == NULL)
		return;
	client_log(c, "< %d", r->status);
	for (i = 0; davit_reply_header_at(r, i, &name, &value) == 0; i++)
		client_log(c, "< %s: %s", name, !show && secretname_is(name,
			   strlen(name)) ? SECRETNAME_HIDDEN : value);
}

int client_open(davit_client *c, struct request *request,
		const davit_call_opts *given, bool retry, const char *protocol,
		struct exchange **exchange, struct hijack **hijack,
		davit_reply **reply, davit_error *err)
{
	struct http_limits limits = c->limits;
	davit_call_opts o;
	int r;

	r = copy_opts(&o, sizeof(o), given, given == NULL ? 0 : given->size,
		      err);
	if (r == 0)
		r = client_headers(c, request, o.headers, err);
	if (r < 0)
		return r;
	limits.first_byte = pick(o.first_byte_timeout, limits.first_byte);
	limits.stall = pick(o.stall_timeout, limits.stall);
	limits.call = pick(o.call_timeout, limits.call);
	if (o.max_reply != 0)
		limits.max_reply = o.max_reply;
	request->show = (c->call_flags | o.flags) & DAVIT_SHOW_SECRETS;
	log_request(c, request);
	if (protocol != NULL)
		r = hijack_open(c->http, request, protocol, &limits, hijack,
				reply, err);
	else
		r = exchange_open(c->http, request, &limits, retry, exchange,
				  err);
	if (r == 0)
		log_reply(c, protocol != NULL ? *reply :
			  exchange_reply(*exchange), request->show);
	return r;
}

int client_send(davit_client *c, struct request *request,
		const davit_call_opts *opts, bool retry, davit_reply **out,
		davit_error *err)
{
	struct exchange *x = NULL;
	int r;

	r = client_open(c, request, opts, retry, NULL, &x, NULL, NULL, err);
	if (r < 0)
		return r;
	r = exchange_collect(x, err);
	exchange_close(x, r < 0 ? NULL : out);
	return r;
}

int davit_wait(davit_client *c, struct pollfd *fds, unsigned n, int timeout)
{
	return c == NULL ? DAVIT_EINVAL : http_wait(c->http, fds, n, timeout);
}

void davit_cancel(davit_client *c)
{
	http_cancel(c->http);
}
