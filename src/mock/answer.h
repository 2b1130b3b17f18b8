/* SPDX-License-Identifier: MIT */
/*
 * What to answer, as data: made by match, fixtures, world and shape, sent by
 * play.
 */
#ifndef MOCK_ANSWER_H
#define MOCK_ANSWER_H

#include "buf.h"
#include "fault.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum answer_kind {
	ANSWER_ONCE,		/* a body that is there as a whole */
	ANSWER_STREAM,		/* a body that comes bit by bit */
	ANSWER_TAKEN		/* the connection is taken over: 101 where the
				   client asks to upgrade, else 200 */
};

#define ANSWER_END 0
#define ANSWER_MORE 1
#define ANSWER_NEVER INT64_MAX

/* Bytes of a body that is there as a whole, at most. */
#define ANSWER_MAX ((size_t)256 << 20)

/*
 * Adds to `out`, which is empty and takes 1 MiB, what is due at `now`, in ms
 * of util_now_ms(), and says in *wake when to ask again: at once where that
 * is not beyond `now`, but not before the client has taken what it got; with
 * ANSWER_NEVER, set beforehand, when the world changes or input came.
 * Returns ANSWER_MORE or ANSWER_END; negative cuts the connection.
 */
typedef int answer_more_fn(void *state, struct buf *out, int64_t now,
			   int64_t *wake);

/* TAKEN only: what the client sent; `end` with the last of it. */
typedef void answer_input_fn(void *state, const void *data, size_t len,
			     bool end);

struct answer {
	int status;
	json_t *headers;	/* {"Name": "value"}, or NULL */
	json_t *json;		/* ONCE: the body as JSON, or ... */
	struct buf bytes;	/* ... as bytes of a media type */
	const char *type;	/* of the bytes, or of a stream; lives as long
				   as the program; NULL: none is told */
	int kind;		/* answer_kind */
	bool causes;		/* errors carry "cause" and "response" */
	answer_more_fn *more;
	answer_input_fn *input;	/* NULL: nobody listens */
	void (*done)(void *state);	/* frees the state; NULL: nothing to */
	void *state;
	struct fault *fault;	/* NULL: none; owned */
};

/* Empty: 200 without a body. */
void answer_init(struct answer *a);
void answer_done(struct answer *a);

/* Forgets what is in it, for another one; `causes` stays. */
void answer_reset(struct answer *a);

/* Steals `json`.  Each of these forgets what was in it before. */
void answer_json(struct answer *a, int status, json_t *json);
void answer_error(struct answer *a, int status, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Returns 0 or ENOMEM. */
int answer_header(struct answer *a, const char *name, const char *value);

/* A body of bytes; `type` as above.  Returns 0, ENOMEM, ETOOBIG. */
int answer_bytes(struct answer *a, int status, const char *type,
		 const void *data, size_t len);

#endif
