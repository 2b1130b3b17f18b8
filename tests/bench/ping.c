/* SPDX-License-Identifier: MIT */
/*
 * What a call costs over libcurl itself: SystemPing through davit, and the
 * same request through a bare loop over one easy handle, by turns, against
 * the same server in another process.
 */
#include "config.h"
#include "bench.h"
#include "davit.h"

#include <curl/curl.h>
#include <string.h>

static const char pong[] = "HTTP/1.1 200 OK\r\nApi-Version: 1.43\r\n"
	"Cache-Control: no-cache, no-store, must-revalidate\r\n"
	"Content-Type: text/plain; charset=utf-8\r\n"
	"Docker-Experimental: false\r\nOstype: linux\r\n"
	"Server: Docker/24.0.7 (linux)\r\n"
	"Date: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
	"Content-Length: 2\r\n\r\nOK";

static void by_davit(void *ctx, uint64_t n)
{
	davit_reply *reply;
	davit_error err;

	while (n--) {
		if (davit_invoke(ctx, "SystemPing", NULL, NULL, NULL, &reply,
				 &err) < 0)
			bench_die("%s", err.text);
		davit_reply_free(reply);
	}
}

static void by_prepared(void *ctx, uint64_t n)
{
	davit_reply *reply;
	davit_error err;

	while (n--) {
		if (davit_prepared_invoke(ctx, NULL, NULL, NULL, &reply,
					  &err) < 0)
			bench_die("%s", err.text);
		davit_reply_free(reply);
	}
}

static void by_curl(void *ctx, uint64_t n)
{
	while (n--)
		if (curl_easy_perform(ctx) != CURLE_OK)
			bench_die("curl fails");
}

static size_t swallow(char *data, size_t size, size_t n, void *ctx)
{
	(void)data;
	(void)ctx;
	return size * n;
}

int main(void)
{
	davit_client_opts opts = DAVIT_CLIENT_OPTS_INIT;
	struct bench_pair pair;
	davit_prepared *prepared;
	davit_client *c;
	davit_error err;
	char url[256];
	CURL *easy;

	bench_serve(pong, sizeof(pong) - 1, url, sizeof(url));
	opts.engine = "docker";
	opts.api_version = "v1.43";
	opts.endpoint = url;
	if (davit_client_new(&opts, &c, &err) < 0)
		bench_die("%s", err.text);
	easy = curl_easy_init();
	curl_easy_setopt(easy, CURLOPT_URL, "http://localhost/_ping");
	curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH,
			 url + strlen("unix://"));
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, swallow);
	pair = bench_compare(by_davit, c, by_curl, easy);
	bench_print("SystemPing through davit", pair.a / 1e3, "us");
	bench_print("the same through a bare libcurl loop", pair.b / 1e3,
		    "us");
	bench_print_target("  davit / bare", pair.ratio, "", 1.10);
	if (davit_prepare(c, "SystemPing", NULL, 0, &prepared, &err) < 0)
		bench_die("%s", err.text);
	pair = bench_compare(by_prepared, prepared, by_davit, c);
	bench_print("SystemPing, prepared", pair.a / 1e3, "us");
	bench_print("  prepared / plain", pair.ratio, "");
	davit_prepared_free(prepared);
	curl_easy_cleanup(easy);
	davit_client_free(c);
	bench_serve_end();
	return 0;
}
