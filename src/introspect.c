/* SPDX-License-Identifier: MIT */
/*
 * What the tables know, for the public: engines, versions, categories,
 * operations, parameters, schemas.  Fills plain structs; allocates nothing,
 * asks nobody.
 */
#include "config.h"

#include "introspect.h"

#include "error.h"
#include "lookup.h"

#include <stdio.h>
#include <string.h>

static const char *const encodings[] = {
	"plain", "repeated", "csv", "json", "filters", "auth"
};
static const char *const upgrades[] = { NULL, "tcp", "h2c", "websocket" };

const char *davit_library_version(void)
{
	return PACKAGE_VERSION;
}

size_t davit_engine_count(void)
{
	size_t n = 0;

	while (tables[n] != NULL)
		n++;
	return n;
}

const char *davit_engine_name(size_t i)
{
	if (i >= davit_engine_count())
		return NULL;
	return lookup_str(tables[i], tables[i]->engine);
}

const char *davit_engine_title(const char *engine)
{
	const struct table *t;

	if (lookup_engine(engine, &t, NULL) < 0)
		return NULL;
	return lookup_str(t, t->title);
}

static void fill_version(const struct table *t, unsigned i,
			 davit_version *out)
{
	const struct tab_version *v = &t->versions[i];
	unsigned n;

	*out = (davit_version){
		.engine = lookup_str(t, t->engine),
		.name = lookup_str(t, v->name),
		.document = lookup_epoch_name(t, v->epoch),
		.level = lookup_str(t, v->level),
		.note = t->help + v->note,
	};
	if (out->level[0] == '\0')
		out->level = out->name + 1;
	for (n = 0; n < t->nops; n++)
		if (lookup_in(t->ops[n].since, t->ops[n].until, v->epoch))
			out->noperations++;
}

int davit_version_at(const char *engine, size_t i, davit_version *out)
{
	const struct table *t;
	int r = lookup_engine(engine, &t, NULL);

	if (r < 0)
		return r;
	if (i >= t->nversions)
		return DAVIT_EINVAL;
	fill_version(t, (unsigned)i, out);
	return 0;
}

int davit_version_find(const char *engine, const char *version,
		       davit_version *out, davit_error *err)
{
	const struct table *t;
	unsigned i;
	int r = lookup_engine_version(engine, version, &t, &i, err);

	if (r < 0)
		return r;
	fill_version(t, i, out);
	return 0;
}

int davit_release_at(const char *engine, size_t i, davit_release *out)
{
	const struct tab_release *r;
	const struct table *t;
	davit_version newest;
	int rc = lookup_engine(engine, &t, NULL);

	if (rc < 0)
		return rc;
	if (i >= t->nreleases)
		return DAVIT_EINVAL;
	r = &t->releases[i];
	fill_version(t, r->newest, &newest);
	*out = (davit_release){
		.engine = newest.engine,
		.release = lookup_str(t, r->name),
		.newest = newest.name,
		.oldest = lookup_str(t, r->oldest),
		.level = newest.level,
		.note = t->help + r->note,
	};
	return 0;
}

const char *davit_category_next(const char *engine, const char *version,
				const char *previous)
{
	const struct table *t;
	const char *best = NULL, *name;
	unsigned i, v;

	if (lookup_engine_version(engine, version, &t, &v, NULL) < 0)
		return NULL;
	for (i = 0; i < t->nops; i++) {
		if (!lookup_in(t->ops[i].since, t->ops[i].until,
			       t->versions[v].epoch))
			continue;
		name = lookup_str(t, t->ops[i].category);
		if ((previous == NULL || strcmp(name, previous) > 0) &&
		    (best == NULL || strcmp(name, best) < 0))
			best = name;
	}
	return best;
}

static unsigned public_flags(const struct tab_op *row)
{
	unsigned flags = 0;

	if (row->body != TAB_NONE)
		flags |= DAVIT_OP_BODY;
	if (row->flags & TAB_BODY_REQUIRED)
		flags |= DAVIT_OP_BODY_REQUIRED;
	if (row->flags & TAB_BODY_RAW)
		flags |= DAVIT_OP_BODY_RAW;
	if (row->flags & TAB_LATE)
		flags |= DAVIT_OP_LATE;
	if (row->flags & (TAB_VERDICT_JSON | TAB_VERDICT_TAR))
		flags |= DAVIT_OP_VERDICT;
	if (row->flags & TAB_RETRY)
		flags |= DAVIT_OP_RETRY;
	if (row->flags & TAB_DEPRECATED)
		flags |= DAVIT_OP_DEPRECATED;
	return flags;
}

/* An alias "@..." is a role; '@' comes before all letters. */
static const char *role_of(const struct op *op)
{
	const struct table *t = op->table;
	const struct tab_alias *a;
	unsigned i;

	for (i = 0; i < t->naliases; i++) {
		a = &t->aliases[i];
		if (lookup_str(t, a->name)[0] > '@')
			break;
		if (lookup_str(t, a->name)[0] == '@' &&
		    a->op == op->row->name &&
		    lookup_in(a->since, a->until, op->epoch))
			return lookup_str(t, a->name) + 1;
	}
	return NULL;
}

void introspect_op(const struct op *op, davit_op *out)
{
	const struct table *t = op->table;
	const struct tab_op *row = op->row;
	uint8_t since, until;
	unsigned i;

	lookup_op_span(t, row, &since, &until);
	*out = (davit_op){
		.engine = lookup_str(t, t->engine),
		.version = lookup_str(t, t->versions[op->version].name),
		.name = lookup_str(t, row->name),
		.method = lookup_method(row->method),
		.path = lookup_str(t, row->path),
		.category = lookup_str(t, row->category),
		.summary = t->help + row->summary,
		.since = lookup_since_name(t, since),
		.until = lookup_until_name(t, until),
		.upgrade = upgrades[row->upgrade],
		.stream = row->stream,
		.flags = public_flags(row),
		.priv = t,
		.row = (uint32_t)(row - t->ops),
		.epoch = op->version,
		.role = role_of(op),
	};
	while (lookup_param(op, out->nparams, NULL) != NULL)
		out->nparams++;
	for (i = 0; i < row->nresponses; i++)
		if (lookup_in(t->resps[row->responses + i].since,
			      t->resps[row->responses + i].until, op->epoch))
			out->nresponses++;
}

static struct op inner(const davit_op *op)
{
	const struct table *t = op->priv;

	return (struct op){ t, &t->ops[op->row], op->epoch,
			    t->versions[op->epoch].epoch };
}

/* The newest version of the first engine that has it. */
static int find_anywhere(const char *name, struct op *out)
{
	const struct table *const *t;

	for (t = tables; *t != NULL; t++)
		if (lookup_op(*t, (*t)->nversions - 1u, name, out, NULL) == 0)
			return 0;
	return DAVIT_ENOOP;
}

int davit_op_find(const char *engine, const char *version, const char *name,
		  davit_op *out, davit_error *err)
{
	const struct table *t;
	struct op op;
	unsigned v;
	int r;

	if (name == NULL || out == NULL)
		return error_set(err, DAVIT_EINVAL, "no operation named");
	r = lookup_engine_version(engine, version, &t, &v, err);
	if (r >= 0)
		r = lookup_op(t, v, name, &op, err);
	if (r == DAVIT_ENOOP && engine == NULL && version == NULL &&
	    find_anywhere(name, &op) == 0) {
		error_clear(err);
		r = 0;
	}
	if (r < 0)
		return r;
	introspect_op(&op, out);
	return 0;
}

int davit_op_next(const char *engine, const char *version,
		  const char *category, davit_op *out)
{
	const struct table *t;
	struct op op;
	unsigned v, i;
	int r;

	r = lookup_engine_version(engine, version, &t, &v, NULL);
	if (r < 0)
		return r;
	for (i = out->priv == NULL ? 0 : out->row + 1; i < t->nops; i++) {
		op = (struct op){ t, &t->ops[i], v, t->versions[v].epoch };
		if (!lookup_in(op.row->since, op.row->until, op.epoch) ||
		    (category != NULL &&
		     strcmp(lookup_str(t, op.row->category), category) != 0))
			continue;
		introspect_op(&op, out);
		return 1;
	}
	return 0;
}

/* Appends as much as fits and counts it all. */
static void put(char *buf, size_t size, size_t *len, const char *text,
		size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (*len + i + 1 < size)
			buf[*len + i] = text[i];
	*len += n;
	if (size > 0)
		buf[*len < size ? *len : size - 1] = '\0';
}

/* "v5.4" of "v5.4.2" */
static size_t minor_len(const char *version)
{
	const char *dot = strchr(version, '.');

	if (dot == NULL)
		return strlen(version);
	return (size_t)(dot - version) + 1 + strspn(dot + 1, "0123456789");
}

size_t davit_op_doc_url(const davit_op *pub, char *buf, size_t size)
{
	struct op op = inner(pub);
	const struct table *t = op.table;
	const char *p = NULL, *open;
	size_t len = 0;
	unsigned i;

	if (size > 0)
		buf[0] = '\0';
	for (i = 0; i < t->ndocs && p == NULL; i++)
		if (lookup_in(t->docs[i].since, t->docs[i].until, op.epoch))
			p = lookup_str(t, t->docs[i].url);
	while (p != NULL && *p != '\0') {
		open = p + strcspn(p, "{");
		put(buf, size, &len, p, (size_t)(open - p));
		if (strncmp(open, "{version}", 9) == 0)
			put(buf, size, &len, pub->version,
			    strlen(pub->version));
		else if (strncmp(open, "{number}", 8) == 0)
			put(buf, size, &len, pub->version + 1,
			    strlen(pub->version + 1));
		else if (strncmp(open, "{minor}", 7) == 0)
			put(buf, size, &len, pub->version,
			    minor_len(pub->version));
		else if (strncmp(open, "{operation}", 11) == 0)
			put(buf, size, &len, pub->name, strlen(pub->name));
		p = open + strcspn(open, "}");
		p += *p == '}';
	}
	return len;
}

const char *davit_op_media(const davit_op *pub, int which, size_t i)
{
	struct op op = inner(pub);
	uint16_t first = which == DAVIT_CONSUMES ? op.row->consumes
						 : op.row->produces;
	const uint16_t *m;

	if (first == TAB_NONE)
		return NULL;
	for (m = &op.table->media[first]; *m != TAB_NONE; m++)
		if (i-- == 0)
			return lookup_str(op.table, *m);
	return NULL;
}

const char *introspect_type(unsigned types)
{
	switch (types == TAB_ANY || types == TAB_NULL ? types
						      : types & ~(unsigned)TAB_NULL) {
	case TAB_ANY: return "any";
	case TAB_NULL: return "null";
	case TAB_BOOL: return "boolean";
	case TAB_INT: return "integer";
	case TAB_NUM:
	case TAB_NUM | TAB_INT: return "number";
	case TAB_STR: return "string";
	case TAB_ARR: return "array";
	case TAB_OBJ: return "object";
	case TAB_STR | TAB_ARR: return "string or array";
	case TAB_STR | TAB_OBJ: return "string or object";
	case TAB_STR | TAB_BOOL: return "string or boolean";
	case TAB_STR | TAB_INT: return "string or integer";
	case TAB_ARR | TAB_OBJ: return "array or object";
	case TAB_STR | TAB_ARR | TAB_OBJ: return "string, array or object";
	default: return "mixed";
	}
}

static const struct tab_object *object_of(const struct table *t,
					  const struct tab_node *n)
{
	return n->types != TAB_ANY && n->types & TAB_OBJ ? &t->objects[n->sub]
							 : NULL;
}

static bool has_items(const struct tab_node *n)
{
	return n->types != TAB_ANY && n->types & TAB_ARR &&
	       !(n->types & TAB_OBJ);
}

static void fill_schema(const struct table *t, uint16_t node, uint8_t epoch,
			davit_schema *out)
{
	const struct tab_node *n = &t->nodes[node];
	const struct tab_object *o = object_of(t, n);
	unsigned i;

	*out = (davit_schema){
		.type = introspect_type(n->types),
		.format = lookup_str(t, t->formats[n->format]),
		.name = o == NULL ? "" : lookup_str(t, o->name),
		.types = n->types,
		.has_limits = n->has_limits,
		.nenums = n->nenums,
		.has_items = has_items(n),
		.has_extra = o != NULL && o->extra != TAB_NONE,
		.priv = t,
		.node = node,
		.epoch = epoch,
	};
	if (n->has_limits) {
		out->min = t->limits[n->aux].min;
		out->max = t->limits[n->aux].max;
	}
	for (i = 0; o != NULL && i < o->nfields; i++)
		if (lookup_in(t->fields[o->fields + i].since,
			      t->fields[o->fields + i].until, epoch))
			out->nfields++;
}

int davit_op_param(const davit_op *pub, size_t i, davit_param *out)
{
	struct op op = inner(pub);
	const struct table *t = op.table;
	const struct tab_plist *entry;
	const struct tab_param *p = lookup_param(&op, i, &entry);
	const struct tab_node *n;

	if (p == NULL)
		return DAVIT_EINVAL;
	n = &t->nodes[p->node];
	*out = (davit_param){
		.name = lookup_str(t, p->name),
		.in = lookup_in_name(p->in),
		.type = introspect_type(n->types),
		.items = has_items(n) ?
			 introspect_type(t->nodes[n->sub].types) : "",
		.dflt = p->dflt == TAB_NONE ? NULL : lookup_str(t, p->dflt),
		.help = t->help + p->help,
		.encoding = encodings[p->encoding],
		.since = lookup_since_name(t, entry->since),
		.until = lookup_until_name(t, entry->until),
		.nkeys = p->nkeys,
		.index = (uint32_t)(p - t->params),
	};
	if (p->flags & TAB_REQUIRED)
		out->flags |= DAVIT_PARAM_REQUIRED;
	if (p->flags & TAB_SECRET)
		out->flags |= DAVIT_PARAM_SECRET;
	if (p->flags & TAB_ADDED)
		out->flags |= DAVIT_PARAM_UNDOCUMENTED;
	fill_schema(t, p->node, op.epoch, &out->schema);
	return 0;
}

const char *davit_param_key(const davit_param *p, size_t i)
{
	const struct table *t = p->schema.priv;

	if (i >= p->nkeys)
		return NULL;
	return lookup_str(t, t->enums[t->params[p->index].keys + i]);
}

int davit_op_body(const davit_op *pub, davit_schema *out)
{
	struct op op = inner(pub);

	if (op.row->body == TAB_NONE)
		return DAVIT_EINVAL;
	fill_schema(op.table, op.row->body, op.epoch, out);
	return 0;
}

int davit_op_response(const davit_op *pub, size_t i, davit_response *out)
{
	struct op op = inner(pub);
	const struct tab_resp *r = &op.table->resps[op.row->responses];
	const struct tab_resp *end = r + op.row->nresponses;

	for (; r < end; r++) {
		if (!lookup_in(r->since, r->until, op.epoch) || i-- > 0)
			continue;
		memset(out, 0, sizeof(*out));
		out->status = r->status;
		out->has_schema = r->node != TAB_NONE;
		if (out->has_schema)
			fill_schema(op.table, r->node, op.epoch, &out->schema);
		return 0;
	}
	return DAVIT_EINVAL;
}

const char *davit_schema_enum(const davit_schema *s, size_t i)
{
	const struct table *t = s->priv;

	if (i >= s->nenums)
		return NULL;
	return lookup_str(t, t->enums[t->nodes[s->node].aux + i]);
}

int davit_schema_items(const davit_schema *s, davit_schema *out)
{
	const struct table *t = s->priv;

	if (!s->has_items)
		return DAVIT_EINVAL;
	fill_schema(t, t->nodes[s->node].sub, (uint8_t)s->epoch, out);
	return 0;
}

int davit_schema_extra(const davit_schema *s, davit_schema *out)
{
	const struct table *t = s->priv;

	if (!s->has_extra)
		return DAVIT_EINVAL;
	fill_schema(t, t->objects[t->nodes[s->node].sub].extra,
		    (uint8_t)s->epoch, out);
	return 0;
}

/* A member that only changed its type has been there all the same: the
 * range of its name goes over adjoining entries. */
static void field_span(const struct table *t, const struct tab_object *o,
		       const struct tab_field *f, uint8_t *since,
		       uint8_t *until)
{
	const struct tab_field *begin = &t->fields[o->fields], *p = f;
	const struct tab_field *end = begin + o->nfields;

	*since = f->since;
	*until = f->until;
	while (--p >= begin && p->name == f->name && p->until + 1 == *since)
		*since = p->since;
	for (p = f + 1; p < end && p->name == f->name &&
	     *until != TAB_OPEN && p->since == *until + 1; p++)
		*until = p->until;
}

static void fill_field(const struct table *t, const struct tab_object *o,
		       const struct tab_field *f, uint8_t epoch,
		       davit_field *out)
{
	uint8_t since, until;

	field_span(t, o, f, &since, &until);
	*out = (davit_field){
		.name = lookup_str(t, f->name),
		.since = lookup_since_name(t, since),
		.until = lookup_until_name(t, until),
		.required = f->required,
	};
	fill_schema(t, f->node, epoch, &out->schema);
}

/* The i-th field in force, or the one of that name. */
static int field(const davit_schema *s, size_t i, const char *name,
		 davit_field *out)
{
	const struct table *t = s->priv;
	const struct tab_object *o = object_of(t, &t->nodes[s->node]);
	const struct tab_field *f, *end;

	if (o == NULL)
		return DAVIT_EINVAL;
	end = &t->fields[o->fields] + o->nfields;
	for (f = &t->fields[o->fields]; f < end; f++) {
		if (!lookup_in(f->since, f->until, (uint8_t)s->epoch))
			continue;
		if (name == NULL ? i-- > 0
				 : strcmp(lookup_str(t, f->name), name) != 0)
			continue;
		fill_field(t, o, f, (uint8_t)s->epoch, out);
		return 0;
	}
	return DAVIT_EINVAL;
}

int davit_schema_field(const davit_schema *s, size_t i, davit_field *out)
{
	return field(s, i, NULL, out);
}

int davit_schema_find(const davit_schema *s, const char *name,
		      davit_field *out)
{
	return name == NULL ? DAVIT_EINVAL : field(s, 0, name, out);
}
