/* SPDX-License-Identifier: MIT */
/*
 * What every file of the generator stands on: memory, messages, sets.
 *
 * One run of the tool is one base_run().  Memory comes from two pools and
 * is given back all at once: KEEP at the end of the run, DOC as soon as a
 * document has been read.  An error never returns: base_fail() leaves the
 * run.  So nothing here hands out a code and nobody has to free anything.
 * Knows nothing of YAML, Swagger or tables.
 */
#ifndef BASE_H
#define BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define BASE_FILE_MAX (16u << 20)	/* bytes of a file that is read */

#if defined __GNUC__
#define BASE_PRINTF(a, b) __attribute__((format(printf, a, b)))
#else
#define BASE_PRINTF(a, b)
#endif

enum base_pool { KEEP, DOC };

/* Runs fn(ctx) and returns its result, or 1 when it failed or complained.
 * Frees everything the run has allocated.  Not reentrant. */
int base_run(int (*fn)(void *ctx), void *ctx);

/* Where messages go: stderr unless set; NULL drops them. */
void base_messages_to(FILE *to);

/* Prints "file:line: message" and leaves the run.  A line of 0 and a file
 * of NULL are left out. */
_Noreturn void base_fail(const char *file, unsigned line, const char *fmt,
			 ...) BASE_PRINTF(3, 4);

/* The same, but goes on (for a while) so that one run shows many mistakes;
 * the run fails at its end. */
void base_complain(const char *file, unsigned line, const char *fmt, ...)
	BASE_PRINTF(3, 4);

/* Leaves the run if anybody has complained. */
void base_check(void);

/* Zeroed memory; never NULL. */
void *base_alloc(enum base_pool pool, size_t n, size_t size);
char *base_dup(enum base_pool pool, const char *text, size_t len);
char *base_text(enum base_pool pool, const char *fmt, ...)
	BASE_PRINTF(2, 3);
void base_release(enum base_pool pool);

/* Lists that grow: VEC(int) list; *PUSH(KEEP, &list) = 4; */
#define VEC(type) struct { type *v; size_t n, cap; }
#define PUSH(pool, vec) \
	(((vec)->n < (vec)->cap ? (void)0 : (void)((vec)->v = \
	base_grow(pool, (vec)->v, &(vec)->cap, sizeof *(vec)->v))), \
	&(vec)->v[(vec)->n++])
void *base_grow(enum base_pool pool, void *v, size_t *cap, size_t size);

/* The whole file, with a NUL behind it. */
char *base_read(enum base_pool pool, const char *path, size_t *len);

/* A set of byte strings, numbered in the order they came (in KEEP). */
struct base_set {
	struct base_item { const void *key; size_t len; uint32_t hash; } *v;
	size_t n, cap;
	uint32_t *slots;
	size_t nslots;
};
uint32_t base_set_add(struct base_set *set, const void *key, size_t len);
/* The number, or UINT32_MAX. */
uint32_t base_set_find(const struct base_set *set, const void *key,
		       size_t len);

#endif
