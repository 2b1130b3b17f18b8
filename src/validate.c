/* SPDX-License-Identifier: MIT */
/* Given parameters against what the tables say: see validate.h. */
#include "config.h"

#include "validate.h"

#include "filterkeys.h"
#include "paramname.h"
#include "paramvalue.h"
#include "schema.h"

#include <stdio.h>
#include <string.h>

static const char *param_name(const struct op *op,
			      const struct tab_param *param)
{
	return lookup_str(op->table, param->name);
}

bool validate_is_listed(const struct op *op, const char *name)
{
	unsigned matches;

	return paramname_find(op, name, &matches) != NULL;
}

static void check_one(const struct paramvalue *common, const char *name,
		      json_t *value, unsigned flags,
		      const struct bound *before, struct bound *out)
{
	const struct op *op = common->op;
	const struct tab_plist *list = &op->table->plist[op->row->params];
	struct problems *p = common->problems;
	struct paramvalue c = *common;
	unsigned matches, i = 0;

	c.name = name;
	snprintf(c.where, sizeof(c.where), "params.%.100s", name);
	c.param = paramname_find(op, name, &matches);
	if (matches > 1) {
		paramname_ambiguous(op, name, c.where, p);
		return;
	}
	if (c.param == NULL) {
		if (!(flags & DAVIT_ALLOW_UNLISTED))
			paramname_unknown(op, name, c.where, p);
		return;
	}
	while (&op->table->params[list[i].param] != c.param)
		i++;
	if (out->value[i] != before->value[i]) {
		problems_add(p, DAVIT_EPARAM, c.where, "parameter '%s' of %s "
			     "is given twice", param_name(op, c.param),
			     lookup_op_name(op));
		return;
	}
	/* null means "not given": what bindings have for an unset value. */
	if (json_is_null(value))
		return;
	out->value[i] = value;
	paramvalue_check(&c, value);
}

void validate_required(const struct op *op, const struct bound *bound,
		       struct problems *p)
{
	const struct tab_plist *list = &op->table->plist[op->row->params];
	const struct tab_param *param;
	char where[PARAMVALUE_WHERE], *name = where + strlen("params.");
	unsigned i, matches;

	for (i = 0; i < op->row->nparams; i++) {
		param = &op->table->params[list[i].param];
		if (!lookup_in(list[i].since, list[i].until, op->epoch) ||
		    bound->value[i] != NULL || !(param->flags & TAB_REQUIRED))
			continue;
		/* These will be looked for. */
		if (param->credentials != 0)
			continue;
		lookup_param_name(op, param_name(op, param), -1, &matches);
		snprintf(where, sizeof(where), "params.%s%s%.100s",
			 matches > 1 ? lookup_in_name(param->in) : "",
			 matches > 1 ? ":" : "", param_name(op, param));
		if (op->table->help[param->help] != '\0')
			problems_hint(p, "%s: %s", name,
				      op->table->help + param->help);
		problems_add(p, DAVIT_EPARAM, where, "missing parameter '%s' "
			     "of %s", name, lookup_op_name(op));
	}
}

void validate_bind(const struct op *op, json_t *params, unsigned flags,
		   struct bound *out, struct problems *p,
		   struct problems *warnings)
{
	struct paramvalue common = {
		.op = op, .problems = p, .keys = warnings
	};
	size_t size = op->row->nparams * sizeof(out->value[0]);
	struct bound before;
	const char *name;
	json_t *value;

	memcpy(before.value, out->value, size);
	if (flags & DAVIT_ALLOW_UNLISTED)
		common.keys = NULL;
	else if (flags & DAVIT_STRICT || filterkeys_matter(op))
		common.keys = p;
	if (params != NULL && !json_is_object(params)) {
		problems_add(p, DAVIT_EPARAM, "params", "parameters must be "
			     "an object, not %s", schema_kind(params));
		return;
	}
	json_object_foreach(params, name, value)
		check_one(&common, name, value, flags, &before, out);
}

void validate_params(const struct op *op, json_t *params, unsigned flags,
		     struct bound *out, struct problems *p,
		     struct problems *warnings)
{
	int count = p->count;

	memset(out->value, 0, op->row->nparams * sizeof(out->value[0]));
	validate_bind(op, params, flags, out, p, warnings);
	if (params == NULL || json_is_object(params) || p->count == count)
		validate_required(op, out, p);
}
