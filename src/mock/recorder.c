/* SPDX-License-Identifier: MIT */
/* See recorder.h. */
#include "config.h"

#include "recorder.h"

#include "error.h"
#include "httpres.h"
#include "tapewrite.h"
#include "upstream.h"
#include "util.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define HIGH ((size_t)1 << 20)	/* more waits until the client reads */
#define PIECE ((size_t)16 << 10)
#define WRITE_SECONDS 30

struct exchange;

struct recorder {
	FILE *file;
	struct upstream upstream;
	struct event_base *base;
	struct players *players;
	struct exchange *first;
};

/* A request on its way, and its answer. */
struct exchange {
	struct recorder *rec;
	struct exchange *next, *prev;
	struct conn *conn;	/* waits for an answer; else NULL */
	struct bufferevent *up;	/* NULL: that is over */
	struct httpres res;
	struct buf body;	/* what the client has not got yet */
	struct tapewrite tape;
	struct play_request how;
	char protocol[32];
	bool hijack;		/* may take the connection over with a 200 */
	bool streams;		/* the body is passed on as it comes */
	bool playing;		/* play has it */
	bool half;		/* the client sends no more */
	bool broken;
	unsigned busy;
	int *status;		/* to be told */
	play_done_fn *done;
	void *ctx;
};

/* ---- the end of one ------------------------------------------------------ */

static void drop_upstream(struct exchange *x)
{
	if (x->up == NULL)
		return;
	bufferevent_free(x->up);
	x->up = NULL;
}

/* Writes down and frees what nobody waits for any more. */
static void settle(struct exchange *x)
{
	if (x->busy > 0 || x->playing || x->conn != NULL)
		return;
	if (x->up != NULL)	/* the client went away */
		x->tape.cut = x->res.state != HTTPRES_DONE && !x->tape.taken;
	drop_upstream(x);
	tapewrite_end(&x->tape, x->rec->file);
	if (x->prev != NULL)
		x->prev->next = x->next;
	else
		x->rec->first = x->next;
	if (x->next != NULL)
		x->next->prev = x->prev;
	tapewrite_done(&x->tape);
	httpres_done(&x->res);
	buf_wipe(&x->body);
	free(x);
}

/* ---- the answer as play wants it ----------------------------------------- */

static int more(void *state, struct buf *out, int64_t now, int64_t *wake)
{
	struct exchange *x = state;
	size_t n = x->body.len;

	if (n > out->max - out->len)
		n = out->max - out->len;
	if (n > 0) {
		buf_add(out, x->body.data, n);
		x->body.len -= n;
		memmove(x->body.data, x->body.data + n, x->body.len);
	}
	if (x->body.len > 0) {
		*wake = now;
		return ANSWER_MORE;
	}
	if (x->up == NULL)
		return x->broken ? DAVIT_ECONN : ANSWER_END;
	bufferevent_enable(x->up, EV_READ);
	/* What it has got already it tells nobody of again. */
	if (evbuffer_get_length(bufferevent_get_input(x->up)) > 0)
		bufferevent_trigger(x->up, EV_READ, BEV_TRIG_DEFER_CALLBACKS);
	return ANSWER_MORE;
}

static void half_close(struct exchange *x)
{
	if (x->half && x->up != NULL &&
	    evbuffer_get_length(bufferevent_get_output(x->up)) == 0)
		shutdown(bufferevent_getfd(x->up), SHUT_WR);
}

static void input(void *state, const void *data, size_t len, bool end)
{
	struct exchange *x = state;

	tapewrite_bytes(&x->tape, "client", data, len);
	if (x->up == NULL)
		return;
	bufferevent_write(x->up, data, len);
	x->half = x->half || end;
	half_close(x);
}

static void play_left(void *state)
{
	struct exchange *x = state;

	x->playing = false;
	settle(x);
}

/* Without what concerns the connection to the engine only. */
static json_t *headers_of(const struct exchange *x)
{
	static const char *const ours[] = {
		"Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade"
	};
	json_t *copy = json_copy(x->res.headers), *value;
	const char *name;
	void *next;
	size_t i;

	json_object_foreach_safe(copy, next, name, value)
		for (i = 0; i < UTIL_COUNT(ours); i++)
			if (strcasecmp(name, ours[i]) == 0) {
				json_object_del(copy, name);
				break;
			}
	return copy;
}

static void remove_length(json_t *headers)
{
	const char *name;
	json_t *value;
	void *next;

	json_object_foreach_safe(headers, next, name, value)
		if (strcasecmp(name, "Content-Length") == 0)
			json_object_del(headers, name);
}

/* Hands the answer over; the exchange may be gone afterwards, where nobody
 * keeps it busy. */
static void give(struct exchange *x, struct answer *a)
{
	struct conn *c = x->conn;

	x->conn = NULL;
	if (play_answer(x->rec->players, c, a, &x->how, x->done,
			x->ctx) == 0)
		return;
	x->done(x->ctx, 0, false);
	conn_end(c, CONN_CLOSE);
}

static void answer_head(struct exchange *x)
{
	struct answer a;
	json_t *headers = headers_of(x);
	bool taken = x->tape.taken;

	answer_init(&a);
	tapewrite_reply(&x->tape, x->res.status, headers);
	*x->status = x->res.status;
	a.status = x->res.status == 101 ? 200 : x->res.status;
	if (x->res.status != 101)
		x->how.upgrade = NULL;
	if (!x->how.head)
		remove_length(headers);
	a.headers = headers;
	if (x->streams) {
		a.kind = taken ? ANSWER_TAKEN : ANSWER_STREAM;
		a.more = more;
		a.input = taken ? input : NULL;
		a.done = play_left;
		a.state = x;
		x->playing = true;
	} else {
		a.bytes = x->body;
		buf_init(&x->body, ANSWER_MAX);
	}
	give(x, &a);
	answer_done(&a);
}

static void answer_failure(struct exchange *x, const char *why)
{
	struct answer a;

	answer_init(&a);
	*x->status = 502;
	answer_error(&a, 502, "the engine behind this: %s", why);
	give(x, &a);
	answer_done(&a);
}

/* ---- the engine ---------------------------------------------------------- */

/* A body that is there as a whole is passed on as a whole; the rest goes as
 * it comes. */
static void head_came(struct exchange *x)
{
	x->tape.taken = x->res.status == 101 ||
			(x->hijack && x->res.status == 200 &&
			 x->res.state == HTTPRES_CLOSED);
	x->streams = x->res.state == HTTPRES_CHUNKED ||
		     x->res.state == HTTPRES_CLOSED;
	if (x->streams && x->conn != NULL)
		answer_head(x);
}

/* Nothing comes any more. */
static void over(struct exchange *x, const char *why)
{
	bool in_time = x->res.state == HTTPRES_DONE ||
		       (x->res.state == HTTPRES_CLOSED && why == NULL);

	x->broken = !in_time;
	x->tape.cut = x->tape.cut || !in_time;
	drop_upstream(x);
	if (x->conn != NULL && in_time)
		answer_head(x);
	else if (x->conn != NULL)
		answer_failure(x, why != NULL ? why : "it hung up");
	play_poke(x->rec->players);
}

static int take(struct exchange *x, const char *data, size_t len,
		davit_error *err)
{
	size_t used, before, at = 0;
	bool in_head;
	int r = 0;

	while (r == 0 && at < len && x->res.state != HTTPRES_DONE) {
		before = x->body.len;
		in_head = x->res.state == HTTPRES_HEAD;
		r = httpres_read(&x->res, data + at, len - at, &used,
				 &x->body, err);
		at += used;
		if (r == 0)
			tapewrite_bytes(&x->tape, x->tape.taken ? "engine"
					: NULL, buf_text(&x->body) + before,
					x->body.len - before);
		if (r == 0 && in_head && x->res.state != HTTPRES_HEAD)
			head_came(x);
	}
	return r;
}

/* Takes what is there; with `all`, however much.  Returns false if that was
 * the end. */
static bool drain(struct exchange *x, bool all)
{
	char piece[PIECE];
	davit_error err;
	size_t n;
	int r = 0;

	while (r == 0 && x->up != NULL && (all || x->body.len < HIGH) &&
	       (n = bufferevent_read(x->up, piece, sizeof(piece))) > 0)
		r = take(x, piece, n, &err);
	if (r < 0)
		over(x, err.text);
	return r == 0;
}

static void on_read(struct bufferevent *up, void *arg)
{
	struct exchange *x = arg;
	bool goes_on;

	x->busy++;
	goes_on = drain(x, false);
	if (goes_on && x->res.state == HTTPRES_DONE)
		over(x, NULL);
	else if (goes_on && x->streams && x->body.len >= HIGH)
		bufferevent_disable(up, EV_READ);
	if (goes_on && x->up != NULL && x->streams)
		play_poke(x->rec->players);
	x->busy--;
	settle(x);
}

static void on_written(struct bufferevent *up, void *arg)
{
	(void)up;
	half_close(arg);
}

static void on_event(struct bufferevent *up, short what, void *arg)
{
	struct exchange *x = arg;
	bool eof = (what & BEV_EVENT_EOF) != 0;
	const char *why = strerror(errno);

	(void)up;
	if (what & BEV_EVENT_CONNECTED)
		return;
	if (what & BEV_EVENT_TIMEOUT)
		why = "it takes nothing";
	x->busy++;
	if (drain(x, true))
		over(x, eof ? NULL : why);
	x->busy--;
	settle(x);
}

/* ---- the client, before there is an answer ------------------------------- */

static void on_gone(void *ctx)
{
	struct exchange *x = ctx;

	x->conn = NULL;
	x->done(x->ctx, 0, false);
	settle(x);
}

static void on_hangup(void *ctx)
{
	struct exchange *x = ctx;
	struct conn *c = x->conn;

	x->conn = NULL;
	x->done(x->ctx, 0, false);
	conn_end(c, CONN_CLOSE);
	settle(x);
}

static const struct conn_ops waiting = {
	.hangup = on_hangup, .gone = on_gone,
};

/* ---- public -------------------------------------------------------------- */

/* *sys: why it can't be reached; 0: that is told later. */
static int call_upstream(struct exchange *x, const struct request_in *in,
			 int *sys)
{
	const struct timeval limit = { .tv_sec = WRITE_SECONDS };
	struct recorder *r = x->rec;
	struct buf request = BUF_INIT(ANSWER_MAX * 2);

	x->up = bufferevent_socket_new(r->base, -1, BEV_OPT_CLOSE_ON_FREE |
				       BEV_OPT_DEFER_CALLBACKS);
	if (x->up == NULL ||
	    upstream_request(&request, in, x->how.upgrade) < 0) {
		buf_wipe(&request);
		return DAVIT_ENOMEM;
	}
	bufferevent_setcb(x->up, on_read, on_written, on_event, x);
	bufferevent_set_timeouts(x->up, NULL, &limit);
	bufferevent_setwatermark(x->up, EV_READ, 0, HIGH);
	bufferevent_enable(x->up, EV_READ | EV_WRITE);
	bufferevent_write(x->up, request.data, request.len);
	buf_wipe(&request);
	*sys = 0;
	if (bufferevent_socket_connect(x->up, (struct sockaddr *)
				       &r->upstream.address,
				       (int)r->upstream.len) < 0)
		*sys = errno != 0 ? errno : ECONNREFUSED;
	return 0;
}

int recorder_request(struct recorder *r, struct conn *c,
		     const struct request_in *in, const davit_op *op,
		     const struct play_request *how, int *status,
		     play_done_fn *done, void *ctx)
{
	struct exchange *x = calloc(1, sizeof(*x));
	int sys;

	if (x == NULL)
		return DAVIT_ENOMEM;
	x->rec = r;
	x->next = r->first;
	if (x->next != NULL)
		x->next->prev = x;
	r->first = x;
	x->how = *how;
	if (how->upgrade != NULL) {
		snprintf(x->protocol, sizeof(x->protocol), "%s",
			 how->upgrade);
		x->how.upgrade = x->protocol;
	}
	x->hijack = op != NULL && op->upgrade != NULL;
	x->status = status;
	x->done = done;
	x->ctx = ctx;
	httpres_init(&x->res, how->head);
	buf_init(&x->body, ANSWER_MAX);
	if (tapewrite_begin(&x->tape, in, op) < 0 ||
	    call_upstream(x, in, &sys) < 0) {
		settle(x);
		return DAVIT_ENOMEM;
	}
	x->conn = c;
	conn_answer(c, &waiting, x);
	if (sys != 0) {
		over(x, strerror(sys));
		settle(x);
	}
	return 0;
}

int recorder_new(const char *file, const char *upstream, struct recorder **out,
		 davit_error *err)
{
	struct recorder *r = calloc(1, sizeof(*r));
	int code, fd;

	if (r == NULL)
		return error_nomem(err);
	code = upstream_find(upstream, &r->upstream, err);
	if (code == 0) {
		fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			  0600);
		r->file = fd < 0 ? NULL : fdopen(fd, "w");
		if (r->file == NULL)
			code = error_set(err, DAVIT_EINVAL, "%s: %m", file);
	}
	if (code < 0)
		recorder_free(r);
	else
		*out = r;
	return code;
}

void recorder_begin(struct recorder *r, struct event_base *base,
		    struct players *players)
{
	r->base = base;
	r->players = players;
}

void recorder_free(struct recorder *r)
{
	if (r == NULL)
		return;
	/* Their connections are gone, and with them all but the engine's. */
	while (r->first != NULL) {
		r->first->conn = NULL;
		r->first->playing = false;
		r->first->busy = 0;
		settle(r->first);
	}
	if (r->file != NULL)
		fclose(r->file);
	free(r);
}
