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

static void add_headers(json_t *headers, const struct options *o)
{
	const char *colon, *value;
	char name[256];
	size_t i, len;

	for (i = 0; i < o->nheaders; i++) {
		colon = strchr(o->headers[i], ':');
		len = (size_t)(colon - o->headers[i]);
		if (len >= sizeof(name))
			continue;
		memcpy(name, o->headers[i], len);
		name[len] = '\0';
		value = colon + 1 + strspn(colon + 1, " \t");
		json_object_set_new(headers, name, json_string(value));
	}
}

/* There is nothing to look up: the plan is what was said. */
static json_t *make_plan(const struct options *o, const davit_client *client,
			 const char *method, const char *target,
			 const struct call_body *body)
{
	json_t *plan = json_object(), *headers = json_object();
	char *prefix = dryrun_prefix(client);
	const char *type = o->body_type;

	if (body->use != NULL && type == NULL)
		type = "application/json";
	if (type != NULL && body->use != NULL)
		json_object_set_new(headers, "Content-Type",
				    json_string(type));
	add_headers(headers, o);
	json_object_set_new(plan, "method", json_string(method));
	json_object_set_new(plan, "path", json_sprintf("%s%s", prefix,
							target));
	free(prefix);
	json_object_set_new(plan, "query", json_array());
	json_object_set_new(plan, "headers", headers);
	if (body->use == NULL)
		json_object_set_new(plan, "body", json_null());
	else if (body->use->kind == DAVIT_BODY_TEXT)
		json_object_set_new(plan, "body",
				    json_loads(body->text, JSON_DECODE_ANY,
					       NULL));
	else
		json_object_set_new(plan, "body", json_sprintf("bytes of %s",
				    body->path != NULL ? body->path
						       : "the command line"));
	return plan;
}

static int run(const struct options *o, const char *method,
	       const char *target, const struct call_body *body)
{
	davit_call_opts opts = call_opts(o);
	davit_client *client = NULL;
	davit_reply *reply = NULL;
	davit_error err;
	json_t *plan;
	int rc, status;

	out_catch_signals();
	rc = call_client(o, call_version(o), &client, &err);
	if (rc != 0)
		return err.code == DAVIT_OK ? rc : say_failure(&err, true);
	if (o->dry_run != DRY_NO) {
		plan = make_plan(o, client, method, target, body);
		status = dryrun_print(o, client, plan, body, false);
		json_decref(plan);
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
