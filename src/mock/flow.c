/* SPDX-License-Identifier: MIT */
/* See flow.h. */
#include "config.h"

#include "flow.h"

#include "about.h"
#include "dialect.h"
#include "error.h"
#include "httpreq.h"
#include "requestlog.h"
#include "shape.h"
#include "util.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

/* One request on its way. */
struct job {
	struct flow *flow;
	struct requestlog log;
};

/* ---- what is told of a request ------------------------------------------- */

static void remember(struct flow *f, struct requestlog *l)
{
	size_t max = (size_t)f->remember;
	json_t *value = requestlog_take(l), *latest;
	size_t i, n;

	pthread_mutex_lock(&f->lock);
	json_array_append_new(f->seen, value);
	/* In lots: what goes at the front moves all others. */
	n = json_array_size(f->seen);
	if (n >= 2 * max && (latest = json_array()) != NULL) {
		for (i = n - max; i < n; i++)
			json_array_append(latest, json_array_get(f->seen, i));
		json_decref(f->seen);
		f->seen = latest;
	}
	pthread_mutex_unlock(&f->lock);
}

static void job_done(void *ctx, uint64_t bytes, bool complete)
{
	struct job *j = ctx;
	struct flow *f = j->flow;
	char *line;

	j->log.bytes = bytes;
	j->log.complete = complete;
	if (f->log != NULL) {
		line = requestlog_line(&j->log, f->log_json);
		if (line != NULL)
			f->log(line, f->log_ctx);
		free(line);
	}
	requestlog_done(&j->log);
	free(j);
}

/* ---- a request ----------------------------------------------------------- */

/* Streams hear of what has changed, but not while one is answered. */
void flow_look(struct flow *f)
{
	int64_t next = world_next(f->world), left;
	struct timeval tv;

	if (world_generation(f->world) != f->generation) {
		f->generation = world_generation(f->world);
		event_active(f->changed, EV_TIMEOUT, 0);
	}
	if (next == ANSWER_NEVER) {
		event_del(f->due);
		return;
	}
	left = next - util_now_ms();
	left = left < 0 ? 0 : left;
	tv.tv_sec = (time_t)(left / 1000);
	tv.tv_usec = (suseconds_t)(left % 1000 * 1000);
	event_add(f->due, &tv);
}

static void on_changed(evutil_socket_t fd, short what, void *arg)
{
	struct flow *f = arg;

	(void)fd;
	(void)what;
	play_poke(&f->players);
	flow_look(f);
}

static void on_stirred(void *ctx)
{
	flow_look(ctx);
}

static void on_due(evutil_socket_t fd, short what, void *arg)
{
	struct flow *f = arg;

	(void)fd;
	(void)what;
	world_tick(f->world, util_now_ms());
	flow_look(f);
}

/* Who answers what was understood?  Returns 0 or 1; errors: ENOMEM. */
static int answer_call(struct flow *f, const struct request_in *in,
		       const struct call *call, struct answer *a,
		       davit_error *err)
{
	struct rule *rule = fixtures_rule(f->fixtures, call);
	int r = 0;

	if (rule != NULL)
		r = fixtures_answer(rule, call, a);
	if (r == 0 && f->replay != NULL) {
		r = replay_answer(f->replay, in, a);
		return r == 0 && rule != NULL ? fixtures_change(rule, call, a)
					      : r;
	}
	if (r == 0)
		r = about_answer(&f->match, call, a, err);
	if (r == 0 && !f->stateless)
		r = world_answer(f->world, call, util_now_ms(), a, err);
	if (r == 0)
		r = shape_answer(call, a, err);
	if (r >= 0)
		r = about_sign(&f->match, call, a, err);
	if (r >= 0 && rule != NULL)
		r = fixtures_change(rule, call, a);
	return r;
}

/* Was it expected? */
static void hold_against(struct flow *f, const struct request_in *r,
			 const struct call *call, int status)
{
	pthread_mutex_lock(&f->lock);
	if (call != NULL)
		expect_call(f->expect, call);
	else
		expect_refused(f->expect, r->method, r->target,
			       r->target_len, status);
	pthread_mutex_unlock(&f->lock);
}

/* Who knows an answer?  Fills it, whatever comes; but for a real engine,
 * which is asked later. */
static void find_answer(struct flow *f, const struct request_in *r,
			struct call *call, struct answer *a,
			struct requestlog *l)
{
	bool values = f->remember > 0;
	davit_error err;
	int found;

	found = match_request(&f->match, r, call, a, &err);
	if (found == 0) {
		requestlog_call(l, call, values);
		hold_against(f, r, call, 0);
		found = f->recorder != NULL ? 0 :
			answer_call(f, r, call, a, &err);
	} else if (found > 0) {
		hold_against(f, r, NULL, a->status);
		if (f->replay != NULL) {
			answer_reset(a);
			found = replay_answer(f->replay, r, a);
		}
	}
	if (found < 0)
		answer_error(a, 500, "out of memory");
}

static int send_answer(struct flow *f, struct conn *c,
		       const struct request_in *r, const struct call *call,
		       struct answer *a, const struct play_request *how,
		       struct job *j)
{
	if (f->recorder == NULL)
		return play_answer(&f->players, c, a, how, job_done, j);
	return recorder_request(f->recorder, c, r,
				j->log.understood ? &call->op : NULL, how,
				&j->log.status, job_done, j);
}

void flow_request(struct conn *c, const struct request_in *r, void *ctx)
{
	struct flow *f = ctx;
	struct job *j = calloc(1, sizeof(*j));
	struct play_request how = { .http10 = r->http10 };
	char protocol[32];
	const char *text;
	struct answer a;
	struct call call;
	size_t len;

	if (j == NULL || requestlog_init(&j->log, r) < 0) {
		free(j);
		conn_end(c, CONN_CLOSE);
		return;
	}
	j->flow = f;
	call_init(&call);
	answer_init(&a);
	a.causes = f->causes;
	find_answer(f, r, &call, &a, &j->log);
	j->log.status = a.status;
	how.head = strcmp(r->method, "HEAD") == 0;
	text = httpreq_header(r->head, r->head_len, "Upgrade", &len);
	if (r->upgrade && text != NULL && len < sizeof(protocol)) {
		memcpy(protocol, text, len);
		protocol[len] = '\0';
		how.upgrade = protocol;
		if (a.kind == ANSWER_TAKEN)
			j->log.status = 101;
	}
	/* Whoever has got the answer finds the request here. */
	if (f->remember > 0)
		remember(f, &j->log);
	if (send_answer(f, c, r, &call, &a, &how, j) < 0) {
		job_done(j, 0, false);
		conn_end(c, CONN_CLOSE);
	}
	answer_done(&a);
	call_done(&call);
	flow_look(f);
}

void flow_refused(struct conn *c, int status, const char *why, void *ctx)
{
	const struct request_in r = { .method = "-", .target = why,
				      .peer = conn_peer(c) };
	struct flow *f = ctx;
	struct job *j = calloc(1, sizeof(*j));

	if (j == NULL || requestlog_init(&j->log, &r) < 0) {
		free(j);
		return;
	}
	j->flow = f;
	j->log.status = status;
	if (f->remember > 0)
		remember(f, &j->log);
	job_done(j, 0, true);
}

int flow_init(struct flow *f, struct event_base *base)
{
	const struct dialect *d = dialect_of(f->match.engine);

	f->causes = d != NULL && d->causes;
	f->players.stirred = on_stirred;
	f->players.ctx = f;
	f->changed = event_new(base, -1, 0, on_changed, f);
	f->due = event_new(base, -1, 0, on_due, f);
	f->seen = json_array();
	return f->changed == NULL || f->due == NULL || f->seen == NULL ?
	       DAVIT_ENOMEM : 0;
}

void flow_done(struct flow *f)
{
	if (f->changed != NULL)
		event_free(f->changed);
	if (f->due != NULL)
		event_free(f->due);
	json_decref(f->seen);
}
