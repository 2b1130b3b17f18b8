/* SPDX-License-Identifier: MIT */
/*
 * Whether there is a proxy between here and an endpoint, and who says so.
 * Which one it is, of those in the environment, libcurl finds out itself.
 */
#ifndef PROXY_H
#define PROXY_H

#include "buf.h"
#include "endpoint.h"

#include <stdbool.h>

/* Could there be one?  Not before a socket, ssh, a descriptor, or a host that
 * is this one. */
bool proxy_fits(const struct endpoint *e);

/* The variable that names it: the engine's own, or one that libcurl reads for
 * such a URL; NULL: none is set.  NO_PROXY may still say otherwise.  Returns
 * borrowed, for ever. */
const char *proxy_variable(const struct endpoint *e);

/* Adds the address in the engine's own variable the way libcurl takes it.
 * May hold a password. */
int proxy_address(const struct endpoint *e, struct buf *out);

#endif
