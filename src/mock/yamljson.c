/* SPDX-License-Identifier: MIT */
/* See yamljson.h. */
#include "config.h"

#include "yamljson.h"

#include "error.h"
#include "util.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#define ANCHORS_MAX 256

struct pair {			/* a value and its lines */
	json_t *value, *lines;
};

struct anchor {
	char *name;
	struct pair pair;
	size_t values;		/* it stands for */
};

struct reader {
	yaml_parser_t parser;
	yaml_event_t event;	/* none: YAML_NO_EVENT */
	const char *name;
	size_t values;
	struct anchor anchors[ANCHORS_MAX];
	size_t nanchors;
	davit_error *err;
};

static unsigned line_of(const struct reader *r)
{
	return (unsigned)r->event.start_mark.line + 1;
}

static int refuse(struct reader *r, unsigned line, const char *text)
{
	return error_set(r->err, DAVIT_EINVAL, "%s:%u: %s", r->name, line,
			 text);
}

static void drop(struct pair *p)
{
	json_decref(p->value);
	json_decref(p->lines);
	p->value = p->lines = NULL;
}

static int next(struct reader *r)
{
	const char *problem;

	yaml_event_delete(&r->event);
	if (yaml_parser_parse(&r->parser, &r->event) == 1)
		return 0;
	memset(&r->event, 0, sizeof(r->event));
	if (r->parser.error == YAML_MEMORY_ERROR)
		return error_nomem(r->err);
	problem = r->parser.problem;
	return error_set(r->err, DAVIT_EINVAL, "%s:%zu: not valid YAML: %s",
			 r->name, r->parser.problem_mark.line + 1,
			 problem != NULL ? problem : "can't be read");
}

/* ---- scalars ------------------------------------------------------------- */

static bool is_one_of(const char *text, const char *a, const char *b,
		      const char *c)
{
	return strcmp(text, a) == 0 || strcmp(text, b) == 0 ||
	       strcmp(text, c) == 0;
}

/* Digits, with a sign, a fraction or an exponent: no words, no hex. */
static bool is_number(const char *text, bool *whole)
{
	size_t n = strspn(text, "+-0123456789.eE");
	bool digit = strcspn(text, "0123456789") < n;

	*whole = strcspn(text, ".eE") == n;
	return n > 0 && text[n] == '\0' && digit && text[0] != 'e' &&
	       text[0] != 'E';
}

/* A word without quotes; *out NULL: without memory, or a number that is none
 * after all. */
static int plain(struct reader *r, const char *text, json_t **out)
{
	size_t len = r->event.data.scalar.length;
	char *end;
	bool whole;
	int64_t n;
	double d;

	if (len == 0 || strcmp(text, "~") == 0 ||
	    is_one_of(text, "null", "Null", "NULL")) {
		*out = json_null();
	} else if (is_one_of(text, "true", "True", "TRUE")) {
		*out = json_true();
	} else if (is_one_of(text, "false", "False", "FALSE")) {
		*out = json_false();
	} else if (!is_number(text, &whole)) {
		*out = json_stringn(text, len);
	} else if (whole) {
		n = 0;
		if (util_int64(text + (text[0] == '+'),
			       len - (text[0] == '+'), &n))
			*out = json_integer(n);
		else if (strcspn(text + 1, "+-") == len - 1)
			return refuse(r, line_of(r), "a number beyond 64 bits "
				      "(quotes make text of it)");
		else
			*out = json_stringn(text, len);
	} else {
		errno = 0;
		d = strtod(text, &end);
		if (*end != '\0')
			*out = json_stringn(text, len);
		else if (!isfinite(d))
			return refuse(r, line_of(r), "a number that is too "
				      "large");
		else
			*out = json_real(d);
	}
	return 0;
}

static int scalar(struct reader *r, struct pair *out)
{
	const char *text = (const char *)r->event.data.scalar.value;
	int code = 0;

	if (r->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
		code = plain(r, text, &out->value);
	else
		out->value = json_stringn(text, r->event.data.scalar.length);
	if (code < 0)
		return code;
	out->lines = json_integer(line_of(r));
	return out->value == NULL || out->lines == NULL ? error_nomem(r->err)
							: 0;
}

/* ---- anchors ------------------------------------------------------------- */

static int keep(struct reader *r, char *name, unsigned line, size_t values,
		const struct pair *p)
{
	struct anchor *a;

	if (r->nanchors == ANCHORS_MAX) {
		free(name);
		return refuse(r, line, "too many anchors");
	}
	a = &r->anchors[r->nanchors++];
	a->name = name;
	a->values = values;
	a->pair.value = json_incref(p->value);
	a->pair.lines = json_incref(p->lines);
	return 0;
}

/* A copy, so that nobody changes two places at once. */
static int alias(struct reader *r, struct pair *out)
{
	const char *name = (const char *)r->event.data.alias.anchor;
	const struct anchor *a = NULL;
	size_t i;

	for (i = 0; i < r->nanchors; i++)
		if (strcmp(r->anchors[i].name, name) == 0)
			a = &r->anchors[i];
	if (a == NULL)
		return error_set(r->err, DAVIT_EINVAL, "%s:%u: unknown anchor "
				 "'%s'", r->name, line_of(r), name);
	r->values += a->values;
	if (r->values > YAMLJSON_VALUES)
		return refuse(r, line_of(r), "too many values");
	out->value = json_deep_copy(a->pair.value);
	out->lines = json_incref(a->pair.lines);
	return out->value == NULL ? error_nomem(r->err) : 0;
}

/* ---- containers ---------------------------------------------------------- */

static int node(struct reader *r, unsigned depth, struct pair *out);

static int key(struct reader *r, const struct pair *map, char **out)
{
	const char *text = (const char *)r->event.data.scalar.value;

	if (r->event.type != YAML_SCALAR_EVENT)
		return refuse(r, line_of(r), "a key has to be text");
	if (strlen(text) != r->event.data.scalar.length)
		return refuse(r, line_of(r), "a key with a zero byte");
	if (r->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	    strcmp(text, "<<") == 0)
		return refuse(r, line_of(r), "merge keys are not understood");
	if (json_object_get(map->value, text) != NULL)
		return error_set(r->err, DAVIT_EINVAL, "%s:%u: key '%s' for "
				 "the second time", r->name, line_of(r), text);
	*out = util_strdup(text);
	return *out == NULL ? error_nomem(r->err) : 0;
}

static int map_members(struct reader *r, unsigned depth, struct pair *out)
{
	struct pair one = { NULL, NULL };
	char *name = NULL;
	int code;

	for (;;) {
		code = next(r);
		if (code < 0 || r->event.type == YAML_MAPPING_END_EVENT)
			return code;
		code = key(r, out, &name);
		if (code == 0)
			code = next(r);
		if (code == 0)
			code = node(r, depth + 1, &one);
		if (code < 0)
			break;
		if (json_object_set(out->value, name, one.value) < 0 ||
		    json_object_set(out->lines, name, one.lines) < 0) {
			code = error_nomem(r->err);
			break;
		}
		drop(&one);
		free(name);
		name = NULL;
	}
	drop(&one);
	free(name);
	return code;
}

static int list_members(struct reader *r, unsigned depth, struct pair *out)
{
	struct pair one = { NULL, NULL };
	int code;

	for (;;) {
		code = next(r);
		if (code < 0 || r->event.type == YAML_SEQUENCE_END_EVENT)
			return code;
		code = node(r, depth + 1, &one);
		if (code < 0)
			break;
		if (json_array_append(out->value, one.value) < 0 ||
		    json_array_append(out->lines, one.lines) < 0) {
			code = error_nomem(r->err);
			break;
		}
		drop(&one);
	}
	drop(&one);
	return code;
}

static int container(struct reader *r, unsigned depth, struct pair *out)
{
	bool map = r->event.type == YAML_MAPPING_START_EVENT;
	unsigned line = line_of(r);
	int code;

	if (depth >= YAMLJSON_DEPTH)
		return refuse(r, line, "too many levels");
	out->value = map ? json_object() : json_array();
	out->lines = map ? json_object() : json_array();
	if (out->value == NULL || out->lines == NULL)
		return error_nomem(r->err);
	code = map ? map_members(r, depth, out) : list_members(r, depth, out);
	out->lines = json_pack("[i, o]", (int)line, out->lines);
	return code < 0 ? code : out->lines == NULL ? error_nomem(r->err) : 0;
}

/* The event's tag and anchor, where it can have one. */
static void marks(const yaml_event_t *e, const char **tag, const char **anchor)
{
	*tag = *anchor = NULL;
	switch (e->type) {
	case YAML_SCALAR_EVENT:
		*tag = (const char *)e->data.scalar.tag;
		*anchor = (const char *)e->data.scalar.anchor;
		break;
	case YAML_SEQUENCE_START_EVENT:
		*tag = (const char *)e->data.sequence_start.tag;
		*anchor = (const char *)e->data.sequence_start.anchor;
		break;
	case YAML_MAPPING_START_EVENT:
		*tag = (const char *)e->data.mapping_start.tag;
		*anchor = (const char *)e->data.mapping_start.anchor;
		break;
	default:
		break;
	}
}

/* The event that is there, and those that belong to it.  What it returns in
 * *out is the caller's, also after a failure. */
static int node(struct reader *r, unsigned depth, struct pair *out)
{
	size_t before = r->values;
	unsigned line = line_of(r);
	const char *tag, *text;
	char *anchor;
	int code;

	marks(&r->event, &tag, &text);
	if (tag != NULL)
		return error_set(r->err, DAVIT_EINVAL, "%s:%u: tags such as "
				 "'%s' are not understood", r->name, line, tag);
	if (++r->values > YAMLJSON_VALUES)
		return refuse(r, line, "too many values");
	anchor = util_strdup(text);
	if (text != NULL && anchor == NULL)
		return error_nomem(r->err);
	if (r->event.type == YAML_ALIAS_EVENT)
		code = alias(r, out);
	else if (r->event.type == YAML_SCALAR_EVENT)
		code = scalar(r, out);
	else
		code = container(r, depth, out);
	if (code == 0 && anchor != NULL)
		return keep(r, anchor, line, r->values - before, out);
	free(anchor);
	return code;
}

static int document(struct reader *r, struct pair *out)
{
	int code;

	do {
		code = next(r);
	} while (code == 0 && (r->event.type == YAML_STREAM_START_EVENT ||
			       r->event.type == YAML_DOCUMENT_START_EVENT));
	if (code < 0 || r->event.type == YAML_STREAM_END_EVENT)
		return code;
	code = node(r, 0, out);
	if (code == 0)
		code = next(r);
	if (code == 0)
		code = next(r);
	if (code == 0 && r->event.type != YAML_STREAM_END_EVENT)
		code = refuse(r, line_of(r), "a second document");
	return code;
}

int yamljson_read(const char *name, const char *text, size_t len, json_t **out,
		  json_t **lines, davit_error *err)
{
	struct reader *r = calloc(1, sizeof(*r));
	struct pair p = { NULL, NULL };
	int code;

	*out = *lines = NULL;
	if (r == NULL || yaml_parser_initialize(&r->parser) != 1) {
		free(r);
		return error_nomem(err);
	}
	yaml_parser_set_input_string(&r->parser, (const unsigned char *)text,
				     len);
	r->name = name;
	r->err = err;
	code = document(r, &p);
	yaml_event_delete(&r->event);
	yaml_parser_delete(&r->parser);
	while (r->nanchors > 0) {
		drop(&r->anchors[--r->nanchors].pair);
		free(r->anchors[r->nanchors].name);
	}
	free(r);
	if (code < 0) {
		drop(&p);
		return code;
	}
	*out = p.value;
	*lines = p.lines;
	return 0;
}
