/* SPDX-License-Identifier: MIT */
/* Tests src/proxy.c: whether there may be a proxy, and who names it. */
#include "config.h"

#include "proxy.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#define PLAIN "http://engine.example:2375"
#define TLS "https://engine.example:2376"

static const struct {
	const char *origin;
	const char *set;		/* variables, parted by blanks */
	const char *socket, *ssh, *own;
	int fd;
	const char *wanted;		/* "-": there can be none */
} rows[] = {
	{ PLAIN, "", NULL, NULL, NULL, -1, NULL },
	{ PLAIN, "http_proxy", NULL, NULL, NULL, -1, "http_proxy" },
	{ PLAIN, "HTTP_PROXY https_proxy", NULL, NULL, NULL, -1, NULL },
	{ PLAIN, "ALL_PROXY", NULL, NULL, NULL, -1, "ALL_PROXY" },
	{ PLAIN, "ALL_PROXY all_proxy", NULL, NULL, NULL, -1, "all_proxy" },
	{ PLAIN, "all_proxy http_proxy", NULL, NULL, NULL, -1, "http_proxy" },
	{ TLS, "http_proxy", NULL, NULL, NULL, -1, NULL },
	{ TLS, "HTTPS_PROXY", NULL, NULL, NULL, -1, "HTTPS_PROXY" },
	{ TLS, "HTTPS_PROXY https_proxy", NULL, NULL, NULL, -1,
	  "https_proxy" },
	{ PLAIN, "http_proxy", NULL, NULL, "socks5://p:1", -1,
	  "CONTAINER_PROXY" },
	{ PLAIN, "http_proxy", "/s", NULL, NULL, -1, "-" },
	{ PLAIN, "http_proxy", NULL, "host", NULL, -1, "-" },
	{ PLAIN, "http_proxy", NULL, NULL, NULL, 0, "-" },
	{ "http://localhost:1", "http_proxy", NULL, NULL, NULL, -1, "-" },
	{ "http://LocalHost:1", "http_proxy", NULL, NULL, NULL, -1, "-" },
	{ "http://127.9.9.9:1", "http_proxy", NULL, NULL, NULL, -1, "-" },
	{ "http://[::1]:1", "http_proxy", NULL, NULL, "socks5://p:1", -1,
	  "-" },
	{ "http://localhost.example:1", "http_proxy", NULL, NULL, NULL, -1,
	  "http_proxy" },
};

/* The endpoint only borrows here. */
static char *lend(const char *text)
{
	return (char *)(uintptr_t)text;
}

static void set(const char *names)
{
	static const char *const all[] = {
		"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY",
		"all_proxy", "ALL_PROXY"
	};
	const char *p;
	size_t i, n;

	for (i = 0; i < COUNT(all); i++)
		unsetenv(all[i]);
	for (p = names; *p != '\0'; p += n, p += *p == ' ') {
		n = strcspn(p, " ");
		for (i = 0; i < COUNT(all); i++)
			if (strlen(all[i]) == n &&
			    strncmp(all[i], p, n) == 0)
				setenv(all[i], "http://p:1", 1);
	}
}

START_TEST(variable)
{
	struct endpoint e;
	const char *got;

	endpoint_init(&e);
	e.origin = lend(rows[_i].origin);
	e.tls = strncmp(e.origin, "https", 5) == 0;
	e.socket = lend(rows[_i].socket);
	e.ssh_host = lend(rows[_i].ssh);
	e.fd = rows[_i].fd;
	e.proxy = lend(rows[_i].own);
	set(rows[_i].set);
	got = proxy_variable(&e);
	if (rows[_i].wanted == NULL || rows[_i].wanted[0] == '-')
		ck_assert_ptr_null(got);
	else
		ck_assert_str_eq(got, rows[_i].wanted);
	ck_assert_int_eq(proxy_fits(&e), rows[_i].wanted == NULL ||
			 rows[_i].wanted[0] != '-');
}
END_TEST

START_TEST(address)
{
	static const struct { const char *given, *wanted; } some[] = {
		{ "socks5://u:p@h:1080", "socks5h://u:p@h:1080" },
		{ "SOCKS5://h", "socks5h://h" },
		{ "socks5h://h:1", "socks5h://h:1" },
		{ "http://h:3128", "http://h:3128" },
	};
	struct buf out = BUF_INIT(100);
	struct endpoint e;
	size_t i;

	endpoint_init(&e);
	for (i = 0; i < COUNT(some); i++) {
		e.proxy = lend(some[i].given);
		buf_reset(&out);
		ck_assert_int_eq(proxy_address(&e, &out), 0);
		ck_assert_str_eq(out.data, some[i].wanted);
	}
	buf_done(&out);
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, variable, rows);
	tcase_add_test(tc, address);
}

int main(void)
{
	return unit_run("proxy", fill);
}
