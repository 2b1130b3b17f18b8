/* SPDX-License-Identifier: MIT */
/*
 * What attach, exec and run share: calls by role, a stream that is pumped,
 * and how a container has ended.  A role, such as "@exec-start", is another
 * name that the tables give to an operation; no operation is named here.
 */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "davit.h"
#include "opt.h"

#include <stdbool.h>

struct session {
	const struct options *o;
	davit_client *client;
	json_t *target;		/* what is attached to: {"id": ...} */
	const char *name;	/* of the container, for people */
	const char *resize;	/* role; NULL: it has no terminal */
	davit_stream *stream;
	davit_stream *wait;	/* for the container's end; NULL: none */
	davit_error err;	/* of the last call that failed */
	bool redraw;		/* a change of size shall be seen */
};

/* Makes the client.  Returns 0, or says what is wrong and returns the exit
 * status.  session_done() in either case. */
int session_init(struct session *s, const struct options *o,
		 const char *name);
void session_done(struct session *s);

/*
 * One call.  `params` (NULL: s->target) and `body` (NULL: none) are used up.
 * The decoded reply comes out, unless `out` is NULL.  Returns the library's
 * code; s->err tells more.
 */
int session_call(struct session *s, const char *role, json_t *params,
		 json_t *body, json_t **out);

/* Opens s->stream: `tty` tells that it has no frames. */
int session_open(struct session *s, const char *role, json_t *params,
		 json_t *body, bool tty);

/* Asks for the container's end; `condition` NULL: that it does not run. */
int session_wait(struct session *s, const char *condition);

/*
 * Passes bytes both ways until the end.  Returns as pump_run(), but an
 * error for PUMP_HUNG_UP; `gone` as there, or NULL.
 */
int session_pump(struct session *s, bool input,
		 bool (*gone)(void *session));

/* For session_pump(): s->wait has been answered. */
bool session_over(void *session);

/* The exit code of the container, which may have yet to end.  Returns 0 or
 * the library's code. */
int session_exit_code(struct session *s, int *code);

/* Says how it failed, or that it was interrupted; returns the status. */
int session_failure(struct session *s, int code);

/* What a command may be given: an array of the words; of NAME=VALUE. */
json_t *session_words(const char *const *words, size_t n);
json_t *session_env(const struct options *o);

/* Adds text to an object, unless it is NULL. */
void session_set(json_t *object, const char *key, const char *text);

/* Are -i and -t of any use here?  Returns 0, or says why not. */
int session_check(const struct options *o, const char *command);

#endif
