/* SPDX-License-Identifier: MIT */
/* See describe.h. */
#include "config.h"

#include "describe.h"

#include "out.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>

/* The schemas around one, to stop at those that hold themselves. */
struct outer {
	const struct outer *outer;
	uint32_t node;
};

FILE *describe_start(struct describe *d)
{
	d->s = NULL;
	d->to = open_memstream(&d->s, &d->len);
	if (d->to == NULL)
		say_nomem();
	return d->to;
}

char *describe_end(struct describe *d)
{
	if (fclose(d->to) != 0)
		say_nomem();
	return d->s;
}

void describe_next(FILE *to, bool *some)
{
	if (*some)
		fputs("; ", to);
	*some = true;
}

void describe_heading(const char *title)
{
	if (out_color())
		printf("\n\033[1m%s\033[0m\n", title);
	else
		printf("\n%s\n", title);
}

static const char *short_name(const davit_schema *s)
{
	return s->name[0] != '\0' ? s->name : s->type;
}

void describe_type(FILE *to, const davit_schema *s)
{
	davit_schema inner;

	fputs(s->type, to);
	if (s->types == DAVIT_TYPE_ARRAY &&
	    davit_schema_items(s, &inner) == 0)
		fprintf(to, " of %s", short_name(&inner));
	else if (s->name[0] != '\0')
		fprintf(to, " %s", s->name);
	else if (s->types == DAVIT_TYPE_OBJECT && s->nfields == 0 &&
		 davit_schema_extra(s, &inner) == 0 &&
		 strcmp(inner.type, "any") != 0)
		fprintf(to, " of %s", short_name(&inner));
}

void describe_enum(FILE *to, const davit_schema *s)
{
	const char *value;
	size_t i;

	for (i = 0; (value = davit_schema_enum(s, i)) != NULL; i++)
		fprintf(to, "%s%s", i == 0 ? "one of " : ", ",
			*value == '\0' ? "\"\"" : value);
}

static void print_limits(FILE *to, const davit_schema *s)
{
	if (s->min == INT64_MIN)
		fprintf(to, "at most %lld", (long long)s->max);
	else if (s->max == INT64_MAX)
		fprintf(to, "at least %lld", (long long)s->min);
	else
		fprintf(to, "%lld to %lld", (long long)s->min,
			(long long)s->max);
}

char *describe_field(const davit_field *f, const char *since)
{
	struct describe text;
	FILE *to = describe_start(&text);
	bool some = false;

	if (f->required) {
		describe_next(to, &some);
		fputs("required", to);
	}
	if (f->schema.nenums > 0) {
		describe_next(to, &some);
		describe_enum(to, &f->schema);
	}
	if (f->schema.has_limits) {
		describe_next(to, &some);
		print_limits(to, &f->schema);
	}
	if (f->since != NULL && (since == NULL ||
				 strcmp(f->since, since) != 0)) {
		describe_next(to, &some);
		fprintf(to, "since %s", f->since);
	}
	if (f->until != NULL) {
		describe_next(to, &some);
		fprintf(to, "until %s", f->until);
	}
	return describe_end(&text);
}

/* The versions of a member.  Where its definition is new, the path to it may
 * be older. */
static char *place(const struct describe_place *at, davit_field *f)
{
	char *path = mem_format("%s.%s", at->path, f->name);
	davit_field same;

	if (f->since != NULL && strcmp(f->since, at->since) != 0 &&
	    davit_op_path(at->op, path, NULL, &same, NULL) == 0) {
		f->since = same.since;
		f->until = same.until;
	}
	return path;
}

static void add_members(struct columns *c, const davit_schema *s,
			const struct describe_place *at, unsigned depth,
			unsigned level, const struct outer *outer)
{
	struct describe_place below = *at;
	struct outer here = { outer, 0 };
	struct describe type;
	char *remarks, *name, *path;
	davit_schema inner;
	davit_field f;
	size_t i;

	while (s->nfields == 0 && (davit_schema_items(s, &inner) == 0 ||
				   davit_schema_extra(s, &inner) == 0)) {
		if (inner.node == s->node)
			return;
		s = &inner;
	}
	here.node = s->node;
	for (; outer != NULL; outer = outer->outer)
		if (outer->node == s->node)
			return;
	for (i = 0; davit_schema_field(s, i, &f) == 0; i++) {
		path = place(at, &f);
		remarks = describe_field(&f, at->since);
		name = mem_format("%*s%s", (int)(2 * level), "", f.name);
		describe_type(describe_start(&type), &f.schema);
		columns_add(c, (const char *const[]) { name,
			    describe_end(&type), remarks });
		free(type.s);
		free(name);
		free(remarks);
		below.path = path;
		if (depth > 1)
			add_members(c, &f.schema, &below, depth - 1,
				    level + 1, &here);
		free(path);
	}
}

void describe_members(struct columns *c, const davit_schema *s,
		      const struct describe_place *at, unsigned depth)
{
	add_members(c, s, at, depth, 0, NULL);
}
