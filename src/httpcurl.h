/* SPDX-License-Identifier: MIT */
/*
 * What the files that use libcurl share: http.c, hijack.c, httpfail.c,
 * httpglue.c.  No other may include this.
 */
#ifndef HTTPCURL_H
#define HTTPCURL_H

#include "http.h"
#include "ssh.h"

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

/*
 * Connections that are not libcurl's: those of ssh, and one that the caller
 * made.  A NULL glue stands for an endpoint that needs none.
 */
struct httpglue;

/* *out NULL: the endpoint needs none.  The endpoint must outlive it.
 * Errors: EINVAL, ENOMEM. */
int httpglue_new(const struct endpoint *e, const struct ssh_far *far,
		 struct httpglue **out, davit_error *err);

/* All of libcurl's handles must be gone. */
void httpglue_free(struct httpglue *g);

/* Does it make the connections itself?  Else there is a socket for libcurl
 * to connect to. */
bool httpglue_dials(struct httpglue *g);

/* Hears what the programs behind it say, lest they wait for it. */
void httpglue_tend(struct httpglue *g);

/* Adds what they said since then to an error about a broken connection. */
void httpglue_explain(struct httpglue *g, int64_t since, davit_error *err);

struct joint {			/* of a handle and its next connection */
	struct httpglue *glue;
	long connect_ms, call_ms;
	bool (*cancelled)(void *ctx);
	void *ctx;
	int ours, theirs;	/* before they are one; -1 */
	int code;		/* why there is no connection, or 0 */
	davit_error error;
};

/* Readies the handle, which comes to the joint for connections until
 * httpglue_drop(). Errors: ECONN, ETIMEOUT, ECANCELED, EPROTO, EINVAL,
 * ENOMEM. */
int httpglue_set(struct joint *j, CURL *e, davit_error *err);

/* To be called when libcurl has connected and not sent yet; false: code and
 * error are set. */
bool httpglue_join(struct joint *j);

/* Gives up a connection that libcurl never came to use. */
void httpglue_drop(struct joint *j);

struct httpglue *http_glue(const struct http *h);

#endif
