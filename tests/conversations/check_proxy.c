/* SPDX-License-Identifier: MIT */
/*
 * Proxies: when there is one, what it gets to see, and how connections are
 * taken over through it.  The fake engine is the proxy, or a relay leads to
 * it; endpoints have names that only a proxy can make sense of.
 */
#include "config.h"
#include "../engine.h"
#include "davit.h"

#include <check.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOWHERE "tcp://engine.invalid:2375"
#define OK_REPLY "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" \
	"Content-Length: 10\r\n\r\n{\"ID\":\"x\"}"
#define TUNNEL "HTTP/1.1 200 Connection established\r\nX-Proxy: yes\r\n\r\n"
#define TAKEN "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\n" \
	"Upgrade: tcp\r\n\r\n"

static const struct engine_reply ok_reply = {
	.data = OK_REPLY, .len = sizeof(OK_REPLY) - 1, .cut = ENGINE_WHOLE
};

static void clean(void)
{
	static const char *const names[] = {
		"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY",
		"all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY",
		"CONTAINER_PROXY", "CONTAINER_HOST", "DOCKER_HOST"
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unsetenv(names[i]);
}

static struct engine *serve(const struct engine_reply *replies, size_t n)
{
	struct engine_opts eo = { .kind = ENGINE_TCP };
	struct engine *e = engine_start(&eo);

	engine_script(e, replies, n, false);
	return e;
}

static int port_of(const struct engine *e)
{
	return atoi(strrchr(engine_url(e), ':') + 1);
}

static davit_client_opts options(const char *endpoint)
{
	davit_client_opts opts = DAVIT_CLIENT_OPTS_INIT;

	opts.engine = "docker";
	opts.api_version = "v1.43";
	opts.endpoint = endpoint;
	return opts;
}

static int ask(const davit_client_opts *opts, davit_error *err)
{
	davit_client *c;
	int r;

	ck_assert_msg(davit_client_new(opts, &c, err) == 0, "%s", err->text);
	r = davit_call(c, "SystemInfo", NULL, err, NULL);
	davit_client_free(c);
	return r;
}

static void expect_line(struct engine *e, size_t i, const char *line)
{
	const struct engine_request *r = engine_request(e, i);

	ck_assert_ptr_nonnull(r);
	ck_assert_msg(strncmp(r->head, line, strlen(line)) == 0, "%s",
		      r->head);
}

/* ---- when there is one -------------------------------------------------- */

START_TEST(asked_in_full)
{
	static const char *const names[] = { "http_proxy", "ALL_PROXY" };
	struct engine *e = serve(&ok_reply, 1);
	davit_client_opts opts = options(NOWHERE);
	davit_error err;

	setenv(names[_i], engine_url(e), 1);
	ck_assert_msg(ask(&opts, &err) == 0, "%s", err.text);
	expect_line(e, 0, "GET http://engine.invalid:2375/v1.43/info "
		    "HTTP/1.1\r\n");
	engine_stop(e);
}
END_TEST

/* Not by its own name, and yet this machine: what goes there directly, and
 * by a proxy, can be told apart. */
static void any_address(char *out, size_t size, const struct engine *e)
{
	snprintf(out, size, "tcp://0.0.0.0:%d", port_of(e));
}

START_TEST(switched_off)
{
	struct engine *proxy = serve(&ok_reply, 1);
	struct engine *e = serve(&ok_reply, 1);
	davit_client_opts opts;
	davit_error err;
	char url[64];

	any_address(url, sizeof(url), e);
	opts = options(url);
	setenv("http_proxy", engine_url(proxy), 1);
	if (_i == 0)
		opts.flags = DAVIT_NO_PROXY;
	else
		setenv("no_proxy", "other,0.0.0.0", 1);
	ck_assert_msg(ask(&opts, &err) == 0, "%s", err.text);
	expect_line(e, 0, "GET /v1.43/info HTTP/1.1\r\n");
	ck_assert_uint_eq(engine_connections(proxy), 0);
	/* It would have been used otherwise. */
	opts.flags = 0;
	unsetenv("no_proxy");
	ck_assert_msg(ask(&opts, &err) == 0, "%s", err.text);
	ck_assert_uint_eq(engine_connections(proxy), 1);
	engine_stop(proxy);
	engine_stop(e);
}
END_TEST

START_TEST(never_on_this_machine)
{
	static const char *const hosts[] = {
		"127.0.0.1", "127.1.2.3", "localhost", "LOCALHOST"
	};
	struct engine_opts eo = { .kind = ENGINE_UNIX };
	struct engine *proxy = serve(&ok_reply, 1);
	struct engine *e = _i == 4 ? engine_start(&eo) : serve(&ok_reply, 1);
	davit_client_opts opts;
	davit_error err;
	char url[64];

	if (_i == 4)
		engine_script(e, &ok_reply, 1, false);
	else
		snprintf(url, sizeof(url), "tcp://%s:%d", hosts[_i],
			 port_of(e));
	opts = options(_i == 4 ? engine_url(e) : url);
	setenv("http_proxy", engine_url(proxy), 1);
	setenv("all_proxy", engine_url(proxy), 1);
	if (_i == 1)	/* nothing listens there */
		ck_assert_int_eq(ask(&opts, &err), DAVIT_ECONN);
	else
		ck_assert_msg(ask(&opts, &err) == 0, "%s", err.text);
	ck_assert_uint_eq(engine_connections(proxy), 0);
	engine_stop(proxy);
	engine_stop(e);
}
END_TEST

/* ---- what goes wrong ---------------------------------------------------- */

static void hear(const char *line, void *ctx)
{
	ck_assert_msg(strstr(line, "hunter2") == NULL, "%s", line);
	(*(int *)ctx)++;
}

START_TEST(not_there)
{
	davit_client_opts opts = options(NOWHERE);
	davit_error err;
	int lines = 0;

	opts.log = hear;
	opts.log_ctx = &lines;
	/* nobody listens on port 1 */
	setenv("http_proxy", "http://user:hunter2@127.0.0.1:1", 1);
	ck_assert_int_eq(ask(&opts, &err), DAVIT_ECONN);
	ck_assert_msg(strstr(err.text, NOWHERE) != NULL, "%s", err.text);
	ck_assert_msg(strstr(err.hint, "the proxy that http_proxy names") !=
		      NULL, "%s", err.hint);
	ck_assert_ptr_null(strstr(err.text, "hunter2"));
	ck_assert_int_gt(lines, 0);
}
END_TEST

static davit_stream *attach(const char *endpoint, davit_client **c,
			    davit_error *err)
{
	davit_client_opts opts = options(endpoint);
	davit_stream *s = NULL;
	json_t *params = json_pack("{s:s, s:b, s:b}", "id", "x", "stream", 1,
				   "stdin", 1);

	ck_assert_int_eq(davit_client_new(&opts, c, err), 0);
	davit_open(*c, "ContainerAttach", params, NULL, NULL, &s, err);
	json_decref(params);
	return s;
}

START_TEST(no_tunnel)
{
	static const char reply[] = "HTTP/1.1 407 Proxy Authentication "
		"Required\r\nContent-Length: 0\r\n\r\n";
	struct engine_reply r = {
		.data = reply, .len = sizeof(reply) - 1, .cut = ENGINE_WHOLE
	};
	struct engine *e = serve(&r, 1);
	davit_client *c;
	davit_error err;

	setenv("http_proxy", engine_url(e), 1);
	ck_assert_ptr_null(attach(NOWHERE, &c, &err));
	ck_assert_int_eq(err.code, DAVIT_ECONN);
	ck_assert_msg(strstr(err.text, "407") != NULL, "%s", err.text);
	ck_assert_msg(strstr(err.hint, "http_proxy") != NULL, "%s", err.hint);
	davit_client_free(c);
	engine_stop(e);
}
END_TEST

/* ---- taken over --------------------------------------------------------- */

static void echoes(davit_stream *s)
{
	char got[8];
	ssize_t n;

	ck_assert_int_eq((int)davit_stream_write(s, "hello", 5), 5);
	n = davit_stream_read(s, got, sizeof(got));
	ck_assert_int_eq((int)n, 5);
	ck_assert_int_eq(memcmp(got, "hello", 5), 0);
	ck_assert_int_eq(davit_stream_shutdown(s), 0);
	ck_assert_int_eq((int)davit_stream_read(s, got, sizeof(got)), 0);
}

START_TEST(taken_over)
{
	const struct engine_reply replies[] = {
		{ .data = TUNNEL, .len = sizeof(TUNNEL) - 1,
		  .cut = ENGINE_WHOLE },
		{ .data = TAKEN, .len = sizeof(TAKEN) - 1,
		  .cut = ENGINE_WHOLE, .end = ENGINE_ECHO }
	};
	struct engine *e = serve(replies, 2);
	davit_client *c;
	davit_stream *s;
	davit_error err;

	setenv("http_proxy", engine_url(e), 1);
	s = attach(NOWHERE, &c, &err);
	ck_assert_msg(s != NULL, "%s", err.text);
	ck_assert_ptr_null(davit_reply_header(davit_stream_reply(s),
					      "X-Proxy"));
	echoes(s);
	expect_line(e, 0, "CONNECT engine.invalid:2375 HTTP/1.1\r\n");
	expect_line(e, 1, "POST /v1.43/containers/x/attach?stream=true&"
		    "stdin=true HTTP/1.1\r\n");
	davit_stream_close(s);
	davit_client_free(c);
	engine_stop(e);
}
END_TEST

/* ---- a relay ------------------------------------------------------------ */

static void read_n(int fd, char *out, size_t n)
{
	ssize_t got;

	for (; n > 0; out += got, n -= (size_t)got) {
		got = read(fd, out, n);
		if (got <= 0)
			_exit(1);
	}
}

static void write_n(int fd, const char *data, size_t n)
{
	if (write(fd, data, n) != (ssize_t)n)
		_exit(1);
}

/* What HTTP and SOCKS5 say before the bytes flow; the name must be the one
 * that only the proxy knows. */
static void greet(int fd, bool socks)
{
	char text[512];
	size_t n = 0;

	if (socks) {
		read_n(fd, text, 2);
		read_n(fd, text + 2, (size_t)text[1]);
		write_n(fd, "\x05\x00", 2);
		read_n(fd, text, 5);
		n = (size_t)text[4];
		if (text[3] != 3)
			_exit(2);
		read_n(fd, text, n + 2);
		if (n != 14 || memcmp(text, "engine.invalid", 14) != 0)
			_exit(3);
		write_n(fd, "\x05\x00\x00\x01\0\0\0\0\0\0", 10);
		return;
	}
	do {
		read_n(fd, text + n, 1);
		n++;
	} while (n < sizeof(text) - 1 && (n < 4 ||
		 memcmp(text + n - 4, "\r\n\r\n", 4) != 0));
	if (strncmp(text, "CONNECT engine.invalid:2376 ", 28) != 0)
		_exit(4);
	write_n(fd, TUNNEL, sizeof(TUNNEL) - 1);
}

static void splice_both(int a, int b)
{
	struct pollfd fds[2] = { { a, POLLIN, 0 }, { b, POLLIN, 0 } };
	char data[4096];
	ssize_t n;
	int i;

	while (fds[0].fd >= 0 || fds[1].fd >= 0) {
		if (poll(fds, 2, 20000) <= 0)
			return;
		for (i = 0; i < 2; i++) {
			if (fds[i].fd < 0 || fds[i].revents == 0)
				continue;
			n = read(fds[i].fd, data, sizeof(data));
			if (n > 0 && write(i == 0 ? b : a, data, (size_t)n) ==
			    n)
				continue;
			shutdown(i == 0 ? b : a, SHUT_WR);
			fds[i].fd = -1;
		}
	}
}

/* A proxy that leads to a port of loopback, for one connection. */
static pid_t relay(int to, bool socks, int *port)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	socklen_t size = sizeof(addr);
	int listener = socket(AF_INET, SOCK_STREAM, 0), fd, far;
	pid_t pid;

	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&addr, size), 0);
	ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&addr,
				     &size), 0);
	ck_assert_int_eq(listen(listener, 1), 0);
	*port = ntohs(addr.sin_port);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid > 0) {
		close(listener);
		return pid;
	}
	alarm(30);
	fd = accept(listener, NULL, NULL);
	greet(fd, socks);
	far = socket(AF_INET, SOCK_STREAM, 0);
	addr.sin_port = htons((uint16_t)to);
	if (connect(far, (struct sockaddr *)&addr, sizeof(addr)) < 0)
		_exit(5);
	splice_both(fd, far);
	_exit(0);
}

static void expect_exit(pid_t pid)
{
	int status;

	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0,
		      "relay: %x", (unsigned)status);
}

/* Names are left to the proxy, as podman leaves them. */
START_TEST(socks)
{
	struct engine *e = serve(&ok_reply, 1);
	davit_client_opts opts = options(NULL);
	char url[64];
	davit_error err;
	pid_t pid;
	int port;

	pid = relay(port_of(e), true, &port);
	opts.engine = "podman";
	opts.api_version = "v4.3.1";
	snprintf(url, sizeof(url), "socks5%s://127.0.0.1:%d", _i == 0 ? "h" :
		 "", port);
	setenv("CONTAINER_HOST", "tcp://engine.invalid:8080", 1);
	setenv(_i == 0 ? "all_proxy" : "CONTAINER_PROXY", url, 1);
	/* its own proxy is what counts for podman */
	if (_i == 1) {
		setenv("http_proxy", "http://127.0.0.1:1", 1);
		setenv("no_proxy", "*", 1);
	}
	ck_assert_msg(ask(&opts, &err) == 0, "%s; %s", err.text, err.hint);
	expect_line(e, 0, "GET /v1.41/info HTTP/1.1\r\n");
	expect_exit(pid);
	engine_stop(e);
}
END_TEST

#ifdef HAVE_OPENSSL
static char certs[64];

static void make_certs(void)
{
	const char *srcdir = getenv("srcdir");
	char command[4096];

	snprintf(certs, sizeof(certs), "/tmp/davit-test.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(certs));
	snprintf(command, sizeof(command),
		 "sh '%s/tests/engines/mkcerts.sh' %s",
		 srcdir ? srcdir : ".", certs);
	ck_assert_int_eq(system(command), 0);
}

static void remove_certs(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", certs);
	ck_assert_int_eq(system(command), 0);
}

/* TLS goes through a tunnel; what the proxy says of it is no header of the
 * answer. */
START_TEST(tls)
{
	const struct engine_reply taken = {
		.data = TAKEN, .len = sizeof(TAKEN) - 1, .cut = ENGINE_WHOLE,
		.end = ENGINE_ECHO
	};
	char cert[128], key[128], proxy[64];
	struct engine_opts eo = {
		.kind = ENGINE_TLS, .cert = cert, .key = key
	};
	davit_client_opts opts = options("https://engine.invalid:2376");
	davit_reply *reply = NULL;
	davit_stream *s = NULL;
	struct engine *e;
	json_t *params;
	davit_client *c;
	davit_error err;
	pid_t pid;
	int port;

	snprintf(cert, sizeof(cert), "%s/server-cert.pem", certs);
	snprintf(key, sizeof(key), "%s/server-key.pem", certs);
	e = engine_start(&eo);
	engine_script(e, _i == 0 ? &ok_reply : &taken, 1, false);
	pid = relay(port_of(e), false, &port);
	snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%d", port);
	setenv("HTTPS_PROXY", proxy, 1);
	opts.flags = DAVIT_TLS_INSECURE;
	ck_assert_int_eq(davit_client_new(&opts, &c, &err), 0);
	if (_i == 0) {
		ck_assert_msg(davit_invoke(c, "SystemInfo", NULL, NULL, NULL,
					   &reply, &err) == 0, "%s",
			      err.text);
		ck_assert_ptr_null(davit_reply_header(reply, "X-Proxy"));
		expect_line(e, 0, "GET /v1.43/info HTTP/1.1\r\n");
		davit_reply_free(reply);
	} else {
		params = json_pack("{s:s}", "id", "x");
		ck_assert_msg(davit_open(c, "ContainerAttach", params, NULL,
					 NULL, &s, &err) == 0, "%s", err.text);
		json_decref(params);
		ck_assert_int_eq((int)davit_stream_write(s, "hi", 2), 2);
		davit_stream_close(s);
	}
	davit_client_free(c);
	expect_exit(pid);
	engine_stop(e);
}
END_TEST
#endif

int main(void)
{
	Suite *s = suite_create("proxy");
	TCase *tc = tcase_create("proxy");
	SRunner *sr;
	int failed;

	signal(SIGPIPE, SIG_IGN);
	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, clean, NULL);
	tcase_add_loop_test(tc, asked_in_full, 0, 2);
	tcase_add_loop_test(tc, switched_off, 0, 2);
	tcase_add_loop_test(tc, never_on_this_machine, 0, 5);
	tcase_add_test(tc, not_there);
	tcase_add_test(tc, no_tunnel);
	tcase_add_test(tc, taken_over);
	tcase_add_loop_test(tc, socks, 0, 2);
#ifdef HAVE_OPENSSL
	tcase_add_unchecked_fixture(tc, make_certs, remove_certs);
	tcase_add_loop_test(tc, tls, 0, 2);
#endif
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? 1 : 0;
}
