/* SPDX-License-Identifier: MIT */
/*
 * Collects what is wrong with the input of a call, so that the user sees all
 * of it at once: the first problem becomes the error, the rest its detail,
 * and each one goes to a callback if there is one.
 */
#ifndef PROBLEMS_H
#define PROBLEMS_H

#include "davit.h"

#include <stdbool.h>

struct problems {
	davit_error *err;	/* may be NULL */
	davit_problem_fn *fn;	/* may be NULL */
	void *ctx;
	int count, code;	/* code of the first */
	int dropped;		/* didn't fit into the detail */
	bool nomem;		/* out of memory: nothing else counts */
	char hint[256];		/* of the next problem */
};

void problems_init(struct problems *p, davit_error *err,
		   davit_problem_fn *fn, void *ctx);

/* Sets the hint of the problem that is added next. */
void problems_hint(struct problems *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

void problems_add(struct problems *p, int code, const char *where,
		  const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* The code of the first problem, 0 if there was none.  Completes the error.
 * Where memory ran out, ENOMEM is both the code and the count. */
int problems_end(struct problems *p);

#endif
