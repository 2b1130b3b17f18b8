/* SPDX-License-Identifier: MIT */
/*
 * What choose.c, which knows the order of the rules, and choose-use.c, which
 * makes an endpoint of what one of them says, share.
 */
#ifndef CHOOSE_H
#define CHOOSE_H

#include "context.h"
#include "endpoint.h"

struct chooser {
	const struct endpoint_wish *wish;
	const struct table *asked;	/* NULL: any engine */
	const struct table *won;	/* NULL: no rule has won yet */
	int failed;			/* what became of it */
	json_t *trail;
	struct endpoint *out;
	davit_error err;
};

/* Uses what a rule said; `source` is for messages.  Errors: EINVAL, ENOMEM,
 * in c->err. */
typedef int choose_use_fn(struct chooser *c, const struct table *t,
			  const char *value, const char *source);

/* A URI; "" and "unix://" are the default socket. */
int choose_use_uri(struct chooser *c, const struct table *t, const char *uri,
		   const char *source, bool tls);

/* A URI, with what the environment says of TLS. */
choose_use_fn choose_use_plain;

/* A URI, with the key for ssh of the environment. */
choose_use_fn choose_use_container_host;

/* Nothing: the engine's default; neither of the last two is looked at. */
choose_use_fn choose_use_default;

/* Names. */
choose_use_fn choose_use_docker_context;
choose_use_fn choose_use_connection;

/* A context or connection that was found; takes strings out of it. */
int choose_use_found(struct chooser *c, const struct table *t,
		     struct context *x, const char *kind);

#endif
