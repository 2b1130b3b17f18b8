/* SPDX-License-Identifier: MIT */
/* See worldin.h: the engine as a whole. */
#include "config.h"

#include "worldin.h"

#include <string.h>

struct counts {
	int images, containers, running, paused, stopped;
	int64_t bytes;
};

static struct counts count(const struct world *w)
{
	const struct container *c;
	const struct image *i;
	struct counts n = { .images = 0 };

	for (i = w->images; i != NULL; i = i->next) {
		n.images++;
		n.bytes += i->size;
	}
	for (c = w->containers; c != NULL; c = c->next) {
		n.containers++;
		n.running += c->state == STATE_RUNNING;
		n.paused += c->state == STATE_PAUSED;
		n.stopped += !container_runs(c);
	}
	return n;
}

static const char *release(const struct world *w)
{
	return w->release;
}

static json_t *libpod_info(struct world *w, const struct counts *n)
{
	json_t *host = json_pack("{s:s,s:s,s:s,s:[s,s],s:i,s:{s:s,s:s},s:s,"
		"s:s,s:s,s:s,s:I,s:I,s:s,s:s,s:{s:s,s:s,s:s,s:s},s:b,s:s}",
		"arch", "amd64", "cgroupManager", "cgroupfs", "cgroupVersion",
		"v2", "cgroupControllers", "memory", "pids", "cpus", 1,
		"distribution", "distribution", "mock", "version", "1",
		"eventLogger", "file", "hostname", "mock", "kernel",
		"6.1.0-mock", "logDriver", "k8s-file", "memFree",
		(json_int_t)1 << 30, "memTotal", (json_int_t)2 << 30,
		"networkBackend", "netavark", "os", "linux", "ociRuntime",
		"name", "crun", "package", "", "path", "/usr/bin/crun",
		"version", "1", "serviceIsRemote", 1, "uptime", "1h");

	put(w, host, "security", json_pack("{s:b,s:s,s:b,s:b,s:s,s:b}",
		"apparmorEnabled", 0, "capabilities", "CAP_CHOWN", "rootless",
		0, "seccompEnabled", 1, "seccompProfilePath", "",
		"selinuxEnabled", 0));
	put(w, host, "remoteSocket", json_pack("{s:s,s:b}", "path",
		"/run/podman/podman.sock", "exists", 1));
	return json_pack("{s:o,s:{s:s,s:{s:i,s:i,s:i,s:i},s:s,s:{},s:s,s:{},"
		"s:{s:i},s:s,s:s},s:{},s:{s:[s],s:[s],s:[s]},"
		"s:{s:s,s:s,s:s,s:s,s:i,s:s,s:s}}", "host", host, "store",
		"configFile", "", "containerStore", "number", n->containers,
		"paused", n->paused, "running", n->running, "stopped",
		n->stopped, "graphDriverName", "overlay", "graphOptions",
		"graphRoot", "/var/lib/mock", "graphStatus", "imageStore",
		"number", n->images, "runRoot", "/run/mock", "volumePath",
		"/var/lib/mock/volumes", "registries", "plugins", "volume",
		"local", "network", "bridge", "log", "k8s-file", "version",
		"APIVersion", release(w), "Version", release(w), "GoVersion",
		"go1.21", "GitCommit", "", "Built", 0, "BuiltTime", "",
		"OsArch", "linux/amd64");
}

static json_t *docker_info(struct world *w, const struct counts *n)
{
	static const char *const yes[] = { "MemoryLimit", "SwapLimit",
		"CpuCfsPeriod", "CpuCfsQuota", "CPUShares", "CPUSet",
		"PidsLimit", "IPv4Forwarding", "OomKillDisable" };
	json_t *r = json_pack("{s:s,s:i,s:i,s:i,s:i,s:i,s:s,s:[[s,s]],"
		"s:{s:[s],s:[s,s,s],s:n,s:[s]},s:b,s:i,s:i,s:i,s:o,s:s,s:s,"
		"s:s,s:s,s:s,s:s,s:s,s:i,s:I,s:s,s:s,s:s}", "ID",
		"MOCK:MOCK:MOCK:MOCK", "Containers", n->containers,
		"ContainersRunning", n->running, "ContainersPaused",
		n->paused, "ContainersStopped", n->stopped, "Images",
		n->images, "Driver", w->podman ? "overlay" : "overlay2",
		"DriverStatus", "Supports d_type", "true", "Plugins",
		"Volume", "local", "Network", "bridge", "host", "null",
		"Authorization", "Log", "json-file", "Debug", 0, "NFd", 10,
		"NGoroutines", 10, "NEventsListener", 0, "SystemTime",
		json_time(w->base + w->now * CLOCK_MS), "LoggingDriver",
		"json-file", "CgroupDriver", "cgroupfs", "CgroupVersion", "2",
		"KernelVersion", "6.1.0-mock", "OperatingSystem", "mock",
		"OSType", "linux", "Architecture", "x86_64", "NCPU", 1,
		"MemTotal", (json_int_t)2 << 30, "DockerRootDir",
		"/var/lib/mock", "Name", "mock", "ServerVersion",
		release(w));
	size_t i;

	for (i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		put(w, r, yes[i], json_true());
	put(w, r, "IndexServerAddress",
	    json_string("https://index.docker.io/v1/"));
	put(w, r, "RegistryConfig", json_pack("{s:[],s:{},s:[]}",
		"InsecureRegistryCIDRs", "IndexConfigs", "Mirrors"));
	put(w, r, "Runtimes", json_pack("{s:{s:s}}", w->podman ? "crun" :
		"runc", "path", w->podman ? "crun" : "runc"));
	put(w, r, "DefaultRuntime", json_string(w->podman ? "crun" :
						"runc"));
	put(w, r, "Swarm", json_pack("{s:s,s:s,s:s,s:b,s:s,s:n}", "NodeID",
		"", "NodeAddr", "", "LocalNodeState", "inactive",
		"ControlAvailable", 0, "Error", "", "RemoteManagers"));
	put(w, r, "SecurityOptions", json_pack("[s]", "name=seccomp,profile="
					       "builtin"));
	put(w, r, "Warnings", json_array());
	return r;
}

void system_info(struct ask *a)
{
	struct counts n = count(a->w);

	say(a, 200, a->libpod ? libpod_info(a->w, &n) :
	    docker_info(a->w, &n));
}

/* Clients that look for a name everywhere ask for a plugin, too. */
void plugin_inspect(struct ask *a)
{
	refuse(a, 404, NULL, "plugin \"%s\" not found", arg_path(a));
}

static json_t *libpod_usage(struct world *w)
{
	json_t *images = json_array(), *containers = json_array();
	json_t *volumes = json_array();
	const struct image *i;
	const struct container *c;
	const struct volume *v;

	for (i = w->images; i != NULL; i = i->next)
		append(w, images, json_pack("{s:s,s:s,s:s,s:o,s:I,s:i,s:I,"
			"s:i}", "Repository", image_first_name(i), "Tag", "",
			"ImageID", i->id, "Created", json_time(i->created),
			"Size", (json_int_t)i->size, "SharedSize", 0,
			"UniqueSize", (json_int_t)i->size, "Containers",
			image_user(w, i) != NULL));
	for (c = w->containers; c != NULL; c = c->next)
		append(w, containers, json_pack("{s:s,s:s,s:[],s:i,s:i,s:i,"
			"s:o,s:s,s:s}", "ContainerID", c->id, "Image",
			c->image, "Command", "LocalVolumes",
			(int)json_array_size(c->mounts), "Size", 0, "RWSize",
			0, "Created", json_time(c->created), "Status",
			container_state(c), "Names", c->name));
	for (v = w->volumes; v != NULL; v = v->next)
		append(w, volumes, json_pack("{s:s,s:i,s:i,s:i}",
			"VolumeName", v->name, "Links", volume_user(w, v) !=
			NULL, "Size", 0, "ReclaimableSize", 0));
	return json_pack("{s:o,s:o,s:o}", "Images", images, "Containers",
			 containers, "Volumes", volumes);
}

static json_t *docker_usage(struct world *w)
{
	struct counts n = count(w);
	json_t *images = json_array(), *containers = json_array(), *one;
	json_t *volumes = json_array();
	const struct image *i;
	const struct container *c;
	const struct volume *v;

	for (i = w->images; i != NULL; i = i->next)
		append(w, images, json_pack("{s:o,s:s,s:O,s:[],s:I,s:I,s:I,"
			"s:i,s:{},s:i}", "Id", json_digest(i->id), "ParentId",
			"", "RepoTags", i->names, "RepoDigests", "Created",
			(json_int_t)(i->created / CLOCK_S), "Size",
			(json_int_t)i->size, "VirtualSize",
			(json_int_t)i->size, "SharedSize", 0, "Labels",
			"Containers", image_user(w, i) != NULL));
	for (c = w->containers; c != NULL; c = c->next)
		append(w, containers, show_container_row(w, c));
	for (v = w->volumes; v != NULL; v = v->next) {
		one = show_volume(w, v, false);
		put(w, one, "UsageData", json_pack("{s:i,s:i}", "Size", 0,
			"RefCount", volume_user(w, v) != NULL));
		append(w, volumes, one);
	}
	return json_pack("{s:I,s:o,s:o,s:o,s:[],s:i}", "LayersSize",
			 (json_int_t)n.bytes, "Images", images, "Containers",
			 containers, "Volumes", volumes, "BuildCache",
			 "BuilderSize", 0);
}

void system_usage(struct ask *a)
{
	say(a, 200, a->libpod ? libpod_usage(a->w) : docker_usage(a->w));
}

/* What was answered by a part, taken for the whole. */
static json_t *part(struct ask *a, ask_fn *fn)
{
	json_t *json;

	fn(a);
	json = json_incref(a->out->json);
	answer_reset(a->out);
	return json;
}

void system_prune(struct ask *a)
{
	json_t *containers = part(a, container_prune);
	json_t *networks = part(a, network_prune);
	json_t *images = part(a, image_prune);
	json_t *volumes = arg_is(a, "volumes", false) ?
			  part(a, volume_prune) : json_array();

	say(a, 200, json_pack("{s:o,s:o,s:o,s:o,s:[],s:i}",
			      "ContainerPruneReports", containers,
			      "NetworkPruneReports", networks,
			      "ImagePruneReports", images,
			      "VolumePruneReports", volumes,
			      "PodPruneReport", "ReclaimedSpace", 0));
}
