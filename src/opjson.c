/* SPDX-License-Identifier: MIT */
/*
 * An operation as JSON.  Built on the public introspection only.
 */
#include "config.h"

#include "davit.h"
#include "error.h"

#include <stdbool.h>

#define DEPTH_MAX 64

static json_t *text_or_null(const char *text)
{
	return text == NULL ? json_null() : json_string(text);
}

/* Adds unless empty: absence says the same in fewer words. */
static void set_text(json_t *object, const char *key, const char *text)
{
	if (text[0] != '\0')
		json_object_set_new(object, key, json_string(text));
}

static json_t *enums(const davit_schema *s)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < s->nenums; i++)
		json_array_append_new(list, json_string(
			davit_schema_enum(s, i)));
	return list;
}

static json_t *schema(const davit_schema *s, unsigned depth);

static json_t *fields(const davit_schema *s, unsigned depth)
{
	json_t *all = json_object(), *one;
	davit_field f;
	size_t i;

	for (i = 0; davit_schema_field(s, i, &f) == 0; i++) {
		one = schema(&f.schema, depth);
		if (f.required)
			json_object_set_new(one, "required", json_true());
		json_object_set_new(one, "since", text_or_null(f.since));
		if (f.until != NULL)
			json_object_set_new(one, "until",
					    json_string(f.until));
		json_object_set_new(all, f.name, one);
	}
	return all;
}

static json_t *schema(const davit_schema *s, unsigned depth)
{
	json_t *out = json_pack("{s:s}", "type", s->type);
	davit_schema inner;

	set_text(out, "format", s->format);
	set_text(out, "name", s->name);
	if (s->types & DAVIT_TYPE_NULL && s->types != 127)
		json_object_set_new(out, "nullable", json_true());
	if (s->nenums > 0)
		json_object_set_new(out, "enum", enums(s));
	if (s->has_limits) {
		if (s->min != INT64_MIN)
			json_object_set_new(out, "minimum",
					    json_integer(s->min));
		if (s->max != INT64_MAX)
			json_object_set_new(out, "maximum",
					    json_integer(s->max));
	}
	if (davit_schema_items(s, &inner) == 0)
		json_object_set_new(out, "items", schema(&inner,
				    depth > 0 ? depth - 1 : 0));
	if (depth == 0)
		return out;
	if (s->nfields > 0)
		json_object_set_new(out, "members", fields(s, depth - 1));
	if (davit_schema_extra(s, &inner) == 0)
		json_object_set_new(out, "others", schema(&inner, depth - 1));
	return out;
}

static json_t *params(const davit_op *op)
{
	json_t *all = json_array(), *one, *keys;
	davit_param p;
	size_t i, k;

	for (i = 0; davit_op_param(op, i, &p) == 0; i++) {
		one = json_pack("{s:s, s:s, s:s, s:b, s:s}", "name", p.name,
				"in", p.in, "type", p.type, "required",
				p.flags & DAVIT_PARAM_REQUIRED ? 1 : 0,
				"encoding", p.encoding);
		set_text(one, "items", p.items);
		set_text(one, "format", p.schema.format);
		set_text(one, "help", p.help);
		if (p.dflt != NULL)
			json_object_set_new(one, "default", json_loads(p.dflt,
				JSON_DECODE_ANY, NULL));
		if (p.schema.nenums > 0)
			json_object_set_new(one, "enum", enums(&p.schema));
		if (p.flags & DAVIT_PARAM_SECRET)
			json_object_set_new(one, "secret", json_true());
		if (p.flags & DAVIT_PARAM_UNDOCUMENTED)
			json_object_set_new(one, "undocumented", json_true());
		if (p.nkeys > 0) {
			keys = json_array();
			for (k = 0; k < p.nkeys; k++)
				json_array_append_new(keys, json_string(
					davit_param_key(&p, k)));
			json_object_set_new(one, "keys", keys);
		}
		json_object_set_new(one, "since", text_or_null(p.since));
		json_object_set_new(one, "until", text_or_null(p.until));
		json_array_append_new(all, one);
	}
	return all;
}

static json_t *body(const davit_op *op, unsigned depth)
{
	davit_schema s;
	json_t *out;

	if (davit_op_body(op, &s) < 0)
		return json_null();
	out = schema(&s, depth);
	json_object_set_new(out, "required", json_boolean(
		op->flags & DAVIT_OP_BODY_REQUIRED));
	json_object_set_new(out, "raw", json_boolean(
		op->flags & DAVIT_OP_BODY_RAW));
	return out;
}

static json_t *responses(const davit_op *op, unsigned depth)
{
	json_t *all = json_array(), *one;
	davit_response r;
	size_t i;

	for (i = 0; davit_op_response(op, i, &r) == 0; i++) {
		one = json_object();
		json_object_set_new(one, "status", r.status == 0 ?
			json_string("default") : json_integer(r.status));
		if (r.has_schema)
			json_object_set_new(one, "schema",
					    schema(&r.schema, depth));
		json_array_append_new(all, one);
	}
	return all;
}

static json_t *media(const davit_op *op, int which)
{
	json_t *list = json_array();
	const char *type;
	size_t i;

	for (i = 0; (type = davit_op_media(op, which, i)) != NULL; i++)
		json_array_append_new(list, json_string(type));
	return list;
}

int davit_schema_json(const davit_schema *s, unsigned depth, json_t **out,
		      davit_error *err)
{
	error_clear(err);
	if (s == NULL || out == NULL || s->priv == NULL)
		return error_set(err, DAVIT_EINVAL, "no schema");
	*out = schema(s, depth > DEPTH_MAX ? DEPTH_MAX : depth);
	return *out == NULL ? error_nomem(err) : 0;
}

int davit_op_json(const davit_op *op, unsigned depth, json_t **out,
		  davit_error *err)
{
	static const char *const streams[] = {
		NULL, "raw", "frames", "json", "tar"
	};
	char url[512];
	json_t *all;

	error_clear(err);
	if (op == NULL || out == NULL || op->priv == NULL)
		return error_set(err, DAVIT_EINVAL, "no operation");
	if (depth > DEPTH_MAX)
		depth = DEPTH_MAX;
	davit_op_doc_url(op, url, sizeof(url));
	all = json_pack("{s:s, s:o, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, "
			"s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
			"name", op->name, "role", text_or_null(op->role),
			"engine", op->engine,
			"version", op->version, "category", op->category,
			"method", op->method, "path", op->path,
			"summary", op->summary,
			"since", text_or_null(op->since),
			"until", text_or_null(op->until), "doc", url,
			"stream", text_or_null(streams[op->stream]),
			"upgrade", text_or_null(op->upgrade),
			"consumes", media(op, DAVIT_CONSUMES),
			"produces", media(op, DAVIT_PRODUCES),
			"parameters", params(op), "body", body(op, depth),
			"responses", responses(op, depth));
	if (all == NULL)
		return error_nomem(err);
	*out = all;
	return 0;
}
