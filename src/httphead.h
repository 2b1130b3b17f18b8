/* SPDX-License-Identifier: MIT */
/*
 * HTTP/1.1 for connections that are taken over: writes the head of a
 * request, reads the head of an answer and, where the engine answers in the
 * ordinary way after all, its body.  Incremental and pure.
 */
#ifndef HTTPHEAD_H
#define HTTPHEAD_H

#include "reply.h"
#include "request.h"

/* Appends the head of a request that asks to take the connection over. */
int httphead_write(struct buf *out, const struct request *r,
		   const char *host, const char *protocol);

enum httphead_state {
	HTTPHEAD_HEAD,		/* within the head */
	HTTPHEAD_TAKEN,		/* done: what follows belongs to the taker */
	HTTPHEAD_SIZED,		/* within a body of known length */
	HTTPHEAD_CHUNKED,	/* within a body in chunks */
	HTTPHEAD_CLOSED,	/* within a body up to the connection's end */
	HTTPHEAD_DONE		/* all is read */
};

struct httphead {
	davit_reply *reply;	/* borrowed: filled */
	enum httphead_state state;
	struct buf line;
	uint64_t left;		/* of the body, or of the chunk */
	bool in_size, in_end, in_trailer;	/* of a chunk, of all */
};

void httphead_init(struct httphead *h, davit_reply *reply);
void httphead_done(struct httphead *h);

/* Takes bytes and tells in *used how many; stops behind the head when the
 * connection is taken over.  Returns 0.  Errors: EPROTO, ETOOBIG, ENOMEM. */
int httphead_read(struct httphead *h, const char *data, size_t len,
		  size_t *used, davit_error *err);

/* The connection is closed: was that the end?  Errors: ECONN. */
int httphead_end(struct httphead *h, davit_error *err);

#endif
