/* SPDX-License-Identifier: MIT */
/*
 * What differs between two versions, of one engine or of two: operations,
 * parameters, members of bodies.  Pure; allocates nothing.
 */
#ifndef DIFF_H
#define DIFF_H

#include "lookup.h"
#include "place.h"

#define DIFF_DEPTH 24		/* levels of a body */
#define DIFF_MEMO 1024		/* pairs of schemas known to be the same */

struct diff_side {
	const struct table *table;
	uint8_t epoch;
};

struct diff {
	struct diff_side a, b;
	const char *version;	/* that has what is on side b */
	davit_change_fn *fn;
	void *ctx;
	bool stopped;		/* fn wants no more */
	/* from here on, zero at the start */
	const char *op;
	struct place place;
	unsigned depth;
	struct diff_pair { uint16_t a, b; } above[DIFF_DEPTH];
	struct diff_pair same[DIFF_MEMO];	/* node 0 is never looked up */
};

void diff_init(struct diff *d, davit_change_fn *fn, void *ctx);

/* Two sides that are to be compared next. */
void diff_sides(struct diff *d, const struct table *ta, uint8_t ea,
		const struct table *tb, uint8_t eb, const char *version);

/* Each is told as added where `a` is NULL, as removed where `b` is. */
void diff_op(struct diff *d, const struct tab_op *a, const struct tab_op *b);
void diff_param(struct diff *d, const struct tab_param *a,
		const struct tab_param *b);

/* Bodies, or members at d->place; TAB_NONE: there is none. */
void diff_node(struct diff *d, uint16_t a, uint16_t b, bool arequired,
	       bool brequired);

/* The entry of an object that an epoch has, `*i` being the next to look at;
 * NULL after the last. */
const struct tab_field *diff_field(const struct diff_side *s,
				   const struct tab_object *o, unsigned *i);

/* The object behind a node, the node of an array's elements; NULL and
 * TAB_NONE if it is something else. */
const struct tab_object *diff_object(const struct table *t, uint16_t node);
uint16_t diff_elements(const struct table *t, uint16_t node);

/* "array of string" and the like. */
void diff_type(const struct table *t, uint16_t node, char *buf, size_t size);

#endif
