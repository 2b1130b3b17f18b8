/* SPDX-License-Identifier: MIT */
/*
 * What the schemas of answers say, as a tree that is made once, as far as
 * answers go into it.  All functions set *nomem where memory ends.
 */
#ifndef MOCK_FITTING_H
#define MOCK_FITTING_H

#include "davit.h"

#include <stdbool.h>

struct fitting_member;

struct fitting {
	davit_schema schema;
	bool known;			/* members are there */
	struct fitting_member *members;
	size_t nmembers;
	struct fitting *items, *extra;	/* once they were asked for */
};

struct fitting_member {
	const char *name;
	size_t len;
	bool required;
	struct fitting fit;
};

/* Begins as zeros; fittings_done(). */
struct fittings {
	struct fittings_answer *first;
	size_t count;
};

/* The answer of this status; NULL if nothing is said of it.  Valid until the
 * next call. */
struct fitting *fittings_find(struct fittings *all, const davit_op *op,
			      int status, bool *nomem);
void fittings_done(struct fittings *all);

/* All of them, f->nmembers; NULL if there are none. */
struct fitting_member *fitting_members(struct fitting *f, bool *nomem);

/* NULL: they may be anything. */
struct fitting *fitting_items(struct fitting *f, bool *nomem);
struct fitting *fitting_extra(struct fitting *f, bool *nomem);

#endif
