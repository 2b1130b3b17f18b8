/* SPDX-License-Identifier: MIT */
/*
 * From a request to the row of its operation.  Pure; knows nothing of values
 * or of the public interface.
 *
 * A request is compared with the path of every operation of its version;
 * that takes about a microsecond, and needs no index.
 */
#ifndef ROUTE_H
#define ROUTE_H

#include "lookup.h"

#define ROUTE_NUMBER_MAX 32	/* "1.41" */
#define ROUTE_EXACT 0x10000u	/* in a rank: no value holds a slash; it
				   outweighs all literal characters */

/* A request target taken apart. */
struct route_target {
	const char *number;	/* of "/v1.41": "1.41"; its length 0: none */
	size_t nnumber;
	const char *path;	/* behind it */
	size_t npath;
	const char *query;
	size_t nquery;
};

struct route {
	const struct table *table;
	const struct tab_op *row;
	unsigned version, rank;
};

/* A path or a URL. */
void route_take_apart(const char *text, size_t len, struct route_target *out);

/* Behind "scheme://host"; `p` itself if there is none. */
const char *route_skip_host(const char *p, const char *end);

/* enum tab_method in any case, -1 if it is none. */
int route_method(const char *name, size_t len);

/* Where the values of a path begin and end, in pairs; as many as the pattern
 * of a row that was found has variables. */
void route_values(const struct route *r, const struct route_target *g,
		  const char **values);

/* Engines as asked for, those first that know the number in the target. */
bool route_find(const char *engine, const char *version, int method,
		const struct route_target *g, struct route *out);

/* The best row of any version, of the newest one if there are several. */
bool route_any(const struct table *t, int method,
	       const struct route_target *g, struct route *out);

#endif
