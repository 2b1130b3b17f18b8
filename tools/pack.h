/* SPDX-License-Identifier: MIT */
/*
 * What is really used, numbered and laid out as table.h wants it.
 */
#ifndef PACK_H
#define PACK_H

#include "fold.h"
#include "overlay.h"
#include "table.h"

/* Strings behind one another; what was added twice is there once. */
struct pool {
	const char *what;
	struct base_set set;
	VEC(uint16_t) offsets;
	VEC(char) text;
};

typedef VEC(uint16_t) list16;

struct packed {
	const char *file;		/* for messages: the overlay */
	uint32_t last;			/* epoch */
	struct pool strs, help;
	VEC(struct tab_op) ops;
	VEC(struct tab_plist) plist;
	VEC(struct tab_param) params;
	VEC(struct tab_resp) resps;
	VEC(struct tab_node) nodes;
	VEC(struct tab_object) objects;
	VEC(struct tab_field) fields;
	VEC(struct tab_limits) limits;
	VEC(struct tab_version) versions;
	VEC(struct tab_release) releases;
	VEC(struct tab_alias) aliases;
	VEC(struct tab_doc) docs;
	list16 enums, media, formats, epochs, endpoints, refused;
	uint16_t engine, title, environment;
	uint16_t ping, header, fallback, about, minimum;
	uint16_t identify, ssh_dial, ssh_ask, config;
	/* Where things of intern.h went. */
	uint32_t *node_at, *object_at;	/* number + 1; 0: not used yet */
	VEC(uint32_t) node_list, object_list;	/* in the new order */
	struct base_set enums_set, media_set, limits_set, params_set;
	struct base_set plist_set, resps_set;
	list16 enums_at, media_at, plist_at, resps_at;
};

struct packed *pack(const char *engine, struct overlay *o, struct fold *f);

#endif
