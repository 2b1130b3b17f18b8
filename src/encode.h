/* SPDX-License-Identifier: MIT */
/*
 * Values as text: what goes into a path, a query or a header.  Pure.
 */
#ifndef ENCODE_H
#define ENCODE_H

#include "buf.h"

#include <jansson.h>
#include <stdbool.h>

/* A string, integer, real or boolean; false for anything else. */
bool encode_is_scalar(const json_t *value);

/* Appends a scalar: strings as they are, true and false as words. */
int encode_scalar(struct buf *out, const json_t *value);

/* Appends a scalar as encode_scalar(), anything else as JSON text. */
int encode_value(struct buf *out, const json_t *value);

/* Appends JSON text, compact. */
int encode_json(struct buf *out, const json_t *value);

/* Appends filters as {"key":{"value":true}}, from that form, from
 * {"key":["value"]} or from {"key":"value"}; values that are false are
 * dropped.  Returns false if `value` is none of them; what else goes wrong is
 * the status of `out`. */
bool encode_filters(struct buf *out, const json_t *value);

/* Appends base64url with padding of the JSON text. */
int encode_auth(struct buf *out, const json_t *value);

#endif
