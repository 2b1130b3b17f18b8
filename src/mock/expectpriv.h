/* SPDX-License-Identifier: MIT */
/*
 * Expectations from inside: expectread.c makes them of a document.
 */
#ifndef MOCK_EXPECTPRIV_H
#define MOCK_EXPECTPRIV_H

#include "expect.h"
#include "pattern.h"

#define EXPECT_TIMES_MAX 1000000000
#define EXPECT_REPORT_MAX ((size_t)64 << 10)

struct wanted {
	struct pattern pattern;
	int64_t min, max, seen;
	char *place;		/* "FILE:LINE", or which of them */
	struct buf nearest;	/* the lines of the call that came nearest */
	size_t differences;	/* that many */
};

struct expect {
	struct doc doc;
	struct wanted *list;
	size_t n, at;		/* at: in strict order, the one that is due */
	bool strict, others;	/* others: what isn't expected may come */
	json_t *ignored;	/* names of operations that may always come */
	struct buf unexpected;
	size_t surprises;
};

/* Fills it from its document.  Errors: EINVAL, ENOMEM. */
int expect_read(struct expect *e, const char *engine, const char *version,
		davit_error *err);

#endif
