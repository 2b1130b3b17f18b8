/* SPDX-License-Identifier: MIT */
/*
 * JSON text made pretty or compact without decoding it: only white space
 * between tokens changes, so that every number and every escape comes out
 * as it went in.  Knows nothing of davit.
 */
#ifndef CLI_JSON_TEXT_H
#define CLI_JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* The text is nothing but JSON documents, one after the other. */
bool json_text_valid(const char *text, size_t len);

/*
 * Writes valid text, each document followed by a newline: indented if
 * `pretty`, with escape sequences for colours if `color`.
 */
void json_text_write(FILE *to, const char *text, size_t len, bool pretty,
		     bool color);

#endif
