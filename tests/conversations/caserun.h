/* SPDX-License-Identifier: MIT */
/*
 * Plays a conversation on the public interface and a fake engine, and
 * compares: requests as the engine saw them, results as the caller saw them.
 */
#ifndef CASERUN_H
#define CASERUN_H

#include "casefile.h"
#include "../engine.h"

enum case_delivery {
	CASE_WHOLE,		/* replies as written */
	CASE_BYTES,		/* byte by byte */
	CASE_CUT		/* one of them breaks off */
};

struct case_mode {
	int delivery;
	size_t exchange, at;	/* CASE_CUT: which reply, after which byte */
	/* Called around whatever the library does; may be NULL. */
	void (*enter)(void), (*leave)(void);
	bool may_lack_memory;	/* ENOMEM ends the conversation, rightly */
	bool (*other_name)(int rc); /* so does this code; may be NULL */
};

struct case_outcome {
	unsigned problems;	/* told on stderr */
	bool lacked_memory;	/* ENOMEM was given */
};

struct case_outcome case_run(const struct case_file *f,
			     const struct case_case *c, struct engine *e,
			     const struct case_mode *m);

#endif
