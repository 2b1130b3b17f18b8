/* SPDX-License-Identifier: MIT */
/*
 * Values on the line that may stand elsewhere: TEXT, @FILE, or - for
 * standard input, which can be read only once.
 */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include <stddef.h>

#define INPUT_TEXT_MAX (64u << 20)

/* Where a value stands; `path` is NULL for text and for standard input. */
struct input {
	const char *text;
	const char *path;
	const char *name;	/* "--body" */
};

struct input input_of(const char *option, const char *value);

/*
 * Text: reads all, at most `max` bytes; a zero byte follows.  Returns 0, or
 * says what is wrong and returns the exit status.
 */
int input_read(const struct input *in, size_t max, char **out, size_t *len);

/* A descriptor to read from; the same. */
int input_open(const struct input *in, int *fd);

/* First line of a file, at most 1 KiB; wipe it with input_wipe(). */
int input_secret(const char *option, const char *path, char **out);
void input_wipe(char *secret);

#endif
