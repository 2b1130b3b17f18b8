/* SPDX-License-Identifier: MIT */
/*
 * A body to start from: every member with a value that its schema allows.
 * Built on the public introspection only.
 */
#include "config.h"

#include "davit.h"
#include "error.h"

#include <stdbool.h>
#include <string.h>

#define DEPTH_MAX 16		/* schemas within each other */
#define MEMBERS_MAX 4000

#define ANY 127u

struct outer {
	const struct outer *outer;
	uint32_t node;
};

struct build {
	unsigned flags;
	unsigned members;	/* so far */
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

/* What has members is worth an example. */
static bool worth_it(const struct build *b, const davit_schema *s)
{
	return !(b->flags & DAVIT_SKELETON_REQUIRED) && s->types != ANY &&
	       s->types & DAVIT_TYPE_OBJECT && s->nfields > 0;
}

/* NULL: it would hold itself, or go too deep. */
static json_t *object(struct build *b, const davit_schema *s, unsigned depth,
		      const struct outer *outer)
{
	struct outer here = { outer, s->node };
	davit_schema extra;
	json_t *all, *one;
	davit_field f;
	size_t i;

	if (depth == 0 || is_inside(outer, s->node))
		return NULL;
	all = json_object();
	for (i = 0; davit_schema_field(s, i, &f) == 0; i++) {
		if (!f.required && (b->flags & DAVIT_SKELETON_REQUIRED ||
				    b->members >= MEMBERS_MAX))
			continue;
		b->members++;
		one = value(b, &f.schema, depth - 1, &here);
		/* null is good everywhere, but of no use where not needed. */
		if (one == NULL && f.required)
			one = json_null();
		if (one != NULL)
			json_object_set_new(all, f.name, one);
	}
	if (davit_schema_extra(s, &extra) == 0 && worth_it(b, &extra)) {
		one = value(b, &extra, depth - 1, &here);
		if (one != NULL)
			json_object_set_new(all, "NAME", one);
	}
	return all;
}

static json_t *array(struct build *b, const davit_schema *s, unsigned depth,
		     const struct outer *outer)
{
	json_t *all = json_array(), *one = NULL;
	davit_schema items;

	if (depth > 0 && davit_schema_items(s, &items) == 0 &&
	    worth_it(b, &items))
		one = value(b, &items, depth - 1, outer);
	if (one != NULL)
		json_array_append_new(all, one);
	return all;
}

static json_t *text(const davit_schema *s)
{
	const char *first = davit_schema_enum(s, 0);

	if (first == NULL && strcmp(s->format, "date-time") == 0)
		first = "1970-01-01T00:00:00Z";
	return json_string(first == NULL ? "" : first);
}

static json_t *number(const davit_schema *s)
{
	if (s->has_limits && s->min > 0)
		return json_integer(s->min);
	if (s->has_limits && s->max < 0)
		return json_integer(s->max);
	return json_integer(0);
}

static json_t *value(struct build *b, const davit_schema *s, unsigned depth,
		     const struct outer *outer)
{
	if (s->types == ANY)
		return depth == DEPTH_MAX ? json_object() : NULL;
	if (s->types & DAVIT_TYPE_OBJECT)
		return object(b, s, depth, outer);
	if (s->types & DAVIT_TYPE_ARRAY)
		return array(b, s, depth, outer);
	if (s->types & DAVIT_TYPE_STRING)
		return text(s);
	if (s->types & (DAVIT_TYPE_INTEGER | DAVIT_TYPE_NUMBER))
		return number(s);
	if (s->types & DAVIT_TYPE_BOOLEAN)
		return json_false();
	return json_null();
}

int davit_op_skeleton(const davit_op *op, unsigned flags, json_t **out,
		      davit_error *err)
{
	struct build b = { flags, 0 };
	davit_schema s;

	error_clear(err);
	if (op == NULL || out == NULL || op->priv == NULL ||
	    flags & ~DAVIT_SKELETON_REQUIRED)
		return error_set(err, DAVIT_EINVAL, "no operation, or "
				 "unknown flags");
	if (davit_op_body(op, &s) < 0)
		return error_set(err, DAVIT_EINVAL, "%s takes no body",
				 op->name);
	if (op->flags & DAVIT_OP_BODY_RAW)
		return error_set(err, DAVIT_EINVAL, "the body of %s is raw "
				 "bytes, not JSON", op->name);
	*out = value(&b, &s, DEPTH_MAX, NULL);
	return *out == NULL ? error_nomem(err) : 0;
}
