/* SPDX-License-Identifier: MIT */
/*
 * Tests src/mock/mask.c and src/mock/pattern.c: what is hidden in a recording,
 * and what fits what.
 */
#include "config.h"

#include "mask.h"
#include "pattern.h"
#include "unit.h"

#include <string.h>

#define H "\"(hidden)\""

static const struct {
	const char *text, *masked;	/* NULL: the same */
} texts[] = {
	{ "{\"a\": \"b\"}", NULL },
	{ "", NULL },
	{ "no JSON, \"password\" or not", NULL },
	{ "{\"password\" : \"x\", \"a\":1}", "{\"password\" : " H
	  ", \"a\":1}" },
	{ "{\"Password\":\"a\\\"b\"}", "{\"Password\":" H "}" },
	{ "{\"p\\u0061ssword\":\"x\"}", "{\"p\\u0061ssword\":" H "}" },
	{ "{\"auths\":{\"r\":{\"auth\":\"x\"},\"l\":[\"y\"]},\"z\":\"z\"}",
	  "{\"auths\":{\"r\":{\"auth\":" H "},\"l\":[" H "]},\"z\":\"z\"}" },
	{ "{\"JoinTokens\":{\"Worker\":\"S\"},\"ID\":\"i\"}",
	  "{\"JoinTokens\":{\"Worker\":" H "},\"ID\":\"i\"}" },
	{ "{\"Env\":[\"A=b\",\"A_TOKEN=x\",\"PATH=p\"]}",
	  "{\"Env\":[\"A=b\",\"A_TOKEN=(hidden)\",\"PATH=p\"]}" },
	{ "{\"env\":{\"DB_PASSWORD\":\"x\"}}",
	  "{\"env\":{\"DB_PASSWORD\":" H "}}" },
	{ "{\"Data\":\"eA==\"}", "{\"Data\":" H "}" },
	{ "{\"Data\":{\"LowerDir\":\"/a\"}}", NULL },
	{ "{\"a\":\"b\"}\n{\"token\":\"x\"}\n", "{\"a\":\"b\"}\n{\"token\":" H
	  "}\n" },
	{ "{\"token\":\"x", "{\"token\":" H },
};

START_TEST(masks)
{
	const char *text = texts[_i].text, *wanted = texts[_i].masked;
	struct buf out = BUF_INIT(4096);
	bool hid = mask_text(text, strlen(text), &out);

	ck_assert_str_eq(buf_text(&out), wanted == NULL ? text : wanted);
	ck_assert_int_eq(hid, wanted != NULL);
	buf_done(&out);
}
END_TEST

static const struct {
	const char *wanted, *value;
	bool fits;
} values[] = {
	{ "{}", "{\"a\": 1}", true },
	{ "{\"a\": 1}", "{}", false },
	{ "{\"a\": null}", "{}", true },
	{ "{\"a\": null}", "{\"a\": 1}", false },
	{ "{\"a\": {\"b\": \"x*\"}}", "{\"a\": {\"b\": \"xyz\", \"c\": 1}}",
	  true },
	{ "[\"*a*b\"]", "[\"xaxxb\"]", true },
	{ "[\"*a*b\"]", "[\"xaxxbc\"]", false },
	{ "[\"\\\\*\"]", "[\"*\"]", true },
	{ "[\"\\\\*\"]", "[\"x\"]", false },
	{ "[\"\\\\\\\\\"]", "[\"\\\\\"]", true },
	{ "[\"*\"]", "[\"\"]", true },
	{ "[\"*\"]", "[{}]", false },
	{ "[1]", "[1.0]", true },
	{ "[1]", "[\"1\"]", true },
	{ "[\"true\"]", "[true]", true },
	{ "[true]", "[false]", false },
	{ "[1]", "[1, 2]", false },
	{ "[]", "{}", false },
};

START_TEST(fits)
{
	json_t *wanted = unit_json(values[_i].wanted);
	json_t *value = unit_json(values[_i].value);

	ck_assert_int_eq(pattern_holds(wanted, value), values[_i].fits);
	json_decref(wanted);
	json_decref(value);
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, masks, texts);
	UNIT_ROWS(tc, fits, values);
}

int main(void)
{
	return unit_run("mask", fill);
}
