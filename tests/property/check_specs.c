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
		over_patch(&at);
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
