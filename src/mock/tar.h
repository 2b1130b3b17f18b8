/* SPDX-License-Identifier: MIT */
/*
 * As much of tar as a mock engine needs: small archives out, a look at those
 * that come in.  Pure.
 */
#ifndef MOCK_TAR_H
#define MOCK_TAR_H

#include "buf.h"

#include <stdbool.h>

/* Appends a regular file; a `name` of more than 99 bytes is cut.  Returns
 * buf_status(). */
int tar_file(struct buf *out, const char *name, const void *data, size_t len);

/* Appends the blocks that end an archive. */
int tar_end(struct buf *out);

/* Is it one, as a whole?  Empty ones are; of what is compressed only the
 * beginning is looked at. */
bool tar_ok(const void *data, size_t len);

#endif
