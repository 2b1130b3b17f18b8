/* SPDX-License-Identifier: MIT */
/*
 * Tests src/request.c: what a call comes to, compared as text.  On the
 * made-up engine for each rule, on the real ones for what overlays say.
 */
#include "config.h"

#include "mini.h"
#include "request.h"
#include "unit.h"
#include "uri.h"

#include <stdio.h>
#include <string.h>

#define LIST "WidgetList"

/* "METHOD target", a line for each header, secret ones marked with "!". */
static void write_out(const struct request *r, char *out, size_t size)
{
	const char *line = NULL;
	bool secret;
	int n;

	n = snprintf(out, size, "%s %s\n", r->method, buf_text(&r->target));
	while ((line = request_next_header(r, line, &secret)) != NULL)
		n += snprintf(out + n, size - (size_t)n, "%s%s\n",
			      secret ? "!" : "", line);
	ck_assert_int_lt(n, (int)size);
}

static void find(const char *engine, const char *version, const char *name,
		 struct op *op)
{
	davit_error err = { .text = "" };
	const struct table *t;
	unsigned v;

	if (engine == NULL) {
		mini_op(version, name, op);
		return;
	}
	ck_assert_int_eq(lookup_engine(engine, &t, &err), 0);
	ck_assert_int_eq(lookup_version(t, version, &v, &err), 0);
	ck_assert_msg(lookup_op(t, v, name, op, &err) == 0, "%s", err.text);
}

static int build(struct request *r, const struct op *op, json_t *params,
		 const davit_body *body, unsigned flags, const char *prefix,
		 davit_error *err)
{
	struct problems p;
	struct bound bound;

	problems_init(&p, err, NULL, NULL);
	validate_params(op, params, flags, &bound, &p, NULL);
	validate_body(op, body, flags | DAVIT_NO_BODY_CHECK, &p, NULL);
	ck_assert_msg(problems_end(&p) == 0, "%s", err->text);
	request_init(r);
	return request_build(r, op, &bound, flags & DAVIT_ALLOW_UNLISTED ?
			     params : NULL, body, prefix, err);
}

static const struct row {
	const char *engine, *version, *op, *params;
	unsigned flags;
	const char *wanted;
} rows[] = {
	/* what stands before the path */
	{ NULL, "v1.0", LIST, "{}", 0, "GET /v1.0/widgets\n" },
	{ NULL, "v1.2", LIST, "{}", 0, "GET /v9.9/widgets\n" },
	{ NULL, "v1.2", "WidgetPing", "{}", 0, "GET /_ping\n" },
	{ NULL, "v1.2", "WidgetRename", "{\"path:name\": \"a\", "
	  "\"query:name\": \"b\"}", 0,
	  "POST /v1.2/widgets/a/rename?name=b\n" },
	/* path values */
	{ NULL, "v1.0", "WidgetInspect", "{\"id\": \"a b/c?d#e%f\"}", 0,
	  "GET /v1.0/widgets/a%20b%2Fc%3Fd%23e%25f/json\n" },
	{ NULL, "v1.0", "WidgetInspect", "{\"name\": \"caf\\u00e9:1@x\"}", 0,
	  "GET /v1.0/widgets/caf%C3%A9:1@x/json\n" },
	{ NULL, "v1.0", "WidgetInspect", "{\"id\": 42}", 0,
	  "GET /v1.0/widgets/42/json\n" },
	/* in the order of the tables, not of the caller */
	{ NULL, "v1.0", LIST, "{\"limit\": -5, \"all\": true}", 0,
	  "GET /v1.0/widgets?all=true&limit=-5\n" },
	/* booleans as words only */
	{ NULL, "v1.0", LIST, "{\"all\": 1}", 0,
	  "GET /v1.0/widgets?all=true\n" },
	{ NULL, "v1.0", LIST, "{\"all\": \"0\"}", 0,
	  "GET /v1.0/widgets?all=false\n" },
	{ NULL, "v1.0", LIST, "{\"all\": \"false\"}", 0,
	  "GET /v1.0/widgets?all=false\n" },
	{ NULL, "v1.0", LIST, "{\"boolint\": 1}", 0,
	  "GET /v1.0/widgets?boolint=1\n" },
	{ NULL, "v1.0", LIST, "{\"ratio\": 0.1, \"u64\": 7}", 0,
	  "GET /v1.0/widgets?u64=7&ratio=0.1\n" },
	{ NULL, "v1.0", LIST, "{\"all\": null}", 0, "GET /v1.0/widgets\n" },
	{ NULL, "v1.0", LIST, "{\"anything\": \"a&b=c +\"}", 0,
	  "GET /v1.0/widgets?anything=a%26b%3Dc%20%2B\n" },
	{ NULL, "v1.0", LIST, "{\"anything\": \"\"}", 0,
	  "GET /v1.0/widgets?anything=\n" },
	/* lists */
	{ NULL, "v1.0", LIST, "{\"label\": [\"a b\", \"c,d\"]}", 0,
	  "GET /v1.0/widgets?label=a%20b&label=c%2Cd\n" },
	{ NULL, "v1.0", LIST, "{\"label\": \"a\"}", 0,
	  "GET /v1.0/widgets?label=a\n" },
	{ NULL, "v1.0", LIST, "{\"label\": []}", 0, "GET /v1.0/widgets\n" },
	{ NULL, "v1.0", LIST, "{\"mount\": [{\"a\": 1}, \"b\"]}", 0,
	  "GET /v1.0/widgets?mount=%7B%22a%22:1%7D&mount=b\n" },
	{ NULL, "v1.0", LIST, "{\"ids\": [1, 2]}", 0,
	  "GET /v1.0/widgets?ids=1%2C2\n" },
	{ NULL, "v1.0", LIST, "{\"ids\": 1}", 0,
	  "GET /v1.0/widgets?ids=1\n" },
	{ NULL, "v1.0", LIST, "{\"ids\": []}", 0, "GET /v1.0/widgets\n" },
	/* JSON, filters */
	{ NULL, "v1.0", LIST, "{\"spec\": {\"a\": [true]}}", 0,
	  "GET /v1.0/widgets?spec=%7B%22a%22:%5Btrue%5D%7D\n" },
	{ NULL, "v1.0", LIST, "{\"spec\": \"{ }\"}", 0,
	  "GET /v1.0/widgets?spec=%7B%20%7D\n" },
	{ NULL, "v1.0", LIST, "{\"cache\": \"plain\"}", 0,
	  "GET /v1.0/widgets?cache=plain\n" },
	{ NULL, "v1.0", LIST, "{\"filters\": {\"a\": \"b\"}}", 0,
	  "GET /v1.0/widgets?filters=%7B%22a%22:%7B%22b%22:true%7D%7D\n" },
	{ NULL, "v1.0", LIST, "{\"filters\": \"{\\\"a\\\": [\\\"b\\\"]}\"}",
	  0,
	  "GET /v1.0/widgets?filters=%7B%22a%22:%7B%22b%22:true%7D%7D\n" },
	/* headers, with the spelling of the tables */
	{ NULL, "v1.0", LIST, "{\"x-token\": \"a b\"}", 0,
	  "GET /v1.0/widgets\nX-Token: a b\n" },
	{ NULL, "v1.0", LIST, "{\"X-Part\": [\"a\", \"b\"]}", 0,
	  "GET /v1.0/widgets\nX-Part: a\nX-Part: b\n" },
	{ NULL, "v1.0", LIST, "{\"X-Auth\": {\"a\": \"?\\u003f>>\"}}", 0,
	  "GET /v1.0/widgets\n!X-Auth: eyJhIjoiPz8-PiJ9\n" },
	{ NULL, "v1.0", LIST, "{\"X-Auth\": \"eyJhIjoiPz8+PiJ9\"}", 0,
	  "GET /v1.0/widgets\n!X-Auth: eyJhIjoiPz8-PiJ9\n" },
	{ NULL, "v1.0", LIST, "{\"X-Auth\": \"e30\"}", 0,
	  "GET /v1.0/widgets\n!X-Auth: e30=\n" },
	/* what isn't listed, if that is wanted */
	{ NULL, "v1.0", LIST, "{\"quux\": [1, \"b c\"], \"all\": true, "
	  "\"none\": null, \"o\": {\"a\": 1}}", DAVIT_ALLOW_UNLISTED,
	  "GET /v1.0/widgets?all=true&quux=1&quux=b%20c&o=%7B%22a%22:1%7D\n"
	},
	{ NULL, "v1.0", LIST, "{\"a&b\": \"c\"}", DAVIT_ALLOW_UNLISTED,
	  "GET /v1.0/widgets?a%26b=c\n" },
	/* Docker */
	{ "docker", "v1.43", "SystemPing", "{}", 0, "GET /_ping\n" },
	{ "docker", "v1.43", "ContainerList", "{\"all\": true, \"filters\": "
	  "{\"label\": [\"a=b\"]}}", 0,
	  "GET /v1.43/containers/json?all=true&filters=%7B%22label%22:%7B"
	  "%22a%3Db%22:true%7D%7D\n" },
	{ "docker", "1.43", "ContainerInspect", "{\"name\": \"web\"}", 0,
	  "GET /v1.43/containers/web/json\n" },
	{ "docker", "v1.25", "ContainerRename", "{\"id\": \"a\", \"name\": "
	  "\"b\"}", 0, "POST /v1.25/containers/a/rename?name=b\n" },
	{ "docker", "v1.43", "ImageInspect",
	  "{\"name\": \"reg:5000/lib/x:1\"}", 0,
	  "GET /v1.43/images/reg:5000%2Flib%2Fx:1/json\n" },
	{ "docker", "v1.43", "ImageGetAll", "{\"names\": [\"a:1\", \"b\"]}",
	  0, "GET /v1.43/images/get?names=a:1&names=b\n" },
	{ "docker", "v1.43", "ImageCreate", "{\"fromImage\": \"busybox\", "
	  "\"tag\": \"1\", \"X-Registry-Auth\": {\"username\": \"u\"}}", 0,
	  "POST /v1.43/images/create?fromImage=busybox&tag=1\n"
	  "!X-Registry-Auth: eyJ1c2VybmFtZSI6InUifQ==\n" },
	/* Podman: its own half by its number, the other by the level */
	{ "podman", "v5.4.2", "ContainerListLibpod", "{\"all\": true}", 0,
	  "GET /v5.4.2/libpod/containers/json?all=true\n" },
	{ "podman", "v5.4.2", "ContainerList", "{\"all\": true}", 0,
	  "GET /v1.41/containers/json?all=true\n" },
	{ "podman", "v5.4.2", "ContainerInspect", "{\"id\": \"web\"}", 0,
	  "GET /v1.41/containers/web/json\n" },
	{ "podman", "v5.4.2", "ContainerRenameLibpod", "{\"path:name\": "
	  "\"a\", \"query:name\": \"b\"}", 0,
	  "POST /v5.4.2/libpod/containers/a/rename?name=b\n" },
	{ "podman", "v6.0.0-rc1", "ContainerListLibpod", "{}", 0,
	  "GET /v6.0.0/libpod/containers/json\n" },
	{ "podman", "v4.0.1", "ContainerListLibpod", "{}", 0,
	  "GET /v4.0.1/libpod/containers/json\n" },
};

START_TEST(operation)
{
	const struct row *row = &rows[_i];
	json_t *v = unit_json(row->params);
	davit_error err = { .text = "" };
	struct request r;
	struct op op;
	char got[1000];

	find(row->engine, row->version, row->op, &op);
	ck_assert_msg(build(&r, &op, v, NULL, row->flags, "", &err) == 0,
		      "%s", err.text);
	write_out(&r, got, sizeof(got));
	ck_assert_str_eq(got, row->wanted);
	ck_assert_int_eq(r.source, REQUEST_NONE);
	request_done(&r);
	json_decref(v);
}
END_TEST

/* The engines take the same parameter of a build in different forms. */
static const struct {
	const char *engine, *params, *query;
} builds[] = {
	{ "docker", "{\"extrahosts\": \"a:1\", \"t\": \"x:1\"}",
	  "t=x:1&extrahosts=a:1" },
	{ "docker", "{\"buildargs\": {\"A\": \"b\"}, \"labels\": {\"c\": "
	  "\"d\"}}",
	  "buildargs=%7B%22A%22:%22b%22%7D&labels=%7B%22c%22:%22d%22%7D" },
	{ "docker", "{\"cachefrom\": [\"a\"]}", "cachefrom=%5B%22a%22%5D" },
	{ "docker", "{\"t\": [\"a:1\", \"b:2\"]}", "t=a:1&t=b:2" },
	{ "podman", "{\"t\": [\"a:1\", \"b:2\"]}", "t=a:1&t=b:2" },
	{ "podman", "{\"buildargs\": {\"A\": \"b\"}}",
	  "buildargs=%7B%22A%22:%22b%22%7D" },
	{ "podman", "{\"extrahosts\": [\"a:1\"]}",
	  "extrahosts=%5B%22a:1%22%5D" },
};

START_TEST(build_params)
{
	json_t *v = unit_json(builds[_i].params);
	davit_body body = davit_body_mem("x", 1, NULL);
	davit_error err = { .text = "" };
	struct request r;
	struct op op;

	find(builds[_i].engine, NULL, "ImageBuild", &op);
	ck_assert_msg(build(&r, &op, v, &body, 0, "", &err) == 0, "%s",
		      err.text);
	ck_assert_uint_gt(r.target.len, r.path_len);
	ck_assert_str_eq(r.target.data + r.path_len + 1, builds[_i].query);
	request_done(&r);
	json_decref(v);
}
END_TEST

/* A proxy's path comes first, and counts as path. */
START_TEST(prefix)
{
	json_t *v = unit_json("{\"all\": true, \"password\": 7}");
	davit_error err = { .text = "" };
	struct request r;
	struct op op;

	mini_op("v1.0", LIST, &op);
	ck_assert_int_eq(build(&r, &op, v, NULL, 0, "/a/b", &err), 0);
	ck_assert_str_eq(buf_text(&r.target),
			 "/a/b/v1.0/widgets?all=true&password=7");
	ck_assert_uint_eq(r.path_len, strlen("/a/b/v1.0/widgets"));
	ck_assert(r.secret_query);
	request_done(&r);
	json_decref(v);
}
END_TEST

static ssize_t read_nothing(void *buf, size_t len, void *ctx)
{
	(void)buf, (void)len, (void)ctx;
	return 0;
}

enum { JSON, TEXT, MEM, FD, READ };

static const struct {
	const char *op, *params;
	int kind;
	const char *body, *type, *header;
	int source;
} bodies[] = {
	{ "WidgetCreate", "{}", JSON, "{\"a\": [1, null]}", NULL,
	  "Content-Type: application/json\n", REQUEST_MEM },
	{ "WidgetCreate", "{}", TEXT, "{ \"a\" : 1.0 }", NULL,
	  "Content-Type: application/json\n", REQUEST_MEM },
	{ "WidgetCreate", "{}", MEM, "{}", NULL,
	  "Content-Type: application/json\n", REQUEST_MEM },
	{ "WidgetCreate", "{}", MEM, "a: 1", "application/yaml",
	  "Content-Type: application/yaml\n", REQUEST_MEM },
	{ "WidgetCreate", "{}", FD, "", NULL,
	  "Content-Type: application/json\n", REQUEST_FD },
	{ "WidgetPart", "{\"id\": \"a\", \"part\": \"b\"}", MEM, "", NULL,
	  "Content-Type: application/x-part\n", REQUEST_MEM },
	{ "WidgetPart", "{\"id\": \"a\", \"part\": \"b\"}", FD, "", NULL,
	  "Content-Type: application/x-part\n", REQUEST_FD },
	{ "WidgetPart", "{\"id\": \"a\", \"part\": \"b\"}", READ, "",
	  "application/gzip", "Content-Type: application/gzip\n",
	  REQUEST_READ },
	{ "WidgetPing", "{}", MEM, "x", NULL,
	  "Content-Type: application/x-tar\n", REQUEST_MEM },
	{ "WidgetPing", "{}", JSON, "1", NULL,
	  "Content-Type: application/json\n", REQUEST_MEM },
};

START_TEST(body)
{
	const char *text = bodies[_i].body, *type = bodies[_i].type;
	json_t *v = unit_json(bodies[_i].params);
	davit_body b = davit_body_json(NULL);
	davit_error err = { .text = "" };
	struct request r;
	struct op op;
	char got[200], *headers;

	switch (bodies[_i].kind) {
	case JSON: b.json = unit_json(text); break;
	case TEXT: b = davit_body_text(text, strlen(text)); break;
	case MEM: b = davit_body_mem(text, strlen(text), type); break;
	case FD: b = davit_body_fd(7, type); break;
	default: b = davit_body_read(read_nothing, &r, type); break;
	}
	mini_op(NULL, bodies[_i].op, &op);
	ck_assert_msg(build(&r, &op, v, &b, DAVIT_ALLOW_UNLISTED, "", &err)
		      == 0, "%s", err.text);
	write_out(&r, got, sizeof(got));
	headers = strchr(got, '\n') + 1;
	ck_assert_str_eq(headers, bodies[_i].header);
	ck_assert_int_eq(r.source, bodies[_i].source);
	if (b.kind == DAVIT_BODY_JSON) {
		unit_same_json(text, b.json, r.data);
	} else if (r.source == REQUEST_MEM) {
		/* Byte for byte, whatever it says. */
		ck_assert_uint_eq(r.len, strlen(text));
		ck_assert_mem_eq(r.data, text, r.len);
	} else if (r.source == REQUEST_FD) {
		ck_assert_int_eq(r.fd, 7);
	} else {
		ck_assert(r.read == read_nothing && r.ctx == &r);
	}
	request_done(&r);
	json_decref(b.json);
	json_decref(v);
}
END_TEST

START_TEST(bad_bodies)
{
	davit_body b = davit_body_mem("x", 1, "a/b\r\nEvil: 1");
	davit_error err = { .text = "" };
	struct request r;
	struct op op;

	mini_op(NULL, "WidgetPing", &op);
	ck_assert_int_eq(build(&r, &op, NULL, &b, DAVIT_ALLOW_UNLISTED, "",
			       &err), DAVIT_EINVAL);
	unit_holds("type", err.text, "control character");
	request_done(&r);
	b.type = NULL;
	b.kind = 99;
	ck_assert_int_eq(build(&r, &op, NULL, &b, DAVIT_ALLOW_UNLISTED, "",
			       &err), DAVIT_EINVAL);
	unit_holds("kind", err.text, "unknown kind of body: 99");
	request_done(&r);
}
END_TEST

static const struct {
	const char *line, *wanted;	/* NULL: refused, told so in `said` */
	const char *said;
} lines[] = {
	{ "A: b", "A: b\n", "" },
	{ "A:b", "A: b\n", "" },
	{ "A:   b c ", "A: b c \n", "" },
	{ "A:", "A: \n", "" },
	{ "authorization: x", "!authorization: x\n", "" },
	{ "Cookie: x", "!Cookie: x\n", "" },
	{ "X-Registry-Auth: x", "!X-Registry-Auth: x\n", "" },
	{ "A: caf\xc3\xa9", "A: caf\xc3\xa9\n", "" },
	{ "", NULL, "is not a header" },
	{ "A", NULL, "'A' is not a header: it must be 'Name: value'" },
	{ ": b", NULL, "is not a header" },
	{ "A : b", NULL, "is not a header" },
	{ "A\nB: c", NULL, "is not a header" },
	{ "caf\xc3\xa9: c", NULL, "is not a header" },
	{ "A: b\r\nC: d", NULL, "header 'A' holds a line break" },
	{ "A: b\x7f", NULL, "header 'A' holds a line break" },
	{ "Content-Length: 5", NULL, "can't be set" },
	{ "content-length: 5", NULL, "can't be set" },
	{ "Transfer-Encoding: chunked", NULL, "can't be set" },
	{ "Connection: close", NULL, "can't be set" },
	{ "Expect: 100-continue", NULL, "can't be set" },
	{ "Upgrade: tcp", NULL, "can't be set" },
};

START_TEST(header_line)
{
	const char *const all[] = { lines[_i].line, NULL };
	struct request r;
	davit_error err;
	char got[200];
	int code;

	request_init(&r);
	r.method = "X";
	code = request_add_lines(&r, all, &err);
	ck_assert_int_eq(code, lines[_i].wanted == NULL ? DAVIT_EINVAL : 0);
	write_out(&r, got, sizeof(got));
	ck_assert_str_eq(strchr(got, '\n') + 1, lines[_i].wanted == NULL ?
			 "" : lines[_i].wanted);
	if (code < 0)
		unit_holds(lines[_i].line, err.text, lines[_i].said);
	ck_assert_int_eq(request_add_lines(&r, NULL, &err), 0);
	request_done(&r);
}
END_TEST

/* There can be only one type: the caller's, of the last call to tell. */
START_TEST(type_of_the_caller)
{
	const char *const first[] = { "A: 1", "content-type: a/a", NULL };
	const char *const second[] = { "Content-Type: b/b", "A: 2", NULL };
	davit_body b = davit_body_mem("x", 1, NULL);
	davit_error err = { .text = "" };
	struct request r;
	struct op op;
	char got[200];

	mini_op(NULL, "WidgetPing", &op);
	ck_assert_int_eq(build(&r, &op, NULL, &b, DAVIT_ALLOW_UNLISTED, "",
			       &err), 0);
	ck_assert_int_eq(request_add_lines(&r, first, &err), 0);
	write_out(&r, got, sizeof(got));
	ck_assert_str_eq(strchr(got, '\n') + 1, "A: 1\ncontent-type: a/a\n");
	ck_assert_int_eq(request_add_lines(&r, second, &err), 0);
	write_out(&r, got, sizeof(got));
	ck_assert_str_eq(strchr(got, '\n') + 1,
			 "A: 1\nContent-Type: b/b\nA: 2\n");
	request_done(&r);
}
END_TEST

static const struct {
	const char *method, *target, *prefix, *wanted;	/* NULL: refused */
} raws[] = {
	{ "GET", "/x?a=b", "", "GET /x?a=b\n" },
	{ "POST", "/x", "/proxy", "POST /proxy/x\n" },
	{ "PURGE", "/", "", "PURGE /\n" },
	{ "GET", "x", "", NULL },
	{ "GET", "/x y", "", NULL },
	{ "GET", "/x\r\nA: b", "", NULL },
	{ "GET", "http://h/x", "", NULL },
	{ "GET", "", "", NULL },
	{ "", "/x", "", NULL },
	{ "G T", "/x", "", NULL },
	{ "GET /", "/x", "", NULL },
	{ "GET\r\n", "/x", "", NULL },
};

START_TEST(raw)
{
	struct request r;
	davit_error err;
	char got[200];
	int code;

	request_init(&r);
	code = request_raw(&r, raws[_i].method, raws[_i].target, NULL,
			   raws[_i].prefix, &err);
	ck_assert_int_eq(code, raws[_i].wanted == NULL ? DAVIT_EINVAL : 0);
	if (code == 0) {
		write_out(&r, got, sizeof(got));
		ck_assert_str_eq(got, raws[_i].wanted);
		ck_assert_uint_eq(r.path_len, strcspn(buf_text(&r.target),
						      "?"));
	}
	request_done(&r);
}
END_TEST

START_TEST(raw_body)
{
	json_t *v = unit_json("[1]");
	davit_body b = davit_body_json(v);
	struct request r;
	davit_error err;
	char got[200];

	request_init(&r);
	ck_assert_int_eq(request_raw(&r, "POST", "/x", &b, "", &err), 0);
	write_out(&r, got, sizeof(got));
	ck_assert_str_eq(got, "POST /x\nContent-Type: application/json\n");
	ck_assert_str_eq(r.data, "[1]");
	request_done(&r);
	json_decref(v);
}
END_TEST

/* With something for each path parameter: nothing left of the template. */
static void build_op(const struct op *op)
{
	struct problems problems;
	const struct tab_param *p;
	json_t *params = json_object();
	davit_error err = { .text = "" };
	struct request r;
	struct bound bound;
	char name[200];
	size_t i;

	for (i = 0; (p = lookup_param(op, i, NULL)) != NULL; i++) {
		snprintf(name, sizeof(name), "%s:%s", lookup_in_name(p->in),
			 lookup_str(op->table, p->name));
		if (p->in == TAB_PATH)
			json_object_set_new(params, name, json_string("x/y"));
	}
	ck_assert_uint_lt(i, BOUND_MAX);
	request_init(&r);
	problems_init(&problems, NULL, NULL, NULL);
	validate_params(op, params, 0, &bound, &problems, NULL);
	ck_assert_int_eq(request_build(&r, op, &bound, NULL, NULL, "", &err),
			 0);
	ck_assert_msg(strpbrk(buf_text(&r.target), "{}") == NULL &&
		      strstr(buf_text(&r.target), "//") == NULL &&
		      uri_target_ok(buf_text(&r.target)), "%s: %s",
		      lookup_str(op->table, op->row->name),
		      buf_text(&r.target));
	request_done(&r);
	json_decref(params);
}

START_TEST(every_operation)
{
	const struct table *t = tables[_i];
	struct op op;
	unsigned v, i;

	for (v = 0; v < t->nversions; v++)
		for (i = 0; i < t->nops; i++) {
			op = (struct op){ t, &t->ops[i], v,
					  t->versions[v].epoch };
			if (lookup_in(op.row->since, op.row->until, op.epoch))
				build_op(&op);
		}
}
END_TEST

static void fill(TCase *tc)
{
	int n;

	for (n = 0; tables[n] != NULL; n++)
		;
	UNIT_ROWS(tc, operation, rows);
	UNIT_ROWS(tc, build_params, builds);
	tcase_add_test(tc, prefix);
	UNIT_ROWS(tc, body, bodies);
	tcase_add_test(tc, bad_bodies);
	UNIT_ROWS(tc, header_line, lines);
	tcase_add_test(tc, type_of_the_caller);
	UNIT_ROWS(tc, raw, raws);
	tcase_add_test(tc, raw_body);
	tcase_add_loop_test(tc, every_operation, 0, n);
}

int main(void)
{
	return unit_run_engines("request", fill);
}
