/* SPDX-License-Identifier: MIT */
/*
 * Compares a request as it came over the wire with the one that is written
 * down.  Knows HTTP's notation, nothing of the library.
 */
#include "config.h"
#include "casereq.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PAIRS 64

struct pair {
	const char *text;
	size_t len, key_len, place;
};

static int compare_pairs(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	size_t n = x->key_len < y->key_len ? x->key_len : y->key_len;
	int order = memcmp(x->text, y->text, n);

	if (!order && x->key_len != y->key_len)
		order = x->key_len < y->key_len ? -1 : 1;
	if (!order)
		order = x->place < y->place ? -1 : 1;
	return order;
}

static size_t split_query(const char *text, size_t len, struct pair *pairs)
{
	const char *end = text + len, *stop, *eq;
	size_t n = 0;

	while (text < end && n < PAIRS) {
		stop = memchr(text, '&', (size_t)(end - text));
		stop = stop ? stop : end;
		eq = memchr(text, '=', (size_t)(stop - text));
		pairs[n].text = text;
		pairs[n].len = (size_t)(stop - text);
		pairs[n].key_len = (size_t)((eq ? eq : stop) - text);
		pairs[n].place = n;
		n++;
		text = stop + 1;
	}
	qsort(pairs, n, sizeof(*pairs), compare_pairs);
	return n;
}

/* Values of one key keep their order. */
static bool same_query(const char *a, size_t alen, const char *b, size_t blen)
{
	struct pair x[PAIRS], y[PAIRS];
	size_t i, n = split_query(a, alen, x);

	if (n != split_query(b, blen, y))
		return false;
	for (i = 0; i < n; i++)
		if (x[i].len != y[i].len ||
		    memcmp(x[i].text, y[i].text, x[i].len))
			return false;
	return true;
}

static bool same_line(const char *want, size_t wlen, const char *got,
		      size_t glen)
{
	const char *wq = memchr(want, '?', wlen), *gq = memchr(got, '?', glen);
	const char *wend = memrchr(want, ' ', wlen);
	const char *gend = memrchr(got, ' ', glen);

	if (!wq || !gq || !wend || !gend)
		return wlen == glen && !memcmp(want, got, wlen);
	return wq - want == gq - got &&
	       !memcmp(want, got, (size_t)(wq - want)) &&
	       !strncmp(wend, gend, 9) &&
	       same_query(wq + 1, (size_t)(wend - wq - 1), gq + 1,
			  (size_t)(gend - gq - 1));
}

/* The line of a head that has this header; NULL if there is none. */
static const char *header_line(const char *head, const char *name, size_t n)
{
	const char *line = head;

	while ((line = strchr(line, '\n')) != NULL) {
		line++;
		if (!strncasecmp(line, name, n) && line[n] == ':')
			return line;
	}
	return NULL;
}

static size_t line_length(const char *line)
{
	return strcspn(line, "\r\n");
}

static bool may_be_there(const char *line)
{
	return !strncasecmp(line, "Host:", 5) ||
	       !strncasecmp(line, "User-Agent:", 11) ||
	       !strncasecmp(line, "Accept:", 7);
}

static bool same_headers(const char *want, const char *got, char *why,
			 size_t len)
{
	const char *line = want, *other;
	size_t n;

	while ((line = strchr(line, '\n')) != NULL && *++line) {
		n = line_length(line);
		if (*line == '-') {
			if (header_line(got, line + 1, n - 1)) {
				snprintf(why, len, "header %.*s was sent",
					 (int)n - 1, line + 1);
				return false;
			}
			continue;
		}
		other = header_line(got, line, strcspn(line, ":\n"));
		if (!other || line_length(other) != n ||
		    strncmp(strchr(line, ':'), strchr(other, ':'),
			    n - strcspn(line, ":"))) {
			snprintf(why, len, "'%.*s' was not sent but '%.*s'",
				 (int)n, line,
				 other ? (int)line_length(other) : 0,
				 other ? other : "");
			return false;
		}
	}
	line = got;
	while ((line = strchr(line, '\n')) != NULL) {
		n = line_length(++line);
		if (!n)
			break;
		if (!may_be_there(line) &&
		    !header_line(want, line, strcspn(line, ":"))) {
			snprintf(why, len, "'%.*s' was sent", (int)n, line);
			return false;
		}
	}
	if (!header_line(got, "Host", 4)) {
		snprintf(why, len, "no Host was sent");
		return false;
	}
	return true;
}

/* Byte for byte, unless it is JSON, whose members may stand in any order. */
static bool same_body(const char *want, const struct engine_request *got)
{
	json_t *a = NULL, *b = NULL;
	bool same;

	if (got->body_len == strlen(want) &&
	    !memcmp(want, got->body, got->body_len))
		return true;
	/* A blank after the bracket asks for the very bytes. */
	if ((*want != '{' && *want != '[') || want[1] == ' ')
		return false;
	a = json_loads(want, 0, NULL);
	b = json_loadb(got->body, got->body_len, 0, NULL);
	same = a && b && json_equal(a, b);
	json_decref(a);
	json_decref(b);
	return same;
}

bool casereq_same(const struct case_exchange *want,
		  const struct engine_request *got, char *why, size_t len)
{
	const char *body = want->body ? want->body : "";

	if (!same_line(want->send, strcspn(want->send, "\n"), got->head,
		       strcspn(got->head, "\r\n"))) {
		snprintf(why, len, "sent %.*s",
			 (int)strcspn(got->head, "\r\n"), got->head);
		return false;
	}
	if (!same_headers(want->send, got->head, why, len))
		return false;
	if (!same_body(body, got)) {
		snprintf(why, len, "sent the body '%.300s'", got->body);
		return false;
	}
	return true;
}
