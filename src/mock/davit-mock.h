/* SPDX-License-Identifier: MIT */
/*
 * davit-mock - an engine for tests, out of davit's tables.
 *
 * A mock listens like an engine, understands each operation of its API
 * version, refuses what the engine would refuse, and answers: from a small
 * world of containers, images, volumes and networks where that matters, else
 * with values that satisfy the documented schema.
 *
 *	davit_mock_opts o = DAVIT_MOCK_OPTS_INIT;
 *	davit_mock *m;
 *	davit_error err;
 *
 *	o.engine = "docker";
 *	o.api_version = "v1.44";
 *	if (davit_mock_new(&o, &m, &err) < 0 ||
 *	    davit_mock_start(m, &err) < 0)
 *		errx(1, "%s", err.text);
 *	setenv("DOCKER_HOST", davit_mock_address(m, 0), 1);
 *	... what is to be tested ...
 *	davit_mock_free(m);
 *
 * Conventions as in davit.h.  Any thread may call the functions of a mock
 * that runs, but for davit_mock_free(), which is called once.
 */
#ifndef DAVIT_MOCK_H
#define DAVIT_MOCK_H

#include <davit.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

typedef struct davit_mock davit_mock;

/*
 * Receives a line for each request that was answered, without a newline.
 * Called from the thread that serves; must not call back.
 */
typedef void davit_mock_log_fn(const char *line, void *ctx);

enum davit_mock_check {		/* of parameters and bodies */
	DAVIT_MOCK_CHECK_OFF,	/* as lenient as an engine is */
	DAVIT_MOCK_CHECK_WARN,	/* the same; what is wrong stands in the log
				   and in davit_mock_requests() */
	DAVIT_MOCK_CHECK_STRICT	/* what davit_check() finds is refused: 400 */
};

#define DAVIT_MOCK_LOG_JSON 1u	/* lines of the log are JSON objects */
#define DAVIT_MOCK_REPLAY_FAST 4u /* without the pauses there were */
#define DAVIT_MOCK_STATELESS 2u	/* there is no world: each operation succeeds,
				   with a value that satisfies its schema */

/*
 * Zero means the default for every member.  Times are in milliseconds; 0 is
 * the default, a negative number is "never".  Everything is copied.
 */
typedef struct davit_mock_opts {
	size_t size;		/* sizeof(davit_mock_opts) */
	const char *engine;	/* "docker", "podman"; NULL: the first one */
	const char *api_version; /* the newest it speaks; NULL: newest known */
	const char *min_version; /* the oldest; NULL: as the engine has it */
	const char *const *listen; /* unix:///path, tcp://host:port, http://,
				   https://; port 0: a free one; NULL-
				   terminated.  NULL: one unix socket in a
				   private directory */
	const char *tls_cert;	/* PEM files; with a certificate tcp:// is */
	const char *tls_key;	/* TLS, too */
	const char *tls_client_ca; /* clients need a certificate of it */
	int check;		/* davit_mock_check */
	json_t *fixtures;	/* {"world", "answers"}: what is in the world,
				   what is answered in its place; see
				   davit-fixtures(5).  NULL: a little of
				   everything */
	const char *fixtures_file; /* the same as YAML or JSON; not with
				   `fixtures` */
	const char *expect_file; /* as davit_mock_expect() has it */
	const char *upstream;	/* a real engine that answers, unix:///path or
				   tcp://host:port; what is said is written to
				   ... */
	const char *record_file; /* ... this file, without secrets */
	const char *replay_file; /* ... and is answered out of it */
	size_t max_connections;	/* default 256; more are told 503 */
	size_t max_head;	/* bytes of a request's head; default 256 KiB */
	size_t max_body;	/* default 256 MiB; kept in memory */
	long idle_timeout;	/* between requests; default 5 min */
	long read_timeout;	/* for a head, and between parts of a body;
				   default 30 s */
	long write_timeout;	/* until a client takes something; default
				   30 s */
	long remember;		/* requests that davit_mock_requests() knows,
				   the latest; default 1000, negative: none */
	davit_mock_log_fn *log;
	void *log_ctx;
	unsigned flags;		/* DAVIT_MOCK_... */
} davit_mock_opts;

#define DAVIT_MOCK_OPTS_INIT { sizeof(davit_mock_opts), NULL, NULL, NULL, \
	NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, \
	0, 0, 0, 0, 0, NULL, NULL, 0 }

/*
 * Makes a mock and listens; it answers from davit_mock_start() or
 * davit_mock_run() on.  A unix socket that nobody listens on any more is
 * replaced.  `opts` may be NULL.
 * Errors: EINVAL (options, addresses, certificates, fixtures), EENGINE,
 * EVERSION, ECONN (can't be listened on), ENOMEM.
 * Ownership: returns new; davit_mock_free().  Since 0.1.
 */
int davit_mock_new(const davit_mock_opts *opts, davit_mock **out,
		   davit_error *err);

/*
 * The i-th address it was told to listen on, with the port that was found, as
 * a client takes it; NULL past the last.  Returns borrowed, from the mock.
 * Since 0.1.
 */
const char *davit_mock_address(const davit_mock *m, size_t i);

/*
 * Serves in a thread of its own, which blocks all signals.  Errors: EINVAL
 * (it serves, or has served), ENOMEM.  Since 0.1.
 */
int davit_mock_start(davit_mock *m, davit_error *err);

/*
 * Serves in this thread until davit_mock_stop().  Errors: EINVAL (it serves,
 * or has served), ECONN.  Since 0.1.
 */
int davit_mock_run(davit_mock *m, davit_error *err);

/*
 * Ends it: no further connections and requests; what is being answered has
 * `grace` ms to end (negative: as long as it takes), then it is cut.  Returns
 * at once; calling it again gives another `grace`.  Also from a signal
 * handler.  Since 0.1.
 */
void davit_mock_stop(davit_mock *m, long grace);

/*
 * The requests answered so far, the oldest first: an array of {"operation",
 * "engine", "version", "method", "target", "params", "body", "body_length",
 * "status", "problems"}.  "operation", "engine", "version" and "params" are
 * missing where it was none, "body" where it had none or isn't JSON,
 * "body_length", in bytes, where it had none, "problems" where there are none
 * or they weren't looked for.  A request is among them before its answer is
 * sent.  Only `remember` of them are kept.  Returns new; json_decref().  NULL
 * without memory.  Since 0.1.
 */
json_t *davit_mock_requests(davit_mock *m);

/* Forgets the requests answered so far.  Since 0.1. */
void davit_mock_forget(davit_mock *m);

/*
 * Calls that are expected from now on: a list of {"op", "params", "body",
 * "times"}, or {"calls": that list, "order", "others", "ignore"}; see
 * davit-fixtures(5).  What was expected before is forgotten; `expected` NULL
 * expects nothing any more, and nothing is a surprise then.
 * Errors: EINVAL (what it can't be), ENOMEM.  Since 0.1.
 */
int davit_mock_expect(davit_mock *m, json_t *expected, davit_error *err);

/*
 * Has all that was expected come, and nothing else?  Returns 0, or 1 with
 * lines in *report that say what was missing, what was too much and what came
 * nearest.  `report` may be NULL.  Errors: ENOMEM.
 * Ownership: *report is new; free().  Since 0.1.
 */
int davit_mock_verify(davit_mock *m, char **report);

/* Stops it without grace, waits for its thread, removes its sockets and
 * frees; NULL is allowed.  Since 0.1. */
void davit_mock_free(davit_mock *m);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
