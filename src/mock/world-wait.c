/* SPDX-License-Identifier: MIT */
/* See worldin.h: waiting for a container, answered when it is so far. */
#include "config.h"

#include "worldin.h"

#include <stdlib.h>
#include <string.h>

enum condition {
	UNTIL_STOPPED = 1, UNTIL_ENDS = 2, UNTIL_REMOVED = 4,
	UNTIL_CREATED = 8, UNTIL_RUNS = 16, UNTIL_PAUSED = 32
};

struct waiter {
	struct world *w;
	struct container *c;
	unsigned conditions, ends;
	bool libpod, never_ran;	/* and that doesn't count as stopped */
};

static bool reached(const struct waiter *x)
{
	const struct container *c = x->c;
	unsigned mask = x->conditions;

	return c->removed || ((mask & UNTIL_STOPPED) && !container_runs(c) &&
			      (c->state != STATE_CREATED || !x->never_ran)) ||
	       ((mask & UNTIL_ENDS) && c->ends > x->ends) ||
	       ((mask & UNTIL_CREATED) && c->state == STATE_CREATED) ||
	       ((mask & UNTIL_RUNS) && c->state == STATE_RUNNING) ||
	       ((mask & UNTIL_PAUSED) && c->state == STATE_PAUSED);
}

static int wait_more(void *state, struct buf *out, int64_t now, int64_t *wake)
{
	struct waiter *x = state;
	json_t *json;
	char *text;

	world_tick(x->w, now);
	if (!reached(x)) {
		*wake = ANSWER_NEVER;
		return ANSWER_MORE;
	}
	json = x->libpod ? json_integer(container_runs(x->c) ? -1 :
					x->c->proc.code) :
	       json_pack("{s:i,s:n}", "StatusCode", x->c->proc.code, "Error");
	text = json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY);
	json_decref(json);
	if (text == NULL)
		return DAVIT_ENOMEM;
	buf_add_str(out, text);
	buf_add_char(out, '\n');
	free(text);
	return buf_status(out) < 0 ? buf_status(out) : ANSWER_END;
}

static void wait_done(void *state)
{
	struct waiter *x = state;

	container_unref(x->c);
	free(x);
}

static bool read_condition(const char *word, unsigned *out)
{
	static const struct { const char *word; unsigned condition; } all[] = {
		{ "not-running", UNTIL_STOPPED }, { "next-exit", UNTIL_ENDS },
		{ "removed", UNTIL_REMOVED }, { "removing", UNTIL_REMOVED },
		{ "stopped", UNTIL_STOPPED }, { "exited", UNTIL_STOPPED },
		{ "stopping", UNTIL_STOPPED }, { "running", UNTIL_RUNS },
		{ "healthy", UNTIL_RUNS }, { "paused", UNTIL_PAUSED },
		{ "created", UNTIL_CREATED }, { "configured", UNTIL_CREATED },
		{ "initialized", UNTIL_CREATED },
		{ "unhealthy", UNTIL_REMOVED }, { "", UNTIL_STOPPED }
	};
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(word, all[i].word) == 0) {
			*out |= all[i].condition;
			return true;
		}
	return false;
}

void container_wait(struct ask *a)
{
	struct container *c = container_asked(a);
	struct waiter *x;
	unsigned conditions = 0;
	const char *word;
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; (word = arg_item(a, "condition", i)) != NULL; i++)
		if (!read_condition(word, &conditions)) {
			refuse(a, 400, NULL, "invalid condition: \"%s\"",
			       word);
			return;
		}
	x = calloc(1, sizeof(*x));
	if (x == NULL) {
		a->w->nomem = true;
		return;
	}
	x->w = a->w;
	x->c = c;
	c->refs++;
	x->conditions = conditions == 0 ? UNTIL_STOPPED : conditions;
	x->ends = c->ends;
	x->libpod = x->never_ran = a->libpod;
	a->out->kind = ANSWER_STREAM;
	a->out->type = "application/json";
	a->out->more = wait_more;
	a->out->done = wait_done;
	a->out->state = x;
}
