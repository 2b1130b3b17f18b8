/* SPDX-License-Identifier: MIT */
/*
 * The final verdict on an answer whose status says nothing yet: progress
 * objects of which one may be an error, archives that may be cut or end in
 * an error.  Pure.
 */
#ifndef VERDICT_H
#define VERDICT_H

#include "davit.h"
#include "jsonseq.h"

#define VERDICT_TAIL 4096
#define VERDICT_BLOCK 512	/* archives are made of these */

enum verdict_kind { VERDICT_NONE, VERDICT_JSON, VERDICT_TAR };

struct verdict {
	enum verdict_kind kind;
	struct jsonseq seq;
	bool failed;		/* an error object went by */
	bool values;		/* any value did */
	int garbled;		/* why the values can't be followed, or 0 */
	uint64_t garbled_at;
	int status;		/* the code that came with the error, or 0 */
	char message[512];
	uint64_t total;
	unsigned char block[VERDICT_BLOCK];	/* of an archive */
	size_t have;		/* bytes of it */
	uint64_t skip;		/* content that comes before the next one */
	unsigned zeros;		/* blocks of them, so far */
	bool members;		/* there was one, at least */
	bool lost;		/* this block begins no member */
	char tail[VERDICT_TAIL];	/* the last bytes */
	size_t tail_len;
};

void verdict_init(struct verdict *v, enum verdict_kind kind);
void verdict_done(struct verdict *v);

/* The bytes, in whatever pieces. */
void verdict_bytes(struct verdict *v, const char *data, size_t len);

/* A progress object, where they are read one by one. */
void verdict_value(struct verdict *v, const json_t *value);

/* Errors: EREMOTE with the engine's words, EPROTO. */
int verdict_end(struct verdict *v, davit_error *err);

#endif
