/* SPDX-License-Identifier: MIT */
/*
 * An endpoint with a name, from a file of configuration: Docker calls it a
 * context, Podman a connection.
 */
#ifndef CONTEXT_H
#define CONTEXT_H

#include "davit.h"

#include <stdbool.h>

struct context {		/* all new; NULL: not told */
	char *name, *file;	/* the file that tells of it */
	char *uri;		/* "": the default */
	char *identity;		/* file with a key for ssh */
	char *ca, *cert, *key;
	bool tls;		/* tcp:// means TLS */
	bool insecure;
	bool machine;		/* a virtual one that Podman made itself */
};

void context_done(struct context *x);

/* Adds a name to `known`, unless it is there, or none that could be shown:
 * then it returns false. */
bool context_known(json_t *known, const char *name);

/*
 * Says that there is no such name: EINVAL, with those there are in `known`,
 * an array of strings, and the nearest of them.  `kind` is "context" or the
 * like, `source` where the name stands, `broken` a message about a file that
 * might have had it, or "".
 */
int context_unknown(const char *kind, const char *name, const char *source,
		    json_t *known, const char *broken, davit_error *err);

#endif
