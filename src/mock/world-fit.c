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

static json_t *fitted(struct world *w, json_t *value, struct fitting *f,
		      unsigned depth);

/* What is changed is a copy: much of an answer is the world's own. */
static bool own(struct world *w, json_t **now, const json_t *original)
{
	json_t *copied;

	if (*now != original)
		return true;
	copied = json_copy(*now);
	if (copied == NULL) {
		w->nomem = true;
		return false;
	}
	json_decref(*now);
	*now = copied;
	return true;
}

/* Puts the fitting one in its place, or takes it out. */
static void fit_member(struct world *w, json_t **now, const json_t *original,
		       const char *name, json_t *value, struct fitting *f,
		       bool required, unsigned depth)
{
	json_t *new = fitted(w, value, f, depth + 1);

	if (new == NULL && required)
		new = nothing(&f->schema);
	if (new != value && own(w, now, original)) {
		if (new == NULL)
			json_object_del(*now, name);
		else
			put(w, *now, name, json_incref(new));
	}
	json_decref(new);
}

static json_t *fit_object(struct world *w, json_t *object, struct fitting *f,
			  unsigned depth)
{
	json_t *now = json_incref(object), *value;
	struct fitting_member *m, *end;
	struct fitting *extra;
	const char *name;

	m = fitting_members(f, &w->nomem);
	for (end = m + f->nmembers; m < end; m++) {
		value = json_object_getn(object, m->name, m->len);
		if (value != NULL)
			fit_member(w, &now, object, m->name, value, &m->fit,
				   m->required, depth);
		else if (m->required && own(w, &now, object))
			put(w, now, m->name, nothing(&m->fit.schema));
	}
	if (f->schema.nfields > 0)
		return now;
	extra = fitting_extra(f, &w->nomem);
	if (extra != NULL)
		json_object_foreach(object, name, value)
			fit_member(w, &now, object, name, value, extra, false,
				   depth);
	return now;
}

static json_t *fit_array(struct world *w, json_t *array, struct fitting *f,
			 unsigned depth)
{
	struct fitting *items = fitting_items(f, &w->nomem);
	json_t *now = json_incref(array), *value, *new;
	size_t i, to = 0;

	if (items == NULL)
		return now;
	json_array_foreach(array, i, value) {
		new = fitted(w, value, items, depth + 1);
		if (new == value || !own(w, &now, array))
			;
		else if (new == NULL)
			json_array_remove(now, to);
		else if (json_array_set(now, to, new) < 0)
			w->nomem = true;
		to += new != NULL;
		json_decref(new);
	}
	return now;
}

/* Returns a reference of its own: to the value, or what takes its place. */
static json_t *fitted(struct world *w, json_t *value, struct fitting *f,
		      unsigned depth)
{
	const davit_schema *s = &f->schema;
	json_t *whole;

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
	if (!json_is_object(value) && !json_is_array(value))
		return value;
	whole = json_is_object(value) ? fit_object(w, value, f, depth) :
		fit_array(w, value, f, depth);
	json_decref(value);
	return whole;
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
	json_t *json = a->out->json, *new;
	struct fitting *f;

	if (json == NULL || a->out->status >= 300 || undescribed(a))
		return;
	f = fittings_find(&a->w->fittings, &a->call->op, a->out->status,
			  &a->w->nomem);
	if (f == NULL || (f->schema.types != 0 &&
			  !(type_of(json) & f->schema.types)))
		return;
	new = fitted(a->w, json, f, 0);
	if (new == NULL)
		return;
	json_decref(json);
	a->out->json = new;
}
