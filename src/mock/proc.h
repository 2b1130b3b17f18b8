/* SPDX-License-Identifier: MIT */
/*
 * A process that follows a script.  Nothing runs: what is due happens when
 * proc_run() is called.
 */
#ifndef MOCK_PROC_H
#define MOCK_PROC_H

#include "output.h"
#include "script.h"

struct proc {
	struct script script;
	struct output output;
	struct buf line;	/* of a shell, not complete yet */
	struct buf early;	/* came in before it was started */
	bool early_end;
	bool running, paused, tty, open_stdin, once;
	bool hangup;		/* its input is over */
	size_t step;
	int64_t started, due;	/* ms */
	int64_t held;		/* when it was paused */
	int code;		/* it ended with */
};

void proc_init(struct proc *p);
void proc_done(struct proc *p);

/* Begins anew; output that is there stays.  Returns 0 or ENOMEM. */
int proc_start(struct proc *p, int64_t now, int64_t base);

/* `base`: ns of the wall clock where `now` is 0, as above.  Returns 1 if it
 * ended, 0, ENOMEM. */
int proc_run(struct proc *p, int64_t now, int64_t base);

/* When something happens by itself; INT64_MAX. */
int64_t proc_next(const struct proc *p);

/* What came in; works at the next proc_run().  Returns 0 or ENOMEM. */
int proc_input(struct proc *p, const void *data, size_t len, bool end,
	       int64_t now, int64_t base);

/* Ends it, if it runs. */
void proc_kill(struct proc *p, int code);

void proc_pause(struct proc *p, int64_t now);
void proc_unpause(struct proc *p, int64_t now);

#endif
