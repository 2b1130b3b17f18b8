/* SPDX-License-Identifier: MIT */
/*
 * Where the engine listens: from what the caller, the environment, files of
 * configuration and the engine's defaults say.  endpoint.c knows the forms
 * of a URI, choose.c the order in which places are looked at.  Nobody is
 * asked and nothing is opened but files.
 */
#ifndef ENDPOINT_H
#define ENDPOINT_H

#include "davit.h"
#include "table.h"

#include <stdbool.h>

struct endpoint {
	char *uri;		/* as given: "unix:///run/docker.sock" */
	char *source;		/* "given", "environment DOCKER_HOST",
				   "context NAME (FILE)", "connection NAME
				   (FILE)", "default socket" */
	char *socket;		/* path of a unix socket here, or NULL */
	char *origin;		/* "http://localhost", "https://host:2376" */
	char *prefix;		/* before every path, "" for none */
	bool tls;
	char *ssh_host;		/* NULL: not by ssh */
	char *ssh_user, *ssh_identity;	/* NULL: as ssh likes */
	char *ssh_socket;	/* on the far side; NULL: its default */
	int ssh_port;		/* 0: as ssh likes */
	bool ssh_any_key;	/* of the host: it has no lasting one */
	int fd;			/* connected already, borrowed; -1: none */
	char *tls_ca, *tls_cert, *tls_key; /* files; NULL: not told */
	bool tls_insecure;
	char *context;		/* name of a context or connection, or NULL */
	char *proxy;		/* for TCP, as the engine's own variable says;
				   may hold a password; NULL: not told */
};

struct endpoint_wish {		/* what the caller says; borrowed */
	const char *given;	/* a URI, or NULL */
	const char *context;	/* a name, or NULL; not both */
	bool tls;		/* has certificates: tcp:// means TLS */
	bool ca;		/* one of them is of an authority */
};

/*
 * Decides.  *t NULL: any engine; the rule that wins decides which, and *t is
 * set to it.  Every rule looked at is told to `trail` (NULL: nobody), also
 * where the end is an error.  Errors: EINVAL, ENOMEM.
 */
int endpoint_choose(const struct table **t, const struct endpoint_wish *wish,
		    json_t *trail, struct endpoint *out, davit_error *err);

/*
 * Reads a URI into `out`, which must be empty; the caller frees it also after
 * a failure.  `tls`: tcp:// means TLS.  Errors: EINVAL, which names `source`
 * and no password; ENOMEM.
 */
int endpoint_parse(const char *uri, const char *source, bool tls,
		   struct endpoint *out, davit_error *err);

/* Prints a URI for people: what may be a password in it is left out. */
void endpoint_show(const char *uri, char *out, size_t size);

/* Nothing in it yet. */
void endpoint_init(struct endpoint *e);

void endpoint_done(struct endpoint *e);

#endif
