/* SPDX-License-Identifier: MIT */
/* See worldin.h: networks, and who is on them. */
#include "config.h"

#include "worldin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct network *network_find(struct world *w, const char *name)
{
	struct network *n;

	if (w->podman && strcmp(name, "bridge") == 0)
		name = "podman";
	for (n = w->networks; n != NULL; n = n->next)
		if (strcmp(n->name, name) == 0)
			return n;
	for (n = w->networks; n != NULL; n = n->next)
		if (means(name, n->id, NULL))
			return n;
	return NULL;
}

struct network *network_add(struct world *w, const char *name)
{
	struct network *n = calloc(1, sizeof(*n));

	if (n == NULL) {
		w->nomem = true;
		return NULL;
	}
	new_id(w, n->id);
	n->name = copy(w, name);
	n->config = json_object();
	n->created = stamp(w);
	n->number = w->subnet++;
	n->hosts = 1;
	n->next = w->networks;
	w->networks = n;
	return n;
}

void network_free(struct network *n)
{
	free(n->name);
	json_decref(n->config);
	free(n);
}

/* The start of its addresses. */
static void prefix(const struct world *w, const struct network *n, char *out,
		   size_t size)
{
	if (w->podman)
		snprintf(out, size, n->fixed ? "10.88.0" : "10.89.%u",
			 n->number & 255);
	else
		snprintf(out, size, "172.%u.0", 15 + (n->number & 127));
}

static const char *driver(const struct network *n)
{
	const char *name = member(n->config, "Driver");

	return name[0] == '\0' ? "bridge" : name;
}

static bool has_addresses(const struct network *n)
{
	return strcmp(driver(n), "null") != 0 &&
	       strcmp(driver(n), "host") != 0;
}

static json_t *subnet(const struct world *w, const struct network *n)
{
	char start[32];

	prefix(w, n, start, sizeof(start));
	return json_sprintf("%s.0/%d", start, w->podman && !n->fixed ? 24 :
			    16);
}

static json_t *gateway(const struct world *w, const struct network *n)
{
	char start[32];

	prefix(w, n, start, sizeof(start));
	return json_sprintf("%s.1", start);
}

static json_t *attributes(const struct network *n, const struct container *c)
{
	return json_pack("{s:s,s:s,s:s*}", "name", n->name, "type", driver(n),
			 "container", c == NULL ? NULL : c->id);
}

void network_join(struct world *w, struct network *n, struct container *c,
		  json_t *config)
{
	json_t *aliases = json_object_get(config, "Aliases");

	put(w, c->networks, n->name, json_pack("{s:o,s:o,s:s,s:s,s:s,s:s,s:i,"
		"s:s,s:s,s:i,s:s,s:n,s:n}", "IPAMConfig",
		copy_or_null(json_object_get(config, "IPAMConfig")),
		"Aliases", copy_or_null(aliases), "NetworkID", n->id,
		"EndpointID", "", "Gateway", "", "IPAddress", "",
		"IPPrefixLen", 0, "IPv6Gateway", "", "GlobalIPv6Address", "",
		"GlobalIPv6PrefixLen", 0, "MacAddress", "", "Links",
		"DriverOpts"));
}

static void connect_one(struct world *w, struct network *n,
			struct container *c, json_t *endpoint)
{
	char id[ID_SIZE], start[32];

	new_id(w, id);
	put(w, endpoint, "EndpointID", json_string(id));
	if (has_addresses(n)) {
		n->hosts = n->hosts % 250 + 1;
		prefix(w, n, start, sizeof(start));
		put(w, endpoint, "Gateway", gateway(w, n));
		put(w, endpoint, "IPAddress", json_sprintf("%s.%u", start,
							   n->hosts));
		put(w, endpoint, "IPPrefixLen", json_integer(16));
		put(w, endpoint, "MacAddress", json_sprintf("02:42:ac:%02x:"
			"00:%02x", n->number & 255, n->hosts));
	}
	if (!w->podman)
		event(w, "network", "connect", n->id, attributes(n, c));
}

void network_up(struct world *w, struct container *c)
{
	const char *name;
	json_t *endpoint;
	struct network *n;

	json_object_foreach(c->networks, name, endpoint) {
		n = network_find(w, name);
		if (n != NULL)
			connect_one(w, n, c, endpoint);
	}
}

static void disconnect_one(struct world *w, struct network *n,
			   struct container *c, json_t *endpoint)
{
	put(w, endpoint, "EndpointID", json_string(""));
	put(w, endpoint, "Gateway", json_string(""));
	put(w, endpoint, "IPAddress", json_string(""));
	put(w, endpoint, "IPPrefixLen", json_integer(0));
	put(w, endpoint, "MacAddress", json_string(""));
	if (!w->podman)
		event(w, "network", "disconnect", n->id, attributes(n, c));
}

void network_down(struct world *w, struct container *c)
{
	const char *name;
	json_t *endpoint;
	struct network *n;

	json_object_foreach(c->networks, name, endpoint) {
		n = network_find(w, name);
		if (n != NULL)
			disconnect_one(w, n, c, endpoint);
	}
}

static json_t *members_of(struct world *w, const struct network *n)
{
	json_t *all = json_object(), *endpoint;
	struct container *c;

	for (c = w->containers; c != NULL; c = c->next) {
		endpoint = json_object_get(c->networks, n->name);
		if (endpoint == NULL || !container_runs(c))
			continue;
		put(w, all, c->id, json_pack("{s:s,s:s,s:s,s:o,s:s}", "Name",
			c->name, "EndpointID", member(endpoint, "EndpointID"),
			"MacAddress", member(endpoint, "MacAddress"),
			"IPv4Address", json_sprintf("%s/16", member(endpoint,
			"IPAddress")), "IPv6Address", ""));
	}
	return all;
}

static json_t *show(struct world *w, const struct network *n)
{
	json_t *ipam = json_object_get(n->config, "IPAM"), *r, *ranges;
	bool bridge = w->podman && n->fixed;

	ranges = json_object_get(ipam, "Config");
	if (json_array_size(ranges) > 0)
		ranges = json_deep_copy(ranges);
	else if (has_addresses(n))
		ranges = json_pack("[{s:o,s:o}]", "Subnet", subnet(w, n),
				   "Gateway", gateway(w, n));
	else
		ranges = json_array();
	r = json_pack("{s:s,s:s,s:o,s:s,s:s,s:b,s:b,s:b,s:b,s:b,"
		"s:{s:s,s:o,s:o},s:o,s:o,s:o,s:{s:s}}", "Name", bridge ?
		"bridge" : n->name, "Id", n->id, "Created",
		json_time(n->created), "Scope", "local", "Driver", driver(n),
		"EnableIPv6", flag(n->config, "EnableIPv6"), "Internal",
		flag(n->config, "Internal"), "Attachable",
		flag(n->config, "Attachable"), "Ingress", 0, "ConfigOnly", 0,
		"IPAM", "Driver", "default", "Options", json_object(),
		"Config", ranges, "Containers", members_of(w, n), "Options",
		copy_or_object(json_object_get(n->config, "Options")),
		"Labels", copy_or_object(json_object_get(n->config,
		"Labels")), "ConfigFrom", "Network", "");
	return r;
}

static json_t *show_libpod(struct world *w, const struct network *n)
{
	json_t *given = json_object_get(n->config, "subnets");

	return json_pack("{s:s,s:s,s:s,s:o,s:o,s:o,s:b,s:b,s:b,s:{s:s},s:o,"
		"s:o}", "name", n->name, "id", n->id, "driver", driver(n),
		"network_interface", json_sprintf("podman%u", n->number),
		"created", json_time(n->created), "subnets",
		json_array_size(given) > 0 ? json_deep_copy(given) :
		json_pack("[{s:o,s:o}]", "subnet", subnet(w, n), "gateway",
			  gateway(w, n)), "ipv6_enabled",
		flag(n->config, "ipv6_enabled"), "internal",
		flag(n->config, "internal"), "dns_enabled",
		flag(n->config, "dns_enabled"), "ipam_options", "driver",
		"host-local", "labels",
		copy_or_object(json_object_get(n->config, "Labels")),
		"options", copy_or_object(json_object_get(n->config,
							  "Options")));
}

static struct network *asked(struct ask *a)
{
	const char *name = arg_path(a);
	struct network *n = network_find(a->w, name);

	if (n == NULL)
		refuse(a, 404, "network not found", a->w->podman ? "unable to "
		       "find network with name or ID %s: network not found" :
		       "network %s not found", name);
	return n;
}

static json_t *shown(struct ask *a, const struct network *n)
{
	return a->libpod ? show_libpod(a->w, n) : show(a->w, n);
}

static bool used(struct world *w, const struct network *n)
{
	struct container *c;

	for (c = w->containers; c != NULL; c = c->next)
		if (json_object_get(c->networks, n->name) != NULL &&
		    (w->podman || container_runs(c)))
			return true;
	return false;
}

static bool selected(struct ask *a, const struct network *n)
{
	const char *dangling = filter(a, "dangling", 0);
	const char *type = filter(a, "type", 0);

	if (dangling != NULL && (strchr("1tT", dangling[0]) != NULL) ==
	    (used(a->w, n) || n->fixed))
		return false;
	if (type != NULL && (strcmp(type, "builtin") == 0) != n->fixed)
		return false;
	return filter_part(a, "name", n->name) && filter_id(a, "id", n->id) &&
	       filter_is(a, "driver", driver(n)) &&
	       filter_is(a, "scope", "local") &&
	       filter_labels(a, json_object_get(n->config, "Labels"));
}

void network_list(struct ask *a)
{
	json_t *list = json_array();
	struct network *n;

	for (n = a->w->networks; n != NULL; n = n->next)
		if (selected(a, n))
			append(a->w, list, shown(a, n));
	say(a, 200, list);
}

/* libpod's small names next to Docker's. */
static void both_names(struct ask *a, json_t *config)
{
	static const char *const names[][2] = { { "driver", "Driver" },
		{ "labels", "Labels" }, { "options", "Options" } };
	json_t *value;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		value = json_object_get(config, names[i][0]);
		if (value != NULL && !json_is_null(value))
			put(a->w, config, names[i][1], json_incref(value));
	}
}

void network_create(struct ask *a)
{
	json_t *body = a->call->body;
	const char *name = member(body, "Name");
	char made[32];
	struct network *n;

	if (name[0] == '\0')
		name = member(body, "name");
	if (name[0] == '\0' && a->libpod) {
		snprintf(made, sizeof(made), "podman%u", a->w->subnet);
		name = made;
	}
	if (name[0] == '\0' || a->w->subnet >= WORLD_OBJECTS) {
		refuse(a, 400, NULL, name[0] == '\0' ? "network name is "
		       "required" : "no room for more networks");
		return;
	}
	n = network_find(a->w, name);
	if (n != NULL && strcmp(n->name, name) == 0 &&
	    !arg_is(a, "ignoreIfExists", false)) {
		refuse(a, a->w->podman ? declared(a, 409) : 409, "network "
		       "already exists", a->w->podman ? "network name %s "
		       "already used: network already exists" :
		       "network with name %s already exists", name);
		return;
	}
	n = network_add(a->w, name);
	if (n == NULL)
		return;
	json_object_update(n->config, body);
	both_names(a, n->config);
	event(a->w, "network", "create", n->id, attributes(n, NULL));
	if (a->libpod)
		say(a, 200, show_libpod(a->w, n));
	else
		say(a, 201, json_pack("{s:s,s:s}", "Id", n->id, "Warning",
				      ""));
}

void network_inspect(struct ask *a)
{
	struct network *n = asked(a);

	if (n != NULL)
		say(a, 200, shown(a, n));
}

static void drop(struct world *w, struct network *n)
{
	struct network **at = &w->networks;
	struct container *c;

	while (*at != n)
		at = &(*at)->next;
	*at = n->next;
	for (c = w->containers; c != NULL; c = c->next)
		json_object_del(c->networks, n->name);
	event(w, "network", "destroy", n->id, attributes(n, NULL));
	network_free(n);
}

void network_delete(struct ask *a)
{
	struct network *n = asked(a);
	json_t *report;

	if (n == NULL)
		return;
	if (n->fixed) {
		if (a->w->podman)
			refuse(a, 500, NULL, "default network %s cannot be "
			       "removed", n->name);
		else
			refuse(a, 403, NULL, "%s is a pre-defined network and "
			       "cannot be removed", n->name);
		return;
	}
	if (used(a->w, n) && !(a->libpod && arg_is(a, "force", false))) {
		if (a->w->podman)
			refuse(a, declared(a, 409), "network is being used",
			       "\"%s\" has associated containers with it. Use "
			       "-f to forcibly delete containers and pods: "
			       "network is being used", n->name);
		else
			refuse(a, 403, NULL, "error while removing network: "
			       "network %s id %s has active endpoints",
			       n->name, n->id);
		return;
	}
	report = json_pack("[{s:s,s:n}]", "Name", n->name, "Err");
	drop(a->w, n);
	if (a->libpod)
		say(a, 200, json_incref(report));
	else
		say_nothing(a, 204);
	json_decref(report);
}

void network_prune(struct ask *a)
{
	json_t *list = json_array();
	struct network *n, *next;

	for (n = a->w->networks; n != NULL; n = next) {
		next = n->next;
		if (n->fixed || used(a->w, n) || !selected(a, n))
			continue;
		append(a->w, list, a->libpod ? json_pack("{s:s,s:n}", "Name",
			n->name, "Error") : json_string(n->name));
		drop(a->w, n);
	}
	say(a, 200, a->libpod ? list : json_pack("{s:o}", "NetworksDeleted",
						 list));
}

void network_exists(struct ask *a)
{
	if (asked(a) != NULL)
		say_nothing(a, 204);
}

/* The container a body names; answers where there is none. */
static struct container *named(struct ask *a)
{
	const char *name = member(a->call->body, "Container");
	struct container *c;

	if (name[0] == '\0')
		name = member(a->call->body, "container");
	c = container_find(a->w, name);
	if (c == NULL)
		refuse(a, 404, "no such container", a->w->podman ? "no "
		       "container with name or ID \"%s\" found: no such "
		       "container" : "No such container: %s", name);
	return c;
}

void network_connect(struct ask *a)
{
	struct network *n = asked(a);
	struct container *c = n == NULL ? NULL : named(a);

	if (c == NULL)
		return;
	if (json_object_get(c->networks, n->name) != NULL) {
		refuse(a, a->w->podman ? 500 : 403, "network is already "
		       "connected", a->w->podman ? "container %s is already "
		       "connected to network \"%s\": network is already "
		       "connected" : "endpoint with name %s already exists in "
		       "network %s", c->name, n->name);
		return;
	}
	network_join(a->w, n, c, json_object_get(a->call->body,
						 "EndpointConfig"));
	if (container_runs(c))
		connect_one(a->w, n, c, json_object_get(c->networks,
							n->name));
	say_nothing(a, 200);
}

void network_disconnect(struct ask *a)
{
	struct network *n = asked(a);
	struct container *c = n == NULL ? NULL : named(a);

	if (c == NULL)
		return;
	if (json_object_get(c->networks, n->name) == NULL) {
		refuse(a, a->w->podman ? 500 : 403, NULL, "container %s is not "
		       "connected to network %s", c->id, n->name);
		return;
	}
	if (container_runs(c))
		disconnect_one(a->w, n, c, json_object_get(c->networks,
							   n->name));
	json_object_del(c->networks, n->name);
	say_nothing(a, 200);
}
