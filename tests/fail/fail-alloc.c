/* SPDX-License-Identifier: MIT */
/*
 * fail-alloc - plays the conversations marked "faults" again and again; the
 * first allocation fails, then only the second, and so on until none is left.
 * Each time either the memory was not needed after all, or the call says
 * ENOMEM; never a crash, a leak, another error or a wrong result.
 *
 * It has malloc() and the like for all libraries of this process, but only
 * counts what this thread asks for.  glibc only, and not with a sanitizer,
 * which brings its own.
 */
#include "config.h"
#include "../conversations/caserun.h"
#include "davit.h"

#include <dlfcn.h>
#include <errno.h>
#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && \
	!defined(__SANITIZE_THREAD__)

#define LIVE (1u << 18)

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
void __libc_free(void *);

static _Thread_local bool ours;		/* this thread is looked at */
static bool armed;			/* the library is at work */
static unsigned long asked, fail_at;	/* 0: none fails */
static bool failed;
static const void *asker;		/* who was refused */
static void *live[LIVE];		/* hash table of what is not freed */
static size_t nlive;

static size_t slot_of(const void *p)
{
	return ((uintptr_t)p >> 4) * 2654435761u % LIVE;
}

static void remember(void *p)
{
	size_t i = slot_of(p);

	if (!ours || !p)
		return;
	while (live[i])
		i = (i + 1) % LIVE;
	live[i] = p;
	nlive++;
}

static void forget(void *p)
{
	size_t i = slot_of(p), j;

	if (!ours || !p)
		return;
	while (live[i] && live[i] != p)
		i = (i + 1) % LIVE;
	if (!live[i])
		return;
	live[i] = NULL;
	nlive--;
	/* what collided with it moves up */
	for (j = (i + 1) % LIVE; live[j]; j = (j + 1) % LIVE) {
		void *q = live[j];
		size_t k = slot_of(q);

		live[j] = NULL;
		while (live[k])
			k = (k + 1) % LIVE;
		live[k] = q;
	}
}

static bool refuse(const void *caller)
{
	if (!ours || !armed || ++asked != fail_at)
		return false;
	failed = true;
	asker = caller;
	errno = ENOMEM;
	return true;
}

#define PUBLIC __attribute__((visibility("default")))

PUBLIC void *malloc(size_t size)
{
	void *p = NULL;

	if (!refuse(__builtin_return_address(0)))
		p = __libc_malloc(size);
	remember(p);
	return p;
}

PUBLIC void *calloc(size_t n, size_t size)
{
	void *p = NULL;

	if (!refuse(__builtin_return_address(0)))
		p = __libc_calloc(n, size);
	remember(p);
	return p;
}

PUBLIC void *realloc(void *old, size_t size)
{
	void *p;

	if (refuse(__builtin_return_address(0)))
		return NULL;
	forget(old);
	p = __libc_realloc(old, size);
	remember(p ? p : size ? old : NULL);
	return p;
}

PUBLIC int posix_memalign(void **out, size_t align, size_t size)
{
	if (refuse(__builtin_return_address(0)))
		return ENOMEM;
	*out = __libc_memalign(align, size);
	remember(*out);
	return *out ? 0 : ENOMEM;
}

PUBLIC void free(void *p)
{
	forget(p);
	__libc_free(p);
}

/* The file name of the library that was refused memory. */
static const char *victim(void)
{
	Dl_info info;
	const char *slash;

	if (!asker || !dladdr(asker, &info) || !info.dli_fname)
		return "?";
	slash = strrchr(info.dli_fname, '/');
	return slash ? slash + 1 : info.dli_fname;
}

/*
 * libcurl calls a lack of memory many names, "couldn't connect" among them;
 * nobody above it can tell.
 */
static bool other_name(int rc)
{
	const char *name = victim();

	return (!strncmp(name, "libcurl", 7) || !strncmp(name, "libssl", 6) ||
		!strncmp(name, "libcrypto", 9)) &&
	       (rc == DAVIT_ECONN || rc == DAVIT_EPROTO);
}

static void enter(void)
{
	armed = true;
}

static void leave(void)
{
	armed = false;
}

struct sum {
	unsigned cases, problems;
	unsigned long runs;
};

static void play(const struct case_file *f, const struct case_case *c,
		 struct engine *e, struct sum *sum)
{
	struct case_mode m = {
		.delivery = CASE_WHOLE, .enter = enter, .leave = leave,
		.may_lack_memory = true, .other_name = other_name
	};
	struct case_outcome o;
	unsigned long n, survived = 0;
	size_t before;

	sum->cases++;
	fail_at = 0;
	ours = true;
	/* Once without faults: what libraries make once, is made now. */
	o = case_run(f, c, e, &m);
	sum->problems += o.problems;
	for (n = 1; !o.problems; n++) {
		before = nlive;
		asked = 0;
		failed = false;
		fail_at = n;
		o = case_run(f, c, e, &m);
		fail_at = 0;
		if (nlive != before) {
			fprintf(stderr, "%s:%d: %s: %zd blocks leak",
				f->path, c->line, c->name,
				(ssize_t)(nlive - before));
			o.problems++;
		}
		if (o.problems)
			fprintf(stderr, " (allocation %lu failed, of %s)\n",
				n, victim());
		sum->problems += o.problems;
		sum->runs++;
		if (!failed)
			break;
		survived += o.lacked_memory ? 0 : 1;
		o.problems = 0;
	}
	ours = false;
	printf("%s: %lu allocations, %lu of them not vital\n", c->name, n - 1,
	       survived);
	/* A loop over nothing would prove nothing. */
	if (n < 5 || survived == n - 1) {
		fprintf(stderr, "%s: no failure was ever noticed\n", c->name);
		sum->problems++;
	}
}

int main(void)
{
	const char *srcdir = getenv("srcdir");
	struct engine *e = engine_start(NULL);
	struct sum sum = { 0, 0, 0 };
	char pattern[4096];
	glob_t files;
	size_t i, j;

	snprintf(pattern, sizeof(pattern), "%s/tests/cases/*.case",
		 srcdir ? srcdir : ".");
	if (glob(pattern, 0, NULL, &files)) {
		fprintf(stderr, "fail-alloc: no %s\n", pattern);
		return 99;
	}
	for (i = 0; i < files.gl_pathc; i++) {
		struct case_file f;

		case_load(files.gl_pathv[i], &f);
		for (j = 0; j < f.n; j++)
			if (f.cases[j].faults)
				play(&f, &f.cases[j], e, &sum);
		case_unload(&f);
	}
	globfree(&files);
	engine_stop(e);
	printf("%u conversations, played %lu times, %u problems\n", sum.cases,
	       sum.runs, sum.problems);
	return sum.problems || !sum.cases ? 1 : 0;
}

#else

int main(void)
{
	puts("fail-alloc: malloc() is not ours to replace here");
	return 77;
}

#endif
