/* SPDX-License-Identifier: MIT */
/*
 * Whether the places by which credentials are chosen are there: a parameter
 * of the operation, or a member of its body.  Must not change anything.
 */
#include "config.h"

#include "overlay.h"
#include "table.h"

#include <string.h>

/* The member of an object in an epoch; NONE: it has none. */
static uint32_t member(uint32_t object, const char *name, uint32_t epoch)
{
	const struct object *o = intern_object_of(object);
	size_t i;

	for (i = 0; i < o->fields.n; i++) {
		const struct field *f = &o->fields.v[i];

		if (strcmp(intern_text(f->name), name) == 0 &&
		    f->since <= epoch && epoch <= f->until)
			return f->node;
	}
	return o->extra;
}

/* Whether "/A/B" leads to a string. */
static bool leads(uint32_t node, const char *pointer, uint32_t epoch)
{
	const struct shape *shape = intern_shape(node);

	while (*pointer == '/') {
		size_t len = strcspn(++pointer, "/");

		if (shape->types == TAB_ANY && shape->sub == NONE)
			return true;
		if ((shape->types & TAB_OBJ) == 0 || shape->sub == NONE)
			return false;
		node = member(shape->sub, base_dup(DOC, pointer, len), epoch);
		if (node == NONE)
			return false;
		shape = intern_shape(node);
		pointer += len;
	}
	return *pointer == 0 && (shape->types & TAB_STR) != 0;
}

static bool has_param(const struct op *op, uint32_t in, const char *name)
{
	size_t i;

	for (i = 0; i < op->params.n; i++)
		if (op->params.v[i].in == in &&
		    strcmp(op->params.v[i].name, name) == 0)
			return true;
	return false;
}

static void lost(struct overlay *o, const struct opointer *p)
{
	base_fail(o->file, p->line, "\"%s\" has no \"%s\" in %s to choose"
		  " credentials by", p->op, p->place, p->version);
}

/* Members are not all known before the documents have been read. */
static bool is_place(struct overlay *o, const struct opointer *p,
		     const struct op *op)
{
	if (strncmp(p->place, "query:", 6) == 0)
		return has_param(op, TAB_QUERY, p->place + 6);
	if (strncmp(p->place, "path:", 5) == 0)
		return has_param(op, TAB_PATH, p->place + 5);
	if (strncmp(p->place, "body:/", 6) != 0 || op->body == NONE)
		return false;
	*PUSH(KEEP, &o->pointers) = *p;
	return true;
}

static void check(struct overlay *o, const struct doc *doc,
		  const struct op *op, const struct oparam *p)
{
	const char *text = intern_text(p->credentials);
	struct opointer at = { NULL, NULL, doc->version, op->body,
			       doc->epoch, p->credentials_line };

	if (p->encoding != TAB_AUTH)
		base_fail(o->file, p->credentials_line, "credentials for"
			  " \"%s\", whose encoding is not auth", p->name);
	if (strcmp(text, "all") == 0 || strcmp(text, "none") == 0)
		return;
	at.op = base_dup(KEEP, op->name, strlen(op->name));
	do {
		size_t len = strcspn(text, " ");

		at.place = base_dup(KEEP, text, len);
		if (!is_place(o, &at, op))
			lost(o, &at);
		text += len;
	} while (*text++ == ' ');
}

void overlay_credentials(struct overlay *o, const struct doc *doc,
			 const struct op *op)
{
	size_t i;

	for (i = 0; i < op->params.n; i++)
		if (op->params.v[i].credentials_line != 0)
			check(o, doc, op, &op->params.v[i]);
}

void overlay_pointers(struct overlay *o)
{
	size_t i;

	for (i = 0; i < o->pointers.n; i++) {
		const struct opointer *p = &o->pointers.v[i];

		if (!leads(p->body, p->place + 5, p->epoch))
			lost(o, p);
	}
}
