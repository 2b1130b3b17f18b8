/* SPDX-License-Identifier: MIT */
/*
 * A schema of a document against the node of a table, member by member and
 * as deep as it goes; each definition once for each document.
 */
#include "config.h"

#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MEMBERS_MAX 512
#define CHAIN_MAX 40

struct view {			/* an object, united over allOf */
	const char *names[MEMBERS_MAX];
	yaml_node_t *schemas[MEMBERS_MAX];
	bool required[MEMBERS_MAX];
	size_t n;
	yaml_node_t *extra;
	bool closed, any;
};

unsigned types_of(struct ydoc *d, yaml_node_t *type)
{
	static const char *const names[] = {
		"null", "boolean", "integer", "-", "string", "array",
		"object"
	};
	const char *text = ydoc_text(type);
	unsigned bits = 0, i;

	if (text == NULL) {
		for (i = 0; i < ydoc_len(type); i++)
			bits |= types_of(d, ydoc_item(d, type, i));
		return bits;
	}
	if (strcmp(text, "number") == 0)
		return TAB_INT | TAB_NUM;
	if (strcmp(text, "file") == 0)
		return TAB_STR;
	if (strcmp(text, "any") == 0)
		return TAB_ANY;
	for (i = 0; i < 7; i++)
		if (strcmp(names[i], text) == 0)
			bits = 1u << i;
	return bits;
}

void expect_enum(const struct at *at, struct ydoc *d, yaml_node_t *list,
		 const struct tab_node *node, const char *where)
{
	size_t i, n = 0;

	for (i = 0; i < ydoc_len(list); i++) {
		const char *text = ydoc_text(ydoc_item(d, list, i));

		if (text == NULL)	/* a list of objects: left out */
			return expect(at, node->nenums == 0, "%s: enum of"
				      " objects", where);
		if (strcmp(text, "null") == 0)
			continue;
		expect(at, n < node->nenums && strcmp(text, TEXT(at->table,
		       at->table->enums[node->aux + n])) == 0,
		       "%s: enum value %s", where, text);
		n++;
	}
	expect(at, n == node->nenums, "%s: %u enum values for %zu", where,
	       node->nenums, n);
}

static yaml_node_t *definition(struct at *at, yaml_node_t *schema,
			       size_t *index)
{
	yaml_node_t *defs = ydoc_get(at->doc, at->doc->root, "definitions");
	const char *ref = ydoc_text(ydoc_get(at->doc, schema, "$ref"));
	size_t i;

	ref = strrchr(ref, '/') + 1;
	for (i = 0; i < ydoc_len(defs); i++)
		if (strcmp(ydoc_key(at->doc, defs, i), ref) == 0) {
			*index = i;
			return ydoc_value(at->doc, defs, i);
		}
	fprintf(stderr, "%s: no definition %s\n", at->doc->file, ref);
	exit(1);
}

static bool is_objectlike(struct at *at, struct ydoc *d, yaml_node_t *s,
			  unsigned depth)
{
	yaml_node_t *all = ydoc_get(d, s, "allOf");
	size_t i;

	if (ydoc_get(d, s, "$ref") != NULL)
		return depth < CHAIN_MAX && is_objectlike(at, at->doc,
			definition(at, s, &i), depth + 1);
	if ((types_of(d, ydoc_get(d, s, "type")) & TAB_OBJ) != 0 ||
	    ydoc_get(d, s, "properties") != NULL ||
	    ydoc_get(d, s, "additionalProperties") != NULL)
		return true;
	for (i = 0; i < ydoc_len(all); i++)
		if (is_objectlike(at, d, ydoc_item(d, all, i), depth + 1))
			return true;
	return false;
}

static void unite(struct at *at, struct ydoc *d, yaml_node_t *s,
		  struct view *v, unsigned depth)
{
	yaml_node_t *list, *extra;
	size_t i, k;

	if (ydoc_get(d, s, "$ref") != NULL) {
		if (depth < CHAIN_MAX)
			unite(at, at->doc, definition(at, s, &i), v,
			      depth + 1);
		return;
	}
	list = ydoc_get(d, s, "allOf");
	for (i = 0; i < ydoc_len(list); i++)
		unite(at, d, ydoc_item(d, list, i), v, depth + 1);
	list = ydoc_get(d, s, "properties");
	for (i = 0; i < ydoc_len(list); i++) {
		for (k = 0; k < v->n; k++)
			if (strcmp(v->names[k], ydoc_key(d, list, i)) == 0)
				break;
		if (k == MEMBERS_MAX)
			exit(1);
		if (k == v->n)
			v->required[v->n++] = false;
		v->names[k] = ydoc_key(d, list, i);
		v->schemas[k] = ydoc_value(d, list, i);
	}
	list = ydoc_get(d, s, "required");
	for (i = 0; i < ydoc_len(list); i++)
		for (k = 0; k < v->n; k++)
			if (strcmp(v->names[k], ydoc_text(ydoc_item(d, list,
								    i))) == 0)
				v->required[k] = true;
	extra = ydoc_get(d, s, "additionalProperties");
	if (extra == NULL)
		return;
	v->extra = ydoc_text(extra) == NULL ? extra : NULL;
	v->closed = ydoc_text(extra) != NULL &&
		    strcmp(ydoc_text(extra), "true") != 0;
	v->any = ydoc_text(extra) != NULL && !v->closed;
}

/* The member of an object in this epoch; NULL: none. */
static const struct tab_field *member(struct at *at,
				      const struct tab_object *o,
				      const char *name)
{
	const struct tab_field *found = NULL;
	unsigned i;

	for (i = 0; i < o->nfields; i++) {
		const struct tab_field *f = &at->table->fields[o->fields + i];

		if (f->since > at->epoch || f->until < at->epoch ||
		    strcmp(TEXT(at->table, f->name), name) != 0)
			continue;
		expect(at, found == NULL, "member %s is there twice", name);
		found = f;
	}
	return found;
}

static void check_object(struct at *at, struct ydoc *d, yaml_node_t *s,
			 const struct tab_object *o, const char *where)
{
	struct view *v = calloc(1, sizeof *v);
	size_t i, live = 0;

	if (v == NULL)
		exit(1);
	unite(at, d, s, v, 0);
	for (i = 0; i < o->nfields; i++) {
		const struct tab_field *f = &at->table->fields[o->fields + i];

		live += f->since <= at->epoch && at->epoch <= f->until;
	}
	expect(at, live == v->n, "%s: %zu members for %zu", where, live,
	       v->n);
	for (i = 0; i < v->n; i++) {
		const struct tab_field *f = member(at, o, v->names[i]);
		char place[600];

		snprintf(place, sizeof place, "%s.%s", where, v->names[i]);
		expect(at, f != NULL, "%s: not there", place);
		if (f == NULL)
			continue;
		expect(at, f->required == v->required[i], "%s: required",
		       place);
		check_schema(at, d, v->schemas[i], f->node, place);
	}
	if (v->extra != NULL)
		check_schema(at, d, v->extra, o->extra, where);
	else if (v->any || (!v->closed && v->n == 0))
		expect(at, o->extra == 0, "%s: anything goes", where);
	else
		expect(at, o->extra == TAB_NONE, "%s: nothing more", where);
	free(v);
}

/* The one member of an allOf that says something, or NULL. */
static yaml_node_t *sole(struct at *at, struct ydoc *d, yaml_node_t *s)
{
	yaml_node_t *all = ydoc_get(d, s, "allOf"), *found = NULL, *m;
	size_t i, k, n = 0;

	if (ydoc_len(all) == 0)
		return NULL;
	for (i = 0; i < ydoc_len(all); i++) {
		bool says = false;

		m = ydoc_item(d, all, i);
		for (k = 0; k < ydoc_len(m); k++) {
			const char *key = ydoc_key(d, m, k);
			const char *text = ydoc_text(ydoc_value(d, m, k));

			if (strcmp(key, "type") == 0)
				says |= text == NULL ||
					strcmp(text, "object") != 0;
			else
				says |= strcmp(key, "x-nullable") != 0 &&
					strcmp(key, "minimum") != 0 &&
					strcmp(key, "maximum") != 0;
		}
		if (says) {
			found = m;
			n++;
		}
	}
	if (n == 1 && ydoc_get(d, s, "properties") == NULL &&
	    ydoc_get(d, s, "required") == NULL &&
	    ydoc_get(d, s, "additionalProperties") == NULL)
		return found;
	return is_objectlike(at, d, s, 0) ? NULL : found;
}

static void check_scalar(struct at *at, struct ydoc *d, yaml_node_t *s,
			 const struct tab_node *n, const char *where)
{
	const char *format = ydoc_text(ydoc_get(d, s, "format"));
	const char *type = ydoc_text(ydoc_get(d, s, "type"));
	const char *min = ydoc_text(ydoc_get(d, s, "minimum"));
	const char *max = ydoc_text(ydoc_get(d, s, "maximum"));
	yaml_node_t *items = ydoc_get(d, s, "items");

	if (format == NULL)
		format = type != NULL && strcmp(type, "file") == 0 ?
			 "binary" : "";
	expect(at, strcmp(TEXT(at->table, at->table->formats[n->format]),
			  format) == 0, "%s: format %s", where, format);
	expect_enum(at, d, ydoc_get(d, s, "enum"), n, where);
	if (n->nenums == 0 && (min != NULL || max != NULL)) {
		const struct tab_limits *l = &at->table->limits[n->aux];

		expect(at, n->has_limits && (min == NULL || l->min ==
		       strtoll(min, NULL, 10)) && (max == NULL || l->max ==
		       strtoll(max, NULL, 10)), "%s: limits", where);
	} else {
		expect(at, !n->has_limits, "%s: limits", where);
	}
	if ((n->types & TAB_ARR) == 0)
		return;
	if (items != NULL)
		check_schema(at, d, items, n->sub, where);
	else
		expect(at, n->sub == 0, "%s: elements of any kind", where);
}

void check_schema(struct at *at, struct ydoc *d, yaml_node_t *s,
		  uint16_t node, const char *where)
{
	const struct tab_node *n = &at->table->nodes[node];
	const struct tab_object *o;
	const char *name = "";
	bool null = false;
	size_t index = 0, chain;
	unsigned types;

	for (chain = 0; chain < CHAIN_MAX; chain++) {
		yaml_node_t *inner;

		null |= ydoc_true(d, s, "x-nullable");
		if (ydoc_get(d, s, "$ref") != NULL) {
			s = definition(at, s, &index);
			d = at->doc;
			name = ydoc_key(d, ydoc_get(d, d->root,
						    "definitions"), index);
			continue;
		}
		inner = sole(at, d, s);
		if (inner == NULL)
			break;
		s = inner;
	}
	types = types_of(d, ydoc_get(d, s, "type"));
	if (chain == CHAIN_MAX ||
	    (types == 0 && !is_objectlike(at, d, s, 0) &&
	     ydoc_get(d, s, "items") == NULL &&
	     ydoc_get(d, s, "enum") == NULL)) {
		expect(at, node == 0, "%s: anything", where);
		return;
	}
	if (types == 0 && !is_objectlike(at, d, s, 0))
		types = ydoc_get(d, s, "items") != NULL ? TAB_ARR : TAB_STR;
	if (null)
		types |= TAB_NULL;
	if (!is_objectlike(at, d, s, 0)) {
		expect(at, n->types == types, "%s: types %u for %u", where,
		       n->types, types);
		check_scalar(at, d, s, n, where);
		return;
	}
	types |= TAB_OBJ;
	expect(at, n->types == types, "%s: types %u for %u", where, n->types,
	       types);
	if ((n->types & TAB_OBJ) == 0 || n->sub >= at->table->nobjects)
		return expect(at, 0, "%s: no object", where);
	o = &at->table->objects[n->sub];
	expect(at, strcmp(TEXT(at->table, o->name), name) == 0,
	       "%s: object of name %s", where, name);
	if (name[0] != 0) {
		if (at->visited[index] == n->sub + 1)
			return;
		at->visited[index] = (uint16_t)(n->sub + 1);
		where = name;
	}
	check_object(at, d, s, o, where);
}
