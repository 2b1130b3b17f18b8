/* SPDX-License-Identifier: MIT */
/* See tape.h. */
#include "config.h"

#include "tape.h"

#include "answer.h"
#include "error.h"
#include "mask.h"
#include "util.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MS_MAX ((int64_t)1 << 40)
#define DEPTH_MAX 128

/* ---- writing ------------------------------------------------------------- */

json_t *tape_bytes(const void *data, size_t len)
{
	struct buf text = BUF_INIT(ANSWER_MAX);
	json_t *out;

	if (util_is_utf8(data, len))
		return json_pack("{s:s%}", "text", len == 0 ? "" : data, len);
	util_base64url(&text, data, len);
	out = buf_status(&text) < 0 ? NULL :
	      json_pack("{s:s}", "base64", buf_text(&text));
	buf_done(&text);
	return out;
}

const char *tape_unversioned(const char *target, size_t len)
{
	size_t n = 2;

	if (len < 4 || target[0] != '/' || target[1] != 'v' ||
	    target[2] < '0' || target[2] > '9')
		return target;
	while (n < len && strchr("0123456789.", target[n]) != NULL)
		n++;
	return n < len && target[n] == '/' ? target + n : target;
}

/* ---- reading ------------------------------------------------------------- */

/* Text as a pattern that only it fits; what was hidden may be anything. */
static json_t *text_pattern(const json_t *text)
{
	struct buf out = BUF_INIT(ANSWER_MAX);
	const char *p = json_string_value(text);
	size_t len = json_string_length(text), i;
	json_t *made;

	if (strstr(p, MASK_HIDDEN) != NULL)
		return json_string("*");
	for (i = 0; i < len; i++) {
		if (p[i] == '*' || p[i] == '\\')
			buf_add_char(&out, '\\');
		buf_add_char(&out, p[i]);
	}
	made = buf_status(&out) < 0 ? NULL : json_stringn(buf_text(&out),
							  out.len);
	buf_done(&out);
	return made;
}

/* Returns new. */
static json_t *body_pattern(const json_t *value, unsigned depth)
{
	json_t *out, *one;
	const char *name;
	size_t i;

	if (json_is_string(value))
		return text_pattern(value);
	if (depth >= DEPTH_MAX ||
	    (!json_is_object(value) && !json_is_array(value)))
		return json_incref((json_t *)value);
	out = json_is_object(value) ? json_object() : json_array();
	json_object_foreach((json_t *)value, name, one)
		json_object_set_new(out, name, body_pattern(one, depth + 1));
	if (json_is_array(value))
		json_array_foreach(value, i, one)
			json_array_append_new(out, body_pattern(one,
								depth + 1));
	return out;
}

/* The bytes of a map with "text" or "base64"; none is none. */
static int read_bytes(const struct doc_at *map, struct buf *out,
		      davit_error *err)
{
	struct doc_at one;
	const char *text;
	int r;

	if (doc_member(map, "base64", &one))
		return doc_base64(&one, out, err);
	if (!doc_member(map, "text", &one))
		return 0;
	r = doc_text(&one, &text, err);
	if (r == 0 && buf_add(out, text, json_string_length(one.value)) < 0)
		return error_nomem(err);
	return r;
}

static int need_text(const struct doc_at *map, const char *key,
		     const char **out, davit_error *err)
{
	struct doc_at one;

	if (!doc_member(map, key, &one))
		return doc_fail(map, err, "'%s' is missing", key);
	return doc_text(&one, out, err);
}

static int read_request(const struct doc_at *all, struct tape_entry *out,
			davit_error *err)
{
	const char *method, *target, *path, *query;
	struct doc_at at, body;
	int r;

	if (!doc_member(all, "request", &at))
		return doc_fail(all, err, "'request' is missing");
	r = need_text(&at, "method", &method, err);
	if (r == 0)
		r = need_text(&at, "target", &target, err);
	if (r < 0)
		return r;
	path = tape_unversioned(target, strlen(target));
	query = strchr(path, '?');
	out->method = util_strdup(method);
	out->path = strndup(path, strcspn(path, "?"));
	out->query = util_strdup(query == NULL ? "" : query + 1);
	if (out->method == NULL || out->path == NULL || out->query == NULL)
		return error_nomem(err);
	if (doc_member(&at, "json", &body)) {
		out->json = body_pattern(body.value, 0);
		return out->json == NULL ? error_nomem(err) : 0;
	}
	r = read_bytes(&at, &out->body, err);
	out->any_body = strcmp(buf_text(&out->body), MASK_HIDDEN) == 0;
	return r;
}

/* A chunk, or what came over a connection that was taken over. */
static int read_piece(const struct doc_at *at, struct pieces *out, bool timed,
		      int64_t *last, davit_error *err)
{
	struct doc_at one;
	struct piece *p;
	const char *from = "engine";
	int64_t ms = *last;
	int r = doc_map(at, err);

	if (r == 0 && doc_member(at, "ms", &one))
		r = doc_integer(&one, 0, MS_MAX, &ms, err);
	if (r == 0 && doc_member(at, "from", &one))
		r = doc_text(&one, &from, err);
	if (r < 0)
		return r;
	if (timed && ms > *last && strcmp(from, "engine") == 0) {
		p = pieces_add(out, PIECE_WAIT);
		if (p == NULL)
			return error_nomem(err);
		p->number = ms - *last;
	}
	*last = ms;
	p = pieces_add(out, PIECE_DATA);
	if (p == NULL)
		return error_nomem(err);
	r = read_bytes(at, &p->data, err);
	if (r == 0 && strcmp(from, "client") == 0) {
		p->kind = PIECE_READ_BYTES;
		p->number = (int64_t)p->data.len;
		buf_done(&p->data);
		buf_init(&p->data, 1);
	}
	return r;
}

static int read_pieces(const struct doc_at *list, struct tape_entry *out,
		       davit_error *err)
{
	struct doc_at one;
	int64_t last = 0, timed = 0;
	size_t i;
	int r = doc_list(list, err);

	for (i = 0; r == 0 && doc_element(list, i, &one); i++) {
		r = read_piece(&one, &out->pieces, false, &last, err);
		if (r == 0)
			r = read_piece(&one, &out->timed, true, &timed, err);
	}
	return r;
}

static int read_headers(const struct doc_at *reply, struct tape_entry *out,
			davit_error *err)
{
	struct doc_at map, one;
	const char *text;
	void *iter = NULL;
	int r;

	if (!doc_member(reply, "headers", &map))
		return 0;
	r = doc_map(&map, err);
	while (r == 0 && doc_next(&map, &iter, &one)) {
		r = doc_text(&one, &text, err);
		out->sized = out->sized ||
			     strcasecmp(one.key, "Content-Length") == 0;
	}
	if (r == 0)
		out->headers = json_incref((json_t *)map.value);
	return r;
}

static int read_reply(const struct doc_at *all, struct tape_entry *out,
		      davit_error *err)
{
	struct doc_at at, one;
	int64_t status = 0;
	int r;

	if (!doc_member(all, "reply", &at))
		return doc_fail(all, err, "'reply' is missing");
	if (!doc_member(&at, "status", &one))
		return doc_fail(&at, err, "'status' is missing");
	r = doc_integer(&one, 100, 999, &status, err);
	out->status = (int)status;
	if (r == 0)
		r = read_headers(&at, out, err);
	out->taken = doc_member(all, "taken", &one);
	if (r == 0 && !out->taken && doc_member(&at, "chunks", &one))
		return read_pieces(&one, out, err);
	return r < 0 || !out->taken ? r : read_pieces(&one, out, err);
}

int tape_read(const struct doc *d, struct tape_entry *out, davit_error *err)
{
	struct doc_at all, one;
	bool cut = false;
	int r;

	memset(out, 0, sizeof(*out));
	buf_init(&out->body, ANSWER_MAX);
	pieces_init(&out->pieces);
	pieces_init(&out->timed);
	doc_begin(d, &all);
	r = doc_map(&all, err);
	if (r == 0)
		r = read_request(&all, out, err);
	if (r == 0)
		r = read_reply(&all, out, err);
	if (r == 0 && doc_member(&all, "cut", &one))
		r = doc_bool(&one, &cut, err);
	if (r == 0 && cut && (pieces_add(&out->pieces, PIECE_CUT) == NULL ||
			      pieces_add(&out->timed, PIECE_CUT) == NULL))
		return error_nomem(err);
	return r;
}

void tape_done(struct tape_entry *e)
{
	free(e->method);
	free(e->path);
	free(e->query);
	json_decref(e->json);
	buf_done(&e->body);
	json_decref(e->headers);
	pieces_done(&e->pieces);
	pieces_done(&e->timed);
}
