/* SPDX-License-Identifier: MIT */
/*
 * See schema.h.  null is good everywhere: to engines it means "not given".
 */
#include "config.h"

#include "schema.h"

#include "error.h"
#include "lookup.h"
#include "near.h"

#include <stdio.h>
#include <string.h>

#define WHERE_MAX 256
#define SEARCH_DEPTH 3		/* levels a member is looked for in */
#define SEARCH_MAX 4000		/* members looked at */

struct step {			/* into a member or, without name, element */
	const char *name;
	size_t index;
};

struct walk {
	const struct schema_check *check;
	struct step way[SCHEMA_DEPTH];
	unsigned depth;
	char where[WHERE_MAX];	/* see where() */
};

const char *schema_kind(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT: return "an object";
	case JSON_ARRAY: return "an array";
	case JSON_STRING: return "a string";
	case JSON_INTEGER: return "an integer";
	case JSON_REAL: return "a number";
	case JSON_NULL: return "null";
	default: return "a boolean";
	}
}

static const char *str(const struct walk *w, uint16_t offset)
{
	return lookup_str(w->check->table, offset);
}

/* The place as text: "body.HostConfig.Binds[0]".  Made only when there is
 * something to tell. */
static const char *where(struct walk *w)
{
	size_t len = 0, room;
	unsigned i;
	int n;

	n = snprintf(w->where, WHERE_MAX, "body");
	for (i = 0; i < w->depth; i++) {
		len += (size_t)n;
		room = WHERE_MAX - len;
		n = w->way[i].name != NULL ?
		    snprintf(w->where + len, room, ".%s", w->way[i].name) :
		    snprintf(w->where + len, room, "[%zu]", w->way[i].index);
		if (n < 0 || (size_t)n >= room)
			break;
	}
	return w->where;
}

/* ---- members that are not there ------------------------------------------ */

static const struct tab_object *object_at(const struct table *t,
					  uint16_t node)
{
	const struct tab_node *n = &t->nodes[node];

	return n->types != TAB_ANY && n->types & TAB_OBJ ? &t->objects[n->sub]
							 : NULL;
}

/* First entry of a name, of all its ranges; NULL if there is none. */
static const struct tab_field *first_entry(const struct table *t,
					   const struct tab_object *o,
					   const char *name)
{
	const struct tab_field *f = &t->fields[o->fields];
	unsigned low = 0, high = o->nfields, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (strcmp(lookup_str(t, f[middle].name), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < o->nfields && strcmp(lookup_str(t, f[low].name), name)
	       == 0 ? &f[low] : NULL;
}

static const struct tab_field *find(const struct walk *w,
				    const struct tab_object *o,
				    const char *name)
{
	const struct table *t = w->check->table;
	const struct tab_field *end = &t->fields[o->fields] + o->nfields;
	const struct tab_field *f = first_entry(t, o, name);
	uint16_t same = f == NULL ? 0 : f->name;

	for (; f != NULL && f < end && f->name == same; f++)
		if (lookup_in(f->since, f->until, w->check->epoch))
			return f;
	return NULL;
}

/* The member exists, in other versions. */
static bool hint_version(const struct walk *w, const struct tab_object *o,
			 const char *name)
{
	const struct table *t = w->check->table;
	const struct tab_field *end = &t->fields[o->fields] + o->nfields;
	const struct tab_field *f = first_entry(t, o, name), *last = f;

	if (f == NULL)
		return false;
	for (; f < end && f->name == last->name; f++) {
		if (f->since > w->check->epoch) {
			problems_hint(w->check->problems, "it exists since "
				"%s; this client speaks %s",
				lookup_since_name(t, f->since),
				w->check->version);
			return true;
		}
		last = f;
	}
	problems_hint(w->check->problems, "it was dropped after %s",
		      lookup_until_name(t, last->until));
	return true;
}

/* Looks for a member of this name `depth` levels below; writes the way to
 * it.  `budget` bounds the work on schemas that refer to themselves. */
static bool search(const struct walk *w, uint16_t node, const char *name,
		   unsigned depth, char *way, size_t size, unsigned *budget)
{
	const struct table *t = w->check->table;
	const struct tab_object *o = object_at(t, node);
	const struct tab_field *f;
	unsigned i;
	int n;

	if (o == NULL)
		return false;
	if (depth == 0) {
		way[0] = '\0';
		return find(w, o, name) != NULL;
	}
	for (i = 0; i < o->nfields; i++) {
		f = &t->fields[o->fields + i];
		if (!lookup_in(f->since, f->until, w->check->epoch))
			continue;
		if (*budget == 0)
			return false;
		--*budget;
		n = snprintf(way, size, "%s%s", str(w, f->name),
			     depth > 1 ? "." : "");
		if (n > 0 && (size_t)n < size &&
		    search(w, f->node, name, depth - 1, way + n,
			   size - (size_t)n, budget))
			return true;
	}
	return false;
}

/* The place where a member of this name belongs, below here. */
static bool hint_place(const struct walk *w, uint16_t node, const char *name)
{
	unsigned depth, budget = SEARCH_MAX;
	char way[128];

	for (depth = 1; depth <= SEARCH_DEPTH; depth++)
		if (search(w, node, name, depth, way, sizeof(way), &budget)) {
			problems_hint(w->check->problems, "it belongs under "
				      "%s", way);
			return true;
		}
	return false;
}

static void hint_spelling(const struct walk *w, const struct tab_object *o,
			  const char *name)
{
	const struct table *t = w->check->table;
	const struct tab_field *f;
	struct near near;
	unsigned i;

	near_init(&near, name);
	for (i = 0; i < o->nfields; i++) {
		f = &t->fields[o->fields + i];
		if (lookup_in(f->since, f->until, w->check->epoch))
			near_try(&near, str(w, f->name));
	}
	if (near_best(&near) != NULL)
		problems_hint(w->check->problems, "did you mean '%s'?",
			      near_best(&near));
}

static void unknown(struct walk *w, uint16_t node,
		    const struct tab_object *o, const char *name)
{
	if (!hint_version(w, o, name) && !hint_place(w, node, name))
		hint_spelling(w, o, name);
	problems_add(w->check->problems, DAVIT_EBODY, where(w), "unknown "
		     "member '%s' in the body of %s", name, w->check->owner);
}

/* ---- values ------------------------------------------------------------- */

static void wrong_type(struct walk *w, unsigned types,
		       const json_t *value)
{
	static const struct { unsigned type; const char *name; } names[] = {
		{ TAB_OBJ, "an object" }, { TAB_ARR, "an array" },
		{ TAB_STR, "a string" }, { TAB_NUM, "a number" },
		{ TAB_INT, "an integer" }, { TAB_BOOL, "a boolean" }
	};
	char expected[100] = "";
	size_t i, len = 0;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!(types & names[i].type) ||
		    (names[i].type == TAB_INT && types & TAB_NUM))
			continue;
		len += (size_t)snprintf(expected + len, sizeof(expected) - len,
					"%s%s", len > 0 ? " or " : "",
					names[i].name);
	}
	problems_add(w->check->problems, DAVIT_EBODY, where(w), "'%s' of %s "
		     "must be %s, not %s", w->where, w->check->owner, expected,
		     schema_kind(value));
}

static void check_enum(struct walk *w, const struct tab_node *n,
		       const char *text)
{
	const struct table *t = w->check->table;
	struct near near;
	unsigned i;

	near_init(&near, text);
	for (i = 0; i < n->nenums; i++) {
		if (strcmp(str(w, t->enums[n->aux + i]), text) == 0)
			return;
		near_try(&near, str(w, t->enums[n->aux + i]));
	}
	if (near_best(&near) != NULL)
		problems_hint(w->check->problems, "did you mean '%s'?",
			      near_best(&near));
	problems_add(w->check->problems, DAVIT_EBODY, where(w), "'%s' of %s "
		     "can't be '%.60s'", w->where, w->check->owner, text);
}

static void check_limits(struct walk *w, const struct tab_node *n,
			 int64_t value)
{
	const struct tab_limits *l = &w->check->table->limits[n->aux];

	if (value < l->min || value > l->max)
		problems_add(w->check->problems, DAVIT_EBODY, where(w), "'%s' "
			     "of %s is out of range: %lld is %s", w->where,
			     w->check->owner, (long long)value,
			     value < l->min ? "too small" : "too large");
}

static void check_node(struct walk *w, uint16_t node, const json_t *value);

static void check_required(struct walk *w, const struct tab_object *o,
			   const json_t *value)
{
	const struct table *t = w->check->table;
	const struct tab_field *f;
	unsigned i;

	for (i = 0; i < o->nfields; i++) {
		f = &t->fields[o->fields + i];
		if (f->required &&
		    lookup_in(f->since, f->until, w->check->epoch) &&
		    json_object_get(value, str(w, f->name)) == NULL)
			problems_add(w->check->problems, DAVIT_EBODY, where(w),
				     "missing member '%s' in the body of %s",
				     str(w, f->name), w->check->owner);
	}
}

static void check_object(struct walk *w, uint16_t node, const json_t *value)
{
	const struct table *t = w->check->table;
	const struct tab_object *o = object_at(t, node);
	const struct tab_field *f;
	const char *name;
	json_t *member;
	void *iter;

	for (iter = json_object_iter((json_t *)value); iter != NULL;
	     iter = json_object_iter_next((json_t *)value, iter)) {
		name = json_object_iter_key(iter);
		member = json_object_iter_value(iter);
		f = find(w, o, name);
		w->way[w->depth++] = (struct step){ name, 0 };
		if (f != NULL)
			check_node(w, f->node, member);
		else if (o->extra != TAB_NONE)
			check_node(w, o->extra, member);
		else
			unknown(w, node, o, name);
		w->depth--;
	}
	check_required(w, o, value);
}

static void check_array(struct walk *w, uint16_t node, const json_t *value)
{
	json_t *element;
	size_t i;

	json_array_foreach(value, i, element) {
		w->way[w->depth++] = (struct step){ NULL, i };
		check_node(w, node, element);
		w->depth--;
	}
}

static unsigned type_of(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT: return TAB_OBJ;
	case JSON_ARRAY: return TAB_ARR;
	case JSON_STRING: return TAB_STR;
	case JSON_INTEGER: return TAB_INT | TAB_NUM;
	case JSON_REAL: return TAB_NUM;
	case JSON_NULL: return TAB_ANY;
	default: return TAB_BOOL;
	}
}

static void check_node(struct walk *w, uint16_t node, const json_t *value)
{
	const struct tab_node *n = &w->check->table->nodes[node];

	if (n->types == TAB_ANY || json_is_null(value))
		return;
	if (!(type_of(value) & n->types)) {
		wrong_type(w, n->types, value);
		return;
	}
	if (w->depth == SCHEMA_DEPTH) {
		problems_add(w->check->problems, DAVIT_EBODY, where(w), "the "
			     "body of %s is nested more than %d levels deep",
			     w->check->owner, SCHEMA_DEPTH);
		return;
	}
	if (json_is_object(value))
		check_object(w, node, value);
	else if (json_is_array(value) && !(n->types & TAB_OBJ))
		check_array(w, n->sub, value);
	else if (json_is_string(value) && n->nenums > 0)
		check_enum(w, n, json_string_value(value));
	else if (json_is_integer(value) && n->has_limits)
		check_limits(w, n, json_integer_value(value));
}

void schema_check(const struct schema_check *c, uint16_t node,
		  const json_t *value)
{
	struct walk w = { .check = c };

	check_node(&w, node, value);
}
