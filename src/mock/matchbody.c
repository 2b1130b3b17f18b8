/* SPDX-License-Identifier: MIT */
/* See matchbody.h. */
#include "config.h"

#include "matchbody.h"

#include "archive.h"
#include "decode.h"

#include <string.h>
#include <strings.h>

#define JSON_TYPE "application/json"

/* The media type, whatever parameters follow it. */
static bool is_type(const char *given, const char *type)
{
	size_t len = strlen(type);

	return given != NULL && strncasecmp(given, type, len) == 0 &&
	       (given[len] == '\0' || given[len] == ';' || given[len] == ' ');
}

static bool is_tar(const char *type)
{
	return is_type(type, "application/x-tar") ||
	       is_type(type, "application/tar");
}

static int read_json(const struct dialect *d, struct call *call,
		     struct buf *refusal)
{
	davit_error why;
	int r;

	if (d->type_matters && !is_type(call->content_type, JSON_TYPE)) {
		buf_add_str(refusal, "unsupported Content-Type header (");
		buf_add_str(refusal, call->content_type == NULL ? "" :
			    call->content_type);
		return buf_add_str(refusal, "): must be '" JSON_TYPE "'") < 0 ?
		       DAVIT_ENOMEM : 1;
	}
	r = decode_json(call->data, call->len, &call->body, NULL, &why);
	if (r == DAVIT_ENOMEM)
		return r;
	if (r == 0 && call->body != NULL)
		return 0;
	buf_add_str(refusal, "invalid JSON: ");
	buf_add_str(refusal, r < 0 ? why.text : "the body is empty");
	return 1;
}

int matchbody_read(const struct dialect *d, struct call *call,
		   struct buf *refusal)
{
	const char *type = call->content_type;

	if (!(call->op.flags & DAVIT_OP_BODY))
		return 0;
	if (call->len == 0) {
		if (!(call->op.flags & DAVIT_OP_BODY_REQUIRED))
			return 0;
		buf_add_str(refusal, "invalid request: the body is missing");
		return 1;
	}
	if (!(call->op.flags & DAVIT_OP_BODY_RAW))
		return read_json(d, call, refusal);
	if (type == NULL)
		type = davit_op_media(&call->op, DAVIT_CONSUMES, 0);
	if (!is_tar(type) || archive_ok(call->data, call->len))
		return 0;
	buf_add_str(refusal, "the body is no tar archive, or is cut");
	return 1;
}
