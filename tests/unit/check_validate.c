/* SPDX-License-Identifier: MIT */
/* Tests src/validate.c: every kind of problem, where it is, what to do. */
#include "config.h"

#include "mini.h"
#include "unit.h"
#include "validate.h"

#include <stdio.h>
#include <string.h>

#define LIST "WidgetList"

/* What is said: "where|text|hint" for each problem, a line each. */
struct said {
	char text[4096];
};

static void note(const davit_problem *p, void *ctx)
{
	struct said *s = ctx;
	size_t used = strlen(s->text);

	snprintf(s->text + used, sizeof(s->text) - used, "%s|%s%s%s\n",
		 p->where, p->text, p->hint[0] != '\0' ? "|" : "", p->hint);
}

static const struct {
	const char *op, *params, *said;
} rows[] = {
	/* what is good */
	{ LIST, "{}", "" },
	{ LIST, "{\"all\": true, \"limit\": 5, \"ratio\": 0.5, \"mode\": "
	  "\"slow\", \"label\": [\"a\", \"b\"], \"ids\": [1, 2]}", "" },
	{ LIST, "{\"all\": null, \"limit\": null, \"filters\": null}", "" },
	/* names */
	{ LIST, "{\"quux\": 1}",
	  "params.quux|unknown parameter 'quux' of WidgetList\n" },
	{ LIST, "{\"limti\": 1}",
	  "params.limti|unknown parameter 'limti' of WidgetList|"
	  "did you mean 'limit'?\n" },
	{ LIST, "{\"Limit\": 1}",
	  "params.Limit|unknown parameter 'Limit' of WidgetList|"
	  "did you mean 'limit'?\n" },
	{ LIST, "{\"\": 1}",
	  "params.|unknown parameter '' of WidgetList\n" },
	{ LIST, "{\"path:limit\": 1}",
	  "params.path:limit|unknown parameter 'path:limit' of WidgetList|"
	  "did you mean 'limit'?\n" },
	{ LIST, "{\"query:limit\": 1}", "" },
	{ LIST, "{\"query:limit\": 1, \"limit\": 1}",
	  "params.limit|parameter 'limit' of WidgetList is given twice\n" },
	{ "WidgetCreate", "{\"Image\": \"x\"}",
	  "params.Image|unknown parameter 'Image' of WidgetCreate|"
	  "'Image' is a member of the body\n" },
	{ "WidgetInspect", "{\"id\": \"a\", \"tag\": \"b\"}",
	  "params.tag|unknown parameter 'tag' of WidgetInspect|"
	  "it was dropped after v1.0\n" },
	/* header names have no case */
	{ LIST, "{\"x-token\": \"a\"}", "" },
	{ LIST, "{\"header:X-TOKEN\": \"a\"}", "" },
	{ LIST, "{\"query:x-token\": \"a\"}",
	  "params.query:x-token|unknown parameter 'query:x-token' of "
	  "WidgetList|did you mean 'X-Token'?\n" },
	{ LIST, "{\"x-token\": \"a\", \"X-Token\": \"b\"}",
	  "params.X-Token|parameter 'X-Token' of WidgetList is given "
	  "twice\n" },
	/* id and name mean the only path parameter */
	{ "WidgetInspect", "{\"id\": \"a\"}", "" },
	{ "WidgetInspect", "{\"name\": \"a\"}", "" },
	{ "WidgetInspect", "{\"path:name\": \"a\"}", "" },
	{ "WidgetInspect", "{\"id\": \"a\", \"name\": \"a\"}",
	  "params.name|parameter 'id' of WidgetInspect is given twice\n" },
	{ "WidgetInspect", "{\"query:name\": \"a\"}",
	  "params.query:name|unknown parameter 'query:name' of "
	  "WidgetInspect\n"
	  "params.id|missing parameter 'id' of WidgetInspect|id: name of a "
	  "widget\n" },
	{ "WidgetPart", "{\"id\": \"a\", \"name\": \"b\"}",
	  "params.name|unknown parameter 'name' of WidgetPart\n"
	  "params.part|missing parameter 'part' of WidgetPart\n" },
	/* a name in two places */
	{ "WidgetRename", "{\"path:name\": \"a\", \"query:name\": \"b\"}",
	  "" },
	{ "WidgetRename", "{\"id\": \"a\", \"query:name\": \"b\"}", "" },
	{ "WidgetRename", "{\"path:name\": \"a\", \"name\": \"b\"}",
	  "params.name|parameter 'name' of WidgetRename is ambiguous: it has "
	  "several of that name|write 'path:name' or 'query:name'\n"
	  "params.query:name|missing parameter 'query:name' of "
	  "WidgetRename\n" },
	{ "WidgetRename", "{}",
	  "params.path:name|missing parameter 'path:name' of WidgetRename\n"
	  "params.query:name|missing parameter 'query:name' of "
	  "WidgetRename\n" },
	/* missing */
	{ "WidgetInspect", "{}",
	  "params.id|missing parameter 'id' of WidgetInspect|id: name of a "
	  "widget\n" },
	{ "WidgetInspect", "{\"id\": null}",
	  "params.id|missing parameter 'id' of WidgetInspect|id: name of a "
	  "widget\n" },
	{ "WidgetInspect", NULL,
	  "params.id|missing parameter 'id' of WidgetInspect|id: name of a "
	  "widget\n" },
	{ LIST, NULL, "" },
	/* not an object */
	{ LIST, "[]", "params|parameters must be an object, not an array\n" },
	{ LIST, "\"a\"", "params|parameters must be an object, not a "
	  "string\n" },
	{ LIST, "null", "params|parameters must be an object, not null\n" },
	/* booleans: as value, number and word */
	{ LIST, "{\"all\": false}", "" },
	{ LIST, "{\"all\": \"true\"}", "" },
	{ LIST, "{\"all\": 1}", "" },
	{ LIST, "{\"all\": \"0\"}", "" },
	{ LIST, "{\"all\": 2}", "params.all|parameter 'all' of WidgetList "
	  "must be true or false, not '2'\n" },
	{ LIST, "{\"all\": \"yes\"}", "params.all|parameter 'all' of "
	  "WidgetList must be true or false, not 'yes'\n" },
	{ LIST, "{\"all\": \"\"}", "params.all|parameter 'all' of "
	  "WidgetList must be true or false, not ''\n" },
	{ LIST, "{\"all\": []}", "params.all|parameter 'all' of "
	  "WidgetList must be a boolean, not an array\n" },
	/* numbers */
	{ LIST, "{\"limit\": -1}", "" },
	{ LIST, "{\"limit\": \"25\"}", "" },
	{ LIST, "{\"limit\": \"x\"}", "params.limit|parameter 'limit' of "
	  "WidgetList must be an integer, not 'x'\n" },
	{ LIST, "{\"limit\": 1.5}", "params.limit|parameter 'limit' of "
	  "WidgetList must be an integer, not '1.5'\n" },
	{ LIST, "{\"limit\": true}", "params.limit|parameter 'limit' of "
	  "WidgetList must be a number, not a boolean\n" },
	{ LIST, "{\"limit\": {}}", "params.limit|parameter 'limit' of "
	  "WidgetList must be a number, not an object\n" },
	{ LIST, "{\"limit\": \"9223372036854775808\"}", "params.limit|"
	  "parameter 'limit' of WidgetList must be an integer, not "
	  "'9223372036854775808'\n" },
	{ LIST, "{\"ratio\": 1}", "" },
	{ LIST, "{\"ratio\": \"1e-3\"}", "" },
	{ LIST, "{\"ratio\": \"half\"}", "params.ratio|parameter 'ratio' of "
	  "WidgetList must be a number, not 'half'\n" },
	{ LIST, "{\"boolint\": true}", "" },
	{ LIST, "{\"boolint\": \"false\"}", "" },
	{ LIST, "{\"boolint\": 7}", "" },
	{ LIST, "{\"boolint\": \"no\"}", "params.boolint|parameter 'boolint' "
	  "of WidgetList must be an integer, not 'no'\n" },
	/* a secret is not repeated */
	{ LIST, "{\"password\": \"hunter2\"}", "params.password|parameter "
	  "'password' of WidgetList must be an integer, not '(hidden)'\n" },
	/* ranges */
	{ LIST, "{\"size\": 1}", "" },
	{ LIST, "{\"size\": 10}", "" },
	{ LIST, "{\"size\": 0}", "params.size|parameter 'size' of WidgetList "
	  "is out of range: 0 is not within 1..10\n" },
	{ LIST, "{\"size\": \"11\"}", "params.size|parameter 'size' of "
	  "WidgetList is out of range: 11 is not within 1..10\n" },
	{ LIST, "{\"atleast\": -1}", "params.atleast|parameter 'atleast' of "
	  "WidgetList is out of range: -1 is too small\n" },
	{ LIST, "{\"i32\": 2147483647}", "" },
	{ LIST, "{\"i32\": -2147483648}", "" },
	{ LIST, "{\"i32\": 2147483648}", "params.i32|parameter 'i32' of "
	  "WidgetList is out of range: 2147483648 is not within "
	  "-2147483648..2147483647\n" },
	{ LIST, "{\"u8\": 255}", "" },
	{ LIST, "{\"u8\": 256}", "params.u8|parameter 'u8' of WidgetList is "
	  "out of range: 256 is not within 0..255\n" },
	{ LIST, "{\"u16\": 65536}", "params.u16|parameter 'u16' of "
	  "WidgetList is out of range: 65536 is not within 0..65535\n" },
	{ LIST, "{\"u32\": 4294967295}", "" },
	{ LIST, "{\"u32\": 4294967296}", "params.u32|parameter 'u32' of "
	  "WidgetList is out of range: 4294967296 is not within "
	  "0..4294967295\n" },
	{ LIST, "{\"u64\": -1}", "params.u64|parameter 'u64' of WidgetList "
	  "is out of range: -1 is too small\n" },
	/* enumerations */
	{ LIST, "{\"mode\": \"quick\"}", "params.mode|parameter 'mode' of "
	  "WidgetList can't be 'quick': one of fast, slow, forward\n" },
	{ LIST, "{\"mode\": \"fsat\"}", "params.mode|parameter 'mode' of "
	  "WidgetList can't be 'fsat': one of fast, slow, forward|did you "
	  "mean 'fast'?\n" },
	{ LIST, "{\"mode\": 1}", "params.mode|parameter 'mode' of WidgetList "
	  "can't be '1': one of fast, slow, forward\n" },
	/* text; numbers and booleans may stand for their text */
	{ LIST, "{\"X-Token\": 5}", "" },
	{ LIST, "{\"X-Token\": []}", "params.X-Token|parameter 'X-Token' of "
	  "WidgetList must be a string, not an array\n" },
	{ LIST, "{\"anything\": \"x\"}", "" },
	{ LIST, "{\"anything\": 1.5}", "" },
	/* lists: an element may stand alone; each is checked */
	{ LIST, "{\"label\": \"a\"}", "" },
	{ LIST, "{\"label\": []}", "" },
	{ LIST, "{\"ids\": 5}", "" },
	{ LIST, "{\"ids\": [1, \"x\", 3, 1.5]}",
	  "params.ids[1]|parameter 'ids' of WidgetList must be an integer, "
	  "not 'x'\n"
	  "params.ids[3]|parameter 'ids' of WidgetList must be an integer, "
	  "not '1.5'\n" },
	{ LIST, "{\"label\": [\"a\", [\"b\"], null, {}]}",
	  "params.label[1]|parameter 'label' of WidgetList must be a string, "
	  "not an array\n"
	  "params.label[2]|parameter 'label' of WidgetList must be a string, "
	  "not null\n"
	  "params.label[3]|parameter 'label' of WidgetList must be a string, "
	  "not an object\n" },
	{ LIST, "{\"mount\": [{\"a\": 1}, \"b\"]}", "" },
	{ LIST, "{\"mount\": {\"a\": 1}}", "" },
	/* JSON: as value or as text */
	{ LIST, "{\"spec\": {\"a\": 1}}", "" },
	{ LIST, "{\"spec\": \"{\\\"a\\\": 1}\"}", "" },
	{ LIST, "{\"spec\": \"{a\"}", "params.spec|parameter 'spec' of "
	  "WidgetList must be JSON: not JSON: invalid char in json text, at "
	  "line 1, column 2\n" },
	{ LIST, "{\"cache\": [\"a\"]}", "" },
	{ LIST, "{\"cache\": \"plain\"}", "" },
	{ LIST, "{\"cache\": \"[1]\"}", "" },
	/* filters */
	{ LIST, "{\"filters\": {\"a\": [\"b\"]}}", "" },
	{ LIST, "{\"filters\": \"{\\\"a\\\": {\\\"b\\\": true}}\"}", "" },
	{ LIST, "{\"filters\": \"a=b\"}", "params.filters|parameter "
	  "'filters' of WidgetList must be JSON: not JSON: invalid char in "
	  "json text, at line 1, column 1\n" },
	{ LIST, "{\"filters\": \"[]\"}", "params.filters|parameter 'filters' "
	  "of WidgetList must be an object of filters|write {\"key\": "
	  "[\"value\"]}\n" },
	{ LIST, "{\"filters\": [1]}", "params.filters|parameter 'filters' "
	  "of WidgetList must be an object of filters|write {\"key\": "
	  "[\"value\"]}\n" },
	{ LIST, "{\"filters\": {\"a\": null}}", "params.filters|parameter "
	  "'filters' of WidgetList must be an object of filters|write "
	  "{\"key\": [\"value\"]}\n" },
	/* credentials */
	{ LIST, "{\"X-Auth\": {\"username\": \"u\"}}", "" },
	{ LIST, "{\"X-Auth\": \"e30=\"}", "" },
	{ LIST, "{\"X-Auth\": \"e30\"}", "" },
	{ LIST, "{\"X-Auth\": \"hunter2\"}", "params.X-Auth|parameter "
	  "'X-Auth' of WidgetList is neither an object of credentials nor "
	  "the base64 of one|give an object like {\"username\": ..., "
	  "\"password\": ...}\n" },
	{ LIST, "{\"X-Auth\": \"W10=\"}", "params.X-Auth|parameter "
	  "'X-Auth' of WidgetList is neither an object of credentials nor "
	  "the base64 of one|give an object like {\"username\": ..., "
	  "\"password\": ...}\n" },
	{ LIST, "{\"X-Auth\": 5}", "params.X-Auth|parameter 'X-Auth' of "
	  "WidgetList must be an object of credentials, not an integer\n" },
	/* what a path forbids */
	{ "WidgetInspect", "{\"id\": \"a/b\"}", "" },
	{ "WidgetInspect", "{\"id\": \"\"}", "params.id|parameter 'id' of "
	  "WidgetInspect stands in the path and can't be '': no part of it "
	  "may be empty, '.' or '..'\n" },
	{ "WidgetInspect", "{\"id\": \"..\"}", "params.id|parameter 'id' of "
	  "WidgetInspect stands in the path and can't be '..': no part of it "
	  "may be empty, '.' or '..'\n" },
	{ "WidgetInspect", "{\"id\": \"a/../b\"}", "params.id|parameter 'id' "
	  "of WidgetInspect stands in the path and can't be 'a/../b': no "
	  "part of it may be empty, '.' or '..'\n" },
	{ "WidgetInspect", "{\"id\": \"/web\"}", "params.id|parameter 'id' "
	  "of WidgetInspect stands in the path and can't be '/web': no part "
	  "of it may be empty, '.' or '..'|leave out the leading '/'\n" },
	/* what a header forbids */
	{ LIST, "{\"X-Token\": \"a\\r\\nEvil: b\"}", "params.X-Token|"
	  "parameter 'X-Token' of WidgetList is a header and can't hold a "
	  "line break or control character\n" },
	{ LIST, "{\"X-Part\": [\"a\", \"b\\n\"]}", "params.X-Part[1]|"
	  "parameter 'X-Part' of WidgetList is a header and can't hold a "
	  "line break or control character\n" },
	{ LIST, "{\"X-Token\": \"caf\\u00e9\"}", "" },
	/* what text forbids everywhere */
	{ LIST, "{\"X-Token\": \"a\\u0000b\"}", "params.X-Token|parameter "
	  "'X-Token' of WidgetList holds a zero byte\n" },
	{ "WidgetInspect", "{\"id\": \"a\\u0000b\"}", "params.id|parameter "
	  "'id' of WidgetInspect holds a zero byte\n" },
	/* all of it at once */
	{ "WidgetInspect", "{\"size\": \"big\", \"quux\": 1, \"iid\": \"a\"}",
	  "params.size|parameter 'size' of WidgetInspect must be true or "
	  "false, not 'big'\n"
	  "params.quux|unknown parameter 'quux' of WidgetInspect\n"
	  "params.iid|unknown parameter 'iid' of WidgetInspect|did you mean "
	  "'id'?\n"
	  "params.id|missing parameter 'id' of WidgetInspect|id: name of a "
	  "widget\n" },
};

START_TEST(params)
{
	json_t *v = rows[_i].params == NULL ? NULL : unit_json(rows[_i].params);
	struct said said = { "" };
	struct problems p;
	struct bound bound;
	struct op op;

	mini_op(NULL, rows[_i].op, &op);
	problems_init(&p, NULL, note, &said);
	validate_params(&op, v, 0, &bound, &p, NULL);
	ck_assert_msg(strcmp(said.text, rows[_i].said) == 0,
		      "%s\ngot:\n%swanted:\n%s", rows[_i].params == NULL ?
		      "nothing" : rows[_i].params, said.text, rows[_i].said);
	json_decref(v);
}
END_TEST

/* The same call in versions that lack a parameter. */
START_TEST(versions)
{
	json_t *v = unit_json("{\"id\": \"a\", \"size\": true}");
	struct said said = { "" };
	struct problems p;
	struct bound bound;
	struct op op;

	mini_op("v1.0", "WidgetInspect", &op);
	problems_init(&p, NULL, note, &said);
	validate_params(&op, v, 0, &bound, &p, NULL);
	ck_assert_str_eq(said.text, "params.size|unknown parameter 'size' of "
			 "WidgetInspect|it exists since v1.1; this client "
			 "speaks v1.0\n");
	mini_op("v1.1", "WidgetInspect", &op);
	problems_init(&p, NULL, note, &said);
	validate_params(&op, v, 0, &bound, &p, NULL);
	ck_assert_int_eq(p.count, 0);
	json_decref(v);
}
END_TEST

START_TEST(unlisted)
{
	json_t *v = unit_json("{\"quux\": 1, \"limit\": \"x\", \"a\": []}");
	struct problems p;
	struct bound bound;
	struct op op;

	mini_op(NULL, LIST, &op);
	problems_init(&p, NULL, NULL, NULL);
	validate_params(&op, v, DAVIT_ALLOW_UNLISTED, &bound, &p, NULL);
	/* What is listed is checked all the same. */
	ck_assert_int_eq(p.count, 1);
	ck_assert(validate_is_listed(&op, "limit"));
	ck_assert(validate_is_listed(&op, "query:limit"));
	ck_assert(validate_is_listed(&op, "x-token"));
	ck_assert(!validate_is_listed(&op, "quux"));
	ck_assert(!validate_is_listed(&op, "path:limit"));
	json_decref(v);
}
END_TEST

/* Which value went to which parameter. */
START_TEST(binds)
{
	json_t *v = unit_json("{\"query:name\": \"q\", \"id\": \"p\"}");
	struct problems p;
	struct bound bound;
	struct op op;

	mini_op(NULL, "WidgetRename", &op);
	problems_init(&p, NULL, NULL, NULL);
	validate_params(&op, v, 0, &bound, &p, NULL);
	ck_assert_int_eq(p.count, 0);
	ck_assert_str_eq(json_string_value(bound.value[0]), "p");
	ck_assert_str_eq(json_string_value(bound.value[1]), "q");
	json_decref(v);
}
END_TEST

enum { NONE, JSON, TEXT, MEM, TYPED, NULLED, FD };

static const struct {
	const char *op;
	int kind;
	const char *body;
	unsigned flags;
	const char *said;
} bodies[] = {
	{ "WidgetCreate", JSON, "{}", 0, "" },
	{ "WidgetCreate", JSON, "{\"quux\": 1}", 0, "" },
	{ "WidgetCreate", NONE, "", 0,
	  "body|WidgetCreate needs a body|it takes application/json\n" },
	{ "WidgetCreate", NULLED, "", 0,
	  "body|the body of WidgetCreate is NULL\n" },
	{ "WidgetCreate", JSON, "[]", 0, "body|the body of WidgetCreate must "
	  "be an object, not an array\n" },
	{ "WidgetCreate", JSON, "1", 0, "body|the body of WidgetCreate must "
	  "be an object, not an integer\n" },
	{ "WidgetCreate", JSON, "[]", DAVIT_NO_BODY_CHECK, "" },
	{ "WidgetCreate", TEXT, "{\"a\": 18446744073709551615}", 0, "" },
	{ "WidgetCreate", TEXT, "{", 0, "body|the body of WidgetCreate is "
	  "not JSON: premature EOF, at line 1, column 2\n" },
	{ "WidgetCreate", TEXT, "", 0,
	  "body|the body of WidgetCreate is empty\n" },
	{ "WidgetCreate", TEXT, " \n", 0,
	  "body|the body of WidgetCreate is empty\n" },
	{ "WidgetCreate", TEXT, "\"x\"", 0, "body|the body of WidgetCreate "
	  "must be an object, not a string\n" },
	{ "WidgetCreate", TEXT, "{", DAVIT_NO_BODY_CHECK, "" },
	{ "WidgetCreate", MEM, "x", 0, "body|the body of WidgetCreate is "
	  "not JSON: invalid char in json text, at line 1, column 1\n" },
	{ "WidgetCreate", TYPED, "x", 0, "" },
	{ "WidgetCreate", FD, "", 0, "" },
	{ "WidgetNote", NONE, "", 0, "" },
	{ "WidgetNote", JSON, "[]", 0, "" },
	{ "WidgetNote", JSON, "{}", 0,
	  "body|the body of WidgetNote must be an array, not an object\n" },
	{ "WidgetPart", MEM, "x", 0, "" },
	{ "WidgetPart", MEM, "", 0, "" },
	{ "WidgetPart", FD, "", 0, "" },
	{ "WidgetPart", NONE, "", 0,
	  "body|WidgetPart needs a body|it takes application/x-part\n" },
	{ "WidgetPart", JSON, "{}", 0, "body|the body of WidgetPart is raw "
	  "bytes (application/x-part), not JSON\n" },
	{ "WidgetPart", TEXT, "{}", 0, "body|the body of WidgetPart is raw "
	  "bytes (application/x-part), not JSON\n" },
	{ "WidgetPing", NONE, "", 0, "" },
	{ "WidgetPing", JSON, "{}", 0, "body|WidgetPing takes no body\n" },
	{ "WidgetPing", FD, "", 0, "body|WidgetPing takes no body\n" },
	{ "WidgetPing", JSON, "{}", DAVIT_ALLOW_UNLISTED, "" },
};

START_TEST(body)
{
	const char *text = bodies[_i].body;
	struct said said = { "" };
	davit_body b = davit_body_json(NULL);
	struct problems p;
	struct op op;

	switch (bodies[_i].kind) {
	case JSON: b.json = unit_json(text); break;
	case TEXT: b = davit_body_text(text, strlen(text)); break;
	case MEM: b = davit_body_mem(text, strlen(text), NULL); break;
	case TYPED: b = davit_body_mem(text, 1, "application/yaml"); break;
	case FD: b = davit_body_fd(0, NULL); break;
	default: break;
	}
	mini_op(NULL, bodies[_i].op, &op);
	problems_init(&p, NULL, note, &said);
	validate_body(&op, bodies[_i].kind == NONE ? NULL : &b,
		      bodies[_i].flags, &p, NULL);
	ck_assert_msg(strcmp(said.text, bodies[_i].said) == 0,
		      "%s\ngot:\n%swanted:\n%s", text, said.text,
		      bodies[_i].said);
	json_decref(b.json);
}
END_TEST

/* Members are warned about, or refused where that is wanted. */
START_TEST(strict)
{
	json_t *v = unit_json("{\"Image\": \"x\", \"Imgae\": 1}");
	struct said said = { "" };
	davit_body b = davit_body_json(v);
	struct problems p, warnings;
	struct op op;

	mini_op(NULL, "WidgetCreate", &op);
	problems_init(&p, NULL, note, &said);
	validate_body(&op, &b, 0, &p, NULL);
	ck_assert_str_eq(said.text, "");
	problems_init(&warnings, NULL, note, &said);
	validate_body(&op, &b, 0, &p, &warnings);
	ck_assert_int_eq(p.count, 0);
	ck_assert_int_eq(warnings.count, 1);
	ck_assert_str_eq(said.text, "body.Imgae|unknown member 'Imgae' in the "
			 "body of WidgetCreate|did you mean 'Image'?\n");
	validate_body(&op, &b, DAVIT_STRICT, &p, NULL);
	ck_assert_int_eq(p.count, 1);
	json_decref(v);
}
END_TEST

/* Keys of filters, at engines that are known to read some. */
static const struct {
	const char *engine, *version, *op, *filters;
	unsigned flags;
	const char *refused, *warned;	/* as struct said has them */
} keys[] = {
	{ "docker", "v1.41", "ContainerList", "{\"labl\": [\"a\"]}", 0, "",
	  "params.filters.labl|unknown key 'labl' in parameter 'filters' of "
	  "ContainerList|did you mean 'label'?\n" },
	{ "docker", "v1.41", "ContainerList", "\"{\\\"labl\\\": []}\"", 0, "",
	  "params.filters.labl|unknown key 'labl' in parameter 'filters' of "
	  "ContainerList|did you mean 'label'?\n" },
	{ "docker", "v1.41", "ContainerList", "{\"labl\": [\"a\"]}",
	  DAVIT_STRICT,
	  "params.filters.labl|unknown key 'labl' in parameter 'filters' of "
	  "ContainerList|did you mean 'label'?\n", "" },
	{ "docker", "v1.41", "ContainerPrune", "{\"labl\": [\"a\"]}", 0,
	  "params.filters.labl|unknown key 'labl' in parameter 'filters' of "
	  "ContainerPrune|did you mean 'label'?\n", "" },
	{ "docker", "v1.41", "ContainerPrune", "{\"labl\": [\"a\"]}",
	  DAVIT_ALLOW_UNLISTED, "", "" },
	{ "docker", "v1.41", "ContainerPrune", "{\"nowhere\": [\"a\"]}", 0,
	  "params.filters.nowhere|unknown key 'nowhere' in parameter "
	  "'filters' of ContainerPrune|known are until, label, label!\n",
	  "" },
	{ "docker", "v1.29", "ContainerPrune", "{\"label\": [\"a\"]}", 0,
	  "params.filters.label|unknown key 'label' in parameter 'filters' "
	  "of ContainerPrune|it exists since v1.30; this client speaks "
	  "v1.29\n", "" },
	{ "docker", "v1.41", "ContainerPrune",
	  "{\"label!\": [\"a\"], \"until\": {\"1h\": true}}", 0, "", "" },
	{ "podman", "v5.4.2", "ImagePruneLibpod", "{\"a\": [\"b\"]}", 0,
	  "params.filters.a|unknown key 'a' in parameter 'filters' of "
	  "ImagePruneLibpod|known are all, before, containers, dangling, "
	  "digest, id, intermediate, label, label!, readonly, reference, "
	  "since, until\n", "" },
};

START_TEST(filter_keys)
{
	json_t *v = json_pack("{s:o}", "filters", unit_json(keys[_i].filters));
	struct said refused = { "" }, warned = { "" };
	struct problems p, warnings;
	const struct table *t;
	struct bound bound;
	unsigned version;
	struct op op;

	ck_assert_int_eq(lookup_engine(keys[_i].engine, &t, NULL), 0);
	ck_assert_int_eq(lookup_version(t, keys[_i].version, &version, NULL),
			 0);
	ck_assert_int_eq(lookup_op(t, version, keys[_i].op, &op, NULL), 0);
	problems_init(&p, NULL, note, &refused);
	problems_init(&warnings, NULL, note, &warned);
	validate_params(&op, v, keys[_i].flags, &bound, &p, &warnings);
	ck_assert_str_eq(refused.text, keys[_i].refused);
	ck_assert_str_eq(warned.text, keys[_i].warned);
	/* Nobody to be warned. */
	validate_params(&op, v, keys[_i].flags, &bound, &p, NULL);
	json_decref(v);
}
END_TEST

/* Parameters and body make one report. */
START_TEST(one_report)
{
	json_t *v = unit_json("{\"nam\": 1}");
	davit_body b = davit_body_json(v);
	davit_error err;
	struct problems p;
	struct bound bound;
	struct op op;

	mini_op(NULL, "WidgetPing", &op);
	problems_init(&p, &err, NULL, NULL);
	validate_params(&op, v, 0, &bound, &p, NULL);
	validate_body(&op, &b, 0, &p, NULL);
	ck_assert_int_eq(problems_end(&p), DAVIT_EPARAM);
	ck_assert_int_eq(err.count, 2);
	ck_assert_str_eq(err.text, "unknown parameter 'nam' of WidgetPing");
	ck_assert_str_eq(err.where, "params.nam");
	ck_assert_str_eq(err.detail, "WidgetPing takes no body");
	json_decref(v);
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, params, rows);
	tcase_add_test(tc, versions);
	tcase_add_test(tc, unlisted);
	tcase_add_test(tc, binds);
	UNIT_ROWS(tc, body, bodies);
	tcase_add_test(tc, strict);
	UNIT_ROWS(tc, filter_keys, keys);
	tcase_add_test(tc, one_report);
}

int main(void)
{
	return unit_run_engines("validate", fill);
}
