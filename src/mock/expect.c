/* SPDX-License-Identifier: MIT */
/* See expect.h. */
#include "config.h"

#include "expect.h"

#include "about.h"
#include "error.h"
#include "pattern.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CALLS_MAX 10000
#define TIMES_MAX 1000000000
#define SHOWN_MAX 200		/* bytes of a call in a report */
#define REPORT_MAX ((size_t)64 << 10)

struct wanted {
	struct pattern pattern;
	int64_t min, max, seen;
	char *place;		/* "FILE:LINE", or which of them */
	struct buf nearest;	/* the lines of the call that came nearest */
	size_t differences;	/* that many */
};

struct expect {
	struct doc doc;
	struct wanted *list;
	size_t n, at;		/* at: in strict order, the one that is due */
	bool strict, others;	/* others: what isn't expected may come */
	json_t *ignored;	/* names of operations that may always come */
	struct buf unexpected;
	size_t surprises;
};

/* ---- reading ------------------------------------------------------------- */

static int read_times(const struct doc_at *at, struct wanted *out,
		      davit_error *err)
{
	static const char *const keys[] = { "min", "max", NULL };
	struct doc_at times, one;
	int r = 0;

	out->min = out->max = 1;
	if (!doc_member(at, "times", &times))
		return 0;
	if (!json_is_object(times.value)) {
		r = doc_integer(&times, 0, TIMES_MAX, &out->min, err);
		out->max = out->min;
		return r;
	}
	r = doc_keys(&times, "'times'", keys, err);
	out->min = 0;
	out->max = TIMES_MAX;
	if (r == 0 && doc_member(&times, "min", &one))
		r = doc_integer(&one, 0, TIMES_MAX, &out->min, err);
	if (r == 0 && doc_member(&times, "max", &one))
		r = doc_integer(&one, 0, TIMES_MAX, &out->max, err);
	if (r == 0 && out->min > out->max)
		return doc_fail(&times, err, "'min' is more than 'max'");
	return r;
}

static int read_one(const struct doc_at *at, const char *engine,
		    const char *version, struct wanted *out, davit_error *err)
{
	static const char *const keys[] = { "op", "params", "body", "times",
					    NULL };
	davit_error place;
	char *colon;
	int r = doc_keys(at, "an expected call", keys, err);

	buf_init(&out->nearest, REPORT_MAX);
	if (r == 0)
		r = pattern_read(at, engine, version, &out->pattern, err);
	if (r == 0)
		r = read_times(at, out, err);
	if (r < 0)
		return r;
	doc_fail(at, &place, "%s", "");
	colon = strrchr(place.text, ':');
	out->place = strndup(place.text, colon == NULL ? 0 :
			     (size_t)(colon - place.text));
	return out->place == NULL ? error_nomem(err) : 0;
}

static int read_calls(struct expect *e, const struct doc_at *at,
		      const char *engine, const char *version,
		      davit_error *err)
{
	size_t n = json_array_size(at->value);
	struct doc_at one;
	int r = doc_list(at, err);

	if (r < 0 || n == 0)
		return r;
	if (n > CALLS_MAX)
		return doc_fail(at, err, "more than %d calls", CALLS_MAX);
	e->list = calloc(n, sizeof(*e->list));
	if (e->list == NULL)
		return error_nomem(err);
	while (r == 0 && doc_element(at, e->n, &one))
		r = read_one(&one, engine, version, &e->list[e->n++], err);
	return r;
}

/* One of two words; *out is set with the second. */
static int read_choice(const struct doc_at *map, const char *key,
		       const char *no, const char *yes, bool *out,
		       davit_error *err)
{
	struct doc_at one;
	const char *text;
	int r;

	if (!doc_member(map, key, &one))
		return 0;
	r = doc_text(&one, &text, err);
	if (r < 0)
		return r;
	*out = strcmp(text, yes) == 0;
	if (!*out && strcmp(text, no) != 0)
		return doc_fail(&one, err, "'%s' is %s or %s, not '%s'", key,
				no, yes, text);
	return 0;
}

static int read_ignored(struct expect *e, const struct doc_at *map,
			const char *engine, const char *version,
			davit_error *err)
{
	struct doc_at list, one;
	const char *name;
	davit_op op;
	size_t i;
	int r;

	if (!doc_member(map, "ignore", &list))
		return 0;
	r = doc_list(&list, err);
	for (i = 0; r == 0 && doc_element(&list, i, &one); i++) {
		r = doc_text(&one, &name, err);
		if (r == 0 &&
		    davit_op_find(engine, version, name, &op, err) < 0)
			return doc_blame(&one, err);
		if (r == 0 && json_array_append_new(e->ignored,
						    json_string(op.name)) < 0)
			return error_nomem(err);
	}
	return r;
}

static int read_all(struct expect *e, const char *engine, const char *version,
		    davit_error *err)
{
	static const char *const keys[] = { "calls", "order", "others",
					    "ignore", NULL };
	struct doc_at all, one;
	int r;

	if (e->doc.value == NULL)
		return 0;
	doc_begin(&e->doc, &all);
	if (json_is_array(all.value))
		return read_calls(e, &all, engine, version, err);
	r = doc_keys(&all, "expectations", keys, err);
	if (r == 0)
		r = read_choice(&all, "order", "any", "strict", &e->strict,
				err);
	if (r == 0)
		r = read_choice(&all, "others", "refuse", "allow", &e->others,
				err);
	if (r == 0)
		r = read_ignored(e, &all, engine, version, err);
	if (r == 0 && doc_member(&all, "calls", &one))
		r = read_calls(e, &one, engine, version, err);
	return r;
}

int expect_new(struct doc *d, const char *engine, const char *version,
	       struct expect **out, davit_error *err)
{
	struct expect *e = calloc(1, sizeof(*e));
	int r = 0;

	if (e == NULL) {
		doc_done(d);
		return error_nomem(err);
	}
	e->doc = *d;
	memset(d, 0, sizeof(*d));
	buf_init(&e->unexpected, REPORT_MAX);
	e->ignored = json_array();
	if (e->ignored == NULL)
		r = error_nomem(err);
	if (r == 0)
		r = read_all(e, engine, version, err);
	if (r < 0)
		expect_free(e);
	else
		*out = e;
	return r;
}

void expect_free(struct expect *e)
{
	if (e == NULL)
		return;
	while (e->n > 0) {
		e->n--;
		pattern_done(&e->list[e->n].pattern);
		buf_done(&e->list[e->n].nearest);
		free(e->list[e->n].place);
	}
	free(e->list);
	json_decref(e->ignored);
	buf_done(&e->unexpected);
	doc_done(&e->doc);
	free(e);
}

/* ---- what comes ---------------------------------------------------------- */

/* Pings come by themselves, where a client looks who is there. */
static bool may_always(const struct expect *e, const struct call *call)
{
	json_t *name;
	size_t i;

	if (e->others || about_is_ping(&call->op))
		return true;
	json_array_foreach(e->ignored, i, name)
		if (strcmp(json_string_value(name), call->op.name) == 0)
			return true;
	return false;
}

/* In strict order: those that have come often enough are over. */
static struct wanted *next_due(struct expect *e, const struct call *call)
{
	struct wanted *w;
	size_t i;

	for (i = e->at; i < e->n; i++) {
		w = &e->list[i];
		if (w->seen < w->max && pattern_fits(&w->pattern, call)) {
			e->at = i;
			return w;
		}
		if (w->seen < w->min)
			return NULL;
	}
	return NULL;
}

static struct wanted *first_fit(struct expect *e, const struct call *call)
{
	size_t i;

	for (i = 0; i < e->n; i++)
		if (e->list[i].seen < e->list[i].max &&
		    pattern_fits(&e->list[i].pattern, call))
			return &e->list[i];
	return NULL;
}

static void show_call(struct buf *out, const char *op, const json_t *params,
		      const json_t *body)
{
	const json_t *parts[] = { params, body };
	static const char *const names[] = { " params ", " body " };
	char line[SHOWN_MAX], *text;
	int i;

	buf_add_str(out, op);
	for (i = 0; i < 2; i++) {
		if (parts[i] == NULL ||
		    (json_is_object(parts[i]) &&
		     json_object_size(parts[i]) == 0))
			continue;
		text = json_dumps(parts[i], JSON_COMPACT | JSON_ENCODE_ANY |
				  JSON_SORT_KEYS);
		error_print(line, sizeof(line), "%s",
			    text == NULL ? "?" : text);
		buf_add_str(out, names[i]);
		buf_add_str(out, line);
		free(text);
	}
	buf_add_char(out, '\n');
}

/* The expected call of the same operation with the least that differs. */
static struct wanted *nearest(struct expect *e, const struct call *call,
			      struct buf *lines)
{
	struct buf these = BUF_INIT(REPORT_MAX);
	struct wanted *best = NULL;
	size_t i, n, least = 0;

	for (i = 0; i < e->n; i++) {
		if (!pattern_is_op(&e->list[i].pattern, &call->op))
			continue;
		buf_reset(&these);
		n = pattern_differs(&e->list[i].pattern, call, &these);
		if (best == NULL || n < least) {
			best = &e->list[i];
			least = n;
			buf_reset(lines);
			buf_add(lines, these.data, these.len);
		}
	}
	buf_done(&these);
	return best;
}

static void surprise(struct expect *e, const struct call *call)
{
	struct buf lines = BUF_INIT(REPORT_MAX);
	struct wanted *w = nearest(e, call, &lines);
	struct buf *out = &e->unexpected;
	size_t n = 0, i;

	e->surprises++;
	buf_add_str(out, "unexpected: ");
	show_call(out, call->op.name, call->params, call->body);
	if (w != NULL) {
		for (i = 0; i < lines.len; i++)
			n += lines.data[i] == '\n';
		buf_add_str(out, "  nearest: ");
		buf_add_str(out, w->place);
		buf_add_str(out, n > 0 ? "\n" : w->seen < w->max ?
			    " - it was not its turn\n" :
			    " - it came often enough\n");
		buf_add(out, lines.data, lines.len);
		if (n > 0 && (w->differences == 0 || n < w->differences)) {
			w->differences = n;
			buf_reset(&w->nearest);
			buf_add(&w->nearest, lines.data, lines.len);
		}
	}
	buf_done(&lines);
}

void expect_call(struct expect *e, const struct call *call)
{
	struct wanted *w;

	if (e == NULL)
		return;
	w = e->strict ? next_due(e, call) : first_fit(e, call);
	if (w != NULL)
		w->seen++;
	else if (!may_always(e, call))
		surprise(e, call);
}

void expect_refused(struct expect *e, const char *method, const char *target,
		    size_t len, int status)
{
	char line[SHOWN_MAX];

	if (e == NULL || e->others)
		return;
	e->surprises++;
	error_print(line, sizeof(line), "unexpected: %s %.*s, which was "
		    "refused with %d", method, (int)len, target, status);
	buf_add_str(&e->unexpected, line);
	buf_add_char(&e->unexpected, '\n');
}

/* ---- the verdict --------------------------------------------------------- */

static void count(char *out, size_t size, const struct wanted *w)
{
	if (w->min == w->max)
		snprintf(out, size, "%lld", (long long)w->min);
	else if (w->max == TIMES_MAX)
		snprintf(out, size, "at least %lld", (long long)w->min);
	else
		snprintf(out, size, "%lld to %lld", (long long)w->min,
			 (long long)w->max);
}

size_t expect_verify(const struct expect *e, struct buf *out)
{
	const struct wanted *w;
	char wanted[64], line[512];
	size_t i, n = e->surprises;

	for (i = 0; i < e->n; i++) {
		w = &e->list[i];
		if (w->seen >= w->min)
			continue;
		n++;
		count(wanted, sizeof(wanted), w);
		error_print(line, sizeof(line), "%s: expected %s, came %lld: ",
			    w->place, wanted, (long long)w->seen);
		buf_add_str(out, line);
		show_call(out, w->pattern.op, w->pattern.params,
			  w->pattern.body);
		if (w->differences == 0)
			continue;
		buf_add_str(out, "  nearest that came:\n");
		buf_add(out, w->nearest.data, w->nearest.len);
	}
	buf_add(out, e->unexpected.data, e->unexpected.len);
	return n;
}
