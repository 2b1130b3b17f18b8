/* SPDX-License-Identifier: MIT */
/*
 * What the fuzz targets share.  Each is a function over bytes that fails by
 * aborting; replay.c runs it over the files of a corpus, libFuzzer over what
 * it thinks up.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* The folder of the corpus. */
extern const char fuzz_name[];

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* What must be so; not assert(), which may be compiled out. */
#define MUST(condition) ((condition) ? (void)0 : abort())

/* A sum of what came out, to compare one way with another. */
static inline void fuzz_sum(uint64_t *sum, const void *data, size_t len)
{
	const unsigned char *p = data;

	while (len-- > 0)
		*sum = (*sum ^ *p++) * UINT64_C(1099511628211);
}

#endif
