/* SPDX-License-Identifier: MIT */
/*
 * What was tried to find something out - an endpoint, a certificate, a
 * version - in the order it was tried, as JSON to be shown.
 */
#ifndef TRAIL_H
#define TRAIL_H

#include <jansson.h>

/*
 * Appends {"topic", "rule", "result", "value", "note"} to the array `trail`;
 * NULL: does nothing.  `result`: "won", "unset", "lost" (set, but a rule
 * before it won), "absent" (looked for, not there), "failed".  `value` and
 * `note` may be NULL and are null then.  Nothing secret: it is printed.
 * What memory has no room for is left out.
 */
void trail_add(json_t *trail, const char *topic, const char *rule,
	       const char *result, const char *value, const char *note);

#endif
