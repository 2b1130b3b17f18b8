/* SPDX-License-Identifier: MIT */
/*
 * The way of a request through the mock: who knows an answer, and what is
 * told of it afterwards.
 */
#ifndef MOCK_FLOW_H
#define MOCK_FLOW_H

#include "conn.h"
#include "davit-mock.h"
#include "expect.h"
#include "fixtures.h"
#include "match.h"
#include "play.h"
#include "recorder.h"
#include "replay.h"
#include "world.h"

#include <pthread.h>

struct event;

struct flow {
	struct match_opts match;
	struct fixtures *fixtures;	/* or NULL */
	struct recorder *recorder;	/* or NULL, as ... */
	struct replay *replay;	/* ... this */
	struct world *world;
	bool causes;		/* errors of this engine tell them */
	unsigned generation;	/* that the streams know */
	struct players players;
	struct event *changed, *due;
	davit_mock_log_fn *log;
	void *log_ctx;
	bool log_json, stateless;
	long remember;		/* so many; 0 or less: none */
	pthread_mutex_t lock;
	json_t *seen;		/* with the lock; expect, too */
	struct expect *expect;	/* or NULL */
};

/* The rest is set before.  Returns 0 or ENOMEM. */
int flow_init(struct flow *f, struct event_base *base);
void flow_done(struct flow *f);

/* Streams hear of what has changed; the next thing to happen will. */
void flow_look(struct flow *f);

/* As server_opts has them; the context is the flow. */
void flow_request(struct conn *c, const struct request_in *r, void *ctx);
void flow_refused(struct conn *c, int status, const char *why, void *ctx);

#endif
