/* SPDX-License-Identifier: MIT */
/*
 * Asks the overlay what it says of one fact in one version.  The only
 * excuses for a table that differs from a document are found here.
 */
#include "config.h"

#include "check.h"

#include <stdio.h>
#include <string.h>

static unsigned epoch_of(struct at *at, const char *version)
{
	unsigned i;

	for (i = 0; i < at->table->nversions; i++)
		if (strcmp(TEXT(at->table, at->table->versions[i].name),
			   version) == 0)
			return at->table->versions[i].epoch;
	expect(at, 0, "no version %s in the table", version);
	return 0;
}

bool over_fits(struct at *at, yaml_node_t *entry)
{
	const char *since = ydoc_text(ydoc_get(at->overlay, entry, "since"));
	const char *until = ydoc_text(ydoc_get(at->overlay, entry, "until"));

	return (since == NULL || at->epoch >= epoch_of(at, since)) &&
	       (until == NULL || at->epoch <= epoch_of(at, until));
}

/* The i-th mapping of an entry that is one or a list; NULL at the end. */
yaml_node_t *over_nth(struct at *at, yaml_node_t *entry, size_t i)
{
	if (entry == NULL)
		return NULL;
	if (entry->type == YAML_SEQUENCE_NODE)
		return i < ydoc_len(entry) ? ydoc_item(at->overlay, entry, i)
					   : NULL;
	return i == 0 ? entry : NULL;
}

/* An operation's own entry, or the first among its other names'. */
yaml_node_t *over_entry(struct at *at, const char *op)
{
	yaml_node_t *ops = ydoc_get(at->overlay, at->overlay->root,
				    "operations");
	yaml_node_t *aliases = ydoc_get(at->overlay, at->overlay->root,
					"aliases");
	yaml_node_t *entry = ydoc_get(at->overlay, ops, op);
	size_t i, k;

	for (i = 0; entry == NULL && i < ydoc_len(aliases); i++) {
		yaml_node_t *group = ydoc_item(at->overlay, aliases, i);
		bool in = false;

		for (k = 0; k < ydoc_len(group); k++)
			in |= strcmp(ydoc_text(ydoc_item(at->overlay, group,
							 k)), op) == 0;
		for (k = 0; in && entry == NULL && k < ydoc_len(group); k++)
			entry = ydoc_get(at->overlay, ops, ydoc_text(
					 ydoc_item(at->overlay, group, k)));
	}
	return entry;
}

yaml_node_t *over_op(struct at *at, const char *op, const char *key)
{
	yaml_node_t *entry = over_entry(at, op), *item, *found = NULL;
	size_t i;

	for (i = 0; (item = over_nth(at, entry, i)) != NULL; i++) {
		yaml_node_t *value = ydoc_get(at->overlay, item, key);

		if (value != NULL && over_fits(at, item))
			found = value;
	}
	return found;
}

/* Whether "name", "path:name", or `in` of the entry chooses the parameter. */
static bool chosen(struct at *at, const char *key, yaml_node_t *entry,
		   const char *in, const char *name)
{
	const char *colon = strchr(key, ':');
	const char *place = ydoc_text(ydoc_get(at->overlay, entry, "in"));

	if (colon != NULL && strncmp(key, in, strlen(in)) == 0 &&
	    key[strlen(in)] == ':')
		return strcmp(colon + 1, name) == 0;
	return strcmp(key, name) == 0 &&
	       (place == NULL || strcmp(place, in) == 0);
}

static void search(struct at *at, yaml_node_t *map, const char *in,
		   const char *name, const char *key, yaml_node_t **found)
{
	yaml_node_t *item, *value;
	size_t i, k;

	for (i = 0; i < ydoc_len(map); i++)
		for (k = 0; (item = over_nth(at, ydoc_value(at->overlay, map, i),
					k)) != NULL; k++) {
			value = ydoc_get(at->overlay, item, key);
			if (value != NULL && over_fits(at, item) &&
			    chosen(at, ydoc_key(at->overlay, map, i), item,
				   in, name))
				*found = value;
		}
}

yaml_node_t *over_param(struct at *at, const char *op, const char *in,
			const char *name, const char *key, bool added)
{
	yaml_node_t *entry = over_entry(at, op), *item, *found = NULL;
	size_t i;

	if (!added)
		search(at, ydoc_get(at->overlay, at->overlay->root,
				    "parameters"), in, name, key, &found);
	for (i = 0; (item = over_nth(at, entry, i)) != NULL; i++)
		if (over_fits(at, item))
			search(at, ydoc_get(at->overlay, item, "parameters"),
			       in, name, key, &found);
	return found;
}

void over_added(struct at *at, const char *op,
		void (*fn)(struct at *at, const char *name,
			   yaml_node_t *entry))
{
	yaml_node_t *entry = over_entry(at, op), *item, *map, *param;
	size_t i, k, j;

	for (i = 0; (item = over_nth(at, entry, i)) != NULL; i++) {
		map = ydoc_get(at->overlay, item, "parameters");
		if (!over_fits(at, item))
			continue;
		for (k = 0; k < ydoc_len(map); k++)
			for (j = 0; (param = over_nth(at, ydoc_value(at->overlay,
			     map, k), j)) != NULL; j++)
				if (over_fits(at, param) && ydoc_true(at->overlay,
								 param, "add"))
					fn(at, ydoc_key(at->overlay, map, k),
					   param);
	}
}
