/* SPDX-License-Identifier: MIT */
/*
 * Where the engine listens: from what the caller, the environment and the
 * engine's defaults say.  Pure but for looking whether a socket exists.
 */
#ifndef ENDPOINT_H
#define ENDPOINT_H

#include "davit.h"
#include "table.h"

#include <stdbool.h>

struct endpoint {
	char *uri;		/* as given: "unix:///run/docker.sock" */
	char *source;		/* "given", "environment DOCKER_HOST", ... */
	char *socket;		/* path of a unix socket; NULL: TCP */
	char *origin;		/* "http://localhost", "https://host:2376" */
	char *prefix;		/* before every path, "" for none */
	bool tls;
};

/* `given` NULL: environment, then the first default socket that exists,
 * then the first default.  `tls`: the caller gave certificates, so tcp://
 * means TLS.  Errors: EINVAL, ENOMEM. */
int endpoint_choose(const struct table *t, const char *given, bool tls,
		    struct endpoint *out, davit_error *err);

void endpoint_done(struct endpoint *e);

#endif
