/* SPDX-License-Identifier: MIT */
/*
 * What differs between engines beyond their operations: how they read values,
 * refuse requests and tell of themselves.  All of it tables.
 */
#ifndef MOCK_DIALECT_H
#define MOCK_DIALECT_H

#include "answer.h"
#include "davit.h"

#define DIALECT_TEXT 32

/* What an engine of a certain version says of itself. */
struct dialect_facts {
	const struct dialect *dialect;
	char api[DIALECT_TEXT];		/* newest it speaks: "1.41" */
	char oldest[DIALECT_TEXT];	/* oldest: "1.12" */
	char release[DIALECT_TEXT];	/* its own number: "20.10.24" */
	const char *version;		/* in the tables: "v1.41" */
};

struct dialect {
	const char *engine;
	const char *product;	/* in the header "Server" */
	bool causes;		/* errors carry "cause" and "response" */
	bool any_version;	/* takes any number before a path ... */
	bool words;		/* ... made of letters, too */
	bool wrong_method;	/* 405 where another method would do */
	bool options;		/* answers OPTIONS, whatever is asked */
	bool type_matters;	/* JSON has to be said to be JSON */
	bool strict_values;	/* booleans, credentials: else lenient */
	bool any_case;		/* of names in a query */
	const char *versioned;	/* what begins so needs a version, unless it
				   is ... */
	const char *twin;	/* ... this one, which is answered at ... */
	const char *twin_of;	/* ... this place as well; or NULL */
	const char *not_found;	/* plain text; NULL: JSON */
};

/* NULL for an engine not known here. */
const struct dialect *dialect_of(const char *engine);

/*
 * Takes its time.  `newest` is a version of the tables; `oldest` NULL: what
 * the engine had at that time.  Returns 0.  Errors: EENGINE, EVERSION.
 */
int dialect_facts(const char *engine, const char *newest, const char *oldest,
		  struct dialect_facts *out, davit_error *err);

/* Orders numbers such as "1.9" and "1.41". */
int dialect_compare(const char *a, const char *b);

enum dialect_when {
	DIALECT_ALWAYS = 1,	/* also where the version was refused */
	DIALECT_HANDLED = 2,	/* where the request was understood */
	DIALECT_PING = 4	/* in the answer to a ping */
};

/*
 * Adds the headers of an engine for a set of dialect_when.  `reference`:
 * what the client calls its request, or NULL.  Returns 0 or ENOMEM.
 */
int dialect_headers(const struct dialect_facts *f, unsigned when,
		    const char *reference, struct answer *a);

/* What an engine tells about itself as JSON; returns new, NULL without
 * memory. */
json_t *dialect_about(const struct dialect_facts *f);

#endif
