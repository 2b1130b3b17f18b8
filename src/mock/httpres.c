/* SPDX-License-Identifier: MIT */
/* See httpres.h. */
#include "config.h"

#include "httpres.h"

#include "error.h"
#include "httpline.h"
#include "util.h"

#include <string.h>
#include <strings.h>

#define LINE_MAX_BYTES ((size_t)64 << 10)
#define HEAD_MAX ((size_t)256 << 10)

enum part { SIZE, DATA, DATA_END, TRAILER };	/* of a body in chunks */

void httpres_init(struct httpres *r, bool head)
{
	memset(r, 0, sizeof(*r));
	r->head = head;
	buf_init(&r->line, LINE_MAX_BYTES);
}

void httpres_done(struct httpres *r)
{
	json_decref(r->headers);
	buf_done(&r->line);
}

static int broken(davit_error *err, const char *what)
{
	return error_set(err, DAVIT_EPROTO, "the engine does not speak HTTP: "
			 "%s", what);
}

/* "HTTP/1.1 200 OK" */
static int status_line(struct httpres *r, davit_error *err)
{
	const char *text = buf_text(&r->line);
	int64_t status;

	if (r->line.len < 12 || strncmp(text, "HTTP/1.", 7) != 0 ||
	    text[8] != ' ' || !util_int64(text + 9, 3, &status) ||
	    status < 100)
		return broken(err, "no status line");
	r->status = (int)status;
	json_decref(r->headers);
	r->headers = json_object();
	return r->headers == NULL ? error_nomem(err) : 0;
}

static json_t *find(json_t *headers, const char *wanted)
{
	const char *name;
	json_t *value;

	json_object_foreach(headers, name, value)
		if (strcasecmp(name, wanted) == 0)
			return value;
	return NULL;
}

static int header_line(struct httpres *r, davit_error *err)
{
	char *text = r->line.data, *colon = strchr(text, ':'), *value;
	json_t *before, *now;
	size_t len;

	if (colon == NULL || colon == text)
		return broken(err, "a header without a name");
	*colon = '\0';
	value = colon + 1 + strspn(colon + 1, " \t");
	len = strlen(value);
	while (len > 0 && strchr(" \t", value[len - 1]) != NULL)
		value[--len] = '\0';
	before = find(r->headers, text);
	now = before == NULL ? json_string(value) :
	      json_sprintf("%s, %s", json_string_value(before), value);
	if (now == NULL)
		return broken(err, "a header that is not UTF-8");
	return json_object_set_new(r->headers, text, now) < 0 ?
	       error_nomem(err) : 0;
}

static int head_end(struct httpres *r, davit_error *err)
{
	const char *coding = json_string_value(find(r->headers,
						    "Transfer-Encoding"));
	const char *length = json_string_value(find(r->headers,
						    "Content-Length"));
	int64_t n;

	if (r->status < 200 && r->status != 101) {
		r->status = 0;
		return 0;
	}
	r->sized = length != NULL;
	if (r->head || r->status == 204 || r->status == 304) {
		r->state = HTTPRES_DONE;
	} else if (r->status == 101) {
		r->state = HTTPRES_CLOSED;
	} else if (coding != NULL) {
		r->state = HTTPRES_CHUNKED;
		r->part = SIZE;
		r->sized = false;
	} else if (length != NULL) {
		if (!util_int64(length, strlen(length), &n) || n < 0)
			return broken(err, "a length that is none");
		r->left = (uint64_t)n;
		r->state = n == 0 ? HTTPRES_DONE : HTTPRES_SIZED;
	} else {
		r->state = HTTPRES_CLOSED;
	}
	return 0;
}

static int head_line(struct httpres *r, davit_error *err)
{
	if (r->status == 0)
		return r->line.len == 0 ? 0 : status_line(r, err);
	return r->line.len == 0 ? head_end(r, err) : header_line(r, err);
}

static int chunk_line(struct httpres *r, davit_error *err)
{
	const char *rest;

	if (r->part == DATA_END) {
		r->part = SIZE;
		return r->line.len == 0 ? 0 : broken(err, "a chunk that does "
						     "not end");
	}
	if (r->part == TRAILER) {
		if (r->line.len == 0)
			r->state = HTTPRES_DONE;
		return 0;
	}
	rest = httpline_hex(buf_text(&r->line), &r->left);
	if (rest == NULL || (*rest != '\0' && *rest != ';' && *rest != ' '))
		return broken(err, "no size of a chunk");
	r->part = r->left == 0 ? TRAILER : DATA;
	return 0;
}

/* Bytes of the body, those that belong to it. */
static size_t data(struct httpres *r, const char *bytes, size_t len,
		   struct buf *body)
{
	bool counted = r->state != HTTPRES_CLOSED;

	if (counted && len > r->left)
		len = (size_t)r->left;
	buf_add(body, bytes, len);
	if (!counted)
		return len;
	r->left -= len;
	if (r->left == 0 && r->state == HTTPRES_SIZED)
		r->state = HTTPRES_DONE;
	else if (r->left == 0)
		r->part = DATA_END;
	return len;
}

static int line(struct httpres *r, const char *bytes, size_t len, size_t *used,
		davit_error *err)
{
	bool complete;
	int code = httpline_take(&r->line, bytes, len, used, &complete);

	if (code == DAVIT_ENOMEM)
		return error_nomem(err);
	r->bytes += r->state == HTTPRES_HEAD ? *used : 0;
	if (code < 0 || r->bytes > HEAD_MAX)
		return error_set(err, DAVIT_ETOOBIG, "the engine's head is "
				 "too large");
	if (!complete)
		return 0;
	httpline_chop(&r->line);
	code = r->state == HTTPRES_HEAD ? head_line(r, err)
					: chunk_line(r, err);
	buf_reset(&r->line);
	return code;
}

int httpres_read(struct httpres *r, const char *bytes, size_t len,
		 size_t *used, struct buf *body, davit_error *err)
{
	bool in_head = r->state == HTTPRES_HEAD;
	size_t n;
	int code;

	*used = 0;
	while (*used < len && r->state != HTTPRES_DONE &&
	       in_head == (r->state == HTTPRES_HEAD)) {
		if (r->state == HTTPRES_HEAD ||
		    (r->state == HTTPRES_CHUNKED && r->part != DATA)) {
			code = line(r, bytes + *used, len - *used, &n, err);
			if (code < 0)
				return code;
		} else {
			n = data(r, bytes + *used, len - *used, body);
		}
		*used += n;
	}
	return buf_status(body) < 0 ? error_nomem(err) : 0;
}
