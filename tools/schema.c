/* SPDX-License-Identifier: MIT */
/*
 * References, allOf, type lists and the rest of Swagger's schemas, turned
 * into nodes.  Must not know of operations or overlays.
 *
 * No recursion is as deep as the input likes: named objects are finished
 * from a list, and everything else counts its depth and its work.
 */
#include "config.h"

#include "schema.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>

#define DEFINITIONS "#/definitions/"
#define DEPTH_MAX 100		/* chained references; 6 are known */
#define WORK_MAX 1000000	/* schemas of one document; 30000 are known */
#define VARIANTS_MAX 100

/* The members of an object, collected over allOf. */
struct part {
	const char *name;
	struct ynode *schema;
	uint32_t seq, required;
};

struct parts {
	const char *file;
	VEC(struct part) list;
	VEC(const char *) required;
	struct ynode *extra;
	uint32_t types;
};

struct pending { uint32_t object; struct parts *parts; };

struct schema {
	const char *own_file;
	const char *file;	/* of what is being read: own, or another */
	struct ynode *definitions;
	uint32_t *memo;		/* node + 1 of each definition; 0: not met */
	uint32_t epoch;
	unsigned depth, work;
	VEC(struct pending) pending;
};

/* How an object is known over the epochs: none, or a key and a name. */
struct identity { const char *key, *name; };

static void spend(struct schema *s, const struct ynode *at)
{
	if (s->depth > DEPTH_MAX)
		base_fail(s->file, at->line, "schemas nested too deeply");
	if (++s->work > WORK_MAX)
		base_fail(s->file, at->line, "too many schemas");
}

static bool nullable(const char *file, const struct ynode *schema)
{
	return yaml_bool(file, yaml_get(schema, "x-nullable"), false) ||
	       yaml_bool(file, yaml_get(schema, "nullable"), false);
}

/* Index of the definition a $ref names. */
static uint32_t target(struct schema *s, struct ynode *schema)
{
	const struct ynode *ref = yaml_get(schema, "$ref");
	const char *text = yaml_need_text(s->file, ref, "$ref");
	uint32_t i = UINT32_MAX;

	if (strncmp(text, DEFINITIONS, strlen(DEFINITIONS)) == 0)
		i = yaml_find(s->definitions, text + strlen(DEFINITIONS));
	if (i == UINT32_MAX)
		base_fail(s->file, ref->line, "$ref to \"%s\", which is not"
			  " there", text);
	return i;
}

/* The definition itself; there may be none at all. */
static struct ynode *referred(struct schema *s, struct ynode *schema)
{
	uint32_t i = target(s, schema);

	return s->definitions->pairs[i].value;
}

static bool types_hold_object(struct schema *s, struct ynode *schema)
{
	return (facts_types(s->file, yaml_get(schema, "type")) &
		TAB_OBJ) != 0;
}

/* Whether a schema adds members, or could. */
static bool objectlike(struct schema *s, struct ynode *schema, unsigned depth)
{
	struct ynode *all = yaml_get(schema, "allOf");
	uint32_t i;

	spend(s, schema);
	if (depth > DEPTH_MAX)
		base_fail(s->file, schema->line, "allOf nested too deeply");
	if (yaml_get(schema, "$ref") != NULL)
		return objectlike(s, referred(s, schema), depth + 1);
	if (yaml_get(schema, "properties") != NULL ||
	    yaml_get(schema, "additionalProperties") != NULL ||
	    types_hold_object(s, schema))
		return true;
	for (i = 0; all != NULL && i < all->n; i++)
		if (objectlike(s, all->items[i], depth + 1))
			return true;
	return false;
}

/* Whether a schema says anything but "an object". */
static bool says_something(struct ynode *schema)
{
	static const char *const keys[] = {
		"$ref", "allOf", "properties", "additionalProperties",
		"required", "enum", "items", "format"
	};
	const char *type = yaml_text(yaml_get(schema, "type"));
	size_t i;

	for (i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (yaml_get(schema, keys[i]) != NULL)
			return true;
	return type != NULL && strcmp(type, "object") != 0;
}

/* The one schema an allOf stands for: its only member with content, or the
 * last one when none is an object.  NULL: members must be united. */
static struct ynode *only_one(struct schema *s, struct ynode *schema)
{
	struct ynode *all = yaml_get(schema, "allOf"), *found = NULL;
	bool own = yaml_get(schema, "properties") != NULL ||
		   yaml_get(schema, "additionalProperties") != NULL ||
		   yaml_get(schema, "required") != NULL;
	uint32_t i, n = 0;

	for (i = 0; i < all->n; i++) {
		yaml_need(s->file, all->items[i], Y_MAP, "a schema");
		if (says_something(all->items[i])) {
			found = all->items[i];
			n++;
		}
	}
	if (!own && n == 1)
		return found;
	return objectlike(s, schema, 0) ? NULL : found;
}

/* Collects the members of an object over allOf; later ones win. */
static void flatten(struct schema *s, struct ynode *schema, unsigned depth,
		    struct parts *parts)
{
	struct ynode *sub;
	uint32_t i;

	spend(s, schema);
	yaml_need(s->file, schema, Y_MAP, "a schema");
	if (depth > DEPTH_MAX)
		base_fail(s->file, schema->line, "allOf nested too deeply");
	if (yaml_get(schema, "$ref") != NULL) {
		flatten(s, referred(s, schema), depth + 1, parts);
		return;
	}
	sub = yaml_need(s->file, yaml_get(schema, "allOf"), Y_SEQ, "allOf");
	for (i = 0; sub != NULL && i < sub->n; i++)
		flatten(s, sub->items[i], depth + 1, parts);
	sub = yaml_need(s->file, yaml_get(schema, "properties"), Y_MAP,
			"properties");
	for (i = 0; sub != NULL && i < sub->n; i++)
		*PUSH(DOC, &parts->list) = (struct part){
			sub->pairs[i].key, yaml_need(s->file,
			sub->pairs[i].value, Y_MAP, "a property"),
			(uint32_t)parts->list.n, 0 };
	sub = yaml_need(s->file, yaml_get(schema, "required"), Y_SEQ,
			"required");
	for (i = 0; sub != NULL && i < sub->n; i++)
		*PUSH(DOC, &parts->required) = yaml_need_text(s->file,
					sub->items[i], "a required member");
	sub = yaml_get(schema, "additionalProperties");
	if (sub != NULL)
		parts->extra = sub;
	parts->types |= facts_types(s->file, yaml_get(schema, "type"));
}

static int by_name(const void *a, const void *b)
{
	const struct part *x = a, *y = b;
	int c = strcmp(x->name, y->name);

	return c != 0 ? c : x->seq < y->seq ? -1 : x->seq > y->seq;
}

static int part_is(const void *name, const void *part)
{
	return strcmp(name, ((const struct part *)part)->name);
}

/* Sorts the members, drops the ones replaced, marks the required ones. */
static void settle(struct parts *parts)
{
	struct part *v = parts->list.v;
	size_t i, n = 0;

	if (parts->list.n == 0)
		return;
	qsort(v, parts->list.n, sizeof *v, by_name);
	for (i = 0; i < parts->list.n; i++)
		if (i + 1 == parts->list.n ||
		    strcmp(v[i].name, v[i + 1].name) != 0)
			v[n++] = v[i];
	parts->list.n = n;
	for (i = 0; i < parts->required.n; i++) {
		struct part *p = bsearch(parts->required.v[i], v, n,
					 sizeof *v, part_is);

		if (p != NULL)
			p->required = 1;
	}
}

static struct member member_of(struct schema *s, const struct part *p)
{
	return (struct member){ intern_str(p->name),
				schema_node(s, p->schema), p->required };
}

/* What members that are not listed may be. */
static uint32_t extra_of(struct schema *s, const struct parts *parts)
{
	const char *text = yaml_text(parts->extra);

	if (parts->extra == NULL)
		return parts->list.n > 0 ? NONE : 0;
	if (text != NULL)
		return yaml_bool(s->file, parts->extra, false) ? 0 : NONE;
	return schema_node(s, parts->extra);
}

static uint32_t object_node(uint32_t types, uint32_t object)
{
	struct shape shape = { types, 0, 0, 0, object };

	return intern_node(&shape);
}

static uint32_t anonymous(struct schema *s, struct parts *parts)
{
	struct member *m = base_alloc(DOC, parts->list.n + 1, sizeof *m);
	size_t i;

	for (i = 0; i < parts->list.n; i++)
		m[i] = member_of(s, &parts->list.v[i]);
	return intern_object(m, parts->list.n, extra_of(s, parts));
}

/* Objects of one key that differ in what they allow besides their members
 * are different objects.  *early is set before anything else is resolved:
 * the object may refer to itself. */
static uint32_t named(struct schema *s, struct parts *parts,
		      const struct identity *who, uint32_t types,
		      uint32_t *early)
{
	struct pending *later;
	uint32_t object, extra, name = intern_str(who->name);
	unsigned variant;
	bool fresh;

	object = intern_named(who->key, name, &fresh);
	if (early != NULL)
		*early = object_node(types, object) + 1;
	extra = extra_of(s, parts);
	for (variant = 1; !fresh &&
	     intern_object_of(object)->extra != extra; variant++) {
		if (variant > VARIANTS_MAX)
			base_fail(s->file, 0, "too many forms of \"%s\"",
				  who->key);
		object = intern_named(base_text(DOC, "%s\n%u", who->key,
						variant), name, &fresh);
	}
	if (fresh)
		intern_object_of(object)->extra = extra;
	later = PUSH(DOC, &s->pending);
	later->object = object;
	later->parts = parts;
	return object;
}

static uint32_t node_of(struct schema *s, struct ynode *schema,
			const struct identity *who, uint32_t *early)
{
	struct parts *parts;
	struct shape shape;
	uint32_t types, object;

	if (yaml_get(schema, "$ref") != NULL)
		return schema_node(s, schema);
	types = nullable(s->file, schema) ? TAB_NULL : 0;
	if (yaml_need(s->file, yaml_get(schema, "allOf"), Y_SEQ,
		      "allOf") != NULL) {
		struct ynode *one = only_one(s, schema);

		if (one != NULL) {
			shape = *intern_shape(node_of(s, one, who, early));
			shape.types |= types;
			return intern_node(&shape);
		}
	}
	if (!objectlike(s, schema, 0)) {
		shape = schema_shape(s, schema);
		return intern_node(&shape);
	}
	parts = base_alloc(DOC, 1, sizeof *parts);
	parts->file = s->file;
	flatten(s, schema, 0, parts);
	settle(parts);
	types |= parts->types | TAB_OBJ;
	object = who != NULL ? named(s, parts, who, types, early) :
			       anonymous(s, parts);
	return object_node(types, object);
}

struct shape schema_shape(struct schema *s, struct ynode *schema)
{
	struct shape shape = { 0, 0, 0, 0, NONE };
	struct ynode *items = yaml_get(schema, "items");
	struct ynode *type = yaml_get(schema, "type");
	const char *format = yaml_text(yaml_get(schema, "format"));
	bool null = nullable(s->file, schema);

	shape.types = facts_types(s->file, type);
	shape.enums = facts_enums(s->file, yaml_get(schema, "enum"), &null);
	if (shape.types == 0)
		shape.types = items != NULL ? TAB_ARR :
			      shape.enums != 0 ? TAB_STR : 0;
	if (shape.types == 0)
		return intern_any();
	if (null)
		shape.types |= TAB_NULL;
	if (format != NULL)
		shape.format = intern_str(format);
	else if (yaml_text(type) != NULL &&
		 strcmp(yaml_text(type), "file") == 0)
		shape.format = intern_str("binary");
	if ((shape.types & (TAB_INT | TAB_NUM)) != 0 && shape.enums == 0)
		shape.limits = facts_limits(s->file, schema);
	if ((shape.types & TAB_OBJ) != 0)
		shape.sub = facts_any_object();
	else if ((shape.types & TAB_ARR) != 0)
		shape.sub = items != NULL ? schema_node(s, items) : 0;
	return shape;
}

/* The node of the definition a $ref names. */
static uint32_t definition(struct schema *s, struct ynode *schema)
{
	uint32_t i = target(s, schema), *memo = &s->memo[i], node;
	const struct ypair *def = &s->definitions->pairs[i];
	const char *file = s->file;
	struct identity who;

	if (*memo != 0)
		return *memo - 1;
	s->file = s->own_file;
	yaml_need(s->file, def->value, Y_MAP, "a definition");
	*memo = 1;		/* met again before it is known: anything */
	who.name = def->key;
	who.key = base_text(DOC, DEFINITIONS "%s", def->key);
	node = node_of(s, def->value, &who, memo);
	*memo = node + 1;
	s->file = file;
	return node;
}

uint32_t schema_root(struct schema *s, struct ynode *schema, const char *key)
{
	struct identity who = { key, "" };
	uint32_t node;

	yaml_need(s->file, schema, Y_MAP, "a schema");
	s->depth++;
	spend(s, schema);
	if (yaml_get(schema, "$ref") != NULL) {
		node = definition(s, schema);
		if (nullable(s->file, schema)) {
			struct shape shape = *intern_shape(node);

			shape.types |= TAB_NULL;
			node = intern_node(&shape);
		}
	} else {
		node = node_of(s, schema, key != NULL ? &who : NULL, NULL);
	}
	s->depth--;
	return node;
}

uint32_t schema_node(struct schema *s, struct ynode *schema)
{
	return schema_root(s, schema, NULL);
}

uint32_t schema_foreign(struct schema *s, const char *file,
			struct ynode *schema, const char *key)
{
	uint32_t node;

	s->file = file;
	node = schema_root(s, schema, key);
	s->file = s->own_file;
	return node;
}

struct schema *schema_open(const char *file, struct ynode *root,
			   uint32_t epoch)
{
	struct schema *s = base_alloc(DOC, 1, sizeof *s);

	s->own_file = s->file = file;
	s->epoch = epoch;
	s->definitions = yaml_need(file, yaml_get(root, "definitions"),
				   Y_MAP, "definitions");
	s->memo = base_alloc(DOC, s->definitions != NULL ?
			     s->definitions->n + 1 : 1, sizeof *s->memo);
	return s;
}

void schema_finish(struct schema *s)
{
	size_t i, k;

	/* The list grows while it is worked off. */
	for (i = 0; i < s->pending.n; i++) {
		struct pending p = s->pending.v[i];

		s->file = p.parts->file;
		for (k = 0; k < p.parts->list.n; k++) {
			struct member m = member_of(s, &p.parts->list.v[k]);

			intern_field(p.object, s->epoch, &m);
		}
	}
}
