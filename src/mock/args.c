/* SPDX-License-Identifier: MIT */
/* See args.h. */
#include "config.h"

#include "args.h"

#include "argvalue.h"
#include "error.h"
#include "uri.h"
#include "util.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define ARG_NAME_MAX 256

struct args {
	const struct args_in *in;
	json_t *query;		/* {"name": ["text", ...]}, what is left */
	json_t *params, *problems;
	struct buf *refusal;
	bool nomem;
};

json_t *args_text(const char *text, size_t len)
{
	struct buf clean = BUF_INIT(len * 3 + 1);
	json_t *string;
	size_t i;

	if (util_is_utf8(text, len))
		return json_stringn(text, len);
	for (i = 0; i < len; i++)
		if (text[i] & 0x80)
			buf_add(&clean, "\xef\xbf\xbd", 3);
		else
			buf_add_char(&clean, text[i]);
	string = buf_status(&clean) < 0 ? NULL :
		 json_stringn(buf_text(&clean), clean.len);
	buf_done(&clean);
	return string;
}

/* ---- the query ----------------------------------------------------------- */

/* Decoded, with blanks for plus signs; returns new. */
static json_t *decoded(const char *p, size_t len)
{
	struct buf raw = BUF_INIT(len + 1), text = BUF_INIT(len + 1);
	json_t *string = NULL;
	size_t i;

	for (i = 0; i < len; i++)
		buf_add_char(&raw, p[i] == '+' ? ' ' : p[i]);
	if (buf_status(&raw) == 0 &&
	    uri_decode(&text, buf_text(&raw), raw.len) == 0)
		string = args_text(buf_text(&text), text.len);
	buf_done(&raw);
	buf_done(&text);
	return string;
}

static void add_pair(struct args *a, const char *p, const char *end)
{
	const char *equals = memchr(p, '=', (size_t)(end - p));
	json_t *name, *value, *all;

	name = decoded(p, (size_t)((equals == NULL ? end : equals) - p));
	value = equals == NULL ? json_string("") :
		decoded(equals + 1, (size_t)(end - equals - 1));
	if (name == NULL || value == NULL) {
		a->nomem = true;
	} else {
		all = json_object_get(a->query, json_string_value(name));
		if (all == NULL) {
			all = json_array();
			if (json_object_set_new(a->query,
						json_string_value(name),
						all) < 0)
				a->nomem = true;
		}
		if (json_array_append(all, value) < 0)
			a->nomem = true;
	}
	json_decref(name);
	json_decref(value);
}

static void take_query(struct args *a)
{
	const char *p = a->in->query, *end = p + a->in->nquery, *and;

	for (; a->in->nquery > 0 && p < end; p = and + 1) {
		and = memchr(p, '&', (size_t)(end - p));
		if (and == NULL)
			and = end;
		if (and > p)
			add_pair(a, p, and);
	}
}

/* ---- what was given for a parameter; all return new, NULL: nothing ------- */

static json_t *from_path(struct args *a, const char *name)
{
	const davit_found *f = a->in->found;
	json_t *all;
	size_t i;

	for (i = 0; i < f->nargs; i++) {
		if (strcmp(f->args[i].in, "path") != 0 ||
		    strcmp(f->args[i].name, name) != 0)
			continue;
		all = json_array();
		if (json_array_append_new(all, args_text(f->args[i].value,
							 f->args[i].len)) < 0)
			a->nomem = true;
		return all;
	}
	return NULL;
}

/* What is taken is gone, so that the rest is unknown. */
static json_t *from_query(struct args *a, const char *name)
{
	json_t *all = json_object_get(a->query, name);
	const char *key = name, *other;
	json_t *value;

	if (all == NULL && a->in->dialect->any_case)
		json_object_foreach(a->query, other, value)
			if (all == NULL && strcasecmp(other, name) == 0) {
				all = value;
				key = other;
			}
	if (all != NULL) {
		json_incref(all);
		json_object_del(a->query, key);
	}
	return all;
}

static json_t *from_headers(const struct args *a, const char *name)
{
	char lower[ARG_NAME_MAX];
	size_t i;

	for (i = 0; name[i] != '\0' && i < sizeof(lower) - 1; i++)
		lower[i] = (char)tolower((unsigned char)name[i]);
	lower[i] = '\0';
	return json_incref(json_object_get(a->in->headers, lower));
}

/* ---- parameters ---------------------------------------------------------- */

static bool is_ambiguous(const davit_op *op, const davit_param *p)
{
	davit_param other;
	size_t i;

	for (i = 0; davit_op_param(op, i, &other) == 0; i++)
		if (strcmp(other.name, p->name) == 0 &&
		    strcmp(other.in, p->in) != 0)
			return true;
	return false;
}

static void refuse(struct args *a, const char *text, const char *name,
		   const char *wanted)
{
	if (a->refusal->len > 0)
		return;
	buf_add_str(a->refusal, text);
	buf_add_str(a->refusal, name);
	buf_add_str(a->refusal, wanted != NULL ? "' is not " : "'");
	buf_add_str(a->refusal, wanted != NULL ? wanted : "");
}

static void note(struct args *a, const char *key, const char *wanted)
{
	json_t *problem = json_pack("{s:s++,s:s+++}", "where", "params.", key,
				    "", "text", "'", key, "' should be ",
				    wanted);

	if (json_array_append_new(a->problems, problem) < 0)
		a->nomem = true;
}

static void take_param(struct args *a, const davit_param *p)
{
	const davit_op *op = &a->in->found->op;
	struct argvalue reader = { .param = p,
				   .strict = a->in->dialect->strict_values };
	bool twice = is_ambiguous(op, p);
	char key[ARG_NAME_MAX];
	json_t *texts, *value;
	int r;

	snprintf(key, sizeof(key), "%s%s%s", twice ? p->in : "",
		 twice ? ":" : "", p->name);
	texts = strcmp(p->in, "path") == 0 ? from_path(a, p->name) :
		strcmp(p->in, "query") == 0 ? from_query(a, p->name) :
		from_headers(a, p->name);
	r = argvalue_read(&reader, texts, &value);
	json_decref(texts);
	a->nomem = a->nomem || reader.nomem;
	if (r == ARGVALUE_BAD)
		refuse(a, "invalid request: '", key, reader.wanted);
	else if (r == ARGVALUE_ODD)
		note(a, key, reader.wanted);
	else if (value == NULL && p->flags & DAVIT_PARAM_REQUIRED)
		refuse(a, "invalid request: missing parameter '", key, NULL);
	if (value != NULL && json_object_set_new(a->params, key, value) < 0)
		a->nomem = true;
}

/* What no parameter is called; a check may complain. */
static void take_rest(struct args *a)
{
	char key[ARG_NAME_MAX];
	const char *name;
	json_t *all, *value;
	bool taken;

	json_object_foreach(a->query, name, all) {
		/* "id" and "name" may mean what stands in the path. */
		taken = json_object_get(a->params, name) != NULL ||
			strcmp(name, "id") == 0 || strcmp(name, "name") == 0;
		snprintf(key, sizeof(key), "%s%s", taken ? "query:" : "",
			 name);
		value = json_array_size(all) == 1 ? json_array_get(all, 0)
						  : all;
		if (json_object_set(a->params, key, value) < 0)
			a->nomem = true;
	}
}

int args_read(const struct args_in *in, json_t **params, json_t *problems,
	      struct buf *refusal)
{
	struct args a = { in, json_object(), json_object(), problems, refusal,
			  false };
	davit_param p;
	size_t i;

	take_query(&a);
	for (i = 0; davit_op_param(&in->found->op, i, &p) == 0; i++)
		take_param(&a, &p);
	take_rest(&a);
	json_decref(a.query);
	*params = a.params;
	if (a.nomem || a.params == NULL || buf_status(refusal) < 0)
		return DAVIT_ENOMEM;
	return refusal->len > 0 ? 1 : 0;
}
