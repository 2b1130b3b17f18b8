/* SPDX-License-Identifier: MIT */
/*
 * How far a long transfer is, on standard error: bytes, of how many, and how
 * fast.  Only on a terminal, and only after a second.
 */
#ifndef CLI_TRANSFER_H
#define CLI_TRANSFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct transfer {
	uint64_t bytes, total;	/* total 0: not known */
	int64_t started, drawn;	/* in ms */
	bool wanted, shown;
};

/* Is there a terminal to show it on? */
bool transfer_visible(void);

/* `total`: digits, or NULL where it isn't known. */
void transfer_begin(struct transfer *t, const char *total);
void transfer_add(struct transfer *t, size_t bytes);

/* Takes the line away. */
void transfer_end(struct transfer *t);

/*
 * Somebody else reads the file to its end, who tells nothing: shows how far
 * that is, by a timer, until transfer_unwatch().  Nothing happens if it is no
 * file.
 */
void transfer_watch(int fd);
void transfer_unwatch(void);

/* "12.3 MB"; all of it fits in 32 bytes.  Returns its length. */
size_t transfer_size(char *out, uint64_t bytes);

#endif
