/* SPDX-License-Identifier: MIT */
/*
 * Aligned columns.  All rows are collected first; the last column is broken
 * between words where the line would get longer than the terminal is wide.
 */
#ifndef CLI_COLUMNS_H
#define CLI_COLUMNS_H

#include <stddef.h>
#include <stdio.h>

#define COLUMNS_MAX 8

struct columns {
	size_t n;		/* columns */
	char **cells;		/* row by row */
	size_t rows, room;
};

void columns_init(struct columns *c, size_t n);

/* Adds a row: n strings, copied; NULL is empty. */
void columns_add(struct columns *c, const char *const *cells);

/* Forgets the rows. */
void columns_free(struct columns *c);

/* Prints and forgets the rows; columns empty in all rows are left out. */
void columns_print(struct columns *c, FILE *to, size_t indent, size_t width);

/* Prints text broken at `width`, every line but the first indented; `used`
 * columns of the first line are taken. */
void columns_wrap(FILE *to, const char *text, size_t used, size_t indent,
		  size_t width);

#endif
