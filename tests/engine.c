/* SPDX-License-Identifier: MIT */
/*
 * The script, played on the server of the mock engine (src/mock/server.h): a
 * thread of its own runs it.
 */
#include "config.h"
#include "engine.h"

#include "server.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/un.h>
#include <unistd.h>

#define REQUEST_MAX ((size_t)64 << 20)
#define HEAD_MAX ((size_t)1 << 20)
#define CONNS 64
#define FILLS_MAX 16		/* before others have their turn */

struct script {
	const struct engine_reply *replies;
	size_t n;
	bool repeat;
};

struct engine {
	struct server *server;
	char url[256], *moved;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t settled;
	struct script script, wanted;
	bool renew;		/* `wanted` is asked of the thread */
	size_t next;
	struct engine_request *requests[ENGINE_MEMORY];
	size_t nrequests;
	uint64_t filled, swallowed;
	char heard[ENGINE_HEARD_MAX];
	size_t nheard;
	unsigned ends;
};

/* A reply on its way. */
struct talk {
	struct engine *engine;
	struct conn *conn;
	struct engine_reply reply;	/* a copy: scripts may be gone */
	uint64_t left;		/* of its fill */
	bool taken;		/* it has taken the connection over */
	bool last;		/* the last of it is due */
	bool said;		/* all of it is out */
	bool ended;		/* the client has told its end */
};

static char block[65536];	/* of a fill */

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

/* ---- requests ----------------------------------------------------------- */

static void request_free(struct engine_request *r)
{
	free(r->head);
	free(r->body);
	free(r);
}

static void remember(struct engine *e, const struct request_in *in)
{
	struct engine_request *r = need(calloc(1, sizeof(*r)));
	size_t room = strlen(in->method) + in->target_len + in->head_len + 32;

	r->head = need(malloc(room));
	r->head_len = (size_t)snprintf(r->head, room, "%s %.*s HTTP/1.%d\r\n"
				       "%.*s\r\n", in->method,
				       (int)in->target_len, in->target,
				       in->http10 ? 0 : 1, (int)in->head_len,
				       in->head);
	r->body = need(malloc(in->body_len + 1));
	memcpy(r->body, in->body, in->body_len);
	r->body[in->body_len] = 0;
	r->body_len = in->body_len;
	r->chunked = strcasestr(r->head, "\r\nTransfer-Encoding: chunked\r\n");
	r->connection = in->connection;
	e->requests[e->nrequests++] = r;
}

static void forget(struct engine *e)
{
	while (e->nrequests)
		request_free(e->requests[--e->nrequests]);
}

/* ---- replies ------------------------------------------------------------ */

static void end(struct talk *t, enum conn_end how)
{
	conn_end(t->conn, how);
	free(t);
}

/* The client has told its end, and all else is said. */
static void say_last(struct talk *t)
{
	conn_write(t->conn, t->reply.last, t->reply.last_len);
	end(t, CONN_CLOSE);
}

static void finish(struct talk *t)
{
	switch (t->reply.end) {
	case ENGINE_CLOSE:
		end(t, CONN_CLOSE);
		break;
	case ENGINE_RESET:
		end(t, CONN_RESET);
		break;
	case ENGINE_SILENT:
		end(t, CONN_SILENT);
		break;
	case ENGINE_DEAF:
		end(t, CONN_DEAF);
		break;
	case ENGINE_TAKEN:
	case ENGINE_ECHO:
		if (t->ended)
			say_last(t);
		break;
	default:
		conn_next(t->conn, true);
		free(t);
		break;
	}
}

/* Some of what is made as it is sent; returns false if that is all now. */
static bool fill(struct talk *t)
{
	struct engine *e = t->engine;
	uint64_t done = 0;
	size_t size = sizeof(block);
	ssize_t n = (ssize_t)size;
	int turns;

	/* Less than was offered: that is all it takes now. */
	for (turns = 0; turns < FILLS_MAX && t->left && n == (ssize_t)size;
	     turns++) {
		size = t->left < size ? (size_t)t->left : size;
		n = conn_offer(t->conn, block, size);
		t->left -= n > 0 ? (uint64_t)n : 0;
		done += n > 0 ? (uint64_t)n : 0;
	}
	pthread_mutex_lock(&e->lock);
	e->filled += done;
	pthread_mutex_unlock(&e->lock);
	return !t->left;
}

/* The system has taken all that was written. */
static void on_drained(void *ctx)
{
	struct talk *t = ctx;

	if (t->said || conn_pending(t->conn) || (t->left && !fill(t)))
		return;
	if (t->last) {
		t->last = false;
		conn_write(t->conn, t->reply.last, t->reply.last_len);
		if (conn_pending(t->conn))
			return;
	}
	t->said = true;
	finish(t);
}

/* What comes from a client whose connection was taken over. */
static void on_input(void *ctx, const void *data, size_t len, bool over)
{
	struct talk *t = ctx;
	struct engine *e = t->engine;
	size_t n;

	pthread_mutex_lock(&e->lock);
	n = sizeof(e->heard) - e->nheard;
	n = n < len ? n : len;
	memcpy(e->heard + e->nheard, data, n);
	e->nheard += n;
	e->ends += over ? 1 : 0;
	pthread_mutex_unlock(&e->lock);
	if (t->reply.end == ENGINE_ECHO)
		conn_write(t->conn, data, len);
	t->ended = over;
	if (over && t->said)
		say_last(t);
}

static const struct conn_ops ops = {
	.drained = on_drained, .input = on_input, .gone = free
};

static void answer(struct engine *e, struct conn *c,
		   const struct engine_reply *reply)
{
	struct talk *t = need(calloc(1, sizeof(*t)));

	t->engine = e;
	t->conn = c;
	t->reply = *reply;
	t->left = reply->fill;
	t->taken = reply->end == ENGINE_TAKEN || reply->end == ENGINE_ECHO;
	t->last = !t->taken && reply->last_len;
	conn_answer(c, &ops, t);
	if (reply->bytewise)
		conn_bytewise(c);
	conn_write(c, reply->data, reply->cut < reply->len ? reply->cut :
		   reply->len);
	if (t->taken)
		conn_take(c);
	on_drained(t);
}

/* The reply that is due, or NULL at the end of the script. */
static const struct engine_reply *due(struct engine *e)
{
	if (e->script.repeat && e->next == e->script.n)
		e->next = 0;
	return e->next < e->script.n ? &e->script.replies[e->next] : NULL;
}

static enum conn_body on_head(struct conn *c, const struct request_in *r,
			      void *ctx)
{
	struct engine *e = ctx;
	const struct engine_reply *reply;
	enum conn_body what = CONN_KEPT;

	(void)c;
	(void)r;
	pthread_mutex_lock(&e->lock);
	reply = due(e);
	if (reply && reply->early)
		what = CONN_LATE;
	else if (reply && reply->swallow)
		what = CONN_DROPPED;
	pthread_mutex_unlock(&e->lock);
	return what;
}

static void on_request(struct conn *c, const struct request_in *r, void *ctx)
{
	struct engine *e = ctx;
	const struct engine_reply *reply;

	pthread_mutex_lock(&e->lock);
	reply = due(e);
	e->next += reply ? 1 : 0;
	e->swallowed += r->dropped;
	if (!e->script.repeat && e->nrequests < ENGINE_MEMORY)
		remember(e, r);
	pthread_mutex_unlock(&e->lock);
	if (reply)
		answer(e, c, reply);
	else
		conn_end(c, CONN_CLOSE);
}

static void on_refused(struct conn *c, int status, const char *why, void *ctx)
{
	(void)c;
	(void)ctx;
	fprintf(stderr, "engine: refused with %d: %s\n", status, why);
}

/* ---- the thread --------------------------------------------------------- */

/* Does what the owner asked for. */
static void on_poked(void *ctx)
{
	struct engine *e = ctx;

	pthread_mutex_lock(&e->lock);
	if (e->renew) {
		server_renew(e->server);
		forget(e);
		e->script = e->wanted;
		e->next = 0;
		e->filled = e->swallowed = 0;
		e->nheard = e->ends = 0;
		e->renew = false;
	}
	pthread_cond_broadcast(&e->settled);
	pthread_mutex_unlock(&e->lock);
}

static void *run(void *arg)
{
	struct engine *e = arg;
	davit_error err;

	if (server_run(e->server, &err) < 0)
		fatal("%s", err.text);
	return NULL;
}

/* Where it is to listen.  A path too long for a socket's address gets its
 * socket later, from another place. */
static const char *address(const struct engine_opts *opts, char *uri,
			   size_t size)
{
	const struct sockaddr_un *addr;

	if (opts && opts->kind != ENGINE_UNIX)
		return opts->kind == ENGINE_TLS ? "https://127.0.0.1:0" :
		       "http://127.0.0.1:0";
	if (!opts || !opts->path ||
	    strlen(opts->path) >= sizeof(addr->sun_path))
		return NULL;
	snprintf(uri, size, "unix://%s", opts->path);
	return uri;
}

struct engine *engine_start(const struct engine_opts *opts)
{
	struct engine *e = need(calloc(1, sizeof(*e)));
	char uri[256];
	const char *list[] = { address(opts, uri, sizeof(uri)), NULL };
	const struct server_opts so = {
		.listen = list, .max_connections = CONNS,
		.tls_cert = opts ? opts->cert : NULL,
		.tls_key = opts ? opts->key : NULL,
		.tls_client_ca = opts ? opts->client_ca : NULL,
		.limits = { .max_head = HEAD_MAX, .max_body = REQUEST_MAX,
			    .idle = -1, .read = -1, .write = -1 },
		.head = on_head, .request = on_request,
		.refused = on_refused, .poked = on_poked, .ctx = e,
	};
	davit_error err;

	memset(block, 'x', sizeof(block));
	pthread_mutex_init(&e->lock, NULL);
	pthread_cond_init(&e->settled, NULL);
	if (server_new(&so, &e->server, &err) < 0)
		fatal("%s", err.text);
	snprintf(e->url, sizeof(e->url), "%s", server_address(e->server, 0));
	if (opts && opts->path && !list[0]) {
		e->moved = need(strdup(opts->path));
		if (rename(engine_path(e), e->moved) < 0)
			fatal("%s: %s", e->moved, strerror(errno));
		snprintf(e->url, sizeof(e->url), "unix://%s", e->moved);
	}
	if (pthread_create(&e->thread, NULL, run, e))
		fatal("no thread");
	return e;
}

void engine_stop(struct engine *e)
{
	if (!e)
		return;
	server_stop(e->server, 0);
	pthread_join(e->thread, NULL);
	server_free(e->server);
	if (e->moved)
		unlink(e->moved);
	free(e->moved);
	forget(e);
	pthread_mutex_destroy(&e->lock);
	pthread_cond_destroy(&e->settled);
	free(e);
}

/* ---- for everyone ------------------------------------------------------- */

void engine_script(struct engine *e, const struct engine_reply *replies,
		   size_t n, bool repeat)
{
	pthread_mutex_lock(&e->lock);
	e->wanted = (struct script){ replies, n, repeat };
	e->renew = true;
	server_poke(e->server);
	while (e->renew)
		pthread_cond_wait(&e->settled, &e->lock);
	pthread_mutex_unlock(&e->lock);
}

const char *engine_url(const struct engine *e)
{
	return e->url;
}

const char *engine_path(const struct engine *e)
{
	return e->url + strlen("unix://");
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
	return server_accepted(e->server);
}

static uint64_t count_of(struct engine *e, const uint64_t *what)
{
	uint64_t n;

	pthread_mutex_lock(&e->lock);
	n = *what;
	pthread_mutex_unlock(&e->lock);
	return n;
}

uint64_t engine_filled(struct engine *e)
{
	return count_of(e, &e->filled);
}

uint64_t engine_swallowed(struct engine *e)
{
	return count_of(e, &e->swallowed);
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
