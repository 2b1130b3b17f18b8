/* SPDX-License-Identifier: MIT */
/*
 * What the tables know, for the public: operations and their parameters.
 * Fills plain structs; allocates nothing, asks nobody.
 */
#include "config.h"

#include "introspect.h"

#include "error.h"
#include "lookup.h"

#include <string.h>

static const char *const encodings[] = {
	"plain", "repeated", "csv", "json", "filters", "auth"
};
static const char *const upgrades[] = { NULL, "tcp", "h2c", "websocket" };

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
		.items = introspect_items(n) ?
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
	introspect_schema(t, p->node, op.epoch, &out->schema);
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
	introspect_schema(op.table, op.row->body, op.epoch, out);
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
			introspect_schema(op.table, r->node, op.epoch,
					  &out->schema);
		return 0;
	}
	return DAVIT_EINVAL;
}
