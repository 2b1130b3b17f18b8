/* SPDX-License-Identifier: MIT */
/*
 * Reads an overlay and answers what concerns the engine as a whole.  Must
 * not know how a correction changes an operation (correct.c).
 */
#include "config.h"

#include "overlay.h"
#include "table.h"
#include "version.h"

#include <stdlib.h>
#include <string.h>

static struct ynode *section(struct overlay *o, const char *key,
			     enum ykind kind)
{
	return yaml_need(o->file, yaml_get(o->root, key), kind, key);
}

static int by_version(const void *a, const void *b)
{
	return version_compare(((const struct oversion *)a)->name,
			       ((const struct oversion *)b)->name);
}

static void add_version(struct overlay *o, const char *name, uint32_t epoch,
			const char *note)
{
	struct oversion *v = &o->versions[o->nversions];

	v->name = name;
	v->epoch = epoch;
	v->note = note;
	o->epoch_of[o->nversions++] = epoch;
	base_set_add(&o->by_version, name, strlen(name));
}

/* A version that shares the document of another. */
static void share_version(struct overlay *o, const struct ypair *pair)
{
	struct ynode *to = pair->value, *note = NULL;
	const char *name;
	uint32_t i;

	if (to->kind == Y_MAP) {
		overlay_keys(o, to, "a version", KEYS("document", "note",
						    "why"));
		note = yaml_get(to, "note");
		overlay_line(o, note, "note", HELP_MAX);
		to = yaml_get(to, "document");
		if (to == NULL)
			base_fail(o->file, pair->value->line, "a version needs"
				  " a document");
	}
	name = yaml_need_text(o->file, to, "a document");
	if (!version_valid(pair->key))
		base_fail(o->file, pair->key_node->line,
			  "\"%s\" is no version", pair->key);
	i = base_set_find(&o->by_version, name, strlen(name));
	if (i >= o->ndocs)
		base_fail(o->file, to->line, "there is no document of \"%s\"",
			  name);
	if (base_set_find(&o->by_version, pair->key, strlen(pair->key)) !=
	    UINT32_MAX)
		base_fail(o->file, pair->key_node->line,
			  "version \"%s\" has a document of its own",
			  pair->key);
	add_version(o, pair->key, i, yaml_text(note));
}

static void set_level(struct overlay *o, struct ynode *entry)
{
	struct ynode *since, *until, *level;
	uint32_t i;

	overlay_keys(o, entry, "a level", KEYS("since", "until", "level",
					     "why"));
	overlay_range(o, entry);
	since = yaml_get(entry, "since");
	until = yaml_get(entry, "until");
	level = yaml_get(entry, "level");
	if (yaml_text(level) == NULL)
		base_fail(o->file, entry->line, "a level is missing");
	base_check();
	for (i = 0; i < o->nversions; i++) {
		struct oversion *v = &o->versions[i];

		if (since != NULL && version_compare(v->name, since->text) < 0)
			continue;
		if (until != NULL && version_compare(v->name, until->text) > 0)
			continue;
		v->level = level->text;
		entry->used = true;
	}
}

static void read_versions(struct overlay *o, const char **names)
{
	struct ynode *more = section(o, "versions", Y_MAP);
	struct ynode *levels = section(o, "levels", Y_SEQ);
	size_t n = o->ndocs + (more != NULL ? more->n : 0);
	uint32_t i;

	o->versions = base_alloc(KEEP, n, sizeof *o->versions);
	o->epoch_of = base_alloc(KEEP, n, sizeof *o->epoch_of);
	for (i = 0; i < o->ndocs; i++)
		add_version(o, names[i], i, NULL);
	for (i = 0; more != NULL && i < more->n; i++)
		share_version(o, &more->pairs[i]);
	qsort(o->versions, o->nversions, sizeof *o->versions, by_version);
	for (i = 0; levels != NULL && i < levels->n; i++)
		set_level(o, levels->items[i]);
}

static void read_aliases(struct overlay *o)
{
	VEC(uint32_t) groups = { NULL, 0, 0 };
	uint32_t i, k;

	for (i = 0; o->aliases != NULL && i < o->aliases->n; i++) {
		struct ynode *group = o->aliases->items[i];

		yaml_need(o->file, group, Y_SEQ, "names of an operation");
		for (k = 0; k < group->n; k++) {
			const char *name = yaml_need_text(o->file,
						group->items[k], "a name");

			if (base_set_add(&o->names, name, strlen(name)) !=
			    groups.n)
				base_fail(o->file, group->items[k]->line,
					  "\"%s\" is in two places", name);
			*PUSH(KEEP, &groups) = i;
		}
	}
	o->group_of = groups.v;
	o->present = base_alloc(KEEP, o->names.n * o->ndocs + 1, 1);
}

struct overlay *overlay_open(const char *file, const char *engine,
			     const char **versions, uint32_t n)
{
	struct overlay *o = base_alloc(KEEP, 1, sizeof *o);
	const struct ynode *name;

	o->file = file;
	o->ndocs = n;
	o->root = yaml_load(KEEP, file);
	overlay_keys(o, o->root, "the overlay", KEYS("engine", "title",
		   "environment", "endpoints", "negotiate", "versions",
		   "levels", "prefixes", "categories", "docs", "aliases",
		   "parameters", "definitions", "operations", "config",
		   "ssh", "releases"));
	name = yaml_get(o->root, "engine");
	if (yaml_text(name) == NULL || strcmp(name->text, engine) != 0)
		base_fail(file, name != NULL ? name->line : o->root->line,
			  "not the overlay of engine \"%s\"", engine);
	o->operations = section(o, "operations", Y_MAP);
	o->parameters = section(o, "parameters", Y_MAP);
	o->definitions = section(o, "definitions", Y_MAP);
	o->aliases = section(o, "aliases", Y_SEQ);
	o->prefixes = section(o, "prefixes", Y_SEQ);
	o->docs = section(o, "docs", Y_SEQ);
	o->releases = section(o, "releases", Y_SEQ);
	read_versions(o, versions);
	read_aliases(o);
	overlay_check(o);
	o->join = yaml_need(file, yaml_get(yaml_get(o->root, "categories"),
					   "join"), Y_SEQ, "join");
	base_check();
	return o;
}

struct ynode *overlay_item(struct ynode *entry, uint32_t i)
{
	if (entry->kind == Y_SEQ)
		return i < entry->n ? entry->items[i] : NULL;
	return i == 0 ? entry : NULL;
}

static uint32_t epoch_of(struct overlay *o, const struct ynode *version)
{
	return o->epoch_of[base_set_find(&o->by_version, version->text,
					 strlen(version->text))];
}

bool overlay_fits(struct overlay *o, struct ynode *entry, uint32_t epoch)
{
	const struct ynode *since = yaml_get(entry, "since");
	const struct ynode *until = yaml_get(entry, "until");

	return (since == NULL || epoch_of(o, since) <= epoch) &&
	       (until == NULL || epoch <= epoch_of(o, until));
}

/* The other names of an operation, oldest habit first; NULL: none. */
static struct ynode *mates(struct overlay *o, const char *name)
{
	uint32_t i = base_set_find(&o->names, name, strlen(name));

	return i == UINT32_MAX ? NULL : o->aliases->items[o->group_of[i]];
}

struct ynode *overlay_entry(struct overlay *o, const char *name)
{
	struct ynode *entry = yaml_get(o->operations, name), *group;
	uint32_t i;

	if (entry != NULL)
		return entry;
	group = mates(o, name);
	for (i = 0; group != NULL && entry == NULL && i < group->n; i++)
		entry = yaml_get(o->operations, group->items[i]->text);
	return entry;
}

struct ynode *overlay_summary(struct overlay *o, const char *name)
{
	struct ynode *group = mates(o, name);
	uint32_t i, k;

	for (i = 0; group != NULL && i < group->n; i++) {
		struct ynode *entry = yaml_get(o->operations,
					       group->items[i]->text), *item;

		for (k = 0; entry != NULL &&
		     (item = overlay_item(entry, k)) != NULL; k++)
			if (yaml_get(item, "summary") != NULL)
				return yaml_get(item, "summary");
	}
	return NULL;
}

void overlay_present(struct overlay *o, const char *name, uint32_t epoch)
{
	uint32_t i = base_set_find(&o->names, name, strlen(name));

	if (i != UINT32_MAX)
		o->present[(size_t)i * o->ndocs + epoch] = true;
}

uint32_t overlay_str(struct overlay *o, const char *map, const char *key)
{
	struct ynode *from = map != NULL ? yaml_get(o->root, map) : o->root;
	struct ynode *node = yaml_get(from, key);

	return node == NULL ? 0 : intern_str(yaml_need_text(o->file, node,
							    key));
}

uint32_t overlay_prefix(struct overlay *o, const char *path)
{
	uint32_t i;

	for (i = 0; o->prefixes != NULL && i < o->prefixes->n; i++) {
		struct ynode *e = o->prefixes->items[i];
		const char *at = yaml_get(e, "path")->text;
		const struct ynode *prefix = yaml_get(e, "prefix");
		size_t len = strlen(at);

		if (len > 0 && at[len - 1] == '/' ?
		    strncmp(path, at, len) != 0 : strcmp(path, at) != 0)
			continue;
		e->used = true;
		if (prefix->text[0] == 0)
			return TAB_PREFIX_NONE;
		if (strcmp(prefix->text, "/v{number}") == 0)
			return TAB_PREFIX_NUMBER;
		if (strcmp(prefix->text, "/v{level}") == 0)
			return TAB_PREFIX_LEVEL;
		base_fail(o->file, prefix->line, "unknown prefix \"%s\"",
			  prefix->text);
	}
	return TAB_PREFIX_NONE;
}

uint32_t overlay_category(struct overlay *o, const char *path)
{
	size_t len = strcspn(path + 1, "/");
	const char *first = base_dup(DOC, path + 1, len);
	uint32_t i;

	for (i = 0; o->join != NULL && i < o->join->n; i++)
		if (yaml_text(o->join->items[i]) != NULL &&
		    strcmp(o->join->items[i]->text, first) == 0 &&
		    path[1 + len] == '/') {
			len += 1 + strcspn(path + 1 + len + 1, "/");
			first = base_dup(DOC, path + 1, len);
			break;
		}
	return intern_str(first);
}

static void extend(struct oranges *out, size_t from, uint32_t a, uint32_t b,
		   uint32_t epoch)
{
	size_t i;

	for (i = from; i < out->list.n; i++) {
		struct orange *r = &out->list.v[i];

		if (r->a == a && r->b == b && r->until + 1 == epoch) {
			r->until = epoch;
			return;
		}
	}
	*PUSH(KEEP, &out->list) = (struct orange){ a, b, epoch, epoch };
}

void overlay_docs(struct overlay *o, struct oranges *out)
{
	uint32_t epoch, i;

	for (epoch = 0; epoch < o->ndocs; epoch++)
		for (i = 0; o->docs != NULL && i < o->docs->n; i++) {
			struct ynode *e = o->docs->items[i];

			if (!overlay_fits(o, e, epoch))
				continue;
			e->used = true;
			extend(out, 0, intern_str(yaml_get(e, "url")->text),
			       0, epoch);
			break;
		}
}

static int by_alias(const void *a, const void *b)
{
	const struct orange *x = a, *y = b;
	int c = strcmp(intern_text(x->a), intern_text(y->a));

	return c != 0 ? c : x->since < y->since ? -1 : x->since > y->since;
}

void overlay_aliases(struct overlay *o, struct oranges *out)
{
	uint32_t base = 0, epoch, i, k;

	for (i = 0; o->aliases != NULL && i < o->aliases->n; i++) {
		struct ynode *group = o->aliases->items[i];
		size_t from = out->list.n;

		for (epoch = 0; epoch < o->ndocs; epoch++) {
			const char *real = NULL;

			for (k = 0; k < group->n && real == NULL; k++)
				if (o->present[(size_t)(base + k) * o->ndocs +
					       epoch])
					real = group->items[k]->text;
			for (k = 0; k < group->n && real != NULL; k++)
				if (!o->present[(size_t)(base + k) *
						o->ndocs + epoch])
					extend(out, from, intern_str(
					       group->items[k]->text),
					       intern_str(real), epoch);
		}
		base += group->n;
	}
	if (out->list.n > 0)
		qsort(out->list.v, out->list.n, sizeof *out->list.v,
		      by_alias);
}
