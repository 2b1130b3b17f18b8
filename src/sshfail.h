/* SPDX-License-Identifier: MIT */
/*
 * What ssh and the far side say when something fails, in words that help.
 * Pure.
 */
#ifndef SSHFAIL_H
#define SSHFAIL_H

#include "endpoint.h"

#define SSHFAIL_WORDS 320

/* The last lines of what was said, as one line without control characters;
 * "" if nothing was. */
void sshfail_words(const char *said, size_t len, char out[SSHFAIL_WORDS]);

/* No connection: ssh ended with `status`.  `program`: what was to run over
 * there, NULL for nothing; where that is missing, the hint names an engine
 * with another one.  Returns ECONN. */
int sshfail_tell(const struct endpoint *e, const char *words, int status,
		 const char *program, davit_error *err);

/* Adds ssh's words to an error that is there already. */
void sshfail_add(const char *words, davit_error *err);

#endif
