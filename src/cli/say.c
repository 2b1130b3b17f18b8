/* SPDX-License-Identifier: MIT */
/* See say.h. */
#include "config.h"

#include "say.h"
#include "out.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST 48		/* word that is compared with others */

/* Engines and files supply some of the words: none may steer the terminal. */
static void print_safe(const char *before, const char *text, size_t len)
{
	size_t i;

	fputs(before, stderr);
	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < 0x20 || c == 0x7f)
			c = ' ';
		else if (c == 0xc2 && i + 1 < len &&
			 ((unsigned char)text[i + 1] & 0xe0) == 0x80)
			c = (unsigned char)text[++i] == 0xa0 ? ' ' : '?';
		putc(c, stderr);
	}
	putc('\n', stderr);
}

static void vsay(const char *before, const char *fmt, va_list ap)
{
	char text[4096];

	if (vsnprintf(text, sizeof(text), fmt, ap) < 0)
		return;
	print_safe(before, text, strlen(text));
}

int say_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsay("davit: ", fmt, ap);
	va_end(ap);
	return STATUS_USAGE;
}

void say_hint(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsay("hint: ", fmt, ap);
	va_end(ap);
}

void say_note(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsay("davit: note: ", fmt, ap);
	va_end(ap);
}

void say_trace(const char *line, void *ctx)
{
	(void)ctx;
	print_safe("# ", line, strlen(line));
}

static int status_of(const davit_error *err, bool making)
{
	switch (err->code) {
	case DAVIT_OK:
		return STATUS_DONE;
	case DAVIT_EREMOTE:
		return STATUS_REFUSED;
	case DAVIT_EVERSION:
		return err->http_status >= 400 ? STATUS_REFUSED
					       : STATUS_USAGE;
	case DAVIT_ECONN:
	case DAVIT_EPROTO:
		return STATUS_CONNECTION;
	case DAVIT_ETLS:
		/* A place in the input: a file that is no certificate. */
		return making || err->where[0] != '\0' ? STATUS_USAGE
						       : STATUS_CONNECTION;
	case DAVIT_ETIMEOUT:
	case DAVIT_ECANCELED:
		return STATUS_STOPPED;
	default:
		return STATUS_USAGE;
	}
}

int say_failure(const davit_error *err, bool making)
{
	const char *line = err->detail;
	size_t len;

	say_error("%s", err->text);
	while (*line != '\0') {
		len = strcspn(line, "\n");
		if (len > 0)
			print_safe("davit: ", line, len);
		line += len;
		line += *line == '\n';
	}
	if (err->hint[0] != '\0')
		say_hint("%s", err->hint);
	else if (err->code == DAVIT_ETOOBIG)
		say_hint("--max-reply sets how much of a reply is kept");
	return status_of(err, making);
}

void say_nomem(void)
{
	out_discard();
	fputs("davit: out of memory\n", stderr);
	exit(STATUS_USAGE);
}

void *mem_get(size_t n, size_t size)
{
	void *p = calloc(n == 0 ? 1 : n, size);

	if (p == NULL)
		say_nomem();
	return p;
}

void *mem_grow(void *old, size_t n, size_t size)
{
	void *p;

	if (size != 0 && n > SIZE_MAX / size)
		say_nomem();
	p = realloc(old, n * size);
	if (p == NULL)
		say_nomem();
	return p;
}

char *mem_text(const char *text)
{
	size_t len = strlen(text) + 1;
	char *copy = mem_get(len, 1);

	memcpy(copy, text, len);
	return copy;
}

char *mem_format(const char *fmt, ...)
{
	char *text = NULL;
	size_t len;
	FILE *to = open_memstream(&text, &len);
	va_list ap;

	if (to == NULL)
		say_nomem();
	va_start(ap, fmt);
	vfprintf(to, fmt, ap);
	va_end(ap);
	if (fclose(to) != 0)
		say_nomem();
	return text;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Edits from one word to the other, case apart; both at most LONGEST. */
static unsigned edits(const char *a, size_t n, const char *b, size_t m)
{
	unsigned row[LONGEST + 1], left, corner, here;
	size_t i, j;

	for (j = 0; j <= m; j++)
		row[j] = (unsigned)j;
	for (i = 1; i <= n; i++) {
		corner = row[0];
		left = row[0] = (unsigned)i;
		for (j = 1; j <= m; j++) {
			here = corner + (lower(a[i - 1]) != lower(b[j - 1]));
			here = least(here, least(left, row[j]) + 1);
			corner = row[j];
			left = row[j] = here;
		}
	}
	return row[m];
}

void near_word(const char *word, const char *candidate, const char **best,
	       unsigned *distance)
{
	size_t n = strlen(word), m = strlen(candidate);
	unsigned d;

	if (n == 0 || n > LONGEST || m > LONGEST)
		return;
	d = edits(word, n, candidate, m);
	if (d < *distance && d <= 1 + n / 4) {
		*distance = d;
		*best = candidate;
	}
}
