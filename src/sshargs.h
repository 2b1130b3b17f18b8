/* SPDX-License-Identifier: MIT */
/*
 * What the system's ssh is told: its arguments, and commands for the shell
 * on the far side.  Pure.
 */
#ifndef SSHARGS_H
#define SSHARGS_H

#include "buf.h"
#include "endpoint.h"

#define SSHARGS_MAX 32

struct sshargs {
	const char *argv[SSHARGS_MAX];	/* NULL-terminated */
	struct buf words[SSHARGS_MAX];	/* what is not constant */
	unsigned n, nwords;
	bool nomem;
};

struct sshargs_opts {
	long connect_ms;	/* 0 or less: ssh's own limit */
	bool batch;		/* nobody can be asked */
	const char *command;	/* for the far side's shell, or */
	const char *local, *remote; /* a socket here leads to one there */
};

/* Free with sshargs_done(), also after a failure.  Errors: EINVAL (a path
 * that ssh cannot be told), ENOMEM. */
int sshargs_make(const struct endpoint *e, const struct sshargs_opts *o,
		 struct sshargs *out, davit_error *err);
void sshargs_done(struct sshargs *a);

/*
 * Appends a command: braces hold what only goes with a socket, SOCKET stands
 * for its path.  `socket` NULL: the part in braces is left out.  Returns
 * buf_status().
 */
int sshargs_command(struct buf *out, const char *pattern, const char *socket);

/* Appends one word as a POSIX shell has to read it.  Returns buf_status(). */
int sshargs_quote(struct buf *out, const char *word);

#endif
