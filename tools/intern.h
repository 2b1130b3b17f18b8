/* SPDX-License-Identifier: MIT */
/*
 * Everything that exists once: strings, schemas, objects, parameters.
 *
 * Numbers handed out here are the tool's own, in the order things are first
 * met; emit.c renumbers what is really used.  Equal content gets an equal
 * number, so equality of two schemas is equality of two numbers.
 */
#ifndef INTERN_H
#define INTERN_H

#include "base.h"

#define NONE UINT32_MAX

/* Strings; number 0 is "". */
uint32_t intern_str(const char *text);
const char *intern_text(uint32_t str);

/* Lists of strings; number 0 is the empty list. */
uint32_t intern_list(const uint32_t *strs, size_t n);
const uint32_t *intern_list_of(uint32_t list, size_t *n);

/* A schema before it has a number.  All members 32 bits wide and without
 * gaps: it is compared as bytes.  Number 0 is "anything". */
struct shape {
	uint32_t types;		/* set of tab_type */
	uint32_t format;	/* str */
	uint32_t enums;		/* list */
	uint32_t limits;	/* 0: none */
	uint32_t sub;		/* with TAB_OBJ an object, else with TAB_ARR
				   a node, else NONE */
};
uint32_t intern_node(const struct shape *shape);
const struct shape *intern_shape(uint32_t node);
uint32_t intern_nnodes(void);
/* "Anything" as a shape. */
struct shape intern_any(void);

struct bounds { int64_t min, max; };
uint32_t intern_limits(int64_t min, int64_t max);
struct bounds intern_bounds(uint32_t limits);

/* Objects.  `since` and `until` are epochs. */
struct member { uint32_t name, node, required; };
struct field { uint32_t name, node, required, since, until; };
struct object {
	uint32_t name, extra;
	VEC(struct field) fields;
	size_t hint;
};
/* By content: members sorted by name, the same in all epochs. */
uint32_t intern_object(const struct member *m, size_t n, uint32_t extra);
/* By key; `fresh` tells whether it has just been made. */
uint32_t intern_named(const char *key, uint32_t name, bool *fresh);
struct object *intern_object_of(uint32_t object);
uint32_t intern_nobjects(void);
/* In this epoch the object has this member.  Epochs must not go back. */
void intern_field(uint32_t object, uint32_t epoch, const struct member *m);

/* A parameter; compared as bytes. */
struct param {
	uint32_t name, help, node;
	uint32_t dflt;		/* str, or NONE */
	uint32_t keys;		/* list */
	uint32_t in, encoding, flags;
	uint32_t credentials;	/* str */
};
uint32_t intern_param(const struct param *param);
const struct param *intern_param_of(uint32_t param);

/* Forgets all; at the start of every run. */
void intern_reset(void);

#endif
