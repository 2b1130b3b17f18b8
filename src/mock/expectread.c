/* SPDX-License-Identifier: MIT */
/* See expectpriv.h. */
#include "config.h"

#include "expectpriv.h"

#include "error.h"

#include <stdlib.h>
#include <string.h>

#define CALLS_MAX 10000

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
		r = doc_integer(&times, 0, EXPECT_TIMES_MAX, &out->min, err);
		out->max = out->min;
		return r;
	}
	r = doc_keys(&times, "'times'", keys, err);
	out->min = 0;
	out->max = EXPECT_TIMES_MAX;
	if (r == 0 && doc_member(&times, "min", &one))
		r = doc_integer(&one, 0, EXPECT_TIMES_MAX, &out->min, err);
	if (r == 0 && doc_member(&times, "max", &one))
		r = doc_integer(&one, 0, EXPECT_TIMES_MAX, &out->max, err);
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

	buf_init(&out->nearest, EXPECT_REPORT_MAX);
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

int expect_read(struct expect *e, const char *engine, const char *version,
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
