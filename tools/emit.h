/* SPDX-License-Identifier: MIT */
/*
 * The tables as C source.
 */
#ifndef EMIT_H
#define EMIT_H

#include "fold.h"
#include "overlay.h"

/* The text (in KEEP) of the file that defines table_ENGINE.  `stats`: where
 * the bytes of each array are told; NULL: nowhere. */
const char *emit_table(const char *engine, struct overlay *o, struct fold *f,
		       FILE *stats, size_t *len);
/* The text of the file that defines tables[]. */
const char *emit_list(char **engines, int n, size_t *len);

#endif
