/* SPDX-License-Identifier: MIT */
/*
 * Reads the answer of a real engine, bit by bit: head, and body without its
 * framing.
 */
#ifndef MOCK_HTTPRES_H
#define MOCK_HTTPRES_H

#include "buf.h"
#include "davit.h"

#include <stdbool.h>
#include <stdint.h>

enum httpres_state {
	HTTPRES_HEAD,
	HTTPRES_SIZED,		/* a body of known length */
	HTTPRES_CHUNKED,
	HTTPRES_CLOSED,		/* a body up to the connection's end */
	HTTPRES_DONE
};

struct httpres {
	int state;		/* httpres_state */
	int status;		/* from here on: once the head is read */
	json_t *headers;	/* {"Name": "value"}; several of one name in
				   one, with commas */
	bool sized;		/* told its length */
	bool head;		/* yours to set: the request was HEAD */
	struct buf line;	/* from here on: how far it is */
	uint64_t left;
	int part;
	size_t bytes;
};

void httpres_init(struct httpres *r, bool head);
void httpres_done(struct httpres *r);

/*
 * Takes bytes, appends those of the body and tells in *used how many were
 * taken; stops behind the head and at the end.  After the head of a take-over
 * the state is HTTPRES_CLOSED.  Returns 0.  Errors: EPROTO, ETOOBIG, ENOMEM.
 */
int httpres_read(struct httpres *r, const char *data, size_t len, size_t *used,
		 struct buf *body, davit_error *err);

#endif
