/* SPDX-License-Identifier: MIT */
/* See argvalue.h. */
#include "config.h"

#include "argvalue.h"

#include "buf.h"
#include "decode.h"
#include "util.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TEXT_MAX (16u << 20)
#define NUMBERS (DAVIT_TYPE_INTEGER | DAVIT_TYPE_NUMBER)
#define ANY 127u

static int bad(struct argvalue *a, const char *wanted)
{
	a->wanted = wanted;
	return ARGVALUE_BAD;
}

static int odd(struct argvalue *a, const char *wanted)
{
	a->wanted = wanted;
	return ARGVALUE_ODD;
}

/* ---- one text ------------------------------------------------------------ */

static bool is_one_of(const char *text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcasecmp(text, *words) == 0)
			return true;
	return false;
}

static int read_boolean(struct argvalue *a, const char *text, json_t **out)
{
	static const char *const no[] = {
		"false", "0", "f", "no", "none", "", NULL
	};
	static const char *const yes[] = { "true", "1", "t", "on", NULL };
	size_t i;

	if (a->strict && *text == '\0')
		return ARGVALUE_GOOD;
	for (i = 0; no[i] != NULL; i++)
		/* Only libpod takes "f", only Docker words and nothing. */
		if (strcasecmp(text, no[i]) == 0 && (a->strict ? i < 3 :
						     i != 2)) {
			*out = json_false();
			return i < 2 || *text == '\0' ? ARGVALUE_GOOD :
			       odd(a, "true or false");
		}
	if (a->strict && !is_one_of(text, yes))
		return bad(a, "true or false");
	*out = json_true();
	return strcasecmp(text, "true") == 0 || strcmp(text, "1") == 0 ?
	       ARGVALUE_GOOD : odd(a, "true or false");
}

static int read_number(struct argvalue *a, unsigned types, const json_t *given,
		       json_t **out)
{
	const char *text = json_string_value(given);
	size_t len = json_string_length(given);
	int64_t number;

	if (len == 0 && !(types & DAVIT_TYPE_STRING))
		return ARGVALUE_GOOD;
	if (util_int64(text, len, &number))
		*out = json_integer(number);
	else if (types & DAVIT_TYPE_NUMBER && util_number(text, len))
		*out = json_real(strtod(text, NULL));
	else if (types & DAVIT_TYPE_STRING)
		*out = json_incref((json_t *)given);
	else if (types & DAVIT_TYPE_BOOLEAN)
		return read_boolean(a, text, out);
	else
		return bad(a, types & DAVIT_TYPE_NUMBER ? "a number" :
			   "an integer");
	return ARGVALUE_GOOD;
}

static json_t *parse(struct argvalue *a, const char *text, size_t len)
{
	json_t *value = NULL;

	if (decode_json(text, len, &value, NULL, NULL) == DAVIT_ENOMEM)
		a->nomem = true;
	return value;
}

/* A value that became one text, of one of these types. */
static int read_scalar(struct argvalue *a, unsigned types, const json_t *given,
		       json_t **out)
{
	const char *text = json_string_value(given);

	if (types != ANY && types & DAVIT_TYPE_OBJECT && text[0] == '{') {
		*out = parse(a, text, json_string_length(given));
		if (*out != NULL)
			return ARGVALUE_GOOD;
	}
	if (types != ANY && types & NUMBERS)
		return read_number(a, types, given, out);
	if (types != ANY && types & DAVIT_TYPE_BOOLEAN &&
	    !(types & DAVIT_TYPE_STRING))
		return read_boolean(a, text, out);
	*out = json_incref((json_t *)given);
	return ARGVALUE_GOOD;
}

/* ---- lists --------------------------------------------------------------- */

static unsigned element_types(const davit_schema *s)
{
	davit_schema items;

	if (s->types == ANY || !(s->types & DAVIT_TYPE_ARRAY))
		return s->types;
	if (davit_schema_items(s, &items) < 0)
		return s->types & ~DAVIT_TYPE_ARRAY;
	return items.types | (s->types & ~DAVIT_TYPE_ARRAY);
}

static int read_list(struct argvalue *a, const json_t *texts, json_t **out)
{
	unsigned types = element_types(&a->param->schema);
	int r = ARGVALUE_GOOD, worst = r;
	json_t *text, *value;
	size_t i;

	*out = json_array();
	json_array_foreach(texts, i, text) {
		value = NULL;
		r = read_scalar(a, types, text, &value);
		if (r > worst)
			worst = r;
		if (value != NULL && json_array_append_new(*out, value) < 0)
			a->nomem = true;
	}
	return worst;
}

static int read_csv(struct argvalue *a, const json_t *texts, json_t **out)
{
	json_t *parts = json_array();
	const char *p, *end;
	json_t *text;
	size_t i;
	int r;

	json_array_foreach(texts, i, text)
		for (p = json_string_value(text);; p = end + 1) {
			end = p + strcspn(p, ",");
			if (json_array_append_new(parts, json_stringn(p,
						  (size_t)(end - p))) < 0)
				a->nomem = true;
			if (*end == '\0')
				break;
		}
	r = read_list(a, parts, out);
	json_decref(parts);
	return r;
}

/* ---- JSON in a text ------------------------------------------------------ */

static unsigned type_of(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT: return DAVIT_TYPE_OBJECT;
	case JSON_ARRAY: return DAVIT_TYPE_ARRAY;
	case JSON_STRING: return DAVIT_TYPE_STRING;
	case JSON_INTEGER: return NUMBERS;
	case JSON_REAL: return DAVIT_TYPE_NUMBER;
	case JSON_NULL: return DAVIT_TYPE_NULL;
	default: return DAVIT_TYPE_BOOLEAN;
	}
}

static int read_json(struct argvalue *a, const json_t *given, json_t **out)
{
	unsigned types = a->param->schema.types;

	if (json_string_length(given) == 0)
		return ARGVALUE_GOOD;
	*out = parse(a, json_string_value(given), json_string_length(given));
	/* Some take either JSON or one plain word. */
	if (types & DAVIT_TYPE_STRING &&
	    (*out == NULL || (type_of(*out) &
			      (DAVIT_TYPE_OBJECT | DAVIT_TYPE_ARRAY)) == 0)) {
		json_decref(*out);
		*out = json_incref((json_t *)given);
	}
	return *out != NULL ? ARGVALUE_GOOD : bad(a, "JSON");
}

/* The values of one key: those that are true, or an array of texts. */
static json_t *filter_values(struct argvalue *a, json_t *given)
{
	json_t *all = json_array(), *value;
	bool good = json_is_object(given) || json_is_array(given);
	const char *key;
	size_t i;

	if (json_is_object(given))
		json_object_foreach(given, key, value) {
			good = good && json_is_boolean(value);
			if (json_is_true(value) &&
			    json_array_append_new(all, json_string(key)) < 0)
				a->nomem = true;
		}
	json_array_foreach(given, i, value) {
		good = good && json_is_string(value);
		if (json_array_append(all, value) < 0)
			a->nomem = true;
	}
	if (!good) {
		json_decref(all);
		return NULL;
	}
	return all;
}

static int read_filters(struct argvalue *a, const json_t *given, json_t **out)
{
	json_t *all, *values, *value;
	const char *key;
	bool good;

	if (json_string_length(given) == 0)
		return ARGVALUE_GOOD;
	all = parse(a, json_string_value(given), json_string_length(given));
	good = json_is_object(all);
	*out = json_object();
	json_object_foreach(all, key, value) {
		values = filter_values(a, value);
		if (values == NULL)
			good = false;
		else if (json_array_size(values) == 0)
			json_decref(values);
		else if (json_object_set_new(*out, key, values) < 0)
			a->nomem = true;
	}
	json_decref(all);
	return good ? ARGVALUE_GOOD : bad(a, "filters, {\"key\": [\"value\"]}");
}

/* base64 of JSON; of what can't be read Docker makes "none". */
static int read_auth(struct argvalue *a, const json_t *given, json_t **out)
{
	struct buf text = BUF_INIT(TEXT_MAX);
	bool good;

	if (json_string_length(given) == 0)
		return ARGVALUE_GOOD;
	good = util_unbase64(&text, json_string_value(given),
			     json_string_length(given));
	if (good)
		*out = parse(a, buf_text(&text), text.len);
	a->nomem = a->nomem || buf_status(&text) == DAVIT_ENOMEM;
	buf_wipe(&text);
	good = json_is_object(*out) || json_is_null(*out);
	if (!json_is_object(*out)) {
		json_decref(*out);
		*out = NULL;
	}
	if (good)
		return ARGVALUE_GOOD;
	return a->strict ? bad(a, "base64url of an object of credentials") :
			   odd(a, "base64url of an object of credentials");
}

/* ---- public -------------------------------------------------------------- */

int argvalue_read(struct argvalue *a, const json_t *texts, json_t **out)
{
	const char *encoding = a->param->encoding;
	/* Of a value that there can be one of, engines take the first. */
	const json_t *first = json_array_get(texts, 0);

	*out = NULL;
	if (first == NULL)
		return ARGVALUE_GOOD;
	if (strcmp(encoding, "repeated") == 0)
		return read_list(a, texts, out);
	if (strcmp(encoding, "csv") == 0)
		return read_csv(a, texts, out);
	if (strcmp(encoding, "json") == 0)
		return read_json(a, first, out);
	if (strcmp(encoding, "filters") == 0)
		return read_filters(a, first, out);
	if (strcmp(encoding, "auth") == 0)
		return read_auth(a, first, out);
	return read_scalar(a, a->param->schema.types, first, out);
}
