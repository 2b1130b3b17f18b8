/* SPDX-License-Identifier: MIT */
/*
 * Filling a davit_error, once, at the deepest place that knows.  All take a
 * NULL error.
 */
#ifndef ERROR_H
#define ERROR_H

#include "davit.h"

#include <stdarg.h>

/* Forgets whatever was there. */
void error_clear(davit_error *err);

/* Sets code and text; returns the code. */
int error_set(davit_error *err, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Adds to what error_set() set. */
void error_where(davit_error *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void error_hint(davit_error *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

int error_nomem(davit_error *err);

/* Prints as much as fits, whole characters only, always terminated; a text
 * that was cut ends in "...".  Control characters become blanks. */
void error_vprint(char *out, size_t size, const char *fmt, va_list ap);
void error_print(char *out, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
