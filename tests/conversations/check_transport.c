/* SPDX-License-Identifier: MIT */
/*
 * The ways to an engine, and all that can go wrong on them: sockets, TCP,
 * TLS, limits.  What a conversation file can't say stands here.
 */
#include "config.h"
#include "../engine.h"
#include "davit.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define OK_REPLY "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" \
	"Content-Length: 10\r\n\r\n{\"ID\":\"x\"}"

static const struct engine_reply ok_reply = {
	OK_REPLY, sizeof(OK_REPLY) - 1, ENGINE_WHOLE, ENGINE_KEEP, false, false
};

static char certs[64];		/* folder of certificates; "": there is none */

struct outcome {
	int rc;
	davit_error err;
	char id[16];
	char source[64];
	unsigned connections;
};

/* One client, `calls` times SystemInfo; the outcome of the last. */
static struct outcome ask(const davit_client_opts *opts, int calls)
{
	struct outcome out;
	davit_client *c = NULL;
	davit_client_info info;
	json_t *value = NULL;

	memset(&out, 0, sizeof(out));
	out.rc = davit_client_new(opts, &c, &out.err);
	if (out.rc < 0)
		return out;
	davit_client_about(c, &info);
	snprintf(out.source, sizeof(out.source), "%s", info.endpoint_source);
	while (calls--) {
		out.rc = davit_call(c, "SystemInfo", &value, &out.err, NULL);
		if (out.rc < 0)
			break;
		snprintf(out.id, sizeof(out.id), "%s", json_string_value(
			 json_object_get(value, "ID")));
		json_decref(value);
		value = NULL;
	}
	davit_client_free(c);
	return out;
}

static davit_client_opts options(const char *endpoint)
{
	davit_client_opts opts = DAVIT_CLIENT_OPTS_INIT;

	opts.engine = "docker";
	opts.api_version = "v1.43";
	opts.endpoint = endpoint;
	return opts;
}

static void expect_ok(const struct outcome *o)
{
	ck_assert_msg(o->rc == 0, "%s: %s", davit_code_name(o->rc),
		      o->err.text);
	ck_assert_str_eq(o->id, "x");
}

/* Each error names the endpoint and has something to try. */
static void expect_error(const struct outcome *o, int code, const char *text,
			 const char *endpoint)
{
	ck_assert_msg(o->rc == code, "%s, not %s: %s", davit_code_name(o->rc),
		      davit_code_name(code), o->err.text);
	ck_assert_int_eq(o->err.code, code);
	if (text)
		ck_assert_msg(strstr(o->err.text, text) != NULL,
			      "no '%s' in '%s'", text, o->err.text);
	if (endpoint) {
		ck_assert_msg(strstr(o->err.text, endpoint) != NULL,
			      "no '%s' in '%s'", endpoint, o->err.text);
		ck_assert_msg(o->err.hint[0] != 0, "no hint with '%s'",
			      o->err.text);
	}
}

static struct engine *serve_kind(const struct engine_opts *opts,
				 const struct engine_reply *reply)
{
	struct engine *e = engine_start(opts);

	engine_script(e, reply, 1, true);
	return e;
}

/* ---- sockets ------------------------------------------------------------ */

START_TEST(no_socket)
{
	davit_client_opts opts = options("unix:///nowhere/at/all.sock");
	struct outcome o = ask(&opts, 1);

	expect_error(&o, DAVIT_ECONN, strerror(ENOENT), opts.endpoint);
	ck_assert(strstr(o.err.text, "given") != NULL);
	ck_assert_int_eq(o.err.sys, ENOENT);
}
END_TEST

/* A bound socket that nobody listens on; returns its path. */
static const char *left_over(char *dir)
{
	static char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	ck_assert(mkdtemp(dir) != NULL);
	snprintf(path, sizeof(path), "%s/s", dir);
	memcpy(addr.sun_path, path, sizeof(path));
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	close(fd);
	return path;
}

START_TEST(left_over_socket)
{
	char dir[] = "/tmp/davit-test.XXXXXX", url[160];
	const char *path = left_over(dir);
	davit_client_opts opts;
	struct outcome o;

	snprintf(url, sizeof(url), "unix://%s", path);
	opts = options(url);
	o = ask(&opts, 1);
	unlink(path);
	rmdir(dir);
	expect_error(&o, DAVIT_ECONN, strerror(ECONNREFUSED), url);
	ck_assert_int_eq(o.err.sys, ECONNREFUSED);
}
END_TEST

START_TEST(no_permission)
{
	char dir[] = "/tmp/davit-test.XXXXXX", url[160];
	const char *path = left_over(dir);
	davit_client_opts opts;
	struct outcome o;
	int status = -1;
	pid_t child;

	snprintf(url, sizeof(url), "unix://%s", path);
	chmod(path, 0);
	child = fork();
	if (!child) {
		/* root may do anything */
		if (!geteuid() && setuid(65534) < 0)
			_exit(2);
		opts = options(url);
		o = ask(&opts, 1);
		if (o.rc != DAVIT_ECONN || o.err.sys != EACCES ||
		    !strstr(o.err.text, url) || !o.err.hint[0] ||
		    !strstr(o.err.text, strerror(EACCES))) {
			fprintf(stderr, "%d %d %s\n", o.rc, o.err.sys,
				o.err.text);
			_exit(1);
		}
		_exit(0);
	}
	waitpid(child, &status, 0);
	unlink(path);
	rmdir(dir);
	ck_assert_int_eq(status, 0);
}
END_TEST

START_TEST(long_path)
{
	char dir[] = "/tmp/davit-test.XXXXXX", deep[120], path[180];
	struct engine_opts eo = { .kind = ENGINE_UNIX, .path = path };
	davit_client_opts opts;
	struct outcome o, gone;
	struct engine *e;
	char url[200];

	ck_assert(mkdtemp(dir) != NULL);
	snprintf(deep, sizeof(deep), "%s/%090d", dir, 0);
	ck_assert_int_eq(mkdir(deep, 0700), 0);
	snprintf(path, sizeof(path), "%s/engine.sock", deep);
	ck_assert_uint_gt(strlen(path),
			  sizeof(((struct sockaddr_un *)0)->sun_path));
	e = serve_kind(&eo, &ok_reply);
	opts = options(engine_url(e));
	o = ask(&opts, 3);
	ck_assert_uint_eq(engine_connections(e), 1);
	snprintf(url, sizeof(url), "%s", engine_url(e));
	engine_stop(e);
	/* and where nobody is */
	opts.endpoint = url;
	gone = ask(&opts, 1);
	rmdir(deep);
	rmdir(dir);
	expect_ok(&o);
	expect_error(&gone, DAVIT_ECONN, strerror(ENOENT), url);
}
END_TEST

START_TEST(one_connection)
{
	struct engine *e = serve_kind(NULL, &ok_reply);
	davit_client_opts opts = options(engine_url(e));
	struct outcome o = ask(&opts, 20);

	expect_ok(&o);
	ck_assert_uint_eq(engine_connections(e), 1);
	engine_stop(e);
}
END_TEST

START_TEST(from_environment)
{
	struct engine *e = serve_kind(NULL, &ok_reply);
	davit_client_opts opts = options(NULL);
	struct outcome o;

	setenv("DOCKER_HOST", engine_url(e), 1);
	o = ask(&opts, 1);
	expect_ok(&o);
	ck_assert_str_eq(o.source, "environment DOCKER_HOST");
	setenv("DOCKER_HOST", "unix:///nowhere.sock", 1);
	o = ask(&opts, 1);
	expect_error(&o, DAVIT_ECONN, "DOCKER_HOST", "/nowhere.sock");
	engine_stop(e);
}
END_TEST

/* Different engines and versions live side by side. */
START_TEST(side_by_side)
{
	struct engine *e[2] = { serve_kind(NULL, &ok_reply),
				engine_start(NULL) };
	davit_client_opts opts = options(engine_url(e[0]));
	const struct engine_request *r;
	davit_client *c[3];
	davit_error err;
	int i;

	struct engine_reply twice[2] = { ok_reply, ok_reply };

	engine_script(e[1], twice, 2, false);
	ck_assert_int_eq(davit_client_new(&opts, &c[0], &err), 0);
	opts.endpoint = engine_url(e[1]);
	opts.api_version = "v1.30";
	ck_assert_int_eq(davit_client_new(&opts, &c[1], &err), 0);
	opts.engine = "podman";
	opts.api_version = "v4.9.5";
	ck_assert_int_eq(davit_client_new(&opts, &c[2], &err), 0);
	for (i = 0; i < 2; i++)
		ck_assert_int_eq(davit_call(c[i], "SystemInfo", NULL, &err,
					    NULL), 0);
	ck_assert_int_eq(davit_call(c[2], "SystemInfoLibpod", NULL, &err,
				    NULL), 0);
	r = engine_request(e[1], 0);
	ck_assert(r && !strncmp(r->head, "GET /v1.30/info ", 16));
	r = engine_request(e[1], 1);
	ck_assert(r && !strncmp(r->head, "GET /v4.9.5/libpod/info ", 24));
	for (i = 0; i < 3; i++)
		davit_client_free(c[i]);
	engine_stop(e[0]);
	engine_stop(e[1]);
}
END_TEST

/* ---- TCP ---------------------------------------------------------------- */

START_TEST(plain_tcp)
{
	struct engine_opts eo = { .kind = ENGINE_TCP };
	struct engine *e = serve_kind(&eo, &ok_reply);
	davit_client_opts opts = options(engine_url(e));
	struct outcome o = ask(&opts, 3);
	char url[64];

	expect_ok(&o);
	ck_assert_uint_eq(engine_connections(e), 1);
	snprintf(url, sizeof(url), "tcp%s", strchr(engine_url(e), ':'));
	opts.endpoint = url;
	o = ask(&opts, 1);
	expect_ok(&o);
	opts.endpoint = strrchr(engine_url(e), '/') + 1;
	o = ask(&opts, 1);
	expect_ok(&o);
	engine_stop(e);
}
END_TEST

/* Loopback is never reached through a proxy. */
START_TEST(proxy)
{
	struct engine_opts eo = { .kind = ENGINE_TCP };
	struct engine *e = serve_kind(&eo, &ok_reply);
	davit_client_opts opts = options(engine_url(e));
	struct outcome o;

	setenv("http_proxy", "http://127.0.0.1:1", 1);
	setenv("all_proxy", "http://127.0.0.1:1", 1);
	o = ask(&opts, 1);
	expect_ok(&o);
	engine_stop(e);
}
END_TEST

START_TEST(path_prefix)
{
	struct engine_opts eo = { .kind = ENGINE_TCP };
	struct engine *e = engine_start(&eo);
	davit_client_opts opts;
	struct outcome o;
	char url[80];

	engine_script(e, &ok_reply, 1, false);
	snprintf(url, sizeof(url), "%s/behind/proxy", engine_url(e));
	opts = options(url);
	o = ask(&opts, 1);
	expect_ok(&o);
	ck_assert(!strncmp(engine_request(e, 0)->head,
			   "GET /behind/proxy/v1.43/info HTTP/1.1", 37));
	engine_stop(e);
}
END_TEST

/* A port of loopback: bound, and listening if `backlog` isn't negative. */
static int take_port(int backlog, char *url, size_t len)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	socklen_t size = sizeof(addr);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert(!bind(fd, (struct sockaddr *)&addr, size));
	ck_assert(!getsockname(fd, (struct sockaddr *)&addr, &size));
	if (backlog >= 0)
		ck_assert(!listen(fd, backlog));
	snprintf(url, len, "tcp://127.0.0.1:%d", ntohs(addr.sin_port));
	return fd;
}

START_TEST(tcp_refused)
{
	char url[64];
	int fd = take_port(-1, url, sizeof(url));
	davit_client_opts opts = options(url);
	struct outcome o = ask(&opts, 1);

	close(fd);
	expect_error(&o, DAVIT_ECONN, strerror(ECONNREFUSED), url);
	ck_assert(strstr(o.err.text, "given") != NULL);
}
END_TEST

/* A full queue: the kernel leaves new connections without an answer. */
START_TEST(connect_timeout)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	char url[64];
	int fd = take_port(0, url, sizeof(url)), fill[4], i;
	davit_client_opts opts = options(url);
	struct outcome o;

	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	addr.sin_port = htons((uint16_t)atoi(strrchr(url, ':') + 1));
	for (i = 0; i < 4; i++) {
		fill[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		connect(fill[i], (struct sockaddr *)&addr, sizeof(addr));
	}
	opts.connect_timeout = 80;
	o = ask(&opts, 1);
	for (i = 0; i < 4; i++)
		close(fill[i]);
	close(fd);
	expect_error(&o, DAVIT_ETIMEOUT, "127.0.0.1", NULL);
}
END_TEST

START_TEST(reset)
{
	struct engine_opts eo = { .kind = ENGINE_TCP };
	struct engine *e = engine_start(&eo);
	davit_client_opts opts = options(engine_url(e));
	struct engine_reply r = ok_reply;
	struct outcome o;
	size_t at;

	r.end = ENGINE_RESET;
	for (at = 0; at < r.len; at += 7) {
		r.cut = at;
		engine_script(e, &r, 1, false);
		o = ask(&opts, 1);
		ck_assert_msg(o.rc == DAVIT_ECONN || o.rc == DAVIT_EPROTO,
			      "cut at %zu: %s: %s", at,
			      davit_code_name(o.rc), o.err.text);
	}
	engine_stop(e);
}
END_TEST

/* ---- limits ------------------------------------------------------------- */

/* The head of an endless answer; returns what comes of it. */
static int flood(const char *line, size_t count)
{
	size_t n = strlen(line), i, at;
	char *text = malloc(n * count + 200);
	struct engine *e = engine_start(NULL);
	struct engine_reply r = ok_reply;
	davit_client_opts opts = options(engine_url(e));
	struct outcome o;

	at = (size_t)sprintf(text, "HTTP/1.1 200 OK\r\n");
	for (i = 0; i < count; i++) {
		memcpy(text + at, line, n);
		at += n;
	}
	at += (size_t)sprintf(text + at,
			      "\r\nContent-Length: 2\r\n\r\n{}");
	r.data = text;
	r.len = at;
	engine_script(e, &r, 1, false);
	o = ask(&opts, 1);
	engine_stop(e);
	free(text);
	return o.rc;
}

START_TEST(many_headers)
{
	ck_assert_int_eq(flood("X-Flood: 01234567890123456789012345678901234"
			       "56789\r\n", 50000), DAVIT_ETOOBIG);
}
END_TEST

START_TEST(long_header)
{
	int rc = flood("X-Flood-0123456789012345678901234567890123456789",
		       50000);

	/* Up to 8.5 libcurl calls a line beyond its limit a lack of memory. */
	ck_assert_msg(rc == DAVIT_ETOOBIG || rc == DAVIT_ENOMEM, "%s",
		      davit_code_name(rc));
}
END_TEST

/* A reply of `size` bytes, against a limit. */
static struct outcome big(size_t size, size_t limit)
{
	char *text = malloc(size + 200);
	struct engine *e = engine_start(NULL);
	struct engine_reply r = ok_reply;
	davit_client_opts opts = options(engine_url(e));
	struct outcome o;
	size_t head = (size_t)sprintf(text, "HTTP/1.1 200 OK\r\n"
				      "Content-Length: %zu\r\n\r\n", size);

	memset(text + head, ' ', size);
	memcpy(text + head, "{\"ID\":\"x\"}", 10);
	r.data = text;
	r.len = head + size;
	engine_script(e, &r, 1, false);
	opts.max_reply = limit;
	o = ask(&opts, 1);
	engine_stop(e);
	free(text);
	return o;
}

START_TEST(big_reply)
{
	struct outcome o = big(3000000, 3000000);

	expect_ok(&o);
	o = big(3000001, 3000000);
	expect_error(&o, DAVIT_ETOOBIG, "3000000", NULL);
}
END_TEST

/* More than any buffer on the way holds, through each kind of source. */
START_TEST(big_upload)
{
	const size_t size = 3000000;
	struct engine *e = serve_kind(NULL, &ok_reply);
	davit_client_opts opts = options(engine_url(e));
	char *data = malloc(size);
	FILE *f = tmpfile();
	davit_client *c;
	davit_error err;
	size_t i;
	int kind;

	for (i = 0; i < size; i++)
		data[i] = (char)(i * 7 + i / 256);
	ck_assert(fwrite(data, 1, size, f) == size && !fflush(f));
	ck_assert_int_eq(davit_client_new(&opts, &c, &err), 0);
	for (kind = 0; kind < 2; kind++) {
		davit_body body = davit_body_mem(data, size, NULL);
		const struct engine_request *r;

		if (kind == 1) {
			rewind(f);
			body = davit_body_fd(fileno(f), NULL);
		}
		engine_script(e, &ok_reply, 1, false);
		ck_assert_msg(!davit_invoke(c, "ImageLoad", NULL, &body, NULL,
					    NULL, &err), "%s", err.text);
		r = engine_request(e, 0);
		ck_assert_uint_eq(r->body_len, size);
		ck_assert(!memcmp(r->body, data, size));
		ck_assert(strstr(r->head, "Expect") == NULL);
	}
	davit_client_free(c);
	fclose(f);
	free(data);
	engine_stop(e);
}
END_TEST

/* ---- what is logged ----------------------------------------------------- */

static void keep(const char *line, void *ctx)
{
	char *all = ctx;
	size_t n = strlen(all);

	ck_assert(strchr(line, '\n') == NULL);
	snprintf(all + n, 8192 - n, "%s\n", line);
}

START_TEST(no_secret_is_logged)
{
	static char all[8192];
	const char *headers[] = { "Authorization: Bearer sEcReT1",
				  "X-Open: seen", NULL };
	struct engine *e = serve_kind(NULL, &ok_reply);
	davit_client_opts opts = options(engine_url(e));
	davit_client *c;
	davit_error err;
	json_t *params = json_pack("{s:s, s:{s:s}}", "name", "a",
				   "X-Registry-Auth", "identitytoken",
				   "sEcReT2");

	opts.log = keep;
	opts.log_ctx = all;
	opts.headers = headers;
	ck_assert_int_eq(davit_client_new(&opts, &c, &err), 0);
	ck_assert_int_eq(davit_invoke(c, "ImagePush", params, NULL, NULL,
				      NULL, &err), 0);
	ck_assert(strstr(all, "/v1.43/images/a/push") != NULL);
	ck_assert(strstr(all, "seen") != NULL);
	ck_assert(strstr(all, "sEcReT") == NULL);
	/* the encoded form of {"identitytoken":"sEcReT2"} */
	ck_assert(strstr(all, "eyJpZGVudGl0") == NULL);
	json_decref(params);
	davit_client_free(c);
	engine_stop(e);
}
END_TEST

/* ---- TLS ---------------------------------------------------------------- */

#ifdef HAVE_OPENSSL
static void make_certs(void)
{
	const char *srcdir = getenv("srcdir");
	char command[4096];

	strcpy(certs, "/tmp/davit-test.XXXXXX");
	if (!mkdtemp(certs))
		abort();
	snprintf(command, sizeof(command),
		 "sh '%s/tests/engines/mkcerts.sh' %s",
		 srcdir ? srcdir : ".", certs);
	if (system(command)) {
		fprintf(stderr, "check_transport: no certificates\n");
		exit(99);
	}
}

static void remove_certs(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", certs);
	if (system(command))
		abort();
}

/* Paths in the folder; a few can be in use at once. */
static const char *cert(const char *name)
{
	static char paths[8][128];
	static int next;

	next = (next + 1) % 8;
	snprintf(paths[next], sizeof(paths[next]), "%s/%s", certs, name);
	return paths[next];
}

static struct engine *serve_tls(void)
{
	struct engine_opts eo = {
		.kind = ENGINE_TLS, .cert = cert("server-cert.pem"),
		.key = cert("server-key.pem"), .client_ca = cert("ca.pem")
	};

	return serve_kind(&eo, &ok_reply);
}

static davit_client_opts tls_options(const struct engine *e)
{
	davit_client_opts opts = options(engine_url(e));

	opts.tls_ca = cert("ca.pem");
	opts.tls_cert = cert("cert.pem");
	opts.tls_key = cert("key.pem");
	return opts;
}

START_TEST(mutual_tls)
{
	struct engine *e = serve_tls();
	davit_client_opts opts = tls_options(e);
	struct outcome o = ask(&opts, 3);
	char url[64];

	expect_ok(&o);
	ck_assert_uint_eq(engine_connections(e), 1);
	/* certificates make tcp:// mean TLS */
	snprintf(url, sizeof(url), "tcp%s", strchr(engine_url(e), ':'));
	opts.endpoint = url;
	o = ask(&opts, 1);
	expect_ok(&o);
	engine_stop(e);
}
END_TEST

START_TEST(tls_cut)
{
	struct engine *e = serve_tls();
	davit_client_opts opts = tls_options(e);
	struct engine_reply r = ok_reply;
	struct outcome o;

	for (r.cut = 1; r.cut < r.len; r.cut += 9) {
		r.end = r.cut % 2 ? ENGINE_CLOSE : ENGINE_RESET;
		engine_script(e, &r, 1, false);
		o = ask(&opts, 1);
		ck_assert_msg(o.rc == DAVIT_ECONN || o.rc == DAVIT_EPROTO,
			      "cut at %zu: %s: %s", r.cut,
			      davit_code_name(o.rc), o.err.text);
	}
	engine_stop(e);
}
END_TEST

START_TEST(wrong_authority)
{
	struct engine *e = serve_tls();
	davit_client_opts opts = tls_options(e);
	struct outcome o;

	opts.tls_ca = cert("rogue-ca.pem");
	o = ask(&opts, 1);
	expect_error(&o, DAVIT_ETLS, "given", engine_url(e));
	ck_assert_msg(strstr(o.err.hint, "of an authority") != NULL, "%s",
		      o.err.hint);
	ck_assert(strstr(o.err.hint, "CA") != NULL);
	opts.flags = DAVIT_TLS_INSECURE;
	o = ask(&opts, 1);
	expect_ok(&o);
	engine_stop(e);
}
END_TEST

/* One reason, one hint. */
static const struct {
	const char *cert, *text, *hint;
} distrusted[] = {
	{ "expired-cert.pem", "expired", "out of date" },
	{ "elsewhere-cert.pem", "127.0.0.1", "for other names" },
	{ "self-cert.pem", "self", "itself" },
};

START_TEST(distrust)
{
	struct engine_opts kind = {
		.kind = ENGINE_TLS, .cert = cert(distrusted[_i].cert),
		.key = cert("server-key.pem")
	};
	struct engine *e = serve_kind(&kind, &ok_reply);
	davit_client_opts opts = options(engine_url(e));
	struct outcome o;

	opts.tls_ca = cert("ca.pem");
	o = ask(&opts, 1);
	expect_error(&o, DAVIT_ETLS, distrusted[_i].text, engine_url(e));
	ck_assert_msg(strstr(o.err.hint, distrusted[_i].hint) != NULL,
		      "no '%s' in '%s'", distrusted[_i].hint, o.err.hint);
	engine_stop(e);
}
END_TEST

START_TEST(no_client_certificate)
{
	struct engine *e = serve_tls();
	davit_client_opts opts = tls_options(e);
	struct outcome o;

	opts.tls_cert = opts.tls_key = NULL;
	o = ask(&opts, 1);
	expect_error(&o, DAVIT_ETLS, NULL, engine_url(e));
	ck_assert(strstr(o.err.hint, "certificate") != NULL);
	engine_stop(e);
}
END_TEST

START_TEST(wrong_client_certificate)
{
	struct engine *e = serve_tls();
	davit_client_opts opts = tls_options(e);
	struct outcome o;

	opts.tls_cert = cert("rogue-cert.pem");
	opts.tls_key = cert("rogue-key.pem");
	o = ask(&opts, 1);
	expect_error(&o, DAVIT_ETLS, NULL, engine_url(e));
	engine_stop(e);
}
END_TEST

START_TEST(encrypted_key)
{
	struct engine *e = serve_tls();
	davit_client_opts opts = tls_options(e);
	struct outcome o;
	FILE *said;
	int before;

	opts.tls_key = cert("key-encrypted.pem");
	opts.tls_passphrase = "davit";
	o = ask(&opts, 1);
	expect_ok(&o);
	opts.tls_passphrase = "hUnter2";
	o = ask(&opts, 1);
	ck_assert_int_eq(o.rc, DAVIT_ETLS);
	ck_assert_str_ne(o.err.text, "");
	ck_assert(strstr(o.err.text, "hUnter2") == NULL);
	ck_assert(strstr(o.err.hint, "hUnter2") == NULL);
	/* nobody is asked on the terminal */
	opts.tls_passphrase = NULL;
	said = tmpfile();
	before = dup(STDERR_FILENO);
	dup2(fileno(said), STDERR_FILENO);
	o = ask(&opts, 1);
	dup2(before, STDERR_FILENO);
	ck_assert_int_eq(lseek(fileno(said), 0, SEEK_END), 0);
	fclose(said);
	ck_assert_int_eq(o.rc, DAVIT_ETLS);
	ck_assert_msg(strstr(o.err.text, "passphrase") ||
		      strstr(o.err.hint, "passphrase"), "'%s' '%s'",
		      o.err.text, o.err.hint);
	engine_stop(e);
}
END_TEST

START_TEST(bad_files)
{
	struct engine *e = serve_tls();
	davit_client_opts opts = tls_options(e);
	struct outcome o;
	FILE *f = fopen(cert("garbage.pem"), "w");

	ck_assert(f && fputs("not a certificate\n", f) >= 0 && !fclose(f));
	opts.tls_cert = cert("missing.pem");
	o = ask(&opts, 1);
	ck_assert_msg(o.rc == DAVIT_ETLS || o.rc == DAVIT_EINVAL, "%s",
		      o.err.text);
	ck_assert_msg(strstr(o.err.text, "missing.pem"), "%s", o.err.text);
	opts.tls_cert = cert("garbage.pem");
	o = ask(&opts, 1);
	expect_error(&o, DAVIT_ETLS, "garbage.pem", NULL);
	opts = tls_options(e);
	opts.tls_ca = cert("garbage.pem");
	o = ask(&opts, 1);
	expect_error(&o, DAVIT_ETLS, "garbage.pem", NULL);
	opts = tls_options(e);
	opts.tls_key = cert("rogue-key.pem");
	o = ask(&opts, 1);
	expect_error(&o, DAVIT_ETLS, NULL, NULL);
	engine_stop(e);
}
END_TEST

START_TEST(plain_to_tls)
{
	struct engine *e = serve_tls();
	davit_client_opts opts;
	struct outcome o;
	char url[64];
	int i;

	for (i = 0; i < 2; i++) {
		snprintf(url, sizeof(url), "%s%s", i ? "tcp" : "http",
			 strchr(engine_url(e), ':'));
		opts = options(url);
		o = ask(&opts, 1);
		expect_error(&o, DAVIT_ETLS, "TLS", url);
		/* the same before the version is settled */
		opts.api_version = NULL;
		o = ask(&opts, 1);
		expect_error(&o, DAVIT_ETLS, "TLS", url);
	}
	engine_stop(e);
}
END_TEST

START_TEST(tls_to_plain)
{
	struct engine_opts eo = { .kind = ENGINE_TCP };
	struct engine *e = serve_kind(&eo, &ok_reply);
	char url[64];
	davit_client_opts opts;
	struct outcome o;

	snprintf(url, sizeof(url), "https%s", strchr(engine_url(e), ':'));
	opts = options(url);
	o = ask(&opts, 1);
	expect_error(&o, DAVIT_ETLS, NULL, url);
	ck_assert_msg(strstr(o.err.hint, "plain") != NULL, "'%s' '%s'",
		      o.err.text, o.err.hint);
	engine_stop(e);
}
END_TEST
#endif

/* ------------------------------------------------------------------------- */

int main(void)
{
	Suite *s = suite_create("transport");
	TCase *plain = tcase_create("plain");
	SRunner *sr;
	int failed;

	tcase_set_timeout(plain, 60);
	tcase_add_test(plain, no_socket);
	tcase_add_test(plain, left_over_socket);
	tcase_add_test(plain, no_permission);
	tcase_add_test(plain, long_path);
	tcase_add_test(plain, one_connection);
	tcase_add_test(plain, from_environment);
	tcase_add_test(plain, side_by_side);
	tcase_add_test(plain, plain_tcp);
	tcase_add_test(plain, proxy);
	tcase_add_test(plain, path_prefix);
	tcase_add_test(plain, tcp_refused);
	tcase_add_test(plain, connect_timeout);
	tcase_add_test(plain, reset);
	tcase_add_test(plain, many_headers);
	tcase_add_test(plain, long_header);
	tcase_add_test(plain, big_reply);
	tcase_add_test(plain, big_upload);
	tcase_add_test(plain, no_secret_is_logged);
	suite_add_tcase(s, plain);
#ifdef HAVE_OPENSSL
	{
		TCase *tls = tcase_create("tls");

		tcase_set_timeout(tls, 60);
		tcase_add_unchecked_fixture(tls, make_certs, remove_certs);
		tcase_add_test(tls, mutual_tls);
		tcase_add_test(tls, tls_cut);
		tcase_add_test(tls, wrong_authority);
		tcase_add_loop_test(tls, distrust, 0, sizeof(distrusted) /
				    sizeof(distrusted[0]));
		tcase_add_test(tls, no_client_certificate);
		tcase_add_test(tls, wrong_client_certificate);
		tcase_add_test(tls, encrypted_key);
		tcase_add_test(tls, bad_files);
		tcase_add_test(tls, plain_to_tls);
		tcase_add_test(tls, tls_to_plain);
		suite_add_tcase(s, tls);
	}
#else
	(void)certs;
	puts("built without OpenSSL: TLS is not tested");
#endif
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? 1 : 0;
}
