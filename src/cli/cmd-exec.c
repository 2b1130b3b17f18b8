/* SPDX-License-Identifier: MIT */
/*
 * davit attach CONTAINER and davit exec CONTAINER COMMAND...: a process in a
 * container that runs already.
 */
#include "config.h"

#include "cmd.h"

#include "out.h"
#include "pump.h"
#include "say.h"
#include "session.h"
#include "terminal.h"

#include <string.h>
#include <time.h>

#define CODE_TRIES 100		/* for the exit code after the end */
#define CODE_PAUSE_MS 50

static json_t *at(json_t *value, const char *first, const char *second)
{
	return json_object_get(json_object_get(value, first), second);
}

/* ---- attach ------------------------------------------------------------- */

static int attach(struct session *s)
{
	bool input = !s->o->no_stdin, tty;
	json_t *about = NULL, *params;
	int r, code = 0;

	r = session_call(s, "@container-inspect", NULL, NULL, &about);
	if (r < 0)
		return session_failure(s, r);
	tty = json_is_true(at(about, "Config", "Tty"));
	input = input && json_is_true(at(about, "Config", "OpenStdin"));
	r = json_is_true(at(about, "State", "Running"));
	json_decref(about);
	if (!r) {
		say_error("container '%s' is not running", s->name);
		return STATUS_REFUSED;
	}
	params = json_deep_copy(s->target);
	json_object_update_new(params, json_pack("{s:b, s:b, s:b, s:b}",
			       "stream", 1, "stdin", input, "stdout", 1,
			       "stderr", 1));
	session_set(params, "detachKeys", s->o->detach_keys);
	r = session_wait(s, NULL);
	if (r < 0)
		json_decref(params);
	else
		r = session_open(s, "@container-attach", params, NULL, tty);
	if (r < 0)
		return session_failure(s, r);
	s->resize = tty ? "@container-resize" : NULL;
	s->redraw = tty;
	r = session_pump(s, input, session_over);
	if (r == PUMP_DETACHED) {
		say_note("detached from '%s'", s->name);
		return STATUS_DONE;
	}
	if (r == PUMP_ENDED)
		r = session_exit_code(s, &code);
	return r == 0 ? code : r == PUMP_LOST ? STATUS_DONE :
	       session_failure(s, r);
}

int cmd_attach(const struct options *o, const char **words, size_t n)
{
	struct session s;
	int status;

	if (n != 1)
		return say_error("attach: %s", n == 0 ? "which container?"
						      : "one container only");
	status = session_check(o, "attach");
	if (status != 0)
		return status;
	status = session_init(&s, o, words[0]);
	if (status == 0) {
		s.target = json_pack("{s:s}", "id", words[0]);
		status = s.target == NULL ? say_error("attach: the name is "
						      "not UTF-8")
					  : attach(&s);
	}
	session_done(&s);
	return status;
}

/* ---- exec --------------------------------------------------------------- */

/* Has it ended?  1, and the exit code; 0: not yet. */
static int look(struct session *s, int *code)
{
	json_t *about = NULL, *exit;
	int r = session_call(s, "@exec-inspect", NULL, NULL, &about);

	if (r < 0)
		return r;
	exit = json_object_get(about, "ExitCode");
	if (json_is_false(json_object_get(about, "Running")) &&
	    json_is_integer(exit)) {
		*code = (int)json_integer_value(exit);
		r = 1;
	}
	json_decref(about);
	return r;
}

static bool gone(void *session)
{
	int code;

	return look(session, &code) > 0;
}

/* The engine notes the code a moment after the stream's end.  A process that
 * still runs was left alone by an engine that has detach keys of its own. */
static int exit_code(struct session *s, int *code)
{
	const struct timespec pause = { 0, CODE_PAUSE_MS * 1000000L };
	int i, r = 0;

	for (i = 0; i < CODE_TRIES && r == 0 && !out_stopped(); i++) {
		if (i > 0)
			nanosleep(&pause, NULL);
		r = look(s, code);
	}
	if (r == 0 && !out_stopped())
		say_note("the command in '%s' goes on", s->name);
	return r < 0 ? r : out_stopped() ? DAVIT_ECANCELED : 0;
}

/* What to run.  Returns new, or NULL after saying what is wrong. */
static json_t *describe(const struct options *o, const char **words, size_t n)
{
	json_t *body, *env, *cmd = session_words(words, n);

	env = cmd == NULL ? NULL : session_env(o);
	if (env == NULL) {
		json_decref(cmd);
		return NULL;
	}
	body = json_pack("{s:b, s:b, s:b, s:b, s:o}", "AttachStdin",
			 o->interactive, "AttachStdout", 1, "AttachStderr", 1,
			 "Tty", o->tty, "Cmd", cmd);
	if (o->nenv > 0)
		json_object_set(body, "Env", env);
	json_decref(env);
	session_set(body, "WorkingDir", o->workdir);
	session_set(body, "User", o->user);
	session_set(body, "DetachKeys", o->detach_keys);
	return body;
}

static int exec(struct session *s, json_t *body)
{
	json_t *made = NULL;
	const char *id;
	int r, code = 0;

	r = session_call(s, "@exec-create", NULL, body, &made);
	if (r < 0)
		return session_failure(s, r);
	id = json_string_value(json_object_get(made, "Id"));
	json_decref(s->target);
	s->target = json_pack("{s:s*}", "id", id);
	json_decref(made);
	s->resize = s->o->tty ? "@exec-resize" : NULL;
	r = session_open(s, "@exec-start", NULL, json_pack("{s:b, s:b}",
			 "Detach", 0, "Tty", s->o->tty), s->o->tty);
	if (r < 0)
		return session_failure(s, r);
	r = session_pump(s, s->o->interactive, gone);
	if (r == PUMP_DETACHED) {
		say_note("detached; the command in '%s' goes on", s->name);
		return STATUS_DONE;
	}
	if (r == PUMP_ENDED)
		r = exit_code(s, &code);
	return r == 0 ? code : r == PUMP_LOST ? STATUS_DONE :
	       session_failure(s, r);
}

int cmd_exec(const struct options *o, const char **words, size_t n)
{
	struct session s;
	json_t *body;
	int status;

	if (n < 2) {
		say_error("exec: %s", n == 0 ? "which container?"
					     : "which command?");
		say_hint("davit exec -it CONTAINER COMMAND [WORD]...");
		return STATUS_USAGE;
	}
	status = session_check(o, "exec");
	if (status != 0)
		return status;
	body = describe(o, words + 1, n - 1);
	if (body == NULL)
		return STATUS_USAGE;
	status = session_init(&s, o, words[0]);
	if (status == 0) {
		s.target = json_pack("{s:s}", "id", words[0]);
		if (s.target != NULL)
			status = exec(&s, json_incref(body));
		else
			status = say_error("exec: the name is not UTF-8");
	}
	json_decref(body);
	session_done(&s);
	return status;
}
