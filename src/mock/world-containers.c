/* SPDX-License-Identifier: MIT */
/* See worldin.h: containers come and go. */
#include "config.h"

#include "worldin.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct container *container_find(struct world *w, const char *name)
{
	struct container *c, *found = NULL;

	if (name[0] == '/')
		name++;
	if (name[0] == '\0')
		return NULL;
	for (c = w->containers; c != NULL; c = c->next)
		if (strcmp(c->name, name) == 0 || strcmp(c->id, name) == 0)
			return c;
	for (c = w->containers; c != NULL; c = c->next)
		if (means(name, c->id, NULL)) {
			if (found != NULL)
				return NULL;
			found = c;
		}
	return found;
}

struct container *container_asked(struct ask *a)
{
	const char *name = arg_path(a);
	struct container *c = container_find(a->w, name);

	if (c == NULL)
		refuse(a, 404, "no such container", a->w->podman ? "no "
		       "container with name or ID \"%s\" found: no such "
		       "container" : "No such container: %s", name);
	return c;
}

void container_unref(struct container *c)
{
	if (c->refs-- > 1)
		return;
	free(c->name);
	free(c->image_name);
	json_decref(c->config);
	json_decref(c->networks);
	json_decref(c->mounts);
	json_decref(c->files);
	json_decref(c->run);
	proc_done(&c->proc);
	free(c);
}

json_t *container_labels(const struct container *c)
{
	return json_object_get(c->config, "Labels");
}

bool container_runs(const struct container *c)
{
	return c->state == STATE_RUNNING || c->state == STATE_PAUSED;
}

const char *container_state(const struct container *c)
{
	static const char *const words[] = { "created", "running", "paused",
					     "exited" };

	return words[c->state];
}

json_t *container_attributes(struct world *w, const struct container *c)
{
	json_t *attributes = copy_or_object(container_labels(c));

	put(w, attributes, "image", json_string(c->image_name));
	put(w, attributes, "name", json_string(c->name));
	if (w->podman)
		put(w, attributes, "podId", json_string(c->pod));
	return attributes;
}

void container_event(struct world *w, const struct container *c,
		     const char *action)
{
	event(w, "container", action, c->id, container_attributes(w, c));
}

static bool good_name(const struct world *w, const char *name)
{
	const char *at;

	if (!isalnum((unsigned char)name[0]) || strlen(name) > 128)
		return false;
	for (at = name; *at != '\0'; at++)
		if (!isalnum((unsigned char)*at) && strchr("_.-", *at) == NULL)
			return false;
	return w->podman || at - name > 1;
}

/* Two words nobody has yet. */
static void make_name(struct world *w, char *out, size_t size)
{
	static const char *const how[] = { "calm", "eager", "gentle", "keen",
		"merry", "quiet", "rapid", "sunny", "tidy", "vivid" };
	static const char *const who[] = { "badger", "crane", "dolphin",
		"heron", "ibex", "lynx", "marten", "otter", "raven", "wren" };
	unsigned n = (unsigned)w->pid;

	do {
		if (n < (unsigned)w->pid + 100)
			snprintf(out, size, "%s_%s", how[n % 10],
				 who[n / 10 % 10]);
		else
			snprintf(out, size, "%s_%s%u", how[n % 10],
				 who[n / 10 % 10], n);
		n++;
	} while (container_find(w, out) != NULL);
}

static void inherit(struct world *w, json_t *config, json_t *from,
		    const char *name)
{
	json_t *mine = json_object_get(config, name);
	json_t *theirs = json_object_get(from, name);

	if (theirs == NULL || json_is_null(theirs))
		return;
	if (json_is_object(mine))
		json_object_update_missing(mine, theirs);
	else if (mine == NULL || json_is_null(mine) ||
		 (json_is_string(mine) && json_string_length(mine) == 0) ||
		 (json_is_array(mine) && json_array_size(mine) == 0))
		put(w, config, name, json_deep_copy(theirs));
}

/* What the image says is so, unless the client said otherwise. */
static void inherit_all(struct world *w, json_t *config, const struct image *i)
{
	static const char *const names[] = { "Env", "WorkingDir", "User",
		"Labels", "ExposedPorts", "Volumes", "StopSignal",
		"Healthcheck" };
	json_t *entry = json_object_get(config, "Entrypoint");
	size_t k;

	for (k = 0; k < sizeof(names) / sizeof(names[0]); k++)
		inherit(w, config, i->config, names[k]);
	/* One's own way in leaves the image's command aside. */
	if (!json_is_array(entry) && !json_is_string(entry)) {
		inherit(w, config, i->config, "Entrypoint");
		inherit(w, config, i->config, "Cmd");
	}
}

static void add_mount(struct world *w, struct container *c, const char *type,
		      const char *source, const char *target, bool rw)
{
	struct volume *v = NULL;
	json_t *m;

	if (strcmp(type, "volume") == 0) {
		v = volume_find(w, source);
		if (v == NULL || source[0] == '\0')
			v = volume_add(w, source);
		if (v == NULL)
			return;
	}
	m = json_pack("{s:s,s:s,s:s,s:b,s:s}", "Type", type, "Destination",
		      target, "Mode", rw ? "" : "ro", "RW", rw, "Propagation",
		      v == NULL ? "rprivate" : "");
	if (v != NULL) {
		put(w, m, "Name", json_string(v->name));
		put(w, m, "Driver", json_string(v->driver));
		put(w, m, "Source", json_sprintf("/var/lib/mock/volumes/%s/"
						 "_data", v->name));
	} else {
		put(w, m, "Source", json_string(source));
	}
	append(w, c->mounts, m);
}

static void add_bind(struct world *w, struct container *c, const char *bind)
{
	const char *colon = strchr(bind, ':'), *rest;
	char source[512], target[512];

	if (colon == NULL)
		return;
	snprintf(source, sizeof(source), "%.*s", (int)(colon - bind), bind);
	rest = colon + 1 + strcspn(colon + 1, ":");
	snprintf(target, sizeof(target), "%.*s", (int)(rest - colon - 1),
		 colon + 1);
	add_mount(w, c, source[0] == '/' ? "bind" : "volume", source, target,
		  strncmp(rest, ":ro", 3) != 0);
}

static void add_mounts(struct world *w, struct container *c)
{
	json_t *host = json_object_get(c->config, "HostConfig"), *one;
	const char *target;
	size_t i;

	json_array_foreach(json_object_get(host, "Binds"), i, one)
		if (json_is_string(one))
			add_bind(w, c, json_string_value(one));
	json_array_foreach(json_object_get(host, "Mounts"), i, one)
		add_mount(w, c, member(one, "Type")[0] == '\0' ? "volume" :
			  member(one, "Type"), member(one, "Source"),
			  member(one, "Target"), !flag(one, "ReadOnly"));
	json_object_foreach(json_object_get(c->config, "Volumes"), target,
			    one)
		add_mount(w, c, "volume", "", target, true);
}

/* Its networks; false with a refusal if one isn't there. */
static bool add_networks(struct ask *a, struct container *c)
{
	json_t *host = json_object_get(c->config, "HostConfig"), *endpoint;
	json_t *more = json_object_get(json_object_get(c->config,
			"NetworkingConfig"), "EndpointsConfig");
	const char *mode = member(host, "NetworkMode"), *key, *name;
	struct network *n;

	if (strncmp(mode, "container:", 10) == 0 ||
	    (a->w->podman && (strcmp(mode, "none") == 0 ||
			      strcmp(mode, "host") == 0)))
		return true;
	if (mode[0] == '\0' || strcmp(mode, "default") == 0 ||
	    strcmp(mode, "bridge") == 0)
		mode = a->w->podman ? "podman" : "bridge";
	if (json_object_size(more) == 0 || json_object_get(more, mode) == NULL)
		if ((n = network_find(a->w, mode)) != NULL &&
		    !(n->fixed && json_object_size(more) > 0))
			network_join(a->w, n, c, NULL);
	json_object_foreach(more, key, endpoint) {
		name = strcmp(key, "default") != 0 ? key :
		       a->w->podman ? "podman" : "bridge";
		n = network_find(a->w, name);
		if (n == NULL) {
			refuse(a, 404, "network not found", a->w->podman ?
			       "unable to find network with name or ID %s: "
			       "network not found" : "network %s not found",
			       name);
			return false;
		}
		network_join(a->w, n, c, endpoint);
	}
	return true;
}

/* Makes what the client gave whole. */
static struct container *make(struct world *w, const char *name,
			      json_t *config, struct image *i)
{
	struct container *c = calloc(1, sizeof(*c));

	if (c == NULL) {
		w->nomem = true;
		return NULL;
	}
	c->refs = 1;
	proc_init(&c->proc);
	new_id(w, c->id);
	memcpy(c->image, i->id, ID_SIZE);
	c->name = copy(w, name);
	c->image_name = copy(w, w->podman ? image_first_name(i) :
			     member(config, "Image"));
	c->config = json_deep_copy(config);
	c->networks = json_object();
	c->mounts = json_array();
	c->files = json_object();
	c->created = stamp(w);
	if (json_object_get(c->config, "HostConfig") == NULL ||
	    json_is_null(json_object_get(c->config, "HostConfig")))
		put(w, c->config, "HostConfig", json_object());
	inherit_all(w, c->config, i);
	if (member(c->config, "Hostname")[0] == '\0')
		put(w, c->config, "Hostname", json_sprintf("%.12s", c->id));
	c->proc.tty = flag(c->config, "Tty");
	c->proc.open_stdin = flag(c->config, "OpenStdin");
	c->proc.once = flag(c->config, "StdinOnce");
	return c;
}

static size_t count(const struct world *w)
{
	const struct container *c;
	size_t n = 0;

	for (c = w->containers; c != NULL; c = c->next)
		n++;
	return n;
}

static void refuse_name(struct ask *a, const char *name, const char *id)
{
	if (a->w->podman)
		refuse(a, declared(a, 409), "that name is already in use",
		       "creating container storage: the container name \"%s\" "
		       "is already in use by %s. You have to remove that "
		       "container to be able to reuse that name: that name is "
		       "already in use", name, id);
	else
		refuse(a, 409, NULL, "Conflict. The container name \"/%s\" is "
		       "already in use by container \"%s\". You have to "
		       "remove (or rename) that container to be able to reuse "
		       "that name.", name, id);
}

/* A container that has this very name, not one whose id begins so. */
static struct container *of_name(struct world *w, const char *name)
{
	struct container *c = container_find(w, name);

	return c != NULL && strcmp(c->name, name) == 0 ? c : NULL;
}

static bool check_name(struct ask *a, const char *name)
{
	struct container *c = of_name(a->w, name);

	if (!good_name(a->w, name)) {
		if (a->w->podman)
			refuse(a, 500, "invalid argument", "names must match "
			       "[a-zA-Z0-9][a-zA-Z0-9_.-]*: invalid argument");
		else
			refuse(a, 400, NULL, "Invalid container name (%s), "
			       "only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed",
			       name);
		return false;
	}
	if (c != NULL)
		refuse_name(a, name, c->id);
	return c == NULL;
}

static void refuse_image(struct ask *a, const char *image)
{
	if (image[0] == '\0')
		refuse(a, 400, NULL, "no image given");
	else if (a->libpod)
		refuse(a, declares(a, 404) ? 404 : 500, "image not known",
		       "%s: image not known", image);
	else if (a->w->podman)
		refuse(a, 404, "image not known", "no such image: "
		       "docker.io/library/%s: image not known", image);
	else
		image_missing(a, image);
}

struct container *container_add(struct ask *a, const char *name,
				json_t *config)
{
	struct world *w = a->w;
	const char *image = member(config, "Image");
	struct image *i = image_find(w, image);
	struct container *c;
	char made[64];

	if (name[0] == '/')
		name++;
	if (name[0] == '\0')
		make_name(w, made, sizeof(made));
	else if (!check_name(a, name))
		return NULL;
	if (i == NULL) {
		refuse_image(a, image);
		return NULL;
	}
	if (count(w) >= WORLD_OBJECTS) {
		refuse(a, 500, NULL, "no room for more than %d containers",
		       WORLD_OBJECTS);
		return NULL;
	}
	c = make(w, name[0] == '\0' ? made : name, config, i);
	if (c == NULL)
		return NULL;
	w->pid += 7;
	if (!add_networks(a, c)) {
		container_unref(c);
		return NULL;
	}
	add_mounts(w, c);
	c->next = w->containers;
	w->containers = c;
	container_event(w, c, "create");
	return c;
}

void container_create(struct ask *a)
{
	json_t *config = a->libpod ? spec_config(a->w, a->call->body) :
			 json_incref(a->call->body);
	const char *name = a->libpod ? member(a->call->body, "name") :
			   arg_text(a, "name");
	struct container *c;
	struct pod *p = NULL;

	if (!json_is_object(config)) {
		refuse(a, 400, NULL, "config cannot be empty in order to "
		       "create a container");
		json_decref(config);
		return;
	}
	if (a->libpod && member(a->call->body, "pod")[0] != '\0')
		p = pod_find(a->w, member(a->call->body, "pod"));
	c = container_add(a, name, config);
	json_decref(config);
	if (c == NULL)
		return;
	if (p != NULL)
		memcpy(c->pod, p->id, ID_SIZE);
	say(a, 201, json_pack("{s:s,s:[]}", "Id", c->id, "Warnings"));
}

static void remove_volumes(struct world *w, struct container *c)
{
	struct volume *v;
	json_t *m;
	size_t i;

	json_array_foreach(c->mounts, i, m) {
		v = volume_find(w, member(m, "Name"));
		if (v != NULL && v->anonymous && volume_user(w, v) == NULL)
			volume_remove(w, v);
	}
}

void container_remove(struct world *w, struct container *c, bool volumes)
{
	struct container **at = &w->containers;

	if (container_runs(c))
		container_stop_it(w, c, 137, "9");
	while (*at != NULL && *at != c)
		at = &(*at)->next;
	if (*at == NULL)
		return;
	*at = c->next;
	c->next = NULL;
	c->removed = true;
	container_event(w, c, "destroy");
	if (volumes)
		remove_volumes(w, c);
	exec_forget(w, c);
	container_unref(c);
}

bool container_drop(struct ask *a, struct container *c, bool force,
		    bool volumes)
{
	if (container_runs(c) && !force) {
		if (a->w->podman)
			refuse(a, declared(a, 409), "container state improper",
			       "cannot remove container %s as it is running - "
			       "running or paused containers cannot be removed "
			       "without force: container state improper",
			       c->id);
		else
			refuse(a, 409, NULL, "You cannot remove a running "
			       "container %s. Stop the container before "
			       "attempting removal or force remove", c->id);
		return false;
	}
	container_remove(a->w, c, volumes);
	return true;
}

void container_delete(struct ask *a)
{
	struct container *c;
	char id[ID_SIZE];

	if (a->libpod && arg_is(a, "ignore", false) &&
	    container_find(a->w, arg_path(a)) == NULL) {
		say(a, 200, json_array());
		return;
	}
	c = container_asked(a);
	if (c == NULL)
		return;
	memcpy(id, c->id, sizeof(id));
	if (!container_drop(a, c, arg_is(a, "force", false), arg_is(a, "v",
			    false) || arg_is(a, "volumes", false)))
		return;
	if (a->libpod && declares(a, 200))
		say(a, 200, json_pack("[{s:s,s:s}]", "Id", id, "RawInput",
				      arg_path(a)));
	else
		say_nothing(a, 204);
}

void container_prune(struct ask *a)
{
	struct container *c, *next;
	json_t *list = json_array();
	int64_t until = clock_read(filter_given(a, "until") ?
				   filter(a, "until", 0) : "", a->w->base +
				   a->w->now * CLOCK_MS);

	for (c = a->w->containers; c != NULL; c = next) {
		next = c->next;
		if (container_runs(c) || (until != 0 && c->created > until) ||
		    !filter_labels(a, container_labels(c)))
			continue;
		append(a->w, list, a->libpod ? json_pack("{s:s,s:i}", "Id",
			c->id, "Size", 0) : json_string(c->id));
		container_remove(a->w, c, false);
	}
	event(a->w, "container", "prune", "", json_pack("{s:s}", "reclaimed",
							"0"));
	say(a, 200, a->libpod ? list : json_pack("{s:o,s:i}",
		"ContainersDeleted", list, "SpaceReclaimed", 0));
}

void container_rename(struct ask *a)
{
	struct container *c = container_asked(a);
	const char *name = arg_text(a, "name");
	json_t *attributes;
	char *new;

	if (c == NULL)
		return;
	if (name[0] == '/')
		name++;
	if (strcmp(name, c->name) == 0) {
		refuse(a, a->w->podman ? declared(a, 409) : 400, NULL,
		       "Renaming a container with the same name as its "
		       "current name");
		return;
	}
	if (!check_name(a, name))
		return;
	attributes = json_sprintf("/%s", c->name);
	new = copy(a->w, name);
	if (new != NULL) {
		free(c->name);
		c->name = new;
	}
	attributes = json_pack("{s:o}", "oldName", attributes);
	json_object_update_new(attributes, container_attributes(a->w, c));
	event(a->w, "container", "rename", c->id, attributes);
	say_nothing(a, 204);
}

void container_update(struct ask *a)
{
	struct container *c = container_asked(a);
	json_t *host;

	if (c == NULL)
		return;
	host = json_object_get(c->config, "HostConfig");
	if (json_is_object(a->call->body) && !a->libpod)
		json_object_update(host, a->call->body);
	container_event(a->w, c, "update");
	if (a->libpod)
		say(a, 201, json_pack("{s:s}", "ID", c->id));
	else
		say(a, 200, json_pack("{s:[]}", "Warnings"));
}

void container_exists(struct ask *a)
{
	if (container_asked(a) != NULL)
		say_nothing(a, 204);
}
