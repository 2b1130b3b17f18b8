/* SPDX-License-Identifier: MIT */
/*
 * Differences as rows for people and as JSON for programs.
 */
#ifndef CLI_CHANGES_H
#define CLI_CHANGES_H

#include "davit.h"

/* "+ HostConfig.Annotations"; to be freed. */
char *changes_where(const davit_change *c);

/* "object of string, required", "type integer -> string"; to be freed. */
char *changes_text(const davit_change *c);

json_t *changes_json(const davit_change *c);

#endif
