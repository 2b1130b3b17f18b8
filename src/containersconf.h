/* SPDX-License-Identifier: MIT */
/*
 * What Podman's files say of endpoints: podman-connections.json, and
 * service_destinations in containers.conf.
 */
#ifndef CONTAINERSCONF_H
#define CONTAINERSCONF_H

#include "context.h"

/*
 * Looks for a connection by name; NULL: the default one.  Returns 1, or 0 if
 * there is none.  All names met are added to `known`.  A file is read only
 * where those before it had no answer.
 * Errors: EINVAL (a file can't be read, the default doesn't exist), ENOMEM.
 */
int containersconf_find(const char *name, json_t *known, struct context *out,
			davit_error *err);

#endif
