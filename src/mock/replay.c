/* SPDX-License-Identifier: MIT */
/* See replay.h. */
#include "config.h"

#include "replay.h"

#include "decode.h"
#include "error.h"
#include "mask.h"
#include "pattern.h"
#include "tape.h"
#include "util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FILE_MAX ((size_t)1 << 30)
#define ENTRIES_MAX 1000000

struct replay {
	char *file;
	bool timed;
	struct tape_entry *list;
	size_t n, cap;
};

/* ---- reading ------------------------------------------------------------- */

static int add(struct replay *r, unsigned line, const char *text, size_t len,
	       davit_error *err)
{
	struct tape_entry *list = r->list;
	struct doc d = { .name = NULL };
	json_t *value = NULL;
	char name[512];
	int code;

	if (r->n == r->cap) {
		r->cap = r->cap == 0 ? 16 : r->cap * 2;
		list = realloc(r->list, r->cap * sizeof(*list));
		if (list == NULL || r->n > ENTRIES_MAX)
			return error_nomem(err);
		r->list = list;
	}
	error_print(name, sizeof(name), "%s:%u", r->file, line);
	code = decode_json(text, len, &value, NULL, err);
	if (code == DAVIT_EPROTO)
		return error_set(err, DAVIT_EINVAL, "%s: this line is not "
				 "JSON", name);
	if (code < 0)
		return code;
	code = doc_wrap(&d, name, value) < 0 ? error_nomem(err) : 0;
	if (code == 0) {
		code = tape_read(&d, &r->list[r->n], err);
		r->list[r->n++].line = line;
	}
	doc_done(&d);
	json_decref(value);
	return code;
}

static int read_lines(struct replay *r, FILE *f, davit_error *err)
{
	char *text = NULL;
	unsigned line = 0;
	size_t cap = 0, total = 0;
	ssize_t len;
	int code = 0;

	while (code == 0 && (len = getline(&text, &cap, f)) >= 0) {
		line++;
		total += (size_t)len;
		if (total > FILE_MAX)
			code = error_set(err, DAVIT_ETOOBIG, "%s: more than "
					 "%zu bytes", r->file, FILE_MAX);
		else if (strspn(text, " \t\r\n") < (size_t)len)
			code = add(r, line, text, (size_t)len, err);
	}
	free(text);
	return code;
}

int replay_new(const char *file, bool timed, struct replay **out,
	       davit_error *err)
{
	struct replay *r = calloc(1, sizeof(*r));
	FILE *f;
	int code;

	if (r == NULL || (r->file = util_strdup(file)) == NULL) {
		free(r);
		return error_nomem(err);
	}
	r->timed = timed;
	f = fopen(file, "re");
	if (f == NULL) {
		code = error_set(err, DAVIT_EINVAL, "%s: %m", file);
	} else {
		code = read_lines(r, f, err);
		fclose(f);
	}
	if (code < 0)
		replay_free(r);
	else
		*out = r;
	return code;
}

void replay_free(struct replay *r)
{
	if (r == NULL)
		return;
	while (r->n > 0)
		tape_done(&r->list[--r->n]);
	free(r->list);
	free(r->file);
	free(r);
}

/* ---- which one ----------------------------------------------------------- */

struct asked {
	const char *method, *path, *query, *body;
	size_t npath, nquery, nbody;
	json_t *json;		/* the body, or NULL */
};

/* Is the parameter, "name=value", in the query? */
static bool in_query(const char *param, size_t len, const char *query,
		     size_t nquery)
{
	const char *equals = memchr(param, '=', len), *end = query + nquery;
	const char *hidden = MASK_HIDDEN, *p = query;
	size_t n, same = len;

	if (equals != NULL && len == (size_t)(equals + 1 - param) +
	    strlen(hidden) && memcmp(equals + 1, hidden, strlen(hidden)) == 0)
		same = (size_t)(equals + 1 - param);
	while (p < end) {
		for (n = 0; p + n < end && p[n] != '&'; n++)
			;
		if ((n == len || (same < len && n >= same)) &&
		    memcmp(p, param, same) == 0)
			return true;
		p += n + 1;
	}
	return false;
}

static size_t count_params(const char *query, size_t len)
{
	size_t i, n = len > 0;

	for (i = 0; i < len; i++)
		n += query[i] == '&';
	return n;
}

static bool same_query(const struct tape_entry *e, const struct asked *a)
{
	const char *p = e->query;
	size_t n;

	if (count_params(p, strlen(p)) != count_params(a->query, a->nquery))
		return false;
	for (; *p != '\0'; p += n + (p[n] == '&')) {
		n = strcspn(p, "&");
		if (!in_query(p, n, a->query, a->nquery))
			return false;
	}
	return true;
}

static bool same_body(const struct tape_entry *e, const struct asked *a)
{
	if (e->any_body)
		return true;
	if (e->json != NULL)
		return a->json != NULL && pattern_holds(e->json, a->json);
	return e->body.len == a->nbody &&
	       memcmp(buf_text(&e->body), a->body, a->nbody) == 0;
}

static bool same_path(const struct tape_entry *e, const struct asked *a)
{
	return strlen(e->path) == a->npath &&
	       memcmp(e->path, a->path, a->npath) == 0;
}

static struct tape_entry *find(struct replay *r, const struct asked *a)
{
	struct tape_entry *e, *last = NULL;
	size_t i;

	for (i = 0; i < r->n; i++) {
		e = &r->list[i];
		if (strcmp(e->method, a->method) != 0 || !same_path(e, a) ||
		    !same_query(e, a) || !same_body(e, a))
			continue;
		last = e;
		if (!e->used)
			break;
	}
	if (last != NULL)
		last->used = true;
	return last;
}

/* How much is the same; and what is not. */
static size_t likeness(const struct tape_entry *e, const struct asked *a,
		       const char **differs)
{
	bool method = strcmp(e->method, a->method) == 0;
	size_t n = 0;

	if (same_path(e, a)) {
		*differs = !method ? "the method differs" :
			   !same_query(e, a) ? "the query differs" :
			   "the body differs";
		return 1000000u + (method ? 2 : 0) + same_query(e, a);
	}
	while (n < a->npath && e->path[n] == a->path[n])
		n++;
	*differs = "the path differs";
	return 2 * n + method;
}

static void not_found(const struct replay *r, const struct asked *a,
		      struct answer *out)
{
	const char *why = "", *text;
	const struct tape_entry *best = NULL;
	size_t i, n, most = 0;

	for (i = 0; i < r->n; i++) {
		n = likeness(&r->list[i], a, &text);
		if (best == NULL || n > most) {
			best = &r->list[i];
			most = n;
			why = text;
		}
	}
	if (best == NULL)
		answer_error(out, 501, "nothing is recorded in %s", r->file);
	else
		answer_error(out, 501, "%s %.*s is not recorded in %s; "
			     "nearest is line %u, %s %s%s%s: %s", a->method,
			     (int)a->npath, a->path, r->file, best->line,
			     best->method, best->path,
			     best->query[0] != '\0' ? "?" : "", best->query,
			     why);
}

/* ---- answering ----------------------------------------------------------- */

/* Without what the server says by itself. */
static json_t *headers_of(const struct tape_entry *e, bool head)
{
	json_t *copy = e->headers == NULL ? json_object()
					  : json_copy(e->headers), *one;
	const char *name;
	void *next;

	json_object_foreach_safe(copy, next, name, one)
		if (!head && strcasecmp(name, "Content-Length") == 0)
			json_object_del(copy, name);
	return copy;
}

static int play(const struct replay *r, const struct tape_entry *e, bool head,
		struct answer *out)
{
	const struct pieces *p = r->timed ? &e->timed : &e->pieces;
	size_t i;
	int code = 0;

	if (!e->taken && (head || e->sized || p->n == 0))
		for (i = 0; i < e->pieces.n; i++)
			code = buf_add(&out->bytes,
				       buf_text(&e->pieces.list[i].data),
				       e->pieces.list[i].data.len);
	else
		code = pieces_play(p, e->taken, out);
	if (code == 0 && r->timed && out->kind == ANSWER_ONCE &&
	    e->timed.n > 0 && e->timed.list[0].kind == PIECE_WAIT) {
		out->fault = fault_new();
		if (out->fault == NULL)
			return DAVIT_ENOMEM;
		out->fault->latency = (long)e->timed.list[0].number;
	}
	out->status = e->status == 101 ? 200 : e->status;
	out->headers = headers_of(e, head);
	return code < 0 || out->headers == NULL ? DAVIT_ENOMEM : 0;
}

int replay_answer(struct replay *r, const struct request_in *in,
		  struct answer *out)
{
	struct asked a = { .method = in->method, .body = in->body,
			   .nbody = in->body_len };
	const struct tape_entry *e;
	const char *end = in->target + in->target_len, *mark;
	int code = 0;

	a.path = tape_unversioned(in->target, in->target_len);
	mark = memchr(a.path, '?', (size_t)(end - a.path));
	a.npath = (size_t)((mark == NULL ? end : mark) - a.path);
	a.query = mark == NULL ? "" : mark + 1;
	a.nquery = mark == NULL ? 0 : (size_t)(end - a.query);
	if (in->body_len > 0)
		decode_json(in->body, in->body_len, &a.json, NULL, NULL);
	e = find(r, &a);
	if (e == NULL)
		not_found(r, &a, out);
	else
		code = play(r, e, strcmp(in->method, "HEAD") == 0, out);
	json_decref(a.json);
	return code;
}
