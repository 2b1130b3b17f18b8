/* SPDX-License-Identifier: MIT */
/*
 * What a process does, as data: it writes, waits, takes input, ends.  Made
 * of fixtures or of a command line.  Pure.
 */
#ifndef MOCK_SCRIPT_H
#define MOCK_SCRIPT_H

#include "davit.h"

#include <stdbool.h>
#include <stdint.h>

#define SCRIPT_STEPS 10000
#define SCRIPT_FOREVER INT64_MAX

enum script_input {
	SCRIPT_IGNORE,		/* is not read */
	SCRIPT_CLOSE,		/* is read; its end is the end */
	SCRIPT_ECHO,		/* is written to stdout, too */
	SCRIPT_SHELL		/* is a command line by line */
};

struct script_step {
	int64_t after;		/* ms after the one before */
	int channel;		/* as in output.h; 0: writes nothing */
	char *text;
	size_t len;
};

struct script {
	struct script_step *steps;
	size_t count;
	int64_t least;		/* ms it runs at least; SCRIPT_FOREVER */
	int exit;
	int input;		/* script_input */
};

/* Zeroed does nothing and ends well. */
void script_done(struct script *s);

/*
 * {"stdout": [...], "stderr": [...], "lines": [{"out"|"err": text,
 * "after_ms": n}], "every_ms", "for_ms", "exit", "stdin": "echo" | "close" |
 * "ignore" | "shell", "command": [...]}.  Errors: EINVAL, ENOMEM.
 */
int script_of_json(json_t *run, struct script *out, davit_error *err);

/*
 * What a command would do: echo, printf, sleep, cat, true, false, tail -f,
 * a shell with or without -c.  Returns 1, 0 if it is none of them, ENOMEM.
 */
int script_of_command(json_t *argv, struct script *out);

/*
 * Appends the commands of a line.  Returns 1 where the last of them is exit.
 * Errors: ENOMEM.
 */
int script_add_line(struct script *s, const char *text, size_t len);

#endif
