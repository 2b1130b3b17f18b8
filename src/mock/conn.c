/* SPDX-License-Identifier: MIT */
/* See conn.h: what reads. */
#include "config.h"

#include "conn.h"

#include "connpriv.h"
#include "error.h"
#include "util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_SIZE ((size_t)64 << 10)
#define READ_MORE ((size_t)256 << 10)	/* while less of it is here */
#define READS_MAX 8			/* before others have their turn */
#define OUT_HIGH ((size_t)256 << 10)	/* no further request beyond it */
#define TLS_HELLO 0x16

void conn_refuse(struct conn *c, int status, const char *why)
{
	const char *reason = wire_reason(status);
	char text[256];
	int n;

	n = snprintf(text, sizeof(text), "HTTP/1.1 %d %s\r\nContent-Type: "
		     "text/plain; charset=utf-8\r\nConnection: close\r\n"
		     "Content-Length: %zu\r\n\r\n%d %s\n", status, reason,
		     strlen(reason) + 5, status, reason);
	conn_write(c, text, (size_t)n);
	c->site->refused(c, status, why, c->site->ctx);
	conn_finish(c, false);
}

static struct request_in request_of(const struct conn *c)
{
	const struct httpreq *q = &c->req;

	return (struct request_in){
		.method = q->method, .target = q->target,
		.target_len = q->target_len, .head = buf_text(&q->head),
		.head_len = q->head.len, .body = buf_text(&q->body),
		.body_len = q->body.len, .http10 = q->http10,
		.upgrade = q->upgrade, .peer = c->peer,
		.connection = c->number,
		.dropped = q->drop && q->state == HTTPREQ_DONE ? q->length : 0,
	};
}

void conn_seen(struct httpreq *q, void *ctx)
{
	struct conn *c = ctx;
	const struct request_in r = request_of(c);
	enum conn_body what;

	if (c->site->head == NULL)
		return;
	what = c->site->head(c, &r, c->site->ctx);
	q->drop = what != CONN_KEPT;
	c->late = what == CONN_LATE;
}

static void hand_over(struct conn *c)
{
	struct httpreq *q = &c->req;
	const struct request_in r = request_of(c);

	c->state = CONN_BUSY;
	c->keep = q->keep;
	c->read_by = CONN_NEVER;
	c->site->request(c, &r, c->site->ctx);
}

/* Some of a body whose request is answered, or has been. */
static void drop_body(struct conn *c)
{
	struct httpreq *q = &c->req;
	size_t used;

	if (httpreq_read(q, c->in.data + c->in_at, c->in.len - c->in_at, &used,
			 NULL) < 0) {
		c->keep = c->late = false;
		c->in_at = c->in.len;
		if (c->state == CONN_READING)
			conn_finish(c, false);
		return;
	}
	c->in_at += used;
	if (q->state != HTTPREQ_DONE)
		return;
	c->late = false;
	if (c->state == CONN_READING)
		httpreq_reset(q);
}

/* Some of a request. */
static void read_request(struct conn *c)
{
	static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
	struct httpreq *q = &c->req;
	bool started = httpreq_started(q);
	davit_error err;
	size_t used;

	if (!started && c->in.data[c->in_at] == TLS_HELLO) {
		conn_refuse(c, 400, "TLS where none is spoken");
		return;
	}
	if (httpreq_read(q, c->in.data + c->in_at, c->in.len - c->in_at, &used,
			 &err) < 0) {
		conn_refuse(c, q->status, err.text);
		return;
	}
	c->in_at += used;
	c->late = c->late && q->state == HTTPREQ_BODY;
	if (q->state == HTTPREQ_DONE || c->late) {
		hand_over(c);
		return;
	}
	if (q->state == HTTPREQ_BODY && q->expects && !c->continued) {
		c->continued = true;
		conn_write(c, go_on, sizeof(go_on) - 1);
	}
	/* A head has its time as a whole, a body each part of it. */
	if (q->state == HTTPREQ_BODY || !started)
		c->read_by = conn_after(c->site->limits.read);
}

/* To who took the connection over. */
static void hand_input(struct conn *c)
{
	size_t len = c->in.len - c->in_at;
	const char *data = len > 0 ? c->in.data + c->in_at : "";

	c->in_at = c->in.len;
	c->told_end = c->in_end;
	if (c->ops != NULL && c->ops->input != NULL)
		c->ops->input(c->ctx, data, len, c->in_end);
}

void conn_pump(struct conn *c)
{
	bool some;

	if (c->pumping)
		return;
	conn_enter(c);
	c->pumping = true;
	for (;;) {
		some = c->in_at < c->in.len;
		if (c->dead)
			break;
		if (c->late && some && c->state <= CONN_BUSY) {
			drop_body(c);
		} else if (c->state == CONN_READING && some &&
			   conn_pending(c) < OUT_HIGH) {
			read_request(c);
		} else if (c->state == CONN_TAKEN &&
			   (some || (c->in_end && !c->told_end))) {
			hand_input(c);
		} else if (c->state == CONN_BUSY && c->in_end &&
			   !c->told_end) {
			c->told_end = true;
			if (c->ops != NULL && c->ops->hangup != NULL)
				c->ops->hangup(c->ctx);
		} else {
			break;
		}
	}
	c->pumping = false;
	if (c->in_at == c->in.len || c->state >= CONN_FLUSHING) {
		buf_reset(&c->in);
		c->in_at = 0;
	}
	if (!c->dead && c->state == CONN_READING && c->in_end && !some)
		conn_finish(c, false);
	conn_arm(c);
	conn_events(c);
	conn_leave(c);
}

/* What Go's servers say, whose engines these are. */
static bool speaks_plain(struct conn *c)
{
	static const char words[] = "HTTP/1.0 400 Bad Request\r\n\r\n"
		"Client sent an HTTP request to an HTTPS server.\n";
	char first;

	if (c->looked || c->link.ssl == NULL)
		return false;
	if (recv(c->link.fd, &first, 1, MSG_PEEK) != 1)
		return false;
	c->looked = true;
	if (first == TLS_HELLO)
		return false;
	link_plain(&c->link);
	conn_write(c, words, sizeof(words) - 1);
	c->site->refused(c, 400, "no TLS where it is spoken", c->site->ctx);
	conn_finish(c, false);
	return true;
}

/* What came; returns false when nothing more is to be expected now. */
static bool read_some(struct conn *c)
{
	ssize_t n;

	if (c->in_at > 0) {
		c->in.len -= c->in_at;
		memmove(c->in.data, c->in.data + c->in_at, c->in.len);
		c->in_at = 0;
	}
	if (buf_reserve(&c->in, READ_SIZE) < 0) {
		conn_kill(c, false);
		return false;
	}
	n = link_read(&c->link, c->in.data + c->in.len, READ_SIZE);
	if (n == LINK_AGAIN)
		return false;
	if (n == LINK_BROKEN && c->link.ssl != NULL &&
	    c->state == CONN_READING) {
		/* The client should see the alert that tells the reason. */
		link_plain(&c->link);
		conn_finish(c, false);
		return true;
	}
	if (n < 0) {
		conn_kill(c, false);
		return false;
	}
	c->in.len += (size_t)n;
	if (n == 0)
		c->in_end = true;
	if (c->state == CONN_LINGER || c->state == CONN_STUCK)
		buf_reset(&c->in);
	if (n == 0 && (c->state == CONN_LINGER || c->state == CONN_STUCK))
		conn_kill(c, false);
	else if (c->state < CONN_FLUSHING)
		conn_pump(c);
	/* Less than was asked for was all there is, mostly. */
	return !c->dead && !c->in_end &&
	       ((size_t)n == READ_SIZE || c->link.ssl != NULL);
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct conn *c = arg;
	int turns;

	(void)fd;
	(void)what;
	conn_enter(c);
	if (c->link.write_waits)
		conn_flush(c);
	if (!c->dead && !speaks_plain(c)) {
		for (turns = 0; turns < READS_MAX && !c->deaf && !c->in_end &&
		     c->in.len - c->in_at < READ_MORE; turns++)
			if (!read_some(c))
				break;
		if (!c->dead && turns == READS_MAX && link_pending(&c->link))
			event_active(c->readable, EV_READ, 0);
	}
	conn_arm(c);
	conn_events(c);
	conn_leave(c);
}

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
	struct conn *c = arg;

	(void)fd;
	(void)what;
	conn_enter(c);
	conn_flush(c);
	if (!c->dead && c->link.read_waits)
		read_some(c);
	conn_events(c);
	conn_leave(c);
}

static void on_alarm(evutil_socket_t fd, short what, void *arg)
{
	struct conn *c = arg;

	(void)fd;
	(void)what;
	conn_enter(c);
	if (c->ops != NULL && c->ops->wake != NULL)
		c->ops->wake(c->ctx);
	conn_leave(c);
}

/* A limit of time has passed, or may have. */
static void on_limit(evutil_socket_t fd, short what, void *arg)
{
	struct conn *c = arg;
	int64_t now = util_now_ms();

	(void)fd;
	(void)what;
	conn_enter(c);
	c->armed = CONN_NEVER;
	if (c->broken || c->write_by <= now)
		conn_kill(c, !c->broken);
	else if (c->read_by > now)
		;
	else if (c->state == CONN_READING && !c->late &&
		 httpreq_started(&c->req))
		conn_refuse(c, 408, "the request did not come in time");
	else if (c->state == CONN_READING)
		conn_finish(c, false);
	else
		conn_kill(c, c->reset);
	conn_arm(c);
	conn_leave(c);
}

static struct event *new_event(struct conn *c, int fd, short what,
			       event_callback_fn fn)
{
	return event_new(c->site->base, fd, what, fn, c);
}

bool conn_make_events(struct conn *c, int fd)
{
	c->readable = new_event(c, fd, EV_READ | EV_PERSIST, on_readable);
	c->writable = new_event(c, fd, EV_WRITE | EV_PERSIST, on_writable);
	c->limit = new_event(c, -1, 0, on_limit);
	c->alarm = new_event(c, -1, 0, on_alarm);
	c->step = new_event(c, -1, 0, on_writable);
	return c->readable != NULL && c->writable != NULL &&
	       c->limit != NULL && c->alarm != NULL && c->step != NULL;
}

void conn_answer(struct conn *c, const struct conn_ops *ops, void *ctx)
{
	c->ops = ops;
	c->ctx = ctx;
}

void conn_take(struct conn *c)
{
	c->state = CONN_TAKEN;
	conn_pump(c);
}
