/* SPDX-License-Identifier: MIT */
/*
 * Types and members as people read them: what the pages on operations and on
 * parts of them share.  Asks nobody but the tables.
 */
#ifndef CLI_DESCRIBE_H
#define CLI_DESCRIBE_H

#include "columns.h"
#include "davit.h"

#include <stdbool.h>
#include <stdio.h>

/* Text put together piece by piece. */
struct describe {
	char *s;
	size_t len;
	FILE *to;
};

FILE *describe_start(struct describe *d);

/* Yours to free. */
char *describe_end(struct describe *d);

/* Separates remarks on one thing; `some`: there is one already. */
void describe_next(FILE *to, bool *some);

/* "array of string", "object PortMap", "integer" */
void describe_type(FILE *to, const davit_schema *s);

/* "one of a, b"; nothing where any value goes. */
void describe_enum(FILE *to, const davit_schema *s);

/* Values, range and versions of a member; what is not since `since` (NULL:
 * all) tells it.  Yours to free. */
char *describe_field(const davit_field *f, const char *since);

/* Where members are found. */
struct describe_place {
	const davit_op *op;
	const char *path;	/* as of davit_op_path(): "body.HostConfig" */
	const char *since;	/* what is this old needs no mention */
};

/* A row for each member, of an object or of what an array or a map holds:
 * name, type, remarks; `depth` levels of them. */
void describe_members(struct columns *c, const davit_schema *s,
		      const struct describe_place *at, unsigned depth);

void describe_heading(const char *title);

#endif
