/* SPDX-License-Identifier: MIT */
/*
 * Addresses to listen on: unix:///path, tcp://host:port, http:// and
 * https://.
 */
#ifndef MOCK_LISTEN_H
#define MOCK_LISTEN_H

#include "davit.h"

#include <stdbool.h>

struct listen {
	char *uri;		/* with the port that was found */
	bool tls;
	int fd;			/* does not block; -1: none */
	char *path;		/* of a unix socket, NULL: TCP */
	char *dir;		/* made for it, or NULL */
	dev_t device;		/* of the socket's file, to remove no other */
	ino_t inode;
};

/*
 * Starts to listen; `uri` NULL makes a socket in a private directory, port 0
 * finds a free one.  `tls`: there is a certificate, so that tcp:// is TLS, as
 * engines have it.  A unix socket nobody listens on any more is replaced.
 * Errors: EINVAL for what is no address, ECONN where it can't be listened on,
 * ENOMEM.
 */
int listen_open(const char *uri, bool tls, struct listen *out,
		davit_error *err);

/* Removes what was made. */
void listen_close(struct listen *l);

#endif
