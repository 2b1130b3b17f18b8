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
#include <time.h>

struct transfer {
	uint64_t bytes, total;	/* total 0: not known */
	struct timespec started, drawn;
	bool wanted, shown;
};

/* Is there a terminal to show it on? */
bool transfer_visible(void);

/* `total`: digits, or NULL where it isn't known. */
void transfer_begin(struct transfer *t, const char *total);
void transfer_add(struct transfer *t, size_t bytes);

/* Takes the line away. */
void transfer_end(struct transfer *t);

/* "12.3 MB", as much of it as fits. */
void transfer_size(char *out, size_t room, double bytes);

#endif
