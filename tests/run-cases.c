/* SPDX-License-Identifier: MIT */
/*
 * run-cases [FILE...] - plays the conversations in FILEs, or all of
 * tests/cases: first as written, then byte by byte, then with each reply cut
 * at each of its bytes.
 *
 * DAVIT_CASES_STEP=N tries only each N-th cut, for slow surroundings.
 */
#include "config.h"
#include "conversations/caserun.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

struct sum {
	unsigned long runs, problems;
	unsigned long cases;
};

static void run(const struct case_file *f, const struct case_case *c,
		struct engine *e, const struct case_mode *m, struct sum *sum)
{
	sum->runs++;
	sum->problems += case_run(f, c, e, m).problems;
}

static void run_case(const struct case_file *f, const struct case_case *c,
		     struct engine *e, size_t step, struct sum *sum)
{
	struct case_mode m = { .delivery = CASE_WHOLE };
	unsigned long before = sum->problems;

	sum->cases++;
	run(f, c, e, &m, sum);
	/* What fails as written would only fail again a hundred times. */
	if (sum->problems > before || c->whole_only)
		return;
	m.delivery = CASE_BYTES;
	run(f, c, e, &m, sum);
	m.delivery = CASE_CUT;
	for (m.exchange = 0; m.exchange < c->nexchanges; m.exchange++)
		for (m.at = 0; m.at < c->exchanges[m.exchange].reply_len;
		     m.at += step)
			run(f, c, e, &m, sum);
}

static void run_file(const char *path, struct engine *e, size_t step,
		     struct sum *sum)
{
	struct case_file f;
	size_t i;

	case_load(path, &f);
	for (i = 0; i < f.n; i++)
		run_case(&f, &f.cases[i], e, step, sum);
	case_unload(&f);
}

int main(int argc, char **argv)
{
	const char *srcdir = getenv("srcdir"), *text;
	struct engine *e = engine_start(NULL);
	struct sum sum = { 0, 0, 0 };
	char pattern[4096];
	glob_t files;
	size_t i, step = 1;

	text = getenv("DAVIT_CASES_STEP");
	if (text && strtoul(text, NULL, 10))
		step = strtoul(text, NULL, 10);
	if (argc > 1) {
		for (i = 1; i < (size_t)argc; i++)
			run_file(argv[i], e, step, &sum);
	} else {
		snprintf(pattern, sizeof(pattern), "%s/tests/cases/*.case",
			 srcdir ? srcdir : ".");
		if (glob(pattern, 0, NULL, &files)) {
			fprintf(stderr, "run-cases: no %s\n", pattern);
			return 99;
		}
		for (i = 0; i < files.gl_pathc; i++)
			run_file(files.gl_pathv[i], e, step, &sum);
		globfree(&files);
	}
	engine_stop(e);
	printf("%lu conversations, played %lu times, %lu problems\n",
	       sum.cases, sum.runs, sum.problems);
	return sum.problems ? 1 : 0;
}
