/* SPDX-License-Identifier: MIT */
/* Tests src/near.c: what is meant by a misspelt word, and what isn't. */
#include "config.h"

#include "near.h"
#include "unit.h"

#include <string.h>

#define MANY 6

static const struct {
	const char *word, *best, *candidates[MANY];
} rows[] = {
	{ "signl", "signal", { "size", "signal", "stream" } },
	{ "sgianl", NULL, { "volumes", "platform" } },
	{ "sginal", "signal", { "signal" } },		/* neighbours swapped */
	{ "ContainerLst", "ContainerList",
	  { "ContainerKill", "ContainerLogs", "ContainerList" } },
	{ "containerlist", "ContainerList",		/* case only */
	  { "ContainerStats", "ContainerList" } },
	{ "CONTAINERLIST", "ContainerList", { "ContainerList" } },
	{ "ImageLisst", "ImageList", { "ImageList", "ImageLoad" } },
	{ "mage", "image", { "imagine", "image" } },
	{ "all", "all", { "al", "all", "alll" } },
	/* the first of equals */
	{ "cat", "bat", { "bat", "rat", "hat" } },
	/* nothing alike is better than a wrong guess */
	{ "zzz", NULL, { "all", "filters" } },
	{ "x", NULL, { "y", "z" } },
	{ "ab", NULL, { "cd" } },
	{ "name", NULL, { "force" } },
	{ "docker", NULL, { "podman" } },
	{ "", NULL, { "a", "" } },
	{ "a", NULL, { "" } },
	{ "all", NULL, { NULL } },
};

START_TEST(finds)
{
	struct near n;
	const char *best;
	size_t i;

	near_init(&n, rows[_i].word);
	ck_assert_ptr_null(near_best(&n));
	for (i = 0; i < MANY && rows[_i].candidates[i] != NULL; i++)
		near_try(&n, rows[_i].candidates[i]);
	best = near_best(&n);
	ck_assert_pstr_eq(best, rows[_i].best);
}
END_TEST

START_TEST(long_words)
{
	char word[200], candidate[200];
	struct near n;
	size_t len;

	/* Whatever the length: no crash, and no guess beyond the limit. */
	for (len = 1; len < sizeof(word); len++) {
		memset(word, 'a', len);
		word[len] = '\0';
		memset(candidate, 'a', len);
		candidate[len] = '\0';
		candidate[len - 1] = 'b';
		near_init(&n, word);
		near_try(&n, candidate);
		if (len > 64)
			ck_assert_ptr_null(near_best(&n));
		else if (len > 1)
			ck_assert_ptr_nonnull(near_best(&n));
	}
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, finds, rows);
	tcase_add_test(tc, long_words);
}

int main(void)
{
	return unit_run("near", fill);
}
