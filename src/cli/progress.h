/* SPDX-License-Identifier: MIT */
/*
 * The objects that a pull, a push, a load or a build tells of itself, shown
 * on a terminal: a line with a bar for each layer, text as it is.  Knows the
 * members of such objects, not where they come from.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "davit.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#define PROGRESS_LAYERS 64	/* those beyond are only counted */

struct progress_layer {
	char id[24], status[40], units[8];
	int64_t current, total;	/* 0: not told */
};

struct progress {
	FILE *to;
	struct progress_layer layers[PROGRESS_LAYERS];
	size_t n, beyond;
	size_t lines;		/* drawn, above the cursor */
	bool stale;		/* what is drawn is not what is known */
	bool mid_line;		/* the last text has no newline */
	struct timespec drawn;
};

/* Is it a terminal on which lines can be drawn anew? */
bool progress_visible(FILE *to);

void progress_begin(struct progress *p, FILE *to);

/*
 * One object; false if it is none of the kinds known, and is to be printed
 * some other way after progress_leave().  Not everything is drawn at once.
 */
bool progress_add(struct progress *p, const json_t *object);

/* Nothing more is there for now: draws what is not drawn yet. */
void progress_draw(struct progress *p);

/* Takes the lines away; the next progress_add() draws them again. */
void progress_leave(struct progress *p);

/* The last state stays. */
void progress_end(struct progress *p);

#endif
