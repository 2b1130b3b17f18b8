/* SPDX-License-Identifier: MIT */
/* See httphead.h.  RFC 9112. */
#include "config.h"

#include "httphead.h"

#include "error.h"
#include "httpline.h"
#include "util.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define LINE_MAX_BYTES (64u << 10)

int httphead_write(struct buf *out, const struct request *r,
		   const char *host, const char *protocol)
{
	const char *line = NULL;
	char length[40];
	bool secret;

	buf_add_str(out, r->method);
	buf_add_char(out, ' ');
	buf_add(out, r->target.data, r->target.len);
	buf_add_str(out, " HTTP/1.1\r\nHost: ");
	buf_add_str(out, host);
	/* Podman wants "Upgrade" to be the only word of Connection. */
	buf_add_str(out, "\r\nUser-Agent: davit/" PACKAGE_VERSION
		    "\r\nConnection: Upgrade\r\nUpgrade: ");
	buf_add_str(out, protocol);
	snprintf(length, sizeof(length), "\r\nContent-Length: %zu\r\n",
		 r->source == REQUEST_MEM ? r->len : 0);
	buf_add_str(out, length);
	while ((line = request_next_header(r, line, &secret)) != NULL) {
		buf_add_str(out, line);
		buf_add_str(out, "\r\n");
	}
	return buf_add_str(out, "\r\n");
}

void httphead_init(struct httphead *h, davit_reply *reply)
{
	memset(h, 0, sizeof(*h));
	h->reply = reply;
	buf_init(&h->line, LINE_MAX_BYTES);
}

void httphead_done(struct httphead *h)
{
	buf_done(&h->line);
}

/* "HTTP/1.1 200 OK" */
static int status_line(struct httphead *h, davit_error *err)
{
	const char *p = buf_text(&h->line);
	int64_t status;

	if (strncmp(p, "HTTP/1.", 7) != 0 || strlen(p) < 12 || p[8] != ' ' ||
	    !util_int64(p + 9, 3, &status) || status < 100 ||
	    (p[12] != ' ' && p[12] != '\0'))
		return error_set(err, DAVIT_EPROTO, "the engine does not speak "
				 "HTTP: '%.60s'", p);
	h->reply->status = (int)status;
	/* Nothing of an interim answer stays. */
	reply_add_line(h->reply, p, h->line.len);
	return 0;
}

static bool is_chunked(const davit_reply *r)
{
	const char *coding = davit_reply_header(r, "Transfer-Encoding");

	return coding != NULL && strcasecmp(coding, "chunked") == 0;
}

/* The empty line: what comes next? */
static int head_over(struct httphead *h, davit_error *err)
{
	davit_reply *r = h->reply;
	const char *length = davit_reply_header(r, "Content-Length");
	int64_t n;

	if (r->status == 101) {
		h->state = HTTPHEAD_TAKEN;
	} else if (r->status < 200) {
		r->status = 0;		/* 100 Continue: another head comes */
	} else if (r->status == 204 || r->status == 304) {
		h->state = HTTPHEAD_DONE;
	} else if (is_chunked(r)) {
		h->state = HTTPHEAD_CHUNKED;
		h->in_size = true;
	} else if (length != NULL) {
		if (!util_int64(length, strlen(length), &n) || n < 0)
			return error_set(err, DAVIT_EPROTO, "the answer has no "
					 "valid length: '%.40s'", length);
		h->left = (uint64_t)n;
		h->state = n > 0 ? HTTPHEAD_SIZED : HTTPHEAD_DONE;
	} else {
		/* Without the upgrade an engine takes over all the same. */
		h->state = r->status < 300 ? HTTPHEAD_TAKEN : HTTPHEAD_CLOSED;
	}
	return 0;
}

static int head_line(struct httphead *h, davit_error *err)
{
	if (h->reply->status == 0)
		return status_line(h, err);
	if (h->line.len == 0)
		return head_over(h, err);
	if (!reply_add_line(h->reply, buf_text(&h->line), h->line.len))
		return error_set(err, DAVIT_ETOOBIG, "the head of the answer "
				 "is larger than %u bytes", REPLY_HEAD_MAX);
	return 0;
}

static int chunk_line(struct httphead *h, davit_error *err)
{
	const char *end;

	if (h->in_trailer) {
		if (h->line.len == 0)
			h->state = HTTPHEAD_DONE;
		return 0;
	}
	if (h->in_end) {
		h->in_end = false;
		h->in_size = true;
		return h->line.len == 0 ? 0 :
		       error_set(err, DAVIT_EPROTO, "a chunk of the answer is "
				 "longer than it says");
	}
	end = httpline_hex(buf_text(&h->line), &h->left);
	if (end == NULL || (*end != '\0' && *end != ';' && *end != ' '))
		return error_set(err, DAVIT_EPROTO, "a chunk of the answer has "
				 "no valid size: '%.40s'", buf_text(&h->line));
	h->in_size = false;
	h->in_trailer = h->left == 0;
	return 0;
}

/* Up to the end of a line; *complete tells whether it is there. */
static int take_line(struct httphead *h, const char *data, size_t len,
		     size_t *used, bool *complete, davit_error *err)
{
	if (httpline_take(&h->line, data, len, used, complete) < 0)
		return h->line.status == DAVIT_ETOOBIG ?
		       error_set(err, DAVIT_ETOOBIG, "a line of the head of "
				 "the answer is too long") : error_nomem(err);
	if (*complete)
		httpline_chop(&h->line);
	return 0;
}

static int take_body(struct httphead *h, const char *data, size_t len,
		     size_t *used, davit_error *err)
{
	if (h->state != HTTPHEAD_CLOSED && len > h->left)
		len = (size_t)h->left;
	*used = len;
	if (buf_add(&h->reply->body, data, len) < 0)
		return h->reply->body.status == DAVIT_ETOOBIG ?
		       error_set(err, DAVIT_ETOOBIG, "the answer is larger "
				 "than the limit of %zu bytes",
				 h->reply->body.max) : error_nomem(err);
	if (h->state == HTTPHEAD_CLOSED)
		return 0;
	h->left -= len;
	if (h->left == 0 && h->state == HTTPHEAD_SIZED)
		h->state = HTTPHEAD_DONE;
	else if (h->left == 0)
		h->in_end = true;
	return 0;
}

static bool wants_line(const struct httphead *h)
{
	return h->state == HTTPHEAD_HEAD ||
	       (h->state == HTTPHEAD_CHUNKED &&
		(h->in_size || h->in_end || h->in_trailer));
}

int httphead_read(struct httphead *h, const char *data, size_t len,
		  size_t *used, davit_error *err)
{
	bool complete;
	size_t n;
	int r = 0;

	*used = 0;
	while (r == 0 && *used < len && h->state != HTTPHEAD_TAKEN &&
	       h->state != HTTPHEAD_DONE) {
		if (!wants_line(h)) {
			r = take_body(h, data + *used, len - *used, &n, err);
			*used += n;
			continue;
		}
		r = take_line(h, data + *used, len - *used, &n, &complete,
			      err);
		*used += n;
		if (r < 0 || !complete)
			continue;
		r = h->state == HTTPHEAD_HEAD ? head_line(h, err)
					      : chunk_line(h, err);
		buf_reset(&h->line);
	}
	return r;
}

int httphead_end(struct httphead *h, davit_error *err)
{
	if (h->state == HTTPHEAD_CLOSED)
		h->state = HTTPHEAD_DONE;
	if (h->state == HTTPHEAD_DONE || h->state == HTTPHEAD_TAKEN)
		return 0;
	return error_set(err, DAVIT_ECONN, "the connection broke %s",
			 h->state == HTTPHEAD_HEAD ? "before the answer" :
			 "in the middle of the answer");
}
