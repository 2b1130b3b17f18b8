/* SPDX-License-Identifier: MIT */
/*
 * What shall go wrong with an answer, as a person writes it: from a document
 * to a struct fault and to changes of the answer itself.
 */
#ifndef MOCK_FAULTSPEC_H
#define MOCK_FAULTSPEC_H

#include "answer.h"
#include "call.h"
#include "doc.h"

enum faultspec_garbage { GARBAGE_NONE, GARBAGE_BEFORE, GARBAGE_HEAD,
			 GARBAGE_BODY };

struct faultspec {
	struct fault *play;	/* what play does */
	int64_t first;		/* calls it holds for; 0: all */
	int64_t status;		/* 0: as it is */
	int garbage;		/* faultspec_garbage */
	bool null_lists, cut_frame;
	char *big_number;	/* JSON pointer, or NULL; so the others */
	char *stream_error, *tar_error, *redirect;
};

/* faultspec_done() is due after a failure, too.  Errors: EINVAL, ENOMEM. */
int faultspec_read(const struct doc_at *at, struct faultspec *out,
		   davit_error *err);
void faultspec_done(struct faultspec *f);

/* Changes an answer that is complete.  Returns 0 or ENOMEM. */
int faultspec_apply(const struct faultspec *f, const struct call *call,
		    struct answer *a);

#endif
