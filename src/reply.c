/* SPDX-License-Identifier: MIT */
/* See reply.h. */
#include "config.h"

#include "reply.h"

#include "decode.h"
#include "error.h"
#include "jsonseq.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MESSAGE_MAX (1u << 20)	/* longer refusals are not looked into */

davit_reply *reply_new(size_t max)
{
	davit_reply *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	buf_init(&r->head, REPLY_HEAD_MAX);
	buf_init(&r->body, max);
	return r;
}

void davit_reply_free(davit_reply *r)
{
	if (r == NULL)
		return;
	buf_done(&r->head);
	buf_done(&r->body);
	json_decref(r->json);
	free(r);
}

bool reply_add_line(davit_reply *r, const char *line, size_t len)
{
	const char *colon;

	while (len > 0 && strchr(" \t\r\n", line[len - 1]) != NULL)
		len--;
	if (len >= 5 && strncmp(line, "HTTP/", 5) == 0) {
		buf_reset(&r->head);
		return true;
	}
	colon = memchr(line, ':', len);
	if (colon == NULL)
		return true;
	buf_add(&r->head, line, (size_t)(colon - line));
	buf_add_char(&r->head, '\0');
	while (++colon < line + len && (*colon == ' ' || *colon == '\t'))
		;
	buf_add(&r->head, colon, (size_t)(line + len - colon));
	return buf_add_char(&r->head, '\0') == 0;
}

int davit_reply_status(const davit_reply *r)
{
	return r->status;
}

/* The header after that of `name`, NULL for the first: its name. */
static const char *next_name(const davit_reply *r, const char *name)
{
	if (name == NULL) {
		name = r->head.data;
	} else {
		name += strlen(name) + 1;
		name += strlen(name) + 1;
	}
	return name == NULL || name >= r->head.data + r->head.len ? NULL
								  : name;
}

static const char *value_of(const char *name)
{
	return name + strlen(name) + 1;
}

const char *davit_reply_header(const davit_reply *r, const char *name)
{
	const char *p = NULL;

	while ((p = next_name(r, p)) != NULL)
		if (strcasecmp(p, name) == 0)
			return value_of(p);
	return NULL;
}

int davit_reply_header_at(const davit_reply *r, size_t i, const char **name,
			  const char **value)
{
	const char *p = NULL;

	while ((p = next_name(r, p)) != NULL) {
		if (i-- > 0)
			continue;
		*name = p;
		*value = value_of(p);
		return 0;
	}
	return DAVIT_EINVAL;
}

const void *davit_reply_body(const davit_reply *r, size_t *len)
{
	if (len != NULL)
		*len = r->body.len;
	return buf_text(&r->body);
}

static bool is_json(const davit_reply *r)
{
	const char *type = davit_reply_header(r, "Content-Type");
	size_t n;

	if (type == NULL)
		return false;
	n = strcspn(type, "; ");
	return (n == 16 && strncasecmp(type, "application/json", n) == 0) ||
	       (n > 5 && strncasecmp(type + n - 5, "+json", 5) == 0);
}

unsigned davit_reply_flags(const davit_reply *r)
{
	return (is_json(r) ? DAVIT_REPLY_JSON : 0) |
	       (r->bigint ? DAVIT_REPLY_BIGINT : 0);
}

/* Adds the next of several values: the first stands alone, more make an
 * array.  Takes it. */
static int add_value(json_t **all, bool *many, json_t *value)
{
	json_t *list;

	if (*all == NULL) {
		*all = value;
		return 0;
	}
	if (!*many) {
		list = json_array();
		if (json_array_append_new(list, *all) < 0) {
			*all = NULL;
			json_decref(list);
			json_decref(value);
			return -1;
		}
		*all = list;
		*many = true;
	}
	return json_array_append_new(*all, value);
}

static int decode_sequence(davit_reply *r, davit_error *err)
{
	const char *p = buf_text(&r->body), *text;
	size_t len = r->body.len, used = 0, n;
	json_t *all = NULL, *value;
	bool many = false, bigint;
	struct jsonseq seq;
	int code = 0;

	jsonseq_init(&seq);
	while (code >= 0 && used <= len) {
		p += used;
		len -= used;
		code = len > 0 ? jsonseq_next(&seq, p, len, &used, &text, &n,
					      err)
			       : jsonseq_end(&seq, &text, &n, err);
		if (code <= 0 && len == 0)
			break;
		if (code > 0) {
			code = decode_json(text, n, &value, &bigint, err);
			code = code < 0 ? code : 1;
		}
		if (code > 0) {
			r->bigint = r->bigint || bigint;
			if (add_value(&all, &many, value) < 0)
				code = error_nomem(err);
		}
	}
	jsonseq_done(&seq);
	if (code < 0) {
		json_decref(all);
		return code;
	}
	r->json = all;
	return 0;
}

int davit_reply_json(davit_reply *r, json_t **out, davit_error *err)
{
	int code;

	if (!r->decoded) {
		code = r->sequence ? decode_sequence(r, err) :
		       decode_json(buf_text(&r->body), r->body.len, &r->json,
				   &r->bigint, err);
		if (code < 0)
			return code;
		r->decoded = true;
	}
	*out = r->json;
	return 0;
}

/* ---- the engine's words ------------------------------------------------- */

static const char *text_member(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text != NULL && text[0] != '\0' ? text : NULL;
}

/* Docker and Podman's compatible half: message.  libpod: message, cause.
 * Some conflicts of libpod: Errs, a list.  In streams: error. */
const char *reply_message(const json_t *value)
{
	const char *text = text_member(value, "message");
	json_t *errs = json_object_get(value, "Errs");

	if (text == NULL)
		text = text_member(value, "cause");
	if (text == NULL)
		text = text_member(value, "error");
	if (text == NULL)
		text = text_member(json_object_get(value, "errorDetail"),
				   "message");
	if (text == NULL)
		text = json_string_value(json_array_get(errs, 0));
	return text;
}

static size_t trimmed(const char *text, size_t len)
{
	while (len > 0 && isspace((unsigned char)text[len - 1]))
		len--;
	return len;
}

static bool is_text(const davit_reply *r)
{
	size_t i;

	if (r->body.len == 0 || r->body.data[0] == '<')
		return false;
	for (i = 0; i < r->body.len; i++)
		if ((unsigned char)r->body.data[i] < 0x20 &&
		    !isspace((unsigned char)r->body.data[i]))
			return false;
	return true;
}

static const char *phrase(int status)
{
	switch (status) {
	case 301: case 302: case 303: case 307: case 308:
		return "redirected";
	case 400: return "bad request";
	case 401: return "not authorised";
	case 403: return "forbidden";
	case 404: return "not found";
	case 405: return "method not allowed";
	case 409: return "conflict";
	case 429: return "too many requests";
	case 500: return "server error";
	case 501: return "not implemented";
	case 503: return "service unavailable";
	default: return status >= 500 ? "server error" : "refused";
	}
}

int reply_refused(davit_reply *r, davit_error *err)
{
	const char *location = davit_reply_header(r, "Location");
	const char *message = NULL;
	json_t *value = NULL;

	if (r->status >= 300 && r->status < 400) {
		error_set(err, DAVIT_EREMOTE, "the engine redirects to "
			  "'%.200s' (status %d); redirects are not followed",
			  location == NULL ? "" : location, r->status);
		error_hint(err, "a value with an empty part in the path does "
			   "that, and so does a proxy");
		goto out;
	}
	if (r->body.len > 0 && r->body.len <= MESSAGE_MAX &&
	    r->body.data[0] == '{')
		decode_json(r->body.data, r->body.len, &value, NULL, NULL);
	if (value != NULL)
		message = reply_message(value);
	if (message != NULL)
		error_set(err, DAVIT_EREMOTE, "%.*s",
			  (int)trimmed(message, strlen(message)), message);
	else if (value == NULL && is_text(r))
		error_set(err, DAVIT_EREMOTE, "%.*s",
			  (int)trimmed(r->body.data, r->body.len > 4096 ?
				       4096 : r->body.len), r->body.data);
	else
		error_set(err, DAVIT_EREMOTE, "%s (status %d without a "
			  "message)", phrase(r->status), r->status);
	if (r->status == 407)
		error_hint(err, "a proxy wants to know who asks: put user and "
			   "password into its address, or do without it: "
			   "DAVIT_NO_PROXY, --no-proxy");
	json_decref(value);
out:
	if (err != NULL)
		err->http_status = r->status;
	return DAVIT_EREMOTE;
}
