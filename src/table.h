/* SPDX-License-Identifier: MIT */
/*
 * The generated tables: what an engine offers, over all its versions.
 *
 * tools/specgen writes one `struct table` for each engine; table.c reads it.
 * Nothing in a table is a pointer except in `struct table` itself: every link
 * is a 16-bit index or an offset into a string pool, so the data stays in
 * read-only, shared pages and needs no relocation.
 *
 * Time is counted in epochs: the distinct documents of an engine, oldest
 * first.  Whatever can come and go carries `since` and `until`, both
 * inclusive; TAB_OPEN means "still there in the newest version".
 */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TAB_NONE 0xffff		/* no such entry */
#define TAB_OPEN 0xff		/* `until`: still there */
#define TAB_FORMAT 8		/* layout number; specgen and table.c agree */

/* Types a value may have: a set. */
enum tab_type {
	TAB_NULL = 1, TAB_BOOL = 2, TAB_INT = 4, TAB_NUM = 8,
	TAB_STR = 16, TAB_ARR = 32, TAB_OBJ = 64, TAB_ANY = 127
};

enum tab_in { TAB_PATH, TAB_QUERY, TAB_HEADER };

enum tab_encoding {		/* how a value becomes text */
	TAB_PLAIN,		/* one value */
	TAB_REPEATED,		/* the key again for each element */
	TAB_CSV,		/* elements joined by commas */
	TAB_JSON,		/* JSON text */
	TAB_FILTERS,		/* JSON text {"key": {"value": true}} */
	TAB_AUTH		/* base64url with padding of JSON text */
};

enum tab_method {
	TAB_GET, TAB_HEAD, TAB_POST, TAB_PUT, TAB_DELETE, TAB_PATCH,
	TAB_OPTIONS
};

enum tab_stream {		/* the answer, read as it comes */
	TAB_DOCUMENT,		/* not a stream */
	TAB_RAW, TAB_FRAMES, TAB_JSONSEQ, TAB_TAR
};

enum tab_upgrade { TAB_NO_UPGRADE, TAB_TCP, TAB_H2C, TAB_WEBSOCKET };

enum tab_prefix {		/* what stands before the path */
	TAB_PREFIX_NONE,
	TAB_PREFIX_NUMBER,	/* /v and the digits of the version */
	TAB_PREFIX_LEVEL	/* /v and the level of the version */
};

enum tab_config {		/* family of configuration files */
	TAB_CONFIG_NONE, TAB_CONFIG_DOCKER, TAB_CONFIG_CONTAINERS
};

enum tab_op_flags {
	TAB_BODY_REQUIRED = 1,
	TAB_BODY_RAW = 2,	/* bytes, not JSON */
	TAB_LATE = 4,		/* the first byte may take for ever */
	TAB_VERDICT_JSON = 8,	/* the end of the stream tells success */
	TAB_VERDICT_TAR = 16,
	TAB_RETRY = 32,		/* safe to send again */
	TAB_DEPRECATED = 64,
	TAB_BODY_SECRET = 128	/* not to be shown */
};

enum tab_param_flags { TAB_REQUIRED = 1, TAB_SECRET = 2, TAB_ADDED = 4 };

/* An operation; sorted by name, then since.  Ranges of one name never
 * overlap: a name is unique within a version. */
struct tab_op {
	uint16_t name, path, category;	/* strs */
	uint16_t summary;		/* help */
	uint16_t tty;			/* strs: "OPERATION /POINTER" of the
					   answer that tells whether there is
					   a terminal; 0: none has */
	uint16_t params, responses;	/* first of plist[], resps[] */
	uint16_t body;			/* node, TAB_NONE: takes none */
	uint16_t consumes, produces;	/* first of media[], to a TAB_NONE */
	uint8_t nparams, nresponses;
	uint8_t method, stream, upgrade, prefix;
	uint8_t flags;
	uint8_t since, until;
	uint8_t reserved;
};

struct tab_plist {			/* a parameter of an operation */
	uint16_t param;
	uint8_t since, until;
};

struct tab_param {
	uint16_t name;			/* strs */
	uint16_t help;			/* help */
	uint16_t node;
	uint16_t dflt;			/* strs: JSON text; TAB_NONE */
	uint16_t keys;			/* first of enums[]: known keys */
	uint16_t credentials;		/* strs: where the image reference is
					   that chooses them; 0: none are */
	uint8_t nkeys;
	uint8_t in, encoding, flags;
};

struct tab_resp {
	uint16_t status;		/* 0: any other */
	uint16_t node;			/* TAB_NONE: no body declared */
	uint8_t since, until;
};

/* A schema.  Identical ones exist once.  Node 0 is "anything". */
struct tab_node {
	uint8_t types;			/* set of tab_type */
	uint8_t format;			/* index into formats[]; 0: none */
	uint8_t nenums;
	uint8_t has_limits;		/* aux is an index into limits[] */
	uint16_t sub;			/* TAB_OBJ: object; else TAB_ARR: node
					   of the elements */
	uint16_t aux;			/* first of enums[], if nenums > 0 */
};

/* An object: its members are sorted by name, then since. */
struct tab_object {
	uint16_t name;			/* strs; 0: has none */
	uint16_t fields, nfields;
	uint16_t extra;			/* node of members not listed;
					   TAB_NONE: not foreseen */
};

struct tab_field {
	uint16_t name;			/* strs */
	uint16_t node : 15, required : 1;
	uint8_t since, until;
};

struct tab_limits { int64_t min, max; };

/* Every published version, oldest first. */
struct tab_version {
	uint16_t name;			/* strs: "v1.41" */
	uint16_t level;			/* strs: "1.41"; 0: the number itself */
	uint16_t note;			/* help; 0: none */
	uint8_t epoch;
	uint8_t reserved;
};

/* A release of the engine, or a series of them; oldest first. */
struct tab_release {
	uint16_t name;			/* strs: "20.10" */
	uint16_t newest;		/* index into versions[] */
	uint16_t oldest;		/* strs: "1.12" */
	uint16_t note;			/* help; 0: none */
};

/* In epochs since..until, `name` means the operation `op`; sorted by name. */
struct tab_alias {
	uint16_t name, op;		/* strs */
	uint8_t since, until;
};

struct tab_doc { uint16_t url; uint8_t since, until; };

/* One engine.  Strings are offsets into strs[]; 0 is the empty string. */
struct table {
	const char *strs, *help;
	const struct tab_op *ops;
	const struct tab_plist *plist;
	const struct tab_param *params;
	const struct tab_resp *resps;
	const struct tab_node *nodes;
	const struct tab_object *objects;
	const struct tab_field *fields;
	const struct tab_limits *limits;
	const struct tab_version *versions;
	const struct tab_release *releases;
	const struct tab_alias *aliases;
	const struct tab_doc *docs;
	const uint16_t *enums;		/* strs */
	const uint16_t *media;		/* strs; lists end with TAB_NONE */
	const uint16_t *formats;	/* strs; formats[0] is "" */
	const uint16_t *epochs;		/* versions[] index of each document */
	const uint16_t *endpoints;	/* strs: default endpoints, in order */
	const uint16_t *refused;	/* strs: words of a version refusal */
	uint32_t strs_len, help_len;
	uint16_t nops, nplist, nparams, nresps, nnodes, nobjects, nfields;
	uint16_t nlimits, nversions, naliases, ndocs, nenums, nmedia;
	uint16_t nformats, nepochs, nendpoints, nrefused, nreleases;
	uint16_t engine, title;		/* "docker", "Docker Engine" */
	uint16_t environment;		/* variable naming the endpoint */
	uint16_t ping, header, fallback; /* negotiation; see specs/README */
	uint16_t about, minimum, identify;
	uint16_t ssh_dial, ssh_ask;	/* commands for the far side; 0: none */
	uint16_t config;		/* enum tab_config */
	uint16_t layout;		/* TAB_FORMAT */
};

/* All engines, in the order of the build; ends with NULL. */
extern const struct table *const tables[];

#endif
