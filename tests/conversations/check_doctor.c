/* SPDX-License-Identifier: MIT */
/*
 * davit_doctor() against everything it should find: whichever is wrong, the
 * report names it under the right topic, with something to try.
 */
#include "config.h"
#include "../engine.h"
#include "davit.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#define NOBODY 65534

static char room[64];		/* a folder: home, certificates, sockets */

/* ---- a place to be examined in ------------------------------------------- */

static const char *at(const char *name)
{
	static char paths[32][160];
	static int next;

	next = (next + 1) % 32;
	snprintf(paths[next], sizeof(paths[next]), "%s/%s", room, name);
	return paths[next];
}


static void make_room(void)
{
	static const char *const unset[] = {
		"DOCKER_HOST", "CONTAINER_HOST", "DOCKER_CONTEXT",
		"DOCKER_CONFIG", "DOCKER_CERT_PATH", "DOCKER_TLS",
		"DOCKER_TLS_VERIFY", "DOCKER_API_VERSION", "XDG_CONFIG_HOME",
		"XDG_RUNTIME_DIR", "CONTAINER_CONNECTION", "CONTAINER_SSHKEY",
		"CONTAINERS_CONF", "DOCKER_AUTH_CONFIG", "REGISTRY_AUTH_FILE",
		"DOCKER_CUSTOM_HEADERS", "http_proxy", "https_proxy",
		"HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy",
		"NO_PROXY"
	};
	char command[4096];
	size_t i;

	strcpy(room, "/tmp/davit-test.XXXXXX");
	if (!mkdtemp(room) || chmod(room, 0755) < 0)
		abort();
	for (i = 0; i < sizeof(unset) / sizeof(unset[0]); i++)
		unsetenv(unset[i]);
	setenv("HOME", room, 1);
	snprintf(command, sizeof(command), "mkdir %s/.docker", room);
	if (system(command))
		abort();
#ifdef HAVE_OPENSSL
	snprintf(command, sizeof(command),
		 "sh '%s/tests/engines/mkcerts.sh' %s/certs",
		 getenv("srcdir") ? getenv("srcdir") : ".", room);
	if (system(command)) {
		fprintf(stderr, "check_doctor: no certificates\n");
		exit(99);
	}
#endif
}

static void remove_room(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", room);
	if (system(command))
		abort();
}

static void write_file(const char *path, const char *text, mode_t mode)
{
	FILE *to = fopen(path, "w");

	ck_assert_msg(to != NULL, "%s: %s", path, strerror(errno));
	fputs(text, to);
	fclose(to);
	chmod(path, mode);
}

/* ---- engines ------------------------------------------------------------- */

#define PING "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"
#define JSON "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

/* Answers a ping with the headers, and everything after it with the text. */
static struct engine *serve(const struct engine_opts *opts,
			    const char *headers, const char *about)
{
	static char ping[512], version[1024];
	static struct engine_reply replies[3];
	struct engine *e = engine_start(opts);
	size_t i;

	memset(replies, 0, sizeof(replies));
	snprintf(ping, sizeof(ping), PING "%s\r\n", headers);
	snprintf(version, sizeof(version), JSON "Content-Length: %zu\r\n\r\n"
		 "%s", strlen(about), about);
	for (i = 0; i < 3; i++) {
		replies[i].data = i == 0 ? ping : version;
		replies[i].len = strlen(replies[i].data);
		replies[i].cut = ENGINE_WHOLE;
	}
	engine_script(e, replies, 3, false);
	return e;
}

/* Answers everything with the same bytes. */
static struct engine *blurt(int kind, const char *bytes)
{
	const struct engine_opts opts = { .kind = kind };
	static struct engine_reply reply;
	struct engine *e = engine_start(&opts);

	memset(&reply, 0, sizeof(reply));
	reply.data = bytes;
	reply.len = strlen(bytes);
	reply.cut = ENGINE_WHOLE;
	reply.end = ENGINE_CLOSE;
	engine_script(e, &reply, 1, true);
	return e;
}

/* ---- reports ------------------------------------------------------------- */

static const char *text_of(json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

static json_t *find(json_t *report, const char *topic, const char *result,
		    const char *words)
{
	json_t *check;
	size_t i;

	json_array_foreach(json_object_get(report, "checks"), i, check)
		if (!strcmp(text_of(check, "topic"), topic) &&
		    !strcmp(text_of(check, "result"), result) &&
		    (strstr(text_of(check, "rule"), words) ||
		     strstr(text_of(check, "value"), words) ||
		     strstr(text_of(check, "note"), words)))
			return check;
	return NULL;
}

static json_t *examine(const davit_client_opts *opts, int wrong)
{
	json_t *report = NULL;
	davit_error err;
	int n = davit_doctor(opts, NULL, &report, &err);
	char *text;

	ck_assert_msg(n >= 0, "%s", err.text);
	text = json_dumps(report, JSON_INDENT(1));
	ck_assert_msg(n == wrong, "%d wrong, not %d: %s", n, wrong, text);
	ck_assert_int_eq(json_integer_value(json_object_get(report, "wrong")),
			 n);
	ck_assert(json_is_true(json_object_get(report, "ok")) == (n == 0));
	free(text);
	return report;
}

static void expect(json_t *report, const char *topic, const char *result,
		   const char *words, const char *hint)
{
	json_t *check = find(report, topic, result, words);
	char *text = json_dumps(report, JSON_INDENT(1));

	ck_assert_msg(check != NULL, "no '%s' %s of %s in %s", words, result,
		      topic, text);
	ck_assert_msg(hint == NULL || strstr(text_of(check, "hint"), hint),
		      "no '%s' in the hint '%s'", hint ? hint : "",
		      text_of(check, "hint"));
	free(text);
}

/* One thing is wrong: it is this. */
static void expect_one(const davit_client_opts *opts, const char *topic,
		       const char *words, const char *hint)
{
	json_t *report = examine(opts, 1);

	expect(report, topic, "failed", words, hint);
	json_decref(report);
}

static davit_client_opts options(const char *endpoint)
{
	davit_client_opts opts = DAVIT_CLIENT_OPTS_INIT;

	opts.endpoint = endpoint;
	return opts;
}

/* ---- all is well --------------------------------------------------------- */

START_TEST(all_is_well)
{
	const struct engine_opts kind = { .kind = ENGINE_UNIX };
	struct engine *e = serve(&kind, "Api-Version: 1.41\r\n", "{\"Version\":"
				 "\"20.10.24\",\"MinAPIVersion\":\"1.12\"}");
	davit_client_opts opts = options(engine_url(e));
	json_t *report = examine(&opts, 0);

	ck_assert(json_is_true(json_object_get(report, "reached")));
	ck_assert_str_eq(text_of(report, "engine"), "docker");
	ck_assert_str_eq(text_of(report, "release"), "20.10.24");
	ck_assert_str_eq(text_of(report, "version"), "v1.41");
	ck_assert_str_eq(text_of(report, "server_minimum"), "1.12");
	ck_assert_str_eq(text_of(report, "endpoint"), engine_url(e));
	expect(report, "host", "won", "given", NULL);
	expect(report, "socket", "good", engine_path(e), NULL);
	expect(report, "engine", "won", "Docker Engine 20.10.24", NULL);
	expect(report, "version", "won", "v1.41", NULL);
	json_decref(report);
	engine_stop(e);
}
END_TEST

START_TEST(podman_is_well)
{
	const struct engine_opts kind = { .kind = ENGINE_UNIX };
	struct engine *e = serve(&kind, "Api-Version: 1.41\r\n"
				 "Libpod-API-Version: 5.4.2\r\n",
				 "{\"Version\":\"5.4.2\"}");
	davit_client_opts opts = options(NULL);
	json_t *report;

	setenv("CONTAINER_HOST", engine_url(e), 1);
	opts.engine = "podman";
	report = examine(&opts, 0);
	ck_assert_str_eq(text_of(report, "engine"), "podman");
	ck_assert_str_eq(text_of(report, "version"), "v5.4.2");
	expect(report, "host", "won", "CONTAINER_HOST", NULL);
	expect(report, "engine", "won", "given", NULL);
	json_decref(report);
	engine_stop(e);
}
END_TEST

START_TEST(nowhere_to_put_it)
{
	davit_error err;

	ck_assert_int_eq(davit_doctor(NULL, NULL, NULL, &err), DAVIT_EINVAL);
}
END_TEST

/* ---- not reached --------------------------------------------------------- */

START_TEST(no_engine)
{
	davit_client_opts opts = options("unix:///nowhere/at/all.sock");
	json_t *report = examine(&opts, 1);

	ck_assert(json_is_false(json_object_get(report, "reached")));
	expect(report, "connection", "failed", "/nowhere/at/all.sock",
	       "is it running?");
	expect(report, "socket", "absent", "/nowhere/at/all.sock", NULL);
	json_decref(report);
	opts = options("tcp://127.0.0.1:1");
	expect_one(&opts, "connection", strerror(ECONNREFUSED),
		   "nothing listens there");
}
END_TEST

/* Port 1 of this machine: nobody listens. */
START_TEST(ssh_refused)
{
	davit_client_opts opts = options("ssh://127.0.0.1:1");
	json_t *report;

	if (system("ssh -V > /dev/null 2>&1") != 0) {
		puts("no ssh: it is not tested");
		return;
	}
	report = examine(&opts, 1);
	expect(report, "connection", "failed", "refused", NULL);
	ck_assert(text_of(find(report, "connection", "failed", "refused"),
			  "hint")[0] != '\0');
	json_decref(report);
}
END_TEST

START_TEST(unknown_context)
{
	davit_client_opts opts = options(NULL);

	opts.context = "nosuch";
	expect_one(&opts, "host", "nosuch", "");
}
END_TEST

static void leave_socket(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", path);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	close(fd);
}

START_TEST(stale_socket)
{
	davit_client_opts opts;
	char url[200];

	leave_socket(at("stale.sock"));
	snprintf(url, sizeof(url), "unix://%s", at("stale.sock"));
	opts = options(url);
	expect_one(&opts, "connection", "stale.sock", "left over");
	write_file(at("file.sock"), "", 0644);
	snprintf(url, sizeof(url), "unix://%s", at("file.sock"));
	opts = options(url);
	expect_one(&opts, "connection", "file.sock", "is no socket");
}
END_TEST

/* As a user who may not; 0: it was as expected. */
static int as_nobody(const char *url, const char *hint)
{
	davit_client_opts opts = options(url);
	json_t *report = NULL, *check;
	int status;

	if (setgid(NOBODY) < 0 || setuid(NOBODY) < 0)
		return 2;
#ifdef __linux__
	prctl(PR_SET_DUMPABLE, 1);	/* for sanitizers */
#endif
	davit_doctor(&opts, NULL, &report, NULL);
	check = find(report, "connection", "failed", strerror(EACCES));
	status = check == NULL || !strstr(text_of(check, "hint"), hint);
	if (status)
		json_dumpf(report, stderr, JSON_INDENT(1));
	json_decref(report);
	return status;
}

static void expect_denied(const char *url, const char *hint)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(as_nobody(url, hint));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}

START_TEST(no_permission)
{
	struct engine_opts kind = { .kind = ENGINE_UNIX };
	struct engine *e;

	if (geteuid() != 0) {
		puts("not root: permissions are not tested");
		return;
	}
	ck_assert_int_eq(mkdir(at("open"), 0755), 0);
	kind.path = at("open/s");
	e = serve(&kind, "Api-Version: 1.41\r\n", "{}");
	ck_assert_int_eq(chmod(kind.path, 0660), 0);
	expect_denied(engine_url(e), "the socket is for group");
	ck_assert_int_eq(chmod(kind.path, 0600), 0);
	expect_denied(engine_url(e), "only its owner may use the socket");
	ck_assert_int_eq(chmod(at("open"), 0700), 0);
	expect_denied(engine_url(e), "may not enter");
	engine_stop(e);
}
END_TEST

/* ---- reached, but what? -------------------------------------------------- */

START_TEST(no_http)
{
	struct engine *e = blurt(ENGINE_UNIX, "220 mail ESMTP\r\n");
	davit_client_opts opts = options(engine_url(e));

	expect_one(&opts, "protocol", "does not speak HTTP",
		   "something else than an engine");
	engine_stop(e);
	e = blurt(ENGINE_TCP, "");
	opts = options(engine_url(e));
	expect_one(&opts, "connection", "without an answer", "no engine");
	engine_stop(e);
}
END_TEST

START_TEST(no_engine_but_http)
{
	struct engine *e = blurt(ENGINE_TCP, "HTTP/1.1 404 Not Found\r\n"
				 "Content-Length: 0\r\n\r\n");
	davit_client_opts opts = options(engine_url(e));

	expect_one(&opts, "protocol", "is not a container engine",
		   "check the endpoint");
	engine_stop(e);
	e = blurt(ENGINE_TCP, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	opts = options(engine_url(e));
	expect_one(&opts, "protocol", "names no API version",
		   "check host and port");
	engine_stop(e);
}
END_TEST

/* ---- versions ------------------------------------------------------------ */

static void expect_version(const char *newest, const char *minimum,
			   const char *wanted, const char *words,
			   const char *hint)
{
	const struct engine_opts kind = { .kind = ENGINE_UNIX };
	char header[64], about[128];
	davit_client_opts opts;
	struct engine *e;

	snprintf(header, sizeof(header), "Api-Version: %s\r\n", newest);
	snprintf(about, sizeof(about), "{\"Version\":\"1\",\"MinAPIVersion\":"
		 "\"%s\"}", minimum);
	e = serve(&kind, header, about);
	opts = options(engine_url(e));
	opts.api_version = wanted;
	expect_one(&opts, "version", words, hint);
	engine_stop(e);
}

START_TEST(too_old)
{
	expect_version("1.24", "1.12", NULL, "up to 1.24",
		       "a newer engine is needed");
}
END_TEST

START_TEST(too_new)
{
	expect_version("1.99", "1.90", NULL, "1.90 and newer",
		       "a newer davit is needed");
}
END_TEST

START_TEST(not_accepted)
{
	expect_version("1.41", "1.12", "v1.43", "nothing newer than 1.41",
		       "leave the version out");
	expect_version("1.52", "1.44", "v1.43", "nothing older than 1.44",
		       "is the first that refuses v1.43");
}
END_TEST

/* ---- what was set up ----------------------------------------------------- */

START_TEST(bad_options)
{
	davit_client_opts opts = options("spaceship://x");

	expect_one(&opts, "host", "spaceship", "unix:///path");
	opts = options(NULL);
	opts.engine = "dokcer";
	expect_one(&opts, "engine", "dokcer", "did you mean");
	opts = options("unix:///nowhere");
	opts.api_version = "1.999";
	expect_one(&opts, "version", "1.999", "leave the version out");
	opts = options("tcp://127.0.0.1:1");
	opts.tls_ca = "/nowhere/ca.pem";
	expect_one(&opts, "tls", "/nowhere/ca.pem", "");
}
END_TEST

START_TEST(broken_config)
{
	davit_client_opts opts = options("unix:///nowhere");
	json_t *report;
	char *text;

	write_file(at(".docker/config.json"), "{\"auths\": {\"x\": {\"auth\": "
		   "\"hUnter2\"}}, }", 0600);
	report = examine(&opts, 2);
	expect(report, "connection", "failed", "/nowhere", NULL);
	text = json_dumps(report, 0);
	ck_assert(strstr(text, "config.json") != NULL);
	ck_assert(strstr(text, "hUnter2") == NULL);
	ck_assert(strstr(text, "line 1") != NULL);
	free(text);
	json_decref(report);
	unlink(at(".docker/config.json"));
}
END_TEST

START_TEST(secrets)
{
	const struct engine_opts kind = { .kind = ENGINE_UNIX };
	struct engine *e = serve(&kind, "Api-Version: 1.41\r\n", "{}");
	const char *headers[] = { "X-Token: hUnter2", NULL };
	davit_client_opts opts = options(engine_url(e));
	json_t *report = NULL;
	char *text;

	write_file(at(".docker/config.json"), "{\"auths\": "
		   "{\"quay.example\": {\"auth\": \"dXNlcjpoVW50ZXIy\"}}, "
		   "\"HttpHeaders\": {\"X-Meta\": \"hUnter2\"}}", 0644);
	setenv("http_proxy", "http://me:hUnter2@proxy.invalid:1", 1);
	opts.headers = headers;
	opts.tls_passphrase = "hUnter2";
	ck_assert_int_eq(davit_doctor(&opts, "quay.example/a/b", &report,
				      NULL), 0);
	expect(report, "headers", "won", "X-Token", NULL);
	expect(report, "headers", "won", "X-Meta", NULL);
	expect(report, "credentials", "good", "quay.example", NULL);
	expect(report, "files", "warning", "config.json", "chmod");
	expect(report, "proxy", "lost", "proxy.invalid", NULL);
	text = json_dumps(report, 0);
	ck_assert(strstr(text, "hUnter2") == NULL);
	ck_assert(strstr(text, "dXNlcjpoVW50ZXIy") == NULL);
	free(text);
	json_decref(report);
	engine_stop(e);
	unlink(at(".docker/config.json"));
}
END_TEST

/* ---- TLS ----------------------------------------------------------------- */

#ifdef HAVE_OPENSSL
static struct engine *serve_tls(const char *cert)
{
	const struct engine_opts kind = {
		.kind = ENGINE_TLS, .cert = cert,
		.key = at("certs/server-key.pem")
	};

	return serve(&kind, "Api-Version: 1.41\r\n", "{}");
}

START_TEST(tls_is_well)
{
	struct engine *e = serve_tls(at("certs/server-cert.pem"));
	davit_client_opts opts = options(engine_url(e));
	json_t *report;

	opts.tls_ca = at("certs/ca.pem");
	opts.tls_cert = at("certs/cert.pem");
	opts.tls_key = at("certs/key.pem");
	report = examine(&opts, 0);
	expect(report, "tls", "good", "davit test ca", NULL);
	expect(report, "tls", "good", "davit test client", NULL);
	expect(report, "tls", "good", "for localhost, 127.0.0.1, ::1", NULL);
	json_decref(report);
	engine_stop(e);
}
END_TEST

/* What the engine shows, what we trust, and what comes of it. */
static const struct {
	const char *shown, *ca, *hint, *told;
	int wrong;
} distrusted[] = {
	{ "certs/server-cert.pem", "certs/rogue-ca.pem", "authority",
	  "by CN = davit test ca", 1 },
	{ "certs/elsewhere-cert.pem", "certs/ca.pem", "for other names",
	  "for elsewhere.invalid", 1 },
	{ "certs/self-cert.pem", "certs/ca.pem", "itself", "signed by itself",
	  1 },
	/* The certificate itself is told, too. */
	{ "certs/expired-cert.pem", "certs/ca.pem", "out of date",
	  "out of date", 2 },
};

START_TEST(distrust)
{
	struct engine *e = serve_tls(at(distrusted[_i].shown));
	davit_client_opts opts = options(engine_url(e));
	json_t *report;

	opts.tls_ca = at(distrusted[_i].ca);
	report = examine(&opts, distrusted[_i].wrong);
	expect(report, "tls", "failed", "no TLS connection",
	       distrusted[_i].hint);
	expect(report, "tls", distrusted[_i].wrong > 1 ? "failed" : "good",
	       distrusted[_i].told, NULL);
	json_decref(report);
	engine_stop(e);
}
END_TEST

START_TEST(wrong_protocol)
{
	const struct engine_opts kind = { .kind = ENGINE_TCP };
	struct engine *e = serve(&kind, "Api-Version: 1.41\r\n", "{}");
	davit_client_opts opts;
	char url[64];

	snprintf(url, sizeof(url), "https%s", strchr(engine_url(e), ':'));
	opts = options(url);
	expect_one(&opts, "tls", "no TLS connection", "speaks plain HTTP");
	engine_stop(e);
	e = serve_tls(at("certs/server-cert.pem"));
	snprintf(url, sizeof(url), "http%s", strchr(engine_url(e), ':'));
	opts = options(url);
	expect_one(&opts, "tls", "speaks TLS", "https://");
	engine_stop(e);
}
END_TEST

START_TEST(tls_files)
{
	struct engine *e = serve_tls(at("certs/server-cert.pem"));
	davit_client_opts opts = options(engine_url(e));
	json_t *report;

	opts.tls_ca = at("certs/ca.pem");
	opts.tls_cert = at("certs/expired-cert.pem");
	opts.tls_key = at("certs/server-key.pem");
	report = examine(&opts, 1);
	expect(report, "tls", "failed", "out of date", "made anew");
	json_decref(report);
	chmod(at("certs/key.pem"), 0644);
	opts.tls_cert = at("certs/cert.pem");
	opts.tls_key = at("certs/key.pem");
	engine_stop(e);
	e = serve_tls(at("certs/server-cert.pem"));
	opts.endpoint = engine_url(e);
	report = examine(&opts, 0);
	expect(report, "tls", "warning", "key.pem", "chmod");
	json_decref(report);
	chmod(at("certs/key.pem"), 0600);
	opts.tls_key = at("certs/rogue-key.pem");
	report = examine(&opts, 2);
	expect(report, "tls", "failed", "rogue-key.pem",
	       "made for this key");
	json_decref(report);
	engine_stop(e);
}
END_TEST
#endif

/* -------------------------------------------------------------------------- */

int main(void)
{
	Suite *s = suite_create("doctor");
	TCase *tc = tcase_create("doctor");
	SRunner *sr;
	int failed;

	tcase_set_timeout(tc, 60);
	tcase_add_unchecked_fixture(tc, make_room, remove_room);
	tcase_add_test(tc, all_is_well);
	tcase_add_test(tc, podman_is_well);
	tcase_add_test(tc, nowhere_to_put_it);
	tcase_add_test(tc, no_engine);
	tcase_add_test(tc, ssh_refused);
	tcase_add_test(tc, unknown_context);
	tcase_add_test(tc, stale_socket);
	tcase_add_test(tc, no_permission);
	tcase_add_test(tc, no_http);
	tcase_add_test(tc, no_engine_but_http);
	tcase_add_test(tc, too_old);
	tcase_add_test(tc, too_new);
	tcase_add_test(tc, not_accepted);
	tcase_add_test(tc, bad_options);
	tcase_add_test(tc, broken_config);
	tcase_add_test(tc, secrets);
#ifdef HAVE_OPENSSL
	tcase_add_test(tc, tls_is_well);
	tcase_add_loop_test(tc, distrust, 0, sizeof(distrusted) /
			    sizeof(distrusted[0]));
	tcase_add_test(tc, wrong_protocol);
	tcase_add_test(tc, tls_files);
#endif
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? 1 : 0;
}
