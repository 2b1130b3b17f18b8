/* SPDX-License-Identifier: MIT */
/*
 * An answer that comes line by line, each a JSON object: progress of a pull,
 * a push, a build.
 */
#ifndef MOCK_LINES_H
#define MOCK_LINES_H

#include "answer.h"

#define LINES_EVERY 2		/* ms between two of them */

/* Steals `lines`, an array.  Returns 0 or ENOMEM. */
int lines_answer(struct answer *a, json_t *lines);

#endif
