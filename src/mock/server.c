/* SPDX-License-Identifier: MIT */
/* See server.h. */
#include "config.h"

#include "server.h"

#include "error.h"
#include "link.h"
#include "listen.h"
#include "util.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LISTEN_MAX 64
#define ACCEPTS_MAX 64			/* before others have their turn */
#define PAUSE_MS 100			/* where the system has no more room */
#define SURPLUS_MAX 64			/* connections that are only refused */

struct port {
	struct server *server;
	struct listen listen;
	struct event *event;
};

struct server {
	struct event_base *base;
	struct conn_site site;
	struct server_opts opts;
	struct ssl_ctx_st *tls;
	struct port ports[LISTEN_MAX];
	size_t nports;
	atomic_uint accepted;
	int wake[2];
	struct event *awake, *deadline, *resume;
	atomic_long grace;
	bool ending;
};

static void name_peer(int fd, char *out, size_t size)
{
	char host[46], port[8];
	union {
		struct sockaddr any;
		struct sockaddr_storage room;
	} addr;
	socklen_t len = sizeof(addr);

	if (getpeername(fd, &addr.any, &len) < 0 ||
	    addr.any.sa_family == AF_UNIX ||
	    getnameinfo(&addr.any, len, host, sizeof(host), port, sizeof(port),
			NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		snprintf(out, size, "unix");
	else
		snprintf(out, size, "%s:%s", host, port);
}

/* Out of descriptors: asking again at once would ask for ever. */
static void pause_ports(struct server *s)
{
	const struct timeval tv = { 0, PAUSE_MS * 1000 };
	size_t i;

	for (i = 0; i < s->nports; i++)
		event_del(s->ports[i].event);
	event_add(s->resume, &tv);
}

static void on_resume(evutil_socket_t fd, short what, void *arg)
{
	struct server *s = arg;
	size_t i;

	(void)fd;
	(void)what;
	for (i = 0; i < s->nports; i++)
		event_add(s->ports[i].event, NULL);
}

static void on_connection(evutil_socket_t listener, short what, void *arg)
{
	struct port *p = arg;
	struct server *s = p->server;
	struct ssl_ctx_st *tls = p->listen.tls ? s->tls : NULL;
	int fd, on = 1, turns;
	char peer[64];

	(void)what;
	for (turns = 0; turns < ACCEPTS_MAX; turns++) {
		fd = accept(listener, NULL, NULL);
		if (fd < 0) {
			if (errno == EMFILE || errno == ENFILE ||
			    errno == ENOBUFS || errno == ENOMEM)
				pause_ports(s);
			return;
		}
		evutil_make_socket_nonblocking(fd);
		evutil_make_socket_closeonexec(fd);
		if (p->listen.path == NULL)
			setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on,
				   sizeof(on));
		if (s->site.count >= s->opts.max_connections + SURPLUS_MAX) {
			close(fd);
		} else if (s->site.count >= s->opts.max_connections) {
			conn_refuse_new(&s->site, fd, tls);
		} else {
			name_peer(fd, peer, sizeof(peer));
			conn_new(&s->site, fd, tls, peer,
				 atomic_fetch_add(&s->accepted, 1) + 1);
		}
	}
}

static void on_deadline(evutil_socket_t fd, short what, void *arg)
{
	struct server *s = arg;

	(void)fd;
	(void)what;
	event_base_loopbreak(s->base);
}

static void begin_end(struct server *s)
{
	long grace = atomic_load(&s->grace);
	struct timeval tv;
	size_t i;

	for (i = 0; i < s->nports; i++) {
		event_free(s->ports[i].event);
		listen_close(&s->ports[i].listen);
	}
	s->nports = 0;
	s->ending = true;
	conn_stop_all(&s->site);
	if (s->site.count == 0 || grace == 0) {
		event_base_loopbreak(s->base);
	} else if (grace > 0) {
		tv.tv_sec = grace / 1000;
		tv.tv_usec = grace % 1000 * 1000;
		event_add(s->deadline, &tv);
	}
}

static void on_wake(evutil_socket_t fd, short what, void *arg)
{
	struct server *s = arg;
	bool stop = false;
	char c;

	(void)what;
	while (read(fd, &c, 1) == 1)
		stop = stop || c == 's';
	if (stop)
		begin_end(s);
	else if (s->opts.poked != NULL)
		s->opts.poked(s->opts.ctx);
}

static void on_left(void *owner)
{
	struct server *s = owner;

	if (s->ending && s->site.count == 0)
		event_base_loopbreak(s->base);
}

static int add_port(struct server *s, const char *uri, davit_error *err)
{
	struct port *p = &s->ports[s->nports];
	int r;

	if (s->nports == LISTEN_MAX)
		return error_set(err, DAVIT_EINVAL, "more than %d addresses to "
				 "listen on", LISTEN_MAX);
	r = listen_open(uri, s->tls != NULL, &p->listen, err);
	if (r < 0)
		return r;
	p->server = s;
	p->event = event_new(s->base, p->listen.fd, EV_READ | EV_PERSIST,
			     on_connection, p);
	if (p->event == NULL || event_add(p->event, NULL) < 0) {
		if (p->event != NULL)
			event_free(p->event);
		listen_close(&p->listen);
		return error_nomem(err);
	}
	s->nports++;
	return 0;
}

static int open_ports(struct server *s, davit_error *err)
{
	const char *const *uri = s->opts.listen;
	int r = 0;

	if (uri == NULL || *uri == NULL)
		return add_port(s, NULL, err);
	for (; r == 0 && *uri != NULL; uri++)
		r = add_port(s, *uri, err);
	return r;
}

static int make_events(struct server *s, davit_error *err)
{
	s->base = event_base_new();
	if (s->base == NULL || pipe(s->wake) < 0)
		return error_nomem(err);
	evutil_make_socket_nonblocking(s->wake[0]);
	evutil_make_socket_nonblocking(s->wake[1]);
	evutil_make_socket_closeonexec(s->wake[0]);
	evutil_make_socket_closeonexec(s->wake[1]);
	s->awake = event_new(s->base, s->wake[0], EV_READ | EV_PERSIST,
			     on_wake, s);
	s->deadline = event_new(s->base, -1, 0, on_deadline, s);
	s->resume = event_new(s->base, -1, 0, on_resume, s);
	if (s->awake == NULL || s->deadline == NULL || s->resume == NULL ||
	    event_add(s->awake, NULL) < 0)
		return error_nomem(err);
	return 0;
}

static int set_tls(struct server *s, davit_error *err)
{
	const struct server_opts *o = &s->opts;

	if (o->tls_cert == NULL && o->tls_key == NULL &&
	    o->tls_client_ca == NULL)
		return 0;
	if (o->tls_cert == NULL || o->tls_key == NULL)
		return error_set(err, DAVIT_EINVAL, "TLS needs a certificate "
				 "and its key");
	return link_tls_new(o->tls_cert, o->tls_key, o->tls_client_ca, &s->tls,
			    err);
}

int server_new(const struct server_opts *opts, struct server **out,
	       davit_error *err)
{
	struct server *s = calloc(1, sizeof(*s));
	int r;

	if (s == NULL)
		return error_nomem(err);
	s->opts = *opts;
	s->wake[0] = s->wake[1] = -1;
	r = set_tls(s, err);
	if (r == 0)
		r = make_events(s, err);
	if (r == 0) {
		s->site.base = s->base;
		s->site.limits = opts->limits;
		s->site.head = opts->head;
		s->site.request = opts->request;
		s->site.refused = opts->refused;
		s->site.left = on_left;
		s->site.ctx = opts->ctx;
		s->site.owner = s;
		r = open_ports(s, err);
	}
	s->opts.listen = NULL;
	if (r < 0)
		server_free(s);
	else
		*out = s;
	return r;
}

void server_free(struct server *s)
{
	size_t i;

	if (s == NULL)
		return;
	s->ending = false;
	conn_free_all(&s->site);
	for (i = 0; i < s->nports; i++) {
		event_free(s->ports[i].event);
		listen_close(&s->ports[i].listen);
	}
	if (s->awake != NULL)
		event_free(s->awake);
	if (s->deadline != NULL)
		event_free(s->deadline);
	if (s->resume != NULL)
		event_free(s->resume);
	if (s->base != NULL)
		event_base_free(s->base);
	for (i = 0; i < 2; i++)
		if (s->wake[i] >= 0)
			close(s->wake[i]);
	link_tls_free(s->tls);
	free(s);
}

const char *server_address(const struct server *s, size_t i)
{
	return i < s->nports ? s->ports[i].listen.uri : NULL;
}

int server_run(struct server *s, davit_error *err)
{
	static const struct timespec now;
	sigset_t pipes, before, pending;
	int r;

	/* OpenSSL writes without asking for no signal. */
	sigemptyset(&pipes);
	sigaddset(&pipes, SIGPIPE);
	sigpending(&pending);
	pthread_sigmask(SIG_BLOCK, &pipes, &before);
	r = event_base_dispatch(s->base);
	conn_free_all(&s->site);
	if (!sigismember(&pending, SIGPIPE))
		sigtimedwait(&pipes, NULL, &now);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return r < 0 ? error_set(err, DAVIT_ECONN, "the events of the system "
				 "can't be waited for") : 0;
}

static void tell(struct server *s, char what)
{
	int saved = errno;

	/* A full pipe has woken it already. */
	while (write(s->wake[1], &what, 1) < 0 && errno == EINTR)
		;
	errno = saved;
}

void server_stop(struct server *s, long grace)
{
	atomic_store(&s->grace, grace);
	tell(s, 's');
}

void server_poke(struct server *s)
{
	tell(s, 'p');
}

void server_renew(struct server *s)
{
	size_t i;
	int fd;

	conn_free_all(&s->site);
	for (i = 0; i < s->nports; i++)
		while ((fd = accept(s->ports[i].listen.fd, NULL, NULL)) >= 0)
			close(fd);
	atomic_store(&s->accepted, 0);
}

unsigned server_accepted(const struct server *s)
{
	return atomic_load(&s->accepted);
}

struct event_base *server_base(const struct server *s)
{
	return s->base;
}
