/* SPDX-License-Identifier: MIT */
/*
 * Percent-encoding, for paths and queries.  Pure.
 */
#ifndef URI_H
#define URI_H

#include "buf.h"

#include <stdbool.h>

/* Appends with everything encoded that is not unreserved (RFC 3986, section
 * 2.3) or one of ":@", which mean nothing in a path segment or a query
 * value. */
int uri_encode(struct buf *out, const char *text, size_t len);

/* Appends the decoded text; "%" without two digits stands for itself. */
int uri_decode(struct buf *out, const char *text, size_t len);

/* May stand in a path: not empty, no segment empty, "." or "..". */
bool uri_segment_ok(const char *text);

/* A request target that can be sent as it is: begins with "/", holds no
 * space, control or non-ASCII character. */
bool uri_target_ok(const char *text);

#endif
