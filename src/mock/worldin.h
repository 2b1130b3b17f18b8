/* SPDX-License-Identifier: MIT */
/*
 * What the files of the world share.  Objects are held in lists, newest
 * first; what a client gave stays JSON.  Where memory ends, w->nomem says so
 * and the answer is not sent.
 */
#ifndef MOCK_WORLDIN_H
#define MOCK_WORLDIN_H

#include "answer.h"
#include "call.h"
#include "clock.h"
#include "fitting.h"
#include "proc.h"
#include "world.h"

#define ID_SIZE 65		/* 64 hexadecimal digits */
#define WORLD_OBJECTS 1000	/* of a kind */
#define WORLD_EVENTS 1024
#define WORLD_FILES ((size_t)32 << 20)	/* bytes in one container */

enum state { STATE_CREATED, STATE_RUNNING, STATE_PAUSED, STATE_EXITED };

struct image {
	struct image *next;
	char id[ID_SIZE];
	char digest[ID_SIZE];
	char layer[ID_SIZE];
	json_t *names;		/* ["base:latest"], as the engine shows them */
	json_t *config;		/* as Docker shows it */
	json_t *run;		/* its script, or NULL */
	json_t *files;		/* {"/etc/passwd": bytes} */
	json_t *history;	/* of libpod and Docker: [{"CreatedBy"}] */
	const char *comment;
	bool podman;		/* is one of Podman's */
	int64_t created;	/* ns */
	int64_t size;
};

struct container {
	struct container *next;
	unsigned refs;
	bool removed;
	char id[ID_SIZE];
	char *name;
	json_t *config;		/* Docker's body of creation */
	char image[ID_SIZE];
	char *image_name;
	int64_t created, started, finished;	/* ns */
	enum state state;
	struct proc proc;
	unsigned starts, ends;
	int pid;
	json_t *networks;	/* {name: endpoint} */
	json_t *mounts;		/* as Docker shows them */
	json_t *files;		/* {path: bytes}, put there */
	json_t *run;		/* its own script, or NULL */
	char pod[ID_SIZE];
};

struct exec {
	struct exec *next;
	unsigned refs;
	bool removed, begun;
	char id[ID_SIZE];
	struct container *container;	/* holds a reference */
	json_t *config;
	struct proc proc;
};

struct volume {
	struct volume *next;
	char *name;
	int64_t created;
	json_t *labels, *options;
	char *driver;
	bool anonymous;
};

struct network {
	struct network *next;
	char id[ID_SIZE];
	char *name;
	int64_t created;
	json_t *config;		/* Docker's body of creation */
	unsigned number;	/* in its addresses */
	unsigned hosts;		/* addresses given */
	bool fixed;		/* can't be removed */
};

struct pod {
	struct pod *next;
	char id[ID_SIZE];
	char *name;
	int64_t created;
	json_t *labels;
};

struct event {
	int64_t ns;
	json_t *json;
};

struct world {
	char engine[32], version[32];
	char release[32];	/* its own number */
	bool podman;		/* is libpod's world, too */
	unsigned generation;
	int64_t base;		/* ns of the wall clock at 0 ms */
	int64_t now, last;	/* ms; ns of what happened last */
	uint64_t seed;
	bool nomem;
	struct image *images;
	struct container *containers;
	struct exec *execs;
	struct volume *volumes;
	struct network *networks;
	struct pod *pods;
	struct event events[WORLD_EVENTS];	/* a ring */
	uint64_t event_end;	/* number of the next one */
	int pid;
	unsigned subnet;
	json_t *commands;	/* of the fixtures */
	struct fittings fittings;
};

/* One request. */
struct ask {
	struct world *w;
	const struct call *call;
	struct answer *out;
	bool libpod;		/* in libpod's own half */
};

typedef void ask_fn(struct ask *a);

/* --- world-util.c */

/* Adds to an object or array, steals `value`; notes where memory ends. */
void put(struct world *w, json_t *object, const char *name, json_t *value);
void append(struct world *w, json_t *array, json_t *value);
/* Copies; NULL stays NULL. */
char *copy(struct world *w, const char *text);
void new_id(struct world *w, char id[ID_SIZE]);
/* ns of the wall clock; never twice the same. */
int64_t stamp(struct world *w);
json_t *json_time(int64_t ns);		/* returns new */
json_t *json_date(int64_t ns);
/* The object or its members, where they are; else an empty one, new. */
json_t *copy_or_object(json_t *value);
json_t *copy_or_null(json_t *value);
/* A string with "sha256:" before. */
json_t *json_digest(const char *id);
/* Does `given` mean the object: its name, its id or the start of it? */
bool means(const char *given, const char *id, const char *name);
/* The string of a member; "" if it is none. */
const char *member(json_t *object, const char *name);
bool flag(json_t *object, const char *name);

/* --- world-args.c: what a request asks for */
json_t *arg(const struct ask *a, const char *name);
const char *arg_text(const struct ask *a, const char *name);	/* or "" */
bool arg_is(const struct ask *a, const char *name, bool none);
int64_t arg_int(const struct ask *a, const char *name, int64_t none);
/* A time, in ns; 0 if there is none. */
int64_t arg_time(const struct ask *a, const char *name);
/* What stands in the path; "" without. */
const char *arg_path(const struct ask *a);
/* The i-th text of a list, or of one value; NULL behind the last. */
const char *arg_item(const struct ask *a, const char *name, size_t i);

/* --- world-filters.c */

/* The i-th value of a filter; NULL behind the last. */
const char *filter(const struct ask *a, const char *key, size_t i);
/* No such filter, or one of its values is `text` (or begins `text`'s id). */
bool filter_is(const struct ask *a, const char *key, const char *text);
bool filter_part(const struct ask *a, const char *key, const char *text);
bool filter_id(const struct ask *a, const char *key, const char *id);
/* All of "label" fit and none of "label!" does. */
bool filter_labels(const struct ask *a, json_t *labels);
bool filter_given(const struct ask *a, const char *key);

/* --- world-events.c */

/* Tells that something happened; steals `attributes` (NULL: none). */
void event(struct world *w, const char *type, const char *action,
	   const char *id, json_t *attributes);
ask_fn events_stream;
void events_free(struct world *w);

/* --- answers */
void say(struct ask *a, int status, json_t *json);
void say_nothing(struct ask *a, int status);
/* `cause` is libpod's short reason; NULL: the text. */
void refuse(struct ask *a, int status, const char *cause, const char *fmt,
	    ...) __attribute__((format(printf, 4, 5)));

/* Does the document of the operation know that status? */
bool declares(const struct ask *a, int status);
/* That status if it is declared, else 500. */
int declared(const struct ask *a, int status);

/* --- world-names.c */
/* Without what may be left out before it. */
const char *image_short(const char *name);
bool image_tagged(const char *name);
/* Is the one of its names meant?  `given` may have no tag. */
bool image_named(const struct image *i, const char *name, const char *given);
bool image_has_name(const struct image *i, const char *name);
void image_forget_name(struct image *i, const char *name);
struct image *image_find(struct world *w, const char *name);
struct image *image_new(struct world *w, const char *name, json_t *config);
void image_name(struct world *w, struct image *i, const char *name);
void image_free(struct image *i);
/* As the engine shows a name, with its tag; false if it can't be one. */
bool image_full_name(const struct world *w, const char *name, char *out,
		     size_t size);
/* A container that uses it, or NULL. */
struct container *image_user(struct world *w, const struct image *i);
const char *image_first_name(const struct image *i);

/* --- world-images.c */
void image_missing(struct ask *a, const char *name);
ask_fn image_list, image_inspect, image_history, image_tag, image_untag,
	image_delete, image_delete_all, image_prune, image_search,
	image_exists;

/* --- world-pull.c, world-transfer.c, world-build.c */
ask_fn image_pull, image_push, image_load, image_save, image_save_all,
	image_import, image_build, image_commit;

/* --- world-containers.c */
struct container *container_find(struct world *w, const char *name);
/* Answers 404 if it is not there. */
struct container *container_asked(struct ask *a);
struct container *container_add(struct ask *a, const char *name,
				json_t *config);
void container_unref(struct container *c);
void container_remove(struct world *w, struct container *c, bool volumes);
/* The removal of one, with its answer if it can't be; true if it is gone. */
bool container_drop(struct ask *a, struct container *c, bool force,
		    bool volumes);
const char *container_state(const struct container *c);
void container_status(const struct world *w, const struct container *c,
		      char out[80]);
bool container_runs(const struct container *c);
json_t *container_labels(const struct container *c);
json_t *container_attributes(struct world *w, const struct container *c);
void container_event(struct world *w, const struct container *c,
		     const char *action);
ask_fn container_create, container_delete, container_prune,
	container_rename, container_update, container_exists;

/* --- world-spec.c: libpod's body of creation as Docker's; returns new */
json_t *spec_config(struct world *w, json_t *spec);

/* --- world-life.c, world-wait.c */
void container_start_it(struct world *w, struct container *c);
void container_stop_it(struct world *w, struct container *c, int code,
		       const char *signal);
/* Makes happen what is due. */
void life_tick(struct world *w);
int64_t life_next(const struct world *w);
ask_fn container_start, container_stop, container_kill, container_restart,
	container_pause, container_unpause, container_wait, container_resize,
	container_init;
/* Finds the script: of the fixtures, of the command, of the image. */
void script_choose(struct world *w, json_t *argv, json_t *run,
		   bool container, struct script *out);
json_t *container_argv(struct world *w, const struct container *c);

/* --- world-show.c, world-list.c, world-libpod.c */
ask_fn container_list, container_inspect;
json_t *show_container(struct world *w, const struct container *c);
json_t *show_container_row(struct world *w, const struct container *c);
json_t *show_libpod_container(struct world *w, const struct container *c);
json_t *show_libpod_row(struct world *w, const struct container *c);
json_t *show_ports(struct world *w, const struct container *c);

/* --- world-streams.c: output and input of processes */
void stream_proc(struct ask *a, struct container *c, struct exec *e,
		 bool taken, uint64_t from, const struct output_form *form,
		 bool follow);
ask_fn container_logs, container_attach;

/* --- world-exec.c */
void exec_unref(struct exec *e);
void exec_forget(struct world *w, const struct container *c);
ask_fn exec_create, exec_start, exec_inspect, exec_resize;

/* --- world-watch.c */
ask_fn container_top, container_stats, container_stats_all;

/* --- world-files.c */
ask_fn container_changes, container_export, container_archive_get,
	container_archive_put, container_archive_head;

/* --- world-volumes.c */
struct volume *volume_find(struct world *w, const char *name);
struct volume *volume_add(struct world *w, const char *name);
struct container *volume_user(struct world *w, const struct volume *v);
void volume_remove(struct world *w, struct volume *v);
json_t *show_volume(struct world *w, const struct volume *v, bool libpod);
void volume_free(struct volume *v);
ask_fn volume_list, volume_create, volume_inspect, volume_delete,
	volume_prune, volume_exists;

/* --- world-networks.c */
struct network *network_find(struct world *w, const char *name);
struct network *network_add(struct world *w, const char *name);
void network_free(struct network *n);
/* Puts a container on it; `config` may be NULL. */
void network_join(struct world *w, struct network *n, struct container *c,
		  json_t *config);
/* Addresses are given at the start and taken at the end. */
void network_up(struct world *w, struct container *c);
void network_down(struct world *w, struct container *c);
ask_fn network_list, network_create, network_inspect, network_delete,
	network_prune, network_exists, network_connect, network_disconnect;

/* --- world-system.c */
ask_fn system_info, system_usage, system_prune, plugin_inspect;

/* --- world-pods.c */
ask_fn pod_create, pod_list, pod_inspect, pod_start, pod_stop, pod_delete,
	pod_exists;
struct pod *pod_find(struct world *w, const char *name);
void pod_free(struct pod *p);

/* --- world-fixtures.c */
int fixtures_apply(struct world *w, json_t *fixtures, davit_error *err);

/* --- world-fit.c: makes an answer agree with its schema */
void fit_answer(struct ask *a);

#endif
