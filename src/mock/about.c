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

/* Those that are known, else those worked out into `room`. */
static int facts_of(const struct match_opts *o, struct dialect_facts *room,
		    const struct dialect_facts **out, davit_error *err)
{
	*out = o->facts != NULL ? o->facts : room;
	return o->facts != NULL ? 0 : dialect_facts(o->engine, o->newest,
						    o->oldest, room, err);
}

int about_answer(const struct match_opts *o, const struct call *call,
		 struct answer *out, davit_error *err)
{
	const struct dialect_facts *facts;
	struct dialect_facts room;
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
	r = facts_of(o, &room, &facts, err);
	if (r < 0)
		return r;
	json = dialect_about(facts);
	if (json == NULL)
		return error_nomem(err);
	answer_json(out, 200, json);
	return 1;
}

int about_sign(const struct match_opts *o, const struct call *call,
	       struct answer *out, davit_error *err)
{
	unsigned when = DIALECT_ALWAYS | DIALECT_HANDLED;
	const struct dialect_facts *facts;
	struct dialect_facts room;
	int r;

	r = facts_of(o, &room, &facts, err);
	if (r < 0)
		return r;
	if (about_is_ping(&call->op))
		when |= DIALECT_PING;
	r = dialect_headers(facts, when, json_string_value(json_object_get(
		call->headers, "x-reference-id")), out);
	return r < 0 ? error_nomem(err) : 0;
}
