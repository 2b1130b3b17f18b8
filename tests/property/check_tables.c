/* SPDX-License-Identifier: MIT */
/*
 * What table.h promises, of the real tables: every link leads somewhere,
 * what is sorted is sorted, ranges of one name are disjoint, every published
 * version has its document.  Knows no document.
 */
#include "config.h"

#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct table *t;
static unsigned long wrong, checks;

static void expect(int good, const char *what, unsigned i)
{
	checks++;
	if (good)
		return;
	wrong++;
	fprintf(stderr, "%s: %s %u\n", t->strs + t->engine, what, i);
}

/* An offset that begins a string. */
static int is_str(unsigned offset)
{
	return offset < t->strs_len &&
	       (offset == 0 || t->strs[offset - 1] == 0);
}

static int is_help(unsigned offset)
{
	return offset < t->help_len &&
	       (offset == 0 || t->help[offset - 1] == 0);
}

static int is_range(unsigned since, unsigned until)
{
	return since < t->nepochs && since <= until &&
	       (until == TAB_OPEN || until < t->nepochs - 1u);
}

static int is_media(unsigned first)
{
	for (; first < t->nmedia; first++) {
		if (t->media[first] == TAB_NONE)
			return 1;
		if (!is_str(t->media[first]))
			return 0;
	}
	return 0;
}

static void pools(void)
{
	expect(t->layout == TAB_FORMAT, "layout", t->layout);
	expect(t->strs_len > 0 && t->strs[0] == 0 &&
	       t->strs[t->strs_len - 1] == 0, "strs", 0);
	expect(t->help_len > 0 && t->help[0] == 0 &&
	       t->help[t->help_len - 1] == 0, "help", 0);
	expect(is_str(t->engine) && t->engine != 0, "engine", 0);
	expect(is_str(t->title) && t->title != 0, "title", 0);
	expect(is_str(t->environment), "environment", 0);
	expect(is_str(t->ping) && is_str(t->header) && is_str(t->fallback) &&
	       is_str(t->about) && is_str(t->minimum) &&
	       is_str(t->identify), "negotiation", 0);
	expect(is_str(t->ssh_dial) && is_str(t->ssh_ask) &&
	       (t->ssh_dial == 0 || t->ssh_ask == 0), "ssh", 0);
	expect(t->config <= TAB_CONFIG_CONTAINERS, "config", t->config);
}

static void lists(void)
{
	unsigned i;

	for (i = 0; i < t->nenums; i++)
		expect(is_str(t->enums[i]), "enum", i);
	for (i = 0; i < t->nmedia; i++)
		expect(t->media[i] == TAB_NONE || is_str(t->media[i]),
		       "media", i);
	expect(t->nformats > 0 && t->formats[0] == 0, "format", 0);
	for (i = 0; i < t->nformats; i++)
		expect(is_str(t->formats[i]), "format", i);
	for (i = 0; i < t->nendpoints; i++)
		expect(is_str(t->endpoints[i]), "endpoint", i);
	for (i = 0; i < t->nrefused; i++)
		expect(is_str(t->refused[i]), "refused", i);
	for (i = 0; i < t->nlimits; i++)
		expect(t->limits[i].min <= t->limits[i].max, "limits", i);
}

static void ops(void)
{
	unsigned i;

	expect(t->nops > 0, "operations", 0);
	for (i = 0; i < t->nops; i++) {
		const struct tab_op *o = &t->ops[i], *prev = o - 1;
		int c;

		expect(is_str(o->name) && is_str(o->path) &&
		       is_str(o->category) && t->strs[o->path] == '/',
		       "name of operation", i);
		expect(is_help(o->summary) && o->summary != 0,
		       "summary of operation", i);
		expect(o->params + o->nparams <= t->nplist,
		       "parameters of operation", i);
		expect(o->responses + o->nresponses <= t->nresps,
		       "answers of operation", i);
		expect(o->body == TAB_NONE || o->body < t->nnodes,
		       "body of operation", i);
		expect(is_media(o->consumes) && is_media(o->produces),
		       "media of operation", i);
		expect(o->method <= TAB_OPTIONS && o->stream <= TAB_TAR &&
		       o->upgrade <= TAB_WEBSOCKET &&
		       o->prefix <= TAB_PREFIX_LEVEL, "kind of operation", i);
		expect(is_range(o->since, o->until), "range of operation", i);
		if (i == 0)
			continue;
		c = strcmp(t->strs + prev->name, t->strs + o->name);
		expect(c < 0 || (c == 0 && prev->until < o->since),
		       "order of operation", i);
	}
}

/* In one epoch an operation has a parameter, or an answer, once. */
static void runs(void)
{
	unsigned i, a, b;

	for (i = 0; i < t->nops; i++) {
		const struct tab_plist *l = t->plist + t->ops[i].params;
		const struct tab_resp *r = t->resps + t->ops[i].responses;

		for (a = 0; a < t->ops[i].nparams; a++)
			for (b = 0; b < a; b++)
				expect(l[a].since > l[b].until ||
				       l[b].since > l[a].until ||
				       t->params[l[a].param].in !=
				       t->params[l[b].param].in ||
				       t->params[l[a].param].name !=
				       t->params[l[b].param].name,
				       "parameter twice in operation", i);
		for (a = 0; a < t->ops[i].nresponses; a++)
			for (b = 0; b < a; b++)
				expect(r[a].status !=
				       r[b].status || r[a].since >
				       r[b].until || r[b].since > r[a].until,
				       "answer twice in operation", i);
	}
}

static void params(void)
{
	unsigned i;

	for (i = 0; i < t->nplist; i++)
		expect(t->plist[i].param < t->nparams &&
		       is_range(t->plist[i].since, t->plist[i].until),
		       "parameter of a list", i);
	for (i = 0; i < t->nparams; i++) {
		const struct tab_param *p = &t->params[i];

		expect(is_str(p->name) && p->name != 0 && is_help(p->help),
		       "name of parameter", i);
		expect(p->node < t->nnodes, "type of parameter", i);
		expect(p->dflt == TAB_NONE || is_str(p->dflt),
		       "default of parameter", i);
		expect(p->keys + p->nkeys <= t->nenums,
		       "keys of parameter", i);
		expect(p->in <= TAB_HEADER && p->encoding <= TAB_AUTH,
		       "kind of parameter", i);
		expect(is_str(p->credentials) && (p->credentials != 0) ==
		       (p->encoding == TAB_AUTH), "credentials of parameter",
		       i);
		expect(p->in != TAB_PATH || (p->flags & TAB_REQUIRED) != 0,
		       "path parameter that is optional", i);
	}
	for (i = 0; i < t->nresps; i++)
		expect((t->resps[i].node == TAB_NONE ||
			t->resps[i].node < t->nnodes) &&
		       is_range(t->resps[i].since, t->resps[i].until),
		       "answer", i);
}

static void node(unsigned i)
{
	const struct tab_node *n = &t->nodes[i];

	expect(n->types != 0 && n->types <= TAB_ANY, "types of node", i);
	expect(n->format < t->nformats, "format of node", i);
	if (n->nenums > 0)
		expect(!n->has_limits && n->aux + n->nenums <= t->nenums,
		       "values of node", i);
	else if (n->has_limits)
		expect(n->aux < t->nlimits, "limits of node", i);
	if (i == 0)
		expect(n->types == TAB_ANY && n->sub == TAB_NONE, "node", 0);
	else if ((n->types & TAB_OBJ) != 0 && n->sub != TAB_NONE)
		expect(n->sub < t->nobjects, "object of node", i);
	else if ((n->types & TAB_ARR) != 0 && n->sub != TAB_NONE)
		expect(n->sub < t->nnodes, "elements of node", i);
	else
		expect(n->sub == TAB_NONE, "sub of node", i);
}

static void object(unsigned i)
{
	const struct tab_object *o = &t->objects[i];
	unsigned k;

	expect(is_str(o->name), "name of object", i);
	expect(o->extra == TAB_NONE || o->extra < t->nnodes,
	       "extra of object", i);
	expect(o->fields + o->nfields <= t->nfields, "members of object", i);
	for (k = 1; k < o->nfields; k++) {
		const struct tab_field *a = &t->fields[o->fields + k - 1];
		int c = strcmp(t->strs + a[0].name, t->strs + a[1].name);

		expect(c < 0 || (c == 0 && a[0].until < a[1].since),
		       "order of members of object", i);
	}
}

static void schemas(void)
{
	unsigned i;

	for (i = 0; i < t->nnodes; i++)
		node(i);
	for (i = 0; i < t->nobjects; i++)
		object(i);
	for (i = 0; i < t->nfields; i++)
		expect(is_str(t->fields[i].name) &&
		       t->fields[i].node < t->nnodes &&
		       is_range(t->fields[i].since, t->fields[i].until),
		       "member", i);
}

static void versions(void)
{
	unsigned i;

	expect(t->nepochs > 0 && t->nepochs < TAB_OPEN, "epochs", 0);
	for (i = 0; i < t->nepochs; i++)
		expect(t->epochs[i] < t->nversions &&
		       t->versions[t->epochs[i]].epoch == i, "epoch", i);
	for (i = 0; i < t->nversions; i++) {
		const struct tab_version *v = &t->versions[i];

		expect(is_str(v->name) && t->strs[v->name] == 'v' &&
		       is_str(v->level) && is_help(v->note), "version", i);
		expect(v->epoch < t->nepochs &&
		       (i == 0 || v[-1].epoch <= v->epoch),
		       "document of version", i);
	}
	for (i = 0; i < t->nreleases; i++) {
		const struct tab_release *r = &t->releases[i];

		expect(is_str(r->name) && r->name != 0 &&
		       is_str(r->oldest) && r->oldest != 0 &&
		       is_help(r->note) && r->newest < t->nversions &&
		       (i == 0 || r[-1].newest <= r->newest), "release", i);
	}
	for (i = 0; i < t->naliases; i++) {
		const struct tab_alias *a = &t->aliases[i];

		expect(is_str(a->name) && is_str(a->op) &&
		       is_range(a->since, a->until), "alias", i);
		expect(i == 0 || strcmp(t->strs + a[-1].name,
					t->strs + a->name) < 0 ||
		       (a[-1].name == a->name && a[-1].until < a->since),
		       "order of alias", i);
	}
	for (i = 0; i < t->ndocs; i++)
		expect(is_str(t->docs[i].url) && is_range(t->docs[i].since,
		       t->docs[i].until), "docs", i);
}

/* All published versions: what this release was made from. */
static void published(void)
{
	static const struct { const char *engine; unsigned n; } counts[] = {
		{ "docker", 31 }, { "podman", 80 },
	};
	unsigned i;

	for (i = 0; i < sizeof counts / sizeof counts[0]; i++)
		if (strcmp(t->strs + t->engine, counts[i].engine) == 0)
			expect(t->nversions >= counts[i].n,
			       "published versions", t->nversions);
}

int main(void)
{
	unsigned i;

	for (i = 0; tables[i] != NULL; i++) {
		t = tables[i];
		pools();
		lists();
		ops();
		params();
		runs();
		schemas();
		versions();
		published();
	}
	printf("%lu links followed, %lu wrong\n", checks, wrong);
	return wrong == 0 && checks > 0 ? 0 : 1;
}
