/* SPDX-License-Identifier: MIT */
/*
 * Sets of what exists once.  Must not know where anything comes from, nor
 * how it is written.
 */
#include "config.h"

#include "intern.h"
#include "table.h"

#include <string.h>

static struct {
	struct base_set strs, lists, nodes, limits, params;
	struct base_set named, contents;
	VEC(struct object) objects;
	VEC(uint32_t) of_named, of_contents;	/* → objects */
} all;

void intern_reset(void)
{
	struct shape any;

	memset(&all, 0, sizeof all);
	any = intern_any();
	intern_str("");
	intern_list(NULL, 0);
	intern_node(&any);
	intern_limits(INT64_MIN, INT64_MAX);
}

uint32_t intern_str(const char *text)
{
	return base_set_add(&all.strs, text, strlen(text));
}

const char *intern_text(uint32_t str)
{
	return all.strs.v[str].key;
}

uint32_t intern_list(const uint32_t *strs, size_t n)
{
	return base_set_add(&all.lists, n > 0 ? (const void *)strs : "",
			    n * sizeof *strs);
}

const uint32_t *intern_list_of(uint32_t list, size_t *n)
{
	*n = all.lists.v[list].len / sizeof(uint32_t);
	return all.lists.v[list].key;
}

uint32_t intern_node(const struct shape *shape)
{
	return base_set_add(&all.nodes, shape, sizeof *shape);
}

const struct shape *intern_shape(uint32_t node)
{
	return all.nodes.v[node].key;
}

uint32_t intern_nnodes(void)
{
	return (uint32_t)all.nodes.n;
}

struct shape intern_any(void)
{
	return (struct shape){ TAB_ANY, 0, 0, 0, NONE };
}

uint32_t intern_limits(int64_t min, int64_t max)
{
	struct bounds b = { min, max };

	return base_set_add(&all.limits, &b, sizeof b);
}

struct bounds intern_bounds(uint32_t limits)
{
	struct bounds b;

	memcpy(&b, all.limits.v[limits].key, sizeof b);
	return b;
}

uint32_t intern_nobjects(void)
{
	return (uint32_t)all.objects.n;
}

struct object *intern_object_of(uint32_t object)
{
	return &all.objects.v[object];
}

static uint32_t object_of(const struct base_set *set, uint32_t i,
			  uint32_t name, uint32_t extra, bool *fresh)
{
	uint32_t **map = set == &all.named ? &all.of_named.v :
					     &all.of_contents.v;
	size_t n = set == &all.named ? all.of_named.n : all.of_contents.n;
	struct object *o;

	*fresh = i == n;
	if (!*fresh)
		return (*map)[i];
	o = PUSH(KEEP, &all.objects);
	o->name = name;
	o->extra = extra;
	if (set == &all.named)
		*PUSH(KEEP, &all.of_named) = (uint32_t)all.objects.n - 1;
	else
		*PUSH(KEEP, &all.of_contents) = (uint32_t)all.objects.n - 1;
	return (uint32_t)all.objects.n - 1;
}

uint32_t intern_named(const char *key, uint32_t name, bool *fresh)
{
	uint32_t i = base_set_add(&all.named, key, strlen(key));

	return object_of(&all.named, i, name, NONE, fresh);
}

uint32_t intern_object(const struct member *m, size_t n, uint32_t extra)
{
	struct member *key = base_alloc(DOC, n + 1, sizeof *key);
	struct object *o;
	uint32_t i, object;
	size_t k;
	bool fresh;

	if (n > 0)
		memcpy(key, m, n * sizeof *m);
	key[n].name = extra;
	i = base_set_add(&all.contents, key, (n + 1) * sizeof *key);
	object = object_of(&all.contents, i, 0, extra, &fresh);
	if (!fresh)
		return object;
	o = intern_object_of(object);
	for (k = 0; k < n; k++)
		*PUSH(KEEP, &o->fields) = (struct field){
			m[k].name, m[k].node, m[k].required, 0, TAB_OPEN };
	return object;
}

void intern_field(uint32_t object, uint32_t epoch, const struct member *m)
{
	struct object *o = intern_object_of(object);
	size_t i, n = o->fields.n;

	/* Members come in the same order every time: begin where the last
	 * one was found. */
	for (i = 0; i < n; i++) {
		struct field *f = &o->fields.v[(o->hint + i) % n];

		if (f->name != m->name || f->node != m->node ||
		    f->required != m->required)
			continue;
		if (f->until != epoch && f->until + 1 != epoch)
			continue;
		f->until = epoch;
		o->hint = (o->hint + i + 1) % n;
		return;
	}
	*PUSH(KEEP, &o->fields) = (struct field){
		m->name, m->node, m->required, epoch, epoch };
}

uint32_t intern_param(const struct param *param)
{
	return base_set_add(&all.params, param, sizeof *param);
}

const struct param *intern_param_of(uint32_t param)
{
	return all.params.v[param].key;
}
