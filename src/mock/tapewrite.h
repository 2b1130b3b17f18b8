/* SPDX-License-Identifier: MIT */
/*
 * A line of a recording while it is made; see tape.h.
 */
#ifndef MOCK_TAPEWRITE_H
#define MOCK_TAPEWRITE_H

#include "davit.h"
#include "wire.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct tapewrite {
	json_t *request, *reply;
	json_t *chunks;		/* of the reply, or of both sides */
	bool taken;
	int64_t began;
	size_t bytes;
	bool cut;		/* it ended too early, or is too much */
};

/* `op` NULL: not known.  tapewrite_done() is due after a failure, too.
 * Returns 0 or ENOMEM. */
int tapewrite_begin(struct tapewrite *t, const struct request_in *in,
		    const davit_op *op);
void tapewrite_done(struct tapewrite *t);

/* The head of the answer. */
void tapewrite_reply(struct tapewrite *t, int status, const json_t *headers);

/* What came; `from` is told where the connection was taken over. */
void tapewrite_bytes(struct tapewrite *t, const char *from, const void *data,
		     size_t len);

/* Writes the line, secrets hidden.  Returns 0 or ENOMEM, ECONN (the disk). */
int tapewrite_end(struct tapewrite *t, FILE *out);

#endif
