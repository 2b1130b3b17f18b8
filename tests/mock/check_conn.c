/* SPDX-License-Identifier: MIT */
/*
 * Tests src/mock/conn.c and server.c below answers: bodies that are dropped,
 * requests answered before their body is in, bytes that are made as they are
 * taken, starting over.
 */
#include "config.h"

#include "server.h"
#include "unit.h"
#include "util.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define H "Host: a\r\n"
#define GET(path) "GET " path " HTTP/1.1\r\n" H "\r\n"
#define POST(path, n) "POST " path " HTTP/1.1\r\n" H "Content-Length: " #n \
	"\r\n\r\n"
#define CHUNKED(path) "POST " path " HTTP/1.1\r\n" H "Transfer-Encoding: " \
	"chunked\r\n\r\n"
#define OFFERED ((size_t)48 << 20)

/* A server in a thread; the path of a request says what happens. */
static struct server *server;
static pthread_t thread;
static atomic_uint connection, renewed;	/* of the last request; how often */
static atomic_ulong dropped, offered;
static struct conn *offering;
static char block[65536];

static enum conn_body on_head(struct conn *c, const struct request_in *r,
			      void *ctx)
{
	(void)c;
	(void)ctx;
	ck_assert_uint_eq(r->body_len, 0);
	if (strcmp(r->target, "/late") == 0)
		return CONN_LATE;
	return strcmp(r->target, "/drop") == 0 ? CONN_DROPPED : CONN_KEPT;
}

static void offer(void *ctx)
{
	size_t left = OFFERED - atomic_load(&offered);
	ssize_t n;

	(void)ctx;
	if (left == 0) {
		conn_next(offering, true);
		return;
	}
	n = conn_offer(offering, block, left < sizeof(block) ? left :
		       sizeof(block));
	if (n > 0)
		atomic_fetch_add(&offered, (unsigned long)n);
}

static void on_request(struct conn *c, const struct request_in *r, void *ctx)
{
	static const struct conn_ops offers = { .drained = offer };
	char text[64];

	(void)ctx;
	atomic_store(&connection, r->connection);
	atomic_store(&dropped, (unsigned long)r->dropped);
	if (strcmp(r->target, "/offer") == 0) {
		offering = c;
		conn_answer(c, &offers, NULL);
		conn_write(c, "<", 1);
		offer(NULL);
		return;
	}
	if (strcmp(r->target, "/bytes") == 0)
		conn_bytewise(c);
	snprintf(text, sizeof(text), "[%s %zu]", r->target, r->body_len);
	conn_write(c, text, strlen(text));
	if (strcmp(r->target, "/bytes") == 0)
		conn_end(c, CONN_CLOSE);
	else
		conn_next(c, true);
}

static void on_refused(struct conn *c, int status, const char *why, void *ctx)
{
	(void)c;
	(void)status;
	(void)why;
	(void)ctx;
}

static void on_poked(void *ctx)
{
	(void)ctx;
	server_renew(server);
	atomic_fetch_add(&renewed, 1);
}

static void *serve(void *arg)
{
	server_run(arg, NULL);
	return NULL;
}

static void start(void)
{
	const struct server_opts o = {
		.max_connections = 8,
		.limits = { .max_head = 4096, .max_body = 4096, .idle = -1,
			    .read = -1, .write = -1 },
		.head = on_head, .request = on_request,
		.refused = on_refused, .poked = on_poked,
	};

	dropped = offered = connection = renewed = 0;
	memset(block, 'x', sizeof(block));
	ck_assert_int_eq(server_new(&o, &server, NULL), 0);
	ck_assert_int_eq(pthread_create(&thread, NULL, serve, server), 0);
}

static void stop(void)
{
	server_stop(server, 0);
	pthread_join(thread, NULL);
	server_free(server);
}

static int dial(void)
{
	const char *path = server_address(server, 0) + strlen("unix://");
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	memcpy(addr.sun_path, path, strlen(path) + 1);
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&addr, sizeof(addr)),
			 0);
	return fd;
}

static void say(int fd, const char *text, size_t len)
{
	ck_assert_int_eq(send(fd, text, len, MSG_NOSIGNAL), (ssize_t)len);
}

/* What comes up to the end, '$', or until `len` bytes have, '?'. */
static char hear(int fd, char *out, size_t len)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	size_t used = 0;
	ssize_t n = 1;

	while (n > 0 && used < len) {
		ck_assert_msg(poll(&p, 1, 5000) == 1, "nothing after %.*s",
			      (int)used, out);
		n = read(fd, out + used, len - used);
		ck_assert_int_ge(n, 0);
		used += (size_t)n;
	}
	out[used] = '\0';
	return used < len ? '$' : '?';
}

static void expect(int fd, const char *text)
{
	char heard[256];

	ck_assert_int_eq(hear(fd, heard, strlen(text)), '?');
	ck_assert_str_eq(heard, text);
}

static void expect_end(int fd)
{
	char heard[2];

	ck_assert_int_eq(hear(fd, heard, 1), '$');
}

/* Answered at once; what follows is the body, then the next request. */
static const struct {
	const char *first, *rest;
	const char *then;	/* NULL: the end */
} lates[] = {
	{ POST("/late", 5), "hallo" GET("/"), "[/ 0]" },
	{ POST("/late", 5) "ha", "llo" GET("/"), "[/ 0]" },
	{ POST("/late", 5), "hallo" POST("/late", 5), "[/late 0]" },
	{ GET("/late"), GET("/"), "[/ 0]" },
	{ POST("/late", 9999999), "hallo", "" },
	{ CHUNKED("/late"), "5\r\nhallo\r\n0\r\nA: b\r\n\r\n" GET("/"),
	  "[/ 0]" },
	{ CHUNKED("/late") "5\r\nha", "llo\r\n0\r\n\r\n" GET("/"), "[/ 0]" },
	{ CHUNKED("/late"), "x\r\n" GET("/"), NULL },
};

START_TEST(answers_before_the_body)
{
	int fd;

	start();
	fd = dial();
	say(fd, lates[_i].first, strlen(lates[_i].first));
	expect(fd, "[/late 0]");
	say(fd, lates[_i].rest, strlen(lates[_i].rest));
	if (lates[_i].then != NULL)
		expect(fd, lates[_i].then);
	else
		expect_end(fd);
	close(fd);
	stop();
}
END_TEST

/* Larger than what would be kept, and the connection goes on. */
START_TEST(drops_bodies)
{
	static const char huge[] = POST("/drop", 6553600), large[] =
		POST("/keep", 4097);
	int fd, i;

	start();
	fd = dial();
	say(fd, huge, sizeof(huge) - 1);
	for (i = 0; i < 100; i++)
		say(fd, block, sizeof(block));
	expect(fd, "[/drop 0]");
	ck_assert_uint_eq(dropped, 6553600);
	say(fd, POST("/keep", 3) "abc", strlen(POST("/keep", 3)) + 3);
	expect(fd, "[/keep 3]");
	ck_assert_uint_eq(dropped, 0);
	say(fd, CHUNKED("/drop") "3\r\nabc\r\n0\r\n\r\n",
	    strlen(CHUNKED("/drop")) + 13);
	expect(fd, "[/drop 0]");
	ck_assert_uint_eq(dropped, 3);
	say(fd, large, sizeof(large) - 1);
	expect(fd, "HTTP/1.1 413 ");
	close(fd);
	stop();
}
END_TEST

/* Made as it is taken, while others are served. */
START_TEST(offers_what_is_taken)
{
	static char got[65536 + 1];
	size_t all = 0;
	int fd, other;
	ssize_t n;

	start();
	fd = dial();
	say(fd, GET("/offer") GET("/"), strlen(GET("/offer") GET("/")));
	usleep(100000);
	ck_assert_uint_gt(offered, 0);
	ck_assert_uint_lt(offered, 4 << 20);
	other = dial();
	say(other, GET("/"), strlen(GET("/")));
	expect(other, "[/ 0]");
	expect(fd, "<");
	for (; all < OFFERED; all += (size_t)n) {
		n = read(fd, got, OFFERED - all < sizeof(got) - 1 ?
			 OFFERED - all : sizeof(got) - 1);
		ck_assert_int_gt(n, 0);
		ck_assert(memchr(got, '[', (size_t)n) == NULL);
	}
	expect(fd, "[/ 0]");
	ck_assert_uint_eq(offered, OFFERED);
	close(fd);
	close(other);
	stop();
}
END_TEST

/* However long the reader takes. */
START_TEST(speaks_bytewise)
{
	char one[2];
	size_t i;
	int fd;

	start();
	fd = dial();
	say(fd, GET("/bytes"), strlen(GET("/bytes")));
	for (i = 0; i < strlen("[/bytes 0]"); i++) {
		usleep(2000);
		ck_assert_int_eq(recv(fd, one, 2, 0), 1);
		ck_assert_int_eq(one[0], "[/bytes 0]"[i]);
	}
	expect_end(fd);
	close(fd);
	stop();
}
END_TEST

START_TEST(starts_over)
{
	int fds[3], i;

	start();
	for (i = 0; i < 3; i++) {
		fds[i] = dial();
		say(fds[i], GET("/"), strlen(GET("/")));
		expect(fds[i], "[/ 0]");
		ck_assert_uint_eq(connection, (unsigned)i + 1);
	}
	ck_assert_uint_eq(server_accepted(server), 3);
	server_poke(server);
	for (i = 0; i < 3; i++) {
		expect_end(fds[i]);
		close(fds[i]);
	}
	while (renewed == 0)
		usleep(1000);
	ck_assert_uint_eq(server_accepted(server), 0);
	fds[0] = dial();
	say(fds[0], GET("/"), strlen(GET("/")));
	expect(fds[0], "[/ 0]");
	ck_assert_uint_eq(connection, 1);
	close(fds[0]);
	stop();
}
END_TEST

static void fill(TCase *tc)
{
	tcase_set_timeout(tc, 30);
	UNIT_ROWS(tc, answers_before_the_body, lates);
	tcase_add_test(tc, drops_bodies);
	tcase_add_test(tc, offers_what_is_taken);
	tcase_add_test(tc, speaks_bytewise);
	tcase_add_test(tc, starts_over);
}

int main(void)
{
	return unit_run("conn", fill);
}
