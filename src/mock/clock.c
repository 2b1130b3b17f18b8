/* SPDX-License-Identifier: MIT */
/* See clock.h. */
#include "config.h"

#include "clock.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_SECONDS INT64_C(9000000000)

static const char zero[] = "0001-01-01T00:00:00Z";

static const char *write_time(int64_t ns, bool fraction, char out[CLOCK_TEXT])
{
	time_t seconds = (time_t)(ns / CLOCK_S);
	char tail[16] = "Z";
	struct tm tm;
	size_t n;

	if (ns == 0 || gmtime_r(&seconds, &tm) == NULL) {
		memcpy(out, zero, sizeof(zero));
		return out;
	}
	if (fraction)
		snprintf(tail, sizeof(tail), ".%09" PRId64 "Z", ns % CLOCK_S);
	n = strftime(out, CLOCK_TEXT - sizeof(tail), "%Y-%m-%dT%H:%M:%S", &tm);
	memcpy(out + n, tail, strlen(tail) + 1);
	return out;
}

const char *clock_text(int64_t ns, char out[CLOCK_TEXT])
{
	return write_time(ns, true, out);
}

const char *clock_date(int64_t ns, char out[CLOCK_TEXT])
{
	return write_time(ns, false, out);
}

const char *clock_span(int64_t ns, char out[CLOCK_TEXT])
{
	int64_t s = ns / CLOCK_S;

	if (s < 1)
		snprintf(out, CLOCK_TEXT, "Less than a second");
	else if (s == 1)
		snprintf(out, CLOCK_TEXT, "1 second");
	else if (s < 60)
		snprintf(out, CLOCK_TEXT, "%" PRId64 " seconds", s);
	else if (s < 120)
		snprintf(out, CLOCK_TEXT, "About a minute");
	else if (s < 3600)
		snprintf(out, CLOCK_TEXT, "%" PRId64 " minutes", s / 60);
	else if (s < 7200)
		snprintf(out, CLOCK_TEXT, "About an hour");
	else if (s < 48 * 3600)
		snprintf(out, CLOCK_TEXT, "%" PRId64 " hours", s / 3600);
	else
		snprintf(out, CLOCK_TEXT, "%" PRId64 " days", s / 86400);
	return out;
}

/* A sum of numbers with units: "1h30m"; 0 for anything else. */
static int64_t read_span(const char *text)
{
	double sum = 0, n;
	char *end;

	while (*text != '\0') {
		n = strtod(text, &end);
		if (end == text || !(n >= 0 && n < 1e9) || sum > 1e9)
			return 0;
		if (strncmp(end, "ms", 2) == 0) {
			n /= 1000;
			end++;
		} else if (*end == 'm') {
			n *= 60;
		} else if (*end == 'h') {
			n *= 3600;
		} else if (*end != 's') {
			return 0;
		}
		sum += n;
		text = end + 1;
	}
	return sum > 1e9 ? 0 : (int64_t)(sum * (double)CLOCK_S);
}

int64_t clock_read(const char *text, int64_t now)
{
	struct tm tm = { 0 };
	double n;
	int64_t span, seconds;
	char *end;

	if (text[0] == '\0')
		return 0;
	n = strtod(text, &end);
	if (*end == '\0')
		return n > 0 && n < (double)MAX_SECONDS ?
		       (int64_t)(n * 1e6) * 1000 : 0;
	end = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
	if (end != NULL) {
		n = *end == '.' ? strtod(end, NULL) : 0;
		seconds = timegm(&tm);
		/* The year 1 is how clients of Go say nothing. */
		return seconds > 0 && seconds < MAX_SECONDS ?
		       seconds * CLOCK_S + (int64_t)(n * 1e9) : 0;
	}
	span = read_span(text);
	return span > 0 ? now - span : 0;
}
