/* SPDX-License-Identifier: MIT */
/* See worldin.h: containers start, run and end. */
#include "config.h"

#include "worldin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void add_words(struct world *w, json_t *argv, json_t *words)
{
	json_t *one;
	size_t i;

	if (json_is_string(words)) {
		append(w, argv, json_string("/bin/sh"));
		append(w, argv, json_string("-c"));
		append(w, argv, json_incref(words));
	}
	json_array_foreach(words, i, one)
		if (json_is_string(one))
			append(w, argv, json_incref(one));
}

json_t *container_argv(struct world *w, const struct container *c)
{
	json_t *argv = json_array();

	add_words(w, argv, json_object_get(c->config, "Entrypoint"));
	add_words(w, argv, json_object_get(c->config, "Cmd"));
	return argv;
}

/* The script the fixtures have for a command: all its words, or the first. */
static json_t *fixed(struct world *w, json_t *argv)
{
	const char *first = json_string_value(json_array_get(argv, 0));
	json_t *one, *words;
	size_t i;

	json_array_foreach(w->commands, i, one) {
		words = json_object_get(one, "argv");
		if (json_equal(words, argv) || (json_is_string(words) &&
		    first != NULL &&
		    strcmp(json_string_value(words), first) == 0))
			return json_object_get(one, "run");
	}
	return NULL;
}

void script_choose(struct world *w, json_t *argv, json_t *run,
		   bool container, struct script *out)
{
	json_t *given = fixed(w, argv);
	int code;

	if (given != NULL) {
		script_of_json(given, out, NULL);
		return;
	}
	code = script_of_command(argv, out);
	if (code < 0) {
		w->nomem = true;
	} else if (code == 0 && run != NULL) {
		script_of_json(run, out, NULL);
	} else if (code == 0 && container) {
		/* A program not known here is taken for a service. */
		out->least = SCRIPT_FOREVER;
	}
}

static void choose(struct world *w, struct container *c)
{
	struct image *i = image_find(w, c->image);
	json_t *argv = container_argv(w, c);
	json_t *run = i == NULL ? NULL : i->run;

	script_done(&c->proc.script);
	if (c->run != NULL)
		script_of_json(c->run, &c->proc.script, NULL);
	/* An image's own script counts while its command is not replaced. */
	else if (run != NULL && json_equal(json_object_get(c->config, "Cmd"),
					   json_object_get(i->config, "Cmd")))
		script_of_json(run, &c->proc.script, NULL);
	else
		script_choose(w, argv, run, true, &c->proc.script);
	json_decref(argv);
}

void container_start_it(struct world *w, struct container *c)
{
	choose(w, c);
	c->state = STATE_RUNNING;
	c->started = stamp(w);
	c->starts++;
	c->pid = w->pid += 3;
	if (proc_start(&c->proc, w->now, w->base) < 0)
		w->nomem = true;
	network_up(w, c);
	if (w->podman)
		container_event(w, c, "init");
	container_event(w, c, "start");
}

static void ended(struct world *w, struct container *c)
{
	json_t *attributes = container_attributes(w, c);

	c->state = STATE_EXITED;
	c->finished = stamp(w);
	c->pid = 0;
	c->ends++;
	put(w, attributes, "exitCode", json_sprintf("%d", c->proc.code));
	event(w, "container", "die", c->id, attributes);
	network_down(w, c);
	if (w->podman)
		container_event(w, c, "cleanup");
}

void container_stop_it(struct world *w, struct container *c, int code,
		       const char *signal)
{
	json_t *attributes = container_attributes(w, c);

	put(w, attributes, "signal", json_string(signal));
	event(w, "container", "kill", c->id, attributes);
	proc_kill(&c->proc, code);
	ended(w, c);
}

/* Ends execs of what runs no longer, too. */
static int run_execs(struct world *w)
{
	struct exec *e;
	json_t *attributes;
	int ended_now;

	for (e = w->execs; e != NULL; e = e->next) {
		if (!e->proc.running)
			continue;
		ended_now = proc_run(&e->proc, w->now, w->base);
		if (ended_now == 0 && !container_runs(e->container)) {
			proc_kill(&e->proc, 137);
			ended_now = 1;
		}
		if (ended_now < 0)
			return ended_now;
		if (ended_now == 0)
			continue;
		attributes = container_attributes(w, e->container);
		put(w, attributes, "execID", json_string(e->id));
		put(w, attributes, "exitCode",
		    json_sprintf("%d", e->proc.code));
		event(w, "container", w->podman ? "exec_died" : "exec_die",
		      e->container->id, attributes);
	}
	return 0;
}

static void again(struct world *w, struct container *c)
{
	json_t *host = json_object_get(c->config, "HostConfig");

	if (flag(host, "AutoRemove"))
		container_remove(w, c, true);
}

void life_tick(struct world *w)
{
	struct container *c, *next;
	uint64_t before;
	int done;

	for (c = w->containers; c != NULL; c = next) {
		next = c->next;
		before = output_end(&c->proc.output);
		done = proc_run(&c->proc, w->now, w->base);
		if (done < 0)
			w->nomem = true;
		if (done == 1) {
			ended(w, c);
			again(w, c);
		} else if (output_end(&c->proc.output) != before) {
			w->generation++;
		}
	}
	if (run_execs(w) < 0)
		w->nomem = true;
}

int64_t life_next(const struct world *w)
{
	const struct container *c;
	const struct exec *e;
	int64_t next = ANSWER_NEVER, one;

	for (c = w->containers; c != NULL; c = c->next) {
		one = proc_next(&c->proc);
		next = one < next ? one : next;
	}
	for (e = w->execs; e != NULL; e = e->next) {
		one = proc_next(&e->proc);
		next = one < next ? one : next;
	}
	return next;
}

void container_start(struct ask *a)
{
	struct container *c = container_asked(a);

	if (c == NULL)
		return;
	if (container_runs(c)) {
		say_nothing(a, 304);
		return;
	}
	container_start_it(a->w, c);
	say_nothing(a, 204);
}

void container_init(struct ask *a)
{
	struct container *c = container_asked(a);

	if (c != NULL)
		say_nothing(a, c->state == STATE_CREATED ? 204 : 304);
}

/* The number of a signal: "SIGTERM", "term", "15"; -1 for what is none. */
static int signal_number(const char *text)
{
	static const struct { const char *name; int number; } known[] = {
		{ "HUP", 1 }, { "INT", 2 }, { "QUIT", 3 }, { "ABRT", 6 },
		{ "KILL", 9 }, { "USR1", 10 }, { "USR2", 12 },
		{ "PIPE", 13 }, { "ALRM", 14 }, { "TERM", 15 },
		{ "CHLD", 17 }, { "CONT", 18 }, { "STOP", 19 },
		{ "TSTP", 20 }, { "WINCH", 28 }, { "IO", 29 }, { "PWR", 30 }
	};
	long n;
	char *end;
	size_t i;

	n = strtol(text, &end, 10);
	if (end != text && *end == '\0')
		return n > 0 && n < 65 ? (int)n : -1;
	if (strncasecmp(text, "SIG", 3) == 0)
		text += 3;
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcasecmp(text, known[i].name) == 0)
			return known[i].number;
	return -1;
}

void container_stop(struct ask *a)
{
	struct container *c = container_asked(a);
	const char *signal;
	int number;

	if (c == NULL)
		return;
	if (!container_runs(c)) {
		say_nothing(a, 304);
		return;
	}
	signal = member(c->config, "StopSignal");
	if (arg_text(a, "signal")[0] != '\0')
		signal = arg_text(a, "signal");
	number = signal_number(signal[0] == '\0' ? "TERM" : signal);
	container_stop_it(a->w, c, 128 + (number < 0 ? 15 : number),
			  number < 0 ? "15" : signal[0] == '\0' ? "15" :
			  signal);
	container_event(a->w, c, "stop");
	again(a->w, c);
	say_nothing(a, 204);
}

/* Those that only tell a process something. */
static bool harmless(int number)
{
	return number == 10 || number == 12 || number == 17 || number == 18 ||
	       number == 28 || number == 1;
}

void container_kill(struct ask *a)
{
	struct container *c = container_asked(a);
	const char *given = arg_text(a, "signal");
	char text[16];
	json_t *attributes;
	int number;

	if (c == NULL)
		return;
	if (json_is_integer(arg(a, "signal"))) {
		snprintf(text, sizeof(text), "%d", (int)arg_int(a, "signal",
								9));
		given = text;
	}
	number = given[0] == '\0' ? 9 : signal_number(given);
	snprintf(text, sizeof(text), "%d", number);
	if (number < 0) {
		refuse(a, a->w->podman ? 500 : 400, NULL, "Invalid signal: %s",
		       given);
	} else if (!container_runs(c)) {
		if (a->w->podman)
			refuse(a, declared(a, 409), "container state improper",
			       "can only kill running containers. %s is in "
			       "state %s: container state improper", c->id,
			       container_state(c));
		else
			refuse(a, 409, NULL, "Cannot kill container: %s: "
			       "Container %s is not running", arg_path(a),
			       c->id);
	} else if (harmless(number)) {
		attributes = container_attributes(a->w, c);
		put(a->w, attributes, "signal", json_string(text));
		event(a->w, "container", "kill", c->id, attributes);
		say_nothing(a, 204);
	} else {
		container_stop_it(a->w, c, 128 + number, text);
		again(a->w, c);
		say_nothing(a, 204);
	}
}

void container_restart(struct ask *a)
{
	struct container *c = container_asked(a);

	if (c == NULL)
		return;
	if (container_runs(c))
		container_stop_it(a->w, c, 143, "15");
	container_start_it(a->w, c);
	container_event(a->w, c, "restart");
	say_nothing(a, 204);
}

void container_pause(struct ask *a)
{
	struct container *c = container_asked(a);

	if (c == NULL)
		return;
	if (c->state == STATE_RUNNING) {
		proc_pause(&c->proc, a->w->now);
		c->state = STATE_PAUSED;
		container_event(a->w, c, "pause");
		say_nothing(a, 204);
	} else if (a->w->podman) {
		refuse(a, declared(a, 409), "container state improper",
		       "\"%s\" is not running, can't pause: container state "
		       "improper", container_state(c));
	} else {
		refuse(a, 409, NULL, c->state == STATE_PAUSED ? "Container %s "
		       "is already paused" : "Container %s is not running",
		       c->id);
	}
}

void container_unpause(struct ask *a)
{
	struct container *c = container_asked(a);

	if (c == NULL)
		return;
	if (c->state == STATE_PAUSED) {
		proc_unpause(&c->proc, a->w->now);
		c->state = STATE_RUNNING;
		container_event(a->w, c, "unpause");
		say_nothing(a, 204);
	} else if (a->w->podman) {
		refuse(a, declared(a, 409), "container state improper",
		       "\"%s\" is not paused, can't unpause: container state "
		       "improper", c->id);
	} else {
		refuse(a, 500, NULL, "Container %s is not paused", c->id);
	}
}

void container_resize(struct ask *a)
{
	struct container *c = container_asked(a);

	if (c == NULL)
		return;
	if (!container_runs(c) && !a->w->podman) {
		refuse(a, 409, NULL, "Container %s is not running", c->id);
		return;
	}
	container_event(a->w, c, "resize");
	say_nothing(a, 200);
}
