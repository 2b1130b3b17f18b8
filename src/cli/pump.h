/* SPDX-License-Identifier: MIT */
/*
 * Standard input to a process in a container and its output back, until
 * either ends: one loop over the terminal, the stream and signals.  Knows no
 * operation; who drives it tells how to set the size of the other terminal.
 */
#ifndef CLI_PUMP_H
#define CLI_PUMP_H

#include "davit.h"
#include "keys.h"

#include <stdbool.h>

enum pump_end {
	PUMP_ENDED,		/* the stream is at its end */
	PUMP_DETACHED,		/* by the keys */
	PUMP_STOPPED,		/* by a signal */
	PUMP_LOST,		/* nobody reads standard output any more */
	PUMP_HUNG_UP		/* the terminal is gone */
};

struct pump {
	davit_stream *stream;
	bool input;		/* standard input is passed on */
	bool terminal;		/* there is a terminal at the other side */
	struct keys keys;
	/* Sets the size of the other terminal; false: try again soon. */
	bool (*resize)(void *ctx, unsigned rows, unsigned columns);
	/* Asked now and then while all is quiet: is the process gone, though
	 * the stream did not end? */
	bool (*gone)(void *ctx);
	void *ctx;
	long call_timeout, stall_timeout; /* of the stream, in ms; 0: none */
};

/*
 * Runs to the end.  Returns pump_end, or the error of the stream.  The
 * terminal is what it was when this returns.
 */
int pump_run(struct pump *p);

#endif
