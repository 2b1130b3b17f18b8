/* SPDX-License-Identifier: MIT */
/* See worldin.h: images, and their names. */
#include "config.h"

#include "worldin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_SIZE 512

void image_missing(struct ask *a, const char *name)
{
	if (a->libpod)
		refuse(a, 404, "image not known", "failed to find image %s: "
		       "%s: image not known", name, name);
	else if (a->w->podman)
		refuse(a, 404, "image not known", "failed to find image %s: "
		       "docker.io/library/%s: image not known", name, name);
	else
		refuse(a, 404, NULL, "No such image: %s%s", name,
		       image_tagged(name) ? "" : ":latest");
}

static struct image *asked(struct ask *a)
{
	struct image *i = image_find(a->w, arg_path(a));

	if (i == NULL)
		image_missing(a, arg_path(a));
	return i;
}

/* "name@sha256:..." for each name without its tag. */
static json_t *digests(struct world *w, const struct image *i)
{
	json_t *list = json_array(), *name;
	const char *text, *tag;
	size_t k;

	json_array_foreach(i->names, k, name) {
		text = json_string_value(name);
		tag = strrchr(text, ':');
		append(w, list, json_sprintf("%.*s@sha256:%s", (int)(tag -
			text), text, i->digest));
	}
	return list;
}

static long users(const struct ask *a, const struct image *i)
{
	const struct container *c;
	long n = 0;

	for (c = a->w->containers; c != NULL; c = c->next)
		n += strcmp(c->image, i->id) == 0;
	return n;
}

static json_t *row(const struct ask *a, const struct image *i)
{
	struct world *w = a->w;
	json_t *r = json_pack("{s:s,s:O,s:o,s:I,s:I,s:I,s:i,s:I,s:o}",
		"ParentId", "", "RepoTags", i->names, "RepoDigests",
		digests(w, i), "Created", (json_int_t)(i->created / CLOCK_S),
		"Size", (json_int_t)i->size, "VirtualSize",
		(json_int_t)i->size, "SharedSize", w->podman ? 0 : -1,
		"Containers", (json_int_t)(w->podman ? users(a, i) : -1),
		"Labels", copy_or_object(json_object_get(i->config,
							 "Labels")));

	put(w, r, "Id", a->libpod ? json_string(i->id) : json_digest(i->id));
	if (w->podman) {
		put(w, r, "Names", json_incref(i->names));
		put(w, r, "History", json_incref(i->names));
		put(w, r, "Digest", json_digest(i->digest));
		put(w, r, "Dangling",
		    json_boolean(json_array_size(i->names) == 0));
	}
	return r;
}

/* "name", "name:tag", or the begin of it with a star. */
static bool name_fits(const struct image *i, const char *name,
		      const char *pattern)
{
	const char *text = image_short(name), *part = image_short(pattern);
	size_t len = strcspn(part, "*");

	if (i->podman && strchr(part, '/') == NULL &&
	    strncmp(text, "localhost/", 10) == 0)
		text += 10;
	return strncmp(text, part, len) == 0 &&
	       (part[len] == '*' || text[len] == '\0' || text[len] == ':');
}

static bool reference_fits(const struct ask *a, const struct image *i)
{
	const char *value;
	json_t *name;
	size_t k, n;

	for (k = 0; (value = filter(a, "reference", k)) != NULL; k++)
		json_array_foreach(i->names, n, name)
			if (name_fits(i, json_string_value(name), value))
				return true;
	return k == 0;
}

static bool selected(const struct ask *a, const struct image *i)
{
	const char *dangling = filter(a, "dangling", 0);
	bool named = json_array_size(i->names) > 0;
	const char *only = arg_text(a, "filter");

	if (dangling != NULL && (strchr("1tT", dangling[0]) != NULL) == named)
		return false;
	if (only[0] != '\0' && !image_has_name(i, only))
		return false;
	return filter_labels(a, json_object_get(i->config, "Labels")) &&
	       reference_fits(a, i) && filter_id(a, "id", i->id);
}

void image_list(struct ask *a)
{
	json_t *list = json_array();
	struct image *i;

	for (i = a->w->images; i != NULL; i = i->next)
		if (selected(a, i))
			append(a->w, list, row(a, i));
	say(a, 200, list);
}

void image_inspect(struct ask *a)
{
	struct image *i = asked(a);
	struct world *w = a->w;
	json_t *r;

	if (i == NULL)
		return;
	r = json_pack("{s:O,s:o,s:s,s:s,s:o,s:s,s:s,s:s,s:s,s:O,s:I,s:I,"
		      "s:{s:s,s:{s:s}},s:{s:s,s:[o]}}", "RepoTags", i->names,
		      "RepoDigests", digests(w, i), "Parent", "", "Comment",
		      i->comment, "Created", json_time(i->created), "Author",
		      "", "Architecture", "amd64", "Os", "linux",
		      "DockerVersion", "", "Config", i->config, "Size",
		      (json_int_t)i->size, "VirtualSize", (json_int_t)i->size,
		      "GraphDriver", "Name", w->podman ? "overlay" :
		      "overlay2", "Data", "UpperDir", "/var/lib/mock/diff",
		      "RootFS", "Type", "layers", "Layers",
		      json_digest(i->layer));
	put(w, r, "Id", a->libpod ? json_string(i->id) : json_digest(i->id));
	if (a->libpod) {
		put(w, r, "Digest", json_digest(i->digest));
		put(w, r, "Version", json_string(""));
		put(w, r, "User", json_string(member(i->config, "User")));
		put(w, r, "Labels", copy_or_object(json_object_get(i->config,
			"Labels")));
		put(w, r, "Annotations", json_object());
		put(w, r, "ManifestType", json_string("application/vnd.oci."
			"image.manifest.v1+json"));
		put(w, r, "NamesHistory", json_incref(i->names));
		put(w, r, "History", json_array());
	} else {
		put(w, r, "Metadata", json_pack("{s:o}", "LastTagTime",
						json_time(i->created)));
	}
	say(a, 200, r);
}

void image_history(struct ask *a)
{
	struct image *i = asked(a);
	json_t *list, *step;
	size_t k;

	if (i == NULL)
		return;
	list = json_array();
	for (k = json_array_size(i->history); k-- > 0;) {
		step = json_array_get(i->history, k);
		append(a->w, list, json_pack("{s:o,s:I,s:s,s:o,s:I,s:s}", "Id",
			k + 1 < json_array_size(i->history) ?
			json_string("<missing>") : a->libpod ?
			json_string(i->id) : json_digest(i->id), "Created",
			(json_int_t)(i->created / CLOCK_S), "CreatedBy",
			json_string_value(step), "Tags", k + 1 <
			json_array_size(i->history) ? json_array() :
			json_incref(i->names), "Size", (json_int_t)(k == 0 ?
			i->size : 0), "Comment", i->comment));
	}
	say(a, 200, list);
}

static json_t *named(const char *name)
{
	return json_pack("{s:s}", "name", name);
}

static void image_event(struct ask *a, const struct image *i,
			const char *action, const char *name)
{
	char id[ID_SIZE + 8];

	snprintf(id, sizeof(id), "%s%s", a->w->podman ? "" : "sha256:",
		 i->id);
	event(a->w, "image", action, id, named(name));
}

void image_tag(struct ask *a)
{
	struct image *i = asked(a);
	const char *repo = arg_text(a, "repo"), *tag = arg_text(a, "tag");
	char name[NAME_SIZE], full[NAME_SIZE];

	if (i == NULL)
		return;
	snprintf(name, sizeof(name), "%s%s%s", repo, tag[0] == '\0' ? "" :
		 ":", tag);
	if (!image_full_name(a->w, name, full, sizeof(full))) {
		refuse(a, 400, "invalid reference format", "invalid reference "
		       "format");
		return;
	}
	image_name(a->w, i, a->libpod && strchr(name, '/') == NULL ? full :
		   name);
	image_event(a, i, "tag", image_first_name(i));
	say_nothing(a, 201);
}

void image_untag(struct ask *a)
{
	struct image *i = asked(a);
	const char *repo = arg_text(a, "repo"), *tag = arg_text(a, "tag");
	char name[NAME_SIZE];

	if (i == NULL)
		return;
	snprintf(name, sizeof(name), "%s%s%s", repo, tag[0] == '\0' ? "" :
		 ":", tag);
	if (repo[0] == '\0')
		json_array_clear(i->names);
	else
		image_forget_name(i, name);
	image_event(a, i, "untag", name);
	say_nothing(a, 201);
}

static void unlink_image(struct world *w, struct image *i)
{
	struct image **at = &w->images;

	while (*at != i)
		at = &(*at)->next;
	*at = i->next;
	image_free(i);
	w->generation++;
}

static void remove_users(struct ask *a, struct image *i)
{
	struct container *c;

	while ((c = image_user(a->w, i)) != NULL)
		container_remove(a->w, c, true);
}

/*
 * Takes the name away, or the image with its last one.  Lists what it did in
 * two arrays.  Returns NULL, or why it can't be.
 */
static struct container *drop(struct ask *a, struct image *i,
			      const char *name, bool force, json_t *untagged,
			      json_t *deleted)
{
	bool by_name = image_has_name(i, name);
	bool last = !by_name || json_array_size(i->names) <= 1;
	struct container *c = image_user(a->w, i);
	json_t *one;
	size_t k;

	if (last && c != NULL && (!force || (container_runs(c) &&
					     !a->w->podman)))
		return c;
	if (last && a->w->podman)
		remove_users(a, i);
	json_array_foreach(i->names, k, one) {
		if (!by_name || image_named(i, json_string_value(one), name)) {
			append(a->w, untagged, json_incref(one));
			image_event(a, i, "untag", json_string_value(one));
		}
	}
	if (last) {
		append(a->w, deleted, a->libpod ? json_string(i->id) :
		       json_digest(i->id));
		image_event(a, i, "delete", i->id);
		unlink_image(a->w, i);
	} else {
		image_forget_name(i, name);
	}
	return NULL;
}

static json_t *report(struct ask *a, json_t *untagged, json_t *deleted)
{
	json_t *list, *one;
	size_t k;

	if (a->libpod)
		return json_pack("{s:O,s:O,s:i,s:[]}", "Untagged", untagged,
				 "Deleted", deleted, "ExitCode", 0, "Errors");
	list = json_array();
	json_array_foreach(untagged, k, one)
		append(a->w, list, json_pack("{s:O}", "Untagged", one));
	json_array_foreach(deleted, k, one)
		append(a->w, list, json_pack("{s:O}", "Deleted", one));
	return list;
}

static void refuse_used(struct ask *a, const struct container *c,
			const char *name)
{
	if (a->w->podman)
		refuse(a, 409, "image is in use by a container", "image used "
		       "by %s: image is in use by a container: consider "
		       "listing external containers and force-removing image",
		       c->id);
	else
		refuse(a, 409, NULL, "conflict: unable to remove repository "
		       "reference \"%s\" (must force) - container %.12s is "
		       "using its referenced image %.12s", name, c->id,
		       c->image);
}

void image_delete(struct ask *a)
{
	struct image *i = asked(a);
	json_t *untagged, *deleted;
	struct container *c;

	if (i == NULL)
		return;
	untagged = json_array();
	deleted = json_array();
	c = drop(a, i, arg_path(a), arg_is(a, "force", false), untagged,
		 deleted);
	if (c != NULL)
		refuse_used(a, c, arg_path(a));
	else
		say(a, 200, report(a, untagged, deleted));
	json_decref(untagged);
	json_decref(deleted);
}

/* libpod: several, or all; what can't be is told in the report. */
void image_delete_all(struct ask *a)
{
	json_t *untagged = json_array(), *deleted = json_array();
	json_t *errors = json_array();
	bool force = arg_is(a, "force", false), all = arg_is(a, "all", false);
	struct container *c;
	struct image *i, *next;
	const char *name;
	size_t k;

	for (i = all ? a->w->images : NULL; i != NULL; i = next) {
		next = i->next;
		c = drop(a, i, i->id, force, untagged, deleted);
		if (c != NULL)
			append(a->w, errors, json_sprintf("image used by %s: "
				"image is in use by a container", c->id));
	}
	for (k = 0; (name = arg_item(a, "images", k)) != NULL; k++) {
		i = image_find(a->w, name);
		c = i == NULL ? NULL : drop(a, i, name, force, untagged,
					    deleted);
		if (c != NULL)
			append(a->w, errors, json_sprintf("image used by %s: "
				"image is in use by a container", c->id));
		else if (i == NULL && !arg_is(a, "ignore", false))
			append(a->w, errors, json_sprintf("%s: image not "
							  "known", name));
	}
	say(a, 200, json_pack("{s:o,s:o,s:i,s:o}", "Untagged", untagged,
			      "Deleted", deleted, "ExitCode",
			      json_array_size(errors) > 0, "Errors", errors));
}

void image_prune(struct ask *a)
{
	json_t *deleted = json_array(), *list = json_array();
	const char *dangling = filter(a, "dangling", 0);
	bool all = arg_is(a, "all", false) || (dangling != NULL &&
		   strchr("0fF", dangling[0]) != NULL);
	struct image *i, *next;
	int64_t bytes = 0;
	json_t *name;
	size_t k;

	for (i = a->w->images; i != NULL; i = next) {
		next = i->next;
		if ((!all && json_array_size(i->names) > 0) ||
		    image_user(a->w, i) != NULL ||
		    !filter_labels(a, json_object_get(i->config, "Labels")))
			continue;
		bytes += i->size;
		append(a->w, list, json_pack("{s:s,s:I}", "Id", i->id, "Size",
					     (json_int_t)i->size));
		json_array_foreach(i->names, k, name)
			append(a->w, deleted, json_pack("{s:O}", "Untagged",
							name));
		append(a->w, deleted, json_pack("{s:o}", "Deleted",
						json_digest(i->id)));
		unlink_image(a->w, i);
	}
	event(a->w, "image", "prune", "", json_pack("{s:o}", "reclaimed",
		json_sprintf("%lld", (long long)bytes)));
	if (a->libpod)
		say(a, 200, json_incref(list));
	else
		say(a, 200, json_pack("{s:O,s:I}", "ImagesDeleted", deleted,
				      "SpaceReclaimed", (json_int_t)bytes));
	json_decref(deleted);
	json_decref(list);
}

/* Finds what is here already. */
void image_search(struct ask *a)
{
	const char *term = arg_text(a, "term");
	int64_t limit = arg_int(a, "limit", 0);
	json_t *list = json_array();
	struct image *i;
	char name[NAME_SIZE];

	limit = limit <= 0 ? 25 : limit;
	for (i = a->w->images; i != NULL && limit > 0; i = i->next) {
		snprintf(name, sizeof(name), "%s", a->libpod ?
			 image_first_name(i) :
			 image_short(image_first_name(i)));
		if (image_tagged(name))
			*strrchr(name, ':') = '\0';
		if (strstr(name, image_short(term)) == NULL)
			continue;
		append(a->w, list, a->libpod ? json_pack("{s:s,s:s,s:s,s:i,"
			"s:s,s:s,s:s}", "Index", "docker.io", "Name",
			name, "Description", "", "Stars", 1, "Official",
			"[OK]", "Automated", "", "Tag", "") :
			json_pack("{s:s,s:s,s:b,s:b,s:i}", "name", name,
				  "description", "", "is_official", 1,
				  "is_automated", 0, "star_count", 1));
		limit--;
	}
	say(a, 200, list);
}

void image_exists(struct ask *a)
{
	if (asked(a) != NULL)
		say_nothing(a, 204);
}
