/* SPDX-License-Identifier: MIT */
/*
 * Takes secrets out of what is written down.  What is between them stays as
 * it is, byte for byte.
 */
#ifndef MOCK_MASK_H
#define MOCK_MASK_H

#include "buf.h"
#include "davit.h"

#include <stdbool.h>

#define MASK_HIDDEN "(hidden)"

/* Is the value of a header of that name one? */
bool mask_is_header(const char *name);

/*
 * Appends text of one or more JSON values, or of none, with the values of
 * members hidden that hold secrets - passwords, tokens, keys - and of
 * variables in the environment whose names say so.  Returns true if there
 * were any; buf_status() tells of failures.
 */
bool mask_text(const char *text, size_t len, struct buf *out);

/* Appends a target; of an operation that has secrets in its query, those are
 * hidden.  `op` NULL: not known.  Returns buf_status(). */
int mask_target(const davit_op *op, const char *target, size_t len,
		struct buf *out);

#endif
