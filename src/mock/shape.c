/* SPDX-License-Identifier: MIT */
/* See shape.h: answers. */
#include "config.h"

#include "shape.h"

#include "archive.h"
#include "error.h"
#include "util.h"

#include <stdlib.h>
#include <string.h>

#define PIECES_MAX 4
#define STREAM_MAX (4u << 20)
#define ECHO_MAX (16u << 20)	/* what a client may be ahead of its reading */

#define JSON_TYPE "application/json"
#define RAW_TYPE "application/vnd.docker.raw-stream"
#define FRAMES_TYPE "application/vnd.docker.multiplexed-stream"

/* ---- streams ------------------------------------------------------------- */

struct pieces {
	struct buf data;
	size_t ends[PIECES_MAX];
	size_t n, at;
};

static int next_piece(void *state, struct buf *out, int64_t now,
		      int64_t *wake)
{
	struct pieces *p = state;
	size_t begin = p->at == 0 ? 0 : p->ends[p->at - 1];

	if (p->at < p->n) {
		buf_add(out, p->data.data + begin, p->ends[p->at] - begin);
		p->at++;
	}
	*wake = now;
	return buf_status(out) < 0 ? -1 :
	       p->at < p->n ? ANSWER_MORE : ANSWER_END;
}

static void free_pieces(void *state)
{
	struct pieces *p = state;

	buf_done(&p->data);
	free(p);
}

/* A stream without pieces so far; NULL without memory. */
static struct pieces *stream(struct answer *out, const char *type)
{
	struct pieces *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	buf_init(&p->data, STREAM_MAX);
	out->kind = ANSWER_STREAM;
	out->type = type;
	out->more = next_piece;
	out->done = free_pieces;
	out->state = p;
	return p;
}

/* What was added since is a piece. */
static void end_piece(struct pieces *p)
{
	p->ends[p->n++] = p->data.len;
}

static void add_frame(struct pieces *p, unsigned char channel,
		      const char *text)
{
	unsigned char head[8] = { channel };

	head[7] = (unsigned char)strlen(text);
	buf_add(&p->data, head, sizeof(head));
	buf_add_str(&p->data, text);
	end_piece(p);
}

static int status_of(const struct pieces *p)
{
	return p == NULL || buf_status(&p->data) < 0 ? DAVIT_ENOMEM : 0;
}

static int frames(struct answer *out, const char *type)
{
	struct pieces *p = stream(out, type);

	if (p != NULL) {
		add_frame(p, 1, "first line\n");
		add_frame(p, 2, "a complaint\n");
		add_frame(p, 1, "last line\n");
	}
	return status_of(p);
}

static int bytes(struct answer *out, const char *type)
{
	struct pieces *p = stream(out, type);

	if (p != NULL) {
		buf_add_str(&p->data, "first line\n");
		end_piece(p);
		buf_add_str(&p->data, "last line\n");
		end_piece(p);
	}
	return status_of(p);
}

static int archive(struct answer *out, const char *type)
{
	struct pieces *p = stream(out, type);

	if (p != NULL) {
		archive_add(&p->data, "file", '0', 0644, 0, "content\n", 8);
		end_piece(p);
		archive_end(&p->data);
		end_piece(p);
	}
	return status_of(p);
}

static int append(const char *text, size_t len, void *out)
{
	return buf_add(out, text, len) < 0 ? -1 : 0;
}

/* An object of a stream that goes well; returns new. */
static json_t *progress(const davit_schema *s, unsigned seed)
{
	davit_schema items;
	json_t *made;

	if (s != NULL && s->types & DAVIT_TYPE_ARRAY &&
	    davit_schema_items(s, &items) == 0)
		s = &items;
	if (s == NULL || !(s->types & DAVIT_TYPE_OBJECT) || s->nfields == 0)
		return json_pack("{s:s,s:s,s:{s:i,s:i}}", "status", "Working",
				 "id", "0123456789ab", "progressDetail",
				 "current", (int)seed + 1, "total", 3);
	made = shape_value(s, seed);
	/* These would say that it did not. */
	json_object_del(made, "error");
	json_object_del(made, "errorDetail");
	return made;
}

/* A parameter of this name says in every engine whether there is more than
 * one value. */
static bool is_streaming(const struct call *call)
{
	json_t *given = json_object_get(call->params, "stream");
	davit_param p;
	size_t i;

	if (given != NULL)
		return !json_is_false(given);
	for (i = 0; davit_op_param(&call->op, i, &p) == 0; i++)
		if (strcmp(p.name, "stream") == 0)
			return p.dflt == NULL || strcmp(p.dflt, "false") != 0;
	return true;
}

static int objects(struct answer *out, unsigned n, const davit_schema *s,
		   const char *type)
{
	struct pieces *p = stream(out, type);
	json_t *one;
	unsigned i;

	for (i = 0; p != NULL && i < n; i++) {
		one = progress(s, i);
		if (one == NULL || json_dump_callback(one, append, &p->data,
						      JSON_COMPACT) < 0)
			p->data.status = DAVIT_ENOMEM;
		json_decref(one);
		buf_add_str(&p->data, "\r\n");
		end_piece(p);
	}
	return status_of(p);
}

/* ---- take-overs ---------------------------------------------------------- */

struct echo {
	struct buf data;
	bool end;
};

static int more_echo(void *state, struct buf *out, int64_t now, int64_t *wake)
{
	struct echo *e = state;
	size_t len = e->data.len;

	if (buf_status(&e->data) < 0)
		return buf_status(&e->data);
	if (len > out->max)
		len = out->max;
	if (len > 0 && buf_add(out, e->data.data, len) < 0)
		return buf_status(out);
	e->data.len -= len;
	if (e->data.len > 0) {
		memmove(e->data.data, e->data.data + len, e->data.len);
		*wake = now;
		return ANSWER_MORE;
	}
	return e->end ? ANSWER_END : ANSWER_MORE;
}

static void hear(void *state, const void *data, size_t len, bool end)
{
	struct echo *e = state;

	if (len > 0)
		buf_add(&e->data, data, len);
	e->end = e->end || end;
}

static void free_echo(void *state)
{
	struct echo *e = state;

	buf_done(&e->data);
	free(e);
}

static int take_over(struct answer *out)
{
	struct echo *e = calloc(1, sizeof(*e));

	if (e == NULL)
		return DAVIT_ENOMEM;
	buf_init(&e->data, ECHO_MAX);
	out->kind = ANSWER_TAKEN;
	out->type = RAW_TYPE;
	out->more = more_echo;
	out->input = hear;
	out->done = free_echo;
	out->state = e;
	return 0;
}

/* ---- answers ------------------------------------------------------------- */

/* The first that is a success; a take-over only where there is no other. */
static bool success(const davit_op *op, davit_response *out)
{
	davit_response r;
	bool found = false;
	size_t i;

	for (i = 0; davit_op_response(op, i, &r) == 0; i++) {
		if (r.status >= 200 && r.status < 300) {
			*out = r;
			return true;
		}
		if (r.status == 101) {
			*out = r;
			found = true;
		}
	}
	return found;
}

static bool is_json_type(const char *type)
{
	return strstr(type, "json") != NULL;
}

/* The media type it says it gives, the first one of JSON or of anything
 * else; `other` if there is none. */
static const char *media(const davit_op *op, bool json, const char *other)
{
	const char *type;
	size_t i;

	for (i = 0; (type = davit_op_media(op, DAVIT_PRODUCES, i)) != NULL;
	     i++)
		if (is_json_type(type) == json)
			return type;
	return other;
}

static const char *frames_type(const davit_op *op)
{
	const char *type;
	size_t i;

	for (i = 0; (type = davit_op_media(op, DAVIT_PRODUCES, i)) != NULL;
	     i++)
		if (strcmp(type, FRAMES_TYPE) == 0)
			return FRAMES_TYPE;
	return media(op, false, RAW_TYPE);
}

/* Text is bytes where the operation gives text and no JSON. */
static int document(const davit_op *op, const davit_schema *s,
		    struct answer *out)
{
	const char *plain = media(op, false, NULL);
	json_t *json = shape_value(s, 0);

	if (json == NULL)
		return DAVIT_ENOMEM;
	if (json_is_string(json) &&
	    (strcmp(s->format, "binary") == 0 ||
	     (plain != NULL && media(op, true, NULL) == NULL))) {
		out->type = plain != NULL ? plain : "application/octet-stream";
		buf_add(&out->bytes, json_string_value(json),
			json_string_length(json));
		json_decref(json);
		return buf_status(&out->bytes);
	}
	out->json = json;
	return 0;
}

int shape_answer(const struct call *call, struct answer *out,
		 davit_error *err)
{
	const davit_op *op = &call->op;
	davit_response ok = { .status = 200 };
	const davit_schema *s;
	int r = 0;

	/* What else than bytes may follow has to be asked for. */
	if (op->upgrade != NULL && strcmp(op->upgrade, "tcp") != 0 &&
	    !call->upgrade) {
		answer_error(out, 400, "the request does not ask for an "
			     "upgrade to %s", op->upgrade);
		return 0;
	}
	success(op, &ok);
	s = ok.has_schema ? &ok.schema : NULL;
	out->status = ok.status == 101 ? 200 : ok.status;
	if (call->head || out->status == 204)
		return 0;
	if (op->upgrade != NULL)
		r = take_over(out);
	else if (op->stream == DAVIT_STREAM_FRAMES)
		r = frames(out, frames_type(op));
	else if (op->stream == DAVIT_STREAM_RAW)
		r = bytes(out, media(op, false, RAW_TYPE));
	else if (op->stream == DAVIT_STREAM_TAR)
		r = archive(out, media(op, false, "application/x-tar"));
	else if (op->stream == DAVIT_STREAM_JSON)
		r = objects(out, is_streaming(call) ? 3 : 1, s,
			    media(op, true, JSON_TYPE));
	else if (s != NULL)
		r = document(op, s, out);
	return r < 0 ? error_nomem(err) : 0;
}
