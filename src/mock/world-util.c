/* SPDX-License-Identifier: MIT */
/* See worldin.h: names, ids, times, answers. */
#include "config.h"

#include "worldin.h"

#include "error.h"
#include "util.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void put(struct world *w, json_t *object, const char *name, json_t *value)
{
	if (json_object_set_new(object, name, value) < 0)
		w->nomem = true;
}

void append(struct world *w, json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) < 0)
		w->nomem = true;
}

char *copy(struct world *w, const char *text)
{
	char *new = util_strdup(text);

	if (new == NULL && text != NULL)
		w->nomem = true;
	return new;
}

/* splitmix64: the same ids every time make tests easy. */
static uint64_t next_random(struct world *w)
{
	uint64_t z = w->seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

void new_id(struct world *w, char id[ID_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	uint64_t bits = 0;
	size_t i;

	for (i = 0; i < ID_SIZE - 1; i++) {
		if (i % 16 == 0)
			bits = next_random(w);
		id[i] = digits[bits & 15];
		bits >>= 4;
	}
	/* Never all digits: that would be a number to some. */
	id[0] = digits[10 + (next_random(w) & 3)];
	id[ID_SIZE - 1] = '\0';
}

int64_t stamp(struct world *w)
{
	int64_t ns = w->base + w->now * CLOCK_MS;

	w->last = ns > w->last ? ns : w->last + 1;
	return w->last;
}

json_t *json_time(int64_t ns)
{
	char text[CLOCK_TEXT];

	return json_string(clock_text(ns, text));
}

json_t *json_date(int64_t ns)
{
	char text[CLOCK_TEXT];

	return json_string(clock_date(ns, text));
}

json_t *copy_or_object(json_t *value)
{
	return json_is_object(value) ? json_deep_copy(value) : json_object();
}

json_t *copy_or_null(json_t *value)
{
	return value != NULL ? json_deep_copy(value) : json_null();
}

json_t *json_digest(const char *id)
{
	return json_sprintf("sha256:%s", id);
}

bool means(const char *given, const char *id, const char *name)
{
	size_t len;

	if (name != NULL && strcmp(given, name) == 0)
		return true;
	if (strncmp(given, "sha256:", 7) == 0)
		given += 7;
	len = strlen(given);
	return len >= 2 && len < ID_SIZE && strncmp(given, id, len) == 0;
}

const char *member(json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text == NULL ? "" : text;
}

bool flag(json_t *object, const char *name)
{
	return json_is_true(json_object_get(object, name));
}

void say(struct ask *a, int status, json_t *json)
{
	if (json == NULL)
		a->w->nomem = true;
	answer_json(a->out, status, json);
}

void say_nothing(struct ask *a, int status)
{
	answer_json(a->out, status, NULL);
}

void refuse(struct ask *a, int status, const char *cause, const char *fmt,
	    ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	error_vprint(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (!a->w->podman)
		say(a, status, json_pack("{s:s}", "message", text));
	else
		say(a, status, json_pack("{s:s,s:s,s:i}", "cause",
					 cause == NULL ? text : cause,
					 "message", text, "response",
					 status));
}

bool declares(const struct ask *a, int status)
{
	davit_response r;
	size_t i;

	for (i = 0; davit_op_response(&a->call->op, i, &r) == 0; i++)
		if (r.status == status)
			return true;
	return false;
}

int declared(const struct ask *a, int status)
{
	return declares(a, status) ? status : 500;
}
