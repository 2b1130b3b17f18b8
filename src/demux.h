/* SPDX-License-Identifier: MIT */
/*
 * Takes apart the frames in which engines send stdout and stderr over one
 * connection: a channel, three zero bytes, the length as 32 bits in network
 * order, the payload.  Incremental and pure: it never copies or holds a
 * payload, whatever length a frame claims.
 */
#ifndef DEMUX_H
#define DEMUX_H

#include "davit.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DEMUX_STDIN 0		/* engines use it for stdout now and then */
#define DEMUX_STDOUT 1
#define DEMUX_STDERR 2
#define DEMUX_SYSTEM 3		/* words of the engine itself: an error */

struct demux {
	unsigned char head[8];
	unsigned have;		/* bytes of the head */
	uint32_t left;		/* bytes of the payload still to come */
	uint64_t offset;	/* bytes taken so far */
};

struct demux_piece {
	int channel;
	const char *data;	/* within the data given */
	size_t len;
	bool last;		/* ends its frame */
};

/* Takes what it can from `data` up to the next piece and tells in *used how
 * much that was.  Returns 1: there is a piece; 0: all was taken, no piece.
 * Errors: EPROTO, with the offset. */
int demux_next(struct demux *d, const char *data, size_t len, size_t *used,
	       struct demux_piece *out, davit_error *err);

/* The data is over: is that the end of a frame?  Errors: EPROTO. */
int demux_end(const struct demux *d, davit_error *err);

#endif
