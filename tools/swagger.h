/* SPDX-License-Identifier: MIT */
/*
 * One Swagger 2.0 document → its operations, as the document tells them.
 * They are meant to be corrected (overlay.h) before they are folded into
 * the tables (fold.h).
 */
#ifndef SWAGGER_H
#define SWAGGER_H

#include "schema.h"
#include "yamldoc.h"

struct doc {
	const char *file, *version;
	uint32_t epoch;
	struct ynode *root;
	struct schema *schema;
	struct ynode *responses;
	uint32_t *shared;	/* node + 2 of each shared response */
};

struct oparam {
	const char *name;
	unsigned line;
	uint32_t in;		/* enum tab_in */
	struct shape shape;
	uint32_t encoding, flags;
	uint32_t help, keys;
	uint32_t credentials;	/* str; 0: none */
	unsigned credentials_line;	/* in the overlay */
	bool encoded;		/* encoding was set by hand */
	struct ynode *dflt;	/* NULL: none */
	const char *dflt_file;
};

struct oresp { uint32_t status, node; };

struct op {
	const char *name, *path;
	unsigned line;
	uint32_t method;
	uint32_t flags;		/* enum tab_op_flags */
	uint32_t stream, upgrade;
	uint32_t summary, tty;	/* strs; tty: "OPERATION /POINTER" */
	uint32_t body;		/* node, or NONE */
	bool consumes_set;
	uint32_t consumes, produces;	/* lists */
	VEC(struct oparam) params;
	VEC(struct oresp) resps;
};

/* Checks the heading and gets ready for swagger_ops(). */
struct doc *swagger_open(const char *file, const char *version,
			 uint32_t epoch);
/* Calls fn for every operation, in the order of the document. */
void swagger_ops(struct doc *doc, void (*fn)(struct doc *doc, struct op *op,
					     void *ctx), void *ctx);

/* The name without the pattern of "{name:.*}", and a path without them. */
const char *swagger_name(const char *name);
const char *swagger_path(const char *file, unsigned line, const char *path);
/* enum tab_method, or -1. */
int swagger_method(const char *key);
/* The reverse, or NULL. */
const char *swagger_method_name(int method);
/* 100…599; 0 for "default". */
uint32_t swagger_status(const char *file, const struct ynode *key);
/* A list of media types. */
uint32_t swagger_media(const char *file, struct ynode *list);
/* Follows '#/parameters/…' and '#/responses/…'; `kind` is the word. */
struct ynode *swagger_shared(const char *file, struct ynode *root,
			     struct ynode *node, const char *kind);
/* "swagger: '2.0'", or fails. */
void swagger_check_version(const char *file, struct ynode *root);

#endif
