/* SPDX-License-Identifier: MIT */
/*
 * The commands.  Each gets the options; its words are those after its own
 * name.  Each says what goes wrong and returns the exit status.
 */
#ifndef CLI_CMD_H
#define CLI_CMD_H

#include "davit.h"
#include "opt.h"

int cmd_engines(const struct options *o, const char **words, size_t n);
int cmd_versions(const struct options *o, const char **words, size_t n);
int cmd_categories(const struct options *o, const char **words, size_t n);
int cmd_ops(const struct options *o, const char **words, size_t n);
int cmd_doc(const struct options *o, const char **words, size_t n);
int cmd_explain(const struct options *o, const char **words, size_t n);
int cmd_check(const struct options *o, const char **words, size_t n);
int cmd_skeleton(const struct options *o, const char **words, size_t n);
int cmd_invoke(const struct options *o, const char **words, size_t n);
int cmd_attach(const struct options *o, const char **words, size_t n);
int cmd_exec(const struct options *o, const char **words, size_t n);
int cmd_run(const struct options *o, const char **words, size_t n);
int cmd_request(const struct options *o, const char **words, size_t n);
int cmd_diff(const struct options *o, const char **words, size_t n);
int cmd_history(const struct options *o, const char **words, size_t n);
int cmd_doctor(const struct options *o, const char **words, size_t n);
int cmd_find(const struct options *o, const char **words, size_t n);
int cmd_which(const struct options *o, const char **words, size_t n);
int cmd_mock(const struct options *o, const char **words, size_t n);

/* Becomes the mock engine's program; argv[0] is replaced, NULL ends it.
 * Returns the exit status where that fails. */
int cmd_mock_become(char **argv);

int cmd_man(const struct options *o, const char **words, size_t n);
int cmd_complete(const struct options *o, const char **words, size_t n);

/* The i-th command; NULL past the last.  No summary: it is for programs. */
const char *cmd_name(size_t i, const char **summary);

/* Its words, "OP [PATH]"; NULL: there is no such command. */
const char *cmd_words(const char *name);

/* What options it has, as in opt.h. */
unsigned cmd_uses(const char *name);

/*
 * Looks an operation up in the version given or, without one, in the newest
 * that has it.  Returns 0 or the library's error, not said yet.
 */
int cmd_find_op(const struct options *o, const char *name, davit_op *out,
		davit_error *err);

#endif
