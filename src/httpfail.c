/* SPDX-License-Identifier: MIT */
/* The failure in words that help: see httpcurl.h. */
#include "config.h"

#include "httpcurl.h"

#include "error.h"
#include "util.h"

#include <errno.h>
#include <string.h>

static const char *reason(const struct httpfail *f, int sys)
{
	if (sys != 0)
		return strerror(sys);
	/* It quotes the whole address of a proxy, which may hold a password. */
	if (strncmp(f->message, "Unsupported proxy", 17) == 0)
		return "the proxy's address can't be understood";
	/* What libcurl says about a socket it has lost helps nobody. */
	if (f->message[0] == '\0' ||
	    strncmp(f->message, "getpeername", 11) == 0)
		return curl_easy_strerror(f->code);
	return f->message;
}

static int unreachable(const struct httpfail *f, davit_error *err)
{
	const struct endpoint *e = f->endpoint;
	long sys = 0;

	curl_easy_getinfo(f->easy, CURLINFO_OS_ERRNO, &sys);
	error_set(err, DAVIT_ECONN, "cannot connect to %s (%s): %s", e->uri,
		  e->source, reason(f, (int)sys));
	if (err != NULL)
		err->sys = (int)sys;
	if (sys == ENOENT)
		error_hint(err, "no engine has made that socket: is it "
			   "running?");
	else if (sys == EACCES || sys == EPERM)
		error_hint(err, "this user may not use it: add the user to "
			   "the socket's group, or use the rootless socket");
	else if (sys == ECONNREFUSED && e->socket != NULL)
		error_hint(err, "the socket is left over: the engine that "
			   "made it is gone");
	else if (sys == ECONNREFUSED)
		error_hint(err, "nothing listens there: is the engine told "
			   "to?");
	else if (f->code == CURLE_COULDNT_RESOLVE_HOST)
		error_hint(err, "check the name of the host");
	else
		error_hint(err, "check the endpoint");
	return DAVIT_ECONN;
}

/* Why a certificate was not accepted decides what to do about it.  The words
 * are OpenSSL's and libcurl's. */
static const char *distrust(const char *words)
{
	static const struct {
		const char *part, *hint;
	} known[] = {
		{ "has expired", "the engine's certificate is out of date and "
		  "has to be made anew there, or the clock here is wrong" },
		{ "not yet valid", "the engine's certificate is only good "
		  "later: compare the clocks of both machines" },
		{ "subject name", "the engine's certificate is for other "
		  "names: reach it by one of them, or have it made for this "
		  "one" },
		{ "signed certificate in certificate chain", "the engine's "
		  "certificate is of an authority that is not trusted here: "
		  "give that authority's certificate as CA" },
		{ "self-signed certificate", "the engine has signed its "
		  "certificate itself: give that certificate as CA, if it is "
		  "the right one" },
		{ "self signed certificate", "the engine has signed its "
		  "certificate itself: give that certificate as CA, if it is "
		  "the right one" },
		{ "issuer certificate", "the engine's certificate is of an "
		  "authority that is not trusted here: give that authority's "
		  "certificate as CA" }
	};
	size_t i;

	for (i = 0; i < UTIL_COUNT(known); i++)
		if (strstr(words, known[i].part) != NULL)
			return known[i].hint;
	return "the engine's certificate is not trusted for this host: give "
	       "the right CA";
}

static int handshake(const struct httpfail *f, davit_error *err)
{
	const char *words = reason(f, 0);

	error_set(err, DAVIT_ETLS, "no TLS connection to %s (%s): %s",
		  f->endpoint->uri, f->endpoint->source, words);
	if (f->code == CURLE_SSL_CERTPROBLEM ||
	    f->code == CURLE_SSL_CACERT_BADFILE)
		error_where(err, "tls");
	if (strstr(words, "wrong version number") != NULL ||
	    strstr(words, "packet length too long") != NULL ||
	    strstr(words, "record layer failure") != NULL)
		error_hint(err, "that port speaks plain HTTP, it seems: use "
			   "tcp:// without certificates");
	else if (strstr(words, "alert") != NULL)
		error_hint(err, "the engine refused: it wants a client "
			   "certificate signed by its own authority");
	else if (f->code == CURLE_PEER_FAILED_VERIFICATION)
		error_hint(err, "%s", distrust(words));
	else
		error_hint(err, "check certificate, key and passphrase");
	return DAVIT_ETLS;
}

static int broken(const struct httpfail *f, davit_error *err)
{
	if (f->code == CURLE_GOT_NOTHING) {
		error_set(err, DAVIT_ECONN, "%s closed the connection without "
			  "an answer", f->endpoint->uri);
		error_hint(err, "it may be no engine, or one that ends: look "
			   "at its log");
		return DAVIT_ECONN;
	}
	if (strstr(f->message, "alert") != NULL)
		return handshake(f, err);
	/* libcurl has no code of its own for this one. */
	if (strstr(f->message, "chunked-encoding") != NULL)
		return error_set(err, DAVIT_EPROTO, "%s garbles the answer: "
				 "%s", f->endpoint->uri, f->message);
	error_set(err, DAVIT_ECONN, "the connection to %s broke %s: %s",
		  f->endpoint->uri, f->answered ?
		  "in the middle of the answer" : "before the answer",
		  reason(f, 0));
	/* With TLS 1.3 its word on the client's certificate may get lost. */
	if (f->endpoint->tls && !f->answered)
		error_hint(err, "an engine that does not accept the client's "
			   "certificate may just hang up");
	return DAVIT_ECONN;
}

static int no_http(const struct httpfail *f, davit_error *err)
{
	error_set(err, DAVIT_EPROTO, "%s does not speak HTTP: %s",
		  f->endpoint->uri, reason(f, 0));
	if (f->endpoint->socket == NULL && !f->endpoint->tls)
		error_hint(err, "if that port speaks TLS use https:// or "
			   "give certificates");
	else
		error_hint(err, "something else than an engine answers "
			   "there: check the endpoint");
	return DAVIT_EPROTO;
}

static int tell(const struct httpfail *f, davit_error *err)
{
	switch (f->code) {
	case CURLE_OUT_OF_MEMORY:
		return error_nomem(err);
	case CURLE_COULDNT_CONNECT:
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
		return unreachable(f, err);
	case CURLE_OPERATION_TIMEDOUT:
		return error_set(err, DAVIT_ETIMEOUT, "%s (%s): no connection "
				 "within %ld ms (connect timeout)",
				 f->endpoint->uri, f->endpoint->source,
				 f->connect_ms);
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_CLIENTCERT:
	case CURLE_SSL_ENGINE_INITFAILED:
		return handshake(f, err);
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_HTTP2:
		return no_http(f, err);
	default:
		return broken(f, err);
	}
}

int httpfail_tell(const struct httpfail *f, davit_error *err)
{
	int r = tell(f, err);

	/* What is told of connecting is true of the proxy then. */
	if (r == DAVIT_ECONN && f->proxy != NULL && !f->answered)
		error_hint(err, "it was tried through the proxy that %s "
			   "names; DAVIT_NO_PROXY, --no-proxy does without",
			   f->proxy);
	return r;
}
