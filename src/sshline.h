/* SPDX-License-Identifier: MIT */
/*
 * One running ssh: its descriptors, what it says, its end.  Between the
 * files that make the way to a host, ssh.c and sshforward.c.
 */
#ifndef SSHLINE_H
#define SSHLINE_H

#include "buf.h"
#include "spawn.h"
#include "ssh.h"
#include "sshfail.h"

#define SSHLINE_TICK_MS 20	/* how often is looked who has changed */

struct sshargs_opts;

struct sshline {
	struct spawn_child child;
	bool used;
	int fd, err;		/* our ends; -1: none */
	struct buf said;
	int64_t said_at;
};

struct ssh {
	const struct endpoint *endpoint;
	const struct ssh_far *wish;
	struct ssh_far far;
	bool settled;		/* it works in the way that far tells */
	struct sshline lines[SSH_LINES], forward;
	char *dir, *path;	/* of the socket here */
	char *asked;		/* the far side's socket, as it says itself */
	char last[SSHFAIL_WORDS], words[SSHFAIL_WORDS];
	int64_t last_at;
};

/* Starts one with `fd` for 0 and 1; a failure leaves nothing of it.
 * Errors: ECONN, EINVAL, ENOMEM. */
int sshline_start(struct ssh *s, struct sshline *l,
		  const struct sshargs_opts *o, int fd, davit_error *err);

/* Ends and reaps it; what it said until now is kept. */
void sshline_end(struct ssh *s, struct sshline *l);

/* Takes what it says, lest it waits for us. */
void sshline_listen(struct sshline *l);

/* The same for one that is about to end. */
void sshline_hear_out(struct sshline *l);

/* It ended, or gave up: its words are the reason why there is no connection.
 * Returns ECONN. */
int sshline_failed(struct ssh *s, struct sshline *l, const char *program,
		   davit_error *err);

/* There is no ssh here.  Returns ECONN. */
int sshline_missing(const struct ssh *s, davit_error *err);

/* May the waiting go on?  Errors: ECANCELED, ETIMEOUT. */
int sshline_check(struct ssh *s, const struct ssh_wait *w, int64_t since,
		  davit_error *err);
int sshline_late(struct ssh *s, const struct ssh_wait *w, davit_error *err);

/* Closes it, if it is one; then it is none. */
void sshline_close(int *fd);

#endif
