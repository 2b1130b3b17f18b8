/* SPDX-License-Identifier: MIT */
/*
 * What libcurl says of a failed exchange, in words that help.  For http.c
 * and hijack.c only.
 */
#ifndef HTTPFAIL_H
#define HTTPFAIL_H

#include "endpoint.h"

#include <curl/curl.h>

struct httpfail {
	const struct endpoint *endpoint;
	CURL *easy;
	const char *message;	/* libcurl's own, or "" */
	CURLcode code;
	long connect_ms;
	bool answered;		/* the answer had begun */
};

int httpfail_tell(const struct httpfail *f, davit_error *err);

#endif
