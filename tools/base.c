/* SPDX-License-Identifier: MIT */
/*
 * Memory pools, messages and sets of byte strings for one run of the tool.
 * The only file with state of its own; must know nothing of documents.
 */
#include "config.h"

#include "base.h"

#include <assert.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK (256u << 10)
#define MEMORY_MAX ((size_t)1 << 30)
#define COMPLAINTS_MAX 100

struct chunk {
	struct chunk *next;
	size_t size, used;
	max_align_t data[];
};

static struct {
	jmp_buf out;
	bool running, silent;
	FILE *to;
	int rc;
	unsigned complaints;
	size_t memory;
	struct chunk *pools[2];
} run;

static void say(const char *file, unsigned line, const char *fmt, va_list ap)
{
	FILE *to = run.to != NULL ? run.to : stderr;

	if (run.silent)
		return;
	if (file != NULL && line > 0)
		fprintf(to, "%s:%u: ", file, line);
	else if (file != NULL)
		fprintf(to, "%s: ", file);
	vfprintf(to, fmt, ap);
	fputc('\n', to);
}

void base_messages_to(FILE *to)
{
	run.to = to;
	run.silent = to == NULL;
}

void base_release(enum base_pool pool)
{
	struct chunk *c, *next;

	for (c = run.pools[pool]; c != NULL; c = next) {
		next = c->next;
		run.memory -= c->size;
		free(c);
	}
	run.pools[pool] = NULL;
}

int base_run(int (*fn)(void *ctx), void *ctx)
{
	assert(!run.running);
	run.running = true;
	run.complaints = 0;
	run.rc = 1;
	if (setjmp(run.out) == 0) {
		int rc = fn(ctx);

		run.rc = run.complaints > 0 ? 1 : rc;
	}
	base_release(DOC);
	base_release(KEEP);
	run.running = false;
	return run.rc;
}

_Noreturn void base_fail(const char *file, unsigned line, const char *fmt,
			 ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(file, line, fmt, ap);
	va_end(ap);
	assert(run.running);
	longjmp(run.out, 1);
}

void base_complain(const char *file, unsigned line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(file, line, fmt, ap);
	va_end(ap);
	if (++run.complaints >= COMPLAINTS_MAX)
		base_fail(NULL, 0, "too many errors");
}

void base_check(void)
{
	if (run.complaints > 0)
		longjmp(run.out, 1);
}

void *base_alloc(enum base_pool pool, size_t n, size_t size)
{
	struct chunk *c = run.pools[pool];
	size_t need, unit = sizeof(max_align_t);
	void *p;

	if (size == 0 || n > MEMORY_MAX / size)
		base_fail(NULL, 0, "out of memory");
	need = (n * size + unit - 1) / unit * unit;
	if (c == NULL || c->size - c->used < need) {
		size_t room = need > CHUNK ? need : CHUNK;

		if (run.memory + room > MEMORY_MAX ||
		    (c = malloc(sizeof *c + room)) == NULL)
			base_fail(NULL, 0, "out of memory");
		c->size = room;
		c->used = 0;
		c->next = run.pools[pool];
		run.pools[pool] = c;
		run.memory += room;
	}
	p = (char *)c->data + c->used;
	c->used += need;
	return memset(p, 0, need);
}

char *base_dup(enum base_pool pool, const char *text, size_t len)
{
	char *copy = base_alloc(pool, len + 1, 1);

	memcpy(copy, text, len);
	return copy;
}

char *base_text(enum base_pool pool, const char *fmt, ...)
{
	va_list ap;
	char *text;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (len < 0)
		base_fail(NULL, 0, "text that cannot be written");
	text = base_alloc(pool, (size_t)len + 1, 1);
	va_start(ap, fmt);
	vsnprintf(text, (size_t)len + 1, fmt, ap);
	va_end(ap);
	return text;
}

void *base_grow(enum base_pool pool, void *v, size_t *cap, size_t size)
{
	size_t old = *cap;
	void *bigger;

	*cap = old < 8 ? 8 : old * 2;
	bigger = base_alloc(pool, *cap, size);
	if (old > 0)
		memcpy(bigger, v, old * size);
	return bigger;
}

char *base_read(enum base_pool pool, const char *path, size_t *len)
{
	FILE *in = fopen(path, "rb");
	const char *trouble = NULL;
	char *text = NULL, *copy;
	size_t cap = 0, n = 0;

	if (in == NULL)
		base_fail(path, 0, "cannot be read: %s", strerror(errno));
	while (trouble == NULL && !feof(in)) {
		if (n == cap) {
			char *bigger;

			cap = cap == 0 ? 64u << 10 : cap * 2;
			bigger = realloc(text, cap);
			if (bigger == NULL) {
				trouble = "out of memory";
				break;
			}
			text = bigger;
		}
		n += fread(text + n, 1, cap - n, in);
		if (ferror(in))
			trouble = strerror(errno);
		else if (n > BASE_FILE_MAX)
			trouble = "larger than 16 MiB";
	}
	fclose(in);
	if (trouble != NULL) {
		free(text);
		base_fail(path, 0, "cannot be read: %s", trouble);
	}
	/* Not leaked should the pool be full: it fails only at MEMORY_MAX,
	 * and then the process is about to end. */
	copy = base_dup(pool, text != NULL ? text : "", n);
	free(text);
	*len = n;
	return copy;
}

static uint32_t hash_of(const void *key, size_t len)
{
	const unsigned char *p = key;
	uint32_t h = 2166136261u;	/* FNV-1a */
	size_t i;

	for (i = 0; i < len; i++)
		h = (h ^ p[i]) * 16777619u;
	return h;
}

static size_t slot_of(const struct base_set *set, const void *key,
		      size_t len, uint32_t hash)
{
	size_t i = hash & (set->nslots - 1);

	while (set->slots[i] != 0) {
		const struct base_item *it = &set->v[set->slots[i] - 1];

		if (it->hash == hash && it->len == len &&
		    (len == 0 || memcmp(it->key, key, len) == 0))
			break;
		i = (i + 1) & (set->nslots - 1);
	}
	return i;
}

uint32_t base_set_find(const struct base_set *set, const void *key,
		       size_t len)
{
	size_t i;

	if (set->nslots == 0)
		return UINT32_MAX;
	i = slot_of(set, key, len, hash_of(key, len));
	return set->slots[i] != 0 ? set->slots[i] - 1 : UINT32_MAX;
}

uint32_t base_set_add(struct base_set *set, const void *key, size_t len)
{
	uint32_t hash = hash_of(key, len);
	size_t i, slot;

	if (set->n * 2 >= set->nslots) {
		set->nslots = set->nslots == 0 ? 64 : set->nslots * 2;
		set->slots = base_alloc(KEEP, set->nslots,
					sizeof *set->slots);
		for (i = 0; i < set->n; i++) {
			const struct base_item *it = &set->v[i];

			slot = slot_of(set, it->key, it->len, it->hash);
			set->slots[slot] = (uint32_t)i + 1;
		}
	}
	slot = slot_of(set, key, len, hash);
	if (set->slots[slot] == 0) {
		struct base_item *it = PUSH(KEEP, set);

		it->key = base_dup(KEEP, key, len);
		it->len = len;
		it->hash = hash;
		set->slots[slot] = (uint32_t)set->n;
	}
	return set->slots[slot] - 1;
}
