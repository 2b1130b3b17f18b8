/* SPDX-License-Identifier: MIT */
/*
 * JSON as text, without blanks, as Jansson writes it, in half of the time.
 * Pure.
 */
#ifndef MOCK_JSONTEXT_H
#define MOCK_JSONTEXT_H

#include "buf.h"

#include <jansson.h>

/* Appends it.  Errors: ENOMEM, ETOOBIG; EINVAL for what is nested too deep. */
int jsontext_write(struct buf *out, const json_t *value);

#endif
