/* SPDX-License-Identifier: MIT */
/* See davit-mock.h. */
#include "config.h"

#include "davit-mock.h"

#include "error.h"
#include "flow.h"
#include "server.h"
#include "util.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define CONNECTIONS_DEFAULT 256
#define HEAD_DEFAULT ((size_t)256 << 10)
#define BODY_DEFAULT ((size_t)256 << 20)
#define IDLE_DEFAULT (5 * 60 * 1000L)
#define IO_DEFAULT (30 * 1000L)
#define REMEMBER_DEFAULT 1000
#define MIN_VERSION_MAX 16
#define REPORT_MAX ((size_t)1 << 20)

enum life { MADE, SERVING, THREAD, SERVED };

struct davit_mock {
	davit_mock_opts opts;
	davit_version newest;
	struct dialect_facts facts;
	struct flow flow;
	struct server *server;
	char **addresses;
	size_t naddresses;
	int life;		/* with the lock of the flow */
	pthread_t thread;
};

static long default_ms(long given, long otherwise)
{
	return given == 0 ? otherwise : given;
}

/* Any number will do: engines take versions of which no document is left. */
static int check_oldest(const char *given, const davit_version *newest,
			davit_error *err)
{
	const char *number = given + (given[0] == 'v'), *p = number;

	do {
		if (strspn(p, "0123456789") == 0)
			return error_set(err, DAVIT_EVERSION, "the oldest "
					 "version '%s' is no version", given);
		p += strspn(p, "0123456789");
	} while (*p++ == '.');
	if (p[-1] != '\0' || p - number > MIN_VERSION_MAX)
		return error_set(err, DAVIT_EVERSION, "the oldest version "
				 "'%s' is no version", given);
	if (dialect_compare(number, newest->level) > 0 &&
	    dialect_compare(number, newest->name + 1) > 0)
		return error_set(err, DAVIT_EVERSION, "the oldest version %s "
				 "is beyond %s, the newest", given,
				 newest->name);
	return 0;
}

static int check_opts(struct davit_mock *m, davit_error *err)
{
	davit_mock_opts *o = &m->opts;
	int r;

	if (o->engine == NULL)
		o->engine = davit_engine_name(0);
	r = davit_version_find(o->engine, o->api_version, &m->newest, err);
	if (r == 0 && o->min_version != NULL)
		r = check_oldest(o->min_version, &m->newest, err);
	if (r < 0)
		return r;
	if (o->check < DAVIT_MOCK_CHECK_OFF ||
	    o->check > DAVIT_MOCK_CHECK_STRICT)
		return error_set(err, DAVIT_EINVAL, "no such way to check: %d",
				 o->check);
	m->flow.match.engine = m->newest.engine;
	m->flow.match.newest = m->newest.name;
	m->flow.match.check = o->check;
	m->flow.remember = o->remember == 0 ? REMEMBER_DEFAULT : o->remember;
	m->flow.log = o->log;
	m->flow.log_ctx = o->log_ctx;
	m->flow.log_json = (o->flags & DAVIT_MOCK_LOG_JSON) != 0;
	m->flow.stateless = (o->flags & DAVIT_MOCK_STATELESS) != 0;
	m->flow.match.facts = &m->facts;
	return dialect_facts(m->newest.engine, m->newest.name, o->min_version,
			     &m->facts, err);
}

static int make_server(struct davit_mock *m, davit_error *err)
{
	const davit_mock_opts *o = &m->opts;
	const struct server_opts s = {
		.listen = o->listen, .tls_cert = o->tls_cert,
		.tls_key = o->tls_key, .tls_client_ca = o->tls_client_ca,
		.max_connections = o->max_connections > 0 ?
			o->max_connections : CONNECTIONS_DEFAULT,
		.limits = {
			.max_head = o->max_head > 0 ? o->max_head
						    : HEAD_DEFAULT,
			.max_body = o->max_body > 0 ? o->max_body
						    : BODY_DEFAULT,
			.idle = default_ms(o->idle_timeout, IDLE_DEFAULT),
			.read = default_ms(o->read_timeout, IO_DEFAULT),
			.write = default_ms(o->write_timeout, IO_DEFAULT),
		},
		.request = flow_request, .refused = flow_refused,
		.ctx = &m->flow,
	};
	int r = server_new(&s, &m->server, err);

	if (r < 0)
		return r;
	if (m->flow.recorder != NULL)
		recorder_begin(m->flow.recorder, server_base(m->server),
			       &m->flow.players);
	return flow_init(&m->flow, server_base(m->server)) < 0 ?
	       error_nomem(err) : 0;
}

/* Either of the two; *out stays NULL where there is none. */
static int read_fixtures(struct davit_mock *m, davit_error *err)
{
	const davit_mock_opts *o = &m->opts;
	struct doc doc;
	int r;

	if (o->fixtures_file != NULL && o->fixtures != NULL)
		return error_set(err, DAVIT_EINVAL, "fixtures are given as a "
				 "value and as a file: which?");
	if (o->fixtures_file != NULL)
		r = doc_read(&doc, o->fixtures_file, err);
	else if (o->fixtures != NULL)
		r = doc_wrap(&doc, "fixtures", o->fixtures) < 0 ?
		    error_nomem(err) : 0;
	else
		return 0;
	if (r == 0)
		return fixtures_new(&doc, m->newest.engine, m->newest.name,
				    &m->flow.fixtures, err);
	doc_done(&doc);
	return r;
}

static int make_world(struct davit_mock *m, davit_error *err)
{
	const struct fixtures *f;
	int r = read_fixtures(m, err);

	if (r < 0)
		return r;
	f = m->flow.fixtures;
	r = world_new(m->newest.engine, m->newest.name, f == NULL ? NULL :
		      fixtures_world(f), &m->flow.world, err);
	return r < 0 && f != NULL ? fixtures_blame_world(f, err) : r;
}

static int make_tape(struct davit_mock *m, davit_error *err)
{
	const davit_mock_opts *o = &m->opts;

	if ((o->upstream == NULL) != (o->record_file == NULL))
		return error_set(err, DAVIT_EINVAL, "to record, a file and an "
				 "engine to ask (upstream) are needed");
	if (o->upstream != NULL && o->replay_file != NULL)
		return error_set(err, DAVIT_EINVAL, "record or replay?");
	if (o->replay_file != NULL)
		return replay_new(o->replay_file,
				  (o->flags & DAVIT_MOCK_REPLAY_FAST) == 0,
				  &m->flow.replay, err);
	if (o->upstream != NULL)
		return recorder_new(o->record_file, o->upstream,
				    &m->flow.recorder, err);
	return 0;
}

/* Takes the document over. */
static int expect_from(struct davit_mock *m, struct doc *doc,
		       davit_error *err)
{
	struct expect *before, *e = NULL;
	int r = expect_new(doc, m->newest.engine, m->newest.name, &e, err);

	if (r < 0)
		return r;
	pthread_mutex_lock(&m->flow.lock);
	before = m->flow.expect;
	m->flow.expect = e;
	pthread_mutex_unlock(&m->flow.lock);
	expect_free(before);
	return 0;
}

static int read_expected(struct davit_mock *m, davit_error *err)
{
	struct doc doc;
	int r;

	if (m->opts.expect_file == NULL)
		return 0;
	r = doc_read(&doc, m->opts.expect_file, err);
	if (r == 0)
		return expect_from(m, &doc, err);
	doc_done(&doc);
	return r;
}

/* They stay valid when the server has ended. */
static int keep_addresses(struct davit_mock *m, davit_error *err)
{
	size_t i, n = 0;

	while (server_address(m->server, n) != NULL)
		n++;
	m->addresses = calloc(n + 1, sizeof(*m->addresses));
	if (m->addresses == NULL)
		return error_nomem(err);
	for (i = 0; i < n; i++) {
		m->addresses[i] = util_strdup(server_address(m->server, i));
		if (m->addresses[i] == NULL)
			return error_nomem(err);
		m->naddresses++;
	}
	return 0;
}

/* Nothing of the caller's is looked at later. */
static void forget_opts(davit_mock_opts *o)
{
	o->engine = o->api_version = o->min_version = NULL;
	o->listen = NULL;
	o->tls_cert = o->tls_key = o->tls_client_ca = NULL;
	o->fixtures = NULL;
	o->fixtures_file = o->expect_file = NULL;
	o->upstream = o->record_file = o->replay_file = NULL;
}

int davit_mock_new(const davit_mock_opts *opts, davit_mock **out,
		   davit_error *err)
{
	struct davit_mock *m = calloc(1, sizeof(*m));
	int r;

	error_clear(err);
	if (m == NULL)
		return error_nomem(err);
	pthread_mutex_init(&m->flow.lock, NULL);
	if (opts != NULL)
		memcpy(&m->opts, opts, opts->size < sizeof(m->opts) ?
		       opts->size : sizeof(m->opts));
	r = check_opts(m, err);
	if (r == 0)
		r = make_world(m, err);
	if (r == 0)
		r = read_expected(m, err);
	if (r == 0)
		r = make_tape(m, err);
	if (r == 0)
		r = make_server(m, err);
	if (r == 0)
		r = keep_addresses(m, err);
	forget_opts(&m->opts);
	if (r < 0)
		davit_mock_free(m);
	else
		*out = m;
	return r;
}

const char *davit_mock_address(const davit_mock *m, size_t i)
{
	return i < m->naddresses ? m->addresses[i] : NULL;
}

/* ---- serving ------------------------------------------------------------- */

static int begin(struct davit_mock *m, int life, davit_error *err)
{
	int before;

	pthread_mutex_lock(&m->flow.lock);
	before = m->life;
	if (before == MADE)
		m->life = life;
	pthread_mutex_unlock(&m->flow.lock);
	if (before != MADE)
		return error_set(err, DAVIT_EINVAL, "the mock serves already, "
				 "or has served");
	flow_look(&m->flow);
	return 0;
}

static void *serve(void *arg)
{
	struct davit_mock *m = arg;

	server_run(m->server, NULL);
	return NULL;
}

int davit_mock_start(davit_mock *m, davit_error *err)
{
	sigset_t all, before;
	int r;

	error_clear(err);
	r = begin(m, THREAD, err);
	if (r < 0)
		return r;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	r = pthread_create(&m->thread, NULL, serve, m);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (r == 0)
		return 0;
	m->life = SERVED;
	return error_nomem(err);
}

int davit_mock_run(davit_mock *m, davit_error *err)
{
	int r;

	error_clear(err);
	r = begin(m, SERVING, err);
	if (r < 0)
		return r;
	r = server_run(m->server, err);
	pthread_mutex_lock(&m->flow.lock);
	m->life = SERVED;
	pthread_mutex_unlock(&m->flow.lock);
	return r;
}

void davit_mock_stop(davit_mock *m, long grace)
{
	server_stop(m->server, grace);
}

json_t *davit_mock_requests(davit_mock *m)
{
	size_t max = m->flow.remember > 0 ? (size_t)m->flow.remember : 0;
	size_t i, n;
	json_t *out = json_array();

	pthread_mutex_lock(&m->flow.lock);
	n = json_array_size(m->flow.seen);
	for (i = n > max ? n - max : 0; i < n && out != NULL; i++)
		if (json_array_append_new(out, json_deep_copy(
				json_array_get(m->flow.seen, i))) < 0) {
			json_decref(out);
			out = NULL;
		}
	pthread_mutex_unlock(&m->flow.lock);
	return out;
}

void davit_mock_forget(davit_mock *m)
{
	pthread_mutex_lock(&m->flow.lock);
	json_array_clear(m->flow.seen);
	pthread_mutex_unlock(&m->flow.lock);
}

int davit_mock_expect(davit_mock *m, json_t *expected, davit_error *err)
{
	struct expect *before;
	struct doc doc;

	error_clear(err);
	if (expected != NULL) {
		if (doc_wrap(&doc, "expected", expected) == 0)
			return expect_from(m, &doc, err);
		doc_done(&doc);
		return error_nomem(err);
	}
	pthread_mutex_lock(&m->flow.lock);
	before = m->flow.expect;
	m->flow.expect = NULL;
	pthread_mutex_unlock(&m->flow.lock);
	expect_free(before);
	return 0;
}

int davit_mock_verify(davit_mock *m, char **report)
{
	struct buf text = BUF_INIT(REPORT_MAX);
	size_t n = 0;
	int r = 0;

	pthread_mutex_lock(&m->flow.lock);
	if (m->flow.expect != NULL)
		n = expect_verify(m->flow.expect, &text);
	pthread_mutex_unlock(&m->flow.lock);
	if (n > 0 && report != NULL) {
		/* What is too much is left out. */
		text.status = text.status == DAVIT_ETOOBIG ? 0 : text.status;
		*report = buf_take(&text);
		r = *report == NULL ? DAVIT_ENOMEM : 0;
	}
	buf_done(&text);
	return r < 0 ? r : n > 0;
}

void davit_mock_free(davit_mock *m)
{
	size_t i;

	if (m == NULL)
		return;
	if (m->life == THREAD) {
		server_stop(m->server, 0);
		pthread_join(m->thread, NULL);
	}
	flow_done(&m->flow);
	server_free(m->server);
	world_free(m->flow.world);
	fixtures_free(m->flow.fixtures);
	replay_free(m->flow.replay);
	recorder_free(m->flow.recorder);
	expect_free(m->flow.expect);
	for (i = 0; i < m->naddresses; i++)
		free(m->addresses[i]);
	free(m->addresses);
	pthread_mutex_destroy(&m->flow.lock);
	free(m);
}
