/* SPDX-License-Identifier: MIT */
/*
 * What came back: status, headers, body, and what the engine says in it.
 */
#ifndef REPLY_H
#define REPLY_H

#include "buf.h"
#include "davit.h"

#include <stdbool.h>

#define REPLY_HEAD_MAX (256u << 10)	/* all header lines together */

struct davit_reply {
	int status;
	struct buf head;	/* names and values, a zero byte after
				   each */
	struct buf body;
	json_t *json;
	bool decoded, bigint;
	bool sequence;		/* may hold several JSON values */
};

/* Returns new; NULL if out of memory.  `max`: bytes of the body. */
davit_reply *reply_new(size_t max);

/* A line of the head as it came; a status line starts the head anew.
 * Returns false if it can't be kept. */
bool reply_add_line(davit_reply *r, const char *line, size_t len);

/* The engine's words in an error it sent as JSON; NULL if it is none.
 * Borrowed from the value. */
const char *reply_message(const json_t *value);

/* Fills the error of a status that means "no" with the engine's words. */
int reply_refused(davit_reply *r, davit_error *err);

#endif
