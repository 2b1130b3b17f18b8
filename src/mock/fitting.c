/* SPDX-License-Identifier: MIT */
/* See fitting.h. */
#include "config.h"

#include "fitting.h"

#include <stdlib.h>
#include <string.h>

#define ANSWERS_MAX 256		/* then all are forgotten */

struct fittings_answer {
	struct fittings_answer *next;
	const char *name, *version;	/* of the tables */
	int status;
	bool said;		/* a schema is there */
	struct fitting fit;
};

static void done(struct fitting *f)
{
	size_t i;

	for (i = 0; i < f->nmembers; i++)
		done(&f->members[i].fit);
	free(f->members);
	if (f->items != NULL)
		done(f->items);
	free(f->items);
	if (f->extra != NULL)
		done(f->extra);
	free(f->extra);
}

void fittings_done(struct fittings *all)
{
	struct fittings_answer *a, *next;

	for (a = all->first; a != NULL; a = next) {
		next = a->next;
		done(&a->fit);
		free(a);
	}
	all->first = NULL;
	all->count = 0;
}

static bool schema_of(const davit_op *op, int status, davit_schema *out)
{
	davit_response r;
	size_t i;

	for (i = 0; davit_op_response(op, i, &r) == 0; i++)
		if (r.status == status && r.has_schema) {
			*out = r.schema;
			return true;
		}
	return false;
}

static bool is_of(const struct fittings_answer *a, const davit_op *op,
		  int status)
{
	return a->status == status && strcmp(a->name, op->name) == 0 &&
	       strcmp(a->version, op->version) == 0;
}

struct fitting *fittings_find(struct fittings *all, const davit_op *op,
			      int status, bool *nomem)
{
	struct fittings_answer **at = &all->first, *a;

	while (*at != NULL && !is_of(*at, op, status))
		at = &(*at)->next;
	a = *at;
	if (a != NULL) {
		*at = a->next;
	} else {
		if (all->count >= ANSWERS_MAX)
			fittings_done(all);
		a = calloc(1, sizeof(*a));
		if (a == NULL) {
			*nomem = true;
			return NULL;
		}
		a->name = op->name;
		a->version = op->version;
		a->status = status;
		a->said = schema_of(op, status, &a->fit.schema);
		all->count++;
	}
	/* Whoever asks will ask again. */
	a->next = all->first;
	all->first = a;
	return a->said ? &a->fit : NULL;
}

struct fitting_member *fitting_members(struct fitting *f, bool *nomem)
{
	struct fitting_member *m;
	davit_field field;
	size_t i;

	if (f->known || f->schema.nfields == 0)
		return f->members;
	m = calloc(f->schema.nfields, sizeof(*m));
	if (m == NULL) {
		*nomem = true;
		return NULL;
	}
	for (i = 0; i < f->schema.nfields &&
	     davit_schema_field(&f->schema, i, &field) == 0; i++) {
		m[i].name = field.name;
		m[i].len = strlen(field.name);
		m[i].required = field.required;
		m[i].fit.schema = field.schema;
	}
	f->members = m;
	f->nmembers = i;
	f->known = true;
	return m;
}

typedef int schema_fn(const davit_schema *s, davit_schema *out);

static struct fitting *below(struct fitting **known, const davit_schema *s,
			     schema_fn *get, bool *nomem)
{
	davit_schema schema;

	if (*known != NULL || get(s, &schema) < 0)
		return *known;
	*known = calloc(1, sizeof(**known));
	if (*known == NULL)
		*nomem = true;
	else
		(*known)->schema = schema;
	return *known;
}

struct fitting *fitting_items(struct fitting *f, bool *nomem)
{
	return below(&f->items, &f->schema, davit_schema_items, nomem);
}

struct fitting *fitting_extra(struct fitting *f, bool *nomem)
{
	return below(&f->extra, &f->schema, davit_schema_extra, nomem);
}
