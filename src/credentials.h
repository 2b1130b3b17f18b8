/* SPDX-License-Identifier: MIT */
/*
 * The credentials that the user's other tools have stored: in which files
 * they are, which of them counts, and which program is to be asked.  Knows
 * nothing of operations and clients.
 */
#ifndef CREDENTIALS_H
#define CREDENTIALS_H

#include "buf.h"
#include "davit.h"
#include "table.h"

#include <stdbool.h>

struct credentials {
	enum tab_config family;
	/* A file with secrets that others may read; NULL: nobody is told. */
	void (*exposed)(const char *file, void *ctx);
	/* What went wrong with one of all; NULL: nobody is told. */
	void (*skipped)(const davit_error *why, void *ctx);
	bool (*cancelled)(void *ctx);	/* NULL: never */
	void *ctx;
	json_t *trail;			/* see trail.h; NULL: none */
};

struct credentials_found {
	json_t *auth;		/* NULL: none; see authconf_entry() */
	struct buf server;	/* "quay.io", AUTHCONF_HUB; "": no registry */
	struct buf source;	/* where `auth` is from */
	struct buf looked;	/* where else they were looked for */
};

/*
 * Finds the credentials for an image reference.  None is no error.
 * Errors: EINVAL (a file, a variable or a program is broken; the text names
 * it), ECANCELED, ECONN, ENOMEM.
 */
int credentials_find(const struct credentials *c, const char *reference,
		     struct credentials_found *out, davit_error *err);
void credentials_done(struct credentials_found *f);

/* All there are, {server: credentials}; of one server, those that
 * credentials_find() would find.  A program that fails is skipped.
 * Errors: as above.  Returns new; authconf_wipe(). */
int credentials_all(const struct credentials *c, json_t **out,
		    davit_error *err);

#endif
