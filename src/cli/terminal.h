/* SPDX-License-Identifier: MIT */
/*
 * The terminal of standard input: raw, so that every key goes to the other
 * side, and back to what it was on every way out.
 */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stdbool.h>

/* Is standard input a terminal? */
bool terminal_here(void);

/* Makes it raw; restored at the latest when the program ends. */
bool terminal_raw(void);

/* Back to what it was; from a signal handler, too. */
void terminal_restore(void);

/* Of the terminal that is there; false if none tells its size. */
bool terminal_size(unsigned *rows, unsigned *columns);

#endif
