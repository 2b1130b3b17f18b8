/* SPDX-License-Identifier: MIT */
/*
 * Configuration files of others: where they are, and what is in them.
 * Knows no member of any of them.
 */
#ifndef CONFFILE_H
#define CONFFILE_H

#include "buf.h"
#include "davit.h"

#include <stdbool.h>

#define CONFFILE_MAX (4u << 20)		/* bytes of a file */

/* $HOME, else what the password database says.  Returns new; NULL if it is
 * not known, or for lack of memory. */
char *conffile_home(void);

/* "dir/name".  Returns new; NULL if `dir` is NULL, or for lack of memory. */
char *conffile_path(const char *dir, const char *name);

/* Where the docker command keeps its configuration: $DOCKER_CONFIG, else
 * .docker at home.  Returns new; NULL as conffile_home(). */
char *conffile_docker_dir(void);

/*
 * Reads a whole file.  One that is not there is no error: *found tells.
 * `out` is empty before, and may hold secrets after: buf_wipe().
 * Errors: EINVAL (can't be read, no file, longer than CONFFILE_MAX), ENOMEM.
 */
int conffile_text(const char *path, struct buf *out, bool *found,
		  davit_error *err);

/* The same for a file that holds one JSON value; *out is NULL where there is
 * no file, or an empty one.  The message about a broken one has its name and
 * the line, and nothing of what it holds.  Errors: EINVAL, ENOMEM.
 * Returns new. */
int conffile_json(const char *path, json_t **out, davit_error *err);

/*
 * TOML text to JSON, by a program of its own: a reader of TOML in C is not to
 * be had, and one in C++ has no place in a C library.  `path` is for
 * messages, which say nothing of what the text holds.
 * Errors: EINVAL (no TOML, no such program), ENOMEM, ECONN.  Returns new.
 */
int conffile_toml(const char *path, const char *text, size_t len,
		  json_t **out, davit_error *err);

/* May others than the owner read or write it? */
bool conffile_exposed(const char *path);

/* Fills `err` with what there is to say about such a file. */
void conffile_tell_exposed(const char *path, davit_error *err);

#endif
