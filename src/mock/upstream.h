/* SPDX-License-Identifier: MIT */
/*
 * Where a real engine is, and a request to it.
 */
#ifndef MOCK_UPSTREAM_H
#define MOCK_UPSTREAM_H

#include "buf.h"
#include "davit.h"
#include "wire.h"

#include <sys/socket.h>

struct upstream {
	struct sockaddr_storage address;
	socklen_t len;
};

/* unix:///path, tcp://host:port or http://host:port.  Errors: EINVAL,
 * ECONN. */
int upstream_find(const char *uri, struct upstream *out, davit_error *err);

/* Appends a request as it came, but for what concerns this connection only.
 * `protocol`: the upgrade that is asked for, NULL: none.  Returns
 * buf_status(). */
int upstream_request(struct buf *out, const struct request_in *in,
		     const char *protocol);

#endif
