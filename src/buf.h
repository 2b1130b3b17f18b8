/* SPDX-License-Identifier: MIT */
/*
 * A growable byte buffer with a maximum.  A failure sticks: later additions
 * do nothing and buf_status() tells, so callers check once at the end.
 */
#ifndef BUF_H
#define BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *data;		/* a zero byte follows, not in len */
	size_t len, cap, max;
	int status;		/* 0, DAVIT_ENOMEM or DAVIT_ETOOBIG */
	bool secret;		/* nothing of it stays behind in memory */
};

#define BUF_INIT(maximum) { NULL, 0, 0, (maximum), 0, false }

/* For secrets: wipes what it held when it grows, and when it is done with. */
#define BUF_SECRET(maximum) { NULL, 0, 0, (maximum), 0, true }

/* `max`: bytes it may hold at most. */
void buf_init(struct buf *b, size_t max);
void buf_init_secret(struct buf *b, size_t max);

/* Also empties it: it may be used again, of the kind it was. */
void buf_done(struct buf *b);

/* Like buf_done(), for what must not stay in memory. */
void buf_wipe(struct buf *b);

/* Empties without freeing. */
void buf_reset(struct buf *b);

/* Each returns buf_status(). */
int buf_add(struct buf *b, const void *data, size_t len);
int buf_add_str(struct buf *b, const char *text);
int buf_add_char(struct buf *b, char c);

/* Makes room for `len` more bytes, at least. */
int buf_reserve(struct buf *b, size_t len);

/* 0 or the failure. */
int buf_status(const struct buf *b);

/* The text so far; "" if nothing was added. */
const char *buf_text(const struct buf *b);

/* Hands over the memory and empties the buffer.  NULL if it failed. */
char *buf_take(struct buf *b);

#endif
