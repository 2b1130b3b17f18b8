/* SPDX-License-Identifier: MIT */
/*
 * The fake engine of all tests and benchmarks, on the server of the mock
 * engine: a thread that listens on a unix socket or on loopback, answers the
 * requests it gets with the replies of a script, in order, and remembers the
 * requests.
 *
 * It breaks what a test wants broken: replies come whole, byte by byte or cut
 * short; connections are closed, reset, fall silent or are taken over.  More
 * bytes than fit into memory are made as they are sent, or dropped as they
 * come.  A request past the end of the script gets no answer: its connection
 * is closed.
 *
 * Failures to set up are fatal: the program ends with a message.
 */
#ifndef ENGINE_H
#define ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum engine_kind { ENGINE_UNIX, ENGINE_TCP, ENGINE_TLS };

struct engine_opts {
	int kind;
	const char *path;	/* of the unix socket; NULL: a short one */
	const char *cert, *key;	/* TLS: what the engine shows */
	const char *client_ca;	/* TLS: clients need a certificate of it */
};

enum engine_end {		/* after the bytes of a reply */
	ENGINE_KEEP,		/* wait for the next request */
	ENGINE_CLOSE,
	ENGINE_RESET,		/* TCP: RST; unix: close with bytes unread */
	ENGINE_SILENT,		/* stay connected, never send again */
	ENGINE_DEAF,		/* the same, and never read again */
	ENGINE_TAKEN,		/* hear what comes up to its end, then send
				   `last` and close */
	ENGINE_ECHO		/* the same, and send back what comes */
};

#define ENGINE_WHOLE ((size_t)-1)

struct engine_reply {
	const char *data;	/* borrowed until the next script */
	size_t len;
	size_t cut;		/* send so many bytes; ENGINE_WHOLE: all */
	int end;		/* enum engine_end */
	bool bytewise;		/* each byte reaches the client alone */
	bool early;		/* answer the head, before the body is in */
	bool swallow;		/* drop the body, of a known length, as it
				   comes */
	uint64_t fill;		/* then so many 'x', as fast as they are taken;
				   other connections are served meanwhile */
	const char *last;	/* and then this */
	size_t last_len;
};

struct engine_request {
	char *head;		/* through the empty line, terminated */
	char *body;		/* without chunk framing, terminated */
	size_t head_len, body_len;
	bool chunked;
	unsigned connection;	/* 1 for the first of a script */
};

struct engine;

struct engine *engine_start(const struct engine_opts *opts);
void engine_stop(struct engine *e);

/* unix:///..., http://127.0.0.1:PORT or https://127.0.0.1:PORT. */
const char *engine_url(const struct engine *e);

/* The path of a unix socket. */
const char *engine_path(const struct engine *e);

/*
 * Starts over: closes all connections, forgets all requests.  With `repeat`
 * the script begins again at its end and nothing is remembered.
 */
void engine_script(struct engine *e, const struct engine_reply *replies,
		   size_t n, bool repeat);

/* Requests so far (at most ENGINE_MEMORY are kept), and the i-th one,
 * borrowed until the next script; NULL past the last. */
#define ENGINE_MEMORY 64
size_t engine_count(struct engine *e);
const struct engine_request *engine_request(struct engine *e, size_t i);

/* Connections accepted since the script was given. */
unsigned engine_connections(struct engine *e);

/* Since the script was given: bytes of `fill` that were taken, bytes that
 * were swallowed. */
uint64_t engine_filled(struct engine *e);
uint64_t engine_swallowed(struct engine *e);

/* What connections that were taken over have sent so far, as much as fits,
 * terminated; returns its length.  `ends`: how many of them told the end. */
#define ENGINE_HEARD_MAX 65536
size_t engine_heard(struct engine *e, char *out, size_t size, unsigned *ends);

#endif
