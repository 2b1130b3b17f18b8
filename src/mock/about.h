/* SPDX-License-Identifier: MIT */
/*
 * What an engine tells of itself: the answers to ping and version, and the
 * headers of all others.
 */
#ifndef MOCK_ABOUT_H
#define MOCK_ABOUT_H

#include "answer.h"
#include "call.h"
#include "match.h"

/* The engine answers pings at this operation. */
bool about_is_ping(const davit_op *op);

/*
 * `out` is initialised before.  Returns 1: answered, 0: no such question.
 * Errors: ENOMEM.
 */
int about_answer(const struct match_opts *o, const struct call *call,
		 struct answer *out, davit_error *err);

/*
 * Adds what stands in the head of each answer of this engine; the last thing
 * to do with an answer, for others forget it.  Not for what match_request()
 * refused.  Returns 0.  Errors: ENOMEM.
 */
int about_sign(const struct match_opts *o, const struct call *call,
	       struct answer *out, davit_error *err);

#endif
