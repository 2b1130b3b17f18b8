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

/* One value of a filter; returns false if it can't be one. */
static bool add_filter(json_t *set, const json_t *value)
{
	struct buf text = BUF_INIT(1 << 20);
	bool good;

	good = encode_is_scalar(value) && encode_scalar(&text, value) == 0 &&
	       json_object_set_new(set, buf_text(&text), json_true()) == 0;
	buf_done(&text);
	return good;
}

static bool add_filter_values(json_t *set, json_t *given)
{
	const char *key;
	json_t *value;
	size_t i;

	if (encode_is_scalar(given))
		return add_filter(set, given);
	if (json_is_array(given)) {
		json_array_foreach(given, i, value)
			if (!add_filter(set, value))
				return false;
		return true;
	}
	if (!json_is_object(given))
		return false;
	json_object_foreach(given, key, value) {
		if (!json_is_boolean(value))
			return false;
		if (json_is_true(value) &&
		    json_object_set_new(set, key, json_true()) < 0)
			return false;
	}
	return true;
}

bool encode_filters(struct buf *out, const json_t *value)
{
	json_t *all, *set, *given;
	const char *key;
	void *iter;
	bool good;

	all = json_object();
	good = all != NULL && json_is_object(value);
	for (iter = good ? json_object_iter((json_t *)value) : NULL;
	     iter != NULL && good;
	     iter = json_object_iter_next((json_t *)value, iter)) {
		key = json_object_iter_key(iter);
		given = json_object_iter_value(iter);
		set = json_object();
		good = set != NULL && add_filter_values(set, given);
		/* A key whose values are all false filters nothing. */
		if (good && json_object_size(set) > 0)
			good = json_object_set(all, key, set) == 0;
		json_decref(set);
	}
	good = good && encode_json(out, all) == 0;
	json_decref(all);
	return good;
}

int encode_auth(struct buf *out, const json_t *value)
{
	struct buf text = BUF_INIT(1 << 20);
	int status = encode_json(&text, value);

	if (status == 0)
		status = util_base64url(out, text.data, text.len);
	buf_wipe(&text);
	return status;
}
