/* SPDX-License-Identifier: MIT */
/*
 * Tests src/mock/match.c and what it is made of: requests as they come over
 * the wire, what is made of them, and what engines refuse.
 */
#include "config.h"

#include "about.h"
#include "archive.h"
#include "match.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

struct result {
	struct call call;
	struct answer answer;
	int status;
};

static void ask(struct result *r, const struct match_opts *o,
		const char *request, const char *head, const char *body,
		size_t len)
{
	char method[16];
	size_t n = strcspn(request, " ");
	struct request_in in = { method, request + n + 1,
				 strlen(request + n + 1), head, strlen(head),
				 body, len, false, false, "unix", 1 };
	davit_error err = { .text = "" };

	snprintf(method, sizeof(method), "%.*s", (int)n, request);
	call_init(&r->call);
	answer_init(&r->answer);
	r->status = match_request(o, &in, &r->call, &r->answer, &err);
	ck_assert_msg(r->status >= 0, "%s: %s", request, err.text);
}

static void done(struct result *r)
{
	call_done(&r->call);
	answer_done(&r->answer);
}

static void expect_json(const char *row, const json_t *got,
			const char *wanted)
{
	unit_same_json(row, got, wanted);
}

#define D44 { "docker", "v1.44", NULL, MATCH_WARN }
#define P54 { "podman", "v5.4.2", NULL, MATCH_WARN }

/* ---- what is understood -------------------------------------------------- */

static const struct {
	struct match_opts opts;
	const char *request, *op, *version, *given, *params;
} good[] = {
	/* the version */
	{ D44, "GET /info", "SystemInfo", "v1.44", "", "{}" },
	{ D44, "GET /v1.41/info", "SystemInfo", "v1.41", "v1.41", "{}" },
	{ D44, "GET /v1.24/info", "SystemInfo", "v1.25", "v1.24", "{}" },
	{ D44, "GET http://d/v1.41/info", "SystemInfo", "v1.41", "v1.41",
	  "{}" },
	{ P54, "GET /info", "SystemInfo", "v5.4.2", "", "{}" },
	{ P54, "GET /v1.22/info", "SystemInfo", "v5.4.2", "v1.22", "{}" },
	{ P54, "GET /v9.9/info", "SystemInfo", "v5.4.2", "v9.9", "{}" },
	{ P54, "GET /v4.0.0/libpod/info", "SystemInfoLibpod", "v4.0.0",
	  "v4.0.0", "{}" },
	{ P54, "GET /v1.41/libpod/info", "SystemInfoLibpod", "v5.4.2",
	  "v1.41", "{}" },
	{ P54, "GET /v9.0.0-rc1/libpod/info", "SystemInfoLibpod", "v5.4.2",
	  "v9.0.0-rc1", "{}" },
	/* newer than what was asked for: an engine has it all the same */
	{ { "podman", "v5.6.2", NULL, 0 }, "GET /v4.0.0/libpod/artifacts/json",
	  "ArtifactListLibpod", "v5.6.2", "v4.0.0", "{}" },
	{ P54, "GET /_ping", "SystemPing", "v5.4.2", "", "{}" },
	{ P54, "HEAD /_ping", "SystemPing", "v5.4.2", "", "{}" },
	{ P54, "GET /v1.40/_ping", "SystemPing", "v5.4.2", "v1.40", "{}" },
	{ P54, "GET /libpod/_ping", "SystemPing", "v5.4.2", "", "{}" },
	{ { "docker", "v1.30", NULL, MATCH_WARN }, "HEAD /_ping",
	  "SystemPing", "v1.30", "", "{}" },
	/* so does podman cp look for what is there */
	{ P54, "HEAD /v5.4.2/libpod/containers/x/archive?path=/a",
	  "ContainerArchiveLibpod", "v5.4.2", "v5.4.2",
	  "{\"name\":\"x\",\"path\":\"/a\"}" },
	/* paths */
	{ D44, "GET /v1.44/images/r:5000/a/b/json", "ImageInspect", "v1.44",
	  "v1.44", "{\"name\":\"r:5000/a/b\"}" },
	{ D44, "GET /v1.44/images/a%2Fb%3A1/json", "ImageInspect", "v1.44",
	  "v1.44", "{\"name\":\"a/b:1\"}" },
	{ D44, "GET /containers/a%FFb+c/json", "ContainerInspect", "v1.44",
	  "", "{\"id\":\"a\xef\xbf\xbd" "b+c\"}" },
	/* booleans */
	{ D44, "GET /containers/json?all=1&size=0", "ContainerList", "v1.44",
	  "", "{\"all\":true,\"size\":false}" },
	{ D44, "GET /containers/json?all=maybe&size=No", "ContainerList",
	  "v1.44", "", "{\"all\":true,\"size\":false}" },
	{ D44, "GET /containers/json?all&size=none", "ContainerList",
	  "v1.44", "", "{\"all\":false,\"size\":false}" },
	{ P54, "GET /v5.4.2/libpod/containers/json?all=T&size=",
	  "ContainerListLibpod", "v5.4.2", "v5.4.2", "{\"all\":true}" },
	{ P54, "GET /v5.4.2/libpod/containers/json?ALL=on&sync=f",
	  "ContainerListLibpod", "v5.4.2", "v5.4.2",
	  "{\"all\":true,\"sync\":false}" },
	/* numbers */
	{ D44, "GET /containers/json?limit=-1", "ContainerList", "v1.44", "",
	  "{\"limit\":-1}" },
	{ D44, "GET /containers/json?limit=", "ContainerList", "v1.44", "",
	  "{}" },
	{ D44, "GET /containers/x/logs?since=1.5&until=7&stdout=1",
	  "ContainerLogs", "v1.44", "",
	  "{\"id\":\"x\",\"since\":1.5,\"until\":7,\"stdout\":true}" },
	/* lists */
	{ D44, "GET /images/get?names=a&names=b%2Cc", "ImageGetAll", "v1.44",
	  "", "{\"names\":[\"a\",\"b,c\"]}" },
	{ D44, "GET /images/get?names=a", "ImageGetAll", "v1.44", "",
	  "{\"names\":[\"a\"]}" },
	/* filters */
	{ D44, "GET /containers/json?filters=%7B%22label%22%3A%7B%22a%22%3A"
	  "true%2C%22b%22%3Afalse%7D%7D", "ContainerList", "v1.44", "",
	  "{\"filters\":{\"label\":[\"a\"]}}" },
	{ D44, "GET /containers/json?filters={\"label\":[\"a\",\"b\"]}",
	  "ContainerList", "v1.44", "",
	  "{\"filters\":{\"label\":[\"a\",\"b\"]}}" },
	{ D44, "GET /containers/json?filters={}", "ContainerList", "v1.44",
	  "", "{\"filters\":{}}" },
	{ D44, "GET /containers/json?filters=", "ContainerList", "v1.44",
	  "", "{}" },
	/* JSON, or a plain word */
	{ D44, "POST /build?buildargs={\"a\":\"b+c\"}&t=x&t=y", "ImageBuild",
	  "v1.44", "",
	  "{\"buildargs\":{\"a\":\"b c\"},\"t\":[\"x\",\"y\"]}" },
	{ P54, "POST /build?cachefrom=[\"r/i\"]", "ImageBuild", "v5.4.2", "",
	  "{\"cachefrom\":[\"r/i\"]}" },
	/* one name in two places */
	{ P54, "POST /v5.4.2/libpod/containers/a/rename?name=b",
	  "ContainerRenameLibpod", "v5.4.2", "v5.4.2",
	  "{\"path:name\":\"a\",\"query:name\":\"b\"}" },
	/* names that are none */
	{ D44, "GET /containers/json?bogus=1&x=2&x=3&&", "ContainerList",
	  "v1.44", "", "{\"bogus\":\"1\",\"x\":[\"2\",\"3\"]}" },
	{ D44, "GET /containers/a/json?id=b", "ContainerInspect", "v1.44",
	  "", "{\"id\":\"a\",\"query:id\":\"b\"}" },
};

START_TEST(understood)
{
	struct result r;

	ask(&r, &good[_i].opts, good[_i].request, "", "", 0);
	ck_assert_msg(r.status == 0, "%s: refused with %d",
		      good[_i].request, r.answer.status);
	ck_assert_str_eq(r.call.op.name, good[_i].op);
	ck_assert_str_eq(r.call.op.version, good[_i].version);
	ck_assert_str_eq(r.call.given, good[_i].given);
	expect_json(good[_i].request, r.call.params, good[_i].params);
	done(&r);
}
END_TEST

/* ---- what is refused ----------------------------------------------------- */

static const char is_json[] = "Content-Type: application/json\r\n";

static const struct {
	struct match_opts opts;
	const char *request, *head, *body;
	int status;
	const char *words;	/* within the body */
	const char *header;	/* that has to be there, or NULL */
} refusals[] = {
	/* no such place */
	{ D44, "GET /nosuch", "", "", 404,
	  "{\"message\":\"page not found\"}", NULL },
	{ D44, "GET /v9.99/nosuch", "", "", 404, "page not found", NULL },
	{ D44, "DELETE /info", "", "", 404, "page not found", NULL },
	{ D44, "HEAD /info", "", "", 404, "page not found", NULL },
	{ D44, "GET /info/", "", "", 404, "page not found", NULL },
	{ D44, "GET /", "", "", 404, "page not found", NULL },
	{ D44, "GET /vx/info", "", "", 404, "page not found", NULL },
	{ D44, "GET /v1.44/libpod/info", "", "", 404, "page not found",
	  NULL },
	/* not in that version */
	{ D44, "GET /v1.24/configs", "", "", 404, "page not found", NULL },
	{ D44, "BREW /info", "", "", 404, "page not found", NULL },
	{ D44, "OPTIONS /info", "", "", 200, "", "Ostype" },
	{ P54, "GET /nosuch", "", "", 404, "Not Found\n", NULL },
	{ P54, "GET /libpod/info", "", "", 404, "Not Found\n", NULL },
	{ P54, "DELETE /info", "", "", 405, "Method Not Allowed\n", NULL },
	{ P54, "HEAD /info", "", "", 405, "Method Not Allowed\n", NULL },
	{ P54, "POST /_ping", "", "", 405, "Method Not Allowed\n", NULL },
	/* slashes */
	{ D44, "GET //info", "", "", 301, "", "Location: /info" },
	{ P54, "POST /v1.41//info?a=b", "", "", 301, "",
	  "Location: /v1.41/info?a=b" },
	{ D44, "GET /v1.41/containers/x/../json", "", "", 301, "",
	  "Location: /v1.41/containers/json" },
	{ D44, "GET /containers//json/", "", "", 301, "",
	  "Location: /containers/json/" },
	{ D44, "GET /./..", "", "", 301, "", "Location: /" },
	/* the version */
	{ D44, "GET /v1.45/info", "", "", 400, "{\"message\":\"client version "
	  "1.45 is too new. Maximum supported API version is 1.44\"}",
	  "Api-Version: 1.44" },
	{ D44, "GET /v9.9.9/info", "", "", 400, "is too new",
	  "Server: Docker/25.0.0 (linux)" },
	{ D44, "GET /v1.12/info", "", "", 400, "client version 1.12 is too "
	  "old. Minimum supported API version is 1.24, please upgrade your "
	  "client to a newer version", "Ostype: linux" },
	{ { "docker", "v1.52", NULL, 0 }, "GET /v1.43/info", "", "", 400,
	  "{\"message\":\"client version 1.43 is too old. Minimum supported "
	  "API version is 1.44", NULL },
	{ { "docker", "v1.44", "1.40", 0 }, "GET /v1.39/info", "", "", 400,
	  "Minimum supported API version is 1.40", NULL },
	/* values */
	{ D44, "GET /containers/json?limit=x", "", "", 400,
	  "'limit' is not an integer", "Docker-Experimental: false" },
	{ D44, "GET /containers/json?filters=x", "", "", 400,
	  "'filters' is not filters", NULL },
	{ D44, "GET /containers/json?filters={\"a\":\"b\"}", "", "", 400,
	  "'filters' is not filters", NULL },
	{ P54, "GET /v5.4.2/libpod/containers/json?all=yes", "", "", 400,
	  "{\"cause\":\"invalid request: 'all' is not true or false\","
	  "\"message\":\"invalid request: 'all' is not true or false\","
	  "\"response\":400}", "Libpod-Api-Version: 5.4.2" },
	{ P54, "GET /containers/json?all=maybe",
	  "X-Reference-Id: mine\r\n", "", 400, "'all' is not",
	  "X-Reference-Id: mine" },
	{ P54, "POST /build?cachefrom=r/i", "", "", 400,
	  "'cachefrom' is not JSON", NULL },
	/* missing */
	{ D44, "GET /containers/x/archive", "", "", 400,
	  "missing parameter 'path'", NULL },
	{ D44, "POST /containers/create", "", "", 400, "body is missing",
	  NULL },
	/* bodies */
	{ D44, "POST /containers/create", "Content-Type: text/plain\r\n",
	  "{}", 400, "unsupported Content-Type header (text/plain): must be "
	  "'application/json'", NULL },
	{ D44, "POST /containers/create", "", "{}", 400, "header ()", NULL },
	{ D44, "POST /containers/create", is_json, "{\"Image\":", 400,
	  "invalid JSON", NULL },
	{ D44, "POST /containers/create", is_json, " ", 400,
	  "invalid JSON: the body is empty", NULL },
	{ P54, "POST /containers/create", "", "{\"Image\":\"x\"}{}", 400,
	  "invalid JSON", NULL },
	{ D44, "POST /images/load", "Content-Type: application/x-tar\r\n",
	  "garbage", 400, "no tar archive", NULL },
	/* what only the strict check finds */
	{ { "docker", "v1.44", NULL, MATCH_STRICT },
	  "GET /containers/json?bogus=1", "", "", 400,
	  "unknown parameter 'bogus'", NULL },
	{ { "docker", "v1.44", NULL, MATCH_STRICT },
	  "GET /containers/json?all=yes", "", "", 400,
	  "'all' should be true or false", NULL },
	{ { "docker", "v1.44", NULL, MATCH_STRICT },
	  "POST /containers/create", is_json, "{\"Imag\":\"x\"}", 400,
	  "unknown member 'Imag'", NULL },
	{ { "docker", "v1.44", NULL, MATCH_STRICT }, "POST /containers/x/start",
	  is_json, "{}", 400, "takes no body", NULL },
};

static void expect_header(const struct answer *a, const char *request,
			  const char *line)
{
	char name[64];
	const char *value;

	if (line == NULL)
		return;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(line, ":"), line);
	value = json_string_value(json_object_get(a->headers, name));
	ck_assert_msg(value != NULL, "%s: no header %s", request, name);
	if (line[strlen(name)] == ':')
		ck_assert_str_eq(value, line + strlen(name) + 2);
}

START_TEST(refused)
{
	const char *request = refusals[_i].request;
	struct result r;
	char *text;

	ask(&r, &refusals[_i].opts, request, refusals[_i].head,
	    refusals[_i].body, strlen(refusals[_i].body));
	ck_assert_msg(r.status == 1, "%s: understood as %s", request,
		      r.call.op.name);
	ck_assert_msg(r.answer.status == refusals[_i].status, "%s: %d",
		      request, r.answer.status);
	text = r.answer.json == NULL ? NULL :
	       json_dumps(r.answer.json, JSON_COMPACT);
	unit_holds(request, text != NULL ? text : buf_text(&r.answer.bytes),
		   refusals[_i].words);
	free(text);
	expect_header(&r.answer, request, refusals[_i].header);
	done(&r);
}
END_TEST

/* ---- how strictly -------------------------------------------------------- */

START_TEST(strictness)
{
	static const char request[] =
		"GET /containers/json?all=yes&bogus=1&filters={\"no\":[\"x\"]}";
	struct match_opts o = D44;
	struct result r;

	ask(&r, &o, request, "", "", 0);
	ck_assert_int_eq(r.status, 0);
	ck_assert_uint_eq(json_array_size(r.call.problems), 3);
	done(&r);
	o.check = MATCH_OFF;
	ask(&r, &o, request, "", "", 0);
	ck_assert_int_eq(r.status, 0);
	/* What is read with a doubt is told all the same. */
	ck_assert_uint_eq(json_array_size(r.call.problems), 1);
	done(&r);
	ask(&r, &o, "POST /containers/create", is_json, "{\"Imag\":\"x\"}",
	    12);
	ck_assert_int_eq(r.status, 0);
	ck_assert_ptr_null(r.call.problems);
	done(&r);
	ask(&r, &o, "POST /containers/create", is_json, "{", 1);
	ck_assert_int_eq(r.status, 1);
	done(&r);
}
END_TEST

/* ---- headers and bodies -------------------------------------------------- */

START_TEST(headers)
{
	struct match_opts o = D44, p = P54;
	struct result r;

	ask(&r, &o, "POST /images/create?fromImage=a",
	    "X-Registry-Auth:  eyJ1c2VybmFtZSI6Im1lIn0=\r\nA: 1\r\nno line\r\n"
	    "a:2 \r\nUser-Agent: x\r\n", "", 0);
	ck_assert_int_eq(r.status, 0);
	expect_json("headers", r.call.headers, "{\"x-registry-auth\":"
		    "\"eyJ1c2VybmFtZSI6Im1lIn0=\",\"a\":\"1, 2\","
		    "\"user-agent\":\"x\"}");
	expect_json("params", r.call.params, "{\"fromImage\":\"a\","
		    "\"X-Registry-Auth\":{\"username\":\"me\"}}");
	done(&r);
	/* Docker makes nothing of it, libpod refuses. */
	ask(&r, &o, "POST /images/create?fromImage=a",
	    "X-Registry-Auth: %%\r\n", "", 0);
	ck_assert_int_eq(r.status, 0);
	ck_assert_uint_eq(json_array_size(r.call.problems), 1);
	expect_json("params", r.call.params, "{\"fromImage\":\"a\"}");
	done(&r);
	ask(&r, &p, "POST /images/create?fromImage=a",
	    "X-Registry-Auth: %%\r\n", "", 0);
	ck_assert_int_eq(r.status, 1);
	ck_assert_int_eq(r.answer.status, 400);
	done(&r);
}
END_TEST

START_TEST(bodies)
{
	static const char text[] =
		"{\"Image\":\"x\",\"n\":18446744073709551615}";
	struct buf tar = BUF_INIT(10000);
	struct match_opts o = D44;
	struct result r;

	ask(&r, &o, "POST /containers/create",
	    "content-type: application/json; charset=utf-8\r\n", text,
	    strlen(text));
	ck_assert_int_eq(r.status, 0);
	expect_json("body", r.call.body, "{\"Image\":\"x\",\"n\":"
		    "\"18446744073709551615\"}");
	ck_assert_str_eq(r.call.content_type,
			 "application/json; charset=utf-8");
	done(&r);
	ck_assert_int_eq(archive_add(&tar, "a", '0', 0644, 0, text, 5), 0);
	ck_assert_int_eq(archive_end(&tar), 0);
	ask(&r, &o, "POST /images/load", "Content-Type: application/x-tar\r\n",
	    tar.data, tar.len);
	ck_assert_int_eq(r.status, 0);
	ck_assert_ptr_eq(r.call.data, tar.data);
	ck_assert_uint_eq(r.call.len, tar.len);
	done(&r);
	/* Whatever else it is, is not looked at. */
	ask(&r, &o, "POST /images/create?fromSrc=-",
	    "Content-Type: application/octet-stream\r\n", "garbage", 7);
	ck_assert_int_eq(r.status, 0);
	done(&r);
	buf_done(&tar);
}
END_TEST

/* ---- archives ------------------------------------------------------------ */

START_TEST(archives)
{
	struct buf tar = BUF_INIT(10000);
	size_t len;

	ck_assert_int_eq(archive_add(&tar, "name", '0', 0644, 0, "content",
				     7), 0);
	ck_assert_uint_eq(tar.len, 1024);
	ck_assert(archive_ok(tar.data, tar.len));
	ck_assert_int_eq(archive_end(&tar), 0);
	ck_assert(archive_ok(tar.data, tar.len));
	/* Cut anywhere in the first file, it is none. */
	for (len = 0; len < 1024; len++)
		ck_assert_msg(!archive_ok(tar.data, len), "%zu", len);
	tar.data[0]++;
	ck_assert(!archive_ok(tar.data, tar.len));
	buf_reset(&tar);
	ck_assert_int_eq(archive_end(&tar), 0);
	ck_assert(archive_ok(tar.data, tar.len));
	ck_assert(archive_ok("\x1f\x8b\x08\x00", 4));
	ck_assert(!archive_ok("\x1f\x8c\x08\x00", 4));
	buf_done(&tar);
}
END_TEST

/* ---- about the engine ---------------------------------------------------- */

static const struct {
	struct match_opts opts;
	const char *request;
	const char *headers[8];
	const char *json;	/* holds, or NULL */
} told[] = {
	{ D44, "GET /_ping",
	  { "Api-Version: 1.44", "Ostype: linux", "Docker-Experimental: false",
	    "Builder-Version: 2", "Server: Docker/25.0.0 (linux)",
	    "Cache-Control: no-cache, no-store, must-revalidate" }, NULL },
	{ P54, "HEAD /_ping",
	  { "Api-Version: 1.41", "Libpod-Api-Version: 5.4.2",
	    "Libpod-Buildah-Version", "Server: Libpod/5.4.2 (linux)",
	    "Cache-Control: no-cache", "X-Reference-Id" }, NULL },
	{ D44, "GET /v1.41/version", { "Api-Version: 1.44" },
	  "\"ApiVersion\":\"1.44\",\"MinAPIVersion\":\"1.24\"" },
	{ P54, "GET /version", { "Api-Version: 1.41" },
	  "\"Version\":\"5.4.2\"" },
	{ { "podman", "v3.1.0", NULL, 0 }, "GET /version",
	  { "Libpod-Api-Version: 3.1.0" }, "\"MinAPIVersion\":\"3.1.0\"" },
	{ P54, "GET /v5.4.2/libpod/version", { "Server" },
	  "\"APIVersion\":\"5.4.2\"" },
};

START_TEST(about)
{
	const char *request = told[_i].request;
	const char *const *line;
	struct result r;
	char *text;

	ask(&r, &told[_i].opts, request, "", "", 0);
	ck_assert_int_eq(r.status, 0);
	ck_assert_int_eq(about_answer(&told[_i].opts, &r.call, &r.answer,
				      NULL), 1);
	ck_assert_int_eq(about_sign(&told[_i].opts, &r.call, &r.answer, NULL),
			 0);
	ck_assert_int_eq(r.answer.status, 200);
	for (line = told[_i].headers; *line != NULL; line++)
		expect_header(&r.answer, request, *line);
	if (told[_i].json == NULL) {
		ck_assert_str_eq(buf_text(&r.answer.bytes),
				 r.call.head ? "" : "OK");
	} else {
		text = json_dumps(r.answer.json, JSON_COMPACT);
		unit_holds(request, text, told[_i].json);
		free(text);
	}
	done(&r);
}
END_TEST

START_TEST(not_about)
{
	struct match_opts o = D44;
	struct result r;

	ask(&r, &o, "GET /info", "", "", 0);
	ck_assert_int_eq(about_answer(&o, &r.call, &r.answer, NULL), 0);
	ck_assert_int_eq(about_sign(&o, &r.call, &r.answer, NULL), 0);
	ck_assert_ptr_null(json_object_get(r.answer.headers,
					   "Builder-Version"));
	done(&r);
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, understood, good);
	UNIT_ROWS(tc, refused, refusals);
	tcase_add_test(tc, strictness);
	tcase_add_test(tc, headers);
	tcase_add_test(tc, bodies);
	tcase_add_test(tc, archives);
	UNIT_ROWS(tc, about, told);
	tcase_add_test(tc, not_about);
}

int main(void)
{
	return unit_run_engines("match", fill);
}
