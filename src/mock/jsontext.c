/* SPDX-License-Identifier: MIT */
/* See jsontext.h. */
#include "config.h"

#include "jsontext.h"

#include "davit.h"

#include <stdbool.h>
#include <string.h>

#define DEPTH 2048			/* as much as Jansson reads */
#define NUMBER 32

static bool is_plain(unsigned char c)
{
	return c >= ' ' && c != '"' && c != '\\';
}

static void add_escaped(struct buf *out, unsigned char c)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	static const char digits[] = "0123456789ABCDEF";
	const char *known = c != '\0' ? strchr(from, c) : NULL;
	char text[6] = { '\\', 'u', '0', '0', digits[c >> 4],
			 digits[c & 15] };

	if (known != NULL)
		text[1] = to[known - from];
	buf_add(out, text, known != NULL ? 2 : sizeof(text));
}

static void add_string(struct buf *out, const char *text, size_t len)
{
	size_t i, from = 0;

	buf_add_char(out, '"');
	for (i = 0; i < len; i++) {
		if (is_plain((unsigned char)text[i]))
			continue;
		buf_add(out, text + from, i - from);
		add_escaped(out, (unsigned char)text[i]);
		from = i + 1;
	}
	buf_add(out, text + from, len - from);
	buf_add_char(out, '"');
}

static void add_integer(struct buf *out, json_int_t n)
{
	unsigned long long left = n < 0 ? 0 - (unsigned long long)n :
				  (unsigned long long)n;
	char text[NUMBER], *p = text + NUMBER;

	do {
		*--p = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	if (n < 0)
		*--p = '-';
	buf_add(out, p, (size_t)(text + NUMBER - p));
}

static void add_real(struct buf *out, const json_t *value)
{
	char text[NUMBER];
	size_t len = json_dumpb(value, text, sizeof(text), JSON_ENCODE_ANY);

	buf_add(out, text, len < sizeof(text) ? len : 0);
}

static int add(struct buf *out, const json_t *value, unsigned depth);

static int add_object(struct buf *out, json_t *object, unsigned depth)
{
	void *at = json_object_iter(object);
	char mark = '{';
	int r = 0;

	if (at == NULL)
		return buf_add(out, "{}", 2);
	for (; r == 0 && at != NULL; at = json_object_iter_next(object, at)) {
		buf_add_char(out, mark);
		mark = ',';
		add_string(out, json_object_iter_key(at),
			   json_object_iter_key_len(at));
		buf_add_char(out, ':');
		r = add(out, json_object_iter_value(at), depth + 1);
	}
	return r < 0 ? r : buf_add_char(out, '}');
}

static int add_array(struct buf *out, const json_t *array, unsigned depth)
{
	size_t i, n = json_array_size(array);
	int r = 0;

	buf_add_char(out, '[');
	for (i = 0; r == 0 && i < n; i++) {
		if (i > 0)
			buf_add_char(out, ',');
		r = add(out, json_array_get(array, i), depth + 1);
	}
	return r < 0 ? r : buf_add_char(out, ']');
}

static int add(struct buf *out, const json_t *value, unsigned depth)
{
	if (value == NULL || depth > DEPTH)
		return DAVIT_EINVAL;
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return add_object(out, (json_t *)value, depth);
	case JSON_ARRAY:
		return add_array(out, value, depth);
	case JSON_STRING:
		add_string(out, json_string_value(value),
			   json_string_length(value));
		break;
	case JSON_INTEGER:
		add_integer(out, json_integer_value(value));
		break;
	case JSON_REAL:
		add_real(out, value);
		break;
	case JSON_NULL:
		return buf_add(out, "null", 4);
	default:
		return buf_add_str(out, json_is_true(value) ? "true" :
				   "false");
	}
	return buf_status(out);
}

int jsontext_write(struct buf *out, const json_t *value)
{
	return add(out, value, 0);
}
