/* SPDX-License-Identifier: MIT */
/*
 * Texts of a path, a query or a header as typed values: the way back from
 * what the library's encode and request write.  Pure.
 */
#ifndef MOCK_ARGVALUE_H
#define MOCK_ARGVALUE_H

#include "davit.h"

#include <stdbool.h>

enum argvalue_status {
	ARGVALUE_GOOD,
	ARGVALUE_ODD,		/* an engine takes it, but it isn't right */
	ARGVALUE_BAD		/* an engine refuses it */
};

struct argvalue {
	const davit_param *param;
	bool strict;		/* booleans and credentials as libpod reads
				   them; else as Docker does */
	const char *wanted;	/* set unless GOOD: "an integer" */
	bool nomem;
};

/*
 * `texts` is an array of strings, one for each time the name was given.
 * *out is new, NULL where the engine takes the text for "not given".
 * Returns an argvalue_status.
 */
int argvalue_read(struct argvalue *a, const json_t *texts, json_t **out);

#endif
