/* SPDX-License-Identifier: MIT */
/*
 * The way to one host by the system's ssh: connections that a command over
 * there carries, one ssh each; or a socket here that leads to one there, one
 * ssh for all.  Every ssh that was started is reaped.
 */
#ifndef SSH_H
#define SSH_H

#include "endpoint.h"

#include <stdint.h>

#define SSH_LINES 16		/* that many ssh at once, at most */

struct ssh;

struct ssh_far {		/* constants */
	const char *dial;	/* sshargs_command(): carries a connection;
				   "": the far side's socket is forwarded */
	const char *ask;	/* prints the path of that; "": nothing does */
};

struct ssh_wait {		/* how long it may take to connect */
	long ms;
	const char *limit;	/* its name: "connect" */
	bool (*cancelled)(void *ctx);
	void *ctx;
};

/* `e` and `far` must outlive it; `far` may change until a connection was
 * made.  Nothing runs yet.  Errors: ENOMEM. */
int ssh_new(const struct endpoint *e, const struct ssh_far *far,
	    struct ssh **out, davit_error *err);

/* Ends whatever still runs. */
void ssh_free(struct ssh *s);

/* Is a connection carried by a command, with ssh_dial()? */
bool ssh_dials(struct ssh *s);

/*
 * A new connection, of a socket that does not block; something over there
 * has answered on it.  Give it back with ssh_hang_up().
 * Errors: ECONN, ETIMEOUT, ECANCELED, EPROTO, EINVAL, ENOMEM.
 */
int ssh_dial(struct ssh *s, const struct ssh_wait *w, int *fd,
	     davit_error *err);

/* The connection goes by another descriptor now; the caller closes this. */
void ssh_moved(struct ssh *s, int fd, int now);

/* Closes the descriptor, which may be of no connection of this, and ends the
 * ssh behind it. */
void ssh_hang_up(struct ssh *s, int fd);

/* The path of a socket here that leads to the one there.  Errors as those of
 * ssh_dial(). */
int ssh_forward(struct ssh *s, const struct ssh_wait *w, const char **path,
		davit_error *err);

/* Takes what the ssh say, lest they wait for it. */
void ssh_tend(struct ssh *s);

/* Their last words since then, a moment of util_now_ms(), for an error;
 * "" if there are none. */
const char *ssh_words(struct ssh *s, int64_t since);

#endif
