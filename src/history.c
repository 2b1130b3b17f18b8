/* SPDX-License-Identifier: MIT */
/*
 * When each part of an operation came and went: each document of an engine
 * is compared with the one before, in the one operation or place asked for.
 */
#include "config.h"

#include "diff.h"
#include "error.h"
#include "introspect.h"

#include <string.h>

enum kind { WHOLE, PARAM, MEMBER };

struct wanted {
	const struct table *table;
	const char *op, *path;
	enum kind kind;
	int in;			/* of a parameter; -1: any place */
};

/* What is there in one epoch. */
struct spot {
	const struct tab_op *row;
	const struct tab_param *param;
	uint16_t node;		/* TAB_NONE: there is none */
	bool required;
};

static const struct tab_op *row_at(const struct wanted *w, unsigned epoch)
{
	return lookup_op_row(w->table, (uint8_t)epoch, w->op);
}

static void public_op(const struct wanted *w, const struct tab_op *row,
		      unsigned epoch, davit_op *out)
{
	struct op op = { w->table, row, w->table->epochs[epoch],
			 (uint8_t)epoch };

	introspect_op(&op, out);
}

static bool member_at(const struct wanted *w, unsigned epoch,
		      struct spot *spot)
{
	davit_schema body;
	davit_field field;
	davit_op op;

	public_op(w, spot->row, epoch, &op);
	if (davit_op_body(&op, &body) < 0 ||
	    davit_schema_path(&body, w->path, &field, NULL) < 0)
		return false;
	spot->node = (uint16_t)field.schema.node;
	spot->required = field.required != 0;
	return true;
}

static bool param_at(const struct wanted *w, unsigned epoch,
		     struct spot *spot)
{
	struct op op = { w->table, spot->row, w->table->epochs[epoch],
			 (uint8_t)epoch };
	unsigned matches;

	spot->param = lookup_param_name(&op, w->path, w->in, &matches);
	return spot->param != NULL;
}

static void look(const struct wanted *w, unsigned epoch, struct spot *out)
{
	*out = (struct spot){ row_at(w, epoch), NULL, TAB_NONE, false };
	if (out->row != NULL && w->kind == MEMBER)
		member_at(w, epoch, out);
	else if (out->row != NULL && w->kind == PARAM)
		param_at(w, epoch, out);
}

/* ---- what is meant ------------------------------------------------------- */

static bool skip(const char **path, const char *prefix)
{
	size_t len = strlen(prefix);

	if (strncmp(*path, prefix, len) != 0)
		return false;
	*path += len;
	return true;
}

/* Is there such a thing in any epoch? */
static bool exists(const struct wanted *w)
{
	struct spot spot;
	unsigned e;

	for (e = w->table->nepochs; e-- > 0;) {
		look(w, e, &spot);
		if (w->kind == WHOLE ? spot.row != NULL :
		    spot.param != NULL || spot.node != TAB_NONE)
			return true;
	}
	return false;
}

/* The newest epoch that has the operation knows best what was meant. */
static int no_such_path(const struct wanted *w, davit_error *err)
{
	const struct tab_op *row = NULL;
	unsigned e = w->table->nepochs;
	davit_field field;
	davit_op op;
	int r;

	while (row == NULL && e-- > 0)
		row = row_at(w, e);
	if (row != NULL) {
		public_op(w, row, e, &op);
		r = davit_op_path(&op, w->path, NULL, &field, err);
		if (r < 0)
			return r;
	}
	return error_set(err, DAVIT_EINVAL, "%s has no '%s' in body or "
			 "parameters", w->op, w->path);
}

static int settle(struct wanted *w, davit_error *err)
{
	struct op op;
	int in;

	if (!exists(w))
		return lookup_op(w->table, w->table->nversions - 1u, w->op,
				 &op, err);
	if (w->path == NULL)
		return 0;
	w->kind = MEMBER;
	if (skip(&w->path, "body."))
		return exists(w) ? 0 : no_such_path(w, err);
	w->kind = PARAM;
	for (in = TAB_PATH; in <= TAB_HEADER; in++)
		if (strchr(w->path, ':') != NULL &&
		    skip(&w->path, lookup_in_name((uint8_t)in)) &&
		    skip(&w->path, ":")) {
			w->in = in;
			return exists(w) ? 0 : no_such_path(w, err);
		}
	if (skip(&w->path, "params."))
		return exists(w) ? 0 : no_such_path(w, err);
	w->kind = MEMBER;
	if (exists(w))
		return 0;
	w->kind = PARAM;
	return exists(w) ? 0 : no_such_path(w, err);
}

/* ---- telling ------------------------------------------------------------- */

static void compare(struct diff *d, const struct wanted *w,
		    const struct spot *a, const struct spot *b)
{
	const struct tab_op *row = b->row != NULL ? b->row : a->row;

	if (row == NULL)
		return;
	d->op = lookup_str(w->table, row->name);
	place_leave(&d->place, 0);
	if (w->kind == MEMBER) {
		place_member(&d->place, w->path);
		diff_node(d, a->node, b->node, a->required, b->required);
	} else if (w->kind == PARAM) {
		if (a->param != NULL || b->param != NULL)
			diff_param(d, a->param, b->param);
	} else {
		diff_op(d, a->row, b->row);
	}
}

int davit_history(const char *engine, const char *op, const char *path,
		  davit_change_fn *fn, void *ctx, davit_error *err)
{
	struct wanted w = { .op = op, .path = path, .kind = WHOLE, .in = -1 };
	struct spot before = { NULL, NULL, TAB_NONE, false }, now;
	const struct table *t;
	struct diff d;
	unsigned e;
	int r;

	error_clear(err);
	if (op == NULL || fn == NULL)
		return error_set(err, DAVIT_EINVAL, "no operation named, or "
				 "nobody to tell");
	r = lookup_engine(engine, &t, err);
	if (r < 0)
		return r;
	w.table = t;
	r = settle(&w, err);
	if (r < 0)
		return r;
	diff_init(&d, fn, ctx);
	for (e = 0; e < t->nepochs && !d.stopped; e++) {
		diff_sides(&d, t, (uint8_t)(e > 0 ? e - 1 : 0), t, (uint8_t)e,
			   lookup_since_name(t, (uint8_t)e));
		look(&w, e, &now);
		compare(&d, &w, &before, &now);
		before = now;
	}
	if (d.stopped)
		return error_set(err, DAVIT_ECANCELED, "stopped by the caller");
	return 0;
}
