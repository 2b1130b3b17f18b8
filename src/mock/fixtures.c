/* SPDX-License-Identifier: MIT */
/* See fixtures.h. */
#include "config.h"

#include "fixtures.h"

#include "error.h"
#include "rule.h"
#include "wire.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define RULES_MAX 10000

#define FRAMES_TYPE "application/vnd.docker.multiplexed-stream"
#define RAW_TYPE "application/vnd.docker.raw-stream"

struct fixtures {
	struct doc doc;
	struct rule *rules;
	size_t n;
};

/* ---- reading ------------------------------------------------------------- */

static int read_rules(struct fixtures *f, const struct doc_at *at,
		      const char *engine, const char *version,
		      davit_error *err)
{
	struct doc_at one;
	size_t n = json_array_size(at->value);
	int r = doc_list(at, err);

	if (r < 0 || n == 0)
		return r;
	if (n > RULES_MAX)
		return doc_fail(at, err, "more than %d answers", RULES_MAX);
	f->rules = calloc(n, sizeof(*f->rules));
	if (f->rules == NULL)
		return error_nomem(err);
	while (r == 0 && doc_element(at, f->n, &one))
		r = rule_read(&one, engine, version, &f->rules[f->n++], err);
	return r;
}

static int read_all(struct fixtures *f, const char *engine,
		    const char *version, davit_error *err)
{
	static const char *const keys[] = { "world", "answers", NULL };
	struct doc_at all, one;
	int r;

	if (f->doc.value == NULL)
		return 0;
	doc_begin(&f->doc, &all);
	r = doc_keys(&all, "fixtures", keys, err);
	if (r == 0 && doc_member(&all, "world", &one))
		r = doc_map(&one, err);
	if (r == 0 && doc_member(&all, "answers", &one))
		r = read_rules(f, &one, engine, version, err);
	return r;
}

int fixtures_new(struct doc *d, const char *engine, const char *version,
		 struct fixtures **out, davit_error *err)
{
	struct fixtures *f = calloc(1, sizeof(*f));
	int r;

	if (f == NULL) {
		doc_done(d);
		return error_nomem(err);
	}
	f->doc = *d;
	memset(d, 0, sizeof(*d));
	r = read_all(f, engine, version, err);
	if (r < 0)
		fixtures_free(f);
	else
		*out = f;
	return r;
}

void fixtures_free(struct fixtures *f)
{
	if (f == NULL)
		return;
	while (f->n > 0)
		rule_done(&f->rules[--f->n]);
	free(f->rules);
	doc_done(&f->doc);
	free(f);
}

json_t *fixtures_world(const struct fixtures *f)
{
	return json_object_get(f->doc.value, "world");
}

int fixtures_blame_world(const struct fixtures *f, davit_error *err)
{
	struct doc_at all, one;

	doc_begin(&f->doc, &all);
	if (!doc_member(&all, "world", &one))
		return err->code;
	return doc_blame(&one, err);
}

/* ---- answering ----------------------------------------------------------- */

struct rule *fixtures_rule(struct fixtures *f, const struct call *call)
{
	struct rule *r, *found = NULL;
	size_t i;

	for (i = 0; f != NULL && i < f->n; i++) {
		r = &f->rules[i];
		if (!pattern_fits(&r->pattern, call))
			continue;
		r->seen++;
		if (found == NULL && r->seen >= r->from &&
		    (r->count == 0 || r->seen - r->from < r->count) &&
		    (r->times == 0 || r->held < r->times))
			found = r;
	}
	if (found != NULL)
		found->held++;
	return found;
}

/* The first success the tables know; a take-over only if there is no other,
 * and that is for play to say. */
static int declared(const davit_op *op)
{
	davit_response r;
	size_t i;

	for (i = 0; davit_op_response(op, i, &r) == 0; i++)
		if (r.status >= 200 && r.status < 300)
			return r.status;
	return 200;
}

/* What the operation says it gives, or what it gives by habit. */
static const char *stream_type(const struct rule *r, const davit_op *op)
{
	const char *type;
	size_t i;

	if (r->type != NULL)
		return r->type;
	if (r->pieces.json && !r->pieces.frames)
		return "application/json";
	for (i = 0; (type = davit_op_media(op, DAVIT_PRODUCES, i)) != NULL;
	     i++)
		if (r->pieces.frames && strcmp(type, FRAMES_TYPE) == 0)
			return FRAMES_TYPE;
	if (op->stream == DAVIT_STREAM_TAR)
		return "application/x-tar";
	return RAW_TYPE;
}

int fixtures_answer(const struct rule *r, const struct call *call,
		    struct answer *out)
{
	int status = r->status != 0 ? (int)r->status : declared(&call->op);
	const char *type = r->type;

	switch (r->body) {
	case RULE_NONE:
		return 0;
	case RULE_ERROR:
		answer_error(out, status, "%s", r->error != NULL ? r->error
			     : wire_reason(status));
		return 1;
	case RULE_JSON:
		answer_json(out, status, json_incref(r->json));
		return 1;
	case RULE_BYTES:
		if (type == NULL && r->bytes.len > 0)
			type = r->plain ? "text/plain; charset=utf-8"
					: "application/octet-stream";
		return answer_bytes(out, status, type, buf_text(&r->bytes),
				    r->bytes.len) < 0 ? DAVIT_ENOMEM : 1;
	default:
		answer_reset(out);
		out->status = status;
		out->type = stream_type(r, &call->op);
		return pieces_play(&r->pieces, r->body == RULE_TAKEN, out) < 0
		       ? DAVIT_ENOMEM : 1;
	}
}

/* Headers have their names in any case. */
static int set_header(struct answer *a, const char *name, const char *value)
{
	const char *other;
	json_t *one;
	void *next;

	json_object_foreach_safe(a->headers, next, other, one)
		if (strcasecmp(other, name) == 0)
			json_object_del(a->headers, other);
	return answer_header(a, name, value);
}

int fixtures_change(struct rule *r, const struct call *call, struct answer *a)
{
	const char *name;
	json_t *value;

	json_object_foreach(r->headers, name, value)
		if (set_header(a, name, json_string_value(value)) < 0)
			return DAVIT_ENOMEM;
	if (!r->has_fault)
		return 0;
	r->broken++;
	if (r->fault.first > 0 && r->broken > r->fault.first)
		return 0;
	return faultspec_apply(&r->fault, call, a);
}
