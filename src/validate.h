/* SPDX-License-Identifier: MIT */
/*
 * Given parameters and body against what the tables say: which parameter is
 * meant by each name, and whether its value fits.  Reports every problem.
 * Knows nothing of requests.
 */
#ifndef VALIDATE_H
#define VALIDATE_H

#include "lookup.h"
#include "problems.h"

#define BOUND_MAX 255		/* parameters of an operation */

/* The values given, in the order of the operation's parameter list. */
struct bound {
	json_t *value[BOUND_MAX];	/* borrowed; NULL: not given */
};

/* Finds the parameter for each name and checks its value; what `out` holds
 * already stays, or gives way to a value of the same parameter.  Unknown keys
 * of filters are problems where things are removed or DAVIT_STRICT is among
 * the flags, else warnings if `warnings` isn't NULL. */
void validate_bind(const struct op *op, json_t *params, unsigned flags,
		   struct bound *out, struct problems *p,
		   struct problems *warnings);

/* Is everything there that must be? */
void validate_required(const struct op *op, const struct bound *bound,
		       struct problems *p);

/* Both, from nothing. */
void validate_params(const struct op *op, json_t *params, unsigned flags,
		     struct bound *out, struct problems *p,
		     struct problems *warnings);

/* Is this name of `params` bound to a parameter, rather than unlisted? */
bool validate_is_listed(const struct op *op, const char *name);

/* Presence and outermost type; the members, too, if DAVIT_STRICT is among
 * the flags, or as warnings if `warnings` isn't NULL. */
void validate_body(const struct op *op, const davit_body *body,
		   unsigned flags, struct problems *p,
		   struct problems *warnings);

#endif
