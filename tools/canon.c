/* SPDX-License-Identifier: MIT */
/* See canon.h. */
#include "config.h"

#include "canon.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static void put_char(struct canon *w, char c)
{
	*PUSH(KEEP, w->out) = c;
}

void canon_put(struct canon *w, const char *s)
{
	while (*s != 0)
		put_char(w, *s++);
}

void canon_start(struct canon *w, unsigned indent)
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

static void put_quoted(struct canon *w, const char *s)
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
			canon_put(w, base_text(KEEP, "\\x%02x",
					 (unsigned)(unsigned char)*p));
			continue;
		}
		if (*p == '"' || *p == '\\')
			put_char(w, '\\');
		put_char(w, *p);
	}
	put_char(w, '"');
}

void canon_text(struct canon *w, const char *s)
{
	if (s[0] != 0 && strchr(LETTERS "$/_", s[0]) != NULL &&
	    s[strspn(s, LETTERS "$0123456789_/.+-{}*")] == 0 && !ambiguous(s))
		canon_put(w, s);
	else
		put_quoted(w, s);
}

/* A value of one of the types (none: whatever it looks like). */
static void put_value(struct canon *w, const struct ynode *value,
		      uint32_t types)
{
	const char *s = yaml_need_text(w->file, value, "a value");
	bool word = strcmp(s, "true") == 0 || strcmp(s, "false") == 0;

	if (yaml_is_null(value) && s[0] != 0) {
		canon_put(w, "null");
		return;
	}
	if (types == 0 && value->plain)
		types = TAB_BOOL | TAB_INT;
	if (((types & TAB_BOOL) != 0 && word) ||
	    ((types & (TAB_INT | TAB_NUM)) != 0 && yaml_number(s)))
		canon_put(w, s);
	else
		canon_text(w, s);
}

void canon_key(struct canon *w, unsigned indent, const char *key)
{
	canon_start(w, indent);
	canon_text(w, key);
	put_char(w, ':');
}

void canon_fact(struct canon *w, unsigned indent, const char *key,
		 const char *value)
{
	canon_key(w, indent, key);
	put_char(w, ' ');
	canon_text(w, value);
	put_char(w, '\n');
}

/* A mapping to be filled; closed, it becomes {} if nothing came. */
size_t canon_open(struct canon *w, unsigned indent, const char *key)
{
	canon_key(w, indent, key);
	put_char(w, '\n');
	return w->out->n;
}

void canon_close(struct canon *w, size_t mark)
{
	if (w->out->n != mark)
		return;
	w->out->n--;
	canon_put(w, " {}\n");
}

void canon_copy(struct canon *w, unsigned indent, struct ynode *from,
		      const char *key)
{
	struct ynode *node = yaml_get(from, key);

	if (node != NULL)
		canon_fact(w, indent, key, yaml_need_text(w->file, node, key));
}

void canon_copy_true(struct canon *w, unsigned indent, struct ynode *from,
		      const char *key)
{
	if (!yaml_bool(w->file, yaml_get(from, key), false))
		return;
	canon_key(w, indent, key);
	canon_put(w, " true\n");
}

static int by_text(const void *a, const void *b)
{
	return strcmp((*(struct ynode *const *)a)->text,
		      (*(struct ynode *const *)b)->text);
}

/* A scalar, or a list of scalars one to a line. */
void canon_copy_values(struct canon *w, unsigned indent,
			struct ynode *from, const char *key, uint32_t types,
			bool sort)
{
	struct ynode *node = yaml_get(from, key);
	uint32_t i;

	if (node == NULL)
		return;
	canon_key(w, indent, key);
	if (node->kind == Y_SEQ && node->n > 0) {
		for (i = 0; i < node->n; i++)
			yaml_need_text(w->file, node->items[i], "a value");
		if (sort)
			qsort(node->items, node->n, sizeof *node->items,
			      by_text);
		put_char(w, '\n');
		for (i = 0; i < node->n; i++) {
			w->dash = true;
			canon_start(w, indent + 2);
			put_value(w, node->items[i], types);
			put_char(w, '\n');
		}
		return;
	}
	put_char(w, ' ');
	if (node->kind == Y_SEQ)
		canon_put(w, "[]");
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
struct ypair *canon_sorted(const struct ynode *map)
{
	struct ypair *pairs = base_alloc(KEEP, map->n + 1, sizeof *pairs);

	if (map->n > 0) {
		memcpy(pairs, map->pairs, map->n * sizeof *pairs);
		qsort(pairs, map->n, sizeof *pairs, by_key);
	}
	return pairs;
}
