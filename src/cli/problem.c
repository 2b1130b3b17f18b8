/* SPDX-License-Identifier: MIT */
/* See problem.h. */
#include "config.h"

#include "problem.h"
#include "say.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add(struct problems *p, const char *where, const char *text,
		const char *hint)
{
	struct problem *new;

	p->list = mem_grow(p->list, p->n + 1, sizeof(*p->list));
	new = &p->list[p->n++];
	new->where = mem_text(where);
	new->text = mem_text(text);
	new->hint = mem_text(hint);
}

void problem_add(struct problems *p, const char *where, const char *hint,
		 const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	add(p, where, text, hint);
}

void problem_take(const davit_problem *found, void *ctx)
{
	struct problems *p = ctx;
	size_t i;

	for (i = 0; i < p->n; i++)
		if (found->where[0] != '\0' &&
		    strcmp(p->list[i].where, found->where) == 0)
			return;
	add(p, found->where, found->text, found->hint);
}

int problem_say(const struct problems *p)
{
	const struct problem *this;
	size_t i;

	/* One hint at the end needs no subject; more of them do. */
	for (i = 0; i < p->n; i++) {
		this = &p->list[i];
		if (p->n > 1 && this->hint[0] != '\0')
			say_error("%s; %s", this->text, this->hint);
		else
			say_error("%s", this->text);
	}
	if (p->n == 1 && p->list[0].hint[0] != '\0')
		say_hint("%s", p->list[0].hint);
	return STATUS_USAGE;
}

void problem_done(struct problems *p)
{
	size_t i;

	for (i = 0; i < p->n; i++) {
		free(p->list[i].where);
		free(p->list[i].text);
		free(p->list[i].hint);
	}
	free(p->list);
	memset(p, 0, sizeof(*p));
}
