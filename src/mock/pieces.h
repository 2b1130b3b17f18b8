/* SPDX-License-Identifier: MIT */
/*
 * A scripted stream: what is sent, waited for and heard, in order.
 */
#ifndef MOCK_PIECES_H
#define MOCK_PIECES_H

#include "answer.h"
#include "doc.h"

enum piece_kind {
	PIECE_DATA,
	PIECE_WAIT,		/* so many ms */
	PIECE_READ,		/* until the client has sent that */
	PIECE_READ_BYTES,	/* ... or so many bytes */
	PIECE_CUT,		/* the connection breaks */
	PIECE_ECHO		/* what comes goes back, up to its end */
};

struct piece {
	int kind;
	struct buf data;
	int64_t number;		/* ms, bytes */
};

struct pieces {
	struct piece *list;
	size_t n, cap;
	bool frames, json;	/* some of them are */
};

void pieces_init(struct pieces *p);
void pieces_done(struct pieces *p);

/* The next one, empty; NULL without memory. */
struct piece *pieces_add(struct pieces *p, int kind);

/* Reads a list of them; `taken`: the client may be listened to.  Errors:
 * EINVAL, ENOMEM. */
int pieces_read(const struct doc_at *at, bool taken, struct pieces *out,
		davit_error *err);

/*
 * Makes `a`, which is initialised, a stream of them, or a take-over; `p`
 * stays the caller's and has to live as long.  Returns 0 or ENOMEM.
 */
int pieces_play(const struct pieces *p, bool taken, struct answer *a);

#endif
