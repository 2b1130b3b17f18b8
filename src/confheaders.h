/* SPDX-License-Identifier: MIT */
/*
 * Headers that the docker command adds to every request, because its user's
 * configuration says so: HttpHeaders of config.json, or in their place
 * DOCKER_CUSTOM_HEADERS.
 */
#ifndef CONFHEADERS_H
#define CONFHEADERS_H

#include "davit.h"

/*
 * Gives "Name: value" lines, NULL-terminated, NULL if there are none.
 * `exposed` is told the name of a file with such headers that others can
 * read.  Errors: EAGAIN (the file can't be read, or is broken: whether it has
 * any is not known), EINVAL (a header is none; file or variable are named),
 * ENOMEM.  Returns new; confheaders_free().
 */
int confheaders_load(void (*exposed)(const char *file, void *ctx), void *ctx,
		     char ***out, davit_error *err);

/* Wipes and frees a list of lines. */
void confheaders_free(char **lines);

#endif
