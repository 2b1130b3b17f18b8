/* SPDX-License-Identifier: MIT */
/*
 * What was found in the tables, in the terms of the public interface.
 */
#ifndef INTROSPECT_H
#define INTROSPECT_H

#include "lookup.h"

void introspect_op(const struct op *op, davit_op *out);

/* "integer", "string or array", ... for a set of enum tab_type */
const char *introspect_type(unsigned types);

/* Has it items that are described?  Not what may be an object, too. */
bool introspect_items(const struct tab_node *n);

void introspect_schema(const struct table *t, uint16_t node, uint8_t epoch,
		       davit_schema *out);

#endif
