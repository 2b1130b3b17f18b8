/* SPDX-License-Identifier: MIT */
/*
 * Tests src/lookup.c on the tables that were built: everything there is
 * found, and what isn't there is told well.
 */
#include "config.h"

#include "lookup.h"
#include "mini.h"
#include "unit.h"

#include <string.h>

static int ntables(void)
{
	int n = 0;

	while (tables[n] != NULL)
		n++;
	return n;
}

/* ---- versions ----------------------------------------------------------- */

static const struct {
	const char *a, *b;
	int order;
} orders[] = {
	{ "v1.41", "1.41", 0 },
	{ "1.9", "1.10", -1 },
	{ "v1.41", "v1.5", 1 },
	{ "5.4.2", "5.4.10", -1 },
	{ "5.4", "5.4.0", 0 },
	{ "5.4", "5.4.1", -1 },
	{ "6.0.0-rc1", "6.0.0", -1 },
	{ "v6.0.0-rc1", "v6.0.0-rc2", -1 },
	{ "6.0.0-rc1", "5.9.9", 1 },
	{ "6.0.0-rc1", "6.0.1-rc1", -1 },
	{ "99999999999999999999", "1", 1 },
	{ "", "", 0 },
	{ "v", "", 0 },
	{ "1", "", 1 },
};

START_TEST(version_order)
{
	const char *a = orders[_i].a, *b = orders[_i].b;
	int ab = lookup_version_cmp(a, b), ba = lookup_version_cmp(b, a);

	ck_assert_int_eq((ab > 0) - (ab < 0), orders[_i].order);
	ck_assert_int_eq((ba > 0) - (ba < 0), -orders[_i].order);
	ck_assert_int_eq(lookup_version_cmp(a, a), 0);
}
END_TEST

START_TEST(every_version)
{
	const struct table *t = tables[_i];
	const char *name;
	davit_error err;
	unsigned i, found;

	for (i = 0; i < t->nversions; i++) {
		name = lookup_str(t, t->versions[i].name);
		ck_assert_int_eq(name[0], 'v');
		ck_assert_int_eq(lookup_version(t, name, &found, &err), 0);
		ck_assert_uint_eq(found, i);
		ck_assert_int_eq(lookup_version(t, name + 1, &found, &err), 0);
		ck_assert_uint_eq(found, i);
		ck_assert_uint_lt(t->versions[i].epoch, t->nepochs);
		if (i == 0)
			continue;
		ck_assert_msg(lookup_version_cmp(lookup_str(t,
			t->versions[i - 1].name), name) < 0, "%s", name);
		ck_assert_uint_ge(t->versions[i].epoch,
				  t->versions[i - 1].epoch);
	}
	ck_assert_int_eq(lookup_version(t, NULL, &found, &err), 0);
	ck_assert_uint_eq(found, t->nversions - 1u);
	/* Each epoch's document is a version of that epoch. */
	for (i = 0; i < t->nepochs; i++)
		ck_assert_uint_eq(t->versions[t->epochs[i]].epoch, i);
}
END_TEST

static const struct {
	const char *engine, *sent, *taken;	/* NULL: all are above */
} belows[] = {
	{ "docker", "1.41", "v1.41" },
	{ "docker", "v1.41", "v1.41" },
	{ "docker", "1.41-dev", "v1.41" },
	{ "docker", "1.99", "v1.55" },
	{ "docker", "2.0", "v1.55" },
	{ "docker", "1.25", "v1.25" },
	{ "docker", "1.24", NULL },
	{ "docker", "0", NULL },
	{ "docker", "", NULL },
	{ "docker", "x", NULL },
	{ "docker", "-1", NULL },
	{ "docker", "1.41.41.41.41.41.41.41.41.41.41.41.41", NULL },
	{ "podman", "4.9.4", "v4.9.4" },
	{ "podman", "4.9.99", "v4.9.5" },
	{ "podman", "5.4.2-rhel", "v5.4.2" },
	{ "podman", "99.0.0", "v6.0.0" },
	{ "podman", "3.0.9", NULL },
};

START_TEST(version_below)
{
	const struct table *t;
	unsigned v = 0;

	ck_assert_int_eq(lookup_engine(belows[_i].engine, &t, NULL), 0);
	ck_assert_int_eq(lookup_version_below(t, belows[_i].sent, &v),
			 belows[_i].taken != NULL);
	if (belows[_i].taken != NULL)
		ck_assert_str_eq(lookup_str(t, t->versions[v].name),
				 belows[_i].taken);
}
END_TEST

/* ---- operations --------------------------------------------------------- */

/* The slow way, to compare with. */
static const struct tab_op *linear(const struct table *t, uint8_t epoch,
				   const char *name)
{
	unsigned i;

	for (i = 0; i < t->nops; i++)
		if (strcmp(lookup_str(t, t->ops[i].name), name) == 0 &&
		    lookup_in(t->ops[i].since, t->ops[i].until, epoch))
			return &t->ops[i];
	for (i = 0; i < t->naliases; i++)
		if (strcmp(lookup_str(t, t->aliases[i].name), name) == 0 &&
		    lookup_in(t->aliases[i].since, t->aliases[i].until,
			      epoch))
			return linear(t, epoch, lookup_str(t,
				      t->aliases[i].op));
	return NULL;
}

START_TEST(every_name)
{
	const struct table *t = tables[_i];
	const char *name;
	unsigned i, e, hits = 0;

	for (e = 0; e < t->nepochs; e++) {
		for (i = 0; i < t->nops; i++) {
			name = lookup_str(t, t->ops[i].name);
			ck_assert_msg(lookup_op_row(t, (uint8_t)e, name) ==
				      linear(t, (uint8_t)e, name), "%s", name);
			hits += lookup_op_row(t, (uint8_t)e, name) != NULL;
		}
		for (i = 0; i < t->naliases; i++) {
			name = lookup_str(t, t->aliases[i].name);
			ck_assert_msg(lookup_op_row(t, (uint8_t)e, name) ==
				      linear(t, (uint8_t)e, name), "%s", name);
			/* An alias leads somewhere while it holds. */
			if (lookup_in(t->aliases[i].since,
				      t->aliases[i].until, (uint8_t)e))
				ck_assert_msg(lookup_op_row(t, (uint8_t)e,
					      name) != NULL, "%s", name);
		}
	}
	ck_assert_uint_gt(hits, t->nops);
}
END_TEST

/* Sorted; of one name, never two rows at the same time. */
START_TEST(order_of_rows)
{
	const struct table *t = tables[_i];
	const struct tab_op *a, *b;
	unsigned i;
	int cmp;

	ck_assert_uint_eq(t->layout, TAB_FORMAT);
	for (i = 0; i < t->nops; i++) {
		b = &t->ops[i];
		ck_assert_uint_le(b->since, b->until);
		ck_assert(b->until == TAB_OPEN || b->until < t->nepochs);
		if (i == 0)
			continue;
		a = &t->ops[i - 1];
		cmp = strcmp(lookup_str(t, a->name), lookup_str(t, b->name));
		ck_assert_int_le(cmp, 0);
		if (cmp == 0) {
			ck_assert_uint_eq(a->name, b->name);
			ck_assert_uint_lt(a->until, b->since);
		}
	}
	for (i = 1; i < t->naliases; i++)
		ck_assert_int_le(strcmp(lookup_str(t, t->aliases[i - 1].name),
			lookup_str(t, t->aliases[i].name)), 0);
}
END_TEST

/* Every link stays within its array. */
START_TEST(bounds)
{
	const struct table *t = tables[_i];
	const struct tab_op *o;
	const struct tab_node *n;
	const struct tab_object *obj;
	const struct tab_param *p;
	unsigned i, last;

	for (i = 0; i < t->nops; i++) {
		o = &t->ops[i];
		ck_assert_uint_lt(o->name, t->strs_len);
		ck_assert_uint_lt(o->path, t->strs_len);
		ck_assert_uint_lt(o->category, t->strs_len);
		ck_assert_uint_lt(o->summary, t->help_len);
		ck_assert_uint_le(o->params + o->nparams, t->nplist);
		ck_assert_uint_le(o->responses + o->nresponses, t->nresps);
		ck_assert(o->body == TAB_NONE || o->body < t->nnodes);
		ck_assert(o->consumes == TAB_NONE || o->consumes < t->nmedia);
		ck_assert(o->produces == TAB_NONE || o->produces < t->nmedia);
		ck_assert_ptr_nonnull(lookup_method(o->method));
	}
	for (i = 0; i < t->nplist; i++)
		ck_assert_uint_lt(t->plist[i].param, t->nparams);
	for (i = 0; i < t->nparams; i++) {
		p = &t->params[i];
		ck_assert_uint_lt(p->name, t->strs_len);
		ck_assert_uint_lt(p->help, t->help_len);
		ck_assert_uint_lt(p->node, t->nnodes);
		ck_assert(p->dflt == TAB_NONE || p->dflt < t->strs_len);
		ck_assert(p->nkeys == 0 || p->keys + p->nkeys <= t->nenums);
		ck_assert_uint_le(p->in, TAB_HEADER);
		ck_assert_uint_le(p->encoding, TAB_AUTH);
	}
	ck_assert_uint_eq(t->nodes[0].types, TAB_ANY);
	for (i = 0; i < t->nnodes; i++) {
		n = &t->nodes[i];
		last = n->types == TAB_ANY ? 1 : n->types & TAB_OBJ ?
		       t->nobjects : n->types & TAB_ARR ? t->nnodes : 65536;
		ck_assert(n->types == TAB_ANY || n->sub < last);
		ck_assert_uint_lt(n->format, t->nformats);
		ck_assert(n->nenums == 0 || n->aux + n->nenums <= t->nenums);
		ck_assert(!n->has_limits || n->aux < t->nlimits);
	}
	for (i = 0; i < t->nobjects; i++) {
		obj = &t->objects[i];
		ck_assert_uint_le(obj->fields + obj->nfields, t->nfields);
		ck_assert(obj->extra == TAB_NONE || obj->extra < t->nnodes);
	}
	for (i = 0; i < t->nfields; i++) {
		ck_assert_uint_lt(t->fields[i].name, t->strs_len);
		ck_assert_uint_lt(t->fields[i].node, t->nnodes);
	}
	for (i = 0; i < t->nresps; i++)
		ck_assert(t->resps[i].node == TAB_NONE ||
			  t->resps[i].node < t->nnodes);
	for (i = 0; i < t->nenums; i++)
		ck_assert_uint_lt(t->enums[i], t->strs_len);
	ck_assert_uint_eq(t->media[t->nmedia - 1], TAB_NONE);
	ck_assert_int_eq(t->strs[t->strs_len - 1], '\0');
	ck_assert_int_eq(t->help[t->help_len - 1], '\0');
}
END_TEST

/* Names that moved: the same operation by either. */
static const struct {
	const char *engine, *version, *asked, *found;
} aliases[] = {
	{ "docker", "v1.27", "ContainerArchive", "ContainerGetArchive" },
	{ "docker", "v1.27", "ContainerGetArchive", "ContainerGetArchive" },
	{ "docker", "v1.55", "ContainerGetArchive", "ContainerArchive" },
	{ "docker", "v1.55", "ContainerPutArchive", "PutContainerArchive" },
	{ "docker", "v1.55", "ContainerList", "ContainerList" },
	{ "podman", "v3.1.0", "ContainerListLibpod", "libpodListContainers" },
	{ "podman", "v3.1.0", "ContainerInspect", "getContainer" },
};

START_TEST(alias)
{
	const struct table *t;
	davit_error err = { .text = "" };
	struct op op;
	unsigned v;

	ck_assert_int_eq(lookup_engine(aliases[_i].engine, &t, &err), 0);
	ck_assert_int_eq(lookup_version(t, aliases[_i].version, &v, &err), 0);
	ck_assert_msg(lookup_op(t, v, aliases[_i].asked, &op, &err) == 0,
		      "%s", err.text);
	ck_assert_str_eq(lookup_str(t, op.row->name), aliases[_i].found);
	ck_assert_uint_eq(op.version, v);
	ck_assert_uint_eq(op.epoch, t->versions[v].epoch);
}
END_TEST

/* ---- what isn't there --------------------------------------------------- */

static const struct {
	const char *engine, *version, *op;
	int code;
	const char *text, *hint;
} misses[] = {
	{ "dokcer", NULL, "X", DAVIT_EENGINE, "unknown engine 'dokcer'",
	  "did you mean 'docker'?" },
	{ "Podman", NULL, "X", DAVIT_EENGINE, "unknown engine 'Podman'",
	  "did you mean 'podman'?" },
	{ "lxd", NULL, "X", DAVIT_EENGINE, "unknown engine 'lxd'",
	  "`davit engines` lists them" },
	{ "", NULL, "X", DAVIT_EENGINE, "unknown engine ''", "davit engines" },
	{ "docker", "v9.9", "X", DAVIT_EVERSION, "API version v9.9 of docker "
	  "is newer than the newest known, v1.55", "use v1.55" },
	{ "docker", "1.56", "X", DAVIT_EVERSION, "API version v1.56 of "
	  "docker is newer", "leave the version out" },
	{ "docker", "1.24", "X", DAVIT_EVERSION, "API version v1.24 of "
	  "docker is older than the oldest known, v1.25", "" },
	{ "docker", "latest", "X", DAVIT_EVERSION, "'latest' is not a "
	  "version of docker", "versions look like v1.55" },
	{ "docker", "", "X", DAVIT_EVERSION, "'' is not a version of docker",
	  "versions look like" },
	{ "docker", "1.41.0", "X", DAVIT_EVERSION, "unknown API version "
	  "'1.41.0' of docker", "did you mean 'v1.4" },
	{ "podman", "5.4.9", "X", DAVIT_EVERSION, "unknown API version "
	  "'5.4.9' of podman", "did you mean 'v" },
	{ "docker", NULL, "ContainerLst", DAVIT_ENOOP, "unknown operation "
	  "'ContainerLst' of docker v1.55", "did you mean 'ContainerList'?" },
	{ "docker", NULL, "containerlist", DAVIT_ENOOP, "unknown operation "
	  "'containerlist' of docker v1.55", "did you mean 'ContainerList'?" },
	{ "docker", NULL, "Frobnicate", DAVIT_ENOOP, "unknown operation "
	  "'Frobnicate' of docker v1.55", "`davit -e docker ops` lists them" },
	{ "docker", NULL, "", DAVIT_ENOOP, "unknown operation '' of docker",
	  "lists them" },
	{ "docker", "v1.25", "SystemPingHead", DAVIT_ENOOP, "docker v1.25 has "
	  "no operation 'SystemPingHead'", "it exists since v1.40" },
	{ "podman", "v4.3.1", "ContainerChanges", DAVIT_ENOOP, "podman "
	  "v4.3.1 has no operation 'ContainerChanges'", "it went and came "
	  "back: `davit -e podman history ContainerChanges` tells when" },
	{ "docker", NULL, "ContainerListLibpod", DAVIT_ENOOP, "unknown "
	  "operation 'ContainerListLibpod' of docker v1.55",
	  "only Podman has it: -e podman" },
	{ "podman", "v4.9.4", "SwarmInit", DAVIT_ENOOP, "unknown operation "
	  "'SwarmInit' of podman v4.9.4", "only Docker Engine has it: -e "
	  "docker" },
};

START_TEST(miss)
{
	const char *name = misses[_i].engine;
	const struct table *t;
	davit_error err = { .text = "" };
	struct op op;
	unsigned v;
	int r;

	r = lookup_engine(name, &t, &err);
	if (r == 0)
		r = lookup_version(t, misses[_i].version, &v, &err);
	if (r == 0)
		r = lookup_op(t, v, misses[_i].op, &op, &err);
	ck_assert_int_eq(r, misses[_i].code);
	ck_assert_int_eq(err.code, misses[_i].code);
	unit_holds("text", err.text, misses[_i].text);
	unit_holds("hint", err.hint, misses[_i].hint);
}
END_TEST

/* An operation that came or went, seen from outside its time. */
START_TEST(out_of_time)
{
	const struct table *t = mini_table();
	davit_error err;
	struct op op;

	ck_assert_int_eq(lookup_op(t, 2, "WidgetOld", &op, &err),
			 DAVIT_ENOOP);
	ck_assert_str_eq(err.text, "mini v1.2 has no operation 'WidgetOld'");
	ck_assert_str_eq(err.hint, "it exists from v1.0 to v1.0");
	ck_assert_int_eq(lookup_op(t, 0, "WidgetOld", &op, &err), 0);
}
END_TEST

START_TEST(span)
{
	const struct table *t = mini_table();
	uint8_t since, until;
	struct op op;

	mini_op("v1.2", "WidgetInspect", &op);
	ck_assert_uint_eq(op.row->since, 1);
	lookup_op_span(t, op.row, &since, &until);
	ck_assert_uint_eq(since, 0);
	ck_assert_uint_eq(until, TAB_OPEN);
	mini_op("v1.0", "WidgetOld", &op);
	lookup_op_span(t, op.row, &since, &until);
	ck_assert_uint_eq(since, 0);
	ck_assert_uint_eq(until, 0);
	ck_assert_str_eq(lookup_epoch_name(t, 1), "v1.1");
	ck_assert_str_eq(lookup_since_name(t, 1), "v1.1");
	ck_assert_str_eq(lookup_until_name(t, 1), "v1.1");
	ck_assert_ptr_null(lookup_until_name(t, TAB_OPEN));
}
END_TEST

/* Patch releases share a document; a time begins with the first of them and
 * ends with the last. */
static const struct {
	const char *version, *document, *since, *until;
} shared[] = {
	{ "v3.1.0", "v3.1.0", "v3.1.0", "v3.1.0" },
	{ "v3.1.1", "v3.1.2", "v3.1.1", "v3.1.2" },
	{ "v5.4.1", "v5.4.2", "v5.4.0", "v5.4.2" },
	{ "v6.0.0", "v6.0.0-rc1", "v6.0.0-rc1", "v6.0.0" },
};

START_TEST(epoch_names)
{
	const struct table *t;
	uint8_t epoch;
	unsigned v;

	ck_assert_int_eq(lookup_engine("podman", &t, NULL), 0);
	ck_assert_int_eq(lookup_version(t, shared[_i].version, &v, NULL), 0);
	epoch = t->versions[v].epoch;
	ck_assert_str_eq(lookup_epoch_name(t, epoch), shared[_i].document);
	ck_assert_str_eq(lookup_since_name(t, epoch), shared[_i].since);
	ck_assert_str_eq(lookup_until_name(t, epoch), shared[_i].until);
}
END_TEST

/* ---- parameters --------------------------------------------------------- */

START_TEST(params)
{
	const struct table *t = mini_table();
	const struct tab_plist *entry;
	const struct tab_param *p;
	unsigned matches;
	struct op op;

	mini_op("v1.0", "WidgetInspect", &op);
	p = lookup_param(&op, 1, &entry);
	ck_assert_str_eq(lookup_str(t, p->name), "tag");
	ck_assert_uint_eq(entry->until, 0);
	ck_assert_ptr_null(lookup_param(&op, 2, NULL));
	mini_op("v1.1", "WidgetInspect", &op);
	p = lookup_param(&op, 1, NULL);
	ck_assert_str_eq(lookup_str(t, p->name), "size");
	mini_op("v1.1", "WidgetRename", &op);
	p = lookup_param_name(&op, "name", -1, &matches);
	ck_assert_uint_eq(matches, 2);
	ck_assert_uint_eq(p->in, TAB_PATH);
	p = lookup_param_name(&op, "name", TAB_QUERY, &matches);
	ck_assert_uint_eq(matches, 1);
	ck_assert_uint_eq(p->in, TAB_QUERY);
	ck_assert_ptr_null(lookup_param_name(&op, "name", TAB_HEADER,
					     &matches));
	ck_assert_uint_eq(matches, 0);
	ck_assert_ptr_null(lookup_param_name(&op, "nam", -1, &matches));
	ck_assert_str_eq(lookup_in_name(TAB_HEADER), "header");
	ck_assert_str_eq(lookup_method(TAB_DELETE), "DELETE");
}
END_TEST

START_TEST(first_engine)
{
	const struct table *t;

	ck_assert_int_eq(lookup_engine(NULL, &t, NULL), 0);
	ck_assert_ptr_eq(t, tables[0]);
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, version_order, orders);
	tcase_add_loop_test(tc, every_version, 0, ntables());
	UNIT_ROWS(tc, version_below, belows);
	tcase_add_loop_test(tc, every_name, 0, ntables());
	tcase_add_loop_test(tc, order_of_rows, 0, ntables());
	tcase_add_loop_test(tc, bounds, 0, ntables());
	UNIT_ROWS(tc, alias, aliases);
	UNIT_ROWS(tc, miss, misses);
	tcase_add_test(tc, out_of_time);
	tcase_add_test(tc, span);
	UNIT_ROWS(tc, epoch_names, shared);
	tcase_add_test(tc, params);
	tcase_add_test(tc, first_engine);
}

int main(void)
{
	return unit_run_engines("lookup", fill);
}
