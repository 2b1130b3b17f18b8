/* SPDX-License-Identifier: MIT */
/*
 * The schemas of one document → interned nodes and objects.
 *
 * A definition that is an object becomes an object of that name, whose
 * members come and go with the epochs; what refers to it does not change
 * when they do.  Any other definition is put in the place of the reference.
 */
#ifndef SCHEMA_H
#define SCHEMA_H

#include "facts.h"
#include "intern.h"
#include "yamldoc.h"

struct schema;

struct schema *schema_open(const char *file, struct ynode *root,
			   uint32_t epoch);
/* The node of an inline schema, which may hold references. */
uint32_t schema_node(struct schema *s, struct ynode *schema);
/* The same for a body or an answer: an object that has no name is known by
 * `key`, so that its members may come and go too. */
uint32_t schema_root(struct schema *s, struct ynode *schema,
		     const char *key);
/* The same for schemas written in another file. */
uint32_t schema_foreign(struct schema *s, const char *file,
			struct ynode *schema, const char *key);
/* type, format, enum, items and limits of what is no object. */
struct shape schema_shape(struct schema *s, struct ynode *schema);
/* Must be called once, when all nodes have been asked for. */
void schema_finish(struct schema *s);

#endif
