/* SPDX-License-Identifier: MIT */
/* See paramname.h. */
#include "config.h"

#include "paramname.h"

#include "near.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define CHOICE_MAX 128

static const char *param_name(const struct op *op,
			      const struct tab_param *param)
{
	return lookup_str(op->table, param->name);
}

/* The only path parameter; NULL if there is none or several. */
static const struct tab_param *sole_path_param(const struct op *op)
{
	const struct tab_param *p, *found = NULL;
	size_t i;

	for (i = 0; (p = lookup_param(op, i, NULL)) != NULL; i++) {
		if (p->in != TAB_PATH)
			continue;
		if (found != NULL)
			return NULL;
		found = p;
	}
	return found;
}

/* Header names have no case. */
static const struct tab_param *header_param(const struct op *op,
					    const char *name)
{
	const struct tab_param *p;
	size_t i;

	for (i = 0; (p = lookup_param(op, i, NULL)) != NULL; i++)
		if (p->in == TAB_HEADER &&
		    strcasecmp(param_name(op, p), name) == 0)
			return p;
	return NULL;
}

/* Splits "path:name"; -1 if no place is told. */
static int place_of(const char **name)
{
	static const char *const places[] = { "path:", "query:", "header:" };
	int i;

	for (i = 0; i < 3; i++)
		if (strncmp(*name, places[i], strlen(places[i])) == 0) {
			*name += strlen(places[i]);
			return i;
		}
	return -1;
}

const struct tab_param *paramname_find(const struct op *op, const char *name,
				       unsigned *matches)
{
	const struct tab_param *param;
	int place = place_of(&name);

	param = lookup_param_name(op, name, place, matches);
	if (param == NULL && (place == TAB_HEADER || place < 0))
		param = header_param(op, name);
	if (param == NULL && place <= TAB_PATH &&
	    (strcmp(name, "id") == 0 || strcmp(name, "name") == 0))
		param = sole_path_param(op);
	return param;
}

/* When the operation has a parameter of this name in other versions. */
static bool hint_version(const struct op *op, const char *name,
			 struct problems *problems)
{
	const struct table *t = op->table;
	const struct tab_op *row = op->row;
	const struct tab_plist *p;
	unsigned i;

	while (row > t->ops && row[-1].name == row->name)
		row--;
	for (; row < t->ops + t->nops && row->name == op->row->name; row++)
		for (i = 0; i < row->nparams; i++) {
			p = &t->plist[row->params + i];
			if (strcmp(lookup_str(t, t->params[p->param].name),
				   name) != 0)
				continue;
			if (p->since > op->epoch)
				problems_hint(problems, "it exists since %s; "
					"this client speaks %s",
					lookup_since_name(t, p->since),
					lookup_str(t, t->versions[
						op->version].name));
			else
				problems_hint(problems, "it was dropped after "
					"%s", lookup_until_name(t, p->until));
			return true;
		}
	return false;
}

static bool body_has(const struct op *op, const char *name)
{
	const struct table *t = op->table;
	const struct tab_node *n;
	const struct tab_object *o;
	unsigned i;

	if (op->row->body == TAB_NONE)
		return false;
	n = &t->nodes[op->row->body];
	if (n->types == TAB_ANY || !(n->types & TAB_OBJ))
		return false;
	o = &t->objects[n->sub];
	for (i = 0; i < o->nfields; i++)
		if (strcmp(lookup_str(t, t->fields[o->fields + i].name),
			   name) == 0)
			return true;
	return false;
}

void paramname_unknown(const struct op *op, const char *name,
		       const char *where, struct problems *problems)
{
	const struct tab_param *p;
	const char *bare = name;
	struct near near;
	unsigned elsewhere;
	size_t i;

	place_of(&bare);
	lookup_param_name(op, bare, -1, &elsewhere);
	near_init(&near, bare);
	for (i = 0; (p = lookup_param(op, i, NULL)) != NULL; i++)
		near_try(&near, param_name(op, p));
	if (body_has(op, name))
		problems_hint(problems, "'%s' is a member of the body", name);
	else if ((elsewhere > 0 || !hint_version(op, bare, problems)) &&
		 near_best(&near) != NULL)
		problems_hint(problems, "did you mean '%s'?",
			      near_best(&near));
	problems_add(problems, DAVIT_EPARAM, where,
		     "unknown parameter '%s' of %s", name, lookup_op_name(op));
}

void paramname_ambiguous(const struct op *op, const char *name,
			 const char *where, struct problems *problems)
{
	const struct tab_param *p;
	char choice[CHOICE_MAX] = "";
	size_t i, len = 0;

	for (i = 0; (p = lookup_param(op, i, NULL)) != NULL; i++)
		if (strcmp(param_name(op, p), name) == 0 &&
		    len < sizeof(choice))
			len += (size_t)snprintf(choice + len,
				sizeof(choice) - len, "%s'%s:%s'",
				len > 0 ? " or " : "",
				lookup_in_name(p->in), name);
	problems_hint(problems, "write %s", choice);
	problems_add(problems, DAVIT_EPARAM, where, "parameter '%s' of %s is "
		     "ambiguous: it has several of that name", name,
		     lookup_op_name(op));
}
