/* SPDX-License-Identifier: MIT */
/* See world.h. */
#include "config.h"

#include "world.h"

#include "error.h"

#include <stdlib.h>

struct world {
	unsigned generation;
};

int world_new(const char *engine, const char *version, json_t *fixtures,
	      struct world **out, davit_error *err)
{
	struct world *w = calloc(1, sizeof(*w));

	(void)engine;
	(void)version;
	(void)fixtures;
	if (w == NULL)
		return error_nomem(err);
	*out = w;
	return 0;
}

void world_free(struct world *w)
{
	free(w);
}

int world_answer(struct world *w, const struct call *call, int64_t now,
		 struct answer *out, davit_error *err)
{
	(void)w;
	(void)call;
	(void)now;
	(void)out;
	(void)err;
	return 0;
}

unsigned world_generation(const struct world *w)
{
	return w->generation;
}

int64_t world_next(const struct world *w)
{
	(void)w;
	return ANSWER_NEVER;
}

void world_tick(struct world *w, int64_t now)
{
	(void)w;
	(void)now;
}
