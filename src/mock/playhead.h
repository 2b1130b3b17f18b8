/* SPDX-License-Identifier: MIT */
/*
 * The head of an answer, and how its body is framed.
 */
#ifndef MOCK_PLAYHEAD_H
#define MOCK_PLAYHEAD_H

#include "answer.h"

struct play_request {		/* what of the request matters here */
	bool head;		/* HEAD */
	bool http10;
	const char *upgrade;	/* the protocol that was asked for, borrowed;
				   NULL: none */
};

struct playhead {
	bool body;		/* one follows */
	bool chunked;		/* in chunks */
	bool open;		/* up to the end of the connection */
};

/*
 * Appends the head.  Of an answer that is there as a whole, `len` bytes
 * follow.  `keep`: the connection stays.  Returns buf_status().
 */
int playhead_write(struct buf *out, const struct answer *a, size_t len,
		   const struct play_request *r, bool keep,
		   struct playhead *how);

#endif
