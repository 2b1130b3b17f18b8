/* SPDX-License-Identifier: MIT */
/*
 * What shall go wrong with an answer, as data.  Zero is "nothing".
 */
#ifndef MOCK_FAULT_H
#define MOCK_FAULT_H

#include "buf.h"

#include <stdbool.h>
#include <stdint.h>

enum fault_end {		/* of the connection, once the answer is out */
	FAULT_KEEP,		/* as HTTP has it */
	FAULT_CLOSE,
	FAULT_RESET,		/* TCP: RST; unix: closed at once */
	FAULT_SILENT,		/* connected, and nothing sent any more */
	FAULT_DEAF		/* the same, and nothing read either */
};

/* A place in the bytes that go out. */
struct fault_point {
	bool set;
	bool in_body;		/* counted from the first byte behind the head,
				   chunk framing included; else from the first
				   byte of the head */
	uint64_t bytes;
};

struct fault {
	long latency;		/* ms before the first byte */
	struct buf before;	/* garbage ahead of the head */
	struct buf raw;		/* instead of head and body, if `has_raw` */
	bool has_raw;
	struct buf tail;	/* added to the body, at its end */
	char *type;		/* another Content-Type; NULL: the right one */
	bool bytewise;		/* each byte by itself */
	struct fault_point stall;	/* wait there ... */
	long stall_ms;		/* ... so long; negative: for ever */
	struct fault_point cut;	/* nothing beyond it goes out */
	int end;		/* fault_end; of a cut that keeps: CLOSE */
};

/* Returns new, NULL without memory. */
struct fault *fault_new(void);
struct fault *fault_copy(const struct fault *f);

/* NULL is allowed. */
void fault_free(struct fault *f);

#endif
