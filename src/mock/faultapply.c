/* SPDX-License-Identifier: MIT */
/* See faultspec.h: what is done to an answer. */
#include "config.h"

#include "faultspec.h"

#include "error.h"
#include "util.h"
#include "wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BIG "18446744073709551616"	/* 2^64 */
#define DEPTH_MAX 128
#define GARBAGE "\001\002 {garbage\377\n"
#define BROKEN_HEAD "HTTP/1.1 200 OK\r\n\001 garbage\r\n\r\n"

/* ---- values -------------------------------------------------------------- */

/* The value without its lists; steals it, returns new. */
static json_t *without_lists(json_t *value, unsigned depth)
{
	const char *name;
	json_t *one;
	void *next;

	if (json_is_array(value)) {
		json_decref(value);
		return json_null();
	}
	if (json_is_object(value) && depth < DEPTH_MAX)
		json_object_foreach_safe(value, next, name, one)
			json_object_set_new(value, name, without_lists(
				json_incref(one), depth + 1));
	return value;
}

/* The name at `text` of a JSON pointer, decoded; where the next begins. */
static const char *pointer_name(const char *text, struct buf *out)
{
	for (; *text != '\0' && *text != '/'; text++)
		if (text[0] == '~' && (text[1] == '0' || text[1] == '1'))
			buf_add_char(out, *++text == '0' ? '~' : '/');
		else
			buf_add_char(out, *text);
	return text;
}

/* Puts `value`, which is stolen, at the end of a pointer; false: the way
 * there is missing. */
static bool put_at(json_t *in, const char *pointer, json_t *value)
{
	struct buf name = BUF_INIT(1024);
	int64_t i;
	bool last = false, done = false;

	while (!last && in != NULL && *pointer == '/') {
		buf_reset(&name);
		pointer = pointer_name(pointer + 1, &name);
		last = *pointer == '\0';
		i = -1;
		if (json_is_array(in))
			util_int64(buf_text(&name), name.len, &i);
		if (last && i >= 0)
			done = json_array_set(in, (size_t)i, value) == 0;
		else if (last)
			done = json_object_set(in, buf_text(&name),
					       value) == 0;
		else if (i >= 0)
			in = json_array_get(in, (size_t)i);
		else
			in = json_object_get(in, buf_text(&name));
	}
	buf_done(&name);
	json_decref(value);
	return done;
}

/* JSON has it, but no value here can hold it: it is put into the text, for a
 * word that stands nowhere else. */
static int big_number(struct answer *a, const char *pointer)
{
	static const char word[] = "\"\\u0001 here the number goes\"";
	int status = a->status, r = DAVIT_ENOMEM;
	json_t *copy = json_deep_copy(a->json), *headers;
	char *text = NULL, *at;

	if (!put_at(copy, pointer, json_string("\001 here the number goes"))) {
		json_decref(copy);
		answer_error(a, 500, "big_number: this answer has no place "
			     "'%s'", pointer);
		return 0;
	}
	text = json_dumps(copy, JSON_COMPACT | JSON_ENCODE_ANY);
	at = text == NULL ? NULL : strstr(text, word);
	if (at != NULL) {
		headers = json_incref(a->headers);
		r = answer_bytes(a, status, "application/json", text,
				 (size_t)(at - text));
		buf_add_str(&a->bytes, BIG);
		r = buf_add_str(&a->bytes, at + sizeof(word) - 1);
		a->headers = headers;
	}
	free(text);
	json_decref(copy);
	return r < 0 ? DAVIT_ENOMEM : 0;
}

static int change_values(const struct faultspec *f, struct answer *a)
{
	json_t *copy;

	if (a->json == NULL)
		return 0;
	if (f->null_lists) {
		copy = json_deep_copy(a->json);
		if (copy == NULL)
			return DAVIT_ENOMEM;
		json_decref(a->json);
		a->json = without_lists(copy, 0);
	}
	return f->big_number != NULL ? big_number(a, f->big_number) : 0;
}

/* ---- bytes --------------------------------------------------------------- */

static int add_json(struct buf *out, json_t *json)
{
	char *text = json == NULL ? NULL : json_dumps(json, JSON_COMPACT);

	json_decref(json);
	if (text == NULL)
		return DAVIT_ENOMEM;
	buf_add_str(out, text);
	free(text);
	return buf_add_str(out, "\r\n");
}

static void add_frame(struct buf *out, unsigned char channel, size_t says,
		      const char *text)
{
	const unsigned char head[] = {
		channel, 0, 0, 0, 0, 0, (unsigned char)(says >> 8),
		(unsigned char)says
	};

	buf_add(out, head, sizeof(head));
	buf_add_str(out, text);
}

/* Between frames engines tell of it in a frame of its own channel. */
static int stream_error(const struct answer *a, const struct call *call,
			const char *text, struct buf *out)
{
	if (call->op.stream == DAVIT_STREAM_FRAMES) {
		add_frame(out, 3, strlen(text), text);
		return 0;
	}
	if (a->causes)
		return add_json(out, json_pack("{s:s}", "error", text));
	return add_json(out, json_pack("{s:{s:s},s:s}", "errorDetail",
				       "message", text, "error", text));
}

static int tar_error(const struct answer *a, const char *text,
		     struct buf *out)
{
	if (a->causes)
		return add_json(out, json_pack("{s:s,s:s,s:i}", "cause", text,
			"message", text, "response", 500));
	return add_json(out, json_pack("{s:s}", "message", text));
}

static int garbage(int where, struct answer *a, struct fault *play)
{
	switch (where) {
	case GARBAGE_BEFORE:
		return buf_add_str(&play->before, GARBAGE);
	case GARBAGE_HEAD:
		play->has_raw = true;
		if (play->end == FAULT_KEEP)
			play->end = FAULT_CLOSE;
		return buf_add_str(&play->raw, BROKEN_HEAD);
	case GARBAGE_BODY:
		if (a->kind != ANSWER_ONCE)
			return buf_add_str(&play->tail, GARBAGE);
		if (a->json != NULL)
			a->type = "application/json";
		json_decref(a->json);
		a->json = NULL;
		buf_reset(&a->bytes);
		return buf_add_str(&a->bytes, GARBAGE);
	default:
		return 0;
	}
}

static int change_bytes(const struct faultspec *f, const struct call *call,
			struct answer *a, struct fault *play)
{
	int r = 0;

	if (f->stream_error != NULL)
		r = stream_error(a, call, f->stream_error, &play->tail);
	if (r == 0 && f->tar_error != NULL)
		r = tar_error(a, f->tar_error, &play->tail);
	if (r == 0 && f->cut_frame)
		add_frame(&play->tail, 1, 4096, "cut");
	if (r == 0)
		r = garbage(f->garbage, a, play);
	return r < 0 ? DAVIT_ENOMEM : 0;
}

/* ---- answers ------------------------------------------------------------- */

static int redirect(struct answer *a, const char *to)
{
	json_t *headers = json_incref(a->headers);
	struct buf page = BUF_INIT(8192);
	int r;

	buf_add_str(&page, "<a href=\"");
	buf_add_str(&page, to);
	buf_add_str(&page, "\">Moved Permanently</a>.\n\n");
	r = answer_bytes(a, 301, "text/html; charset=utf-8", buf_text(&page),
			 page.len);
	a->headers = headers;
	buf_done(&page);
	return r < 0 ? r : answer_header(a, "Location", to);
}

/* Another status: of an error with the words HTTP has for it. */
static void set_status(struct answer *a, int status)
{
	json_t *headers = json_incref(a->headers);

	if (status >= 400)
		answer_error(a, status, "%s", wire_reason(status));
	a->status = status;
	json_decref(a->headers);
	a->headers = headers;
}

int faultspec_apply(const struct faultspec *f, const struct call *call,
		    struct answer *a)
{
	struct fault *play = fault_copy(f->play);
	int r;

	if (play == NULL)
		return DAVIT_ENOMEM;
	if (f->status != 0)
		set_status(a, (int)f->status);
	r = f->redirect != NULL ? redirect(a, f->redirect) : 0;
	if (r == 0)
		r = change_values(f, a);
	if (r == 0)
		r = change_bytes(f, call, a, play);
	fault_free(a->fault);
	a->fault = play;
	return r;
}
