/* SPDX-License-Identifier: MIT */
/* See validate.h. */
#include "config.h"

#include "validate.h"

#include "decode.h"
#include "encode.h"
#include "error.h"
#include "filterkeys.h"
#include "near.h"
#include "schema.h"
#include "uri.h"
#include "util.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define VALUE_MAX (16u << 20)	/* bytes of one encoded value */
#define WHERE_MAX 128

struct check {
	const struct op *op;
	const struct tab_param *param;
	const char *name;		/* as the user wrote it */
	char where[WHERE_MAX];
	struct problems *problems;
	struct problems *keys;		/* of filters; NULL: not looked at */
};

static const char *op_name(const struct op *op)
{
	return lookup_str(op->table, op->row->name);
}

static const char *param_name(const struct op *op,
			      const struct tab_param *param)
{
	return lookup_str(op->table, param->name);
}

/* ---- which parameter is meant ------------------------------------------ */

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

/* *matches > 1: the name is ambiguous. */
static const struct tab_param *resolve(const struct op *op, const char *name,
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

bool validate_is_listed(const struct op *op, const char *name)
{
	unsigned matches;

	return resolve(op, name, &matches) != NULL;
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

static void unknown(const struct op *op, const char *name, const char *where,
		    struct problems *problems)
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
		     "unknown parameter '%s' of %s", name, op_name(op));
}

static void ambiguous(const struct op *op, const char *name,
		      const char *where, struct problems *problems)
{
	const struct tab_param *p;
	char choice[WHERE_MAX] = "";
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
		     op_name(op));
}

/* ---- whether a value fits ---------------------------------------------- */

static void wrong(struct check *c, const char *expected, const json_t *value)
{
	problems_add(c->problems, DAVIT_EPARAM, c->where, "parameter '%s' of "
		     "%s must be %s, not %s", c->name, op_name(c->op),
		     expected, schema_kind(value));
}

static void wrong_text(struct check *c, const char *expected,
		       const char *text)
{
	bool secret = c->param->flags & TAB_SECRET;

	problems_add(c->problems, DAVIT_EPARAM, c->where, "parameter '%s' of "
		     "%s must be %s, not '%.80s'", c->name, op_name(c->op),
		     expected, secret ? "(hidden)" : text);
}

static bool is_boolean_text(const char *text)
{
	return strcmp(text, "true") == 0 || strcmp(text, "false") == 0 ||
	       strcmp(text, "1") == 0 || strcmp(text, "0") == 0;
}

static void check_range(struct check *c, const struct tab_node *n, int64_t v)
{
	const struct table *t = c->op->table;
	const char *format = lookup_str(t, t->formats[n->format]);
	int64_t min = INT64_MIN, max = INT64_MAX;

	if (n->has_limits) {
		min = t->limits[n->aux].min;
		max = t->limits[n->aux].max;
	} else if (strcmp(format, "int32") == 0) {
		min = INT32_MIN;
		max = INT32_MAX;
	} else if (strncmp(format, "uint", 4) == 0) {
		min = 0;
		if (strcmp(format, "uint8") == 0)
			max = UINT8_MAX;
		else if (strcmp(format, "uint16") == 0)
			max = UINT16_MAX;
		else if (strcmp(format, "uint32") == 0)
			max = UINT32_MAX;
	}
	if (v >= min && v <= max)
		return;
	if (min == INT64_MIN || max == INT64_MAX)
		problems_add(c->problems, DAVIT_EPARAM, c->where,
			     "parameter '%s' of %s is out of range: %lld is "
			     "%s", c->name, op_name(c->op), (long long)v,
			     v < min ? "too small" : "too large");
	else
		problems_add(c->problems, DAVIT_EPARAM, c->where,
			     "parameter '%s' of %s is out of range: %lld is "
			     "not within %lld..%lld", c->name,
			     op_name(c->op), (long long)v, (long long)min,
			     (long long)max);
}

static void check_enum(struct check *c, const struct tab_node *n,
		       const char *text)
{
	const struct table *t = c->op->table;
	struct buf list = BUF_INIT(200);
	const char *choice;
	struct near near;
	unsigned i;

	near_init(&near, text);
	for (i = 0; i < n->nenums; i++) {
		choice = lookup_str(t, t->enums[n->aux + i]);
		if (strcmp(choice, text) == 0)
			goto out;
		near_try(&near, choice);
		if (i > 0)
			buf_add_str(&list, ", ");
		buf_add_str(&list, choice);
	}
	if (near_best(&near) != NULL)
		problems_hint(c->problems, "did you mean '%s'?",
			      near_best(&near));
	problems_add(c->problems, DAVIT_EPARAM, c->where, "parameter '%s' of "
		     "%s can't be '%.80s': one of %s", c->name,
		     op_name(c->op), text, buf_text(&list));
out:
	buf_done(&list);
}

/* What only the place of a parameter forbids. */
static void check_place(struct check *c, const char *text, size_t len)
{
	if (strlen(text) != len) {
		problems_add(c->problems, DAVIT_EPARAM, c->where, "parameter "
			     "'%s' of %s holds a zero byte", c->name,
			     op_name(c->op));
	} else if (c->param->in == TAB_PATH && !uri_segment_ok(text)) {
		if (text[0] == '/' && text[1] != '\0')
			problems_hint(c->problems,
				      "leave out the leading '/'");
		problems_add(c->problems, DAVIT_EPARAM, c->where, "parameter "
			     "'%s' of %s stands in the path and can't be "
			     "'%.80s': no part of it may be empty, '.' or "
			     "'..'", c->name, op_name(c->op), text);
	} else if (c->param->in == TAB_HEADER && util_has_control(text, len)) {
		problems_add(c->problems, DAVIT_EPARAM, c->where, "parameter "
			     "'%s' of %s is a header and can't hold a line "
			     "break or control character", c->name,
			     op_name(c->op));
	}
}

/* One value that becomes one text. */
static void check_scalar(struct check *c, const struct tab_node *n,
			 const json_t *value)
{
	struct buf text = BUF_INIT(VALUE_MAX);
	const char *s;
	int64_t number;
	unsigned types = n->types;

	if (!encode_is_scalar(value)) {
		wrong(c, types & TAB_BOOL ? "a boolean" :
		      types & TAB_STR ? "a string" : "a number", value);
		return;
	}
	if (encode_scalar(&text, value) == DAVIT_ENOMEM) {
		c->problems->nomem = true;
		goto out;
	}
	if (buf_status(&text) < 0) {
		problems_add(c->problems, DAVIT_EPARAM, c->where, "parameter "
			     "'%s' of %s is too long", c->name,
			     op_name(c->op));
		goto out;
	}
	s = buf_text(&text);
	if (types & TAB_STR) {
		if (n->nenums > 0)
			check_enum(c, n, s);
	} else if (types & (TAB_INT | TAB_NUM)) {
		if (util_int64(s, text.len, &number))
			check_range(c, n, number);
		else if (types & TAB_BOOL && is_boolean_text(s))
			;
		else if (json_is_boolean(value))
			wrong(c, "a number", value);
		else if (!(types & TAB_NUM) || !util_number(s, text.len))
			wrong_text(c, types & TAB_NUM ? "a number" :
				   "an integer", s);
	} else if (types & TAB_BOOL && !is_boolean_text(s)) {
		wrong_text(c, "true or false", s);
	}
	check_place(c, s, text.len);
out:
	buf_done(&text);
}

/* An element of a list: one text, or an object sent as JSON. */
static void check_element(struct check *c, const struct tab_node *n,
			  const json_t *value)
{
	if (!json_is_object(value) || !(n->types & TAB_OBJ))
		check_scalar(c, n, value);
}

static void check_list(struct check *c, const struct tab_node *n,
		       json_t *value)
{
	const struct tab_node *item = n;
	char whole[WHERE_MAX];
	json_t *element;
	size_t i;

	if (n->types & TAB_ARR && !(n->types & TAB_OBJ))
		item = &c->op->table->nodes[n->sub];
	if (!json_is_array(value)) {
		check_element(c, item, value);
		return;
	}
	memcpy(whole, c->where, sizeof(whole));
	json_array_foreach(value, i, element) {
		snprintf(c->where, sizeof(c->where), "%.100s[%zu]", whole, i);
		check_element(c, item, element);
	}
	memcpy(c->where, whole, sizeof(whole));
}

/* Text that stands for JSON; gives the value, NULL with a problem. */
static json_t *text_as_json(struct check *c, const json_t *value)
{
	davit_error why;
	json_t *out;
	int r;

	r = decode_json(json_string_value(value), json_string_length(value),
			&out, NULL, &why);
	if (r == DAVIT_ENOMEM)
		c->problems->nomem = true;
	else if (r < 0 || out == NULL)
		problems_add(c->problems, DAVIT_EPARAM, c->where,
			     "parameter '%s' of %s must be JSON: %s", c->name,
			     op_name(c->op), c->param->flags & TAB_SECRET ?
			     "it can't be read" : r < 0 ? why.text :
			     "it is empty");
	return out;
}

static void check_json(struct check *c, const struct tab_node *n,
		       const json_t *value)
{
	if (!json_is_string(value))
		return;
	/* Some take either JSON or one plain word; the types say so. */
	if (n->types & TAB_STR && n->types != TAB_STR &&
	    strchr("{[\"", json_string_value(value)[0]) == NULL)
		return;
	json_decref(text_as_json(c, value));
}

static void check_filters(struct check *c, json_t *value)
{
	json_t *filters = json_is_string(value) ? text_as_json(c, value)
						: json_incref(value);
	struct buf text = BUF_INIT(VALUE_MAX);

	if (filters != NULL && !encode_filters(&text, filters)) {
		problems_hint(c->problems, "write {\"key\": [\"value\"]}");
		problems_add(c->problems, DAVIT_EPARAM, c->where,
			     "parameter '%s' of %s must be an object of "
			     "filters", c->name, op_name(c->op));
	}
	if (buf_status(&text) == DAVIT_ENOMEM)
		c->problems->nomem = true;
	if (c->keys != NULL)
		filterkeys_check(c->op, c->param, c->name, c->where, filters,
				 c->keys);
	buf_done(&text);
	json_decref(filters);
}

static void check_auth(struct check *c, const json_t *value)
{
	struct buf text = BUF_INIT(VALUE_MAX);
	json_t *credentials = NULL;
	bool good;
	int r = 0;

	if (json_is_object(value))
		return;
	if (!json_is_string(value)) {
		wrong(c, "an object of credentials", value);
		return;
	}
	good = util_unbase64(&text, json_string_value(value),
			     json_string_length(value));
	if (good)
		r = decode_json(buf_text(&text), text.len, &credentials, NULL,
				NULL);
	if (r == DAVIT_ENOMEM || buf_status(&text) == DAVIT_ENOMEM) {
		c->problems->nomem = true;
	} else if (!json_is_object(credentials)) {
		problems_hint(c->problems, "give an object like "
			      "{\"username\": ..., \"password\": ...}");
		problems_add(c->problems, DAVIT_EPARAM, c->where,
			     "parameter '%s' of %s is neither an object of "
			     "credentials nor the base64 of one", c->name,
			     op_name(c->op));
	}
	json_decref(credentials);
	buf_wipe(&text);
}

static void check_value(struct check *c, json_t *value)
{
	const struct tab_node *n = &c->op->table->nodes[c->param->node];

	switch (c->param->encoding) {
	case TAB_JSON:
		check_json(c, n, value);
		break;
	case TAB_FILTERS:
		check_filters(c, value);
		break;
	case TAB_AUTH:
		check_auth(c, value);
		break;
	case TAB_REPEATED:
	case TAB_CSV:
		check_list(c, n, value);
		break;
	default:
		check_scalar(c, n, value);
	}
}

/* ---- public ------------------------------------------------------------- */

static void check_one(const struct check *common, const char *name,
		      json_t *value, unsigned flags,
		      const struct bound *before, struct bound *out)
{
	const struct op *op = common->op;
	const struct tab_plist *list = &op->table->plist[op->row->params];
	struct problems *p = common->problems;
	struct check c = *common;
	unsigned matches, i = 0;

	c.name = name;
	snprintf(c.where, sizeof(c.where), "params.%.100s", name);
	c.param = resolve(op, name, &matches);
	if (matches > 1) {
		ambiguous(op, name, c.where, p);
		return;
	}
	if (c.param == NULL) {
		if (!(flags & DAVIT_ALLOW_UNLISTED))
			unknown(op, name, c.where, p);
		return;
	}
	while (&op->table->params[list[i].param] != c.param)
		i++;
	if (out->value[i] != before->value[i]) {
		problems_add(p, DAVIT_EPARAM, c.where, "parameter '%s' of %s "
			     "is given twice", param_name(op, c.param),
			     op_name(op));
		return;
	}
	/* null means "not given": what bindings have for an unset value. */
	if (json_is_null(value))
		return;
	out->value[i] = value;
	check_value(&c, value);
}

void validate_required(const struct op *op, const struct bound *bound,
		       struct problems *p)
{
	const struct tab_plist *list = &op->table->plist[op->row->params];
	const struct tab_param *param;
	char where[WHERE_MAX], *name = where + strlen("params.");
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
			     "of %s", name, op_name(op));
	}
}

void validate_bind(const struct op *op, json_t *params, unsigned flags,
		   struct bound *out, struct problems *p,
		   struct problems *warnings)
{
	struct check common = { .op = op, .problems = p, .keys = warnings };
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

static void check_members(const struct op *op, const json_t *value,
			  struct problems *p)
{
	const struct table *t = op->table;
	const struct schema_check check = {
		t, op->epoch, lookup_str(t, t->versions[op->version].name),
		op_name(op), p
	};

	if (p != NULL)
		schema_check(&check, op->row->body, value);
}

/* The outermost type, always; the members if `members` isn't NULL. */
static void check_body(const struct op *op, const json_t *value,
		       struct problems *p, struct problems *members)
{
	const struct tab_node *n = &op->table->nodes[op->row->body];
	static const struct { unsigned type; const char *name; } types[] = {
		{ TAB_OBJ, "an object" }, { TAB_ARR, "an array" },
		{ TAB_STR, "a string" }, { TAB_INT, "an integer" },
		{ TAB_NUM, "a number" }, { TAB_BOOL, "a boolean" }
	};
	static const unsigned of[] = {
		[JSON_OBJECT] = TAB_OBJ, [JSON_ARRAY] = TAB_ARR,
		[JSON_STRING] = TAB_STR, [JSON_INTEGER] = TAB_INT | TAB_NUM,
		[JSON_REAL] = TAB_NUM, [JSON_TRUE] = TAB_BOOL,
		[JSON_FALSE] = TAB_BOOL, [JSON_NULL] = TAB_NULL
	};
	size_t i;

	if (of[json_typeof(value)] & n->types) {
		check_members(op, value, members);
		return;
	}
	for (i = 0; i < UTIL_COUNT(types) - 1; i++)
		if (types[i].type & n->types)
			break;
	problems_add(p, DAVIT_EBODY, "body", "the body of %s must be %s, not "
		     "%s", op_name(op), types[i].name, schema_kind(value));
}

static void check_text(const struct op *op, const davit_body *body,
		       struct problems *p, struct problems *members)
{
	davit_error why;
	json_t *value;
	int r;

	r = decode_json(body->data, body->len, &value, NULL, &why);

	if (r == DAVIT_ENOMEM) {
		p->nomem = true;
	} else if (r < 0) {
		problems_add(p, DAVIT_EBODY, "body", "the body of %s is %s",
			     op_name(op), why.text);
	} else if (value == NULL) {
		problems_add(p, DAVIT_EBODY, "body", "the body of %s is "
			     "empty", op_name(op));
	} else {
		check_body(op, value, p, members);
		json_decref(value);
	}
}

void validate_body(const struct op *op, const davit_body *body,
		   unsigned flags, struct problems *p,
		   struct problems *warnings)
{
	struct problems *members = flags & DAVIT_STRICT ? p : warnings;
	bool raw = op->row->flags & TAB_BODY_RAW;
	int kind = body == NULL ? DAVIT_BODY_NONE : body->kind;

	if (kind == DAVIT_BODY_NONE) {
		if (op->row->flags & TAB_BODY_REQUIRED) {
			if (op->row->consumes != TAB_NONE)
				problems_hint(p, "it takes %s", lookup_str(
					op->table, op->table->media[
						op->row->consumes]));
			problems_add(p, DAVIT_EBODY, "body", "%s needs a "
				     "body", op_name(op));
		}
		return;
	}
	if (op->row->body == TAB_NONE) {
		if (!(flags & DAVIT_ALLOW_UNLISTED))
			problems_add(p, DAVIT_EBODY, "body", "%s takes no "
				     "body", op_name(op));
		return;
	}
	if (kind == DAVIT_BODY_JSON && body->json == NULL) {
		problems_add(p, DAVIT_EBODY, "body", "the body of %s is NULL",
			     op_name(op));
	} else if (raw && (kind == DAVIT_BODY_JSON ||
			   kind == DAVIT_BODY_TEXT)) {
		problems_add(p, DAVIT_EBODY, "body", "the body of %s is raw "
			     "bytes (%s), not JSON", op_name(op),
			     op->row->consumes == TAB_NONE ? "any type" :
			     lookup_str(op->table, op->table->media[
				     op->row->consumes]));
	} else if (flags & DAVIT_NO_BODY_CHECK || raw) {
		return;
	} else if (kind == DAVIT_BODY_JSON) {
		check_body(op, body->json, p, members);
	} else if (kind == DAVIT_BODY_TEXT ||
		   (kind == DAVIT_BODY_MEM && body->type == NULL)) {
		check_text(op, body, p, members);
	}
}
