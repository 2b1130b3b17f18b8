/* SPDX-License-Identifier: MIT */
/*
 * Versions → ranges.  A row goes on as long as the operation itself stays
 * the same; its parameters and answers have ranges of their own, which may
 * reach beyond the row: they tell since when the operation of that name has
 * them.  Must not know how rows are written.
 */
#include "config.h"

#include "fold.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>

struct seen {			/* an operation in one epoch */
	uint32_t epoch;
	struct row row;
	uint32_t *params;
	struct oresp *resps;
	size_t nparams, nresps;
};

struct group {			/* all operations of one name */
	const char *name;
	VEC(struct seen) seen;
};

struct fold {
	struct base_set names;
	VEC(struct group) groups;
};

struct fold *fold_open(void)
{
	return base_alloc(KEEP, 1, sizeof(struct fold));
}

static uint32_t param_of(const struct oparam *p)
{
	struct param out;

	memset(&out, 0, sizeof out);
	out.name = intern_str(p->name);
	out.help = p->help;
	out.node = intern_node(&p->shape);
	out.dflt = p->dflt == NULL ? NONE : intern_str(facts_json(
				p->dflt_file, p->dflt, p->shape.types));
	out.keys = p->keys;
	out.credentials = p->credentials;
	out.in = p->in;
	out.encoding = p->encoding;
	out.flags = p->flags;
	return intern_param(&out);
}

static int by_status(const void *a, const void *b)
{
	/* "Any other" is 0 and stands last. */
	uint32_t x = ((const struct oresp *)a)->status - 1;
	uint32_t y = ((const struct oresp *)b)->status - 1;

	return x < y ? -1 : x > y;
}

void fold_add(struct fold *f, struct overlay *o, struct doc *doc,
	      struct op *op)
{
	uint32_t i = base_set_add(&f->names, op->name, strlen(op->name));
	struct group *g;
	struct seen *s;
	size_t k;

	if (i == f->groups.n)
		PUSH(KEEP, &f->groups)->name = f->names.v[i].key;
	g = &f->groups.v[i];
	if (g->seen.n > 0 && g->seen.v[g->seen.n - 1].epoch == doc->epoch)
		base_fail(doc->file, op->line, "operation \"%s\" is given"
			  " twice", op->name);
	s = PUSH(KEEP, &g->seen);
	s->epoch = doc->epoch;
	s->row.path = intern_str(op->path);
	s->row.category = overlay_category(o, op->path);
	s->row.summary = op->summary;
	s->row.body = op->body;
	s->row.consumes = op->consumes;
	s->row.produces = op->produces;
	s->row.method = op->method;
	s->row.stream = op->stream;
	s->row.upgrade = op->upgrade;
	s->row.prefix = overlay_prefix(o, op->path);
	s->row.flags = op->flags;
	s->row.tty = op->tty;
	s->nparams = op->params.n;
	s->params = base_alloc(KEEP, s->nparams + 1, sizeof *s->params);
	for (k = 0; k < s->nparams; k++)
		s->params[k] = param_of(&op->params.v[k]);
	s->nresps = op->resps.n;
	s->resps = base_alloc(KEEP, s->nresps + 1, sizeof *s->resps);
	if (s->nresps > 0) {
		memcpy(s->resps, op->resps.v, s->nresps * sizeof *s->resps);
		qsort(s->resps, s->nresps, sizeof *s->resps, by_status);
	}
}

struct runs { VEC(struct run) list; };

static void extend(struct runs *runs, uint32_t value, uint32_t status,
		   uint32_t epoch)
{
	size_t i;

	for (i = 0; i < runs->list.n; i++) {
		struct run *r = &runs->list.v[i];

		if (r->value == value && r->status == status &&
		    r->until + 1 == epoch) {
			r->until = epoch;
			return;
		}
	}
	*PUSH(DOC, &runs->list) = (struct run){ value, status, epoch, epoch };
}

static bool same_param(uint32_t a, uint32_t b)
{
	const struct param *x = intern_param_of(a), *y = intern_param_of(b);

	return x->name == y->name && x->in == y->in;
}

/* Parameters in the order of the newest document that has them; `status`
 * becomes that order. */
static void order_params(const struct group *g, struct runs *runs)
{
	VEC(uint32_t) order = { NULL, 0, 0 };
	size_t e, i, k;

	for (e = g->seen.n; e-- > 0;)
		for (i = 0; i < g->seen.v[e].nparams; i++) {
			uint32_t param = g->seen.v[e].params[i];

			for (k = 0; k < order.n; k++)
				if (same_param(order.v[k], param))
					break;
			if (k == order.n)
				*PUSH(DOC, &order) = param;
		}
	for (i = 0; i < runs->list.n; i++)
		for (k = 0; k < order.n; k++)
			if (same_param(order.v[k], runs->list.v[i].value))
				runs->list.v[i].status = (uint32_t)k + 1;
}

static int by_place(const void *a, const void *b)
{
	const struct run *x = a, *y = b;

	if (x->status != y->status)	/* 0 stands last */
		return x->status - 1 < y->status - 1 ? -1 : 1;
	return x->since < y->since ? -1 : x->since > y->since;
}

static void sort_runs(struct runs *runs)
{
	if (runs->list.n > 0)
		qsort(runs->list.v, runs->list.n, sizeof *runs->list.v,
		      by_place);
}

struct rows { VEC(struct folded) list; };

static void fold_group(const struct group *g, struct rows *out)
{
	struct runs params = { { NULL, 0, 0 } }, resps = { { NULL, 0, 0 } };
	size_t from = out->list.n, i, k;

	for (i = 0; i < g->seen.n; i++) {
		const struct seen *s = &g->seen.v[i];
		struct folded *last = out->list.n > from ?
				      &out->list.v[out->list.n - 1] : NULL;

		for (k = 0; k < s->nparams; k++)
			extend(&params, s->params[k], 0, s->epoch);
		for (k = 0; k < s->nresps; k++)
			extend(&resps, s->resps[k].node, s->resps[k].status,
			       s->epoch);
		if (last != NULL && last->until + 1 == s->epoch &&
		    memcmp(&last->row, &s->row, sizeof s->row) == 0) {
			last->until = s->epoch;
			continue;
		}
		last = PUSH(KEEP, &out->list);
		last->name = g->name;
		last->row = s->row;
		last->since = last->until = s->epoch;
	}
	order_params(g, &params);
	sort_runs(&params);
	sort_runs(&resps);
	for (i = from; i < out->list.n; i++) {
		struct folded *row = &out->list.v[i];

		for (k = 0; k < params.list.n; k++)
			if (params.list.v[k].since <= row->until &&
			    row->since <= params.list.v[k].until)
				*PUSH(KEEP, &row->params) = params.list.v[k];
		for (k = 0; k < resps.list.n; k++)
			if (resps.list.v[k].since <= row->until &&
			    row->since <= resps.list.v[k].until)
				*PUSH(KEEP, &row->resps) = resps.list.v[k];
	}
	base_release(DOC);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct group *)a)->name,
		      ((const struct group *)b)->name);
}

struct folded *fold_rows(struct fold *f, size_t *n)
{
	struct rows rows = { { NULL, 0, 0 } };
	size_t i;

	if (f->groups.n > 0)
		qsort(f->groups.v, f->groups.n, sizeof *f->groups.v, by_name);
	for (i = 0; i < f->groups.n; i++)
		fold_group(&f->groups.v[i], &rows);
	*n = rows.list.n;
	return rows.list.v;
}
