/* SPDX-License-Identifier: MIT */
/*
 * Answers made of nothing but the tables: values that satisfy a schema.
 */
#ifndef MOCK_SHAPE_H
#define MOCK_SHAPE_H

#include "answer.h"
#include "call.h"

/* The same schema and seed give the same value.  Returns new, NULL without
 * memory. */
json_t *shape_value(const davit_schema *s, unsigned seed);

/*
 * The declared success of any operation: status, body, stream, frames,
 * archive or take-over.  `out` is initialised before.  Returns 0.  Errors:
 * ENOMEM.
 */
int shape_answer(const struct call *call, struct answer *out,
		 davit_error *err);

#endif
