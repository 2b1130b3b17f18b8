/* SPDX-License-Identifier: MIT */
/*
 * Renumbers what the rows reach and checks that all of it fits: 16-bit
 * offsets, 15-bit nodes, 8-bit counts and epochs.  What nothing reaches is
 * not in the tables.  Must not know how they are written.
 */
#include "config.h"

#include "pack.h"

#include <stdlib.h>
#include <string.h>

#define INDEX_MAX (TAB_NONE - 1)
#define NODES_MAX 0x7fffu
#define BYTE_MAX 0xff
#define EPOCHS_MAX 254

static uint16_t fit(struct packed *p, size_t n, size_t max, const char *what)
{
	if (n > max)
		base_fail(p->file, 1, "too many %s for a table: at most %zu"
			  " fit", what, max);
	return (uint16_t)n;
}

static uint8_t byte(struct packed *p, size_t n, const char *what)
{
	return (uint8_t)fit(p, n, BYTE_MAX, what);
}

static uint16_t text(struct packed *p, struct pool *pool, const char *s)
{
	uint32_t i = base_set_add(&pool->set, s, strlen(s));

	if (i == pool->offsets.n) {
		*PUSH(KEEP, &pool->offsets) = fit(p, pool->text.n, INDEX_MAX,
						  pool->what);
		do
			*PUSH(KEEP, &pool->text) = *s;
		while (*s++ != 0);
		fit(p, pool->text.n, INDEX_MAX, pool->what);
	}
	return pool->offsets.v[i];
}

static uint16_t str(struct packed *p, uint32_t id)
{
	return text(p, &p->strs, intern_text(id));
}

static uint16_t help(struct packed *p, uint32_t id)
{
	return text(p, &p->help, intern_text(id));
}

static uint8_t until(struct packed *p, uint32_t epoch)
{
	return epoch >= p->last ? TAB_OPEN : (uint8_t)epoch;
}

/* A list of strings in an array; `end` closes it with TAB_NONE. */
static uint16_t run_of(struct packed *p, uint32_t list, struct base_set *set,
		       list16 *at, list16 *into, bool end, const char *what)
{
	size_t n, i;
	const uint32_t *strs = intern_list_of(list, &n);
	uint32_t k = base_set_add(set, &list, sizeof list);

	if (k == at->n) {
		*PUSH(KEEP, at) = fit(p, into->n, INDEX_MAX, what);
		for (i = 0; i < n; i++) {
			uint16_t s = str(p, strs[i]);

			*PUSH(KEEP, into) = s;
		}
		if (end)
			*PUSH(KEEP, into) = TAB_NONE;
		fit(p, into->n, INDEX_MAX, what);
	}
	return at->v[k];
}

static uint16_t enums(struct packed *p, uint32_t list, uint8_t *n)
{
	size_t len;

	intern_list_of(list, &len);
	*n = byte(p, len, "values of one enum");
	return len == 0 ? 0 : run_of(p, list, &p->enums_set, &p->enums_at,
				     &p->enums, false, "enum values");
}

static uint16_t media(struct packed *p, uint32_t list)
{
	return run_of(p, list, &p->media_set, &p->media_at, &p->media, true,
		      "media types");
}

static uint8_t format(struct packed *p, uint32_t id)
{
	uint16_t s = str(p, id);
	size_t i;

	for (i = 0; i < p->formats.n; i++)
		if (p->formats.v[i] == s)
			return (uint8_t)i;
	*PUSH(KEEP, &p->formats) = s;
	return byte(p, i, "formats");
}

static uint16_t limits(struct packed *p, uint32_t id)
{
	uint32_t i = base_set_add(&p->limits_set, &id, sizeof id);

	if (i == p->limits.n) {
		struct bounds b = intern_bounds(id);
		struct tab_limits *l = PUSH(KEEP, &p->limits);

		l->min = b.min;
		l->max = b.max;
	}
	return fit(p, i, INDEX_MAX, "limits");
}

static uint16_t node(struct packed *p, uint32_t id)
{
	if (p->node_at[id] == 0) {
		*PUSH(KEEP, &p->node_list) = id;
		p->node_at[id] = (uint32_t)p->node_list.n;
	}
	return fit(p, p->node_at[id] - 1, NODES_MAX - 1, "schemas");
}

static uint16_t object(struct packed *p, uint32_t id)
{
	if (p->object_at[id] == 0) {
		*PUSH(KEEP, &p->object_list) = id;
		p->object_at[id] = (uint32_t)p->object_list.n;
	}
	return fit(p, p->object_at[id] - 1, INDEX_MAX, "objects");
}

static void pack_node(struct packed *p, uint32_t id)
{
	const struct shape *shape = intern_shape(id);
	struct tab_node n;

	memset(&n, 0, sizeof n);
	n.types = (uint8_t)shape->types;
	n.format = format(p, shape->format);
	if (shape->enums != 0) {
		n.aux = enums(p, shape->enums, &n.nenums);
	} else if (shape->limits != 0) {
		n.has_limits = 1;
		n.aux = limits(p, shape->limits);
	}
	n.sub = TAB_NONE;
	if (shape->sub != NONE && (shape->types & TAB_OBJ) != 0)
		n.sub = object(p, shape->sub);
	else if (shape->sub != NONE && (shape->types & TAB_ARR) != 0)
		n.sub = node(p, shape->sub);
	*PUSH(KEEP, &p->nodes) = n;
}

static int by_field(const void *a, const void *b)
{
	const struct field *x = a, *y = b;
	int c = strcmp(intern_text(x->name), intern_text(y->name));

	return c != 0 ? c : x->since < y->since ? -1 : x->since > y->since;
}

static void pack_object(struct packed *p, uint32_t id)
{
	struct object *from = intern_object_of(id);
	struct tab_object o;
	size_t i;

	memset(&o, 0, sizeof o);
	o.name = str(p, from->name);
	o.fields = fit(p, p->fields.n, INDEX_MAX, "members");
	o.nfields = fit(p, from->fields.n, INDEX_MAX, "members");
	o.extra = from->extra == NONE ? TAB_NONE : node(p, from->extra);
	if (from->fields.n > 0)
		qsort(from->fields.v, from->fields.n, sizeof *from->fields.v,
		      by_field);
	for (i = 0; i < from->fields.n; i++) {
		const struct field *m = &from->fields.v[i];
		struct tab_field f;

		memset(&f, 0, sizeof f);
		f.name = str(p, m->name);
		f.node = (uint32_t)node(p, m->node) & NODES_MAX;
		f.required = m->required & 1;
		f.since = (uint8_t)m->since;
		f.until = until(p, m->until);
		*PUSH(KEEP, &p->fields) = f;
	}
	fit(p, p->fields.n, INDEX_MAX, "members");
	*PUSH(KEEP, &p->objects) = o;
}

/* Both lists grow while they are worked off. */
static void pack_schemas(struct packed *p)
{
	while (p->nodes.n < p->node_list.n ||
	       p->objects.n < p->object_list.n) {
		if (p->nodes.n < p->node_list.n)
			pack_node(p, p->node_list.v[p->nodes.n]);
		else
			pack_object(p, p->object_list.v[p->objects.n]);
	}
}

static uint16_t param(struct packed *p, uint32_t id)
{
	uint32_t i = base_set_add(&p->params_set, &id, sizeof id);
	const struct param *from = intern_param_of(id);
	struct tab_param out;

	if (i < p->params.n)
		return (uint16_t)i;
	memset(&out, 0, sizeof out);
	out.name = str(p, from->name);
	out.help = help(p, from->help);
	out.node = node(p, from->node);
	out.dflt = from->dflt == NONE ? TAB_NONE : str(p, from->dflt);
	out.keys = enums(p, from->keys, &out.nkeys);
	out.credentials = str(p, from->credentials);
	out.in = (uint8_t)from->in;
	out.encoding = (uint8_t)from->encoding;
	out.flags = (uint8_t)from->flags;
	*PUSH(KEEP, &p->params) = out;
	return fit(p, i, INDEX_MAX, "parameters");
}

static uint16_t plist(struct packed *p, const struct folded *row)
{
	struct tab_plist *run = base_alloc(DOC, row->params.n + 1,
					   sizeof *run);
	size_t i, n = row->params.n;
	uint32_t k;

	for (i = 0; i < n; i++) {
		const struct run *r = &row->params.v[i];

		run[i].param = param(p, r->value);
		run[i].since = (uint8_t)r->since;
		run[i].until = until(p, r->until);
	}
	k = base_set_add(&p->plist_set, run, n * sizeof *run);
	if (k == p->plist_at.n) {
		*PUSH(KEEP, &p->plist_at) = fit(p, p->plist.n, INDEX_MAX,
						"parameter lists");
		for (i = 0; i < n; i++)
			*PUSH(KEEP, &p->plist) = run[i];
		fit(p, p->plist.n, INDEX_MAX, "parameter lists");
	}
	return p->plist_at.v[k];
}

static uint16_t resps(struct packed *p, const struct folded *row)
{
	struct tab_resp *run = base_alloc(DOC, row->resps.n + 1, sizeof *run);
	size_t i, n = row->resps.n;
	uint32_t k;

	for (i = 0; i < n; i++) {
		const struct run *r = &row->resps.v[i];

		run[i].status = (uint16_t)r->status;
		run[i].node = r->value == NONE ? TAB_NONE : node(p, r->value);
		run[i].since = (uint8_t)r->since;
		run[i].until = until(p, r->until);
	}
	k = base_set_add(&p->resps_set, run, n * sizeof *run);
	if (k == p->resps_at.n) {
		*PUSH(KEEP, &p->resps_at) = fit(p, p->resps.n, INDEX_MAX,
						"responses");
		for (i = 0; i < n; i++)
			*PUSH(KEEP, &p->resps) = run[i];
		fit(p, p->resps.n, INDEX_MAX, "responses");
	}
	return p->resps_at.v[k];
}

static void pack_op(struct packed *p, const struct folded *row)
{
	struct tab_op op;

	memset(&op, 0, sizeof op);
	op.name = text(p, &p->strs, row->name);
	op.path = str(p, row->row.path);
	op.category = str(p, row->row.category);
	op.summary = help(p, row->row.summary);
	op.params = plist(p, row);
	op.responses = resps(p, row);
	op.tty = str(p, row->row.tty);
	op.body = row->row.body == NONE ? TAB_NONE : node(p, row->row.body);
	op.consumes = media(p, row->row.consumes);
	op.produces = media(p, row->row.produces);
	op.nparams = byte(p, row->params.n, "parameters of an operation");
	op.nresponses = byte(p, row->resps.n, "responses of an operation");
	op.method = (uint8_t)row->row.method;
	op.stream = (uint8_t)row->row.stream;
	op.upgrade = (uint8_t)row->row.upgrade;
	op.prefix = (uint8_t)row->row.prefix;
	op.flags = (uint8_t)row->row.flags;
	op.since = (uint8_t)row->since;
	op.until = until(p, row->until);
	*PUSH(KEEP, &p->ops) = op;
	base_release(DOC);
}

static void pack_versions(struct packed *p, struct overlay *o)
{
	uint32_t i, k;

	for (i = 0; i < o->nversions; i++) {
		const struct oversion *from = &o->versions[i];
		struct tab_version v;

		memset(&v, 0, sizeof v);
		v.name = text(p, &p->strs, from->name);
		v.level = text(p, &p->strs, from->level != NULL ?
			       from->level : "");
		v.note = text(p, &p->help, from->note != NULL ?
			      from->note : "");
		v.epoch = (uint8_t)from->epoch;
		*PUSH(KEEP, &p->versions) = v;
	}
	for (k = 0; k < o->ndocs; k++)
		for (i = 0; i < o->nversions; i++)
			if (o->versions[i].epoch == k &&
			    strcmp(o->versions[i].name,
				   o->by_version.v[k].key) == 0)
				*PUSH(KEEP, &p->epochs) = fit(p, i, INDEX_MAX,
							      "versions");
}

static void pack_releases(struct packed *p, struct overlay *o)
{
	uint32_t i;

	for (i = 0; o->releases != NULL && i < o->releases->n; i++) {
		struct ynode *e = o->releases->items[i];
		const char *note = yaml_text(yaml_get(e, "note"));
		struct tab_release r;

		memset(&r, 0, sizeof r);
		r.name = text(p, &p->strs, yaml_get(e, "release")->text);
		r.newest = fit(p, overlay_version(o, yaml_get(e, "newest")->
						  text), INDEX_MAX,
			       "versions");
		r.oldest = text(p, &p->strs, yaml_get(e, "oldest")->text);
		r.note = text(p, &p->help, note != NULL ? note : "");
		*PUSH(KEEP, &p->releases) = r;
	}
	fit(p, p->releases.n, INDEX_MAX, "releases");
}

static void pack_ranges(struct packed *p, struct overlay *o)
{
	struct oranges docs = { { NULL, 0, 0 } };
	struct oranges aliases = { { NULL, 0, 0 } };
	size_t i;

	overlay_docs(o, &docs);
	for (i = 0; i < docs.list.n; i++) {
		const struct orange *r = &docs.list.v[i];

		*PUSH(KEEP, &p->docs) = (struct tab_doc){
			str(p, r->a), (uint8_t)r->since, until(p, r->until) };
	}
	overlay_aliases(o, &aliases);
	for (i = 0; i < aliases.list.n; i++) {
		const struct orange *r = &aliases.list.v[i];

		*PUSH(KEEP, &p->aliases) = (struct tab_alias){
			str(p, r->a), str(p, r->b), (uint8_t)r->since,
			until(p, r->until) };
	}
	fit(p, p->docs.n, INDEX_MAX, "docs");
	fit(p, p->aliases.n, INDEX_MAX, "aliases");
}

static void pack_texts(struct packed *p, struct overlay *o,
		       struct ynode *list, list16 *out)
{
	uint32_t i;

	yaml_need(o->file, list, Y_SEQ, "the value");
	for (i = 0; list != NULL && i < list->n; i++)
		*PUSH(KEEP, out) = text(p, &p->strs, yaml_need_text(o->file,
						list->items[i], "a value"));
}

static void pack_engine(struct packed *p, const char *engine,
			struct overlay *o)
{
	struct ynode *negotiate = yaml_get(o->root, "negotiate");

	p->engine = text(p, &p->strs, engine);
	p->title = str(p, overlay_str(o, NULL, "title"));
	p->environment = str(p, overlay_str(o, NULL, "environment"));
	p->ping = str(p, overlay_str(o, "negotiate", "path"));
	p->header = str(p, overlay_str(o, "negotiate", "header"));
	p->fallback = str(p, overlay_str(o, "negotiate", "fallback"));
	p->about = str(p, overlay_str(o, "negotiate", "about"));
	p->minimum = str(p, overlay_str(o, "negotiate", "minimum"));
	p->identify = str(p, overlay_str(o, "negotiate", "identify"));
	p->ssh_dial = str(p, overlay_str(o, "ssh", "dial"));
	p->ssh_ask = str(p, overlay_str(o, "ssh", "ask"));
	p->config = (uint16_t)overlay_config(o);
	pack_texts(p, o, yaml_get(o->root, "endpoints"), &p->endpoints);
	pack_texts(p, o, yaml_get(negotiate, "refused"), &p->refused);
}

struct packed *pack(const char *engine, struct overlay *o, struct fold *f)
{
	struct packed *p = base_alloc(KEEP, 1, sizeof *p);
	struct folded *rows;
	size_t n, i;

	p->file = o->file;
	p->strs.what = "bytes of names";
	p->help.what = "bytes of help";
	fit(p, o->ndocs, EPOCHS_MAX, "documents");
	p->last = o->ndocs - 1;
	p->node_at = base_alloc(KEEP, intern_nnodes(), sizeof *p->node_at);
	p->object_at = base_alloc(KEEP, intern_nobjects() + 1,
				  sizeof *p->object_at);
	text(p, &p->strs, "");
	text(p, &p->help, "");
	format(p, 0);
	media(p, 0);
	node(p, 0);
	pack_engine(p, engine, o);
	pack_versions(p, o);
	pack_releases(p, o);
	rows = fold_rows(f, &n);
	for (i = 0; i < n; i++)
		pack_op(p, &rows[i]);
	fit(p, p->ops.n, INDEX_MAX, "operations");
	pack_ranges(p, o);
	pack_schemas(p);
	return p;
}
