/* SPDX-License-Identifier: MIT */
/* See worldin.h: containers as Docker and Podman's compatible half tell. */
#include "config.h"

#include "worldin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t wall(const struct world *w)
{
	return w->base + w->now * CLOCK_MS;
}

void container_status(const struct world *w, const struct container *c,
		      char out[80])
{
	char span[CLOCK_TEXT];

	if (c->state == STATE_CREATED)
		snprintf(out, 80, "Created");
	else if (c->state == STATE_EXITED)
		snprintf(out, 80, "Exited (%d) %s ago", c->proc.code,
			 clock_span(wall(w) - c->finished, span));
	else
		snprintf(out, 80, "Up %s%s", clock_span(wall(w) - c->started,
			 span), c->state == STATE_PAUSED ? " (Paused)" : "");
}

static int number(const char *text)
{
	return (int)strtol(text, NULL, 10) & 65535;
}

/* Bound ports, and exposed ones. */
json_t *show_ports(struct world *w, const struct container *c)
{
	json_t *host = json_object_get(c->config, "HostConfig"), *binds, *one;
	json_t *bound = json_object_get(host, "PortBindings");
	json_t *list = json_array();
	const char *port, *slash;
	size_t i;

	if (!container_runs(c))
		return list;
	json_object_foreach(bound, port, binds) {
		slash = strchr(port, '/');
		json_array_foreach(binds, i, one)
			append(w, list, json_pack("{s:s,s:i,s:i,s:s}", "IP",
				member(one, "HostIp")[0] == '\0' ? "0.0.0.0" :
				member(one, "HostIp"), "PrivatePort",
				number(port), "PublicPort",
				number(member(one, "HostPort")), "Type",
				slash == NULL ? "tcp" : slash + 1));
	}
	json_object_foreach(json_object_get(c->config, "ExposedPorts"), port,
			    one) {
		slash = strchr(port, '/');
		if (json_object_get(bound, port) == NULL)
			append(w, list, json_pack("{s:i,s:s}", "PrivatePort",
				number(port), "Type", slash == NULL ? "tcp" :
				slash + 1));
	}
	return list;
}

/* One line, words with blanks in quotes. */
static json_t *command_line(struct world *w, const struct container *c)
{
	json_t *argv = container_argv(w, c), *word, *line;
	struct buf out = BUF_INIT(65536);
	const char *text, *mark;
	size_t i;

	json_array_foreach(argv, i, word) {
		text = json_string_value(word);
		mark = !w->podman && strpbrk(text, " ;&|<>$\"") != NULL ? "'" :
		       "";
		if (i > 0)
			buf_add_char(&out, ' ');
		buf_add_str(&out, mark);
		buf_add_str(&out, text);
		buf_add_str(&out, mark);
	}
	line = json_string(buf_text(&out));
	buf_done(&out);
	json_decref(argv);
	return line;
}

json_t *show_container_row(struct world *w, const struct container *c)
{
	json_t *host = json_object_get(c->config, "HostConfig");
	const char *mode = member(host, "NetworkMode");
	char status[80];

	container_status(w, c, status);
	return json_pack("{s:s,s:[o],s:s,s:o,s:o,s:I,s:o,s:o,s:s,s:s,s:{s:s},"
		"s:{s:O},s:O}", "Id", c->id, "Names", json_sprintf("/%s",
		c->name), "Image", c->image_name, "ImageID",
		json_digest(c->image), "Command", command_line(w, c),
		"Created", (json_int_t)(c->created / CLOCK_S), "Ports",
		show_ports(w, c), "Labels",
		copy_or_object(container_labels(c)), "State",
		container_state(c), "Status", status, "HostConfig",
		"NetworkMode", mode[0] == '\0' ? "default" : mode,
		"NetworkSettings", "Networks", c->networks, "Mounts",
		c->mounts);
}

/* Healthy as soon as it was asked for the first time. */
static json_t *health(struct world *w, const struct container *c)
{
	json_t *check = json_object_get(c->config, "Healthcheck");
	json_t *test = json_object_get(check, "Test");
	const char *kind = json_string_value(json_array_get(test, 0));
	json_int_t every = json_integer_value(json_object_get(check,
							      "Interval"));

	if (kind == NULL || strcmp(kind, "NONE") == 0 || c->starts == 0)
		return NULL;
	if (every <= 0)
		every = 30 * CLOCK_S;
	return json_pack("{s:s,s:i,s:[]}", "Status", !container_runs(c) ?
		"unhealthy" : wall(w) - c->started < every ? "starting" :
		"healthy", "FailingStreak", 0, "Log");
}

static json_t *state_of(struct world *w, const struct container *c)
{
	json_t *h = health(w, c);
	json_t *s = json_pack("{s:s,s:b,s:b,s:b,s:b,s:b,s:i,s:i,s:s,s:o,s:o}",
		"Status", container_state(c), "Running", w->podman ?
		c->state == STATE_RUNNING : container_runs(c), "Paused",
		c->state == STATE_PAUSED, "Restarting", 0, "OOMKilled", 0,
		"Dead", 0, "Pid", c->pid, "ExitCode", c->state ==
		STATE_EXITED ? c->proc.code : 0, "Error", "", "StartedAt",
		json_time(c->started), "FinishedAt", json_time(c->finished));

	if (h != NULL)
		put(w, s, "Health", h);
	return s;
}

static void with_default(struct world *w, json_t *object, const char *name,
			 json_t *value)
{
	if (json_object_get(object, name) == NULL)
		put(w, object, name, value);
	else
		json_decref(value);
}

/* What the client gave, and what it left out. */
static json_t *config_of(struct world *w, const struct container *c)
{
	static const char *const flags[] = { "AttachStdin", "AttachStdout",
		"AttachStderr", "Tty", "OpenStdin", "StdinOnce" };
	static const char *const texts[] = { "Domainname", "User",
		"WorkingDir" };
	static const char *const nulls[] = { "Env", "Cmd", "Volumes",
		"Entrypoint", "OnBuild" };
	json_t *config = json_copy(c->config);
	size_t i;

	json_object_del(config, "HostConfig");
	json_object_del(config, "NetworkingConfig");
	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		with_default(w, config, flags[i], json_false());
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		with_default(w, config, texts[i], json_string(""));
	for (i = 0; i < sizeof(nulls) / sizeof(nulls[0]); i++)
		with_default(w, config, nulls[i], json_null());
	with_default(w, config, "Labels", json_object());
	put(w, config, "Image", json_string(c->image_name));
	return config;
}

static json_t *host_config(struct world *w, const struct container *c)
{
	static const char *const zeros[] = { "CpuShares", "Memory",
		"NanoCpus", "CpuPeriod", "CpuQuota", "MemoryReservation",
		"MemorySwap", "OomScoreAdj" };
	static const char *const flags[] = { "AutoRemove", "Privileged",
		"PublishAllPorts", "ReadonlyRootfs" };
	json_t *host = json_copy(json_object_get(c->config, "HostConfig"));
	size_t i;

	for (i = 0; i < sizeof(zeros) / sizeof(zeros[0]); i++)
		with_default(w, host, zeros[i], json_integer(0));
	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		with_default(w, host, flags[i], json_false());
	with_default(w, host, "Binds", json_null());
	with_default(w, host, "PortBindings", json_object());
	with_default(w, host, "NetworkMode", json_string(w->podman ?
		"bridge" : "default"));
	with_default(w, host, "RestartPolicy", json_pack("{s:s,s:i}", "Name",
		"", "MaximumRetryCount", 0));
	with_default(w, host, "LogConfig", json_pack("{s:s,s:{}}", "Type",
		"json-file", "Config"));
	with_default(w, host, "ShmSize", json_integer(67108864));
	with_default(w, host, "Runtime", json_string(w->podman ? "oci" :
						     "runc"));
	return host;
}

static json_t *shown_binds(struct world *w, json_t *binds)
{
	json_t *list = json_array(), *one;
	size_t i;

	json_array_foreach(binds, i, one)
		append(w, list, json_pack("{s:s,s:s}", "HostIp",
			member(one, "HostIp")[0] == '\0' ? "0.0.0.0" :
			member(one, "HostIp"), "HostPort",
			member(one, "HostPort")));
	return list;
}

/* The ports as a map, and what the first network gave. */
static json_t *network_settings(struct world *w, const struct container *c)
{
	json_t *ports = json_object(), *one, *binds;
	json_t *host = json_object_get(c->config, "HostConfig");
	json_t *first = json_object_iter_value(json_object_iter(c->networks));
	const char *name;

	json_object_foreach(json_object_get(c->config, "ExposedPorts"), name,
			    one)
		put(w, ports, name, json_null());
	json_object_foreach(json_object_get(host, "PortBindings"), name,
			    binds)
		put(w, ports, name, shown_binds(w, binds));
	return json_pack("{s:s,s:s,s:b,s:s,s:o,s:s,s:s,s:s,s:i,s:s,s:O}",
		"Bridge", "", "SandboxID", "", "HairpinMode", 0, "SandboxKey",
		"", "Ports", container_runs(c) ? ports : (json_decref(ports),
		json_object()), "Gateway", member(first, "Gateway"),
		"IPAddress", member(first, "IPAddress"), "MacAddress",
		member(first, "MacAddress"), "IPPrefixLen",
		member(first, "IPAddress")[0] == '\0' ? 0 : 16, "EndpointID",
		member(first, "EndpointID"), "Networks", c->networks);
}

static json_t *exec_ids(struct world *w, const struct container *c)
{
	json_t *list = NULL;
	struct exec *e;

	for (e = w->execs; e != NULL; e = e->next) {
		if (e->container != c)
			continue;
		if (list == NULL)
			list = json_array();
		append(w, list, json_string(e->id));
	}
	return list != NULL ? list : w->podman ? json_array() : json_null();
}

static json_t *arguments(json_t *argv)
{
	json_array_remove(argv, 0);
	return argv;
}

json_t *show_container(struct world *w, const struct container *c)
{
	json_t *argv = container_argv(w, c), *r;
	char path[256];

	snprintf(path, sizeof(path), "%s", json_string_value(
		 json_array_get(argv, 0)) == NULL ? "" :
		 json_string_value(json_array_get(argv, 0)));
	r = json_pack("{s:s,s:o,s:s,s:o,s:o,s:s,s:o,s:i,s:s,s:s,s:s,s:s,s:s,"
		"s:o,s:o,s:O,s:o,s:o}", "Id", c->id, "Created",
		json_time(c->created), "Path", path, "Args", arguments(argv),
		"State", state_of(w, c), "Platform", "linux", "Name",
		json_sprintf("/%s", c->name), "RestartCount", 0, "Driver",
		w->podman ? "overlay" : "overlay2", "MountLabel", "",
		"ProcessLabel", "", "AppArmorProfile", "", "LogPath", "",
		"ExecIDs", exec_ids(w, c), "HostConfig", host_config(w, c),
		"Mounts", c->mounts, "Config", config_of(w, c),
		"NetworkSettings", network_settings(w, c));
	put(w, r, "Image", json_digest(c->image));
	put(w, r, "ResolvConfPath", json_string(""));
	put(w, r, "HostnamePath", json_string(""));
	put(w, r, "HostsPath", json_string(""));
	put(w, r, "GraphDriver", json_pack("{s:s,s:{s:s}}", "Name", w->podman ?
		"overlay" : "overlay2", "Data", "UpperDir",
		"/var/lib/mock/diff"));
	return r;
}

void container_inspect(struct ask *a)
{
	struct container *c = container_asked(a);
	json_t *r;

	if (c == NULL)
		return;
	r = a->libpod ? show_libpod_container(a->w, c) :
	    show_container(a->w, c);
	if (arg_is(a, "size", false)) {
		put(a->w, r, "SizeRw", json_integer(0));
		put(a->w, r, "SizeRootFs", json_integer(4 << 20));
	}
	say(a, 200, r);
}
