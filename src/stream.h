/* SPDX-License-Identifier: MIT */
/* Opening a stream, for invoke.c; the rest is public. */
#ifndef STREAM_H
#define STREAM_H

#include "client.h"

/*
 * Sends what was built and opens the answer.  Takes the request over,
 * whatever happens.  `target`: the path parameter, as parameters of an
 * operation that is asked about it; NULL: none.  A refusal is handed out in
 * `refused` and opens no stream: returns 0.
 */
int stream_open(davit_client *c, const struct op *op, struct request *request,
		const davit_call_opts *opts, json_t *target,
		davit_stream **out, davit_reply **refused, davit_error *err);

/* What to add to a failure for want of credentials that the stream itself
 * tells of; copied. */
void stream_note(davit_stream *s, const char *note);

#endif
