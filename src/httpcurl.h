/* SPDX-License-Identifier: MIT */
/*
 * What the files that use libcurl share: http.c, exchange.c, hijack.c and
 * those whose names begin with http.  No other may include this.
 */
#ifndef HTTPCURL_H
#define HTTPCURL_H

#include "http.h"
#include "ssh.h"

#include <curl/curl.h>

/* libcurl's own, and what is read ahead.  libcurl allocates it anew for every
 * exchange: below 128 KiB that needs no call of the system. */
#define HTTP_BUFFER (100L << 10)

#define HTTP_FOR_EVER (1000L * 60 * 60 * 24 * 20)	/* in ms; fits an int */

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

/* What moves all exchanges of it. */
CURLM *http_multi(const struct http *h);

struct httpend {		/* of an exchange: libcurl's CURLOPT_PRIVATE */
	bool done;
	CURLcode code;		/* once done */
};

/* Moves all exchanges on, as far as that goes by itself; false: libcurl has
 * failed. */
bool http_perform(struct http *h);

/* A handle for one exchange, perhaps used before; NULL: out of memory.  It is
 * to be given back with nothing of the exchange in it; NULL is allowed. */
CURL *http_take(struct http *h);
void http_give(struct http *h, CURL *easy);

/* Where it connects to, if that is a socket.  Errors: ECONN, EINVAL, ENOMEM. */
int http_place(struct http *h, CURL *e, davit_error *err);

/* To be called when a connection has served. */
void http_used(struct http *h);

/* Is that so long ago that the engine may have closed it meanwhile? */
bool http_stale(const struct http *h, int64_t now);

/* libcurl keeps a copy of these; without it, it would do something else.
 * Returns false if there is no memory for one. */
bool http_text(CURL *e, CURLoption option, const char *text);

/* Tells a handle the request, which must outlive the exchange.  `headers` are
 * new, for httpsend_wipe().  Returns false if out of memory. */
bool httpsend_set(const struct http *h, CURL *e, const struct request *r,
		  struct curl_slist **headers);

/* Frees them; NULL is allowed. */
void httpsend_wipe(struct curl_slist *headers);

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
