/* SPDX-License-Identifier: MIT */
/*
 * A YAML file as a tree that remembers its lines.
 *
 * The subset that Swagger documents need: one document, no anchors, aliases
 * or tags, scalars as keys, no key twice, limited depth.  Scalars are text;
 * what they mean is the reader's business.  Knows nothing of Swagger.
 */
#ifndef YAMLDOC_H
#define YAMLDOC_H

#include "base.h"

#define YAML_DEPTH_MAX 64

enum ykind { Y_SCALAR, Y_SEQ, Y_MAP };

struct ynode {
	uint8_t kind;
	bool plain;		/* a scalar without quotes */
	bool used;		/* for whoever wants to find unused entries */
	uint32_t line;
	uint32_t n;		/* items, or pairs */
	const char *text;
	struct ynode **items;
	struct ypair *pairs;	/* as written */
	const uint32_t *order;	/* pairs sorted by key */
};

struct ypair {
	const char *key;
	struct ynode *key_node, *value;
};

struct ynode *yaml_load(enum base_pool pool, const char *path);
struct ynode *yaml_parse(enum base_pool pool, const char *file,
			 const char *text, size_t len);

/* The value of a key, or NULL (also when `map` is no mapping, or NULL). */
struct ynode *yaml_get(const struct ynode *map, const char *key);
/* The position of a key in pairs[], or UINT32_MAX. */
uint32_t yaml_find(const struct ynode *map, const char *key);
/* Sets the value of a key, behind the others if it is a new one. */
void yaml_put(enum base_pool pool, struct ynode *map, const char *key,
	      struct ynode *value);
/* The text of a scalar, or NULL. */
const char *yaml_text(const struct ynode *node);
/* The same; anything but a scalar fails, naming `what` was expected. */
const char *yaml_need_text(const char *file, const struct ynode *node,
			   const char *what);
/* NULL stays NULL; a node of another kind fails. */
struct ynode *yaml_need(const char *file, struct ynode *node,
			enum ykind kind, const char *what);
/* true or false; anything else fails; `missing` when node is NULL. */
bool yaml_bool(const char *file, const struct ynode *node, bool missing);
bool yaml_is_null(const struct ynode *node);
/* Whether the text is a number as JSON writes them. */
bool yaml_number(const char *text);

#endif
