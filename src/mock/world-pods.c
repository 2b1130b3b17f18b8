/* SPDX-License-Identifier: MIT */
/* See worldin.h: pods, as far as their containers are concerned.  They have
 * no container of their own that holds them together. */
#include "config.h"

#include "worldin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pod *pod_find(struct world *w, const char *name)
{
	struct pod *p;

	for (p = w->pods; p != NULL; p = p->next)
		if (means(name, p->id, p->name))
			return p;
	return NULL;
}

void pod_free(struct pod *p)
{
	free(p->name);
	json_decref(p->labels);
	free(p);
}

static struct pod *asked(struct ask *a)
{
	struct pod *p = pod_find(a->w, arg_path(a));

	if (p == NULL)
		refuse(a, 404, "no such pod", "no pod with name or ID %s "
		       "found: no such pod", arg_path(a));
	return p;
}

static bool is_in(const struct container *c, const struct pod *p)
{
	return strcmp(c->pod, p->id) == 0;
}

static const char *status(const struct world *w, const struct pod *p)
{
	const struct container *c;
	bool running = false, created = true;
	size_t n = 0, up = 0;

	for (c = w->containers; c != NULL; c = c->next) {
		if (!is_in(c, p))
			continue;
		n++;
		up += container_runs(c);
		running = running || container_runs(c);
		created = created && c->state == STATE_CREATED;
	}
	return created ? "Created" : !running ? "Exited" : up == n ?
	       "Running" : "Degraded";
}

static void pod_event(struct world *w, const struct pod *p,
		      const char *action)
{
	event(w, "pod", action, p->id, json_pack("{s:s}", "name", p->name));
}

void pod_create(struct ask *a)
{
	const char *name = member(a->call->body, "name");
	char made[32];
	struct pod *p;

	if (name[0] == '\0') {
		snprintf(made, sizeof(made), "pod_%d", ++a->w->pid);
		name = made;
	}
	if (pod_find(a->w, name) != NULL) {
		refuse(a, declared(a, 409), "pod already exists", "adding pod "
		       "to state: name \"%s\" is in use: pod already exists",
		       name);
		return;
	}
	p = calloc(1, sizeof(*p));
	if (p == NULL) {
		a->w->nomem = true;
		return;
	}
	new_id(a->w, p->id);
	p->name = copy(a->w, name);
	p->labels = copy_or_object(json_object_get(a->call->body, "labels"));
	p->created = stamp(a->w);
	p->next = a->w->pods;
	a->w->pods = p;
	pod_event(a->w, p, "create");
	say(a, 201, json_pack("{s:s}", "Id", p->id));
}

static json_t *containers(struct world *w, const struct pod *p, bool row)
{
	json_t *list = json_array();
	const struct container *c;

	for (c = w->containers; c != NULL; c = c->next)
		if (is_in(c, p))
			append(w, list, json_pack("{s:s,s:s,s:s}", "Id",
				c->id, row ? "Names" : "Name", c->name, row ?
				"Status" : "State", container_state(c)));
	return list;
}

void pod_list(struct ask *a)
{
	json_t *list = json_array();
	struct pod *p;

	for (p = a->w->pods; p != NULL; p = p->next) {
		if (!filter_part(a, "name", p->name) ||
		    !filter_id(a, "id", p->id) ||
		    !filter_labels(a, p->labels))
			continue;
		append(a->w, list, json_pack("{s:s,s:o,s:o,s:s,s:s,s:s,s:s,"
			"s:[],s:s,s:O}", "Cgroup", "", "Containers",
			containers(a->w, p, true), "Created",
			json_time(p->created), "Id", p->id, "InfraId", "",
			"Name", p->name, "Namespace", "", "Networks",
			"Status", status(a->w, p), "Labels", p->labels));
	}
	say(a, 200, list);
}

void pod_inspect(struct ask *a)
{
	struct pod *p = asked(a);
	json_t *list;

	if (p == NULL)
		return;
	list = containers(a->w, p, false);
	say(a, 200, json_pack("{s:s,s:s,s:o,s:s,s:s,s:b,s:b,s:[],s:i,s:o,"
		"s:O}", "Id", p->id, "Name", p->name, "Created",
		json_time(p->created), "State", status(a->w, p), "Hostname",
		p->name, "CreateCgroup", 0, "CreateInfra", 0,
		"SharedNamespaces", "NumContainers",
		(int)json_array_size(list), "Containers", list, "Labels",
		p->labels));
}

static void report(struct ask *a, const struct pod *p)
{
	say(a, 200, json_pack("{s:[],s:s}", "Errs", "Id", p->id));
}

void pod_start(struct ask *a)
{
	struct pod *p = asked(a);
	struct container *c;

	if (p == NULL)
		return;
	for (c = a->w->containers; c != NULL; c = c->next)
		if (is_in(c, p) && !container_runs(c))
			container_start_it(a->w, c);
	pod_event(a->w, p, "start");
	report(a, p);
}

static void stop_all(struct world *w, const struct pod *p)
{
	struct container *c;

	for (c = w->containers; c != NULL; c = c->next)
		if (is_in(c, p) && container_runs(c))
			container_stop_it(w, c, 143, "15");
}

void pod_stop(struct ask *a)
{
	struct pod *p = asked(a);

	if (p == NULL)
		return;
	stop_all(a->w, p);
	pod_event(a->w, p, "stop");
	report(a, p);
}

void pod_delete(struct ask *a)
{
	struct pod *p = asked(a), **at = &a->w->pods;
	struct container *c, *next;
	bool force = arg_is(a, "force", false);

	if (p == NULL)
		return;
	for (c = a->w->containers; c != NULL && !force; c = c->next)
		if (is_in(c, p)) {
			refuse(a, declared(a, 409), "pod contains containers",
			       "pod %s contains containers and cannot be "
			       "removed without force", p->id);
			return;
		}
	for (c = a->w->containers; c != NULL; c = next) {
		next = c->next;
		if (is_in(c, p))
			container_remove(a->w, c, true);
	}
	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	pod_event(a->w, p, "remove");
	say(a, 200, json_pack("{s:n,s:s}", "Err", "Id", p->id));
	pod_free(p);
}

void pod_exists(struct ask *a)
{
	if (asked(a) != NULL)
		say_nothing(a, 204);
}
