/* SPDX-License-Identifier: MIT */
/*
 * Applies the overlay to the schemas of a document, in the document itself
 * and before anything of it is read.  Must not know what a schema turns
 * into (schema.c), nor correct anything but members of objects.
 */
#include "config.h"

#include "overlay.h"

#include <string.h>

static struct ynode *new_map(enum base_pool pool, uint32_t line)
{
	struct ynode *map = base_alloc(pool, 1, sizeof *map);

	map->kind = Y_MAP;
	map->line = line;
	return map;
}

static void verify_ref(struct overlay *o, struct doc *doc,
		       const struct ynode *ref)
{
	static const char start[] = "#/definitions/";
	const char *text = yaml_need_text(o->file, ref, "$ref");

	if (strncmp(text, start, strlen(start)) != 0 ||
	    yaml_get(yaml_get(doc->root, "definitions"),
		     text + strlen(start)) == NULL)
		base_fail(o->file, ref->line, "$ref to \"%s\", which is not"
			  " there", text);
}

/* A message about a correction must name the overlay, so what the reader of
 * schemas would refuse is refused here.  As deep as the overlay is. */
static void verify(struct overlay *o, struct doc *doc, struct ynode *schema)
{
	struct ynode *map, *extra;
	uint32_t i;

	yaml_need(o->file, schema, Y_MAP, "a schema");
	if (yaml_get(schema, "$ref") != NULL)
		verify_ref(o, doc, yaml_get(schema, "$ref"));
	facts_types(o->file, yaml_get(schema, "type"));
	facts_enums(o->file, yaml_get(schema, "enum"), NULL);
	map = yaml_need(o->file, yaml_get(schema, "properties"), Y_MAP,
			"properties");
	for (i = 0; map != NULL && i < map->n; i++)
		verify(o, doc, map->pairs[i].value);
	if (yaml_get(schema, "items") != NULL)
		verify(o, doc, yaml_get(schema, "items"));
	extra = yaml_get(schema, "additionalProperties");
	if (extra != NULL && extra->kind != Y_SCALAR)
		verify(o, doc, extra);
}

static bool is_own_key(const char *key)
{
	return strcmp(key, "add") == 0 || strcmp(key, "why") == 0 ||
	       strcmp(key, "since") == 0 || strcmp(key, "until") == 0;
}

/* A type or a reference says all of a member; any other key only itself. */
static struct ynode *corrected(struct overlay *o, const struct doc *doc,
			       const struct ypair *member, struct ynode *entry)
{
	struct ynode *out = new_map(DOC, entry->line);
	uint32_t i;

	if (member != NULL)
		yaml_need(doc->file, member->value, Y_MAP, "a property");
	if (member != NULL && yaml_get(entry, "type") == NULL &&
	    yaml_get(entry, "$ref") == NULL) {
		if (yaml_get(member->value, "$ref") != NULL)
			base_fail(o->file, entry->line, "member \"%s\" is a"
				  " reference: give its type", member->key);
		for (i = 0; i < member->value->n; i++)
			yaml_put(DOC, out, member->value->pairs[i].key,
				 member->value->pairs[i].value);
	}
	for (i = 0; i < entry->n; i++) {
		const struct ypair *pair = &entry->pairs[i];

		if (!is_own_key(pair->key) &&
		    (strcmp(pair->key, "type") != 0 ||
		     yaml_text(pair->value) == NULL ||
		     strcmp(pair->value->text, "any") != 0))
			yaml_put(DOC, out, pair->key, pair->value);
	}
	return out;
}

/* A member, there or in an allOf, but not behind a reference. */
static struct ypair *find(struct ynode *schema, const char *name)
{
	struct ynode *map = yaml_get(schema, "properties");
	struct ynode *all = yaml_get(schema, "allOf");
	uint32_t i = yaml_find(map, name);
	struct ypair *found = i != UINT32_MAX ? &map->pairs[i] : NULL;

	for (i = 0; found == NULL && all != NULL && i < all->n; i++)
		found = find(all->items[i], name);
	return found;
}

/* What lists and maps are made of, at last. */
static struct ynode *elements(struct ynode *schema)
{
	struct ynode *next = schema;

	while (next != NULL && next->kind == Y_MAP) {
		schema = next;
		next = yaml_get(schema, "items");
		if (next == NULL)
			next = yaml_get(schema, "additionalProperties");
	}
	return schema;
}

/* The object that holds the last name of "A.B.name", or NULL. */
static struct ynode *holder(struct ynode *schema, const char **name)
{
	const struct ypair *member;
	const char *dot;

	while ((dot = strchr(*name, '.')) != NULL) {
		member = find(schema, base_dup(DOC, *name,
					       (size_t)(dot - *name)));
		if (member == NULL)
			return NULL;
		schema = elements(member->value);
		*name = dot + 1;
	}
	return schema;
}

static void correct_member(struct overlay *o, struct doc *doc,
			   struct ynode *schema, const char *name,
			   struct ynode *entry)
{
	struct ynode *map, *value;
	struct ypair *member;

	schema = holder(schema, &name);
	if (schema == NULL)
		return;
	member = find(schema, name);
	/* Where the document has it, nothing is added. */
	if ((member != NULL) == yaml_bool(o->file, yaml_get(entry, "add"),
					  false))
		return;
	value = corrected(o, doc, member, entry);
	verify(o, doc, value);
	entry->used = true;
	if (member != NULL) {
		member->value = value;
		return;
	}
	map = yaml_get(schema, "properties");
	if (map == NULL) {
		map = new_map(DOC, schema->line);
		yaml_put(DOC, schema, "properties", map);
	}
	yaml_put(DOC, map, name, value);
}

static void correct_members(struct overlay *o, struct doc *doc,
			    struct ynode *schema, const struct ynode *members)
{
	struct ynode *item;
	uint32_t i, k;

	for (i = 0; members != NULL && i < members->n; i++)
		for (k = 0; (item = overlay_item(members->pairs[i].value, k))
		     != NULL; k++)
			if (overlay_fits(o, item, doc->epoch))
				correct_member(o, doc, schema,
					       members->pairs[i].key, item);
}

/* The schema of the body in a list of parameters, or NULL. */
static struct ynode *body_of(const struct doc *doc, struct ynode *operation)
{
	struct ynode *list = yaml_get(operation, "parameters"), *p;
	uint32_t i;

	for (i = 0; list != NULL && list->kind == Y_SEQ && i < list->n; i++) {
		p = swagger_shared(doc->file, doc->root, list->items[i],
				   "parameters");
		if (yaml_text(yaml_get(p, "in")) != NULL &&
		    strcmp(yaml_get(p, "in")->text, "body") == 0)
			return yaml_get(p, "schema");
	}
	return NULL;
}

static void correct_operation(struct overlay *o, struct doc *doc,
			      struct ynode *operation)
{
	const char *name = yaml_text(yaml_get(operation, "operationId"));
	struct ynode *entry = name != NULL ? overlay_entry(o, name) : NULL;
	struct ynode *item, *members, *schema;
	uint32_t i;

	for (i = 0; entry != NULL &&
	     (item = overlay_item(entry, i)) != NULL; i++) {
		members = yaml_get(yaml_get(item, "body"), "members");
		schema = members != NULL ? body_of(doc, operation) : NULL;
		/* What is behind a reference is another's as well. */
		if (schema != NULL && yaml_get(schema, "$ref") == NULL &&
		    overlay_fits(o, item, doc->epoch))
			correct_members(o, doc, schema, members);
	}
}

void overlay_patch(struct overlay *o, struct doc *doc)
{
	struct ynode *definitions = yaml_get(doc->root, "definitions");
	struct ynode *paths = yaml_get(doc->root, "paths"), *item, *schema;
	uint32_t i, k;

	for (i = 0; o->definitions != NULL && i < o->definitions->n; i++) {
		const struct ypair *def = &o->definitions->pairs[i];

		schema = yaml_get(definitions, def->key);
		for (k = 0; schema != NULL &&
		     (item = overlay_item(def->value, k)) != NULL; k++)
			if (overlay_fits(o, item, doc->epoch))
				correct_members(o, doc, schema,
						yaml_get(item, "members"));
	}
	for (i = 0; paths != NULL && i < paths->n; i++)
		for (k = 0; k < paths->pairs[i].value->n; k++)
			if (paths->pairs[i].value->kind == Y_MAP)
				correct_operation(o, doc, paths->pairs[i].
						  value->pairs[k].value);
}
