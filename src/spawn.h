/* SPDX-License-Identifier: MIT */
/*
 * Running other programs: never through a shell, with default signals and no
 * descriptor but the three it is given.  Safe in programs with threads.
 */
#ifndef SPAWN_H
#define SPAWN_H

#include "buf.h"
#include "davit.h"

#include <stdbool.h>
#include <sys/types.h>

#define SPAWN_ERR_MAX (8u << 10)

struct spawn_opts {
	const char *const *argv;	/* [0] is looked up in PATH */
	const char *input;		/* what it reads; NULL: nothing */
	size_t input_len;
	size_t max_output;
	long timeout_ms;		/* 0 or less: none */
	bool (*cancelled)(void *ctx);	/* NULL: never; asked now and then */
	void *ctx;
};

struct spawn_result {
	struct buf out;		/* status ETOOBIG: there was more */
	struct buf err;		/* the last of it */
	int status;		/* 128 + signal; -1: somebody else reaped it */
	bool missing;		/* no such program; nothing ran */
	bool timed_out;
};

/* Runs it to its end, at most until the time is up.  How it ended is a
 * result, not an error.  Errors: ENOMEM, ECONN (the system refuses),
 * ECANCELED. */
int spawn_run(const struct spawn_opts *o, struct spawn_result *out,
	      davit_error *err);

/* Wipes, then frees. */
void spawn_done(struct spawn_result *r);

struct spawn_child {
	pid_t pid;		/* 0: none, or ended and reaped */
	bool leads;		/* a session of its own */
	int status;		/* once it ended, as above */
};

/*
 * Starts it and returns, with fds[0..2] as its 0, 1, 2; the caller's own
 * stay open.  At a terminal it can ask its user, and is `deaf`, if told so,
 * to what the keyboard sends to stop us; elsewhere it has a session of its
 * own.  On Linux it does not outlive a process that is killed, if the first
 * thread started it.  Errors: ENOMEM, ECONN; *missing tells that there is no
 * such program.
 */
int spawn_start(const char *const *argv, const int fds[3], bool deaf,
		struct spawn_child *out, bool *missing, davit_error *err);

/* Looks, without waiting, whether it ended; reaps it then. */
bool spawn_ended(struct spawn_child *c);

/* Waits for its end; true once it is reaped. */
bool spawn_wait(struct spawn_child *c, long ms);

/* Asks it to end, kills it after `grace_ms`, reaps it. */
void spawn_stop(struct spawn_child *c, long grace_ms);

/* Is there a terminal at which somebody could be asked? */
bool spawn_has_terminal(void);

#endif
