/* SPDX-License-Identifier: MIT */
/* See args.h. */
#include "config.h"

#include "args.h"
#include "say.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct word {			/* one NAME=VALUE */
	const char *name;	/* with its "path:" if there is one */
	const char *value;
	const char *op;
	bool json;		/* NAME:=JSON */
	bool secret;		/* the value must not be shown */
};

static const char *const places[] = { "path", "query", "header" };

/* The parameter a name means; false if there is none, or more than one. */
static bool find_param(const davit_op *op, const char *name,
		       davit_param *out)
{
	size_t i, len, found = 0, npath = 0;
	davit_param p, path = { 0 };
	const char *in = NULL;

	for (i = 0; i < 3; i++) {
		len = strlen(places[i]);
		if (strncmp(name, places[i], len) == 0 && name[len] == ':') {
			in = places[i];
			name += len + 1;
			break;
		}
	}
	for (i = 0; davit_op_param(op, i, &p) == 0; i++) {
		if (strcmp(p.in, "path") == 0) {
			npath++;
			path = p;
		}
		if (strcmp(p.name, name) != 0 ||
		    (in != NULL && strcmp(p.in, in) != 0))
			continue;
		*out = p;
		found++;
	}
	if (found == 0 && npath == 1 &&
	    (strcmp(name, "id") == 0 || strcmp(name, "name") == 0)) {
		*out = path;
		found = 1;
	}
	return found == 1;
}

static void complain(struct problems *problems, const struct word *w,
		     const char *what)
{
	char where[128];

	snprintf(where, sizeof(where), "params.%s", w->name);
	problem_add(problems, where, "", "parameter '%s' of %s must be %s, "
		    "not '%.80s'", w->name, w->op, what,
		    w->secret ? "(hidden)" : w->value);
}

/* The part of the value from `text` on.  Words need not be UTF-8; JSON must. */
static json_t *text_value(const struct word *w, const char *text,
			  struct problems *problems)
{
	json_t *value = json_string(text);
	char where[128];

	if (value != NULL)
		return value;
	snprintf(where, sizeof(where), "params.%s", w->name);
	problem_add(problems, where, "", "parameter '%s' of %s is not UTF-8",
		    w->name, w->op);
	return json_string("?");
}

static json_t *boolean_value(const struct word *w, struct problems *problems)
{
	static const char *const yes[] = { "true", "1", "yes" };
	static const char *const no[] = { "false", "0", "no" };
	size_t i;

	for (i = 0; i < 3; i++) {
		if (strcasecmp(w->value, yes[i]) == 0)
			return json_true();
		if (strcasecmp(w->value, no[i]) == 0)
			return json_false();
	}
	complain(problems, w, "true or false");
	return text_value(w, w->value, problems);
}

static json_t *integer_value(const struct word *w, struct problems *problems)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(w->value, &end, 10);
	if (*w->value == '\0' || *end != '\0' || errno != 0 ||
	    strchr("-0123456789", *w->value) == NULL) {
		complain(problems, w, "an integer");
		return text_value(w, w->value, problems);
	}
	return json_integer(n);
}

static json_t *number_value(const struct word *w, struct problems *problems)
{
	char *end;
	double d = strtod(w->value, &end);

	if (*w->value == '\0' || *end != '\0' || !isfinite(d) ||
	    strspn(w->value, "+-.0123456789eE") != strlen(w->value)) {
		complain(problems, w, "a number");
		return text_value(w, w->value, problems);
	}
	return json_real(d);
}

static json_t *json_value(const struct word *w, struct problems *problems)
{
	json_error_t err;
	json_t *value = json_loads(w->value, JSON_DECODE_ANY |
				   JSON_REJECT_DUPLICATES, &err);
	char where[128];

	if (value != NULL)
		return value;
	snprintf(where, sizeof(where), "params.%s", w->name);
	/* The parser's words quote the text. */
	problem_add(problems, where, "", "parameter '%s' of %s must be JSON: "
		    "%s, at column %d", w->name, w->op,
		    w->secret ? "it can't be read" : err.text, err.column);
	return text_value(w, w->value, problems);
}

/* A value that has to be converted to one of several types. */
static json_t *scalar_value(unsigned types, const struct word *w,
			    struct problems *problems)
{
	if ((types & DAVIT_TYPE_STRING) != 0)
		return text_value(w, w->value, problems);
	if (types == DAVIT_TYPE_BOOLEAN)
		return boolean_value(w, problems);
	if (types == DAVIT_TYPE_INTEGER)
		return integer_value(w, problems);
	if (types == DAVIT_TYPE_NUMBER ||
	    types == (DAVIT_TYPE_NUMBER | DAVIT_TYPE_INTEGER))
		return number_value(w, problems);
	return text_value(w, w->value, problems);
}

static unsigned items_types(const davit_param *p)
{
	davit_schema items;

	return davit_schema_items(&p->schema, &items) == 0 ? items.types
							   : 0;
}

/* "label=a=b" adds one more value to a key of a filter. */
static void add_filter(json_t *params, const struct word *w,
		       struct problems *problems)
{
	json_t *filters = json_object_get(params, w->name), *values;
	const char *equals = strchr(w->value, '=');
	char *key;

	if (equals == NULL || equals == w->value) {
		complain(problems, w, "KEY=VALUE or JSON");
		json_object_set_new(params, w->name,
				    text_value(w, w->value, problems));
		return;
	}
	if (!json_is_object(filters)) {
		filters = json_object();
		json_object_set_new(params, w->name, filters);
	}
	key = mem_text(w->value);
	key[equals - w->value] = '\0';
	values = json_object_get(filters, key);
	if (!json_is_array(values)) {
		values = json_array();
		json_object_set_new(filters, key, values);
	}
	json_array_append_new(values, text_value(w, equals + 1,
						 problems));
	free(key);
}

static void add_element(json_t *params, const struct word *w,
			const davit_param *p, struct problems *problems)
{
	json_t *array = json_object_get(params, w->name);

	if (!json_is_array(array)) {
		array = json_array();
		json_object_set_new(params, w->name, array);
	}
	json_array_append_new(array,
			      scalar_value(items_types(p), w, problems));
}

static bool says(const davit_param *p, const char *encoding)
{
	return strcmp(p->encoding, encoding) == 0;
}

/* A name that is not known: text, or a list if it is given again. */
static void add_unknown(json_t *params, const struct word *w,
			struct problems *problems)
{
	json_t *before = json_object_get(params, w->name);
	json_t *value = text_value(w, w->value, problems);

	if (json_is_array(before))
		json_array_append_new(before, value);
	else
		json_object_set_new(params, w->name, before == NULL ? value :
				    json_pack("[O, o]", before, value));
}

static void add_word(json_t *params, const davit_op *op, struct word *w,
		     struct problems *problems, bool again)
{
	bool structured = *w->value == '{' || *w->value == '[';
	davit_param p = { 0 };
	bool known = find_param(op, w->name, &p);

	w->secret = known && (p.flags & DAVIT_PARAM_SECRET) != 0;
	if (w->json) {
		json_object_set_new(params, w->name,
				    json_value(w, problems));
		return;
	}
	if (!known) {
		add_unknown(params, w, problems);
		return;
	}
	if (structured && (says(&p, "json") || says(&p, "filters") ||
			   says(&p, "auth"))) {
		json_object_set_new(params, w->name,
				    json_value(w, problems));
	} else if (says(&p, "filters")) {
		add_filter(params, w, problems);
	} else if ((p.schema.types & DAVIT_TYPE_ARRAY) != 0 &&
		   !says(&p, "auth")) {
		add_element(params, w, &p, problems);
	} else {
		if (again)
			problem_add(problems, "", "", "parameter '%s' of %s "
				    "is given twice", w->name, op->name);
		json_object_set_new(params, w->name,
				    scalar_value(p.schema.types, w,
						 problems));
	}
}

/* The name ends at the first equals sign; ":=" announces JSON. */
static char *split(const char *text, struct word *w)
{
	const char *equals = strchr(text, '=');
	char *name;
	size_t len;

	if (equals == NULL)
		return NULL;
	len = (size_t)(equals - text);
	w->json = len > 0 && equals[-1] == ':';
	if (w->json)
		len--;
	if (len == 0)
		return NULL;
	name = mem_text(text);
	name[len] = '\0';
	w->name = name;
	w->value = equals + 1;
	return name;
}

static void refuse(const davit_op *op, const char *text,
		   struct problems *problems)
{
	char hint[160] = "";
	const char *name = NULL;
	davit_param p;
	size_t i, n = 0;

	for (i = 0; davit_op_param(op, i, &p) == 0; i++) {
		if (strcmp(p.in, "path") == 0) {
			name = p.name;
			n++;
		}
	}
	if (n == 1 && strchr(text, '=') == NULL)
		snprintf(hint, sizeof(hint), "did you mean '%s=%s'?", name,
			 text);
	problem_add(problems, "", hint, "'%s' is neither NAME=VALUE nor "
		    "NAME:=JSON", text);
}

void args_add(json_t *params, const davit_op *op, const char *const *words,
	      size_t n, struct problems *problems)
{
	struct word w = { .op = op->name };
	bool again;
	char *name;
	size_t i;
	json_t *names = json_object();

	for (i = 0; i < n; i++) {
		name = split(words[i], &w);
		if (name == NULL) {
			refuse(op, words[i], problems);
			continue;
		}
		/* A word replaces what --params said, but not a word. */
		again = json_object_get(names, name) != NULL;
		if (!again) {
			json_object_set_new(names, name, json_true());
			json_object_del(params, name);
		}
		add_word(params, op, &w, problems, again);
		free(name);
	}
	json_decref(names);
}

static const char *type_name(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_ARRAY: return "an array";
	case JSON_STRING: return "a string";
	case JSON_INTEGER:
	case JSON_REAL: return "a number";
	case JSON_TRUE:
	case JSON_FALSE: return "a boolean";
	default: return "null";
	}
}

int args_params(const char *text, size_t len, json_t **out)
{
	json_error_t err;
	json_t *params = json_loadb(text, len, JSON_DECODE_ANY |
				    JSON_REJECT_DUPLICATES, &err);
	int status;

	if (params == NULL)
		return say_error("--params: not JSON: %s (line %d, column "
				 "%d)", err.text, err.line, err.column);
	if (!json_is_object(params)) {
		status = say_error("--params: must be a JSON object, not %s",
				   type_name(params));
		json_decref(params);
		return status;
	}
	*out = params;
	return 0;
}
