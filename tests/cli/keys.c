/* SPDX-License-Identifier: MIT */
/*
 * The keys that detach: what is typed, in one piece and cut in two anywhere,
 * what is sent on, and whether it detaches.
 */
#include "config.h"

#include "keys.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *keys, *typed, *sent;
	bool detached;
} cases[] = {
	{ "ctrl-p,ctrl-q", "ls\r", "ls\r", false },
	{ "ctrl-p,ctrl-q", "\020\021", "", true },
	{ "ctrl-p,ctrl-q", "ab\020\021cd", "ab", true },
	{ "ctrl-p,ctrl-q", "\020a\021", "\020a\021", false },
	{ "ctrl-p,ctrl-q", "\020\020\021", "\020", true },
	{ "ctrl-p,ctrl-q", "a\020", "a", false },
	{ "ctrl-a,ctrl-a,b", "\001\001\001b", "\001", true },
	{ "ctrl-a,ctrl-a,b", "\001\001c\001b", "\001\001c\001b", false },
	{ "a,b,a,c", "abababac", "abab", true },
	{ "a,b,a,c", "abad", "abad", false },
	{ "ctrl-\\", "x\034", "x", true },
	{ "", "\020\021", "\020\021", false },
};

static const char *const wrong[] = {
	"ctrl", "ctrl-", "ctrl-1", "ab", "a,", ",a", "a,,b", "ctrl-P",
	"a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q"
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Types the case, cut before byte `cut`; false if it went wrong. */
static bool try_case(size_t i, size_t cut)
{
	char out[64 + KEYS_MAX], sent[128] = "";
	const char *typed = cases[i].typed;
	size_t len = strlen(typed), n, used = 0;
	struct keys k;
	bool detached;

	if (!keys_parse(&k, cases[i].keys))
		return false;
	detached = keys_filter(&k, typed, cut, out, &n);
	memcpy(sent, out, n);
	used = n;
	if (!detached) {
		detached = keys_filter(&k, typed + cut, len - cut, out, &n);
		memcpy(sent + used, out, n);
		used += n;
	}
	return detached == cases[i].detached &&
	       used == strlen(cases[i].sent) &&
	       memcmp(sent, cases[i].sent, used) == 0;
}

int main(void)
{
	int failures = 0;
	struct keys k;
	size_t i, cut;

	for (i = 0; i < COUNT(cases); i++)
		for (cut = 0; cut <= strlen(cases[i].typed); cut++) {
			if (try_case(i, cut))
				continue;
			printf("FAILED: case %zu, cut at %zu\n", i, cut);
			failures++;
		}
	for (i = 0; i < COUNT(wrong); i++)
		if (keys_parse(&k, wrong[i])) {
			printf("FAILED: '%s' is taken\n", wrong[i]);
			failures++;
		}
	return failures > 0;
}
