/* SPDX-License-Identifier: MIT */
/*
 * Version names: "v1.41", "v5.4.2", "v6.0.0-rc1".
 */
#ifndef VERSION_H
#define VERSION_H

#include <stdbool.h>

bool version_valid(const char *text);
/* < 0, 0, > 0; both must be valid.  A candidate stands before its release. */
int version_compare(const char *a, const char *b);
/* The version a file is named after: its base name without the ending (in
 * KEEP).  Fails when that is none. */
const char *version_of_file(const char *path);

#endif
