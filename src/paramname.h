/* SPDX-License-Identifier: MIT */
/*
 * Which parameter of an operation is meant by a name: "name", "path:name",
 * "query:name", "header:name", a header in any case, and "id" or "name" for
 * the only one in the path.
 */
#ifndef PARAMNAME_H
#define PARAMNAME_H

#include "lookup.h"
#include "problems.h"

/* NULL: none.  *matches > 1: the name is ambiguous. */
const struct tab_param *paramname_find(const struct op *op, const char *name,
				       unsigned *matches);

/* Adds the problem that there is none of the name, with a hint at what was
 * meant. */
void paramname_unknown(const struct op *op, const char *name,
		       const char *where, struct problems *problems);

/* Adds the problem that there are several, with a hint at how to tell. */
void paramname_ambiguous(const struct op *op, const char *name,
			 const char *where, struct problems *problems);

#endif
