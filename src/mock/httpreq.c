/* SPDX-License-Identifier: MIT */
/* See httpreq.h.  RFC 9112. */
#include "config.h"

#include "httpreq.h"

#include "error.h"
#include "httpline.h"
#include "util.h"

#include <string.h>
#include <strings.h>

/* Of a size of a chunk with what some add to it. */
#define CHUNK_LINE_MAX 1024

enum part { LINE_FIRST, LINE_HEADER, SIZED, CHUNK_SIZE, CHUNK, CHUNK_END,
	    TRAILER };

void httpreq_init(struct httpreq *r, size_t max_head, size_t max_body)
{
	memset(r, 0, sizeof(*r));
	buf_init(&r->line, max_head + CHUNK_LINE_MAX);
	buf_init(&r->first, max_head + 2);
	buf_init(&r->head, max_head);
	buf_init(&r->body, max_body);
	r->max_head = max_head;
	r->max_body = max_body;
}

void httpreq_done(struct httpreq *r)
{
	buf_wipe(&r->line);
	buf_done(&r->first);
	buf_wipe(&r->head);
	buf_wipe(&r->body);
}

void httpreq_reset(struct httpreq *r)
{
	struct httpreq fresh = { .line = r->line, .first = r->first,
				 .head = r->head, .body = r->body,
				 .max_head = r->max_head,
				 .max_body = r->max_body,
				 .seen = r->seen, .ctx = r->ctx };

	*r = fresh;
	buf_reset(&r->line);
	buf_reset(&r->first);
	buf_reset(&r->head);
	/* One large body must not cost its memory for ever. */
	if (r->body.cap > (64u << 10))
		buf_done(&r->body);
	else
		buf_reset(&r->body);
}

bool httpreq_started(const struct httpreq *r)
{
	return r->started;
}

static int refuse(struct httpreq *r, int status, davit_error *err,
		  const char *text)
{
	int code = status == 413 || status == 414 || status == 431 ?
		   DAVIT_ETOOBIG : DAVIT_EPROTO;

	r->status = status;
	return error_set(err, code, "%s", text);
}

static int no_memory(struct httpreq *r, davit_error *err)
{
	r->status = 503;
	return error_nomem(err);
}

/* The name of the protocol, and its version. */
static int protocol(struct httpreq *r, const char *text, davit_error *err)
{
	if (strcmp(text, "HTTP/1.1") == 0)
		return 0;
	r->http10 = true;
	if (strcmp(text, "HTTP/1.0") == 0)
		return 0;
	if (strncmp(text, "HTTP/", 5) == 0 && strlen(text) == 8 &&
	    text[6] == '.')
		return refuse(r, 505, err, "a version of HTTP that is not "
			      "spoken here");
	return refuse(r, 400, err, "the first line is not one of HTTP");
}

static bool good_target(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((unsigned char)text[i] <= ' ' || text[i] == 0x7f)
			return false;
	return len > 0;
}

/* "GET /_ping HTTP/1.1" */
static int first_line(struct httpreq *r, davit_error *err)
{
	const char *text = buf_text(&r->line), *space, *last;

	if (r->line.len == 0 && !r->started) {
		r->started = true;	/* one empty line ahead is allowed */
		return 0;
	}
	r->started = true;
	space = strchr(text, ' ');
	last = strrchr(text, ' ');
	if (space == NULL || space == last || strlen(text) != r->line.len ||
	    !httpline_is_token(text, (size_t)(space - text)) ||
	    !good_target(space + 1, (size_t)(last - space - 1)))
		return refuse(r, 400, err, "the first line is not one of HTTP");
	buf_add(&r->first, text, (size_t)(space - text));
	buf_add_char(&r->first, '\0');
	if (buf_add(&r->first, space + 1, (size_t)(last - space - 1)) < 0)
		return no_memory(r, err);
	r->method = r->first.data;
	r->target = r->first.data + (space - text) + 1;
	r->target_len = (size_t)(last - space - 1);
	r->part = LINE_HEADER;
	return protocol(r, last + 1, err);
}

static bool is_name(const char *text, size_t len, const char *name)
{
	return strlen(name) == len && strncasecmp(text, name, len) == 0;
}

/* What decides how the message goes on. */
static int known_header(struct httpreq *r, const char *name, size_t name_len,
			const char *value, size_t len, davit_error *err)
{
	int64_t n;

	if (is_name(name, name_len, "Host")) {
		r->nhost++;
	} else if (is_name(name, name_len, "Content-Length")) {
		if (r->nlength++ > 0 || len == 0 || *value < '0' ||
		    *value > '9' || !util_int64(value, len, &n))
			return refuse(r, 400, err, "no valid Content-Length");
		r->length = (uint64_t)n;
	} else if (is_name(name, name_len, "Transfer-Encoding")) {
		if (r->ncoding++ > 0)
			return refuse(r, 400, err, "two Transfer-Encodings");
		if (!is_name(value, len, "chunked"))
			return refuse(r, 501, err, "a Transfer-Encoding other "
				      "than chunked");
		r->chunked = true;
	} else if (is_name(name, name_len, "Expect")) {
		if (!is_name(value, len, "100-continue"))
			return refuse(r, 417, err, "an Expect other than "
				      "100-continue");
		r->expects = true;
	} else if (is_name(name, name_len, "Connection")) {
		r->close |= httpline_lists(value, len, "close");
		r->alive |= httpline_lists(value, len, "keep-alive");
		r->connection_upgrade |= httpline_lists(value, len, "upgrade");
	} else if (is_name(name, name_len, "Upgrade")) {
		r->upgrade = len > 0;
	}
	return 0;
}

static bool good_value(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (((unsigned char)text[i] < ' ' && text[i] != '\t') ||
		    text[i] == 0x7f)
			return false;
	return true;
}

/* Name and value of a line, blanks around the value left out. */
static bool split(const char *line, size_t line_len, size_t *name_len,
		  const char **value, size_t *len)
{
	const char *colon = memchr(line, ':', line_len);
	const char *end = line + line_len;

	if (colon == NULL)
		return false;
	*name_len = (size_t)(colon - line);
	for (colon++; colon < end && (*colon == ' ' || *colon == '\t'); colon++)
		;
	while (end > colon && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	*value = colon;
	*len = (size_t)(end - colon);
	return true;
}

static int header_line(struct httpreq *r, davit_error *err)
{
	const char *value;
	size_t name_len, len;

	if (!split(r->line.data, r->line.len, &name_len, &value, &len) ||
	    !httpline_is_token(r->line.data, name_len) ||
	    !good_value(value, len))
		return refuse(r, 400, err, "a line of the head is no header");
	if (r->part == TRAILER)
		return 0;	/* nothing after a body means anything here */
	buf_add(&r->head, r->line.data, r->line.len);
	if (buf_add_str(&r->head, "\r\n") < 0)
		return no_memory(r, err);
	return known_header(r, r->line.data, name_len, value, len, err);
}

/* The empty line: what comes next? */
static int head_over(struct httpreq *r, davit_error *err)
{
	if (r->nhost > 1 || (r->nhost == 0 && !r->http10))
		return refuse(r, 400, err, "not exactly one Host");
	if (r->chunked && (r->nlength > 0 || r->http10))
		return refuse(r, 400, err, "two ways to tell where the body "
			      "ends");
	r->upgrade = r->upgrade && r->connection_upgrade && !r->http10;
	r->keep = r->http10 ? r->alive && !r->close : !r->close;
	r->expects = r->expects && !r->http10;
	if (r->seen != NULL)
		r->seen(r, r->ctx);
	if (r->nlength > 0 && !r->drop && r->length > r->max_body)
		return refuse(r, 413, err, "the body is larger than the limit");
	r->left = r->length;
	r->head_bytes = 0;	/* what trailers may take is counted anew */
	r->part = r->chunked ? CHUNK_SIZE : SIZED;
	r->state = r->chunked || r->left > 0 ? HTTPREQ_BODY : HTTPREQ_DONE;
	return 0;
}

static int chunk_size(struct httpreq *r, davit_error *err)
{
	const char *end = httpline_hex(buf_text(&r->line), &r->left);

	if (end == NULL || (*end != '\0' && *end != ';') ||
	    !good_value(r->line.data, r->line.len))
		return refuse(r, 400, err, "a chunk has no valid size");
	if (!r->drop && r->left > r->max_body - r->body.len)
		return refuse(r, 413, err, "the body is larger than the limit");
	r->part = r->left == 0 ? TRAILER : CHUNK;
	return 0;
}

static int whole_line(struct httpreq *r, davit_error *err)
{
	switch (r->part) {
	case LINE_FIRST:
		return first_line(r, err);
	case CHUNK_SIZE:
		return chunk_size(r, err);
	case CHUNK_END:
		r->part = CHUNK_SIZE;
		return r->line.len == 0 ? 0 :
		       refuse(r, 400, err, "a chunk is longer than it says");
	default:
		if (r->line.len > 0)
			return header_line(r, err);
		if (r->part == LINE_HEADER)
			return head_over(r, err);
		r->state = HTTPREQ_DONE;
		return 0;
	}
}

/* How many bytes a line may take. */
static size_t room(const struct httpreq *r)
{
	size_t left = r->max_head - r->head_bytes;

	if (r->part != CHUNK_SIZE && r->part != CHUNK_END)
		return left;
	return CHUNK_LINE_MAX - r->line.len;
}

static int too_long(struct httpreq *r, davit_error *err)
{
	switch (r->part) {
	case LINE_FIRST:
		return refuse(r, 414, err, "the first line is too long");
	case CHUNK_SIZE:
	case CHUNK_END:
		return refuse(r, 400, err, "a chunk has no valid size");
	default:
		return refuse(r, 431, err, "the head is larger than the limit");
	}
}

static int take_line(struct httpreq *r, const char *data, size_t len,
		     size_t *used, davit_error *err)
{
	size_t most = room(r);
	bool complete;
	int code;

	*used = 0;
	if (most == 0)
		return too_long(r, err);
	if (httpline_take(&r->line, data, len < most ? len : most, used,
			  &complete) < 0)
		return no_memory(r, err);
	if (r->part != CHUNK_SIZE && r->part != CHUNK_END)
		r->head_bytes += *used;
	if (!complete) {
		r->started = r->started || r->line.data[0] != '\r';
		return *used < most ? 0 : too_long(r, err);
	}
	if (!httpline_chop(&r->line))
		return refuse(r, 400, err, "a line ends in LF without CR");
	code = whole_line(r, err);
	buf_reset(&r->line);
	return code;
}

static int take_body(struct httpreq *r, const char *data, size_t len,
		     size_t *used, davit_error *err)
{
	*used = len < r->left ? len : (size_t)r->left;
	if (r->chunked)
		r->length += *used;
	if (!r->drop && buf_add(&r->body, data, *used) < 0)
		return no_memory(r, err);
	r->left -= *used;
	if (r->left > 0)
		return 0;
	if (r->part == CHUNK)
		r->part = CHUNK_END;
	else
		r->state = HTTPREQ_DONE;
	return 0;
}

int httpreq_read(struct httpreq *r, const char *data, size_t len, size_t *used,
		 davit_error *err)
{
	int start = r->state, code = 0;
	size_t n;

	for (*used = 0; code == 0 && *used < len && r->state == start &&
	     r->state != HTTPREQ_DONE; *used += n) {
		if (r->part == SIZED || r->part == CHUNK)
			code = take_body(r, data + *used, len - *used, &n,
					 err);
		else
			code = take_line(r, data + *used, len - *used, &n,
					 err);
	}
	return code;
}

const char *httpreq_header(const char *head, size_t head_len,
			   const char *name, size_t *len)
{
	const char *end = head + head_len, *eol, *value;
	size_t name_len;

	for (; head < end; head = eol + 1) {
		eol = memchr(head, '\n', (size_t)(end - head));
		if (eol == NULL || eol == head)
			return NULL;
		if (split(head, (size_t)(eol - head) - 1, &name_len, &value,
			  len) && is_name(head, name_len, name))
			return value;
	}
	return NULL;
}
