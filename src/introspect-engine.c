/* SPDX-License-Identifier: MIT */
/*
 * Engines, their versions, releases and categories, for the public.
 */
#include "config.h"

#include "lookup.h"

#include <string.h>

const char *davit_library_version(void)
{
	return PACKAGE_VERSION;
}

size_t davit_engine_count(void)
{
	size_t n = 0;

	while (tables[n] != NULL)
		n++;
	return n;
}

const char *davit_engine_name(size_t i)
{
	if (i >= davit_engine_count())
		return NULL;
	return lookup_str(tables[i], tables[i]->engine);
}

const char *davit_engine_title(const char *engine)
{
	const struct table *t;

	if (lookup_engine(engine, &t, NULL) < 0)
		return NULL;
	return lookup_str(t, t->title);
}

static void fill_version(const struct table *t, unsigned i,
			 davit_version *out)
{
	const struct tab_version *v = &t->versions[i];
	unsigned n;

	*out = (davit_version){
		.engine = lookup_str(t, t->engine),
		.name = lookup_str(t, v->name),
		.document = lookup_epoch_name(t, v->epoch),
		.level = lookup_str(t, v->level),
		.note = t->help + v->note,
	};
	if (out->level[0] == '\0')
		out->level = out->name + 1;
	for (n = 0; n < t->nops; n++)
		if (lookup_in(t->ops[n].since, t->ops[n].until, v->epoch))
			out->noperations++;
}

int davit_version_at(const char *engine, size_t i, davit_version *out)
{
	const struct table *t;
	int r = lookup_engine(engine, &t, NULL);

	if (r < 0)
		return r;
	if (i >= t->nversions)
		return DAVIT_EINVAL;
	fill_version(t, (unsigned)i, out);
	return 0;
}

int davit_version_find(const char *engine, const char *version,
		       davit_version *out, davit_error *err)
{
	const struct table *t;
	unsigned i;
	int r = lookup_engine_version(engine, version, &t, &i, err);

	if (r < 0)
		return r;
	fill_version(t, i, out);
	return 0;
}

int davit_release_at(const char *engine, size_t i, davit_release *out)
{
	const struct tab_release *r;
	const struct table *t;
	davit_version newest;
	int rc = lookup_engine(engine, &t, NULL);

	if (rc < 0)
		return rc;
	if (i >= t->nreleases)
		return DAVIT_EINVAL;
	r = &t->releases[i];
	fill_version(t, r->newest, &newest);
	*out = (davit_release){
		.engine = newest.engine,
		.release = lookup_str(t, r->name),
		.newest = newest.name,
		.oldest = lookup_str(t, r->oldest),
		.level = newest.level,
		.note = t->help + r->note,
	};
	return 0;
}

const char *davit_category_next(const char *engine, const char *version,
				const char *previous)
{
	const struct table *t;
	const char *best = NULL, *name;
	unsigned i, v;

	if (lookup_engine_version(engine, version, &t, &v, NULL) < 0)
		return NULL;
	for (i = 0; i < t->nops; i++) {
		if (!lookup_in(t->ops[i].since, t->ops[i].until,
			       t->versions[v].epoch))
			continue;
		name = lookup_str(t, t->ops[i].category);
		if ((previous == NULL || strcmp(name, previous) > 0) &&
		    (best == NULL || strcmp(name, best) < 0))
			best = name;
	}
	return best;
}
