/* SPDX-License-Identifier: MIT */
/* See world.h: what there is, and who answers what. */
#include "config.h"

#include "worldin.h"

#include "dialect.h"
#include "error.h"
#include "gunzip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* By role, in the order of the alphabet. */
static const struct {
	const char *role;
	ask_fn *fn;
} deeds[] = {
	{ "container-archive-get", container_archive_get },
	{ "container-archive-head", container_archive_head },
	{ "container-archive-put", container_archive_put },
	{ "container-attach", container_attach },
	{ "container-changes", container_changes },
	{ "container-create", container_create },
	{ "container-delete", container_delete },
	{ "container-exists", container_exists },
	{ "container-export", container_export },
	{ "container-init", container_init },
	{ "container-inspect", container_inspect },
	{ "container-kill", container_kill },
	{ "container-list", container_list },
	{ "container-logs", container_logs },
	{ "container-pause", container_pause },
	{ "container-prune", container_prune },
	{ "container-rename", container_rename },
	{ "container-resize", container_resize },
	{ "container-restart", container_restart },
	{ "container-start", container_start },
	{ "container-stats", container_stats },
	{ "container-stats-all", container_stats_all },
	{ "container-stop", container_stop },
	{ "container-top", container_top },
	{ "container-unpause", container_unpause },
	{ "container-update", container_update },
	{ "container-wait", container_wait },
	{ "disk-usage", system_usage },
	{ "events", events_stream },
	{ "exec-create", exec_create },
	{ "exec-inspect", exec_inspect },
	{ "exec-resize", exec_resize },
	{ "exec-start", exec_start },
	{ "image-build", image_build },
	{ "image-commit", image_commit },
	{ "image-delete", image_delete },
	{ "image-delete-all", image_delete_all },
	{ "image-exists", image_exists },
	{ "image-history", image_history },
	{ "image-import", image_import },
	{ "image-inspect", image_inspect },
	{ "image-list", image_list },
	{ "image-load", image_load },
	{ "image-prune", image_prune },
	{ "image-pull", image_pull },
	{ "image-push", image_push },
	{ "image-save", image_save },
	{ "image-save-all", image_save_all },
	{ "image-search", image_search },
	{ "image-tag", image_tag },
	{ "image-untag", image_untag },
	{ "info", system_info },
	{ "network-connect", network_connect },
	{ "network-create", network_create },
	{ "network-delete", network_delete },
	{ "network-disconnect", network_disconnect },
	{ "network-exists", network_exists },
	{ "network-inspect", network_inspect },
	{ "network-list", network_list },
	{ "network-prune", network_prune },
	{ "plugin-inspect", plugin_inspect },
	{ "pod-create", pod_create },
	{ "pod-delete", pod_delete },
	{ "pod-exists", pod_exists },
	{ "pod-inspect", pod_inspect },
	{ "pod-list", pod_list },
	{ "pod-start", pod_start },
	{ "pod-stop", pod_stop },
	{ "system-prune", system_prune },
	{ "volume-create", volume_create },
	{ "volume-delete", volume_delete },
	{ "volume-exists", volume_exists },
	{ "volume-inspect", volume_inspect },
	{ "volume-list", volume_list },
	{ "volume-prune", volume_prune },
};

#define DEEDS (sizeof(deeds) / sizeof(deeds[0]))
#define LIBPOD "libpod-"

static ask_fn *find_deed(const char *role)
{
	size_t low = 0, high = DEEDS, middle;
	int order;

	while (low < high) {
		middle = (low + high) / 2;
		order = strcmp(role, deeds[middle].role);
		if (order == 0)
			return deeds[middle].fn;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

static void add_networks(struct world *w)
{
	static const char *const docker[] = { "none", "host", "bridge" };
	struct network *n;
	size_t i;

	if (w->podman) {
		n = network_add(w, "podman");
		if (n != NULL)
			n->fixed = true;
		return;
	}
	for (i = 0; i < 3; i++) {
		n = network_add(w, docker[i]);
		if (n == NULL)
			return;
		n->fixed = true;
		put(w, n->config, "Driver", json_string(i == 0 ? "null" :
							docker[i]));
	}
}

int world_new(const char *engine, const char *version, json_t *fixtures,
	      struct world **out, davit_error *err)
{
	struct world *w = calloc(1, sizeof(*w));
	struct timespec ts;
	struct dialect_facts facts;
	davit_op op;
	int code;

	if (w == NULL)
		return error_nomem(err);
	code = dialect_facts(engine, version, NULL, &facts, err);
	if (code < 0) {
		free(w);
		return code;
	}
	memcpy(w->release, facts.release, sizeof(w->release));
	clock_gettime(CLOCK_REALTIME, &ts);
	w->base = (int64_t)ts.tv_sec * CLOCK_S + ts.tv_nsec;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	w->now = (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / CLOCK_MS;
	w->base -= w->now * CLOCK_MS;
	w->pid = 1000;
	snprintf(w->engine, sizeof(w->engine), "%s", engine);
	snprintf(w->version, sizeof(w->version), "%s", version);
	w->podman = davit_op_find(engine, version, "@" LIBPOD
				  "container-create", &op, NULL) == 0;
	add_networks(w);
	code = fixtures_apply(w, fixtures, err);
	if (code == 0 && w->nomem)
		code = error_nomem(err);
	if (code < 0)
		world_free(w);
	else
		*out = w;
	return code;
}

#define FREE_ALL(list, fn) \
	while ((list) != NULL) { \
		void *next_ = (list)->next; \
		fn(list); \
		(list) = next_; \
	}

void world_free(struct world *w)
{
	if (w == NULL)
		return;
	FREE_ALL(w->execs, exec_unref);
	FREE_ALL(w->containers, container_unref);
	FREE_ALL(w->images, image_free);
	FREE_ALL(w->volumes, volume_free);
	FREE_ALL(w->networks, network_free);
	FREE_ALL(w->pods, pod_free);
	events_free(w);
	json_decref(w->commands);
	fittings_done(&w->fittings);
	free(w);
}

/* Archives may come compressed.  What is damaged stays as it is. */
static void open_body(struct call *call, struct buf *room)
{
	if (!gunzip_is(call->data, call->len) ||
	    gunzip(call->data, call->len, room) < 0)
		return;
	call->data = buf_text(room);
	call->len = room->len;
}

int world_answer(struct world *w, const struct call *call, int64_t now,
		 struct answer *out, davit_error *err)
{
	struct call plain = *call;
	struct ask a = { w, &plain, out, false };
	struct buf room = BUF_INIT(2 * WORLD_FILES);
	const char *role = call->op.role;
	ask_fn *fn;

	if (role == NULL)
		return 0;
	if (strncmp(role, LIBPOD, sizeof(LIBPOD) - 1) == 0) {
		a.libpod = true;
		role += sizeof(LIBPOD) - 1;
	}
	fn = find_deed(role);
	if (fn == NULL)
		return 0;
	world_tick(w, now);
	w->nomem = false;
	open_body(&plain, &room);
	fn(&a);
	buf_done(&room);
	/* What begins at once has begun for whoever asks next. */
	world_tick(w, now);
	if (!w->nomem)
		fit_answer(&a);
	return w->nomem ? error_nomem(err) : 1;
}

unsigned world_generation(const struct world *w)
{
	return w->generation;
}

int64_t world_next(const struct world *w)
{
	return life_next(w);
}

void world_tick(struct world *w, int64_t now)
{
	if (now > w->now)
		w->now = now;
	life_tick(w);
}
