/* SPDX-License-Identifier: MIT */
/*
 * The keys of filters against those an engine is known to read.  Knows
 * nothing of their values.
 */
#ifndef FILTERKEYS_H
#define FILTERKEYS_H

#include "lookup.h"
#include "problems.h"

/* Does the operation remove things?  Then a key that the engine does not
 * heed means that too much is removed. */
bool filterkeys_matter(const struct op *op);

/* Reports each unknown key of `filters`, an object given as parameter `name`;
 * nothing where the keys of the parameter are not listed. */
void filterkeys_check(const struct op *op, const struct tab_param *param,
		      const char *name, const char *where, json_t *filters,
		      struct problems *p);

#endif
