/* SPDX-License-Identifier: MIT */
/*
 * Which calls are meant: an operation, some of its parameters, part of its
 * body.
 */
#ifndef MOCK_PATTERN_H
#define MOCK_PATTERN_H

#include "call.h"
#include "doc.h"

struct pattern {
	char *given;		/* name as written */
	char *op;		/* what it is called in `version`; or a glob */
	const char *engine, *version;	/* borrowed, for ever */
	bool glob;
	json_t *params, *body;	/* NULL: any */
};

/*
 * Reads the members "op", "params" and "body" of a map; what stands beside
 * them isn't looked at.  The names are looked up in the version.
 * pattern_done() is due after a failure, too.  Errors: EINVAL, ENOMEM.
 */
int pattern_read(const struct doc_at *at, const char *engine,
		 const char *version, struct pattern *out, davit_error *err);
void pattern_done(struct pattern *p);

/* Is it that operation, in whatever version? */
bool pattern_is_op(const struct pattern *p, const davit_op *op);

/* ... with all that was asked for? */
bool pattern_fits(const struct pattern *p, const struct call *call);

/*
 * Appends a line for each parameter and each part of the body that differs,
 * "  params.id: expected "web", was "db"", and returns how many there are.
 */
size_t pattern_differs(const struct pattern *p, const struct call *call,
		       struct buf *out);

/*
 * Is `wanted` part of `value`?  Members of maps have to be there, lists have
 * to be as long, null wants nothing to be there; in text a * stands for
 * anything, \* for itself; text and numbers that read the same are the same.
 */
bool pattern_holds(const json_t *wanted, const json_t *value);

#endif
