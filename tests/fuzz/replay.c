/* SPDX-License-Identifier: MIT */
/*
 * Runs a fuzz target over files: each whole, cut to every length, and with
 * every byte changed; without arguments over the target's corpus.  Stands in
 * for libFuzzer, so that seeds and finds are tried again by every compiler.
 */
#include "config.h"
#include "fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SEED_MAX (1u << 20)
#define CHANGED_MAX 4096	/* bytes of a file that is cut and changed */

static size_t seeds, runs;

/* A copy of exactly that size, so that reads beyond it are noticed. */
static void try(const uint8_t *data, size_t len)
{
	uint8_t *copy = malloc(len > 0 ? len : 1);

	MUST(copy != NULL);
	memcpy(copy, data, len);
	LLVMFuzzerTestOneInput(copy, len);
	free(copy);
	runs++;
}

static void vary(uint8_t *data, size_t len)
{
	static const uint8_t changes[] = { 0x01, 0x20, 0x80, 0xff };
	size_t i, j;

	for (i = 0; i < len; i++)
		try(data, i);
	for (i = 0; i < len; i++)
		for (j = 0; j < sizeof(changes); j++) {
			data[i] ^= changes[j];
			try(data, len);
			data[i] ^= changes[j];
		}
}

static void replay(const char *path)
{
	static uint8_t data[SEED_MAX];
	FILE *f = fopen(path, "rb");
	size_t len;

	if (f == NULL) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		exit(99);
	}
	len = fread(data, 1, sizeof(data), f);
	fclose(f);
	seeds++;
	try(data, len);
	if (len <= CHANGED_MAX)
		vary(data, len);
}

static void replay_folder(const char *folder)
{
	struct dirent **entries = NULL;
	char path[4400];
	int n = scandir(folder, &entries, NULL, alphasort), i;

	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder,
			 entries[i]->d_name);
		if (entries[i]->d_name[0] != '.')
			replay(path);
		free(entries[i]);
	}
	free(entries);
}

int main(int argc, char **argv)
{
	const char *srcdir = getenv("srcdir");
	char folder[4000];
	int i;

	snprintf(folder, sizeof(folder), "%s/tests/fuzz/corpus/%s",
		 srcdir == NULL ? "." : srcdir, fuzz_name);
	for (i = 1; i < argc; i++)
		replay(argv[i]);
	if (argc < 2)
		replay_folder(folder);
	printf("%s: %zu seeds, %zu runs\n", fuzz_name, seeds, runs);
	/* A corpus that is not found must not pass for a good one. */
	return seeds == 0;
}
