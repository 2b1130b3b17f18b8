/* SPDX-License-Identifier: MIT */
/* See worldin.h: the body with which libpod makes containers, as Docker's. */
#include "config.h"

#include "worldin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What has another name and the same form. */
static const struct {
	const char *libpod, *docker;
	bool host;		/* stands in HostConfig */
} members[] = {
	{ "image", "Image", false },
	{ "command", "Cmd", false },
	{ "labels", "Labels", false },
	{ "terminal", "Tty", false },
	{ "stdin", "OpenStdin", false },
	{ "work_dir", "WorkingDir", false },
	{ "user", "User", false },
	{ "hostname", "Hostname", false },
	{ "stop_timeout", "StopTimeout", false },
	{ "healthconfig", "Healthcheck", false },
	{ "annotations", "Annotations", true },
	{ "remove", "AutoRemove", true },
	{ "privileged", "Privileged", true },
	{ "cap_add", "CapAdd", true },
	{ "cap_drop", "CapDrop", true },
	{ "read_only_filesystem", "ReadonlyRootfs", true },
};

/* {"A": "b"} as ["A=b"] */
static json_t *environment(struct world *w, json_t *env)
{
	json_t *list = json_array(), *value;
	const char *name;

	json_object_foreach(env, name, value)
		append(w, list, json_sprintf("%s=%s", name,
			json_is_string(value) ? json_string_value(value) :
			""));
	return list;
}

static json_t *mounts(struct world *w, json_t *spec)
{
	json_t *list = json_array(), *one;
	size_t i;

	json_array_foreach(json_object_get(spec, "mounts"), i, one)
		append(w, list, json_pack("{s:s,s:s,s:s}", "Type",
			member(one, "type"), "Source", member(one, "source"),
			"Target", member(one, "destination")));
	json_array_foreach(json_object_get(spec, "volumes"), i, one)
		append(w, list, json_pack("{s:s,s:s,s:s}", "Type", "volume",
			"Source", member(one, "Name"), "Target",
			member(one, "Dest")));
	return list;
}

static json_t *ports(struct world *w, json_t *spec)
{
	json_t *all = json_object(), *one;
	const char *protocol;
	json_int_t host;
	char name[64];
	size_t i;

	json_array_foreach(json_object_get(spec, "portmappings"), i, one) {
		protocol = member(one, "protocol");
		host = json_integer_value(json_object_get(one, "host_port"));
		snprintf(name, sizeof(name), "%d/%s", (int)json_integer_value(
			 json_object_get(one, "container_port")),
			 protocol[0] == '\0' ? "tcp" : protocol);
		put(w, all, name, json_pack("[{s:s,s:o}]", "HostIp",
			member(one, "host_ip"), "HostPort",
			json_sprintf("%d", (int)host)));
	}
	return all;
}

static json_t *networks(struct world *w, json_t *spec)
{
	json_t *all = json_object(), *one;
	json_t *given = json_object_get(spec, "Networks");
	const char *name;
	size_t i;

	if (given == NULL)
		given = json_object_get(spec, "networks");
	json_object_foreach(given, name, one)
		put(w, all, name, json_pack("{s:O*}", "Aliases",
			json_object_get(one, "aliases")));
	json_array_foreach(json_object_get(spec, "cni_networks"), i, one)
		if (json_is_string(one))
			put(w, all, json_string_value(one), json_object());
	return all;
}

static json_t *restart(json_t *spec)
{
	json_t *tries = json_object_get(spec, "restart_tries");

	return json_pack("{s:s,s:I}", "Name", member(spec, "restart_policy"),
			 "MaximumRetryCount", json_integer_value(tries));
}

json_t *spec_config(struct world *w, json_t *spec)
{
	const char *mode = member(json_object_get(spec, "netns"), "nsmode");
	json_t *config, *host, *value;
	size_t i;

	if (!json_is_object(spec))
		return NULL;
	config = json_object();
	host = json_object();
	for (i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		value = json_object_get(spec, members[i].libpod);
		if (value != NULL && !json_is_null(value))
			put(w, members[i].host ? host : config,
			    members[i].docker, json_deep_copy(value));
	}
	value = json_object_get(spec, "entrypoint");
	if (json_is_array(value) && json_array_size(value) > 0)
		put(w, config, "Entrypoint", json_deep_copy(value));
	value = json_object_get(spec, "stop_signal");
	if (json_is_integer(value))
		put(w, config, "StopSignal", json_sprintf("%d",
			(int)json_integer_value(value)));
	put(w, config, "Env", environment(w, json_object_get(spec, "env")));
	put(w, host, "Mounts", mounts(w, spec));
	put(w, host, "PortBindings", ports(w, spec));
	put(w, host, "RestartPolicy", restart(spec));
	if (strcmp(mode, "host") == 0 || strcmp(mode, "none") == 0)
		put(w, host, "NetworkMode", json_string(mode));
	put(w, config, "HostConfig", host);
	put(w, config, "NetworkingConfig", json_pack("{s:o}",
		"EndpointsConfig", networks(w, spec)));
	return config;
}
