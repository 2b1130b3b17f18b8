/* SPDX-License-Identifier: MIT */
/*
 * A request as it came over the wire; nothing of engines.
 */
#ifndef MOCK_WIRE_H
#define MOCK_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All borrowed for the call of the function that gets it. */
struct request_in {
	const char *method, *target;
	size_t target_len;
	const char *head;	/* lines "Name: value", each ended by CR LF */
	size_t head_len;
	const char *body;	/* without the framing of chunks; a zero byte
				   follows */
	size_t body_len;
	bool http10;
	bool upgrade;		/* asks for one, properly */
	const char *peer;	/* "unix", "127.0.0.1:4711" */
	unsigned connection;	/* 1 for the first one */
	uint64_t dropped;	/* bytes of the body that came and were not
				   kept */
};

/* What HTTP says with a status; never NULL. */
const char *wire_reason(int status);

#endif
