/* SPDX-License-Identifier: MIT */
/*
 * Path, query and headers of a request as the typed parameters of its
 * operation.
 */
#ifndef MOCK_ARGS_H
#define MOCK_ARGS_H

#include "buf.h"
#include "davit.h"
#include "dialect.h"

struct args_in {
	const davit_found *found;	/* of the path alone */
	const char *query;
	size_t nquery;
	json_t *headers;		/* {"lower-case-name": ["text", ...]} */
	const struct dialect *dialect;
};

/*
 * Appends {"where", "text"} to `problems` for what an engine takes though it
 * isn't right; `refusal` gets what it refuses.  Unknown names of the query
 * are passed on.  *params is new, also when something was refused.  Returns
 * 0, 1: refused.  Errors: ENOMEM.
 */
int args_read(const struct args_in *in, json_t **params, json_t *problems,
	      struct buf *refusal);

/* Text that need not be UTF-8 as a string; returns new. */
json_t *args_text(const char *text, size_t len);

#endif
