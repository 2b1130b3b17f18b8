/* SPDX-License-Identifier: MIT */
/* See playhead.h. */
#include "config.h"

#include "playhead.h"

#include "httpline.h"
#include "util.h"
#include "wire.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static void add(struct buf *out, const char *name, const char *value)
{
	buf_add_str(out, name);
	buf_add(out, ": ", 2);
	buf_add_str(out, value);
	buf_add(out, "\r\n", 2);
}

static bool has(const json_t *headers, const char *wanted)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)headers, name, value)
		if (strcasecmp(name, wanted) == 0)
			return true;
	return false;
}

/* Those of the answer; what would be no header, or make two of one answer,
 * is left out. */
static void add_own(struct buf *out, const json_t *headers)
{
	const char *name, *text;
	json_t *value;

	json_object_foreach((json_t *)headers, name, value) {
		text = json_string_value(value);
		if (text == NULL || !httpline_is_token(name, strlen(name)) ||
		    util_has_control(text, strlen(text)) ||
		    strcasecmp(name, "Transfer-Encoding") == 0)
			continue;
		add(out, name, text);
	}
}

static void add_date(struct buf *out)
{
	char text[40];
	time_t now = time(NULL);
	struct tm tm;

	if (gmtime_r(&now, &tm) != NULL &&
	    strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &tm) > 0)
		add(out, "Date", text);
}

static void add_type(struct buf *out, const struct answer *a, bool body)
{
	const char *type = a->json != NULL ? "application/json" : a->type;

	if (a->fault != NULL && a->fault->type != NULL)
		type = a->fault->type;
	if (type != NULL && body)
		add(out, "Content-Type", type);
}

/* Which of the ways to tell where a body ends. */
static void choose(const struct answer *a, const struct play_request *r,
		   struct playhead *how)
{
	memset(how, 0, sizeof(*how));
	how->body = !r->head && a->status != 204 && a->status != 304 &&
		    a->status >= 200;
	if (a->kind == ANSWER_TAKEN && !r->head) {
		how->body = how->open = true;
	} else if (a->kind == ANSWER_STREAM && how->body) {
		how->chunked = !r->http10;
		how->open = r->http10;
	}
}

int playhead_write(struct buf *out, const struct answer *a, size_t len,
		   const struct play_request *r, bool keep,
		   struct playhead *how)
{
	bool taken = a->kind == ANSWER_TAKEN && !r->head;
	int status = taken && r->upgrade != NULL ? 101 : a->status;
	char text[64];

	choose(a, r, how);
	snprintf(text, sizeof(text), "HTTP/1.1 %d ", status);
	buf_add_str(out, text);
	buf_add_str(out, wire_reason(status));
	buf_add_str(out, "\r\n");
	add_own(out, a->headers);
	if (!has(a->headers, "Content-Type"))
		add_type(out, a, how->body || (r->head && len > 0));
	if (taken && r->upgrade != NULL) {
		add(out, "Connection", "Upgrade");
		add(out, "Upgrade", r->upgrade);
		return buf_add_str(out, "\r\n");
	}
	if (!has(a->headers, "Date"))
		add_date(out);
	if (how->chunked) {
		add(out, "Transfer-Encoding", "chunked");
	} else if (!how->open && a->status != 204 && a->status != 304 &&
		   a->kind == ANSWER_ONCE &&
		   !has(a->headers, "Content-Length")) {
		snprintf(text, sizeof(text), "%zu", len);
		add(out, "Content-Length", text);
	}
	if (!taken && (!keep || how->open))
		add(out, "Connection", "close");
	else if (r->http10 && !how->open)
		add(out, "Connection", "keep-alive");
	return buf_add_str(out, "\r\n");
}
