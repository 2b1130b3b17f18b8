/* SPDX-License-Identifier: MIT */
/*
 * The keys that detach a terminal.  What is typed goes through here; a
 * beginning of the keys is held back until it is clear what it is.  Pure.
 */
#ifndef CLI_KEYS_H
#define CLI_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#define KEYS_DEFAULT "ctrl-p,ctrl-q"
#define KEYS_MAX 16

struct keys {
	unsigned char key[KEYS_MAX];
	size_t n;		/* 0: there are none */
	size_t seen;		/* of them, held back */
};

/* "ctrl-p,ctrl-q", "a", ""; false if it is no such thing. */
bool keys_parse(struct keys *k, const char *text);

/*
 * Takes what was typed, and gives in `out`, which has room for KEYS_MAX more
 * bytes, what is to be sent on.  Returns true if the keys were among it: what
 * came before them is given, what came after is lost.
 */
bool keys_filter(struct keys *k, const char *in, size_t len, char *out,
		 size_t *out_len);

#endif
