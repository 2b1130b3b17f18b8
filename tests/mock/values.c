/* SPDX-License-Identifier: MIT */
/* See values.h. */
#include "config.h"

#include "values.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define ANY 127u

/* What a word may be made of, by where it stands: all that has a meaning in
 * a path, in a query, in a form, or in none of them. */
static const char *word(const char *in, unsigned seed)
{
	static const char *const path[] = {
		"web", "r:5000/a/b@x", "50%25 \xc3\xa4+b?#&="
	};
	static const char *const query[] = {
		"plain", "a b+c&d=e#f%41/\xe2\x82\xac", "", "\"'\\\n\x01;"
	};
	static const char *const header[] = {
		"plain", "a b; c=\"d\"", "\xc3\xa4,e"
	};

	return strcmp(in, "path") == 0 ? path[seed % 3] :
	       strcmp(in, "query") == 0 ? query[seed % 4] : header[seed % 3];
}

static json_t *number(const davit_schema *s, unsigned seed)
{
	int64_t n = seed % 3 == 0 ? INT64_MAX : seed % 3 == 1 ? -7 : 0;

	if (s->has_limits || strncmp(s->format, "int32", 5) == 0 ||
	    strncmp(s->format, "uint", 4) == 0)
		n = 12;
	if (s->has_limits && n < s->min)
		n = s->min;
	if (s->has_limits && n > s->max)
		n = s->max;
	if (s->types & DAVIT_TYPE_NUMBER && !s->has_limits && seed % 2 == 0)
		return json_real(1700000000.25);
	return json_integer(n);
}

/* Of several types one that can't be mistaken for another. */
static json_t *scalar(const davit_schema *s, const char *in, unsigned seed)
{
	if (s->nenums > 0)
		return json_string(davit_schema_enum(s, seed % s->nenums));
	if (s->types == ANY)
		return json_string(word(in, seed));
	if (s->types & (DAVIT_TYPE_INTEGER | DAVIT_TYPE_NUMBER))
		return number(s, seed);
	if (s->types & DAVIT_TYPE_STRING)
		return json_string(word(in, seed));
	if (s->types & DAVIT_TYPE_BOOLEAN)
		return json_boolean(seed % 2 == 0);
	return json_pack("{s:s}", "key", "value, \xc3\xa4");
}

static json_t *list(const davit_param *p, unsigned seed)
{
	davit_schema items = p->schema;
	json_t *all = json_array();
	unsigned i;

	if (davit_schema_items(&p->schema, &items) < 0)
		items.types &= ~DAVIT_TYPE_ARRAY;
	/* Commas part what is sent with commas. */
	for (i = 0; i <= seed % 3; i++)
		json_array_append_new(all, strcmp(p->encoding, "csv") == 0 ?
				      json_string("word") :
				      scalar(&items, p->in, seed + i));
	return all;
}

static json_t *structure(const davit_param *p, unsigned seed)
{
	unsigned types = p->schema.types;

	if (types & DAVIT_TYPE_OBJECT && (seed % 2 == 0 ||
					  !(types & DAVIT_TYPE_ARRAY)))
		return json_pack("{s:s,s:[i,n,b]}", "a b", "\xe2\x82\xac&",
				 "list", 1, 1);
	if (types & DAVIT_TYPE_ARRAY)
		return json_pack("[s,s]", "one", "a\"b+c");
	return json_string("word");
}

static json_t *filters(const davit_param *p)
{
	const char *first = davit_param_key(p, 0), *last = first;

	if (p->nkeys > 1)
		last = davit_param_key(p, p->nkeys - 1);
	return json_pack("{s:[s,s],s:[s]}", first == NULL ? "any" : first,
			 "a=b c", "\xe2\x82\xac", last == NULL ? "other" : last,
			 "x&y");
}

static json_t *value(const davit_param *p, unsigned seed)
{
	if (strcmp(p->encoding, "repeated") == 0 ||
	    strcmp(p->encoding, "csv") == 0)
		return list(p, seed);
	if (strcmp(p->encoding, "json") == 0)
		return structure(p, seed);
	if (strcmp(p->encoding, "filters") == 0)
		return filters(p);
	if (strcmp(p->encoding, "auth") == 0)
		return json_pack("{s:s,s:s,s:s}", "username", "\xc3\xa4~?",
				 "password", "p>>w", "serveraddress", "r:1");
	return scalar(&p->schema, p->in, seed);
}

static bool stands_twice(const davit_op *op, const char *name)
{
	davit_param p;
	unsigned n = 0;
	size_t i;

	for (i = 0; davit_op_param(op, i, &p) == 0; i++)
		n += strcmp(p.name, name) == 0;
	return n > 1;
}

json_t *values_params(const davit_op *op, unsigned seed)
{
	json_t *all = json_object();
	davit_param p;
	char key[256];
	bool twice;
	size_t i;

	for (i = 0; davit_op_param(op, i, &p) == 0; i++) {
		twice = stands_twice(op, p.name);
		snprintf(key, sizeof(key), "%s%s%s", twice ? p.in : "",
			 twice ? ":" : "", p.name);
		json_object_set_new(all, key,
				    value(&p, seed + (unsigned)i));
	}
	return all;
}
