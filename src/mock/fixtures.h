/* SPDX-License-Identifier: MIT */
/*
 * What a user wants to be answered: a world to begin with, and rules that
 * answer calls in its place or change what it answers.
 */
#ifndef MOCK_FIXTURES_H
#define MOCK_FIXTURES_H

#include "answer.h"
#include "call.h"
#include "doc.h"

struct fixtures;
struct rule;

/*
 * Reads "world" and "answers"; takes the document over, whatever comes.  The
 * names of operations are those of the version, which lives for ever as the
 * engine's name does.  Errors: EINVAL, ENOMEM.
 * Ownership: returns new; fixtures_free().  Answers that were made of them
 * may not live longer.
 */
int fixtures_new(struct doc *d, const char *engine, const char *version,
		 struct fixtures **out, davit_error *err);

/* NULL is allowed. */
void fixtures_free(struct fixtures *f);

/* What is in the world; borrowed, NULL if nothing is said. */
json_t *fixtures_world(const struct fixtures *f);

/* Says where the world stands, in front of what was wrong with it; returns
 * the code. */
int fixtures_blame_world(const struct fixtures *f, davit_error *err);

/* The first rule for this call; all that fit count it.  NULL: none, also
 * where `f` is. */
struct rule *fixtures_rule(struct fixtures *f, const struct call *call);

/* Does the rule answer itself?  Then it fills `out`, which is initialised.
 * Returns 1, 0: the world's answer is wanted.  Errors: ENOMEM. */
int fixtures_answer(const struct rule *r, const struct call *call,
		    struct answer *out);

/* The changes the rule makes to an answer, of whomever.  Returns 0 or
 * ENOMEM. */
int fixtures_change(struct rule *r, const struct call *call, struct answer *a);

#endif
