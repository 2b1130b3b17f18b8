/* SPDX-License-Identifier: MIT */
/*
 * HTTP exchanges: a request, its answer, and the waiting between.  Every wait
 * has its limit, nothing is read ahead of the reader by more than one buffer.
 * Knows nothing of operations or tables.
 */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include "http.h"

struct exchange;

/*
 * Sends and waits for the head of the answer.  The request must stay until
 * the exchange is closed.  `retry`: the request does no
 * harm when it is carried out twice; others are never sent a second time.
 * Errors: ECONN, ETLS, ETIMEOUT, ECANCELED, EPROTO, ETOOBIG, ENOMEM.
 */
int exchange_open(struct http *h, const struct request *request,
		  const struct http_limits *limits, bool retry,
		  struct exchange **out, davit_error *err);

/* Status and headers; the body is there after exchange_collect(). */
davit_reply *exchange_reply(struct exchange *x);

/*
 * Shows what has come of the body and not been taken, waiting for some:
 * 1, or 0 at its end.  What is shown stays until exchange_take().
 * Errors as exchange_open().
 */
int exchange_peek(struct exchange *x, const char **data, size_t *len,
		  davit_error *err);
void exchange_take(struct exchange *x, size_t len);

/* Is there something to peek at without waiting (the end is, too)? */
bool exchange_ready(const struct exchange *x);

/* Takes a piece of the body; false ends the exchange with ECANCELED. */
typedef bool exchange_sink_fn(const char *data, size_t len, void *ctx);

/* The rest of the body, piece by piece as it comes, never copied. */
int exchange_drain(struct exchange *x, exchange_sink_fn *sink, void *ctx,
		   davit_error *err);

/* The rest of the body into the reply, within the limit. */
int exchange_collect(struct exchange *x, davit_error *err);

/* Gives up this one exchange: what waits for it fails with ECANCELED.  From
 * any thread, or a signal handler. */
void exchange_cancel(struct exchange *x);

/* Done with it.  A connection with an unread answer is closed, any other
 * kept.  Gives the reply away if `reply` isn't NULL. */
void exchange_close(struct exchange *x, davit_reply **reply);

#endif
