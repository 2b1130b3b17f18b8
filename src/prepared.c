/* SPDX-License-Identifier: MIT */
/*
 * Prepared calls: looked up once, checked as far as the values are known,
 * and made as often as wanted in the same memory.
 */
#include "config.h"

#include "authorize.h"
#include "client.h"
#include "error.h"
#include "invoke.h"
#include "scrub.h"

#include <stdlib.h>
#include <string.h>

struct davit_prepared {
	davit_client *client;
	char *name;
	json_t *params;		/* the values that stay */
	unsigned flags;
	struct op op;
	struct bound bound;	/* of `params` */
	struct request request;
};

/* In the version the client speaks now. */
static int look_up(struct davit_prepared *p, davit_error *err)
{
	davit_client *c = p->client;
	struct problems problems, warnings;
	int r;

	r = client_settle(c, err);
	if (r < 0 || (p->op.table == c->table && p->op.version == c->version))
		return r;
	r = client_find_op(c, p->name, &p->op, err);
	if (r < 0)
		return r;
	problems_init(&problems, err, NULL, NULL);
	problems_init(&warnings, NULL, c->warn, c->warn_ctx);
	memset(&p->bound, 0, sizeof(p->bound));
	validate_bind(&p->op, p->params, p->flags, &p->bound, &problems,
		      c->warn == NULL ? NULL : &warnings);
	return problems_end(&problems);
}

int davit_prepare(davit_client *c, const char *name, json_t *params,
		  unsigned flags, davit_prepared **out, davit_error *err)
{
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	davit_prepared *p;
	int r;

	opts.flags = flags;
	r = invoke_check(c, name, &opts, err);
	if (r == 0 && out == NULL)
		r = error_set(err, DAVIT_EINVAL, "no place for the call");
	if (r < 0)
		return r;
	p = calloc(1, sizeof(*p));
	if (p == NULL)
		return error_nomem(err);
	request_init(&p->request);
	p->client = c;
	p->flags = c->call_flags | flags;
	p->name = strdup(name);
	/* Kept for long: not to be changed under our feet. */
	p->params = params == NULL ? NULL : json_deep_copy(params);
	if (p->name == NULL || (params != NULL && p->params == NULL))
		r = error_nomem(err);
	else
		r = look_up(p, err);
	if (r < 0) {
		davit_prepared_free(p);
		return r;
	}
	*out = p;
	return 0;
}

static int build(struct davit_prepared *p, json_t *params,
		 const davit_body *body, const davit_call_opts *opts,
		 struct authorize *auth, davit_error *err)
{
	unsigned flags = p->flags | invoke_flags(p->client, opts);
	struct problems problems, warnings;
	struct bound bound;
	davit_client *c = p->client;
	int r;

	memcpy(bound.value, p->bound.value,
	       p->op.row->nparams * sizeof(bound.value[0]));
	problems_init(&problems, err, NULL, NULL);
	problems_init(&warnings, NULL, c->warn, c->warn_ctx);
	validate_bind(&p->op, params, flags, &bound, &problems,
		      c->warn == NULL ? NULL : &warnings);
	validate_required(&p->op, &bound, &problems);
	validate_body(&p->op, body, flags, &problems,
		      c->warn == NULL ? NULL : &warnings);
	r = problems_end(&problems);
	if (r < 0)
		return r;
	request_reset(&p->request);
	r = authorize_call(c, &p->op, &bound, body, opts, flags, auth, err);
	if (r == 0)
		r = request_build(&p->request, &p->op, &bound,
				  flags & DAVIT_ALLOW_UNLISTED ? params : NULL,
				  body, c->endpoint.prefix, err);
	authorize_wipe(auth);
	return r;
}

int davit_prepared_invoke(davit_prepared *p, json_t *params,
			  const davit_body *body, const davit_call_opts *opts,
			  davit_reply **out, davit_error *err)
{
	davit_reply *reply = NULL;
	struct authorize auth;
	int r;

	authorize_init(&auth);
	r = invoke_check(p == NULL ? NULL : p->client, p, opts, err);
	if (out != NULL)
		*out = NULL;
	if (r == 0)
		r = look_up(p, err);
	if (r == 0)
		r = build(p, params, body, opts, &auth, err);
	if (r == 0)
		r = client_send(p->client, &p->request, opts,
				p->op.row->flags & TAB_RETRY, &reply, err);
	if (r < 0)
		return r;
	r = invoke_conclude(p->client, reply, &p->op, out, err);
	if (r == DAVIT_EREMOTE)
		scrub_error(&p->request, true, err);
	authorize_hint(auth.note, err);
	return r;
}

void davit_prepared_free(davit_prepared *p)
{
	if (p == NULL)
		return;
	request_done(&p->request);
	json_decref(p->params);
	free(p->name);
	free(p);
}
