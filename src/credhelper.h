/* SPDX-License-Identifier: MIT */
/*
 * Programs that keep credentials for others: docker-credential-NAME.  They
 * are asked by a verb and what they read, and answer in JSON.
 */
#ifndef CREDHELPER_H
#define CREDHELPER_H

#include "davit.h"

#include <stdbool.h>

#define CREDHELPER_MS 30000	/* may be waiting for somebody to unlock it */

struct credhelper {
	const char *name;	/* "pass" means docker-credential-pass */
	const char *file;	/* where it is named, for messages */
	long timeout_ms;
	bool (*cancelled)(void *ctx);	/* NULL: never */
	void *ctx;
};

/*
 * Asks for the credentials of a server, as it is written in the file.
 * *out is NULL where the program has none.
 * Errors: EINVAL (no such program, or one that fails, is too slow or says
 * what it should not; the text has its name, the file and its own words),
 * ECANCELED, ECONN (the system runs no program), ENOMEM.
 * Returns new; authconf_wipe().
 */
int credhelper_get(const struct credhelper *h, const char *server,
		   json_t **out, davit_error *err);

/* Asks for which servers it has credentials: {server: user}.  Errors as
 * above.  Returns new. */
int credhelper_list(const struct credhelper *h, json_t **out,
		    davit_error *err);

#endif
