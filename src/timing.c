/* SPDX-License-Identifier: MIT */
/* See timing.h. */
#include "config.h"

#include "timing.h"

#include "error.h"
#include "util.h"

static const char first_byte[] = "first-byte", stall[] = "stall",
		  call[] = "call";

void timing_start(struct timing *t, long first_byte_ms, long stall_ms,
		  long call_ms)
{
	*t = (struct timing){
		.first_byte = first_byte_ms, .stall = stall_ms, .call = call_ms
	};
	t->started = t->active = util_now_ms();
}

void timing_byte(struct timing *t)
{
	t->active = util_now_ms();
}

int64_t timing_left(struct timing *t, int64_t most)
{
	const struct { const char *name; long ms; int64_t since; } waits[] = {
		{ call, t->call, t->started },
		{ first_byte, t->answered ? 0 : t->first_byte, t->started },
		{ stall, t->stall, t->active }
	};
	int64_t left = most, rest, now = util_now_ms();
	size_t i;

	for (i = 0; i < UTIL_COUNT(waits); i++) {
		if (waits[i].ms <= 0)
			continue;
		rest = waits[i].since + waits[i].ms - now;
		if (rest <= 0) {
			t->late = waits[i].name;
			t->late_ms = waits[i].ms;
			return 0;
		}
		left = rest < left ? rest : left;
	}
	return left;
}

int timing_error(const struct timing *t, const char *uri, davit_error *err)
{
	return error_set(err, DAVIT_ETIMEOUT, "%s: no %s within %ld ms (%s "
			 "timeout)", uri, t->late == stall ? "byte" :
			 t->answered ? "complete answer" : "answer",
			 t->late_ms, t->late);
}
