/* SPDX-License-Identifier: MIT */
/* Handles of libcurl, set up for one endpoint: see http.h. */
#include "config.h"

#include "http.h"

#include "error.h"
#include "httpcurl.h"
#include "proxy.h"
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
#include <sys/un.h>
#include <unistd.h>

/* Podman's service leaves after five idle seconds; a connection that has
 * been idle for longer than this is not used again over a unix socket. */
#define IDLE_SECONDS 3L

/* What must not be sent twice goes over a kept connection only if that was
 * in use so lately that no engine can have closed it for idleness. */
#define FRESH_AFTER_MS 1000

#define IDLE_HANDLES 4			/* kept for the next exchange */

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

bool http_text(CURL *e, CURLoption option, const char *text)
{
	return curl_easy_setopt(e, option, text) != CURLE_OUT_OF_MEMORY;
}

int http_place(struct http *h, CURL *e, davit_error *err)
{
	char path[sizeof(((struct sockaddr_un *)0)->sun_path) + 4096];
	int r;

	if (h->endpoint->socket == NULL)
		return 0;
	r = short_path(h, path, sizeof(path), err);
	if (r == 0 && !http_text(e, CURLOPT_UNIX_SOCKET_PATH, path))
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
	return (tls->ca == NULL || http_text(e, CURLOPT_CAINFO, tls->ca)) &&
	       (tls->cert == NULL ||
		http_text(e, CURLOPT_SSLCERT, tls->cert)) &&
	       (tls->key == NULL || http_text(e, CURLOPT_SSLKEY, tls->key)) &&
	       http_text(e, CURLOPT_KEYPASSWD,
			tls->passphrase == NULL ? "" : tls->passphrase);
}

/* The variable that names a proxy, if one may be used; NULL: none. */
static const char *proxy_of(const struct http *h)
{
	return h->no_proxy ? NULL : proxy_variable(h->endpoint);
}

static bool set_proxy(const struct http *h, CURL *e)
{
	struct buf address = BUF_SECRET(8192);
	bool good;

	/* Headers of a proxy are none of the answer. */
	curl_easy_setopt(e, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	if (h->no_proxy || !proxy_fits(h->endpoint))
		return http_text(e, CURLOPT_PROXY, "");
	if (h->endpoint->proxy == NULL)
		return true;
	good = proxy_address(h->endpoint, &address) == 0 &&
	       http_text(e, CURLOPT_PROXY, address.data) &&
	       http_text(e, CURLOPT_NOPROXY, "");
	buf_done(&address);
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
	curl_easy_setopt(e, CURLOPT_BUFFERSIZE, HTTP_BUFFER);
	curl_easy_setopt(e, CURLOPT_UPLOAD_BUFFERSIZE, HTTP_BUFFER);
	if (h->endpoint->socket != NULL || h->glue != NULL)
		curl_easy_setopt(e, CURLOPT_MAXAGE_CONN, IDLE_SECONDS);
	return http_text(e, CURLOPT_PROTOCOLS_STR, "http,https") &&
	       http_text(e, CURLOPT_USERAGENT, "davit/" PACKAGE_VERSION) &&
	       http_text(e, CURLOPT_URL, h->endpoint->origin) &&
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

CURLM *http_multi(const struct http *h)
{
	return h->multi;
}

void http_used(struct http *h)
{
	h->last_used = util_now_ms();
}

bool http_stale(const struct http *h, int64_t now)
{
	return now - h->last_used > FRESH_AFTER_MS;
}

struct httpglue *http_glue(const struct http *h)
{
	return h->glue;
}

CURL *http_take(struct http *h)
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
	r = set_base(h, easy) ? http_place(h, easy, err) : error_nomem(err);
	if (r < 0)
		curl_easy_cleanup(easy);
	else
		*out = easy;
	return r;
}

void http_give(struct http *h, CURL *easy)
{
	if (easy != NULL && h->nidle < IDLE_HANDLES)
		h->idle[h->nidle++] = easy;
	else
		curl_easy_cleanup(easy);
}

/* ---- all exchanges at once ---------------------------------------------- */

bool http_perform(struct http *h)
{
	struct httpend *end = NULL;
	CURLMsg *msg;
	int running, left;

	if (curl_multi_perform(h->multi, &running) != CURLM_OK)
		return false;
	while ((msg = curl_multi_info_read(h->multi, &left)) != NULL)
		if (msg->msg == CURLMSG_DONE && curl_easy_getinfo(
				msg->easy_handle, CURLINFO_PRIVATE, &end) ==
		    CURLE_OK && end != NULL)
			*end = (struct httpend){ true, msg->data.result };
	return true;
}

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
	if (timeout < 0)
		timeout = (int)HTTP_FOR_EVER;
	curl_multi_poll(h->multi, extra, n, timeout, NULL);
	free(extra);
	http_perform(h);
	httpglue_tend(h->glue);
	if (http_cancelled(h))
		return DAVIT_ECANCELED;
	/* libcurl tells how many, not which, and forgets hang-ups. */
	if (n > 0)
		ready = poll(fds, n, 0);
	return ready < 0 ? 0 : ready;
}
