/* SPDX-License-Identifier: MIT */
/*
 * Tests src/which.c by the public header alone: requests and lines of logs,
 * and what must not be read beyond their ends.
 */
#include "config.h"

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The operation and its values, as one line. */
static void told(const davit_found *f, char *out, size_t size)
{
	size_t len, i;

	len = (size_t)snprintf(out, size, "%s %s %s", f->op.engine,
			       f->op.version, f->op.name);
	for (i = 0; i < f->nargs && len < size; i++)
		len += (size_t)snprintf(out + len, size - len, " %s%c%s=%s",
			f->args[i].in, f->args[i].flags & DAVIT_PARAM_UNKNOWN
				       ? '!' : ':', f->args[i].name,
			f->args[i].value);
}

static const struct {
	const char *engine, *version, *method, *target, *wanted;
} requests[] = {
	/* the version in the path decides */
	{ NULL, NULL, "POST", "/v1.41/containers/x/start?detachKeys=a",
	  "docker v1.41 ContainerStart path:id=x query:detachKeys=a" },
	{ NULL, "v1.44", "GET", "/v1.41/info", "docker v1.41 SystemInfo" },
	{ NULL, "v1.44", "GET", "/info", "docker v1.44 SystemInfo" },
	{ NULL, NULL, "GET", "/v1.41/_ping", "docker v1.41 SystemPing" },
	{ NULL, NULL, "GET", "/v5.4.2/libpod/info",
	  "podman v5.4.2 SystemInfoLibpod" },
	{ "podman", NULL, "GET", "/v1.40/info", "podman v4.1.1 SystemInfo" },
	{ "podman", "v3.2.0", "GET", "/v1.40/info",
	  "podman v3.2.0 SystemInfo" },
	{ NULL, NULL, "GET", "/v4.9.3/info", "podman v4.9.3 SystemInfo" },
	/* the nearest one below, or the oldest */
	{ "docker", NULL, "GET", "/v1.24/info", "docker v1.25 SystemInfo" },
	{ "podman", NULL, "GET", "/v5.4.9/libpod/info",
	  "podman v5.4.2 SystemInfoLibpod" },
	/* without one, the newest that has it */
	{ "podman", NULL, "GET", "/libpod/images/x/changes",
	  "podman v6.0.0 ImageChangesLibpod path:name=x" },
	{ "docker", NULL, "GET", "/v1.27/containers/x/archive?path=/a",
	  "docker v1.27 ContainerGetArchive path:id=x query:path=/a" },
	/* words before variables, encoded slashes, and plain ones */
	{ "docker", NULL, "GET", "/v1.41/images/search?term=a+b%2B",
	  "docker v1.41 ImageSearch query:term=a b+" },
	{ "docker", NULL, "GET", "/v1.41/images/get?names=a&names=b",
	  "docker v1.41 ImageGetAll query:names=a query:names=b" },
	{ "docker", NULL, "GET", "/v1.41/images/a%2Fb%3a1/json",
	  "docker v1.41 ImageInspect path:name=a/b:1" },
	{ "docker", NULL, "DELETE", "/v1.41/images/r:5000/a/b",
	  "docker v1.41 ImageDelete path:name=r:5000/a/b" },
	{ "docker", NULL, "GET", "/v1.41/images/json/json",
	  "docker v1.41 ImageInspect path:name=json" },
	{ "podman", NULL, "POST", "/v5.4.2/libpod/manifests/a/b/registry/c/d",
	  "podman v5.4.2 ManifestPushLibpod path:name=a/b "
	  "path:destination=c/d" },
	/* URLs, methods in any case, names that are none */
	{ NULL, NULL, "get", "http://d/v1.41/info", "docker v1.41 SystemInfo" },
	{ NULL, NULL, "GET", "http+unix://%2Frun%2Fd.sock/v1.41/info#top",
	  "docker v1.41 SystemInfo" },
	{ NULL, NULL, "GET", "/v1.41/info?&x=%zz&&y",
	  "docker v1.41 SystemInfo query!x=%zz query!y=" },
	{ "podman", NULL, "POST",
	  "/v5.4.2/libpod/containers/a/rename?name=b",
	  "podman v5.4.2 ContainerRenameLibpod path:name=a query:name=b" },
};

START_TEST(request)
{
	davit_error err = { .text = "" };
	size_t len = strlen(requests[_i].target);
	char *target = malloc(len), *buf = malloc(len + 1), line[400];
	davit_found f;

	/* Not terminated, and no byte more than needed. */
	ck_assert_ptr_nonnull(target);
	ck_assert_ptr_nonnull(buf);
	memcpy(target, requests[_i].target, len);
	ck_assert_msg(davit_which(requests[_i].engine, requests[_i].version,
				  requests[_i].method, target, len, &f, buf,
				  len + 1, &err) == 0, "%s: %s",
		      requests[_i].target, err.text);
	told(&f, line, sizeof(line));
	ck_assert_str_eq(line, requests[_i].wanted);
	free(target);
	free(buf);
}
END_TEST

static const struct {
	const char *engine, *version, *method, *target;
	int code;
	const char *text, *hint;
} refused[] = {
	{ NULL, NULL, "FETCH", "/info", DAVIT_EINVAL, "'FETCH'", "" },
	{ NULL, NULL, "GET", "", DAVIT_ENOOP, "", "" },
	{ NULL, NULL, "GET", "/", DAVIT_ENOOP, "GET / is no operation", "" },
	{ NULL, NULL, "GET", "/v1.41", DAVIT_ENOOP, "in v1.41", "" },
	{ NULL, NULL, "GET", "/nothing", DAVIT_ENOOP, "GET /nothing", "" },
	{ NULL, NULL, "GET", "/v1.41/containers//json", DAVIT_ENOOP,
	  "in v1.41", "docker has" },
	{ NULL, NULL, "PUT", "/containers/x/start", DAVIT_ENOOP, "PUT",
	  "docker has ContainerStart: POST /containers/{id}/start, since "
	  "v1.25" },
	{ NULL, NULL, "GET", "/v1.25/configs", DAVIT_ENOOP, "in v1.25",
	  "since v1.30" },
	{ "docker", NULL, "GET", "/v5.4.2/libpod/info", DAVIT_ENOOP,
	  "of docker", "" },
	{ "lxd", NULL, "GET", "/info", DAVIT_EENGINE, "'lxd'", "docker" },
	{ "docker", "v9", "GET", "/info", DAVIT_EVERSION, "v9", "v1." },
	{ NULL, "v9", "GET", "/info", DAVIT_EVERSION, "v9", "v1." },
};

START_TEST(refusal)
{
	const char *target = refused[_i].target;
	davit_error err;
	davit_found f;
	char buf[200];

	ck_assert_int_eq(davit_which(refused[_i].engine, refused[_i].version,
				     refused[_i].method, target,
				     strlen(target), &f, buf, sizeof(buf),
				     &err), refused[_i].code);
	ck_assert_int_eq(err.code, refused[_i].code);
	if (refused[_i].text[0] != '\0')
		unit_holds(target, err.text, refused[_i].text);
	unit_holds(target, err.hint, refused[_i].hint);
}
END_TEST

START_TEST(limits)
{
	char target[2000] = "/v1.41/info?", buf[2000];
	davit_found f;
	size_t i, size;

	for (size = 0; size < 5; size++)
		ck_assert_int_eq(davit_which(NULL, NULL, "GET",
			"/v1.41/containers/abcd/json", 27, &f, buf, size,
			NULL), DAVIT_ETOOBIG);
	ck_assert_int_eq(davit_which(NULL, NULL, "GET",
		"/v1.41/containers/abcd/json", 27, &f, buf, 5, NULL), 0);
	for (i = 0; i < DAVIT_ARGS_MAX; i++)
		strncat(target, "a=b&", sizeof(target) - strlen(target) - 1);
	ck_assert_int_eq(davit_which(NULL, NULL, "GET", target,
				     strlen(target), &f, buf, sizeof(buf),
				     NULL), 0);
	ck_assert_uint_eq(f.nargs, DAVIT_ARGS_MAX);
	strncat(target, "a=b&", sizeof(target) - strlen(target) - 1);
	ck_assert_int_eq(davit_which(NULL, NULL, "GET", target,
				     strlen(target), &f, buf, sizeof(buf),
				     NULL), DAVIT_ETOOBIG);
}
END_TEST

START_TEST(details)
{
	davit_found f;
	char buf[100];

	ck_assert_int_eq(davit_which(NULL, NULL, "GET",
		"/v1.24/containers/x/json?size=%00", 33, &f, buf,
		sizeof(buf), NULL), 0);
	ck_assert_uint_eq(f.given_len, 5);
	ck_assert_int_eq(memcmp(f.given, "v1.24", 5), 0);
	ck_assert_str_eq(f.op.method, "GET");
	ck_assert_uint_eq(f.nargs, 2);
	ck_assert_uint_eq(f.args[0].flags, DAVIT_PARAM_REQUIRED);
	ck_assert_uint_eq(f.args[1].flags, 0);
	ck_assert_uint_eq(f.args[1].len, 1);
	ck_assert_int_eq(davit_which("podman", NULL, "POST",
		"/libpod/containers/a/rename?name=b", 34, &f, buf,
		sizeof(buf), NULL), 0);
	ck_assert_uint_eq(f.given_len, 0);
	ck_assert_uint_eq(f.args[1].flags,
			  DAVIT_PARAM_REQUIRED | DAVIT_PARAM_TWICE);
}
END_TEST

/* Every operation of every version finds itself. */
START_TEST(round_trip)
{
	char path[300], buf[300], *open, *close;
	const char *engine;
	davit_version v;
	davit_op op;
	davit_found f;
	size_t e, i, n = 0;

	for (e = 0; (engine = davit_engine_name(e)) != NULL; e++)
		for (i = 0; davit_version_at(engine, i, &v) == 0; i += 7) {
			memset(&op, 0, sizeof(op));
			while (davit_op_next(engine, v.name, NULL, &op) == 1) {
				snprintf(path, sizeof(path), "%s", op.path);
				while ((open = strchr(path, '{')) != NULL) {
					close = strchr(open, '}');
					*open = 'x';
					memmove(open + 1, close + 1,
						strlen(close));
				}
				ck_assert_int_eq(davit_which(engine, v.name,
					op.method, path, strlen(path), &f,
					buf, sizeof(buf), NULL), 0);
				ck_assert_str_eq(f.op.name, op.name);
				ck_assert_str_eq(f.op.version, v.name);
				n++;
			}
		}
	ck_assert_uint_gt(n, 1000);
}
END_TEST

static const struct {
	const char *line, *method, *target;	/* NULL: there is none */
} lines[] = {
	{ "POST /v1.41/a?b=c HTTP/1.1", "POST", "/v1.41/a?b=c" },
	{ "GET /a", "GET", "/a" },
	{ "> GET http://d/a HTTP/1.1", "GET", "http://d/a" },
	{ "1.2.3.4 - - [21/Nov/2026:03:35:00] \"HEAD /_ping HTTP/1.1\" 200",
	  "HEAD", "/_ping" },
	{ "level=debug msg=\"Calling GET /v1.41/info\"", "GET",
	  "/v1.41/info" },
	{ "msg=\"handling POST request\" method=POST request-url=\"/v1/x\" "
	  "vars=\"a\"", "POST", "/v1/x" },
	{ "{\"method\":\"DELETE\",\"uri\":\"/x\"}", "DELETE", "/x" },
	{ "{\"uri\":\"/x\",\"method\":\"GET\"}", "GET", "/x" },
	{ "host=unix:///run/d.sock method=GET uri=/x", "GET", "/x" },
	{ "path=/x GETTING GET\t/y", "GET", "/y" },
	{ "", NULL, NULL },
	{ "GET", NULL, NULL },
	{ "GET nothing", NULL, NULL },
	{ "/path/only", NULL, NULL },
	{ "FORGET /x", NULL, NULL },
	{ "get /x", NULL, NULL },
};

START_TEST(line)
{
	size_t len = strlen(lines[_i].line);
	char *text = malloc(len + 1);
	davit_line l;
	int r;

	ck_assert_ptr_nonnull(text);
	memcpy(text, lines[_i].line, len);
	r = davit_which_line(text, len, &l);
	ck_assert_int_eq(r, lines[_i].method == NULL ? DAVIT_EINVAL : 0);
	if (r == 0) {
		ck_assert_str_eq(l.method, lines[_i].method);
		ck_assert_uint_eq(l.len, strlen(lines[_i].target));
		ck_assert_int_eq(memcmp(l.target, lines[_i].target, l.len), 0);
	}
	free(text);
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, request, requests);
	UNIT_ROWS(tc, refusal, refused);
	tcase_add_test(tc, limits);
	tcase_add_test(tc, details);
	tcase_add_test(tc, round_trip);
	UNIT_ROWS(tc, line, lines);
}

int main(void)
{
	return unit_run("which", fill);
}
