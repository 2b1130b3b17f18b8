/* SPDX-License-Identifier: MIT */
/*
 * Waiting until something the engine tells has become as wished: a state, a
 * health, an absence.
 */
#include "config.h"

#include "recipe.h"

#include "error.h"
#include "util.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PAUSE_FIRST_MS 20
#define PAUSE_LAST_MS 1000

struct until {
	davit_client *client;
	const char *op, *pointer;
	json_t *params;
	davit_predicate_fn *fn;
	void *ctx;
	long timeout;
	int64_t end;		/* only where timeout isn't negative */
	json_t *last;		/* the whole of the last answer, or NULL */
	json_t *value;		/* what the pointer shows of it; borrowed */
	davit_error refusal;	/* of the last answer, if it was one */
};

/* Is it something, and not nothing? */
static int is_there(json_t *value, void *ctx)
{
	(void)ctx;
	return value != NULL && !json_is_null(value) && !json_is_false(value);
}

/* The last value in a few words.  Members of an object may be secret. */
static void describe(const struct until *u, char *out, size_t size)
{
	const json_t *v = u->value;

	if (v == NULL)
		error_print(out, size, "the engine says: %.200s",
			    u->refusal.text);
	else if (json_is_string(v))
		error_print(out, size, "it is \"%.100s\"",
			    json_string_value(v));
	else if (json_is_integer(v))
		error_print(out, size, "it is %" JSON_INTEGER_FORMAT,
			    json_integer_value(v));
	else if (json_is_real(v))
		error_print(out, size, "it is %g", json_real_value(v));
	else
		error_print(out, size, "it is %s", json_is_true(v) ? "true" :
			    json_is_false(v) ? "false" : json_is_null(v) ?
			    "null or not there" : json_is_array(v) ?
			    "an array" : "an object");
}

static int too_late(struct until *u, davit_error *err)
{
	const char *path = NULL;
	json_t *plan = NULL;
	char last[300];

	if (u->value == NULL && u->refusal.code == 0)
		error_print(last, sizeof(last), "the engine said nothing");
	else
		describe(u, last, sizeof(last));
	/* The path tells what was asked about; it holds no secret. */
	if (davit_plan(u->client, u->op, u->params, NULL, NULL, &plan, NULL)
	    == 0)
		path = json_string_value(json_object_get(plan, "path"));
	error_set(err, DAVIT_ETIMEOUT, "waited %ld ms for %.100s%s%.200s: %s",
		  u->timeout, u->pointer, u->pointer[0] == '\0' ? "" : " of ",
		  path == NULL ? u->op : path, last);
	json_decref(plan);
	return DAVIT_ETIMEOUT;
}

static int64_t left(const struct until *u)
{
	int64_t ms = u->end - util_now_ms();

	return u->timeout < 0 ? PAUSE_LAST_MS : ms > 0 ? ms : 0;
}

/* The last answer is kept while the next one isn't there. */
static void keep(struct until *u, json_t *answer, const davit_error *refusal)
{
	json_decref(u->last);
	u->last = json_incref(answer);
	u->value = recipe_at(answer, u->pointer);
	if (answer != NULL && u->value == NULL)
		u->value = json_null();
	error_clear(&u->refusal);
	if (refusal != NULL)
		u->refusal = *refusal;
}

/* One answer; a refusal with 404 is one, too. */
static int look(struct until *u, davit_error *err)
{
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	davit_reply *reply = NULL;
	json_t *value = NULL;
	int r;

	/* The first look is not cut short by a wait of no length. */
	if (u->timeout > 0)
		opts.call_timeout = (long)left(u) + 1;
	r = davit_invoke(u->client, u->op, u->params, NULL, &opts, &reply,
			 err);
	if (r == DAVIT_EREMOTE && err->http_status == 404) {
		keep(u, NULL, err);
		error_clear(err);
		r = 0;
	} else if (r == 0) {
		r = davit_reply_json(reply, &value, err);
		if (r == 0)
			keep(u, value == NULL ? json_null() : value, NULL);
	}
	davit_reply_free(reply);
	return r;
}

static int wait_until(struct until *u, davit_error *err)
{
	long pause = PAUSE_FIRST_MS;
	int r;

	for (;;) {
		r = look(u, err);
		if (r == DAVIT_ETIMEOUT && u->timeout > 0 && left(u) == 0)
			return too_late(u, err);
		if (r < 0)
			return r;
		r = u->fn(u->value, u->ctx);
		if (r > 0)
			return 0;
		if (r < 0 && u->refusal.code != 0) {
			*err = u->refusal;
			return err->code;
		}
		if (r < 0)
			return error_set(err, DAVIT_ECANCELED, "given up by "
					 "the predicate");
		if (left(u) == 0)
			return too_late(u, err);
		r = recipe_sleep(u->client, left(u) < pause ? (long)left(u) :
				 pause, err);
		if (r < 0)
			return r;
		pause = pause * 3 / 2 < PAUSE_LAST_MS ? pause * 3 / 2
						      : PAUSE_LAST_MS;
	}
}

int davit_wait_until(davit_client *c, const char *op, json_t *params,
		     const char *pointer, davit_predicate_fn *fn, void *ctx,
		     long timeout, json_t **out, davit_error *err)
{
	struct until u = {
		.client = c, .op = op, .params = params,
		.pointer = pointer == NULL ? "" : pointer,
		.fn = fn == NULL ? is_there : fn, .ctx = ctx,
		.timeout = timeout, .end = util_now_ms() + timeout
	};
	davit_error own;
	int r;

	err = err == NULL ? &own : err;
	error_clear(err);
	if (c == NULL || op == NULL)
		return error_set(err, DAVIT_EINVAL, c == NULL ? "no client" :
				 "no operation");
	if (u.pointer[0] != '\0' && u.pointer[0] != '/')
		return error_set(err, DAVIT_EINVAL, "'%.100s' is no JSON "
				 "pointer: those begin with a slash",
				 u.pointer);
	r = wait_until(&u, err);
	if (r == 0 && out != NULL)
		*out = json_incref(u.value);
	json_decref(u.last);
	return r;
}
