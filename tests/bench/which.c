/* SPDX-License-Identifier: MIT */
/*
 * How long it takes to tell which operation a line of a log is about.
 */
#include "config.h"
#include "bench.h"
#include "davit.h"

#include <stdio.h>
#include <string.h>

#define TARGET_US 5.0		/* 200 000 lines a second */

static const char *const lines[] = {
	"POST /v1.41/containers/web/start HTTP/1.1",
	"GET /v1.44/containers/json?all=1&filters=%7B%22label%22%3A%5B%22a%22"
		"%5D%7D HTTP/1.1",
	"10.0.0.1 - - [21/Nov/2026:03:35:00 +0000] \"GET /v5.4.2/libpod/images"
		"/quay.io%2Flibrary%2Fbusybox:latest/json HTTP/1.1\" 200 1310",
	"level=debug msg=\"Calling POST /v1.41/containers/create?name=web\"",
	"{\"method\":\"DELETE\",\"uri\":\"/v1.41/images/a/b?force=true\"}",
	"GET /v5.4.2/libpod/containers/0123456789abcdef/logs?follow=true&"
		"stdout=true&stderr=true&since=0&tail=all HTTP/1.1",
	"GET /_ping HTTP/1.1",
	"POST /v1.44/build?t=a&t=b&dockerfile=x&nocache=1&rm=1 HTTP/1.1",
};

static void which(void *ctx, uint64_t n)
{
	size_t *found = ctx, at = 0;
	davit_found f;
	davit_line l;
	char buf[4096];

	while (n--) {
		if (davit_which_line(lines[at], strlen(lines[at]), &l) < 0 ||
		    davit_which(NULL, NULL, l.method, l.target, l.len, &f,
				buf, sizeof(buf), NULL) < 0)
			bench_die("not found: %s", lines[at]);
		*found += f.nargs;
		at = at + 1 < sizeof(lines) / sizeof(lines[0]) ? at + 1 : 0;
	}
}

int main(void)
{
	size_t found = 0;

	bench_print_target("which operation a line of a log is about",
			   bench_run(which, &found) / 1000, "us", TARGET_US);
	return 0;
}
