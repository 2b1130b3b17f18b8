/* SPDX-License-Identifier: MIT */
/*
 * Sends an answer: at once, bit by bit or by taking the connection over, with
 * whatever shall go wrong.
 */
#ifndef MOCK_PLAY_H
#define MOCK_PLAY_H

#include "answer.h"
#include "conn.h"
#include "playhead.h"

struct play;

/* All answers that are under way; zero is none. */
struct players {
	struct play *first;
	/* After input, or when one went on by itself: the world may have
	 * changed, and its next change may be due at another time. */
	void (*stirred)(void *ctx);
	void *ctx;
};

/* The answer is out, or broke off; the bytes that went, head included. */
typedef void play_done_fn(void *ctx, uint64_t bytes, bool complete);

/*
 * Begins to answer; `a` is emptied, whatever comes.  `done` is called just
 * once, maybe at once, then `ctx` is not used any more.  Returns 0 or ENOMEM,
 * and then nothing was sent and `done` isn't called.
 */
int play_answer(struct players *all, struct conn *c, struct answer *a,
		const struct play_request *r, play_done_fn *done, void *ctx);

/* Something has changed: those that wait are asked again. */
void play_poke(struct players *all);

#endif
