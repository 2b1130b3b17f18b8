/* SPDX-License-Identifier: MIT */
/*
 * Answers made of nothing but the tables: values that satisfy a schema.
 */
#ifndef MOCK_SHAPE_H
#define MOCK_SHAPE_H

#include "answer.h"
#include "call.h"

/*
 * Every member, one element of each array, one entry of each map.  The same
 * schema and seed give the same value; seeds differ in numbers, in which of
 * the allowed values is taken and, where there are several, which type.
 * Returns new, NULL without memory.
 */
json_t *shape_value(const davit_schema *s, unsigned seed);

/*
 * The declared success of any operation: status, body, stream, frames,
 * archive or take-over, which echoes what comes.  `out` is initialised
 * before.  Returns 0.  Errors: ENOMEM.
 */
int shape_answer(const struct call *call, struct answer *out,
		 davit_error *err);

#endif
