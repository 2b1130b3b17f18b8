/* SPDX-License-Identifier: MIT */
/*
 * A Swagger document → the same facts in canonical form, without prose.
 */
#ifndef IMPORT_H
#define IMPORT_H

#include <stddef.h>

/* The text (in KEEP) of the document in `file`; `version` is what it will
 * say of itself. */
const char *import_file(const char *file, const char *version, size_t *len);

#endif
