/* SPDX-License-Identifier: MIT */
/*
 * A connected socket, plain or TLS, that never blocks.
 */
#ifndef MOCK_LINK_H
#define MOCK_LINK_H

#include "davit.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define LINK_AGAIN (-1)		/* nothing now */
#define LINK_BROKEN (-2)

/* Of OpenSSL: contexts and connections. */
struct ssl_ctx_st;
struct ssl_st;

struct link {
	int fd;
	struct ssl_st *ssl;	/* NULL: plain */
	bool read_waits;	/* reading goes on when it can be written */
	bool write_waits;	/* writing goes on when it can be read */
	bool shut;		/* no more is written */
};

/* Takes the socket over; `tls` NULL: plain.  Returns 0 or ENOMEM, and then
 * the socket is still the caller's. */
int link_init(struct link *l, int fd, struct ssl_ctx_st *tls);

/* Bytes, 0 at the end, LINK_AGAIN, LINK_BROKEN. */
ssize_t link_read(struct link *l, void *buf, size_t len);

/* Bytes, at least one, LINK_AGAIN, LINK_BROKEN. */
ssize_t link_write(struct link *l, const void *data, size_t len);

/* Bytes wait within the TLS layer, where poll() can't see them. */
bool link_pending(const struct link *l);

/* Goes on without TLS: the other side never began with it. */
void link_plain(struct link *l);

/* Tells the other side that no more comes. */
void link_shutdown(struct link *l);

/* Bytes the other side has not taken yet, as far as the system knows. */
size_t link_unsent(const struct link *l);

/* With `reset` the other side sees a broken connection. */
void link_close(struct link *l, bool reset);

/*
 * What a server shows; with `client_ca` clients need a certificate of it.
 * Errors: EINVAL for files that can't be used, ENOMEM, and EINVAL where TLS
 * is not built in.  Ownership: returns new; link_tls_free().
 */
int link_tls_new(const char *cert, const char *key, const char *client_ca,
		 struct ssl_ctx_st **out, davit_error *err);

/* NULL is allowed. */
void link_tls_free(struct ssl_ctx_st *tls);

#endif
