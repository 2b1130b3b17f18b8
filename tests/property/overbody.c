/* SPDX-License-Identifier: MIT */
/*
 * What the overlay corrects in schemas, done again to a document of libyaml.
 * Adding a node moves the others, so nodes are kept by number.
 */
#include "config.h"

#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static yaml_node_t *node(struct at *at, int id)
{
	return yaml_document_get_node(&at->doc->doc, id);
}

static int id_of(struct at *at, const yaml_node_t *n)
{
	return n == NULL ? 0 : (int)(n - at->doc->doc.nodes.start) + 1;
}

static int need(int id)
{
	if (id != 0)
		return id;
	fputs("out of memory\n", stderr);
	exit(1);
}

static int add_text(struct at *at, const char *text)
{
	return need(yaml_document_add_scalar(&at->doc->doc, NULL,
		    (const yaml_char_t *)text, -1, YAML_ANY_SCALAR_STYLE));
}

static int add_map(struct at *at)
{
	return need(yaml_document_add_mapping(&at->doc->doc, NULL,
					      YAML_ANY_MAPPING_STYLE));
}

static void add_pair(struct at *at, int map, const char *key, int value)
{
	need(yaml_document_append_mapping_pair(&at->doc->doc, map,
					       add_text(at, key), value));
}

/* From the overlay to the document. */
static int copy(struct at *at, yaml_node_t *from)
{
	struct ydoc *d = at->overlay;
	size_t i;
	int to;

	if (from->type == YAML_SCALAR_NODE)
		return add_text(at, ydoc_text(from));
	if (from->type == YAML_MAPPING_NODE) {
		to = add_map(at);
		for (i = 0; i < ydoc_len(from); i++)
			add_pair(at, to, ydoc_key(d, from, i),
				 copy(at, ydoc_value(d, from, i)));
		return to;
	}
	to = need(yaml_document_add_sequence(&at->doc->doc, NULL,
					     YAML_ANY_SEQUENCE_STYLE));
	for (i = 0; i < ydoc_len(from); i++)
		need(yaml_document_append_sequence_item(&at->doc->doc, to,
				copy(at, ydoc_item(d, from, i))));
	return to;
}

static yaml_node_pair_t *pair_of(struct at *at, yaml_node_t *map,
				 const char *key)
{
	size_t i;

	for (i = 0; map != NULL && map->type == YAML_MAPPING_NODE &&
	     i < ydoc_len(map); i++)
		if (is(ydoc_key(at->doc, map, i), key))
			return &map->data.mapping.pairs.start[i];
	return NULL;
}

static yaml_node_pair_t *find(struct at *at, yaml_node_t *schema,
			      const char *name)
{
	yaml_node_t *all = ydoc_get(at->doc, schema, "allOf");
	yaml_node_pair_t *found = pair_of(at, ydoc_get(at->doc, schema,
						       "properties"), name);
	size_t i;

	for (i = 0; found == NULL && i < ydoc_len(all); i++)
		found = find(at, ydoc_item(at->doc, all, i), name);
	return found;
}

/* "A.B.name": goes to B of A, and to what it is made of. */
static yaml_node_t *go(struct at *at, yaml_node_t *schema, const char **name)
{
	yaml_node_pair_t *member;
	yaml_node_t *next;
	const char *dot;
	char part[100];

	while ((dot = strchr(*name, '.')) != NULL) {
		snprintf(part, sizeof part, "%.*s", (int)(dot - *name),
			 *name);
		*name = dot + 1;
		member = find(at, schema, part);
		if (member == NULL)
			return NULL;
		next = node(at, member->value);
		do {
			schema = next;
			next = ydoc_get(at->doc, schema, "items");
			if (next == NULL)
				next = ydoc_get(at->doc, schema,
						"additionalProperties");
		} while (next != NULL && next->type == YAML_MAPPING_NODE);
	}
	return schema;
}

static bool is_own(const char *key)
{
	return is(key, "add") || is(key, "since") || is(key, "until") ||
	       is(key, "why");
}

static int corrected(struct at *at, const yaml_node_pair_t *member,
		     yaml_node_t *entry)
{
	struct ydoc *d = at->overlay;
	bool all = ydoc_get(d, entry, "type") != NULL ||
		   ydoc_get(d, entry, "$ref") != NULL;
	yaml_node_t *old;
	int out = add_map(at);
	size_t i, n;

	old = member != NULL && !all ? node(at, member->value) : NULL;
	for (i = 0, n = ydoc_len(old); i < n; i++) {
		old = node(at, member->value);
		if (ydoc_get(d, entry, ydoc_key(at->doc, old, i)) == NULL)
			need(yaml_document_append_mapping_pair(&at->doc->doc,
			     out, old->data.mapping.pairs.start[i].key,
			     old->data.mapping.pairs.start[i].value));
	}
	for (i = 0; i < ydoc_len(entry); i++) {
		const char *key = ydoc_key(d, entry, i);
		yaml_node_t *value = ydoc_value(d, entry, i);

		if (!is_own(key) && !(is(key, "type") &&
				      is(ydoc_text(value), "any")))
			add_pair(at, out, key, copy(at, value));
	}
	return out;
}

static void correct(struct at *at, int schema, const char *name,
		    yaml_node_t *entry)
{
	yaml_node_pair_t *member;
	yaml_node_t *in = go(at, node(at, schema), &name);
	int value, map;

	if (in == NULL)
		return;
	member = find(at, in, name);
	if ((member != NULL) == ydoc_true(at->overlay, entry, "add"))
		return;
	schema = id_of(at, in);
	value = corrected(at, member, entry);
	if (member != NULL) {
		member->value = value;
		return;
	}
	map = id_of(at, ydoc_get(at->doc, node(at, schema), "properties"));
	if (map == 0) {
		map = add_map(at);
		add_pair(at, schema, "properties", map);
	}
	add_pair(at, map, name, value);
}

static void correct_all(struct at *at, int schema, yaml_node_t *members)
{
	yaml_node_t *item;
	size_t i, k;

	for (i = 0; i < ydoc_len(members); i++)
		for (k = 0; (item = over_nth(at, ydoc_value(at->overlay,
					members, i), k)) != NULL; k++)
			if (over_fits(at, item))
				correct(at, schema, ydoc_key(at->overlay,
					members, i), item);
}

/* The schema of a body that is written in its operation; 0: none. */
static int body_of(struct at *at, yaml_node_t *operation)
{
	yaml_node_t *list = ydoc_get(at->doc, operation, "parameters"), *p;
	size_t i;

	for (i = 0; i < ydoc_len(list); i++) {
		p = ydoc_item(at->doc, list, i);
		if (!is(ydoc_text(ydoc_get(at->doc, p, "in")), "body"))
			continue;
		p = ydoc_get(at->doc, p, "schema");
		return ydoc_get(at->doc, p, "$ref") != NULL ? 0 :
		       id_of(at, p);
	}
	return 0;
}

static void correct_body(struct at *at, yaml_node_t *operation)
{
	const char *op = ydoc_text(ydoc_get(at->doc, operation,
					    "operationId"));
	yaml_node_t *entry = op != NULL ? over_entry(at, op) : NULL, *item;
	int schema = entry != NULL ? body_of(at, operation) : 0;
	size_t i;

	for (i = 0; schema != 0 && (item = over_nth(at, entry, i)) != NULL;
	     i++)
		if (over_fits(at, item))
			correct_all(at, schema, ydoc_get(at->overlay,
				    ydoc_get(at->overlay, item, "body"),
				    "members"));
}

static yaml_node_t *in_root(struct at *at, const char *key)
{
	return ydoc_get(at->doc, yaml_document_get_root_node(&at->doc->doc),
			key);
}

void over_patch(struct at *at)
{
	yaml_node_t *over = ydoc_get(at->overlay, at->overlay->root,
				     "definitions"), *item, *schema, *path;
	size_t i, k;

	for (i = 0; i < ydoc_len(over); i++)
		for (k = 0; (item = over_nth(at, ydoc_value(at->overlay, over,
							    i), k)) != NULL;
		     k++) {
			schema = ydoc_get(at->doc, in_root(at, "definitions"),
					  ydoc_key(at->overlay, over, i));
			if (schema != NULL && over_fits(at, item))
				correct_all(at, id_of(at, schema), ydoc_get(
					at->overlay, item, "members"));
		}
	for (i = 0; i < ydoc_len(in_root(at, "paths")); i++)
		for (k = 0; path = ydoc_value(at->doc, in_root(at, "paths"),
					      i), k < ydoc_len(path); k++)
			correct_body(at, ydoc_value(at->doc, path, k));
	at->doc->root = yaml_document_get_root_node(&at->doc->doc);
}
