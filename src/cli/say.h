/* SPDX-License-Identifier: MIT */
/*
 * What the command says on standard error, and the exit status that goes
 * with it.  Knows nothing of options or output.
 */
#ifndef CLI_SAY_H
#define CLI_SAY_H

#include "davit.h"

#include <stdbool.h>
#include <stddef.h>

enum status {
	STATUS_DONE,		/* 0 */
	STATUS_REFUSED,		/* 1: the engine said no */
	STATUS_USAGE,		/* 2: the input, or this machine's files */
	STATUS_CONNECTION,	/* 3: engine not reachable, or broken off */
	STATUS_STOPPED		/* 4: timed out or cancelled */
};

/* "davit: text"; control characters are replaced.  Returns STATUS_USAGE. */
int say_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* "hint: text", after an error. */
void say_hint(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* "davit: note: text"; nothing has failed. */
void say_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A line of the trace, as davit_log_fn. */
void say_trace(const char *line, void *ctx);

/*
 * Says all of a library error.  `making` is true for errors of
 * davit_client_new(), where TLS trouble means a file.  Returns the status.
 */
int say_failure(const davit_error *err, bool making);

/* Says that memory ran out and exits, removing what was half-written. */
void say_nomem(void) __attribute__((noreturn));

/* Memory or the end of the program. */
void *mem_get(size_t n, size_t size);
void *mem_grow(void *old, size_t n, size_t size);
char *mem_text(const char *text);
char *mem_format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * The candidate nearest to a word, one at a time: `best` starts as NULL, and
 * becomes the candidate if it is nearer than what was best.
 */
void near_word(const char *word, const char *candidate, const char **best,
	       unsigned *distance);
#define NEAR_START 4u		/* of `distance`: further is not near */

#endif
