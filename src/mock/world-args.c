/* SPDX-License-Identifier: MIT */
/* See worldin.h: the values of a request, in whatever form they came. */
#include "config.h"

#include "worldin.h"

#include "util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

json_t *arg(const struct ask *a, const char *name)
{
	char longer[80];
	json_t *value;

	snprintf(longer, sizeof(longer), "query:%s", name);
	value = json_object_get(a->call->params, longer);
	return value != NULL ? value : json_object_get(a->call->params, name);
}

const char *arg_text(const struct ask *a, const char *name)
{
	const char *text = json_string_value(arg(a, name));

	return text == NULL ? "" : text;
}

bool arg_is(const struct ask *a, const char *name, bool none)
{
	json_t *value = arg(a, name);

	if (json_is_boolean(value))
		return json_is_true(value);
	if (json_is_integer(value))
		return json_integer_value(value) != 0;
	if (json_is_string(value))
		return strchr("1tTyY", json_string_value(value)[0]) != NULL &&
		       json_string_length(value) > 0;
	return none;
}

int64_t arg_int(const struct ask *a, const char *name, int64_t none)
{
	json_t *value = arg(a, name);
	int64_t n;

	if (json_is_integer(value))
		return json_integer_value(value);
	if (json_is_string(value) &&
	    util_int64(json_string_value(value), json_string_length(value),
		       &n))
		return n;
	return none;
}

int64_t arg_time(const struct ask *a, const char *name)
{
	json_t *value = arg(a, name);
	double n = json_number_value(value);

	if (json_is_string(value))
		return clock_read(json_string_value(value), a->w->base +
				  a->w->now * CLOCK_MS);
	if (json_is_integer(value))
		n = (double)json_integer_value(value);
	return n > 0 && n < 9e9 ? (int64_t)(n * 1e6) * 1000 : 0;
}

const char *arg_path(const struct ask *a)
{
	char longer[80];
	davit_param p;
	json_t *value;
	size_t i;

	for (i = 0; davit_op_param(&a->call->op, i, &p) == 0; i++) {
		if (strcmp(p.in, "path") != 0)
			continue;
		snprintf(longer, sizeof(longer), "path:%s", p.name);
		value = json_object_get(a->call->params, longer);
		if (value == NULL)
			value = json_object_get(a->call->params, p.name);
		return json_is_string(value) ? json_string_value(value) : "";
	}
	return "";
}

const char *arg_item(const struct ask *a, const char *name, size_t i)
{
	json_t *value = arg(a, name);

	if (json_is_array(value))
		return json_string_value(json_array_get(value, i));
	return i == 0 ? json_string_value(value) : NULL;
}
