/* SPDX-License-Identifier: MIT */
/*
 * Answers out of a recording.
 */
#ifndef MOCK_REPLAY_H
#define MOCK_REPLAY_H

#include "answer.h"
#include "davit.h"
#include "wire.h"

struct replay;

/*
 * Reads a file of lines as tape.h has them; `timed`: with the pauses there
 * were.  Errors: EINVAL, ETOOBIG, ENOMEM.
 * Ownership: returns new; replay_free().  Answers may not live longer.
 */
int replay_new(const char *file, bool timed, struct replay **out,
	       davit_error *err);

/* NULL is allowed. */
void replay_free(struct replay *r);

/*
 * Fills `out`, which is initialised, whatever comes: the answers to the same
 * request one by one, the last again and again; 501 for what was not
 * recorded.  The same are: method, path without version, the parameters of
 * the query in any order, a body that holds all that was recorded.  Returns 0
 * or ENOMEM.
 */
int replay_answer(struct replay *r, const struct request_in *in,
		  struct answer *out);

#endif
