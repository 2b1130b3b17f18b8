/* SPDX-License-Identifier: MIT */
/* See worldin.h: builds an image of a context, as engines tell of it. */
#include "config.h"

#include "worldin.h"

#include "changes.h"
#include "lines.h"
#include "worldfiles.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEPS_MAX 256
#define NAME_SIZE 512

struct build {
	struct ask *a;
	json_t *lines, *context, *config, *files, *history;
	json_t *steps;
	char id[ID_SIZE];	/* of the last layer */
	bool failed;
};

static void say_line(struct build *b, json_t *text)
{
	append(b->a->w, b->lines, json_pack("{s:o}", "stream", text));
}

/* What is left out where only the result is wanted. */
static void tell(struct build *b, json_t *text)
{
	if (arg_is(b->a, "q", false))
		json_decref(text);
	else
		say_line(b, text);
}

static void fail(struct build *b, int code, const char *text)
{
	json_t *detail = json_pack("{s:s}", "message", text);

	if (code != 0)
		put(b->a->w, detail, "code", json_integer(code));
	append(b->a->w, b->lines, json_pack("{s:o,s:s}", "errorDetail",
					    detail, "error", text));
	b->failed = true;
}

/* Lines that go on are joined, comments left out. */
static json_t *read_steps(struct world *w, json_t *file)
{
	const char *at = json_string_value(file), *end;
	json_t *steps = json_array();
	struct buf one = BUF_INIT(65536);
	size_t len;

	for (; *at != '\0'; at = *end == '\0' ? end : end + 1) {
		end = at + strcspn(at, "\n");
		at += strspn(at, " \t");
		len = at < end ? (size_t)(end - at) : 0;
		if (len > 0 && at[len - 1] == '\r')
			len--;
		if (len == 0 || (*at == '#' && one.len == 0))
			continue;
		if (at[len - 1] == '\\') {
			buf_add(&one, at, len - 1);
			continue;
		}
		buf_add(&one, at, len);
		if (json_array_size(steps) < STEPS_MAX)
			append(w, steps, json_string(buf_text(&one)));
		buf_reset(&one);
	}
	buf_done(&one);
	return steps;
}

static void from(struct build *b, const char *rest)
{
	char name[NAME_SIZE], full[NAME_SIZE];
	struct image *i;

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(rest, " \t"), rest);
	i = image_find(b->a->w, name);
	if (strcmp(name, "scratch") == 0)
		return;
	if (!image_full_name(b->a->w, name, full, sizeof(full)) ||
	    strstr(full, ".invalid") != NULL) {
		snprintf(full, sizeof(full), "pull access denied for %.300s, "
			 "repository does not exist or may require 'docker "
			 "login'", name);
		fail(b, 0, full);
		return;
	}
	if (i == NULL)
		i = image_new(b->a->w, full, NULL);
	if (i == NULL)
		return;
	json_object_update_new(b->config, json_deep_copy(i->config));
	json_object_update(b->files, i->files);
	memcpy(b->id, i->id, sizeof(b->id));
}

static void run(struct build *b, const char *rest)
{
	json_t *argv = rest[0] == '[' ? json_loads(rest, 0, NULL) : NULL;
	char text[NAME_SIZE + 100];
	struct script s = { .count = 0 };
	size_t i;

	if (argv == NULL)
		argv = json_pack("[s,s,s]", "/bin/sh", "-c", rest);
	script_choose(b->a->w, argv, NULL, false, &s);
	for (i = 0; i < s.count; i++)
		if (s.steps[i].channel != 0)
			tell(b, json_stringn(s.steps[i].text,
					     s.steps[i].len));
	if (s.exit != 0) {
		snprintf(text, sizeof(text), "The command '/bin/sh -c %.400s' "
			 "returned a non-zero code: %d", rest, s.exit);
		fail(b, s.exit, text);
	}
	script_done(&s);
	json_decref(argv);
}

/* One file, or a directory and what is in it. */
static void copy_in(struct build *b, const char *rest)
{
	char source[NAME_SIZE] = "/", to[NAME_SIZE], text[NAME_SIZE + 80];
	char target[2 * NAME_SIZE];
	const char *name;
	size_t len, done = 0;
	json_t *file;

	while (strncmp(rest, "--", 2) == 0)
		rest += strcspn(rest, " ") + 1;
	snprintf(to, sizeof(to), "%s", strrchr(rest, ' ') == NULL ? "/" :
		 strrchr(rest, ' ') + 1);
	rest += strncmp(rest, "./", 2) == 0 ? 2 : 0;
	snprintf(source + 1, sizeof(source) - 1, "%.*s", (int)strcspn(rest,
		 " "), rest[0] == '/' ? rest + 1 : rest);
	if (strcmp(source, "/.") == 0)
		source[1] = '\0';
	len = strlen(source);
	json_object_foreach(b->context, name, file) {
		if (strncmp(name, source, len) != 0 ||
		    (len > 1 && name[len] != '\0' && name[len] != '/'))
			continue;
		snprintf(target, sizeof(target), "%s%s%s", to[0] == '/' ? "" :
			 "/", to, name[len] != '\0' ? name + len - (len == 1) :
			 to[strlen(to) - 1] == '/' ? strrchr(name, '/') + 1 :
			 "");
		put(b->a->w, b->files, target, json_incref(file));
		done++;
	}
	if (done == 0) {
		snprintf(text, sizeof(text), "COPY failed: file not found in "
			 "build context: stat %.400s: file does not exist",
			 source + 1);
		fail(b, 0, text);
	}
}

static void step(struct build *b, const char *line, size_t number)
{
	struct world *w = b->a->w;
	size_t count = json_array_size(b->steps);
	const char *rest;

	if (w->podman) {
		tell(b, json_sprintf("STEP %zu/%zu: %s\n", number, count,
				     line));
	} else {
		tell(b, json_sprintf("Step %zu/%zu : %s", number, count,
				     line));
		tell(b, json_string("\n"));
	}
	if ((rest = change_rest(line, "FROM")) != NULL)
		from(b, rest);
	else if ((rest = change_rest(line, "RUN")) != NULL)
		run(b, rest);
	else if ((rest = change_rest(line, "COPY")) != NULL ||
		 (rest = change_rest(line, "ADD")) != NULL)
		copy_in(b, rest);
	else
		change_apply(w, b->config, line);
	if (change_rest(line, "FROM") == NULL)
		new_id(w, b->id);
	if (!b->failed)
		tell(b, json_sprintf(w->podman ? "--> %.11s\n" :
				     " ---> %.12s\n", b->id));
	append(w, b->history, json_string(line));
}

static void finish(struct build *b)
{
	struct world *w = b->a->w;
	const char *name;
	char full[NAME_SIZE], local[NAME_SIZE + 16];
	struct image *i = image_new(w, NULL, b->config);
	size_t k;

	if (i == NULL)
		return;
	json_object_update(i->files, b->files);
	json_array_extend(i->history, b->history);
	if (!w->podman && arg_is(b->a, "q", false))
		say_line(b, json_sprintf("sha256:%s\n", i->id));
	if (!b->a->libpod) {
		append(w, b->lines, json_pack("{s:{s:o}}", "aux", "ID",
					      json_digest(i->id)));
		tell(b, json_sprintf("Successfully built %.12s\n", i->id));
	}
	for (k = 0; (name = arg_item(b->a, "t", k)) != NULL; k++) {
		snprintf(local, sizeof(local), "%s%s", w->podman &&
			 strchr(name, '/') == NULL ? "localhost/" : "", name);
		image_name(w, i, local);
		if (image_full_name(w, local, full, sizeof(full)))
			tell(b, json_sprintf("Successfully tagged %s\n",
					     full));
	}
	if (w->podman)
		say_line(b, json_sprintf("%s\n", i->id));
	event(w, "image", "build", i->id, json_pack("{s:s}", "name",
						    image_first_name(i)));
}

/* The name of the file, which may be the first of a list, even of one that
 * is written as text.  True if one was given. */
static bool file_name(const struct ask *a, char path[NAME_SIZE])
{
	const char *name = arg_item(a, "dockerfile", 0);
	json_t *list = name != NULL && name[0] == '[' ?
		       json_loads(name, 0, NULL) : NULL;

	if (list != NULL)
		name = json_string_value(json_array_get(list, 0));
	if (name != NULL && name[0] == '\0')
		name = NULL;
	snprintf(path, NAME_SIZE, "/%s", name == NULL ? "Dockerfile" : name);
	json_decref(list);
	return name != NULL;
}

void image_build(struct ask *a)
{
	struct world *w = a->w;
	struct build b = { .a = a };
	char path[NAME_SIZE];
	bool given = file_name(a, path);
	json_t *file, *line;
	size_t i;

	b.context = json_object();
	files_unpack(w, b.context, "/", a->call->data, a->call->len);
	file = json_object_get(b.context, path);
	if (file == NULL && !given)
		file = json_object_get(b.context, "/Containerfile");
	if (!json_is_string(file) && arg_text(a, "remote")[0] == '\0') {
		refuse(a, 500, NULL, "Cannot locate specified Dockerfile: %s",
		       path + 1);
		json_decref(b.context);
		return;
	}
	b.lines = json_array();
	b.config = json_object();
	b.files = json_object();
	b.history = json_array();
	b.steps = json_is_string(file) ? read_steps(w, file) :
		  json_pack("[s]", "FROM scratch");
	new_id(w, b.id);
	json_array_foreach(b.steps, i, line)
		if (!b.failed)
			step(&b, json_string_value(line), i + 1);
	if (!b.failed)
		finish(&b);
	json_decref(b.context);
	json_decref(b.config);
	json_decref(b.files);
	json_decref(b.history);
	json_decref(b.steps);
	if (lines_answer(a->out, b.lines) < 0)
		w->nomem = true;
}
