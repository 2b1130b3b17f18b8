/* SPDX-License-Identifier: MIT */
/*
 * The parameters and the body of one operation in one version.
 */
#include "config.h"

#include "check.h"

#include <stdio.h>
#include <string.h>

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
	over = over_param(at, at->op, in, name, "credentials", added);
	expect(at, is(TEXT(at->table, p->credentials), over != NULL ?
		      ydoc_text(over) : ""), "%s: credentials", name);
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

void check_params(struct at *at, const struct tab_op *op,
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
