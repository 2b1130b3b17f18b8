/* SPDX-License-Identifier: MIT */
/*
 * Dotted paths through schemas: "HostConfig.Mounts[].Type".  Built on the
 * public introspection; only what a member is in other versions is asked
 * from the tables themselves.
 */
#include "config.h"

#include "davit.h"
#include "error.h"
#include "lookup.h"
#include "near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_LEN 200
#define INNER_MAX 8		/* arrays and maps skipped before a name */

struct walk {
	const char *path, *p;	/* all of it; what is left */
	davit_field at;
	davit_error *err;
};

/* ---- what is not there -------------------------------------------------- */

/* The member exists, in other versions. */
static bool hint_version(const davit_schema *s, const char *name,
			 davit_error *err)
{
	const struct table *t = s->priv;
	const struct tab_node *n = &t->nodes[s->node];
	const struct tab_field *f, *end, *last = NULL;

	if (n->types == TAB_ANY || !(n->types & TAB_OBJ))
		return false;
	f = &t->fields[t->objects[n->sub].fields];
	end = f + t->objects[n->sub].nfields;
	for (; f < end; f++) {
		if (strcmp(lookup_str(t, f->name), name) != 0)
			continue;
		last = f;
		if (f->since > s->epoch) {
			error_hint(err, "it exists since %s",
				   lookup_since_name(t, f->since));
			return true;
		}
	}
	if (last != NULL)
		error_hint(err, "it was dropped after %s",
			   lookup_until_name(t, last->until));
	return last != NULL;
}

static int miss(struct walk *w, const davit_schema *s, const char *name)
{
	int before = (int)(w->p - w->path);
	davit_field f;
	struct near near;
	size_t i;

	while (before > 0 && w->path[before - 1] == '.')
		before--;
	if (before > 0)
		error_set(w->err, DAVIT_EINVAL, "'%.*s' has no member '%s'",
			  before, w->path, name);
	else
		error_set(w->err, DAVIT_EINVAL, "there is no member '%s'",
			  name);
	near_init(&near, name);
	for (i = 0; davit_schema_field(s, i, &f) == 0; i++)
		near_try(&near, f.name);
	if (s->nfields == 0)
		error_hint(w->err, "it is of type %s", s->type);
	else if (!hint_version(s, name, w->err) && near_best(&near) != NULL)
		error_hint(w->err, "did you mean '%s'?", near_best(&near));
	return DAVIT_EINVAL;
}

/* ---- one step ----------------------------------------------------------- */

/* A member has been there no longer than what holds it. */
static void enter(struct walk *w, const davit_field *f)
{
	const char *since = w->at.since, *until = w->at.until;

	w->at = *f;
	if (since != NULL && (f->since == NULL ||
			      lookup_version_cmp(since, f->since) > 0))
		w->at.since = since;
	if (until != NULL && (f->until == NULL ||
			      lookup_version_cmp(until, f->until) < 0))
		w->at.until = until;
}

static void inside(struct walk *w, const char *name,
		   const davit_schema *inner)
{
	w->at.schema = *inner;
	w->at.name = name;
	w->at.required = 0;
}

static int step_items(struct walk *w)
{
	size_t digits = strspn(w->p + 1, "0123456789");
	davit_schema inner;

	if (w->p[1 + digits] != ']')
		return error_set(w->err, DAVIT_EINVAL, "'%s' is not a path: "
				 "elements of arrays are written []",
				 w->path);
	if (davit_schema_items(&w->at.schema, &inner) < 0)
		return error_set(w->err, DAVIT_EINVAL, "'%.*s' is no array: "
				 "it is of type %s", (int)(w->p - w->path),
				 w->path, w->at.schema.type);
	inside(w, "[]", &inner);
	w->p += digits + 2;
	return 0;
}

static int step_name(struct walk *w, const char *name)
{
	davit_schema s = w->at.schema, inner;
	davit_field f;
	unsigned i;

	for (i = 0; i < INNER_MAX; i++) {
		if (strcmp(name, "*") != 0 &&
		    davit_schema_find(&s, name, &f) == 0) {
			enter(w, &f);
			return 0;
		}
		if (davit_schema_items(&s, &inner) == 0) {
			s = inner;
			continue;
		}
		if (davit_schema_extra(&s, &inner) < 0 ||
		    (s.nfields > 0 && strcmp(name, "*") != 0))
			break;
		/* A key of a map, or a member of its values? */
		if (strcmp(name, "*") == 0 ||
		    davit_schema_find(&inner, name, &f) < 0) {
			inside(w, "*", &inner);
			return 0;
		}
		s = inner;
	}
	return miss(w, &s, name);
}

static int step(struct walk *w)
{
	size_t len = strcspn(w->p, ".[");
	char name[NAME_MAX_LEN + 1];
	int r;

	if (w->p[0] == '[')
		return step_items(w);
	if (len == 0 || len > NAME_MAX_LEN)
		return error_set(w->err, DAVIT_EINVAL, "'%s' is not a path, "
				 "such as A.B[].C", w->path);
	memcpy(name, w->p, len);
	name[len] = '\0';
	r = step_name(w, name);
	if (r == 0)
		w->p += len;
	return r;
}

/* From w->at along w->p. */
static int go(struct walk *w)
{
	int r = 0;

	while (r == 0 && *w->p != '\0') {
		r = step(w);
		if (r == 0 && *w->p == '.') {
			w->p++;
			if (*w->p == '\0')
				r = error_set(w->err, DAVIT_EINVAL, "'%s' "
					      "ends in a dot", w->path);
		}
	}
	return r;
}

int davit_schema_path(const davit_schema *s, const char *path,
		      davit_field *out, davit_error *err)
{
	struct walk w = { .path = path, .p = path, .err = err };
	int r;

	error_clear(err);
	if (s == NULL || s->priv == NULL || path == NULL || out == NULL)
		return error_set(err, DAVIT_EINVAL, "no schema, or no path");
	w.at.name = "";
	w.at.schema = *s;
	r = go(&w);
	if (r == 0)
		*out = w.at;
	return r;
}

/* ---- operations --------------------------------------------------------- */

struct start {
	const char *root;
	davit_field at;
	size_t used;		/* of the path */
};

static bool start_body(const davit_op *op, struct start *s)
{
	s->root = "body";
	s->at = (davit_field){ .name = "", .since = op->since,
			       .until = op->until, .required =
			       (op->flags & DAVIT_OP_BODY_REQUIRED) != 0 };
	return (op->flags & DAVIT_OP_BODY_RAW) == 0 &&
	       davit_op_body(op, &s->at.schema) == 0;
}

/* The answer of this status, or of the first one of success. */
static bool start_answer(const davit_op *op, int status, struct start *s)
{
	davit_response r;
	size_t i;

	s->root = "answer";
	s->at = (davit_field){ .name = "", .since = op->since,
			       .until = op->until };
	for (i = 0; davit_op_response(op, i, &r) == 0; i++)
		if (r.has_schema && (status == 0 ? r.status < 300
						 : r.status == status)) {
			s->at.schema = r.schema;
			return true;
		}
	return false;
}

static bool start_param(const davit_op *op, const char *path,
			struct start *s)
{
	size_t len = strcspn(path, ".["), i;
	davit_param p;

	s->root = "params";
	for (i = 0; davit_op_param(op, i, &p) == 0; i++) {
		if (strlen(p.name) != len || memcmp(p.name, path, len) != 0)
			continue;
		s->used = len + (path[len] == '.');
		s->at = (davit_field){ p.name, p.since, p.until,
				       (p.flags & DAVIT_PARAM_REQUIRED) != 0,
				       p.schema };
		return true;
	}
	return false;
}

static int follow(const struct start *s, const char *path, const char **root,
		  davit_field *out, davit_error *err)
{
	struct walk w = { path, path + s->used, s->at, err };
	int r;

	error_clear(err);
	r = go(&w);
	if (r == 0) {
		*out = w.at;
		*root = s->root;
	}
	return r;
}

/* The beginning told by the path: its length with the dot; 0 if none is. */
static size_t root_len(const char *path, const char *name)
{
	size_t len = strlen(name);

	if (strncmp(path, name, len) != 0)
		return 0;
	if (path[len] == '\0' || path[len] == '[')
		return len;
	return path[len] == '.' ? len + 1 : 0;
}

static int no_root(const davit_op *op, const char *what, davit_error *err)
{
	return error_set(err, DAVIT_EINVAL, "%s has no %s made of JSON",
			 op->name, what);
}

static int param_path(const davit_op *op, const char *path,
		      const char **root, davit_field *out, davit_error *err)
{
	struct start s = { .used = 0 };
	struct near near;
	davit_param p;
	size_t i;

	if (start_param(op, path, &s))
		return follow(&s, path, root, out, err);
	near_init(&near, path);
	for (i = 0; davit_op_param(op, i, &p) == 0; i++)
		near_try(&near, p.name);
	error_set(err, DAVIT_EINVAL, "%s has no parameter '%s'", op->name,
		  path);
	if (near_best(&near) != NULL)
		error_hint(err, "did you mean '%s'?", near_best(&near));
	return DAVIT_EINVAL;
}

/* In the first of body, answer and parameters that has it. */
static int anywhere(const davit_op *op, const char *path, const char **root,
		    davit_field *out, davit_error *err)
{
	davit_error other;
	struct start s = { .used = 0 };
	int r = DAVIT_EINVAL;

	error_set(err, r, "%s has no '%s'", op->name, path);
	if (start_body(op, &s))
		r = follow(&s, path, root, out, err);
	if (r < 0 && start_answer(op, 0, &s)) {
		r = follow(&s, path, root, out, &other);
		if (r < 0 && err != NULL && err->hint[0] == '\0' &&
		    other.hint[0] != '\0')
			*err = other;
	}
	if (r < 0)
		r = param_path(op, path, root, out, &other);
	if (r < 0 && err != NULL && err->hint[0] == '\0' &&
	    other.hint[0] != '\0')
		*err = other;
	return r;
}

static int find(const davit_op *op, const char *path, const char **root,
		davit_field *out, davit_error *err)
{
	size_t digits;
	struct start s = { .used = 0 };

	error_clear(err);
	digits = strspn(path, "0123456789");
	if (digits == 3 && (path[3] == '\0' || path[3] == '.' ||
			    path[3] == '[')) {
		s.used = 3 + (path[3] == '.');
		if (!start_answer(op, (int)strtol(path, NULL, 10), &s))
			return no_root(op, "such answer", err);
		return follow(&s, path, root, out, err);
	}
	s.used = root_len(path, "body");
	if (s.used > 0)
		return start_body(op, &s) ? follow(&s, path, root, out, err)
					  : no_root(op, "body", err);
	s.used = root_len(path, "answer");
	if (s.used > 0)
		return start_answer(op, 0, &s)
		       ? follow(&s, path, root, out, err)
		       : no_root(op, "answer", err);
	s.used = root_len(path, "params");
	if (s.used > 0 && path[s.used] != '\0')
		return param_path(op, path + s.used, root, out, err);
	return anywhere(op, path, root, out, err);
}

/* Another version has the path in the same part of the operation. */
static bool also_in(const davit_op *op, const char *version,
		    const char *path, const char *root)
{
	const char *there;
	davit_field f;
	davit_op other;

	return davit_op_find(op->engine, version, op->name, &other, NULL) ==
	       0 && find(&other, path, &there, &f, NULL) == 0 &&
	       strcmp(there, root) == 0;
}

/* Documents restate schemas, so a member's own range may be too short: what
 * counts is in which versions in a row the path leads anywhere. */
static void set_range(const davit_op *op, const char *path, const char *root,
		      davit_field *f)
{
	davit_version v;
	size_t i;

	f->since = op->version;
	f->until = NULL;
	for (i = op->epoch; i > 0; i--) {
		davit_version_at(op->engine, i - 1, &v);
		if (!also_in(op, v.name, path, root))
			break;
		f->since = v.name;
	}
	for (i = op->epoch + 1; davit_version_at(op->engine, i, &v) == 0; i++)
		if (!also_in(op, v.name, path, root)) {
			davit_version_at(op->engine, i - 1, &v);
			f->until = v.name;
			break;
		}
}

int davit_op_path(const davit_op *op, const char *path, const char **root,
		  davit_field *out, davit_error *err)
{
	const char *found;
	davit_field f;
	int r;

	error_clear(err);
	if (op == NULL || op->priv == NULL || path == NULL || out == NULL)
		return error_set(err, DAVIT_EINVAL, "no operation, or no "
				 "path");
	r = find(op, path, &found, &f, err);
	if (r < 0)
		return r;
	set_range(op, path, found, &f);
	if (root != NULL)
		*root = found;
	*out = f;
	return 0;
}
