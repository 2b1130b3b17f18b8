/* SPDX-License-Identifier: MIT */
/*
 * Writes the facts of a Swagger document, and only those it knows to be
 * facts: a key that is not named here does not get through, so no sentence
 * can.  Names are sorted, lists whose order means something keep it.  What
 * no operation reaches is left out.  Must not know of overlays or tables.
 */
#include "config.h"

#include "import.h"
#include "swagger.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

struct text { char *v; size_t n, cap; };

/* What can be referred to: definitions, or shared responses. */
struct shelf {
	const char *prefix;
	struct ynode *map;
	bool *known;		/* by position in the map */
	VEC(uint32_t) reached;	/* the same, in the order met */
};

struct writer {
	const char *file;
	struct ynode *root;
	struct text *out;
	bool dash;		/* the next line begins an item of a list */
	struct shelf definitions, responses;
};

static void put_char(struct writer *w, char c)
{
	*PUSH(KEEP, w->out) = c;
}

static void put(struct writer *w, const char *s)
{
	while (*s != 0)
		put_char(w, *s++);
}

static void start(struct writer *w, unsigned indent)
{
	while (indent-- > 0)
		put_char(w, ' ');
	if (w->dash) {
		w->out->v[w->out->n - 2] = '-';
		w->dash = false;
	}
}

/* Whether a reader could take the word for something else than a text. */
static bool ambiguous(const char *s)
{
	static const char *const words[] = {
		"true", "false", "yes", "no", "on", "off", "null", "y", "n"
	};
	size_t i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcasecmp(s, words[i]) == 0)
			return true;
	return false;
}

static void put_quoted(struct writer *w, const char *s)
{
	const char *p;

	for (p = s; (unsigned char)*p >= 0x20 && *p != 0x7f; p++)
		;
	if (*p == 0) {
		put_char(w, '\'');
		for (p = s; *p != 0; p++) {
			if (*p == '\'')
				put_char(w, '\'');
			put_char(w, *p);
		}
		put_char(w, '\'');
		return;
	}
	put_char(w, '"');
	for (p = s; *p != 0; p++) {
		if ((unsigned char)*p < 0x20 || *p == 0x7f) {
			put(w, base_text(KEEP, "\\x%02x",
					 (unsigned)(unsigned char)*p));
			continue;
		}
		if (*p == '"' || *p == '\\')
			put_char(w, '\\');
		put_char(w, *p);
	}
	put_char(w, '"');
}

static void put_text(struct writer *w, const char *s)
{
	if (s[0] != 0 && strchr(LETTERS "$/_", s[0]) != NULL &&
	    s[strspn(s, LETTERS "$0123456789_/.+-{}*")] == 0 && !ambiguous(s))
		put(w, s);
	else
		put_quoted(w, s);
}

/* A value of one of the types (none: whatever it looks like). */
static void put_value(struct writer *w, const struct ynode *value,
		      uint32_t types)
{
	const char *s = yaml_need_text(w->file, value, "a value");
	bool word = strcmp(s, "true") == 0 || strcmp(s, "false") == 0;

	if (yaml_is_null(value) && s[0] != 0) {
		put(w, "null");
		return;
	}
	if (types == 0 && value->plain)
		types = TAB_BOOL | TAB_INT;
	if (((types & TAB_BOOL) != 0 && word) ||
	    ((types & (TAB_INT | TAB_NUM)) != 0 && yaml_number(s)))
		put(w, s);
	else
		put_text(w, s);
}

static void open_key(struct writer *w, unsigned indent, const char *key)
{
	start(w, indent);
	put_text(w, key);
	put_char(w, ':');
}

static void fact(struct writer *w, unsigned indent, const char *key,
		 const char *value)
{
	open_key(w, indent, key);
	put_char(w, ' ');
	put_text(w, value);
	put_char(w, '\n');
}

/* A mapping to be filled; closed, it becomes {} if nothing came. */
static size_t open_map(struct writer *w, unsigned indent, const char *key)
{
	open_key(w, indent, key);
	put_char(w, '\n');
	return w->out->n;
}

static void close_map(struct writer *w, size_t mark)
{
	if (w->out->n != mark)
		return;
	w->out->n--;
	put(w, " {}\n");
}

static void copy_text(struct writer *w, unsigned indent, struct ynode *from,
		      const char *key)
{
	struct ynode *node = yaml_get(from, key);

	if (node != NULL)
		fact(w, indent, key, yaml_need_text(w->file, node, key));
}

static void copy_true(struct writer *w, unsigned indent, struct ynode *from,
		      const char *key)
{
	if (!yaml_bool(w->file, yaml_get(from, key), false))
		return;
	open_key(w, indent, key);
	put(w, " true\n");
}

static int by_text(const void *a, const void *b)
{
	return strcmp((*(struct ynode *const *)a)->text,
		      (*(struct ynode *const *)b)->text);
}

/* A scalar, or a list of scalars one to a line. */
static void copy_values(struct writer *w, unsigned indent,
			struct ynode *from, const char *key, uint32_t types,
			bool sorted)
{
	struct ynode *node = yaml_get(from, key);
	uint32_t i;

	if (node == NULL)
		return;
	open_key(w, indent, key);
	if (node->kind == Y_SEQ && node->n > 0) {
		for (i = 0; i < node->n; i++)
			yaml_need_text(w->file, node->items[i], "a value");
		if (sorted)
			qsort(node->items, node->n, sizeof *node->items,
			      by_text);
		put_char(w, '\n');
		for (i = 0; i < node->n; i++) {
			w->dash = true;
			start(w, indent + 2);
			put_value(w, node->items[i], types);
			put_char(w, '\n');
		}
		return;
	}
	put_char(w, ' ');
	if (node->kind == Y_SEQ)
		put(w, "[]");
	else
		put_value(w, node, types);
	put_char(w, '\n');
}

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct ypair *)a)->key,
		      ((const struct ypair *)b)->key);
}

/* A copy of the pairs, in the order of their keys. */
static struct ypair *sorted(struct ynode *map)
{
	struct ypair *pairs = base_alloc(KEEP, map->n + 1, sizeof *pairs);

	if (map->n > 0) {
		memcpy(pairs, map->pairs, map->n * sizeof *pairs);
		qsort(pairs, map->n, sizeof *pairs, by_key);
	}
	return pairs;
}

/* Writes a $ref and notes that its target is needed. */
static void reference(struct writer *w, unsigned indent,
		      const struct ynode *ref, struct shelf *shelf)
{
	const char *text = yaml_need_text(w->file, ref, "$ref");
	uint32_t i = UINT32_MAX;

	if (strncmp(text, shelf->prefix, strlen(shelf->prefix)) == 0)
		i = yaml_find(shelf->map, text + strlen(shelf->prefix));
	if (i == UINT32_MAX)
		base_fail(w->file, ref->line, "$ref to \"%s\", which is not"
			  " there", text);
	fact(w, indent, "$ref", text);
	if (!shelf->known[i])
		*PUSH(KEEP, &shelf->reached) = i;
	shelf->known[i] = true;
}

/* An enum; one that lists objects says nothing a table could hold. */
static void copy_enum(struct writer *w, unsigned indent, struct ynode *from,
		      uint32_t types)
{
	struct ynode *list = yaml_need(w->file, yaml_get(from, "enum"),
				       Y_SEQ, "enum");
	uint32_t i;

	for (i = 0; list != NULL && i < list->n; i++)
		if (list->items[i]->kind != Y_SCALAR)
			return;
	copy_values(w, indent, from, "enum", types, false);
}

static void schema(struct writer *w, unsigned indent, struct ynode *from)
{
	struct ynode *sub;
	uint32_t types, i;
	size_t mark;

	yaml_need(w->file, from, Y_MAP, "a schema");
	sub = yaml_get(from, "$ref");
	if (sub != NULL) {
		reference(w, indent, sub, &w->definitions);
		copy_true(w, indent, from, "x-nullable");
		return;
	}
	types = schema_types(w->file, yaml_get(from, "type"));
	copy_values(w, indent, from, "type", TAB_STR, false);
	copy_text(w, indent, from, "format");
	copy_true(w, indent, from, "x-nullable");
	copy_enum(w, indent, from, types);
	copy_values(w, indent, from, "minimum", TAB_NUM, false);
	copy_values(w, indent, from, "maximum", TAB_NUM, false);
	sub = yaml_get(from, "items");
	if (sub != NULL) {
		mark = open_map(w, indent, "items");
		schema(w, indent + 2, sub);
		close_map(w, mark);
	}
	sub = yaml_need(w->file, yaml_get(from, "allOf"), Y_SEQ, "allOf");
	if (sub != NULL && sub->n > 0) {
		open_map(w, indent, "allOf");
		for (i = 0; i < sub->n; i++) {
			mark = w->out->n;
			w->dash = true;
			schema(w, indent + 2, sub->items[i]);
			if (w->out->n == mark) {
				start(w, indent + 2);
				put(w, "{}\n");
			}
		}
	}
	copy_values(w, indent, from, "required", TAB_STR, true);
	sub = yaml_need(w->file, yaml_get(from, "properties"), Y_MAP,
			"properties");
	if (sub != NULL) {
		struct ypair *pairs = sorted(sub);
		size_t own = open_map(w, indent, "properties");

		for (i = 0; i < sub->n; i++) {
			mark = open_map(w, indent + 2, pairs[i].key);
			schema(w, indent + 4, pairs[i].value);
			close_map(w, mark);
		}
		close_map(w, own);
	}
	sub = yaml_get(from, "additionalProperties");
	if (sub != NULL && sub->kind == Y_SCALAR) {
		open_key(w, indent, "additionalProperties");
		put(w, yaml_bool(w->file, sub, false) ? " true\n" :
						       " false\n");
	} else if (sub != NULL) {
		mark = open_map(w, indent, "additionalProperties");
		schema(w, indent + 2, sub);
		close_map(w, mark);
	}
}

/* The parameter itself, where the document only refers to it. */
static struct ynode *real_param(struct writer *w, struct ynode *param)
{
	return swagger_shared(w->file, w->root, yaml_need(w->file, param,
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
		base_fail(w->file, from->line, "a parameter needs name and"
			  " in");
	w->dash = true;
	fact(w, indent, "name", swagger_name(name->text));
	fact(w, indent, "in", in->text);
	copy_true(w, indent, from, "required");
	sub = yaml_get(from, "schema");
	if (sub != NULL) {
		mark = open_map(w, indent, "schema");
		schema(w, indent + 2, sub);
		close_map(w, mark);
		return;
	}
	types = schema_types(w->file, yaml_get(from, "type"));
	copy_values(w, indent, from, "type", TAB_STR, false);
	copy_text(w, indent, from, "format");
	copy_enum(w, indent, from, types);
	copy_values(w, indent, from, "minimum", TAB_NUM, false);
	copy_values(w, indent, from, "maximum", TAB_NUM, false);
	copy_text(w, indent, from, "collectionFormat");
	sub = yaml_get(from, "items");
	if (sub != NULL) {
		items = schema_types(w->file, yaml_get(sub, "type"));
		mark = open_map(w, indent, "items");
		schema(w, indent + 2, sub);
		close_map(w, mark);
	}
	sub = yaml_get(from, "default");
	if (sub != NULL && !yaml_is_null(sub))
		copy_values(w, indent, from, "default",
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

	yaml_need(w->file, own, Y_SEQ, "parameters");
	yaml_need(w->file, shared, Y_SEQ, "parameters");
	if ((own == NULL || own->n == 0) &&
	    (shared == NULL || shared->n == 0))
		return;
	open_map(w, indent, "parameters");
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

	yaml_need(w->file, from, Y_MAP, "a response");
	if (ref != NULL) {
		reference(w, indent, ref, &w->responses);
		return;
	}
	fact(w, indent, "description", "");
	if (sub == NULL)
		return;
	mark = open_map(w, indent, "schema");
	schema(w, indent + 2, sub);
	close_map(w, mark);
}

static void operation(struct writer *w, unsigned indent, struct ynode *item,
		      struct ynode *from)
{
	struct ynode *responses;
	struct ypair *pairs;
	uint32_t i;
	size_t mark;

	yaml_need(w->file, from, Y_MAP, "an operation");
	copy_text(w, indent, from, "operationId");
	copy_true(w, indent, from, "deprecated");
	copy_values(w, indent, from, "consumes", TAB_STR, false);
	copy_values(w, indent, from, "produces", TAB_STR, false);
	parameters(w, indent, yaml_get(from, "parameters"),
		   yaml_get(item, "parameters"));
	responses = yaml_need(w->file, yaml_get(from, "responses"), Y_MAP,
			      "responses");
	if (responses == NULL)
		return;
	mark = open_map(w, indent, "responses");
	pairs = sorted(responses);
	for (i = 0; i < responses->n; i++) {
		if (strncmp(pairs[i].key, "x-", 2) == 0)
			continue;
		swagger_status(w->file, pairs[i].key_node);
		open_map(w, indent + 2, pairs[i].key);
		response(w, indent + 4, pairs[i].value);
	}
	close_map(w, mark);
}

static void path_item(struct writer *w, unsigned indent, struct ynode *item)
{
	uint32_t i;
	int m;

	yaml_need(w->file, item, Y_MAP, "a path");
	for (i = 0; i < item->n; i++)
		if (swagger_method(item->pairs[i].key) < 0 &&
		    strcmp(item->pairs[i].key, "parameters") != 0 &&
		    strncmp(item->pairs[i].key, "x-", 2) != 0)
			base_fail(w->file, item->pairs[i].key_node->line,
				  "unknown method \"%s\"",
				  item->pairs[i].key);
	for (m = 0; swagger_method_name(m) != NULL; m++) {
		struct ynode *op = yaml_get(item, swagger_method_name(m));

		if (op == NULL)
			continue;
		open_map(w, indent, swagger_method_name(m));
		operation(w, indent + 2, item, op);
	}
}

static void paths(struct writer *w)
{
	struct ynode *map = yaml_need(w->file, yaml_get(w->root, "paths"),
				      Y_MAP, "paths");
	struct ypair *pairs;
	uint32_t i;
	size_t mark;

	if (map == NULL)
		base_fail(w->file, w->root->line, "a document without paths");
	/* "/a/{name:.*}" and "/a/{name}/b" sort as they will be written. */
	for (i = 0; i < map->n; i++)
		if (strncmp(map->pairs[i].key, "x-", 2) != 0)
			map->pairs[i].key = swagger_path(w->file,
				map->pairs[i].key_node->line,
				map->pairs[i].key);
	pairs = sorted(map);
	mark = open_map(w, 0, "paths");
	for (i = 0; i < map->n; i++) {
		if (strncmp(pairs[i].key, "x-", 2) == 0)
			continue;
		if (i > 0 && strcmp(pairs[i].key, pairs[i - 1].key) == 0)
			base_fail(w->file, pairs[i].key_node->line,
				  "path \"%s\" is given twice", pairs[i].key);
		open_map(w, 2, pairs[i].key);
		path_item(w, 4, pairs[i].value);
	}
	close_map(w, mark);
}

/* Writes all that has been reached, which may reach more, and then sorts
 * the texts. */
static void shelve(struct writer *w, struct shelf *shelf, const char *key,
		   void (*fn)(struct writer *, unsigned, struct ynode *))
{
	struct text *out = w->out, *texts;
	struct ypair *pairs;
	uint32_t n = shelf->map != NULL ? shelf->map->n : 0, i;
	size_t k;

	texts = base_alloc(KEEP, n + 1, sizeof *texts);
	for (k = 0; k < shelf->reached.n; k++) {
		struct ypair *pair = &shelf->map->pairs[shelf->reached.v[k]];
		size_t mark;

		w->out = &texts[shelf->reached.v[k]];
		mark = open_map(w, 2, pair->key);
		fn(w, 4, pair->value);
		close_map(w, mark);
	}
	w->out = out;
	if (shelf->reached.n == 0)
		return;
	open_map(w, 0, key);
	pairs = sorted(shelf->map);
	for (i = 0; i < n; i++) {
		struct text *t = &texts[yaml_find(shelf->map, pairs[i].key)];

		for (k = 0; k < t->n; k++)
			put_char(w, t->v[k]);
	}
}

static void shelf_open(struct writer *w, struct shelf *shelf,
		       const char *key)
{
	shelf->map = yaml_need(w->file, yaml_get(w->root, key), Y_MAP, key);
	shelf->prefix = base_text(KEEP, "#/%s/", key);
	shelf->known = base_alloc(KEEP, shelf->map != NULL ?
				  shelf->map->n + 1 : 1, sizeof(bool));
}

const char *import_file(const char *file, const char *version, size_t *len)
{
	struct writer w;
	struct text out = { NULL, 0, 0 };

	memset(&w, 0, sizeof w);
	w.file = file;
	w.out = &out;
	w.root = yaml_load(KEEP, file);
	swagger_check_version(file, w.root);
	shelf_open(&w, &w.definitions, "definitions");
	shelf_open(&w, &w.responses, "responses");
	put(&w, "swagger: '2.0'\ninfo:\n  title: api\n");
	fact(&w, 2, "version", version);
	copy_values(&w, 0, w.root, "consumes", TAB_STR, false);
	copy_values(&w, 0, w.root, "produces", TAB_STR, false);
	paths(&w);
	shelve(&w, &w.responses, "responses", response);
	shelve(&w, &w.definitions, "definitions", schema);
	*len = out.n;
	return out.v;
}
