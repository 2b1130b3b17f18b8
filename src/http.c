/* SPDX-License-Identifier: MIT */
/* See http.h. */
#include "config.h"

#include "http.h"

#include "error.h"
#include "httpcurl.h"
#include "proxy.h"
#include "timing.h"
#include "util.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* Podman's service leaves after five idle seconds; a connection that has
 * been idle for longer than this is not used again over a unix socket. */
#define IDLE_SECONDS 3L

/* What must not be sent twice goes over a kept connection only if that was
 * in use so lately that no engine can have closed it for idleness. */
#define FRESH_AFTER_MS 1000

/* libcurl's own, and what is read ahead.  libcurl allocates it anew for every
 * exchange: below 128 KiB that needs no call of the system. */
#define BUFFER_SIZE (100L << 10)
#define IDLE_HANDLES 4			/* kept for the next exchange */
#define FOR_EVER (1000L * 60 * 60 * 24 * 20)
#define LISTEN_MS 1000		/* to what ssh says meanwhile */

struct http {
	const struct endpoint *endpoint;
	struct http_tls tls;
	struct httpglue *glue;	/* NULL: libcurl makes the connections */
	CURLM *multi;
	CURL *idle[IDLE_HANDLES];
	unsigned nidle;
	int directory;		/* of a socket with a long path; -1 */
	int64_t last_used;
	bool no_proxy;
	atomic_bool cancelled;
};

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
	CURLcode code;		/* once done */
	bool added, done, paused;
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
	    x->pending.len + len > (size_t)BUFFER_SIZE) {
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

/* ---- connections -------------------------------------------------------- */

static pthread_once_t once = PTHREAD_ONCE_INIT;
static CURLcode global;

static void init_once(void)
{
	global = curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* A path that fits into a socket address: where it is too long, the way
 * leads over an open descriptor of its directory. */
static int short_path(struct http *h, char *out, size_t size,
		      davit_error *err)
{
	const char *path = h->endpoint->socket, *base;
	struct sockaddr_un address;
	char *dir;
	int n;

	n = snprintf(out, size, "%s", path);
	if (n > 0 && (size_t)n < sizeof(address.sun_path))
		return 0;
#ifdef O_PATH
	if (h->directory < 0) {
		base = strrchr(path, '/');
		dir = strndup(path, (size_t)(base - path) + 1);
		if (dir == NULL)
			return error_nomem(err);
		h->directory = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
		n = errno;
		free(dir);
		if (h->directory < 0) {
			error_set(err, DAVIT_ECONN, "cannot connect to %s "
				  "(%s): %s", h->endpoint->uri,
				  h->endpoint->source, strerror(n));
			if (err != NULL)
				err->sys = n;
			return DAVIT_ECONN;
		}
	}
	base = strrchr(path, '/') + 1;
	n = snprintf(out, size, "/proc/self/fd/%d/%s", h->directory, base);
	if (n > 0 && (size_t)n < sizeof(address.sun_path))
		return 0;
#else
	(void)base, (void)dir;
#endif
	return error_set(err, DAVIT_EINVAL, "the name of socket %.200s is "
			 "too long for this system", path);
}

/* libcurl keeps a copy of these; without it, it would do something else.
 * Returns false if there is no memory for one. */
static bool set_text(CURL *e, CURLoption option, const char *text)
{
	return curl_easy_setopt(e, option, text) != CURLE_OUT_OF_MEMORY;
}

static int set_socket(struct http *h, CURL *e, davit_error *err)
{
	char path[sizeof(((struct sockaddr_un *)0)->sun_path) + 4096];
	int r;

	if (h->endpoint->socket == NULL)
		return 0;
	r = short_path(h, path, sizeof(path), err);
	if (r == 0 && !set_text(e, CURLOPT_UNIX_SOCKET_PATH, path))
		return error_nomem(err);
	return r;
}

static bool set_tls(CURL *e, const struct http_tls *tls)
{
	curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (tls->insecure) {
		curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 0L);
		curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 0L);
	}
	/* Who names an authority trusts it alone, not the system's too. */
	if (tls->ca != NULL)
		curl_easy_setopt(e, CURLOPT_CAPATH, NULL);
	/* Even an empty passphrase: OpenSSL would ask on the terminal. */
	return (tls->ca == NULL || set_text(e, CURLOPT_CAINFO, tls->ca)) &&
	       (tls->cert == NULL ||
		set_text(e, CURLOPT_SSLCERT, tls->cert)) &&
	       (tls->key == NULL || set_text(e, CURLOPT_SSLKEY, tls->key)) &&
	       set_text(e, CURLOPT_KEYPASSWD,
			tls->passphrase == NULL ? "" : tls->passphrase);
}

/* The variable that names a proxy, if one may be used; NULL: none. */
static const char *proxy_of(const struct http *h)
{
	return h->no_proxy ? NULL : proxy_variable(h->endpoint);
}

static bool set_proxy(const struct http *h, CURL *e)
{
	struct buf address = BUF_INIT(8192);
	bool good;

	/* Headers of a proxy are none of the answer. */
	curl_easy_setopt(e, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	if (h->no_proxy || !proxy_fits(h->endpoint))
		return set_text(e, CURLOPT_PROXY, "");
	if (h->endpoint->proxy == NULL)
		return true;
	good = proxy_address(h->endpoint, &address) == 0 &&
	       set_text(e, CURLOPT_PROXY, address.data) &&
	       set_text(e, CURLOPT_NOPROXY, "");
	buf_wipe(&address);
	return good;
}

/* What is the same for every request.  Returns false if out of memory. */
static bool set_base(const struct http *h, CURL *e)
{
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(e, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(e, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(e, CURLOPT_TCP_KEEPIDLE, 30L);
	curl_easy_setopt(e, CURLOPT_BUFFERSIZE, BUFFER_SIZE);
	curl_easy_setopt(e, CURLOPT_UPLOAD_BUFFERSIZE, BUFFER_SIZE);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(e, CURLOPT_READFUNCTION, on_read);
	if (h->endpoint->socket != NULL || h->glue != NULL)
		curl_easy_setopt(e, CURLOPT_MAXAGE_CONN, IDLE_SECONDS);
	return set_text(e, CURLOPT_PROTOCOLS_STR, "http,https") &&
	       set_text(e, CURLOPT_USERAGENT, "davit/" PACKAGE_VERSION) &&
	       set_text(e, CURLOPT_URL, h->endpoint->origin) &&
	       set_proxy(h, e) &&
	       (!h->endpoint->tls || set_tls(e, &h->tls));
}

int http_new(const struct endpoint *endpoint, const struct http_tls *tls,
	     const struct ssh_far *far, struct http **out, davit_error *err)
{
	struct http *h;
	int r;

	pthread_once(&once, init_once);
	if (global != CURLE_OK)
		return error_set(err, DAVIT_ENOMEM, "libcurl cannot start: "
				 "%s", curl_easy_strerror(global));
	h = calloc(1, sizeof(*h));
	if (h == NULL)
		return error_nomem(err);
	h->endpoint = endpoint;
	h->tls = *tls;
	h->directory = -1;
	h->multi = curl_multi_init();
	r = h->multi == NULL ? error_nomem(err) :
	    httpglue_new(endpoint, far, &h->glue, err);
	if (r < 0) {
		http_free(h);
		return r;
	}
	*out = h;
	return 0;
}

void http_free(struct http *h)
{
	if (h == NULL)
		return;
	while (h->nidle > 0)
		curl_easy_cleanup(h->idle[--h->nidle]);
	curl_multi_cleanup(h->multi);
	httpglue_free(h->glue);
	if (h->directory >= 0)
		close(h->directory);
	free(h);
}

void http_cancel(struct http *h)
{
	atomic_store(&h->cancelled, true);
	curl_multi_wakeup(h->multi);
}

bool http_cancelled(struct http *h)
{
	return atomic_exchange(&h->cancelled, false);
}

void http_no_proxy(struct http *h)
{
	h->no_proxy = true;
}

const char *http_proxy(const struct http *h)
{
	return proxy_of(h);
}

const struct endpoint *http_endpoint(const struct http *h)
{
	return h->endpoint;
}

struct httpglue *http_glue(const struct http *h)
{
	return h->glue;
}

static CURL *take_handle(struct http *h)
{
	CURL *easy;

	if (h->nidle > 0)
		return h->idle[--h->nidle];
	easy = curl_easy_init();
	if (easy != NULL && !set_base(h, easy)) {
		curl_easy_cleanup(easy);
		return NULL;
	}
	return easy;
}

int http_handle(struct http *h, char *message, CURL **out, davit_error *err)
{
	CURL *easy = curl_easy_init();
	int r;

	if (easy == NULL)
		return error_nomem(err);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, message);
	r = set_base(h, easy) ? set_socket(h, easy, err) : error_nomem(err);
	if (r < 0)
		curl_easy_cleanup(easy);
	else
		*out = easy;
	return r;
}

static void give_handle(struct http *h, CURL *easy)
{
	if (easy != NULL && h->nidle < IDLE_HANDLES)
		h->idle[h->nidle++] = easy;
	else
		curl_easy_cleanup(easy);
}

/* ---- one request -------------------------------------------------------- */

/* Bytes left in a regular file; -1: not known beforehand. */
static curl_off_t size_of(const struct request *r)
{
	struct stat st;
	off_t at;

	if (r->source != REQUEST_FD || fstat(r->fd, &st) < 0 ||
	    !S_ISREG(st.st_mode))
		return -1;
	at = lseek(r->fd, 0, SEEK_CUR);
	return at < 0 || at > st.st_size ? -1 : (curl_off_t)(st.st_size - at);
}

/* Returns false if out of memory. */
static bool set_body(struct exchange *x)
{
	const struct request *r = x->request;
	CURL *e = x->easy;
	bool get = strcmp(r->method, "GET") == 0;
	bool head = strcmp(r->method, "HEAD") == 0;

	/* Later options of this kind undo earlier ones. */
	curl_easy_setopt(e, CURLOPT_NOBODY, 0L);
	curl_easy_setopt(e, CURLOPT_UPLOAD, 0L);
	curl_easy_setopt(e, CURLOPT_HTTPGET, 1L);
	curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, NULL);
	switch (r->source) {
	case REQUEST_NONE:
		if (head)
			curl_easy_setopt(e, CURLOPT_NOBODY, 1L);
		if (head || get)
			return true;
		/* An explicit length of 0, save for DELETE. */
		if (strcmp(r->method, "DELETE") != 0) {
			curl_easy_setopt(e, CURLOPT_POSTFIELDS, "");
			curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE,
					 (curl_off_t)0);
		}
		break;
	case REQUEST_MEM:
		curl_easy_setopt(e, CURLOPT_POSTFIELDS, r->data);
		curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE,
				 (curl_off_t)r->len);
		break;
	case REQUEST_FD:
	case REQUEST_READ:
		curl_easy_setopt(e, CURLOPT_UPLOAD, 1L);
		curl_easy_setopt(e, CURLOPT_READDATA, x);
		curl_easy_setopt(e, CURLOPT_INFILESIZE_LARGE, size_of(r));
		break;
	}
	return set_text(e, CURLOPT_CUSTOMREQUEST, r->method);
}

static bool may_have_body(const struct request *r)
{
	return r->source != REQUEST_NONE || (strcmp(r->method, "GET") != 0 &&
					     strcmp(r->method, "HEAD") != 0);
}

/* The headers of this request and of every one.  Returns false if out of
 * memory. */
static bool make_headers(struct exchange *x)
{
	struct curl_slist *list = NULL, *longer;
	const char *line = NULL;
	bool secret, typed = false;

	while ((line = request_next_header(x->request, line, &secret)) !=
	       NULL) {
		typed = typed || strncasecmp(line, "Content-Type:", 13) == 0;
		longer = curl_slist_append(list, line);
		if (longer == NULL)
			goto fail;
		list = longer;
	}
	/* libcurl would ask before it sends much, and call a body a form. */
	if (may_have_body(x->request)) {
		longer = curl_slist_append(list, "Expect:");
		if (longer == NULL)
			goto fail;
		list = longer;
		longer = typed ? list : curl_slist_append(list,
							  "Content-Type:");
		if (longer == NULL)
			goto fail;
		list = longer;
	}
	x->headers = list;
	return true;
fail:
	curl_slist_free_all(list);
	return false;
}

/* What is asked for.  The URL only leads to the host, so libcurl has nothing
 * to parse or to change - unless there may be a proxy, to which it must show
 * the whole.  Returns false if out of memory. */
static bool set_target(struct exchange *x)
{
	const struct endpoint *e = x->http->endpoint;
	const char *target = x->request->target.data;
	struct buf url = BUF_INIT((size_t)-2);
	bool good;

	if (e->tls || proxy_of(x->http) == NULL)
		return set_text(x->easy, CURLOPT_REQUEST_TARGET, target);
	curl_easy_setopt(x->easy, CURLOPT_REQUEST_TARGET, NULL);
	buf_add_str(&url, e->origin);
	good = buf_add_str(&url, target) == 0 &&
	       set_text(x->easy, CURLOPT_URL, url.data);
	buf_done(&url);
	return good;
}

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

	curl_easy_setopt(x->easy, CURLOPT_CONNECTTIMEOUT_MS,
			 x->limits.connect > 0 ? x->limits.connect : FOR_EVER);
	/* A glue knows when a connection has ended. */
	curl_easy_setopt(x->easy, CURLOPT_FRESH_CONNECT, !x->retry &&
			 !httpglue_dials(h->glue) &&
			 x->timing.started - h->last_used > FRESH_AFTER_MS ?
			 1L : 0L);
	if (h->glue == NULL)
		return set_socket(h, x->easy, err);
	x->joint = (struct joint){
		.glue = h->glue, .connect_ms = x->limits.connect,
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
	if (!set_target(x) || !make_headers(x) || !set_body(x))
		return error_nomem(err);
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, x->message);
	curl_easy_setopt(e, CURLOPT_PRIVATE, x);
	curl_easy_setopt(e, CURLOPT_HTTPHEADER, x->headers);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, x);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(e, CURLOPT_PREREQFUNCTION, on_issue);
	curl_easy_setopt(e, CURLOPT_PREREQDATA, x);
	return 0;
}

static void finish(struct exchange *x, CURLcode code)
{
	x->done = true;
	x->code = code;
}

/* Moves every exchange of this http on, as far as that goes by itself. */
static bool perform(struct http *h)
{
	struct exchange *x = NULL;
	CURLMsg *msg;
	int running, left;

	if (curl_multi_perform(h->multi, &running) != CURLM_OK)
		return false;
	while ((msg = curl_multi_info_read(h->multi, &left)) != NULL)
		if (msg->msg == CURLMSG_DONE && curl_easy_getinfo(
				msg->easy_handle, CURLINFO_PRIVATE, &x) ==
		    CURLE_OK && x != NULL)
			finish(x, msg->data.result);
	return true;
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
		x->http->endpoint, x->easy, x->message, x->code,
		x->limits.connect, x->timing.answered, proxy_of(x->http)
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
			  x->http->endpoint->uri);
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
	int64_t wait;
	int failed;

	while (!x->done && !until(x)) {
		if (!perform(h))
			return error_nomem(err);
		httpglue_tend(h->glue);
		if (is_cancelled(x))
			return error_set(err, DAVIT_ECANCELED, "cancelled");
		if (x->done || until(x))
			break;
		wait = timing_left(&x->timing, h->glue != NULL ? LISTEN_MS :
				   FOR_EVER);
		if (wait == 0)
			return timing_error(&x->timing,
					    x->http->endpoint->uri, err);
		curl_multi_poll(h->multi, NULL, 0, (int)wait, NULL);
	}
	if (until(x))
		return 0;
	if (x->code != CURLE_OK) {
		failed = failure(x, err);
		if (failed == DAVIT_ECONN && x->joint.code == 0)
			httpglue_explain(h->glue, x->timing.started, err);
		return failed;
	}
	h->last_used = util_now_ms();
	return 0;
}

/* What was held back while nobody took it. */
static void resume(struct exchange *x)
{
	if (!x->paused || x->done)
		return;
	x->paused = false;
	timing_byte(&x->timing);
	curl_easy_pause(x->easy, CURLPAUSE_CONT);
}

/* ---- public ------------------------------------------------------------- */

int http_wait(struct http *h, struct pollfd *fds, unsigned n, int timeout)
{
	struct curl_waitfd *extra = NULL;
	unsigned i;
	int ready = 0;

	if (n > 0) {
		extra = calloc(n, sizeof(*extra));
		if (extra == NULL)
			return DAVIT_ENOMEM;
		for (i = 0; i < n; i++) {
			extra[i].fd = fds[i].fd;
			extra[i].events =
				(short)((fds[i].events & POLLIN ?
					 CURL_WAIT_POLLIN : 0) |
					(fds[i].events & POLLPRI ?
					 CURL_WAIT_POLLPRI : 0) |
					(fds[i].events & POLLOUT ?
					 CURL_WAIT_POLLOUT : 0));
		}
	}
	curl_multi_poll(h->multi, extra, n, timeout < 0 ? (int)FOR_EVER :
			timeout, NULL);
	free(extra);
	perform(h);
	httpglue_tend(h->glue);
	if (http_cancelled(h))
		return DAVIT_ECANCELED;
	/* libcurl tells how many, not which, and forgets hang-ups. */
	if (n > 0)
		ready = poll(fds, n, 0);
	return ready < 0 ? 0 : ready;
}

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
	buf_init(&x->pending, (size_t)BUFFER_SIZE * 2);
	x->reply = reply_new(limits->max_reply);
	x->easy = take_handle(h);
	if (x->reply == NULL || x->easy == NULL)
		r = error_nomem(err);
	else
		r = set_request(x, err);
	if (r == 0) {
		x->added = curl_multi_add_handle(h->multi, x->easy) ==
			   CURLM_OK;
		r = x->added ? pump(x, has_head, err) : error_nomem(err);
	}
	/* libcurl takes the end of the connection for the end of the head. */
	if (r == 0 && !x->timing.answered)
		r = error_set(err, DAVIT_ECONN, "the connection to %s broke "
			      "in the head of the answer", h->endpoint->uri);
	if (r == 0 && x->reply->status == 101)
		r = error_set(err, DAVIT_EPROTO, "%s changes to another "
			      "protocol, which it was not asked to",
			      h->endpoint->uri);
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
	return x->done || has_data(x);
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
	curl_multi_wakeup(x->http->multi);
}

/* Credentials may be among them. */
static void wipe_headers(struct curl_slist *list)
{
	struct curl_slist *l;

	for (l = list; l != NULL; l = l->next)
		explicit_bzero(l->data, strlen(l->data));
	curl_slist_free_all(list);
}

void exchange_close(struct exchange *x, davit_reply **reply)
{
	if (x == NULL)
		return;
	if (x->added)
		curl_multi_remove_handle(x->http->multi, x->easy);
	httpglue_drop(&x->joint);
	if (x->easy != NULL) {
		/* Nothing of this exchange may stay in the handle. */
		curl_easy_setopt(x->easy, CURLOPT_HTTPHEADER, NULL);
		curl_easy_setopt(x->easy, CURLOPT_ERRORBUFFER, NULL);
		curl_easy_setopt(x->easy, CURLOPT_PRIVATE, NULL);
		give_handle(x->http, x->easy);
	}
	wipe_headers(x->headers);
	buf_done(&x->pending);
	if (reply != NULL)
		*reply = x->reply;
	else
		davit_reply_free(x->reply);
	free(x);
}
