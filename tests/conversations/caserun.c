/* SPDX-License-Identifier: MIT */
/*
 * The player of conversations.  All it knows of the library is davit.h.
 */
#include "config.h"
#include "caserun.h"
#include "casereq.h"
#include "davit.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct play {
	const struct case_file *file;
	const struct case_case *c;
	const struct case_mode *mode;
	struct engine *engine;
	davit_client *client;
	struct case_outcome outcome;
	int line;
};

/* What one call came to. */
struct result {
	int rc;
	davit_error err;
	davit_reply *reply;
	json_t *plan;
};

static void problem(struct play *p, const char *format, ...)
{
	va_list args;

	p->outcome.problems++;
	fprintf(stderr, "%s:%d: %s", p->file->path, p->line, p->c->name);
	if (p->mode->delivery == CASE_BYTES)
		fprintf(stderr, " (byte by byte)");
	else if (p->mode->delivery == CASE_CUT)
		fprintf(stderr, " (reply %zu cut at %zu)",
			p->mode->exchange + 1, p->mode->at);
	fprintf(stderr, ": ");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

static void enter(const struct play *p)
{
	if (p->mode->enter)
		p->mode->enter();
}

static void leave(const struct play *p)
{
	if (p->mode->leave)
		p->mode->leave();
}

static bool lacks_memory(const struct play *p, int rc)
{
	return p->mode->may_lack_memory &&
	       (rc == DAVIT_ENOMEM ||
		(rc < 0 && p->mode->other_name && p->mode->other_name(rc)));
}

/* "NAME VALUE" -> VALUE if the name fits. */
static const char *setting(const char *text, const char *name)
{
	size_t n = strlen(name);

	return !strncmp(text, name, n) && (text[n] == ' ' || !text[n]) ?
	       text + n + (text[n] ? 1 : 0) : NULL;
}

/* ---- the client --------------------------------------------------------- */

static int make_client(struct play *p, davit_error *err)
{
	davit_client_opts opts = DAVIT_CLIENT_OPTS_INIT;
	const char *headers[CASE_LIST + 1], *value, *text;
	size_t i, n = 0;
	int rc;

	opts.engine = strcmp(p->c->engine, "any") ? p->c->engine : NULL;
	opts.api_version = strcmp(p->c->version, "auto") ? p->c->version : NULL;
	opts.endpoint = engine_url(p->engine);
	for (i = 0; i < p->c->options.n; i++) {
		text = p->c->options.item[i];
		if ((value = setting(text, "max_reply")))
			opts.max_reply = strtoul(value, NULL, 10);
		else if ((value = setting(text, "first_byte_timeout")))
			opts.first_byte_timeout = atol(value);
		else if ((value = setting(text, "stall_timeout")))
			opts.stall_timeout = atol(value);
		else if ((value = setting(text, "call_timeout")))
			opts.call_timeout = atol(value);
		else if ((value = setting(text, "header")))
			headers[n++] = value;
		else
			problem(p, "no such option: %s", text);
	}
	headers[n] = NULL;
	opts.headers = n ? headers : NULL;
	enter(p);
	rc = davit_client_new(&opts, &p->client, err);
	leave(p);
	return rc;
}

/* ---- calls -------------------------------------------------------------- */

struct call {
	json_t *params, *json;
	davit_body body;
	const davit_body *given;
	davit_call_opts opts;
	const char *headers[CASE_LIST + 1];
	FILE *file;
	int pipe[2];
	const char *left;	/* of what the reader gives */
};

static ssize_t read_some(void *buf, size_t len, void *ctx)
{
	struct call *call = ctx;
	size_t n = strlen(call->left);

	n = n < 5 ? n : 5;
	n = n < len ? n : len;
	memcpy(buf, call->left, n);
	call->left += n;
	return (ssize_t)n;
}

static ssize_t read_nothing(void *buf, size_t len, void *ctx)
{
	(void)buf;
	(void)len;
	(void)ctx;
	return -1;
}

/* The descriptor does not stand at its start: only the rest is to be sent. */
static int open_file(struct call *call, const char *text)
{
	call->file = tmpfile();
	if (!call->file || fputs("SKIPPED", call->file) < 0 ||
	    fputs(text, call->file) < 0 || fflush(call->file) ||
	    lseek(fileno(call->file), 7, SEEK_SET) != 7)
		abort();
	return fileno(call->file);
}

static int open_pipe(struct call *call, const char *text)
{
	if (pipe(call->pipe) < 0 ||
	    write(call->pipe[1], text, strlen(text)) != (ssize_t)strlen(text))
		abort();
	close(call->pipe[1]);
	return call->pipe[0];
}

static void make_body(struct play *p, const struct case_call *c,
		      struct call *call)
{
	const char *kind = c->body_kind, *text = c->body_text;

	if (!kind)
		return;
	call->given = &call->body;
	if (!strcmp(kind, "json")) {
		call->json = json_loads(text, JSON_DECODE_ANY, NULL);
		if (!call->json)
			problem(p, "the body isn't JSON");
		call->body = davit_body_json(call->json);
	} else if (!strcmp(kind, "text")) {
		call->body = davit_body_text(text, strlen(text));
	} else if (!strcmp(kind, "mem")) {
		call->body = davit_body_mem(text, strlen(text), c->body_type);
	} else if (!strcmp(kind, "file")) {
		call->body = davit_body_fd(open_file(call, text),
					   c->body_type);
	} else if (!strcmp(kind, "pipe")) {
		call->body = davit_body_fd(open_pipe(call, text),
					   c->body_type);
	} else if (!strcmp(kind, "reader")) {
		call->left = text;
		call->body = davit_body_read(read_some, call, c->body_type);
	} else if (!strcmp(kind, "broken")) {
		call->body = davit_body_read(read_nothing, NULL,
					     c->body_type);
	} else {
		problem(p, "no such body: %s", kind);
	}
}

static void make_opts(struct play *p, const struct case_call *c,
		      struct call *call)
{
	davit_call_opts init = DAVIT_CALL_OPTS_INIT;
	const char *value, *text;
	size_t i, n = 0;

	call->opts = init;
	for (i = 0; i < c->with.n; i++) {
		text = c->with.item[i];
		if (setting(text, "unlisted"))
			call->opts.flags |= DAVIT_ALLOW_UNLISTED;
		else if (setting(text, "secrets"))
			call->opts.flags |= DAVIT_SHOW_SECRETS;
		else if (setting(text, "unchecked"))
			call->opts.flags |= DAVIT_NO_BODY_CHECK;
		else if ((value = setting(text, "max_reply")))
			call->opts.max_reply = strtoul(value, NULL, 10);
		else if ((value = setting(text, "first_byte_timeout")))
			call->opts.first_byte_timeout = atol(value);
		else if ((value = setting(text, "stall_timeout")))
			call->opts.stall_timeout = atol(value);
		else if ((value = setting(text, "call_timeout")))
			call->opts.call_timeout = atol(value);
		else if ((value = setting(text, "header")))
			call->headers[n++] = value;
		else
			problem(p, "with what: %s", text);
	}
	call->opts.headers = n ? call->headers : NULL;
}

static void make_call(struct play *p, const struct case_call *c,
		      struct result *r)
{
	struct call call = { .pipe = { -1, -1 } };

	make_body(p, c, &call);
	make_opts(p, c, &call);
	if (c->params) {
		call.params = json_loads(c->params, JSON_DECODE_ANY, NULL);
		if (!call.params)
			problem(p, "the parameters aren't JSON");
	}
	enter(p);
	switch (c->verb) {
	case CASE_CALL:
		r->rc = davit_invoke(p->client, c->name, call.params,
				     call.given, &call.opts, &r->reply,
				     &r->err);
		break;
	case CASE_PLAN:
		r->rc = davit_plan(p->client, c->name, call.params,
				   call.given, &call.opts, &r->plan, &r->err);
		break;
	case CASE_REQUEST:
		r->rc = davit_request(p->client, c->name, c->target,
				      call.given, &call.opts, &r->reply,
				      &r->err);
		break;
	case CASE_CONNECT:
		r->rc = davit_client_connect(p->client, &r->err);
		break;
	case CASE_PROBE:
		r->rc = davit_client_probe(p->client, &r->err);
		break;
	}
	leave(p);
	json_decref(call.params);
	json_decref(call.json);
	if (call.file)
		fclose(call.file);
	if (call.pipe[0] >= 0)
		close(call.pipe[0]);
}

/* ---- results ------------------------------------------------------------ */

static const char *code_of(int rc)
{
	return rc >= 0 ? "OK" : davit_code_name(rc);
}

/* What every error has to be, whatever it is about. */
static void check_error_form(struct play *p, const davit_error *err, int rc)
{
	size_t n = strlen(err->text);

	if (err->code != rc)
		problem(p, "returned %s, but the error says %s", code_of(rc),
			code_of(err->code));
	if (!n)
		problem(p, "%s without a text", code_of(rc));
	else if (rc != DAVIT_EREMOTE && err->text[n - 1] == '.')
		problem(p, "ends with a period: %s", err->text);
	if (strchr(err->text, '\n') || strchr(err->hint, '\n'))
		problem(p, "more than one line: %s", err->text);
}

static void check_json(struct play *p, const char *want, json_t *got)
{
	json_t *value = json_loads(want, JSON_DECODE_ANY, NULL);
	char *text;

	if (!value)
		problem(p, "what is expected isn't JSON: %s", want);
	else if (!got || !json_equal(value, got)) {
		text = got ? json_dumps(got, JSON_ENCODE_ANY | JSON_COMPACT) :
			     NULL;
		problem(p, "JSON is %s", text ? text : "none");
		free(text);
	}
	json_decref(value);
}

static void check_reply_json(struct play *p, const struct case_call *c,
			     struct result *r)
{
	json_t *got = NULL;
	davit_error err;
	int rc;

	memset(&err, 0, sizeof(err));
	enter(p);
	rc = davit_reply_json(r->reply, &got, &err);
	leave(p);
	if (lacks_memory(p, rc)) {
		p->outcome.lacked_memory = true;
		return;
	}
	if (!strcmp(c->json, "broken")) {
		if (rc != DAVIT_EPROTO)
			problem(p, "decoding gives %s, not EPROTO",
				code_of(rc));
		else
			check_error_form(p, &err, rc);
	} else if (rc < 0) {
		problem(p, "decoding gives %s: %s", code_of(rc), err.text);
	} else if (!strcmp(c->json, "none")) {
		if (got)
			problem(p, "JSON where none was expected");
	} else {
		check_json(p, c->json, got);
	}
}

static void check_reply(struct play *p, const struct case_call *c,
			struct result *r)
{
	unsigned want = 0, got = davit_reply_flags(r->reply);
	const char *body, *value;
	size_t i, len;

	if (c->status && davit_reply_status(r->reply) != c->status)
		problem(p, "status %d", davit_reply_status(r->reply));
	body = davit_reply_body(r->reply, &len);
	if (c->raw && (len != strlen(c->raw) || memcmp(body, c->raw, len)))
		problem(p, "body is '%.*s'", (int)len, body);
	if (body && body[len])
		problem(p, "no zero byte after the body");
	for (i = 0; i < c->headers.n; i++) {
		char name[128];
		const char *colon = strchr(c->headers.item[i], ':');

		snprintf(name, sizeof(name), "%.*s",
			 (int)(colon - c->headers.item[i]),
			 c->headers.item[i]);
		value = davit_reply_header(r->reply, name);
		if (!value || strcmp(value, colon + 2))
			problem(p, "header %s is '%s'", name,
				value ? value : "absent");
	}
	if (c->json)
		check_reply_json(p, c, r);
	if (c->flags && !p->outcome.lacked_memory) {
		want = (strstr(c->flags, "json") ? DAVIT_REPLY_JSON : 0) |
		       (strstr(c->flags, "bigint") ? DAVIT_REPLY_BIGINT : 0);
		got = davit_reply_flags(r->reply);
		if (got != want)
			problem(p, "flags are %#x", got);
	}
}

static void check_about(struct play *p, char *text)
{
	davit_client_info info;
	const char *got = NULL, *want = strchr(text, ' ') + 1;

	memset(&info, 0, sizeof(info));
	davit_client_about(p->client, &info);
	if (setting(text, "engine"))
		got = info.engine;
	else if (setting(text, "engine_source"))
		got = info.engine_source;
	else if (setting(text, "version"))
		got = info.version;
	else if (setting(text, "version_source"))
		got = info.version_source;
	else if (setting(text, "server_version"))
		got = info.server_version;
	else if (setting(text, "server_minimum"))
		got = info.server_minimum;
	else if (setting(text, "endpoint_source"))
		got = info.endpoint_source;
	else
		problem(p, "about what: %s", text);
	if (strcmp(got ? got : "-", want))
		problem(p, "about %s, but it is '%s'", text, got ? got : "-");
}

static void check_fragments(struct play *p, const char *what,
			    const char *text, const struct case_list *want)
{
	size_t i;

	for (i = 0; i < want->n; i++)
		if (!strstr(text, want->item[i]))
			problem(p, "no '%s' in the %s '%s'", want->item[i],
				what, text);
}

static void check_result(struct play *p, const struct case_call *c,
			 struct result *r)
{
	char all[2600];
	size_t i;

	if (strcmp(code_of(r->rc), c->code)) {
		problem(p, "result %s, not %s: %s (%s)", code_of(r->rc),
			c->code, r->rc < 0 ? r->err.text : "",
			r->rc < 0 ? r->err.hint : "");
		return;
	}
	if (r->rc < 0) {
		check_error_form(p, &r->err, r->rc);
		if (c->status && r->err.http_status != c->status)
			problem(p, "http_status is %d", r->err.http_status);
		snprintf(all, sizeof(all), "%s\n%s", r->err.text,
			 r->err.detail);
		check_fragments(p, "text", all, &c->texts);
		check_fragments(p, "hint", r->err.hint, &c->hints);
		if (c->where && strcmp(c->where, r->err.where))
			problem(p, "where is '%s'", r->err.where);
		if (r->reply && r->rc != DAVIT_EREMOTE)
			problem(p, "a reply although it failed");
		if (!r->reply && r->rc == DAVIT_EREMOTE)
			problem(p, "no reply although the engine answered");
	}
	if (r->reply)
		check_reply(p, c, r);
	if (c->verb == CASE_PLAN && r->rc >= 0 && c->json)
		check_json(p, c->json, r->plan);
	for (i = 0; i < c->abouts.n; i++)
		check_about(p, c->abouts.item[i]);
}

/*
 * A reply that broke off is never a success.  Only where nothing but the end
 * of the connection ends a body can't one tell.
 */
static void check_cut(struct play *p, const struct case_call *c,
		      const struct result *r)
{
	const struct case_exchange *x =
		&p->c->exchanges[p->mode->exchange];

	if (x->until_close && p->mode->at >= x->head_len)
		return;
	/* RFC 9112, section 8: with the last chunk a message is complete;
	 * the empty line after it adds nothing. */
	if (x->chunked && p->mode->at + 2 >= x->reply_len)
		return;
	if (x->aside && r->rc < 0 && !strcmp(code_of(r->rc), c->code)) {
		check_error_form(p, &r->err, r->rc);
		return;
	}
	if (r->rc >= 0)
		problem(p, "success");
	else if (r->rc != DAVIT_ECONN && r->rc != DAVIT_EPROTO)
		problem(p, "result %s: %s", code_of(r->rc), r->err.text);
	else
		check_error_form(p, &r->err, r->rc);
	if (r->reply)
		problem(p, "a reply although it broke off");
}

/* ---- the whole ---------------------------------------------------------- */

static void make_script(const struct play *p, struct engine_reply *script)
{
	size_t i;

	for (i = 0; i < p->c->nexchanges; i++) {
		const struct case_exchange *x = &p->c->exchanges[i];

		memset(&script[i], 0, sizeof(script[i]));
		script[i].data = x->reply;
		script[i].len = x->reply_len;
		script[i].cut = ENGINE_WHOLE;
		script[i].end = x->end;
		script[i].early = x->early;
		script[i].bytewise = p->mode->delivery == CASE_BYTES;
		if (p->mode->delivery == CASE_CUT && i == p->mode->exchange) {
			script[i].cut = p->mode->at;
			script[i].end = ENGINE_CLOSE;
		}
	}
}

static void check_requests(struct play *p, size_t n)
{
	size_t i;
	char why[1024];

	if (p->mode->delivery == CASE_CUT && engine_count(p->engine) > n &&
	    (p->mode->at < p->c->exchanges[n - 1].line_len ||
	     p->c->exchanges[n - 1].aside)) {
		/* no status yet: what may be repeated, may be */
	} else if (engine_count(p->engine) != n) {
		problem(p, "%zu requests, not %zu", engine_count(p->engine),
			n);
	}
	for (i = 0; i < n && engine_request(p->engine, i); i++) {
		p->line = p->c->exchanges[i].line;
		if (!casereq_same(&p->c->exchanges[i],
				  engine_request(p->engine, i), why,
				  sizeof(why)))
			problem(p, "%s", why);
	}
}

struct case_outcome case_run(const struct case_file *f,
			     const struct case_case *c, struct engine *e,
			     const struct case_mode *m)
{
	struct play p = { .file = f, .c = c, .mode = m, .engine = e };
	struct engine_reply script[CASE_LIST];
	struct result r;
	size_t i, done = 0;
	bool last = false;

	p.line = c->line;
	make_script(&p, script);
	/* After a reply that broke off there are no more. */
	engine_script(e, script, m->delivery == CASE_CUT ? m->exchange + 1 :
		      c->nexchanges, false);
	memset(&r, 0, sizeof(r));
	r.rc = make_client(&p, &r.err);
	if (lacks_memory(&p, r.rc))
		p.outcome.lacked_memory = true;
	else if (r.rc < 0)
		problem(&p, "no client: %s", r.err.text);
	for (i = 0; i < c->ncalls && p.client && !last; i++) {
		const struct case_call *call = &c->calls[i];

		p.line = call->line;
		memset(&r, 0, sizeof(r));
		make_call(&p, call, &r);
		done = call->first + call->n;
		last = m->delivery == CASE_CUT && m->exchange < done;
		if (lacks_memory(&p, r.rc))
			p.outcome.lacked_memory = last = true;
		else if (last)
			check_cut(&p, call, &r);
		else
			check_result(&p, call, &r);
		enter(&p);
		davit_reply_free(r.reply);
		leave(&p);
		json_decref(r.plan);
		last = last || p.outcome.lacked_memory;
	}
	enter(&p);
	davit_client_free(p.client);
	leave(&p);
	if (m->delivery == CASE_CUT)
		done = m->exchange + 1;
	if (!p.outcome.lacked_memory && p.client)
		check_requests(&p, done);
	/* The engine must not look at the script any more. */
	engine_script(e, NULL, 0, false);
	return p.outcome;
}
