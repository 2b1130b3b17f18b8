/* SPDX-License-Identifier: MIT */
/*
 * HTTP exchanges with one endpoint, over libcurl: connections are kept and
 * used again, every wait has its limit, nothing is read ahead of the reader
 * by more than one buffer.  Knows nothing of operations or tables.
 */
#ifndef HTTP_H
#define HTTP_H

#include "endpoint.h"
#include "reply.h"
#include "request.h"

struct http;
struct exchange;
struct ssh_far;
struct pollfd;

struct http_tls {		/* all borrowed; NULL: not given */
	const char *ca, *cert, *key, *passphrase;
	bool insecure;
};

struct http_limits {		/* in milliseconds; 0 or less: none */
	long connect, first_byte, stall, call;
	size_t max_reply;
};

/* `endpoint` and what `tls` points to must outlive it; so must `far`, commands
 * for the far side of ssh, which may change until a connection was made.
 * Errors: EINVAL, ENOMEM. */
int http_new(const struct endpoint *endpoint, const struct http_tls *tls,
	     const struct ssh_far *far, struct http **out, davit_error *err);

/* From now on no proxy is used, whatever the environment says. */
void http_no_proxy(struct http *h);

/* The variable that names a proxy for this endpoint; NULL: none is used. */
const char *http_proxy(const struct http *h);

/* All exchanges must have been closed. */
void http_free(struct http *h);

/* Moves all exchanges on, and waits until one of them or one of `fds` has
 * something to say, at most `timeout` ms (negative: for ever).  Returns how
 * many of `fds` are ready, or ECANCELED, ENOMEM. */
int http_wait(struct http *h, struct pollfd *fds, unsigned n, int timeout);

/* Makes whatever waits in this http give up with ECANCELED.  From any
 * thread, or a signal handler. */
void http_cancel(struct http *h);

/* Asks and forgets whether http_cancel() was called. */
bool http_cancelled(struct http *h);

/*
 * The certificate that the far side of a TLS endpoint shows, trusted or not,
 * as PEM; nothing if libcurl can't tell.  Errors: ECONN, ETLS, ETIMEOUT,
 * ENOMEM.
 */
int http_certificate(struct http *h, long connect_ms, struct buf *out,
		     davit_error *err);

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
