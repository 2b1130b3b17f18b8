/* SPDX-License-Identifier: MIT */
/*
 * The nearest name: what was meant by a misspelt word.
 */
#ifndef NEAR_H
#define NEAR_H

#include <stddef.h>

/* Feed candidates, then take the best. */
struct near {
	const char *word, *best;
	size_t distance;
};

void near_init(struct near *n, const char *word);
void near_try(struct near *n, const char *candidate);

/* NULL if nothing was close enough to be meant. */
const char *near_best(const struct near *n);

#endif
