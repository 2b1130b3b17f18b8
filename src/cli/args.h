/* SPDX-License-Identifier: MIT */
/*
 * NAME=VALUE and NAME:=JSON words made into the parameters of an operation.
 * A value is converted by the declared type of its parameter; names nobody
 * knows are passed on, for the library to report.
 */
#ifndef CLI_ARGS_H
#define CLI_ARGS_H

#include "davit.h"
#include "problem.h"

#include <stddef.h>

/*
 * Adds the words to `params`, an object.  What cannot be converted is added
 * to the problems, and to the parameters as a string.
 */
void args_add(json_t *params, const davit_op *op, const char *const *words,
	      size_t n, struct problems *problems);

/*
 * Parses the text of --params.  Returns 0 and a new object, or says what is
 * wrong and returns the exit status.
 */
int args_params(const char *text, size_t len, json_t **out);

#endif
