/* SPDX-License-Identifier: MIT */
/* See http.h. */
#include "config.h"

#include "http.h"

#include "error.h"
#include "util.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
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

struct http {
	const struct endpoint *endpoint;
	CURLM *multi;
	CURL *easy;
	int directory;			/* of a socket with a long path; -1 */
	int64_t last_used;
	char message[CURL_ERROR_SIZE];
};

/* One request on its way. */
struct exchange {
	struct http *http;
	const struct request *request;
	const struct http_limits *limits;
	davit_reply *reply;
	bool retry;
	bool issued;		/* sent over a connection once already */
	bool twice;		/* would have been sent a second time */
	bool answered;		/* the status line is there */
	bool reader_failed;
	bool head_failed;
	int64_t started, active;
	const char *late;	/* which limit passed; NULL: none */
	long late_ms;
};

/* ---- callbacks ---------------------------------------------------------- */

static size_t on_header(char *line, size_t one, size_t len, void *ctx)
{
	struct exchange *x = ctx;

	(void)one;
	x->answered = true;
	x->active = util_now_ms();
	if (reply_add_line(x->reply, line, len))
		return len;
	x->head_failed = true;
	return 0;
}

static size_t on_body(char *data, size_t one, size_t len, void *ctx)
{
	struct exchange *x = ctx;

	(void)one;
	x->active = util_now_ms();
	return buf_add(&x->reply->body, data, len) == 0 ? len : 0;
}

static size_t on_read(char *data, size_t one, size_t len, void *ctx)
{
	struct exchange *x = ctx;
	const struct request *r = x->request;
	ssize_t n;

	x->active = util_now_ms();
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
	return CURL_PREREQFUNC_OK;
}

/* ---- set up ------------------------------------------------------------- */

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

static bool is_loopback(const char *origin)
{
	const char *host = strstr(origin, "://") + 3;

	return strncmp(host, "127.", 4) == 0 ||
	       strncmp(host, "localhost:", 10) == 0 ||
	       strncmp(host, "[::1]", 5) == 0;
}

static void set_tls(CURL *e, const struct http_tls *tls)
{
	curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (tls->ca != NULL)
		curl_easy_setopt(e, CURLOPT_CAINFO, tls->ca);
	if (tls->cert != NULL)
		curl_easy_setopt(e, CURLOPT_SSLCERT, tls->cert);
	if (tls->key != NULL)
		curl_easy_setopt(e, CURLOPT_SSLKEY, tls->key);
	if (tls->passphrase != NULL)
		curl_easy_setopt(e, CURLOPT_KEYPASSWD, tls->passphrase);
	if (tls->insecure) {
		curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 0L);
		curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 0L);
	}
}

/* What is the same for every request. */
static void set_base(struct http *h, const struct http_tls *tls)
{
	CURL *e = h->easy;

	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, h->message);
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(e, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(e, CURLOPT_USERAGENT, "davit/" PACKAGE_VERSION);
	curl_easy_setopt(e, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(e, CURLOPT_TCP_KEEPIDLE, 30L);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(e, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(e, CURLOPT_PREREQFUNCTION, on_issue);
	if (h->endpoint->tls)
		set_tls(e, tls);
	if (h->endpoint->socket != NULL)
		curl_easy_setopt(e, CURLOPT_MAXAGE_CONN, IDLE_SECONDS);
	if (h->endpoint->socket != NULL || is_loopback(h->endpoint->origin))
		curl_easy_setopt(e, CURLOPT_PROXY, "");
}

int http_new(const struct endpoint *endpoint, const struct http_tls *tls,
	     struct http **out, davit_error *err)
{
	struct http *h;

	pthread_once(&once, init_once);
	if (global != CURLE_OK)
		return error_set(err, DAVIT_ENOMEM, "libcurl cannot start: "
				 "%s", curl_easy_strerror(global));
	h = calloc(1, sizeof(*h));
	if (h == NULL)
		return error_nomem(err);
	h->endpoint = endpoint;
	h->directory = -1;
	h->multi = curl_multi_init();
	h->easy = curl_easy_init();
	if (h->multi == NULL || h->easy == NULL) {
		http_free(h);
		return error_nomem(err);
	}
	set_base(h, tls);
	*out = h;
	return 0;
}

void http_free(struct http *h)
{
	if (h == NULL)
		return;
	curl_easy_cleanup(h->easy);
	curl_multi_cleanup(h->multi);
	if (h->directory >= 0)
		close(h->directory);
	free(h);
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

static void set_body(struct exchange *x)
{
	const struct request *r = x->request;
	CURL *e = x->http->easy;
	bool get = strcmp(r->method, "GET") == 0;
	bool head = strcmp(r->method, "HEAD") == 0;

	/* Later options of this kind undo earlier ones. */
	curl_easy_setopt(e, CURLOPT_NOBODY, 0L);
	curl_easy_setopt(e, CURLOPT_UPLOAD, 0L);
	curl_easy_setopt(e, CURLOPT_HTTPGET, 1L);
	curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, NULL);
	switch (r->source) {
	case REQUEST_NONE:
		if (head) {
			curl_easy_setopt(e, CURLOPT_NOBODY, 1L);
		} else if (!get) {
			/* An explicit length of 0, save for DELETE. */
			if (strcmp(r->method, "DELETE") != 0) {
				curl_easy_setopt(e, CURLOPT_POSTFIELDS, "");
				curl_easy_setopt(e,
					CURLOPT_POSTFIELDSIZE_LARGE,
					(curl_off_t)0);
			}
			curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, r->method);
		}
		return;
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
	curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, r->method);
}

/* The headers of this request and of every one.  Returns false if out of
 * memory. */
static bool make_headers(struct exchange *x, struct curl_slist **out)
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
	longer = curl_slist_append(list, "Expect:");
	if (longer == NULL)
		goto fail;
	list = longer;
	longer = typed ? list : curl_slist_append(list, "Content-Type:");
	if (longer == NULL)
		goto fail;
	*out = longer;
	return true;
fail:
	curl_slist_free_all(list);
	return false;
}

static int set_request(struct exchange *x, struct curl_slist **headers,
		       davit_error *err)
{
	struct http *h = x->http;
	CURL *e = h->easy;
	struct buf url = BUF_INIT((size_t)-2);
	char path[sizeof(((struct sockaddr_un *)0)->sun_path) + 4096];
	int r;

	if (h->endpoint->socket != NULL) {
		r = short_path(h, path, sizeof(path), err);
		if (r < 0)
			return r;
		curl_easy_setopt(e, CURLOPT_UNIX_SOCKET_PATH, path);
	}
	buf_add_str(&url, h->endpoint->origin);
	buf_add(&url, x->request->target.data, x->request->target.len);
	if (buf_status(&url) < 0 ||
	    curl_easy_setopt(e, CURLOPT_URL, url.data) != CURLE_OK ||
	    !make_headers(x, headers)) {
		buf_done(&url);
		return error_nomem(err);
	}
	buf_done(&url);
	set_body(x);
	curl_easy_setopt(e, CURLOPT_HTTPHEADER, *headers);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, x);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(e, CURLOPT_PREREQDATA, x);
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS,
			 x->limits->connect > 0 ? x->limits->connect
						: 1000L * 60 * 60 * 24 * 20);
	curl_easy_setopt(e, CURLOPT_FRESH_CONNECT, !x->retry &&
			 util_now_ms() - h->last_used > FRESH_AFTER_MS ?
			 1L : 0L);
	return 0;
}

/* Milliseconds until a limit passes, 0 if one has (then x->late is set). */
static int64_t time_left(struct exchange *x, int64_t now)
{
	const struct http_limits *l = x->limits;
	const struct { const char *name; long ms; int64_t since; } waits[] = {
		{ "call", l->call, x->started },
		{ "first-byte", x->answered || x->request->late ?
		  0 : l->first_byte, x->started },
		{ "stall", l->stall, x->active }
	};
	int64_t left = 1000, rest;
	size_t i;

	for (i = 0; i < UTIL_COUNT(waits); i++) {
		if (waits[i].ms <= 0)
			continue;
		rest = waits[i].since + waits[i].ms - now;
		if (rest <= 0) {
			x->late = waits[i].name;
			x->late_ms = waits[i].ms;
			return 0;
		}
		left = rest < left ? rest : left;
	}
	return left;
}

/* Runs until the exchange is over; CURLE_AGAIN: one of our limits passed. */
static CURLcode pump(struct exchange *x)
{
	CURLM *multi = x->http->multi;
	CURLMsg *msg;
	int running, left;
	int64_t wait;

	for (;;) {
		if (curl_multi_perform(multi, &running) != CURLM_OK)
			return CURLE_OUT_OF_MEMORY;
		while ((msg = curl_multi_info_read(multi, &left)) != NULL)
			if (msg->msg == CURLMSG_DONE)
				return msg->data.result;
		wait = time_left(x, util_now_ms());
		if (wait == 0)
			return CURLE_AGAIN;
		curl_multi_poll(multi, NULL, 0, (int)wait, NULL);
	}
}

/* ---- what went wrong ---------------------------------------------------- */

static const char *reason(struct http *h, CURLcode code, int sys)
{
	if (sys != 0)
		return strerror(sys);
	return h->message[0] != '\0' ? h->message : curl_easy_strerror(code);
}

static int unreachable(struct http *h, CURLcode code, davit_error *err)
{
	const struct endpoint *e = h->endpoint;
	long sys = 0;

	curl_easy_getinfo(h->easy, CURLINFO_OS_ERRNO, &sys);
	error_set(err, DAVIT_ECONN, "cannot connect to %s (%s): %s", e->uri,
		  e->source, reason(h, code, (int)sys));
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
	else if (code == CURLE_COULDNT_RESOLVE_HOST)
		error_hint(err, "check the name of the host");
	else
		error_hint(err, "check the endpoint");
	return DAVIT_ECONN;
}

static int handshake(struct http *h, CURLcode code, davit_error *err)
{
	const char *words = reason(h, code, 0);

	error_set(err, DAVIT_ETLS, "no TLS connection to %s (%s): %s",
		  h->endpoint->uri, h->endpoint->source, words);
	if (strstr(words, "wrong version number") != NULL ||
	    strstr(words, "packet length too long") != NULL ||
	    strstr(words, "record layer failure") != NULL)
		error_hint(err, "that port speaks plain HTTP, it seems: use "
			   "tcp:// without certificates");
	else if (strstr(words, "alert") != NULL)
		error_hint(err, "the engine refused: it wants a client "
			   "certificate signed by its own authority");
	else if (code == CURLE_PEER_FAILED_VERIFICATION)
		error_hint(err, "the engine's certificate is not trusted for "
			   "this host: give the right CA");
	else
		error_hint(err, "check certificate, key and passphrase");
	return DAVIT_ETLS;
}

static int too_late(struct exchange *x, davit_error *err)
{
	return error_set(err, DAVIT_ETIMEOUT, "%s: no %s within %ld ms "
			 "(%s timeout)", x->http->endpoint->uri,
			 strcmp(x->late, "stall") == 0 ? "byte" :
			 x->answered ? "complete answer" : "answer",
			 x->late_ms, x->late);
}

static int broken(struct exchange *x, CURLcode code, davit_error *err)
{
	struct http *h = x->http;

	if (x->twice) {
		error_set(err, DAVIT_ECONN, "%s closed the connection after "
			  "the request was sent and before any answer",
			  h->endpoint->uri);
		error_hint(err, "whether it was carried out is not known; it "
			   "was not sent again");
		return DAVIT_ECONN;
	}
	if (code == CURLE_GOT_NOTHING)
		return error_set(err, DAVIT_ECONN, "%s closed the connection "
				 "without an answer", h->endpoint->uri);
	if (strstr(h->message, "alert") != NULL)
		return handshake(h, code, err);
	return error_set(err, DAVIT_ECONN, "the connection to %s broke %s: "
			 "%s", h->endpoint->uri, x->answered ?
			 "in the middle of the answer" : "before the answer",
			 reason(h, code, 0));
}

static int no_http(struct exchange *x, CURLcode code, davit_error *err)
{
	error_set(err, DAVIT_EPROTO, "%s does not speak HTTP: %s",
		  x->http->endpoint->uri, reason(x->http, code, 0));
	if (x->http->endpoint->socket == NULL && !x->http->endpoint->tls)
		error_hint(err, "if that port speaks TLS use https:// or "
			   "give certificates");
	return DAVIT_EPROTO;
}

static int failure(struct exchange *x, CURLcode code, davit_error *err)
{
	struct http *h = x->http;

	if (x->reply->body.status == DAVIT_ETOOBIG)
		return error_set(err, DAVIT_ETOOBIG, "the answer is larger "
				 "than the limit of %zu bytes",
				 x->limits->max_reply);
	if (x->head_failed && x->reply->head.status == DAVIT_ETOOBIG)
		return error_set(err, DAVIT_ETOOBIG, "the head of the answer "
				 "is larger than %u bytes", REPLY_HEAD_MAX);
	if (code == CURLE_OUT_OF_MEMORY || x->head_failed ||
	    x->reply->body.status == DAVIT_ENOMEM)
		return error_nomem(err);
	if (x->reader_failed)
		return error_set(err, DAVIT_ECANCELED, "the body could not "
				 "be read to its end");
	switch (code) {
	case CURLE_COULDNT_CONNECT:
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
		return unreachable(h, code, err);
	case CURLE_OPERATION_TIMEDOUT:
		return error_set(err, DAVIT_ETIMEOUT, "%s (%s): no connection "
				 "within %ld ms (connect timeout)",
				 h->endpoint->uri, h->endpoint->source,
				 x->limits->connect);
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_CLIENTCERT:
	case CURLE_SSL_ENGINE_INITFAILED:
		return handshake(h, code, err);
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_HTTP2:
		return no_http(x, code, err);
	default:
		return broken(x, code, err);
	}
}

/* ---- public ------------------------------------------------------------- */

int http_exchange(struct http *h, const struct request *request,
		  const struct http_limits *limits, bool retry,
		  davit_reply **out, davit_error *err)
{
	struct exchange x = {
		.http = h, .request = request, .limits = limits,
		.retry = retry, .started = util_now_ms()
	};
	struct curl_slist *headers = NULL;
	CURLcode code;
	long status = 0;
	int r;

	x.active = x.started;
	x.reply = reply_new(limits->max_reply);
	if (x.reply == NULL)
		return error_nomem(err);
	h->message[0] = '\0';
	r = set_request(&x, &headers, err);
	if (r < 0)
		goto out;
	if (curl_multi_add_handle(h->multi, h->easy) != CURLM_OK) {
		r = error_nomem(err);
		goto out;
	}
	code = pump(&x);
	if (code == CURLE_AGAIN && x.late != NULL) {
		r = too_late(&x, err);
	} else if (code != CURLE_OK) {
		r = failure(&x, code, err);
	} else {
		curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &status);
		x.reply->status = (int)status;
		h->last_used = util_now_ms();
	}
	curl_multi_remove_handle(h->multi, h->easy);
out:
	curl_easy_setopt(h->easy, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(headers);
	if (r < 0) {
		davit_reply_free(x.reply);
		return r;
	}
	*out = x.reply;
	return 0;
}
