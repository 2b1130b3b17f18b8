/* SPDX-License-Identifier: MIT */
/*
 * HTTP/1.1 on any number of addresses at once; knows no engine.  One thread
 * runs it: server_run() waits for everything.
 */
#ifndef MOCK_SERVER_H
#define MOCK_SERVER_H

#include "conn.h"
#include "davit.h"

struct server_opts {
	const char *const *listen;	/* NULL-terminated; NULL: one unix
					   socket in a private directory */
	const char *tls_cert, *tls_key, *tls_client_ca;
	size_t max_connections;
	struct conn_limits limits;
	/* As in struct conn_site. */
	enum conn_body (*head)(struct conn *c, const struct request_in *r,
			       void *ctx);
	void (*request)(struct conn *c, const struct request_in *r, void *ctx);
	void (*refused)(struct conn *c, int status, const char *why, void *ctx);
	void (*poked)(void *ctx);	/* server_poke() was called */
	void *ctx;
};

struct server;

/*
 * Listens from now on; answers when it runs.  Errors: EINVAL, ECONN, ENOMEM.
 * Ownership: returns new; server_free().
 */
int server_new(const struct server_opts *opts, struct server **out,
	       davit_error *err);

/* Not while it runs; NULL is allowed. */
void server_free(struct server *s);

/* The i-th address, with the port that was found; NULL past the last. */
const char *server_address(const struct server *s, size_t i);

/* Returns 0 after server_stop(). */
int server_run(struct server *s, davit_error *err);

/*
 * No further requests; what runs has `grace` ms (negative: all the time it
 * wants) to end.  From any thread, or a signal handler.
 */
void server_stop(struct server *s, long grace);

/* Has `poked` called in the thread that runs.  From any thread. */
void server_poke(struct server *s);

/* Ends all connections now, even those not yet let in, and counts from 1
 * again.  In the thread that runs, not while it answers. */
void server_renew(struct server *s);

/* Connections that were let in so far.  From any thread. */
unsigned server_accepted(const struct server *s);

/* Of libevent, for timers. */
struct event_base *server_base(const struct server *s);

#endif
