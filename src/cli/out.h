/* SPDX-License-Identifier: MIT */
/*
 * Standard output, and the file of -o: colours, width, and that nothing
 * half-written is left behind whatever ends the program.  Knows bytes, not
 * what they mean.
 */
#ifndef CLI_OUT_H
#define CLI_OUT_H

#include "opt.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* To be called before anything is printed. */
void out_init(enum color color);

bool out_terminal(void);	/* standard output is one */
bool out_color(void);		/* colours are wanted on it */

/* Columns of the terminal; SIZE_MAX where lines need no breaking. */
size_t out_width(void);

/* The same, or 80: for text that is to be read. */
size_t out_page_width(void);

/*
 * Opens what -o names: a temporary beside it, or the thing itself if it is
 * no regular file.  "-" and NULL are standard output.  Returns 0, or says
 * what is wrong and returns the exit status.
 */
int out_open(const char *path);

/* Where out_open() leads; stdout if it was not called. */
FILE *out_file(void);

/* To be called right after much was written there: keeps why it failed. */
void out_written(void);

/* A write to it failed some other way; and whether any has. */
void out_lost(int sys);
bool out_failed(void);

/* The file of -o is complete; returns as out_open(). */
int out_commit(void);

/* Removes what was written so far; nothing if there is no such file. */
void out_discard(void);

/* From now on an interrupt removes the temporary, says so, and ends. */
void out_catch_signals(void);

/*
 * The same, but the first signal calls `hook` instead, which may do what a
 * signal handler may; what is going on should then end soon.  NULL: no more.
 */
void out_on_signal(void (*hook)(void *ctx), void *ctx);
bool out_stopped(void);

/* Says that all was interrupted, removing the temporary; returns the exit
 * status. */
int out_farewell(void);

/*
 * Flushes standard output.  Returns `status`, or STATUS_USAGE after saying
 * why it could not be written.
 */
int out_finish(int status);

#endif
