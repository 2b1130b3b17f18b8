/* SPDX-License-Identifier: MIT */
/*
 * See near.h.  Edits are insertions, deletions, substitutions and swaps of
 * neighbours (optimal string alignment); letters that differ only in case
 * are half an edit, so that "containercreate" finds "ContainerCreate".
 */
#include "config.h"

#include "near.h"

#include <string.h>
#include <strings.h>

#define LONGEST 64		/* words beyond are not looked at */
#define EDIT 2			/* cost of one edit; a change of case is 1 */

static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

static unsigned substitution(char a, char b)
{
	if (a == b)
		return 0;
	return lower(a) == lower(b) ? 1 : EDIT;
}

static unsigned min2(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static unsigned distance(const char *a, size_t n, const char *b, size_t m)
{
	unsigned rows[3][LONGEST + 1];
	unsigned *before = rows[0], *last = rows[1], *now = rows[2], *swap, d;
	size_t i, j;

	for (j = 0; j <= m; j++)
		last[j] = (unsigned)j * EDIT;
	for (i = 1; i <= n; i++) {
		now[0] = (unsigned)i * EDIT;
		for (j = 1; j <= m; j++) {
			d = last[j - 1] + substitution(a[i - 1], b[j - 1]);
			d = min2(d, last[j] + EDIT);
			d = min2(d, now[j - 1] + EDIT);
			if (i > 1 && j > 1 &&
			    lower(a[i - 1]) == lower(b[j - 2]) &&
			    lower(a[i - 2]) == lower(b[j - 1]))
				d = min2(d, before[j - 2] + EDIT);
			now[j] = d;
		}
		swap = before;
		before = last;
		last = now;
		now = swap;
	}
	return last[m];
}

void near_init(struct near *n, const char *word)
{
	n->word = word;
	n->best = NULL;
	n->distance = (size_t)-1;
}

void near_try(struct near *n, const char *candidate)
{
	size_t len = strlen(n->word), clen = strlen(candidate), d;
	size_t gap = len > clen ? len - clen : clen - len;

	/* A change of case costs half an edit, at most 64 letters' worth. */
	if (len == 0 || clen == 0 || len > LONGEST || clen > LONGEST ||
	    gap * EDIT >= n->distance)
		return;
	d = distance(n->word, len, candidate, clen);
	if (d < n->distance) {
		n->distance = d;
		n->best = candidate;
	}
}

const char *near_best(const struct near *n)
{
	size_t len = strlen(n->word), allowed = EDIT * (1 + len / 4);

	if (n->best == NULL)
		return NULL;
	if (strcasecmp(n->word, n->best) == 0)
		return n->best;
	return n->distance <= allowed && n->distance < len * EDIT ? n->best
								  : NULL;
}
