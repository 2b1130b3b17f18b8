/* SPDX-License-Identifier: MIT */
/* See route.h. */
#include "config.h"

#include "route.h"

#include <string.h>
#include <strings.h>

/* The version a row is looked up in, by what stands before its path. */
struct epochs {
	unsigned version[TAB_PREFIX_LEVEL + 1];
	bool known;		/* the number in the target is one of the
				   engine's */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool in_number(char c)
{
	return is_digit(c) || is_letter(c) || c == '.' || c == '-' || c == '+';
}

static const char *find(const char *p, const char *end, char c)
{
	const char *found = memchr(p, c, (size_t)(end - p));

	return found != NULL ? found : end;
}

const char *route_skip_host(const char *p, const char *end)
{
	const char *s = p;

	while (s < end && (is_letter(*s) || is_digit(*s) || *s == '+' ||
			   *s == '.' || *s == '-'))
		s++;
	if (s == p || end - s < 3 || memcmp(s, "://", 3) != 0)
		return p;
	return find(s + 3, end, '/');
}

void route_take_apart(const char *text, size_t len, struct route_target *out)
{
	const char *end = find(text, text + len, '#');
	const char *p = route_skip_host(text, end), *q;

	memset(out, 0, sizeof(*out));
	q = find(p, end, '?');
	if (q < end) {
		out->query = q + 1;
		out->nquery = (size_t)(end - q - 1);
	}
	end = q;
	if (end - p > 2 && p[0] == '/' && p[1] == 'v' && is_digit(p[2])) {
		for (q = p + 2; q < end && in_number(*q); q++)
			;
		if (q == end || *q == '/') {
			out->number = p + 2;
			out->nnumber = (size_t)(q - p - 2);
			p = q;
		}
	}
	out->path = p;
	out->npath = (size_t)(end - p);
}

/* ---- paths --------------------------------------------------------------- */

/* First place of `part`, not at `p` itself, as a variable has a value. */
static const char *search(const char *p, const char *end, const char *part,
			  size_t len)
{
	for (p++; p < end && (size_t)(end - p) >= len; p++) {
		p = find(p, end, part[0]);
		if ((size_t)(end - p) >= len && memcmp(p, part, len) == 0)
			return p;
	}
	return NULL;
}

/*
 * Where the value of a variable ends; NULL if it can't.  `rest` is the
 * pattern behind the variable.  Names of images hold slashes, so a value may
 * if nothing fits otherwise (`exact` is false); then the last one takes all
 * that the end of the pattern leaves, any other as little as it can.
 */
static const char *value_end(const char *p, const char *end,
			     const char *rest, bool exact)
{
	size_t len = strcspn(rest, "{");

	if (p == end)
		return NULL;
	if (exact) {
		p = find(p, end, '/');
		return len > 0 && rest[0] != '/' ? NULL : p;
	}
	if (rest[len] == '{')
		return search(p, end, rest, len);
	return (size_t)(end - p) > len &&
	       memcmp(end - len, rest, len) == 0 ? end - len : NULL;
}

/* How many literal characters of the pattern the path has; 0: it does not
 * fit.  Fills `values` with where values begin and end, unless NULL. */
static unsigned fit(const char *pattern, const char *p, const char *end,
		    bool exact, const char **values)
{
	const char *begin;
	unsigned n = 0;

	for (; *pattern != '\0'; pattern++, p++) {
		for (; *pattern == '{'; pattern++) {
			begin = p;
			pattern += strcspn(pattern, "}");
			p = value_end(p, end, pattern + 1, exact);
			if (p == NULL || p == begin)
				return 0;
			if (values != NULL) {
				*values++ = begin;
				*values++ = p;
			}
			if (pattern[1] == '\0')
				return p == end ? n : 0;
		}
		if (p == end || *pattern != *p)
			return 0;
		n++;
	}
	return p == end ? n : 0;
}

static unsigned rank(const char *pattern, const struct route_target *g)
{
	const char *end = g->path + g->npath;
	unsigned n = fit(pattern, g->path, end, true, NULL);

	return n > 0 ? n | ROUTE_EXACT
		     : fit(pattern, g->path, end, false, NULL);
}

void route_values(const struct route *r, const struct route_target *g,
		  const char **values)
{
	fit(lookup_str(r->table, r->row->path), g->path, g->path + g->npath,
	    r->rank & ROUTE_EXACT, values);
}

/* ---- versions ------------------------------------------------------------ */

/* The newest version of this level. */
static bool level_version(const struct table *t, const char *level,
			  unsigned *out)
{
	unsigned i;

	for (i = t->nversions; i-- > 0;)
		if (t->versions[i].level != 0 &&
		    strcmp(lookup_str(t, t->versions[i].level), level) == 0) {
			*out = i;
			return true;
		}
	return false;
}

/*
 * The number in the target decides; `base` is what was asked for without
 * one.  Numbers unknown mean what an engine would make of them: the newest
 * version below, or the oldest.
 */
static void choose(const struct table *t, const struct route_target *g,
		   unsigned base, struct epochs *out)
{
	const char *level = lookup_str(t, t->versions[base].level);
	unsigned number = 0, by_level = base;
	char text[ROUTE_NUMBER_MAX];
	bool exact;

	*out = (struct epochs){ { base, base, base }, false };
	if (g->nnumber == 0 || g->nnumber >= sizeof(text))
		return;
	memcpy(text, g->number, g->nnumber);
	text[g->nnumber] = '\0';
	exact = lookup_version(t, text, &number, NULL) == 0;
	out->known = exact || strcmp(level, text) == 0 ||
		     level_version(t, text, &by_level);
	if (!exact && !lookup_version_below(t, text, &number))
		number = 0;
	out->version[TAB_PREFIX_NUMBER] = number;
	out->version[TAB_PREFIX_LEVEL] =
		exact && by_level == base ? number : by_level;
	if (exact)
		out->version[TAB_PREFIX_NONE] = number;
}

/* ---- operations ---------------------------------------------------------- */

int route_method(const char *name, size_t len)
{
	int i;

	for (i = TAB_GET; i <= TAB_OPTIONS; i++)
		if (strncasecmp(lookup_method((uint8_t)i), name, len) == 0 &&
		    lookup_method((uint8_t)i)[len] == '\0')
			return i;
	return -1;
}

/* The best row in its version; whole paths before those where values hold
 * slashes, words before variables. */
static bool in_versions(const struct table *t, int method,
			const struct route_target *g, const struct epochs *e,
			struct route *hit)
{
	const struct tab_op *row, *end = t->ops + t->nops;
	unsigned best;

	hit->rank = 0;
	for (row = t->ops; row < end; row++) {
		if (row->method != method ||
		    !lookup_in(row->since, row->until,
			       t->versions[e->version[row->prefix]].epoch))
			continue;
		best = rank(lookup_str(t, row->path), g);
		if (best > hit->rank)
			*hit = (struct route){ t, row,
					     e->version[row->prefix], best };
	}
	return hit->rank > 0;
}

bool route_any(const struct table *t, int method, const struct route_target *g,
		   struct route *hit)
{
	const struct tab_op *row, *end = t->ops + t->nops;
	unsigned best, last;

	hit->rank = 0;
	for (row = t->ops; row < end; row++) {
		if (row->method != method)
			continue;
		best = rank(lookup_str(t, row->path), g);
		if (best < hit->rank || best == 0 ||
		    (best == hit->rank && row->until <= hit->row->until))
			continue;
		last = row->until == TAB_OPEN ? t->nepochs - 1u : row->until;
		*hit = (struct route){ t, row, t->epochs[last], best };
	}
	return hit->rank > 0;
}

bool route_find(const char *engine, const char *version, int method,
		     const struct route_target *g, struct route *hit)
{
	const struct table *const *t;
	struct epochs e;
	unsigned base;
	int round;

	for (round = g->nnumber > 0 ? 0 : 1; round < 3; round++)
		for (t = tables; *t != NULL; t++) {
			if ((engine != NULL && strcmp(engine, lookup_str(*t,
						(*t)->engine)) != 0) ||
			    lookup_version(*t, version, &base, NULL) < 0)
				continue;
			choose(*t, g, base, &e);
			if (round < 2 && g->nnumber > 0 &&
			    e.known != (round == 0))
				continue;
			if (round < 2 ? in_versions(*t, method, g, &e, hit)
				      : g->nnumber == 0 && version == NULL &&
					route_any(*t, method, g, hit))
				return true;
		}
	return false;
}
