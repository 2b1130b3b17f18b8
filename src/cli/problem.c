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
		const char *hint, bool own)
{
	struct problem *new;

	p->list = mem_grow(p->list, p->n + 1, sizeof(*p->list));
	new = &p->list[p->n++];
	new->where = mem_text(where);
	new->text = mem_text(text);
	new->hint = mem_text(hint);
	new->own = own;
}

void problem_add(struct problems *p, const char *where, const char *hint,
		 const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	add(p, where, text, hint, true);
}

void problem_take(const davit_problem *found, void *ctx)
{
	struct problems *p = ctx;
	size_t i;

	for (i = 0; i < p->n; i++)
		if (found->where[0] != '\0' &&
		    strcmp(p->list[i].where, found->where) == 0 &&
		    (p->list[i].own ||
		     strcmp(p->list[i].text, found->text) == 0))
			return;
	add(p, found->where, found->text, found->hint, false);
}

/* Is the place deep inside a body, and not told by the text? */
static bool hidden(const struct problem *p)
{
	return strncmp(p->where, "body.", 5) == 0 &&
	       strpbrk(p->where + 5, ".[") != NULL &&
	       strstr(p->text, p->where) == NULL;
}

static void say_one(const struct problem *p, bool hint, const char *before)
{
	bool at = hidden(p);

	say_error("%s%s%s%s%s%s", before, p->text, at ? ", at " : "",
		  at ? p->where : "", hint ? "; " : "", hint ? p->hint : "");
}

void problem_warn(const struct problem *p)
{
	say_one(p, p->hint[0] != '\0', "warning: ");
}

int problem_say(const struct problems *p)
{
	size_t i;

	/* One hint at the end needs no subject; more of them do. */
	for (i = 0; i < p->n; i++)
		say_one(&p->list[i], p->n > 1 && p->list[i].hint[0] != '\0',
			"");
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
