/* SPDX-License-Identifier: MIT */
/*
 * A request that was answered: as a line of a log, and as a value for those
 * who want to know later.
 */
#ifndef MOCK_REQUESTLOG_H
#define MOCK_REQUESTLOG_H

#include "call.h"
#include "wire.h"

#include <stdint.h>

struct requestlog {
	char *peer, *method, *target;
	bool understood;
	davit_op op;
	json_t *params, *body, *problems;
	size_t body_length;
	int status;
	int64_t began;		/* us of a clock that never jumps */
	uint64_t bytes;
	bool complete;		/* the answer */
};

/* Copies.  Returns 0 or ENOMEM. */
int requestlog_init(struct requestlog *l, const struct request_in *r);
void requestlog_done(struct requestlog *l);

/* What it was, with `values` as sent; a secret in the query is left out from
 * now on. */
void requestlog_call(struct requestlog *l, const struct call *call,
		     bool values);

/* A line, as text or as JSON.  Returns new, NULL without memory. */
char *requestlog_line(const struct requestlog *l, bool json);

/* {"operation", ...} of davit_mock_requests(), for other threads: nothing in
 * it is shared, and values move into it.  Returns new. */
json_t *requestlog_take(struct requestlog *l);

int64_t requestlog_now(void);

#endif
