/* SPDX-License-Identifier: MIT */
/* See worldin.h: what a world is made of at its beginning. */
#include "config.h"

#include "worldin.h"

#include "error.h"

#include <string.h>

/* What is there where nothing was asked for. */
static json_t *default_images(void)
{
	return json_pack("[{s:s,s:{s:[s],s:[s]},s:{s:s,s:s}},"
		"{s:s,s:{s:[s],s:[s]},s:{s:s}},"
		"{s:s,s:{s:[s]},s:{s:[s],s:i}}]",
		"name", "busybox:latest", "config", "Cmd", "sh", "Env",
		"PATH=/bin", "files", "/etc/passwd",
		"root:x:0:0:root:/root:/bin/sh\n", "/etc/hostname", "mock\n",
		"name", "alpine:latest", "config", "Cmd", "/bin/sh", "Env",
		"PATH=/usr/bin:/bin", "files", "/etc/passwd",
		"root:x:0:0:root:/root:/bin/sh\n",
		"name", "hello-world:latest", "config", "Cmd", "/hello",
		"run", "stdout", "Hello from Docker!\n", "exit", 0);
}

static int check_run(json_t *owner, const char *what, davit_error *err)
{
	json_t *run = json_object_get(owner, "run");
	struct script s;
	int code;

	if (run == NULL)
		return 0;
	code = script_of_json(run, &s, err);
	if (code < 0)
		error_where(err, "fixtures.%s.run", what);
	else
		script_done(&s);
	return code;
}

static int wrong(davit_error *err, const char *what, const char *needs)
{
	error_set(err, DAVIT_EINVAL, "fixtures: each of '%s' needs '%s'",
		  what, needs);
	error_where(err, "fixtures.%s", what);
	return DAVIT_EINVAL;
}

static int add_image(struct world *w, json_t *f, davit_error *err)
{
	json_t *names = json_object_get(f, "names"), *name, *bytes;
	struct image *i;
	const char *path;
	size_t k;
	int code = check_run(f, "images", err);

	if (code < 0)
		return code;
	if (member(f, "name")[0] == '\0' && json_array_size(names) == 0)
		return wrong(err, "images", "name");
	i = image_new(w, member(f, "name"), json_object_get(f, "config"));
	if (i == NULL)
		return error_nomem(err);
	json_array_foreach(names, k, name)
		if (json_is_string(name))
			image_name(w, i, json_string_value(name));
	if (strlen(member(f, "id")) == ID_SIZE - 1)
		memcpy(i->id, member(f, "id"), ID_SIZE);
	if (json_is_integer(json_object_get(f, "size")))
		i->size = json_integer_value(json_object_get(f, "size"));
	i->run = json_incref(json_object_get(f, "run"));
	json_object_foreach(json_object_get(f, "files"), path, bytes)
		if (json_is_string(bytes))
			put(w, i->files, path, json_incref(bytes));
	append(w, i->history, json_string("/bin/sh -c #(nop) ADD file:mock "
					  "in /"));
	return 0;
}

static int add_container(struct world *w, json_t *f, davit_error *err)
{
	struct call call;
	struct answer out;
	struct ask a = { w, &call, &out, false };
	json_t *config = copy_or_object(json_object_get(f, "config"));
	const char *state = member(f, "state");
	struct container *c;
	int code = check_run(f, "containers", err);

	call_init(&call);
	answer_init(&out);
	if (member(config, "Image")[0] == '\0')
		put(w, config, "Image", json_string(member(f, "image")));
	c = code < 0 ? NULL : container_add(&a, member(f, "name"), config);
	if (c != NULL) {
		c->run = json_incref(json_object_get(f, "run"));
		if (strcmp(state, "running") == 0 ||
		    strcmp(state, "exited") == 0)
			container_start_it(w, c);
		if (strcmp(state, "exited") == 0)
			container_stop_it(w, c, (int)json_integer_value(
				json_object_get(f, "exit")), "15");
	} else if (code == 0) {
		code = error_set(err, DAVIT_EINVAL, "fixtures: container "
				 "'%s': %s", member(f, "name"),
				 member(out.json, "message"));
	}
	json_decref(config);
	answer_done(&out);
	return code;
}

static int add_volume(struct world *w, json_t *f, davit_error *err)
{
	struct volume *v;

	if (member(f, "name")[0] == '\0')
		return wrong(err, "volumes", "name");
	v = volume_add(w, member(f, "name"));
	if (v == NULL)
		return error_nomem(err);
	json_object_update(v->labels, json_object_get(f, "labels"));
	return 0;
}

static int add_network(struct world *w, json_t *f, davit_error *err)
{
	struct network *n;

	if (member(f, "name")[0] == '\0')
		return wrong(err, "networks", "name");
	n = network_add(w, member(f, "name"));
	if (n == NULL)
		return error_nomem(err);
	put(w, n->config, "Labels", copy_or_object(json_object_get(f,
		"labels")));
	return 0;
}

static int check_command(struct world *w, json_t *f, davit_error *err)
{
	(void)w;
	if (json_object_get(f, "argv") == NULL ||
	    json_object_get(f, "run") == NULL)
		return wrong(err, "commands", "argv' and 'run");
	return check_run(f, "commands", err);
}

typedef int add_fn(struct world *w, json_t *f, davit_error *err);

static int add_all(struct world *w, json_t *list, const char *what,
		   add_fn *fn, davit_error *err)
{
	json_t *one;
	size_t i;
	int code = 0;

	if (list != NULL && !json_is_array(list))
		return error_set(err, DAVIT_EINVAL, "fixtures: '%s' has to be "
				 "a list", what);
	json_array_foreach(list, i, one)
		if (code == 0)
			code = fn(w, one, err);
	return code;
}

int fixtures_apply(struct world *w, json_t *fixtures, davit_error *err)
{
	static const struct { const char *what; add_fn *fn; } kinds[] = {
		{ "commands", check_command }, { "images", add_image },
		{ "volumes", add_volume }, { "networks", add_network },
		{ "containers", add_container }
	};
	json_t *images = json_object_get(fixtures, "images");
	size_t i;
	int code = 0;

	w->commands = json_incref(json_object_get(fixtures, "commands"));
	if (images == NULL) {
		images = default_images();
		code = add_all(w, images, "images", add_image, err);
		json_decref(images);
	}
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && code == 0; i++)
		code = add_all(w, json_object_get(fixtures, kinds[i].what),
			       kinds[i].what, kinds[i].fn, err);
	/* What was there at the beginning did not happen. */
	events_free(w);
	memset(w->events, 0, sizeof(w->events));
	w->event_end = 0;
	return code;
}
