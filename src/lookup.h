/* SPDX-License-Identifier: MIT */
/*
 * Finding things in the tables: engines, versions, operations, parameters.
 * Pure; knows nothing of JSON values or HTTP.
 */
#ifndef LOOKUP_H
#define LOOKUP_H

#include "davit.h"
#include "table.h"

/* An operation as one version has it. */
struct op {
	const struct table *table;
	const struct tab_op *row;
	unsigned version;		/* index into table->versions */
	uint8_t epoch;
};

/* A string of the pool. */
static inline const char *lookup_str(const struct table *t, uint16_t offset)
{
	return t->strs + offset;
}

static inline const char *lookup_op_name(const struct op *op)
{
	return lookup_str(op->table, op->row->name);
}

static inline bool lookup_in(uint8_t since, uint8_t until, uint8_t epoch)
{
	return since <= epoch && epoch <= until;
}

/* NULL name: the first engine.  Errors: EENGINE. */
int lookup_engine(const char *name, const struct table **out,
		  davit_error *err);

/*
 * Engine and version together.  NULL name: the first engine that has the
 * version.  NULL version: the newest.  Errors: EENGINE, EVERSION.
 */
int lookup_engine_version(const char *name, const char *version,
			  const struct table **out, unsigned *index,
			  davit_error *err);

/* "v1.41" or "1.41"; NULL: the newest.  Errors: EVERSION. */
int lookup_version(const struct table *t, const char *name, unsigned *out,
		   davit_error *err);

/* The newest version not above `number`, which an engine sent: only its
 * leading digits and dots count.  Returns false if all are above. */
bool lookup_version_below(const struct table *t, const char *number,
			  unsigned *out);

/* Orders two version names, with or without "v"; "rc1" before the release. */
int lookup_version_cmp(const char *a, const char *b);

/* By exact name or alias; NULL if the epoch has none. */
const struct tab_op *lookup_op_row(const struct table *t, uint8_t epoch,
				   const char *name);

/* The same with an error that says what was meant.  Errors: ENOOP. */
int lookup_op(const struct table *t, unsigned version, const char *name,
	      struct op *out, davit_error *err);

/* The first of the other engines that knows a name this one doesn't, both in
 * any version; NULL if none does. */
const struct table *lookup_elsewhere(const struct table *t, const char *name);

/* First and last epoch in which an operation of this name exists. */
void lookup_op_span(const struct table *t, const struct tab_op *row,
		    uint8_t *since, uint8_t *until);

/* The i-th parameter that the epoch has; NULL past the last. */
const struct tab_param *lookup_param(const struct op *op, size_t i,
				     const struct tab_plist **entry);

/* A parameter by name and place (-1: any); counts how many match. */
const struct tab_param *lookup_param_name(const struct op *op,
					  const char *name, int in,
					  unsigned *matches);

/* The version whose document an epoch is; NULL for TAB_OPEN. */
const char *lookup_epoch_name(const struct table *t, uint8_t epoch);

/* The first and the last version that share the document of an epoch: what
 * to tell of since and until.  NULL for TAB_OPEN, which has no last. */
const char *lookup_since_name(const struct table *t, uint8_t epoch);
const char *lookup_until_name(const struct table *t, uint8_t epoch);

/* "GET", ... */
const char *lookup_method(uint8_t method);

/* "path", "query", "header" */
const char *lookup_in_name(uint8_t in);

#endif
