/* SPDX-License-Identifier: MIT */
/* See pattern.h. */
#include "config.h"

#include "pattern.h"

#include "error.h"
#include "near.h"
#include "util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 128
#define PATH_LEN_MAX 512
#define SHOWN_MAX 120		/* bytes of a value in a report */

/* ---- values -------------------------------------------------------------- */

/* One character of a pattern that stands for itself; moves on. */
static bool same_char(const char **p, char c)
{
	const char *next = *p;

	if (next[0] == '\\' && (next[1] == '*' || next[1] == '\\'))
		next++;
	if (*next != c || c == '\0')
		return false;
	*p = next + 1;
	return true;
}

static bool glob(const char *p, const char *text)
{
	const char *star = NULL, *from = NULL;

	for (;;) {
		if (*p == '*') {
			star = ++p;
			from = text;
		} else if (same_char(&p, *text)) {
			text++;
		} else if (*p == '\0' && *text == '\0') {
			return true;
		} else if (star != NULL && *from != '\0') {
			p = star;
			text = ++from;
		} else {
			return false;
		}
	}
}

/* How a number, true or false is written; NULL for anything else. */
static const char *scalar_text(const json_t *value, char *out, size_t size)
{
	if (json_is_boolean(value))
		return json_is_true(value) ? "true" : "false";
	if (json_is_integer(value))
		snprintf(out, size, "%lld",
			 (long long)json_integer_value(value));
	else if (json_is_real(value))
		snprintf(out, size, "%.17g", json_real_value(value));
	else
		return json_string_value(value);
	return out;
}

static bool same_scalar(const json_t *wanted, const json_t *value)
{
	char a[40], b[40];
	const char *x, *y;

	if (json_is_number(wanted) && json_is_number(value))
		return json_number_value(wanted) == json_number_value(value);
	x = scalar_text(wanted, a, sizeof(a));
	y = scalar_text(value, b, sizeof(b));
	if (x == NULL || y == NULL)
		return false;
	return json_is_string(wanted) ? glob(x, y) : strcmp(x, y) == 0;
}

/* Collects what differs; without `out` the first one is enough. */
struct comparison {
	struct buf *out;
	size_t count;
	char path[PATH_LEN_MAX];
};

static void show(struct buf *out, const json_t *value)
{
	char *text = value == NULL ? NULL : json_dumps(value, JSON_COMPACT |
			JSON_ENCODE_ANY | JSON_SORT_KEYS);
	char line[SHOWN_MAX];

	if (text == NULL) {
		buf_add_str(out, value == NULL ? "missing" : "?");
		return;
	}
	error_print(line, sizeof(line), "%s", text);
	buf_add_str(out, line);
	free(text);
}

static void differs(struct comparison *c, const json_t *wanted,
		    const json_t *value)
{
	c->count++;
	if (c->out == NULL)
		return;
	buf_add_str(c->out, "  ");
	buf_add_str(c->out, c->path);
	buf_add_str(c->out, ": expected ");
	if (json_is_null(wanted))
		buf_add_str(c->out, "nothing");
	else
		show(c->out, wanted);
	buf_add_str(c->out, ", was ");
	show(c->out, value);
	buf_add_char(c->out, '\n');
}

static void compare(struct comparison *c, const json_t *wanted,
		    const json_t *value, unsigned depth);

/* One level down; the path is cut where it gets too long. */
static void compare_member(struct comparison *c, const char *name,
			   const json_t *wanted, const json_t *value,
			   unsigned depth)
{
	size_t len = strlen(c->path);

	snprintf(c->path + len, sizeof(c->path) - len, ".%s", name);
	compare(c, wanted, value, depth + 1);
	c->path[len] = '\0';
}

static void compare(struct comparison *c, const json_t *wanted,
		    const json_t *value, unsigned depth)
{
	json_t *one;
	const char *name;
	char number[24];
	size_t i;

	if (json_is_null(wanted)) {
		if (value != NULL && !json_is_null(value))
			differs(c, wanted, value);
	} else if (depth >= DEPTH_MAX) {
		differs(c, wanted, value);
	} else if (json_is_object(wanted) && json_is_object(value)) {
		json_object_foreach((json_t *)wanted, name, one)
			compare_member(c, name, one,
				       json_object_get(value, name), depth);
	} else if (json_is_array(wanted) && json_is_array(value) &&
		   json_array_size(wanted) == json_array_size(value)) {
		json_array_foreach(wanted, i, one) {
			snprintf(number, sizeof(number), "%zu", i);
			compare_member(c, number, one,
				       json_array_get(value, i), depth);
		}
	} else if (value == NULL || !same_scalar(wanted, value)) {
		differs(c, wanted, value);
	}
}

bool pattern_holds(const json_t *wanted, const json_t *value)
{
	struct comparison c = { .out = NULL };

	compare(&c, wanted, value, 0);
	return c.count == 0;
}

/* ---- calls --------------------------------------------------------------- */

bool pattern_is_op(const struct pattern *p, const davit_op *op)
{
	davit_op there;

	if (p->glob)
		return glob(p->op, op->name);
	if (strcmp(p->version, op->version) == 0)
		return strcmp(p->op, op->name) == 0;
	return davit_op_find(op->engine, op->version, p->given, &there,
			     NULL) == 0 &&
	       strcmp(there.name, op->name) == 0;
}

/* A name may say where it stands though only one does. */
static const json_t *param(const struct call *call, const char *name)
{
	const json_t *value = json_object_get(call->params, name);
	const char *colon = strchr(name, ':');

	if (value == NULL && colon != NULL)
		value = json_object_get(call->params, colon + 1);
	return value;
}

static void compare_call(struct comparison *c, const struct pattern *p,
			 const struct call *call)
{
	const char *name;
	json_t *wanted;

	json_object_foreach(p->params, name, wanted) {
		snprintf(c->path, sizeof(c->path), "params.%s", name);
		compare(c, wanted, param(call, name), 0);
	}
	if (p->body != NULL) {
		snprintf(c->path, sizeof(c->path), "body");
		compare(c, p->body, call->body, 0);
	}
}

bool pattern_fits(const struct pattern *p, const struct call *call)
{
	struct comparison c = { .out = NULL };

	if (!pattern_is_op(p, &call->op))
		return false;
	compare_call(&c, p, call);
	return c.count == 0;
}

size_t pattern_differs(const struct pattern *p, const struct call *call,
		       struct buf *out)
{
	struct comparison c = { .out = out };

	compare_call(&c, p, call);
	return c.count;
}

/* ---- reading ------------------------------------------------------------- */

/* A glob has to fit something. */
static int check_glob(const struct doc_at *at, const struct pattern *p,
		      davit_error *err)
{
	davit_op op;

	memset(&op, 0, sizeof(op));
	while (davit_op_next(p->engine, p->version, NULL, &op) > 0)
		if (glob(p->op, op.name))
			return 0;
	return doc_fail(at, err, "no operation of %s %s fits '%s'", p->engine,
			p->version, p->op);
}

static int read_op(const struct doc_at *at, struct pattern *p, davit_op *op,
		   davit_error *err)
{
	struct doc_at one;
	const char *name;
	int r;

	if (!doc_member(at, "op", &one))
		return doc_fail(at, err, "'op', the name of an operation, is "
				"missing");
	r = doc_text(&one, &name, err);
	if (r < 0)
		return r;
	p->glob = strchr(name, '*') != NULL;
	if (!p->glob &&
	    davit_op_find(p->engine, p->version, name, op, err) < 0)
		return doc_blame(&one, err);
	p->given = util_strdup(name);
	p->op = util_strdup(p->glob ? name : op->name);
	if (p->given == NULL || p->op == NULL)
		return error_nomem(err);
	return p->glob ? check_glob(&one, p, err) : 0;
}

static bool is_param(const davit_param *p, const char *name)
{
	size_t len = strlen(p->in);

	return strcmp(p->name, name) == 0 ||
	       (strncmp(name, p->in, len) == 0 && name[len] == ':' &&
		strcmp(name + len + 1, p->name) == 0);
}

static int check_param(const struct doc_at *at, const davit_op *op,
		       davit_error *err)
{
	davit_param p;
	struct near near;
	size_t i;

	near_init(&near, at->key);
	for (i = 0; davit_op_param(op, i, &p) == 0; i++) {
		if (is_param(&p, at->key))
			return 0;
		near_try(&near, p.name);
	}
	doc_fail(at, err, "%s has no parameter '%s'", op->name, at->key);
	if (near_best(&near) != NULL)
		error_hint(err, "did you mean '%s'?", near_best(&near));
	return DAVIT_EINVAL;
}

static int read_params(const struct doc_at *at, struct pattern *p,
		       const davit_op *op, davit_error *err)
{
	struct doc_at map, one;
	void *iter = NULL;
	int r;

	if (!doc_member(at, "params", &map))
		return 0;
	r = doc_map(&map, err);
	while (r == 0 && !p->glob && doc_next(&map, &iter, &one))
		r = check_param(&one, op, err);
	if (r == 0)
		p->params = json_incref((json_t *)map.value);
	return r;
}

int pattern_read(const struct doc_at *at, const char *engine,
		 const char *version, struct pattern *out, davit_error *err)
{
	struct doc_at body;
	davit_schema schema;
	davit_op op;
	int r;

	memset(out, 0, sizeof(*out));
	out->engine = engine;
	out->version = version;
	r = read_op(at, out, &op, err);
	if (r == 0)
		r = read_params(at, out, &op, err);
	if (r < 0 || !doc_member(at, "body", &body))
		return r;
	if (!out->glob && davit_op_body(&op, &schema) < 0)
		return doc_fail(&body, err, "%s takes no body", op.name);
	out->body = json_incref((json_t *)body.value);
	return 0;
}

void pattern_done(struct pattern *p)
{
	free(p->given);
	free(p->op);
	json_decref(p->params);
	json_decref(p->body);
	memset(p, 0, sizeof(*p));
}
