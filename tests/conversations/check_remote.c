/* SPDX-License-Identifier: MIT */
/*
 * Connections that others make: through a stand-in for ssh (fakessh.c), and
 * one that the caller has made already.
 */
#include "config.h"
#include "../engine.h"
#include "davit.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define URI "ssh://me@far:2222"
#define HEAD_REPLY "HTTP/1.1 404 Not Found\r\nContent-Length: 19\r\n\r\n"
#define OK_REPLY "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" \
	"Content-Length: 10\r\n\r\n{\"ID\":\"x\"}"
#define TAKEN_REPLY "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\n" \
	"Upgrade: tcp\r\n\r\n"
#define REPLY(text) { .data = (text), .len = sizeof(text) - 1, \
		      .cut = ENGINE_WHOLE }
#define ENDS(text, how) { .data = (text), .len = sizeof(text) - 1, \
			  .cut = ENGINE_WHOLE, .end = (how) }

static struct engine *engine;
static char dir[] = "/tmp/davit-remote-XXXXXX", fake[PATH_MAX];
static char log_path[64], path[4096];
static davit_client_opts opts;
static davit_error err;

/* ---- an engine, a stand-in for ssh -------------------------------------- */

static void start(void)
{
	const davit_client_opts fresh = DAVIT_CLIENT_OPTS_INIT;
	char name[64];

	strcpy(strrchr(dir, '-') + 1, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(name, sizeof(name), "%s/ssh", dir);
	ck_assert_int_eq(symlink(fake, name), 0);
	snprintf(log_path, sizeof(log_path), "%s/log", dir);
	snprintf(path, sizeof(path), "%s:/usr/bin:/bin", dir);
	setenv("PATH", path, 1);
	setenv("FAKE_LOG", log_path, 1);
	unsetenv("FAKE_SSH");
	engine = engine_start(NULL);
	setenv("FAKE_ENGINE", engine_path(engine), 1);
	setenv("XDG_RUNTIME_DIR", dir, 1);
	opts = fresh;
	opts.engine = "docker";
	opts.api_version = "v1.43";
	opts.endpoint = URI;
	opts.connect_timeout = 20000;
	opts.first_byte_timeout = 20000;
}

/* Nothing is left: no child, no file. */
static void stop(void)
{
	char name[64];

	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
	engine_stop(engine);
	snprintf(name, sizeof(name), "%s/ssh", dir);
	unlink(name);
	unlink(log_path);
	ck_assert_msg(rmdir(dir) == 0, "%s: %s", dir, strerror(errno));
}

static void mode(const char *name, const char *say, const char *status)
{
	setenv("FAKE_SSH", name, 1);
	setenv("FAKE_SAY", say, 1);
	setenv("FAKE_STATUS", status, 1);
}

static davit_client *client(void)
{
	davit_client *c;

	ck_assert_msg(davit_client_new(&opts, &c, &err) == 0, "%s", err.text);
	return c;
}

static int ask(davit_client *c)
{
	json_t *value = NULL;
	int r = davit_call(c, "SystemInfo", &value, &err, NULL);

	if (r == 0)
		ck_assert_str_eq(json_string_value(json_object_get(value,
							"ID")), "x");
	json_decref(value);
	return r;
}

static void expect_ok(int r)
{
	ck_assert_msg(r == 0, "%s: %s", davit_code_name(r), err.text);
}

/* An error that names the endpoint, and has something to try. */
static void expect(int r, int code, const char *text, const char *hint)
{
	ck_assert_msg(r == code, "%s, not %s: %s", davit_code_name(r),
		      davit_code_name(code), err.text);
	ck_assert_msg(strstr(err.text, text) != NULL, "no '%s' in '%s'", text,
		      err.text);
	ck_assert_msg(strstr(err.hint, hint) != NULL, "no '%s' in '%s'", hint,
		      err.hint);
}

/* The arguments of the nth ssh, or how many there were. */
static char line[2000];

static unsigned count_ssh(unsigned nth)
{
	FILE *f = fopen(log_path, "r");
	char text[2000];
	unsigned n = 0;

	line[0] = '\0';
	while (f != NULL && fgets(text, sizeof(text), f) != NULL)
		if (n++ == nth)
			snprintf(line, sizeof(line), "%s", text);
	if (f != NULL)
		fclose(f);
	return n;
}

static void script(const struct engine_reply *replies, size_t n)
{
	engine_script(engine, replies, n, false);
}

/* ---- docker: a command carries a connection ----------------------------- */

START_TEST(reuse)
{
	static const struct engine_reply r[] = {
		REPLY(HEAD_REPLY), REPLY(OK_REPLY), REPLY(OK_REPLY),
		REPLY(OK_REPLY)
	};
	davit_client *c = client();
	int i;

	script(r, COUNT(r));
	ck_assert_uint_eq(count_ssh(0), 0);
	for (i = 0; i < 3; i++)
		expect_ok(ask(c));
	ck_assert_uint_eq(count_ssh(0), 1);
	ck_assert_str_eq(line, "-T|-o|ConnectTimeout=20|-o|BatchMode=yes|-l|"
			 "me|-p|2222|--|far|docker system dial-stdio\n");
	ck_assert_uint_eq(engine_connections(engine), 1);
	davit_client_free(c);
}
END_TEST

START_TEST(socket_there)
{
	static const struct engine_reply r[] = {
		REPLY(HEAD_REPLY), REPLY(OK_REPLY)
	};
	davit_client *c;

	opts.endpoint = "ssh://far/run/my-docker.sock";
	c = client();
	script(r, COUNT(r));
	expect_ok(ask(c));
	count_ssh(0);
	ck_assert_msg(strstr(line, "|--|far|docker --host unix:///run/my-"
			     "docker.sock system dial-stdio\n") != NULL,
		      "%s", line);
	davit_client_free(c);
}
END_TEST

/* What must not be sent twice goes over the line that stands, however long
 * it was idle. */
START_TEST(idle)
{
	static const struct engine_reply r[] = {
		REPLY(HEAD_REPLY), REPLY(OK_REPLY),
		REPLY("HTTP/1.1 204 No Content\r\n\r\n")
	};
	davit_client *c = client();

	script(r, COUNT(r));
	expect_ok(ask(c));
	nanosleep(&(struct timespec){ 1, 200000000 }, NULL);
	expect_ok(davit_call(c, "ContainerKill", NULL, &err, "{s:s}",
			     "id", "a"));
	ck_assert_uint_eq(count_ssh(0), 1);
	davit_client_free(c);
}
END_TEST

static const struct {
	const char *mode, *say, *status, *text, *hint;
	int code;
} refusals[] = {
	{ "fail", "Host key verification failed.\r", "255",
	  "cannot connect to " URI " (given): ssh says: Host key verification "
	  "failed.", "not known here", DAVIT_ECONN },
	{ "fail", "me@far: Permission denied (publickey).", "255",
	  "Permission denied (publickey).", "none of the keys", DAVIT_ECONN },
	{ "fail", "sh: 1: docker: not found", "127", "docker: not found",
	  "has no docker", DAVIT_ECONN },
	{ "fail", "", "3", "ended with status 3", "by hand", DAVIT_ECONN },
	{ "noise", "", "0", "no engine: Welcome to far", "must not without a "
	  "terminal", DAVIT_EPROTO },
};

START_TEST(refused)
{
	davit_client *c = client();
	int i;

	mode(refusals[_i].mode, refusals[_i].say, refusals[_i].status);
	for (i = 0; i < 2; i++)
		expect(ask(c), refusals[_i].code, refusals[_i].text,
		       refusals[_i].hint);
	ck_assert_uint_eq(count_ssh(0), 2);
	if (strstr(err.text, "ssh says") != NULL)
		ck_assert_ptr_null(strstr(strstr(err.text, "ssh says") + 1,
					  "ssh says"));
	davit_client_free(c);
}
END_TEST

START_TEST(no_ssh)
{
	davit_client *c = client();

	setenv("PATH", "/nonexistent", 1);
	expect(ask(c), DAVIT_ECONN, "cannot connect to " URI " (given): there "
	       "is no program ssh in PATH", "install");
	setenv("PATH", path, 1);
	davit_client_free(c);
}
END_TEST

START_TEST(hangs)
{
	davit_client *c;

	opts.connect_timeout = 300;
	c = client();
	mode("hang", "", "0");
	expect(ask(c), DAVIT_ETIMEOUT, URI " (given): no connection within "
	       "300 ms (connect timeout)", "");
	davit_client_free(c);
}
END_TEST

START_TEST(no_time_for_the_call)
{
	davit_client *c;

	opts.call_timeout = 200;
	c = client();
	mode("hang", "", "0");
	expect(ask(c), DAVIT_ETIMEOUT, "200 ms (call timeout)", "");
	davit_client_free(c);
}
END_TEST

static void *cancel_soon(void *c)
{
	nanosleep(&(struct timespec){ 0, 200000000 }, NULL);
	davit_cancel(c);
	return NULL;
}

START_TEST(cancelled)
{
	davit_client *c;
	pthread_t id;

	c = client();
	mode("hang", "", "0");
	pthread_create(&id, NULL, cancel_soon, c);
	expect(ask(c), DAVIT_ECANCELED, "cancelled", "");
	pthread_join(id, NULL);
	davit_client_free(c);
}
END_TEST

/* It says more than a pipe holds and is not kept waiting. */
START_TEST(chatty)
{
	static const struct engine_reply r[] = {
		REPLY(HEAD_REPLY), REPLY(OK_REPLY)
	};
	davit_client *c = client();

	mode("chatty", "", "0");
	script(r, COUNT(r));
	expect_ok(ask(c));
	davit_client_free(c);
}
END_TEST

/* The line breaks within an answer; the next call makes another. */
START_TEST(breaks)
{
	static const struct engine_reply r[] = {
		REPLY(HEAD_REPLY), REPLY(OK_REPLY), REPLY(HEAD_REPLY),
		REPLY(OK_REPLY)
	};
	davit_client *c = client();
	char bytes[20];

	snprintf(bytes, sizeof(bytes), "%zu", sizeof(HEAD_REPLY) +
		 sizeof(OK_REPLY) - 2 - 5);
	setenv("FAKE_BYTES", bytes, 1);
	mode("cut", "Connection to far closed by remote host.", "255");
	script(r, COUNT(r));
	expect(ask(c), DAVIT_ECONN, "in the middle of the answer", "");
	ck_assert_msg(strstr(err.text, "ssh says: Connection to far closed by "
			     "remote host.") != NULL, "%s", err.text);
	unsetenv("FAKE_SSH");
	expect_ok(ask(c));
	ck_assert_uint_eq(count_ssh(0), 2);
	davit_client_free(c);
}
END_TEST

/* The engine closes an idle line: nobody notices. */
START_TEST(closed_while_idle)
{
	static const struct engine_reply r[] = {
		REPLY(HEAD_REPLY), ENDS(OK_REPLY, ENGINE_CLOSE),
		REPLY(HEAD_REPLY), REPLY(OK_REPLY)
	};
	davit_client *c = client();

	mode("late", "old words", "0");
	script(r, COUNT(r));
	expect_ok(ask(c));
	nanosleep(&(struct timespec){ 0, 200000000 }, NULL);
	expect_ok(ask(c));
	ck_assert_uint_eq(count_ssh(0), 2);
	davit_client_free(c);
}
END_TEST

static davit_stream *attach(davit_client *c)
{
	davit_call_opts o = DAVIT_CALL_OPTS_INIT;
	json_t *params = json_pack("{s:s}", "id", "a");
	davit_stream *s = NULL;
	int r;

	o.framed = -1;
	r = davit_open(c, "ContainerAttach", params, NULL, &o, &s, &err);
	json_decref(params);
	expect_ok(r);
	return s;
}

static void half_close(davit_client *c)
{
	davit_stream *s = attach(c);
	char got[100] = "";
	size_t n = 0;
	ssize_t r;

	ck_assert_int_eq((int)davit_stream_write(s, "hello", 5), 5);
	ck_assert_int_eq(davit_stream_shutdown(s), 0);
	while ((r = davit_stream_read(s, got + n, sizeof(got) - n)) > 0)
		n += (size_t)r;
	ck_assert_msg(r == 0, "%s", davit_stream_error(s)->text);
	ck_assert_str_eq(got, "hellothe end");
	davit_stream_close(s);
}

START_TEST(taken_over)
{
	static struct engine_reply r[] = {
		REPLY(HEAD_REPLY), ENDS(TAKEN_REPLY, ENGINE_ECHO),
		REPLY(HEAD_REPLY), REPLY(OK_REPLY)
	};
	davit_client *c = client();

	r[1].last = "the end";
	r[1].last_len = 7;
	script(r, COUNT(r));
	half_close(c);
	expect_ok(ask(c));
	ck_assert_uint_eq(count_ssh(0), 2);
	davit_client_free(c);
}
END_TEST

START_TEST(taken_over_fails)
{
	json_t *params = json_pack("{s:s}", "id", "a");
	davit_client *c = client();
	davit_stream *s;

	mode("fail", "Host key verification failed.", "255");
	expect(davit_open(c, "ContainerAttach", params, NULL, NULL, &s, &err),
	       DAVIT_ECONN, "ssh says: Host key verification failed.",
	       "not known here");
	json_decref(params);
	davit_client_free(c);
}
END_TEST

/* A stream that stays open, and a call beside it; then the stream is left
 * unread. */
START_TEST(stream)
{
	static const char lines[] = "HTTP/1.1 200 OK\r\nContent-Type: "
		"application/json\r\n\r\n{\"a\":1}\n{\"a\":2}\n";
	static const struct engine_reply r[] = {
		REPLY(HEAD_REPLY), ENDS(lines, ENGINE_SILENT),
		REPLY(HEAD_REPLY), REPLY(OK_REPLY)
	};
	davit_client *c = client();
	davit_stream *s = NULL;
	json_t *value;

	script(r, COUNT(r));
	expect_ok(davit_open(c, "SystemEvents", NULL, NULL, NULL, &s, &err));
	ck_assert_int_eq(davit_stream_json(s, &value), 1);
	json_decref(value);
	expect_ok(ask(c));
	ck_assert_int_eq(davit_stream_json(s, &value), 1);
	ck_assert_int_eq((int)json_integer_value(json_object_get(value, "a")),
			 2);
	json_decref(value);
	davit_stream_close(s);
	ck_assert_uint_eq(count_ssh(0), 2);
	davit_client_free(c);
}
END_TEST

/* No more ssh than a client may have. */
START_TEST(many)
{
	enum { LIMIT = 16 };
	static const char open_end[] = "HTTP/1.1 200 OK\r\nContent-Type: "
		"application/json\r\n\r\n";
	static struct engine_reply r[2 * LIMIT];
	davit_stream *s[LIMIT + 1];
	davit_client *c = client();
	int i;

	for (i = 0; i < LIMIT; i++) {
		r[2 * i] = (struct engine_reply)REPLY(HEAD_REPLY);
		r[2 * i + 1] = (struct engine_reply)ENDS(open_end,
							 ENGINE_SILENT);
	}
	script(r, COUNT(r));
	for (i = 0; i < LIMIT; i++)
		expect_ok(davit_open(c, "SystemEvents", NULL, NULL, NULL,
				     &s[i], &err));
	expect(davit_open(c, "SystemEvents", NULL, NULL, NULL, &s[i], &err),
	       DAVIT_ECONN, "16 connections at once", "close streams");
	for (i = 0; i < LIMIT; i++)
		davit_stream_close(s[i]);
	davit_client_free(c);
}
END_TEST

/* Cancelled or failed: there is still the client, and no child. */
START_TEST(no_child_after_close)
{
	static const struct engine_reply r[] = {
		REPLY(HEAD_REPLY), ENDS(TAKEN_REPLY, ENGINE_DEAF)
	};
	davit_client *c = client();

	script(r, COUNT(r));
	davit_stream_close(attach(c));
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	davit_client_free(c);
}
END_TEST

/* ---- podman: a socket is forwarded --------------------------------------- */

static void as_podman(const char *uri)
{
	opts.engine = "podman";
	opts.api_version = NULL;
	opts.endpoint = uri;
}

#define PING "HTTP/1.1 200 OK\r\nLibpod-API-Version: 4.3.1\r\n" \
	"Content-Length: 2\r\n\r\nOK"

static int ask_libpod(davit_client *c)
{
	return davit_call(c, "SystemInfoLibpod", NULL, &err, NULL);
}

START_TEST(forwards)
{
	static const struct engine_reply r[] = {
		REPLY(PING), REPLY(OK_REPLY), REPLY(OK_REPLY)
	};
	char start_of[200];
	davit_client *c;

	as_podman(URI "/run/podman/podman.sock");
	c = client();
	script(r, COUNT(r));
	expect_ok(ask_libpod(c));
	expect_ok(ask_libpod(c));
	ck_assert_uint_eq(count_ssh(0), 1);
	snprintf(start_of, sizeof(start_of), "-T|-o|ConnectTimeout=20|-o|"
		 "BatchMode=yes|-l|me|-p|2222|-N|-o|ExitOnForwardFailure=yes|"
		 "-o|ControlPath=none|-L|%s/davit-", dir);
	ck_assert_msg(strncmp(line, start_of, strlen(start_of)) == 0, "%s",
		      line);
	ck_assert_ptr_nonnull(strstr(line, "/engine:/run/podman/podman.sock|"
				     "--|far\n"));
	davit_client_free(c);
}
END_TEST

START_TEST(asks)
{
	static const struct engine_reply r[] = { REPLY(PING), REPLY(OK_REPLY) };
	davit_client *c;

	as_podman(URI);
	setenv("FAKE_ANSWER", "unix:///run/user/1/podman.sock", 1);
	c = client();
	script(r, COUNT(r));
	expect_ok(ask_libpod(c));
	ck_assert_uint_eq(count_ssh(0), 2);
	ck_assert_msg(strstr(line, "|--|far|podman info --format '{{") !=
		      NULL, "%s", line);
	count_ssh(1);
	ck_assert_ptr_nonnull(strstr(line, ":/run/user/1/podman.sock|"));
	davit_client_free(c);
}
END_TEST

static const char *const nonsense[] = { "", "none", "/a\x1b[2J", "unix://" };

START_TEST(asks_in_vain)
{
	davit_client *c;

	as_podman(URI);
	setenv("FAKE_ANSWER", nonsense[_i], 1);
	c = client();
	expect(ask_libpod(c), DAVIT_EPROTO, "does not say where the engine "
	       "listens", "ssh://host/path");
	ck_assert_ptr_null(strchr(err.text, '\x1b'));
	davit_client_free(c);
}
END_TEST

static const char *const uris[] = { URI, URI "/run/podman.sock" };

START_TEST(podman_refused)
{
	davit_client *c;

	as_podman(uris[_i]);
	c = client();
	mode("fail", "me@far: Permission denied (publickey).", "255");
	expect(ask_libpod(c), DAVIT_ECONN, "cannot connect to", "keys");
	ck_assert_ptr_nonnull(strstr(err.text, "ssh says: me@far: Permission "
				     "denied (publickey)."));
	setenv("PATH", "/nonexistent", 1);
	expect(ask_libpod(c), DAVIT_ECONN, "no program ssh", "install");
	setenv("PATH", path, 1);
	davit_client_free(c);
}
END_TEST

START_TEST(podman_hangs)
{
	davit_client *c;

	as_podman(uris[_i]);
	opts.connect_timeout = 300;
	c = client();
	mode("hang", "", "0");
	expect(ask_libpod(c), DAVIT_ETIMEOUT, "300 ms (connect timeout)", "");
	davit_client_free(c);
}
END_TEST

START_TEST(podman_cancelled)
{
	davit_client *c;
	pthread_t id;

	as_podman(uris[_i]);
	c = client();
	mode("hang", "", "0");
	pthread_create(&id, NULL, cancel_soon, c);
	expect(ask_libpod(c), DAVIT_ECANCELED, "cancelled", "");
	pthread_join(id, NULL);
	davit_client_free(c);
}
END_TEST

/* Nobody listens on the socket over there: ssh says so, not the engine. */
START_TEST(podman_nobody)
{
	davit_client *c;

	as_podman(URI "/run/podman.sock");
	setenv("FAKE_ENGINE", "/nonexistent", 1);
	c = client();
	expect(ask_libpod(c), DAVIT_ECONN, "ssh says: open failed: connect "
	       "failed", "nobody listens on that socket");
	davit_client_free(c);
}
END_TEST

START_TEST(podman_taken_over)
{
	static struct engine_reply r[] = {
		REPLY(PING), ENDS(TAKEN_REPLY, ENGINE_ECHO), REPLY(OK_REPLY)
	};
	davit_client *c;

	as_podman(URI "/run/podman.sock");
	c = client();
	r[1].last = "the end";
	r[1].last_len = 7;
	script(r, COUNT(r));
	half_close(c);
	expect_ok(ask_libpod(c));
	ck_assert_uint_eq(count_ssh(0), 1);
	davit_client_free(c);
}
END_TEST

/* The ssh that forwards is gone: another takes its place. */
START_TEST(forward_ends)
{
	static const struct engine_reply r[] = {
		REPLY(PING), REPLY(OK_REPLY), REPLY(OK_REPLY)
	};
	char command[200];
	davit_client *c;

	as_podman(URI "/run/podman.sock");
	c = client();
	script(r, COUNT(r));
	expect_ok(ask_libpod(c));
	snprintf(command, sizeof(command), "for p in /proc/[0-9]*; do "
		 "[ \"$(sed -n 's/^PPid:.//p' $p/status)\" = %d ] && tr "
		 "'\\0' ' ' < $p/cmdline | grep -q '^ssh ' && "
		 "kill ${p#/proc/}; done 2>/dev/null; sleep 0.1",
		 (int)getpid());
	ck_assert_int_ge(system(command), 0);
	expect_ok(ask_libpod(c));
	ck_assert_uint_eq(count_ssh(0), 2);
	davit_client_free(c);
}
END_TEST

/* ---- a descriptor that is connected -------------------------------------- */

static int connected(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(a.sun_path, sizeof(a.sun_path), "%s", engine_path(engine));
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	return fd;
}

static char fd_uri[30];

static davit_client *client_of(int fd)
{
	davit_client *c;

	snprintf(fd_uri, sizeof(fd_uri), "fd://%d", fd);
	opts.endpoint = fd_uri;
	c = client();
	close(fd);
	return c;
}

START_TEST(descriptor)
{
	static const struct engine_reply r[] = {
		REPLY(OK_REPLY), REPLY(OK_REPLY), ENDS(OK_REPLY, ENGINE_CLOSE)
	};
	davit_client *c;
	int i;

	script(r, COUNT(r));
	c = client_of(connected());
	for (i = 0; i < 3; i++)
		expect_ok(ask(c));
	ck_assert_uint_eq(engine_connections(engine), 1);
	for (i = 0; i < 2; i++) {
		expect(ask(c), DAVIT_ECONN, "carried one connection, and that "
		       "is over", "another client");
		ck_assert_ptr_nonnull(strstr(err.text, fd_uri));
	}
	davit_client_free(c);
}
END_TEST

START_TEST(descriptor_idle)
{
	static const struct engine_reply r[] = {
		REPLY(OK_REPLY), REPLY("HTTP/1.1 204 No Content\r\n\r\n")
	};
	davit_client *c;

	script(r, COUNT(r));
	c = client_of(connected());
	expect_ok(ask(c));
	nanosleep(&(struct timespec){ 1, 200000000 }, NULL);
	expect_ok(davit_call(c, "ContainerKill", NULL, &err, "{s:s}",
			     "id", "a"));
	davit_client_free(c);
}
END_TEST

START_TEST(descriptor_taken_over)
{
	static struct engine_reply r = ENDS(TAKEN_REPLY, ENGINE_ECHO);
	davit_client *c;

	r.last = "the end";
	r.last_len = 7;
	script(&r, 1);
	c = client_of(connected());
	half_close(c);
	expect(ask(c), DAVIT_ECONN, "carried one connection", "taken over");
	davit_client_free(c);
}
END_TEST

START_TEST(descriptor_closed)
{
	davit_client *c = NULL;

	opts.endpoint = "fd://987";
	expect(davit_client_new(&opts, &c, &err), DAVIT_EINVAL, "fd://987",
	       "");
	ck_assert_ptr_null(c);
}
END_TEST

/* ---- all of them --------------------------------------------------------- */

static void fill(TCase *tc)
{
	tcase_add_test(tc, reuse);
	tcase_add_test(tc, socket_there);
	tcase_add_test(tc, idle);
	tcase_add_loop_test(tc, refused, 0, (int)COUNT(refusals));
	tcase_add_test(tc, no_ssh);
	tcase_add_test(tc, hangs);
	tcase_add_test(tc, no_time_for_the_call);
	tcase_add_test(tc, cancelled);
	tcase_add_test(tc, chatty);
	tcase_add_test(tc, breaks);
	tcase_add_test(tc, closed_while_idle);
	tcase_add_test(tc, taken_over);
	tcase_add_test(tc, taken_over_fails);
	tcase_add_test(tc, stream);
	tcase_add_test(tc, many);
	tcase_add_test(tc, no_child_after_close);
	tcase_add_test(tc, forwards);
	tcase_add_test(tc, asks);
	tcase_add_loop_test(tc, asks_in_vain, 0, (int)COUNT(nonsense));
	tcase_add_loop_test(tc, podman_refused, 0, (int)COUNT(uris));
	tcase_add_loop_test(tc, podman_hangs, 0, (int)COUNT(uris));
	tcase_add_loop_test(tc, podman_cancelled, 0, (int)COUNT(uris));
	tcase_add_test(tc, podman_nobody);
	tcase_add_test(tc, podman_taken_over);
	tcase_add_test(tc, forward_ends);
	tcase_add_test(tc, descriptor);
	tcase_add_test(tc, descriptor_idle);
	tcase_add_test(tc, descriptor_taken_over);
	tcase_add_test(tc, descriptor_closed);
}

int main(void)
{
	SRunner *runner;
	Suite *suite;
	TCase *tc;
	int failed;

	/* Without a terminal, whoever runs this. */
	if (fork() > 0) {
		wait(&failed);
		return WIFEXITED(failed) ? WEXITSTATUS(failed) : 1;
	}
	setsid();
	if (realpath("tests/fakessh", fake) == NULL)
		return 99;
	suite = suite_create("remote");
	tc = tcase_create("remote");
	runner = srunner_create(suite);
	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, start, stop);
	fill(tc);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
