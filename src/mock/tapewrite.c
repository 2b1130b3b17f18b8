/* SPDX-License-Identifier: MIT */
/* See tapewrite.h. */
#include "config.h"

#include "tapewrite.h"

#include "answer.h"
#include "decode.h"
#include "mask.h"
#include "tape.h"
#include "util.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BYTES_MAX ((size_t)64 << 20)	/* of one answer */

/* ---- the request --------------------------------------------------------- */

/* Names of headers as they came; the same name again is added with a comma. */
static json_t *headers_of(const struct request_in *in)
{
	const char *p = in->head, *end = in->head + in->head_len, *colon;
	json_t *out = json_object(), *value;
	char name[128];
	size_t len, n;

	for (; p < end; p += len + 1) {
		for (len = 0; p + len < end && p[len] != '\n'; len++)
			;
		colon = memchr(p, ':', len);
		n = colon == NULL ? 0 : (size_t)(colon - p);
		if (n == 0 || n >= sizeof(name))
			continue;
		memcpy(name, p, n);
		name[n] = '\0';
		for (colon++; colon < p + len && *colon == ' '; colon++)
			;
		for (n = (size_t)(p + len - colon); n > 0 &&
		     strchr(" \r", colon[n - 1]) != NULL; n--)
			;
		value = mask_is_header(name) ? json_string(MASK_HIDDEN)
					     : json_stringn(colon, n);
		if (value != NULL)
			json_object_set_new(out, name, value);
	}
	return out;
}

/* Secrets that are no JSON are all of a body. */
static bool is_secret(const davit_op *op)
{
	return op != NULL && op->category != NULL &&
	       strncasecmp(op->category, "secret", 6) == 0;
}

static json_t *body_of(const struct request_in *in, const davit_op *op)
{
	struct buf text = BUF_INIT(ANSWER_MAX);
	json_t *json = NULL, *out = NULL;

	if (in->body_len > 0 &&
	    decode_json(in->body, in->body_len, &json, NULL, NULL) == 0) {
		json_decref(json);
		json = NULL;
		mask_text(in->body, in->body_len, &text);
		if (buf_status(&text) == 0 &&
		    decode_json(buf_text(&text), text.len, &json, NULL,
				NULL) == 0)
			out = json_pack("{s:o}", "json", json);
	} else if (in->body_len > 0 && is_secret(op)) {
		out = json_pack("{s:s}", "text", MASK_HIDDEN);
	} else {
		out = in->body_len > 0 ? tape_bytes(in->body, in->body_len)
				       : json_object();
	}
	buf_wipe(&text);
	return out;
}

int tapewrite_begin(struct tapewrite *t, const struct request_in *in,
		    const davit_op *op)
{
	struct buf target = BUF_INIT((size_t)1 << 20);
	json_t *body = body_of(in, op);

	memset(t, 0, sizeof(*t));
	t->began = util_now_ms();
	t->chunks = json_array();
	mask_target(op, in->target, in->target_len, &target);
	t->request = json_pack("{s:s,s:s,s:s*,s:o}", "method", in->method,
			       "target", buf_text(&target), "op",
			       op == NULL ? NULL : op->name, "headers",
			       headers_of(in));
	if (body != NULL && t->request != NULL)
		json_object_update(t->request, body);
	else if (body == NULL)
		t->cut = true;
	json_decref(body);
	buf_wipe(&target);
	return t->request == NULL || t->chunks == NULL ? DAVIT_ENOMEM : 0;
}

void tapewrite_done(struct tapewrite *t)
{
	json_decref(t->request);
	json_decref(t->reply);
	json_decref(t->chunks);
	memset(t, 0, sizeof(*t));
}

/* ---- the answer ---------------------------------------------------------- */

void tapewrite_reply(struct tapewrite *t, int status, const json_t *headers)
{
	json_t *copy = json_copy((json_t *)headers), *value;
	const char *name;
	void *next;

	json_object_foreach_safe(copy, next, name, value)
		if (mask_is_header(name))
			json_object_set_new(copy, name,
					    json_string(MASK_HIDDEN));
	t->reply = json_pack("{s:i,s:o}", "status", status, "headers", copy);
}

void tapewrite_bytes(struct tapewrite *t, const char *from, const void *data,
		     size_t len)
{
	json_t *one;

	if (len == 0)
		return;
	if (len > BYTES_MAX - t->bytes) {
		t->cut = true;
		return;
	}
	t->bytes += len;
	one = tape_bytes(data, len);
	if (one == NULL)
		return;
	json_object_set_new(one, "ms", json_integer(util_now_ms() - t->began));
	if (from != NULL)
		json_object_set_new(one, "from", json_string(from));
	json_array_append_new(t->chunks, one);
}

/* All of the text, which may hold a secret across two chunks. */
static int join(const json_t *chunks, struct buf *out)
{
	const char *text;
	json_t *one;
	size_t i;

	json_array_foreach(chunks, i, one) {
		text = json_string_value(json_object_get(one, "text"));
		if (text == NULL)
			return -1;
		buf_add(out, text, json_string_length(json_object_get(one,
			"text")));
	}
	return buf_status(out);
}

static void hide(struct tapewrite *t)
{
	struct buf all = BUF_INIT(BYTES_MAX), masked = BUF_INIT(ANSWER_MAX);
	json_t *one;

	if (!t->taken && join(t->chunks, &all) == 0 &&
	    mask_text(buf_text(&all), all.len, &masked) &&
	    buf_status(&masked) == 0) {
		one = tape_bytes(buf_text(&masked), masked.len);
		json_object_set_new(one, "ms", json_integer(0));
		json_array_clear(t->chunks);
		json_array_append_new(t->chunks, one);
	}
	buf_wipe(&all);
	buf_done(&masked);
}

int tapewrite_end(struct tapewrite *t, FILE *out)
{
	json_t *line;
	int r;

	if (t->reply == NULL)
		return 0;
	hide(t);
	if (!t->taken)
		json_object_set(t->reply, "chunks", t->chunks);
	line = json_pack("{s:O,s:O}", "request", t->request, "reply",
			 t->reply);
	if (line == NULL)
		return DAVIT_ENOMEM;
	if (t->taken)
		json_object_set(line, "taken", t->chunks);
	if (t->cut)
		json_object_set_new(line, "cut", json_true());
	r = json_dumpf(line, out, JSON_COMPACT) < 0 ||
	    fputc('\n', out) == EOF || fflush(out) != 0 ? DAVIT_ECONN : 0;
	json_decref(line);
	return r;
}
