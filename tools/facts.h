/* SPDX-License-Identifier: MIT */
/*
 * Readers of single facts: types, enums, limits, default values.
 */
#ifndef FACTS_H
#define FACTS_H

#include "intern.h"
#include "yamldoc.h"

#define ENUMS_MAX 255

/* A set of tab_type; 0 when type is NULL. */
uint32_t facts_types(const char *file, const struct ynode *type);
/* A list of strings; 0 when there is none, or one of objects.  *null is set
 * where null is among the values. */
uint32_t facts_enums(const char *file, struct ynode *list, bool *null);
uint32_t facts_limits(const char *file, struct ynode *schema);
/* What "object" without members means: anything goes. */
uint32_t facts_any_object(void);
/* A value as JSON text; strings unless `types` allows something else. */
const char *facts_json(const char *file, const struct ynode *value,
			uint32_t types);

#endif
