/* SPDX-License-Identifier: MIT */
/*
 * The public stream: over an exchange or a connection that was taken over,
 * with frames, JSON and the verdict on top.  One path serves all reading:
 * show what is there, look at it, take it.
 */
#include "config.h"

#include "authorize.h"
#include "client.h"
#include "decode.h"
#include "demux.h"
#include "error.h"
#include "hijack.h"
#include "jsonseq.h"
#include "scrub.h"
#include "stream.h"
#include "verdict.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define WORDS_MAX (64u << 10)	/* of the engine itself, in frames */

enum framed { UNKNOWN, FRAMED, PLAIN };

struct davit_stream {
	davit_client *client;
	struct request request;
	struct exchange *exchange;	/* one of these two, or neither */
	struct hijack *hijack;
	davit_reply *reply;		/* of the hijack, or a whole one */
	size_t replied;			/* of a whole reply's body */
	struct op op;
	json_t *target;			/* path parameter, to ask about */
	enum framed framed;
	struct demux demux;
	struct jsonseq seq;
	struct buf words;
	struct verdict verdict;
	size_t shown;			/* taken at the next call */
	const char *text;		/* of the last value; NULL: none */
	size_t text_len;
	bool ended;
	char note[256];			/* about credentials; or "" */
	davit_error failure;
};

const davit_reply *davit_stream_reply(const davit_stream *s)
{
	return s->exchange != NULL ? exchange_reply(s->exchange) : s->reply;
}

/* ---- the source --------------------------------------------------------- */

static int peek(davit_stream *s, const char **data, size_t *len,
		davit_error *err)
{
	if (s->exchange != NULL)
		return exchange_peek(s->exchange, data, len, err);
	if (s->hijack != NULL)
		return hijack_peek(s->hijack, data, len, err);
	*data = buf_text(&s->reply->body) + s->replied;
	*len = s->reply->body.len - s->replied;
	return *len > 0;
}

static void take(davit_stream *s, size_t len)
{
	if (s->exchange != NULL)
		exchange_take(s->exchange, len);
	else if (s->hijack != NULL)
		hijack_take(s->hijack, len);
	else
		s->replied += len;
}

/* Nothing that was shown is looked at any more. */
static void settle(davit_stream *s)
{
	take(s, s->shown);
	s->shown = 0;
	s->text = NULL;
}

/* Keeps a failure, which ends the stream for good. */
static int fail(davit_stream *s, int code)
{
	s->ended = true;
	return code;
}

static int finished(davit_stream *s)
{
	return s->failure.code;
}

/* The verdict, once, at the end of the data. */
static int finish(davit_stream *s)
{
	int r;

	s->ended = true;
	r = verdict_end(&s->verdict, &s->failure);
	if (r == DAVIT_EREMOTE && s->failure.http_status == 0)
		s->failure.http_status = davit_stream_reply(s)->status;
	if (r == DAVIT_EREMOTE) {
		scrub_error(&s->request, false, &s->failure);
		authorize_hint(s->note, &s->failure);
	}
	return r;
}

/* ---- opening ------------------------------------------------------------ */

/* Gives the whole reply away instead. */
static int refuse(davit_stream *s, davit_reply **out, davit_error *err)
{
	int r = 0;

	if (s->exchange == NULL) {
		*out = s->reply;
		s->reply = NULL;
		return 0;
	}
	r = exchange_collect(s->exchange, err);
	exchange_close(s->exchange, r < 0 ? NULL : out);
	s->exchange = NULL;
	return r;
}

int stream_open(davit_client *c, const struct op *op, struct request *request,
		const davit_call_opts *opts, json_t *target,
		davit_stream **out, davit_reply **refused, davit_error *err)
{
	davit_stream *s = calloc(1, sizeof(*s));
	int r;

	*refused = NULL;
	if (s == NULL) {
		request_done(request);
		return error_nomem(err);
	}
	s->client = c;
	s->op = *op;
	s->request = *request;
	request_init(request);
	s->target = json_incref(target);
	buf_init(&s->words, WORDS_MAX);
	jsonseq_init(&s->seq);
	verdict_init(&s->verdict, op->row->flags & TAB_VERDICT_JSON ?
		     VERDICT_JSON : op->row->flags & TAB_VERDICT_TAR ?
		     VERDICT_TAR : VERDICT_NONE);
	if (opts != NULL && opts->size >= sizeof(*opts))
		s->framed = opts->framed > 0 ? FRAMED :
			    opts->framed < 0 ? PLAIN : UNKNOWN;
	r = client_open(c, &s->request, opts, op->row->flags & TAB_RETRY,
			op->row->upgrade == TAB_TCP ? "tcp" : NULL,
			&s->exchange, &s->hijack, &s->reply, err);
	if (r == 0 && davit_stream_reply(s)->status >= 300)
		r = refuse(s, refused, err);
	else if (r == 0)
		*out = s;
	if (*refused != NULL) {
		/* Its secrets may be in what is said of the refusal. */
		*request = s->request;
		request_init(&s->request);
	}
	if (r < 0 || *refused != NULL)
		davit_stream_close(s);
	return r;
}

void stream_note(davit_stream *s, const char *note)
{
	error_print(s->note, sizeof(s->note), "%s", note);
}

void davit_stream_close(davit_stream *s)
{
	if (s == NULL)
		return;
	exchange_close(s->exchange, NULL);
	hijack_close(s->hijack);
	davit_reply_free(s->reply);
	request_done(&s->request);
	json_decref(s->target);
	buf_done(&s->words);
	jsonseq_done(&s->seq);
	verdict_done(&s->verdict);
	free(s);
}

/* ---- are there frames? -------------------------------------------------- */

/* Asks the operation the tables name; -1: there is none to ask. */
static int ask_terminal(davit_stream *s, davit_error *err)
{
	const struct table *t = s->op.table;
	const char *asked = lookup_str(t, s->op.row->tty);
	size_t n = strcspn(asked, " ");
	davit_reply *reply = NULL;
	char name[64];
	json_t *value;
	bool tty;
	int r;

	if (n == 0 || n >= sizeof(name))
		return -1;
	memcpy(name, asked, n);
	name[n] = '\0';
	r = davit_invoke(s->client, name, s->target, NULL, NULL, &reply, err);
	if (r == 0)
		r = davit_reply_json(reply, &value, err);
	if (r < 0) {
		davit_reply_free(reply);
		return r;
	}
	tty = json_is_true(client_at_pointer(value, asked + n + 1));
	davit_reply_free(reply);
	client_log(s->client, "%s says: %s terminal", name, tty ? "a" : "no");
	return tty;
}

static bool has_type(const davit_stream *s, const char *end)
{
	const char *type = davit_reply_header(davit_stream_reply(s),
					      "Content-Type");
	size_t len = strlen(end), n = type == NULL ? 0 : strcspn(type, "; ");

	return n >= len && strncasecmp(type + n - len, end, len) == 0;
}

int davit_stream_framed(davit_stream *s, davit_error *err)
{
	int tty;

	error_clear(err);
	if (s->framed != UNKNOWN)
		return s->framed == FRAMED;
	if (s->op.row->stream != TAB_FRAMES) {
		s->framed = PLAIN;
	} else if (has_type(s, "multiplexed-stream")) {
		s->framed = FRAMED;
	} else {
		/* "raw-stream" and none at all may mean either. */
		tty = ask_terminal(s, err);
		if (tty < -1)
			return tty;
		s->framed = tty == 1 ? PLAIN : FRAMED;
	}
	return s->framed == FRAMED;
}

/* ---- reading ------------------------------------------------------------ */

const davit_error *davit_stream_error(const davit_stream *s)
{
	return &s->failure;
}

int davit_stream_next(davit_stream *s, const void **data, size_t *len)
{
	const char *p;
	int r;

	settle(s);
	if (s->ended)
		return finished(s);
	r = peek(s, &p, len, &s->failure);
	if (r < 0)
		return fail(s, r);
	if (r == 0)
		return finish(s);
	verdict_bytes(&s->verdict, p, *len);
	s->shown = *len;
	*data = p;
	return 1;
}

ssize_t davit_stream_read(davit_stream *s, void *buf, size_t len)
{
	const char *p;
	size_t n;
	int r;

	settle(s);
	if (s->ended)
		return finished(s);
	if (len == 0)
		return 0;
	r = peek(s, &p, &n, &s->failure);
	if (r < 0)
		return fail(s, r);
	if (r == 0)
		return finish(s);
	n = n < len ? n : len;
	memcpy(buf, p, n);
	verdict_bytes(&s->verdict, p, n);
	take(s, n);
	return (ssize_t)n;
}

/* Words of the engine itself end the stream, once they are complete. */
static int engine_words(davit_stream *s, const struct demux_piece *piece)
{
	size_t room = WORDS_MAX - s->words.len;

	buf_add(&s->words, piece->data, piece->len < room ? piece->len : room);
	if (!piece->last)
		return 0;
	error_set(&s->failure, DAVIT_EREMOTE, "%s", buf_text(&s->words));
	scrub_error(&s->request, false, &s->failure);
	s->failure.http_status = davit_stream_reply(s)->status;
	return fail(s, DAVIT_EREMOTE);
}

int davit_stream_frame(davit_stream *s, davit_frame *out)
{
	struct demux_piece piece;
	const char *p;
	size_t len, used;
	int r;

	settle(s);
	if (s->ended)
		return finished(s);
	r = davit_stream_framed(s, &s->failure);
	if (r < 0)
		return fail(s, r);
	if (r == 0) {
		out->channel = DAVIT_STDOUT;
		out->last = 1;
		return davit_stream_next(s, &out->data, &out->len);
	}
	for (;;) {
		r = peek(s, &p, &len, &s->failure);
		if (r == 0) {
			r = demux_end(&s->demux, &s->failure);
			return r < 0 ? fail(s, r) : finish(s);
		}
		if (r > 0)
			r = demux_next(&s->demux, p, len, &used, &piece,
				       &s->failure);
		if (r < 0)
			return fail(s, r);
		if (r > 0 && piece.channel != DEMUX_SYSTEM)
			break;
		if (r > 0)
			r = engine_words(s, &piece);
		take(s, used);
		if (r < 0)
			return r;
	}
	s->shown = used;
	out->channel = piece.channel == DEMUX_STDERR ? DAVIT_STDERR
						     : DAVIT_STDOUT;
	out->data = piece.data;
	out->len = piece.len;
	out->last = piece.last;
	return 1;
}

/* A value of the sequence, out of its text. */
static int one_value(davit_stream *s, const char *text, size_t len,
		     json_t **out)
{
	davit_error why;
	int r = decode_json(text, len, out, NULL, &why);

	if (r == DAVIT_EPROTO)
		r = error_set(&s->failure, r, "the JSON value at offset %llu "
			      "of the stream is broken: %s",
			      (unsigned long long)s->seq.start, why.text);
	else if (r < 0)
		s->failure = why;
	if (r < 0)
		return fail(s, r);
	verdict_value(&s->verdict, *out);
	s->text = text;
	s->text_len = len;
	return 1;
}

int davit_stream_json(davit_stream *s, json_t **out)
{
	const char *p, *text;
	size_t len, used, n;
	int r;

	settle(s);
	if (s->ended)
		return finished(s);
	do {
		r = peek(s, &p, &len, &s->failure);
		if (r == 0) {
			r = jsonseq_end(&s->seq, &text, &n, &s->failure);
			if (r > 0)
				return one_value(s, text, n, out);
			return r < 0 ? fail(s, r) : finish(s);
		}
		if (r > 0)
			r = jsonseq_next(&s->seq, p, len, &used, &text, &n,
					 &s->failure);
		if (r < 0)
			return fail(s, r);
		if (r == 0) {
			take(s, used);
			continue;
		}
		/* Its text may lie in what is shown. */
		s->shown = used;
		r = one_value(s, text, n, out);
	} while (r == 0);
	return r;
}

const char *davit_stream_text(const davit_stream *s, size_t *len)
{
	*len = s->text == NULL ? 0 : s->text_len;
	return s->text;
}

/* ---- to the end --------------------------------------------------------- */

struct saving {
	davit_stream *stream;
	int fd, sys;
	uint64_t bytes;
};

static bool save(const char *data, size_t len, void *ctx)
{
	struct saving *saving = ctx;
	ssize_t n;

	verdict_bytes(&saving->stream->verdict, data, len);
	while (len > 0) {
		n = write(saving->fd, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			saving->sys = errno;
			return false;
		}
		saving->bytes += (uint64_t)n;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

int davit_stream_save(davit_stream *s, int fd, uint64_t *bytes)
{
	struct saving saving = { .stream = s, .fd = fd };
	const char *p;
	size_t len;
	int r;

	settle(s);
	if (s->ended)
		return finished(s);
	if (s->exchange != NULL)
		r = exchange_drain(s->exchange, save, &saving, &s->failure);
	else
		while ((r = peek(s, &p, &len, &s->failure)) > 0) {
			take(s, len);
			if (!save(p, len, &saving))
				r = DAVIT_EINVAL;
			if (r < 0)
				break;
		}
	if (bytes != NULL)
		*bytes += saving.bytes;
	if (saving.sys != 0) {
		r = error_set(&s->failure, DAVIT_EINVAL, "what came can't be "
			      "written: %s", strerror(saving.sys));
		s->failure.sys = saving.sys;
	}
	return r < 0 ? fail(s, r) : finish(s);
}

int davit_stream_each(davit_stream *s, davit_frame_fn *fn, void *ctx)
{
	davit_frame frame;
	int r;

	while ((r = davit_stream_frame(s, &frame)) > 0)
		if (fn(&frame, ctx) != 0) {
			settle(s);
			return fail(s, error_set(&s->failure, DAVIT_ECANCELED,
						 "stopped by its reader"));
		}
	return r;
}

/* ---- both ways ---------------------------------------------------------- */

static int not_duplex(davit_stream *s, davit_error *err)
{
	return error_set(err, DAVIT_EINVAL, "%s can't be written to: its "
			 "connection was not taken over",
			 lookup_str(s->op.table, s->op.row->name));
}

ssize_t davit_stream_write(davit_stream *s, const void *buf, size_t len)
{
	davit_error err = { 0 };
	ssize_t n;

	if (s->hijack == NULL)
		return not_duplex(s, &s->failure);
	n = hijack_write(s->hijack, buf, len, &err);
	/* A full pipe is not a failure; reading may go on after others. */
	if (n < 0 && n != DAVIT_EAGAIN)
		s->failure = err;
	return n;
}

int davit_stream_shutdown(davit_stream *s)
{
	if (s->hijack == NULL)
		return not_duplex(s, &s->failure);
	return hijack_shutdown(s->hijack, &s->failure);
}

int davit_stream_duplex(const davit_stream *s)
{
	return s->hijack != NULL;
}

int davit_stream_fd(const davit_stream *s)
{
	return s->hijack == NULL ? -1 : hijack_fd(s->hijack);
}

int davit_stream_ready(davit_stream *s)
{
	if (s->ended)
		return 1;
	settle(s);
	if (s->exchange != NULL)
		return exchange_ready(s->exchange);
	return s->hijack == NULL || hijack_ready(s->hijack);
}

void davit_stream_cancel(davit_stream *s)
{
	if (s->exchange != NULL)
		exchange_cancel(s->exchange);
	else if (s->hijack != NULL)
		hijack_cancel(s->hijack);
}
