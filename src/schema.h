/* SPDX-License-Identifier: MIT */
/*
 * A JSON value against a schema of the tables.  Reports every problem with
 * its place; knows nothing of operations.
 */
#ifndef SCHEMA_H
#define SCHEMA_H

#include "problems.h"
#include "table.h"

#define SCHEMA_DEPTH 64		/* arrays and objects within each other */

struct schema_check {
	const struct table *table;
	uint8_t epoch;
	const char *version;	/* for hints: "v1.41" */
	const char *owner;	/* whose body: the operation's name */
	struct problems *problems;
};

/* What kind of value it is: "an object". */
const char *schema_kind(const json_t *value);

/* `value` against `node`; its place is "body". */
void schema_check(const struct schema_check *c, uint16_t node,
		  const json_t *value);

#endif
