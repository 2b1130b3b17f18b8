/* SPDX-License-Identifier: MIT */
/*
 * A connection from inside: connset.c has those of a server, conn.c reads,
 * connout.c writes and ends.
 */
#ifndef MOCK_CONNPRIV_H
#define MOCK_CONNPRIV_H

#include "conn.h"
#include "httpreq.h"
#include "link.h"

#include <event2/event.h>

#define CONN_NEVER INT64_MAX

enum conn_state {
	CONN_READING,		/* a request, or waiting for one */
	CONN_BUSY,		/* one is answered */
	CONN_TAKEN,
	CONN_FLUSHING,		/* what is left is written, then it ends */
	CONN_LINGER,		/* all is said; what comes is dropped, so that
				   nothing breaks what was said */
	CONN_STUCK		/* says nothing any more */
};

struct conn {
	struct conn_site *site;
	struct conn *next, *prev;
	struct link link;
	struct event *readable, *writable;
	struct event *limit;	/* of time */
	struct event *alarm;	/* for who answers */
	struct event *step;	/* of what takes its time */
	int state;		/* conn_state */
	bool looked;		/* at the first byte */
	bool in_end;		/* the client sends no more ... */
	bool told_end;		/* ... and that was told */
	bool keep;		/* the client wants to */
	bool broken;		/* can't be written to */
	bool reset;		/* ends so */
	bool bytewise;
	bool continued;		/* was told to go on */
	bool late;		/* a body is dropped; its request is handed
				   over, or about to be */
	bool offers;		/* there is more to be written */
	bool deaf, pumping, dead;
	bool reads, writes;	/* events that are wanted now */
	unsigned depth;		/* calls that may still use it */
	unsigned number;
	struct httpreq req;
	struct buf in, out;
	size_t in_at, out_at;	/* so much of them is done */
	int64_t read_by, write_by, armed;
	const struct conn_ops *ops;
	void *ctx;
	char peer[64];
};

/* Around whatever may end a connection; it is freed in the last one. */
void conn_enter(struct conn *c);
void conn_leave(struct conn *c);

/* The head of a request is read; `ctx` is the connection. */
void conn_seen(struct httpreq *q, void *ctx);

/* Returns false without memory. */
bool conn_make_events(struct conn *c, int fd);

/* Those that were made. */
void conn_free_events(struct conn *c);

/* Ends it now. */
void conn_kill(struct conn *c, bool reset);

/* Nothing on this connection can be trusted any more. */
void conn_refuse(struct conn *c, int status, const char *why);

int64_t conn_after(long ms);

/* Sees to it that a limit of time is noticed. */
void conn_arm(struct conn *c);

/* Listens to the events that are wanted, by what is going on. */
void conn_events(struct conn *c);

/* Writes what can be written; what follows from that. */
void conn_flush(struct conn *c);

/* Ends when all is written. */
void conn_finish(struct conn *c, bool reset);

/* Goes on with what came. */
void conn_pump(struct conn *c);

#endif
