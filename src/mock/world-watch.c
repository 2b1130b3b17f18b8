/* SPDX-License-Identifier: MIT */
/* See worldin.h: processes of a container and what it uses.  Numbers grow
 * with the time it runs, so that differences make sense. */
#include "config.h"

#include "worldin.h"

#include <stdlib.h>
#include <string.h>

#define EVERY 1000		/* ms between two samples */

static json_t *titles(const struct world *w)
{
	return w->podman ? json_pack("[s,s,s,s,s,s,s,s]", "USER", "PID",
		"PPID", "%CPU", "ELAPSED", "TTY", "TIME", "COMMAND") :
	       json_pack("[s,s,s,s,s,s,s,s]", "UID", "PID", "PPID", "C",
			 "STIME", "TTY", "TIME", "CMD");
}

static json_t *first_word(struct world *w, const struct container *c)
{
	json_t *argv = container_argv(w, c);
	json_t *word = json_incref(json_array_get(argv, 0));

	json_decref(argv);
	return word != NULL ? word : json_string("");
}

void container_top(struct ask *a)
{
	struct container *c = container_asked(a);

	if (c == NULL)
		return;
	if (!container_runs(c)) {
		if (a->w->podman)
			refuse(a, declared(a, 409), "container state improper",
			       "top can only be used on running containers");
		else
			refuse(a, 409, NULL, "Container %s is not running",
			       c->id);
		return;
	}
	container_event(a->w, c, "top");
	say(a, 200, json_pack("{s:o,s:[[s,o,s,s,s,s,s,o]]}", "Titles",
		titles(a->w), "Processes", "root", json_sprintf("%d", c->pid),
		"1", "0", "00:00", "?", "00:00:00", first_word(a->w, c)));
}

struct watcher {
	struct world *w;
	struct container *c;	/* holds a reference; NULL: all */
	bool stream, libpod;
	json_t *names;		/* of those to watch, NULL: all */
	int64_t due, before;
};

static json_t *cpu(const struct container *c, int64_t ms)
{
	json_int_t used = c->started == 0 ? 0 : (json_int_t)(ms % 1000000 *
			  1000);

	return json_pack("{s:{s:I,s:[I],s:I,s:I},s:I,s:i,s:{s:i,s:i,s:i}}",
		"cpu_usage", "total_usage", used, "percpu_usage", used,
		"usage_in_kernelmode", used / 4, "usage_in_usermode",
		used - used / 4, "system_cpu_usage", (json_int_t)ms * 1000000,
		"online_cpus", 1, "throttling_data", "periods", 0,
		"throttled_periods", 0, "throttled_time", 0);
}

static json_t *sample(struct watcher *x, const struct container *c,
		      int64_t now)
{
	int64_t ns = x->w->base + now * CLOCK_MS;
	json_t *s = json_pack("{s:o,s:o,s:o,s:o,s:{s:i},s:{s:i,s:i,s:i,"
		"s:{s:i,s:i}},s:{s:[],s:[]},s:i,s:{},s:{s:{s:i,s:i,s:i,s:i,"
		"s:i,s:i,s:i,s:i}}}", "read", json_time(ns), "preread",
		json_time(x->before == 0 ? 0 : x->w->base + x->before *
			  CLOCK_MS), "cpu_stats", cpu(c, now), "precpu_stats",
		cpu(c, x->before == 0 ? 0 : x->before), "pids_stats",
		"current", 1, "memory_stats", "usage", 1048576, "max_usage",
		2097152, "limit", 1073741824, "stats", "cache", 0,
		"inactive_file", 0, "blkio_stats",
		"io_service_bytes_recursive", "io_serviced_recursive",
		"num_procs", 0, "storage_stats", "networks", "eth0",
		"rx_bytes", 100, "rx_packets", 1, "rx_errors", 0,
		"rx_dropped", 0, "tx_bytes", 100, "tx_packets", 1,
		"tx_errors", 0, "tx_dropped", 0);

	put(x->w, s, "name", x->w->podman ? json_string(c->name) :
	    json_sprintf("/%s", c->name));
	put(x->w, s, "id", json_string(c->id));
	if (x->w->podman)
		put(x->w, s, "Id", json_string(c->id));
	return s;
}

static json_t *libpod_sample(struct watcher *x, const struct container *c,
			     int64_t now)
{
	json_int_t up = (json_int_t)(x->w->base + now * CLOCK_MS -
				     c->started);

	return json_pack("{s:f,s:s,s:s,s:[I],s:f,s:I,s:I,s:I,s:i,s:i,s:f,s:i,"
		"s:i,s:i,s:i,s:i,s:I,s:I}", "AvgCPU", 0.1, "ContainerID",
		c->id, "Name", c->name, "PerCPU", up / 1000, "CPU", 0.1,
		"CPUNano", up / 1000, "CPUSystemNano", up / 4000,
		"SystemNano", (json_int_t)(x->w->base + now * CLOCK_MS),
		"MemUsage", 1048576, "MemLimit", 1073741824, "MemPerc", 0.1,
		"NetInput", 100, "NetOutput", 100, "BlockInput", 0,
		"BlockOutput", 0, "PIDs", 1, "UpTime", up, "Duration", up);
}

static bool wanted(struct watcher *x, const struct container *c)
{
	json_t *name;
	size_t i;

	if (!container_runs(c))
		return false;
	if (json_is_string(x->names))
		return container_find(x->w, json_string_value(x->names)) == c;
	json_array_foreach(x->names, i, name)
		if (json_is_string(name) &&
		    container_find(x->w, json_string_value(name)) == c)
			return true;
	return json_array_size(x->names) == 0;
}

static json_t *all_samples(struct watcher *x, int64_t now)
{
	json_t *list = json_array();
	struct container *c;

	for (c = x->w->containers; c != NULL; c = c->next)
		if (wanted(x, c))
			append(x->w, list, libpod_sample(x, c, now));
	return json_pack("{s:n,s:o}", "Error", "Stats", list);
}

static int watch_more(void *state, struct buf *out, int64_t now,
		      int64_t *wake)
{
	struct watcher *x = state;
	json_t *one;
	char *text;

	world_tick(x->w, now);
	if (x->c != NULL && x->c->removed)
		return ANSWER_END;
	if (now >= x->due) {
		one = x->c != NULL ? sample(x, x->c, now) :
		      all_samples(x, now);
		text = json_dumps(one, JSON_COMPACT | JSON_REAL_PRECISION(6));
		json_decref(one);
		if (text == NULL)
			return DAVIT_ENOMEM;
		buf_add_str(out, text);
		buf_add_char(out, '\n');
		free(text);
		x->before = now;
		x->due = now + EVERY;
	}
	*wake = x->due;
	if (buf_status(out) < 0)
		return buf_status(out);
	return x->stream ? ANSWER_MORE : ANSWER_END;
}

static void watch_done(void *state)
{
	struct watcher *x = state;

	json_decref(x->names);
	if (x->c != NULL)
		container_unref(x->c);
	free(x);
}

static void watch(struct ask *a, struct container *c)
{
	struct watcher *x = calloc(1, sizeof(*x));

	if (x == NULL) {
		a->w->nomem = true;
		return;
	}
	x->w = a->w;
	x->c = c;
	if (c != NULL)
		c->refs++;
	x->stream = arg_is(a, "stream", true);
	x->libpod = a->libpod;
	x->names = json_incref(arg(a, "containers"));
	x->due = a->w->now;
	a->out->kind = ANSWER_STREAM;
	a->out->type = "application/json";
	a->out->more = watch_more;
	a->out->done = watch_done;
	a->out->state = x;
}

void container_stats(struct ask *a)
{
	struct container *c = container_asked(a);

	if (c == NULL)
		return;
	if (a->w->podman && !container_runs(c))
		refuse(a, declared(a, 409), "container state improper",
		       "container %s is not running: container state "
		       "improper", c->name);
	else
		watch(a, c);
}

void container_stats_all(struct ask *a)
{
	watch(a, NULL);
}
