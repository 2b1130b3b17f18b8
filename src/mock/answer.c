/* SPDX-License-Identifier: MIT */
/* See answer.h. */
#include "config.h"

#include "answer.h"

#include "error.h"

#include <stdarg.h>
#include <string.h>

#define MESSAGE_MAX 1024

void answer_init(struct answer *a)
{
	memset(a, 0, sizeof(*a));
	a->status = 200;
	buf_init(&a->bytes, ANSWER_MAX);
}

void answer_done(struct answer *a)
{
	json_decref(a->headers);
	json_decref(a->json);
	buf_done(&a->bytes);
	if (a->done != NULL)
		a->done(a->state);
	fault_free(a->fault);
}

void answer_reset(struct answer *a)
{
	bool causes = a->causes;

	answer_done(a);
	answer_init(a);
	a->causes = causes;
}

void answer_json(struct answer *a, int status, json_t *json)
{
	answer_reset(a);
	a->status = status;
	a->json = json;
}

void answer_error(struct answer *a, int status, const char *fmt, ...)
{
	char text[MESSAGE_MAX];
	json_t *json;
	va_list ap;

	va_start(ap, fmt);
	error_vprint(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (a->causes)
		json = json_pack("{s:s,s:s,s:i}", "cause", text, "message",
				 text, "response", status);
	else
		json = json_pack("{s:s}", "message", text);
	answer_json(a, status, json);
}

int answer_header(struct answer *a, const char *name, const char *value)
{
	if (a->headers == NULL && (a->headers = json_object()) == NULL)
		return DAVIT_ENOMEM;
	return json_object_set_new(a->headers, name, json_string(value)) < 0 ?
	       DAVIT_ENOMEM : 0;
}

int answer_bytes(struct answer *a, int status, const char *type,
		 const void *data, size_t len)
{
	answer_reset(a);
	a->status = status;
	a->type = type;
	return buf_add(&a->bytes, data, len);
}
