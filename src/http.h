/* SPDX-License-Identifier: MIT */
/*
 * HTTP exchanges with one endpoint, over libcurl: connections are kept and
 * used again, every wait has its limit.  The only header of the I/O edge;
 * knows nothing of operations or tables.
 */
#ifndef HTTP_H
#define HTTP_H

#include "endpoint.h"
#include "reply.h"
#include "request.h"

struct http;

struct http_tls {		/* all borrowed; NULL: not given */
	const char *ca, *cert, *key, *passphrase;
	bool insecure;
};

struct http_limits {		/* in milliseconds; 0 or less: none */
	long connect, first_byte, stall, call;
	size_t max_reply;
};

/* `endpoint` must outlive it.  Errors: EINVAL, ENOMEM, ECONN. */
int http_new(const struct endpoint *endpoint, const struct http_tls *tls,
	     struct http **out, davit_error *err);
void http_free(struct http *h);

/* Sends and reads the whole answer.  `retry`: the request does no harm when
 * it is carried out twice; others are never sent a second time.
 * Errors: ECONN, ETLS, ETIMEOUT, ECANCELED, EPROTO, ETOOBIG, ENOMEM. */
int http_exchange(struct http *h, const struct request *request,
		  const struct http_limits *limits, bool retry,
		  davit_reply **out, davit_error *err);

#endif
