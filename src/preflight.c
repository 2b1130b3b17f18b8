/* SPDX-License-Identifier: MIT */
/*
 * In which versions a call would work.  Made of davit_check() and the public
 * introspection.
 */
#include "config.h"

#include "davit.h"
#include "error.h"

#include <stdbool.h>
#include <string.h>

struct sweep {
	davit_range range;	/* the versions in a row so far */
	davit_error why;	/* its first problem, in the newest of them */
	davit_range_fn *fn;
	void *ctx;
	int good;
};

static bool same_name(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void report(struct sweep *s)
{
	if (s->range.first == NULL)
		return;
	s->range.code = s->why.code;
	s->range.where = s->why.where;
	s->range.text = s->why.text;
	s->range.hint = s->why.hint;
	if (s->fn != NULL)
		s->fn(&s->range, s->ctx);
}

/* One version more, with its problems. */
static void add(struct sweep *s, const davit_version *v, const char *name,
		int count, const davit_error *why)
{
	bool same = s->range.first != NULL && s->range.count == count &&
		s->why.code == why->code &&
		strcmp(s->why.where, why->where) == 0 &&
		same_name(s->range.operation, name);

	if (!same) {
		report(s);
		s->range = (davit_range){ .engine = v->engine,
					  .first = v->name,
					  .operation = name,
					  .count = count };
	}
	s->range.last = v->name;
	s->range.nversions++;
	s->why = *why;
	s->good += count == 0;
}

static int find_index(const char *engine, const char *version, size_t *out,
		      davit_error *err)
{
	davit_version wanted, v;
	size_t i;
	int r = davit_version_find(engine, version, &wanted, err);

	for (i = 0; r == 0 && davit_version_at(engine, i, &v) == 0; i++)
		if (strcmp(v.name, wanted.name) == 0)
			*out = i;
	return r;
}

int davit_preflight(const char *engine, const char *first, const char *last,
		    const char *name, json_t *params, const davit_body *body,
		    davit_range_fn *fn, void *ctx, davit_error *err)
{
	struct sweep s = { .fn = fn, .ctx = ctx };
	size_t from = 0, to = 0;
	davit_version v;
	davit_error why;
	davit_op op;
	int r;

	error_clear(err);
	r = first == NULL ? 0 : find_index(engine, first, &from, err);
	if (r == 0)
		r = find_index(engine, last, &to, err);
	if (r < 0)
		return r;
	for (; from <= to && davit_version_at(engine, from, &v) == 0;
	     from++) {
		op.name = NULL;
		r = davit_check(v.engine, v.name, name, params, body,
				DAVIT_STRICT, NULL, NULL, &why);
		if (r < 0 && r != DAVIT_ENOOP) {
			if (err != NULL)
				*err = why;
			return r;
		}
		if (r >= 0)
			davit_op_find(v.engine, v.name, name, &op, NULL);
		add(&s, &v, op.name, r < 0 ? 1 : r, &why);
	}
	report(&s);
	return s.good;
}
