/* SPDX-License-Identifier: MIT */
/*
 * A command in a running container, in one call.  Its stream may end before
 * the engine has noted the exit code, and an engine may forget to end the
 * stream: what the engine says of the exec when asked is what counts.
 */
#include "config.h"

#include "recipe.h"

#include "error.h"

#define CREATE "@exec-create"
#define START "@exec-start"
#define INSPECT "@exec-inspect"

#define ASK_FIRST_MS 2		/* between questions for the exit code */
#define ASK_LAST_MS 500

struct exec {
	davit_client *client;
	json_t *target;
	int code;
};

/* 1: it is over, and exec->code known; 0: not yet. */
static int is_over(void *ctx, davit_error *err)
{
	struct exec *exec = ctx;
	json_t *state = NULL, *code;
	int r;

	r = recipe_ask(exec->client, INSPECT, exec->target, &state, err);
	if (r < 0)
		return r;
	code = json_object_get(state, "ExitCode");
	if (json_is_false(json_object_get(state, "Running")) &&
	    json_is_integer(code)) {
		exec->code = (int)json_integer_value(code);
		r = 1;
	}
	json_decref(state);
	return r;
}

static int start(struct exec *exec, bool tty, davit_stream **out,
		 davit_error *err)
{
	json_t *how = json_pack("{s:b, s:b}", "Detach", 0, "Tty", tty);
	davit_body body = davit_body_json(how);
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	int r;

	if (how == NULL)
		return error_nomem(err);
	opts.framed = tty ? -1 : 1;
	r = davit_open(exec->client, START, exec->target, &body, &opts, out,
		       err);
	json_decref(how);
	return r;
}

static int exit_code(struct exec *exec, davit_error *err)
{
	long ms = ASK_FIRST_MS;
	int r;

	while ((r = is_over(exec, err)) == 0) {
		r = recipe_sleep(exec->client, ms, err);
		if (r < 0)
			break;
		ms = ms * 2 < ASK_LAST_MS ? ms * 2 : ASK_LAST_MS;
	}
	return r < 0 ? r : 0;
}

int davit_exec(davit_client *c, const char *container, json_t *config,
	       const davit_body *input, davit_frame_fn *fn, void *ctx,
	       int *code, davit_error *err)
{
	struct exec exec = { .client = c };
	json_t *params = NULL, *copy = NULL;
	davit_stream *stream = NULL;
	struct recipe_talk talk = {
		.client = c, .input = input, .fn = fn, .ctx = ctx,
		.over = is_over, .over_ctx = &exec
	};
	int r;

	error_clear(err);
	if (code != NULL)
		*code = -1;
	if (c == NULL || container == NULL || !json_is_object(config))
		return error_set(err, DAVIT_EINVAL, "%s", c == NULL ?
				 "no client" : container == NULL ?
				 "no container" : "what to run is no object");
	r = recipe_has_input(input, err);
	if (r < 0)
		return r;
	params = json_pack("{s:s}", "id", container);
	copy = recipe_config(config, r > 0);
	if (params == NULL || copy == NULL)
		r = error_nomem(err);
	else
		r = recipe_create(c, CREATE, params, copy, &exec.target, err);
	if (r == 0)
		r = start(&exec, json_is_true(json_object_get(copy, "Tty")),
			  &stream, err);
	if (r == 0) {
		talk.stream = stream;
		r = recipe_talk(&talk, err);
	}
	davit_stream_close(stream);
	if (r == 0)
		r = exit_code(&exec, err);
	if (r == 0 && code != NULL)
		*code = exec.code;
	json_decref(exec.target);
	json_decref(params);
	json_decref(copy);
	return r;
}
