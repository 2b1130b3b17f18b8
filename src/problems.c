/* SPDX-License-Identifier: MIT */
/* See problems.h. */
#include "config.h"

#include "problems.h"

#include "error.h"

#include <stdio.h>
#include <string.h>

void problems_init(struct problems *p, davit_error *err,
		   davit_problem_fn *fn, void *ctx)
{
	*p = (struct problems){ .err = err, .fn = fn, .ctx = ctx };
}

void problems_hint(struct problems *p, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	error_vprint(p->hint, sizeof(p->hint), fmt, ap);
	va_end(ap);
}

/* One more line of the detail, if it fits with room for the last line. */
static void add_detail(struct problems *p, const char *text)
{
	char line[sizeof(p->err->text) + sizeof(p->hint) + 8];
	size_t used = strlen(p->err->detail), len;

	len = (size_t)snprintf(line, sizeof(line), "%s%s%s%s",
			       used > 0 ? "\n" : "", text,
			       p->hint[0] != '\0' ? "; " : "", p->hint);
	if (p->dropped > 0 || used + len + 32 > sizeof(p->err->detail)) {
		p->dropped++;
		return;
	}
	memcpy(p->err->detail + used, line, len + 1);
}

void problems_add(struct problems *p, int code, const char *where,
		  const char *fmt, ...)
{
	char text[sizeof(p->err->text)], place[sizeof(p->err->where)];
	davit_problem problem = { code, place, text, p->hint };
	va_list ap;

	va_start(ap, fmt);
	error_vprint(text, sizeof(text), fmt, ap);
	va_end(ap);
	error_print(place, sizeof(place), "%s", where);
	if (p->fn != NULL)
		p->fn(&problem, p->ctx);
	if (p->count++ == 0) {
		p->code = code;
		error_set(p->err, code, "%s", text);
		error_where(p->err, "%s", place);
		if (p->hint[0] != '\0')
			error_hint(p->err, "%s", p->hint);
	} else if (p->err != NULL) {
		add_detail(p, text);
	}
	p->hint[0] = '\0';
}

int problems_end(struct problems *p)
{
	size_t used;

	if (p->nomem)
		return p->count = error_nomem(p->err);
	if (p->count == 0)
		return 0;
	if (p->err != NULL) {
		p->err->count = p->count;
		used = strlen(p->err->detail);
		if (p->dropped > 0)
			snprintf(p->err->detail + used,
				 sizeof(p->err->detail) - used,
				 "\nand %d more", p->dropped);
	}
	return p->code;
}
