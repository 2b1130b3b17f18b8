/* SPDX-License-Identifier: MIT */
/* See plan.h. */
#include "config.h"

#include "plan.h"

#include "decode.h"
#include "error.h"
#include "uri.h"
#include "util.h"

#include <string.h>
#include <strings.h>

#define HIDDEN "(hidden)"
#define SECRETS_DEPTH 8

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
	const struct tab_param *p;
	unsigned matches;

	p = lookup_param_name(op, json_string_value(name), TAB_QUERY,
			      &matches);
	return p != NULL && p->flags & TAB_SECRET;
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

/* A copy with the members hidden that hold secrets, a few levels deep. */
static json_t *masked(const json_t *value, unsigned depth)
{
	static const char *const secrets[] = {
		"password", "identitytoken", "registrytoken", "UnlockKey",
		"JoinToken"
	};
	json_t *copy = json_copy((json_t *)value), *member;
	const char *name;
	void *next;
	size_t i;

	if (depth == 0 || !json_is_object(value))
		return copy;
	json_object_foreach_safe(copy, next, name, member) {
		for (i = 0; i < UTIL_COUNT(secrets); i++)
			if (strcasecmp(name, secrets[i]) == 0)
				break;
		json_object_set_new(copy, name, i < UTIL_COUNT(secrets) ?
				    json_string(HIDDEN) :
				    masked(member, depth - 1));
	}
	return copy;
}

static json_t *plan_body(const struct request *r, const davit_body *body,
			 unsigned flags)
{
	json_t *value = NULL, *copy;

	switch (r->source) {
	case REQUEST_NONE:
		return json_null();
	case REQUEST_MEM:
		if (body->kind == DAVIT_BODY_JSON)
			value = json_incref(body->json);
		else
			decode_json(r->data, r->len, &value, NULL, NULL);
		if (flags & DAVIT_SHOW_SECRETS && value != NULL)
			return value;
		copy = masked(value, SECRETS_DEPTH);
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

int plan_json(const struct request *r, const struct op *op,
	      const davit_body *body, unsigned flags, json_t **out,
	      davit_error *err)
{
	json_t *path = json_stringn(r->target.data, r->path_len);
	json_t *plan;

	plan = json_pack("{s:s, s:o, s:o, s:o, s:o}", "method", r->method,
			 "path", path, "query", plan_query(r, op, flags),
			 "headers", plan_headers(r, flags),
			 "body", plan_body(r, body, flags));
	if (plan == NULL)
		return error_nomem(err);
	*out = plan;
	return 0;
}
