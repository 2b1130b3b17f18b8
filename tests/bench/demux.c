/* SPDX-License-Identifier: MIT */
/*
 * How fast frames are told apart: against memcpy() of the same bytes, in
 * blocks as they come from a connection.
 */
#include "config.h"
#include "bench.h"
#include "demux.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOTAL (64u << 20)
#define BLOCK (64u << 10)	/* what is read at one go */

static char *data, *copy;
static size_t len;

static void make(size_t payload)
{
	static const char head[] = { 1, 0, 0, 0 };
	uint32_t n = (uint32_t)payload;

	for (len = 0; len + 8 + payload <= TOTAL; len += payload) {
		memcpy(data + len, head, 4);
		data[len + 4] = (char)(n >> 24);
		data[len + 5] = (char)(n >> 16);
		data[len + 6] = (char)(n >> 8);
		data[len + 7] = (char)n;
		len += 8;
		memset(data + len, 'x', payload);
	}
}

static void by_memcpy(void *ctx, uint64_t n)
{
	size_t at, step;

	(void)ctx;
	while (n--)
		for (at = 0; at < len; at += step) {
			step = len - at < BLOCK ? len - at : BLOCK;
			memcpy(copy + at, data + at, step);
			/* or all of it is left out */
			__asm__ volatile("" : : "r"(copy) : "memory");
		}
}

static void by_demux(void *ctx, uint64_t n)
{
	struct demux_piece piece;
	size_t at, step, used;
	uint64_t bytes;
	struct demux d;

	(void)ctx;
	while (n--) {
		memset(&d, 0, sizeof(d));
		bytes = 0;
		for (at = 0; at < len; at += used) {
			step = BLOCK - at % BLOCK;
			step = len - at < step ? len - at : step;
			if (demux_next(&d, data + at, step, &used, &piece,
				       NULL) > 0)
				bytes += piece.len;
		}
		if (bytes == 0 || demux_end(&d, NULL) < 0)
			bench_die("the frames are broken");
	}
}

int main(void)
{
	static const size_t payloads[] = { 16, 1 << 10, 32 << 10 };
	struct bench_pair pair;
	char line[64];
	size_t i;

	data = malloc(TOTAL);
	copy = malloc(TOTAL);
	if (!data || !copy)
		bench_die("out of memory");
	memset(copy, 0, TOTAL);
	for (i = 0; i < sizeof(payloads) / sizeof(payloads[0]); i++) {
		make(payloads[i]);
		pair = bench_compare(by_memcpy, NULL, by_demux, NULL);
		snprintf(line, sizeof(line), "frames of %zu bytes told apart",
			 payloads[i]);
		bench_print(line, (double)len * 1e3 / pair.b, "MB/s");
		bench_print("  memcpy of the same bytes",
			    (double)len * 1e3 / pair.a, "MB/s");
		bench_print_at_least("  frames / memcpy", pair.ratio, "",
				     0.5);
	}
	free(data);
	free(copy);
	return 0;
}
