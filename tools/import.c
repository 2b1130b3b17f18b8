/* SPDX-License-Identifier: MIT */
/*
 * Writes the facts of a Swagger document, and only those it knows to be
 * facts: a key that is not named here does not get through, so no sentence
 * can.  Names are sorted, lists whose order means something keep it.  What
 * no operation reaches is left out.  Must not know of overlays or tables.
 */
#include "config.h"

#include "import.h"
#include "canon.h"
#include "swagger.h"
#include "table.h"

#include <string.h>

/* What can be referred to: definitions, or shared responses. */
struct shelf {
	const char *prefix;
	struct ynode *map;
	bool *known;		/* by position in the map */
	VEC(uint32_t) reached;	/* the same, in the order met */
};

struct writer {
	struct canon to;
	struct ynode *root;
	struct shelf definitions, responses;
};

/* Writes a $ref and notes that its target is needed. */
static void reference(struct writer *w, unsigned indent,
		      const struct ynode *ref, struct shelf *shelf)
{
	const char *text = yaml_need_text(w->to.file, ref, "$ref");
	uint32_t i = UINT32_MAX;

	if (strncmp(text, shelf->prefix, strlen(shelf->prefix)) == 0)
		i = yaml_find(shelf->map, text + strlen(shelf->prefix));
	if (i == UINT32_MAX)
		base_fail(w->to.file, ref->line, "$ref to \"%s\", which is not"
			  " there", text);
	canon_fact(&w->to, indent, "$ref", text);
	if (!shelf->known[i])
		*PUSH(KEEP, &shelf->reached) = i;
	shelf->known[i] = true;
}

/* An enum; one that lists objects says nothing a table could hold. */
static void copy_enum(struct writer *w, unsigned indent, struct ynode *from,
		      uint32_t types)
{
	struct ynode *list = yaml_need(w->to.file, yaml_get(from, "enum"),
				       Y_SEQ, "enum");
	uint32_t i;

	for (i = 0; list != NULL && i < list->n; i++)
		if (list->items[i]->kind != Y_SCALAR)
			return;
	canon_copy_values(&w->to, indent, from, "enum", types, false);
}

static void schema(struct writer *w, unsigned indent, struct ynode *from)
{
	struct ynode *sub;
	uint32_t types, i;
	size_t mark;

	yaml_need(w->to.file, from, Y_MAP, "a schema");
	sub = yaml_get(from, "$ref");
	if (sub != NULL) {
		reference(w, indent, sub, &w->definitions);
		canon_copy_true(&w->to, indent, from, "x-nullable");
		return;
	}
	types = facts_types(w->to.file, yaml_get(from, "type"));
	canon_copy_values(&w->to, indent, from, "type", TAB_STR, false);
	canon_copy(&w->to, indent, from, "format");
	canon_copy_true(&w->to, indent, from, "x-nullable");
	copy_enum(w, indent, from, types);
	canon_copy_values(&w->to, indent, from, "minimum", TAB_NUM, false);
	canon_copy_values(&w->to, indent, from, "maximum", TAB_NUM, false);
	sub = yaml_get(from, "items");
	if (sub != NULL) {
		mark = canon_open(&w->to, indent, "items");
		schema(w, indent + 2, sub);
		canon_close(&w->to, mark);
	}
	sub = yaml_need(w->to.file, yaml_get(from, "allOf"), Y_SEQ, "allOf");
	if (sub != NULL && sub->n > 0) {
		canon_open(&w->to, indent, "allOf");
		for (i = 0; i < sub->n; i++) {
			mark = w->to.out->n;
			w->to.dash = true;
			schema(w, indent + 2, sub->items[i]);
			if (w->to.out->n == mark) {
				canon_start(&w->to, indent + 2);
				canon_put(&w->to, "{}\n");
			}
		}
	}
	canon_copy_values(&w->to, indent, from, "required", TAB_STR, true);
	sub = yaml_need(w->to.file, yaml_get(from, "properties"), Y_MAP,
			"properties");
	if (sub != NULL) {
		struct ypair *pairs = canon_sorted(sub);
		size_t own = canon_open(&w->to, indent, "properties");

		for (i = 0; i < sub->n; i++) {
			mark = canon_open(&w->to, indent + 2, pairs[i].key);
			schema(w, indent + 4, pairs[i].value);
			canon_close(&w->to, mark);
		}
		canon_close(&w->to, own);
	}
	sub = yaml_get(from, "additionalProperties");
	if (sub != NULL && sub->kind == Y_SCALAR) {
		canon_key(&w->to, indent, "additionalProperties");
		canon_put(&w->to, yaml_bool(w->to.file, sub, false) ?
			  " true\n" : " false\n");
	} else if (sub != NULL) {
		mark = canon_open(&w->to, indent, "additionalProperties");
		schema(w, indent + 2, sub);
		canon_close(&w->to, mark);
	}
}

/* The parameter itself, where the document only refers to it. */
static struct ynode *real_param(struct writer *w, struct ynode *param)
{
	return swagger_shared(w->to.file, w->root, yaml_need(w->to.file, param,
			      Y_MAP, "a parameter"), "parameters");
}

static void parameter(struct writer *w, unsigned indent, struct ynode *from)
{
	struct ynode *name, *in, *sub;
	uint32_t types, items = 0;
	size_t mark;

	from = real_param(w, from);
	name = yaml_get(from, "name");
	in = yaml_get(from, "in");
	if (yaml_text(name) == NULL || yaml_text(in) == NULL)
		base_fail(w->to.file, from->line, "a parameter needs name and"
			  " in");
	w->to.dash = true;
	canon_fact(&w->to, indent, "name", swagger_name(name->text));
	canon_fact(&w->to, indent, "in", in->text);
	canon_copy_true(&w->to, indent, from, "required");
	sub = yaml_get(from, "schema");
	if (sub != NULL) {
		mark = canon_open(&w->to, indent, "schema");
		schema(w, indent + 2, sub);
		canon_close(&w->to, mark);
		return;
	}
	types = facts_types(w->to.file, yaml_get(from, "type"));
	canon_copy_values(&w->to, indent, from, "type", TAB_STR, false);
	canon_copy(&w->to, indent, from, "format");
	copy_enum(w, indent, from, types);
	canon_copy_values(&w->to, indent, from, "minimum", TAB_NUM, false);
	canon_copy_values(&w->to, indent, from, "maximum", TAB_NUM, false);
	canon_copy(&w->to, indent, from, "collectionFormat");
	sub = yaml_get(from, "items");
	if (sub != NULL) {
		items = facts_types(w->to.file, yaml_get(sub, "type"));
		mark = canon_open(&w->to, indent, "items");
		schema(w, indent + 2, sub);
		canon_close(&w->to, mark);
	}
	sub = yaml_get(from, "default");
	if (sub != NULL && !yaml_is_null(sub))
		canon_copy_values(&w->to, indent, from, "default",
			    sub->kind == Y_SEQ && items != 0 ? items : types,
			    false);
}

static bool same_text(struct ynode *a, struct ynode *b, const char *key)
{
	const char *x = yaml_text(yaml_get(a, key));
	const char *y = yaml_text(yaml_get(b, key));

	return x != NULL && y != NULL &&
	       strcmp(swagger_name(x), swagger_name(y)) == 0;
}

static bool overridden(struct writer *w, struct ynode *own,
		       struct ynode *param)
{
	uint32_t i;

	param = real_param(w, param);
	for (i = 0; own != NULL && i < own->n; i++) {
		struct ynode *other = real_param(w, own->items[i]);

		if (same_text(other, param, "name") &&
		    same_text(other, param, "in"))
			return true;
	}
	return false;
}

/* The operation's own parameters, then those of its path. */
static void parameters(struct writer *w, unsigned indent, struct ynode *own,
		       struct ynode *shared)
{
	uint32_t i;

	yaml_need(w->to.file, own, Y_SEQ, "parameters");
	yaml_need(w->to.file, shared, Y_SEQ, "parameters");
	if ((own == NULL || own->n == 0) &&
	    (shared == NULL || shared->n == 0))
		return;
	canon_open(&w->to, indent, "parameters");
	for (i = 0; own != NULL && i < own->n; i++)
		parameter(w, indent + 2, own->items[i]);
	for (i = 0; shared != NULL && i < shared->n; i++)
		if (!overridden(w, own, shared->items[i]))
			parameter(w, indent + 2, shared->items[i]);
}

static void response(struct writer *w, unsigned indent, struct ynode *from)
{
	struct ynode *ref = yaml_get(from, "$ref");
	struct ynode *sub = yaml_get(from, "schema");
	size_t mark;

	yaml_need(w->to.file, from, Y_MAP, "a response");
	if (ref != NULL) {
		reference(w, indent, ref, &w->responses);
		return;
	}
	canon_fact(&w->to, indent, "description", "");
	if (sub == NULL)
		return;
	mark = canon_open(&w->to, indent, "schema");
	schema(w, indent + 2, sub);
	canon_close(&w->to, mark);
}

static void operation(struct writer *w, unsigned indent, struct ynode *item,
		      struct ynode *from)
{
	struct ynode *responses;
	struct ypair *pairs;
	uint32_t i;
	size_t mark;

	yaml_need(w->to.file, from, Y_MAP, "an operation");
	canon_copy(&w->to, indent, from, "operationId");
	canon_copy_true(&w->to, indent, from, "deprecated");
	canon_copy_values(&w->to, indent, from, "consumes", TAB_STR, false);
	canon_copy_values(&w->to, indent, from, "produces", TAB_STR, false);
	parameters(w, indent, yaml_get(from, "parameters"),
		   yaml_get(item, "parameters"));
	responses = yaml_need(w->to.file, yaml_get(from, "responses"), Y_MAP,
			      "responses");
	if (responses == NULL)
		return;
	mark = canon_open(&w->to, indent, "responses");
	pairs = canon_sorted(responses);
	for (i = 0; i < responses->n; i++) {
		if (strncmp(pairs[i].key, "x-", 2) == 0)
			continue;
		swagger_status(w->to.file, pairs[i].key_node);
		canon_open(&w->to, indent + 2, pairs[i].key);
		response(w, indent + 4, pairs[i].value);
	}
	canon_close(&w->to, mark);
}

static void path_item(struct writer *w, unsigned indent, struct ynode *item)
{
	uint32_t i;
	int m;

	yaml_need(w->to.file, item, Y_MAP, "a path");
	for (i = 0; i < item->n; i++)
		if (swagger_method(item->pairs[i].key) < 0 &&
		    strcmp(item->pairs[i].key, "parameters") != 0 &&
		    strncmp(item->pairs[i].key, "x-", 2) != 0)
			base_fail(w->to.file, item->pairs[i].key_node->line,
				  "unknown method \"%s\"",
				  item->pairs[i].key);
	for (m = 0; swagger_method_name(m) != NULL; m++) {
		struct ynode *op = yaml_get(item, swagger_method_name(m));

		if (op == NULL)
			continue;
		canon_open(&w->to, indent, swagger_method_name(m));
		operation(w, indent + 2, item, op);
	}
}

static void paths(struct writer *w)
{
	struct ynode *map = yaml_need(w->to.file, yaml_get(w->root, "paths"),
				      Y_MAP, "paths");
	struct ypair *pairs;
	uint32_t i;
	size_t mark;

	if (map == NULL)
		base_fail(w->to.file, w->root->line, "a document without"
			  " paths");
	/* "/a/{name:.*}" and "/a/{name}/b" sort as they will be written. */
	for (i = 0; i < map->n; i++)
		if (strncmp(map->pairs[i].key, "x-", 2) != 0)
			map->pairs[i].key = swagger_path(w->to.file,
				map->pairs[i].key_node->line,
				map->pairs[i].key);
	pairs = canon_sorted(map);
	mark = canon_open(&w->to, 0, "paths");
	for (i = 0; i < map->n; i++) {
		if (strncmp(pairs[i].key, "x-", 2) == 0)
			continue;
		if (i > 0 && strcmp(pairs[i].key, pairs[i - 1].key) == 0)
			base_fail(w->to.file, pairs[i].key_node->line,
				  "path \"%s\" is given twice", pairs[i].key);
		canon_open(&w->to, 2, pairs[i].key);
		path_item(w, 4, pairs[i].value);
	}
	canon_close(&w->to, mark);
}

/* Writes all that has been reached, which may reach more, and then sorts
 * the texts. */
static void shelve(struct writer *w, struct shelf *shelf, const char *key,
		   void (*fn)(struct writer *, unsigned, struct ynode *))
{
	struct text *out = w->to.out, *texts;
	struct ypair *pairs;
	uint32_t n = shelf->map != NULL ? shelf->map->n : 0, i;
	size_t k;

	texts = base_alloc(KEEP, n + 1, sizeof *texts);
	for (k = 0; k < shelf->reached.n; k++) {
		struct ypair *pair = &shelf->map->pairs[shelf->reached.v[k]];
		size_t mark;

		w->to.out = &texts[shelf->reached.v[k]];
		mark = canon_open(&w->to, 2, pair->key);
		fn(w, 4, pair->value);
		canon_close(&w->to, mark);
		*PUSH(KEEP, w->to.out) = 0;
	}
	w->to.out = out;
	if (shelf->reached.n == 0)
		return;
	canon_open(&w->to, 0, key);
	pairs = canon_sorted(shelf->map);
	for (i = 0; i < n; i++) {
		uint32_t at = yaml_find(shelf->map, pairs[i].key);

		if (texts[at].v != NULL)
			canon_put(&w->to, texts[at].v);
	}
}

static void shelf_open(struct writer *w, struct shelf *shelf,
		       const char *key)
{
	shelf->map = yaml_need(w->to.file, yaml_get(w->root, key), Y_MAP, key);
	shelf->prefix = base_text(KEEP, "#/%s/", key);
	shelf->known = base_alloc(KEEP, shelf->map != NULL ?
				  shelf->map->n + 1 : 1, sizeof(bool));
}

const char *import_file(const char *file, const char *version, size_t *len)
{
	struct writer w;
	struct text out = { NULL, 0, 0 };

	memset(&w, 0, sizeof w);
	w.to.file = file;
	w.to.out = &out;
	w.root = yaml_load(KEEP, file);
	swagger_check_version(file, w.root);
	shelf_open(&w, &w.definitions, "definitions");
	shelf_open(&w, &w.responses, "responses");
	canon_put(&w.to, "swagger: '2.0'\ninfo:\n  title: api\n");
	canon_fact(&w.to, 2, "version", version);
	canon_copy_values(&w.to, 0, w.root, "consumes", TAB_STR, false);
	canon_copy_values(&w.to, 0, w.root, "produces", TAB_STR, false);
	paths(&w);
	shelve(&w, &w.responses, "responses", response);
	shelve(&w, &w.definitions, "definitions", schema);
	*len = out.n;
	return out.v;
}
