/* SPDX-License-Identifier: MIT */
/*
 * Is a request the one a conversation expects?
 */
#ifndef CASEREQ_H
#define CASEREQ_H

#include "casefile.h"
#include "../engine.h"

/*
 * The order of headers and of different query keys does not matter; Host must
 * be there, User-Agent and Accept may; any other header must be expected, and
 * "-Name" expects its absence in so many words.  Returns false with the reason
 * in `why`.
 */
bool casereq_same(const struct case_exchange *want,
		  const struct engine_request *got, char *why, size_t len);

#endif
