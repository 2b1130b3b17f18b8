/* SPDX-License-Identifier: MIT */
/*
 * Asking a world without a server: calls by role, with a clock of one's own.
 */
#ifndef MOCK_WORLDASK_H
#define MOCK_WORLDASK_H

#include "unit.h"
#include "world.h"

struct asker {
	struct world *world;
	const char *engine, *version;
	int64_t now;
	struct answer answer;	/* the last one */
	struct buf text;	/* what streamed so far */
	bool ended;
	const void *data;	/* body of the next one */
	size_t len;
};

void asker_init(struct asker *s, const char *engine, const char *version,
		const char *fixtures);
void asker_done(struct asker *s);

/*
 * Asks, and fails the test unless the status is as wanted (0: any refusal) and
 * a JSON answer is what the schema says.  `params` and `body` are JSON text or
 * NULL.  Returns borrowed: the answer's JSON, NULL if it has none.
 */
json_t *ask(struct asker *s, const char *role, const char *params,
	    const char *body, int status);

/* Takes from the stream what is due up to `ms` from now; the text so far. */
const char *drain(struct asker *s, int64_t ms);

/* The same of a stream that was asked for before, put aside by the test. */
void put_aside(struct asker *s, struct answer *out);
void take_back(struct asker *s, struct answer *from);

/* Frames as text: "1:out 2:err ". */
const char *frames(struct asker *s);

/* The value at a path "State.Running", elements by number. */
json_t *at(json_t *json, const char *path);
const char *text_at(json_t *json, const char *path);

#endif
