/* SPDX-License-Identifier: MIT */
/*
 * The fake engine: one thread, poll(), blocking writes.  It knows enough
 * HTTP/1.1 to find the end of a request and nothing about container engines.
 */
#include "config.h"
#include "engine.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>
#ifdef HAVE_OPENSSL
#include <openssl/err.h>
#include <openssl/ssl.h>
#endif
#ifdef __linux__
#include <linux/sockios.h>
#endif

#define CONNS 16
#define REQUEST_MAX (64u << 20)

struct conn {
	int fd;
	unsigned number;
	bool silent;		/* reads go on, answers don't */
	bool answered;		/* an early answer is out */
	bool deaf;		/* is never read again */
	bool ended;		/* the other side has told its end */
	struct engine_reply reply;	/* a copy: scripts may be gone */
	bool flow;		/* more of it is to be sent */
	uint64_t left;		/* of its fill */
	bool swallow;		/* it is due after the body */
	uint64_t to_swallow;
	bool taken;		/* it has taken this over */
	char *in;
	size_t len, cap;
#ifdef HAVE_OPENSSL
	SSL *ssl;
#endif
};

struct engine {
	int kind, listener;
	char url[256], path[200], dir[64];
	int wake[2];
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t settled;
	bool stop, renew;	/* asked of the thread */
	const struct engine_reply *replies;
	size_t nreplies, next;
	bool repeat;
	struct engine_request *requests[ENGINE_MEMORY];
	size_t nrequests;
	char fill[65536];
	uint64_t filled, swallowed;
	char heard[ENGINE_HEARD_MAX];
	size_t nheard;
	unsigned ends;
	unsigned nconns;
	struct conn conns[CONNS];
#ifdef HAVE_OPENSSL
	SSL_CTX *tls;
#endif
};

static void fatal(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("engine: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(99);
}

static void *need(void *memory)
{
	if (!memory)
		fatal("out of memory");
	return memory;
}

/* ---- connections -------------------------------------------------------- */

static ssize_t conn_read(struct conn *c, void *buf, size_t len)
{
#ifdef HAVE_OPENSSL
	if (c->ssl)
		return SSL_read(c->ssl, buf, (int)len);
#endif
	return recv(c->fd, buf, len, 0);
}

static ssize_t conn_write(struct conn *c, const void *data, size_t len)
{
#ifdef HAVE_OPENSSL
	if (c->ssl)
		return SSL_write(c->ssl, data, (int)len);
#endif
	return send(c->fd, data, len, MSG_NOSIGNAL);
}

static void conn_close(struct conn *c, bool reset)
{
	struct linger now = { 1, 0 };

	if (c->fd < 0)
		return;
#ifdef HAVE_OPENSSL
	if (c->ssl) {
		if (!reset)
			SSL_shutdown(c->ssl);
		SSL_free(c->ssl);
		ERR_clear_error();
		c->ssl = NULL;
	}
#endif
	if (reset)
		setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	close(c->fd);
	c->fd = -1;
	free(c->in);
	c->in = NULL;
	c->len = c->cap = 0;
}

/* Until the other side has taken every byte, or has had its chance to. */
static void conn_drain(struct conn *c)
{
#ifdef SIOCOUTQ
	int left = 0, tries;

	for (tries = 0; tries < 20000; tries++) {
		if (ioctl(c->fd, SIOCOUTQ, &left) < 0 || left == 0)
			return;
		sched_yield();
	}
#else
	(void)c;
	sched_yield();
#endif
}

static bool conn_send(struct conn *c, const char *data, size_t len,
		      bool bytewise)
{
	ssize_t n;

	while (len) {
		n = conn_write(c, data, bytewise ? 1 : len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		data += n;
		len -= (size_t)n;
		if (bytewise)
			conn_drain(c);
	}
	return true;
}

/* What Go's servers say, whose engines these are. */
#ifdef HAVE_OPENSSL
static const char plain_to_tls[] = "HTTP/1.0 400 Bad Request\r\n\r\n"
	"Client sent an HTTP request to an HTTPS server.\n";
#endif
static const char tls_to_plain[] = "HTTP/1.1 400 Bad Request\r\n"
	"Content-Type: text/plain; charset=utf-8\r\n"
	"Connection: close\r\n\r\n400 Bad Request";

static bool conn_handshake(struct engine *e, struct conn *c)
{
#ifdef HAVE_OPENSSL
	char first = 0, rest[1024];

	if (!e->tls)
		return true;
	if (recv(c->fd, &first, 1, MSG_PEEK) == 1 && first != 0x16) {
		conn_send(c, plain_to_tls, sizeof(plain_to_tls) - 1, false);
		shutdown(c->fd, SHUT_WR);
		return false;
	}
	c->ssl = need(SSL_new(e->tls));
	SSL_set_fd(c->ssl, c->fd);
	if (SSL_accept(c->ssl) != 1) {
		ERR_clear_error();
		/* Bytes left unread would reset the connection, and the
		 * client might never see the alert that tells the reason. */
		shutdown(c->fd, SHUT_WR);
		while (recv(c->fd, rest, sizeof(rest), 0) > 0)
			;
		return false;
	}
#else
	(void)e;
	(void)c;
#endif
	return true;
}

static void conn_accept(struct engine *e)
{
	struct timeval patience = { 5, 0 };
	int i, on = 1, fd = accept(e->listener, NULL, NULL);
	struct conn *c;

	if (fd < 0)
		return;
	fcntl(fd, F_SETFL, 0);	/* some systems pass it on */
	for (i = 0; i < CONNS && e->conns[i].fd >= 0; i++)
		;
	if (i == CONNS) {
		close(fd);
		return;
	}
	c = &e->conns[i];
	memset(c, 0, sizeof(*c));
	c->fd = fd;
	pthread_mutex_lock(&e->lock);
	c->number = ++e->nconns;
	pthread_mutex_unlock(&e->lock);
	if (e->kind != ENGINE_UNIX)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	if (!conn_handshake(e, c))
		conn_close(c, false);
}

/* ---- requests ----------------------------------------------------------- */

static void request_free(struct engine_request *r)
{
	free(r->head);
	free(r->body);
	free(r);
}

static const char *find_bytes(const char *text, size_t len, const char *what)
{
	size_t n = strlen(what), i;

	for (i = 0; i + n <= len; i++)
		if (!memcmp(text + i, what, n))
			return text + i;
	return NULL;
}

/* The value of a header in a terminated head; NULL if absent. */
static const char *find_header(const char *head, const char *name)
{
	size_t n = strlen(name);
	const char *line = head;

	while ((line = strstr(line, "\r\n")) != NULL) {
		line += 2;
		if (!strncasecmp(line, name, n) && line[n] == ':') {
			line += n + 1;
			return line + strspn(line, " \t");
		}
	}
	return NULL;
}

/*
 * Takes chunk framing off.  Returns the bytes it took up, 0 if the last chunk
 * is not in yet.
 */
static size_t unchunk(const char *in, size_t len, struct engine_request *r)
{
	size_t at = 0, size;
	const char *eol;

	r->body_len = 0;
	for (;;) {
		eol = find_bytes(in + at, len - at, "\r\n");
		if (!eol)
			return 0;
		size = (size_t)strtoul(in + at, NULL, 16);
		at = (size_t)(eol - in) + 2;
		if (len - at < 2 || size > len - at - 2)
			return 0;
		if (size) {
			r->body = need(realloc(r->body,
					       r->body_len + size + 1));
			memcpy(r->body + r->body_len, in + at, size);
			r->body_len += size;
		}
		at += size + 2;
		if (!size)
			return at;
	}
}

/*
 * The request at the start of what was read; NULL if it isn't complete.  `used`
 * is set to its length.  With `head_only` the body need not be in.
 */
static struct engine_request *take_request(const struct conn *c,
					   size_t *used, bool head_only)
{
	const char *end = c->in ? find_bytes(c->in, c->len, "\r\n\r\n") : NULL;
	struct engine_request *r;
	const char *value;
	size_t body = 0;

	if (!end)
		return NULL;
	r = need(calloc(1, sizeof(*r)));
	r->connection = c->number;
	r->head_len = (size_t)(end - c->in) + 4;
	r->head = need(malloc(r->head_len + 1));
	memcpy(r->head, c->in, r->head_len);
	r->head[r->head_len] = 0;
	value = find_header(r->head, "Transfer-Encoding");
	r->chunked = value && !strncasecmp(value, "chunked", 7);
	*used = r->head_len;
	if (head_only) {
		r->body = need(calloc(1, 1));
		return r;
	}
	if (r->chunked) {
		r->body = need(calloc(1, 1));
		body = unchunk(c->in + r->head_len, c->len - r->head_len, r);
		if (!body) {
			request_free(r);
			return NULL;
		}
	} else {
		value = find_header(r->head, "Content-Length");
		body = value ? (size_t)strtoul(value, NULL, 10) : 0;
		if (body > c->len - r->head_len) {
			request_free(r);
			return NULL;
		}
		r->body = need(malloc(body + 1));
		memcpy(r->body, c->in + r->head_len, body);
		r->body_len = body;
	}
	r->body[r->body_len] = 0;
	*used = r->head_len + body;
	return r;
}

/* ---- the thread --------------------------------------------------------- */

/* The reply that is due, or NULL at the end of the script. */
static const struct engine_reply *due(struct engine *e)
{
	if (e->repeat && e->nreplies && e->next == e->nreplies)
		e->next = 0;
	return e->next < e->nreplies ? &e->replies[e->next] : NULL;
}

/* What was heard from a connection that was taken over. */
static void hear(struct engine *e, struct conn *c, const char *data,
		 size_t len)
{
	size_t n = sizeof(e->heard) - e->nheard;

	pthread_mutex_lock(&e->lock);
	n = n < len ? n : len;
	memcpy(e->heard + e->nheard, data, n);
	e->nheard += n;
	pthread_mutex_unlock(&e->lock);
	if (c->reply.end == ENGINE_ECHO && !conn_send(c, data, len, false))
		conn_close(c, false);
}

static void hear_end(struct engine *e, struct conn *c)
{
	if (!c->ended) {
		pthread_mutex_lock(&e->lock);
		e->ends++;
		pthread_mutex_unlock(&e->lock);
	}
	c->ended = true;
	if (c->flow)
		return;
	conn_send(c, c->reply.last, c->reply.last_len, c->reply.bytewise);
	conn_close(c, false);
}

static void finish(struct engine *e, struct conn *c)
{
	switch (c->reply.end) {
	case ENGINE_CLOSE:
		conn_close(c, false);
		break;
	case ENGINE_RESET:
		conn_drain(c);
		conn_close(c, true);
		break;
	case ENGINE_SILENT:
		c->silent = true;
		break;
	case ENGINE_DEAF:
		c->deaf = true;
		break;
	case ENGINE_TAKEN:
	case ENGINE_ECHO:
		if (c->ended)
			hear_end(e, c);
		break;
	default:
		break;
	}
}

/* Some more of what is made as it is sent. */
static void flow(struct engine *e, struct conn *c)
{
	const struct engine_reply *reply = &c->reply;
	int turns, flags = MSG_NOSIGNAL | MSG_DONTWAIT;
	ssize_t n;

	for (turns = 0; turns < 16 && c->left; turns++) {
		n = (ssize_t)(c->left < sizeof(e->fill) ? c->left :
			      sizeof(e->fill));
#ifdef HAVE_OPENSSL
		if (c->ssl)
			n = conn_write(c, e->fill, (size_t)n);
		else
#endif
			n = send(c->fd, e->fill, (size_t)n, flags);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		if (n <= 0) {
			conn_close(c, false);
			return;
		}
		c->left -= (uint64_t)n;
		pthread_mutex_lock(&e->lock);
		e->filled += (uint64_t)n;
		pthread_mutex_unlock(&e->lock);
	}
	if (c->left)
		return;
	c->flow = false;
	if (!c->taken && !conn_send(c, reply->last, reply->last_len,
				    reply->bytewise))
		conn_close(c, false);
	else
		finish(e, c);
}

static void answer(struct engine *e, struct conn *c,
		   const struct engine_reply *reply)
{
	size_t len;

	if (!reply) {
		conn_close(c, false);
		return;
	}
	len = reply->cut < reply->len ? reply->cut : reply->len;
	if (!conn_send(c, reply->data, len, reply->bytewise)) {
		conn_close(c, false);
		return;
	}
	if (reply->end == ENGINE_TAKEN || reply->end == ENGINE_ECHO)
		c->taken = true;
	c->deaf = reply->end == ENGINE_DEAF;
	c->reply = *reply;
	c->flow = true;
	c->left = reply->fill;
	flow(e, c);
}

/* Drops the body of a request; the answer comes after its end. */
static void swallow(struct engine *e, struct conn *c, size_t len)
{
	const struct engine_reply reply = c->reply;

	if (len > c->to_swallow)
		fatal("more than the body of a request");
	c->to_swallow -= len;
	pthread_mutex_lock(&e->lock);
	e->swallowed += len;
	pthread_mutex_unlock(&e->lock);
	if (c->to_swallow)
		return;
	c->swallow = false;
	answer(e, c, &reply);
}

static uint64_t length_of(const struct engine_request *r)
{
	const char *value = find_header(r->head, "Content-Length");

	return value ? strtoull(value, NULL, 10) : 0;
}

static void serve(struct engine *e, struct conn *c)
{
	const struct engine_reply *reply;
	struct engine_request *r;
	size_t used;
	bool early, dropped;

	while (c->fd >= 0 && !c->silent && !c->deaf && !c->flow && !c->taken &&
	       !c->swallow && c->len) {
		pthread_mutex_lock(&e->lock);
		reply = due(e);
		early = reply && reply->early && !c->answered;
		dropped = reply && reply->swallow;
		r = take_request(c, &used, early || dropped);
		if (!r) {
			pthread_mutex_unlock(&e->lock);
			return;
		}
		if (c->answered) {
			/* the rest of a request answered early */
			request_free(r);
			r = NULL;
		} else {
			e->next += reply ? 1 : 0;
			c->to_swallow = dropped ? length_of(r) : 0;
			if (!e->repeat && e->nrequests < ENGINE_MEMORY)
				e->requests[e->nrequests++] = r;
			else
				request_free(r);
		}
		pthread_mutex_unlock(&e->lock);
		if (!early) {
			memmove(c->in, c->in + used, c->len - used);
			c->len -= used;
		}
		if (c->to_swallow) {
			c->swallow = true;
			c->reply = *reply;
			used = c->len;
			c->len = 0;
			swallow(e, c, used);
			continue;
		}
		if (!c->answered)
			answer(e, c, reply);
		c->answered = early;
		if (c->fd >= 0 && c->taken && c->len) {
			used = c->len;
			c->len = 0;
			hear(e, c, c->in, used);
		}
	}
}

static void receive(struct engine *e, struct conn *c)
{
	ssize_t n;

	if (c->cap - c->len < 65536) {
		c->cap = c->cap ? c->cap * 2 : 131072;
		if (c->cap > REQUEST_MAX)
			fatal("a request beyond all bounds");
		c->in = need(realloc(c->in, c->cap));
	}
	n = conn_read(c, c->in + c->len, c->cap - c->len);
	if (n == 0 && c->taken) {
		hear_end(e, c);
		return;
	}
	if (n <= 0) {
		conn_close(c, false);
		return;
	}
	if (c->taken) {
		hear(e, c, c->in, (size_t)n);
		return;
	}
	if (c->swallow) {
		swallow(e, c, (size_t)n);
		return;
	}
	c->len += (size_t)n;
	if (e->kind != ENGINE_TLS && c->in[0] == 0x16) {
		conn_send(c, tls_to_plain, sizeof(tls_to_plain) - 1, false);
		conn_close(c, false);
		return;
	}
	serve(e, c);
}

/* More than poll() can see may wait in the TLS layer. */
static bool pending(const struct conn *c)
{
#ifdef HAVE_OPENSSL
	return c->fd >= 0 && c->ssl && SSL_pending(c->ssl) > 0;
#else
	(void)c;
	return false;
#endif
}

/* Does what the owner asked for; returns false when that is to end. */
static bool obey(struct engine *e)
{
	bool go_on;
	size_t i;
	char c;
	int fd;

	if (read(e->wake[0], &c, 1) != 1)
		return true;
	pthread_mutex_lock(&e->lock);
	if (e->renew || e->stop) {
		for (i = 0; i < CONNS; i++)
			conn_close(&e->conns[i], false);
		/* Clients that gave up may still wait to be let in. */
		while ((fd = accept(e->listener, NULL, NULL)) >= 0)
			close(fd);
		e->nconns = 0;
		e->filled = e->swallowed = 0;
		e->nheard = e->ends = 0;
		e->renew = false;
	}
	go_on = !e->stop;
	pthread_cond_broadcast(&e->settled);
	pthread_mutex_unlock(&e->lock);
	return go_on;
}

static void *run(void *arg)
{
	struct engine *e = arg;
	struct pollfd fds[CONNS + 2];
	struct conn *polled[CONNS + 2], *c;
	nfds_t i, n;
	int events;

	for (;;) {
		n = 2;
		fds[0].fd = e->wake[0];
		fds[1].fd = e->listener;
		fds[0].events = fds[1].events = POLLIN;
		for (i = 0; i < CONNS; i++) {
			c = &e->conns[i];
			while (!c->deaf && !c->ended && pending(c))
				receive(e, c);
			events = (c->deaf || c->ended ? 0 : POLLIN) |
				 (c->flow ? POLLOUT : 0);
			if (c->fd < 0 || !events)
				continue;
			fds[n].fd = c->fd;
			fds[n].events = (short)events;
			polled[n++] = c;
		}
		if (poll(fds, n, -1) < 0)
			continue;
		for (i = 2; i < n; i++) {
			c = polled[i];
			if (c->flow && fds[i].revents)
				flow(e, c);
			if (c->fd >= 0 && !c->deaf && !c->ended &&
			    fds[i].revents & ~POLLOUT)
				receive(e, c);
		}
		if (fds[0].revents) {
			if (!obey(e))
				return NULL;
			continue;
		}
		if (fds[1].revents)
			conn_accept(e);
	}
}

/* ---- setting up --------------------------------------------------------- */

/* Paths too long for a socket address are bound from inside their folder. */
static void listen_unix(struct engine *e, const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	char dir[200], cwd[4096];
	char *slash;

	if (!path) {
		snprintf(e->dir, sizeof(e->dir), "/tmp/davit-test.XXXXXX");
		if (!mkdtemp(e->dir))
			fatal("%s: %s", e->dir, strerror(errno));
		snprintf(e->path, sizeof(e->path), "%s/s", e->dir);
	} else {
		if (strlen(path) >= sizeof(e->path))
			fatal("%s: too long", path);
		snprintf(e->path, sizeof(e->path), "%s", path);
	}
	e->listener = socket(AF_UNIX, SOCK_STREAM, 0);
	snprintf(dir, sizeof(dir), "%s", e->path);
	slash = strrchr(dir, '/');
	if (!slash || strlen(slash) >= sizeof(addr.sun_path))
		fatal("%s: cannot listen there", e->path);
	*slash = 0;
	if (!getcwd(cwd, sizeof(cwd)) || chdir(dir) < 0)
		fatal("%s: %s", dir, strerror(errno));
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%.107s", slash + 1);
	unlink(addr.sun_path);
	if (bind(e->listener, (struct sockaddr *)&addr, sizeof(addr)) < 0)
		fatal("%s: %s", e->path, strerror(errno));
	if (chdir(cwd) < 0)
		fatal("%s: %s", cwd, strerror(errno));
	snprintf(e->url, sizeof(e->url), "unix://%s", e->path);
}

static void listen_tcp(struct engine *e, const char *scheme)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	socklen_t len = sizeof(addr);
	int on = 1;

	e->listener = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(e->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(e->listener, (struct sockaddr *)&addr, sizeof(addr)) < 0 ||
	    getsockname(e->listener, (struct sockaddr *)&addr, &len) < 0)
		fatal("loopback: %s", strerror(errno));
	snprintf(e->url, sizeof(e->url), "%s://127.0.0.1:%d", scheme,
		 ntohs(addr.sin_port));
}

static void load_tls(struct engine *e, const struct engine_opts *opts)
{
#ifdef HAVE_OPENSSL
	e->tls = need(SSL_CTX_new(TLS_server_method()));
	if (SSL_CTX_use_certificate_chain_file(e->tls, opts->cert) != 1 ||
	    SSL_CTX_use_PrivateKey_file(e->tls, opts->key,
					SSL_FILETYPE_PEM) != 1)
		fatal("%s, %s: not usable", opts->cert, opts->key);
	/* Sessions with a client certificate are resumed within a context. */
	SSL_CTX_set_session_id_context(e->tls, (const unsigned char *)"davit",
				       5);
	if (!opts->client_ca)
		return;
	if (SSL_CTX_load_verify_locations(e->tls, opts->client_ca, NULL) != 1)
		fatal("%s: not usable", opts->client_ca);
	SSL_CTX_set_verify(e->tls,
			   SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
			   NULL);
#else
	(void)e;
	(void)opts;
	fatal("built without TLS");
#endif
}

static void poke(struct engine *e)
{
	if (write(e->wake[1], "", 1) != 1)
		fatal("cannot wake the thread");
}

/* ---- for everyone ------------------------------------------------------- */

struct engine *engine_start(const struct engine_opts *opts)
{
	struct engine *e = need(calloc(1, sizeof(*e)));
	sigset_t pipes, before;
	size_t i;

	e->kind = opts ? opts->kind : ENGINE_UNIX;
	memset(e->fill, 'x', sizeof(e->fill));
	for (i = 0; i < CONNS; i++)
		e->conns[i].fd = -1;
	if (e->kind == ENGINE_UNIX)
		listen_unix(e, opts ? opts->path : NULL);
	else
		listen_tcp(e, e->kind == ENGINE_TLS ? "https" : "http");
	if (e->kind == ENGINE_TLS)
		load_tls(e, opts);
	if (listen(e->listener, 64) < 0 || pipe(e->wake) < 0 ||
	    fcntl(e->listener, F_SETFL, O_NONBLOCK) < 0)
		fatal("%s: %s", e->url, strerror(errno));
	pthread_mutex_init(&e->lock, NULL);
	pthread_cond_init(&e->settled, NULL);
	/* Only this thread: the library has to mind its own signals. */
	sigemptyset(&pipes);
	sigaddset(&pipes, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &pipes, &before);
	if (pthread_create(&e->thread, NULL, run, e))
		fatal("no thread");
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return e;
}

void engine_script(struct engine *e, const struct engine_reply *replies,
		   size_t n, bool repeat)
{
	pthread_mutex_lock(&e->lock);
	e->renew = true;
	poke(e);
	while (e->renew)
		pthread_cond_wait(&e->settled, &e->lock);
	while (e->nrequests)
		request_free(e->requests[--e->nrequests]);
	e->replies = replies;
	e->nreplies = n;
	e->next = 0;
	e->repeat = repeat;
	pthread_mutex_unlock(&e->lock);
}

void engine_stop(struct engine *e)
{
	if (!e)
		return;
	pthread_mutex_lock(&e->lock);
	e->stop = true;
	pthread_mutex_unlock(&e->lock);
	poke(e);
	pthread_join(e->thread, NULL);
	while (e->nrequests)
		request_free(e->requests[--e->nrequests]);
	close(e->listener);
	close(e->wake[0]);
	close(e->wake[1]);
	if (e->kind == ENGINE_UNIX)
		unlink(e->path);
	if (e->dir[0])
		rmdir(e->dir);
#ifdef HAVE_OPENSSL
	SSL_CTX_free(e->tls);
#endif
	pthread_mutex_destroy(&e->lock);
	pthread_cond_destroy(&e->settled);
	free(e);
}

const char *engine_url(const struct engine *e)
{
	return e->url;
}

const char *engine_path(const struct engine *e)
{
	return e->path;
}

size_t engine_count(struct engine *e)
{
	size_t n;

	pthread_mutex_lock(&e->lock);
	n = e->nrequests;
	pthread_mutex_unlock(&e->lock);
	return n;
}

const struct engine_request *engine_request(struct engine *e, size_t i)
{
	const struct engine_request *r;

	pthread_mutex_lock(&e->lock);
	r = i < e->nrequests ? e->requests[i] : NULL;
	pthread_mutex_unlock(&e->lock);
	return r;
}

unsigned engine_connections(struct engine *e)
{
	unsigned n;

	pthread_mutex_lock(&e->lock);
	n = e->nconns;
	pthread_mutex_unlock(&e->lock);
	return n;
}

uint64_t engine_filled(struct engine *e)
{
	uint64_t n;

	pthread_mutex_lock(&e->lock);
	n = e->filled;
	pthread_mutex_unlock(&e->lock);
	return n;
}

uint64_t engine_swallowed(struct engine *e)
{
	uint64_t n;

	pthread_mutex_lock(&e->lock);
	n = e->swallowed;
	pthread_mutex_unlock(&e->lock);
	return n;
}

size_t engine_heard(struct engine *e, char *out, size_t size, unsigned *ends)
{
	size_t n;

	pthread_mutex_lock(&e->lock);
	n = e->nheard < size - 1 ? e->nheard : size - 1;
	memcpy(out, e->heard, n);
	out[n] = 0;
	n = e->nheard;
	*ends = e->ends;
	pthread_mutex_unlock(&e->lock);
	return n;
}
