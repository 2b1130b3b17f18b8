/* SPDX-License-Identifier: MIT */
/*
 * A connection taken over: after the head of the answer it carries bytes
 * both ways until either side ends.  libcurl connects, with TLS if need be;
 * the rest is done here.  Knows nothing of operations.
 */
#ifndef HIJACK_H
#define HIJACK_H

#include "http.h"

struct hijack;

/*
 * Sends the request and waits for the head.  A request that isn't taken over
 * gives its whole reply in `reply` and NULL in `out`; else `out` and the
 * head alone.  Body: none or in memory.
 * Errors: ECONN, ETLS, ETIMEOUT, ECANCELED, EPROTO, ETOOBIG, EINVAL, ENOMEM.
 */
int hijack_open(struct http *h, const struct request *request,
		const char *protocol, const struct http_limits *limits,
		struct hijack **out, davit_reply **reply, davit_error *err);

/* As exchange_peek(), exchange_take(), exchange_ready(). */
int hijack_peek(struct hijack *j, const char **data, size_t *len,
		davit_error *err);
void hijack_take(struct hijack *j, size_t len);
bool hijack_ready(struct hijack *j);

/* Sends some of it, at least a byte; returns how much.  EAGAIN: the engine
 * takes nothing before something is read.  Other errors: ECONN, ETIMEOUT,
 * ECANCELED. */
ssize_t hijack_write(struct hijack *j, const void *data, size_t len,
		     davit_error *err);

/* No more will be written; reading goes on.  Errors: ECONN, EINVAL (TLS
 * without the means for it). */
int hijack_shutdown(struct hijack *j, davit_error *err);

int hijack_fd(const struct hijack *j);
void hijack_cancel(struct hijack *j);
void hijack_close(struct hijack *j);

#endif
