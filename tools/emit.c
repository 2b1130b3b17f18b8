/* SPDX-License-Identifier: MIT */
/*
 * Packed tables → C source: arrays in a fixed order, one row to a line, a
 * comment that names it.  The same input gives the same bytes.  Must not
 * know what the numbers mean.
 */
#include "config.h"

#include "emit.h"
#include "pack.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

struct out { VEC(char) text; };

static void put(struct out *out, const char *fmt, ...) BASE_PRINTF(2, 3);

static void put(struct out *out, const char *fmt, ...)
{
	char buf[512];
	va_list ap;
	int n, i;

	va_start(ap, fmt);
	n = vsnprintf(buf, sizeof buf, fmt, ap);
	va_end(ap);
	for (i = 0; i < n && i < (int)sizeof buf - 1; i++)
		*PUSH(KEEP, &out->text) = buf[i];
}

/* A text within a comment: nothing that could end it, or begin another. */
static void comment(struct out *out, const char *s, const char *more)
{
	char buf[80];
	size_t n;

	for (n = 0; n < sizeof buf - 1 && s[n] != 0; n++) {
		buf[n] = s[n] >= ' ' && s[n] <= '~' && s[n] != '?' ?
			 s[n] : '.';
		if (n > 0 && ((buf[n - 1] == '*' && buf[n] == '/') ||
			      (buf[n - 1] == '/' && buf[n] == '*')))
			buf[n] = '.';
	}
	if (n > 0 && buf[n - 1] == '/')
		buf[n - 1] = '.';
	buf[n] = 0;
	put(out, "\t/* %s%s */\n", buf, more);
}

static void pool(struct out *out, const char *name, const struct pool *pool)
{
	const char *p = pool->text.v, *end = p + pool->text.n;

	put(out, "\nstatic const char %s[] =\n\t\"", name);
	while (p < end) {
		if (*p == 0)
			put(out, p + 1 == end ? "\\0\";\n" : "\\0\"\n\t\"");
		else if (*p == '"' || *p == '\\' || *p == '?')
			put(out, "\\%c", *p);
		else if (*p >= ' ' && *p <= '~')
			put(out, "%c", *p);
		else
			put(out, "\\%03o", (unsigned)(unsigned char)*p);
		p++;
	}
}

static const char *at(const struct pool *pool, uint16_t offset)
{
	return pool->text.v + offset;
}

static const char *range(uint8_t since, uint8_t until)
{
	return until == TAB_OPEN ? base_text(DOC, " %u-", since) :
	       base_text(DOC, " %u-%u", since, until);
}

static void open_array(struct out *out, const char *type, const char *name)
{
	put(out, "\nstatic const %s %s[] = {\n", type, name);
}

/* C has no empty arrays. */
static void close_array(struct out *out, size_t n, const char *nothing)
{
	if (n == 0)
		put(out, "\t%s\n", nothing);
	put(out, "};\n");
}

static void ops(struct out *out, struct packed *p)
{
	size_t i;

	open_array(out, "struct tab_op", "ops");
	for (i = 0; i < p->ops.n; i++) {
		const struct tab_op *o = &p->ops.v[i];

		put(out, "\t{ %u, %u, %u, %u, %u, %u, %u, %u, %u, %u, %u, %u,"
		    " %u, %u, %u, %u, %u, %u, %u, 0 },", o->name, o->path,
		    o->category, o->summary, o->tty, o->params, o->responses,
		    o->body, o->consumes, o->produces, o->nparams,
		    o->nresponses, o->method, o->stream, o->upgrade,
		    o->prefix, o->flags, o->since, o->until);
		comment(out, at(&p->strs, o->name),
			range(o->since, o->until));
	}
	close_array(out, p->ops.n, "{ 0 }");
}

static void params(struct out *out, struct packed *p)
{
	static const char *const in[] = { " path", " query", " header" };
	size_t i;

	open_array(out, "struct tab_plist", "plist");
	for (i = 0; i < p->plist.n; i++) {
		const struct tab_plist *l = &p->plist.v[i];

		put(out, "\t{ %u, %u, %u },", l->param, l->since, l->until);
		comment(out, at(&p->strs, p->params.v[l->param].name), "");
	}
	close_array(out, p->plist.n, "{ 0, 0, 0 }");
	open_array(out, "struct tab_param", "params");
	for (i = 0; i < p->params.n; i++) {
		const struct tab_param *q = &p->params.v[i];

		put(out, "\t{ %u, %u, %u, %u, %u, %u, %u, %u, %u, %u },",
		    q->name, q->help, q->node, q->dflt, q->keys,
		    q->credentials, q->nkeys, q->in, q->encoding, q->flags);
		comment(out, at(&p->strs, q->name), in[q->in]);
	}
	close_array(out, p->params.n, "{ 0 }");
}

static void resps(struct out *out, struct packed *p)
{
	size_t i;

	open_array(out, "struct tab_resp", "resps");
	for (i = 0; i < p->resps.n; i++) {
		const struct tab_resp *r = &p->resps.v[i];

		put(out, "\t{ %u, %u, %u, %u },\n", r->status, r->node,
		    r->since, r->until);
	}
	close_array(out, p->resps.n, "{ 0 }");
}

static const char *types(uint8_t set)
{
	static const char *const names[] = {
		" null", " boolean", " integer", " number", " string",
		" array", " object"
	};
	const char *text = "";
	unsigned i;

	if (set == TAB_ANY)
		return " any";
	for (i = 0; i < 7; i++)
		if ((set >> i & 1) != 0)
			text = base_text(DOC, "%s%s", text, names[i]);
	return text;
}

static void nodes(struct out *out, struct packed *p)
{
	size_t i;

	open_array(out, "struct tab_node", "nodes");
	for (i = 0; i < p->nodes.n; i++) {
		const struct tab_node *n = &p->nodes.v[i];

		put(out, "\t{ %u, %u, %u, %u, %u, %u },", n->types,
		    n->format, n->nenums, n->has_limits, n->sub, n->aux);
		comment(out, base_text(DOC, "%zu", i), types(n->types));
	}
	close_array(out, p->nodes.n, "{ 0 }");
}

static void objects(struct out *out, struct packed *p)
{
	size_t i;

	open_array(out, "struct tab_object", "objects");
	for (i = 0; i < p->objects.n; i++) {
		const struct tab_object *o = &p->objects.v[i];

		put(out, "\t{ %u, %u, %u, %u },", o->name, o->fields,
		    o->nfields, o->extra);
		comment(out, base_text(DOC, "%zu ", i),
			base_text(DOC, "%.60s", at(&p->strs, o->name)));
	}
	close_array(out, p->objects.n, "{ 0 }");
	open_array(out, "struct tab_field", "fields");
	for (i = 0; i < p->fields.n; i++) {
		const struct tab_field *f = &p->fields.v[i];

		put(out, "\t{ %u, %u, %u, %u, %u },", f->name, f->node,
		    f->required, f->since, f->until);
		comment(out, at(&p->strs, f->name), "");
	}
	close_array(out, p->fields.n, "{ 0 }");
}

/* INT64_MIN cannot be written as a constant. */
static const char *number(int64_t n)
{
	if (n == INT64_MIN)
		return "INT64_MIN";
	return n == INT64_MAX ? "INT64_MAX" :
	       base_text(DOC, "INT64_C(%" PRId64 ")", n);
}

static void small(struct out *out, struct packed *p)
{
	size_t i;

	open_array(out, "struct tab_limits", "limits");
	for (i = 0; i < p->limits.n; i++)
		put(out, "\t{ %s, %s },\n", number(p->limits.v[i].min),
		    number(p->limits.v[i].max));
	close_array(out, p->limits.n, "{ 0, 0 }");
	open_array(out, "struct tab_version", "versions");
	for (i = 0; i < p->versions.n; i++) {
		const struct tab_version *v = &p->versions.v[i];

		put(out, "\t{ %u, %u, %u, %u, 0 },", v->name, v->level,
		    v->note, v->epoch);
		comment(out, at(&p->strs, v->name), "");
	}
	close_array(out, p->versions.n, "{ 0 }");
	open_array(out, "struct tab_release", "releases");
	for (i = 0; i < p->releases.n; i++) {
		const struct tab_release *r = &p->releases.v[i];

		put(out, "\t{ %u, %u, %u, %u },", r->name, r->newest,
		    r->oldest, r->note);
		comment(out, at(&p->strs, r->name), "");
	}
	close_array(out, p->releases.n, "{ 0 }");
	open_array(out, "struct tab_alias", "aliases");
	for (i = 0; i < p->aliases.n; i++) {
		const struct tab_alias *a = &p->aliases.v[i];

		put(out, "\t{ %u, %u, %u, %u },", a->name, a->op, a->since,
		    a->until);
		comment(out, at(&p->strs, a->name), "");
	}
	close_array(out, p->aliases.n, "{ 0 }");
	open_array(out, "struct tab_doc", "docs");
	for (i = 0; i < p->docs.n; i++)
		put(out, "\t{ %u, %u, %u },\n", p->docs.v[i].url,
		    p->docs.v[i].since, p->docs.v[i].until);
	close_array(out, p->docs.n, "{ 0 }");
}

/* A list of numbers; with a comment where they are strings. */
static void list16s(struct out *out, struct packed *p, const char *name,
		    const list16 *list, bool strings)
{
	size_t i;

	open_array(out, "uint16_t", name);
	for (i = 0; i < list->n; i++) {
		put(out, "\t%u,", list->v[i]);
		if (strings && list->v[i] != TAB_NONE)
			comment(out, at(&p->strs, list->v[i]), "");
		else
			put(out, "\n");
	}
	close_array(out, list->n, "0");
}

static void table(struct out *out, struct packed *p, const char *engine)
{
	put(out, "\nconst struct table table_%s = {\n", engine);
	put(out, "\t.strs = strs, .help = help, .ops = ops, .plist = plist,\n"
	    "\t.params = params, .resps = resps, .nodes = nodes,\n"
	    "\t.objects = objects, .fields = fields, .limits = limits,\n"
	    "\t.versions = versions, .aliases = aliases, .docs = docs,\n"
	    "\t.enums = enums, .media = media, .formats = formats,\n"
	    "\t.epochs = epochs, .endpoints = endpoints,\n"
	    "\t.refused = refused, .releases = releases,\n");
	put(out, "\t.strs_len = %zu, .help_len = %zu,\n", p->strs.text.n,
	    p->help.text.n);
	put(out, "\t.nops = %zu, .nplist = %zu, .nparams = %zu,"
	    " .nresps = %zu,\n", p->ops.n, p->plist.n, p->params.n,
	    p->resps.n);
	put(out, "\t.nnodes = %zu, .nobjects = %zu, .nfields = %zu,\n",
	    p->nodes.n, p->objects.n, p->fields.n);
	put(out, "\t.nlimits = %zu, .nversions = %zu, .naliases = %zu,\n",
	    p->limits.n, p->versions.n, p->aliases.n);
	put(out, "\t.ndocs = %zu, .nenums = %zu, .nmedia = %zu,\n",
	    p->docs.n, p->enums.n, p->media.n);
	put(out, "\t.nformats = %zu, .nepochs = %zu, .nendpoints = %zu,\n",
	    p->formats.n, p->epochs.n, p->endpoints.n);
	put(out, "\t.nrefused = %zu, .nreleases = %zu,\n", p->refused.n,
	    p->releases.n);
	put(out, "\t.engine = %u, .title = %u, .environment = %u,\n",
	    p->engine, p->title, p->environment);
	put(out, "\t.ping = %u, .header = %u, .fallback = %u,\n", p->ping,
	    p->header, p->fallback);
	put(out, "\t.about = %u, .minimum = %u, .identify = %u,\n",
	    p->about, p->minimum, p->identify);
	put(out, "\t.ssh_dial = %u, .ssh_ask = %u, .config = %u,\n",
	    p->ssh_dial, p->ssh_ask, p->config);
	put(out, "\t.layout = TAB_FORMAT\n};\n");
}

static void tell(FILE *to, const char *engine, const struct packed *p)
{
	const struct { const char *name; size_t n, size; } rows[] = {
		{ "strs", p->strs.text.n, 1 }, { "help", p->help.text.n, 1 },
		{ "ops", p->ops.n, sizeof(struct tab_op) },
		{ "plist", p->plist.n, sizeof(struct tab_plist) },
		{ "params", p->params.n, sizeof(struct tab_param) },
		{ "resps", p->resps.n, sizeof(struct tab_resp) },
		{ "nodes", p->nodes.n, sizeof(struct tab_node) },
		{ "objects", p->objects.n, sizeof(struct tab_object) },
		{ "fields", p->fields.n, sizeof(struct tab_field) },
		{ "limits", p->limits.n, sizeof(struct tab_limits) },
		{ "versions", p->versions.n, sizeof(struct tab_version) },
		{ "releases", p->releases.n, sizeof(struct tab_release) },
		{ "aliases", p->aliases.n, sizeof(struct tab_alias) },
		{ "docs", p->docs.n, sizeof(struct tab_doc) },
		{ "lists", p->enums.n + p->media.n + p->formats.n +
		  p->epochs.n + p->endpoints.n + p->refused.n, 2 },
		{ "root", 1, sizeof(struct table) },
	};
	size_t i, sum = 0;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		fprintf(to, "%s %-8s %6zu entries %7zu bytes\n", engine,
			rows[i].name, rows[i].n, rows[i].n * rows[i].size);
		sum += rows[i].n * rows[i].size;
	}
	fprintf(to, "%s %-8s %22zu bytes\n", engine, "total", sum);
}

const char *emit_table(const char *engine, struct overlay *o, struct fold *f,
		       FILE *stats, size_t *len)
{
	struct packed *p = pack(engine, o, f);
	struct out out = { { NULL, 0, 0 } };

	put(&out, "/* Made by specgen from the documents of %s and its"
	    " overlay; do not edit. */\n#include \"table.h\"\n", engine);
	pool(&out, "strs", &p->strs);
	pool(&out, "help", &p->help);
	ops(&out, p);
	params(&out, p);
	resps(&out, p);
	nodes(&out, p);
	objects(&out, p);
	small(&out, p);
	list16s(&out, p, "enums", &p->enums, true);
	list16s(&out, p, "media", &p->media, true);
	list16s(&out, p, "formats", &p->formats, true);
	list16s(&out, p, "epochs", &p->epochs, false);
	list16s(&out, p, "endpoints", &p->endpoints, true);
	list16s(&out, p, "refused", &p->refused, true);
	table(&out, p, engine);
	if (stats != NULL)
		tell(stats, engine, p);
	*len = out.text.n;
	return out.text.v;
}

const char *emit_list(char **engines, int n, size_t *len)
{
	struct out out = { { NULL, 0, 0 } };
	int i;

	put(&out, "/* Made by specgen; do not edit. */\n"
	    "#include \"table.h\"\n\n");
	for (i = 0; i < n; i++)
		put(&out, "extern const struct table table_%s;\n", engines[i]);
	put(&out, "\nconst struct table *const tables[] = {\n");
	for (i = 0; i < n; i++)
		put(&out, "\t&table_%s,\n", engines[i]);
	put(&out, "\tNULL\n};\n");
	*len = out.text.n;
	return out.text.v;
}
