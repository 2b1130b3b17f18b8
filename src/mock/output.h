/* SPDX-License-Identifier: MIT */
/*
 * What a process wrote, as it wrote it: pieces with their channel and time.
 * Of too much the oldest is forgotten.
 */
#ifndef MOCK_OUTPUT_H
#define MOCK_OUTPUT_H

#include "buf.h"

#include <stdbool.h>
#include <stdint.h>

#define OUTPUT_PIECES 4096
#define OUTPUT_BYTES ((size_t)1 << 20)

enum { OUTPUT_OUT = 1, OUTPUT_ERR = 2 };

struct output_piece {
	int channel;
	int64_t ns;		/* of the wall clock */
	char *data;
	size_t len;
};

struct output {
	struct output_piece *pieces;
	size_t count;
	size_t bytes;
	uint64_t first;		/* number of pieces[0] */
};

/* Zeroed is empty. */
void output_done(struct output *o);

/* Returns 0 or ENOMEM. */
int output_add(struct output *o, int channel, int64_t ns, const void *data,
	       size_t len);

/* The first piece at or behind number *at, which becomes its number; NULL
 * if there is none. */
const struct output_piece *output_at(const struct output *o, uint64_t *at);

/* The number of the piece that comes next. */
uint64_t output_end(const struct output *o);

/* The number of the first of the last `lines` lines of the channels. */
uint64_t output_tail(const struct output *o, unsigned channels, size_t lines);

struct output_form {
	bool framed, times;
	unsigned channels;	/* 1 << OUTPUT_OUT, ... */
	int64_t since, until;	/* ns; 0: no matter */
};

/* Writes a piece as a client wants it, or nothing. */
void output_write(const struct output_form *f, const struct output_piece *p,
		  struct buf *out);

#endif
