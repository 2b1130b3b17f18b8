/* SPDX-License-Identifier: MIT */
/* See pieces.h. */
#include "config.h"

#include "pieces.h"

#include "error.h"

#include <stdlib.h>
#include <string.h>

#define COUNT_MAX 100000
#define DATA_MAX ((size_t)64 << 20)	/* of one piece */
#define HEARD_MAX ((size_t)16 << 20)
#define WAIT_MAX (24 * 3600 * 1000)
#define FRAME_HEAD 8

void pieces_init(struct pieces *p)
{
	memset(p, 0, sizeof(*p));
}

void pieces_done(struct pieces *p)
{
	while (p->n > 0)
		buf_done(&p->list[--p->n].data);
	free(p->list);
	pieces_init(p);
}

struct piece *pieces_add(struct pieces *p, int kind)
{
	size_t cap = p->cap == 0 ? 8 : p->cap * 2;
	struct piece *list = p->list, *one;

	if (p->n == COUNT_MAX)
		return NULL;
	if (p->n == p->cap) {
		list = realloc(p->list, cap * sizeof(*list));
		if (list == NULL)
			return NULL;
		p->list = list;
		p->cap = cap;
	}
	one = &list[p->n++];
	one->kind = kind;
	one->number = 0;
	buf_init(&one->data, DATA_MAX);
	return one;
}

/* ---- reading ------------------------------------------------------------- */

static int add_frame(const struct doc_at *at, struct piece *out, char channel,
		     davit_error *err)
{
	unsigned char head[FRAME_HEAD] = { (unsigned char)channel };
	const char *text;
	int r = doc_text(at, &text, err);
	size_t len, i;

	if (r < 0)
		return r;
	len = json_string_length(at->value);
	for (i = 0; i < 4; i++)
		head[FRAME_HEAD - 1 - i] = (unsigned char)(len >> 8 * i);
	buf_add(&out->data, head, sizeof(head));
	buf_add(&out->data, text, len);
	return 0;
}

static int add_json(const struct doc_at *at, struct piece *out)
{
	char *text = json_dumps(at->value, JSON_COMPACT | JSON_ENCODE_ANY);

	if (text == NULL)
		return DAVIT_ENOMEM;
	buf_add_str(&out->data, text);
	buf_add_char(&out->data, '\n');
	free(text);
	return 0;
}

static int add_text(const struct doc_at *at, struct piece *out,
		    davit_error *err)
{
	const char *text;
	int r = doc_text(at, &text, err);

	if (r == 0)
		buf_add(&out->data, text, json_string_length(at->value));
	return r;
}

static int add_echo(const struct doc_at *at, struct piece *out,
		    davit_error *err)
{
	bool on = false;
	int r = doc_bool(at, &on, err);

	out->kind = PIECE_ECHO;
	return r == 0 && !on ? doc_fail(at, err, "'echo' can only be true")
			     : r;
}

static int fill(const struct doc_at *at, struct pieces *all,
		struct piece *out, davit_error *err)
{
	const char *key = at->key;

	if (strcmp(key, "json") == 0) {
		all->json = true;
		return add_json(at, out);
	}
	if (strcmp(key, "stdout") == 0 || strcmp(key, "stderr") == 0) {
		all->frames = true;
		return add_frame(at, out, key[3] == 'o' ? 1 : 2, err);
	}
	if (strcmp(key, "wait_ms") == 0) {
		out->kind = PIECE_WAIT;
		return doc_integer(at, 0, WAIT_MAX, &out->number, err);
	}
	if (strcmp(key, "base64") == 0)
		return doc_base64(at, &out->data, err);
	if (strcmp(key, "file") == 0)
		return doc_file(at, &out->data, err);
	if (strcmp(key, "echo") == 0)
		return add_echo(at, out, err);
	if (strcmp(key, "read") == 0)
		out->kind = PIECE_READ;
	return add_text(at, out, err);
}

int pieces_read(const struct doc_at *at, bool taken, struct pieces *out,
		davit_error *err)
{
	static const char *const stream[] = {
		"json", "stdout", "stderr", "data", "base64", "file",
		"wait_ms", NULL
	};
	static const char *const hijack[] = {
		"json", "stdout", "stderr", "data", "base64", "file",
		"wait_ms", "read", "echo", NULL
	};
	struct doc_at one, member;
	struct piece *p;
	void *iter;
	size_t i;
	int r = doc_list(at, err);

	for (i = 0; r == 0 && doc_element(at, i, &one); i++) {
		r = doc_keys(&one, "a piece", taken ? hijack : stream, err);
		if (r < 0)
			return r;
		if (json_object_size(one.value) != 1)
			return doc_fail(&one, err, "a piece is one thing, such "
					"as {data: text}");
		p = pieces_add(out, PIECE_DATA);
		if (p == NULL)
			return error_nomem(err);
		iter = NULL;
		doc_next(&one, &iter, &member);
		r = fill(&member, out, p, err);
		if (r == DAVIT_ENOMEM ||
		    (r == 0 && buf_status(&p->data) < 0))
			return error_nomem(err);
	}
	return r;
}

/* ---- playing ------------------------------------------------------------- */

struct player {
	const struct pieces *p;
	size_t at, sent;	/* of that one */
	int64_t until;		/* it waits; 0: not yet */
	struct buf heard;
	bool end;		/* nothing more is heard */
};

static void forget(struct player *s, size_t len)
{
	s->heard.len -= len;
	memmove(s->heard.data, s->heard.data + len, s->heard.len);
}

static void step(struct player *s)
{
	s->at++;
	s->sent = 0;
	s->until = 0;
}

static void send_some(struct player *s, const struct buf *data,
		      struct buf *out)
{
	size_t n = data->len - s->sent;

	if (n > out->max - out->len)
		n = out->max - out->len;
	buf_add(out, buf_text(data) + s->sent, n);
	s->sent += n;
	if (s->sent == data->len)
		step(s);
}

/* Has it come?  What was heard before it is forgotten. */
static bool heard(struct player *s, const struct piece *p)
{
	const char *found;
	size_t len;

	if (p->kind == PIECE_READ_BYTES) {
		len = (size_t)p->number;
		if (s->heard.len < len)
			return s->end;
	} else {
		found = s->heard.len == 0 ? NULL :
			memmem(s->heard.data, s->heard.len, buf_text(&p->data),
			       p->data.len);
		if (found == NULL)
			return s->end;
		len = (size_t)(found - s->heard.data) + p->data.len;
	}
	if (len > 0)
		forget(s, len);
	return true;
}

static void echo(struct player *s, struct buf *out)
{
	size_t n = s->heard.len;

	if (n > out->max - out->len)
		n = out->max - out->len;
	if (n > 0) {
		buf_add(out, s->heard.data, n);
		forget(s, n);
	}
	if (s->end && s->heard.len == 0)
		step(s);
}

static int more(void *state, struct buf *out, int64_t now, int64_t *wake)
{
	struct player *s = state;
	const struct piece *p;
	size_t at = s->at;

	if (buf_status(&s->heard) < 0)
		return DAVIT_ETOOBIG;
	if (s->at == s->p->n)
		return ANSWER_END;
	p = &s->p->list[s->at];
	if (p->kind == PIECE_CUT)
		return DAVIT_ECONN;
	if (p->kind == PIECE_DATA) {
		send_some(s, &p->data, out);
		*wake = now;
	} else if (p->kind == PIECE_WAIT) {
		if (s->until == 0)
			s->until = now + p->number;
		*wake = s->until;
		if (s->until <= now)
			step(s);
	} else if (p->kind == PIECE_ECHO) {
		echo(s, out);
		if (out->len > 0 || s->at != at)
			*wake = now;
	} else if (heard(s, p)) {
		step(s);
		*wake = now;
	}
	return s->at == s->p->n ? ANSWER_END : ANSWER_MORE;
}

static void hear(void *state, const void *data, size_t len, bool end)
{
	struct player *s = state;

	buf_add(&s->heard, data, len);
	s->end = s->end || end;
}

static void free_player(void *state)
{
	struct player *s = state;

	buf_done(&s->heard);
	free(s);
}

int pieces_play(const struct pieces *p, bool taken, struct answer *a)
{
	struct player *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return DAVIT_ENOMEM;
	s->p = p;
	buf_init(&s->heard, HEARD_MAX);
	a->kind = taken ? ANSWER_TAKEN : ANSWER_STREAM;
	a->more = more;
	a->input = taken ? hear : NULL;
	a->done = free_player;
	a->state = s;
	return 0;
}
