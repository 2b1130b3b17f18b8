/* SPDX-License-Identifier: MIT */
/*
 * The dispatcher: look up, check, build, send, tell.  Every call goes
 * through here.
 */
#include "config.h"

#include "authorize.h"
#include "client.h"
#include "error.h"
#include "invoke.h"
#include "plan.h"
#include "scrub.h"
#include "stream.h"
#include "verdict.h"

#include <stdarg.h>
#include <string.h>

int invoke_check(const davit_client *c, const void *what,
		 const davit_call_opts *opts, davit_error *err)
{
	error_clear(err);
	if (c == NULL)
		return error_set(err, DAVIT_EINVAL, "no client");
	if (what == NULL)
		return error_set(err, DAVIT_EINVAL, "nothing to call");
	if (opts != NULL && opts->flags & ~CLIENT_CALL_FLAGS)
		return error_set(err, DAVIT_EINVAL, "unknown flags: 0x%x",
				 opts->flags & ~CLIENT_CALL_FLAGS);
	return 0;
}

unsigned invoke_flags(const davit_client *c, const davit_call_opts *opts)
{
	return c->call_flags | (opts == NULL ? 0 : opts->flags);
}

/* The first path parameter as parameters {"id": value}; NULL: none. */
static json_t *path_param(const struct op *op, const struct bound *bound)
{
	const struct tab_plist *list = &op->table->plist[op->row->params];
	unsigned i;

	for (i = 0; i < op->row->nparams; i++)
		if (bound->value[i] != NULL && op->table->params[
				list[i].param].in == TAB_PATH)
			return json_pack("{s:O}", "id", bound->value[i]);
	return NULL;
}

/* Look up, check, authorize and build; `found` tells the operation, `target`,
 * if it is not NULL, what the path names, `auth` what there is to say. */
static int prepare(davit_client *c, const char *name, json_t *params,
		   const davit_body *body, const davit_call_opts *opts,
		   struct request *request, struct op *found,
		   json_t **target, struct authorize *auth, davit_error *err)
{
	unsigned flags = invoke_flags(c, opts);
	struct problems problems, warnings;
	struct bound bound;
	int r;

	authorize_init(auth);
	r = client_find_op(c, name, found, err);
	if (r < 0)
		return r;
	problems_init(&problems, err, NULL, NULL);
	problems_init(&warnings, NULL, c->warn, c->warn_ctx);
	validate_params(found, params, flags, &bound, &problems,
			c->warn == NULL ? NULL : &warnings);
	validate_body(found, body, flags, &problems,
		      c->warn == NULL ? NULL : &warnings);
	r = problems_end(&problems);
	if (r < 0)
		return r;
	if (target != NULL)
		*target = path_param(found, &bound);
	r = authorize_call(c, found, &bound, body, opts, flags, auth, err);
	if (r == 0)
		r = request_build(request, found, &bound,
				  flags & DAVIT_ALLOW_UNLISTED ? params : NULL,
				  body, c->endpoint.prefix, err);
	authorize_wipe(auth);
	return r;
}

/* A status of 200 that came before the failure. */
static int judge(const davit_reply *reply, const struct op *op,
		 davit_error *err)
{
	struct verdict v;
	size_t len;
	const char *body = davit_reply_body(reply, &len);
	int r;

	if (op->row->flags & TAB_VERDICT_JSON)
		verdict_init(&v, VERDICT_JSON);
	else if (op->row->flags & TAB_VERDICT_TAR)
		verdict_init(&v, VERDICT_TAR);
	else
		return 0;
	verdict_bytes(&v, body, len);
	r = verdict_end(&v, err);
	verdict_done(&v);
	if (r == DAVIT_EREMOTE && err != NULL && err->http_status == 0)
		err->http_status = reply->status;
	return r;
}

int invoke_conclude(davit_client *c, davit_reply *reply, const struct op *op,
		    davit_reply **out, davit_error *err)
{
	int r = 0;

	if (reply->status >= 400 || (reply->status >= 300 &&
				     reply->status != 304)) {
		r = client_version_refused(c, reply, err);
		if (r == DAVIT_EREMOTE)
			r = reply_refused(reply, err);
	} else if (op != NULL && reply->status < 300) {
		reply->sequence = op->row->stream == TAB_JSONSEQ;
		r = judge(reply, op, err);
	}
	if (out != NULL && (r == 0 || r == DAVIT_EREMOTE))
		*out = reply;
	else
		davit_reply_free(reply);
	return r;
}

static int invoke_once(davit_client *c, const char *name, json_t *params,
		       const davit_body *body, const davit_call_opts *opts,
		       davit_reply **out, davit_error *err)
{
	struct request request;
	davit_reply *reply = NULL;
	struct authorize auth;
	struct op op;
	int r;

	request_init(&request);
	r = client_settle(c, err);
	if (r == 0)
		r = prepare(c, name, params, body, opts, &request, &op, NULL,
			    &auth, err);
	if (r == 0)
		r = client_send(c, &request, opts, op.row->flags & TAB_RETRY,
				&reply, err);
	if (r == 0) {
		r = invoke_conclude(c, reply, &op, out, err);
		if (r == DAVIT_EREMOTE)
			scrub_error(&request, true, err);
		authorize_hint(auth.note, err);
	}
	request_done(&request);
	return r;
}

/* The engine was exchanged for another since it was asked for its version:
 * ask it and call it again, if the body can be sent from its beginning. */
static bool ask_again(davit_client *c, int result, const davit_body *body,
		      const davit_error *err)
{
	if (result != DAVIT_EVERSION || err->http_status != 400 || c->pinned ||
	    (body != NULL && (body->kind == DAVIT_BODY_FD ||
			      body->kind == DAVIT_BODY_READ)))
		return false;
	client_log(c, "version refused: asking the engine again");
	c->version_source = NULL;
	return true;
}

int davit_invoke(davit_client *c, const char *name, json_t *params,
		 const davit_body *body, const davit_call_opts *opts,
		 davit_reply **out, davit_error *err)
{
	davit_error local;
	int r;

	err = err == NULL ? &local : err;
	r = invoke_check(c, name, opts, err);
	if (out != NULL)
		*out = NULL;
	if (r < 0)
		return r;
	r = invoke_once(c, name, params, body, opts, out, err);
	if (ask_again(c, r, body, err))
		r = invoke_once(c, name, params, body, opts, out, err);
	return r;
}

static int open_once(davit_client *c, const char *name, json_t *params,
		     const davit_body *body, const davit_call_opts *opts,
		     davit_stream **out, davit_error *err)
{
	davit_reply *refused = NULL;
	struct request request;
	json_t *target = NULL;
	struct authorize auth;
	struct op op;
	int r;

	request_init(&request);
	r = client_settle(c, err);
	if (r == 0)
		r = prepare(c, name, params, body, opts, &request, &op,
			    &target, &auth, err);
	if (r == 0)
		r = stream_open(c, &op, &request, opts, target, out, &refused,
				err);
	json_decref(target);
	if (r == 0 && refused == NULL)
		stream_note(*out, auth.note);
	if (r == 0 && refused != NULL) {
		r = invoke_conclude(c, refused, NULL, opts != NULL &&
				    opts->size >= sizeof(*opts) ?
				    opts->refused : NULL, err);
		scrub_error(&request, true, err);
		authorize_hint(auth.note, err);
		/* "Already so" is no failure, but there is nothing to read. */
		if (r == 0)
			r = error_set(err, DAVIT_EREMOTE, "nothing to read: "
				      "the engine says it is so already");
	}
	request_done(&request);
	return r;
}

int davit_open(davit_client *c, const char *name, json_t *params,
	       const davit_body *body, const davit_call_opts *opts,
	       davit_stream **out, davit_error *err)
{
	davit_error local;
	int r;

	err = err == NULL ? &local : err;
	r = invoke_check(c, name, opts, err);
	if (r == 0 && out == NULL)
		r = error_set(err, DAVIT_EINVAL, "no place for the stream");
	if (r < 0)
		return r;
	*out = NULL;
	r = open_once(c, name, params, body, opts, out, err);
	if (ask_again(c, r, body, err))
		r = open_once(c, name, params, body, opts, out, err);
	return r;
}

int davit_call(davit_client *c, const char *name, json_t **out,
	       davit_error *err, const char *fmt, ...)
{
	davit_reply *reply = NULL;
	json_t *params = NULL, *value = NULL;
	json_error_t why;
	va_list ap;
	int r;

	error_clear(err);
	if (fmt != NULL && fmt[0] != '\0') {
		va_start(ap, fmt);
		params = json_vpack_ex(&why, 0, fmt, ap);
		va_end(ap);
		if (params == NULL)
			return error_set(err, DAVIT_EINVAL, "the parameters "
					 "can't be packed: %s", why.text);
	}
	r = davit_invoke(c, name, params, NULL, NULL, &reply, err);
	json_decref(params);
	if (r == 0 && out != NULL)
		r = davit_reply_json(reply, &value, err);
	if (r == 0 && out != NULL)
		*out = json_incref(value);
	davit_reply_free(reply);
	return r;
}

int davit_request(davit_client *c, const char *method, const char *target,
		  const davit_body *body, const davit_call_opts *opts,
		  davit_reply **out, davit_error *err)
{
	struct request request;
	davit_reply *reply = NULL;
	bool retry;
	int r = invoke_check(c, target, opts, err);

	if (out != NULL)
		*out = NULL;
	if (r < 0)
		return r;
	if (method == NULL)
		return error_set(err, DAVIT_EINVAL, "no method");
	retry = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
	request_init(&request);
	r = request_raw(&request, method, target, body, c->endpoint.prefix,
			err);
	if (r == 0)
		r = client_send(c, &request, opts, retry, &reply, err);
	if (r == 0)
		r = invoke_conclude(c, reply, NULL, out, err);
	if (r == DAVIT_EREMOTE)
		scrub_error(&request, true, err);
	request_done(&request);
	return r;
}

int davit_plan(davit_client *c, const char *name, json_t *params,
	       const davit_body *body, const davit_call_opts *opts,
	       json_t **out, davit_error *err)
{
	struct request request;
	struct authorize auth;
	struct op op;
	int r = invoke_check(c, name, opts, err);

	if (r == 0 && out == NULL)
		r = error_set(err, DAVIT_EINVAL, "no place for the plan");
	if (r < 0)
		return r;
	request_init(&request);
	r = client_guess_engine(c, name, err);
	if (r == 0)
		r = prepare(c, name, params, body, opts, &request, &op, NULL,
			    &auth, err);
	if (r == 0)
		r = client_headers(c, &request, opts == NULL ? NULL :
				   opts->headers, err);
	if (r == 0)
		r = plan_json(&request, &op, body, invoke_flags(c, opts), out,
			      err);
	request_done(&request);
	return r;
}

int davit_plan_request(davit_client *c, const char *method,
		       const char *target, const davit_body *body,
		       const davit_call_opts *opts, json_t **out,
		       davit_error *err)
{
	struct request request;
	int r = invoke_check(c, target, opts, err);

	if (r == 0 && (method == NULL || out == NULL))
		r = error_set(err, DAVIT_EINVAL, method == NULL ?
			      "no method" : "no place for the plan");
	if (r < 0)
		return r;
	request_init(&request);
	r = request_raw(&request, method, target, body, c->endpoint.prefix,
			err);
	if (r == 0)
		r = client_headers(c, &request, opts == NULL ? NULL :
				   opts->headers, err);
	if (r == 0)
		r = plan_json(&request, NULL, body, invoke_flags(c, opts),
			      out, err);
	request_done(&request);
	return r;
}

int davit_check(const char *engine, const char *version, const char *name,
		json_t *params, const davit_body *body, unsigned flags,
		davit_problem_fn *fn, void *ctx, davit_error *err)
{
	struct problems problems;
	const struct table *t;
	struct bound bound;
	struct op op;
	unsigned v;
	int r;

	error_clear(err);
	if (name == NULL || flags & ~CLIENT_CALL_FLAGS)
		return error_set(err, DAVIT_EINVAL, name == NULL ?
				 "no operation named" : "unknown flags");
	r = lookup_engine_version(engine, version, &t, &v, err);
	if (r == 0)
		r = lookup_op(t, v, name, &op, err);
	if (r < 0)
		return r;
	problems_init(&problems, err, fn, ctx);
	validate_params(&op, params, flags, &bound, &problems, NULL);
	validate_body(&op, body, flags, &problems, NULL);
	problems_end(&problems);
	return problems.count;
}
