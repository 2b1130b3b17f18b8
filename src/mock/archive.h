/* SPDX-License-Identifier: MIT */
/*
 * Archives in the format of tar, member by member.  Pure.
 */
#ifndef MOCK_ARCHIVE_H
#define MOCK_ARCHIVE_H

#include "buf.h"

#include <stdbool.h>
#include <stdint.h>

#define ARCHIVE_NAME 256

struct archive_member {
	char name[ARCHIVE_NAME];	/* without "./" before, "/" behind */
	char type;			/* '0' file, '5' directory, '2' link */
	unsigned mode;
	const char *data;		/* within the archive */
	size_t size;
};

/* The member at *at, which moves on.  Returns 1, 0 at the end, -1 for what
 * is no archive; what is compressed is none here. */
int archive_next(const char *data, size_t len, size_t *at,
		 struct archive_member *out);

/* Returns 0, ENOMEM or ETOOBIG; names that are too long are left out. */
int archive_add(struct buf *out, const char *name, char type, unsigned mode,
		int64_t mtime, const void *data, size_t size);
int archive_end(struct buf *out);

/* Is it one, as a whole?  Of what is compressed only the beginning is looked
 * at. */
bool archive_ok(const void *data, size_t len);

#endif
