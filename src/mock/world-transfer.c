/* SPDX-License-Identifier: MIT */
/* See worldin.h: images as archives, and of containers. */
#include "config.h"

#include "worldin.h"

#include "changes.h"
#include "lines.h"
#include "worldfiles.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_SIZE 512

static void image_event(struct ask *a, const struct image *i,
			const char *action)
{
	char id[ID_SIZE + 8];

	snprintf(id, sizeof(id), "%s%s", a->w->podman ? "" : "sha256:",
		 i->id);
	event(a->w, "image", action, id,
	      json_pack("{s:s}", "name", image_first_name(i)));
}

/* A name where it was given none of a registry: libpod's are local. */
static void local_name(const struct ask *a, const char *name, char *out,
		       size_t size)
{
	bool local = a->w->podman && strchr(name, '/') == NULL &&
		     name[0] != '\0';

	snprintf(out, size, "%s%s", local ? "localhost/" : "", name);
}

void image_import(struct ask *a)
{
	const char *repo = arg_text(a, a->libpod ? "reference" : "repo");
	const char *tag = arg_text(a, "tag"), *change;
	char name[NAME_SIZE], local[NAME_SIZE + 16];
	struct image *i;
	json_t *lines;
	size_t k;

	snprintf(name, sizeof(name), "%s%s%s", repo, tag[0] == '\0' ? "" :
		 ":", tag);
	local_name(a, name, local, sizeof(local));
	i = image_new(a->w, local, NULL);
	if (i == NULL)
		return;
	if (!files_unpack(a->w, i->files, "/", a->call->data, a->call->len))
		json_object_clear(i->files);
	i->size = (int64_t)a->call->len;
	i->comment = a->w->podman ? "imported from tarball" :
		     "Imported from -";
	append(a->w, i->history, json_string(""));
	for (k = 0; (change = arg_item(a, "changes", k)) != NULL; k++)
		change_apply(a->w, i->config, change);
	image_event(a, i, "import");
	if (a->libpod) {
		say(a, 200, json_pack("{s:o}", "Id", json_digest(i->id)));
		return;
	}
	lines = json_array();
	append(a->w, lines, json_pack("{s:o}", "status",
				      json_digest(i->id)));
	if (lines_answer(a->out, lines) < 0)
		a->w->nomem = true;
}

/* The JSON in an archive that lists its images, or NULL. */
static json_t *manifest_of(const struct call *call)
{
	struct archive_member m;
	size_t at = 0;

	while (call->len > 0 &&
	       archive_next(call->data, call->len, &at, &m) == 1)
		if (strcmp(m.name, "manifest.json") == 0)
			return json_loadb(m.data, m.size, 0, NULL);
	return NULL;
}

static void load_one(struct ask *a, json_t *entry, json_t *names)
{
	json_t *tags = json_object_get(entry, "RepoTags"), *tag;
	char full[NAME_SIZE];
	struct image *i = NULL;
	size_t k;

	json_array_foreach(tags, k, tag) {
		if (!json_is_string(tag) ||
		    !image_full_name(a->w, json_string_value(tag), full,
				     sizeof(full)))
			continue;
		if (i == NULL)
			i = image_new(a->w, full, NULL);
		else
			image_name(a->w, i, full);
		append(a->w, names, json_string(full));
	}
	if (i == NULL && (i = image_new(a->w, NULL, NULL)) != NULL)
		append(a->w, names, json_digest(i->id));
	if (i == NULL)
		return;
	append(a->w, i->history, json_string(""));
	image_event(a, i, a->w->podman ? "loadfromarchive" : "load");
}

static bool is_compressed(const struct call *call)
{
	const unsigned char *d = call->data;

	return call->len > 4 && ((d[0] == 0x1f && d[1] == 0x8b) ||
				 memcmp(d, "BZh", 3) == 0 ||
				 memcmp(d, "\xfd" "7zX", 4) == 0 ||
				 memcmp(d, "\x28\xb5\x2f\xfd", 4) == 0);
}

void image_load(struct ask *a)
{
	json_t *manifest = manifest_of(a->call), *names, *lines, *entry;
	struct archive_member m;
	size_t at = 0, k;

	if (!is_compressed(a->call) && (a->call->len == 0 ||
	    archive_next(a->call->data, a->call->len, &at, &m) < 0)) {
		json_decref(manifest);
		refuse(a, 500, NULL, a->w->podman ? "payload does not match "
		       "any of the supported image formats" : "unexpected "
		       "EOF");
		return;
	}
	names = json_array();
	json_array_foreach(manifest, k, entry)
		load_one(a, entry, names);
	if (json_array_size(names) == 0)
		load_one(a, NULL, names);
	json_decref(manifest);
	if (a->libpod) {
		say(a, 200, json_pack("{s:o}", "Names", names));
		return;
	}
	lines = json_array();
	json_array_foreach(names, k, entry)
		append(a->w, lines, json_pack("{s:o}", "stream",
			json_sprintf("Loaded image: %s\n",
				     json_string_value(entry))));
	json_decref(names);
	if (lines_answer(a->out, lines) < 0)
		a->w->nomem = true;
}

static void add_text(struct world *w, struct buf *out, const char *name,
		     json_t *json, int64_t when)
{
	char *text = json_dumps(json, JSON_COMPACT);

	if (text == NULL || archive_add(out, name, '0', 0644, when / CLOCK_S,
					text, strlen(text)) == DAVIT_ENOMEM)
		w->nomem = true;
	free(text);
}

static void save_one(struct ask *a, struct image *i, json_t *manifest)
{
	struct buf layer = BUF_INIT(ANSWER_MAX), *out = &a->out->bytes;
	char name[ID_SIZE + 16];
	json_t *config = json_pack("{s:s,s:s,s:O,s:o,s:{s:s,s:[o]}}",
		"architecture", "amd64", "os", "linux", "config", i->config,
		"created", json_time(i->created), "rootfs", "type", "layers",
		"diff_ids", json_digest(i->layer));

	snprintf(name, sizeof(name), "%s.json", i->id);
	add_text(a->w, out, name, config, i->created);
	snprintf(name, sizeof(name), "%s/layer.tar", i->layer);
	files_pack(a->w, i->files, i->created, &layer);
	archive_add(out, name, '0', 0644, i->created / CLOCK_S,
		    buf_text(&layer), layer.len);
	append(a->w, manifest, json_pack("{s:o,s:O,s:[s]}", "Config",
		json_sprintf("%s.json", i->id), "RepoTags", i->names,
		"Layers", name));
	json_decref(config);
	buf_done(&layer);
}

static void save(struct ask *a, struct image **images, size_t count)
{
	json_t *manifest = json_array();
	size_t k;

	answer_reset(a->out);
	a->out->type = "application/x-tar";
	for (k = 0; k < count; k++) {
		save_one(a, images[k], manifest);
		image_event(a, images[k], "save");
	}
	add_text(a->w, &a->out->bytes, "manifest.json", manifest,
		 a->w->base);
	archive_end(&a->out->bytes);
	json_decref(manifest);
}

void image_save(struct ask *a)
{
	struct image *i = image_find(a->w, arg_path(a));

	if (i == NULL)
		image_missing(a, arg_path(a));
	else
		save(a, &i, 1);
}

#define SAVED_MAX 64

void image_save_all(struct ask *a)
{
	const char *key = a->libpod ? "references" : "names", *name;
	struct image *images[SAVED_MAX];
	size_t n = 0;

	for (; n < SAVED_MAX && (name = arg_item(a, key, n)) != NULL; n++) {
		images[n] = image_find(a->w, name);
		if (images[n] == NULL) {
			image_missing(a, name);
			return;
		}
	}
	save(a, images, n);
}

/* What of a container's config is its image's, too. */
static json_t *image_config(struct world *w, json_t *config)
{
	static const char *const names[] = { "Cmd", "Entrypoint", "Env",
		"Labels", "WorkingDir", "User", "ExposedPorts", "Volumes",
		"StopSignal", "Healthcheck", "OnBuild", "Shell" };
	json_t *new = json_object(), *value;
	size_t k;

	for (k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
		value = json_object_get(config, names[k]);
		if (value != NULL && !json_is_null(value))
			put(w, new, names[k], json_deep_copy(value));
	}
	return new;
}

void image_commit(struct ask *a)
{
	const char *given = arg_text(a, "container");
	const char *repo = arg_text(a, "repo"), *tag = arg_text(a, "tag");
	struct container *c = container_find(a->w, given);
	char name[NAME_SIZE], local[NAME_SIZE + 16];
	const char *change;
	struct image *i, *base;
	json_t *config;
	size_t k;

	if (c == NULL) {
		refuse(a, 404, "no such container", a->w->podman ? "no "
		       "container with name or ID \"%s\" found: no such "
		       "container" : "No such container: %s", given);
		return;
	}
	snprintf(name, sizeof(name), "%s%s%s", repo, tag[0] == '\0' ? "" :
		 ":", tag);
	local_name(a, name, local, sizeof(local));
	config = image_config(a->w, c->config);
	i = image_new(a->w, local, config);
	json_decref(config);
	if (i == NULL)
		return;
	base = image_find(a->w, c->image);
	if (base != NULL)
		json_object_update(i->files, base->files);
	json_object_update(i->files, c->files);
	append(a->w, i->history, json_string(member(c->config, "Image")));
	for (k = 0; (change = arg_item(a, "changes", k)) != NULL; k++)
		change_apply(a->w, i->config, change);
	container_event(a->w, c, "commit");
	say(a, 201, json_pack("{s:o}", "Id", a->libpod ? json_string(i->id) :
			      json_digest(i->id)));
}
