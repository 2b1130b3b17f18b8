/* SPDX-License-Identifier: MIT */
/* See filterkeys.h. */
#include "config.h"

#include "filterkeys.h"

#include "buf.h"
#include "near.h"

#include <stdio.h>
#include <string.h>

#define WHERE_MAX 128

bool filterkeys_matter(const struct op *op)
{
	static const char ending[] = "/prune";
	const char *path = lookup_str(op->table, op->row->path);
	size_t len = strlen(path), n = sizeof(ending) - 1;

	return op->row->method == TAB_DELETE ||
	       (len >= n && strcmp(path + len - n, ending) == 0);
}

static const char *key_at(const struct op *op, const struct tab_param *param,
			  unsigned i)
{
	return lookup_str(op->table, op->table->enums[param->keys + i]);
}

static bool has_key(const struct op *op, const struct tab_param *param,
		    const char *key)
{
	unsigned i;

	for (i = 0; i < param->nkeys; i++)
		if (strcmp(key_at(op, param, i), key) == 0)
			return true;
	return false;
}

/* When the parameter knows the key in other versions. */
static bool hint_version(const struct op *op, const struct tab_param *param,
			 const char *key, struct problems *p)
{
	const struct table *t = op->table;
	const struct tab_op *row = op->row, *end = t->ops + t->nops;
	const struct tab_plist *entry;
	unsigned i;

	while (row > t->ops && row[-1].name == row->name)
		row--;
	for (; row < end && row->name == op->row->name; row++)
		for (i = 0; i < row->nparams; i++) {
			entry = &t->plist[row->params + i];
			if (t->params[entry->param].name != param->name ||
			    !has_key(op, &t->params[entry->param], key))
				continue;
			if (entry->since > op->epoch)
				problems_hint(p, "it exists since %s; this "
					"client speaks %s",
					lookup_since_name(t, entry->since),
					lookup_str(t, t->versions[
						op->version].name));
			else
				problems_hint(p, "it was dropped after %s",
					lookup_until_name(t, entry->until));
			return true;
		}
	return false;
}

static void hint_keys(const struct op *op, const struct tab_param *param,
		      const char *key, struct problems *p)
{
	struct buf list = BUF_INIT(200);
	struct near near;
	unsigned i;

	near_init(&near, key);
	for (i = 0; i < param->nkeys; i++) {
		near_try(&near, key_at(op, param, i));
		buf_add_str(&list, i > 0 ? ", " : "");
		buf_add_str(&list, key_at(op, param, i));
	}
	if (near_best(&near) != NULL)
		problems_hint(p, "did you mean '%s'?", near_best(&near));
	else if (!hint_version(op, param, key, p))
		problems_hint(p, "known are %s", buf_text(&list));
	buf_done(&list);
}

void filterkeys_check(const struct op *op, const struct tab_param *param,
		      const char *name, const char *where, json_t *filters,
		      struct problems *p)
{
	char place[WHERE_MAX];
	const char *key;
	json_t *value;

	if (param->nkeys == 0)
		return;
	json_object_foreach(filters, key, value) {
		if (has_key(op, param, key))
			continue;
		snprintf(place, sizeof(place), "%.60s.%.60s", where, key);
		hint_keys(op, param, key, p);
		problems_add(p, DAVIT_EPARAM, place, "unknown key '%s' in "
			     "parameter '%s' of %s", key, name,
			     lookup_op_name(op));
	}
}
