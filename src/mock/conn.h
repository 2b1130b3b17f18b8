/* SPDX-License-Identifier: MIT */
/*
 * A connection of a client: reads its requests one by one and writes what it
 * is told to.  Knows no engine and not what an answer looks like, so that
 * whatever is to be broken can be.
 *
 * Who answers a request, conn_answer(), ends with one of conn_next() and
 * conn_end(); from then on its ops are not called any more.  If the connection
 * breaks before that, `gone` is the last it hears.
 */
#ifndef MOCK_CONN_H
#define MOCK_CONN_H

#include "wire.h"

#include <stdint.h>
#include <sys/types.h>

struct conn;
struct event_base;
struct ssl_ctx_st;

/* Times in ms; negative: never. */
struct conn_limits {
	size_t max_head, max_body;
	long idle;		/* between requests */
	long read;		/* for a head; between bytes of a body */
	long write;		/* until the client takes something */
};

enum conn_body {
	CONN_KEPT,		/* and handed over with the request */
	CONN_DROPPED,		/* as it comes; then the request is handed
				   over */
	CONN_LATE		/* the request is handed over at once, and the
				   body dropped as it comes */
};

/* What all connections of a server have in common. */
struct conn_site {
	struct event_base *base;
	struct conn_limits limits;
	/* The head of a request is read: what becomes of its body, of any
	 * size?  NULL: it is kept. */
	enum conn_body (*head)(struct conn *c, const struct request_in *r,
			       void *ctx);
	void (*request)(struct conn *c, const struct request_in *r, void *ctx);
	/* What came was no request, and was answered with `status`. */
	void (*refused)(struct conn *c, int status, const char *why, void *ctx);
	/* One less. */
	void (*left)(void *owner);
	void *ctx, *owner;
	struct conn *first;
	size_t count;
	bool stopping;		/* no further requests */
};

struct conn_ops {		/* any may be NULL */
	void (*drained)(void *ctx);	/* the system has all that was written;
					   not if it took it at once */
	void (*input)(void *ctx, const void *data, size_t len, bool end);
	void (*wake)(void *ctx);
	void (*hangup)(void *ctx);	/* the client sends no more: it may be
					   gone; not where taken over */
	void (*gone)(void *ctx);	/* closed; `ctx` is not used again */
};

enum conn_end {
	CONN_CLOSE,		/* when all is written */
	CONN_RESET,		/* when all is written, with a RST */
	CONN_SILENT,		/* reads on, never says anything again */
	CONN_DEAF		/* the same, and never reads again */
};

/* Takes the socket over.  `number` is 1 for the first one.  Returns 0 or
 * ENOMEM, and then the socket is closed. */
int conn_new(struct conn_site *site, int fd, struct ssl_ctx_st *tls,
	     const char *peer, unsigned number);

/* Refuses whatever it wants: there are too many. */
void conn_refuse_new(struct conn_site *site, int fd, struct ssl_ctx_st *tls);

/* For all: no further requests; those that have none under way are closed. */
void conn_stop_all(struct conn_site *site);
void conn_free_all(struct conn_site *site);

void conn_answer(struct conn *c, const struct conn_ops *ops, void *ctx);

/* Returns 0.  Errors: ECONN, ENOMEM; conn_end() is still due. */
int conn_write(struct conn *c, const void *data, size_t len);

/*
 * Writes what the system takes at once and keeps nothing of the rest; whenever
 * it may take more, `drained` is called.  Returns the bytes, 0 for none now:
 * then the same bytes have to be offered again.  Errors: ECONN; conn_end() is
 * still due.
 */
ssize_t conn_offer(struct conn *c, const void *data, size_t len);

/* What was written and is still here. */
size_t conn_pending(const struct conn *c);

/* Each byte that is written shall reach the client by itself. */
void conn_bytewise(struct conn *c);

/* Calls `wake` in `ms`; negative: not any more. */
void conn_wake(struct conn *c, int64_t ms);

/* What comes from now on goes to `input`. */
void conn_take(struct conn *c);

/* The answer is out.  `keep` false: the connection ends, as it does where the
 * client wanted that. */
void conn_next(struct conn *c, bool keep);
void conn_end(struct conn *c, enum conn_end how);

/* "unix", "127.0.0.1:4711"; borrowed. */
const char *conn_peer(const struct conn *c);

/* Would conn_next() wait for another request? */
bool conn_keeps(const struct conn *c);

#endif
