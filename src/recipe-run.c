/* SPDX-License-Identifier: MIT */
/*
 * A container from its making to its end, in one call and in an order that
 * loses nothing: the answer about its end is asked for, and its output
 * attached, before it is started.
 *
 * Engines differ in what they say of the end.  Some poll, and miss the start
 * of a process that ends at once; some tell no exit code of what was removed.
 * So the engine never removes it by itself, an inspection counts for more
 * than that answer, and only a container that somebody else removed in the
 * meantime is judged by it.
 */
#include "config.h"

#include "recipe.h"

#include "error.h"

#include <string.h>

#define CREATE "@container-create"
#define WAIT "@container-wait"
#define ATTACH "@container-attach"
#define START "@container-start"
#define INSPECT "@container-inspect"
#define KILL "@container-kill"
#define DELETE "@container-delete"

#define ASK_FIRST_MS 2		/* between questions for the exit code */
#define ASK_LAST_MS 500
#define DELETE_TRIES 3
#define DELETE_PAUSE_MS 200

struct run {
	davit_client *client;
	json_t *target;		/* the container; NULL: not made yet */
	davit_stream *wait;	/* the answer about its end; NULL: none */
	davit_stream *attach;
	bool started, over;
	int code;
};

/* ---- parts -------------------------------------------------------------- */

/* Fields for this call on top of what names the container.  Returns new. */
static json_t *with(const struct run *run, json_t *more)
{
	if (more != NULL && json_object_update(more, run->target) < 0) {
		json_decref(more);
		return NULL;
	}
	return more;
}

/* Does the engine answer the question at once, though its end comes late?
 * Those do that can be told what to wait for. */
static bool waits_early(davit_client *c)
{
	davit_client_info info;
	davit_param param;
	davit_op op;
	size_t i;

	davit_client_about(c, &info);
	if (davit_op_find(info.engine, info.version, WAIT, &op, NULL) < 0)
		return false;
	for (i = 0; davit_op_param(&op, i, &param) == 0; i++)
		if (strcmp(param.name, "condition") == 0)
			return true;
	return false;
}

static int open_wait(struct run *run, davit_error *err)
{
	json_t *params;
	int r;

	if (!waits_early(run->client))
		return 0;
	params = with(run, json_pack("{s:s}", "condition", "next-exit"));
	if (params == NULL)
		return error_nomem(err);
	r = davit_open(run->client, WAIT, params, NULL, NULL, &run->wait, err);
	json_decref(params);
	return r;
}

static int open_attach(struct run *run, bool input, bool tty,
		       davit_error *err)
{
	json_t *params = with(run, json_pack("{s:b, s:b, s:b, s:b}", "stream",
					     1, "stdin", input, "stdout", 1,
					     "stderr", 1));
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	int r;

	if (params == NULL)
		return error_nomem(err);
	opts.framed = tty ? -1 : 1;
	r = davit_open(run->client, ATTACH, params, NULL, &opts, &run->attach,
		       err);
	json_decref(params);
	return r;
}

static int start(struct run *run, davit_error *err)
{
	int r = davit_invoke(run->client, START, run->target, NULL, NULL, NULL,
			     err);

	/* When no answer came it may run all the same. */
	run->started = r != DAVIT_EREMOTE;
	return r;
}

/* ---- the end ------------------------------------------------------------ */

/* What the engine answers to the question asked before the start. */
static int answer(struct run *run, davit_error *err)
{
	json_t *value = NULL, *code;
	int r = davit_stream_json(run->wait, &value);

	code = json_object_get(value, "StatusCode");
	if (r < 0 && err != NULL)
		*err = *davit_stream_error(run->wait);
	else if (r >= 0 && !json_is_integer(code))
		r = error_set(err, DAVIT_EPROTO, "the engine's answer to %s "
			      "holds no \"StatusCode\"", WAIT);
	if (r > 0) {
		run->code = (int)json_integer_value(code);
		run->over = true;
	}
	json_decref(value);
	return r;
}

static bool is_final(const char *status)
{
	return status != NULL && (strcmp(status, "exited") == 0 ||
				  strcmp(status, "stopped") == 0 ||
				  strcmp(status, "dead") == 0);
}

/* 1: it is over, and run->code known; 0: not yet. */
static int is_over(void *ctx, davit_error *err)
{
	struct run *run = ctx;
	json_t *about = NULL, *code;
	davit_error own;
	int r;

	r = recipe_ask(run->client, INSPECT, run->target, &about, &own);
	if (r == DAVIT_EREMOTE && own.http_status == 404 && run->wait != NULL
	    && answer(run, NULL) > 0)
		return 1;
	if (r < 0) {
		if (err != NULL)
			*err = own;
		return r;
	}
	code = recipe_at(about, "/State/ExitCode");
	if (is_final(json_string_value(recipe_at(about, "/State/Status"))) &&
	    json_is_integer(code)) {
		run->code = (int)json_integer_value(code);
		run->over = true;
	}
	json_decref(about);
	return run->over;
}

static int exit_code(struct run *run, davit_error *err)
{
	long ms = ASK_FIRST_MS;
	int r;

	while ((r = is_over(run, err)) == 0) {
		if (run->wait != NULL && davit_stream_ready(run->wait)) {
			r = answer(run, err);
			break;
		}
		r = davit_wait(run->client, NULL, 0, (int)ms);
		if (r < 0)
			return error_set(err, r, r == DAVIT_ECANCELED ?
					 "cancelled" : "can't wait");
		ms = ms * 2 < ASK_LAST_MS ? ms * 2 : ASK_LAST_MS;
	}
	return r < 0 ? r : 0;
}

/* ---- removal ------------------------------------------------------------ */

static int removed(davit_client *c, json_t *params, davit_error *err)
{
	int r = davit_invoke(c, DELETE, params, NULL, NULL, NULL, err);

	/* Gone, or just going. */
	if (r == DAVIT_EREMOTE && (err->http_status == 404 ||
				   err->http_status == 409)) {
		error_clear(err);
		r = 0;
	}
	return r;
}

/* With its anonymous volumes. */
static int remove_it(struct run *run, davit_error *err)
{
	json_t *params = with(run, json_pack("{s:b, s:b}", "force", 1, "v",
					     1));
	davit_error own;
	int r, tries;

	if (params == NULL)
		return error_nomem(err);
	/* Killed first: an engine may give what runs time to end nicely. */
	if (run->started && !run->over)
		davit_invoke(run->client, KILL, run->target, NULL, NULL, NULL,
			     NULL);
	r = removed(run->client, params, &own);
	for (tries = 1; r == DAVIT_EREMOTE && tries < DELETE_TRIES; tries++) {
		if (recipe_sleep(run->client, DELETE_PAUSE_MS, &own) < 0)
			break;
		r = removed(run->client, params, &own);
	}
	json_decref(params);
	if (r < 0 && err != NULL)
		*err = own;
	return r;
}

/* ---- all of it ---------------------------------------------------------- */

/* What is asked of the engine here is done here; it shall not. */
static int keep(json_t *config, unsigned *flags)
{
	json_t *host = json_object_get(config, "HostConfig");

	if (!json_is_true(json_object_get(host, "AutoRemove")))
		return 0;
	*flags |= DAVIT_RUN_REMOVE;
	return json_object_set_new(host, "AutoRemove", json_false());
}

static json_t *make_config(json_t *config, bool input, unsigned *flags)
{
	json_t *copy = recipe_config(config, input);

	if (copy == NULL || keep(copy, flags) < 0 || (input &&
	    (json_object_set_new(copy, "OpenStdin", json_true()) < 0 ||
	     json_object_set_new(copy, "StdinOnce", json_true()) < 0))) {
		json_decref(copy);
		return NULL;
	}
	return copy;
}

static int go_through(struct run *run, json_t *config, bool input,
		      struct recipe_talk *talk, davit_error *err)
{
	int r;

	r = open_wait(run, err);
	if (r == 0)
		r = open_attach(run, input, json_is_true(json_object_get(
				config, "Tty")), err);
	if (r == 0)
		r = start(run, err);
	if (r == 0) {
		talk->stream = run->attach;
		r = recipe_talk(talk, err);
	}
	return r == 0 ? exit_code(run, err) : r;
}

int davit_run(davit_client *c, const char *name, json_t *config,
	      unsigned flags, const davit_body *input, davit_frame_fn *fn,
	      void *ctx, int *code, davit_error *err)
{
	struct run run = { .client = c };
	struct recipe_talk talk = {
		.client = c, .input = input, .fn = fn, .ctx = ctx,
		.over = is_over, .over_ctx = &run
	};
	json_t *params = NULL, *copy = NULL;
	bool feeds;
	int r;

	error_clear(err);
	if (code != NULL)
		*code = -1;
	if (c == NULL || !json_is_object(config))
		return error_set(err, DAVIT_EINVAL, "%s", c == NULL ?
				 "no client" : "what to run is no object");
	if (flags & ~DAVIT_RUN_REMOVE)
		return error_set(err, DAVIT_EINVAL, "unknown flags: 0x%x",
				 flags & ~DAVIT_RUN_REMOVE);
	r = recipe_has_input(input, err);
	if (r < 0)
		return r;
	feeds = r > 0;
	params = name == NULL ? json_object() : json_pack("{s:s}", "name",
							  name);
	copy = make_config(config, feeds, &flags);
	if (params == NULL || copy == NULL)
		r = error_nomem(err);
	else
		r = recipe_create(c, CREATE, params, copy, &run.target, err);
	if (r == 0)
		r = go_through(&run, copy, feeds, &talk, err);
	davit_stream_close(run.attach);
	davit_stream_close(run.wait);
	if (run.over && code != NULL)
		*code = run.code;
	if (run.target != NULL && flags & DAVIT_RUN_REMOVE) {
		/* The first failure is the one to tell. */
		if (r == 0)
			r = remove_it(&run, err);
		else
			remove_it(&run, NULL);
	}
	json_decref(run.target);
	json_decref(params);
	json_decref(copy);
	return r;
}
