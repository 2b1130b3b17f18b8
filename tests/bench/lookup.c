/* SPDX-License-Identifier: MIT */
/*
 * How long it takes to find an operation by its name, in a version by its
 * name, over all operations of all engines.
 */
#include "config.h"
#include "bench.h"
#include "davit.h"

#include <stdio.h>
#include <stdlib.h>

#define NAMES 1024

struct names {
	const char *engine, *version, *name[NAMES];
	size_t n;
	uint64_t found;
};

static void find(void *ctx, uint64_t n)
{
	struct names *names = ctx;
	davit_op op;
	size_t at = 0;

	while (n--) {
		if (davit_op_find(names->engine, names->version,
				  names->name[at], &op, NULL) < 0)
			bench_die("%s is gone", names->name[at]);
		names->found += op.nparams;
		at = at + 1 < names->n ? at + 1 : 0;
	}
}

/* Neighbours must not be asked for one after the other. */
static void shuffle(struct names *names)
{
	uint32_t seed = 1;
	size_t i, j;

	for (i = names->n - 1; i > 0; i--) {
		const char *name = names->name[i];

		seed = seed * 1664525u + 1013904223u;
		j = (seed >> 8) % (i + 1);
		names->name[i] = names->name[j];
		names->name[j] = name;
	}
}

static void measure(const char *engine, const char *version)
{
	struct names names = { .engine = engine, .version = version };
	davit_op op = { 0 };
	char what[80];

	while (davit_op_next(engine, version, NULL, &op) > 0)
		if (names.n < NAMES)
			names.name[names.n++] = op.name;
	if (!names.n)
		bench_die("%s %s has no operations", engine, version);
	shuffle(&names);
	snprintf(what, sizeof(what), "find one of %zu operations of %s%s%s",
		 names.n, engine, version ? " " : "", version ? version : "");
	bench_print(what, bench_run(find, &names), "ns");
}

int main(void)
{
	const char *engine;
	davit_version v;
	size_t i;

	for (i = 0; (engine = davit_engine_name(i)) != NULL; i++) {
		measure(engine, NULL);
		if (davit_version_at(engine, 16, &v) == 0)
			measure(engine, v.name);
	}
	return 0;
}
