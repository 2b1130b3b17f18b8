/* SPDX-License-Identifier: MIT */
/*
 * The operations of one document.  Takes raw upstream files as well as
 * imported ones; must not know of overlays, epochs' order or tables.
 */
#include "config.h"

#include "swagger.h"
#include "table.h"

#include <string.h>

#define RESPONSES_MAX 255
#define PARAMS_MAX 255

static const char *const methods[] = {	/* as in enum tab_method */
	"get", "head", "post", "put", "delete", "patch", "options"
};

int swagger_method(const char *key)
{
	int i;

	for (i = 0; i < (int)(sizeof methods / sizeof methods[0]); i++)
		if (strcmp(methods[i], key) == 0)
			return i;
	return -1;
}

const char *swagger_method_name(int method)
{
	return method >= 0 && method < (int)(sizeof methods /
	       sizeof methods[0]) ? methods[method] : NULL;
}

const char *swagger_name(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon == NULL ? name :
	       base_dup(DOC, name, (size_t)(colon - name));
}

const char *swagger_path(const char *file, unsigned line, const char *path)
{
	char *out = base_dup(DOC, path, strlen(path)), *to = out;
	const char *p;
	bool in = false, skip = false;

	if (path[0] != '/')
		base_fail(file, line, "a path must begin with \"/\"");
	for (p = path; *p != 0; p++) {
		if ((*p == '{') == in && (*p == '{' || *p == '}'))
			base_fail(file, line, "unbalanced braces in a path");
		if (*p == '{')
			in = true;
		else if (*p == '}')
			in = skip = false;
		else if (in && *p == ':')
			skip = true;
		if (!skip)
			*to++ = *p;
	}
	if (in)
		base_fail(file, line, "unbalanced braces in a path");
	*to = 0;
	return out;
}

uint32_t swagger_status(const char *file, const struct ynode *key)
{
	const char *t = key->text;

	if (strcmp(t, "default") == 0)
		return 0;
	if (strlen(t) != 3 || t[0] < '1' || t[0] > '5' ||
	    strspn(t, "0123456789") != 3)
		base_fail(file, key->line, "\"%s\" is no status code", t);
	return (uint32_t)((t[0] - '0') * 100 + (t[1] - '0') * 10 +
			  (t[2] - '0'));
}

uint32_t swagger_media(const char *file, struct ynode *list)
{
	uint32_t *strs, i;

	if (yaml_need(file, list, Y_SEQ, "media types") == NULL)
		return 0;
	strs = base_alloc(DOC, list->n + 1, sizeof *strs);
	for (i = 0; i < list->n; i++)
		strs[i] = intern_str(yaml_need_text(file, list->items[i],
						    "a media type"));
	return intern_list(strs, list->n);
}

struct ynode *swagger_shared(const char *file, struct ynode *root,
			     struct ynode *node, const char *kind)
{
	struct ynode *ref = yaml_get(node, "$ref"), *found = NULL;
	const char *start = base_text(DOC, "#/%s/", kind), *text;

	if (ref == NULL)
		return node;
	text = yaml_need_text(file, ref, "$ref");
	if (strncmp(text, start, strlen(start)) == 0)
		found = yaml_get(yaml_get(root, kind), text + strlen(start));
	if (found == NULL || yaml_get(found, "$ref") != NULL)
		base_fail(file, ref->line, "$ref to \"%s\", which is not"
			  " there", text);
	return found;
}

void swagger_check_version(const char *file, struct ynode *root)
{
	struct ynode *version;

	yaml_need(file, root, Y_MAP, "the document");
	version = yaml_get(root, "swagger");
	if (yaml_text(version) == NULL ||
	    strcmp(version->text, "2.0") != 0)
		base_fail(file, version != NULL ? version->line : root->line,
			  "not a Swagger 2.0 document");
}

static struct oparam *find_param(struct op *op, uint32_t in, const char *name)
{
	size_t i;

	for (i = 0; i < op->params.n; i++)
		if (op->params.v[i].in == in &&
		    strcmp(op->params.v[i].name, name) == 0)
			return &op->params.v[i];
	return NULL;
}

/* Answers true for bytes, false for JSON. */
static bool is_raw(uint32_t node)
{
	return (intern_shape(node)->types & ~(uint32_t)TAB_NULL) == TAB_STR;
}

static void body(struct doc *doc, struct op *op, struct ynode *p)
{
	struct ynode *schema = yaml_get(p, "schema");

	if (op->body != NONE)
		base_fail(doc->file, p->line, "a second body");
	if (schema == NULL)
		base_fail(doc->file, p->line, "a body without a schema");
	op->body = schema_root(doc->schema, schema,
			       base_text(DOC, "%s body", op->name));
	if (is_raw(op->body))
		op->flags |= TAB_BODY_RAW;
	if (yaml_bool(doc->file, yaml_get(p, "required"), false))
		op->flags |= TAB_BODY_REQUIRED;
}

static void parameter(struct doc *doc, struct op *op, struct ynode *p,
		      bool inherited)
{
	static const char *const places[] = { "path", "query", "header" };
	struct ynode *name, *in;
	struct oparam param;
	const char *place;

	yaml_need(doc->file, p, Y_MAP, "a parameter");
	p = swagger_shared(doc->file, doc->root, p, "parameters");
	name = yaml_get(p, "name");
	in = yaml_get(p, "in");
	if (name == NULL || in == NULL)
		base_fail(doc->file, p->line, "a parameter needs name and in");
	place = yaml_need_text(doc->file, in, "in");
	yaml_need_text(doc->file, name, "name");
	if (strcmp(place, "body") == 0) {
		if (!inherited || op->body == NONE)
			body(doc, op, p);
		return;
	}
	memset(&param, 0, sizeof param);
	while (param.in < 3 && strcmp(place, places[param.in]) != 0)
		param.in++;
	if (param.in == 3)
		base_fail(doc->file, in->line, "a parameter in \"%s\" is not"
			  " supported", place);
	param.name = swagger_name(name->text);
	param.line = p->line;
	if (find_param(op, param.in, param.name) != NULL) {
		if (inherited)
			return;
		base_fail(doc->file, p->line, "parameter \"%s\" in %s is given"
			  " twice", param.name, place);
	}
	param.shape = schema_shape(doc->schema, p);
	if (yaml_bool(doc->file, yaml_get(p, "required"), false))
		param.flags |= TAB_REQUIRED;
	param.dflt = yaml_get(p, "default");
	if (yaml_is_null(param.dflt))
		param.dflt = NULL;
	param.dflt_file = doc->file;
	if (op->params.n == PARAMS_MAX)
		base_fail(doc->file, p->line, "more than %d parameters",
			  PARAMS_MAX);
	*PUSH(DOC, &op->params) = param;
}

static void parameters(struct doc *doc, struct op *op, struct ynode *list,
		       bool inherited)
{
	uint32_t i;

	yaml_need(doc->file, list, Y_SEQ, "parameters");
	for (i = 0; list != NULL && i < list->n; i++)
		parameter(doc, op, list->items[i], inherited);
}

/* The node of a shared response is found once. */
static uint32_t shared_response(struct doc *doc, struct ynode *r)
{
	const struct ynode *found = swagger_shared(doc->file, doc->root, r,
						   "responses");
	struct ynode *schema = yaml_get(found, "schema");
	const char *ref = yaml_get(r, "$ref")->text;
	uint32_t i = yaml_find(doc->responses, strrchr(ref, '/') + 1);

	if (i == UINT32_MAX)	/* a name with a slash */
		base_fail(doc->file, r->line, "$ref to \"%s\", which is not"
			  " there", ref);
	if (doc->shared[i] == 0)
		doc->shared[i] = 2 + (schema == NULL ? UINT32_MAX :
				schema_root(doc->schema, schema, ref));
	return doc->shared[i] - 2;
}

static void response(struct doc *doc, struct op *op, const struct ypair *pair)
{
	struct ynode *r = pair->value, *schema;
	struct oresp resp;

	if (strncmp(pair->key, "x-", 2) == 0)
		return;
	yaml_need(doc->file, r, Y_MAP, "a response");
	resp.status = swagger_status(doc->file, pair->key_node);
	schema = yaml_get(r, "schema");
	if (yaml_get(r, "$ref") != NULL)
		resp.node = shared_response(doc, r);
	else
		resp.node = schema == NULL ? NONE :
			schema_root(doc->schema, schema,
				    base_text(DOC, "%s %u", op->name,
					      (unsigned)resp.status));
	if (op->resps.n == RESPONSES_MAX)
		base_fail(doc->file, r->line, "more than %d responses",
			  RESPONSES_MAX);
	*PUSH(DOC, &op->resps) = resp;
}

static bool is_id(const char *text)
{
	const char *letters = "abcdefghijklmnopqrstuvwxyz"
			      "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	return strspn(text, letters) > 0 &&
	       text[strspn(text, "abcdefghijklmnopqrstuvwxyz"
			   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")] == 0;
}

static void operation(struct doc *doc, struct op *op, struct ynode *item,
		      struct ynode *o)
{
	struct ynode *list, *id;
	uint32_t i;

	yaml_need(doc->file, o, Y_MAP, "an operation");
	id = yaml_get(o, "operationId");
	if (yaml_text(id) == NULL)
		base_fail(doc->file, o->line, "an operation without an"
			  " operationId");
	if (!is_id(id->text))
		base_fail(doc->file, id->line, "an operationId must be letters"
			  " and digits");
	op->name = id->text;
	op->line = id->line;
	op->body = NONE;
	if (op->method == TAB_GET || op->method == TAB_HEAD)
		op->flags |= TAB_RETRY;
	if (yaml_bool(doc->file, yaml_get(o, "deprecated"), false))
		op->flags |= TAB_DEPRECATED;
	list = yaml_get(o, "consumes");
	op->consumes = swagger_media(doc->file, list != NULL ? list :
				     yaml_get(doc->root, "consumes"));
	list = yaml_get(o, "produces");
	op->produces = swagger_media(doc->file, list != NULL ? list :
				     yaml_get(doc->root, "produces"));
	parameters(doc, op, yaml_get(o, "parameters"), false);
	parameters(doc, op, yaml_get(item, "parameters"), true);
	list = yaml_need(doc->file, yaml_get(o, "responses"), Y_MAP,
			 "responses");
	for (i = 0; list != NULL && i < list->n; i++)
		response(doc, op, &list->pairs[i]);
}

struct doc *swagger_open(const char *file, const char *version,
			 uint32_t epoch)
{
	struct doc *doc = base_alloc(DOC, 1, sizeof *doc);

	doc->file = file;
	doc->version = version;
	doc->epoch = epoch;
	doc->root = yaml_load(DOC, file);
	swagger_check_version(file, doc->root);
	doc->schema = schema_open(file, doc->root, epoch);
	doc->responses = yaml_need(file, yaml_get(doc->root, "responses"),
				   Y_MAP, "responses");
	doc->shared = base_alloc(DOC, doc->responses != NULL ?
				 doc->responses->n + 1 : 1,
				 sizeof *doc->shared);
	return doc;
}

void swagger_ops(struct doc *doc, void (*fn)(struct doc *doc, struct op *op,
					     void *ctx), void *ctx)
{
	struct ynode *paths = yaml_get(doc->root, "paths");
	uint32_t i, k;

	if (paths == NULL)
		base_fail(doc->file, doc->root->line, "a document without"
			  " paths");
	yaml_need(doc->file, paths, Y_MAP, "paths");
	for (i = 0; i < paths->n; i++) {
		const struct ypair *path = &paths->pairs[i];
		struct ynode *item = path->value;

		if (strncmp(path->key, "x-", 2) == 0)
			continue;
		yaml_need(doc->file, item, Y_MAP, "a path");
		for (k = 0; k < item->n; k++) {
			const struct ypair *pair = &item->pairs[k];
			struct op *op;

			if (strncmp(pair->key, "x-", 2) == 0 ||
			    strcmp(pair->key, "parameters") == 0)
				continue;
			op = base_alloc(DOC, 1, sizeof *op);
			op->method = (uint32_t)swagger_method(pair->key);
			if (swagger_method(pair->key) < 0)
				base_fail(doc->file, pair->key_node->line,
					  "unknown method \"%s\"", pair->key);
			op->path = swagger_path(doc->file,
						path->key_node->line,
						path->key);
			operation(doc, op, item, pair->value);
			fn(doc, op, ctx);
		}
	}
	schema_finish(doc->schema);
}
