/* SPDX-License-Identifier: MIT */
/*
 * Reads every document in specs/ again, by a path that shares nothing with
 * the generator, and looks up everything it says in the compiled tables:
 * operations, parameters, bodies, answers and their schemas, version by
 * version, and that the tables say no more.  Where the overlay says
 * otherwise, the overlay is expected.
 */
#include "config.h"

#include "check.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN_MAX 40

unsigned long facts;
static unsigned long wrong;

void expect(const struct at *at, int good, const char *fmt, ...)
{
	va_list ap;

	facts++;
	if (good)
		return;
	if (++wrong > SHOWN_MAX)
		return;
	fprintf(stderr, "%s: %s: ", at->doc->file, at->op);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

static bool is(const char *a, const char *b)
{
	return a != NULL && strcmp(a, b) == 0;
}

static const struct tab_op *row_of(struct at *at, const char *name)
{
	const struct tab_op *found = NULL;
	unsigned i;

	for (i = 0; i < at->table->nops; i++) {
		const struct tab_op *o = &at->table->ops[i];

		if (o->since > at->epoch || o->until < at->epoch ||
		    !is(TEXT(at->table, o->name), name))
			continue;
		expect(at, found == NULL, "is there twice");
		found = o;
	}
	expect(at, found != NULL, "is not there");
	return found;
}

static const struct tab_param *param_of(struct at *at,
					const struct tab_op *op,
					const char *in, const char *name)
{
	static const char *const places[] = { "path", "query", "header" };
	const struct tab_param *found = NULL;
	unsigned i;

	for (i = 0; i < op->nparams; i++) {
		const struct tab_plist *l = &at->table->plist[op->params + i];
		const struct tab_param *p = &at->table->params[l->param];

		if (l->since > at->epoch || l->until < at->epoch ||
		    !is(places[p->in], in) ||
		    !is(TEXT(at->table, p->name), name))
			continue;
		expect(at, found == NULL, "%s is there twice", name);
		found = p;
	}
	expect(at, found != NULL, "%s %s is not there", in, name);
	return found;
}

/* Whether the JSON text is what the YAML value says. */
static bool same_value(struct ydoc *d, yaml_node_t *value, const char *json,
		       unsigned types)
{
	const char *text = ydoc_text(value);
	char buf[512];
	size_t i, n = 0;

	if (text == NULL) {
		n += (size_t)snprintf(buf, sizeof buf, "[");
		for (i = 0; i < ydoc_len(value) && n < sizeof buf; i++)
			n += (size_t)snprintf(buf + n, sizeof buf - n,
				"%s\"%s\"", i > 0 ? "," : "",
				ydoc_text(ydoc_item(d, value, i)));
		return n < sizeof buf - 1 && strncmp(json, buf, n) == 0 &&
		       strcmp(json + n, "]") == 0;
	}
	if (((types & TAB_BOOL) != 0 && (is(text, "true") ||
					 is(text, "false"))) ||
	    ((types & TAB_INT) != 0 &&
	     text[strspn(text, "-0123456789.")] == 0 && text[0] != 0))
		return strcmp(json, text) == 0;
	n = strlen(text);
	return strlen(json) == n + 2 && json[0] == '"' &&
	       memcmp(json + 1, text, n) == 0 && json[n + 1] == '"';
}

static void check_param(struct at *at, const struct tab_op *op,
			const char *in, const char *name, yaml_node_t *said)
{
	const struct tab_param *p = param_of(at, op, in, name);
	const struct tab_node *n, *held;
	struct ydoc *d = at->doc, *o = at->overlay;
	yaml_node_t *over, *type = ydoc_get(d, said, "type");
	bool added = said == NULL;
	unsigned types = said != NULL ? types_of(d, type) : 0, own = types;
	bool required = said != NULL && ydoc_true(d, said, "required");

	if (p == NULL)
		return;
	n = held = &at->table->nodes[p->node];
	over = over_param(at, at->op, in, name, "type", added);
	if (over != NULL)
		types = types_of(o, over);
	expect(at, n->types == types, "%s: types %u for %u", name, n->types,
	       types);
	over = over_param(at, at->op, in, name, "required", added);
	if (over != NULL)
		required = is(ydoc_text(over), "true");
	if (is(in, "path"))
		required = true;
	expect(at, required == ((p->flags & TAB_REQUIRED) != 0),
	       "%s: required", name);
	expect(at, (said == NULL) == ((p->flags & TAB_ADDED) != 0),
	       "%s: added", name);
	if ((n->types & (TAB_ARR | TAB_OBJ)) == TAB_ARR) {
		yaml_node_t *items = ydoc_get(d, said, "items");

		held = &at->table->nodes[n->sub];
		expect(at, held->types == (items != NULL ? types_of(d,
		       ydoc_get(d, items, "type")) : TAB_STR),
		       "%s: elements", name);
		if (items != NULL && over_param(at, at->op, in, name,
						"enum", added) == NULL)
			expect_enum(at, d, ydoc_get(d, items, "enum"), held,
				    name);
	}
	over = over_param(at, at->op, in, name, "enum", added);
	if (over != NULL)
		expect_enum(at, o, over, (n->types & TAB_STR) != 0 ? n :
			    held, name);
	else if (n->types != TAB_ANY)
		expect_enum(at, d, ydoc_get(d, said, "enum"), n, name);
	over = over_param(at, at->op, in, name, "default", added);
	if (over == NULL && ydoc_get(d, said, "default") == NULL)
		expect(at, p->dflt == TAB_NONE, "%s: a default", name);
	else
		expect(at, p->dflt != TAB_NONE && same_value(
		       over != NULL ? o : d, over != NULL ? over :
		       ydoc_get(d, said, "default"),
		       TEXT(at->table, p->dflt), types), "%s: default", name);
	if (types == own)
		expect(at, is(ydoc_text(ydoc_get(d, said, "format")) != NULL ?
		       ydoc_text(ydoc_get(d, said, "format")) : "",
		       TEXT(at->table, at->table->formats[n->format])),
		       "%s: format", name);
	over = over_param(at, at->op, in, name, "encoding", added);
	if (over == NULL)
		expect(at, p->encoding == ((types & TAB_ARR) != 0 && types !=
		       TAB_ANY ? TAB_REPEATED : TAB_PLAIN), "%s: encoding",
		       name);
	over = over_param(at, at->op, in, name, "secret", added);
	expect(at, is(ydoc_text(over), "true") == ((p->flags & TAB_SECRET)
	       != 0), "%s: secret", name);
	over = over_param(at, at->op, in, name, "help", added);
	expect(at, is(at->table->help + p->help, over != NULL ?
		      ydoc_text(over) : ""), "%s: help", name);
}

static yaml_node_t *said_of(struct at *at, yaml_node_t *list, const char *in,
			    const char *name)
{
	size_t i;

	for (i = 0; i < ydoc_len(list); i++) {
		yaml_node_t *p = ydoc_item(at->doc, list, i);

		if (is(ydoc_text(ydoc_get(at->doc, p, "name")), name) &&
		    is(ydoc_text(ydoc_get(at->doc, p, "in")), in))
			return p;
	}
	return NULL;
}

static struct {			/* for count_added() */
	const struct tab_op *row;
	yaml_node_t *list;
	size_t n;
} adding;

static void count_added(struct at *at, const char *name, yaml_node_t *entry)
{
	const char *in = ydoc_text(ydoc_get(at->overlay, entry, "in"));

	if (said_of(at, adding.list, in, name) != NULL)
		return;
	adding.n++;
	check_param(at, adding.row, in, name, NULL);
}

static void check_body(struct at *at, const struct tab_op *op,
		       yaml_node_t *said)
{
	yaml_node_t *over = over_op(at, at->op, "body");
	yaml_node_t *type = ydoc_get(at->overlay, over, "type");
	yaml_node_t *need = ydoc_get(at->overlay, over, "required");
	bool required = said != NULL && ydoc_true(at->doc, said, "required");
	const struct tab_node *n = &at->table->nodes[op->body];
	bool raw;

	if (said == NULL && over == NULL) {
		expect(at, op->body == TAB_NONE, "a body");
		return;
	}
	expect(at, op->body != TAB_NONE, "no body");
	if (op->body == TAB_NONE)
		return;
	if (need != NULL)
		required = is(ydoc_text(need), "true");
	expect(at, required == ((op->flags & TAB_BODY_REQUIRED) != 0),
	       "the body is required");
	raw = (n->types & ~TAB_NULL) == TAB_STR;
	expect(at, raw == ((op->flags & TAB_BODY_RAW) != 0), "raw body");
	if (is(ydoc_text(type), "raw") ||
	    (said == NULL && is(ydoc_text(type), "json")))
		expect(at, raw == is(ydoc_text(type), "raw"), "body type");
	else
		check_schema(at, at->doc, ydoc_get(at->doc, said, "schema"),
			     op->body, "body");
	expect(at, at->table->media[op->consumes] != TAB_NONE,
	       "no media type for the body");
}

static void check_params(struct at *at, const struct tab_op *op,
			 yaml_node_t *list)
{
	yaml_node_t *body = NULL;
	size_t i, live = 0;

	for (i = 0; i < op->nparams; i++) {
		const struct tab_plist *l = &at->table->plist[op->params + i];

		live += l->since <= at->epoch && at->epoch <= l->until;
	}
	adding.n = 0;
	adding.row = op;
	adding.list = list;
	for (i = 0; i < ydoc_len(list); i++) {
		yaml_node_t *p = ydoc_item(at->doc, list, i);
		const char *in = ydoc_text(ydoc_get(at->doc, p, "in"));

		if (is(in, "body")) {
			body = p;
			continue;
		}
		adding.n++;
		check_param(at, op, in, ydoc_text(ydoc_get(at->doc, p,
							   "name")), p);
	}
	over_added(at, at->op, count_added);
	expect(at, live == adding.n, "%zu parameters for %zu", live,
	       adding.n);
	check_body(at, op, body);
}

static const struct tab_resp *resp_of(struct at *at, const struct tab_op *op,
				      const char *status)
{
	unsigned i, code = is(status, "default") ? 0 :
			   (unsigned)strtoul(status, NULL, 10);
	const struct tab_resp *found = NULL;

	for (i = 0; i < op->nresponses; i++) {
		const struct tab_resp *r = &at->table->resps[op->responses +
							     i];

		if (r->since <= at->epoch && at->epoch <= r->until &&
		    r->status == code) {
			expect(at, found == NULL, "%s is there twice",
			       status);
			found = r;
		}
	}
	expect(at, found != NULL, "status %s is not there", status);
	return found;
}

static void check_response(struct at *at, const struct tab_op *op,
			   struct ydoc *d, const char *status,
			   yaml_node_t *schema)
{
	const struct tab_resp *r = resp_of(at, op, status);

	if (r == NULL)
		return;
	expect(at, (schema == NULL) == (r->node == TAB_NONE),
	       "%s: a schema", status);
	if (schema != NULL && r->node != TAB_NONE)
		check_schema(at, d, schema, r->node, status);
}

static void check_responses(struct at *at, const struct tab_op *op,
			    yaml_node_t *map)
{
	yaml_node_t *over = over_op(at, at->op, "responses");
	yaml_node_t *shared = ydoc_get(at->doc, at->doc->root, "responses");
	size_t i, live = 0, n = 0;

	for (i = 0; i < op->nresponses; i++) {
		const struct tab_resp *r = &at->table->resps[op->responses +
							     i];

		live += r->since <= at->epoch && at->epoch <= r->until;
	}
	for (i = 0; i < ydoc_len(map); i++) {
		const char *status = ydoc_key(at->doc, map, i), *ref;
		yaml_node_t *r = ydoc_value(at->doc, map, i);

		if (ydoc_get(at->overlay, over, status) != NULL)
			continue;
		ref = ydoc_text(ydoc_get(at->doc, r, "$ref"));
		if (ref != NULL)
			r = ydoc_get(at->doc, shared, strrchr(ref, '/') + 1);
		n++;
		check_response(at, op, at->doc, status,
			       ydoc_get(at->doc, r, "schema"));
	}
	for (i = 0; i < ydoc_len(over); i++) {
		yaml_node_t *schema = ydoc_value(at->overlay, over, i);

		n++;
		check_response(at, op, at->overlay, ydoc_key(at->overlay,
			       over, i), ydoc_len(schema) > 0 ? schema :
			       NULL);
	}
	expect(at, live == n, "%zu answers for %zu", live, n);
}

static void check_media(struct at *at, uint16_t first, struct ydoc *d,
			yaml_node_t *list, const char *what)
{
	const uint16_t *m = &at->table->media[first];
	size_t i;

	for (i = 0; i < ydoc_len(list); i++, m++) {
		const char *type = ydoc_text(ydoc_item(d, list, i));

		expect(at, *m != TAB_NONE && is(TEXT(at->table, *m), type),
		       "%s %s", what, type);
		if (*m == TAB_NONE)
			return;
	}
	expect(at, *m == TAB_NONE, "%s too much", what);
}

/* "OPERATION /POINTER" */
static bool same_tty(struct at *at, yaml_node_t *over, const char *text)
{
	const char *op = ydoc_text(ydoc_get(at->overlay, over, "operation"));
	const char *in = ydoc_text(ydoc_get(at->overlay, over, "at"));
	size_t len = op != NULL ? strlen(op) : 0;

	return op != NULL && strncmp(text, op, len) == 0 &&
	       text[len] == ' ' && is(in, text + len + 1);
}

static void check_op(struct at *at, const char *path, const char *method,
		     yaml_node_t *o)
{
	static const char *const methods[] = {
		"get", "head", "post", "put", "delete", "patch", "options"
	};
	static const char *const streams[] = {
		"", "raw", "frames", "json", "tar"
	};
	static const char *const upgrades[] = {
		"", "tcp", "h2c", "websocket"
	};
	const struct tab_op *op;
	yaml_node_t *over, *list;
	const char *text;
	bool retry = is(method, "get") || is(method, "head");

	at->op = ydoc_text(ydoc_get(at->doc, o, "operationId"));
	op = row_of(at, at->op);
	if (op == NULL)
		return;
	expect(at, is(methods[op->method], method), "method %s", method);
	expect(at, is(TEXT(at->table, op->path), path), "path %s", path);
	expect(at, at->table->help[op->summary] != 0, "summary");
	text = ydoc_text(over_op(at, at->op, "stream"));
	expect(at, is(streams[op->stream], text != NULL ? text : ""),
	       "stream");
	text = ydoc_text(over_op(at, at->op, "upgrade"));
	expect(at, is(upgrades[op->upgrade], text != NULL ? text : ""),
	       "upgrade");
	text = ydoc_text(over_op(at, at->op, "late"));
	expect(at, is(text, "true") == ((op->flags & TAB_LATE) != 0), "late");
	text = ydoc_text(over_op(at, at->op, "retry"));
	expect(at, (text != NULL ? is(text, "true") : retry) ==
	       ((op->flags & TAB_RETRY) != 0), "retry");
	text = ydoc_text(over_op(at, at->op, "verdict"));
	expect(at, is(text, "json") == ((op->flags & TAB_VERDICT_JSON) != 0)
	       && is(text, "tar") == ((op->flags & TAB_VERDICT_TAR) != 0),
	       "verdict");
	over = over_op(at, at->op, "tty");
	text = TEXT(at->table, op->tty);
	if (over == NULL)
		expect(at, text[0] == 0, "tty");
	else
		expect(at, same_tty(at, over, text), "tty %s", text);
	over = over_op(at, at->op, "produces");
	list = ydoc_get(at->doc, o, "produces");
	if (list == NULL)
		list = ydoc_get(at->doc, at->doc->root, "produces");
	check_media(at, op->produces, over != NULL ? at->overlay : at->doc,
		    over != NULL ? over : list, "produces");
	over = over_op(at, at->op, "consumes");
	if (over != NULL && op->body != TAB_NONE)
		check_media(at, op->consumes, at->overlay, over, "consumes");
	check_params(at, op, ydoc_get(at->doc, o, "parameters"));
	check_responses(at, op, ydoc_get(at->doc, o, "responses"));
}

static void check_document(struct at *at)
{
	yaml_node_t *paths = ydoc_get(at->doc, at->doc->root, "paths");
	size_t i, k, n = 0, live = 0;

	for (i = 0; i < ydoc_len(paths); i++) {
		yaml_node_t *item = ydoc_value(at->doc, paths, i);

		for (k = 0; k < ydoc_len(item); k++, n++)
			check_op(at, ydoc_key(at->doc, paths, i),
				 ydoc_key(at->doc, item, k),
				 ydoc_value(at->doc, item, k));
	}
	for (i = 0; i < at->table->nops; i++)
		live += at->table->ops[i].since <= at->epoch &&
			at->epoch <= at->table->ops[i].until;
	at->op = "all";
	expect(at, live == n, "%zu operations for %zu", live, n);
}

/* Documents in the folder that no table knows would go unnoticed. */
static size_t documents_in(const char *dir)
{
	const struct dirent *e;
	size_t n = 0;
	DIR *d = opendir(dir);

	if (d == NULL)
		return 0;
	while ((e = readdir(d)) != NULL)
		n += strstr(e->d_name, ".yaml") != NULL;
	closedir(d);
	return n;
}

static void check_engine(const struct table *t, const char *specs)
{
	struct ydoc overlay, doc;
	char name[256], dir[1024];
	struct at at = { t, 0, &doc, &overlay, NULL, "all" };
	unsigned e;

	snprintf(name, sizeof name, "%s.overlay.yaml", TEXT(t, t->engine));
	snprintf(dir, sizeof dir, "%s/%s", specs, TEXT(t, t->engine));
	ydoc_load(&overlay, specs, name);
	at.doc = &overlay;
	expect(&at, documents_in(dir) == t->nepochs, "%zu documents for %u",
	       documents_in(dir), t->nepochs);
	at.doc = &doc;
	for (e = 0; e < t->nepochs; e++) {
		at.epoch = e;
		snprintf(name, sizeof name, "%s.yaml",
			 TEXT(t, t->versions[t->epochs[e]].name));
		ydoc_load(&doc, dir, name);
		at.visited = calloc(ydoc_len(ydoc_get(&doc, doc.root,
				    "definitions")) + 1, sizeof *at.visited);
		if (at.visited == NULL)
			exit(1);
		check_document(&at);
		free(at.visited);
		ydoc_free(&doc);
	}
	ydoc_free(&overlay);
}

int main(void)
{
	const char *srcdir = getenv("srcdir");
	char specs[512];
	unsigned i;

	snprintf(specs, sizeof specs, "%s/specs", srcdir != NULL ? srcdir :
		 ".");
	for (i = 0; tables[i] != NULL; i++)
		check_engine(tables[i], specs);
	printf("%lu facts looked up, %lu wrong\n", facts, wrong);
	return wrong == 0 && facts > 0 ? 0 : 1;
}
