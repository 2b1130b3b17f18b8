/* SPDX-License-Identifier: MIT */
/* See match.h. */
#include "config.h"

#include "match.h"

#include "error.h"

#include <stdlib.h>
#include <string.h>

static int take_args(struct call *call, const davit_found *found,
		     davit_error *err)
{
	size_t i;

	call->params = json_object();
	for (i = 0; i < found->nargs; i++)
		if (json_object_set_new(call->params, found->args[i].name,
					json_stringn(found->args[i].value,
						     found->args[i].len)) < 0)
			return error_nomem(err);
	return call->params == NULL ? error_nomem(err) : 0;
}

int match_request(const struct match_opts *o, const struct request_in *r,
		  struct call *call, struct answer *out, davit_error *err)
{
	davit_found *found = malloc(sizeof(*found));
	char *values = malloc(r->target_len + 1);
	davit_error why;
	int status = 1;

	if (found == NULL || values == NULL) {
		status = error_nomem(err);
	} else if (davit_which(o->engine, o->newest, r->method, r->target,
			       r->target_len, found, values,
			       r->target_len + 1, &why) < 0) {
		answer_error(out, 404, "page not found");
	} else {
		call->op = found->op;
		call->data = r->body;
		call->len = r->body_len;
		call->head = strcmp(r->method, "HEAD") == 0;
		call->upgrade = r->upgrade;
		status = take_args(call, found, err);
	}
	free(values);
	free(found);
	return status;
}
