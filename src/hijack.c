/* SPDX-License-Identifier: MIT */
/* See hijack.h. */
#include "config.h"

#include "hijack.h"

#include "error.h"
#include "httpcurl.h"
#include "httphead.h"
#include "timing.h"
#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef HAVE_OPENSSL
#include <openssl/ssl.h>
#endif

#define BUFFER_SIZE (64u << 10)
#define LOOK_MS 1000		/* how often a cancelled http is noticed */

struct hijack {
	struct http *http;
	CURL *easy;
	curl_socket_t socket;
	struct http_limits limits;
	int wake[2];		/* a pipe: cancelling writes to it */
	atomic_bool cancelled;
	bool over, shut;
	struct timing timing;
	struct joint joint;
	char *data;		/* read and not taken yet */
	size_t len, taken;
	char message[CURL_ERROR_SIZE];
};

static int tell(struct hijack *j, CURLcode code, davit_error *err)
{
	const struct httpfail fail = {
		http_endpoint(j->http), j->easy, j->message, code,
		j->limits.connect, j->timing.answered, http_proxy(j->http)
	};
	int r;

	if (j->joint.code < 0) {
		if (err != NULL)
			*err = j->joint.error;
		return j->joint.code;
	}
	r = httpfail_tell(&fail, err);
	if (r == DAVIT_ECONN)
		httpglue_explain(j->joint.glue, j->timing.started, err);
	return r;
}

/* ---- waiting ------------------------------------------------------------ */

/* Waits for one of `events`; sets *got. */
static int wait_for(struct hijack *j, short events, short *got,
		    davit_error *err)
{
	struct pollfd fds[2] = {
		{ j->socket, events, 0 }, { j->wake[0], POLLIN, 0 }
	};
	int64_t left;

	for (;;) {
		left = timing_left(&j->timing, LOOK_MS);
		if (left == 0)
			return timing_error(&j->timing,
					    http_endpoint(j->http)->uri, err);
		if (poll(fds, 2, (int)left) < 0 && errno != EINTR)
			return error_set(err, DAVIT_ECONN, "poll: %s",
					 strerror(errno));
		if (atomic_load(&j->cancelled) || http_cancelled(j->http))
			return error_set(err, DAVIT_ECANCELED, "cancelled");
		httpglue_tend(j->joint.glue);
		*got = fds[0].revents;
		if (*got != 0)
			return 0;
	}
}

/* ---- bytes -------------------------------------------------------------- */

/* More into the buffer, which is empty; the end sets j->over. */
static int fill(struct hijack *j, davit_error *err)
{
	CURLcode code;
	size_t n;
	short got;
	int r;

	for (;;) {
		n = 0;
		code = curl_easy_recv(j->easy, j->data, BUFFER_SIZE, &n);
		if (code == CURLE_OK) {
			j->len = n;
			j->taken = 0;
			j->over = n == 0;
			timing_byte(&j->timing);
			return 0;
		}
		if (code != CURLE_AGAIN)
			return tell(j, code, err);
		r = wait_for(j, POLLIN, &got, err);
		if (r < 0)
			return r;
	}
}

ssize_t hijack_write(struct hijack *j, const void *data, size_t len,
		     davit_error *err)
{
	CURLcode code;
	size_t n;
	short got;
	int r;

	if (j->shut)
		return error_set(err, DAVIT_EINVAL, "nothing can be written "
				 "after the end was told");
	if (len == 0)
		return 0;
	for (;;) {
		n = 0;
		code = curl_easy_send(j->easy, data, len, &n);
		if (code == CURLE_OK && n > 0) {
			timing_byte(&j->timing);
			return (ssize_t)n;
		}
		if (code != CURLE_OK && code != CURLE_AGAIN)
			return tell(j, code, err);
		r = wait_for(j, j->timing.answered ? POLLOUT | POLLIN :
			     POLLOUT, &got, err);
		if (r < 0)
			return r;
		if (!(got & POLLOUT) && got & POLLIN)
			return error_set(err, DAVIT_EAGAIN, "the engine takes "
					 "nothing before something is read");
	}
}

static int write_all(struct hijack *j, const char *data, size_t len,
		     davit_error *err)
{
	ssize_t n;

	for (; len > 0; data += n, len -= (size_t)n) {
		n = hijack_write(j, data, len, err);
		if (n < 0)
			return (int)n;
	}
	return 0;
}

/* ---- opening ------------------------------------------------------------ */

static bool gives_up(void *ctx)
{
	struct hijack *j = ctx;

	return atomic_load(&j->cancelled) || http_cancelled(j->http);
}

static int connect_only(struct hijack *j, davit_error *err)
{
	CURLcode code;
	int r;

	j->joint = (struct joint){
		.glue = http_glue(j->http), .connect_ms = j->limits.connect,
		.call_ms = j->limits.call, .cancelled = gives_up, .ctx = j
	};
	r = http_handle(j->http, j->message, &j->easy, err);
	if (r == 0)
		r = httpglue_set(&j->joint, j->easy, err);
	if (r < 0)
		return r;
	curl_easy_setopt(j->easy, CURLOPT_CONNECT_ONLY, 1L);
	/* What is taken over can't be one of a proxy's own requests. */
	curl_easy_setopt(j->easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
	if (j->limits.connect > 0)
		curl_easy_setopt(j->easy, CURLOPT_CONNECTTIMEOUT_MS,
				 j->limits.connect);
	code = curl_easy_perform(j->easy);
	if (code == CURLE_OK)
		code = curl_easy_getinfo(j->easy, CURLINFO_ACTIVESOCKET,
					 &j->socket);
	return code == CURLE_OK && httpglue_join(&j->joint) ? 0 :
	       tell(j, code, err);
}

static int send_request(struct hijack *j, const struct request *request,
			const char *protocol, davit_error *err)
{
	struct buf head = BUF_SECRET((size_t)-2);
	const char *host = strstr(http_endpoint(j->http)->origin, "://") + 3;
	int r;

	if (request->source != REQUEST_NONE && request->source != REQUEST_MEM)
		return error_set(err, DAVIT_EINVAL, "the body of a request "
				 "that takes the connection over must be in "
				 "memory");
	if (httphead_write(&head, request, host, protocol) < 0)
		r = error_nomem(err);
	else
		r = write_all(j, head.data, head.len, err);
	if (r == 0 && request->source == REQUEST_MEM)
		r = write_all(j, request->data, request->len, err);
	buf_done(&head);
	return r;
}

static int read_head(struct hijack *j, struct httphead *head,
		     davit_error *err)
{
	size_t used;
	int r = 0;

	while (r == 0 && head->state != HTTPHEAD_TAKEN &&
	       head->state != HTTPHEAD_DONE) {
		r = fill(j, err);
		if (r < 0)
			break;
		if (j->over) {
			r = httphead_end(head, err);
			break;
		}
		r = httphead_read(head, j->data, j->len, &used, err);
		/* What came with the head stays for the taker. */
		j->taken = used;
		if (head->state != HTTPHEAD_HEAD)
			j->timing.answered = true;
	}
	return r;
}

int hijack_open(struct http *h, const struct request *request,
		const char *protocol, const struct http_limits *limits,
		struct hijack **out, davit_reply **reply, davit_error *err)
{
	struct hijack *j = calloc(1, sizeof(*j));
	davit_reply *answer = reply_new(limits->max_reply);
	struct httphead head;
	int r = 0;

	httphead_init(&head, answer);
	if (j == NULL || answer == NULL) {
		free(j);
		davit_reply_free(answer);
		return error_nomem(err);
	}
	j->http = h;
	j->limits = *limits;
	j->wake[0] = j->wake[1] = -1;
	timing_start(&j->timing, request->late ? 0 : limits->first_byte,
		     limits->stall, limits->call);
	j->data = malloc(BUFFER_SIZE);
	if (j->data == NULL || pipe2(j->wake, O_CLOEXEC | O_NONBLOCK) < 0)
		r = error_nomem(err);
	if (r == 0)
		r = connect_only(j, err);
	if (r == 0)
		r = send_request(j, request, protocol, err);
	if (r == 0)
		r = read_head(j, &head, err);
	if (r == 0) {
		*reply = answer;
		*out = head.state == HTTPHEAD_TAKEN ? j : NULL;
	} else {
		davit_reply_free(answer);
	}
	if (r < 0 || head.state != HTTPHEAD_TAKEN)
		hijack_close(j);
	httphead_done(&head);
	return r;
}

/* ---- afterwards --------------------------------------------------------- */

bool hijack_ready(struct hijack *j)
{
	/* Who polls for itself learns of these by reading. */
	return j->over || j->taken < j->len || atomic_load(&j->cancelled) ||
	       timing_left(&j->timing, LOOK_MS) == 0;
}

int hijack_peek(struct hijack *j, const char **data, size_t *len,
		davit_error *err)
{
	int r;

	if (j->taken == j->len && !j->over) {
		r = fill(j, err);
		if (r < 0)
			return r;
	}
	*data = j->data + j->taken;
	*len = j->len - j->taken;
	return *len > 0;
}

void hijack_take(struct hijack *j, size_t len)
{
	j->taken += len;
}

static int shutdown_tls(struct hijack *j, davit_error *err)
{
#ifdef HAVE_OPENSSL
	struct curl_tlssessioninfo *tls = NULL;

	if (curl_easy_getinfo(j->easy, CURLINFO_TLS_SSL_PTR, &tls) ==
	    CURLE_OK && tls != NULL && tls->backend == CURLSSLBACKEND_OPENSSL &&
	    tls->internals != NULL) {
		/* One close_notify; the answer can still be read.  A
		 * shutdown of the socket would break the session. */
		return SSL_shutdown(tls->internals) < 0 ?
		       error_set(err, DAVIT_ECONN, "the end of the input "
				 "could not be told over TLS") : 0;
	}
#endif
	(void)j;
	return error_set(err, DAVIT_EINVAL, "the end of the input can't be "
			 "told over TLS without OpenSSL");
}

int hijack_shutdown(struct hijack *j, davit_error *err)
{
	int r = 0;

	if (j->shut)
		return 0;
	if (http_endpoint(j->http)->tls)
		r = shutdown_tls(j, err);
	else if (shutdown(j->socket, SHUT_WR) < 0 && errno != ENOTCONN)
		r = error_set(err, DAVIT_ECONN, "the end of the input could "
			      "not be told: %s", strerror(errno));
	j->shut = r == 0;
	return r;
}

int hijack_fd(const struct hijack *j)
{
	return (int)j->socket;
}

void hijack_cancel(struct hijack *j)
{
	atomic_store(&j->cancelled, true);
	if (write(j->wake[1], "", 1) < 0)
		return;		/* full: the reader will wake anyway */
}

void hijack_close(struct hijack *j)
{
	if (j == NULL)
		return;
	curl_easy_cleanup(j->easy);
	httpglue_drop(&j->joint);
	if (j->wake[0] >= 0) {
		close(j->wake[0]);
		close(j->wake[1]);
	}
	free(j->data);
	free(j);
}
