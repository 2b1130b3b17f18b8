/* SPDX-License-Identifier: MIT */
/* Tests src/decode.c: what is JSON, what isn't, and what is said of it. */
#include "config.h"

#include "decode.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *text, *value;	/* value as JSON; NULL: nothing */
} good[] = {
	{ "", NULL },
	{ " \t\r\n", NULL },
	{ "null", "null" },
	{ "true", "true" },
	{ "  false\n", "false" },
	{ "0", "0" },
	{ "-0", "0" },
	{ "9223372036854775807", "9223372036854775807" },
	{ "-9223372036854775808", "-9223372036854775808" },
	{ "[1.5, -2e3, 1E2, 0.1]", "[1.5, -2000.0, 100.0, 0.1]" },
	{ "1e-400", "0.0" },
	{ "0.12345678901234567890123456789012345678901234567890123456789012"
	  "345678901234567890", "0.12345678901234568" },
	{ "\"\"", "\"\"" },
	{ "\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\"",
	  "\"a\\\"\\\\/\\b\\f\\n\\r\\tA\"" },
	{ "\"caf\xc3\xa9 \xf0\x9f\x98\x80\"",
	  "\"caf\\u00e9 \\ud83d\\ude00\"" },
	{ "\"\\ud83d\\ude00 \\uD83D\\uDE00\"",
	  "\"\xf0\x9f\x98\x80 \xf0\x9f\x98\x80\"" },
	{ "\"a\\u0000b\"", "\"a\\u0000b\"" },
	{ "\"\\\\ud800\"", "\"\\\\ud800\"" },	/* a backslash, then text */
	{ "[]", "[]" },
	{ "{}", "{}" },
	{ "[[], {}, [{}]]", "[[], {}, [{}]]" },
	{ "{\"\": 1, \" \": 2}", "{\"\": 1, \" \": 2}" },
	{ "{\"a\": 1, \"b\": 2, \"a\": 3}", "{\"a\": 3, \"b\": 2}" },
	{ "{\"a\": {\"b\": {\"c\": [1, {\"d\": null}]}}, \"e\": []}",
	  "{\"a\": {\"b\": {\"c\": [1, {\"d\": null}]}}, \"e\": []}" },
};

START_TEST(accepts)
{
	const char *text = good[_i].text;
	davit_error err;
	bool big = true;
	json_t *v;

	ck_assert_msg(decode_json(text, strlen(text), &v, &big, &err) == 0,
		      "%s: %s", text, err.text);
	ck_assert(!big);
	if (good[_i].value == NULL)
		ck_assert_ptr_null(v);
	else
		unit_same_json(text, v, good[_i].value);
	json_decref(v);
}
END_TEST

static const struct {
	const char *text, *value;
} big[] = {
	{ "9223372036854775808", "\"9223372036854775808\"" },
	{ "-9223372036854775809", "\"-9223372036854775809\"" },
	{ "{\"n\": 18446744073709551615, \"m\": 1}",
	  "{\"n\": \"18446744073709551615\", \"m\": 1}" },
	{ "[1, 184467440737095516161844674407370955161618446744073709551616]",
	  "[1, \"1844674407370955161618446744073709551616184467440737095516"
	  "16\"]" },
};

START_TEST(keeps_big_integers)
{
	const char *text = big[_i].text;
	davit_error err;
	bool flag = false;
	json_t *v;

	ck_assert_int_eq(decode_json(text, strlen(text), &v, &flag, &err), 0);
	ck_assert(flag);
	unit_same_json(text, v, big[_i].value);
	json_decref(v);
	ck_assert_int_eq(decode_json(text, strlen(text), &v, NULL, NULL), 0);
	json_decref(v);
}
END_TEST

static const struct {
	const char *text, *said, *place;
} bad[] = {
	{ "x", "invalid char", "line 1, column 1" },
	{ "{\"a\": x}", "invalid char", "line 1, column 7" },
	{ "{\n \"a\": 1,\n \"b\": }\n", "", "line 3, column 7" },
	{ "[1,2", "premature", "line 1, column 5" },
	{ "[1,\n2\n\n", "premature", "line 2, column 2" },
	{ "\"abc", "premature", "line 1, column 5" },
	{ "[1,]", "", "line 1, column 4" },
	{ "{\"a\":1,}", "key", "line 1, column 8" },
	{ "{1:2}", "key", "line 1, column 2" },
	{ "{\"a\" 1}", "colon", "line 1, column 6" },
	{ "{\"a\":1]", "", "line 1, column 7" },
	{ "[1 2]", "'", "line 1, column 4" },
	{ "[1 2345, 6]", "'", "line 1, column 4" },
	{ "[1 true]", "'", "line 1, column 4" },
	{ "1 2", "trailing garbage", "line 1, column 3" },
	{ "{}\n\n{}", "trailing garbage", "line 3, column 1" },
	{ "{}}", "trailing garbage", "line 1, column 3" },
	{ "true false", "trailing garbage", "line 1, column 6" },
	{ "]", "", "line 1, column 1" },
	{ "nul", "", "line 1, column 1" },
	{ "[true, tru]", "", "line 1, column 8" },
	{ "True", "", "line 1, column 1" },
	{ "01", "", "line 1" },
	{ "-", "digit", "line 1" },
	{ "1.", "digit", "line 1" },
	{ "+1", "", "line 1, column 1" },
	{ ".5", "", "line 1, column 1" },
	{ "NaN", "", "line 1, column 1" },
	{ "'a'", "", "line 1, column 1" },
	{ "// a\n1", "comment", "line 1" },
	{ "/* a */ 1", "comment", "line 1" },
	{ "\"a\nb\"", "inside string", "line 1, column 3" },
	{ "\"\\x\"", "inside a string", "line 1, column 2" },
	{ "\"\\u12g4\"", "non-hex", "line 1, column 5" },
	{ "\xef\xbb\xbf{}", "invalid char", "line 1, column 1" },
	{ "\"\xff\"", "UTF8", "line 1, column 2" },
	{ "\"\xc3(\"", "UTF8", "line 1" },
	{ "\"\xc0\x80\"", "not UTF-8", "" },		/* overlong */
	{ "\"\xed\xa0\x80\"", "not UTF-8", "" },	/* a surrogate */
	{ "\"\xf4\x90\x80\x80\"", "not UTF-8", "" },	/* too large */
	{ "{\"\xed\xa0\x80\": 1}", "not UTF-8", "" },
	{ "\"\\ud800\"", "surrogate", "" },
	{ "\"\\ud800x\"", "surrogate", "" },
	{ "\"\\ud800\\u0041\"", "surrogate", "" },
	{ "\"\\ud800\\ud800\\udc00\"", "surrogate", "" },
	{ "\"\\udc00\"", "surrogate", "" },
	{ "\"\\ude00\\ud83d\"", "surrogate", "" },
	{ "{\"\\uD800\": 1}", "surrogate", "" },
	{ "[1e400]", "too large for a double", "" },
	{ "[-1e400]", "too large for a double", "" },
};

START_TEST(refuses)
{
	const char *text = bad[_i].text;
	json_t *v = (json_t *)bad;
	davit_error err;

	ck_assert_msg(decode_json(text, strlen(text), &v, NULL, &err) ==
		      DAVIT_EPROTO, "%s", text);
	ck_assert_ptr_null(v);
	ck_assert_int_eq(err.code, DAVIT_EPROTO);
	if (bad[_i].said[0] != '\0')
		unit_holds(text, err.text, bad[_i].said);
	if (bad[_i].place[0] != '\0')
		unit_holds(text, err.text, bad[_i].place);
	ck_assert(strchr(err.text, '\n') == NULL);
	ck_assert_int_ne(err.text[strlen(err.text) - 1], '.');
	ck_assert_int_eq(decode_json(text, strlen(text), &v, NULL, NULL),
			 DAVIT_EPROTO);
}
END_TEST

/* A reply may hold secrets; what is wrong with it must not quote it. */
START_TEST(quotes_nothing)
{
	static const char text[] = "{\"Password\": \"hunter2\" \"x\": hunter3}";
	davit_error err;
	json_t *v;

	ck_assert_int_lt(decode_json(text, strlen(text), &v, NULL, &err), 0);
	ck_assert_ptr_null(strstr(err.text, "hunter"));
}
END_TEST

static char *nested(size_t depth, char open, char close, const char *within)
{
	size_t len = strlen(within);
	char *text = malloc(2 * depth + len + 1);

	ck_assert_ptr_nonnull(text);
	memset(text, open, depth);
	memcpy(text + depth, within, len);
	memset(text + depth + len, close, depth);
	text[2 * depth + len] = '\0';
	return text;
}

START_TEST(depth)
{
	char *text = nested(DECODE_DEPTH, '[', ']', "");
	davit_error err;
	json_t *v;

	ck_assert_int_eq(decode_json(text, strlen(text), &v, NULL, &err), 0);
	json_decref(v);
	free(text);
	text = nested(DECODE_DEPTH + 1, '[', ']', "");
	ck_assert_int_eq(decode_json(text, strlen(text), &v, NULL, &err),
			 DAVIT_EPROTO);
	unit_holds("too deep", err.text, "nested more than 512 levels deep");
	free(text);
	text = nested(100000, '[', ' ', "");
	ck_assert_int_eq(decode_json(text, strlen(text), &v, NULL, &err),
			 DAVIT_EPROTO);
	free(text);
}
END_TEST

/* A part of a document never passes for a whole one, nor crashes. */
START_TEST(truncated)
{
	static const char text[] =
		"{\"Id\": \"caf\\u00e9 \\ud83d\\ude00 \xc3\xa9\", \"n\": [1, "
		"-2.5e+10, 18446744073709551615, true, false, null, {}], "
		"\"deep\": {\"a\": {\"b\": [[[]]]}}}";
	size_t len;
	json_t *v;
	char *copy;
	int r;

	for (len = 0; len < sizeof(text); len++) {
		/* On the heap, so that reading beyond is noticed. */
		copy = malloc(len > 0 ? len : 1);
		ck_assert_ptr_nonnull(copy);
		memcpy(copy, text, len);
		r = decode_json(copy, len, &v, NULL, NULL);
		if (len == 0)
			ck_assert(r == 0 && v == NULL);
		else
			ck_assert_int_eq(r, len == sizeof(text) - 1 ? 0 :
					 DAVIT_EPROTO);
		json_decref(v);
		free(copy);
	}
}
END_TEST

/* Whatever a byte is changed to: what is taken is what Jansson takes.  Only
 * yajl's idea of white space is wider, by two characters. */
START_TEST(mutated)
{
	static const char text[] = "{\"a\": [1, -2.5e3, \"x\\u0041\", true]}";
	char copy[sizeof(text)];
	size_t at, len = sizeof(text) - 1;
	json_t *ours, *theirs;
	int c, r;

	for (at = 0; at < len; at++)
		for (c = 1; c < 256; c++) {
			memcpy(copy, text, sizeof(text));
			copy[at] = (char)c;
			r = decode_json(copy, len, &ours, NULL, NULL);
			if ((c == '\v' || c == '\f') && r == 0)
				copy[at] = ' ';
			theirs = json_loadb(copy, len, JSON_ALLOW_NUL, NULL);
			ck_assert_msg((r == 0) == (theirs != NULL),
				      "%s: ours %d", copy, r);
			if (r == 0)
				ck_assert_msg(json_equal(ours, theirs), "%s",
					      copy);
			json_decref(ours);
			json_decref(theirs);
		}
}
END_TEST

/* A zero byte is not the end of the text. */
START_TEST(zero_byte)
{
	json_t *v;

	ck_assert_int_eq(decode_json("[1]\0[2]", 7, &v, NULL, NULL),
			 DAVIT_EPROTO);
	ck_assert_int_eq(decode_json("\0", 1, &v, NULL, NULL), DAVIT_EPROTO);
	ck_assert_int_eq(decode_json("[1]garbage", 3, &v, NULL, NULL), 0);
	json_decref(v);
	ck_assert_int_eq(decode_json("{\"a\\u0000b\":1}", 14, &v, NULL, NULL),
			 0);
	ck_assert_uint_eq(json_object_size(v), 1);
	ck_assert_ptr_nonnull(json_object_getn(v, "a\0b", 3));
	json_decref(v);
}
END_TEST

START_TEST(long_keys)
{
	char text[400], *key = text + 2;
	size_t len;
	json_t *v;

	for (len = 1; len < 300; len += 13) {
		text[0] = '{';
		text[1] = '"';
		memset(key, 'k', len);
		memcpy(key + len, "\":1}", 5);
		ck_assert_int_eq(decode_json(text, strlen(text), &v, NULL,
					     NULL), 0);
		ck_assert_ptr_nonnull(json_object_getn(v, key, len));
		json_decref(v);
	}
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, accepts, good);
	UNIT_ROWS(tc, keeps_big_integers, big);
	UNIT_ROWS(tc, refuses, bad);
	tcase_add_test(tc, quotes_nothing);
	tcase_add_test(tc, depth);
	tcase_add_test(tc, truncated);
	tcase_add_test(tc, mutated);
	tcase_add_test(tc, zero_byte);
	tcase_add_test(tc, long_keys);
}

int main(void)
{
	return unit_run("decode", fill);
}
