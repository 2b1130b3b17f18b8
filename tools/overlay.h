/* SPDX-License-Identifier: MIT */
/*
 * The hand-kept overlay of an engine (format: specs/README).
 *
 * overlay.c reads it and answers what concerns the whole engine, overcheck.c
 * checks it, patch.c applies it to the schemas of a document and correct.c to
 * its operations.
 */
#ifndef OVERLAY_H
#define OVERLAY_H

#include "swagger.h"
#include "yamldoc.h"

#define HELP_MAX 100		/* letters of a help, or a note */

struct oversion {
	const char *name;
	uint32_t epoch;
	const char *level, *note;	/* NULL: none */
};

struct orange { uint32_t a, b, since, until; };

/* A place in a body, looked for when all documents have been read. */
struct opointer {
	const char *op, *place, *version;
	uint32_t body, epoch;
	unsigned line;
};

struct overlay {
	const char *file;
	struct ynode *root, *operations, *parameters, *definitions;
	struct ynode *aliases, *prefixes, *docs, *join, *releases;
	struct oversion *versions;	/* all, oldest first */
	uint32_t nversions, ndocs;	/* ndocs: documents, or epochs */
	struct base_set by_version;	/* positions before sorting */
	uint32_t *epoch_of;
	struct base_set names;		/* of all alias groups */
	uint32_t *group_of;
	bool *present;			/* [name * ndocs + epoch] */
	VEC(struct opointer) pointers;
	struct base_set mute;		/* complained about already */
};

/* `versions` are those of the documents, oldest first. */
struct overlay *overlay_open(const char *file, const char *engine,
			     const char **versions, uint32_t n);
/* Corrects the schemas; must come before the document is read. */
void overlay_patch(struct overlay *o, struct doc *doc);
/* Corrects an operation and completes what the document need not say. */
void overlay_apply(struct overlay *o, struct doc *doc, struct op *op);
/* Checks where the credentials of an operation are said to come from. */
void overlay_credentials(struct overlay *o, const struct doc *doc,
			 const struct op *op);
void overlay_pointers(struct overlay *o);
/* Complains about what has matched nothing. */
void overlay_finish(struct overlay *o);

/* Complains about what is malformed: the whole; a mapping with unknown keys,
 * ended by NULL; a range; a text of more than one line or `max` letters. */
#define KEYS(...) ((const char *const[]){ __VA_ARGS__, NULL })
void overlay_check(struct overlay *o);
/* What it says of the engine and its releases, not of its documents. */
void overlay_check_engine(struct overlay *o);
void overlay_keys(struct overlay *o, struct ynode *map, const char *what,
		  const char *const *keys);
void overlay_range(struct overlay *o, struct ynode *entry);
void overlay_line(struct overlay *o, const struct ynode *node,
		  const char *what, size_t max);

/* enum tab_prefix of a path. */
uint32_t overlay_prefix(struct overlay *o, const char *path);
/* The category of a path, a str. */
uint32_t overlay_category(struct overlay *o, const char *path);
/* Whether an entry's range holds the epoch. */
bool overlay_fits(struct overlay *o, struct ynode *entry, uint32_t epoch);
/* The i-th mapping of an entry that may be one or a list; NULL: no more. */
struct ynode *overlay_item(struct ynode *entry, uint32_t i);
/* The entry of an operation, or that of another name it goes by. */
struct ynode *overlay_entry(struct overlay *o, const char *name);
/* A text (in KEEP) found for any of the names it goes by, or NULL. */
struct ynode *overlay_summary(struct overlay *o, const char *name);
/* Notes that an operation exists. */
void overlay_present(struct overlay *o, const char *name, uint32_t epoch);
/* A text of a mapping by two keys, as a str; 0: none. */
uint32_t overlay_str(struct overlay *o, const char *map, const char *key);

/* The position of a version in `versions`, or NONE. */
uint32_t overlay_version(struct overlay *o, const char *name);
/* enum tab_config. */
uint32_t overlay_config(struct overlay *o);

/* Runs of epochs: documentation (a: url), aliases (a: name, b: operation). */
struct oranges { VEC(struct orange) list; };
void overlay_docs(struct overlay *o, struct oranges *out);
void overlay_aliases(struct overlay *o, struct oranges *out);

#endif
