/* SPDX-License-Identifier: MIT */
/*
 * davit run IMAGE [COMMAND...]: a container from its making to its end.
 *
 * The order loses nothing, however soon the process ends: the question for
 * its end is asked and its output attached before it is started.
 */
#include "config.h"

#include "cmd.h"

#include "out.h"
#include "progress.h"
#include "pump.h"
#include "say.h"
#include "session.h"

#include <string.h>

#define LAST_MS 10000		/* for what is left to do after a failure */

/* ---- the container ------------------------------------------------------ */

/* What to run.  Returns new, or NULL after saying what is wrong. */
static json_t *describe(const struct options *o, const char **words, size_t n)
{
	json_t *body, *env, *cmd = session_words(words + 1, n - 1);

	env = cmd == NULL ? NULL : session_env(o);
	if (env == NULL) {
		json_decref(cmd);
		return NULL;
	}
	body = json_pack("{s:s, s:b, s:b, s:b, s:b, s:b, s:b, s:{s:b}}",
			 "Image", words[0], "Tty", o->tty,
			 "OpenStdin", o->interactive,
			 "StdinOnce", o->interactive && !o->detach,
			 "AttachStdin", o->interactive && !o->detach,
			 "AttachStdout", !o->detach,
			 "AttachStderr", !o->detach,
			 "HostConfig", "AutoRemove", o->rm);
	if (body == NULL)
		say_error("the name of the image is not UTF-8");
	if (body != NULL && n > 1)
		json_object_set(body, "Cmd", cmd);
	if (body != NULL && o->nenv > 0)
		json_object_set(body, "Env", env);
	json_decref(cmd);
	json_decref(env);
	if (body != NULL) {
		session_set(body, "WorkingDir", o->workdir);
		session_set(body, "User", o->user);
	}
	return body;
}

static int create(struct session *s, json_t *body)
{
	json_t *params = json_object(), *made = NULL;
	int r;

	session_set(params, "name", s->o->name);
	r = session_call(s, "@container-create", params, json_incref(body),
			 &made);
	if (r == 0) {
		s->target = json_pack("{s:O*}", "id",
				      json_object_get(made, "Id"));
		s->name = s->o->name != NULL ? s->o->name : json_string_value(
			json_object_get(s->target, "id"));
		if (s->name == NULL)
			s->name = "";
	}
	json_decref(made);
	return r;
}

static int show_pull(json_t *object, void *ctx)
{
	struct progress *p = ctx;

	progress_add(p, object);
	progress_draw(p);
	return 0;
}

/* The image may have to be fetched first. */
static int make(struct session *s, json_t *body)
{
	const char *image = json_string_value(json_object_get(body, "Image"));
	bool visible = progress_visible(stderr);
	int r = create(s, body);
	struct progress p;

	if (r != DAVIT_EREMOTE || s->err.http_status != 404)
		return r;
	say_note("there is no image '%s' here: it is pulled", image);
	progress_begin(&p, stderr);
	r = davit_pull(s->client, image, NULL, visible ? show_pull : NULL, &p,
		       &s->err);
	if (visible)
		progress_end(&p);
	return r < 0 ? r : create(s, body);
}

/* ---- what goes wrong ---------------------------------------------------- */

/* A call whose failure changes nothing. */
static int try_call(struct session *s, const char *role, json_t *more)
{
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	davit_error ignored;
	int r;

	opts.call_timeout = LAST_MS;
	opts.flags = DAVIT_ALLOW_UNLISTED;
	json_object_update(more, s->target);
	r = davit_invoke(s->client, role, more, NULL, &opts, NULL, &ignored);
	/* An interrupt may have found nothing to interrupt but this. */
	if (r == DAVIT_ECANCELED)
		r = davit_invoke(s->client, role, more, NULL, &opts, NULL,
				 &ignored);
	json_decref(more);
	return r;
}

/* What never started is not removed by the engine. */
static int not_started(struct session *s, int code)
{
	int status = session_failure(s, code);

	if (s->o->rm)
		try_call(s, "@container-delete", json_pack("{s:b}", "force",
							   1));
	return status;
}

/* Whoever started it gives it up: it must not go on unseen. */
static int give_up(struct session *s, int code)
{
	int status = session_failure(s, code);

	if (try_call(s, "@container-kill", json_object()) == 0)
		say_note("container '%s' was killed", s->name);
	return status;
}

/* ---- its life ----------------------------------------------------------- */

static int attach(struct session *s)
{
	json_t *params = json_deep_copy(s->target);

	json_object_update_new(params, json_pack("{s:b, s:b, s:b, s:b}",
			       "stream", 1, "stdin", s->o->interactive,
			       "stdout", 1, "stderr", 1));
	session_set(params, "detachKeys", s->o->detach_keys);
	return session_open(s, "@container-attach", params, NULL, s->o->tty);
}

/* Once it is gone, its name is free for the next one. */
static void await_removal(struct session *s)
{
	if (session_wait(s, "removed") == 0)
		davit_wait(s->client, NULL, 0, LAST_MS);
}

static int watch(struct session *s)
{
	int r, code = 0;
	bool early;

	r = session_wait(s, "next-exit");
	if (r == 0)
		r = attach(s);
	/* An engine that does not know the condition answers at once. */
	early = r == 0 && session_over(s);
	if (r == 0)
		r = session_call(s, "@container-start", NULL, NULL, NULL);
	if (r < 0)
		return not_started(s, r);
	if (early && session_wait(s, NULL) < 0)
		return give_up(s, s->err.code);
	s->resize = s->o->tty ? "@container-resize" : NULL;
	r = session_pump(s, s->o->interactive, session_over);
	if (r == PUMP_DETACHED) {
		say_note("detached; container '%s' goes on", s->name);
		return STATUS_DONE;
	}
	if (r == PUMP_ENDED)
		r = session_exit_code(s, &code);
	if (r != 0 && r != PUMP_LOST)
		return give_up(s, r);
	if (r == PUMP_LOST) {
		try_call(s, "@container-kill", json_object());
		return STATUS_DONE;
	}
	if (s->o->rm)
		await_removal(s);
	return code;
}

static int run(struct session *s, json_t *body)
{
	int r = make(s, body);

	if (r < 0)
		return session_failure(s, r);
	if (!s->o->detach)
		return watch(s);
	r = session_call(s, "@container-start", NULL, NULL, NULL);
	if (r < 0)
		return not_started(s, r);
	printf("%s\n", json_string_value(json_object_get(s->target, "id")));
	return STATUS_DONE;
}

int cmd_run(const struct options *o, const char **words, size_t n)
{
	struct session s;
	json_t *body;
	int status;

	if (n == 0) {
		say_error("run: which image?");
		say_hint("davit run --rm -it IMAGE [COMMAND [WORD]...]");
		return STATUS_USAGE;
	}
	if (!o->detach) {
		status = session_check(o, "run");
		if (status != 0)
			return status;
	}
	body = describe(o, words, n);
	if (body == NULL)
		return STATUS_USAGE;
	status = session_init(&s, o, words[0]);
	if (status == 0)
		status = run(&s, body);
	json_decref(body);
	session_done(&s);
	return status;
}
