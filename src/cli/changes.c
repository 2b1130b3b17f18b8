/* SPDX-License-Identifier: MIT */
/* See changes.h. */
#include "config.h"

#include "changes.h"
#include "say.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *changes_where(const davit_change *c)
{
	static const char signs[] = " +-~";
	const char *where = c->part == DAVIT_PART_OP ? c->op :
			    c->part == DAVIT_PART_BODY ? "body" : c->where;

	return mem_format("%c %s", signs[c->kind], where);
}

/* Is a value in a list, "a, b, c"? */
static bool in_list(const char *list, const char *value, size_t len)
{
	size_t n;

	for (; *list != '\0'; list += n + (list[n] != '\0' ? 2 : 0)) {
		n = strcspn(list, ",");
		if (n == len && memcmp(list, value, len) == 0)
			return true;
	}
	return false;
}

/* What is in one list and not in the other: " +a +b". */
static void put_missing(FILE *to, const char *list, const char *other,
			char sign)
{
	size_t n;

	for (; *list != '\0'; list += n + (list[n] != '\0' ? 2 : 0)) {
		n = strcspn(list, ",");
		if (!in_list(other, list, n))
			fprintf(to, " %c%.*s", sign, n > 0 ? (int)n : 2,
				n > 0 ? list : "\"\"");
	}
}

static char *lists(const davit_change *c)
{
	char *text = NULL;
	size_t len;
	FILE *to = open_memstream(&text, &len);

	if (to == NULL)
		say_nomem();
	fputs(c->what, to);
	put_missing(to, c->before, c->after, '-');
	put_missing(to, c->after, c->before, '+');
	if (fclose(to) != 0)
		say_nomem();
	return text;
}

char *changes_text(const davit_change *c)
{
	bool list = strcmp(c->what, "enum") == 0 ||
		    strcmp(c->what, "keys") == 0;
	const char *none = list ? "anything" : "none";

	if (c->kind != DAVIT_CHANGED)
		return mem_format("%s%s%s", c->kind == DAVIT_ADDED ?
				  c->after : c->before,
				  *c->what != '\0' ? ", " : "", c->what);
	if (list && *c->before != '\0' && *c->after != '\0')
		return lists(c);
	return mem_format("%s%s%s -> %s", strcmp(c->what, "required") == 0 ?
			  "" : c->what, strcmp(c->what, "required") == 0 ?
			  "" : " ", *c->before == '\0' ? none : c->before,
			  *c->after == '\0' ? none : c->after);
}

json_t *changes_json(const davit_change *c)
{
	static const char *const kinds[] = { "", "added", "removed",
					     "changed" };
	static const char *const parts[] = { "operation", "parameter", "body",
					     "member" };
	json_t *one = json_pack("{s:s, s:s, s:s, s:s, s:s}", "change",
				kinds[c->kind], "part", parts[c->part],
				"operation", c->op, "where", c->where,
				"version", c->version);

	if (c->kind != DAVIT_CHANGED) {
		if (*c->what != '\0')
			json_object_set_new(one, "required", json_true());
		json_object_set_new(one, c->part == DAVIT_PART_OP ? "summary"
								  : "type",
				    json_string(c->kind == DAVIT_ADDED ?
						c->after : c->before));
		return one;
	}
	json_object_set_new(one, "what", json_string(c->what));
	json_object_set_new(one, "before", json_string(c->before));
	json_object_set_new(one, "after", json_string(c->after));
	return one;
}
