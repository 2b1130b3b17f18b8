/* SPDX-License-Identifier: MIT */
/*
 * How long it takes to decode a large list of containers: davit's reply and
 * Jansson's own reader, on the same bytes, by turns.
 */
#include "config.h"
#include "bench.h"
#include "davit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONTAINERS 10000
#define RUNS 15

struct text {
	char *data;
	size_t len, cap;
};

static void add(struct text *t, const char *data)
{
	size_t n = strlen(data);

	if (t->cap - t->len <= n) {
		t->cap = t->cap * 2 + n + 65536;
		t->data = realloc(t->data, t->cap);
		if (!t->data)
			bench_die("out of memory");
	}
	memcpy(t->data + t->len, data, n + 1);
	t->len += n;
}

static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 4;
}

static const char *hex(uint32_t *seed, char *out)
{
	int i;

	for (i = 0; i < 64; i++)
		out[i] = "0123456789abcdef"[next(seed) % 16];
	out[64] = 0;
	return out;
}

/* What an engine says of one container in its list. */
static void add_container(struct text *t, unsigned i, uint32_t *seed,
			  const char *size)
{
	char buf[2048], id[65], image[65], net[65];

	hex(seed, id);
	hex(seed, image);
	hex(seed, net);
	snprintf(buf, sizeof(buf), "%s{\"Id\":\"%s\",\"Names\":[\"/web-%u\"],"
		 "\"Image\":\"registry.example.org/team/web:%u\",\"ImageID\":"
		 "\"sha256:%s\",\"Command\":\"/bin/sh -c 'while true; do "
		 "sleep %u; done'\",\"Created\":%u,\"Ports\":[{\"IP\":"
		 "\"0.0.0.0\",\"PrivatePort\":80,\"PublicPort\":%u,\"Type\":"
		 "\"tcp\"},{\"IP\":\"::\",\"PrivatePort\":80,\"PublicPort\":"
		 "%u,\"Type\":\"tcp\"}],\"SizeRootFs\":%s,", i ? "," : "",
		 id, i, next(seed) % 100, image, next(seed) % 60,
		 1700000000 + next(seed) % 10000000, 1024 + i % 60000,
		 1024 + i % 60000, size);
	add(t, buf);
	snprintf(buf, sizeof(buf), "\"Labels\":{\"org.example.project\":"
		 "\"shop\",\"org.example.service\":\"web-%u\","
		 "\"org.example.config-hash\":\"%s\",\"org.example.oneoff\":"
		 "\"False\"},\"State\":\"running\",\"Status\":\"Up %u hours\","
		 "\"HostConfig\":{\"NetworkMode\":\"shop_default\"},"
		 "\"NetworkSettings\":{\"Networks\":{\"shop_default\":{"
		 "\"IPAMConfig\":null,\"Links\":null,\"Aliases\":null,"
		 "\"NetworkID\":\"%s\",\"EndpointID\":\"%s\",\"Gateway\":"
		 "\"172.18.0.1\",\"IPAddress\":\"172.18.%u.%u\","
		 "\"IPPrefixLen\":16,\"IPv6Gateway\":\"\","
		 "\"GlobalIPv6Address\":\"\",\"GlobalIPv6PrefixLen\":0,"
		 "\"MacAddress\":\"02:42:ac:12:00:%02x\",\"DriverOpts\":null}}"
		 "},\"Mounts\":[]}", i, image, next(seed) % 400, net, id,
		 i / 256 % 256, i % 256, i % 256);
	add(t, buf);
}

static void make_list(struct text *t, const char *size)
{
	uint32_t seed = 1;
	unsigned i;

	add(t, "[");
	for (i = 0; i < CONTAINERS; i++)
		add_container(t, i, &seed, size);
	add(t, "]");
}

static double by_davit(davit_client *c, json_t **out)
{
	davit_reply *reply;
	davit_error err;
	int64_t start;
	double took;

	if (davit_request(c, "GET", "/list", NULL, NULL, &reply, &err) < 0)
		bench_die("%s", err.text);
	start = bench_now_ns();
	if (davit_reply_json(reply, out, &err) < 0)
		bench_die("%s", err.text);
	took = (double)(bench_now_ns() - start) / 1e6;
	json_incref(*out);
	davit_reply_free(reply);
	return took;
}

static double by_jansson(const struct text *t, json_t **out)
{
	int64_t start = bench_now_ns();
	double took;

	*out = json_loadb(t->data, t->len, 0, NULL);
	took = (double)(bench_now_ns() - start) / 1e6;
	return took;
}

static void measure(const char *what, const char *size)
{
	double a[RUNS], b[RUNS], ratio[RUNS];
	davit_client_opts opts = DAVIT_CLIENT_OPTS_INIT;
	struct text list = { 0 }, reply = { 0 };
	char line[200], url[256];
	json_t *ours, *theirs;
	davit_client *c;
	davit_error err;
	int i, same = 1;

	make_list(&list, size);
	snprintf(line, sizeof(line), "HTTP/1.1 200 OK\r\nContent-Type: "
		 "application/json\r\nContent-Length: %zu\r\n\r\n", list.len);
	add(&reply, line);
	add(&reply, list.data);
	bench_serve(reply.data, reply.len, url, sizeof(url));
	opts.engine = "docker";
	opts.api_version = "v1.43";
	opts.endpoint = url;
	if (davit_client_new(&opts, &c, &err) < 0)
		bench_die("%s", err.text);
	for (i = 0; i < RUNS; i++) {
		a[i] = by_davit(c, &ours);
		b[i] = by_jansson(&list, &theirs);
		ratio[i] = a[i] / b[i];
		if (theirs && !i)
			same = json_equal(ours, theirs);
		json_decref(ours);
		if (!theirs)
			ratio[i] = 0;
		json_decref(theirs);
	}
	if (!same)
		bench_die("the results differ");
	printf("%s: %u containers, %.1f MB\n", what, CONTAINERS,
	       (double)list.len / 1e6);
	bench_print("  davit_reply_json()", bench_median(a, RUNS), "ms");
	if (ratio[0] > 0) {
		bench_print("  json_loadb() on the same bytes",
			    bench_median(b, RUNS), "ms");
		bench_print_target("  davit / Jansson",
				   bench_median(ratio, RUNS), "", 0.6);
	} else {
		puts("  json_loadb() refuses this list");
	}
	davit_client_free(c);
	bench_serve_end();
	free(list.data);
	free(reply.data);
}

int main(void)
{
	measure("decode a list", "123456789");
	measure("decode a list with numbers beyond int64",
		"18446744073709551615");
	return 0;
}
