/* SPDX-License-Identifier: MIT */
/* Tests src/schema.c: the members of a body, each with its place. */
#include "config.h"

#include "mini.h"
#include "schema.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct said {
	char text[4096];
};

static void note(const davit_problem *p, void *ctx)
{
	struct said *s = ctx;
	size_t used = strlen(s->text);

	ck_assert_int_eq(p->code, DAVIT_EBODY);
	snprintf(s->text + used, sizeof(s->text) - used, "%s|%s%s%s\n",
		 p->where, p->text, p->hint[0] != '\0' ? "|" : "", p->hint);
}

/* What is said of a body in a version of WidgetCreate. */
static int check(const char *version, const json_t *body, struct said *said)
{
	struct schema_check c;
	struct problems p;
	struct op op;

	said->text[0] = '\0';
	mini_op(version, "WidgetCreate", &op);
	problems_init(&p, NULL, note, said);
	c = (struct schema_check){
		op.table, op.epoch, version, "WidgetCreate", &p
	};
	schema_check(&c, op.row->body, body);
	return p.count;
}

static const struct {
	const char *version, *body, *said;
} rows[] = {
	/* what is good */
	{ "v1.2", "{\"Image\": \"x\"}", "" },
	{ "v1.2", "{\"Image\": \"\", \"Count\": 10, \"Kind\": \"round\", "
	  "\"Labels\": [{\"any\": 1}], \"Nested\": {\"Deep\": \"a\", "
	  "\"Items\": [1, 2], \"Self\": {\"Self\": {}}}, \"New\": \"n\", "
	  "\"Numbers\": {\"a\": 1, \"b\": 2}, \"Ratio\": 0.5, \"Text\": "
	  "\"t\"}", "" },
	{ "v1.2", "{\"Image\": \"x\", \"Count\": null, \"Nested\": null, "
	  "\"Ratio\": null}", "" },
	{ "v1.2", "{\"Image\": \"x\", \"Ratio\": 1, \"Text\": [1, {}]}", "" },
	/* missing */
	{ "v1.2", "{}", "body|missing member 'Image' in the body of "
	  "WidgetCreate\n" },
	/* wrong types, each in its place */
	{ "v1.2", "[]", "body|'body' of WidgetCreate must be an object, not "
	  "an array\n" },
	{ "v1.2", "{\"Image\": 1}", "body.Image|'body.Image' of WidgetCreate "
	  "must be a string, not an integer\n" },
	{ "v1.2", "{\"Image\": \"x\", \"Count\": 1.5}", "body.Count|"
	  "'body.Count' of WidgetCreate must be an integer, not a number\n" },
	{ "v1.2", "{\"Image\": \"x\", \"Ratio\": \"1\"}", "body.Ratio|"
	  "'body.Ratio' of WidgetCreate must be a number, not a string\n" },
	{ "v1.2", "{\"Image\": \"x\", \"Text\": true}", "body.Text|"
	  "'body.Text' of WidgetCreate must be an array or a string, not a "
	  "boolean\n" },
	{ "v1.2", "{\"Image\": \"x\", \"Nested\": {\"Items\": [1, \"2\", 3, "
	  "[]]}}", "body.Nested.Items[1]|'body.Nested.Items[1]' of "
	  "WidgetCreate must be an integer, not a string\n"
	  "body.Nested.Items[3]|'body.Nested.Items[3]' of WidgetCreate must "
	  "be an integer, not an array\n" },
	{ "v1.2", "{\"Image\": \"x\", \"Numbers\": {\"a\": 1, \"b\": {}}}",
	  "body.Numbers.b|'body.Numbers.b' of WidgetCreate must be an "
	  "integer, not an object\n" },
	/* ranges and enumerations */
	{ "v1.2", "{\"Image\": \"x\", \"Count\": 0}", "body.Count|"
	  "'body.Count' of WidgetCreate is out of range: 0 is too small\n" },
	{ "v1.2", "{\"Image\": \"x\", \"Count\": 11}", "body.Count|"
	  "'body.Count' of WidgetCreate is out of range: 11 is too large\n" },
	{ "v1.2", "{\"Image\": \"x\", \"Kind\": \"squaer\"}", "body.Kind|"
	  "'body.Kind' of WidgetCreate can't be 'squaer'|did you mean "
	  "'square'?\n" },
	/* unknown: by spelling, by place, by version */
	{ "v1.2", "{\"Image\": \"x\", \"Labesl\": {}}", "body.Labesl|unknown "
	  "member 'Labesl' in the body of WidgetCreate|did you mean "
	  "'Labels'?\n" },
	{ "v1.2", "{\"Image\": \"x\", \"image\": 1}", "body.image|unknown "
	  "member 'image' in the body of WidgetCreate|did you mean "
	  "'Image'?\n" },
	{ "v1.2", "{\"Image\": \"x\", \"Quux\": 1}", "body.Quux|unknown "
	  "member 'Quux' in the body of WidgetCreate\n" },
	{ "v1.2", "{\"Image\": \"x\", \"Deep\": \"d\"}", "body.Deep|unknown "
	  "member 'Deep' in the body of WidgetCreate|it belongs under "
	  "Nested\n" },
	{ "v1.2", "{\"Image\": \"x\", \"Old\": \"o\"}", "body.Old|unknown "
	  "member 'Old' in the body of WidgetCreate|it was dropped after "
	  "v1.0\n" },
	{ "v1.0", "{\"Image\": \"x\", \"Old\": \"o\"}", "" },
	{ "v1.0", "{\"Image\": \"x\", \"New\": \"n\"}", "body.New|unknown "
	  "member 'New' in the body of WidgetCreate|it exists since v1.1; "
	  "this client speaks v1.0\n" },
	{ "v1.1", "{\"Image\": \"x\", \"New\": \"n\"}", "" },
	/* all of it at once */
	{ "v1.2", "{\"Count\": 0, \"Nested\": {\"Self\": {\"Deep\": 1}}, "
	  "\"Knid\": \"round\"}",
	  "body.Count|'body.Count' of WidgetCreate is out of range: 0 is too "
	  "small\n"
	  "body.Nested.Self.Deep|'body.Nested.Self.Deep' of WidgetCreate must "
	  "be a string, not an integer\n"
	  "body.Knid|unknown member 'Knid' in the body of WidgetCreate|did "
	  "you mean 'Kind'?\n"
	  "body|missing member 'Image' in the body of WidgetCreate\n" },
};

START_TEST(members)
{
	json_t *v = unit_json(rows[_i].body);
	struct said said;

	check(rows[_i].version, v, &said);
	ck_assert_msg(strcmp(said.text, rows[_i].said) == 0,
		      "%s\ngot:\n%swanted:\n%s", rows[_i].body, said.text,
		      rows[_i].said);
	json_decref(v);
}
END_TEST

/* A schema that refers to itself, and a body that follows it down. */
START_TEST(depth)
{
	json_t *v = json_object(), *outer;
	struct said said;
	int i;

	for (i = 0; i < SCHEMA_DEPTH - 2; i++)
		v = json_pack("{s:o}", "Self", v);
	outer = json_pack("{s:s, s:o}", "Image", "x", "Nested", v);
	ck_assert_int_eq(check("v1.2", outer, &said), 0);
	json_decref(outer);
	v = json_object();
	for (i = 0; i < 1000; i++)
		v = json_pack("{s:o}", "Self", v);
	outer = json_pack("{s:s, s:o}", "Image", "x", "Nested", v);
	ck_assert_int_eq(check("v1.2", outer, &said), 1);
	unit_holds("deep", said.text, "nested more than 64 levels deep");
	json_decref(outer);
}
END_TEST

/* Places are cut, never written beyond their end. */
START_TEST(long_names)
{
	char name[1000];
	struct said said;
	json_t *v, *inner;
	size_t len;

	for (len = 1; len < sizeof(name); len += 37) {
		memset(name, 'n', len);
		name[len] = '\0';
		inner = json_pack("{s:i}", name, 1);
		v = json_pack("{s:s, s:o}", "Image", "x", "Nested", inner);
		ck_assert_int_eq(check("v1.2", v, &said), 1);
		ck_assert_int_eq(strncmp(said.text, "body.Nested", 11), 0);
		json_decref(v);
	}
}
END_TEST

START_TEST(kinds)
{
	static const char *const names[][2] = {
		{ "{}", "an object" }, { "[]", "an array" },
		{ "\"\"", "a string" }, { "1", "an integer" },
		{ "1.0", "a number" }, { "true", "a boolean" },
		{ "false", "a boolean" }, { "null", "null" }
	};
	json_t *v;
	size_t i;

	for (i = 0; i < COUNT(names); i++) {
		v = unit_json(names[i][0]);
		ck_assert_str_eq(schema_kind(v), names[i][1]);
		json_decref(v);
	}
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, members, rows);
	tcase_add_test(tc, depth);
	tcase_add_test(tc, long_names);
	tcase_add_test(tc, kinds);
}

int main(void)
{
	return unit_run("schema", fill);
}
