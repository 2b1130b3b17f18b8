/* SPDX-License-Identifier: MIT */
/*
 * davit - a data-driven client for container engines.
 *
 *   1 quick start          5 bodies            9 schemas
 *   2 errors               6 replies          10 version of the library
 *   3 clients              7 streams          11 recipes
 *   4 calls                8 what the tables know
 *                                             12 looking things up
 *                                             13 what is wrong here
 *
 * Conventions.  Functions that can fail return int: 0 or more is good, a
 * negative DAVIT_E... code is bad.  `out` is written only on success, with
 * one exception told at davit_invoke().  Inputs are borrowed for the
 * duration of the call unless the text says "copies"; json_t inputs are
 * never modified and never stolen.  "Returns new" means you free it,
 * "returns borrowed" means you don't.  A NULL error pointer is allowed
 * everywhere.
 *
 * Threads.  A client and its replies belong to one thread at a time;
 * different clients are independent; what the tables know is constant and
 * may be asked from any thread; the library has no mutable globals.
 */
#ifndef DAVIT_H
#define DAVIT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <jansson.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/* ---- 1 quick start ------------------------------------------------------
 *
 *	davit_client *c;
 *	davit_error err;
 *	json_t *info;
 *
 *	if (davit_client_new(NULL, &c, &err) < 0 ||
 *	    davit_call(c, "ContainerInspect", &info, &err,
 *		       "{s:s}", "id", "web") < 0)
 *		fprintf(stderr, "%s\n", err.text);
 */

/* ---- 2 errors -----------------------------------------------------------
 *
 * Every failure is told once, in a struct the caller owns.  `text` is one
 * line that names the thing; `where` is the place in the input, if it was
 * the input; `hint` is what to try, if there is something to try.  The
 * numbers never change their meaning.
 */
enum davit_code {
	DAVIT_OK = 0,
	DAVIT_ENOMEM = -1,	/* out of memory */
	DAVIT_EINVAL = -2,	/* the call itself is wrong */
	DAVIT_EENGINE = -3,	/* no such engine */
	DAVIT_EVERSION = -4,	/* no such API version, or refused by it */
	DAVIT_ENOOP = -5,	/* no such operation in this version */
	DAVIT_EPARAM = -6,	/* parameters do not fit the operation */
	DAVIT_EBODY = -7,	/* body does not fit the operation */
	DAVIT_ECONN = -8,	/* engine not reachable, connection broken */
	DAVIT_ETLS = -9,	/* certificates, keys, handshake */
	DAVIT_ETIMEOUT = -10,	/* a deadline passed */
	DAVIT_ECANCELED = -11,	/* cancelled by the caller */
	DAVIT_EPROTO = -12,	/* the answer is not what HTTP or JSON allow */
	DAVIT_ETOOBIG = -13,	/* a limit set by the caller was reached */
	DAVIT_EREMOTE = -14,	/* the engine said no; see http_status */
	DAVIT_EAGAIN = -15	/* nothing there yet */
};

typedef struct davit_error {
	int code;		/* DAVIT_OK or a negative davit_code */
	int http_status;	/* of the answer, 0 if there was none */
	int sys;		/* errno, 0 if the system had no part in it */
	int count;		/* problems found (validation), else 1 */
	char text[512];		/* one line, no final period */
	char where[128];	/* "params.signal", "body.HostConfig", or "" */
	char hint[256];		/* one line, or "" */
	char detail[1536];	/* the further problems, one a line, or "" */
	void *reserved[4];
} davit_error;

/*
 * The name of a code: "EPARAM".  Returns borrowed, for ever; never NULL.
 * Since 0.1.
 */
const char *davit_code_name(int code);

/* ---- 3 clients ----------------------------------------------------------
 *
 * A client speaks to one engine at one endpoint in one API version.  Any
 * number of them live side by side.  Nothing is sent before the first call.
 */
typedef struct davit_client davit_client;

/*
 * Receives one line for each request, answer and decision, without a
 * newline, secrets masked unless DAVIT_SHOW_SECRETS is among the flags of the
 * call.  Called from within calls of this client only; must not call back
 * into it.
 */
typedef void davit_log_fn(const char *line, void *ctx);

/* One thing wrong with parameters or body. */
typedef struct davit_problem {
	int code;		/* EPARAM or EBODY; EINVAL: see `warn` */
	const char *where;	/* "params.signal"; borrowed, this call */
	const char *text;	/* one line; borrowed, this call */
	const char *hint;	/* "did you mean ..." or "" */
} davit_problem;

typedef void davit_problem_fn(const davit_problem *p, void *ctx);

#define DAVIT_TLS_INSECURE 1u	/* do not verify the server's certificate */
#define DAVIT_NO_PROXY 2u	/* no proxy is used, whatever the environment
				   says */

/*
 * Zero means the default for every member.  Times are in milliseconds; 0 is
 * the default, a negative number is "never".  Strings are copied.
 */
typedef struct davit_client_opts {
	size_t size;		/* sizeof(davit_client_opts) */
	const char *engine;	/* "docker", "podman"; NULL: that which has
				   the version, or whichever answers */
	const char *api_version; /* "v1.41", "1.41"; NULL or "auto": ask */
	const char *endpoint;	/* unix:///p, tcp://h:p, http://, https://,
				   ssh://u@h, fd://n; NULL: as the docker
				   command or podman find it */
	long connect_timeout;	/* default 10 000 */
	long first_byte_timeout; /* from request to status line; default
				   never; not applied where the answer may
				   rightly take for ever */
	long stall_timeout;	/* without a byte either way; default never */
	long call_timeout;	/* whole call; default never */
	const char *tls_ca;	/* PEM files */
	const char *tls_cert;
	const char *tls_key;
	const char *tls_passphrase; /* of the key; wiped when done */
	unsigned flags;		/* DAVIT_TLS_INSECURE, DAVIT_NO_PROXY */
	size_t max_reply;	/* bytes of a reply kept in memory; default
				   64 MiB */
	const char *const *headers; /* "Name: value", NULL-terminated */
	davit_log_fn *log;
	void *log_ctx;
	unsigned call_flags;	/* of every call: section 4 */
	davit_problem_fn *warn;	/* gets what seems wrong with the members of
				   a body or the keys of filters; it is sent
				   all the same.  NULL: they are not looked
				   at.  Also, with EINVAL, once for each, what
				   is wrong with the user's configuration and
				   does not matter to the call */
	void *warn_ctx;
	const char *context;	/* a context of Docker's or a connection of
				   Podman's, by name; not with `endpoint` */
} davit_client_opts;

#define DAVIT_CLIENT_OPTS_INIT { sizeof(davit_client_opts), NULL, NULL, \
	NULL, 0, 0, 0, 0, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, \
	0, NULL, NULL, NULL }

/*
 * Makes a client.  `opts` may be NULL.  Checks everything that can be
 * checked without the engine: engine, version, endpoint, whether files can
 * be read.  Errors: EINVAL, EENGINE, EVERSION, ENOMEM.
 * Ownership: returns new; davit_client_free().  Since 0.1.
 */
int davit_client_new(const davit_client_opts *opts, davit_client **out,
		     davit_error *err);

/* Closes connections and frees; NULL is allowed.  Since 0.1. */
void davit_client_free(davit_client *c);

/*
 * Settles the API version now instead of at the first call.  A failure is
 * not remembered: the next call asks again.  Errors: ECONN, ETLS, ETIMEOUT,
 * EPROTO, EVERSION.  Since 0.1.
 */
int davit_client_connect(davit_client *c, davit_error *err);

/* What was decided, and why.  Strings are borrowed from the client. */
typedef struct davit_client_info {
	const char *engine;		/* "docker"; a guess until there is an
					   engine_source */
	const char *endpoint;		/* "unix:///run/docker.sock" */
	const char *endpoint_source;	/* "given", "environment DOCKER_HOST",
					   "context NAME (FILE)", "connection
					   NAME (FILE)", "default socket" */
	const char *version;		/* "v1.41"; NULL: not settled yet */
	const char *version_source;	/* "given", "negotiated", "oldest known:
					   untested with this engine"; NULL */
	const char *server_version;	/* newest the engine speaks; NULL */
	const char *server_minimum;	/* oldest; NULL: not known */
	const char *context;		/* name of a context or connection;
					   NULL */
	const char *engine_source;	/* "given", "version v5.4.2", "found:
					   the engine sends
					   Libpod-API-Version"; NULL: it was
					   not asked yet */
	const char *origin;		/* "https://host:2376": what HTTP is
					   spoken to; "http://localhost" where
					   that is no address */
	const char *tls_ca, *tls_cert, *tls_key; /* files; NULL: none */
	unsigned flags;			/* DAVIT_TLS_INSECURE */
	void *reserved[6];
} davit_client_info;

/* Fills `out` with what is known; asks nobody.  Since 0.1. */
void davit_client_about(const davit_client *c, davit_client_info *out);

/*
 * Asks the engine for the oldest version it speaks, as well as the newest.
 * Afterwards davit_client_about() tells both.  Errors as
 * davit_client_connect().  Since 0.1.
 */
int davit_client_probe(davit_client *c, davit_error *err);

/* ---- 4 calls ------------------------------------------------------------
 *
 * `params` is a JSON object {name: value} or NULL.  A name that stands both
 * in path and query is written "path:name" or "query:name".  Where an
 * operation has just one path parameter, "id" and "name" both mean it.
 *
 * Credentials of registries that are not given are looked for where docker
 * and podman keep them, by the image that the call names; DAVIT_NO_AUTH
 * switches that off.  It reads files, may run a helper program for 30
 * seconds, and is done for the operations only that take some.
 */
typedef struct davit_body davit_body;
typedef struct davit_reply davit_reply;

#define DAVIT_ALLOW_UNLISTED 1u	/* send parameters the tables don't know, as
				   query values; take a body anywhere */
#define DAVIT_SHOW_SECRETS 2u	/* mask nothing in plans, errors and log */
#define DAVIT_NO_BODY_CHECK 4u	/* the body's type is not looked at */
#define DAVIT_STRICT 8u		/* what is wrong with the body's members or the
				   keys of filters is an error, no warning */
#define DAVIT_NO_AUTH 16u	/* no credentials are looked for */

/* Per call; zero means "as the client says".  Times as in section 3. */
typedef struct davit_call_opts {
	size_t size;		/* sizeof(davit_call_opts) */
	unsigned flags;
	long first_byte_timeout, stall_timeout, call_timeout;
	size_t max_reply;
	const char *const *headers;
	int framed;		/* of a stream: 1 yes, -1 no, 0 find out */
	davit_reply **refused;	/* davit_open(): where a refusal's reply goes;
				   yours to free.  NULL: nowhere */
} davit_call_opts;

#define DAVIT_CALL_OPTS_INIT { sizeof(davit_call_opts), 0, 0, 0, 0, 0, NULL, \
	0, NULL }

/*
 * Looks the operation up, checks parameters and body, calls the engine and
 * reads the whole reply.  `params`, `body`, `opts` and `out` may be NULL.
 *
 * A status of 304 is a normal outcome.  A status of 400 and above returns
 * EREMOTE with the engine's own words in err->text - and, alone among the
 * failures, also gives the reply in `out`.
 *
 * Errors: EINVAL, ENOOP, EVERSION, EPARAM, EBODY before anything is sent;
 * ECONN, ETLS, ETIMEOUT, EPROTO, ETOOBIG, EREMOTE, ENOMEM after.
 * Ownership: returns new; davit_reply_free().  Since 0.1.
 */
int davit_invoke(davit_client *c, const char *op, json_t *params,
		 const davit_body *body, const davit_call_opts *opts,
		 davit_reply **out, davit_error *err);

/*
 * The same in one line: `fmt` and what follows are json_pack()'s and make
 * the parameters (NULL or "": none); the JSON reply comes out (NULL where
 * the engine sent none).  Ownership: returns new; json_decref().  Since 0.1.
 */
int davit_call(davit_client *c, const char *op, json_t **out,
	       davit_error *err, const char *fmt, ...);

/*
 * Sends any request, for what the tables don't know.  `target` begins with
 * "/", is sent as it stands and gets no version prefix.  Otherwise like
 * davit_invoke().  Since 0.1.
 */
int davit_request(davit_client *c, const char *method, const char *target,
		  const davit_body *body, const davit_call_opts *opts,
		  davit_reply **out, davit_error *err);

/*
 * What davit_invoke() would send, without sending it, as a JSON object:
 * {"method", "path", "query": [[name, value], ...], "headers": {}, "body"}.
 * The path is encoded and has its version prefix; the names and values of
 * the query are not encoded.  "body" is the JSON value, or a string telling
 * what would be streamed, or null.  Secrets are masked unless
 * DAVIT_SHOW_SECRETS is given.  With an automatic version the newest known
 * one is used unless the client has settled one already: the engine is not
 * asked.  Errors as before sending.  Ownership: returns new.  Since 0.1.
 */
int davit_plan(davit_client *c, const char *op, json_t *params,
	       const davit_body *body, const davit_call_opts *opts,
	       json_t **out, davit_error *err);

/*
 * The same of what davit_request() would send: "path" is the whole target,
 * "query" empty.  There the names alone tell what is secret.  Ownership:
 * returns new.  Since 0.1.
 */
int davit_plan_request(davit_client *c, const char *method,
		       const char *target, const davit_body *body,
		       const davit_call_opts *opts, json_t **out,
		       davit_error *err);

/*
 * A call that is made again and again: looked up once, and `params`, the
 * values that stay, checked once (copies; NULL: none).  Must be freed before
 * its client.  Errors: as davit_invoke() before anything is sent, and those
 * of settling the version.  Ownership: returns new; davit_prepared_free().
 * Since 0.1.
 */
typedef struct davit_prepared davit_prepared;
int davit_prepare(davit_client *c, const char *op, json_t *params,
		  unsigned flags, davit_prepared **out, davit_error *err);

/*
 * Makes the call with the values that change; one given here as well takes
 * the place of the one that stays.  Otherwise like davit_invoke().
 * Since 0.1.
 */
int davit_prepared_invoke(davit_prepared *p, json_t *params,
			  const davit_body *body, const davit_call_opts *opts,
			  davit_reply **out, davit_error *err);

/* Frees; NULL is allowed.  Since 0.1. */
void davit_prepared_free(davit_prepared *p);

/*
 * Checks without a client: every problem is reported to `fn`, those of the
 * body's members and most of filters' keys with DAVIT_STRICT only.
 * `version` NULL is the newest.  Returns the number of problems.
 * Errors: EENGINE, EVERSION, ENOOP, EINVAL, ENOMEM.  Since 0.1.
 */
int davit_check(const char *engine, const char *version, const char *op,
		json_t *params, const davit_body *body, unsigned flags,
		davit_problem_fn *fn, void *ctx, davit_error *err);

/* Versions in a row, oldest first, in which a call comes out alike. */
typedef struct davit_range {
	const char *engine, *first, *last;
	size_t nversions;
	const char *operation;	/* its name there; NULL: there is none */
	int count;		/* problems; 0: the call would work */
	int code;		/* of the first problem, as in davit_error; */
	const char *where, *text, *hint;	/* borrowed, this call */
	void *reserved[2];
} davit_range;

typedef void davit_range_fn(const davit_range *r, void *ctx);

/*
 * Would a call work?  Checks it as davit_check() with DAVIT_STRICT does in
 * each version from `first` (NULL: the oldest) to `last` (NULL: the newest)
 * and reports them in ranges to `fn` (NULL: nobody).  Returns in how many of
 * them it would.  Errors: EENGINE, EVERSION, EINVAL, ENOMEM.  Since 0.1.
 */
int davit_preflight(const char *engine, const char *first, const char *last,
		    const char *op, json_t *params, const davit_body *body,
		    davit_range_fn *fn, void *ctx, davit_error *err);

/* ---- 5 bodies -----------------------------------------------------------
 *
 * What goes up: a JSON value, bytes in memory, a descriptor (a regular file
 * is sent with its length, anything else in chunks), or a function.  `type`
 * NULL lets the tables choose the Content-Type.  All borrowed.
 */
enum davit_body_kind {
	DAVIT_BODY_NONE, DAVIT_BODY_JSON, DAVIT_BODY_TEXT, DAVIT_BODY_MEM,
	DAVIT_BODY_FD, DAVIT_BODY_READ
};

/*
 * Fills at most `len` bytes; returns how many, 0 at the end, negative to
 * make the call fail with ECANCELED.
 */
typedef ssize_t davit_read_fn(void *buf, size_t len, void *ctx);

struct davit_body {
	int kind;
	json_t *json;
	const void *data;
	size_t len;
	int fd;
	davit_read_fn *read;
	void *ctx;
	const char *type;
	void *reserved[2];
};

/* A JSON value. */
static inline davit_body davit_body_json(json_t *json)
{
	davit_body b = { DAVIT_BODY_JSON, NULL, NULL, 0, -1, NULL, NULL,
			 NULL, { NULL, NULL } };
	b.json = json;
	return b;
}

/* JSON as text: checked, then sent byte for byte. */
static inline davit_body davit_body_text(const char *text, size_t len)
{
	davit_body b = { DAVIT_BODY_TEXT, NULL, NULL, 0, -1, NULL, NULL,
			 NULL, { NULL, NULL } };
	b.data = text;
	b.len = len;
	return b;
}

/* Bytes in memory: an archive, say. */
static inline davit_body davit_body_mem(const void *data, size_t len,
					const char *type)
{
	davit_body b = { DAVIT_BODY_MEM, NULL, NULL, 0, -1, NULL, NULL,
			 NULL, { NULL, NULL } };
	b.data = data;
	b.len = len;
	b.type = type;
	return b;
}

/* What can be read from a descriptor, from where it stands to its end. */
static inline davit_body davit_body_fd(int fd, const char *type)
{
	davit_body b = { DAVIT_BODY_FD, NULL, NULL, 0, -1, NULL, NULL,
			 NULL, { NULL, NULL } };
	b.fd = fd;
	b.type = type;
	return b;
}

/* What a function gives. */
static inline davit_body davit_body_read(davit_read_fn *read, void *ctx,
					 const char *type)
{
	davit_body b = { DAVIT_BODY_READ, NULL, NULL, 0, -1, NULL, NULL,
			 NULL, { NULL, NULL } };
	b.read = read;
	b.ctx = ctx;
	b.type = type;
	return b;
}

/* ---- 6 replies ----------------------------------------------------------
 *
 * Everything is borrowed from the reply and valid until it is freed.
 */

/* The HTTP status.  Since 0.1. */
int davit_reply_status(const davit_reply *r);

/* A header by name, any case; NULL if absent.  Since 0.1. */
const char *davit_reply_header(const davit_reply *r, const char *name);

/*
 * The i-th header; returns 0, or EINVAL past the last.  `value` is
 * borrowed like `name`.  Since 0.1.
 */
int davit_reply_header_at(const davit_reply *r, size_t i, const char **name,
			  const char **value);

/* The body as it came; a zero byte follows it.  Since 0.1. */
const void *davit_reply_body(const davit_reply *r, size_t *len);

/*
 * The body decoded, kept with the reply; NULL in `out` where the body is
 * empty.  Several values one behind the other, as streams of progress are,
 * become an array.  An integer beyond int64 becomes a string of its digits
 * and sets the flag below; nothing else is changed.  Errors: EPROTO with the
 * place, ENOMEM.  Ownership: returns borrowed.  Since 0.1.
 */
int davit_reply_json(davit_reply *r, json_t **out, davit_error *err);

#define DAVIT_REPLY_JSON 1u	/* the content type says JSON */
#define DAVIT_REPLY_BIGINT 2u	/* davit_reply_json() met such integers */

/* Flags.  Since 0.1. */
unsigned davit_reply_flags(const davit_reply *r);

/* Frees; NULL is allowed.  Since 0.1. */
void davit_reply_free(davit_reply *r);

/* ---- 7 streams ----------------------------------------------------------
 *
 * An answer read as it comes, with back-pressure: what isn't read stays
 * with the engine.  A stream is opened, read and closed; several may be open
 * on one client.  Where the operation takes the connection over (attach,
 * exec), it can be written to as well.
 *
 *	while ((n = davit_stream_read(s, buf, sizeof(buf))) > 0)
 *		fwrite(buf, 1, (size_t)n, stdout);
 *	if (n < 0)
 *		fprintf(stderr, "%s\n", davit_stream_error(s)->text);
 *	davit_stream_close(s);
 *
 * The end of a stream is a verdict.  Engines say 200 first and fail later:
 * an error object among progress, an archive that is cut.  Then the last
 * read returns EREMOTE or EPROTO instead of 0, after everything was
 * delivered.  A failure stays: every later read returns it again.
 */
typedef struct davit_stream davit_stream;
struct pollfd;

/*
 * Like davit_invoke(), but returns as soon as the head of the answer is
 * there.  A refusal is EREMOTE with the engine's words, and no stream.  A
 * body is sent while waiting for the head; what it borrows must stay until
 * the stream is closed.  Errors: as davit_invoke().
 * Ownership: returns new; davit_stream_close().  Since 0.1.
 */
int davit_open(davit_client *c, const char *op, json_t *params,
	       const davit_body *body, const davit_call_opts *opts,
	       davit_stream **out, davit_error *err);

/* Status and headers; no body.  Borrowed from the stream.  Since 0.1. */
const davit_reply *davit_stream_reply(const davit_stream *s);

/*
 * The next bytes, at most `len`, waiting for at least one.  Returns how
 * many, 0 at a good end.  Errors: ECONN, ETLS, ETIMEOUT, ECANCELED, EPROTO,
 * EREMOTE.  Since 0.1.
 */
ssize_t davit_stream_read(davit_stream *s, void *buf, size_t len);

/*
 * The same without a copy: shows the bytes that are there, valid until the
 * next call on this stream.  Returns 1, 0 at a good end.  Since 0.1.
 */
int davit_stream_next(davit_stream *s, const void **data, size_t *len);

#define DAVIT_STDOUT 1
#define DAVIT_STDERR 2

typedef struct davit_frame {
	int channel;		/* DAVIT_STDOUT, DAVIT_STDERR */
	const void *data;	/* borrowed until the next call */
	size_t len;
	int last;		/* ends what the engine sent at one go */
} davit_frame;

/*
 * The next piece of output, told apart by channel; of a long frame there are
 * several pieces.  Without frames everything is DAVIT_STDOUT.  Words of the
 * engine itself among the frames are an error, EREMOTE.  Returns 1, 0 at a
 * good end.  Errors: as before, EPROTO with the offset.  Since 0.1.
 */
int davit_stream_frame(davit_stream *s, davit_frame *out);

/*
 * Whether frames come: 1 or 0.  Decided by the content type, else by asking
 * the engine whether there is a terminal, never by the bytes; davit_call_opts
 * may say it beforehand.  Errors: those of asking.  Since 0.1.
 */
int davit_stream_framed(davit_stream *s, davit_error *err);

/*
 * The next JSON value, whatever separates them.  An integer beyond int64
 * becomes a string.  Returns 1, 0 at a good end.  Errors: as before.
 * Ownership: returns new; json_decref().  Since 0.1.
 */
int davit_stream_json(davit_stream *s, json_t **out);

/*
 * The text of the value that davit_stream_json() just gave, as the engine
 * wrote it; NULL if it gave none.  Not terminated; borrowed until the next
 * call on this stream.  Since 0.1.
 */
const char *davit_stream_text(const davit_stream *s, size_t *len);

/*
 * The rest to a descriptor, as fast as it goes, adding to *bytes (NULL is
 * allowed) what was written.  Errors: as before; EINVAL with `sys` for a
 * failing write.  Since 0.1.
 */
int davit_stream_save(davit_stream *s, int fd, uint64_t *bytes);

/*
 * The rest, piece by piece, to a function; it stops the stream with
 * ECANCELED by returning non-zero.  Since 0.1.
 */
typedef int davit_frame_fn(const davit_frame *frame, void *ctx);
int davit_stream_each(davit_stream *s, davit_frame_fn *fn, void *ctx);

/*
 * Writes some of it, at least a byte; returns how much.  Errors: EAGAIN (the
 * engine takes nothing before something is read), EINVAL (not taken over, or
 * after davit_stream_shutdown()), ECONN, ETIMEOUT, ECANCELED.  Since 0.1.
 */
ssize_t davit_stream_write(davit_stream *s, const void *buf, size_t len);

/* No more will be written; reading goes on.  Errors: EINVAL, ECONN. */
int davit_stream_shutdown(davit_stream *s);

/* Can it be written to?  Since 0.1. */
int davit_stream_duplex(const davit_stream *s);

/* A descriptor to poll for reading, where duplex; else -1: davit_wait(). */
int davit_stream_fd(const davit_stream *s);

/* Would a read return at once?  Ask before polling.  Since 0.1. */
int davit_stream_ready(davit_stream *s);

/*
 * Gives it up: whatever waits in it returns ECANCELED.  From any thread, or
 * a signal handler, while the stream is open.  Since 0.1.
 */
void davit_stream_cancel(davit_stream *s);

/* The failure that ended it; its code is DAVIT_OK if none did. */
const davit_error *davit_stream_error(const davit_stream *s);

/* Ends it, wherever it stands; NULL is allowed.  Since 0.1. */
void davit_stream_close(davit_stream *s);

/*
 * Moves all streams of the client on and waits until one of them or one of
 * `fds` has something, at most `timeout` ms (negative: for ever).  Returns
 * how many of `fds` are ready.  Duplex streams belong among the `fds`.
 * Errors: ECANCELED, ENOMEM.  Since 0.1.
 */
int davit_wait(davit_client *c, struct pollfd *fds, unsigned n, int timeout);

/*
 * Makes the call this client is waiting in return ECANCELED.  From any
 * thread, or a signal handler.  Since 0.1.
 */
void davit_cancel(davit_client *c);

/* ---- 8 what the tables know ---------------------------------------------
 *
 * Constant data, no engine, no allocation, any thread.  The structs are
 * filled by the functions; all strings are borrowed for ever.  `version`
 * NULL means the newest; "v1.41" and "1.41" are the same.  `engine` NULL
 * means the first one that has the version.
 */

/* How many engines, and the i-th one's name; NULL past the last. */
size_t davit_engine_count(void);
const char *davit_engine_name(size_t i);

/* "Docker Engine" for "docker"; NULL if unknown.  Since 0.1. */
const char *davit_engine_title(const char *engine);

typedef struct davit_version {
	const char *engine;	/* "podman" */
	const char *name;	/* "v5.4.1" */
	const char *document;	/* the version whose document it shares */
	const char *level;	/* of the Docker-compatible half, or its own
				   number */
	const char *note;	/* "" or one line worth telling */
	size_t noperations;
	void *reserved[4];
} davit_version;

/*
 * The i-th published version, oldest first.  Returns 0, or EINVAL past the
 * last, EENGINE.  Since 0.1.
 */
int davit_version_at(const char *engine, size_t i, davit_version *out);

/*
 * One version by name.  Errors: EENGINE, EVERSION (text names the nearest
 * or the newest known).  Since 0.1.
 */
int davit_version_find(const char *engine, const char *version,
		       davit_version *out, davit_error *err);

typedef struct davit_release {
	const char *engine;	/* "docker" */
	const char *release;	/* "20.10"; later ones are meant, too, up to
				   the next one listed */
	const char *newest;	/* "v1.41": the newest version it speaks */
	const char *oldest;	/* "1.12": the oldest, as the engine tells it,
				   known to the tables or not */
	const char *level;	/* as in davit_version, of the newest */
	const char *note;	/* "" or one line worth telling */
	void *reserved[4];
} davit_release;

/*
 * The i-th release of an engine, oldest first, and which versions it speaks
 * unless set up otherwise.  Returns 0, or EINVAL past the last, EENGINE.
 * Since 0.1.
 */
int davit_release_at(const char *engine, size_t i, davit_release *out);

/*
 * The category that follows `previous` (NULL: the first) in alphabetical
 * order, NULL after the last or for an unknown engine.  Since 0.1.
 */
const char *davit_category_next(const char *engine, const char *version,
				const char *previous);

enum davit_stream_kind {
	DAVIT_STREAM_NONE,	/* one document */
	DAVIT_STREAM_RAW,	/* bytes */
	DAVIT_STREAM_FRAMES,	/* stdout and stderr, framed */
	DAVIT_STREAM_JSON,	/* JSON objects */
	DAVIT_STREAM_TAR	/* an archive */
};

#define DAVIT_OP_BODY 1u		/* takes a body */
#define DAVIT_OP_BODY_REQUIRED 2u
#define DAVIT_OP_BODY_RAW 4u		/* of bytes, not JSON */
#define DAVIT_OP_LATE 8u		/* may answer late */
#define DAVIT_OP_VERDICT 16u		/* success is told at the end */
#define DAVIT_OP_RETRY 32u		/* safe to send again */
#define DAVIT_OP_DEPRECATED 64u

typedef struct davit_op {
	const char *engine, *version;
	const char *name, *method, *path, *category, *summary;
	const char *since, *until; /* until NULL: in the newest version */
	const char *upgrade;	/* NULL, "tcp", "h2c", "websocket" */
	int stream;		/* davit_stream_kind */
	unsigned flags;		/* DAVIT_OP_... */
	size_t nparams, nresponses;
	const void *priv;
	uint32_t row, epoch;
	const char *role;	/* NULL, or what it does in any engine:
				   "container-create" for the operation that
				   the alias "@container-create" means */
	void *reserved[3];
} davit_op;

/*
 * One operation by its exact name (or another name of the same operation).
 * With neither engine nor version it is that of the first engine that has it.
 * Errors: EENGINE, EVERSION, ENOOP: the text offers the nearest name, or
 * tells when the name exists, or that only another engine has it.
 * Since 0.1.
 */
int davit_op_find(const char *engine, const char *version, const char *name,
		  davit_op *out, davit_error *err);

/*
 * Steps through the operations of a version in alphabetical order, of one
 * category if it isn't NULL.  Start with a zeroed struct; returns 1 while
 * there is one, 0 at the end.  Errors: EENGINE, EVERSION.  Since 0.1.
 */
int davit_op_next(const char *engine, const char *version,
		  const char *category, davit_op *op);

/*
 * Writes the URL of the upstream documentation, as much as fits, always
 * terminated; returns its full length (0: there is none).  Since 0.1.
 */
size_t davit_op_doc_url(const davit_op *op, char *buf, size_t len);

/*
 * The i-th media type the body may have (DAVIT_CONSUMES) or the answer comes
 * in (DAVIT_PRODUCES); NULL past the last.  Since 0.1.
 */
#define DAVIT_CONSUMES 0
#define DAVIT_PRODUCES 1
const char *davit_op_media(const davit_op *op, int which, size_t i);

/* ---- 9 schemas ---------------------------------------------------------- */

#define DAVIT_TYPE_NULL 1u
#define DAVIT_TYPE_BOOLEAN 2u
#define DAVIT_TYPE_INTEGER 4u
#define DAVIT_TYPE_NUMBER 8u
#define DAVIT_TYPE_STRING 16u
#define DAVIT_TYPE_ARRAY 32u
#define DAVIT_TYPE_OBJECT 64u

typedef struct davit_schema {
	const char *type;	/* "integer", "any", "string or array", ... */
	const char *format;	/* "int64", or "" */
	const char *name;	/* of the definition, or "" */
	unsigned types;		/* DAVIT_TYPE_... */
	int has_limits;		/* min and max say something */
	int64_t min, max;
	size_t nenums;		/* davit_schema_enum() */
	size_t nfields;		/* davit_schema_field() */
	int has_items;		/* davit_schema_items() */
	int has_extra;		/* davit_schema_extra() */
	const void *priv;
	uint32_t node, epoch;
	void *reserved[2];
} davit_schema;

typedef struct davit_field {
	const char *name;
	const char *since, *until;	/* as in davit_op */
	int required;
	davit_schema schema;
} davit_field;

#define DAVIT_PARAM_REQUIRED 1u
#define DAVIT_PARAM_SECRET 2u
#define DAVIT_PARAM_UNDOCUMENTED 4u	/* not in the engine's document */
#define DAVIT_PARAM_UNKNOWN 8u		/* davit_which(): not a parameter; */
#define DAVIT_PARAM_TWICE 16u		/* another one has the same name */

typedef struct davit_param {
	const char *name;
	const char *in;		/* "path", "query", "header" */
	const char *type;	/* as in davit_schema */
	const char *items;	/* type of an array's elements, or "" */
	const char *dflt;	/* JSON text, or NULL */
	const char *help;	/* one line, or "" */
	const char *encoding;	/* "plain", "repeated", "csv", "json",
				   "filters", "auth" */
	const char *since, *until;
	unsigned flags;		/* DAVIT_PARAM_... */
	size_t nkeys;		/* davit_param_key() */
	davit_schema schema;
	uint32_t index;
	void *reserved[2];
} davit_param;

/* The i-th parameter; returns 0, or EINVAL past the last.  Since 0.1. */
int davit_op_param(const davit_op *op, size_t i, davit_param *out);

/* The i-th known key of a filters parameter; NULL past the last. */
const char *davit_param_key(const davit_param *p, size_t i);

/* The body's schema; returns 0, or EINVAL if it takes none.  Since 0.1. */
int davit_op_body(const davit_op *op, davit_schema *out);

typedef struct davit_response {
	int status;		/* 0: any other */
	int has_schema;
	davit_schema schema;
} davit_response;

/* The i-th answer foreseen; returns 0, or EINVAL past the last. */
int davit_op_response(const davit_op *op, size_t i, davit_response *out);

/* The i-th value allowed; NULL past the last.  Since 0.1. */
const char *davit_schema_enum(const davit_schema *s, size_t i);

/*
 * Elements of an array; members that have no name of their own (a map); the
 * i-th named member; a member by name.  Return 0, or EINVAL if there is
 * none.  Schemas may be recursive: bound your own walk.  Since 0.1.
 */
int davit_schema_items(const davit_schema *s, davit_schema *out);
int davit_schema_extra(const davit_schema *s, davit_schema *out);
int davit_schema_field(const davit_schema *s, size_t i, davit_field *out);
int davit_schema_find(const davit_schema *s, const char *name,
		      davit_field *out);

/*
 * All of an operation as one JSON object: name, category, method, path,
 * summary, since, until, doc, stream, upgrade, consumes, produces,
 * parameters, body, responses; schemas `depth` levels deep (0: types only).
 * Errors: ENOMEM.  Ownership: returns new.  Since 0.1.
 */
int davit_op_json(const davit_op *op, unsigned depth, json_t **out,
		  davit_error *err);

/* A schema in the same way.  Errors: ENOMEM.  Ownership: returns new. */
int davit_schema_json(const davit_schema *s, unsigned depth, json_t **out,
		      davit_error *err);

#define DAVIT_SKELETON_REQUIRED 1u	/* only what must be there */

/*
 * A body to start from: each member with a value that passes the strictest
 * check, as it stands.  Errors: EINVAL if the body isn't JSON, ENOMEM.
 * Ownership: returns new.  Since 0.1.
 */
int davit_op_skeleton(const davit_op *op, unsigned flags, json_t **out,
		      davit_error *err);

/*
 * Follows a dotted path: "HostConfig.Mounts[].Type", where [] are the
 * elements of an array and * the members of a map; both may be left out
 * before a name.  `out` tells where it leads: its name is "[]" or "*" for
 * those, and the versions are those in which the whole path exists.
 * Errors: EINVAL, with the nearest name or the version that has it.
 * Since 0.1.
 */
int davit_schema_path(const davit_schema *s, const char *path,
		      davit_field *out, davit_error *err);

/*
 * The same for an operation: the path begins with "body", "answer" (the
 * first one of success), a status such as "404", or "params" and the name of
 * a parameter.  Without such a beginning it is looked for in body, answer
 * and parameters, in this order.  `root` (NULL is allowed) becomes "body",
 * "answer" or "params".  Errors: EINVAL.  Since 0.1.
 */
int davit_op_path(const davit_op *op, const char *path, const char **root,
		  davit_field *out, davit_error *err);

/* ---- 10 version of the library ------------------------------------------- */

#define DAVIT_VERSION_MAJOR 0
#define DAVIT_VERSION_MINOR 1
#define DAVIT_VERSION_PATCH 0

/* "0.1.0".  Returns borrowed, for ever.  Since 0.1. */
const char *davit_library_version(void);

/* ---- 11 recipes ---------------------------------------------------------
 *
 * What takes several calls in the right order.  They are made of the calls
 * above and do nothing that can't be done without them.  Each blocks until
 * it is through; davit_cancel() ends it.  The time limits of the client are
 * those of each single call.  The functions they are given are called in the
 * same thread and may make other calls with the same client.
 */

/* One value of a stream, borrowed; non-zero stops, with ECANCELED. */
typedef int davit_json_fn(json_t *value, void *ctx);

/*
 * Runs a command in a running container.  `config` is the body of the call
 * that makes an exec: {"Cmd": [...], "Env": [...], "Tty": false, ...};
 * "AttachStdout" and "AttachStderr" are true unless it says otherwise.
 * `input`, bytes of any kind or NULL, becomes its standard input; at its end
 * that is closed; it need not be read, but where an engine hangs up on what
 * was not, the output ends there.  `fn` (NULL: nobody) gets the output,
 * and stops it by returning non-zero: then the command goes on alone.
 *
 * *exit_code (NULL is allowed) is -1 until it is known.  A command that can't
 * be started is EREMOTE, or the engine's message as output and an exit code
 * of 126 or 127, as the engine has it.
 * Errors: as davit_invoke() and davit_stream_frame(), ECANCELED.  Since 0.1.
 */
int davit_exec(davit_client *c, const char *container, json_t *config,
	       const davit_body *input, davit_frame_fn *fn, void *ctx,
	       int *exit_code, davit_error *err);

#define DAVIT_RUN_REMOVE 1u	/* remove it and its anonymous volumes at the
				   end, whatever the end is */

/*
 * Runs a container from its making to its end.  `config` is the body of the
 * call that makes it; `name` NULL lets the engine choose one.  Input and
 * output as with davit_exec(): of a process that ends at once nothing is
 * lost.  With "AutoRemove" in the config the container is removed here, as
 * with DAVIT_RUN_REMOVE, since an engine may forget the exit code with it.
 * A container that is to be removed is killed first where that is needed.
 *
 * The first failure is the one told; one of the removal only if there was no
 * other, and then *exit_code is set.  Where the making itself breaks off, a
 * container may be left.
 * Errors: as davit_exec().  Since 0.1.
 */
int davit_run(davit_client *c, const char *name, json_t *config,
	      unsigned flags, const davit_body *input, davit_frame_fn *fn,
	      void *ctx, int *exit_code, davit_error *err);

/*
 * Pulls one image: "name", "registry:5000/name:tag", "name@digest"; never all
 * tags: without one it is "latest", and a digest counts for more than a tag.
 * `params` (NULL: none) are further ones of the call: platform,
 * X-Registry-Auth.  `progress` (NULL: nobody) gets each object as it comes,
 * those that tell of failure too.  Returns 0 only if the engine said nothing
 * of failure to the end.  Errors: as davit_open() and davit_stream_json();
 * EINVAL for what is no reference, EREMOTE with the engine's words.
 * Since 0.1.
 */
int davit_pull(davit_client *c, const char *reference, json_t *params,
	       davit_json_fn *progress, void *ctx, davit_error *err);

#define DAVIT_EVENT_GAP 1u	/* some before this one may be missing */

/* An event, borrowed, and flags; non-zero stops. */
typedef int davit_event_fn(json_t *event, unsigned flags, void *ctx);

/*
 * Tells of events until `fn` returns non-zero (then 0 is returned), or until
 * the time that `params` names as "until", or davit_cancel().  When the
 * connection breaks, or the client's stall timeout passes, it is made anew,
 * after 100 ms at first, then less and less often, at least every 10 s; what
 * came in the meantime is asked for, what comes a second time is dropped (of
 * the last 1024 events).  If the engine no longer knows the last event told,
 * the next one has DAVIT_EVENT_GAP: look at everything anew.
 *
 * The first connection must succeed, and a refusal ends it; the client's
 * call timeout doesn't.
 * Errors: as davit_open(), ECANCELED.  Since 0.1.
 */
int davit_events(davit_client *c, json_t *params, davit_event_fn *fn,
		 void *ctx, davit_error *err);

/*
 * Says of a value whether it is the one waited for: positive yes, 0 not yet,
 * negative never.  `value`, borrowed, is JSON's null where the answer holds
 * no such member, and NULL where the engine answers 404.
 */
typedef int davit_predicate_fn(json_t *value, void *ctx);

/*
 * Calls the operation again and again, after 20 ms at first, then less often,
 * at least every second, until `fn` (NULL: anything but null and false) says
 * yes to the value at `pointer`, a JSON pointer into the answer ("" or NULL:
 * all of it).  At most `timeout` ms: 0 looks once, negative never ends.
 * `out` (NULL is allowed) gets that value, NULL after a 404.
 * Errors: ETIMEOUT, whose text names what was waited for and what it was at
 * the end; where `fn` says never, the engine's 404, else ECANCELED; as
 * davit_invoke().  Ownership: returns new; json_decref().  Since 0.1.
 */
int davit_wait_until(davit_client *c, const char *op, json_t *params,
		     const char *pointer, davit_predicate_fn *fn, void *ctx,
		     long timeout, json_t **out, davit_error *err);

/* ---- 12 looking things up ------------------------------------------------
 *
 * Constant data as in section 8: no engine, no allocation, any thread.
 */

/* A value of a request.  `name` and `value` are decoded. */
typedef struct davit_arg {
	const char *name;	/* of the parameter */
	const char *in;		/* "path" or "query" */
	const char *value;	/* a zero byte follows; may hold others */
	size_t len;
	unsigned flags;		/* DAVIT_PARAM_... */
} davit_arg;

#define DAVIT_ARGS_MAX 64

typedef struct davit_found {
	davit_op op;		/* in the version it was found in */
	const char *given;	/* the version as it stands in the target,
				   "v1.41"; borrowed from there */
	size_t given_len;	/* 0: there is none */
	size_t nargs;
	davit_arg args[DAVIT_ARGS_MAX];
	void *reserved[4];
} davit_found;

/*
 * The operation that a request means.  `target` is what follows the method
 * (`len` bytes): a path, with a version before it or not, and a query; or a
 * whole URL.  A version in it decides; one that isn't known counts as the
 * newest below.  Without one, `version` is meant, or the newest version that
 * has such an operation.  `engine` NULL: whichever fits, in their order.
 * Values go to `buf`; `len` + 1 bytes are enough.  Where several operations
 * fit, that with most words in common does; values with unencoded slashes
 * are taken if nothing fits otherwise.  Errors: EINVAL, EENGINE, EVERSION,
 * ENOOP, ETOOBIG (`buf`, or more than DAVIT_ARGS_MAX).  Since 0.1.
 */
int davit_which(const char *engine, const char *version, const char *method,
		const char *target, size_t len, davit_found *out, char *buf,
		size_t size, davit_error *err);

typedef struct davit_line {
	const char *method;	/* "POST"; for ever */
	const char *target;	/* within the line, not terminated */
	size_t len;
	void *reserved[2];
} davit_line;

/*
 * Finds method and target in a line of `len` bytes: of HTTP, of a log.
 * Returns 0, or EINVAL if there are none.  Since 0.1.
 */
int davit_which_line(const char *line, size_t len, davit_line *out);

enum davit_part {
	DAVIT_PART_OP,		/* an operation */
	DAVIT_PART_PARAM,	/* a parameter */
	DAVIT_PART_BODY,	/* the body as a whole */
	DAVIT_PART_MEMBER	/* a member of it, at any depth */
};

enum davit_kind { DAVIT_ADDED = 1, DAVIT_REMOVED, DAVIT_CHANGED };

/* One difference.  `op` and `version` are for ever, other strings for the
 * call of the function. */
typedef struct davit_change {
	int kind;		/* davit_kind */
	int part;		/* davit_part */
	const char *op;		/* its newer name */
	const char *where;	/* "", "query:size", "HostConfig.Mounts[].Type",
				   "Labels.*" */
	const char *what;	/* of a change: "type", "required", "enum",
				   "default", "keys", "name", "method", "path",
				   "deprecated"; else "required" or "" */
	const char *before;	/* of a change, or the type (the summary of an
				   operation) of what is gone; or "" */
	const char *after;
	const char *version;	/* the first one that is so */
	void *reserved[4];
} davit_change;

/* Returning non-zero stops, with ECANCELED. */
typedef int davit_change_fn(const davit_change *c, void *ctx);

/*
 * Tells what differs between two versions, of one engine or of two, by
 * operations in alphabetical order; of `op` only, unless it is NULL.  What
 * has come or gone as a whole is told once, without what is in it.  Names of
 * variables in paths count as parameters, not as a change of the path.
 * Errors: EINVAL, EENGINE, EVERSION, ENOOP, ECANCELED.  Since 0.1.
 */
int davit_diff(const char *engine_a, const char *version_a,
	       const char *engine_b, const char *version_b, const char *op,
	       davit_change_fn *fn, void *ctx, davit_error *err);

/*
 * Tells when an operation, or a part of it, came and went, and what was
 * different in each version, oldest first.  `path` is "HostConfig.Binds",
 * "body.HostConfig", "query:size", "params.size" or "size", a member being
 * meant before a parameter; NULL: the whole operation.  Errors: EINVAL (no
 * such part in any version), EENGINE, ENOOP, ECANCELED.  Since 0.1.
 */
int davit_history(const char *engine, const char *op, const char *path,
		  davit_change_fn *fn, void *ctx, davit_error *err);

/* Something found by words.  `op` and `text` are for ever, other strings for
 * the call of the function. */
typedef struct davit_hit {
	int part;		/* davit_part */
	const char *op;
	const char *where;	/* as in davit_change */
	const char *type;	/* "" of an operation */
	const char *text;	/* summary or help, or "" */
	const char *value;	/* allowed, or key of a filter, in which a word
				   was found; or "" */
	void *reserved[4];
} davit_hit;

/* Returning non-zero stops, with ECANCELED. */
typedef int davit_hit_fn(const davit_hit *h, void *ctx);

/*
 * Tells of all that has all of the words, parted by blanks, in names,
 * summaries, help, paths, values and keys, whatever their case: operations in
 * alphabetical order, each followed by its parameters and members.  Errors:
 * EINVAL (no word, or too many), EENGINE, EVERSION, ECANCELED.  Since 0.1.
 */
int davit_find(const char *engine, const char *version, const char *words,
	       davit_hit_fn *fn, void *ctx, davit_error *err);

/* ---- 13 what is wrong here -----------------------------------------------
 */

/*
 * Looks at everything that decides how an engine is reached, then reaches for
 * it, and tells what it has found: each rule with what came of it and, where
 * something is wrong, one thing to try.  `image` (NULL: none): whose
 * credentials would be sent.  Never tells a secret.  The report:
 *
 *	{"ok", "reached", "wrong", "warnings", "engine", "engine_source",
 *	 "release", "endpoint", "endpoint_source", "context", "version",
 *	 "version_source", "server_version", "server_minimum",
 *	 "checks": [{"topic", "rule", "result", "value", "note", "hint"}]}
 *
 * A result is "won", "lost" (another rule won), "unset", "absent", "good",
 * "warning" or "failed".  Where the options set no limit, an answer is waited
 * for at most 10 seconds.  Returns the number of failures.
 * Errors: EINVAL, ENOMEM.  Ownership: returns new; json_decref().  Since 0.1.
 */
int davit_doctor(const davit_client_opts *opts, const char *image,
		 json_t **report, davit_error *err);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
