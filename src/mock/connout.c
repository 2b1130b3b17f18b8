/* SPDX-License-Identifier: MIT */
/* See conn.h: what writes, waits and ends. */
#include "config.h"

#include "conn.h"

#include "connpriv.h"
#include "davit.h"
#include "util.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_MAX ((size_t)256 << 10)	/* kept while one is answered */
#define LINGER_MS 2000
#define STEP_US 200
#define TAKE_TRIES 100

void conn_free_events(struct conn *c)
{
	struct event *all[] = { c->readable, c->writable, c->limit, c->alarm,
				c->step };
	size_t i;

	for (i = 0; i < UTIL_COUNT(all); i++)
		if (all[i] != NULL)
			event_free(all[i]);
}

/* Frees it. */
static void release(struct conn *c)
{
	struct conn_site *site = c->site;

	conn_free_events(c);
	httpreq_done(&c->req);
	buf_wipe(&c->in);
	buf_wipe(&c->out);
	free(c);
	site->left(site->owner);
}

void conn_enter(struct conn *c)
{
	c->depth++;
}

void conn_leave(struct conn *c)
{
	if (--c->depth == 0 && c->dead)
		release(c);
}

void conn_kill(struct conn *c, bool reset)
{
	if (c->dead)
		return;
	c->dead = true;
	event_del(c->readable);
	event_del(c->writable);
	event_del(c->limit);
	event_del(c->alarm);
	event_del(c->step);
	link_close(&c->link, reset);
	if (c->prev != NULL)
		c->prev->next = c->next;
	else
		c->site->first = c->next;
	if (c->next != NULL)
		c->next->prev = c->prev;
	c->site->count--;
	if (c->ops != NULL && c->ops->gone != NULL)
		c->ops->gone(c->ctx);
	c->ops = NULL;
}

int64_t conn_after(long ms)
{
	return ms < 0 ? CONN_NEVER : util_now_ms() + ms;
}

static void add_ms(struct event *e, int64_t ms)
{
	struct timeval tv;

	ms = ms < 0 ? 0 : ms;
	tv.tv_sec = (time_t)(ms / 1000);
	tv.tv_usec = (suseconds_t)(ms % 1000 * 1000);
	event_add(e, &tv);
}

/* One event for all limits, set anew only where one comes nearer: if it comes
 * too early it looks again. */
void conn_arm(struct conn *c)
{
	int64_t by = c->read_by < c->write_by ? c->read_by : c->write_by;

	if (c->dead || by >= c->armed)
		return;
	add_ms(c->limit, by - util_now_ms());
	c->armed = by;
}

static void want(struct event *e, bool wanted, bool *now)
{
	if (wanted == *now)
		return;
	if (wanted)
		event_add(e, NULL);
	else
		event_del(e);
	*now = wanted;
}

size_t conn_pending(const struct conn *c)
{
	return c->out.len - c->out_at;
}

void conn_events(struct conn *c)
{
	bool full = c->in.len - c->in_at >= INPUT_MAX;
	bool reads = !c->in_end && !c->deaf && !full;
	bool before = c->reads;

	if (c->dead)
		return;
	want(c->readable, reads || c->link.write_waits, &c->reads);
	want(c->writable, (conn_pending(c) > 0 ? !c->bytewise : c->offers) ||
	     c->link.read_waits, &c->writes);
	if (c->reads && !before && link_pending(&c->link))
		event_active(c->readable, EV_READ, 0);
}

/* Goes on in a moment. */
static void in_a_step(struct conn *c)
{
	struct timeval tv = { 0, STEP_US };

	event_add(c->step, &tv);
}

/* Has the client what was said?  Mostly it takes it at once. */
static bool is_taken(const struct conn *c)
{
	int tries;

	for (tries = 0; tries < TAKE_TRIES; tries++) {
		if (link_unsent(&c->link) == 0)
			return true;
		sched_yield();
	}
	return false;
}

static void linger(struct conn *c)
{
	c->state = CONN_LINGER;
	buf_reset(&c->in);
	c->in_at = 0;
	link_shutdown(&c->link);
	c->read_by = conn_after(LINGER_MS);
	if (c->in_end)
		conn_kill(c, false);
}

/* All is written. */
static void flushed(struct conn *c)
{
	buf_reset(&c->out);
	c->out_at = 0;
	c->write_by = CONN_NEVER;
	c->offers = false;
	if (c->state == CONN_FLUSHING && !c->reset) {
		linger(c);
	} else if (c->state == CONN_FLUSHING) {
		/* A reset must not overtake what was said. */
		if (!is_taken(c) && util_now_ms() < c->read_by)
			in_a_step(c);
		else
			conn_kill(c, true);
	} else if (c->ops != NULL && c->ops->drained != NULL) {
		c->ops->drained(c->ctx);
	} else if (c->state == CONN_READING) {
		conn_pump(c);
	}
}

void conn_flush(struct conn *c)
{
	size_t left;
	ssize_t n;

	while (!c->dead && (left = conn_pending(c)) > 0) {
		if (c->bytewise && !is_taken(c)) {
			in_a_step(c);
			return;
		}
		n = link_write(&c->link, c->out.data + c->out_at,
			       c->bytewise ? 1 : left);
		if (n == LINK_BROKEN) {
			conn_kill(c, false);
			return;
		}
		if (n < 0) {
			if (c->bytewise)
				in_a_step(c);
			return;
		}
		c->out_at += (size_t)n;
		c->write_by = conn_after(c->site->limits.write);
	}
	if (!c->dead)
		flushed(c);
	conn_arm(c);
}

/* Mostly it goes at once, and nothing is copied. */
static ssize_t write_now(struct conn *c, const void *data, size_t len)
{
	ssize_t n;

	if (conn_pending(c) > 0 || len == 0)
		return 0;
	n = link_write(&c->link, data, len);
	if (n == LINK_BROKEN) {
		/* Its end comes later, from the loop. */
		c->broken = true;
		c->read_by = conn_after(0);
		conn_arm(c);
		return -1;
	}
	return n < 0 ? 0 : n;
}

int conn_write(struct conn *c, const void *data, size_t len)
{
	ssize_t n;

	if (c->dead || c->broken)
		return DAVIT_ECONN;
	n = c->bytewise ? 0 : write_now(c, data, len);
	if (n < 0)
		return DAVIT_ECONN;
	if ((size_t)n == len)
		return 0;
	if (c->out_at > 0 && c->out_at >= c->out.len / 2) {
		c->out.len -= c->out_at;
		memmove(c->out.data, c->out.data + c->out_at, c->out.len);
		c->out_at = 0;
	}
	if (buf_add(&c->out, (const char *)data + n, len - (size_t)n) < 0) {
		c->broken = true;
		return DAVIT_ENOMEM;
	}
	if (c->write_by == CONN_NEVER)
		c->write_by = conn_after(c->site->limits.write);
	if (c->bytewise)
		event_active(c->step, EV_TIMEOUT, 0);
	conn_arm(c);
	conn_events(c);
	return 0;
}

ssize_t conn_offer(struct conn *c, const void *data, size_t len)
{
	ssize_t n;

	if (c->dead || c->broken)
		return DAVIT_ECONN;
	n = write_now(c, data, len);
	if (n < 0)
		return DAVIT_ECONN;
	if (n > 0 || c->write_by == CONN_NEVER)
		c->write_by = conn_after(c->site->limits.write);
	c->offers = true;
	conn_arm(c);
	conn_events(c);
	return n;
}

void conn_bytewise(struct conn *c)
{
	c->bytewise = true;
}

void conn_wake(struct conn *c, int64_t ms)
{
	if (c->dead)
		return;
	if (ms < 0)
		event_del(c->alarm);
	else
		add_ms(c->alarm, ms);
}

void conn_finish(struct conn *c, bool reset)
{
	event_del(c->alarm);
	c->ops = NULL;
	c->state = CONN_FLUSHING;
	c->reset = reset;
	c->read_by = reset ? conn_after(LINGER_MS) : CONN_NEVER;
	if (c->broken)
		conn_kill(c, false);
	else if (conn_pending(c) == 0)
		flushed(c);
	conn_arm(c);
	conn_events(c);
}

const char *conn_peer(const struct conn *c)
{
	return c->peer;
}

bool conn_keeps(const struct conn *c)
{
	return c->keep && !c->site->stopping && !c->broken && !c->in_end;
}

void conn_next(struct conn *c, bool keep)
{
	if (c->dead)
		return;
	conn_enter(c);
	if (!keep || !c->keep || c->site->stopping || c->broken) {
		conn_finish(c, false);
	} else {
		event_del(c->alarm);
		c->ops = NULL;
		c->state = CONN_READING;
		c->bytewise = c->continued = false;
		if (!c->late)
			httpreq_reset(&c->req);
		c->read_by = conn_after(c->site->limits.idle);
		conn_arm(c);
		conn_pump(c);
	}
	conn_leave(c);
}

void conn_end(struct conn *c, enum conn_end how)
{
	if (c->dead)
		return;
	conn_enter(c);
	if (how == CONN_CLOSE || how == CONN_RESET) {
		conn_finish(c, how == CONN_RESET);
	} else {
		event_del(c->alarm);
		c->ops = NULL;
		c->state = CONN_STUCK;
		c->deaf = how == CONN_DEAF;
		c->read_by = CONN_NEVER;
		conn_events(c);
	}
	conn_leave(c);
}
