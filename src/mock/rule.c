/* SPDX-License-Identifier: MIT */
/* See rule.h. */
#include "config.h"

#include "rule.h"

#include "error.h"
#include "httpline.h"
#include "util.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define CALLS_MAX 1000000000

/* ---- which of the calls -------------------------------------------------- */

static int read_number(const struct doc_at *map, const char *key, int64_t max,
		       int64_t *out, davit_error *err)
{
	struct doc_at one;

	if (!doc_member(map, key, &one))
		return 0;
	return doc_integer(&one, 1, max, out, err);
}

/* "first" is a "count" from the first one on. */
static int read_counts(const struct doc_at *at, struct rule *out,
		       davit_error *err)
{
	struct doc_at one;
	int r;

	out->from = 1;
	if (doc_member(at, "first", &one) &&
	    (doc_member(at, "from", &one) || doc_member(at, "count", &one)))
		return doc_fail(at, err, "'first' begins with the first call: "
				"'from' and 'count' go together");
	r = read_number(at, "times", CALLS_MAX, &out->times, err);
	if (r == 0)
		r = read_number(at, "first", CALLS_MAX, &out->count, err);
	if (r == 0)
		r = read_number(at, "count", CALLS_MAX, &out->count, err);
	return r < 0 ? r : read_number(at, "from", CALLS_MAX, &out->from, err);
}

/* ---- bodies -------------------------------------------------------------- */

static int keep_text(const struct doc_at *at, char **out, davit_error *err)
{
	const char *text;
	int r = doc_text(at, &text, err);

	if (r == 0 && (*out = util_strdup(text)) == NULL)
		return error_nomem(err);
	return r;
}

static int read_one(const struct doc_at *at, struct rule *out,
		    davit_error *err)
{
	const char *key = at->key, *text;
	int r;

	out->body = RULE_BYTES;
	if (strcmp(key, "error") == 0) {
		out->body = RULE_ERROR;
		return keep_text(at, &out->error, err);
	}
	if (strcmp(key, "json") == 0) {
		out->body = RULE_JSON;
		out->json = json_incref((json_t *)at->value);
		return 0;
	}
	if (strcmp(key, "stream") == 0 || strcmp(key, "taken") == 0) {
		out->body = key[0] == 's' ? RULE_STREAM : RULE_TAKEN;
		return pieces_read(at, key[0] == 't', &out->pieces, err);
	}
	if (strcmp(key, "base64") == 0)
		return doc_base64(at, &out->bytes, err);
	if (strcmp(key, "file") == 0)
		return doc_file(at, &out->bytes, err);
	out->plain = true;
	r = doc_text(at, &text, err);
	if (r == 0 && buf_add(&out->bytes, text,
			      json_string_length(at->value)) < 0)
		return error_nomem(err);
	return r;
}

static int read_body(const struct doc_at *at, struct rule *out,
		     davit_error *err)
{
	static const char *const names[] = { "error", "json", "text", "base64",
					     "file", "stream", "taken" };
	const char *found = NULL;
	struct doc_at one;
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && i < UTIL_COUNT(names); i++) {
		if (!doc_member(at, names[i], &one))
			continue;
		if (found != NULL)
			return doc_fail(&one, err, "an answer has one body: "
					"'%s' or '%s'", found, names[i]);
		found = names[i];
		r = read_one(&one, out, err);
	}
	if (r < 0 || found != NULL || out->status == 0)
		return r;
	/* A status alone is an answer, too. */
	out->body = out->status >= 400 ? RULE_ERROR : RULE_BYTES;
	return 0;
}

/* ---- heads --------------------------------------------------------------- */

static int read_header(const struct doc_at *at, davit_error *err)
{
	const char *text;
	int r = doc_text(at, &text, err);

	if (r < 0)
		return r;
	if (!httpline_is_token(at->key, strlen(at->key)))
		return doc_fail(at, err, "'%s' is no name of a header",
				at->key);
	if (util_has_control(text, json_string_length(at->value)))
		return doc_fail(at, err, "header '%s' holds a control "
				"character", at->key);
	if (strcasecmp(at->key, "Transfer-Encoding") == 0)
		return doc_fail(at, err, "'%s' is set by the server alone",
				at->key);
	return 0;
}

static int read_headers(const struct doc_at *at, struct rule *out,
			davit_error *err)
{
	struct doc_at map, one;
	void *iter = NULL;
	int r;

	if (!doc_member(at, "headers", &map))
		return 0;
	r = doc_map(&map, err);
	while (r == 0 && doc_next(&map, &iter, &one))
		r = read_header(&one, err);
	if (r == 0)
		out->headers = json_incref((json_t *)map.value);
	return r;
}

static int read_status(const struct doc_at *at, struct rule *out,
		       davit_error *err)
{
	struct doc_at one;

	if (!doc_member(at, "status", &one))
		return 0;
	return doc_integer(&one, 200, 599, &out->status, err);
}

static int read_type(const struct doc_at *at, struct rule *out,
		     davit_error *err)
{
	struct doc_at one;
	int r;

	if (!doc_member(at, "type", &one))
		return 0;
	r = keep_text(&one, &out->type, err);
	if (r == 0 && util_has_control(out->type, strlen(out->type)))
		return doc_fail(&one, err, "this is no media type");
	return r;
}

static int read_fault(const struct doc_at *at, struct rule *out,
		      davit_error *err)
{
	struct doc_at one;

	if (!doc_member(at, "fault", &one))
		return 0;
	out->has_fault = true;
	return faultspec_read(&one, &out->fault, err);
}

/* What would not be noticed is a mistake. */
static int check(const struct doc_at *at, const struct rule *r,
		 davit_error *err)
{
	struct doc_at one;

	if (r->body == RULE_NONE && r->headers == NULL && !r->has_fault)
		return doc_fail(at, err, "this rule does nothing: a status, a "
				"body, headers or a fault is missing");
	if (r->type != NULL && r->body < RULE_BYTES) {
		doc_member(at, "type", &one);
		return doc_fail(&one, err, "'type' is that of text, base64, "
				"file, stream or taken");
	}
	if (r->body == RULE_ERROR && r->status < 400) {
		if (!doc_member(at, "error", &one))
			one = *at;
		return doc_fail(&one, err, "an error needs a status of 400 "
				"or more");
	}
	if (r->body == RULE_TAKEN && r->status >= 300) {
		doc_member(at, "taken", &one);
		return doc_fail(&one, err, "a connection is taken over with a "
				"status of success");
	}
	return 0;
}

int rule_read(const struct doc_at *at, const char *engine,
	      const char *version, struct rule *out, davit_error *err)
{
	static const char *const keys[] = {
		"op", "params", "body", "times", "first", "from", "count",
		"status", "headers", "error", "json", "text", "base64",
		"file", "type", "stream", "taken", "fault", NULL
	};
	int r;

	memset(out, 0, sizeof(*out));
	buf_init(&out->bytes, ANSWER_MAX);
	pieces_init(&out->pieces);
	r = doc_keys(at, "an answer", keys, err);
	if (r == 0)
		r = pattern_read(at, engine, version, &out->pattern, err);
	if (r == 0)
		r = read_counts(at, out, err);
	if (r == 0)
		r = read_status(at, out, err);
	if (r == 0)
		r = read_headers(at, out, err);
	if (r == 0)
		r = read_body(at, out, err);
	if (r == 0)
		r = read_type(at, out, err);
	if (r == 0)
		r = read_fault(at, out, err);
	return r < 0 ? r : check(at, out, err);
}

void rule_done(struct rule *r)
{
	pattern_done(&r->pattern);
	json_decref(r->headers);
	json_decref(r->json);
	buf_done(&r->bytes);
	free(r->error);
	free(r->type);
	pieces_done(&r->pieces);
	faultspec_done(&r->fault);
}
