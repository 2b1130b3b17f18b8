/* SPDX-License-Identifier: MIT */
/*
 * See worldin.h.  Members change their type from version to version: a
 * number becomes a text, a text a list.  Instead of knowing all that, what
 * the world says is brought into the form that the schema wants; what can't
 * be is left out, what must be there is added.
 */
#include "config.h"

#include "worldin.h"

#include "util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH 12

static unsigned type_of(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT: return DAVIT_TYPE_OBJECT;
	case JSON_ARRAY: return DAVIT_TYPE_ARRAY;
	case JSON_STRING: return DAVIT_TYPE_STRING;
	case JSON_INTEGER: return DAVIT_TYPE_INTEGER | DAVIT_TYPE_NUMBER;
	case JSON_REAL: return DAVIT_TYPE_NUMBER;
	case JSON_NULL: return ~0u;
	default: return DAVIT_TYPE_BOOLEAN;
	}
}

/* The same in another form; NULL if there is none.  Returns new. */
static json_t *converted(json_t *value, const davit_schema *s)
{
	unsigned types = s->types;
	int64_t n;

	if (types & DAVIT_TYPE_STRING && json_is_integer(value) &&
	    strcmp(s->format, "date-time") == 0)
		return json_date(json_integer_value(value) * CLOCK_S);
	if (types & DAVIT_TYPE_STRING && json_is_integer(value))
		return json_sprintf("%lld",
				    (long long)json_integer_value(value));
	if (types & (DAVIT_TYPE_INTEGER | DAVIT_TYPE_NUMBER) &&
	    json_is_string(value) && util_int64(json_string_value(value),
	    json_string_length(value), &n))
		return json_integer(n);
	if (types & DAVIT_TYPE_INTEGER && json_is_real(value))
		return json_integer((json_int_t)json_real_value(value));
	if (types & DAVIT_TYPE_ARRAY && json_is_string(value))
		return json_string_length(value) == 0 ? json_array() :
		       json_pack("[O]", value);
	if (types & DAVIT_TYPE_STRING && json_is_array(value) &&
	    json_is_string(json_array_get(value, 0)))
		return json_incref(json_array_get(value, 0));
	return NULL;
}

/* What says nothing.  Returns new. */
static json_t *nothing(const davit_schema *s)
{
	const char *word = davit_schema_enum(s, 0);

	if (word != NULL && s->types & DAVIT_TYPE_STRING)
		return json_string(word);
	if (s->types & DAVIT_TYPE_STRING)
		return json_string("");
	if (s->types & (DAVIT_TYPE_INTEGER | DAVIT_TYPE_NUMBER))
		return json_integer(s->has_limits && s->min > 0 ? s->min : 0);
	if (s->types & DAVIT_TYPE_BOOLEAN)
		return json_false();
	return s->types & DAVIT_TYPE_ARRAY ? json_array() : json_object();
}

static json_t *fitted(struct world *w, json_t *value, const davit_schema *s,
		      unsigned depth);

/* Puts the fitting one in its place, or takes it out. */
static void fit_member(struct world *w, json_t *object, const char *name,
		       json_t *value, const davit_schema *s, bool required,
		       unsigned depth)
{
	json_t *new = fitted(w, value, s, depth + 1);

	if (new == NULL && required)
		new = nothing(s);
	if (new == NULL)
		json_object_del(object, name);
	else if (new != value)
		put(w, object, name, json_incref(new));
	json_decref(new);
}

static void fit_object(struct world *w, json_t *object, const davit_schema *s,
		       unsigned depth)
{
	davit_schema extra;
	davit_field f;
	const char *name;
	json_t *value;
	void *next;
	size_t i;

	for (i = 0; davit_schema_field(s, i, &f) == 0; i++) {
		value = json_object_get(object, f.name);
		if (value != NULL)
			fit_member(w, object, f.name, value, &f.schema,
				   f.required, depth);
		else if (f.required)
			put(w, object, f.name, nothing(&f.schema));
	}
	if (davit_schema_extra(s, &extra) < 0 || s->nfields > 0)
		return;
	json_object_foreach_safe(object, next, name, value)
		fit_member(w, object, name, value, &extra, false, depth);
}

static void fit_array(struct world *w, json_t *array, const davit_schema *s,
		      unsigned depth)
{
	davit_schema items;
	json_t *value, *new;
	size_t i = 0;

	if (davit_schema_items(s, &items) < 0)
		return;
	while (i < json_array_size(array)) {
		value = json_array_get(array, i);
		new = fitted(w, value, &items, depth + 1);
		if (new == NULL)
			json_array_remove(array, i);
		else if (new != value && json_array_set(array, i, new) < 0)
			w->nomem = true;
		i += new != NULL;
		json_decref(new);
	}
}

/* Only null knows nothing of a limit. */
static bool in_enum(const json_t *value, const davit_schema *s)
{
	const char *word, *mine = json_string_value(value);
	size_t i;

	if (mine == NULL || s->nenums == 0)
		return true;
	for (i = 0; (word = davit_schema_enum(s, i)) != NULL; i++)
		if (strcmp(word, mine) == 0)
			return true;
	return false;
}

/* Returns a reference of its own: to the value, or what takes its place. */
static json_t *fitted(struct world *w, json_t *value, const davit_schema *s,
		      unsigned depth)
{
	if (depth > DEPTH || s->types == 0)
		return json_incref(value);
	if (!(type_of(value) & s->types)) {
		value = converted(value, s);
		if (value == NULL)
			return NULL;
	} else {
		json_incref(value);
	}
	if (!in_enum(value, s)) {
		json_decref(value);
		return NULL;
	}
	if (json_is_object(value))
		fit_object(w, value, s, depth);
	else if (json_is_array(value))
		fit_array(w, value, s, depth);
	return value;
}

/* Where documents describe another thing: Docker's lists of lists in what
 * takes space, Podman's images where networks are. */
static bool undescribed(const struct ask *a)
{
	const char *role = a->call->op.role;

	return strcmp(role, "disk-usage") == 0 ||
	       (a->w->podman && strcmp(role, "network-list") == 0);
}

void fit_answer(struct ask *a)
{
	davit_response r;
	json_t *copied;
	size_t i;

	if (a->out->json == NULL || a->out->status >= 300 || undescribed(a))
		return;
	for (i = 0; davit_op_response(&a->call->op, i, &r) == 0; i++)
		if (r.status == a->out->status && r.has_schema)
			break;
	if (davit_op_response(&a->call->op, i, &r) < 0)
		return;
	/* Much of it is the world's own. */
	copied = json_deep_copy(a->out->json);
	json_decref(a->out->json);
	a->out->json = copied;
	if (copied == NULL)
		a->w->nomem = true;
	else if (type_of(copied) & r.schema.types || r.schema.types == 0)
		json_decref(fitted(a->w, copied, &r.schema, 0));
}
