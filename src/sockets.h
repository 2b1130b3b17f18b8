/* SPDX-License-Identifier: MIT */
/*
 * The sockets at which an engine listens by default: which of them are there.
 */
#ifndef SOCKETS_H
#define SOCKETS_H

#include "table.h"

#include <jansson.h>

enum sockets_found {
	SOCKETS_NONE,			/* nothing, or no socket */
	SOCKETS_LOCKED,			/* not for us */
	SOCKETS_OPEN
};

struct sockets_place {
	const struct table *t;		/* NULL: none so far */
	unsigned i;			/* index into its endpoints */
	enum sockets_found found;
};

/* The i-th one, with the variables in it filled in.  Returns new; NULL where
 * one isn't set, or for lack of memory. */
char *sockets_uri(const struct table *t, unsigned i);

/* Makes `best` one of `t` if that is better: one that is there and open to
 * us, else one that is there, else the first that could be. */
void sockets_better(const struct table *t, struct sockets_place *best);

/* Tells of all, and which of them won. */
void sockets_tell(const struct table *t, const struct sockets_place *won,
		  json_t *trail);

#endif
