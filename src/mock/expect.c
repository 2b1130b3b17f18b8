/* SPDX-License-Identifier: MIT */
/* See expect.h. */
#include "config.h"

#include "expect.h"

#include "about.h"
#include "error.h"
#include "expectpriv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN_MAX 200		/* bytes of a call in a report */

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
	buf_init(&e->unexpected, EXPECT_REPORT_MAX);
	e->ignored = json_array();
	if (e->ignored == NULL)
		r = error_nomem(err);
	if (r == 0)
		r = expect_read(e, engine, version, err);
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
	struct buf these = BUF_INIT(EXPECT_REPORT_MAX);
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
	struct buf lines = BUF_INIT(EXPECT_REPORT_MAX);
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
	else if (w->max == EXPECT_TIMES_MAX)
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
