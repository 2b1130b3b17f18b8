/* SPDX-License-Identifier: MIT */
/*
 * Schemas, their members and their names for types, for the public.
 */
#include "config.h"

#include "introspect.h"

#include <string.h>

const char *introspect_type(unsigned types)
{
	if (types != TAB_ANY && types != TAB_NULL)
		types &= ~(unsigned)TAB_NULL;
	switch (types) {
	case TAB_ANY: return "any";
	case TAB_NULL: return "null";
	case TAB_BOOL: return "boolean";
	case TAB_INT: return "integer";
	case TAB_NUM:
	case TAB_NUM | TAB_INT: return "number";
	case TAB_STR: return "string";
	case TAB_ARR: return "array";
	case TAB_OBJ: return "object";
	case TAB_STR | TAB_ARR: return "string or array";
	case TAB_STR | TAB_OBJ: return "string or object";
	case TAB_STR | TAB_BOOL: return "string or boolean";
	case TAB_STR | TAB_INT: return "string or integer";
	case TAB_ARR | TAB_OBJ: return "array or object";
	case TAB_STR | TAB_ARR | TAB_OBJ: return "string, array or object";
	default: return "mixed";
	}
}

static const struct tab_object *object_of(const struct table *t,
					  const struct tab_node *n)
{
	return n->types != TAB_ANY && n->types & TAB_OBJ ? &t->objects[n->sub]
							 : NULL;
}

bool introspect_items(const struct tab_node *n)
{
	return n->types != TAB_ANY && n->types & TAB_ARR &&
	       !(n->types & TAB_OBJ);
}

void introspect_schema(const struct table *t, uint16_t node, uint8_t epoch,
		       davit_schema *out)
{
	const struct tab_node *n = &t->nodes[node];
	const struct tab_object *o = object_of(t, n);
	unsigned i;

	*out = (davit_schema){
		.type = introspect_type(n->types),
		.format = lookup_str(t, t->formats[n->format]),
		.name = o == NULL ? "" : lookup_str(t, o->name),
		.types = n->types,
		.has_limits = n->has_limits,
		.nenums = n->nenums,
		.has_items = introspect_items(n),
		.has_extra = o != NULL && o->extra != TAB_NONE,
		.priv = t,
		.node = node,
		.epoch = epoch,
	};
	if (n->has_limits) {
		out->min = t->limits[n->aux].min;
		out->max = t->limits[n->aux].max;
	}
	for (i = 0; o != NULL && i < o->nfields; i++)
		if (lookup_in(t->fields[o->fields + i].since,
			      t->fields[o->fields + i].until, epoch))
			out->nfields++;
}

const char *davit_schema_enum(const davit_schema *s, size_t i)
{
	const struct table *t = s->priv;

	if (i >= s->nenums)
		return NULL;
	return lookup_str(t, t->enums[t->nodes[s->node].aux + i]);
}

int davit_schema_items(const davit_schema *s, davit_schema *out)
{
	const struct table *t = s->priv;

	if (!s->has_items)
		return DAVIT_EINVAL;
	introspect_schema(t, t->nodes[s->node].sub, (uint8_t)s->epoch, out);
	return 0;
}

int davit_schema_extra(const davit_schema *s, davit_schema *out)
{
	const struct table *t = s->priv;

	if (!s->has_extra)
		return DAVIT_EINVAL;
	introspect_schema(t, t->objects[t->nodes[s->node].sub].extra,
			  (uint8_t)s->epoch, out);
	return 0;
}

/* A member that only changed its type has been there all the same: the
 * range of its name goes over adjoining entries. */
static void field_span(const struct table *t, const struct tab_object *o,
		       const struct tab_field *f, uint8_t *since,
		       uint8_t *until)
{
	const struct tab_field *begin = &t->fields[o->fields], *p = f;
	const struct tab_field *end = begin + o->nfields;

	*since = f->since;
	*until = f->until;
	while (--p >= begin && p->name == f->name && p->until + 1 == *since)
		*since = p->since;
	for (p = f + 1; p < end && p->name == f->name &&
	     *until != TAB_OPEN && p->since == *until + 1; p++)
		*until = p->until;
}

static void fill_field(const struct table *t, const struct tab_object *o,
		       const struct tab_field *f, uint8_t epoch,
		       davit_field *out)
{
	uint8_t since, until;

	field_span(t, o, f, &since, &until);
	*out = (davit_field){
		.name = lookup_str(t, f->name),
		.since = lookup_since_name(t, since),
		.until = lookup_until_name(t, until),
		.required = f->required,
	};
	introspect_schema(t, f->node, epoch, &out->schema);
}

/* The i-th field in force, or the one of that name. */
static int field(const davit_schema *s, size_t i, const char *name,
		 davit_field *out)
{
	const struct table *t = s->priv;
	const struct tab_object *o = object_of(t, &t->nodes[s->node]);
	const struct tab_field *f, *end;

	if (o == NULL)
		return DAVIT_EINVAL;
	end = &t->fields[o->fields] + o->nfields;
	for (f = &t->fields[o->fields]; f < end; f++) {
		if (!lookup_in(f->since, f->until, (uint8_t)s->epoch))
			continue;
		if (name == NULL ? i-- > 0
				 : strcmp(lookup_str(t, f->name), name) != 0)
			continue;
		fill_field(t, o, f, (uint8_t)s->epoch, out);
		return 0;
	}
	return DAVIT_EINVAL;
}

int davit_schema_field(const davit_schema *s, size_t i, davit_field *out)
{
	return field(s, i, NULL, out);
}

int davit_schema_find(const davit_schema *s, const char *name,
		      davit_field *out)
{
	return name == NULL ? DAVIT_EINVAL : field(s, 0, name, out);
}
