/* SPDX-License-Identifier: MIT */
/*
 * A line of a recording: what was asked and what was answered.
 *
 *	{"request": {"method", "target", "op", "headers", BODY},
 *	 "reply": {"status", "headers", "chunks": [{"ms", BODY}]},
 *	 "taken": [{"ms", "from": "client" or "engine", BODY}],
 *	 "cut": true}
 *
 * BODY is "json", "text" or "base64"; "taken" is there where the connection
 * was taken over, "cut" where the reply ended before its end.
 */
#ifndef MOCK_TAPE_H
#define MOCK_TAPE_H

#include "buf.h"
#include "doc.h"
#include "pieces.h"

struct tape_entry {
	unsigned line;
	char *method;
	char *path;		/* without a version */
	char *query;		/* behind the question mark, or "" */
	json_t *json;		/* pattern of the body; NULL: none, or ... */
	struct buf body;	/* ... bytes */
	bool any_body;		/* it was not written down */
	int status;
	json_t *headers;
	bool taken, sized;
	struct pieces pieces;	/* without times */
	struct pieces timed;
	bool used;
};

/* {"text"} or {"base64"}; returns new, NULL without memory. */
json_t *tape_bytes(const void *data, size_t len);

/* Where the path begins behind "/v1.44". */
const char *tape_unversioned(const char *target, size_t len);

/* tape_done() is due after a failure, too.  Errors: EINVAL, ENOMEM. */
int tape_read(const struct doc *d, struct tape_entry *out, davit_error *err);
void tape_done(struct tape_entry *e);

#endif
