/* SPDX-License-Identifier: MIT */
/* See target.h. */
#include "config.h"

#include "target.h"

#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Behind "scheme://host". */
static const char *skip_host(const char *p, const char *end)
{
	const char *s = p;

	while (s < end && (is_letter(*s) || is_digit(*s) || *s == '+'))
		s++;
	if (s == p || end - s < 3 || memcmp(s, "://", 3) != 0)
		return p;
	s = memchr(s + 3, '/', (size_t)(end - s - 3));
	return s != NULL ? s : end;
}

static bool in_number(const struct dialect *d, char c)
{
	return is_digit(c) || c == '.' ||
	       (d->words && (is_letter(c) || c == '-'));
}

/* "/v1.41" at the beginning of the path. */
static void take_version(struct target *t, const struct dialect *d)
{
	const char *end = t->path + t->npath, *p = t->path + 2;

	if (t->npath < 3 || t->path[0] != '/' || t->path[1] != 'v' ||
	    !is_digit(*p))
		return;
	while (p < end && in_number(d, *p))
		p++;
	if (p == end || *p != '/' ||
	    (size_t)(p - t->path) > sizeof(t->given))
		return;
	memcpy(t->given, t->path + 1, (size_t)(p - t->path) - 1);
	t->npath = (size_t)(end - p);
	t->path = p;
}

static bool is_part(const char *p, size_t len, const char *part)
{
	return strlen(part) == len && memcmp(p, part, len) == 0;
}

static bool is_clean(const char *p, size_t len)
{
	const char *end = p + len, *next;

	for (; p < end; p = next) {
		next = memchr(p + 1, '/', (size_t)(end - p - 1));
		if (next == NULL)
			next = end;
		/* One slash may end it. */
		if ((next == p + 1 && next < end) ||
		    is_part(p, (size_t)(next - p), "/.") ||
		    is_part(p, (size_t)(next - p), "/.."))
			return false;
	}
	return true;
}

static bool begins(const struct target *t, const char *with)
{
	return with != NULL && t->npath >= strlen(with) &&
	       memcmp(t->path, with, strlen(with)) == 0;
}

void target_read(struct target *t, const struct dialect *d, const char *text,
		 size_t len)
{
	const char *end = text + len, *p = skip_host(text, end), *q;

	memset(t, 0, sizeof(*t));
	q = memchr(p, '?', (size_t)(end - p));
	if (q != NULL) {
		t->query = q + 1;
		t->nquery = (size_t)(end - q - 1);
		end = q;
	}
	t->whole = t->path = p;
	t->nwhole = t->npath = (size_t)(end - p);
	t->clean = is_clean(p, t->npath);
	take_version(t, d);
	if (d->twin_of != NULL && is_part(t->path, t->npath, d->twin_of)) {
		t->path = d->twin;
		t->npath = strlen(d->twin);
	}
	t->versioned = begins(t, d->versioned);
	t->is_twin = d->twin != NULL && is_part(t->path, t->npath, d->twin);
}

/* Takes the last part of `out` away. */
static void go_up(struct buf *out)
{
	while (out->len > 0 && out->data[--out->len] != '/')
		;
	if (out->data != NULL)
		out->data[out->len] = '\0';
}

int target_clean(const struct target *t, struct buf *out)
{
	const char *p = t->whole, *end = p + t->nwhole, *next;
	size_t len;

	for (; p < end; p = next) {
		next = memchr(p + 1, '/', (size_t)(end - p - 1));
		if (next == NULL)
			next = end;
		len = (size_t)(next - p);
		if (is_part(p, len, "/.."))
			go_up(out);
		else if (len > 1 && !is_part(p, len, "/."))
			buf_add(out, p, len);
	}
	/* A slash at the end stays, and is all that is left of nothing. */
	if (out->len == 0 || (t->nwhole > 1 && end[-1] == '/'))
		buf_add_char(out, '/');
	if (t->query != NULL) {
		buf_add_char(out, '?');
		buf_add(out, t->query, t->nquery);
	}
	return buf_status(out);
}
