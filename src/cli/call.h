/* SPDX-License-Identifier: MIT */
/*
 * What every call to an engine shares: a client made from the options, the
 * body, and the answer printed or saved.  Knows no operation.
 */
#ifndef CLI_CALL_H
#define CLI_CALL_H

#include "davit.h"
#include "opt.h"

#include <stdbool.h>

/* The engine meant where none can be asked: that of -e, that which has the
 * version of -a, the first.  And the version given; NULL: to be negotiated. */
const char *call_engine(const struct options *o);
const char *call_version(const struct options *o);

/* The same for an operation: without -e and -a, the first that has it in any
 * version. */
const char *call_engine_of(const struct options *o, const char *op);

/* Says so if that is not the first. */
void call_tell_engine(const struct options *o, const char *op);

/* The operation, of that engine and version. */
int call_find_op(const struct options *o, const char *name, davit_op *out,
		 davit_error *err);

/* A body and what has to be let go of after the call. */
struct call_body {
	davit_body body;
	const davit_body *use;	/* &body; NULL: there is none */
	const char *path;	/* of its file, "-" for standard input that is
				   streamed; NULL: the text */
	char *text;
	int fd;
};

/*
 * Reads --body: JSON text, or bytes if `raw`.  Returns 0, or says what is
 * wrong and returns the exit status.  call_body_done() in either case.
 */
int call_body_read(const struct options *o, bool raw, struct call_body *out);
void call_body_done(struct call_body *b);

/*
 * What the options say of a client.  Returns 0; or says what is wrong and
 * returns the exit status.  The passphrase is to be wiped afterwards.
 */
int call_client_opts(const struct options *o, const char *version,
		     davit_client_opts *out, char **passphrase);

/*
 * A client by the options, speaking `version` (NULL: to be negotiated).
 * Returns 0; STATUS_USAGE with err->code DAVIT_OK if the reason was said
 * already; else the library's error, not said yet.
 */
int call_client(const struct options *o, const char *version,
		davit_client **out, davit_error *err);

/* What --check and --allow-unlisted mean for a call. */
unsigned call_flags(const struct options *o);

/* What is left of --timeout, counted from the first call of this. */
davit_call_opts call_opts(const struct options *o);

/*
 * Prints or saves the reply of a call that returned `rc`, or says what went
 * wrong.  Returns the exit status.
 */
int call_answer(const struct options *o, int rc, const davit_reply *reply,
		const davit_error *err);

/* Status and headers, and an empty line, to standard output. */
void call_print_head(const davit_reply *reply);

/* These bytes do a terminal no harm. */
bool call_is_text(const void *data, size_t len);

/* Says that bytes are not printed on a terminal; returns the exit status. */
int call_binary(const char *what);

#endif
