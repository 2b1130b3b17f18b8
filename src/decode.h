/* SPDX-License-Identifier: MIT */
/*
 * JSON text to values.  yajl reads, Jansson holds: that is several times
 * faster than Jansson's own reader, and numbers arrive as text.
 */
#ifndef DECODE_H
#define DECODE_H

#include "davit.h"

#include <stdbool.h>

#define DECODE_DEPTH 512	/* arrays and objects within each other */

/* Decodes one document with nothing but white space around it; empty text
 * gives NULL.  An integer beyond int64 becomes a string of its digits and
 * sets *bigint (which may be NULL).  Errors: EPROTO with line and place,
 * ENOMEM.  Returns new. */
int decode_json(const char *text, size_t len, json_t **out, bool *bigint,
		davit_error *err);

#endif
