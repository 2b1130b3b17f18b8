/* SPDX-License-Identifier: MIT */
/*
 * Everything wrong with the parameters and the body of one call, told
 * together.  What was found while reading the words comes first; the
 * library's view of the same place is then left out.
 */
#ifndef CLI_PROBLEM_H
#define CLI_PROBLEM_H

#include "davit.h"

#include <stdbool.h>

struct problems {
	struct problem {
		char *where, *text, *hint;
		bool own;	/* of problem_add() */
	} *list;
	size_t n;
};

/* `hint` may be "". */
void problem_add(struct problems *p, const char *where, const char *hint,
		 const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* As davit_problem_fn; `ctx` is the struct problems. */
void problem_take(const davit_problem *found, void *ctx);

/* Says one as a warning: nothing has failed. */
void problem_warn(const struct problem *p);

/* Says all; returns the exit status. */
int problem_say(const struct problems *p);

void problem_done(struct problems *p);

#endif
