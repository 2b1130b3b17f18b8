/* SPDX-License-Identifier: MIT */
/* See worldin.h: volumes. */
#include "config.h"

#include "worldin.h"

#include <stdlib.h>
#include <string.h>

struct volume *volume_find(struct world *w, const char *name)
{
	struct volume *v;

	for (v = w->volumes; v != NULL; v = v->next)
		if (strcmp(v->name, name) == 0)
			return v;
	return NULL;
}

static json_t *attributes(struct world *w, const struct volume *v)
{
	return w->podman ? json_pack("{s:s}", "name", v->name) :
	       json_pack("{s:s}", "driver", v->driver);
}

struct volume *volume_add(struct world *w, const char *name)
{
	struct volume *v = calloc(1, sizeof(*v));
	char id[ID_SIZE];

	if (v == NULL) {
		w->nomem = true;
		return NULL;
	}
	new_id(w, id);
	v->anonymous = name[0] == '\0';
	v->name = copy(w, v->anonymous ? id : name);
	v->driver = copy(w, "local");
	v->labels = json_object();
	v->options = json_object();
	v->created = stamp(w);
	v->next = w->volumes;
	w->volumes = v;
	event(w, "volume", "create", v->name, attributes(w, v));
	return v;
}

void volume_free(struct volume *v)
{
	free(v->name);
	free(v->driver);
	json_decref(v->labels);
	json_decref(v->options);
	free(v);
}

struct container *volume_user(struct world *w, const struct volume *v)
{
	struct container *c;
	json_t *m;
	size_t i;

	for (c = w->containers; c != NULL; c = c->next)
		json_array_foreach(c->mounts, i, m)
			if (strcmp(member(m, "Name"), v->name) == 0)
				return c;
	return NULL;
}

void volume_remove(struct world *w, struct volume *v)
{
	struct volume **at = &w->volumes;

	while (*at != v)
		at = &(*at)->next;
	*at = v->next;
	event(w, "volume", "destroy", v->name, attributes(w, v));
	volume_free(v);
}

json_t *show_volume(struct world *w, const struct volume *v, bool libpod)
{
	json_t *r = json_pack("{s:s,s:s,s:o,s:o,s:O,s:O,s:s}", "Name",
		v->name, "Driver", v->driver, "Mountpoint",
		json_sprintf("/var/lib/mock/volumes/%s/_data", v->name),
		"CreatedAt", libpod ? json_time(v->created) :
		json_date(v->created), "Labels", v->labels, "Options",
		v->options, "Scope", "local");

	if (libpod) {
		put(w, r, "MountCount", json_integer(0));
		put(w, r, "NeedsCopyUp", json_true());
		put(w, r, "NeedsChown", json_true());
		if (v->anonymous)
			put(w, r, "Anonymous", json_true());
	}
	return r;
}

static struct volume *asked(struct ask *a)
{
	const char *name = arg_path(a);
	struct volume *v = volume_find(a->w, name);

	if (v == NULL)
		refuse(a, 404, "no such volume", a->w->podman ? "volume with "
		       "name %s not found: no such volume" : "get %s: no such "
		       "volume", name);
	return v;
}

static bool fits_dangling(const struct ask *a, const struct volume *v)
{
	const char *value = filter(a, "dangling", 0);

	return value == NULL || (strchr("1tT", value[0]) != NULL) ==
	       (volume_user(a->w, v) == NULL);
}

void volume_list(struct ask *a)
{
	json_t *list = json_array();
	struct volume *v;

	for (v = a->w->volumes; v != NULL; v = v->next)
		if (filter_part(a, "name", v->name) &&
		    filter_is(a, "driver", v->driver) &&
		    filter_labels(a, v->labels) && fits_dangling(a, v))
			append(a->w, list, show_volume(a->w, v, a->libpod));
	say(a, 200, a->libpod ? list : json_pack("{s:o,s:[]}", "Volumes",
						 list, "Warnings"));
}

static void configure(struct ask *a, struct volume *v)
{
	static const char *const labels[] = { "Labels", "Label" };
	static const char *const options[] = { "DriverOpts", "Options" };
	json_t *body = a->call->body;
	size_t i;

	for (i = 0; i < 2; i++) {
		json_object_update(v->labels, json_object_get(body,
							      labels[i]));
		json_object_update(v->options, json_object_get(body,
							       options[i]));
	}
	if (member(body, "Driver")[0] != '\0') {
		free(v->driver);
		v->driver = copy(a->w, member(body, "Driver"));
	}
}

static size_t count(const struct world *w)
{
	const struct volume *v;
	size_t n = 0;

	for (v = w->volumes; v != NULL; v = v->next)
		n++;
	return n;
}

void volume_create(struct ask *a)
{
	const char *name = member(a->call->body, "Name");
	struct volume *v = name[0] == '\0' ? NULL : volume_find(a->w, name);

	if (v != NULL && a->libpod &&
	    !flag(a->call->body, "IgnoreIfExists")) {
		refuse(a, 500, "volume already exists", "volume with name %s "
		       "already exists: volume already exists", name);
		return;
	}
	if (v == NULL && count(a->w) >= WORLD_OBJECTS) {
		refuse(a, 500, NULL, "no room for more than %d volumes",
		       WORLD_OBJECTS);
		return;
	}
	if (v == NULL) {
		v = volume_add(a->w, name);
		if (v == NULL)
			return;
		configure(a, v);
	}
	say(a, 201, show_volume(a->w, v, a->libpod));
}

void volume_inspect(struct ask *a)
{
	struct volume *v = asked(a);

	if (v != NULL)
		say(a, 200, show_volume(a->w, v, a->libpod));
}

void volume_delete(struct ask *a)
{
	struct volume *v;
	struct container *c;

	if (!a->w->podman && arg_is(a, "force", false) &&
	    volume_find(a->w, arg_path(a)) == NULL) {
		say_nothing(a, 204);
		return;
	}
	v = asked(a);
	if (v == NULL)
		return;
	c = volume_user(a->w, v);
	if (c != NULL && !(a->w->podman && arg_is(a, "force", false))) {
		refuse(a, 409, "volume is being used", a->w->podman ? "volume "
		       "%s is being used by the following container(s): %s: "
		       "volume is being used" : "remove %s: volume is in use "
		       "- [%s]", v->name, c->id);
		return;
	}
	if (c != NULL)
		container_remove(a->w, c, false);
	volume_remove(a->w, v);
	say_nothing(a, 204);
}

/* Since v1.42 only what nobody named, unless asked otherwise. */
static bool named_too(const struct ask *a)
{
	const char *all = filter(a, "all", 0);

	if (all != NULL)
		return strchr("1tT", all[0]) != NULL;
	return a->w->podman || strcmp(a->call->op.version, "v1.42") < 0;
}

void volume_prune(struct ask *a)
{
	json_t *list = json_array();
	bool all = named_too(a);
	struct volume *v, *next;

	for (v = a->w->volumes; v != NULL; v = next) {
		next = v->next;
		if ((!all && !v->anonymous) || volume_user(a->w, v) != NULL ||
		    !filter_labels(a, v->labels))
			continue;
		append(a->w, list, a->libpod ? json_pack("{s:s,s:i}", "Id",
			v->name, "Size", 0) : json_string(v->name));
		volume_remove(a->w, v);
	}
	event(a->w, "volume", "prune", "", json_pack("{s:s}", "reclaimed",
						     "0"));
	say(a, 200, a->libpod ? list : json_pack("{s:o,s:i}",
		"VolumesDeleted", list, "SpaceReclaimed", 0));
}

void volume_exists(struct ask *a)
{
	if (asked(a) != NULL)
		say_nothing(a, 204);
}
