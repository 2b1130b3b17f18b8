/* SPDX-License-Identifier: MIT */
/*
 * One rule of the fixtures: which calls, which of them, what is answered.
 */
#ifndef MOCK_RULE_H
#define MOCK_RULE_H

#include "faultspec.h"
#include "pattern.h"
#include "pieces.h"

enum rule_body { RULE_NONE, RULE_ERROR, RULE_JSON, RULE_BYTES, RULE_STREAM,
		 RULE_TAKEN };

struct rule {
	struct pattern pattern;
	int64_t from, count;	/* of the calls that fit; count 0: all */
	int64_t times;		/* it holds at most; 0: always */
	int64_t seen, held, broken; /* calls that fit, and so on */
	int64_t status;		/* 0: as declared */
	json_t *headers;	/* or NULL */
	int body;		/* rule_body */
	json_t *json;
	struct buf bytes;
	bool plain;		/* the bytes are text */
	char *error, *type;
	struct pieces pieces;
	bool has_fault;
	struct faultspec fault;
};

/* rule_done() is due after a failure, too.  Errors: EINVAL, ENOMEM. */
int rule_read(const struct doc_at *at, const char *engine,
	      const char *version, struct rule *out, davit_error *err);
void rule_done(struct rule *r);

#endif
