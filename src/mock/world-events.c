/* SPDX-License-Identifier: MIT */
/* See worldin.h: what happened, and who listens. */
#include "config.h"

#include "worldin.h"

#include <stdlib.h>
#include <string.h>

/* Attributes that Podman always tells. */
static void podman_attributes(struct world *w, json_t *attributes)
{
	static const char *const names[] = { "image", "name", "podId" };
	json_t *code = json_object_get(attributes, "exitCode");
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (json_object_get(attributes, names[i]) == NULL)
			put(w, attributes, names[i], json_string(""));
	put(w, attributes, "containerExitCode", code == NULL ?
	    json_string("0") : json_incref(code));
}

/* What Podman doesn't tell, or has another word for; clients of it stumble
 * over words they don't know. */
static const char *podman_word(const char *action)
{
	static const char *const silent[] = { "exec_create", "resize", "top",
		"update", "extract-to-dir" };
	size_t i;

	for (i = 0; i < sizeof(silent) / sizeof(silent[0]); i++)
		if (strcmp(action, silent[i]) == 0)
			return NULL;
	return strcmp(action, "exec_start") == 0 ? "exec" : action;
}

void event(struct world *w, const char *type, const char *action,
	   const char *id, json_t *attributes)
{
	struct event *e;
	int64_t ns = stamp(w);
	bool thing = strcmp(type, "container") == 0 ||
		     strcmp(type, "image") == 0;

	w->generation++;
	if (w->podman && (action = podman_word(action)) == NULL) {
		json_decref(attributes);
		return;
	}
	e = &w->events[w->event_end++ % WORLD_EVENTS];
	if (attributes == NULL)
		attributes = json_object();
	if (w->podman)
		podman_attributes(w, attributes);
	json_decref(e->json);
	e->ns = ns;
	e->json = json_pack("{s:s,s:s,s:{s:s,s:O},s:s,s:I,s:I}", "Type", type,
			    "Action", action, "Actor", "ID", id, "Attributes",
			    attributes, "scope", "local", "time",
			    (json_int_t)(ns / CLOCK_S), "timeNano",
			    (json_int_t)ns);
	if (e->json == NULL)
		w->nomem = true;
	if (thing || w->podman) {
		put(w, e->json, "status", json_string(action));
		put(w, e->json, "id", json_string(id));
		put(w, e->json, "from",
		    json_string(member(attributes, "image")));
	}
	json_decref(attributes);
}

void events_free(struct world *w)
{
	size_t i;

	for (i = 0; i < WORLD_EVENTS; i++)
		json_decref(w->events[i].json);
}

/* Podman's words, which its two halves don't share. */
static const char *word(const struct ask *a, const char *type,
			const char *action)
{
	if (!a->w->podman)
		return action;
	if (strcmp(action, "destroy") == 0)
		return "remove";
	if (a->libpod && strcmp(action, "die") == 0)
		return "died";
	if (a->libpod && strcmp(action, "delete") == 0 &&
	    strcmp(type, "image") == 0)
		return "remove";
	return action;
}

struct listener {
	struct world *w;
	struct call call;	/* parameters only, for the filters */
	bool libpod, ends;
	uint64_t at;
	int64_t since, until;
};

/* A filter that names an object of one type: by id, name, or part of them. */
static bool object_fits(const struct ask *a, json_t *e, const char *type)
{
	json_t *actor = json_object_get(e, "Actor");
	const char *name = member(json_object_get(actor, "Attributes"),
				  "name"), *value;
	size_t i;

	if (!filter_given(a, type))
		return true;
	if (strcmp(member(e, "Type"), type) != 0)
		return false;
	for (i = 0; (value = filter(a, type, i)) != NULL; i++)
		if (means(value, member(actor, "ID"), name))
			return true;
	return false;
}

static bool action_fits(const struct ask *a, json_t *e)
{
	static const char *const keys[] = { "event", "Event" };
	const char *action = member(e, "Action"), *value;
	const char *mine = word(a, member(e, "Type"), action);
	size_t i, k, len;
	bool given = false;

	for (k = 0; k < 2; k++)
		for (i = 0; (value = filter(a, keys[k], i)) != NULL; i++) {
			given = true;
			len = strlen(value);
			/* "exec_start" is "exec_start: sh", too */
			if (strcmp(value, mine) == 0 ||
			    (strncmp(action, value, len) == 0 &&
			     (action[len] == '\0' || action[len] == ':')))
				return true;
		}
	return !given;
}

static bool fits(const struct ask *a, json_t *e)
{
	static const char *const types[] = { "container", "image", "network",
					     "volume", "pod" };
	json_t *attributes = json_object_get(json_object_get(e, "Actor"),
					     "Attributes");
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (!object_fits(a, e, types[i]))
			return false;
	return filter_is(a, "type", member(e, "Type")) &&
	       filter_is(a, "scope", "local") && action_fits(a, e) &&
	       filter_labels(a, attributes);
}

static void write_event(const struct ask *a, json_t *e, struct buf *out)
{
	const char *action = word(a, member(e, "Type"), member(e, "Action"));
	json_t *shown = json_copy(e);
	char *text;

	put(a->w, shown, "Action", json_string(action));
	if (json_object_get(shown, "status") != NULL)
		put(a->w, shown, "status", json_string(action));
	text = json_dumps(shown, JSON_COMPACT);
	if (text != NULL) {
		buf_add_str(out, text);
		buf_add_char(out, '\n');
	}
	free(text);
	json_decref(shown);
}

static int listen_more(void *state, struct buf *out, int64_t now,
		       int64_t *wake)
{
	struct listener *l = state;
	struct ask a = { l->w, &l->call, NULL, l->libpod };
	struct world *w = l->w;
	struct event *e;

	world_tick(w, now);
	if (w->event_end > WORLD_EVENTS &&
	    l->at < w->event_end - WORLD_EVENTS)
		l->at = w->event_end - WORLD_EVENTS;
	for (; l->at < w->event_end && out->len < 65536; l->at++) {
		e = &w->events[l->at % WORLD_EVENTS];
		if (e->ns >= l->since && (l->until == 0 || e->ns <= l->until) &&
		    fits(&a, e->json))
			write_event(&a, e->json, out);
	}
	if (l->at < w->event_end) {
		*wake = now;
		return ANSWER_MORE;
	}
	if (l->ends || (l->until != 0 && w->base + now * CLOCK_MS >= l->until))
		return ANSWER_END;
	*wake = l->until == 0 ? ANSWER_NEVER :
		(l->until - w->base) / CLOCK_MS + 1;
	return buf_status(out) < 0 ? buf_status(out) : ANSWER_MORE;
}

static void listen_done(void *state)
{
	struct listener *l = state;

	json_decref(l->call.params);
	free(l);
}

void events_stream(struct ask *a)
{
	struct listener *l = calloc(1, sizeof(*l));

	if (l == NULL) {
		a->w->nomem = true;
		return;
	}
	l->w = a->w;
	l->libpod = a->libpod;
	l->call.params = json_incref(a->call->params);
	l->since = arg_time(a, "since");
	l->until = arg_time(a, "until");
	l->ends = a->w->podman && !arg_is(a, "stream", true);
	if (l->since == 0 && l->until == 0 && !l->ends)
		l->at = a->w->event_end;
	a->out->kind = ANSWER_STREAM;
	a->out->type = "application/json";
	a->out->more = listen_more;
	a->out->done = listen_done;
	a->out->state = l;
}
