/* SPDX-License-Identifier: MIT */
/* See columns.h. */
#include "config.h"

#include "columns.h"
#include "say.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define GAP 2			/* between columns */
#define LAST_MIN 24		/* narrower, the last column gets a line */

/* Characters, not bytes, of UTF-8. */
static size_t text_width(const char *text, size_t len)
{
	size_t i, width = 0;

	for (i = 0; i < len; i++)
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			width++;
	return width;
}

static void pad(FILE *to, size_t n)
{
	while (n-- > 0)
		putc(' ', to);
}

void columns_wrap(FILE *to, const char *text, size_t used, size_t indent,
		  size_t width)
{
	size_t column = used, len, word;
	bool first = true;

	while (*text == ' ')
		text++;
	while (*text != '\0') {
		len = strcspn(text, " ");
		word = text_width(text, len);
		if (!first && column + 1 + word > width) {
			putc('\n', to);
			pad(to, indent);
			column = indent;
			first = true;
		}
		if (!first) {
			putc(' ', to);
			column++;
		}
		fwrite(text, 1, len, to);
		column += word;
		first = false;
		text += len;
		while (*text == ' ')
			text++;
	}
	putc('\n', to);
}

void columns_init(struct columns *c, size_t n)
{
	memset(c, 0, sizeof(*c));
	c->n = n < COLUMNS_MAX ? n : COLUMNS_MAX;
}

void columns_add(struct columns *c, const char *const *cells)
{
	size_t i;

	if (c->rows == c->room) {
		c->room = c->room == 0 ? 64 : c->room * 2;
		c->cells = mem_grow(c->cells, c->room,
				    c->n * sizeof(*c->cells));
	}
	for (i = 0; i < c->n; i++)
		c->cells[c->rows * c->n + i] =
			mem_text(cells[i] != NULL ? cells[i] : "");
	c->rows++;
}

static void measure(const struct columns *c, size_t *widths)
{
	size_t row, i, width;
	const char *cell;

	for (i = 0; i < COLUMNS_MAX; i++)
		widths[i] = 0;
	for (row = 0; row < c->rows; row++) {
		for (i = 0; i < c->n; i++) {
			cell = c->cells[row * c->n + i];
			width = text_width(cell, strlen(cell));
			if (width > widths[i])
				widths[i] = width;
		}
	}
}

static void print_row(const struct columns *c, size_t row, FILE *to,
		      const size_t *widths, size_t last, size_t indent,
		      size_t width)
{
	size_t i, column = indent, left = 0, end = indent;
	const char *cell;

	pad(to, indent);
	for (i = 0; i < last; i++) {
		if (widths[i] == 0)
			continue;
		cell = c->cells[row * c->n + i];
		if (*cell != '\0') {
			pad(to, column - end);
			fputs(cell, to);
			end = column + text_width(cell, strlen(cell));
		}
		column += widths[i] + GAP;
	}
	left = column;
	cell = c->cells[row * c->n + last];
	if (*cell == '\0') {
		putc('\n', to);
		return;
	}
	if (width < left + LAST_MIN && left > indent + 8) {
		left = indent + 8;
		putc('\n', to);
		pad(to, left);
	} else {
		pad(to, left - end);
	}
	columns_wrap(to, cell, left, left, width);
}

void columns_free(struct columns *c)
{
	size_t i;

	for (i = 0; i < c->rows * c->n; i++)
		free(c->cells[i]);
	free(c->cells);
	columns_init(c, c->n);
}

void columns_print(struct columns *c, FILE *to, size_t indent, size_t width)
{
	size_t widths[COLUMNS_MAX], row, last = c->n;

	measure(c, widths);
	while (last > 0 && widths[last - 1] == 0)
		last--;
	for (row = 0; row < c->rows && last > 0; row++)
		print_row(c, row, to, widths, last - 1, indent, width);
	columns_free(c);
}
