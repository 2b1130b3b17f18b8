/* SPDX-License-Identifier: MIT */
/*
 * A place in a body, "HostConfig.Mounts[].Type", while it is walked through:
 * pieces are added on the way down, and taken off on the way up.
 */
#ifndef PLACE_H
#define PLACE_H

#include <stddef.h>

#define PLACE_MAX 512

struct place {
	char text[PLACE_MAX];	/* cut if there is more */
	size_t len;
};

/* Adds a member, with a dot before it unless it is the first; returns what
 * place_leave() takes. */
size_t place_member(struct place *p, const char *name);

/* The elements of an array, the members of a map. */
size_t place_elements(struct place *p);
size_t place_others(struct place *p);

/* The place of a parameter, "query:size", instead of all that was there. */
void place_parameter(struct place *p, const char *in, const char *name);

void place_leave(struct place *p, size_t before);

#endif
