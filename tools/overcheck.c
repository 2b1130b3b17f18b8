/* SPDX-License-Identifier: MIT */
/*
 * Whether an overlay is well formed, and whether all of it has been of use.
 * Complains rather than fails, so that one run shows many mistakes.  Must
 * not know how a correction changes an operation (correct.c).
 */
#include "config.h"

#include "overlay.h"

#include <string.h>

#define SUMMARY_MAX 72

/* Keys that correct nothing, and so need no reason. */
static const char *const plain_keys[] = {
	"summary", "help", "keys", "since", "until", "why", "parameters",
	"credentials", NULL
};

static bool one_of(const char *key, const char *const *keys)
{
	for (; *keys != NULL; keys++)
		if (strcmp(*keys, key) == 0)
			return true;
	return false;
}

void overlay_keys(struct overlay *o, struct ynode *map, const char *what,
		       const char *const *keys)
{
	uint32_t i;

	yaml_need(o->file, map, Y_MAP, what);
	for (i = 0; map != NULL && i < map->n; i++)
		if (!one_of(map->pairs[i].key, keys))
			base_complain(o->file, map->pairs[i].key_node->line,
				      "unknown keyword \"%s\" in %s",
				      map->pairs[i].key, what);
}

void overlay_line(struct overlay *o, const struct ynode *node,
		       const char *what, size_t max)
{
	const char *text, *p;
	size_t n = 0;

	if (node == NULL)
		return;
	text = yaml_need_text(o->file, node, what);
	for (p = text; *p != 0; p++) {
		if ((*p & 0xc0) != 0x80)	/* bytes that begin a letter */
			n++;
		if (*p == '\n')
			base_complain(o->file, node->line,
				      "a %s must be one line", what);
	}
	if (n == 0)
		base_complain(o->file, node->line, "an empty %s", what);
	else if (n > max)
		base_complain(o->file, node->line, "a %s of %zu characters;"
			      " at most %zu fit", what, n, max);
	else if (p[-1] == '.')
		base_complain(o->file, node->line, "a %s ends with a period",
			      what);
}

void overlay_range(struct overlay *o, struct ynode *entry)
{
	static const char *const keys[] = { "since", "until" };
	size_t i;

	for (i = 0; i < 2; i++) {
		const struct ynode *node = yaml_get(entry, keys[i]);
		const char *text;

		if (node == NULL)
			continue;
		text = yaml_need_text(o->file, node, keys[i]);
		if (base_set_find(&o->by_version, text, strlen(text)) ==
		    UINT32_MAX)
			base_complain(o->file, node->line,
				      "unknown version \"%s\"", text);
	}
}

/* A key that corrects something wants a reason, its own or the entry's. */
static void check_why(struct overlay *o, struct ynode *entry, bool covered)
{
	struct ynode *why = yaml_get(entry, "why");
	uint32_t i;

	if (why != NULL && yaml_need_text(o->file, why, "why")[0] == 0)
		base_complain(o->file, why->line, "an empty why");
	if (why != NULL || covered)
		return;
	for (i = 0; i < entry->n; i++) {
		if (one_of(entry->pairs[i].key, plain_keys))
			continue;
		base_complain(o->file, entry->pairs[i].key_node->line,
			      "the correction \"%s\" has no why",
			      entry->pairs[i].key);
		return;
	}
}

static void check_parameters(struct overlay *o, struct ynode *map,
			     bool covered)
{
	struct ynode *item;
	uint32_t i, k;

	yaml_need(o->file, map, Y_MAP, "parameters");
	for (i = 0; map != NULL && i < map->n; i++)
		for (k = 0; (item = overlay_item(map->pairs[i].value, k))
		     != NULL; k++) {
			overlay_keys(o, item, "a parameter", KEYS("help",
				"encoding", "secret", "type", "enum",
				"default", "minimum", "maximum", "keys",
				"required", "add", "in", "credentials",
				"since", "until", "why"));
			overlay_range(o, item);
			overlay_line(o, yaml_get(item, "help"), "help",
				   HELP_MAX);
			check_why(o, item, covered);
		}
}

static void check_members(struct overlay *o, struct ynode *map, bool covered)
{
	struct ynode *item;
	uint32_t i, k;

	yaml_need(o->file, map, Y_MAP, "members");
	for (i = 0; map != NULL && i < map->n; i++)
		for (k = 0; (item = overlay_item(map->pairs[i].value, k))
		     != NULL; k++) {
			overlay_keys(o, item, "a member", KEYS("type",
				"format", "enum", "items", "$ref",
				"properties", "additionalProperties",
				"minimum", "maximum", "x-nullable", "add",
				"since", "until", "why"));
			overlay_range(o, item);
			check_why(o, item, covered);
		}
}

static void check_definitions(struct overlay *o)
{
	struct ynode *item;
	uint32_t i, k;

	for (i = 0; o->definitions != NULL && i < o->definitions->n; i++)
		for (k = 0; (item = overlay_item(o->definitions->pairs[i].
						 value, k)) != NULL; k++) {
			overlay_keys(o, item, "a definition", KEYS("members",
				"since", "until", "why"));
			overlay_range(o, item);
			check_members(o, yaml_get(item, "members"),
				      yaml_get(item, "why") != NULL);
		}
}

static void check_operations(struct overlay *o)
{
	struct ynode *item;
	uint32_t i, k;

	for (i = 0; o->operations != NULL && i < o->operations->n; i++) {
		const struct ypair *op = &o->operations->pairs[i];

		for (k = 0; (item = overlay_item(op->value, k)) != NULL;
		     k++) {
			overlay_keys(o, item, "an operation", KEYS(
				"summary", "stream", "upgrade", "late",
				"verdict", "body", "consumes", "produces",
				"retry", "responses", "parameters", "tty",
				"since", "until", "why"));
			overlay_keys(o, yaml_get(item, "tty"), "tty",
				   KEYS("operation", "at"));
			overlay_keys(o, yaml_get(item, "body"), "body",
				   KEYS("type", "required", "consumes",
					"secret", "members"));
			overlay_range(o, item);
			overlay_line(o, yaml_get(item, "summary"), "summary",
				     SUMMARY_MAX);
			check_why(o, item, false);
			check_parameters(o, yaml_get(item, "parameters"),
					 yaml_get(item, "why") != NULL);
			check_members(o, yaml_get(yaml_get(item, "body"),
				      "members"), true);
		}
	}
}

static void check_lists(struct overlay *o)
{
	uint32_t i;

	for (i = 0; o->prefixes != NULL && i < o->prefixes->n; i++) {
		struct ynode *e = o->prefixes->items[i];

		overlay_keys(o, e, "a prefix", KEYS("path", "prefix", "why"));
		if (yaml_text(yaml_get(e, "path")) == NULL ||
		    yaml_text(yaml_get(e, "prefix")) == NULL)
			base_fail(o->file, e->line, "a prefix needs path and"
				  " prefix");
	}
	for (i = 0; o->docs != NULL && i < o->docs->n; i++) {
		struct ynode *e = o->docs->items[i];

		overlay_keys(o, e, "docs", KEYS("url", "since", "until",
					      "why"));
		overlay_range(o, e);
		if (yaml_text(yaml_get(e, "url")) == NULL)
			base_fail(o->file, e->line, "docs need a url");
	}
	overlay_keys(o, yaml_get(o->root, "categories"), "categories",
		   KEYS("join"));
	check_parameters(o, o->parameters, false);
}

void overlay_check(struct overlay *o)
{
	overlay_check_engine(o);
	check_lists(o);
	check_definitions(o);
	check_operations(o);
}

static void unused_parameters(struct overlay *o, struct ynode *map,
			      const char *op)
{
	struct ynode *item;
	uint32_t i, k;

	for (i = 0; map != NULL && i < map->n; i++)
		for (k = 0; (item = overlay_item(map->pairs[i].value, k))
		     != NULL; k++)
			if (!item->used)
				base_complain(o->file, item->kind == Y_MAP &&
					map->pairs[i].value->kind == Y_MAP ?
					map->pairs[i].key_node->line :
					item->line, "parameter \"%s\"%s%s%s"
					" matches nothing", map->pairs[i].key,
					op != NULL ? " of \"" : "",
					op != NULL ? op : "",
					op != NULL ? "\"" : "");
}

static void unused_members(struct overlay *o, struct ynode *map,
			   const char *of)
{
	struct ynode *item;
	uint32_t i, k;

	for (i = 0; map != NULL && i < map->n; i++)
		for (k = 0; (item = overlay_item(map->pairs[i].value, k))
		     != NULL; k++)
			if (!item->used)
				base_complain(o->file, item->line, "member"
					" \"%s\" of \"%s\" matches nothing",
					map->pairs[i].key, of);
}

static void unused_items(struct overlay *o, struct ynode *list,
			 const char *what)
{
	uint32_t i;

	for (i = 0; list != NULL && i < list->n; i++)
		if (!list->items[i]->used)
			base_complain(o->file, list->items[i]->line,
				      "%s that matches nothing", what);
}

static void unused_names(struct overlay *o)
{
	uint32_t i, k, at = 0, epoch;

	for (i = 0; o->aliases != NULL && i < o->aliases->n; i++) {
		struct ynode *group = o->aliases->items[i];

		for (k = 0; k < group->n; k++, at++) {
			/* "@..." is a role: no document has it. */
			if (group->items[k]->text[0] == '@')
				continue;
			for (epoch = 0; epoch < o->ndocs; epoch++)
				if (o->present[(size_t)at * o->ndocs + epoch])
					break;
			if (epoch == o->ndocs)
				base_complain(o->file, group->items[k]->line,
					      "alias \"%s\" matches nothing",
					      group->items[k]->text);
		}
	}
}

void overlay_finish(struct overlay *o)
{
	struct oranges docs = { { NULL, 0, 0 } };
	struct ynode *item;
	uint32_t i, k;

	overlay_docs(o, &docs);
	overlay_pointers(o);
	unused_items(o, o->prefixes, "a prefix");
	unused_items(o, o->docs, "an entry of docs");
	unused_items(o, yaml_get(o->root, "levels"), "a level");
	unused_names(o);
	unused_parameters(o, o->parameters, NULL);
	for (i = 0; o->definitions != NULL && i < o->definitions->n; i++) {
		const struct ypair *def = &o->definitions->pairs[i];

		for (k = 0; (item = overlay_item(def->value, k)) != NULL; k++)
			unused_members(o, yaml_get(item, "members"),
				       def->key);
	}
	for (i = 0; o->operations != NULL && i < o->operations->n; i++) {
		const struct ypair *op = &o->operations->pairs[i];

		for (k = 0; (item = overlay_item(op->value, k)) != NULL;
		     k++) {
			unused_members(o, yaml_get(yaml_get(item, "body"),
				       "members"), op->key);
			if (item->used)
				unused_parameters(o, yaml_get(item,
						  "parameters"), op->key);
			else
				base_complain(o->file, op->value->kind ==
					Y_MAP ? op->key_node->line :
					item->line, "operation \"%s\""
					" matches nothing", op->key);
		}
	}
}
