/* SPDX-License-Identifier: MIT */
/*
 * From a request to the operation it means: by the tables, with the refusals
 * of a real engine where it means none.
 */
#ifndef MOCK_MATCH_H
#define MOCK_MATCH_H

#include "answer.h"
#include "call.h"
#include "dialect.h"
#include "wire.h"

enum match_check {
	MATCH_OFF,		/* what can be decoded is good */
	MATCH_WARN,		/* as OFF; the problems stand in the call */
	MATCH_STRICT		/* what davit_check() finds is a 400 */
};

struct match_opts {
	const char *engine;	/* "docker" */
	const char *newest;	/* the version it speaks, "v1.44" */
	const char *oldest;	/* NULL: what the engine had at that time */
	int check;		/* match_check */
	const struct dialect_facts *facts;	/* of the engine and its
				   versions; NULL: looked up each time */
};

/*
 * Both out parameters are initialised before.  Returns 0: understood, or 1:
 * `out` holds the refusal.  Errors: ENOMEM.
 */
int match_request(const struct match_opts *o, const struct request_in *r,
		  struct call *call, struct answer *out, davit_error *err);

#endif
