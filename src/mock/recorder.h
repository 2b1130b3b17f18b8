/* SPDX-License-Identifier: MIT */
/*
 * Stands between a client and a real engine and writes down what they say,
 * as tape.h has it, secrets hidden.
 */
#ifndef MOCK_RECORDER_H
#define MOCK_RECORDER_H

#include "davit.h"
#include "play.h"
#include "wire.h"

struct event_base;
struct recorder;

/*
 * `upstream` is unix:///path or tcp://host:port.  The file is made anew, for
 * its owner only.  Errors: EINVAL (what can't be used), ECONN (no such host),
 * ENOMEM.  Ownership: returns new; recorder_free().
 */
int recorder_new(const char *file, const char *upstream, struct recorder **out,
		 davit_error *err);

/* Of libevent and of the server; before the first request. */
void recorder_begin(struct recorder *r, struct event_base *base,
		    struct players *players);

/* When no connection is left; NULL is allowed. */
void recorder_free(struct recorder *r);

/*
 * Passes a request on, and the answer when it comes; `done` is called when
 * that is out; *status is set before.  `op`: what it means, NULL: not known.
 * Returns 0 or ENOMEM, and then `done` isn't called.
 */
int recorder_request(struct recorder *r, struct conn *c,
		     const struct request_in *in, const davit_op *op,
		     const struct play_request *how, int *status,
		     play_done_fn *done, void *ctx);

#endif
