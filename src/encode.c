/* SPDX-License-Identifier: MIT */
/* See encode.h. */
#include "config.h"

#include "encode.h"

#include "util.h"

#include <stdio.h>
#include <stdlib.h>

#define JSON_TEXT (JSON_COMPACT | JSON_ENCODE_ANY)

bool encode_is_scalar(const json_t *value)
{
	return json_is_string(value) || json_is_number(value) ||
	       json_is_boolean(value);
}

/* The shortest text that reads back as the same number. */
static void print_real(char *text, size_t size, double value)
{
	snprintf(text, size, "%.15g", value);
	if (strtod(text, NULL) < value || strtod(text, NULL) > value)
		snprintf(text, size, "%.17g", value);
}

int encode_scalar(struct buf *out, const json_t *value)
{
	char text[40];

	switch (json_typeof(value)) {
	case JSON_STRING:
		return buf_add(out, json_string_value(value),
			       json_string_length(value));
	case JSON_INTEGER:
		snprintf(text, sizeof(text), "%" JSON_INTEGER_FORMAT,
			 json_integer_value(value));
		return buf_add_str(out, text);
	case JSON_REAL:
		print_real(text, sizeof(text), json_real_value(value));
		return buf_add_str(out, text);
	case JSON_TRUE:
		return buf_add_str(out, "true");
	default:
		return buf_add_str(out, "false");
	}
}

static int append(const char *text, size_t len, void *out)
{
	return buf_add(out, text, len) < 0 ? -1 : 0;
}

int encode_json(struct buf *out, const json_t *value)
{
	if (json_dump_callback(value, append, out, JSON_TEXT) < 0 &&
	    buf_status(out) == 0)
		out->status = -1; /* DAVIT_ENOMEM: all else was checked */
	return buf_status(out);
}

int encode_value(struct buf *out, const json_t *value)
{
	return encode_is_scalar(value) ? encode_scalar(out, value)
				       : encode_json(out, value);
}

static bool is_filter_values(const json_t *given)
{
	const char *key;
	json_t *value;
	size_t i;

	if (encode_is_scalar(given))
		return true;
	if (json_is_array(given)) {
		json_array_foreach(given, i, value)
			if (!encode_is_scalar(value))
				return false;
		return true;
	}
	if (!json_is_object(given))
		return false;
	json_object_foreach((json_t *)given, key, value)
		if (!json_is_boolean(value))
			return false;
	return true;
}

static bool is_filters(const json_t *value)
{
	const char *key;
	json_t *given;

	if (!json_is_object(value))
		return false;
	json_object_foreach((json_t *)value, key, given)
		if (!is_filter_values(given))
			return false;
	return true;
}

/* These two return false for want of memory only. */
static bool add_filter(json_t *set, const json_t *value)
{
	struct buf text = BUF_INIT(1 << 20);
	bool good;

	good = encode_scalar(&text, value) == 0 &&
	       json_object_set_new(set, buf_text(&text), json_true()) == 0;
	buf_done(&text);
	return good;
}

static bool add_filter_values(json_t *set, json_t *given)
{
	const char *key;
	json_t *value;
	size_t i;

	if (json_is_array(given)) {
		json_array_foreach(given, i, value)
			if (!add_filter(set, value))
				return false;
		return true;
	}
	if (!json_is_object(given))
		return add_filter(set, given);
	json_object_foreach(given, key, value)
		if (json_is_true(value) &&
		    json_object_set_new(set, key, json_true()) < 0)
			return false;
	return true;
}

bool encode_filters(struct buf *out, const json_t *value)
{
	json_t *all, *set, *given;
	const char *key;
	bool good;

	if (!is_filters(value))
		return false;
	all = json_object();
	good = all != NULL;
	json_object_foreach((json_t *)value, key, given) {
		set = json_object();
		good = good && set != NULL && add_filter_values(set, given);
		/* A key whose values are all false filters nothing. */
		if (good && json_object_size(set) > 0)
			good = json_object_set(all, key, set) == 0;
		json_decref(set);
	}
	if (good)
		encode_json(out, all);
	else if (buf_status(out) == 0)
		out->status = -1; /* DAVIT_ENOMEM: all else was checked */
	json_decref(all);
	return true;
}

int encode_auth(struct buf *out, const json_t *value)
{
	struct buf text = BUF_SECRET(1 << 20);
	int status = encode_json(&text, value);

	if (status == 0)
		util_base64url(out, text.data, text.len);
	else if (buf_status(out) == 0)
		out->status = status;
	buf_done(&text);
	return buf_status(out);
}
