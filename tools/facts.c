/* SPDX-License-Identifier: MIT */
/*
 * Single facts of a schema, wherever it is written: in a document or in an
 * overlay.  Must not know of references.
 */
#include "config.h"

#include "facts.h"
#include "table.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint32_t one_type(const char *file, const struct ynode *type)
{
	static const struct { const char *name; uint32_t bits; } types[] = {
		{ "string", TAB_STR }, { "file", TAB_STR },
		{ "boolean", TAB_BOOL }, { "integer", TAB_INT },
		{ "number", TAB_INT | TAB_NUM }, { "array", TAB_ARR },
		{ "object", TAB_OBJ }, { "null", TAB_NULL },
	};
	const char *text = yaml_need_text(file, type, "type");
	size_t i;

	for (i = 0; i < sizeof types / sizeof types[0]; i++)
		if (strcmp(text, types[i].name) == 0)
			return types[i].bits;
	base_fail(file, type->line, "unknown type \"%s\"", text);
}

uint32_t facts_types(const char *file, const struct ynode *type)
{
	uint32_t bits = 0, i;

	if (type == NULL)
		return 0;
	if (type->kind != Y_SEQ)
		return one_type(file, type);
	for (i = 0; i < type->n; i++)
		bits |= one_type(file, type->items[i]);
	return bits;
}

uint32_t facts_enums(const char *file, struct ynode *list, bool *null)
{
	uint32_t strs[ENUMS_MAX], i;
	size_t n = 0;

	if (yaml_need(file, list, Y_SEQ, "enum") == NULL)
		return 0;
	if (list->n > ENUMS_MAX)
		base_fail(file, list->line, "more than %d values in an enum",
			  ENUMS_MAX);
	for (i = 0; i < list->n; i++)
		if (list->items[i]->kind != Y_SCALAR)
			return 0;	/* nothing a table could hold */
	for (i = 0; i < list->n; i++) {
		if (null != NULL && yaml_is_null(list->items[i]) &&
		    list->items[i]->text[0] != 0)
			*null = true;
		else
			strs[n++] = intern_str(list->items[i]->text);
	}
	return intern_list(strs, n);
}

/* A bound as an integer; a fraction gives way to the outside. */
static int64_t bound(const char *file, const struct ynode *node, bool up)
{
	const char *text = yaml_need_text(file, node, "a limit");
	char *end;
	long long whole;
	double real;

	if (!yaml_number(text))
		base_fail(file, node->line, "a limit must be a number");
	errno = 0;
	whole = strtoll(text, &end, 10);
	if (*end == 0 && errno == 0)
		return whole;
	real = strtod(text, NULL);
	real = up ? ceil(real) : floor(real);
	if (real >= 9223372036854775807.0)
		return INT64_MAX;
	if (real <= -9223372036854775808.0)
		return INT64_MIN;
	return (int64_t)real;
}

uint32_t facts_limits(const char *file, struct ynode *schema)
{
	struct ynode *min = yaml_get(schema, "minimum");
	struct ynode *max = yaml_get(schema, "maximum");

	return intern_limits(min != NULL ? bound(file, min, false) :
					   INT64_MIN,
			     max != NULL ? bound(file, max, true) :
					   INT64_MAX);
}

uint32_t facts_any_object(void)
{
	return intern_object(NULL, 0, 0);
}

static const char *json_string(const char *text)
{
	VEC(char) out = { NULL, 0, 0 };
	const unsigned char *p;

	*PUSH(DOC, &out) = '"';
	for (p = (const unsigned char *)text; *p != 0; p++) {
		if (*p < 0x20) {
			const char *q = base_text(DOC, "\\u%04x", *p);

			while (*q != 0)
				*PUSH(DOC, &out) = *q++;
			continue;
		}
		if (*p == '"' || *p == '\\')
			*PUSH(DOC, &out) = '\\';
		*PUSH(DOC, &out) = (char)*p;
	}
	*PUSH(DOC, &out) = '"';
	*PUSH(DOC, &out) = 0;
	return out.v;
}

const char *facts_json(const char *file, const struct ynode *value,
			uint32_t types)
{
	const char *text = "[";
	uint32_t i;

	if (value->kind == Y_MAP)
		base_fail(file, value->line, "a default that is a mapping");
	if (value->kind == Y_SEQ) {
		for (i = 0; i < value->n; i++) {
			yaml_need(file, value->items[i], Y_SCALAR, "a value");
			text = base_text(DOC, "%s%s%s", text, i > 0 ? "," : "",
				facts_json(file, value->items[i], TAB_STR));
		}
		return base_text(DOC, "%s]", text);
	}
	text = value->text;
	if ((types & TAB_BOOL) != 0 &&
	    (strcmp(text, "true") == 0 || strcmp(text, "false") == 0))
		return text;
	if ((types & (TAB_INT | TAB_NUM)) != 0 && yaml_number(text))
		return text;
	return json_string(text);
}
