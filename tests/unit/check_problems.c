/* SPDX-License-Identifier: MIT */
/* Tests src/problems.c: the first becomes the error, none is lost. */
#include "config.h"

#include "problems.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

struct seen {
	int n;
	char all[4096];
};

static void note(const davit_problem *p, void *ctx)
{
	struct seen *s = ctx;
	size_t used = strlen(s->all);

	s->n++;
	snprintf(s->all + used, sizeof(s->all) - used, "%s %s|%s|%s\n",
		 davit_code_name(p->code), p->where, p->text, p->hint);
}

START_TEST(none)
{
	davit_error err = { .code = 0 };
	struct problems p;

	problems_init(&p, &err, NULL, NULL);
	problems_hint(&p, "a hint without a problem");
	ck_assert_int_eq(problems_end(&p), 0);
	ck_assert_int_eq(err.code, 0);
	ck_assert_str_eq(err.text, "");
}
END_TEST

START_TEST(several)
{
	struct seen seen = { 0, "" };
	struct problems p;
	davit_error err;

	problems_init(&p, &err, note, &seen);
	problems_hint(&p, "hint %d", 1);
	problems_add(&p, DAVIT_EPARAM, "params.a", "first %s", "problem");
	problems_add(&p, DAVIT_EBODY, "body", "second");
	problems_hint(&p, "hint 3");
	problems_add(&p, DAVIT_EPARAM, "params.c", "third");
	ck_assert_int_eq(problems_end(&p), DAVIT_EPARAM);
	ck_assert_int_eq(p.count, 3);
	ck_assert_int_eq(err.code, DAVIT_EPARAM);
	ck_assert_int_eq(err.count, 3);
	ck_assert_str_eq(err.text, "first problem");
	ck_assert_str_eq(err.where, "params.a");
	ck_assert_str_eq(err.hint, "hint 1");
	ck_assert_str_eq(err.detail, "second\nthird; hint 3");
	ck_assert_int_eq(seen.n, 3);
	ck_assert_str_eq(seen.all, "EPARAM params.a|first problem|hint 1\n"
			 "EBODY body|second|\n"
			 "EPARAM params.c|third|hint 3\n");
}
END_TEST

START_TEST(no_error)
{
	struct seen seen = { 0, "" };
	struct problems p;

	problems_init(&p, NULL, note, &seen);
	problems_add(&p, DAVIT_EBODY, "body", "first");
	problems_add(&p, DAVIT_EPARAM, "params.b", "second");
	ck_assert_int_eq(problems_end(&p), DAVIT_EBODY);
	ck_assert_int_eq(seen.n, 2);
}
END_TEST

/* The detail has an end; what doesn't fit is counted. */
START_TEST(many)
{
	struct seen seen = { 0, "" };
	struct problems p;
	davit_error err;
	int i, told = 1, more = 0;
	const char *line, *end;

	problems_init(&p, &err, note, &seen);
	for (i = 0; i < 200; i++)
		problems_add(&p, DAVIT_EPARAM, "params.x", "problem %d of "
			     "very many", i);
	ck_assert_int_eq(problems_end(&p), DAVIT_EPARAM);
	ck_assert_int_eq(err.count, 200);
	ck_assert_int_eq(seen.n, 200);
	ck_assert_str_eq(err.text, "problem 0 of very many");
	ck_assert_uint_lt(strlen(err.detail), sizeof(err.detail));
	for (line = err.detail; *line != '\0'; line = end + (*end != '\0')) {
		end = line + strcspn(line, "\n");
		if (sscanf(line, "and %d more", &more) == 1) {
			ck_assert_str_eq(end, "");
			break;
		}
		ck_assert_mem_eq(end - 12, "of very many", 12);
		told++;
	}
	ck_assert_int_gt(told, 10);
	ck_assert_int_eq(told + more, 200);
}
END_TEST

START_TEST(each_one_line)
{
	struct seen seen = { 0, "" };
	struct problems p;
	davit_error err;

	problems_init(&p, &err, note, &seen);
	problems_add(&p, DAVIT_EPARAM, "params.a\nb", "one\ntwo");
	problems_hint(&p, "three\nfour");
	problems_add(&p, DAVIT_EPARAM, "params.a\nb", "five\nsix");
	problems_end(&p);
	ck_assert_str_eq(err.text, "one two");
	ck_assert_str_eq(err.where, "params.a b");
	ck_assert_str_eq(err.detail, "five six; three four");
	ck_assert_ptr_null(strstr(seen.all, "one\n"));
	ck_assert_ptr_null(strstr(seen.all, "three\n"));
}
END_TEST

static void fill(TCase *tc)
{
	tcase_add_test(tc, none);
	tcase_add_test(tc, several);
	tcase_add_test(tc, no_error);
	tcase_add_test(tc, many);
	tcase_add_test(tc, each_one_line);
}

int main(void)
{
	return unit_run("problems", fill);
}
