/* SPDX-License-Identifier: MIT */
/* See paramvalue.h. */
#include "config.h"

#include "paramvalue.h"

#include "decode.h"
#include "encode.h"
#include "filterkeys.h"
#include "near.h"
#include "schema.h"
#include "uri.h"
#include "util.h"

#include <stdio.h>
#include <string.h>

#define VALUE_MAX (16u << 20)	/* bytes of one encoded value */

static void wrong(struct paramvalue *c, const char *expected,
		  const json_t *value)
{
	problems_add(c->problems, DAVIT_EPARAM, c->where, "parameter '%s' of "
		     "%s must be %s, not %s", c->name, lookup_op_name(c->op),
		     expected, schema_kind(value));
}

static void wrong_text(struct paramvalue *c, const char *expected,
		       const char *text)
{
	bool secret = c->param->flags & TAB_SECRET;

	problems_add(c->problems, DAVIT_EPARAM, c->where, "parameter '%s' of "
		     "%s must be %s, not '%.80s'", c->name,
		     lookup_op_name(c->op), expected,
		     secret ? "(hidden)" : text);
}

static bool is_boolean_text(const char *text)
{
	return strcmp(text, "true") == 0 || strcmp(text, "false") == 0 ||
	       strcmp(text, "1") == 0 || strcmp(text, "0") == 0;
}

static void check_range(struct paramvalue *c, const struct tab_node *n,
			int64_t v)
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
			     "%s", c->name, lookup_op_name(c->op), (long long)v,
			     v < min ? "too small" : "too large");
	else
		problems_add(c->problems, DAVIT_EPARAM, c->where,
			     "parameter '%s' of %s is out of range: %lld is "
			     "not within %lld..%lld", c->name,
			     lookup_op_name(c->op), (long long)v,
			     (long long)min, (long long)max);
}

static void check_enum(struct paramvalue *c, const struct tab_node *n,
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
		     lookup_op_name(c->op), text, buf_text(&list));
out:
	buf_done(&list);
}

/* What only the place of a parameter forbids. */
static void check_place(struct paramvalue *c, const char *text, size_t len)
{
	if (strlen(text) != len) {
		problems_add(c->problems, DAVIT_EPARAM, c->where, "parameter "
			     "'%s' of %s holds a zero byte", c->name,
			     lookup_op_name(c->op));
	} else if (c->param->in == TAB_PATH && !uri_segment_ok(text)) {
		if (text[0] == '/' && text[1] != '\0')
			problems_hint(c->problems,
				      "leave out the leading '/'");
		problems_add(c->problems, DAVIT_EPARAM, c->where, "parameter "
			     "'%s' of %s stands in the path and can't be "
			     "'%.80s': no part of it may be empty, '.' or "
			     "'..'", c->name, lookup_op_name(c->op), text);
	} else if (c->param->in == TAB_HEADER && util_has_control(text, len)) {
		problems_add(c->problems, DAVIT_EPARAM, c->where, "parameter "
			     "'%s' of %s is a header and can't hold a line "
			     "break or control character", c->name,
			     lookup_op_name(c->op));
	}
}

/* One value that becomes one text. */
static void check_scalar(struct paramvalue *c, const struct tab_node *n,
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
			     lookup_op_name(c->op));
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
static void check_element(struct paramvalue *c, const struct tab_node *n,
			  const json_t *value)
{
	if (!json_is_object(value) || !(n->types & TAB_OBJ))
		check_scalar(c, n, value);
}

static void check_list(struct paramvalue *c, const struct tab_node *n,
		       json_t *value)
{
	const struct tab_node *item = n;
	char whole[PARAMVALUE_WHERE];
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
static json_t *text_as_json(struct paramvalue *c, const json_t *value)
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
			     lookup_op_name(c->op),
			     c->param->flags & TAB_SECRET ?
			     "it can't be read" : r < 0 ? why.text :
			     "it is empty");
	return out;
}

static void check_json(struct paramvalue *c, const struct tab_node *n,
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

static void check_filters(struct paramvalue *c, json_t *value)
{
	json_t *filters = json_is_string(value) ? text_as_json(c, value)
						: json_incref(value);
	struct buf text = BUF_INIT(VALUE_MAX);

	if (filters != NULL && !encode_filters(&text, filters)) {
		problems_hint(c->problems, "write {\"key\": [\"value\"]}");
		problems_add(c->problems, DAVIT_EPARAM, c->where,
			     "parameter '%s' of %s must be an object of "
			     "filters", c->name, lookup_op_name(c->op));
	}
	if (buf_status(&text) == DAVIT_ENOMEM)
		c->problems->nomem = true;
	if (c->keys != NULL)
		filterkeys_check(c->op, c->param, c->name, c->where, filters,
				 c->keys);
	buf_done(&text);
	json_decref(filters);
}

static void check_auth(struct paramvalue *c, const json_t *value)
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
			     lookup_op_name(c->op));
	}
	json_decref(credentials);
	buf_wipe(&text);
}

void paramvalue_check(struct paramvalue *c, json_t *value)
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
