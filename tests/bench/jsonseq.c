/* SPDX-License-Identifier: MIT */
/*
 * How many objects of a stream are read in a second, split and decoded as
 * davit_stream_json() does it, against Jansson on the same bytes, which are
 * split for it beforehand.
 */
#include "config.h"
#include "bench.h"
#include "decode.h"
#include "jsonseq.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OBJECTS 20000
#define BLOCK (64u << 10)	/* what is read at one go */

struct stream {
	char *data;
	size_t len;
	size_t ends[OBJECTS];
};

static void by_davit(void *ctx, uint64_t n)
{
	const struct stream *s = ctx;
	size_t at, step, used, len, seen;
	struct jsonseq q;
	const char *text;
	json_t *value;
	int r;

	while (n--) {
		jsonseq_init(&q);
		seen = 0;
		for (at = 0; at < s->len; at += used) {
			step = BLOCK - at % BLOCK;
			step = s->len - at < step ? s->len - at : step;
			r = jsonseq_next(&q, s->data + at, step, &used, &text,
					 &len, NULL);
			if (r <= 0)
				continue;
			if (decode_json(text, len, &value, NULL, NULL) < 0)
				bench_die("not JSON");
			json_decref(value);
			seen++;
		}
		jsonseq_done(&q);
		if (seen != OBJECTS)
			bench_die("%zu objects", seen);
	}
}

static void by_jansson(void *ctx, uint64_t n)
{
	const struct stream *s = ctx;
	size_t i, at;
	json_t *value;

	while (n--)
		for (i = 0, at = 0; i < OBJECTS; at = s->ends[i++]) {
			value = json_loadb(s->data + at, s->ends[i] - at, 0,
					   NULL);
			if (!value)
				bench_die("not JSON");
			json_decref(value);
		}
}

static void compare(const char *what, struct stream *s)
{
	struct bench_pair pair = bench_compare(by_jansson, s, by_davit, s);

	printf("%s: %d objects, %.1f MB\n", what, OBJECTS,
	       (double)s->len / 1e6);
	bench_print("  davit", OBJECTS * 1e6 / pair.b, "k/s");
	bench_print("  json_loadb() for each", OBJECTS * 1e6 / pair.a, "k/s");
	bench_print_at_least("  davit / Jansson", pair.ratio, "", 0.9);
}

int main(void)
{
	static struct stream s;
	unsigned i;

	s.data = malloc(OBJECTS * 1024);
	if (!s.data)
		bench_die("out of memory");
	for (i = 0; i < OBJECTS; i++) {
		s.len += (size_t)snprintf(s.data + s.len, 1024, "{\"status\":"
			"\"Downloading\",\"progressDetail\":{\"current\":%u,"
			"\"total\":%u},\"progress\":\"[=======>     ]  "
			"%u.1MB/100MB\",\"id\":\"%012x\"}\r\n", i * 4096,
			OBJECTS * 4096, i / 200, i % 7 * 7919);
		s.ends[i] = s.len;
	}
	compare("progress of a pull", &s);
	for (s.len = 0, i = 0; i < OBJECTS; i++) {
		s.len += (size_t)snprintf(s.data + s.len, 1024, "{\"status\":\"start"
			"\",\"id\":\"%064x\",\"from\":\"registry.example.org/"
			"team/web:%u\",\"Type\":\"container\",\"Action\":"
			"\"start\",\"Actor\":{\"ID\":\"%064x\",\"Attributes\":"
			"{\"image\":\"registry.example.org/team/web:%u\","
			"\"name\":\"web-%u\",\"org.example.project\":\"shop\""
			"}},\"scope\":\"local\",\"time\":%u,\"timeNano\":"
			"%u000000001}\n", i, i % 9, i, i % 9, i,
			1700000000 + i, 1700000000 + i);
		s.ends[i] = s.len;
	}
	compare("events", &s);
	free(s.data);
	return 0;
}
