/* SPDX-License-Identifier: MIT */
/*
 * See diff.h.  Both sides are sorted by name, so that they are walked
 * through side by side.  Schemas may be shared and may be recursive: a pair
 * found to be the same is not looked at again, and a pair within itself is
 * left out.
 */
#include "config.h"

#include "diff.h"

#include "error.h"
#include "introspect.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define TYPE_MAX 160
#define LIST_MAX 1024		/* of values allowed, as text */

/* ---- what things are, as text -------------------------------------------- */

const struct tab_object *diff_object(const struct table *t, uint16_t node)
{
	const struct tab_node *n = &t->nodes[node];

	return n->types != TAB_ANY && n->types & TAB_OBJ ? &t->objects[n->sub]
							 : NULL;
}

uint16_t diff_elements(const struct table *t, uint16_t node)
{
	const struct tab_node *n = &t->nodes[node];

	return n->types != TAB_ANY && n->types & TAB_ARR &&
	       !(n->types & TAB_OBJ) ? n->sub : TAB_NONE;
}

void diff_type(const struct table *t, uint16_t node, char *buf, size_t size)
{
	const struct tab_object *o;
	uint16_t inner = node;
	size_t len = 0;
	int n;

	buf[0] = '\0';
	while (inner != TAB_NONE && len < size) {
		n = snprintf(buf + len, size - len, "%s%s", len > 0 ? " of "
			     : "", introspect_type(t->nodes[inner].types));
		len += n > 0 ? (size_t)n : size;
		node = inner;
		inner = diff_elements(t, node);
		o = diff_object(t, node);
		if (o != NULL && o->nfields == 0)
			inner = o->extra;
		if (inner != TAB_NONE && t->nodes[inner].types == TAB_ANY)
			inner = TAB_NONE;
	}
}

static void list(const struct table *t, unsigned first, unsigned n, char *buf)
{
	size_t len = 0;
	unsigned i;
	int more;

	buf[0] = '\0';
	for (i = 0; i < n && len < LIST_MAX; i++) {
		more = snprintf(buf + len, LIST_MAX - len, "%s%s",
				i > 0 ? ", " : "",
				lookup_str(t, t->enums[first + i]));
		len += more > 0 ? (size_t)more : LIST_MAX;
	}
}

static void enums(const struct table *t, uint16_t node, char *buf)
{
	const struct tab_node *n = &t->nodes[node];
	uint16_t elements = diff_elements(t, node);

	if (n->nenums == 0 && elements != TAB_NONE)
		n = &t->nodes[elements];
	list(t, n->aux, n->nenums, buf);
}

/* ---- telling ------------------------------------------------------------- */

static void tell(struct diff *d, int kind, int part, const char *what,
		 const char *before, const char *after)
{
	davit_change c = {
		.kind = kind, .part = part, .op = d->op,
		.where = d->place.text, .what = what, .before = before,
		.after = after, .version = d->version,
	};

	if (!d->stopped && d->fn(&c, d->ctx) != 0)
		d->stopped = true;
}

static void compare(struct diff *d, int part, const char *what,
		    const char *before, const char *after)
{
	if (strcmp(before, after) != 0)
		tell(d, DAVIT_CHANGED, part, what, before, after);
}

static const char *needed(bool required)
{
	return required ? "required" : "optional";
}

/* ---- bodies -------------------------------------------------------------- */

const struct tab_field *diff_field(const struct diff_side *s,
				   const struct tab_object *o, unsigned *i)
{
	const struct tab_field *f;

	while (*i < o->nfields) {
		f = &s->table->fields[o->fields + (*i)++];
		if (lookup_in(f->since, f->until, s->epoch))
			return f;
	}
	return NULL;
}

static struct diff_pair *memo(struct diff *d, struct diff_pair p)
{
	return &d->same[(p.a * 31u + p.b) % DIFF_MEMO];
}

static bool is_above(const struct diff *d, struct diff_pair p)
{
	unsigned i;

	for (i = 0; i < d->depth; i++)
		if (d->above[i].a == p.a && d->above[i].b == p.b)
			return true;
	return false;
}

static int part_here(const struct diff *d)
{
	return d->place.len > 0 ? DAVIT_PART_MEMBER : DAVIT_PART_BODY;
}

static bool inside(struct diff *d, uint16_t a, uint16_t b, bool told);

/* One member, or one that only one side has; is it the same? */
static bool member(struct diff *d, const struct tab_field *f,
		   const struct tab_field *g)
{
	const char *name = f != NULL ? lookup_str(d->a.table, f->name)
				     : lookup_str(d->b.table, g->name);
	size_t before = place_member(&d->place, name);
	bool same = f != NULL && g != NULL && f->required == g->required;

	if (f == NULL || g == NULL) {
		diff_node(d, f == NULL ? TAB_NONE : f->node,
			  g == NULL ? TAB_NONE : g->node,
			  f != NULL && f->required, g != NULL && g->required);
	} else {
		compare(d, DAVIT_PART_MEMBER, "required", needed(f->required),
			needed(g->required));
		same &= inside(d, f->node, g->node, false);
	}
	place_leave(&d->place, before);
	return same;
}

static bool members(struct diff *d, const struct tab_object *a,
		    const struct tab_object *b)
{
	unsigned i = 0, j = 0;
	const struct tab_field *f = diff_field(&d->a, a, &i);
	const struct tab_field *g = diff_field(&d->b, b, &j);
	bool same = true;
	int order;

	while ((f != NULL || g != NULL) && !d->stopped) {
		order = f == NULL ? 1 : g == NULL ? -1 :
			strcmp(lookup_str(d->a.table, f->name),
			       lookup_str(d->b.table, g->name));
		same &= member(d, order <= 0 ? f : NULL, order >= 0 ? g
								    : NULL);
		if (order <= 0)
			f = diff_field(&d->a, a, &i);
		if (order >= 0)
			g = diff_field(&d->b, b, &j);
	}
	return same;
}

static bool below(struct diff *d, uint16_t a, uint16_t b)
{
	const struct tab_object *oa = diff_object(d->a.table, a);
	const struct tab_object *ob = diff_object(d->b.table, b);
	bool same = true, told = true;
	size_t before;

	if (oa != NULL && ob != NULL) {
		same = members(d, oa, ob);
		if (oa->extra == TAB_NONE || ob->extra == TAB_NONE)
			return same;
		told = oa->nfields == 0 && ob->nfields == 0;
		before = place_others(&d->place);
		a = oa->extra;
		b = ob->extra;
	} else {
		a = diff_elements(d->a.table, a);
		b = diff_elements(d->b.table, b);
		if (a == TAB_NONE || b == TAB_NONE)
			return true;
		before = place_elements(&d->place);
	}
	same &= inside(d, a, b, told);
	place_leave(&d->place, before);
	return same;
}

/* Two schemas, not looked into. */
static bool alike(struct diff *d, uint16_t a, uint16_t b, bool told)
{
	char before[LIST_MAX], after[LIST_MAX];
	bool same;

	diff_type(d->a.table, a, before, TYPE_MAX);
	diff_type(d->b.table, b, after, TYPE_MAX);
	same = strcmp(before, after) == 0;
	if (!told)
		compare(d, part_here(d), "type", before, after);
	enums(d->a.table, a, before);
	enums(d->b.table, b, after);
	if (!told)
		compare(d, part_here(d), "enum", before, after);
	return same && strcmp(before, after) == 0;
}

/* Two schemas and all below; are they the same?  `told` is true where the
 * type of what they are within has told theirs. */
static bool inside(struct diff *d, uint16_t a, uint16_t b, bool told)
{
	struct diff_pair p = { a, b };
	bool same;

	if ((a == 0 && b == 0) || (memo(d, p)->a == a && memo(d, p)->b == b))
		return true;
	if (d->depth == DIFF_DEPTH || is_above(d, p))
		return false;
	same = alike(d, a, b, told);
	d->above[d->depth++] = p;
	same &= below(d, a, b);
	d->depth--;
	if (same)
		*memo(d, p) = p;
	return same;
}

void diff_node(struct diff *d, uint16_t a, uint16_t b, bool arequired,
	       bool brequired)
{
	char type[TYPE_MAX];

	if (a == TAB_NONE && b == TAB_NONE)
		return;
	if (a == TAB_NONE) {
		diff_type(d->b.table, b, type, sizeof(type));
		tell(d, DAVIT_ADDED, part_here(d), brequired ? "required" : "",
		     "", type);
	} else if (b == TAB_NONE) {
		diff_type(d->a.table, a, type, sizeof(type));
		tell(d, DAVIT_REMOVED, part_here(d), arequired ? "required"
							       : "", type, "");
	} else {
		compare(d, part_here(d), "required", needed(arequired),
			needed(brequired));
		inside(d, a, b, false);
	}
}

/* ---- parameters ---------------------------------------------------------- */

static const char *dflt(const struct table *t, const struct tab_param *p)
{
	return p->dflt == TAB_NONE ? "" : lookup_str(t, p->dflt);
}

static void changed_param(struct diff *d, const struct tab_param *a,
			  const struct tab_param *b)
{
	const struct table *ta = d->a.table, *tb = d->b.table;
	char before[LIST_MAX], after[LIST_MAX];

	if (a->in == TAB_PATH)
		compare(d, DAVIT_PART_PARAM, "name", lookup_str(ta, a->name),
			lookup_str(tb, b->name));
	diff_type(ta, a->node, before, sizeof(before));
	diff_type(tb, b->node, after, sizeof(after));
	compare(d, DAVIT_PART_PARAM, "type", before, after);
	compare(d, DAVIT_PART_PARAM, "required",
		needed(a->flags & TAB_REQUIRED),
		needed(b->flags & TAB_REQUIRED));
	enums(ta, a->node, before);
	enums(tb, b->node, after);
	compare(d, DAVIT_PART_PARAM, "enum", before, after);
	compare(d, DAVIT_PART_PARAM, "default", dflt(ta, a), dflt(tb, b));
	list(ta, a->keys, a->nkeys, before);
	list(tb, b->keys, b->nkeys, after);
	compare(d, DAVIT_PART_PARAM, "keys", before, after);
}

void diff_param(struct diff *d, const struct tab_param *a,
		const struct tab_param *b)
{
	const struct table *t = a != NULL ? d->a.table : d->b.table;
	const struct tab_param *p = a != NULL ? a : b;
	const char *what = p->flags & TAB_REQUIRED ? "required" : "";
	char type[TYPE_MAX];

	place_parameter(&d->place, lookup_in_name(p->in),
			lookup_str(t, p->name));
	diff_type(t, p->node, type, sizeof(type));
	if (a == NULL)
		tell(d, DAVIT_ADDED, DAVIT_PART_PARAM, what, "", type);
	else if (b == NULL)
		tell(d, DAVIT_REMOVED, DAVIT_PART_PARAM, what, type, "");
	else
		changed_param(d, a, b);
	place_leave(&d->place, 0);
}

/* Which variable of the path a parameter is; -1: none. */
static int position(const struct table *t, const struct tab_op *row,
		    const struct tab_param *p)
{
	const char *path = lookup_str(t, row->path), *name;
	size_t len;
	int i;

	if (p->in != TAB_PATH)
		return -1;
	name = lookup_str(t, p->name);
	for (i = 0; *(path += strcspn(path, "{")) != '\0'; i++) {
		path++;
		len = strcspn(path, "}");
		if (strncmp(path, name, len) == 0 && name[len] == '\0')
			return i;
	}
	return -1;
}

/* The parameter of `other` that is `p` of `op`: by name, in any case if it
 * is a header, or by its place in the path, where engines give different
 * names to the same thing. */
static const struct tab_param *partner(const struct op *op,
				       const struct tab_param *p,
				       const struct op *other)
{
	int place = position(op->table, op->row, p);
	const struct tab_param *q;
	unsigned matches;
	size_t i;

	if (place < 0 && p->in != TAB_HEADER)
		return lookup_param_name(other, lookup_str(op->table, p->name),
					 p->in, &matches);
	for (i = 0; (q = lookup_param(other, i, NULL)) != NULL; i++)
		if (p->in == TAB_HEADER ? q->in == TAB_HEADER &&
		    strcasecmp(lookup_str(op->table, p->name),
			       lookup_str(other->table, q->name)) == 0 :
		    position(other->table, other->row, q) == place)
			return q;
	return NULL;
}

static void params(struct diff *d, const struct tab_op *a,
		   const struct tab_op *b)
{
	struct op oa = { d->a.table, a, 0, d->a.epoch };
	struct op ob = { d->b.table, b, 0, d->b.epoch };
	const struct tab_param *p;
	size_t i;

	for (i = 0; (p = lookup_param(&oa, i, NULL)) != NULL; i++)
		diff_param(d, p, partner(&oa, p, &ob));
	for (i = 0; (p = lookup_param(&ob, i, NULL)) != NULL; i++)
		if (partner(&ob, p, &oa) == NULL)
			diff_param(d, NULL, p);
}

/* ---- operations ---------------------------------------------------------- */

/* Paths without the names of their variables. */
static bool same_shape(const char *a, const char *b)
{
	for (; *a == *b && *a != '\0'; a++, b++)
		if (*a == '{') {
			a += strcspn(a, "}");
			b += strcspn(b, "}");
			if (*a == '\0' || *b == '\0')
				break;
		}
	return *a == *b;
}

static void changed_op(struct diff *d, const struct tab_op *a,
		       const struct tab_op *b)
{
	const struct table *ta = d->a.table, *tb = d->b.table;
	const char *path = lookup_str(tb, b->path);

	compare(d, DAVIT_PART_OP, "name", lookup_str(ta, a->name),
		lookup_str(tb, b->name));
	compare(d, DAVIT_PART_OP, "method", lookup_method(a->method),
		lookup_method(b->method));
	if (!same_shape(lookup_str(ta, a->path), path))
		compare(d, DAVIT_PART_OP, "path", lookup_str(ta, a->path),
			path);
	if ((a->flags ^ b->flags) & TAB_DEPRECATED)
		compare(d, DAVIT_PART_OP, "deprecated",
			a->flags & TAB_DEPRECATED ? "yes" : "no",
			b->flags & TAB_DEPRECATED ? "yes" : "no");
	params(d, a, b);
	diff_node(d, a->body, b->body, a->flags & TAB_BODY_REQUIRED,
		  b->flags & TAB_BODY_REQUIRED);
}

void diff_op(struct diff *d, const struct tab_op *a, const struct tab_op *b)
{
	const struct table *t = b != NULL ? d->b.table : d->a.table;
	const struct tab_op *row = b != NULL ? b : a;

	d->op = lookup_str(t, row->name);
	place_leave(&d->place, 0);
	if (a == NULL)
		tell(d, DAVIT_ADDED, DAVIT_PART_OP, "", "",
		     t->help + row->summary);
	else if (b == NULL)
		tell(d, DAVIT_REMOVED, DAVIT_PART_OP, "",
		     t->help + row->summary, "");
	else
		changed_op(d, a, b);
}

void diff_init(struct diff *d, davit_change_fn *fn, void *ctx)
{
	memset(d, 0, sizeof(*d));
	d->fn = fn;
	d->ctx = ctx;
}

void diff_sides(struct diff *d, const struct table *ta, uint8_t ea,
		const struct table *tb, uint8_t eb, const char *version)
{
	d->a = (struct diff_side){ ta, ea };
	d->b = (struct diff_side){ tb, eb };
	d->version = version;
	memset(d->same, 0, sizeof(d->same));
}

/* ---- all operations ------------------------------------------------------ */

#define PAIRED_MAX ((TAB_NONE + 1) / 8)

static const struct tab_op *next_op(const struct diff_side *s, unsigned *i)
{
	const struct tab_op *row;

	while (*i < s->table->nops) {
		row = &s->table->ops[(*i)++];
		if (lookup_in(row->since, row->until, s->epoch))
			return row;
	}
	return NULL;
}

/* The row of exactly this name. */
static const struct tab_op *exact(const struct diff_side *s, const char *name)
{
	const struct tab_op *row = lookup_op_row(s->table, s->epoch, name);

	return row != NULL && strcmp(lookup_str(s->table, row->name), name)
	       == 0 ? row : NULL;
}

/* What a row of side a, whose name side b lacks, is called there. */
static const struct tab_op *renamed(const struct diff *d,
				    const struct tab_op *a)
{
	const struct tab_op *b;

	b = lookup_op_row(d->b.table, d->b.epoch,
			  lookup_str(d->a.table, a->name));
	return b != NULL && exact(&d->a, lookup_str(d->b.table, b->name)) ==
	       NULL ? b : NULL;
}

static void all_ops(struct diff *d)
{
	uint8_t paired[PAIRED_MAX] = { 0 };	/* rows of side b */
	unsigned i = 0, j = 0, n;
	const struct tab_op *a, *b;
	int order;

	while ((a = next_op(&d->a, &i)) != NULL) {
		b = renamed(d, a);
		if (b == NULL)
			continue;
		n = (unsigned)(b - d->b.table->ops);
		paired[n / 8] = (uint8_t)(paired[n / 8] | 1u << n % 8);
	}
	i = 0;
	a = next_op(&d->a, &i);
	b = next_op(&d->b, &j);
	while ((a != NULL || b != NULL) && !d->stopped) {
		order = a == NULL ? 1 : b == NULL ? -1 :
			strcmp(lookup_str(d->a.table, a->name),
			       lookup_str(d->b.table, b->name));
		n = b == NULL ? 0 : (unsigned)(b - d->b.table->ops);
		if (order < 0)
			diff_op(d, a, renamed(d, a));
		else if (order == 0)
			diff_op(d, a, b);
		else if (!(paired[n / 8] & 1u << n % 8))
			diff_op(d, NULL, b);
		if (order <= 0)
			a = next_op(&d->a, &i);
		if (order >= 0)
			b = next_op(&d->b, &j);
	}
}

/* One operation, by its name on either side. */
static int one_op(struct diff *d, unsigned va, unsigned vb, const char *name,
		  davit_error *err)
{
	const struct tab_op *a, *b;
	struct op op;
	int r;

	a = lookup_op_row(d->a.table, d->a.epoch, name);
	b = lookup_op_row(d->b.table, d->b.epoch, name);
	if (a == NULL && b == NULL) {
		r = lookup_op(d->b.table, vb, name, &op, err);
		return r < 0 && err != NULL && err->hint[0] == '\0' ?
		       lookup_op(d->a.table, va, name, &op, err) : r;
	}
	diff_op(d, a, b);
	return 0;
}

static int side(const char *engine, const char *version,
		const struct table **t, unsigned *v, davit_error *err)
{
	return lookup_engine_version(engine, version, t, v, err);
}

int davit_diff(const char *engine_a, const char *version_a,
	       const char *engine_b, const char *version_b, const char *op,
	       davit_change_fn *fn, void *ctx, davit_error *err)
{
	const struct table *ta, *tb;
	unsigned va, vb;
	struct diff d;
	int r;

	error_clear(err);
	if (fn == NULL)
		return error_set(err, DAVIT_EINVAL, "nobody to tell");
	r = side(engine_a, version_a, &ta, &va, err);
	if (r >= 0)
		r = side(engine_b, version_b, &tb, &vb, err);
	if (r < 0)
		return r;
	diff_init(&d, fn, ctx);
	diff_sides(&d, ta, ta->versions[va].epoch, tb, tb->versions[vb].epoch,
		   lookup_str(tb, tb->versions[vb].name));
	if (op == NULL)
		all_ops(&d);
	else
		r = one_op(&d, va, vb, op, err);
	if (r >= 0 && d.stopped)
		return error_set(err, DAVIT_ECANCELED, "stopped by the caller");
	return r;
}
