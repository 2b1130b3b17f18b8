/* SPDX-License-Identifier: MIT */
/* Tests src/encode.c: scalars, filters in their three shapes, credentials. */
#include "config.h"

#include "encode.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *value, *text;	/* as JSON; NULL: not a scalar */
	const char *any;		/* of encode_value() if not a scalar */
} scalars[] = {
	{ "true", "true", NULL },
	{ "false", "false", NULL },
	{ "0", "0", NULL },
	{ "-9223372036854775808", "-9223372036854775808", NULL },
	{ "9223372036854775807", "9223372036854775807", NULL },
	{ "\"\"", "", NULL },
	{ "\"a b&c\"", "a b&c", NULL },
	{ "\"caf\\u00e9\"", "caf\xc3\xa9", NULL },
	/* reals: the shortest that reads back as the same */
	{ "0.5", "0.5", NULL },
	{ "0.1", "0.1", NULL },
	{ "1.0", "1", NULL },
	{ "-2.5", "-2.5", NULL },
	{ "1e3", "1000", NULL },
	{ "1e300", "1e+300", NULL },
	{ "1.7976931348623157e308", "1.7976931348623157e+308", NULL },
	{ "5e-324", "4.94065645841247e-324", NULL },
	{ "0.30000000000000004", "0.30000000000000004", NULL },
	{ "1425877955.5", "1425877955.5", NULL },
	/* anything else is JSON text */
	{ "null", NULL, "null" },
	{ "[1, \"a\", null]", NULL, "[1,\"a\",null]" },
	{ "{\"a\": {\"b\": []}}", NULL, "{\"a\":{\"b\":[]}}" },
};

START_TEST(scalar)
{
	json_t *v = unit_json(scalars[_i].value);
	const char *wanted = scalars[_i].text;
	struct buf b = BUF_INIT(1000);

	ck_assert_int_eq(encode_is_scalar(v), wanted != NULL);
	if (wanted != NULL) {
		ck_assert_int_eq(encode_scalar(&b, v), 0);
		ck_assert_str_eq(buf_text(&b), wanted);
		if (json_is_real(v))
			ck_assert(json_real_value(v) ==
				  strtod(buf_text(&b), NULL));
		buf_reset(&b);
	}
	ck_assert_int_eq(encode_value(&b, v), 0);
	ck_assert_str_eq(buf_text(&b), wanted != NULL ? wanted :
			 scalars[_i].any);
	buf_done(&b);
	json_decref(v);
}
END_TEST

/* A zero byte stays; the place decides whether it may. */
START_TEST(zero_byte)
{
	json_t *v = unit_json("\"a\\u0000b\"");
	struct buf b = BUF_INIT(100);

	ck_assert_int_eq(encode_scalar(&b, v), 0);
	ck_assert_uint_eq(b.len, 3);
	ck_assert_mem_eq(b.data, "a\0b", 3);
	buf_done(&b);
	json_decref(v);
}
END_TEST

START_TEST(too_long)
{
	json_t *v = unit_json("[\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"]");
	struct buf b = BUF_INIT(10);

	ck_assert_int_eq(encode_json(&b, v), DAVIT_ETOOBIG);
	buf_done(&b);
	ck_assert_int_eq(encode_auth(&b, v), DAVIT_ETOOBIG);
	buf_done(&b);
	ck_assert_int_eq(encode_scalar(&b, json_array_get(v, 0)),
			 DAVIT_ETOOBIG);
	buf_done(&b);
	json_decref(v);
}
END_TEST

static const struct {
	const char *given, *sent;	/* NULL: not filters */
} filters[] = {
	/* the three shapes */
	{ "{\"label\": {\"a=b\": true}}", "{\"label\":{\"a=b\":true}}" },
	{ "{\"label\": [\"a=b\"]}", "{\"label\":{\"a=b\":true}}" },
	{ "{\"label\": \"a=b\"}", "{\"label\":{\"a=b\":true}}" },
	/* several values, several keys, in the order given */
	{ "{\"label\": [\"b\", \"a\"], \"name\": \"x\"}",
	  "{\"label\":{\"b\":true,\"a\":true},\"name\":{\"x\":true}}" },
	{ "{\"a\": {\"x\": true, \"y\": true}}",
	  "{\"a\":{\"x\":true,\"y\":true}}" },
	/* what isn't text becomes text */
	{ "{\"dangling\": true}", "{\"dangling\":{\"true\":true}}" },
	{ "{\"dangling\": [false]}", "{\"dangling\":{\"false\":true}}" },
	{ "{\"exited\": 0}", "{\"exited\":{\"0\":true}}" },
	{ "{\"exited\": [0, 137]}",
	  "{\"exited\":{\"0\":true,\"137\":true}}" },
	/* what is false isn't asked for */
	{ "{\"a\": {\"x\": true, \"y\": false}}", "{\"a\":{\"x\":true}}" },
	{ "{\"a\": {\"y\": false}, \"b\": [\"z\"]}",
	  "{\"b\":{\"z\":true}}" },
	{ "{\"a\": []}", "{}" },
	{ "{\"a\": {}}", "{}" },
	{ "{}", "{}" },
	{ "{\"a\": [\"x\", \"x\"]}", "{\"a\":{\"x\":true}}" },
	{ "{\"until\": \"2024-01-01T00:00:00\"}",
	  "{\"until\":{\"2024-01-01T00:00:00\":true}}" },
	{ "{\"a\": \"q\\\"\\u00e9\"}", "{\"a\":{\"q\\\"\xc3\xa9\":true}}" },
	/* what are no filters */
	{ "[]", NULL },
	{ "\"label=a\"", NULL },
	{ "1", NULL },
	{ "null", NULL },
	{ "{\"a\": null}", NULL },
	{ "{\"a\": [null]}", NULL },
	{ "{\"a\": [[\"x\"]]}", NULL },
	{ "{\"a\": [{\"x\": true}]}", NULL },
	{ "{\"a\": {\"x\": 1}}", NULL },
	{ "{\"a\": {\"x\": \"true\"}}", NULL },
	{ "{\"a\": {\"x\": null}}", NULL },
};

START_TEST(filter)
{
	json_t *v = unit_json(filters[_i].given), *before = json_deep_copy(v);
	struct buf b = BUF_INIT(1000);
	bool good = encode_filters(&b, v);

	ck_assert_msg(good == (filters[_i].sent != NULL), "%s",
		      filters[_i].given);
	if (good)
		ck_assert_str_eq(buf_text(&b), filters[_i].sent);
	ck_assert_msg(json_equal(v, before), "%s was changed",
		      filters[_i].given);
	buf_done(&b);
	json_decref(v);
	json_decref(before);
}
END_TEST

static const struct {
	const char *value, *text;
} credentials[] = {
	{ "{}", "e30=" },
	{ "{\"username\": \"u\", \"password\": \"p\"}",
	  "eyJ1c2VybmFtZSI6InUiLCJwYXNzd29yZCI6InAifQ==" },
	/* the letters in which the alphabets differ, unescaped UTF-8 */
	{ "{\"a\": \"?\\u003f>>\\u00ff\"}", "eyJhIjoiPz8-PsO_In0=" },
};

START_TEST(auth)
{
	json_t *v = unit_json(credentials[_i].value);
	struct buf b = BUF_INIT(1000);

	ck_assert_int_eq(encode_auth(&b, v), 0);
	ck_assert_str_eq(buf_text(&b), credentials[_i].text);
	buf_done(&b);
	json_decref(v);
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, scalar, scalars);
	tcase_add_test(tc, zero_byte);
	tcase_add_test(tc, too_long);
	UNIT_ROWS(tc, filter, filters);
	UNIT_ROWS(tc, auth, credentials);
}

int main(void)
{
	return unit_run("encode", fill);
}
