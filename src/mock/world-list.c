/* SPDX-License-Identifier: MIT */
/* See worldin.h: which containers a client wants to see. */
#include "config.h"

#include "worldin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool fits_ancestor(const struct ask *a, const struct container *c)
{
	const char *value;
	struct image *i;
	size_t k;

	for (k = 0; (value = filter(a, "ancestor", k)) != NULL; k++) {
		i = image_find(a->w, value);
		if (i != NULL && strcmp(i->id, c->image) == 0)
			return true;
	}
	return k == 0;
}

static bool fits_exited(const struct ask *a, const struct container *c)
{
	char code[16];

	snprintf(code, sizeof(code), "%d", c->proc.code);
	return !filter_given(a, "exited") ||
	       (c->state == STATE_EXITED && filter_is(a, "exited", code));
}

static bool fits_network(const struct ask *a, const struct container *c)
{
	const char *value;
	struct network *n;
	size_t k;

	for (k = 0; (value = filter(a, "network", k)) != NULL; k++) {
		n = network_find(a->w, value);
		if (n != NULL && json_object_get(c->networks, n->name) != NULL)
			return true;
	}
	return k == 0;
}

static bool fits_volume(const struct ask *a, const struct container *c)
{
	const char *value;
	json_t *m;
	size_t k, i;

	for (k = 0; (value = filter(a, "volume", k)) != NULL; k++)
		json_array_foreach(c->mounts, i, m)
			if (strcmp(member(m, "Name"), value) == 0 ||
			    strcmp(member(m, "Destination"), value) == 0)
				return true;
	return k == 0;
}

static bool fits_pod(const struct ask *a, const struct container *c)
{
	const char *value;
	struct pod *p;
	size_t k;

	for (k = 0; (value = filter(a, "pod", k)) != NULL; k++) {
		p = pod_find(a->w, value);
		if (p != NULL && strcmp(p->id, c->pod) == 0)
			return true;
	}
	return k == 0;
}

/* Made before or since another one. */
static bool fits_order(const struct ask *a, const struct container *c)
{
	const char *before = filter(a, "before", 0);
	const char *since = filter(a, "since", 0);
	const struct container *other;

	if (before != NULL) {
		other = container_find(a->w, before);
		if (other == NULL || c->created >= other->created)
			return false;
	}
	if (since != NULL) {
		other = container_find(a->w, since);
		if (other == NULL || c->created <= other->created)
			return false;
	}
	return true;
}

static bool selected(const struct ask *a, const struct container *c)
{
	return filter_is(a, "status", container_state(c)) &&
	       filter_labels(a, container_labels(c)) &&
	       filter_part(a, "name", c->name) &&
	       filter_id(a, "id", c->id) && fits_ancestor(a, c) &&
	       fits_exited(a, c) && fits_network(a, c) &&
	       fits_volume(a, c) && fits_pod(a, c) && fits_order(a, c);
}

void container_list(struct ask *a)
{
	int64_t limit = arg_int(a, "limit", arg_int(a, "last", 0));
	/* Who asks for a state, or for a number, means those that ended,
	 * too. */
	bool all = arg_is(a, "all", false) || limit > 0 ||
		   filter_given(a, "status") || filter_given(a, "exited");
	json_t *list = json_array(), *row;
	struct container *c;

	for (c = a->w->containers; c != NULL; c = c->next) {
		if ((!all && !container_runs(c)) || !selected(a, c))
			continue;
		row = a->libpod ? show_libpod_row(a->w, c) :
		      show_container_row(a->w, c);
		if (!a->libpod && arg_is(a, "size", false)) {
			put(a->w, row, "SizeRw", json_integer(0));
			put(a->w, row, "SizeRootFs", json_integer(4 << 20));
		}
		append(a->w, list, row);
		if (limit > 0 && --limit == 0)
			break;
	}
	say(a, 200, list);
}
