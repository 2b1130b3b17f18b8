/* SPDX-License-Identifier: MIT */
/* See about.h. */
#include "config.h"

#include "about.h"

#include "dialect.h"
#include "error.h"

#include <string.h>

static bool has_role(const davit_op *op, const char *role)
{
	return op->role != NULL && strcmp(op->role, role) == 0;
}

bool about_is_ping(const davit_op *op)
{
	return has_role(op, "ping") || has_role(op, "ping-head");
}

int about_answer(const struct match_opts *o, const struct call *call,
		 struct answer *out, davit_error *err)
{
	struct dialect_facts facts;
	json_t *json;
	int r;

	if (about_is_ping(&call->op)) {
		r = answer_bytes(out, 200, "text/plain; charset=utf-8", "OK",
				 call->head ? 0 : 2);
		return r < 0 ? error_nomem(err) : 1;
	}
	if (!has_role(&call->op, "version") &&
	    !has_role(&call->op, "compat-version") &&
	    !has_role(&call->op, "libpod-version"))
		return 0;
	r = dialect_facts(o->engine, o->newest, o->oldest, &facts, err);
	if (r < 0)
		return r;
	json = dialect_about(&facts);
	if (json == NULL)
		return error_nomem(err);
	answer_json(out, 200, json);
	return 1;
}

int about_sign(const struct match_opts *o, const struct call *call,
	       struct answer *out, davit_error *err)
{
	unsigned when = DIALECT_ALWAYS | DIALECT_HANDLED;
	struct dialect_facts facts;
	int r;

	r = dialect_facts(o->engine, o->newest, o->oldest, &facts, err);
	if (r < 0)
		return r;
	if (about_is_ping(&call->op))
		when |= DIALECT_PING;
	r = dialect_headers(&facts, when, json_string_value(json_object_get(
		call->headers, "x-reference-id")), out);
	return r < 0 ? error_nomem(err) : 0;
}
