/* SPDX-License-Identifier: MIT */
/*
 * Whether a value fits a parameter: its type, its range, its choices, and
 * what its place in a request forbids.  Reports every problem.
 */
#ifndef PARAMVALUE_H
#define PARAMVALUE_H

#include "lookup.h"
#include "problems.h"

#define PARAMVALUE_WHERE 128

struct paramvalue {
	const struct op *op;
	const struct tab_param *param;
	const char *name;		/* as the user wrote it */
	char where[PARAMVALUE_WHERE];	/* "params.name" */
	struct problems *problems;
	struct problems *keys;		/* of filters; NULL: not looked at */
};

/* `where` comes back as it was. */
void paramvalue_check(struct paramvalue *c, json_t *value);

#endif
