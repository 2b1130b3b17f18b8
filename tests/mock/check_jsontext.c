/* SPDX-License-Identifier: MIT */
/* The text of JSON is the one that Jansson writes. */
#include "config.h"

#include "davit.h"
#include "jsontext.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

static const char *const texts[] = {
	"null", "true", "false", "0", "-1", "9223372036854775807",
	"-9223372036854775808", "1.5", "-0.0", "1e300", "0.1", "\"\"",
	"\"a\"", "\"\\\"\\\\/\"", "\"\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f\"",
	"\"a\\nb\\u0002c\"", "\"\\u00e4\\u20ac\\ud83d\\ude00\"",
	"\"zero \\u0000 byte\"", "[]", "{}", "[1]", "[1,[2,{}],[]]",
	"{\"a\":1}", "{\"b\":{\"a\":[true,null]},\"a\\\"\\n\":\"x\",\"\":0}",
};

START_TEST(writes_as_jansson)
{
	json_t *value = json_loads(texts[_i], JSON_DECODE_ANY |
				   JSON_ALLOW_NUL, NULL);
	char *wanted = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
	struct buf out = BUF_INIT(4096);

	ck_assert_ptr_nonnull(wanted);
	ck_assert_int_eq(jsontext_write(&out, value), 0);
	ck_assert_str_eq(buf_text(&out), wanted);
	buf_done(&out);
	free(wanted);
	json_decref(value);
}
END_TEST

START_TEST(knows_limits)
{
	json_t *deep = json_integer(1), *wide = json_pack("[s]", "12345");
	struct buf out = BUF_INIT(6), more = BUF_INIT(65536);
	int i;

	ck_assert_int_eq(jsontext_write(&more, NULL), DAVIT_EINVAL);
	for (i = 0; i < 2048; i++)
		deep = json_pack("[o]", deep);
	ck_assert_int_eq(jsontext_write(&more, deep), 0);
	ck_assert_uint_eq(more.len, 2 * 2048 + 1);
	deep = json_pack("{s:o}", "a", deep);
	buf_reset(&more);
	ck_assert_int_eq(jsontext_write(&more, deep), DAVIT_EINVAL);
	ck_assert_int_eq(jsontext_write(&out, wide), DAVIT_ETOOBIG);
	buf_done(&more);
	buf_done(&out);
	json_decref(deep);
	json_decref(wide);
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, writes_as_jansson, texts);
	tcase_add_test(tc, knows_limits);
}

int main(void)
{
	return unit_run("jsontext", fill);
}
