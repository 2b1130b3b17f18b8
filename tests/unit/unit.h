/* SPDX-License-Identifier: MIT */
/*
 * What the unit tests share.  Each program tests one module of src/; most
 * tests are tables, one row a run of the same function, so that a failure
 * names its row and the other rows run all the same.
 */
#ifndef UNIT_H
#define UNIT_H

#include "davit.h"

#include <check.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* A test for each row of `rows`, given to it as _i. */
#define UNIT_ROWS(tc, fn, rows) \
	tcase_add_loop_test((tc), (fn), 0, (int)COUNT(rows))

/* Runs what `fill` adds; gives what main() returns. */
int unit_run(const char *name, void (*fill)(TCase *tc));

/* The same for tests on real engines; skipped where not all are built in. */
int unit_run_engines(const char *name, void (*fill)(TCase *tc));

/* JSON text as a value; a mistake in it fails the test.  Returns new. */
json_t *unit_json(const char *text);

/* Fails unless both say the same; `row` is told. */
void unit_same_json(const char *row, const json_t *got, const char *wanted);

/* Fails unless `text` holds `part`; an empty part wants an empty text. */
void unit_holds(const char *row, const char *text, const char *part);

#endif
