/* SPDX-License-Identifier: MIT */
/* See place.h. */
#include "config.h"

#include "place.h"

#include <string.h>

static void add(struct place *p, const char *text)
{
	size_t n = strlen(text), room = sizeof(p->text) - 1 - p->len;

	if (n > room)
		n = room;
	memcpy(p->text + p->len, text, n);
	p->len += n;
	p->text[p->len] = '\0';
}

size_t place_member(struct place *p, const char *name)
{
	size_t before = p->len;

	if (before > 0)
		add(p, ".");
	add(p, name);
	return before;
}

size_t place_elements(struct place *p)
{
	size_t before = p->len;

	add(p, "[]");
	return before;
}

size_t place_others(struct place *p)
{
	return place_member(p, "*");
}

void place_leave(struct place *p, size_t before)
{
	p->len = before;
	p->text[before] = '\0';
}

void place_parameter(struct place *p, const char *in, const char *name)
{
	place_leave(p, 0);
	add(p, in);
	add(p, ":");
	add(p, name);
}
