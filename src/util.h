/* SPDX-License-Identifier: MIT */
/*
 * Small things on bytes and numbers that libc lacks.  Knows nothing of
 * davit, JSON or HTTP.
 */
#ifndef UTIL_H
#define UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define UTIL_COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct buf;

/* Appends base64url with padding (RFC 4648, section 5). */
int util_base64url(struct buf *out, const void *data, size_t len);

/* Appends what base64 text, of either alphabet and with or without padding,
 * stands for.  Returns false for anything else. */
bool util_unbase64(struct buf *out, const char *text, size_t len);

/* The whole text is a decimal integer that fits. */
bool util_int64(const char *text, size_t len, int64_t *out);

/* The whole text is a decimal number. */
bool util_number(const char *text, size_t len);

/* The whole text is UTF-8 (RFC 3629): no surrogates, nothing overlong. */
bool util_is_utf8(const char *text, size_t len);

/* Holds a byte below 0x20, or 0x7f. */
bool util_has_control(const char *text, size_t len);

/* Overwrites so that the compiler cannot leave it out, then frees. */
void util_wipe_free(char *secret);

/* strdup that takes NULL, giving NULL. */
char *util_strdup(const char *text);

/* Milliseconds of a clock that never jumps. */
int64_t util_now_ms(void);

#endif
