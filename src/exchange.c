/* SPDX-License-Identifier: MIT */
/* See exchange.h. */
#include "config.h"

#include "exchange.h"

#include "error.h"
#include "httpcurl.h"
#include "timing.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#define LISTEN_MS 1000		/* to what ssh says meanwhile */

/* One request on its way. */
struct exchange {
	struct http *http;
	CURL *easy;
	const struct request *request;	/* must outlive the exchange */
	struct http_limits limits;
	struct curl_slist *headers;
	davit_reply *reply;
	struct buf pending;	/* of the body, not taken yet */
	size_t taken;		/* of pending */
	exchange_sink_fn *sink;	/* where the body goes instead */
	void *sink_ctx;
	struct httpend end;
	bool added, paused;
	bool retry;
	bool issued;		/* sent over a connection once already */
	bool twice;		/* would have been sent a second time */
	bool reader_failed, head_failed, sink_failed, nomem;
	atomic_bool cancelled;
	struct timing timing;
	struct joint joint;
	char message[CURL_ERROR_SIZE];
};

/* ---- callbacks ---------------------------------------------------------- */

static size_t on_header(char *line, size_t one, size_t len, void *ctx)
{
	struct exchange *x = ctx;
	long status = 0;

	(void)one;
	timing_byte(&x->timing);
	if (!reply_add_line(x->reply, line, len)) {
		x->head_failed = true;
		return 0;
	}
	if (len > 2)
		return len;
	/* The empty line: the head is there, unless it was "100 Continue". */
	curl_easy_getinfo(x->easy, CURLINFO_RESPONSE_CODE, &status);
	x->reply->status = (int)status;
	x->timing.answered = status >= 200 || status == 101;
	return len;
}

static size_t on_body(char *data, size_t one, size_t len, void *ctx)
{
	struct exchange *x = ctx;

	(void)one;
	timing_byte(&x->timing);
	if (x->sink != NULL) {
		if (x->sink(data, len, x->sink_ctx))
			return len;
		x->sink_failed = true;
		return 0;
	}
	if (x->pending.len > 0 &&
	    x->pending.len + len > (size_t)HTTP_BUFFER) {
		x->paused = true;
		return CURL_WRITEFUNC_PAUSE;
	}
	x->nomem = buf_add(&x->pending, data, len) == DAVIT_ENOMEM;
	return buf_status(&x->pending) == 0 ? len : 0;
}

static size_t on_read(char *data, size_t one, size_t len, void *ctx)
{
	struct exchange *x = ctx;
	const struct request *r = x->request;
	ssize_t n;

	timing_byte(&x->timing);
	if (r->source == REQUEST_READ)
		n = r->read(data, one * len, r->ctx);
	else
		do
			n = read(r->fd, data, one * len);
		while (n < 0 && errno == EINTR);
	if (n < 0 || (size_t)n > one * len) {
		x->reader_failed = true;
		return CURL_READFUNC_ABORT;
	}
	return (size_t)n;
}

/* libcurl sends anew, by itself, what a kept connection lost. */
static int on_issue(void *ctx, char *a, char *b, int c, int d)
{
	struct exchange *x = ctx;

	(void)a, (void)b, (void)c, (void)d;
	if (x->issued && !x->retry) {
		x->twice = true;
		return CURL_PREREQFUNC_ABORT;
	}
	x->issued = true;
	return httpglue_join(&x->joint) ? CURL_PREREQFUNC_OK :
	       CURL_PREREQFUNC_ABORT;
}

/* ---- the life of it ----------------------------------------------------- */

static bool is_cancelled(struct exchange *x)
{
	return atomic_load(&x->cancelled) || http_cancelled(x->http);
}

static bool gives_up(void *ctx)
{
	return is_cancelled(ctx);
}

static int set_connection(struct exchange *x, davit_error *err)
{
	struct http *h = x->http;
	long limit = x->limits.connect;

	curl_easy_setopt(x->easy, CURLOPT_CONNECTTIMEOUT_MS,
			 limit > 0 ? limit : HTTP_FOR_EVER);
	/* A glue knows when a connection has ended. */
	curl_easy_setopt(x->easy, CURLOPT_FRESH_CONNECT, !x->retry &&
			 !httpglue_dials(http_glue(h)) &&
			 http_stale(h, x->timing.started) ? 1L : 0L);
	if (http_glue(h) == NULL)
		return http_place(h, x->easy, err);
	x->joint = (struct joint){
		.glue = http_glue(h), .connect_ms = x->limits.connect,
		.call_ms = x->limits.call, .cancelled = gives_up, .ctx = x
	};
	return httpglue_set(&x->joint, x->easy, err);
}

static int set_request(struct exchange *x, davit_error *err)
{
	CURL *e = x->easy;
	int r;

	r = set_connection(x, err);
	if (r < 0)
		return r;
	if (!httpsend_set(x->http, e, x->request, &x->headers))
		return error_nomem(err);
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, x->message);
	curl_easy_setopt(e, CURLOPT_PRIVATE, &x->end);
	curl_easy_setopt(e, CURLOPT_HTTPHEADER, x->headers);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, x);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(e, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(e, CURLOPT_READDATA, x);
	curl_easy_setopt(e, CURLOPT_PREREQFUNCTION, on_issue);
	curl_easy_setopt(e, CURLOPT_PREREQDATA, x);
	return 0;
}

static bool has_head(const struct exchange *x)
{
	return x->timing.answered;
}

static bool has_data(const struct exchange *x)
{
	return x->pending.len > x->taken;
}

static bool never(const struct exchange *x)
{
	(void)x;
	return false;
}

static int failure(const struct exchange *x, davit_error *err)
{
	const struct httpfail fail = {
		http_endpoint(x->http), x->easy, x->message, x->end.code,
		x->limits.connect, x->timing.answered, http_proxy(x->http)
	};

	if (x->joint.code < 0) {
		if (err != NULL)
			*err = x->joint.error;
		return x->joint.code;
	}
	if (x->head_failed && x->reply->head.status == DAVIT_ETOOBIG)
		return error_set(err, DAVIT_ETOOBIG, "the head of the answer "
				 "is larger than %u bytes", REPLY_HEAD_MAX);
	if (x->head_failed || x->nomem)
		return error_nomem(err);
	if (x->sink_failed)
		return error_set(err, DAVIT_ECANCELED, "whoever takes the "
				 "answer gave up");
	if (x->reader_failed)
		return error_set(err, DAVIT_ECANCELED, "the body could not "
				 "be read to its end");
	if (x->twice) {
		error_set(err, DAVIT_ECONN, "%s closed the connection after "
			  "the request was sent and before any answer",
			  http_endpoint(x->http)->uri);
		error_hint(err, "whether it was carried out is not known; it "
			   "was not sent again");
		return DAVIT_ECONN;
	}
	return httpfail_tell(&fail, err);
}

/* Runs until the condition holds or the exchange is done. */
static int pump(struct exchange *x, bool (*until)(const struct exchange *),
		davit_error *err)
{
	struct http *h = x->http;
	struct httpglue *glue = http_glue(h);
	int64_t wait;
	int failed;

	while (!x->end.done && !until(x)) {
		if (!http_perform(h))
			return error_nomem(err);
		httpglue_tend(glue);
		if (is_cancelled(x))
			return error_set(err, DAVIT_ECANCELED, "cancelled");
		if (x->end.done || until(x))
			break;
		wait = timing_left(&x->timing, glue != NULL ? LISTEN_MS :
				   HTTP_FOR_EVER);
		if (wait == 0)
			return timing_error(&x->timing, http_endpoint(h)->uri,
					    err);
		curl_multi_poll(http_multi(h), NULL, 0, (int)wait, NULL);
	}
	if (until(x))
		return 0;
	if (x->end.code != CURLE_OK) {
		failed = failure(x, err);
		if (failed == DAVIT_ECONN && x->joint.code == 0)
			httpglue_explain(glue, x->timing.started, err);
		return failed;
	}
	http_used(h);
	return 0;
}

/* What was held back while nobody took it. */
static void resume(struct exchange *x)
{
	if (!x->paused || x->end.done)
		return;
	x->paused = false;
	timing_byte(&x->timing);
	curl_easy_pause(x->easy, CURLPAUSE_CONT);
}

/* ---- public ------------------------------------------------------------- */

int exchange_open(struct http *h, const struct request *request,
		  const struct http_limits *limits, bool retry,
		  struct exchange **out, davit_error *err)
{
	struct exchange *x = calloc(1, sizeof(*x));
	int r;

	if (x == NULL)
		return error_nomem(err);
	x->http = h;
	x->request = request;
	x->limits = *limits;
	x->retry = retry;
	timing_start(&x->timing, request->late ? 0 : limits->first_byte,
		     limits->stall, limits->call);
	buf_init(&x->pending, (size_t)HTTP_BUFFER * 2);
	x->reply = reply_new(limits->max_reply);
	x->easy = http_take(h);
	if (x->reply == NULL || x->easy == NULL)
		r = error_nomem(err);
	else
		r = set_request(x, err);
	if (r == 0) {
		x->added = curl_multi_add_handle(http_multi(h), x->easy) ==
			   CURLM_OK;
		r = x->added ? pump(x, has_head, err) : error_nomem(err);
	}
	/* libcurl takes the end of the connection for the end of the head. */
	if (r == 0 && !x->timing.answered)
		r = error_set(err, DAVIT_ECONN, "the connection to %s broke "
			      "in the head of the answer",
			      http_endpoint(h)->uri);
	if (r == 0 && x->reply->status == 101)
		r = error_set(err, DAVIT_EPROTO, "%s changes to another "
			      "protocol, which it was not asked to",
			      http_endpoint(h)->uri);
	if (r < 0) {
		exchange_close(x, NULL);
		return r;
	}
	*out = x;
	return 0;
}

davit_reply *exchange_reply(struct exchange *x)
{
	return x->reply;
}

bool exchange_ready(const struct exchange *x)
{
	return x->end.done || has_data(x);
}

int exchange_peek(struct exchange *x, const char **data, size_t *len,
		  davit_error *err)
{
	int r;

	if (!has_data(x)) {
		buf_reset(&x->pending);
		x->taken = 0;
		resume(x);
		r = pump(x, has_data, err);
		if (r < 0)
			return r;
	}
	*data = x->pending.data + x->taken;
	*len = x->pending.len - x->taken;
	return *len > 0;
}

void exchange_take(struct exchange *x, size_t len)
{
	x->taken += len;
}

int exchange_drain(struct exchange *x, exchange_sink_fn *sink, void *ctx,
		   davit_error *err)
{
	if (has_data(x) && !sink(x->pending.data + x->taken,
				 x->pending.len - x->taken, ctx)) {
		x->sink_failed = true;
		return failure(x, err);
	}
	buf_reset(&x->pending);
	x->taken = 0;
	x->sink = sink;
	x->sink_ctx = ctx;
	resume(x);
	return pump(x, never, err);
}

static bool collect(const char *data, size_t len, void *ctx)
{
	return buf_add(ctx, data, len) == 0;
}

int exchange_collect(struct exchange *x, davit_error *err)
{
	struct buf *body = &x->reply->body;
	int r;

	r = exchange_drain(x, collect, body, err);
	if (body->status == DAVIT_ETOOBIG)
		return error_set(err, DAVIT_ETOOBIG, "the answer is larger "
				 "than the limit of %zu bytes",
				 x->limits.max_reply);
	return body->status == DAVIT_ENOMEM ? error_nomem(err) : r;
}

void exchange_cancel(struct exchange *x)
{
	atomic_store(&x->cancelled, true);
	curl_multi_wakeup(http_multi(x->http));
}

void exchange_close(struct exchange *x, davit_reply **reply)
{
	if (x == NULL)
		return;
	if (x->added)
		curl_multi_remove_handle(http_multi(x->http), x->easy);
	httpglue_drop(&x->joint);
	if (x->easy != NULL) {
		/* Nothing of this exchange may stay in the handle. */
		curl_easy_setopt(x->easy, CURLOPT_HTTPHEADER, NULL);
		curl_easy_setopt(x->easy, CURLOPT_ERRORBUFFER, NULL);
		curl_easy_setopt(x->easy, CURLOPT_PRIVATE, NULL);
		http_give(x->http, x->easy);
	}
	httpsend_wipe(x->headers);
	buf_done(&x->pending);
	if (reply != NULL)
		*reply = x->reply;
	else
		davit_reply_free(x->reply);
	free(x);
}
