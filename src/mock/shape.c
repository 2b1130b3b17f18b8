/* SPDX-License-Identifier: MIT */
/* See shape.h. */
#include "config.h"

#include "shape.h"

#include "error.h"

json_t *shape_value(const davit_schema *s, unsigned seed)
{
	(void)seed;
	return s->types & DAVIT_TYPE_OBJECT ? json_object() : json_null();
}

int shape_answer(const struct call *call, struct answer *out,
		 davit_error *err)
{
	davit_response r;
	size_t i;

	for (i = 0; i < call->op.nresponses; i++) {
		if (davit_op_response(&call->op, i, &r) < 0 ||
		    r.status < 200 || r.status > 299)
			continue;
		out->status = r.status;
		if (!r.has_schema)
			return 0;
		out->json = shape_value(&r.schema, 0);
		return out->json == NULL ? error_nomem(err) : 0;
	}
	return 0;
}
