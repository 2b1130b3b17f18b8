/* SPDX-License-Identifier: MIT */
/*
 * A client: what it was told, what it decided, its connections.
 */
#ifndef CLIENT_H
#define CLIENT_H

#include "exchange.h"
#include "hijack.h"
#include "lookup.h"
#include "ssh.h"

struct davit_client {
	const struct table *table;	/* may change until a version is
					   settled */
	char engine_source[96];		/* "": not known for certain yet */
	bool engine_fixed;		/* nobody needs to be asked */
	unsigned version;		/* index into table->versions */
	const char *version_source;	/* NULL: not settled yet */
	bool pinned;			/* the version was named, by the caller
					   or the environment */
	bool asks_environment;		/* the caller didn't name it */
	char *server_version, *server_minimum;
	struct endpoint endpoint;
	struct ssh_far far;		/* as the table has it */
	struct http_tls tls;
	char *secrets[4];		/* strings that tls borrows */
	struct http_limits limits;
	char **headers;			/* "Name: value", NULL-terminated */
	struct http *http;
	davit_log_fn *log;
	void *log_ctx;
	unsigned call_flags;
	davit_problem_fn *warn;
	void *warn_ctx;
	json_t *trail;			/* borrowed: what was tried goes there;
					   NULL: nobody asks */
	json_t *warned;			/* what client_warn() said */
	char **defaults;		/* like headers, of the user's files */
	bool has_defaults;		/* they were looked for */
};

#define CLIENT_FLAGS (DAVIT_TLS_INSECURE | DAVIT_NO_PROXY)
#define CLIENT_CALL_FLAGS (DAVIT_ALLOW_UNLISTED | DAVIT_SHOW_SECRETS | \
			   DAVIT_NO_BODY_CHECK | DAVIT_STRICT | DAVIT_NO_AUTH)

/* davit_client_new() that tells of every rule it tried; see trail.h. */
int client_make(const davit_client_opts *opts, json_t *trail,
		davit_client **out, davit_error *err);

/* Takes the version that the environment names, once the engine is certain:
 * not every engine has a variable for it.  Errors: EVERSION. */
int client_pin(davit_client *c, davit_error *err);

/* Makes sure there are an engine and a version; asks if need be. */
int client_settle(davit_client *c, davit_error *err);

/* The operation in the version that was settled.  Errors: ENOOP. */
int client_find_op(const davit_client *c, const char *name, struct op *out,
		   davit_error *err);

/* Tells the transport what the table knows, until it has connected. */
void client_set_far(davit_client *c);

/* Nobody has been asked which engine it is: takes the first one after all
 * that has such an operation, and the version that the environment names for
 * it.  Errors: EVERSION. */
int client_guess_engine(davit_client *c, const char *name, davit_error *err);

/*
 * Sends a request with the client's headers, logs it, and waits for the head
 * of whatever comes back, refusals too.  Gives an exchange; or, where a
 * `protocol` asks to take the connection over, a hijack and the head, or the
 * whole reply if the engine did not agree.
 */
int client_open(davit_client *c, struct request *request,
		const davit_call_opts *opts, bool retry, const char *protocol,
		struct exchange **exchange, struct hijack **hijack,
		davit_reply **reply, davit_error *err);

/* The same with the whole reply. */
int client_send(davit_client *c, struct request *request,
		const davit_call_opts *opts, bool retry, davit_reply **out,
		davit_error *err);

/* Adds the headers of client and call, and those that the user's own
 * configuration wants in every request. */
int client_headers(davit_client *c, struct request *request,
		   const char *const *lines, davit_error *err);

/* Tells log and user, once, what is wrong and does not matter to the call. */
void client_warn(davit_client *c, const davit_error *what);

/* The value at a JSON pointer without escapes; NULL if there is none. */
json_t *client_at_pointer(json_t *value, const char *pointer);

/* Is this refusal about the API version?  Then the error tells client,
 * minimum and maximum.  Returns EREMOTE (not about it) or EVERSION. */
int client_version_refused(davit_client *c, davit_reply *reply,
			   davit_error *err);

void client_log(const davit_client *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
