/* SPDX-License-Identifier: MIT */
/*
 * A small made-up engine, for tests that need a parameter of each kind and
 * must not change when a real engine does.
 */
#ifndef MINI_H
#define MINI_H

#include "lookup.h"

/*
 * "mini", versions v1.0, v1.1, v1.2 (of level 9.9):
 *
 * WidgetList	a query parameter of each type and encoding, two headers
 * WidgetInspect id in the path; size since v1.1, tag up to v1.0
 * WidgetRename	"name" both in path and query
 * WidgetCreate	a JSON object as body, see widget() in mini.c; query name
 * WidgetNote	a JSON array as body, not required
 * WidgetPart	two path parameters, raw body
 * WidgetOld	up to v1.0
 * WidgetPing	without a version in its path
 */
const struct table *mini_table(void);

/* An operation of it; a mistake fails the test. */
void mini_op(const char *version, const char *name, struct op *out);

#endif
