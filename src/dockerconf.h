/* SPDX-License-Identifier: MIT */
/*
 * What the docker command's files and variables say of endpoints.
 */
#ifndef DOCKERCONF_H
#define DOCKERCONF_H

#include "context.h"
#include "endpoint.h"

/* The context that config.json calls the current one; *name NULL: none.
 * *file, the path of it, is set wherever it is known.  Errors: EINVAL,
 * ENOMEM.  Both are new. */
int dockerconf_current(char **name, char **file, davit_error *err);

/*
 * Looks for a context by name.  Returns 1, or 0 if there is none.  All names
 * met are added to `known`; `broken`, of this size, gets a message about the
 * first file that could not be read.  Errors: EINVAL, ENOMEM.
 */
int dockerconf_find(const char *name, json_t *known, char *broken,
		    size_t size, struct context *out, davit_error *err);

/* Do the variables ask for TLS? */
bool dockerconf_tls(void);

/*
 * The files that go with it, for an endpoint that speaks TLS; what is there
 * is told to `trail`.  `ca`: the caller has an authority of his own.
 * Errors: EINVAL, ENOMEM.
 */
int dockerconf_tls_files(struct endpoint *e, bool ca, json_t *trail,
			 davit_error *err);

#endif
