/* SPDX-License-Identifier: MIT */
/*
 * The way back: which operation a request is, as it stands in a log or on
 * the wire.  Pure, and without memory of its own: what is decoded goes into
 * the caller's buffer.  Knows nothing of clients.
 *
 * A request is compared with the path of every operation of its version;
 * that takes about a microsecond, and needs no index.
 */
#include "config.h"

#include "davit.h"
#include "error.h"
#include "introspect.h"
#include "lookup.h"
#include "util.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#define NUMBER_MAX 32		/* "1.41" */
#define EXACT 0x10000u		/* outweighs all literal characters */

/* A request target taken apart. */
struct target {
	const char *number;	/* of "/v1.41": "1.41"; its length 0: none */
	size_t nnumber;
	const char *path;	/* behind it */
	size_t npath;
	const char *query;
	size_t nquery;
};

/* The version a row is looked up in, by what stands before its path. */
struct epochs {
	unsigned version[TAB_PREFIX_LEVEL + 1];
	bool known;		/* the number in the target is one of the
				   engine's */
};

struct hit {
	const struct table *table;
	const struct tab_op *row;
	unsigned version, rank;
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

/* Behind "scheme://host"; `p` itself if there is none. */
static const char *skip_host(const char *p, const char *end)
{
	const char *s = p;

	while (s < end && (is_letter(*s) || is_digit(*s) || *s == '+' ||
			   *s == '.' || *s == '-'))
		s++;
	if (s == p || end - s < 3 || memcmp(s, "://", 3) != 0)
		return p;
	return find(s + 3, end, '/');
}

static void take_apart(const char *text, size_t len, struct target *out)
{
	const char *end = find(text, text + len, '#');
	const char *p = skip_host(text, end), *q;

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

/* ---- paths ---------------------------------------------------------------- */

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

static unsigned rank(const char *pattern, const struct target *g)
{
	const char *end = g->path + g->npath;
	unsigned n = fit(pattern, g->path, end, true, NULL);

	return n > 0 ? n | EXACT : fit(pattern, g->path, end, false, NULL);
}

/* ---- versions ------------------------------------------------------------- */

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
static void choose(const struct table *t, const struct target *g,
		   unsigned base, struct epochs *out)
{
	const char *level = lookup_str(t, t->versions[base].level);
	unsigned number = 0, by_level = base;
	char text[NUMBER_MAX];
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

/* ---- operations ----------------------------------------------------------- */

static int method_of(const char *name, size_t len)
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
			const struct target *g, const struct epochs *e,
			struct hit *hit)
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
			*hit = (struct hit){ t, row,
					     e->version[row->prefix], best };
	}
	return hit->rank > 0;
}

/* The best row of any version, of the newest one if there are several. */
static bool in_any(const struct table *t, int method, const struct target *g,
		   struct hit *hit)
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
		*hit = (struct hit){ t, row, t->epochs[last], best };
	}
	return hit->rank > 0;
}

/* Engines as asked for, those first that know the number in the target. */
static bool find_row(const char *engine, const char *version, int method,
		     const struct target *g, struct hit *hit)
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
					in_any(*t, method, g, hit))
				return true;
		}
	return false;
}

/* ---- values --------------------------------------------------------------- */

struct store {
	char *at, *end;
};

static int digit(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* NULL if there is no room. */
static const char *decode(struct store *s, const char *p, size_t len,
			  bool query, size_t *out)
{
	const char *end = p + len;
	char *begin = s->at, *to = s->at;

	/* What is decoded is never longer; a zero byte follows it. */
	if ((size_t)(s->end - s->at) <= len)
		return NULL;
	for (; p < end; p++) {
		if (*p == '%' && end - p > 2 && digit(p[1]) >= 0 &&
		    digit(p[2]) >= 0) {
			*to++ = (char)(digit(p[1]) << 4 | digit(p[2]));
			p += 2;
		} else {
			*to++ = *p == '+' && query ? ' ' : *p;
		}
	}
	*to = '\0';
	s->at = to + 1;
	*out = (size_t)(to - begin);
	return begin;
}

static unsigned param_flags(const struct op *op, const struct tab_param *p)
{
	unsigned matches;

	if (p == NULL)
		return DAVIT_PARAM_UNKNOWN;
	lookup_param_name(op, lookup_str(op->table, p->name), -1, &matches);
	return (matches > 1 ? DAVIT_PARAM_TWICE : 0u) |
	       (p->flags & TAB_REQUIRED ? DAVIT_PARAM_REQUIRED : 0u) |
	       (p->flags & TAB_SECRET ? DAVIT_PARAM_SECRET : 0u) |
	       (p->flags & TAB_ADDED ? DAVIT_PARAM_UNDOCUMENTED : 0u);
}

static int path_args(const struct op *op, const struct hit *hit,
		     const struct target *g, struct store *s,
		     davit_found *out)
{
	const char *values[2 * DAVIT_ARGS_MAX], *pattern, *close;
	const struct tab_param *p;
	char name[NUMBER_MAX * 2];
	unsigned matches;
	davit_arg *arg;
	size_t len;

	pattern = lookup_str(hit->table, hit->row->path);
	fit(pattern, g->path, g->path + g->npath, hit->rank & EXACT, values);
	while (*(pattern += strcspn(pattern, "{")) != '\0') {
		close = pattern + strcspn(pattern, "}");
		len = (size_t)(close - pattern) - 1;
		assert(len < sizeof(name));
		assert(out->nargs < DAVIT_ARGS_MAX);
		memcpy(name, pattern + 1, len);
		name[len] = '\0';
		p = lookup_param_name(op, name, TAB_PATH, &matches);
		assert(p != NULL);
		arg = &out->args[out->nargs];
		arg->name = lookup_str(hit->table, p->name);
		arg->in = lookup_in_name(TAB_PATH);
		arg->flags = param_flags(op, p);
		arg->value = decode(s, values[2 * out->nargs], (size_t)
				    (values[2 * out->nargs + 1] -
				     values[2 * out->nargs]), false,
				    &arg->len);
		if (arg->value == NULL)
			return DAVIT_ETOOBIG;
		out->nargs++;
		pattern = close;
	}
	return 0;
}

static int query_arg(const struct op *op, const char *p, const char *end,
		     struct store *s, davit_arg *arg)
{
	const char *equals = find(p, end, '=');
	const struct tab_param *param;
	unsigned matches;
	char *begin = s->at;
	size_t len;

	arg->in = lookup_in_name(TAB_QUERY);
	arg->name = decode(s, p, (size_t)(equals - p), true, &len);
	if (arg->name == NULL)
		return DAVIT_ETOOBIG;
	param = lookup_param_name(op, arg->name, TAB_QUERY, &matches);
	arg->flags = param_flags(op, param);
	if (param != NULL) {
		arg->name = lookup_str(op->table, param->name);
		s->at = begin;
	}
	p = equals < end ? equals + 1 : end;
	arg->value = decode(s, p, (size_t)(end - p), true, &arg->len);
	return arg->value == NULL ? DAVIT_ETOOBIG : 0;
}

static int query_args(const struct op *op, const struct target *g,
		      struct store *s, davit_found *out)
{
	const char *p = g->query, *end = p + g->nquery, *and;
	int r = 0;

	for (; g->nquery > 0 && p < end && r == 0; p = and + 1) {
		and = find(p, end, '&');
		if (and == p)
			continue;
		if (out->nargs == DAVIT_ARGS_MAX)
			return DAVIT_ETOOBIG;
		r = query_arg(op, p, and, s, &out->args[out->nargs]);
		out->nargs += r == 0;
	}
	return r;
}

/* ---- errors --------------------------------------------------------------- */

/* Other methods and other versions are what is mistaken most. */
static void hint_others(const char *engine, int method,
			const struct target *g, davit_error *err)
{
	struct hit hit, best = { .rank = 0 };
	const struct table *const *t;
	uint8_t since, until;
	int other;

	for (t = tables; *t != NULL; t++) {
		if (engine != NULL && strcmp(engine, lookup_str(*t,
						(*t)->engine)) != 0)
			continue;
		for (other = method; other <= method + TAB_OPTIONS; other++)
			if (in_any(*t, other % (TAB_OPTIONS + 1), g, &hit) &&
			    hit.rank > best.rank)
				best = hit;
	}
	if (best.rank == 0)
		return;
	lookup_op_span(best.table, best.row, &since, &until);
	error_hint(err, "%s has %s: %s %s, since %s%s%s",
		   lookup_str(best.table, best.table->engine),
		   lookup_str(best.table, best.row->name),
		   lookup_method(best.row->method),
		   lookup_str(best.table, best.row->path),
		   lookup_since_name(best.table, since),
		   until == TAB_OPEN ? "" : ", until ",
		   until == TAB_OPEN ? "" :
		   lookup_until_name(best.table, until));
}

/* The engine has this version, or any engine. */
static int has_version(const struct table *t, bool any, const char *version,
		       davit_error *err)
{
	const struct table *const *other;
	unsigned i;

	for (other = tables; any && *other != NULL; other++)
		if (lookup_version(*other, version, &i, NULL) == 0)
			return 0;
	return lookup_version(t, version, &i, err);
}

static int no_operation(const char *engine, const char *version,
			const char *method, const struct target *g,
			davit_error *err)
{
	const struct table *t;
	int r;

	/* Nothing matches an engine or version that does not exist. */
	r = lookup_engine(engine, &t, err);
	if (r >= 0 && version != NULL)
		r = has_version(t, engine == NULL, version, err);
	if (r < 0)
		return r;
	error_set(err, DAVIT_ENOOP, "%s %.*s is no operation%s%s%s%.*s",
		  method, (int)(g->npath < 200 ? g->npath : 200), g->path,
		  engine != NULL ? " of " : "", engine != NULL ? engine : "",
		  g->nnumber > 0 ? " in v" : "",
		  (int)(g->nnumber < NUMBER_MAX ? g->nnumber : NUMBER_MAX),
		  g->nnumber > 0 ? g->number : "");
	if (err != NULL)
		hint_others(engine, method_of(method, strlen(method)), g, err);
	return DAVIT_ENOOP;
}

/* ---- public --------------------------------------------------------------- */

int davit_which(const char *engine, const char *version, const char *method,
		const char *target, size_t len, davit_found *out, char *buf,
		size_t size, davit_error *err)
{
	struct store store = { buf, buf + size };
	struct target g;
	struct hit hit;
	struct op op;
	int r, m;

	if (method == NULL || target == NULL || out == NULL || buf == NULL)
		return error_set(err, DAVIT_EINVAL, "no request");
	m = method_of(method, strlen(method));
	if (m < 0)
		return error_set(err, DAVIT_EINVAL, "'%s' is not a method",
				 method);
	take_apart(target, len, &g);
	if (!find_row(engine, version, m, &g, &hit))
		return no_operation(engine, version, method, &g, err);
	op = (struct op){ hit.table, hit.row, hit.version,
			  hit.table->versions[hit.version].epoch };
	introspect_op(&op, &out->op);
	out->nargs = 0;
	out->given_len = g.nnumber > 0 ? g.nnumber + 1 : 0;
	out->given = g.nnumber > 0 ? g.number - 1 : "";
	memset(out->reserved, 0, sizeof(out->reserved));
	r = path_args(&op, &hit, &g, &store, out);
	if (r == 0)
		r = query_args(&op, &g, &store, out);
	if (r < 0)
		return error_set(err, r, "the request has more than %d values, "
				 "or is longer than %zu bytes",
				 DAVIT_ARGS_MAX, size);
	return 0;
}

/* A method stands at `p`; gives its length. */
static size_t method_at(const char *line, const char *p, const char *end,
			int *method)
{
	size_t n = 0;

	if (p > line && (is_letter(p[-1]) || is_digit(p[-1]) || p[-1] == '_'))
		return 0;
	while (p + n < end && n < 8 && p[n] >= 'A' && p[n] <= 'Z')
		n++;
	if (n < 3 || (p + n < end && (is_letter(p[n]) || is_digit(p[n]) ||
				      p[n] == '_' || p[n] == '/')))
		return 0;
	*method = method_of(p, n);
	return *method < 0 ? 0 : n;
}

static bool ends_target(char c)
{
	return (unsigned char)c <= ' ' || c == '"' || c == '\'' || c == '<' ||
	       c == '>' || c == '\\' || c == '`';
}

/* A target begins here: a path, or a URL. */
static bool target_at(const char *p, const char *end)
{
	return p < end && (*p == '/' || skip_host(p, end) != p);
}

/* The first target from `p` on that begins a word. */
static const char *next_target(const char *p, const char *end)
{
	bool begins = true;

	for (; p < end; p++) {
		if (begins && *p != '"' && target_at(p, end))
			return p;
		begins = ends_target(*p) || *p == '=' || *p == ':' ||
			 *p == '(' || *p == '[';
	}
	return NULL;
}

int davit_which_line(const char *line, size_t len, davit_line *out)
{
	const char *p, *q, *end = line + len, *target = NULL, *after = line;
	int method = -1, m = -1;
	size_t n;

	/* Best is a method with a target behind it... */
	for (p = line; p < end && target == NULL; p++) {
		if (*p < 'A' || *p > 'Z')
			continue;
		n = method_at(line, p, end, &m);
		if (n == 0)
			continue;
		for (q = p + n; q < end && (*q == ' ' || *q == '\t'); q++)
			;
		if (q > p + n && target_at(q, end))
			target = q;
		if (target != NULL || method < 0) {
			method = m;
			after = p + n;
		}
	}
	if (method < 0)
		return DAVIT_EINVAL;
	/* ... else one of each, as where every one is under a key. */
	if (target == NULL)
		target = next_target(after, end);
	if (target == NULL)
		target = next_target(line, after);
	if (target == NULL)
		return DAVIT_EINVAL;
	for (q = target; q < end && !ends_target(*q); q++)
		;
	*out = (davit_line){ lookup_method((uint8_t)method), target,
			     (size_t)(q - target), { NULL, NULL } };
	return 0;
}
