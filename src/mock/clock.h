/* SPDX-License-Identifier: MIT */
/*
 * Times as engines write them.  Pure.
 */
#ifndef MOCK_CLOCK_H
#define MOCK_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#define CLOCK_TEXT 40
#define CLOCK_S INT64_C(1000000000)
#define CLOCK_MS INT64_C(1000000)

/* "2026-01-02T03:04:05.000000006Z"; 0 is the year 1. */
const char *clock_text(int64_t ns, char out[CLOCK_TEXT]);

/* The same without a fraction. */
const char *clock_date(int64_t ns, char out[CLOCK_TEXT]);

/* How long people say that is: "5 seconds", "About a minute". */
const char *clock_span(int64_t ns, char out[CLOCK_TEXT]);

/*
 * Reads what stands in a request: unix seconds with a fraction, a date as
 * above, a span before `now` ("10m").  0 for what is none of them.
 */
int64_t clock_read(const char *text, int64_t now);

#endif
