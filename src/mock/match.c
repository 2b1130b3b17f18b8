/* SPDX-License-Identifier: MIT */
/* See match.h. */
#include "config.h"

#include "match.h"

#include "about.h"
#include "args.h"
#include "dialect.h"
#include "error.h"
#include "matchbody.h"
#include "target.h"
#include "util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REFUSAL_MAX 1024

struct match {
	const struct match_opts *opts;
	const struct request_in *in;
	struct dialect_facts facts;
	struct target target;
	json_t *headers;	/* each line by itself */
	struct call *call;
	struct answer *out;
	davit_found found;
	char *values;		/* what `found` borrows */
	davit_error *err;
};

/* ---- refusals ------------------------------------------------------------ */

/* Adds what an engine says along with whatever it says. */
static int signed_by(struct match *m, unsigned when)
{
	const char *reference = json_string_value(json_object_get(
		m->call->headers, "x-reference-id"));

	if (dialect_headers(&m->facts, when, reference, m->out) < 0)
		return error_nomem(m->err);
	return 1;
}

static int bad_request(struct match *m, const char *text)
{
	answer_error(m->out, 400, "%s", text);
	return signed_by(m, DIALECT_ALWAYS | DIALECT_HANDLED);
}

/* The router of an engine knows nothing of its headers. */
static int not_found(struct match *m, int status, const char *text)
{
	const char *plain = m->facts.dialect->not_found;

	if (plain == NULL) {
		answer_error(m->out, 404, "page not found");
		return 1;
	}
	if (status == 404)
		text = plain;
	if (answer_bytes(m->out, status, "text/plain; charset=utf-8", text,
			 strlen(text)) < 0)
		return error_nomem(m->err);
	return 1;
}

static int moved(struct match *m)
{
	struct buf place = BUF_INIT(m->in->target_len + 2);
	int r;

	answer_reset(m->out);
	m->out->status = 301;
	r = target_clean(&m->target, &place);
	if (r == 0)
		r = answer_header(m->out, "Location", buf_text(&place));
	buf_done(&place);
	return r < 0 ? error_nomem(m->err) : 1;
}

/* Before 1.24 errors were plain text, and an engine sticks to that. */
static int wrong_version(struct match *m, bool too_new)
{
	static const char type[] = "text/plain; charset=utf-8";
	const char *given = m->call->given + 1;
	char text[256];

	snprintf(text, sizeof(text), "client version %s is too %s. %simum "
		 "supported API version is %s%s", given,
		 too_new ? "new" : "old", too_new ? "Max" : "Min",
		 too_new ? m->facts.api : m->facts.oldest, too_new ? "" :
		 ", please upgrade your client to a newer version");
	if (dialect_compare(given, "1.24") >= 0)
		answer_error(m->out, 400, "%s", text);
	else if (answer_bytes(m->out, 400, type, text, strlen(text)) < 0)
		return error_nomem(m->err);
	return signed_by(m, DIALECT_ALWAYS);
}

/* ---- which operation ----------------------------------------------------- */

/* The newest version of the tables that is not beyond `number`; the oldest
 * if all are. */
static const char *version_below(const char *engine, const char *number)
{
	const char *found = NULL;
	davit_version v;
	size_t i;

	for (i = 0; davit_version_at(engine, i, &v) == 0; i++)
		if (found == NULL ||
		    dialect_compare(v.name + 1, number) <= 0)
			found = v.name;
	return found;
}

static bool which(struct match *m, const char *version, const char *method)
{
	return davit_which(m->opts->engine, version, method, m->target.path,
			   m->target.npath, &m->found, m->values,
			   m->target.npath + 1, NULL) == 0;
}

static bool other_method(struct match *m)
{
	static const char *const methods[] = {
		"GET", "POST", "PUT", "DELETE", "HEAD", NULL
	};
	size_t i;

	for (i = 0; methods[i] != NULL; i++)
		if (which(m, m->facts.version, methods[i]))
			return true;
	return false;
}

/* The versions that may have it: what was asked for, else what an engine has
 * that takes any number. */
static bool in_versions(struct match *m, const char *method)
{
	const struct dialect *d = m->facts.dialect;
	const char *given = m->call->given, *version = m->facts.version;

	if (given[0] != '\0' && (!d->any_version || m->target.versioned) &&
	    dialect_compare(given + 1, version + 1) < 0 &&
	    (!d->any_version || given[1] > '1')) {
		if (which(m, given, method))
			return true;
		version = version_below(m->opts->engine, given + 1);
	}
	return which(m, version, method) ||
	       (d->any_version && which(m, m->facts.version, method));
}

/* Documents tell of one of two methods only. */
static bool answers_head(const davit_op *op)
{
	static const char *const roles[] = {
		"container-archive-get", "libpod-container-archive-get"
	};
	size_t i;

	for (i = 0; op->role != NULL && i < UTIL_COUNT(roles); i++)
		if (strcmp(op->role, roles[i]) == 0)
			return true;
	return about_is_ping(op);
}

/* 0, or 1 with the refusal. */
static int find(struct match *m)
{
	const struct dialect *d = m->facts.dialect;
	const char *method = m->in->method, *given = m->call->given;
	bool known;

	if (m->target.versioned && given[0] == '\0' && !m->target.is_twin)
		return not_found(m, 404, NULL);
	if (d->options && strcmp(method, "OPTIONS") == 0)
		return signed_by(m, DIALECT_ALWAYS | DIALECT_HANDLED);
	known = in_versions(m, method);
	if (!known && m->call->head)
		known = in_versions(m, "GET") && answers_head(&m->found.op);
	if (!known && d->wrong_method && other_method(m))
		return not_found(m, 405, "Method Not Allowed\n");
	if (!known)
		return not_found(m, 404, NULL);
	if (!d->any_version && given[0] != '\0') {
		if (dialect_compare(given + 1, m->facts.api) > 0)
			return wrong_version(m, true);
		if (dialect_compare(given + 1, m->facts.oldest) < 0)
			return wrong_version(m, false);
	}
	m->call->op = m->found.op;
	return 0;
}

/* ---- what is in it ------------------------------------------------------- */

/* Each line, the name in lower case: {"name": ["value", ...]}. */
static json_t *read_headers(const char *p, size_t len)
{
	const char *end = p + len, *eol, *colon, *last;
	struct buf name = BUF_INIT(len + 1);
	json_t *all = json_object(), *values;
	bool good = all != NULL;

	for (; good && p < end; p = eol + 1) {
		eol = memchr(p, '\n', (size_t)(end - p));
		if (eol == NULL)
			eol = end;
		colon = memchr(p, ':', (size_t)(eol - p));
		if (colon == NULL)
			continue;
		buf_reset(&name);
		for (; p < colon; p++)
			buf_add_char(&name, *p >= 'A' && *p <= 'Z' ?
				     (char)(*p | 0x20) : *p);
		last = eol;
		while (last > colon + 1 && (unsigned char)last[-1] <= ' ')
			last--;
		for (colon++; colon < last && *colon == ' '; colon++)
			;
		values = json_object_get(all, buf_text(&name));
		if (values == NULL) {
			values = json_array();
			good = json_object_set_new(all, buf_text(&name),
						   values) == 0;
		}
		good = good && json_array_append_new(values,
			args_text(colon, (size_t)(last - colon))) == 0;
	}
	good = good && buf_status(&name) == 0;
	buf_done(&name);
	if (!good) {
		json_decref(all);
		return NULL;
	}
	return all;
}

/* Several of one name are one, with commas between them. */
static json_t *join_headers(json_t *lists)
{
	json_t *all = json_object(), *values, *value;
	struct buf text = BUF_INIT(1 << 24);
	const char *name;
	bool good = all != NULL;
	size_t i;

	json_object_foreach(lists, name, values) {
		buf_reset(&text);
		json_array_foreach(values, i, value) {
			if (i > 0)
				buf_add_str(&text, ", ");
			buf_add(&text, json_string_value(value),
				json_string_length(value));
		}
		good = good && buf_status(&text) == 0 &&
		       json_object_set_new(all, name, json_stringn(
				buf_text(&text), text.len)) == 0;
	}
	buf_done(&text);
	if (!good) {
		json_decref(all);
		return NULL;
	}
	return all;
}

static int take_args(struct match *m)
{
	struct args_in in = { &m->found, m->target.query, m->target.nquery,
			      m->headers, m->facts.dialect };
	struct buf refusal = BUF_INIT(REFUSAL_MAX);
	int r;

	r = args_read(&in, &m->call->params, m->call->problems, &refusal);
	if (r > 0)
		r = bad_request(m, buf_text(&refusal));
	else if (r < 0)
		r = error_nomem(m->err);
	buf_done(&refusal);
	return r;
}

static int take_body(struct match *m)
{
	struct buf refusal = BUF_INIT(REFUSAL_MAX);
	int r;

	r = matchbody_read(m->facts.dialect, m->call, &refusal);
	if (r > 0)
		r = bad_request(m, buf_text(&refusal));
	else if (r < 0)
		r = error_nomem(m->err);
	buf_done(&refusal);
	return r;
}

/* ---- the check ----------------------------------------------------------- */

static void add_problem(const davit_problem *p, void *ctx)
{
	json_array_append_new(ctx, json_pack("{s:s,s:s}", "where", p->where,
					     "text", p->text));
}

static int check(struct match *m)
{
	struct call *call = m->call;
	davit_body body = davit_body_mem(call->data, call->len,
					 call->content_type);
	davit_error why;
	const char *text;
	int n;

	if (m->opts->check == MATCH_OFF)
		return 0;
	if (call->body != NULL)
		body = davit_body_json(call->body);
	n = davit_check(call->op.engine, call->op.version, call->op.name,
			call->params, call->len > 0 ? &body : NULL,
			DAVIT_STRICT, add_problem, call->problems, &why);
	if (n == DAVIT_ENOMEM)
		return error_nomem(m->err);
	if (m->opts->check < MATCH_STRICT ||
	    json_array_size(call->problems) == 0)
		return 0;
	text = json_string_value(json_object_get(json_array_get(
		call->problems, 0), "text"));
	return bad_request(m, text == NULL ? "" : text);
}

static int understand(struct match *m)
{
	int r = find(m);

	if (r == 0)
		r = take_args(m);
	if (r == 0)
		r = take_body(m);
	if (r == 0)
		r = check(m);
	return r;
}

int match_request(const struct match_opts *o, const struct request_in *r,
		  struct call *call, struct answer *out, davit_error *err)
{
	struct match m = { .opts = o, .in = r, .call = call, .out = out,
			   .err = err };
	int status;

	if (o->facts != NULL)
		m.facts = *o->facts;
	else if ((status = dialect_facts(o->engine, o->newest, o->oldest,
					 &m.facts, err)) < 0)
		return status;
	out->causes = m.facts.dialect->causes;
	call->data = r->body;
	call->len = r->body_len;
	call->head = strcmp(r->method, "HEAD") == 0;
	call->upgrade = r->upgrade;
	m.headers = read_headers(r->head, r->head_len);
	call->headers = join_headers(m.headers);
	call->problems = json_array();
	call->content_type = json_string_value(json_object_get(call->headers,
							"content-type"));
	target_read(&m.target, m.facts.dialect, r->target, r->target_len);
	memcpy(call->given, m.target.given, sizeof(call->given));
	m.values = malloc(m.target.npath + 1);
	status = m.values == NULL || m.headers == NULL ||
		 call->headers == NULL || call->problems == NULL ?
		 error_nomem(err) :
		 m.target.clean ? understand(&m) : moved(&m);
	free(m.values);
	json_decref(m.headers);
	if (json_array_size(call->problems) == 0) {
		json_decref(call->problems);
		call->problems = NULL;
	}
	return status;
}
