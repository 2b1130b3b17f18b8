/* SPDX-License-Identifier: MIT */
/* See session.h. */
#include "config.h"

#include "session.h"

#include "call.h"
#include "out.h"
#include "pump.h"
#include "say.h"
#include "terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RESIZE_MS 2000		/* for one try to set a size */
#define ASK_MS 500		/* between two questions for the end */
#define GONE_MS 3000		/* for the end of what is removed already */

/* From a signal handler: whatever the client waits for is given up. */
static void stop(void *client)
{
	davit_cancel(client);
}

int session_init(struct session *s, const struct options *o,
		 const char *name)
{
	int r;

	memset(s, 0, sizeof(*s));
	s->o = o;
	s->name = name;
	call_opts(o);		/* --timeout counts from here */
	out_catch_signals();
	r = call_client(o, call_version(o), &s->client, &s->err);
	if (r != 0)
		return s->err.code == DAVIT_OK ? r : say_failure(&s->err,
								 true);
	out_on_signal(stop, s->client);
	return 0;
}

void session_done(struct session *s)
{
	out_on_signal(NULL, NULL);
	davit_stream_close(s->stream);
	davit_stream_close(s->wait);
	json_decref(s->target);
	davit_client_free(s->client);
}

/* ---- calls -------------------------------------------------------------- */

static davit_call_opts options(const struct session *s)
{
	davit_call_opts opts = call_opts(s->o);

	/* Engines know conditions that not every document has. */
	opts.flags |= DAVIT_ALLOW_UNLISTED;
	return opts;
}

static int call(struct session *s, const char *role, json_t *params,
		json_t *body, const davit_call_opts *opts, json_t **out)
{
	davit_body b = davit_body_json(body);
	davit_reply *reply = NULL;
	json_t *value = NULL;
	int r;

	r = davit_invoke(s->client, role, params != NULL ? params : s->target,
			 body != NULL ? &b : NULL, opts, &reply, &s->err);
	if (r == 0 && out != NULL)
		r = davit_reply_json(reply, &value, &s->err);
	if (r == 0 && out != NULL)
		*out = json_incref(value);
	davit_reply_free(reply);
	json_decref(params);
	json_decref(body);
	return r;
}

int session_call(struct session *s, const char *role, json_t *params,
		 json_t *body, json_t **out)
{
	davit_call_opts opts = options(s);

	return call(s, role, params, body, &opts, out);
}

int session_open(struct session *s, const char *role, json_t *params,
		 json_t *body, bool tty)
{
	davit_body b = davit_body_json(body);
	davit_call_opts opts = options(s);
	int r;

	opts.framed = tty ? -1 : 1;
	r = davit_open(s->client, role, params != NULL ? params : s->target,
		       body != NULL ? &b : NULL, &opts, &s->stream, &s->err);
	json_decref(params);
	json_decref(body);
	return r;
}

int session_wait(struct session *s, const char *condition)
{
	json_t *params = json_deep_copy(s->target);
	davit_call_opts opts = options(s);
	int r;

	/* It is quiet for as long as the container runs; other limits tell
	 * when that is too long. */
	opts.stall_timeout = opts.call_timeout = -1;
	session_set(params, "condition", condition);
	davit_stream_close(s->wait);
	s->wait = NULL;
	r = davit_open(s->client, "@container-wait", params, NULL, &opts,
		       &s->wait, &s->err);
	json_decref(params);
	return r;
}

/* ---- the pump ----------------------------------------------------------- */

static bool set_size(void *ctx, unsigned rows, unsigned columns)
{
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	struct session *s = ctx;
	json_t *params;
	int r;

	opts.call_timeout = RESIZE_MS;
	opts.flags = DAVIT_ALLOW_UNLISTED;
	/* What runs there draws anew if the size changes, and only then. */
	if (s->redraw) {
		params = json_deep_copy(s->target);
		json_object_update_new(params, json_pack("{s:i, s:i}", "h",
				       (int)rows + 1, "w", (int)columns + 1));
		call(s, s->resize, params, NULL, &opts, NULL);
		s->redraw = false;
	}
	params = json_deep_copy(s->target);
	json_object_update_new(params, json_pack("{s:i, s:i}", "h", (int)rows,
						 "w", (int)columns));
	r = call(s, s->resize, params, NULL, &opts, NULL);
	return r == 0 || (r != DAVIT_EREMOTE && r != DAVIT_ETIMEOUT);
}

int session_pump(struct session *s, bool input, bool (*gone)(void *session))
{
	davit_call_opts opts = call_opts(s->o);
	struct pump p = {
		.stream = s->stream, .input = input,
		.terminal = s->resize != NULL,
		.resize = s->resize != NULL ? set_size : NULL,
		.gone = gone, .ctx = s,
		.call_timeout = opts.call_timeout,
		.stall_timeout = s->o->stall_timeout
	};
	int r;

	keys_parse(&p.keys, s->o->detach_keys != NULL ? s->o->detach_keys
						      : KEYS_DEFAULT);
	r = pump_run(&p);
	if (r < 0)
		s->err = *davit_stream_error(s->stream);
	if (r == PUMP_HUNG_UP) {
		memset(&s->err, 0, sizeof(s->err));
		s->err.code = r = DAVIT_ECANCELED;
		snprintf(s->err.text, sizeof(s->err.text),
			 "the terminal is gone");
	}
	davit_stream_close(s->stream);
	s->stream = NULL;
	out_on_signal(stop, s->client);
	return r;
}

/* ---- the end ------------------------------------------------------------ */

bool session_over(void *session)
{
	struct session *s = session;

	if (s->wait == NULL)
		return false;
	davit_wait(s->client, NULL, 0, 0);
	return davit_stream_ready(s->wait);
}

/* What the engine answered to the question for the end; false if nothing
 * that helps. */
static bool answer(struct session *s, int *code)
{
	json_t *value = NULL, *status;
	bool good = false;

	if (davit_stream_json(s->wait, &value) > 0) {
		status = json_object_get(value, "StatusCode");
		good = json_is_integer(status) &&
		       json_integer_value(status) >= 0;
		if (good)
			*code = (int)json_integer_value(status);
		json_decref(value);
	}
	davit_stream_close(s->wait);
	s->wait = NULL;
	return good;
}

/* 1: it has ended, with this code; 0: not yet. */
static int inspect(struct session *s, int *code)
{
	json_t *about = NULL, *state, *exit;
	const char *status;
	int r;

	r = session_call(s, "@container-inspect", NULL, NULL, &about);
	if (r < 0)
		return r;
	state = json_object_get(about, "State");
	exit = json_object_get(state, "ExitCode");
	status = json_string_value(json_object_get(state, "Status"));
	if (json_is_integer(exit) && status != NULL &&
	    (strcmp(status, "exited") == 0 || strcmp(status, "stopped") == 0 ||
	     strcmp(status, "dead") == 0)) {
		*code = (int)json_integer_value(exit);
		r = 1;
	}
	json_decref(about);
	return r;
}

int session_exit_code(struct session *s, int *code)
{
	int r, removed = 0;

	while (!out_stopped()) {
		if (s->wait != NULL)
			davit_wait(s->client, NULL, 0, ASK_MS / 5);
		if (s->wait != NULL && davit_stream_ready(s->wait) &&
		    answer(s, code))
			return 0;
		r = inspect(s, code);
		if (r > 0)
			return 0;
		/* Removed, which Podman tells with a status of 500, too: only
		 * the answer can tell, and it comes soon. */
		if (r == DAVIT_EREMOTE && s->wait != NULL &&
		    removed++ < GONE_MS / ASK_MS)
			r = 0;
		if (r < 0)
			return r;
		davit_wait(s->client, NULL, 0, ASK_MS);
	}
	return DAVIT_ECANCELED;
}

int session_failure(struct session *s, int code)
{
	(void)code;
	return out_stopped() ? out_farewell() : say_failure(&s->err, false);
}

/* ---- what is asked for -------------------------------------------------- */

json_t *session_words(const char *const *words, size_t n)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		if (json_array_append_new(list, json_string(words[i])) < 0) {
			say_error("a word of the command is not UTF-8");
			json_decref(list);
			return NULL;
		}
	return list;
}

json_t *session_env(const struct options *o)
{
	json_t *list = json_array(), *text;
	const char *value;
	size_t i;

	for (i = 0; i < o->nenv; i++) {
		/* NAME alone: the variable here, if there is one. */
		value = getenv(o->env[i]);
		if (strchr(o->env[i], '=') != NULL)
			text = json_string(o->env[i]);
		else if (value != NULL)
			text = json_sprintf("%s=%s", o->env[i], value);
		else
			continue;
		if (json_array_append_new(list, text) < 0) {
			say_error("--env: the value of %.*s is not UTF-8",
				  (int)strcspn(o->env[i], "="), o->env[i]);
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

void session_set(json_t *object, const char *key, const char *text)
{
	if (text != NULL)
		json_object_set_new(object, key, json_string(text));
}

int session_check(const struct options *o, const char *command)
{
	struct keys keys;

	if (o->detach_keys != NULL && !keys_parse(&keys, o->detach_keys)) {
		say_error("--detach-keys: '%s' is no list of keys",
			  o->detach_keys);
		say_hint("such as ctrl-p,ctrl-q: at most %d, each ctrl-a to "
			 "ctrl-z, ctrl-[, ctrl-\\, ctrl-], ctrl-^, ctrl-_ or "
			 "a character", KEYS_MAX);
		return STATUS_USAGE;
	}
	if (o->interactive && o->tty && !terminal_here()) {
		say_error("%s: standard input is no terminal", command);
		say_hint("leave -t out to pass on a file or a pipe");
		return STATUS_USAGE;
	}
	return 0;
}
