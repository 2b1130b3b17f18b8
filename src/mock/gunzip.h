/* SPDX-License-Identifier: MIT */
/*
 * What clients compress before they send it.  Pure.
 */
#ifndef MOCK_GUNZIP_H
#define MOCK_GUNZIP_H

#include "buf.h"

#include <stdbool.h>

/* Does it begin like the format of gzip? */
bool gunzip_is(const void *data, size_t len);

/*
 * Appends what it was before.  Returns 0.  Errors: EINVAL (damaged, cut, or
 * built without zlib), ETOOBIG, ENOMEM.
 */
int gunzip(const void *data, size_t len, struct buf *out);

#endif
