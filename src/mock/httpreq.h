/* SPDX-License-Identifier: MIT */
/*
 * Reads HTTP/1.1 requests: head and body, bit by bit.  Strict, so that nobody
 * in between can see another request in the same bytes: lines end in CR LF,
 * no line continues another, one length only, chunks alone as coding
 * (RFC 9112, 11.2).
 */
#ifndef MOCK_HTTPREQ_H
#define MOCK_HTTPREQ_H

#include "buf.h"
#include "davit.h"

#include <stdbool.h>

enum httpreq_state {
	HTTPREQ_HEAD,		/* within the head */
	HTTPREQ_BODY,		/* the head is read, the body not yet */
	HTTPREQ_DONE		/* all is read */
};

struct httpreq {
	int state;		/* httpreq_state */
	const char *method, *target;	/* from here on: once there is a
					   head */
	size_t target_len;
	struct buf head;	/* its lines "Name: value\r\n", nothing else */
	struct buf body;	/* without the framing of chunks */
	bool http10;
	bool keep;		/* the connection may serve another one */
	bool chunked;
	bool expects;		/* ... to be told to go on before the body */
	bool upgrade;		/* asks to take the connection over */
	bool drop;		/* yours to set: the body is not kept */
	/* Yours, or NULL: the head is read, its body not yet judged, so that
	 * `drop` can still be set. */
	void (*seen)(struct httpreq *r, void *ctx);
	void *ctx;
	uint64_t length;	/* of the body as declared, or so far */
	int status;		/* after a failure: how to refuse, 400 ... */
	struct buf line, first;	/* from here on: how far it is */
	uint64_t left;
	size_t max_head, max_body, head_bytes;
	int part;
	unsigned nhost, nlength, ncoding;
	bool started, connection_upgrade, close, alive;
};

void httpreq_init(struct httpreq *r, size_t max_head, size_t max_body);
void httpreq_done(struct httpreq *r);

/* For the next one on the same connection. */
void httpreq_reset(struct httpreq *r);

/* Has anything of a request come? */
bool httpreq_started(const struct httpreq *r);

/*
 * Takes bytes and tells in *used how many; stops behind the head and behind
 * the body.  Returns 0.  Errors: EPROTO, ETOOBIG, ENOMEM; `status` then tells
 * the client, and nothing on this connection can be trusted.
 */
int httpreq_read(struct httpreq *r, const char *data, size_t len, size_t *used,
		 davit_error *err);

/*
 * The value of the first header of that name, in any case, without blanks
 * around it; NULL if there is none.  Not terminated.
 */
const char *httpreq_header(const char *head, size_t head_len,
			   const char *name, size_t *len);

#endif
