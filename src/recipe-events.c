/* SPDX-License-Identifier: MIT */
/*
 * Events that outlive their connection.  After it breaks, they are asked for
 * again from a little before the last one; what comes a second time is
 * dropped.  That nothing comes a second time is the sign that the engine has
 * forgotten, and that some may be missing.
 */
#include "config.h"

#include "recipe.h"

#include "error.h"
#include "util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define EVENTS "@events"

#define SECOND INT64_C(1000000000)
#define OVERLAP (2 * SECOND)
#define PAUSE_FIRST_MS 100
#define PAUSE_LAST_MS 10000

/* ---- what came already -------------------------------------------------- */

/* FNV-1a; the byte that ends each text is part of it. */
static uint64_t mix(uint64_t hash, const char *text)
{
	do {
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	} while (*text++ != '\0');
	return hash;
}

static struct recipe_event identify(json_t *event, unsigned round)
{
	static const char *const parts[] = {
		"/Type", "/Action", "/Actor/ID"
	};
	struct recipe_event e = { 0, UINT64_C(0xcbf29ce484222325), round };
	const char *text;
	size_t i;

	e.time = json_integer_value(json_object_get(event, "timeNano"));
	if (e.time == 0)
		e.time = json_integer_value(json_object_get(event, "time")) *
			 SECOND;
	for (i = 0; i < UTIL_COUNT(parts); i++) {
		text = json_string_value(recipe_at(event, parts[i]));
		e.hash = mix(e.hash, text == NULL ? "" : text);
	}
	return e;
}

void recipe_seen_again(struct recipe_seen *seen)
{
	seen->round++;
	seen->before = seen->newest;
	seen->unsure = true;
}

/* One that came over an earlier connection.  Each stands for one event: two
 * that look the same and came over one connection are two. */
static struct recipe_event *find(struct recipe_seen *seen,
				 const struct recipe_event *e)
{
	size_t i;

	for (i = 0; i < seen->count; i++)
		if (seen->kept[i].time == e->time &&
		    seen->kept[i].hash == e->hash &&
		    seen->kept[i].round != e->round)
			return &seen->kept[i];
	return NULL;
}

bool recipe_seen_new(struct recipe_seen *seen, json_t *event, bool *gap)
{
	struct recipe_event e = identify(event, seen->round), *known = NULL;

	*gap = false;
	if (seen->round > 0 && e.time <= seen->before)
		known = find(seen, &e);
	if (known != NULL) {
		known->round = seen->round;
		seen->unsure = false;
		return false;
	}
	/* What was before all of this is asked for only to be sure. */
	if (seen->round > 0 && e.time < seen->oldest)
		return false;
	if (e.time > seen->before) {
		*gap = seen->unsure;
		seen->unsure = false;
	}
	if (seen->count == 0)
		seen->oldest = e.time;
	seen->kept[seen->next] = e;
	seen->next = (seen->next + 1) % RECIPE_EVENTS_KEPT;
	if (seen->count < RECIPE_EVENTS_KEPT)
		seen->count++;
	if (e.time > seen->newest)
		seen->newest = e.time;
	return true;
}

/* ---- the stream --------------------------------------------------------- */

struct watch {
	davit_client *client;
	json_t *params;		/* ours to change */
	davit_event_fn *fn;
	void *ctx;
	struct recipe_seen seen;
	int64_t start;		/* where to begin, while nothing was seen */
	bool given;		/* the caller said where */
	bool answered;		/* it worked at least once */
	int stop;		/* what the caller's function returned */
};

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * SECOND + now.tv_nsec;
}

/* The time of the engine's clock, as it heads its answers; 0: none. */
static int64_t date_ns(const davit_reply *reply)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	static const int days[] = {
		0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334
	};
	const char *text = davit_reply_header(reply, "Date"), *month;
	int day, year, h, m, s, n;
	char name[4];
	int64_t d;

	if (text == NULL || sscanf(text, "%*3s, %2d %3s %4d %2d:%2d:%2d", &day,
				   name, &year, &h, &m, &s) != 6)
		return 0;
	month = strstr(months, name);
	if (month == NULL || (month - months) % 3 != 0 || year < 1970)
		return 0;
	n = (int)(month - months) / 3;
	d = (year - 1970) * INT64_C(365) + (year - 1969) / 4 + days[n] + day -
	    1 + (n > 1 && year % 4 == 0);
	return (((d * 24 + h) * 60 + m) * 60 + s) * SECOND;
}

static int set_since(struct watch *w)
{
	int64_t since = w->seen.newest > 0 ? w->seen.newest - OVERLAP
					   : w->start;
	char text[48];

	/* The first time the engine is asked for what comes from now on. */
	if (w->seen.round == 0 || (w->given && w->seen.newest == 0))
		return 0;
	snprintf(text, sizeof(text), "%lld.%09lld",
		 (long long)(since / SECOND), (long long)(since % SECOND));
	return json_object_set_new(w->params, "since", json_string(text));
}

/* One connection, to its end. */
static int listen(struct watch *w, davit_error *err)
{
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	davit_stream *stream = NULL;
	json_t *event;
	bool gap;
	int r;

	if (set_since(w) < 0)
		return error_nomem(err);
	opts.call_timeout = -1;
	r = davit_open(w->client, EVENTS, w->params, NULL, &opts, &stream,
		       err);
	if (r < 0)
		return r;
	if (w->seen.newest == 0 && date_ns(davit_stream_reply(stream)) > 0)
		w->start = date_ns(davit_stream_reply(stream));
	w->answered = true;
	while ((r = davit_stream_json(stream, &event)) > 0) {
		if (recipe_seen_new(&w->seen, event, &gap))
			w->stop = w->fn(event, gap ? DAVIT_EVENT_GAP : 0,
					w->ctx);
		json_decref(event);
		if (w->stop != 0)
			break;
	}
	if (r < 0)
		*err = *davit_stream_error(stream);
	davit_stream_close(stream);
	return r;
}

/* Did the caller ask for an end, and is this it? */
static bool was_the_end(const struct watch *w)
{
	const json_t *until = json_object_get(w->params, "until");
	const char *text = json_string_value(until);
	char *rest = NULL;
	double seconds;

	if (json_is_false(json_object_get(w->params, "stream")))
		return true;
	if (until == NULL || json_is_null(until))
		return false;
	seconds = text == NULL ? json_number_value(until) : strtod(text, &rest);
	/* A date or a distance: the engine knows better. */
	if (text != NULL && (rest == text || *rest != '\0'))
		return true;
	return seconds <= (double)now_ns() / SECOND + 1;
}

static bool may_pass(const struct watch *w, const davit_error *err)
{
	switch (err->code) {
	case DAVIT_ECONN:
	case DAVIT_ETIMEOUT:
	case DAVIT_EPROTO:
		return w->answered;
	case DAVIT_EREMOTE:
		return w->answered && (err->http_status >= 500 ||
				       err->http_status == 200);
	default:
		return false;
	}
}

static int watch(struct watch *w, davit_error *err)
{
	long pause = PAUSE_FIRST_MS;
	int64_t before;
	int r;

	for (;;) {
		before = w->seen.newest;
		r = listen(w, err);
		if (w->stop != 0)
			return 0;
		if (r == 0 && was_the_end(w))
			return 0;
		if (r < 0 && !may_pass(w, err))
			return r;
		if (w->seen.newest != before)
			pause = PAUSE_FIRST_MS;
		r = recipe_sleep(w->client, pause, err);
		if (r < 0)
			return r;
		pause = pause * 2 < PAUSE_LAST_MS ? pause * 2 : PAUSE_LAST_MS;
		recipe_seen_again(&w->seen);
	}
}

int davit_events(davit_client *c, json_t *params, davit_event_fn *fn,
		 void *ctx, davit_error *err)
{
	struct watch *w;
	davit_error own;
	int r;

	err = err == NULL ? &own : err;
	error_clear(err);
	if (c == NULL || fn == NULL)
		return error_set(err, DAVIT_EINVAL, c == NULL ? "no client" :
				 "no function to tell of events");
	w = calloc(1, sizeof(*w));
	if (w == NULL)
		return error_nomem(err);
	w->client = c;
	w->fn = fn;
	w->ctx = ctx;
	w->start = now_ns();
	w->given = json_object_get(params, "since") != NULL;
	w->params = params == NULL ? json_object() : json_deep_copy(params);
	r = w->params == NULL ? error_nomem(err) : watch(w, err);
	json_decref(w->params);
	free(w);
	if (r == 0)
		error_clear(err);
	return r;
}
