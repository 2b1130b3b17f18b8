/* SPDX-License-Identifier: MIT */
/*
 * What a name tells of its value: the tables know which parameters are
 * secret, but headers, members of bodies, variables and unlisted parameters
 * only have their names.
 */
#ifndef SECRETNAME_H
#define SECRETNAME_H

#include <stdbool.h>
#include <stddef.h>

#define SECRETNAME_HIDDEN "(hidden)"

/* Is what goes by this name rather not shown?  Rather too often than too
 * seldom: a password, token, key, cookie, or words of an authentication. */
bool secretname_is(const char *name, size_t len);

/* The same for "NAME=value": the length of what is no secret, up to and with
 * the "=", or 0. */
size_t secretname_pair(const char *text);

struct buf;

/* Adds a request target, the values of its query hidden that have such
 * names.  Returns buf_status(). */
int secretname_target(struct buf *out, const char *target);

#endif
