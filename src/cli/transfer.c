/* SPDX-License-Identifier: MIT */
/* See transfer.h. */
#include "config.h"

#include "transfer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE 1.0		/* seconds before anything is shown */
#define PAUSE 0.2		/* seconds between two looks */

static double since(const struct timespec *then, struct timespec *now)
{
	clock_gettime(CLOCK_MONOTONIC, now);
	return (double)(now->tv_sec - then->tv_sec) +
	       (double)(now->tv_nsec - then->tv_nsec) / 1e9;
}

bool transfer_visible(void)
{
	const char *term = getenv("TERM");

	return isatty(STDERR_FILENO) == 1 && term != NULL &&
	       strcmp(term, "dumb") != 0;
}

void transfer_begin(struct transfer *t, const char *total)
{
	memset(t, 0, sizeof(*t));
	t->wanted = transfer_visible();
	if (total != NULL)
		t->total = strtoull(total, NULL, 10);
	clock_gettime(CLOCK_MONOTONIC, &t->started);
	t->drawn = t->started;
}

void transfer_size(char *out, size_t room, double bytes)
{
	static const char *const units[] = {
		"B", "kB", "MB", "GB", "TB", "PB"
	};
	size_t i = 0;

	while (bytes >= 999.95 && i + 1 < sizeof(units) / sizeof(units[0])) {
		bytes /= 1000;
		i++;
	}
	snprintf(out, room, i == 0 ? "%.0f %s" : "%.1f %s", bytes, units[i]);
}

void transfer_add(struct transfer *t, size_t bytes)
{
	char done[32], all[40] = "", rate[32], part[32];
	struct timespec now;
	double seconds;

	t->bytes += bytes;
	if (!t->wanted)
		return;
	seconds = since(&t->started, &now);
	if (seconds < PATIENCE || since(&t->drawn, &now) < PAUSE)
		return;
	t->drawn = now;
	t->shown = true;
	transfer_size(done, sizeof(done), (double)t->bytes);
	transfer_size(rate, sizeof(rate), (double)t->bytes / seconds);
	if (t->total >= t->bytes) {
		transfer_size(part, sizeof(part), (double)t->total);
		snprintf(all, sizeof(all), " of %s", part);
	}
	fprintf(stderr, "\r%s%s, %s/s\033[K", done, all, rate);
}

void transfer_end(struct transfer *t)
{
	if (t->shown)
		fputs("\r\033[K", stderr);
	t->shown = false;
}
