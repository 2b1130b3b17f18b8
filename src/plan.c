/* SPDX-License-Identifier: MIT */
/* See plan.h. */
#include "config.h"

#include "plan.h"

#include "decode.h"
#include "error.h"
#include "secretname.h"
#include "uri.h"
#include "util.h"

#include <string.h>
#include <strings.h>

#define HIDDEN SECRETNAME_HIDDEN
#define DEPTH 32		/* of a body that is looked into */

static json_t *decoded(const char *text, size_t len)
{
	struct buf out = BUF_INIT(REQUEST_TARGET_MAX);
	json_t *value;

	uri_decode(&out, text, len);
	value = buf_status(&out) < 0 ? NULL : json_stringn(buf_text(&out),
							   out.len);
	buf_done(&out);
	return value;
}

static bool is_secret(const struct op *op, json_t *name)
{
	const char *text = json_string_value(name);
	const struct tab_param *p;
	unsigned matches;

	if (text == NULL)
		return true;
	/* Of what the tables know the name tells nothing. */
	p = lookup_param_name(op, text, TAB_QUERY, &matches);
	return p != NULL ? p->flags & TAB_SECRET :
	       secretname_is(text, strlen(text));
}

static json_t *plan_query(const struct request *r, const struct op *op,
			  unsigned flags)
{
	const char *p = r->target.data + r->path_len, *equals;
	json_t *all = json_array(), *name, *value;
	size_t len, n;

	while (*p != '\0') {
		len = strcspn(++p, "&");
		equals = memchr(p, '=', len);
		n = equals == NULL ? len : (size_t)(equals - p);
		name = decoded(p, n);
		if (!(flags & DAVIT_SHOW_SECRETS) && is_secret(op, name))
			value = json_string(HIDDEN);
		else
			value = decoded(p + n + (equals != NULL),
					len - n - (equals != NULL));
		if (json_array_append_new(all, json_pack("[o, o]", name,
							 value)) < 0)
			goto fail;
		p += len;
	}
	return all;
fail:
	json_decref(all);
	return NULL;
}

static json_t *plan_headers(const struct request *r, unsigned flags)
{
	json_t *all = json_object();
	const char *line = NULL, *value;
	bool secret;

	while ((line = request_next_header(r, line, &secret)) != NULL) {
		value = strchr(line, ':') + 2;
		if (secret && !(flags & DAVIT_SHOW_SECRETS))
			value = HIDDEN;
		if (json_object_setn_new(all, line, strcspn(line, ":"),
					 json_string(value)) < 0) {
			json_decref(all);
			return NULL;
		}
	}
	return all;
}

static json_t *masked(const json_t *value, unsigned depth);

/* "NAME=value" is how variables are written in lists. */
static json_t *masked_text(const json_t *value)
{
	const char *text = json_string_value(value);
	size_t len = secretname_pair(text);

	return len == 0 ? json_copy((json_t *)value) :
	       json_sprintf("%.*s" HIDDEN, (int)len, text);
}

/* Under a name that tells of a secret: all of a list, too. */
static json_t *masked_secret(const json_t *value, unsigned depth)
{
	json_t *copy, *element;
	size_t i;

	if (json_is_string(value) || json_is_number(value))
		return json_string(HIDDEN);
	if (!json_is_array(value) || depth == 0)
		return masked(value, depth);
	copy = json_array();
	json_array_foreach(value, i, element)
		json_array_append_new(copy, masked_secret(element, depth - 1));
	return copy;
}

static json_t *masked_members(const json_t *value, unsigned depth)
{
	json_t *copy = json_object(), *member;
	const char *name;

	json_object_foreach((json_t *)value, name, member)
		json_object_set_new(copy, name,
			secretname_is(name, strlen(name)) ?
			masked_secret(member, depth - 1) :
			masked(member, depth - 1));
	return copy;
}

/* A copy with everything hidden whose name tells that it is secret. */
static json_t *masked(const json_t *value, unsigned depth)
{
	json_t *copy, *element;
	size_t i;

	if (json_is_string(value))
		return masked_text(value);
	if (!json_is_array(value) && !json_is_object(value))
		return json_copy((json_t *)value);
	if (depth == 0)
		return json_string(HIDDEN);
	if (json_is_object(value))
		return masked_members(value, depth);
	copy = json_array();
	json_array_foreach(value, i, element)
		json_array_append_new(copy, masked(element, depth - 1));
	return copy;
}

static json_t *plan_body(const struct request *r, const davit_body *body,
			 unsigned flags)
{
	bool show = flags & DAVIT_SHOW_SECRETS;
	json_t *value = NULL, *copy;

	switch (r->source) {
	case REQUEST_NONE:
		return json_null();
	case REQUEST_MEM:
		if (r->secret_body && !show)
			return json_string(HIDDEN);
		if (body->kind == DAVIT_BODY_JSON)
			value = json_incref(body->json);
		else
			decode_json(r->data, r->len, &value, NULL, NULL);
		if (show && value != NULL)
			return value;
		copy = value == NULL ? NULL : masked(value, DEPTH);
		json_decref(value);
		if (copy != NULL)
			return copy;
		return json_sprintf("(%zu bytes)", r->len);
	case REQUEST_FD:
		return json_string("(read from a descriptor)");
	default:
		return json_string("(read from a function)");
	}
}

/* As it would be sent, but for what nobody is to see. */
static json_t *plan_target(const struct request *r, unsigned flags)
{
	struct buf shown = BUF_INIT(REQUEST_TARGET_MAX * 2);
	json_t *text;

	if (flags & DAVIT_SHOW_SECRETS)
		return json_stringn(r->target.data, r->target.len);
	text = secretname_target(&shown, r->target.data) < 0 ? NULL :
	       json_stringn(shown.data, shown.len);
	buf_done(&shown);
	return text;
}

int plan_json(const struct request *r, const struct op *op,
	      const davit_body *body, unsigned flags, json_t **out,
	      davit_error *err)
{
	json_t *path = op == NULL ? plan_target(r, flags) :
		       json_stringn(r->target.data, r->path_len);
	json_t *plan;

	plan = json_pack("{s:s, s:o, s:o, s:o, s:o}", "method", r->method,
			 "path", path, "query", op == NULL ? json_array() :
			 plan_query(r, op, flags),
			 "headers", plan_headers(r, flags),
			 "body", plan_body(r, body, flags));
	if (plan == NULL)
		return error_nomem(err);
	*out = plan;
	return 0;
}
