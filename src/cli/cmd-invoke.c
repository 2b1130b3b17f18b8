/* SPDX-License-Identifier: MIT */
/*
 * davit invoke OP [NAME=VALUE...]: words to parameters, one call, its answer.
 *
 * Input is checked before the engine is contacted.  With an automatic
 * version the check is only a guess, made with the newest one: what it finds
 * is told if the engine cannot be asked, and checked again if it can.
 */
#include "config.h"

#include "cmd.h"

#include "args.h"
#include "call.h"
#include "dryrun.h"
#include "flow.h"
#include "input.h"
#include "out.h"
#include "problem.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>

#define ASK_MS 2000		/* long enough for an engine that is there */

struct invocation {
	const struct options *o;
	const char **words;
	size_t nwords;
	davit_op op;
	json_t *given;		/* of --params; NULL: none */
	json_t *params;
	struct call_body body;
	struct problems problems;
};

/* Makes the parameters for inv->op and collects what is wrong. */
static int gather(struct invocation *inv, davit_error *err)
{
	int rc;

	problem_done(&inv->problems);
	json_decref(inv->params);
	inv->params = inv->given != NULL ? json_deep_copy(inv->given)
					 : json_object();
	if (inv->params == NULL)
		say_nomem();
	args_add(inv->params, &inv->op, inv->words, inv->nwords,
		 &inv->problems);
	rc = davit_check(inv->op.engine, inv->op.version, inv->op.name,
			 inv->params, inv->body.use, call_flags(inv->o),
			 problem_take, &inv->problems, err);
	return rc < 0 ? rc : 0;
}

/* A line for curl names the engine, so it should name its version, too. */
static bool assumes(const struct invocation *inv)
{
	return inv->o->dry_run == DRY_CURL && call_version(inv->o) == NULL;
}

static int dry_run(struct invocation *inv, davit_client *client, bool asked)
{
	davit_call_opts opts = call_opts(inv->o);
	json_t *plain = NULL, *masked = NULL;
	davit_error err;
	int rc, status;

	if (assumes(inv) && !asked)
		say_note("the engine can't be asked for its version: %s is "
			 "assumed, -a sets another", inv->op.version);
	rc = davit_plan(client, inv->op.name, inv->params, inv->body.use,
			&opts, &masked, &err);
	if (rc == 0) {
		opts.flags |= DAVIT_SHOW_SECRETS;
		rc = davit_plan(client, inv->op.name, inv->params,
				inv->body.use, &opts, &plain, &err);
	}
	if (rc < 0)
		status = say_failure(&err, false);
	else
		status = dryrun_print(inv->o, client, inv->o->show_secrets ?
				      plain : masked, &inv->body,
				      !inv->o->show_secrets &&
				      !json_equal(plain, masked));
	json_decref(plain);
	json_decref(masked);
	return status;
}

/* The engine turned out to be another than the one that has it. */
static void only_elsewhere(const struct invocation *inv,
			   const davit_client_info *about, davit_error *err)
{
	davit_op op;

	if (inv->o->engine != NULL || err->code != DAVIT_ENOOP ||
	    strcmp(about->engine, inv->op.engine) == 0 ||
	    davit_op_find(about->engine, NULL, inv->op.name, &op, NULL) !=
	    DAVIT_ENOOP)
		return;
	snprintf(err->hint, sizeof(err->hint), "only %s has it, and %.100s "
		 "is %s", davit_engine_title(inv->op.engine), about->endpoint,
		 davit_engine_title(about->engine));
}

/* Asks for engine and version, and looks at everything again if they are
 * others. */
static int settle(struct invocation *inv, davit_client *client,
		  davit_error *err)
{
	davit_client_info about;
	davit_op op;
	int rc = davit_client_connect(client, err);

	if (rc < 0)
		return rc;
	davit_client_about(client, &about);
	if (about.version == NULL ||
	    (strcmp(about.engine, inv->op.engine) == 0 &&
	     strcmp(about.version, inv->op.version) == 0))
		return 0;
	rc = davit_op_find(about.engine, about.version, inv->op.name, &op,
			   err);
	if (rc < 0) {
		only_elsewhere(inv, &about, err);
		return rc;
	}
	inv->op = op;
	return gather(inv, err);
}

static int call(struct invocation *inv, davit_client *client)
{
	davit_call_opts opts = call_opts(inv->o);
	davit_reply *reply = NULL;
	davit_error err;
	int rc, status;

	if (flow_wanted(&inv->op))
		return flow_run(inv->o, client, &inv->op, inv->params,
				inv->body.use);
	status = out_open(inv->o->output);
	if (status != 0)
		return status;
	rc = davit_invoke(client, inv->op.name, inv->params, inv->body.use,
			  &opts, &reply, &err);
	status = call_answer(inv->o, rc, reply, &err);
	davit_reply_free(reply);
	return status;
}

/* What a client of this engine, or of any, would take without asking. */
static int suppose_of(struct invocation *inv, const struct options *o,
		      const char *engine, davit_error *err)
{
	struct options of = *o;
	davit_client *client = NULL;
	davit_client_info about;
	davit_op op;
	int rc;

	of.engine = engine;
	rc = call_client(&of, NULL, &client, err);
	if (rc != 0)
		return rc;
	davit_client_about(client, &about);
	if (about.version != NULL) {
		rc = settle(inv, client, err);
	} else if (strcmp(about.engine, inv->op.engine) != 0 &&
		   davit_op_find(about.engine, NULL, inv->op.name, &op,
				 NULL) == 0) {
		inv->op = op;
		rc = gather(inv, err);
	}
	davit_client_free(client);
	return rc;
}

/* Nobody is asked which engine it is: that to which the endpoint belongs, if
 * it has the operation; then the version that the environment may name. */
static int suppose(struct invocation *inv, const struct options *o,
		   davit_error *err)
{
	int rc;

	if (call_version(o) != NULL)
		return 0;
	rc = suppose_of(inv, o, o->engine, err);
	if (rc == 0 && o->engine == NULL)
		rc = suppose_of(inv, o, inv->op.engine, err);
	return rc;
}

/* Dry runs send nothing; but see assumes(). */
static int run_dry(struct invocation *inv)
{
	struct options o = *inv->o;
	davit_client *client = NULL;
	davit_error err;
	bool asked = false;
	int rc, status;

	if (assumes(inv)) {
		if (o.connect_timeout == 0)
			o.connect_timeout = ASK_MS;
		if (o.timeout == 0)
			o.timeout = ASK_MS;
		rc = call_client(&o, NULL, &client, &err);
		asked = rc == 0 && settle(inv, client, &err) == 0;
		if (!asked)
			davit_client_free(client);
		if (rc == 0 && !asked && err.code == DAVIT_ENOOP)
			return say_failure(&err, false);
	}
	rc = asked ? 0 : suppose(inv, &o, &err);
	if (rc == 0 && !asked)
		rc = call_client(&o, inv->op.version, &client, &err);
	if (rc != 0)
		return err.code == DAVIT_OK ? rc : say_failure(&err, true);
	if (inv->problems.n > 0)
		status = problem_say(&inv->problems);
	else
		status = dry_run(inv, client, asked);
	davit_client_free(client);
	return status;
}

static int run_call(struct invocation *inv)
{
	const char *version = call_version(inv->o);
	davit_client *client = NULL;
	davit_error err;
	int rc, status;

	out_catch_signals();
	rc = call_client(inv->o, version, &client, &err);
	if (rc != 0 && err.code == DAVIT_OK)
		return rc;
	if (rc < 0 && inv->problems.n > 0)
		return problem_say(&inv->problems);
	if (rc < 0)
		return say_failure(&err, true);
	rc = version == NULL ? settle(inv, client, &err) : 0;
	if (inv->problems.n > 0)
		status = problem_say(&inv->problems);
	else if (rc < 0)
		status = say_failure(&err, false);
	else
		status = call(inv, client);
	davit_client_free(client);
	return status;
}

static int run(struct invocation *inv)
{
	bool dry = inv->o->dry_run != DRY_NO;
	davit_error err;
	bool guess = call_version(inv->o) == NULL;

	if (gather(inv, &err) < 0)
		return say_failure(&err, false);
	if (inv->problems.n > 0 && !guess)
		return problem_say(&inv->problems);
	return dry ? run_dry(inv) : run_call(inv);
}

static int read_params(struct invocation *inv)
{
	struct input in;
	size_t len;
	char *text;
	int status;

	if (inv->o->params == NULL)
		return 0;
	in = input_of("--params", inv->o->params);
	status = input_read(&in, INPUT_TEXT_MAX, &text, &len);
	if (status != 0)
		return status;
	status = args_params(text, len, &inv->given);
	free(text);
	return status;
}

int cmd_find_op(const struct options *o, const char *name, davit_op *out,
		davit_error *err)
{
	const char *engine;
	davit_version v;
	int rc = call_find_op(o, name, out, err);
	size_t n = 0;

	if (rc != DAVIT_ENOOP || call_version(o) != NULL)
		return rc;
	engine = call_engine_of(o, name);
	/* The engine may turn out to be older than the newest version. */
	while (davit_version_at(engine, n, &v) == 0)
		n++;
	while (n-- > 0)
		if (davit_version_at(engine, n, &v) == 0 &&
		    davit_op_find(engine, v.name, name, out, NULL) == 0)
			return 0;
	return rc;
}

int cmd_invoke(const struct options *o, const char **words, size_t n)
{
	struct invocation inv = { .o = o };
	bool raw;
	davit_error err;
	int status;

	if (n == 0) {
		say_error("invoke: which operation?");
		say_hint("'davit ops' lists them");
		return STATUS_USAGE;
	}
	inv.words = words + 1;
	inv.nwords = n - 1;
	inv.body.fd = -1;
	call_opts(o);		/* --timeout counts from here */
	if (cmd_find_op(o, words[0], &inv.op, &err) < 0)
		return say_failure(&err, false);
	raw = (inv.op.flags & DAVIT_OP_BODY_RAW) != 0 || o->body_type != NULL;
	status = read_params(&inv);
	if (status == 0)
		status = call_body_read(o, raw, &inv.body);
	if (status == 0)
		status = run(&inv);
	problem_done(&inv.problems);
	call_body_done(&inv.body);
	json_decref(inv.params);
	json_decref(inv.given);
	return status;
}
