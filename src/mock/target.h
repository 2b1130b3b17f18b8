/* SPDX-License-Identifier: MIT */
/*
 * The target of a request taken apart as the router of an engine does it.
 * Pure.
 */
#ifndef MOCK_TARGET_H
#define MOCK_TARGET_H

#include "buf.h"
#include "dialect.h"

#include <stdbool.h>
#include <stddef.h>

struct target {
	char given[24];		/* "v1.41", or "" */
	const char *path;	/* behind the version; borrowed */
	size_t npath;
	const char *query;	/* borrowed; NULL: none */
	size_t nquery;
	const char *whole;	/* path with its version; borrowed */
	size_t nwhole;
	bool clean;		/* no empty part, none of dots only */
	bool versioned;		/* of the part that needs a version ... */
	bool is_twin;		/* ... and this is the exception */
};

/* A path or a URL. */
void target_read(struct target *t, const struct dialect *d, const char *text,
		 size_t len);

/* Appends the whole target, clean.  Returns buf_status(). */
int target_clean(const struct target *t, struct buf *out);

#endif
