/* SPDX-License-Identifier: MIT */
/*
 * YAML, and so JSON, to JSON values, with the line each of them begins at.
 */
#ifndef MOCK_YAMLJSON_H
#define MOCK_YAMLJSON_H

#include "davit.h"

#include <stddef.h>

#define YAMLJSON_DEPTH 64	/* maps and lists within each other */
#define YAMLJSON_VALUES 200000	/* of a document; aliases count in full */

/*
 * Reads one document.  Plain words are what the core schema of YAML 1.2 makes
 * of them; tags, merge keys, doubled keys and numbers beyond 64 bits are
 * refused.  `name` says in errors where the text comes from: "NAME:LINE: ...".
 *
 * *lines mirrors *out: an integer where that is no container, else [line,
 * members], the members a list or a map as there.  Empty text gives NULL for
 * both.  Errors: EINVAL, ENOMEM.  Returns new.
 */
int yamljson_read(const char *name, const char *text, size_t len, json_t **out,
		  json_t **lines, davit_error *err);

#endif
