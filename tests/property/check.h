/* SPDX-License-Identifier: MIT */
/*
 * What the parts of check_specs share: where we are, and how to complain.
 */
#ifndef PROPERTY_CHECK_H
#define PROPERTY_CHECK_H

#include "docread.h"
#include "table.h"

#include <string.h>

#define TEXT(t, offset) ((t)->strs + (offset))

struct at {			/* one document, and its place in a table */
	const struct table *table;
	unsigned epoch;
	struct ydoc *doc;
	struct ydoc *overlay;
	uint16_t *visited;	/* object + 1 of each definition checked */
	const char *op;
};

/* Equal texts; NULL equals none. */
static inline bool is(const char *a, const char *b)
{
	return a != NULL && strcmp(a, b) == 0;
}

extern unsigned long facts;	/* looked up so far */

/* Counts a fact, and tells when it is not so. */
void expect(const struct at *at, int good, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Type names → set of tab_type. */
unsigned types_of(struct ydoc *d, yaml_node_t *type);
/* Whether the enum of a node is that list (NULL: none). */
void expect_enum(const struct at *at, struct ydoc *d, yaml_node_t *list,
		 const struct tab_node *node, const char *where);

/* Compares a schema of the document `d` with a node. */
void check_schema(struct at *at, struct ydoc *d, yaml_node_t *schema,
		  uint16_t node, const char *where);

/* Compares the parameters a document lists, its body among them. */
void check_params(struct at *at, const struct tab_op *op, yaml_node_t *list);

/* --- the overlay, as far as it replaces what documents say --- */

/* Whether the range of an entry holds the epoch. */
bool over_fits(struct at *at, yaml_node_t *entry);
/* The i-th mapping of an entry that is one or a list; NULL at the end. */
yaml_node_t *over_nth(struct at *at, yaml_node_t *entry, size_t i);
/* An operation's own entry, or that of another of its names. */
yaml_node_t *over_entry(struct at *at, const char *op);
/* Changes the schemas of at->doc as the overlay corrects them. */
void over_patch(struct at *at);
/* The last value that an entry in range gives for the key of an operation,
 * or NULL. */
yaml_node_t *over_op(struct at *at, const char *op, const char *key);
/* The same for a parameter, and for one the overlay has added. */
yaml_node_t *over_param(struct at *at, const char *op, const char *in,
			const char *name, const char *key, bool added);
/* Calls fn for each parameter an entry in range adds. */
void over_added(struct at *at, const char *op,
		void (*fn)(struct at *at, const char *name,
			   yaml_node_t *entry));

#endif
