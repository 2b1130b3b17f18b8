/* SPDX-License-Identifier: MIT */
/*
 * The way back: which operation a request is, as it stands in a log or on
 * the wire.  Pure, and without memory of its own: what is decoded goes into
 * the caller's buffer.  Knows nothing of clients.
 */
#include "config.h"

#include "davit.h"
#include "error.h"
#include "introspect.h"
#include "lookup.h"
#include "route.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static const char *find(const char *p, const char *end, char c)
{
	const char *found = memchr(p, c, (size_t)(end - p));

	return found != NULL ? found : end;
}

/* ---- values -------------------------------------------------------------- */

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

static int path_args(const struct op *op, const struct route *hit,
		     const struct route_target *g, struct store *s,
		     davit_found *out)
{
	const char *values[2 * DAVIT_ARGS_MAX], *pattern, *close;
	const struct tab_param *p;
	char name[ROUTE_NUMBER_MAX * 2];
	unsigned matches;
	davit_arg *arg;
	size_t len;

	pattern = lookup_str(hit->table, hit->row->path);
	route_values(hit, g, values);
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

static int query_args(const struct op *op, const struct route_target *g,
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

/* ---- errors -------------------------------------------------------------- */

/* Other methods and other versions are what is mistaken most. */
static void hint_others(const char *engine, int method,
			const struct route_target *g, davit_error *err)
{
	struct route hit, best = { .rank = 0 };
	const struct table *const *t;
	uint8_t since, until;
	int other;

	for (t = tables; *t != NULL; t++) {
		if (engine != NULL && strcmp(engine, lookup_str(*t,
						(*t)->engine)) != 0)
			continue;
		for (other = method; other <= method + TAB_OPTIONS; other++)
			if (route_any(*t, other % (TAB_OPTIONS + 1), g, &hit) &&
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
			const char *method, const struct route_target *g,
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
		  (int)(g->nnumber < ROUTE_NUMBER_MAX ? g->nnumber
						      : ROUTE_NUMBER_MAX),
		  g->nnumber > 0 ? g->number : "");
	if (err != NULL)
		hint_others(engine, route_method(method, strlen(method)), g,
			    err);
	return DAVIT_ENOOP;
}

/* ---- public -------------------------------------------------------------- */

int davit_which(const char *engine, const char *version, const char *method,
		const char *target, size_t len, davit_found *out, char *buf,
		size_t size, davit_error *err)
{
	struct store store = { buf, buf + size };
	struct route_target g;
	struct route hit;
	struct op op;
	int r, m;

	if (method == NULL || target == NULL || out == NULL || buf == NULL)
		return error_set(err, DAVIT_EINVAL, "no request");
	m = route_method(method, strlen(method));
	if (m < 0)
		return error_set(err, DAVIT_EINVAL, "'%s' is not a method",
				 method);
	route_take_apart(target, len, &g);
	if (!route_find(engine, version, m, &g, &hit))
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
	*method = route_method(p, n);
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
	return p < end && (*p == '/' || route_skip_host(p, end) != p);
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
