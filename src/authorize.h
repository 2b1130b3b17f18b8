/* SPDX-License-Identifier: MIT */
/*
 * The credentials of a call: which parameters take them and were not given,
 * for which image, and what to say if the engine refuses all the same.
 */
#ifndef AUTHORIZE_H
#define AUTHORIZE_H

#include "client.h"
#include "validate.h"

#define AUTHORIZE_MAX 4		/* such parameters of an operation */

struct authorize {
	json_t *held[AUTHORIZE_MAX];	/* what `bound` borrows */
	unsigned n;
	char note[256];		/* where they were looked for, or "" */
};

void authorize_init(struct authorize *a);

/*
 * Looks for the credentials of an operation that takes some, and puts them
 * into `bound`, which was found good.  What the caller gave, also as a
 * header, stays.  Reads no file where there is nothing to look for.
 * Errors: EINVAL (a broken file or helper), ECANCELED, ECONN, ENOMEM.
 */
int authorize_call(davit_client *c, const struct op *op, struct bound *bound,
		   const davit_body *body, const davit_call_opts *opts,
		   unsigned flags, struct authorize *a, davit_error *err);

/* Wipes what was found; `bound` must not be used any more.  The note
 * stays. */
void authorize_wipe(struct authorize *a);

/* Adds the note to a refusal for want of credentials. */
void authorize_hint(const char *note, davit_error *err);

#endif
