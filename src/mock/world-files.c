/* SPDX-License-Identifier: MIT */
/* See worldin.h: what lies in the file system of a container. */
#include "config.h"

#include "worldfiles.h"

#include "util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_SIZE 512

/* "/a/b" of "a//b/"; "/" of nothing. */
static void clean(const char *path, char *out)
{
	size_t n = 0;

	out[n++] = '/';
	for (; *path != '\0' && n < PATH_SIZE - 1; path++)
		if (*path != '/' || out[n - 1] != '/')
			out[n++] = *path;
	if (n > 1 && out[n - 1] == '/')
		n--;
	/* "dir/." is what is in it */
	if (n > 2 && out[n - 1] == '.' && out[n - 2] == '/')
		n = n == 2 ? 1 : n - 2;
	out[n == 0 ? 1 : n] = '\0';
}

static size_t bytes_of(json_t *files)
{
	const char *name;
	json_t *file;
	size_t sum = 0;

	json_object_foreach(files, name, file)
		sum += json_string_length(file) + 64;
	return sum;
}

bool files_unpack(struct world *w, json_t *files, const char *dir,
		  const char *data, size_t len)
{
	struct archive_member m;
	char path[PATH_SIZE + ARCHIVE_NAME + 2], name[PATH_SIZE];
	size_t at = 0, sum = bytes_of(files);
	int got;

	while ((got = archive_next(data, len, &at, &m)) == 1) {
		sum += m.size + 64;
		if (sum > WORLD_FILES || m.name[0] == '\0' ||
		    (m.type != '0' && m.type != '5'))
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, m.name);
		clean(path, name);
		/* a directory is no bytes, but null */
		put(w, files, name, m.type == '5' ? json_null() :
		    json_stringn_nocheck(m.data, m.size));
	}
	return got == 0;
}

/* All files: those of the image, with those of the container over them. */
static json_t *all_files(struct world *w, const struct container *c)
{
	struct image *i = image_find(w, c->image);
	json_t *files = i == NULL ? json_object() : json_copy(i->files);

	if (json_object_update(files, c->files) < 0)
		w->nomem = true;
	return files;
}

static bool below(const char *name, const char *dir)
{
	size_t len = strlen(dir);

	if (strcmp(dir, "/") == 0)
		return true;
	return strncmp(name, dir, len) == 0 && name[len] == '/';
}

/* 0: isn't there, 1: a file, 2: a directory */
static int kind_of(json_t *files, const char *path)
{
	json_t *file = json_object_get(files, path), *other;
	const char *name;

	if (json_is_string(file))
		return 1;
	if (file != NULL || strcmp(path, "/") == 0)
		return 2;
	json_object_foreach(files, name, other)
		if (below(name, path))
			return 2;
	return 0;
}

static int file_kind_in(struct ask *a, const struct container *c,
			const char *path, json_t **files)
{
	static const char *const always[] = { "/tmp", "/etc", "/root", "/bin",
					      "/var", "/usr", "/home" };
	int kind;
	size_t i;

	*files = all_files(a->w, c);
	kind = kind_of(*files, path);
	for (i = 0; kind == 0 && i < UTIL_COUNT(always); i++)
		if (strcmp(path, always[i]) == 0)
			kind = 2;
	return kind;
}

static void missing(struct ask *a, const struct container *c,
		    const char *path)
{
	if (a->w->podman)
		refuse(a, 404, NULL, "no such file or directory");
	else
		refuse(a, 404, NULL, "Could not find the file %s in container "
		       "%s", path, c->name);
}

static void add_member(struct world *w, struct buf *out, const char *name,
		       json_t *file, int64_t when)
{
	bool dir = !json_is_string(file);
	int code = archive_add(out, name, dir ? '5' : '0', dir ? 0755 : 0644,
			       when / CLOCK_S, dir ? "" :
			       json_string_value(file),
			       json_string_length(file));

	if (code == DAVIT_ENOMEM)
		w->nomem = true;
}

/* The names in it begin with the last part of the path. */
static void pack(struct world *w, json_t *files, const char *path, int kind,
		 int64_t when, struct buf *out)
{
	const char *base = strrchr(path, '/') + 1, *name;
	json_t *file;

	if (kind == 1) {
		add_member(w, out, base, json_object_get(files, path), when);
	} else {
		if (base[0] != '\0')
			add_member(w, out, base, NULL, when);
		json_object_foreach(files, name, file)
			if (below(name, path))
				add_member(w, out, name + (base - path), file,
					   when);
	}
	archive_end(out);
}

void files_pack(struct world *w, json_t *files, int64_t when, struct buf *out)
{
	pack(w, files, "/", 2, when, out);
}

static void path_stat(struct ask *a, const char *path, int kind, size_t size,
		      int64_t when)
{
	const char *base = strrchr(path, '/') + 1;
	char date[CLOCK_TEXT];
	/* Go's bits of a mode: a directory is the highest one. */
	json_t *stat = json_pack("{s:s,s:I,s:I,s:s,s:s}", "name",
		base[0] == '\0' ? "/" : base, "size", (json_int_t)size,
		"mode", (json_int_t)(kind == 2 ? INT64_C(2147484141) : 420),
		"mtime", clock_date(when, date), "linkTarget", "");
	struct buf out = BUF_INIT(4096);
	char *text, *at;

	if (a->w->podman) {
		put(a->w, stat, "isDir", json_boolean(kind == 2));
		put(a->w, stat, "linkTarget", json_string(path));
	}
	text = json_dumps(stat, JSON_COMPACT);
	if (text == NULL || util_base64url(&out, text, strlen(text)) < 0) {
		a->w->nomem = true;
	} else {
		/* the ordinary alphabet is wanted */
		for (at = out.data; *at != '\0'; at++)
			*at = *at == '-' ? '+' : *at == '_' ? '/' : *at;
		answer_header(a->out, "X-Docker-Container-Path-Stat",
			      out.data);
	}
	buf_done(&out);
	free(text);
	json_decref(stat);
}

static void show_archive(struct ask *a, bool head)
{
	struct container *c = container_asked(a);
	char path[PATH_SIZE];
	json_t *files = NULL;
	int kind;

	if (c == NULL)
		return;
	clean(arg_text(a, "path"), path);
	kind = file_kind_in(a, c, path, &files);
	if (kind == 0) {
		missing(a, c, path);
	} else {
		answer_reset(a->out);
		path_stat(a, path, kind, json_string_length(
			  json_object_get(files, path)), c->created);
		a->out->type = "application/x-tar";
		if (!head)
			pack(a->w, files, path, kind, c->created,
			     &a->out->bytes);
	}
	json_decref(files);
}

void container_archive_get(struct ask *a)
{
	show_archive(a, a->call->head);
}

void container_archive_head(struct ask *a)
{
	show_archive(a, true);
}

void container_archive_put(struct ask *a)
{
	struct container *c = container_asked(a);
	char path[PATH_SIZE];
	json_t *files;
	int kind;

	if (c == NULL)
		return;
	clean(arg_text(a, "path"), path);
	kind = file_kind_in(a, c, path, &files);
	json_decref(files);
	if (kind == 0)
		missing(a, c, path);
	else if (kind == 1)
		refuse(a, 400, NULL, "extraction point is not a directory");
	else if (!files_unpack(a->w, c->files, path, a->call->data,
			       a->call->len))
		refuse(a, a->w->podman ? 500 : 400, NULL, "unexpected EOF");
	else
		say_nothing(a, 200);
	container_event(a->w, c, "extract-to-dir");
}

void container_export(struct ask *a)
{
	struct container *c = container_asked(a);
	json_t *files;

	if (c == NULL)
		return;
	files = all_files(a->w, c);
	answer_reset(a->out);
	a->out->type = a->w->podman ? "application/x-tar" :
		       "application/octet-stream";
	files_pack(a->w, files, c->created, &a->out->bytes);
	json_decref(files);
	container_event(a->w, c, "export");
}

/* 0: changed, 1: added */
void container_changes(struct ask *a)
{
	struct container *c = container_asked(a);
	struct image *i;
	const char *name;
	json_t *list, *file;

	if (c == NULL)
		return;
	i = image_find(a->w, c->image);
	list = json_array();
	json_object_foreach(c->files, name, file)
		append(a->w, list, json_pack("{s:s,s:i}", "Path", name, "Kind",
			i == NULL || json_object_get(i->files, name) ==
			NULL));
	say(a, 200, list);
}
