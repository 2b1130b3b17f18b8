/* SPDX-License-Identifier: MIT */
/*
 * Tests src/mock/shape.c: values against their schemas, all answers of a few
 * versions, streams to their ends.
 */
#include "config.h"

#include "fits.h"
#include "shape.h"
#include "tar.h"
#include "unit.h"

#include <string.h>

static void make(const char *engine, const char *version, const char *op,
		 struct call *call, struct answer *a)
{
	davit_error err = { .text = "" };

	call_init(call);
	answer_init(a);
	ck_assert_msg(davit_op_find(engine, version, op, &call->op, &err) ==
		      0, "%s", err.text);
	ck_assert_int_eq(shape_answer(call, a, &err), 0);
}

/* All that a stream gives; how many pieces. */
static unsigned drain(struct answer *a, struct buf *all)
{
	struct buf out = BUF_INIT(1 << 20);
	int64_t wake;
	unsigned n = 0;
	int r;

	do {
		wake = ANSWER_NEVER;
		buf_reset(&out);
		r = a->more(a->state, &out, 5, &wake);
		ck_assert_int_ge(r, 0);
		ck_assert(r == ANSWER_END || wake == 5);
		buf_add(all, out.data, out.len);
		n++;
	} while (r == ANSWER_MORE && n < 100);
	buf_done(&out);
	return n;
}

/* ---- answers ------------------------------------------------------------- */

static const struct {
	const char *engine, *version, *op;
	int status, kind;
	const char *type;	/* NULL: JSON, or nothing */
	const char *holds;	/* of the body */
	unsigned pieces;
} answers[] = {
	{ "docker", "v1.44", "ContainerCreate", 201, ANSWER_ONCE, NULL,
	  "\"Id\":\"text000000000000\"", 0 },
	{ "docker", "v1.44", "ContainerStart", 204, ANSWER_ONCE, NULL, "",
	  0 },
	{ "docker", "v1.44", "ContainerList", 200, ANSWER_ONCE, NULL,
	  "[{", 0 },
	{ "docker", "v1.44", "ContainerLogs", 200, ANSWER_STREAM,
	  "application/vnd.docker.multiplexed-stream", "a complaint\n", 3 },
	{ "docker", "v1.41", "ContainerExport", 200, ANSWER_STREAM, NULL,
	  "content\n", 2 },
	{ "docker", "v1.44", "ImageGet", 200, ANSWER_STREAM,
	  "application/x-tar", "content\n", 2 },
	{ "docker", "v1.44", "ImageCreate", 200, ANSWER_STREAM,
	  "application/json", "\r\n{", 3 },
	{ "docker", "v1.44", "SystemEvents", 200, ANSWER_STREAM,
	  "application/json", "\"Type\":\"", 3 },
	{ "docker", "v1.44", "ContainerAttach", 200, ANSWER_TAKEN,
	  "application/vnd.docker.raw-stream", "", 0 },
	{ "docker", "v1.44", "Session", 400, ANSWER_ONCE, NULL,
	  "does not ask for an upgrade to h2c", 0 },
	{ "podman", "v5.4.2", "ImagePullLibpod", 200, ANSWER_STREAM,
	  "application/json", "\"images\":[\"", 3 },
	{ "podman", "v5.4.2", "ContainerWaitLibpod", 200, ANSWER_ONCE, NULL,
	  "1", 0 },
	{ "podman", "v5.4.2", "GenerateSystemdLibpod", 200, ANSWER_ONCE,
	  NULL, "{\"entry\":\"text000000000000\"}", 0 },
	{ "podman", "v5.4.2", "ContainerUpdateLibpod", 201, ANSWER_ONCE,
	  NULL, "{\"ID\":\"text000000000000\"}", 0 },
};

START_TEST(answer)
{
	const char *op = answers[_i].op;
	struct buf all = BUF_INIT(1 << 20);
	struct call call;
	struct answer a;
	char *text;

	make(answers[_i].engine, answers[_i].version, op, &call, &a);
	ck_assert_msg(a.status == answers[_i].status, "%s: %d", op, a.status);
	ck_assert_msg(a.kind == answers[_i].kind, "%s: %d", op, a.kind);
	if (answers[_i].type != NULL)
		ck_assert_pstr_eq(a.type, answers[_i].type);
	if (a.kind == ANSWER_STREAM)
		ck_assert_uint_eq(drain(&a, &all), answers[_i].pieces);
	text = a.json == NULL ? NULL :
	       json_dumps(a.json, JSON_COMPACT | JSON_ENCODE_ANY);
	if (text != NULL)
		buf_add_str(&all, text);
	ck_assert_msg(memmem(buf_text(&all), all.len, answers[_i].holds,
			     strlen(answers[_i].holds)) != NULL, "%s: %s", op,
		      buf_text(&all));
	ck_assert_msg(*answers[_i].holds != '\0' || all.len == 0, "%s: %s",
		      op, buf_text(&all));
	free(text);
	buf_done(&all);
	answer_done(&a);
	call_done(&call);
}
END_TEST

/* ---- values -------------------------------------------------------------- */

static const char *const versions[][2] = {
	{ "docker", "v1.25" }, { "docker", "v1.44" }, { "docker", NULL },
	{ "podman", "v3.1.0" }, { "podman", "v4.9.5" }, { "podman", NULL },
};

static unsigned check_value(const davit_op *op, const davit_schema *s,
			    unsigned seed)
{
	json_t *value = shape_value(s, seed), *again = shape_value(s, seed);
	char where[256] = "";

	ck_assert_msg(fits(s, value, where), "%s %s, seed %u: %s",
		      op->version, op->name, seed, where);
	ck_assert_msg(json_equal(value, again), "%s: another value",
		      op->name);
	json_decref(value);
	json_decref(again);
	return 1;
}

/* Every body and every answer, with several seeds. */
START_TEST(values)
{
	davit_op op = { .name = NULL };
	unsigned n = 0, seed;
	davit_response r;
	davit_schema s;
	size_t i;

	while (davit_op_next(versions[_i][0], versions[_i][1], NULL, &op) > 0)
		for (seed = 0; seed < 5; seed++) {
			if (davit_op_body(&op, &s) == 0)
				n += check_value(&op, &s, seed);
			for (i = 0; davit_op_response(&op, i, &r) == 0; i++)
				if (r.has_schema)
					n += check_value(&op, &r.schema, seed);
		}
	ck_assert_uint_gt(n, 500);
}
END_TEST

/* The judge itself can say no. */
START_TEST(judge)
{
	char where[256];
	davit_response r;
	json_t *value;
	davit_op op;

	ck_assert_int_eq(davit_op_find("docker", "v1.44", "ContainerCreate",
				       &op, NULL), 0);
	ck_assert_int_eq(davit_op_response(&op, 0, &r), 0);
	ck_assert_int_eq(r.status, 201);
	value = unit_json("{\"Id\":\"x\"}");
	ck_assert(!fits(&r.schema, value, where));
	ck_assert_str_eq(where, ".Warnings missing");
	json_object_set_new(value, "Warnings", unit_json("[\"a\",1]"));
	ck_assert(!fits(&r.schema, value, where));
	ck_assert_str_eq(where, ".Warnings");
	json_object_set_new(value, "Warnings", unit_json("[\"a\"]"));
	ck_assert(fits(&r.schema, value, where));
	ck_assert(!fits(&r.schema, NULL, where));
	json_decref(value);
}
END_TEST

/* ---- take-overs ---------------------------------------------------------- */

START_TEST(echo)
{
	struct buf out = BUF_INIT(4);
	int64_t wake = ANSWER_NEVER;
	struct call call;
	struct answer a;

	make("docker", "v1.44", "ContainerAttach", &call, &a);
	ck_assert_int_eq(a.more(a.state, &out, 5, &wake), ANSWER_MORE);
	ck_assert_uint_eq(out.len, 0);
	ck_assert_int_eq(wake, ANSWER_NEVER);
	a.input(a.state, "abcdef", 6, false);
	/* As much as there is room for, the rest at once. */
	ck_assert_int_eq(a.more(a.state, &out, 5, &wake), ANSWER_MORE);
	ck_assert_str_eq(buf_text(&out), "abcd");
	ck_assert_int_eq(wake, 5);
	buf_reset(&out);
	a.input(a.state, NULL, 0, true);
	wake = ANSWER_NEVER;
	ck_assert_int_eq(a.more(a.state, &out, 5, &wake), ANSWER_END);
	ck_assert_str_eq(buf_text(&out), "ef");
	buf_done(&out);
	answer_done(&a);
	call_done(&call);
}
END_TEST

START_TEST(head)
{
	struct call call = { .head = true };
	struct answer a;

	answer_init(&a);
	ck_assert_int_eq(davit_op_find("docker", NULL, "ContainerList",
				       &call.op, NULL), 0);
	ck_assert_int_eq(shape_answer(&call, &a, NULL), 0);
	ck_assert_ptr_null(a.json);
	ck_assert_uint_eq(a.bytes.len, 0);
	answer_done(&a);
}
END_TEST

static const struct {
	const char *engine, *op, *params;
	unsigned pieces;
} streaming[] = {
	{ "docker", "ContainerStats", "{}", 3 },
	{ "docker", "ContainerStats", "{\"stream\":true}", 3 },
	{ "docker", "ContainerStats", "{\"stream\":false}", 1 },
	{ "podman", "ContainerTopLibpod", "{\"stream\":true}", 3 },
	{ "podman", "ContainerTopLibpod", "{\"stream\":false}", 1 },
	{ "docker", "SystemEvents", "{\"stream\":\"unlisted\"}", 3 },
};

/* What streams only if it is asked to gives one value, else. */
START_TEST(once)
{
	struct buf all = BUF_INIT(1 << 20);
	struct call call;
	struct answer a;

	call_init(&call);
	answer_init(&a);
	call.params = unit_json(streaming[_i].params);
	ck_assert_int_eq(davit_op_find(streaming[_i].engine, NULL,
				       streaming[_i].op, &call.op, NULL), 0);
	ck_assert_int_eq(shape_answer(&call, &a, NULL), 0);
	ck_assert_uint_eq(drain(&a, &all), streaming[_i].pieces);
	buf_done(&all);
	answer_done(&a);
	call_done(&call);
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, answer, answers);
	UNIT_ROWS(tc, values, versions);
	tcase_add_test(tc, judge);
	tcase_add_test(tc, echo);
	tcase_add_test(tc, head);
	UNIT_ROWS(tc, once, streaming);
}

int main(void)
{
	return unit_run_engines("shape", fill);
}
