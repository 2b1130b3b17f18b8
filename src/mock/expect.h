/* SPDX-License-Identifier: MIT */
/*
 * The calls that are expected, held against those that come.
 */
#ifndef MOCK_EXPECT_H
#define MOCK_EXPECT_H

#include "call.h"
#include "doc.h"

struct expect;

/*
 * Takes the document over, whatever comes; of `engine` and `version` as
 * fixtures_new() has it.  Errors: EINVAL, ENOMEM.
 * Ownership: returns new; expect_free().
 */
int expect_new(struct doc *d, const char *engine, const char *version,
	       struct expect **out, davit_error *err);

/* NULL is allowed. */
void expect_free(struct expect *e);

/* A call came.  NULL is allowed. */
void expect_call(struct expect *e, const struct call *call);

/* Something came that is no call of the engine.  NULL is allowed. */
void expect_refused(struct expect *e, const char *method, const char *target,
		    size_t len, int status);

/* Appends what differs, as lines to read; returns how much does. */
size_t expect_verify(const struct expect *e, struct buf *out);

#endif
