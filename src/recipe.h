/* SPDX-License-Identifier: MIT */
/*
 * What the recipes share.  Recipes are made of public calls only and know no
 * operation by name: they speak of roles, other names that the tables give
 * to operations ("@container-start").
 */
#ifndef RECIPE_H
#define RECIPE_H

#include "davit.h"

#include <stdbool.h>

/* A copy of a container's or an exec's configuration that attaches what is
 * to be read and written; NULL: out of memory.  Returns new. */
json_t *recipe_config(json_t *config, bool input);

/* Is there something to feed?  Errors: EINVAL for a body that is no bytes. */
int recipe_has_input(const davit_body *input, davit_error *err);

/* Calls a role that makes something, and gives the parameters that name it:
 * {"id": ...}.  Returns new. */
int recipe_create(davit_client *c, const char *role, json_t *params,
		  json_t *config, json_t **target, davit_error *err);

/* The JSON answer of a role.  Returns new. */
int recipe_ask(davit_client *c, const char *role, json_t *params,
	       json_t **out, davit_error *err);

/* Waits; other streams of the client move on.  Errors: ECANCELED. */
int recipe_sleep(davit_client *c, long ms, davit_error *err);

/* The value at a JSON pointer (RFC 6901); NULL: there is none.  Borrowed. */
json_t *recipe_at(json_t *value, const char *pointer);

/* A talk with a process over a connection that was taken over. */
struct recipe_talk {
	davit_client *client;
	davit_stream *stream;
	const davit_body *input;	/* NULL or of kind NONE: none */
	davit_frame_fn *fn;		/* NULL: what comes is dropped */
	void *ctx;
	/* Asked now and then while nothing comes: 1 the process is over,
	 * 0 it is not. */
	int (*over)(void *over_ctx, davit_error *err);
	void *over_ctx;
};

/* Feeds the input, hands out the output, until its end or that of the
 * process.  Errors: those of streams, ECANCELED. */
int recipe_talk(const struct recipe_talk *talk, davit_error *err);

/* Splits a reference to an image: the length of the name, and what follows:
 * the digest, else the tag, else "latest".  Errors: EINVAL. */
int recipe_reference(const char *reference, size_t *name_len,
		     const char **tag, davit_error *err);

/* ---- events that came already ------------------------------------------- */

#define RECIPE_EVENTS_KEPT 1024

struct recipe_event {
	int64_t time;		/* in nanoseconds */
	uint64_t hash;		/* of what it is about */
	unsigned round;		/* the connection it came over last */
};

/* Zeroed to begin with. */
struct recipe_seen {
	struct recipe_event kept[RECIPE_EVENTS_KEPT];	/* a ring */
	size_t next, count;
	unsigned round;
	int64_t oldest;		/* the first event */
	int64_t newest;		/* of all events */
	int64_t before;		/* newest of the rounds before this one */
	bool unsure;		/* no known event came in this round yet */
};

/* A new connection: what came over earlier ones may come again. */
void recipe_seen_again(struct recipe_seen *seen);

/* True if the event is new, and then kept in mind.  *gap tells whether
 * others may be missing before it. */
bool recipe_seen_new(struct recipe_seen *seen, json_t *event, bool *gap);

#endif
