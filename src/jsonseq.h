/* SPDX-License-Identifier: MIT */
/*
 * Splits a stream of JSON values: one behind the other, separated by white
 * space of any kind, by nothing, or by the record separators of RFC 7464.
 * Incremental and pure; a value that lies whole in the data given is not
 * copied.
 */
#ifndef JSONSEQ_H
#define JSONSEQ_H

#include "buf.h"
#include "davit.h"

#include <stdbool.h>
#include <stdint.h>

#define JSONSEQ_VALUE_MAX (16u << 20)	/* bytes of one value */

struct jsonseq {
	struct buf partial;	/* of a value that began in earlier data */
	unsigned depth;
	bool in_value, in_string, escaped, scalar;
	uint64_t offset;	/* bytes taken so far */
	uint64_t start;		/* where the value began */
};

void jsonseq_init(struct jsonseq *s);
void jsonseq_done(struct jsonseq *s);

/* Takes from `data` up to the end of the next value and tells in *used how
 * much that was.  Returns 1: a value, as text valid until the next call; 0:
 * all was taken, no value is complete.  Errors: EPROTO with the offset,
 * ETOOBIG, ENOMEM. */
int jsonseq_next(struct jsonseq *s, const char *data, size_t len,
		 size_t *used, const char **text, size_t *text_len,
		 davit_error *err);

/* The data is over.  Returns 1: a last value, as before; 0: none.
 * Errors: EPROTO, if it ends within one. */
int jsonseq_end(struct jsonseq *s, const char **text, size_t *text_len,
		davit_error *err);

#endif
