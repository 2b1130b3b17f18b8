/* SPDX-License-Identifier: MIT */
/* See requestlog.h. */
#include "config.h"

#include "requestlog.h"

#include "buf.h"
#include "util.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LINE_MAX_BYTES ((size_t)64 << 10)

int64_t requestlog_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

int requestlog_init(struct requestlog *l, const struct request_in *r)
{
	memset(l, 0, sizeof(*l));
	l->began = requestlog_now();
	l->peer = util_strdup(r->peer);
	l->method = util_strdup(r->method);
	l->target = util_strdup(r->target);
	if (l->peer != NULL && l->method != NULL && l->target != NULL)
		return 0;
	requestlog_done(l);
	return DAVIT_ENOMEM;
}

void requestlog_done(struct requestlog *l)
{
	free(l->peer);
	free(l->method);
	free(l->target);
	json_decref(l->params);
	json_decref(l->body);
	json_decref(l->problems);
}

static bool is_secret(const davit_op *op)
{
	davit_param p;
	size_t i;

	for (i = 0; i < op->nparams; i++)
		if (davit_op_param(op, i, &p) == 0 &&
		    (p.flags & DAVIT_PARAM_SECRET) != 0 &&
		    strcmp(p.in, "query") == 0)
			return true;
	return false;
}

void requestlog_call(struct requestlog *l, const struct call *call, bool values)
{
	char *query = strchr(l->target, '?');

	l->understood = true;
	l->op = call->op;
	/* Whoever behaves may keep the originals, and change them. */
	l->params = values ? json_deep_copy(call->params) : NULL;
	l->body = values ? json_deep_copy(call->body) : NULL;
	l->body_length = call->len;
	l->problems = json_incref(call->problems);
	if (query != NULL && is_secret(&call->op))
		*query = '\0';
}

/* "2026-01-02T03:04:05.678Z" */
static void print_time(char *out, size_t size)
{
	struct timespec ts;
	struct tm tm;
	char text[32];

	clock_gettime(CLOCK_REALTIME, &ts);
	if (gmtime_r(&ts.tv_sec, &tm) == NULL ||
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm) == 0)
		text[0] = '\0';
	snprintf(out, size, "%s.%03dZ", text, (int)(ts.tv_nsec / 1000000));
}

static double took_ms(const struct requestlog *l)
{
	return (double)(requestlog_now() - l->began) / 1000;
}

/* Bytes a terminal would obey become "?". */
static void add_clean(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++)
		buf_add_char(out, (unsigned char)*text < ' ' || *text == 0x7f ?
			     '?' : *text);
}

static char *text_line(const struct requestlog *l)
{
	struct buf out = BUF_INIT(LINE_MAX_BYTES);
	char text[80];
	json_t *p;
	size_t i;

	print_time(text, sizeof(text));
	buf_add_str(&out, text);
	buf_add_char(&out, ' ');
	buf_add_str(&out, l->peer);
	buf_add_char(&out, ' ');
	add_clean(&out, l->method);
	buf_add_char(&out, ' ');
	add_clean(&out, l->target);
	snprintf(text, sizeof(text), " %d %" PRIu64 " bytes %.1f ms", l->status,
		 l->bytes, took_ms(l));
	buf_add_char(&out, ' ');
	buf_add_str(&out, l->understood ? l->op.name : "-");
	buf_add_char(&out, ' ');
	buf_add_str(&out, l->understood ? l->op.version : "-");
	buf_add_str(&out, text);
	if (!l->complete)
		buf_add_str(&out, " cut");
	json_array_foreach(l->problems, i, p) {
		buf_add_str(&out, i == 0 ? ": " : "; ");
		add_clean(&out, json_string_value(json_object_get(p, "where")) ?
			  json_string_value(json_object_get(p, "where")) : "");
		buf_add_str(&out, ": ");
		add_clean(&out, json_string_value(json_object_get(p, "text")) ?
			  json_string_value(json_object_get(p, "text")) : "");
	}
	return buf_take(&out);
}

static void set(json_t *o, const char *name, json_t *value)
{
	json_object_set_new(o, name, value);
}

static char *json_line(const struct requestlog *l)
{
	json_t *o = json_object();
	char text[40], *line;

	print_time(text, sizeof(text));
	set(o, "time", json_string(text));
	set(o, "peer", json_string(l->peer));
	set(o, "method", json_string(l->method));
	set(o, "target", json_string(l->target));
	set(o, "operation", l->understood ? json_string(l->op.name) :
	    json_null());
	set(o, "version", l->understood ? json_string(l->op.version) :
	    json_null());
	set(o, "status", json_integer(l->status));
	set(o, "bytes", json_integer((json_int_t)l->bytes));
	set(o, "ms", json_real(took_ms(l)));
	set(o, "complete", json_boolean(l->complete));
	if (l->problems != NULL)
		json_object_set(o, "problems", l->problems);
	line = json_dumps(o, JSON_COMPACT | JSON_REAL_PRECISION(6));
	json_decref(o);
	return line;
}

char *requestlog_line(const struct requestlog *l, bool json)
{
	return json ? json_line(l) : text_line(l);
}

json_t *requestlog_take(struct requestlog *l)
{
	json_t *o = json_object();

	if (l->understood) {
		set(o, "operation", json_string(l->op.name));
		set(o, "engine", json_string(l->op.engine));
		set(o, "version", json_string(l->op.version));
		set(o, "params", l->params);
		l->params = NULL;
	}
	set(o, "method", json_string(l->method));
	set(o, "target", json_string(l->target));
	if (l->body != NULL)
		set(o, "body", l->body);
	l->body = NULL;
	if (l->body_length > 0)
		set(o, "body_length", json_integer((json_int_t)
						   l->body_length));
	set(o, "status", json_integer(l->status));
	if (json_array_size(l->problems) > 0)
		set(o, "problems", json_deep_copy(l->problems));
	return o;
}
