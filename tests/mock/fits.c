/* SPDX-License-Identifier: MIT */
/* See fits.h. */
#include "config.h"

#include "fits.h"

#include <stdio.h>
#include <string.h>

#define WHERE_MAX 256
#define DEPTH_MAX 64

static unsigned type_of(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT: return DAVIT_TYPE_OBJECT;
	case JSON_ARRAY: return DAVIT_TYPE_ARRAY;
	case JSON_STRING: return DAVIT_TYPE_STRING;
	case JSON_INTEGER: return DAVIT_TYPE_INTEGER | DAVIT_TYPE_NUMBER;
	case JSON_REAL: return DAVIT_TYPE_NUMBER;
	case JSON_NULL: return DAVIT_TYPE_NULL;
	default: return DAVIT_TYPE_BOOLEAN;
	}
}

static bool is_allowed(const davit_schema *s, const char *text)
{
	const char *one;
	size_t i;

	for (i = 0; (one = davit_schema_enum(s, i)) != NULL; i++)
		if (strcmp(one, text) == 0)
			return true;
	return i == 0;
}

static bool is_time(const char *text)
{
	unsigned n[6];
	char zone;

	return sscanf(text, "%4u-%2u-%2uT%2u:%2u:%2u%c", &n[0], &n[1], &n[2],
		      &n[3], &n[4], &n[5], &zone) == 7;
}

static bool check(const davit_schema *s, const json_t *value, char *where,
		  size_t len, unsigned depth);

static bool check_object(const davit_schema *s, const json_t *value,
			 char *where, size_t len, unsigned depth)
{
	davit_schema extra;
	davit_field f;
	const char *name;
	json_t *member;
	size_t i, n;

	for (i = 0; davit_schema_field(s, i, &f) == 0; i++)
		if (f.required && json_object_get(value, f.name) == NULL) {
			snprintf(where + len, WHERE_MAX - len, ".%s missing",
				 f.name);
			return false;
		}
	json_object_foreach((json_t *)value, name, member) {
		n = (size_t)snprintf(where + len, WHERE_MAX - len, ".%s",
				     name);
		if (n >= WHERE_MAX - len)
			return false;
		if (davit_schema_find(s, name, &f) == 0 ?
		    !check(&f.schema, member, where, len + n, depth + 1) :
		    davit_schema_extra(s, &extra) == 0 &&
		    !check(&extra, member, where, len + n, depth + 1))
			return false;
	}
	return true;
}

static bool check(const davit_schema *s, const json_t *value, char *where,
		  size_t len, unsigned depth)
{
	unsigned type = type_of(value);
	davit_schema items;
	json_t *one;
	int64_t n;
	size_t i;

	where[len] = '\0';
	if (depth > DEPTH_MAX)
		return false;
	/* To engines null is "none", whatever the type. */
	if (type == DAVIT_TYPE_NULL)
		return true;
	if (!(type & s->types))
		return false;
	if (type == DAVIT_TYPE_OBJECT)
		return check_object(s, value, where, len, depth);
	if (type == DAVIT_TYPE_ARRAY && davit_schema_items(s, &items) == 0)
		json_array_foreach(value, i, one)
			if (!check(&items, one, where, len, depth + 1))
				return false;
	if (type == DAVIT_TYPE_STRING)
		return is_allowed(s, json_string_value(value)) &&
		       (strcmp(s->format, "date-time") != 0 ||
			is_time(json_string_value(value)));
	if (json_is_integer(value) && s->has_limits) {
		n = json_integer_value(value);
		return n >= s->min && n <= s->max;
	}
	return true;
}

bool fits(const davit_schema *s, const json_t *value, char *where)
{
	if (value == NULL) {
		snprintf(where, WHERE_MAX, "nothing there");
		return false;
	}
	return check(s, value, where, 0, 0);
}
