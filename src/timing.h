/* SPDX-License-Identifier: MIT */
/*
 * The limits on waiting for an answer: until its first byte, between two
 * bytes, over all.
 */
#ifndef TIMING_H
#define TIMING_H

#include "davit.h"

#include <stdbool.h>
#include <stdint.h>

struct timing {
	long first_byte, stall, call;	/* ms; 0 or less: none */
	int64_t started, active;	/* of the last byte */
	bool answered;			/* the head of the answer is there */
	const char *late;		/* the limit that passed; NULL: none */
	long late_ms;
};

void timing_start(struct timing *t, long first_byte, long stall, long call);

/* A byte went either way. */
void timing_byte(struct timing *t);

/* Milliseconds until a limit passes, at most `most`; 0: one has. */
int64_t timing_left(struct timing *t, int64_t most);

/* Which one, of the engine at `uri`.  Returns ETIMEOUT. */
int timing_error(const struct timing *t, const char *uri, davit_error *err);

#endif
