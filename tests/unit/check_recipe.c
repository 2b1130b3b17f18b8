/* SPDX-License-Identifier: MIT */
/*
 * Tests the parts of the recipes that need no engine: references to images,
 * JSON pointers, which events are new.
 */
#include "config.h"

#include "recipe.h"
#include "unit.h"

#include <string.h>

/* ---- references --------------------------------------------------------- */

#define DIGEST "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca49599"

static const struct {
	const char *reference, *name, *tag;
} references[] = {
	{ "alpine", "alpine", "latest" },
	{ "alpine:3.19", "alpine", "3.19" },
	{ "library/alpine:3", "library/alpine", "3" },
	{ "registry:5000/alpine", "registry:5000/alpine", "latest" },
	{ "registry:5000/a/b/c:v1", "registry:5000/a/b/c", "v1" },
	{ "127.0.0.1:1/none", "127.0.0.1:1/none", "latest" },
	{ "[::1]:5000/a:b", "[::1]:5000/a", "b" },
	{ "alpine@" DIGEST, "alpine", DIGEST },
	{ "alpine:3.19@" DIGEST, "alpine", DIGEST },
	{ "registry:5000/a:v1@" DIGEST, "registry:5000/a", DIGEST },
	{ "registry:5000/a@" DIGEST, "registry:5000/a", DIGEST },
	{ "a", "a", "latest" },
};

START_TEST(reference_split)
{
	const char *tag = NULL;
	size_t len = 0;
	davit_error err;

	ck_assert_int_eq(recipe_reference(references[_i].reference, &len, &tag,
					  &err), 0);
	ck_assert_uint_eq(len, strlen(references[_i].name));
	ck_assert_int_eq(strncmp(references[_i].reference,
				 references[_i].name, len), 0);
	ck_assert_str_eq(tag, references[_i].tag);
}
END_TEST

static const char *const no_references[] = {
	"", ":", ":tag", "name:", "name@", "@" DIGEST, "registry:5000/",
	"registry:5000/:tag", "name:@" DIGEST, "na me", "name:ta g",
	"name\n", "name:\x01", "a:b:",
};

START_TEST(reference_refused)
{
	const char *tag;
	davit_error err;
	size_t len;

	ck_assert_int_eq(recipe_reference(no_references[_i], &len, &tag, &err),
			 DAVIT_EINVAL);
	ck_assert_ptr_nonnull(strstr(err.text, "is no reference"));
}
END_TEST

/* ---- pointers ----------------------------------------------------------- */

static const struct {
	const char *pointer;
	int value;		/* 0: nothing there */
} pointers[] = {
	{ "/a", 1 },
	{ "/b/c", 2 },
	{ "/b/d/0", 3 },
	{ "/b/d/1/e", 4 },
	{ "/x~1y", 5 },
	{ "/x~0y", 6 },
	{ "/x~01y", 7 },
	{ "/", 8 },
	{ "/b/", 0 },
	{ "/b/d/2", 0 },
	{ "/b/d/-1", 0 },
	{ "/b/d/0x", 0 },
	{ "/b/d/", 0 },
	{ "/a/b", 0 },
	{ "/none", 0 },
	{ "a", 0 },
};

START_TEST(pointer_shows)
{
	json_t *doc = json_pack(
		"{s:i, s:{s:i, s:[i,{s:i}]}, s:i, s:i, s:i, s:i}", "a", 1, "b",
		"c", 2, "d", 3, "e", 4, "x/y", 5, "x~y", 6, "x~1y", 7, "", 8);
	json_t *value;

	ck_assert_ptr_nonnull(doc);
	value = recipe_at(doc, pointers[_i].pointer);
	if (pointers[_i].value == 0)
		ck_assert_ptr_null(value);
	else
		ck_assert_int_eq(json_integer_value(value),
				 pointers[_i].value);
	ck_assert_ptr_eq(recipe_at(doc, ""), doc);
	ck_assert_ptr_null(recipe_at(NULL, ""));
	json_decref(doc);
}
END_TEST

START_TEST(pointer_long)
{
	json_t *doc = json_object();
	char pointer[1002];

	memset(pointer, 'x', sizeof(pointer) - 1);
	pointer[0] = '/';
	pointer[sizeof(pointer) - 1] = '\0';
	json_object_set_new(doc, pointer + 1, json_true());
	/* Longer than any name that matters: not found, nothing worse. */
	ck_assert_ptr_null(recipe_at(doc, pointer));
	json_decref(doc);
}
END_TEST

/* ---- configuration ------------------------------------------------------ */

START_TEST(config_attaches)
{
	json_t *given = json_pack("{s:b, s:b}", "AttachStdin", 1,
				  "AttachStderr", 0);
	json_t *made = recipe_config(given, false);

	ck_assert(json_is_false(json_object_get(made, "AttachStdin")));
	ck_assert(json_is_true(json_object_get(made, "AttachStdout")));
	ck_assert(json_is_false(json_object_get(made, "AttachStderr")));
	/* What was given stays as it was. */
	ck_assert_uint_eq(json_object_size(given), 2);
	ck_assert(json_is_true(json_object_get(given, "AttachStdin")));
	json_decref(made);
	made = recipe_config(given, true);
	ck_assert(json_is_true(json_object_get(made, "AttachStdin")));
	json_decref(made);
	json_decref(given);
}
END_TEST

/* ---- events ------------------------------------------------------------- */

static struct recipe_seen seen;

static void begin(void)
{
	memset(&seen, 0, sizeof(seen));
}

/* 1: new, 2: new after a gap, 0: came already. */
static int told(json_int_t time, const char *action, const char *id)
{
	json_t *event = json_pack("{s:s, s:s, s:{s:s}, s:I}", "Type",
				  "container", "Action", action, "Actor", "ID",
				  id, "timeNano", time);
	bool gap = false, fresh;

	ck_assert_ptr_nonnull(event);
	fresh = recipe_seen_new(&seen, event, &gap);
	json_decref(event);
	ck_assert(fresh || !gap);
	return fresh ? gap ? 2 : 1 : 0;
}

START_TEST(events_one_connection)
{
	/* Over one connection nothing is dropped, whatever it looks like. */
	ck_assert_int_eq(told(100, "start", "a"), 1);
	ck_assert_int_eq(told(100, "start", "a"), 1);
	ck_assert_int_eq(told(90, "start", "a"), 1);
	ck_assert_int_eq(told(100, "start", "b"), 1);
	ck_assert_int_eq(told(100, "stop", "a"), 1);
	ck_assert_int_eq(seen.newest, 100);
}
END_TEST

START_TEST(events_again)
{
	told(100, "create", "a");
	told(200, "start", "a");
	told(200, "start", "a");
	told(300, "die", "a");
	recipe_seen_again(&seen);
	ck_assert_int_eq(told(200, "start", "a"), 0);
	ck_assert_int_eq(told(200, "start", "a"), 0);
	/* A third that looks the same did not come before. */
	ck_assert_int_eq(told(200, "start", "a"), 1);
	ck_assert_int_eq(told(300, "die", "a"), 0);
	ck_assert_int_eq(told(300, "die", "b"), 1);
	ck_assert_int_eq(told(300, "kill", "a"), 1);
	ck_assert_int_eq(told(301, "die", "a"), 1);
	recipe_seen_again(&seen);
	ck_assert_int_eq(told(300, "die", "a"), 0);
	ck_assert_int_eq(told(300, "kill", "a"), 0);
	ck_assert_int_eq(told(301, "die", "a"), 0);
	ck_assert_int_eq(told(400, "start", "a"), 1);
}
END_TEST

START_TEST(events_parts_apart)
{
	/* "ab" + "c" is not "a" + "bc". */
	told(100, "ab", "c");
	recipe_seen_again(&seen);
	ck_assert_int_eq(told(100, "a", "bc"), 1);
	ck_assert_int_eq(told(100, "ab", "c"), 0);
}
END_TEST

START_TEST(events_from_before)
{
	/* The overlap reaches back to what nobody asked for: no gap either. */
	told(1000, "start", "a");
	recipe_seen_again(&seen);
	ck_assert_int_eq(told(900, "create", "a"), 0);
	ck_assert_int_eq(told(1000, "start", "a"), 0);
	ck_assert_int_eq(told(1100, "die", "a"), 1);
}
END_TEST

START_TEST(events_gap)
{
	told(100, "start", "a");
	recipe_seen_again(&seen);
	/* The engine no longer knows of what was told. */
	ck_assert_int_eq(told(500, "start", "b"), 2);
	ck_assert_int_eq(told(600, "die", "b"), 1);
	recipe_seen_again(&seen);
	ck_assert_int_eq(told(600, "die", "b"), 0);
	ck_assert_int_eq(told(700, "start", "c"), 1);
	/* Two connections of which one brought nothing. */
	recipe_seen_again(&seen);
	recipe_seen_again(&seen);
	ck_assert_int_eq(told(700, "start", "c"), 0);
	ck_assert_int_eq(told(800, "die", "c"), 1);
}
END_TEST

START_TEST(events_gap_at_once)
{
	/* Nothing was told before the connection broke: who knows? */
	recipe_seen_again(&seen);
	ck_assert_int_eq(told(100, "start", "a"), 2);
	ck_assert_int_eq(told(101, "start", "b"), 1);
}
END_TEST

START_TEST(events_missed_late)
{
	/* One that is older than the last one known, and yet new. */
	told(100, "start", "a");
	told(300, "die", "a");
	recipe_seen_again(&seen);
	ck_assert_int_eq(told(200, "kill", "a"), 1);
	ck_assert_int_eq(told(400, "start", "b"), 2);
}
END_TEST

START_TEST(events_window)
{
	json_int_t i, n = RECIPE_EVENTS_KEPT + 10;

	for (i = 1; i <= n; i++)
		ck_assert_int_eq(told(i, "start", "a"), 1);
	recipe_seen_again(&seen);
	/* Out of mind: told again rather than lost. */
	for (i = 1; i <= 10; i++)
		ck_assert_int_eq(told(i, "start", "a"), 1);
	ck_assert_int_eq(told(n, "start", "a"), 0);
	ck_assert_int_eq(told(n - 1, "start", "a"), 0);
	ck_assert_uint_eq(seen.count, RECIPE_EVENTS_KEPT);
}
END_TEST

START_TEST(events_seconds)
{
	json_t *event = json_pack("{s:s, s:i}", "Action", "pull", "time", 7);
	bool gap;

	/* An old engine tells seconds only, and no actor. */
	ck_assert(recipe_seen_new(&seen, event, &gap));
	ck_assert(seen.newest == INT64_C(7000000000));
	recipe_seen_again(&seen);
	ck_assert(!recipe_seen_new(&seen, event, &gap));
	json_decref(event);
	event = json_string("no object at all");
	ck_assert(!recipe_seen_new(&seen, event, &gap));
	json_decref(event);
}
END_TEST

static void fill(TCase *tc)
{
	tcase_add_checked_fixture(tc, begin, NULL);
	UNIT_ROWS(tc, reference_split, references);
	UNIT_ROWS(tc, reference_refused, no_references);
	UNIT_ROWS(tc, pointer_shows, pointers);
	tcase_add_test(tc, pointer_long);
	tcase_add_test(tc, config_attaches);
	tcase_add_test(tc, events_one_connection);
	tcase_add_test(tc, events_again);
	tcase_add_test(tc, events_parts_apart);
	tcase_add_test(tc, events_from_before);
	tcase_add_test(tc, events_gap);
	tcase_add_test(tc, events_gap_at_once);
	tcase_add_test(tc, events_missed_late);
	tcase_add_test(tc, events_window);
	tcase_add_test(tc, events_seconds);
}

int main(void)
{
	return unit_run("recipe", fill);
}
