/* SPDX-License-Identifier: MIT */
/*
 * The body of a request as its operation takes it.
 */
#ifndef MOCK_MATCHBODY_H
#define MOCK_MATCHBODY_H

#include "buf.h"
#include "call.h"
#include "dialect.h"

/*
 * Decodes JSON into call->body; looks whether an archive is one.  Returns 0,
 * 1: refused, with the words in `refusal`.  Errors: ENOMEM.
 */
int matchbody_read(const struct dialect *d, struct call *call,
		   struct buf *refusal);

#endif
