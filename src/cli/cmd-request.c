/* SPDX-License-Identifier: MIT */
/*
 * davit request METHOD PATH: any request, for what the tables don't know.
 */
#include "config.h"

#include "cmd.h"

#include "call.h"
#include "dryrun.h"
#include "json-text.h"
#include "out.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>

static int dry_run(const struct options *o, davit_client *client,
		   const char *method, const char *target,
		   const struct call_body *body)
{
	davit_call_opts opts = call_opts(o);
	json_t *plain = NULL, *shown = NULL;
	davit_error err;
	int rc, status;

	rc = davit_plan_request(client, method, target, body->use, &opts,
				&shown, &err);
	if (rc == 0) {
		opts.flags |= DAVIT_SHOW_SECRETS;
		rc = davit_plan_request(client, method, target, body->use,
					&opts, &plain, &err);
	}
	status = rc < 0 ? say_failure(&err, false) :
		 dryrun_print(o, client, shown, body,
			      !json_equal(plain, shown));
	json_decref(plain);
	json_decref(shown);
	return status;
}

static int run(const struct options *o, const char *method,
	       const char *target, const struct call_body *body)
{
	davit_call_opts opts = call_opts(o);
	davit_client *client = NULL;
	davit_reply *reply = NULL;
	davit_error err;
	int rc, status;

	out_catch_signals();
	rc = call_client(o, call_version(o), &client, &err);
	if (rc != 0)
		return err.code == DAVIT_OK ? rc : say_failure(&err, true);
	if (o->dry_run != DRY_NO) {
		status = dry_run(o, client, method, target, body);
		goto out;
	}
	status = out_open(o->output);
	if (status != 0)
		goto out;
	rc = davit_request(client, method, target, body->use, &opts, &reply,
			   &err);
	status = call_answer(o, rc, reply, &err);
out:
	davit_reply_free(reply);
	davit_client_free(client);
	return status;
}

int cmd_request(const struct options *o, const char **words, size_t n)
{
	struct call_body body;
	int status;

	if (n != 2) {
		say_error("request: %s", n < 2 ? "method or path is missing"
					       : "too many words");
		say_hint("davit request GET /v1.41/info");
		return STATUS_USAGE;
	}
	if (words[1][0] != '/')
		return say_error("request: the path '%s' does not begin with "
				 "'/'", words[1]);
	status = call_body_read(o, o->body_type != NULL, &body);
	if (status == 0 && body.use != NULL &&
	    body.use->kind == DAVIT_BODY_TEXT &&
	    !json_text_valid(body.text, body.use->len)) {
		status = say_error("--body: not JSON");
		say_hint("--body-type TYPE sends it as bytes");
	}
	if (status == 0)
		status = run(o, words[0], words[1], &body);
	call_body_done(&body);
	return status;
}
