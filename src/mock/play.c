/* SPDX-License-Identifier: MIT */
/* See play.h. */
#include "config.h"

#include "play.h"

#include "davit.h"
#include "jsontext.h"
#include "util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PIECE_MAX ((size_t)1 << 20)
#define HIGH ((size_t)256 << 10)	/* more waits until the client reads */
#define HEAD_GUESS ((size_t)512)
#define TEXT_GUESS ((size_t)4 << 10)
#define TURNS_MAX 64			/* before others have their turn */

enum stage {
	LATENCY,		/* nothing is sent yet */
	RUNNING,
	STALLED			/* at the point where it was to */
};

struct play {
	struct players *all;
	struct play *next, *prev;
	struct conn *conn;
	struct answer a;
	struct playhead how;
	int stage;
	bool running;		/* to tell calls from within */
	bool complete;		/* all of it was given to emit() */
	bool stalled;		/* that is over */
	bool failed;		/* nothing can be written any more */
	struct buf whole;	/* ONCE: head and body; else the head */
	struct buf piece;
	struct buf held;	/* with a fault: what is not sent yet */
	size_t held_at;
	uint64_t position;	/* of held_at, from the head on */
	uint64_t head_len, sent;
	play_done_fn *done;
	void *ctx;
};

static void drop(struct play *p)
{
	if (p->prev != NULL)
		p->prev->next = p->next;
	else
		p->all->first = p->next;
	if (p->next != NULL)
		p->next->prev = p->prev;
	answer_done(&p->a);
	buf_done(&p->whole);
	buf_done(&p->piece);
	buf_done(&p->held);
	free(p);
}

/* The last thing of each play: the connection goes on, or ends. */
static void finish(struct play *p, bool complete)
{
	static const enum conn_end ends[] = {
		[FAULT_KEEP] = CONN_CLOSE, [FAULT_CLOSE] = CONN_CLOSE,
		[FAULT_RESET] = CONN_RESET, [FAULT_SILENT] = CONN_SILENT,
		[FAULT_DEAF] = CONN_DEAF,
	};
	int end = p->a.fault != NULL ? p->a.fault->end : FAULT_KEEP;
	bool next = complete && !p->how.open && end == FAULT_KEEP;
	struct conn *c = p->conn;

	p->done(p->ctx, p->sent, complete);
	drop(p);
	if (next)
		conn_next(c, true);
	else
		conn_end(c, ends[end]);
}

/* Where a point lies, from the head on. */
static uint64_t place(const struct play *p, const struct fault_point *at)
{
	if (!at->set)
		return UINT64_MAX;
	return at->bytes + (at->in_body ? p->head_len : 0);
}

static void send_bytes(struct play *p, const void *data, size_t len)
{
	if (p->failed || len == 0)
		return;
	if (conn_write(p->conn, data, len) < 0)
		p->failed = true;
	else
		p->sent += len;
}

/* With a fault bytes are held back, for push() to send. */
static void emit(struct play *p, const void *data, size_t len)
{
	if (p->a.fault == NULL)
		send_bytes(p, data, len);
	else if (buf_add(&p->held, data, len) < 0)
		p->failed = true;
}

/* Sends what is held back, up to where something goes wrong.  Returns false
 * there: it is stalled, or cut. */
static bool push(struct play *p, bool *cut)
{
	const struct fault *f = p->a.fault;
	uint64_t stall, end, most;

	*cut = false;
	if (f == NULL)
		return true;
	stall = p->stalled ? UINT64_MAX : place(p, &f->stall);
	end = place(p, &f->cut);
	most = p->held.len - p->held_at;
	if (most > end - p->position)
		most = end - p->position;
	if (stall >= p->position && most > stall - p->position)
		most = stall - p->position;
	send_bytes(p, buf_text(&p->held) + p->held_at, (size_t)most);
	p->held_at += (size_t)most;
	p->position += most;
	if (p->held_at == p->held.len) {
		buf_reset(&p->held);
		p->held_at = 0;
	}
	if (p->position == stall) {
		p->stage = STALLED;
		conn_wake(p->conn, f->stall_ms);
		return false;
	}
	*cut = p->position == end;
	return !*cut;
}

static void emit_chunk(struct play *p, const struct buf *b)
{
	char size[24];

	if (b->len == 0)
		return;
	if (p->how.chunked) {
		snprintf(size, sizeof(size), "%zx\r\n", b->len);
		emit(p, size, strlen(size));
	}
	emit(p, b->data, b->len);
	if (p->how.chunked)
		emit(p, "\r\n", 2);
}

/* Asks for more of a stream.  Returns false when it has to wait. */
static bool ask(struct play *p)
{
	int64_t now = util_now_ms(), wake = ANSWER_NEVER;
	int r;

	buf_reset(&p->piece);
	r = p->a.more(p->a.state, &p->piece, now, &wake);
	if (r < 0 || buf_status(&p->piece) < 0) {
		p->failed = true;
		return true;
	}
	emit_chunk(p, &p->piece);
	if (r == ANSWER_END) {
		if (p->a.fault != NULL)
			emit_chunk(p, &p->a.fault->tail);
		if (p->how.chunked)
			emit(p, "0\r\n\r\n", 5);
		p->complete = true;
		return true;
	}
	if (wake <= now)
		return true;
	conn_wake(p->conn, wake == ANSWER_NEVER ? -1 : wake - now);
	return false;
}

/* As far as it goes.  The play may be gone afterwards. */
static void run(struct play *p)
{
	bool cut, waits = false;
	int turns = 0;

	if (p->running || p->stage != RUNNING)
		return;
	p->running = true;
	for (;;) {
		if (!push(p, &cut) && !cut)
			break;
		if (cut || p->failed || p->complete) {
			finish(p, !cut && !p->failed);
			return;
		}
		if (waits || conn_pending(p->conn) >= HIGH)
			break;
		if (++turns > TURNS_MAX) {
			conn_wake(p->conn, 0);
			break;
		}
		waits = !ask(p);
	}
	p->running = false;
}

/* The first bytes. */
static void begin(struct play *p)
{
	const struct fault *f = p->a.fault;

	p->stage = RUNNING;
	p->running = true;
	if (f != NULL) {
		if (f->bytewise)
			conn_bytewise(p->conn);
		send_bytes(p, f->before.data, f->before.len);
	}
	if (f != NULL && f->has_raw) {
		emit(p, f->raw.data, f->raw.len);
		p->how.open = false;
		p->complete = true;
	} else {
		emit(p, p->whole.data, p->whole.len);
		p->complete = p->a.kind == ANSWER_ONCE || !p->how.body;
		if (!p->complete && p->a.kind == ANSWER_TAKEN)
			conn_take(p->conn);
	}
	buf_done(&p->whole);
	p->running = false;
	run(p);
}

static void stirred(const struct players *all)
{
	if (all->stirred != NULL)
		all->stirred(all->ctx);
}

static void on_wake(void *ctx)
{
	struct play *p = ctx;
	struct players *all = p->all;

	if (p->stage == LATENCY) {
		begin(p);
		return;
	}
	p->stalled = p->stalled || p->stage == STALLED;
	p->stage = RUNNING;
	run(p);
	stirred(all);
}

static void on_drained(void *ctx)
{
	run(ctx);
}

static void on_input(void *ctx, const void *data, size_t len, bool end)
{
	struct play *p = ctx;
	struct players *all = p->all;

	if (p->a.input != NULL)
		p->a.input(p->a.state, data, len, end);
	run(p);
	stirred(all);
}

/* Nobody may be there to read: what would go on for ever ends. */
static void on_hangup(void *ctx)
{
	struct play *p = ctx;

	if (p->running)
		p->failed = true;
	else if (p->a.kind != ANSWER_ONCE || p->stage == STALLED)
		finish(p, false);
}

static void on_gone(void *ctx)
{
	struct play *p = ctx;

	p->done(p->ctx, p->sent, false);
	drop(p);
}

/* What goes out at first: the head, and the body if it is there. */
static int compose(struct buf *out, const struct answer *a,
		   const struct play_request *r, bool keep, uint64_t *head_len,
		   struct playhead *how)
{
	const struct buf *tail = a->fault != NULL ? &a->fault->tail : NULL;
	bool once = a->kind == ANSWER_ONCE;
	struct buf text = BUF_INIT(ANSWER_MAX);
	const struct buf *body = &a->bytes;
	size_t added;

	if (a->json != NULL && once) {
		body = &text;
		buf_reserve(&text, TEXT_GUESS);
		if (jsontext_write(&text, a->json) < 0 ||
		    buf_add_char(&text, '\n') < 0) {
			buf_done(&text);
			return DAVIT_ENOMEM;
		}
	}
	added = once && tail != NULL ? tail->len : 0;
	buf_reserve(out, HEAD_GUESS + body->len + added);
	playhead_write(out, a, body->len + added, r, keep, how);
	*head_len = out->len;
	if (once && how->body) {
		buf_add(out, body->data, body->len);
		if (added > 0)
			buf_add(out, tail->data, added);
	}
	buf_done(&text);
	return buf_status(out);
}

static const struct conn_ops ops = {
	.drained = on_drained, .input = on_input, .wake = on_wake,
	.hangup = on_hangup, .gone = on_gone,
};

/* Nothing to wait for and nothing to go wrong: no play is needed. */
static void answer_at_once(struct conn *c, const struct buf *whole,
			   play_done_fn *done, void *ctx)
{
	int r = conn_write(c, whole->data, whole->len);

	done(ctx, r < 0 ? 0 : whole->len, r == 0);
	if (r < 0)
		conn_end(c, CONN_CLOSE);
	else
		conn_next(c, true);
}

static void start(struct players *all, struct play *p)
{
	const struct fault *f = p->a.fault;

	p->all = all;
	p->next = all->first;
	if (p->next != NULL)
		p->next->prev = p;
	all->first = p;
	buf_init(&p->piece, PIECE_MAX);
	buf_init(&p->held, ANSWER_MAX);
	conn_answer(p->conn, &ops, p);
	if (f != NULL && f->latency > 0)
		conn_wake(p->conn, f->latency);
	else
		begin(p);
}

int play_answer(struct players *all, struct conn *c, struct answer *a,
		const struct play_request *r, play_done_fn *done, void *ctx)
{
	struct buf whole = BUF_INIT(ANSWER_MAX);
	bool causes = a->causes;
	struct playhead how;
	uint64_t head_len;
	struct play *p;

	if (compose(&whole, a, r, conn_keeps(c), &head_len, &how) < 0) {
		buf_done(&whole);
		return DAVIT_ENOMEM;
	}
	if (a->fault == NULL && a->kind == ANSWER_ONCE) {
		answer_at_once(c, &whole, done, ctx);
		buf_done(&whole);
		answer_reset(a);
		return 0;
	}
	p = calloc(1, sizeof(*p));
	if (p == NULL) {
		buf_done(&whole);
		return DAVIT_ENOMEM;
	}
	p->conn = c;
	p->a = *a;
	answer_init(a);
	a->causes = causes;
	p->whole = whole;
	p->how = how;
	p->head_len = head_len;
	p->done = done;
	p->ctx = ctx;
	if (p->a.fault != NULL && p->a.fault->has_raw)
		p->head_len = 0;
	start(all, p);
	return 0;
}

void play_poke(struct players *all)
{
	struct play *p, *next;

	for (p = all->first; p != NULL; p = next) {
		next = p->next;
		run(p);
	}
}
