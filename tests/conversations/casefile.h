/* SPDX-License-Identifier: MIT */
/*
 * Reads the .case files: conversations between the library and a fake
 * engine, written down for people.  The format is told in cases/README.
 * Knows nothing of sockets; a mistake in a file ends the program.
 */
#ifndef CASEFILE_H
#define CASEFILE_H

#include <stdbool.h>
#include <stddef.h>

#define CASE_LIST 32

struct case_list {		/* texts, in order */
	char *item[CASE_LIST];
	size_t n;
};

struct case_exchange {
	int line;		/* of the file */
	char *send;		/* head as written, lines ended by \n */
	char *body;		/* NULL: none expected */
	char *reply;		/* bytes */
	size_t reply_len, head_len, line_len;	/* status line */
	bool chunked;
	bool until_close;	/* only the end of the connection ends it */
	int end;		/* enum engine_end */
	bool early;
	bool aside;		/* the result does not hang on it */
};

enum case_verb {
	CASE_CALL, CASE_PLAN, CASE_REQUEST, CASE_CONNECT, CASE_PROBE
};

struct case_call {
	int line, verb;
	char *name;		/* operation or method */
	char *target;		/* of a request */
	char *params;		/* JSON text, or NULL */
	char *body_kind, *body_type, *body_text;
	struct case_list with;	/* call options */
	char *code;		/* "OK", "EREMOTE", ... */
	int status;		/* 0: not looked at */
	struct case_list texts, hints, abouts, headers;
	char *where, *json, *raw, *flags;
	size_t first, n;	/* its exchanges */
};

struct case_case {
	char *name, *engine, *version;
	int line;
	struct case_list options;
	struct case_exchange exchanges[CASE_LIST];
	struct case_call calls[CASE_LIST];
	size_t nexchanges, ncalls;
	bool whole_only;
	bool faults;		/* play it short of memory, too */
};

struct case_file {
	const char *path;
	struct case_case *cases;
	size_t n;
};

void case_load(const char *path, struct case_file *out);
void case_unload(struct case_file *f);

#endif
