/* SPDX-License-Identifier: MIT */
/*
 * libyaml's events → a tree.  All that is unwelcome in a document (aliases,
 * tags, doubled keys, great depth) is refused here, so that nobody further
 * up has to think of it.
 */
#include "config.h"

#include "yamldoc.h"

#include <yaml.h>

#include <stdlib.h>
#include <string.h>

#define SORT_FROM 8		/* pairs; below, a walk is faster */
#define NODES_MAX 2000000	/* of one file; the largest known has 40000 */

struct reader {
	yaml_parser_t parser;
	yaml_event_t event;	/* none: type YAML_NO_EVENT */
	enum base_pool pool;
	const char *problem;
	unsigned line, nodes;
	VEC(struct ynode *) stack;	/* children of unfinished nodes */
};

static bool refuse(struct reader *r, unsigned line, const char *problem)
{
	if (r->problem == NULL) {
		r->problem = problem;
		r->line = line;
	}
	return false;
}

static bool next(struct reader *r)
{
	yaml_event_delete(&r->event);
	if (yaml_parser_parse(&r->parser, &r->event) == 1)
		return true;
	memset(&r->event, 0, sizeof r->event);
	return refuse(r, (unsigned)r->parser.problem_mark.line + 1,
		      base_text(r->pool, "not valid YAML: %s",
				r->parser.problem != NULL ?
				r->parser.problem : "cannot be read"));
}

static int by_key(const void *a, const void *b)
{
	const struct ypair *x = *(struct ypair *const *)a;
	const struct ypair *y = *(struct ypair *const *)b;

	return strcmp(x->key, y->key);
}

static bool sort_pairs(struct reader *r, struct ynode *map)
{
	struct ypair **sorted;
	uint32_t *order;
	uint32_t i, j;

	if (map->n < SORT_FROM) {
		for (i = 1; i < map->n; i++)
			for (j = 0; j < i; j++)
				if (strcmp(map->pairs[i].key,
					   map->pairs[j].key) == 0)
					goto twice;
		return true;
	}
	sorted = base_alloc(r->pool, map->n, sizeof *sorted);
	order = base_alloc(r->pool, map->n, sizeof *order);
	for (i = 0; i < map->n; i++)
		sorted[i] = &map->pairs[i];
	qsort(sorted, map->n, sizeof *sorted, by_key);
	for (i = 0; i < map->n; i++) {
		order[i] = (uint32_t)(sorted[i] - map->pairs);
		if (i > 0 && strcmp(sorted[i - 1]->key,
				    sorted[i]->key) == 0) {
			/* Show the later of the two. */
			i = order[i] > order[i - 1] ? order[i] : order[i - 1];
			goto twice;
		}
	}
	map->order = order;
	return true;
twice:
	return refuse(r, map->pairs[i].key_node->line,
		      base_text(r->pool, "\"%s\" is given twice",
				map->pairs[i].key));
}

static bool finish(struct reader *r, struct ynode *node, size_t base)
{
	struct ynode **kids = r->stack.v + base;
	size_t n = r->stack.n - base, i;

	r->stack.n = base;
	if (n == 0)
		return true;
	if (node->kind == Y_SEQ) {
		node->n = (uint32_t)n;
		node->items = base_alloc(r->pool, n, sizeof *kids);
		memcpy(node->items, kids, n * sizeof *kids);
		return true;
	}
	node->n = (uint32_t)(n / 2);
	node->pairs = base_alloc(r->pool, n / 2, sizeof *node->pairs);
	for (i = 0; i < n / 2; i++) {
		node->pairs[i].key_node = kids[2 * i];
		node->pairs[i].key = kids[2 * i]->text;
		node->pairs[i].value = kids[2 * i + 1];
	}
	return sort_pairs(r, node);
}

static bool scalar(struct reader *r, struct ynode *node)
{
	const char *text = (const char *)r->event.data.scalar.value;
	size_t len = r->event.data.scalar.length;

	if (memchr(text, 0, len) != NULL)
		return refuse(r, node->line, "a zero byte in a text");
	node->plain = r->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	node->text = base_dup(r->pool, text, len);
	return true;
}

/* Reads the node whose first event is the current one. */
static bool node(struct reader *r, unsigned depth, struct ynode **out)
{
	struct ynode *n = base_alloc(r->pool, 1, sizeof *n);
	size_t base = r->stack.n;
	yaml_event_type_t end;
	const yaml_char_t *anchor = NULL, *tag = NULL;

	*out = n;
	n->line = (uint32_t)r->event.start_mark.line + 1;
	if (depth > YAML_DEPTH_MAX)
		return refuse(r, n->line, "nested too deeply");
	if (++r->nodes > NODES_MAX)
		return refuse(r, n->line, "too many entries for one file");
	switch (r->event.type) {
	case YAML_SCALAR_EVENT:
		anchor = r->event.data.scalar.anchor;
		tag = r->event.data.scalar.tag;
		break;
	case YAML_SEQUENCE_START_EVENT:
		anchor = r->event.data.sequence_start.anchor;
		tag = r->event.data.sequence_start.tag;
		break;
	case YAML_MAPPING_START_EVENT:
		anchor = r->event.data.mapping_start.anchor;
		tag = r->event.data.mapping_start.tag;
		break;
	case YAML_ALIAS_EVENT:
		return refuse(r, n->line, "an alias; none are allowed here");
	default:
		return refuse(r, n->line, "not valid YAML");
	}
	if (anchor != NULL)
		return refuse(r, n->line, "an anchor; none are allowed here");
	if (tag != NULL)
		return refuse(r, n->line, "a tag; none are allowed here");
	if (r->event.type == YAML_SCALAR_EVENT)
		return scalar(r, n);
	if (r->event.type == YAML_SEQUENCE_START_EVENT) {
		n->kind = Y_SEQ;
		end = YAML_SEQUENCE_END_EVENT;
	} else {
		n->kind = Y_MAP;
		end = YAML_MAPPING_END_EVENT;
	}
	for (;;) {
		struct ynode *kid;

		if (!next(r))
			return false;
		if (r->event.type == end)
			return finish(r, n, base);
		if (!node(r, depth + 1, &kid))
			return false;
		if (n->kind == Y_MAP && (r->stack.n - base) % 2 == 0 &&
		    kid->kind != Y_SCALAR)
			return refuse(r, kid->line, "a key that is no text");
		*PUSH(r->pool, &r->stack) = kid;
	}
}

static bool document(struct reader *r, struct ynode **out)
{
	if (!next(r) || !next(r))	/* stream start, document start */
		return false;
	if (r->event.type != YAML_DOCUMENT_START_EVENT)
		return refuse(r, 1, "the file is empty");
	if (!next(r) || !node(r, 1, out) || !next(r) || !next(r))
		return false;
	if (r->event.type != YAML_STREAM_END_EVENT)
		return refuse(r, (unsigned)r->event.start_mark.line + 1,
			      "a second document");
	return true;
}

struct ynode *yaml_parse(enum base_pool pool, const char *file,
			 const char *text, size_t len)
{
	struct reader r;
	struct ynode *root = NULL;
	bool good;

	memset(&r, 0, sizeof r);
	r.pool = pool;
	if (yaml_parser_initialize(&r.parser) != 1)
		base_fail(NULL, 0, "out of memory");
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)text,
				     len);
	good = document(&r, &root);
	yaml_event_delete(&r.event);
	yaml_parser_delete(&r.parser);
	if (!good)
		base_fail(file, r.line, "%s", r.problem);
	return root;
}

struct ynode *yaml_load(enum base_pool pool, const char *path)
{
	size_t len;
	char *text = base_read(pool, path, &len);

	return yaml_parse(pool, path, text, len);
}

uint32_t yaml_find(const struct ynode *map, const char *key)
{
	uint32_t lo = 0, hi, i;

	if (map == NULL || map->kind != Y_MAP)
		return UINT32_MAX;
	if (map->order == NULL) {
		for (i = 0; i < map->n; i++)
			if (strcmp(map->pairs[i].key, key) == 0)
				return i;
		return UINT32_MAX;
	}
	for (hi = map->n; lo < hi;) {
		uint32_t mid = lo + (hi - lo) / 2;
		int c;

		i = map->order[mid];
		c = strcmp(map->pairs[i].key, key);
		if (c == 0)
			return i;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return UINT32_MAX;
}

void yaml_put(enum base_pool pool, struct ynode *map, const char *key,
	      struct ynode *value)
{
	uint32_t i = yaml_find(map, key);
	struct ypair *pairs;

	if (i == UINT32_MAX) {
		pairs = base_alloc(pool, map->n + (size_t)1, sizeof *pairs);
		if (map->n > 0)
			memcpy(pairs, map->pairs, map->n * sizeof *pairs);
		i = map->n++;
		map->pairs = pairs;
		map->order = NULL;	/* walked from now on */
		pairs[i].key = key;
		pairs[i].key_node = value;
	}
	map->pairs[i].value = value;
}

struct ynode *yaml_get(const struct ynode *map, const char *key)
{
	uint32_t i = yaml_find(map, key);

	return i == UINT32_MAX ? NULL : map->pairs[i].value;
}

const char *yaml_text(const struct ynode *node)
{
	return node != NULL && node->kind == Y_SCALAR ? node->text : NULL;
}

const char *yaml_need_text(const char *file, const struct ynode *node,
			   const char *what)
{
	if (node->kind != Y_SCALAR)
		base_fail(file, node->line, "%s must be one text", what);
	return node->text;
}

struct ynode *yaml_need(const char *file, struct ynode *node,
			enum ykind kind, const char *what)
{
	if (node != NULL && node->kind != kind)
		base_fail(file, node->line, "%s must be a %s", what,
			  kind == Y_MAP ? "mapping" :
			  kind == Y_SEQ ? "list" : "text");
	return node;
}

bool yaml_bool(const char *file, const struct ynode *node, bool missing)
{
	const char *text = yaml_text(node);

	if (node == NULL)
		return missing;
	if (text != NULL && strcmp(text, "true") == 0)
		return true;
	if (text == NULL || strcmp(text, "false") != 0)
		base_fail(file, node->line, "must be true or false");
	return false;
}

bool yaml_is_null(const struct ynode *node)
{
	return node != NULL && node->kind == Y_SCALAR && node->plain &&
	       (node->text[0] == 0 || strcmp(node->text, "null") == 0 ||
		strcmp(node->text, "~") == 0);
}

bool yaml_number(const char *text)
{
	const char *p = text;

	p += *p == '-';
	if (*p == '0')
		p++;
	else if (*p >= '1' && *p <= '9')
		p += strspn(p, "0123456789");
	else
		return false;
	if (*p == '.') {
		size_t n = strspn(p + 1, "0123456789");

		if (n == 0)
			return false;
		p += n + 1;
	}
	if (*p == 'e' || *p == 'E') {
		size_t n;

		p++;
		p += *p == '+' || *p == '-';
		n = strspn(p, "0123456789");
		if (n == 0)
			return false;
		p += n;
	}
	return *p == 0;
}
