/* SPDX-License-Identifier: MIT */
/*
 * What heads of requests and of answers have in common: lines, headers and
 * the sizes of chunks.
 */
#ifndef HTTPLINE_H
#define HTTPLINE_H

#include "buf.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Adds bytes up to and with the end of a line, a line feed, to `line`; tells
 * in *used how many they were and in *complete whether the end is there.
 * Returns buf_status().
 */
int httpline_take(struct buf *line, const char *data, size_t len, size_t *used,
		  bool *complete);

/* Takes the end off: "\r\n" or "\n".  Returns false if it was the latter. */
bool httpline_chop(struct buf *line);

/* Hexadecimal digits, at most 15, and where the first other one stands; NULL
 * without any. */
const char *httpline_hex(const char *text, uint64_t *out);

/* A byte of a token: of a method, of a header's name (RFC 9110, 5.6.2). */
bool httpline_is_token(const char *text, size_t len);

/* A header's value is a list with this word among others, in any case. */
bool httpline_lists(const char *value, size_t len, const char *word);

#endif
