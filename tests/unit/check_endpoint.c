/* SPDX-License-Identifier: MIT */
/* Tests src/endpoint.c: argument, environment and defaults to an endpoint. */
#include "config.h"

#include "endpoint.h"
#include "lookup.h"
#include "mini.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const struct {
	const char *environment, *given;
	bool tls;
	/* uri|source|socket|origin|prefix|tls; "-": no socket */
	const char *wanted;
} good[] = {
	{ NULL, "unix:///run/x.sock", false,
	  "unix:///run/x.sock|given|/run/x.sock|http://localhost||plain" },
	{ NULL, "unix:///with space/caf\xc3\xa9", false,
	  "unix:///with space/caf\xc3\xa9|given|/with space/caf\xc3\xa9|"
	  "http://localhost||plain" },
	/* certificates don't matter to a socket */
	{ NULL, "unix:///run/x.sock", true,
	  "unix:///run/x.sock|given|/run/x.sock|http://localhost||plain" },
	{ NULL, "tcp://h", false,
	  "tcp://h|given|-|http://h:2375||plain" },
	{ NULL, "tcp://h", true,
	  "tcp://h|given|-|https://h:2376||tls" },
	{ NULL, "tcp://h:1", true, "tcp://h:1|given|-|https://h:1||tls" },
	{ NULL, "tcp://127.0.0.1:65535/", false,
	  "tcp://127.0.0.1:65535/|given|-|http://127.0.0.1:65535||plain" },
	{ NULL, "tcp://[::1]:2375", false,
	  "tcp://[::1]:2375|given|-|http://[::1]:2375||plain" },
	{ NULL, "http://h", false, "http://h|given|-|http://h:80||plain" },
	/* who writes http:// gets it */
	{ NULL, "http://h", true, "http://h|given|-|http://h:80||plain" },
	{ NULL, "https://h", false,
	  "https://h|given|-|https://h:443||tls" },
	{ NULL, "https://h:2376/docker/", false,
	  "https://h:2376/docker/|given|-|https://h:2376|/docker|tls" },
	{ NULL, "http://h/a/b", false,
	  "http://h/a/b|given|-|http://h:80|/a/b|plain" },
	{ NULL, "http://h///", false,
	  "http://h///|given|-|http://h:80||plain" },
	{ NULL, "h", false, "h|given|-|http://h:2375||plain" },
	{ NULL, "h:2376", true, "h:2376|given|-|https://h:2376||tls" },
	{ NULL, "my_host-1.example.com:80", false,
	  "my_host-1.example.com:80|given|-|"
	  "http://my_host-1.example.com:80||plain" },
	{ NULL, "tcp://h:00080", false,
	  "tcp://h:00080|given|-|http://h:80||plain" },
	/* the environment counts if nothing is given */
	{ "tcp://e:5", NULL, false,
	  "tcp://e:5|environment MINI_HOST|-|http://e:5||plain" },
	{ "unix:///e", NULL, true,
	  "unix:///e|environment MINI_HOST|/e|http://localhost||plain" },
	{ "tcp://e:5", "tcp://g", false,
	  "tcp://g|given|-|http://g:2375||plain" },
	{ "nonsense://e", "tcp://g", false,
	  "tcp://g|given|-|http://g:2375||plain" },
};

static int ask(const struct table *t, const char *given, bool tls,
	       struct endpoint *out, davit_error *err)
{
	struct endpoint_wish wish = { given, NULL, tls, false };

	return endpoint_choose(&t, &wish, NULL, out, err);
}

static int choose(const char *environment, const char *given, bool tls,
		  struct endpoint *out, davit_error *err)
{
	unsetenv("MINI_DIRECTORY");
	if (environment == NULL)
		unsetenv("MINI_HOST");
	else
		setenv("MINI_HOST", environment, 1);
	return ask(mini_table(), given, tls, out, err);
}

START_TEST(chosen)
{
	struct endpoint e;
	davit_error err = { .text = "" };
	char got[1000];
	int r;

	r = choose(good[_i].environment, good[_i].given, good[_i].tls, &e,
		   &err);
	ck_assert_msg(r == 0, "%s", err.text);
	snprintf(got, sizeof(got), "%s|%s|%s|%s|%s|%s", e.uri, e.source,
		 e.socket == NULL ? "-" : e.socket, e.origin, e.prefix,
		 e.tls ? "tls" : "plain");
	ck_assert_str_eq(got, good[_i].wanted);
	endpoint_done(&e);
	ck_assert_ptr_null(e.uri);
	endpoint_done(&e);
}
END_TEST

static const struct {
	const char *environment, *given, *said;
} bad[] = {
	{ NULL, "", "endpoint '' (given) names no host" },
	{ NULL, "tls://h", "endpoint 'tls://h' (given) has a scheme that is "
	  "not known" },
	{ NULL, "npipe:////./pipe/x", "has a scheme that is not known" },
	{ NULL, "TCP://h", "has a scheme that is not known" },
	{ NULL, "/run/x.sock", "lacks its scheme" },
	{ NULL, "unix://run/x.sock", "needs the absolute path of a socket" },
	{ NULL, "tcp://", "names no host" },
	{ NULL, "tcp://[]:80", "names no host" },
	{ NULL, "tcp://[::1", "names no host" },
	{ NULL, "tcp://[::g]", "names no host" },
	{ NULL, "http:///x", "names no host" },
	{ NULL, "tcp://h:", "has no valid port" },
	{ NULL, "tcp://h:0", "has no valid port" },
	{ NULL, "tcp://h:65536", "has no valid port" },
	{ NULL, "tcp://h:999999", "has no valid port" },
	{ NULL, "tcp://h:99999999999999999999", "has no valid port" },
	{ NULL, "tcp://h:-1", "has no valid port" },
	{ NULL, "tcp://h:http", "has no valid port" },
	{ NULL, "tcp://h:80x", "is not a host and port" },
	{ NULL, "tcp://h:80:80", "is not a host and port" },
	{ NULL, "tcp://h?a", "is not a host and port" },
	{ NULL, "http://h/a?b", "is not a host and port" },
	{ NULL, "http://h/a#b", "is not a host and port" },
	{ NULL, "http://h/a b", "is not a host and port" },
	{ NULL, "http://h/caf\xc3\xa9", "is not a host and port" },
	{ NULL, "tcp://h h", "is not a host and port" },
	{ NULL, "tcp://h\n:1", "is too long or holds a control character" },
	{ NULL, "unix:///a\x7f", "is too long or holds a control character" },
	{ "tls://e", NULL, "endpoint 'tls://e' (environment MINI_HOST) has a "
	  "scheme that is not known" },
	{ NULL, NULL, "Mini Engine has no default endpoint" },
	{ NULL, "unix://", "Mini Engine has no default endpoint" },
	{ "", NULL, "Mini Engine has no default endpoint" },
};

START_TEST(refused)
{
	struct endpoint e;
	davit_error err;

	ck_assert_int_eq(choose(bad[_i].environment, bad[_i].given, false, &e,
				&err), DAVIT_EINVAL);
	unit_holds("row", err.text, bad[_i].said);
	if (strstr(err.text, "default") == NULL)
		unit_holds("hint", err.hint, "unix:///path");
	ck_assert_ptr_null(e.uri);
	ck_assert_ptr_null(e.socket);
	ck_assert_int_eq(choose(bad[_i].environment, bad[_i].given, false, &e,
				NULL), DAVIT_EINVAL);
}
END_TEST

START_TEST(too_long)
{
	char uri[10000] = "unix:///";
	struct endpoint e;
	davit_error err;

	memset(uri + 8, 'a', 1000);
	ck_assert_int_eq(choose(NULL, uri, false, &e, &err), 0);
	endpoint_done(&e);
	memset(uri + 8, 'a', sizeof(uri) - 9);
	ck_assert_int_eq(choose(NULL, uri, false, &e, &err), DAVIT_EINVAL);
	unit_holds("long", err.text, "is too long");
}
END_TEST

/* A password has no place in an endpoint, nor in a message about it. */
START_TEST(no_secrets)
{
	static const char *const uris[] = {
		"tcp://user:hunter2@h:1", "https://user:hunter2@h/",
		"http://hunter2@h", "user:hunter2@h",
		"ssh://user:hunter2@h", "tcp://a@hunter2@h"
	};
	struct endpoint e;
	davit_error err;
	size_t i;

	for (i = 0; i < COUNT(uris); i++) {
		ck_assert_int_eq(choose(NULL, uris[i], false, &e, &err),
				 DAVIT_EINVAL);
		ck_assert_msg(strstr(err.text, "hunter2") == NULL, "%s",
			      err.text);
		unit_holds(uris[i], err.text, "(hidden)@h");
	}
}
END_TEST

static void make_socket(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_uint_lt(strlen(path), sizeof(a.sun_path));
	memcpy(a.sun_path, path, strlen(path) + 1);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	close(fd);
}

static void expect_default(const char *path)
{
	struct endpoint e;
	davit_error err;

	unsetenv("MINI_HOST");
	ck_assert_int_eq(ask(mini_table(), NULL, false, &e, &err), 0);
	ck_assert_str_eq(e.source, "default socket");
	ck_assert_str_eq(e.socket, path);
	endpoint_done(&e);
}

START_TEST(defaults)
{
	char dir[] = "/tmp/davit-unit-XXXXXX", one[64], two[64];
	FILE *file;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(one, sizeof(one), "%s/one.sock", dir);
	snprintf(two, sizeof(two), "%s/two.sock", dir);
	setenv("MINI_DIRECTORY", dir, 1);
	/* None there: the first, so that the message names it. */
	expect_default(one);
	make_socket(two);
	expect_default(two);
	/* A plain file is no socket. */
	file = fopen(one, "w");
	ck_assert_ptr_nonnull(file);
	fclose(file);
	expect_default(two);
	unlink(one);
	make_socket(one);
	expect_default(one);
	unlink(one);
	unlink(two);
	rmdir(dir);
	unsetenv("MINI_DIRECTORY");
}
END_TEST

/* What each real engine calls its variable. */
START_TEST(variables)
{
	static const char *const rows[][2] = {
		{ "docker", "DOCKER_HOST" }, { "podman", "CONTAINER_HOST" }
	};
	const struct table *t;
	struct endpoint e;
	davit_error err;
	char source[64];
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		ck_assert_int_eq(lookup_engine(rows[i][0], &t, &err), 0);
		setenv(rows[i][1], "tcp://e:1", 1);
		ck_assert_int_eq(ask(t, NULL, false, &e, &err), 0);
		snprintf(source, sizeof(source), "environment %s", rows[i][1]);
		ck_assert_str_eq(e.source, source);
		endpoint_done(&e);
		unsetenv(rows[i][1]);
		ck_assert_int_eq(ask(t, NULL, false, &e, &err), 0);
		ck_assert_str_eq(e.source, "default socket");
		ck_assert_int_eq(strncmp(e.uri, "unix:///", 8), 0);
		endpoint_done(&e);
	}
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, chosen, good);
	UNIT_ROWS(tc, refused, bad);
	tcase_add_test(tc, too_long);
	tcase_add_test(tc, no_secrets);
	tcase_add_test(tc, defaults);
	tcase_add_test(tc, variables);
}

int main(void)
{
	return unit_run_engines("endpoint", fill);
}
