/* SPDX-License-Identifier: MIT */
/* See worldin.h: containers as libpod tells of them. */
#include "config.h"

#include "worldin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* libpod's unix seconds of the year 1. */
#define NEVER INT64_C(-62135596800)

static json_int_t seconds(int64_t ns)
{
	return ns == 0 ? NEVER : (json_int_t)(ns / CLOCK_S);
}

static json_t *names_of(struct world *w, json_t *object)
{
	json_t *list = json_array(), *value;
	const char *name;

	json_object_foreach(object, name, value)
		append(w, list, json_string(name));
	return list;
}

static json_t *targets(struct world *w, const struct container *c)
{
	json_t *list = json_array(), *m;
	size_t i;

	json_array_foreach(c->mounts, i, m)
		append(w, list, json_string(member(m, "Destination")));
	return list;
}

static json_t *ports(struct world *w, const struct container *c)
{
	json_t *list = json_array(), *binds, *one;
	const char *port, *slash;
	size_t i;

	json_object_foreach(json_object_get(json_object_get(c->config,
			"HostConfig"), "PortBindings"), port, binds) {
		slash = strchr(port, '/');
		json_array_foreach(binds, i, one)
			append(w, list, json_pack("{s:s,s:i,s:i,s:i,s:s}",
				"host_ip", member(one, "HostIp"),
				"container_port", (int)strtol(port, NULL, 10),
				"host_port", (int)strtol(member(one,
				"HostPort"), NULL, 10), "range", 1,
				"protocol", slash == NULL ? "tcp" :
				slash + 1));
	}
	return list;
}

json_t *show_libpod_row(struct world *w, const struct container *c)
{
	struct pod *p = c->pod[0] == '\0' ? NULL : pod_find(w, c->pod);
	json_t *r = json_pack("{s:b,s:o,s:o,s:s,s:b,s:I,s:i,s:s,s:s,s:s,s:b,"
		"s:o,s:o,s:[s],s:{},s:o,s:i,s:s,s:s,s:o,s:n,s:I,s:s}",
		"AutoRemove", flag(json_object_get(c->config, "HostConfig"),
		"AutoRemove"), "Command", container_argv(w, c), "Created",
		json_time(c->created), "CreatedAt", "", "Exited",
		c->state == STATE_EXITED, "ExitedAt", seconds(c->finished),
		"ExitCode", c->state == STATE_EXITED ? c->proc.code : 0, "Id",
		c->id, "Image", c->image_name, "ImageID", c->image, "IsInfra",
		0, "Labels", copy_or_object(container_labels(c)), "Mounts",
		targets(w, c), "Names", c->name, "Namespaces", "Networks",
		names_of(w, c->networks), "Pid", c->pid, "Pod", c->pod,
		"PodName", p == NULL ? "" : p->name, "Ports", ports(w, c),
		"Size", "StartedAt", seconds(c->started), "State",
		container_state(c));

	put(w, r, "Status", json_string(""));
	return r;
}

static void libpod_state(struct world *w, const struct container *c,
			 json_t *state)
{
	put(w, state, "OciVersion", json_string("1.0.2-dev"));
	put(w, state, "ConmonPid", json_integer(c->pid == 0 ? 0 :
						c->pid - 1));
	put(w, state, "CgroupPath", json_sprintf("/libpod_parent/libpod-%s",
						 c->id));
	put(w, state, "CheckpointedAt", json_time(0));
	put(w, state, "RestoredAt", json_time(0));
	if (json_object_get(state, "Health") == NULL)
		put(w, state, "Health", json_pack("{s:s,s:i,s:[]}", "Status",
			"", "FailingStreak", 0, "Log"));
}

/* Newer ones tell a list, older ones one text; fit chooses. */
static void libpod_config(struct world *w, const struct container *c,
			  json_t *config)
{
	const char *signal = member(config, "StopSignal");
	int number = (int)strtol(signal, NULL, 10);

	put(w, config, "StopSignal", strncmp(w->version, "v3.", 3) == 0 ||
	    strncmp(w->version, "v4.", 3) == 0 ?
	    json_integer(number == 0 ? 15 : number) :
	    json_string(signal[0] == '\0' ? "SIGTERM" : signal));
	put(w, config, "Annotations", json_object());
	put(w, config, "Umask", json_string("0022"));
	put(w, config, "Timeout", json_integer(0));
	if (json_object_get(config, "StopTimeout") == NULL)
		put(w, config, "StopTimeout", json_integer(10));
	(void)c;
}

/* Lists and numbers where the compatible half has null. */
static void libpod_host(struct world *w, json_t *host)
{
	static const char *const lists[] = { "Binds", "CapAdd", "CapDrop",
		"Dns", "DnsOptions", "DnsSearch", "ExtraHosts", "GroupAdd",
		"Devices", "SecurityOpt" };
	size_t i;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (!json_is_array(json_object_get(host, lists[i])))
			put(w, host, lists[i], json_array());
	put(w, host, "LogConfig", json_pack("{s:s,s:n,s:s,s:s,s:s}", "Type",
		"k8s-file", "Config", "Path", "", "Tag", "", "Size", "0B"));
	put(w, host, "CgroupManager", json_string("cgroupfs"));
	put(w, host, "CgroupMode", json_string("host"));
	json_object_del(host, "Mounts");
}

json_t *show_libpod_container(struct world *w, const struct container *c)
{
	json_t *r = show_container(w, c), *argv;
	struct image *i = image_find(w, c->image);
	json_t *config = json_object_get(r, "Config"), *entry;

	libpod_state(w, c, json_object_get(r, "State"));
	libpod_config(w, c, config);
	libpod_host(w, json_object_get(r, "HostConfig"));
	put(w, r, "Name", json_string(c->name));
	put(w, r, "Image", json_string(c->image));
	put(w, r, "ImageName", json_string(c->image_name));
	if (i != NULL)
		put(w, r, "ImageDigest", json_digest(i->digest));
	put(w, r, "Pod", json_string(c->pod));
	put(w, r, "Rootfs", json_string(""));
	put(w, r, "Namespace", json_string(""));
	put(w, r, "IsInfra", json_false());
	put(w, r, "IsService", json_false());
	put(w, r, "OCIRuntime", json_string("crun"));
	put(w, r, "Dependencies", json_array());
	put(w, r, "EffectiveCaps", json_array());
	put(w, r, "BoundingCaps", json_array());
	/* Up to v4 this was one text. */
	entry = json_object_get(config, "Entrypoint");
	if (strncmp(w->version, "v3.", 3) == 0 ||
	    strncmp(w->version, "v4.", 3) == 0) {
		argv = json_array_get(entry, 0);
		put(w, config, "Entrypoint", json_is_string(argv) ?
		    json_incref(argv) : json_string(""));
	}
	return r;
}
