/* SPDX-License-Identifier: MIT */
/*
 * A request as plain data: what an operation, its parameters and its body
 * come to.  Pure; knows nothing of connections.
 */
#ifndef REQUEST_H
#define REQUEST_H

#include "buf.h"
#include "validate.h"

#define REQUEST_TARGET_MAX (32u << 20)
#define REQUEST_HEAD_MAX (32u << 20)
#define REQUEST_BODY_MAX (256u << 20)	/* of JSON made from a value */

enum request_source {
	REQUEST_NONE,		/* no body; POST and PUT say length 0 */
	REQUEST_MEM,
	REQUEST_FD,
	REQUEST_READ
};

struct request {
	const char *method;
	struct buf target;	/* encoded path and query */
	size_t path_len;	/* of target, up to the "?" */
	bool secret_query;	/* don't show what follows the path */
	bool secret_body;	/* nor what it carries */
	struct buf head;	/* see request_next_header() */
	enum request_source source;
	struct buf json;	/* text made from a JSON value */
	const void *data;	/* REQUEST_MEM */
	size_t len;
	int fd;
	davit_read_fn *read;
	void *ctx;
	bool show;		/* secrets, wherever it is shown */
	bool late;		/* the answer may rightly take for ever */
};

void request_init(struct request *r);

/* Empties, and keeps the memory for the next one. */
void request_reset(struct request *r);
void request_done(struct request *r);

/* A header; `secret` ones are masked wherever they are shown.
 * Returns 0, ENOMEM or ETOOBIG. */
int request_add_header(struct request *r, const char *name,
		       const char *value, bool secret);

/* "Name: value" lines that the caller gives, NULL-terminated or NULL.
 * Errors: EINVAL, ENOMEM. */
int request_add_lines(struct request *r, const char *const *lines,
		      davit_error *err);

/* Lines that were found good, "Name: value" with one blank: each is added as
 * a secret one unless there is one of its name.  Returns 0, ENOMEM or
 * ETOOBIG. */
int request_add_defaults(struct request *r, const char *const *lines);

bool request_has_header(const struct request *r, const char *name,
			size_t len);

/* Is it a token of HTTP: a method, a header's name? */
bool request_is_token(const char *text, size_t len);

/* Steps through the headers, "Name: value" each; start with NULL, ends with
 * NULL. */
const char *request_next_header(const struct request *r, const char *line,
				bool *secret);

/* Builds from what validate.c found good.  `prefix`: of the endpoint's
 * path, "" for none.  Errors: ENOMEM, ETOOBIG. */
int request_build(struct request *r, const struct op *op,
		  const struct bound *bound, json_t *params,
		  const davit_body *body, const char *prefix,
		  davit_error *err);

/* The same for any method and target.  Errors: EINVAL, ENOMEM. */
int request_raw(struct request *r, const char *method, const char *target,
		const davit_body *body, const char *prefix,
		davit_error *err);

#endif
