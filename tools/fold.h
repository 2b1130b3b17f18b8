/* SPDX-License-Identifier: MIT */
/*
 * Operations of all versions → rows that hold for a range of epochs.
 */
#ifndef FOLD_H
#define FOLD_H

#include "overlay.h"
#include "swagger.h"

/* What makes two versions of an operation one row.  32 bits each: it is
 * compared as bytes. */
struct row {
	uint32_t path, category, summary, body, consumes, produces;
	uint32_t method, stream, upgrade, prefix, flags, tty;
};

/* A parameter or an answer (`status` of it) in a range of epochs. */
struct run { uint32_t value, status, since, until; };

struct folded {
	const char *name;
	struct row row;
	uint32_t since, until;
	VEC(struct run) params, resps;
};

struct fold;

struct fold *fold_open(void);
/* An operation as it is in doc->epoch; epochs must not go back. */
void fold_add(struct fold *f, struct overlay *o, struct doc *doc,
	      struct op *op);
/* The rows, sorted by name and then since. */
struct folded *fold_rows(struct fold *f, size_t *n);

#endif
