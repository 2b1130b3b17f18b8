/* SPDX-License-Identifier: MIT */
/*
 * A document that people write - fixtures, expectations - read member by
 * member, with errors that say where: "FILE:LINE: ...", or with a JSON
 * pointer where there is no file.
 */
#ifndef MOCK_DOC_H
#define MOCK_DOC_H

#include "buf.h"
#include "davit.h"

#include <stdbool.h>
#include <stdint.h>

#define DOC_MAX ((size_t)16 << 20)	/* bytes of a file */

struct doc {
	char *name;		/* of the file, or what it is */
	char *dir;		/* the file's; NULL: the current one */
	json_t *value, *lines;	/* lines NULL: not known */
};

/* A place in it; those further up have to stay where they are. */
struct doc_at {
	const struct doc *doc;
	const struct doc_at *up;	/* NULL: all of it */
	const json_t *value, *lines;
	const char *key;	/* NULL: of a list */
	size_t index;
};

/* YAML or JSON; an empty file has the value NULL.  doc_done() is due, too,
 * after a failure.  Errors: EINVAL, ETOOBIG, ENOMEM. */
int doc_read(struct doc *d, const char *file, davit_error *err);

/* `value` is borrowed, `name` what it is called in errors.  Returns 0 or
 * ENOMEM. */
int doc_wrap(struct doc *d, const char *name, json_t *value);
void doc_done(struct doc *d);

void doc_begin(const struct doc *d, struct doc_at *at);

/* Sets EINVAL, in front of the text where it is. */
int doc_fail(const struct doc_at *at, davit_error *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* As doc_fail(), with a mistake that was found elsewhere. */
int doc_blame(const struct doc_at *at, davit_error *err);

/* Returns false where there is none. */
bool doc_member(const struct doc_at *map, const char *key, struct doc_at *out);
bool doc_element(const struct doc_at *list, size_t i, struct doc_at *out);

/* Steps through the members; start with an `iter` of NULL. */
bool doc_next(const struct doc_at *map, void **iter, struct doc_at *out);

/* Is it a map with no keys but those of a NULL-terminated list?  `what` is
 * said of it: "a fault".  Errors: EINVAL. */
int doc_keys(const struct doc_at *at, const char *what,
	     const char *const *known, davit_error *err);

/* Each checks the type and returns 0 or EINVAL. */
int doc_map(const struct doc_at *at, davit_error *err);
int doc_list(const struct doc_at *at, davit_error *err);
int doc_text(const struct doc_at *at, const char **out, davit_error *err);
int doc_bool(const struct doc_at *at, bool *out, davit_error *err);
int doc_integer(const struct doc_at *at, int64_t min, int64_t max,
		int64_t *out, davit_error *err);

/* Appends the bytes of a file that is named in the document, beside it; or
 * what base64 text stands for. */
int doc_file(const struct doc_at *at, struct buf *out, davit_error *err);
int doc_base64(const struct doc_at *at, struct buf *out, davit_error *err);

#endif
