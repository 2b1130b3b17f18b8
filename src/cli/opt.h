/* SPDX-License-Identifier: MIT */
/*
 * The options: one table is both the parser and the help text.  Options may
 * stand anywhere on the line; what is left are the words.  Some commands
 * have options and words of their own after their name.  Knows which options
 * go with which kind of command, but no command.
 */
#ifndef CLI_OPT_H
#define CLI_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Kinds of options; a command names those it understands. */
enum opt_use {
	USE_ALWAYS = 0,
	USE_ENGINE = 1,		/* which engine and version */
	USE_JSON = 2,		/* listings */
	USE_CALL = 4,		/* how to reach the engine */
	USE_SEND = 8,		/* what to send, where the answer goes */
	USE_OP = 16,		/* checked against an operation */
	USE_DEPTH = 256,	/* prints members of members */
	USE_SKELETON = 512,	/* makes a body */
	USE_CHECK = 1024,	/* looks at versions of engines */
	USE_VERSIONS = 2048,	/* tells of releases, too */
	/* These stand between a command and its first word only, where their
	 * letters come before those of the others. */
	USE_ATTACH = 32,	/* connected to a process */
	USE_EXEC = 64,		/* starting one */
	USE_RUN = 128,		/* and its container */
	USE_OWN = USE_ATTACH | USE_EXEC | USE_RUN
};

enum dry_run { DRY_NO, DRY_JSON, DRY_CURL };
enum check { CHECK_WARN, CHECK_OFF, CHECK_STRICT };
enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct options {
	const char *engine, *api_version, *host, *context;
	const char *tls_ca, *tls_cert, *tls_key, *tls_pass_file;
	const char *params, *body, *body_type, *output;
	const char *name, *workdir, *user, *detach_keys;
	const char **headers;		/* NULL-terminated */
	size_t nheaders;
	const char **on;
	size_t non;
	const char **env;
	size_t nenv;
	const char **words;
	size_t nwords;
	long timeout, connect_timeout;	/* as in davit_client_opts */
	long first_byte_timeout, stall_timeout;
	size_t max_reply;
	enum dry_run dry_run;
	enum check check;
	unsigned depth;			/* 0: as the command likes */
	enum color color;
	bool required, json, verbose, raw, include, insecure, allow_unlisted;
	bool engines;
	bool show_secrets, help, version, no_auth, no_proxy;
	bool interactive, tty, rm, detach, no_stdin;
	uint64_t given;			/* bit i: the i-th of the table */
};

/*
 * Returns 0, or says what is wrong and returns the exit status.  `uses` tells
 * what a first word, the name of a command, understands.
 */
int opt_parse(struct options *o, int argc, char **argv,
	      unsigned (*uses)(const char *word));

/* All options given must be of these kinds; returns as opt_parse(). */
int opt_allowed(const struct options *o, const char *command, unsigned uses);

/* Calls `fn` with "--NAME", or "--NAME=" where a value is welcome, and what
 * the option is for, for each option of these kinds. */
void opt_each(unsigned uses, void (*fn)(const char *name, const char *help,
					void *ctx), void *ctx);

/* The name of the option whose value is the next word of the line; NULL: the
 * word isn't one that waits.  `uses`: of the command on the line. */
const char *opt_pending(const char *word, unsigned uses);

/* What the value of an option is, for people: "auto|always|never"; "". */
const char *opt_argument(const char *name);

/* Prints the options of these kinds. */
void opt_help(FILE *to, unsigned uses);

void opt_done(struct options *o);

#endif
