/* SPDX-License-Identifier: MIT */
/*
 * A small consistent world: containers, images, volumes, networks, execs and
 * events, under the names of both engines.
 */
#ifndef MOCK_WORLD_H
#define MOCK_WORLD_H

#include "answer.h"
#include "call.h"

struct world;

/*
 * `fixtures` (borrowed) says what is in it; NULL: a little of everything.
 * Errors: EINVAL for fixtures that don't fit, ENOMEM.
 * Ownership: returns new; world_free().
 */
int world_new(const char *engine, const char *version, json_t *fixtures,
	      struct world **out, davit_error *err);

/* NULL is allowed. */
void world_free(struct world *w);

/*
 * `now` in ms of util_now_ms(); `out` is initialised before.  Streams it
 * gives live at most as long as the world.  Returns 1: answered, 0: not of
 * the world.  Errors: ENOMEM.
 */
int world_answer(struct world *w, const struct call *call, int64_t now,
		 struct answer *out, davit_error *err);

/* Differs when something has changed: streams that wait are asked again. */
unsigned world_generation(const struct world *w);

/* When something happens by itself; ANSWER_NEVER. */
int64_t world_next(const struct world *w);

/* Makes happen what is due at `now`. */
void world_tick(struct world *w, int64_t now);

#endif
