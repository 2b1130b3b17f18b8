/* SPDX-License-Identifier: MIT */
/*
 * What the files that use libcurl share: http.c, hijack.c, httpfail.c.  No
 * other may include this.
 */
#ifndef HTTPCURL_H
#define HTTPCURL_H

#include "http.h"

#include <curl/curl.h>

struct httpfail {
	const struct endpoint *endpoint;
	CURL *easy;
	const char *message;	/* libcurl's own, or "" */
	CURLcode code;
	long connect_ms;
	bool answered;		/* the answer had begun */
	const char *proxy;	/* the variable that names one, or NULL */
};

/* The failure in words that help. */
int httpfail_tell(const struct httpfail *f, davit_error *err);

/* A handle set up for the endpoint, of which the caller is the owner.
 * `message` takes CURL_ERROR_SIZE bytes. */
int http_handle(struct http *h, char *message, CURL **out, davit_error *err);

const struct endpoint *http_endpoint(const struct http *h);

#endif
