/* SPDX-License-Identifier: MIT */
/* See shape.h: values. */
#include "config.h"

#include "shape.h"

#include "util.h"

#include <stdio.h>
#include <string.h>

#define DEPTH_MAX 16		/* schemas within each other */
#define MEMBERS_MAX 4000
#define ANY 127u

struct outer {
	const struct outer *outer;
	uint32_t node;
};

struct build {
	unsigned seed;
	unsigned members;	/* so far */
	bool nomem;
};

static json_t *value(struct build *b, const davit_schema *s, unsigned depth,
		     const struct outer *outer);

static bool is_inside(const struct outer *outer, uint32_t node)
{
	for (; outer != NULL; outer = outer->outer)
		if (outer->node == node)
			return true;
	return false;
}

static void set(struct build *b, json_t *all, const char *name, json_t *one)
{
	if (one == NULL || json_object_set_new(all, name, one) < 0)
		b->nomem = true;
}

/* Past the limits a member is left out, or null, which is good everywhere. */
static json_t *object(struct build *b, const davit_schema *s, unsigned depth,
		      const struct outer *outer)
{
	struct outer here = { outer, s->node };
	json_t *all = json_object(), *one;
	davit_schema extra;
	davit_field f;
	size_t i;

	for (i = 0; davit_schema_field(s, i, &f) == 0; i++) {
		one = NULL;
		if (b->members < MEMBERS_MAX) {
			b->members++;
			one = value(b, &f.schema, depth - 1, &here);
		}
		if (one == NULL && f.required)
			one = json_null();
		if (one != NULL)
			set(b, all, f.name, one);
	}
	if (davit_schema_extra(s, &extra) == 0) {
		one = value(b, &extra, depth - 1, &here);
		if (one != NULL)
			set(b, all, "entry", one);
	}
	return all;
}

static json_t *array(struct build *b, const davit_schema *s, unsigned depth,
		     const struct outer *outer)
{
	json_t *all = json_array(), *one = NULL;
	davit_schema items;

	if (davit_schema_items(s, &items) == 0)
		one = value(b, &items, depth - 1, outer);
	if (one != NULL && json_array_append_new(all, one) < 0)
		b->nomem = true;
	return all;
}

static json_t *text(const struct build *b, const davit_schema *s)
{
	char words[32];

	if (s->nenums > 0)
		return json_string(davit_schema_enum(s, b->seed % s->nenums));
	if (strcmp(s->format, "date-time") == 0 ||
	    strcmp(s->format, "dateTime") == 0)
		snprintf(words, sizeof(words), "2024-01-02T03:04:%02uZ",
			 b->seed % 60);
	else
		/* A name, base64, and long enough for an ID. */
		snprintf(words, sizeof(words), "text%012u", b->seed % 10000);
	return json_string(words);
}

static int64_t whole(const struct build *b, const davit_schema *s)
{
	int64_t n = 1 + (int64_t)(b->seed % 100);

	if (s->has_limits && n < s->min)
		n = s->min;
	if (s->has_limits && n > s->max)
		n = s->max;
	return n;
}

/* One of the types it may have. */
static unsigned choose(unsigned types, unsigned seed)
{
	static const unsigned all[] = {
		DAVIT_TYPE_OBJECT, DAVIT_TYPE_ARRAY, DAVIT_TYPE_STRING,
		DAVIT_TYPE_INTEGER, DAVIT_TYPE_NUMBER, DAVIT_TYPE_BOOLEAN
	};
	unsigned found[UTIL_COUNT(all)], n = 0;
	size_t i;

	for (i = 0; i < UTIL_COUNT(all); i++)
		if (types & all[i])
			found[n++] = all[i];
	return n == 0 ? DAVIT_TYPE_NULL : found[seed % n];
}

/* NULL: it would hold itself, or go too deep. */
static json_t *value(struct build *b, const davit_schema *s, unsigned depth,
		     const struct outer *outer)
{
	/* Anything; as an answer, what has members is meant mostly. */
	if (s->types == ANY)
		return json_object();
	switch (choose(s->types, b->seed)) {
	case DAVIT_TYPE_OBJECT:
		return depth == 0 || is_inside(outer, s->node) ? NULL :
		       object(b, s, depth, outer);
	case DAVIT_TYPE_ARRAY:
		return depth == 0 ? NULL : array(b, s, depth, outer);
	case DAVIT_TYPE_STRING:
		return text(b, s);
	case DAVIT_TYPE_INTEGER:
		return json_integer(whole(b, s));
	case DAVIT_TYPE_NUMBER:
		return s->has_limits ? json_integer(whole(b, s)) :
		       json_real((double)(b->seed % 100) + 0.5);
	case DAVIT_TYPE_BOOLEAN:
		return json_boolean(b->seed % 2 != 0);
	default:
		return json_null();
	}
}

json_t *shape_value(const davit_schema *s, unsigned seed)
{
	struct build b = { seed, 0, false };
	json_t *made = value(&b, s, DEPTH_MAX, NULL);

	if (b.nomem) {
		json_decref(made);
		return NULL;
	}
	return made;
}
