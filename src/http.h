/* SPDX-License-Identifier: MIT */
/*
 * The way to one endpoint, over libcurl: connections, which are kept and used
 * again.  What is said over them: exchange.h and hijack.h.
 */
#ifndef HTTP_H
#define HTTP_H

#include "endpoint.h"
#include "reply.h"
#include "request.h"

struct http;
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

#endif
