/* SPDX-License-Identifier: MIT */
/* See worldin.h: commands run in containers. */
#include "config.h"

#include "worldin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ms until a command has begun.  Some clients lose what comes together with
 * the head of the answer, which no real engine is fast enough for. */
#define DELAY 20

static struct exec *exec_asked(struct ask *a)
{
	const char *id = arg_path(a);
	struct exec *e;

	for (e = a->w->execs; e != NULL; e = e->next)
		if (means(id, e->id, NULL))
			return e;
	refuse(a, 404, "no such exec session", a->w->podman ? "no exec "
	       "session with ID %s found: no such exec session" :
	       "No such exec instance: %s", id);
	return NULL;
}

void exec_unref(struct exec *e)
{
	if (e->refs-- > 1)
		return;
	container_unref(e->container);
	json_decref(e->config);
	proc_done(&e->proc);
	free(e);
}

void exec_forget(struct world *w, const struct container *c)
{
	struct exec **at = &w->execs, *e;

	while ((e = *at) != NULL) {
		if (e->container != c) {
			at = &e->next;
			continue;
		}
		*at = e->next;
		proc_kill(&e->proc, 137);
		e->removed = e->begun = true;
		exec_unref(e);
	}
}

static json_t *argv_of(const struct exec *e)
{
	return json_object_get(e->config, "Cmd");
}

static void exec_event(struct world *w, const struct exec *e,
		       const char *what)
{
	json_t *attributes = container_attributes(w, e->container), *word;
	char text[256];
	size_t n, i;

	n = (size_t)snprintf(text, sizeof(text), "%s:", what);
	json_array_foreach(argv_of(e), i, word)
		if (n < sizeof(text) && json_is_string(word))
			n += (size_t)snprintf(text + n, sizeof(text) - n,
					      " %s", json_string_value(word));
	put(w, attributes, "execID", json_string(e->id));
	event(w, "container", w->podman ? what : text, e->container->id,
	      attributes);
}

static size_t count(const struct world *w)
{
	const struct exec *e;
	size_t n = 0;

	for (e = w->execs; e != NULL; e = e->next)
		n++;
	return n;
}

void exec_create(struct ask *a)
{
	struct container *c = container_asked(a);
	json_t *body = a->call->body;
	struct exec *e;

	if (c == NULL)
		return;
	if (!container_runs(c) || c->state == STATE_PAUSED) {
		if (a->w->podman)
			refuse(a, declared(a, 409), "container state improper",
			       "can only create exec sessions on running "
			       "containers: container state improper");
		else
			refuse(a, 409, NULL, c->state == STATE_PAUSED ?
			       "Container %s is paused, unpause the container "
			       "before exec" : "Container %s is not running",
			       c->id);
		return;
	}
	if (json_array_size(json_object_get(body, "Cmd")) == 0) {
		refuse(a, a->w->podman ? 500 : 400, NULL, "No exec command "
		       "specified");
		return;
	}
	if (count(a->w) >= WORLD_OBJECTS) {
		refuse(a, 500, NULL, "no room for more than %d execs",
		       WORLD_OBJECTS);
		return;
	}
	e = calloc(1, sizeof(*e));
	if (e == NULL) {
		a->w->nomem = true;
		return;
	}
	e->refs = 1;
	proc_init(&e->proc);
	new_id(a->w, e->id);
	e->container = c;
	c->refs++;
	e->config = json_deep_copy(body);
	e->proc.tty = flag(body, "Tty");
	e->proc.open_stdin = flag(body, "AttachStdin");
	e->next = a->w->execs;
	a->w->execs = e;
	exec_event(a->w, e, "exec_create");
	say(a, 201, json_pack("{s:s}", "Id", e->id));
}

void exec_start(struct ask *a)
{
	struct exec *e = exec_asked(a);
	struct output_form form = { .channels = 1u << OUTPUT_OUT |
				    1u << OUTPUT_ERR };

	if (e == NULL)
		return;
	if (!container_runs(e->container)) {
		refuse(a, 409, "container state improper", "Container %s is "
		       "not running", e->container->id);
		return;
	}
	if (e->begun) {
		refuse(a, declared(a, 409), "container state improper",
		       "Error: Exec command %s has already run", e->id);
		return;
	}
	script_choose(a->w, argv_of(e), NULL, false, &e->proc.script);
	e->begun = true;
	if (proc_start(&e->proc, a->w->now + DELAY, a->w->base) < 0)
		a->w->nomem = true;
	exec_event(a->w, e, "exec_start");
	if (flag(a->call->body, "Detach")) {
		say_nothing(a, 200);
		return;
	}
	form.framed = !e->proc.tty;
	stream_proc(a, NULL, e, true, 0, &form, true);
}

void exec_inspect(struct ask *a)
{
	struct exec *e = exec_asked(a);
	json_t *argv, *r, *words;
	size_t i;

	if (e == NULL)
		return;
	argv = argv_of(e);
	words = json_array();
	for (i = 1; i < json_array_size(argv); i++)
		append(a->w, words, json_incref(json_array_get(argv, i)));
	r = json_pack("{s:s,s:b,s:b,s:b,s:b,s:b,s:s,s:s,s:i,"
		      "s:{s:b,s:s,s:o,s:b,s:s}}", "ID", e->id, "Running",
		      e->proc.running, "OpenStdin", e->proc.open_stdin,
		      "OpenStdout", flag(e->config, "AttachStdout"),
		      "OpenStderr", flag(e->config, "AttachStderr"),
		      "CanRemove", !e->proc.running && e->begun,
		      "ContainerID", e->container->id, "DetachKeys", "",
		      "Pid", e->proc.running ? e->container->pid + 1 : 0,
		      "ProcessConfig", "tty", e->proc.tty, "entrypoint",
		      json_string_value(json_array_get(argv, 0)) == NULL ?
		      "" : json_string_value(json_array_get(argv, 0)),
		      "arguments", words, "privileged",
		      flag(e->config, "Privileged"), "user",
		      member(e->config, "User"));
	put(a->w, r, "ExitCode", !a->w->podman && (!e->begun ||
	    e->proc.running) ? json_null() : json_integer(e->proc.code));
	say(a, 200, r);
}

void exec_resize(struct ask *a)
{
	struct exec *e = exec_asked(a);

	if (e == NULL)
		return;
	if (!e->proc.running && !a->w->podman)
		refuse(a, 409, NULL, "exec process is not started");
	else
		say_nothing(a, a->w->podman && declares(a, 201) ? 201 : 200);
}
