/* SPDX-License-Identifier: MIT */
/* See worldin.h: images by their names. */
#include "config.h"

#include "worldin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_SIZE 512
#define LOCAL "localhost/"

/* What stands before a name where nothing else does. */
const char *image_short(const char *name)
{
	static const char *const before[] = { "docker.io/library/",
					      "docker.io/" };
	size_t i, len;

	for (i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		len = strlen(before[i]);
		if (strncmp(name, before[i], len) == 0)
			return name + len;
	}
	return name;
}

bool image_tagged(const char *name)
{
	const char *slash = strrchr(name, '/');

	return strchr(slash == NULL ? name : slash, ':') != NULL;
}

static bool good_name(const char *name)
{
	return name[0] != '\0' && strlen(name) < NAME_SIZE - 64 &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV"
		      "WXYZ0123456789._-/:@") == strlen(name);
}

bool image_full_name(const struct world *w, const char *name, char *out,
		     size_t size)
{
	const char *slash = strchr(name, '/'), *before = "";
	const char *at = strchr(name, '@');
	size_t len = at == NULL ? strlen(name) : (size_t)(at - name);

	if (!good_name(name))
		return false;
	if (!w->podman)
		name = image_short(name);
	else if (slash == NULL)
		before = "docker.io/library/";
	else if (strcspn(name, ".:") > (size_t)(slash - name) &&
		 strncmp(name, LOCAL, sizeof(LOCAL) - 1) != 0)
		before = "docker.io/";
	if (!w->podman)
		len = at == NULL ? strlen(name) : (size_t)(at - name);
	snprintf(out, size, "%s%.*s", before, (int)len, name);
	if (!image_tagged(out) && strlen(out) + 8 < size)
		memcpy(out + strlen(out), ":latest", 8);
	return true;
}

static bool same(const char *a, const char *b)
{
	size_t len = strlen(b);

	if (strncmp(a, b, len) != 0)
		return false;
	return a[len] == '\0' || (!image_tagged(b) &&
				  strcmp(a + len, ":latest") == 0);
}

/* Podman looks for a short name among its own images, too. */
bool image_named(const struct image *i, const char *name, const char *given)
{
	return same(image_short(name), image_short(given)) ||
	       (i->podman && strncmp(name, LOCAL, sizeof(LOCAL) - 1) == 0 &&
		image_short(given) == given &&
		same(name + sizeof(LOCAL) - 1, given));
}

bool image_has_name(const struct image *i, const char *name)
{
	json_t *one;
	size_t k;

	json_array_foreach(i->names, k, one)
		if (image_named(i, json_string_value(one), name))
			return true;
	return false;
}

struct image *image_find(struct world *w, const char *name)
{
	const char *digest = strstr(name, "@sha256:");
	struct image *i;

	if (name[0] == '\0')
		return NULL;
	for (i = w->images; i != NULL; i = i->next)
		if (image_has_name(i, name))
			return i;
	for (i = w->images; i != NULL; i = i->next)
		if (means(name, i->id, NULL) || means(name, i->digest, NULL) ||
		    (digest != NULL && strcmp(digest + 8, i->digest) == 0))
			return i;
	return NULL;
}

void image_free(struct image *i)
{
	json_decref(i->names);
	json_decref(i->config);
	json_decref(i->run);
	json_decref(i->files);
	json_decref(i->history);
	free(i);
}

void image_forget_name(struct image *i, const char *name)
{
	size_t k = json_array_size(i->names);

	while (k-- > 0)
		if (image_named(i, json_string_value(json_array_get(i->names,
				k)), name))
			json_array_remove(i->names, k);
}

void image_name(struct world *w, struct image *i, const char *name)
{
	char full[NAME_SIZE];
	struct image *other;

	if (!image_full_name(w, name, full, sizeof(full)))
		return;
	for (other = w->images; other != NULL; other = other->next)
		image_forget_name(other, full);
	append(w, i->names, json_string(full));
}

struct image *image_new(struct world *w, const char *name, json_t *config)
{
	struct image *i = calloc(1, sizeof(*i));

	if (i == NULL) {
		w->nomem = true;
		return NULL;
	}
	new_id(w, i->id);
	new_id(w, i->digest);
	new_id(w, i->layer);
	i->names = json_array();
	i->config = copy_or_object(config);
	i->files = json_object();
	i->history = json_array();
	i->comment = "";
	i->podman = w->podman;
	i->created = stamp(w);
	i->size = 4 << 20;
	i->next = w->images;
	w->images = i;
	if (name != NULL && name[0] != '\0')
		image_name(w, i, name);
	w->generation++;
	return i;
}

struct container *image_user(struct world *w, const struct image *i)
{
	struct container *c;

	for (c = w->containers; c != NULL; c = c->next)
		if (strcmp(c->image, i->id) == 0)
			return c;
	return NULL;
}

const char *image_first_name(const struct image *i)
{
	const char *name = json_string_value(json_array_get(i->names, 0));

	return name == NULL ? i->id : name;
}
