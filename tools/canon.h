/* SPDX-License-Identifier: MIT */
/*
 * YAML in canonical form: block style, one fact to a line, quotes only where
 * a reader could take a text for something else.  Knows nothing of Swagger.
 */
#ifndef CANON_H
#define CANON_H

#include "yamldoc.h"

struct canon {
	const char *file;	/* what is copied from, for messages */
	struct text { char *v; size_t n, cap; } *out;
	bool dash;		/* the next line begins an item of a list */
};

/* Plain characters; a text, quoted if need be. */
void canon_put(struct canon *w, const char *s);
void canon_text(struct canon *w, const char *s);
/* Begins a line; `indent` counts the dash of an item. */
void canon_start(struct canon *w, unsigned indent);
void canon_key(struct canon *w, unsigned indent, const char *key);
/* A whole line. */
void canon_fact(struct canon *w, unsigned indent, const char *key,
		const char *value);
/* A mapping to be filled; closed, it becomes {} if nothing came. */
size_t canon_open(struct canon *w, unsigned indent, const char *key);
void canon_close(struct canon *w, size_t mark);

/* What `from` says under the key, if it does: a text; "true"; a scalar or a
 * list of scalars.  `types` (of table.h) says what a scalar may be besides a
 * text; 0: what it looks like. */
void canon_copy(struct canon *w, unsigned indent, struct ynode *from,
		const char *key);
void canon_copy_true(struct canon *w, unsigned indent, struct ynode *from,
		     const char *key);
void canon_copy_values(struct canon *w, unsigned indent, struct ynode *from,
		       const char *key, uint32_t types, bool sort);

/* A copy (in KEEP) of the pairs of a mapping, in the order of their keys. */
struct ypair *canon_sorted(const struct ynode *map);

#endif
