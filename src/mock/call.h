/* SPDX-License-Identifier: MIT */
/*
 * A request understood: which operation, with what.
 */
#ifndef MOCK_CALL_H
#define MOCK_CALL_H

#include "davit.h"

#include <stdbool.h>

struct call {
	davit_op op;		/* its role says what behaves */
	json_t *params;		/* {"id": "web", "all": true, "filters":
				   {"label": ["a"]}}: typed, decoded; "path:"
				   and "query:" before names that stand in
				   both */
	json_t *headers;	/* {"lower-case-name": "value"} */
	json_t *body;		/* decoded JSON, or NULL */
	const void *data;	/* the body's bytes, borrowed */
	size_t len;
	const char *content_type;	/* borrowed from the headers; or NULL */
	char given[24];		/* version in the path, "v1.41", or "" */
	bool head, upgrade;	/* HEAD; asks for an upgrade */
	json_t *problems;	/* what the check found, [{"where", "text"}];
				   NULL: nothing */
};

void call_init(struct call *c);
void call_done(struct call *c);

#endif
