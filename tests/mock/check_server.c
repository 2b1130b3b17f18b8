/* SPDX-License-Identifier: MIT */
/*
 * Tests src/mock/server.c, conn.c and play.c with a client that sees every
 * byte: answers of each kind, what can go wrong with them, and all limits.
 */
#include "config.h"

#include "play.h"
#include "server.h"
#include "unit.h"
#include "util.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define H "Host: a\r\n"
#define GET(path) "GET " path " HTTP/1.1\r\n" H "\r\n"

/* A server in a thread; the path of a request says how it answers. */
static struct site {
	struct server *server;
	struct players players;
	pthread_t thread;
	struct fault *fault;	/* of the next answer */
	pthread_mutex_t lock;
	unsigned asked, done, refused, broken;
	uint64_t made;		/* bytes of /endless */
} site;

static void count(unsigned *what)
{
	pthread_mutex_lock(&site.lock);
	(*what)++;
	pthread_mutex_unlock(&site.lock);
}

static unsigned counted(const unsigned *what)
{
	unsigned n;

	pthread_mutex_lock(&site.lock);
	n = *what;
	pthread_mutex_unlock(&site.lock);
	return n;
}

/* Waits until it is so many. */
static bool comes_to(const unsigned *what, unsigned n)
{
	int64_t end = util_now_ms() + 5000;

	while (counted(what) < n && util_now_ms() < end)
		usleep(1000);
	return counted(what) == n;
}

static void on_done(void *ctx, uint64_t bytes, bool complete)
{
	(void)ctx;
	(void)bytes;
	count(&site.done);
	if (!complete)
		count(&site.broken);
}

/* Three pieces, 5 ms between them. */
static int more_pieces(void *state, struct buf *out, int64_t now,
		       int64_t *wake)
{
	int *n = state;

	buf_add_str(out, (const char *[]){ "one", "two", "three" }[*n]);
	*wake = now + 5;
	return ++*n < 3 ? ANSWER_MORE : ANSWER_END;
}

static int more_endless(void *state, struct buf *out, int64_t now,
			int64_t *wake)
{
	static const char block[4096];

	(void)state;
	buf_add(out, block, sizeof(block));
	*wake = now;
	pthread_mutex_lock(&site.lock);
	site.made += sizeof(block);
	pthread_mutex_unlock(&site.lock);
	return ANSWER_MORE;
}

static int more_never(void *state, struct buf *out, int64_t now, int64_t *wake)
{
	(void)state;
	(void)out;
	(void)now;
	(void)wake;
	return ANSWER_MORE;
}

static int more_broken(void *state, struct buf *out, int64_t now,
		       int64_t *wake)
{
	(void)state;
	(void)now;
	(void)wake;
	buf_add_str(out, "lost");
	return -1;
}

struct echo {
	struct buf heard;
	bool end;
};

static void hear(void *state, const void *data, size_t len, bool end)
{
	struct echo *e = state;

	buf_add(&e->heard, data, len);
	e->end = e->end || end;
}

static int more_echo(void *state, struct buf *out, int64_t now, int64_t *wake)
{
	struct echo *e = state;

	(void)now;
	(void)wake;
	buf_add(out, e->heard.data, e->heard.len);
	buf_reset(&e->heard);
	if (e->end)
		buf_add_str(out, "bye");
	return e->end ? ANSWER_END : ANSWER_MORE;
}

static void free_echo(void *state)
{
	struct echo *e = state;

	buf_done(&e->heard);
	free(e);
}

static void stream(struct answer *a, answer_more_fn *more, size_t state)
{
	a->kind = ANSWER_STREAM;
	a->type = "text/plain";
	a->more = more;
	a->state = calloc(1, state);
	a->done = free;
}

static void choose(const char *target, struct answer *a)
{
	struct echo *e;

	if (strcmp(target, "/pieces") == 0) {
		stream(a, more_pieces, sizeof(int));
	} else if (strcmp(target, "/endless") == 0) {
		stream(a, more_endless, 1);
	} else if (strcmp(target, "/never") == 0) {
		stream(a, more_never, 1);
	} else if (strcmp(target, "/broken") == 0) {
		stream(a, more_broken, 1);
	} else if (strcmp(target, "/echo") == 0) {
		e = calloc(1, sizeof(*e));
		buf_init(&e->heard, 1 << 20);
		a->kind = ANSWER_TAKEN;
		a->type = "application/raw";
		a->more = more_echo;
		a->input = hear;
		a->state = e;
		a->done = free_echo;
	} else if (strcmp(target, "/empty") == 0) {
		a->status = 204;
	} else {
		answer_bytes(a, 200, "text/plain", "hello", 5);
		answer_header(a, "X-Mine", "yes");
		answer_header(a, "X-Evil", "no\r\nX-Worse: no");
	}
}

static void on_request(struct conn *c, const struct request_in *r, void *ctx)
{
	struct play_request how = {
		.head = strcmp(r->method, "HEAD") == 0, .http10 = r->http10,
		.upgrade = r->upgrade ? "tcp" : NULL,
	};
	struct answer a;

	(void)ctx;
	count(&site.asked);
	answer_init(&a);
	if (strcmp(r->target, "/say") == 0)
		answer_bytes(&a, 200, "text/plain", r->body, r->body_len);
	else
		choose(r->target, &a);
	a.fault = site.fault;
	site.fault = NULL;
	ck_assert_int_eq(play_answer(&site.players, c, &a, &how, on_done,
				     NULL), 0);
	answer_done(&a);
}

static void on_refused(struct conn *c, int status, const char *why, void *ctx)
{
	(void)c;
	(void)status;
	(void)why;
	(void)ctx;
	count(&site.refused);
}

static void *serve(void *arg)
{
	server_run(arg, NULL);
	return NULL;
}

static struct server_opts options(void)
{
	return (struct server_opts){
		.max_connections = 8,
		.limits = { .max_head = 4096, .max_body = 4096, .idle = -1,
			    .read = -1, .write = -1 },
		.request = on_request, .refused = on_refused,
	};
}

static void start(const struct server_opts *o)
{
	davit_error err;

	memset(&site, 0, sizeof(site));
	pthread_mutex_init(&site.lock, NULL);
	ck_assert_msg(server_new(o, &site.server, &err) == 0, "%s", err.text);
	ck_assert_int_eq(pthread_create(&site.thread, NULL, serve,
					site.server), 0);
}

static void stop(void)
{
	server_stop(site.server, 0);
	pthread_join(site.thread, NULL);
	server_free(site.server);
	fault_free(site.fault);
	ck_assert_ptr_null(site.players.first);
}

static int dial(void)
{
	const char *path = server_address(site.server, 0) + strlen("unix://");
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	memcpy(addr.sun_path, path, strlen(path) + 1);
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&addr, sizeof(addr)),
			 0);
	return fd;
}

static void say(int fd, const char *text)
{
	ck_assert_int_eq(send(fd, text, strlen(text), MSG_NOSIGNAL),
			 (ssize_t)strlen(text));
}

/* Reads up to the end, or until nothing came for `patience` ms; tells which:
 * '$' end, '!' broken, '?' neither. */
static char hear_all(int fd, struct buf *out, int patience)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char block[8192];
	ssize_t n;

	buf_init(out, 1 << 24);
	for (;;) {
		if (poll(&p, 1, patience) == 0)
			return '?';
		n = read(fd, block, sizeof(block));
		if (n <= 0)
			return n == 0 ? '$' : '!';
		buf_add(out, block, (size_t)n);
	}
}

/* Heads without the day and the time, and what came then. */
static void strip_dates(struct buf *b)
{
	char *date, *end;

	while (b->len > 0 && (date = strstr(b->data, "Date: ")) != NULL) {
		end = strstr(date, "\r\n") + 2;
		memmove(date, end, b->len + 1 - (size_t)(end - b->data));
		b->len -= (size_t)(end - date);
	}
}

#define OK "HTTP/1.1 200 OK\r\n"
#define MINE "X-Mine: yes\r\n"
#define TEXT "Content-Type: text/plain\r\n"
#define LEN5 "Content-Length: 5\r\n"
#define CLOSE "Connection: close\r\n"
#define HELLO OK MINE TEXT LEN5 "\r\nhello"
#define HELLO_CLOSE OK MINE TEXT LEN5 CLOSE "\r\nhello"
#define STREAM OK TEXT "Transfer-Encoding: chunked\r\n\r\n"
#define UP "Connection: Upgrade\r\nUpgrade: tcp\r\n"
#define UPGRADED "HTTP/1.1 101 UPGRADED\r\nContent-Type: application/raw\r\n" UP

static const struct {
	const char *say, *hear;
	char end;
	bool shut;		/* the client says that this was all */
} talks[] = {
	{ GET("/"), HELLO, '?', false },
	{ GET("/"), HELLO, '$', true },
	{ GET("/") GET("/empty") GET("/"), HELLO
	  "HTTP/1.1 204 No Content\r\n\r\n" HELLO, '?', false },
	{ "GET / HTTP/1.1\r\n" H CLOSE "\r\n", HELLO_CLOSE, '$', false },
	{ "GET / HTTP/1.0\r\n\r\n" GET("/"), HELLO_CLOSE, '$', false },
	{ "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", OK MINE TEXT
	  LEN5 "Connection: keep-alive\r\n\r\nhello", '?', false },
	{ "HEAD / HTTP/1.1\r\n" H "\r\n" GET("/"), OK MINE TEXT LEN5 "\r\n"
	  HELLO, '?', false },
	/* bit by bit */
	{ GET("/pieces") GET("/"), STREAM "3\r\none\r\n3\r\ntwo\r\n"
	  "5\r\nthree\r\n0\r\n\r\n" HELLO, '?', false },
	{ "GET /pieces HTTP/1.0\r\n\r\n", OK TEXT CLOSE "\r\nonetwothree",
	  '$', false },
	{ "HEAD /pieces HTTP/1.1\r\n" H "\r\n" GET("/"), OK "\r\n" HELLO, '?',
	  false },
	{ GET("/broken"), STREAM, '$', false },
	/* bodies */
	{ "POST /say HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nhallo" GET("/"),
	  OK TEXT LEN5 "\r\nhallo" HELLO, '?', false },
	{ "POST /say HTTP/1.1\r\n" H "Expect: 100-continue\r\n"
	  "Transfer-Encoding: chunked\r\n\r\n5\r\nhallo\r\n0\r\n\r\n",
	  "HTTP/1.1 100 Continue\r\n\r\n" OK TEXT LEN5 "\r\nhallo", '?',
	  false },
	/* taken over, with and without a word about it */
	{ "POST /echo HTTP/1.1\r\n" H UP "\r\nhallo", UPGRADED "\r\nhallobye",
	  '$', true },
	{ "POST /echo HTTP/1.1\r\n" H "\r\n" GET("/"), OK
	  "Content-Type: application/raw\r\n\r\n" GET("/") "bye", '$', true },
	{ "POST /echo HTTP/1.1\r\n" H UP "\r\nhallo", UPGRADED "\r\nhallo",
	  '?', false },
	/* refused */
	{ "GET /\r\n", "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; "
	  "charset=utf-8\r\n" CLOSE "Content-Length: 16\r\n\r\n"
	  "400 Bad Request\n", '$', false },
	{ "\026\003\001", "HTTP/1.1 400 Bad Request\r\nContent-Type: "
	  "text/plain; charset=utf-8\r\n" CLOSE "Content-Length: 16\r\n\r\n"
	  "400 Bad Request\n", '$', false },
	{ GET("/") "POST / HTTP/1.1\r\n" H "Content-Length: 5000\r\n\r\n",
	  HELLO "HTTP/1.1 413 Request Entity Too Large\r\nContent-Type: "
	  "text/plain; charset=utf-8\r\n" CLOSE "Content-Length: 29\r\n\r\n"
	  "413 Request Entity Too Large\n", '$', false },
};

START_TEST(answers)
{
	const struct server_opts o = options();
	struct buf heard;
	int fd;
	char end;

	start(&o);
	fd = dial();
	say(fd, talks[_i].say);
	if (talks[_i].shut)
		shutdown(fd, SHUT_WR);
	end = hear_all(fd, &heard, talks[_i].end == '?' ? 300 : 5000);
	strip_dates(&heard);
	ck_assert_str_eq(buf_text(&heard), talks[_i].hear);
	ck_assert_int_eq(end, talks[_i].end);
	buf_done(&heard);
	close(fd);
	stop();
}
END_TEST

#define BODY_POINT(n) { true, true, (n) }
#define HEAD_POINT(n) { true, false, (n) }

static const struct {
	struct fault f;
	const char *before, *raw, *tail;
	const char *ask, *hear;
	char end;
	long at_least;		/* ms */
} faults[] = {
	{ { .latency = 60 }, NULL, NULL, NULL, GET("/"), HELLO, '?', 60 },
	{ { .end = FAULT_CLOSE }, NULL, NULL, NULL, GET("/"), HELLO, '$', 0 },
	{ { .end = FAULT_SILENT }, NULL, NULL, NULL, GET("/") GET("/"), HELLO,
	  '?', 0 },
	{ { .end = FAULT_DEAF }, NULL, NULL, NULL, GET("/") GET("/"), HELLO,
	  '?', 0 },
	{ { .end = FAULT_RESET }, NULL, NULL, NULL, GET("/"), HELLO, '$', 0 },
	{ { .bytewise = true }, NULL, NULL, NULL, GET("/") GET("/"),
	  HELLO HELLO, '?', 0 },
	{ { .type = (char *)"text/html" }, NULL, NULL, NULL, GET("/"), OK MINE
	  "Content-Type: text/html\r\n" LEN5 "\r\nhello", '?', 0 },
	{ { 0 }, "garbage", NULL, NULL, GET("/"), "garbage" HELLO, '?', 0 },
	{ { .has_raw = true }, NULL, "HTTP/9", NULL, GET("/"), "HTTP/9", '?',
	  0 },
	{ { .has_raw = true, .end = FAULT_CLOSE }, NULL, "", NULL, GET("/"),
	  "", '$', 0 },
	{ { 0 }, NULL, NULL, "!!", GET("/"), OK MINE TEXT
	  "Content-Length: 7\r\n\r\nhello!!", '?', 0 },
	{ { 0 }, NULL, NULL, "!!", GET("/pieces"), STREAM "3\r\none\r\n3\r\n"
	  "two\r\n5\r\nthree\r\n2\r\n!!\r\n0\r\n\r\n", '?', 0 },
	/* cut before, within and behind the head, and in a chunk */
	{ { .cut = HEAD_POINT(0) }, NULL, NULL, NULL, GET("/"), "", '$', 0 },
	{ { .cut = HEAD_POINT(8) }, NULL, NULL, NULL, GET("/"), "HTTP/1.1",
	  '$', 0 },
	{ { .cut = BODY_POINT(0) }, NULL, NULL, NULL, GET("/"),
	  OK MINE TEXT LEN5 "\r\n", '$', 0 },
	{ { .cut = BODY_POINT(3) }, NULL, NULL, NULL, GET("/"),
	  OK MINE TEXT LEN5 "\r\nhel", '$', 0 },
	{ { .cut = BODY_POINT(13), .end = FAULT_SILENT }, NULL, NULL, NULL,
	  GET("/pieces"), STREAM "3\r\none\r\n3\r\ntw", '?', 0 },
	{ { .cut = BODY_POINT(3), .end = FAULT_RESET }, NULL, NULL, NULL,
	  GET("/"), OK MINE TEXT LEN5 "\r\nhel", '$', 0 },
	/* held up */
	{ { .stall = BODY_POINT(2), .stall_ms = 60 }, NULL, NULL, NULL,
	  GET("/") GET("/"), HELLO HELLO, '?', 60 },
	{ { .stall = BODY_POINT(10), .stall_ms = 60 }, NULL, NULL, NULL,
	  GET("/pieces"), STREAM "3\r\none\r\n3\r\ntwo\r\n5\r\nthree\r\n0\r\n"
	  "\r\n", '?', 60 },
	{ { .stall = HEAD_POINT(4), .stall_ms = -1 }, NULL, NULL, NULL,
	  GET("/"), "HTTP", '?', 0 },
	{ { .latency = 20, .stall = BODY_POINT(1), .stall_ms = 20,
	    .cut = BODY_POINT(2) }, NULL, NULL, NULL, GET("/"),
	  OK MINE TEXT LEN5 "\r\nhe", '$', 40 },
};

START_TEST(plays_faults)
{
	const struct server_opts o = options();
	struct fault *f = fault_copy(&faults[_i].f);
	int64_t began;
	struct buf heard;
	int fd;
	char end;

	start(&o);
	f->has_raw = faults[_i].f.has_raw;
	if (faults[_i].before != NULL)
		buf_add_str(&f->before, faults[_i].before);
	if (faults[_i].raw != NULL)
		buf_add_str(&f->raw, faults[_i].raw);
	if (faults[_i].tail != NULL)
		buf_add_str(&f->tail, faults[_i].tail);
	site.fault = f;
	fd = dial();
	began = util_now_ms();
	say(fd, faults[_i].ask);
	end = hear_all(fd, &heard, faults[_i].end == '?' ? 300 : 5000);
	strip_dates(&heard);
	ck_assert_str_eq(buf_text(&heard), faults[_i].hear);
	ck_assert_int_eq(end, faults[_i].end);
	ck_assert_int_ge(util_now_ms() - began, faults[_i].at_least);
	buf_done(&heard);
	close(fd);
	stop();
}
END_TEST

/* What isn't read is not made either, and ends with its reader. */
START_TEST(waits_for_readers)
{
	const struct server_opts o = options();
	uint64_t made;
	char block[65536];
	int fd;

	start(&o);
	fd = dial();
	say(fd, GET("/endless"));
	usleep(200000);
	pthread_mutex_lock(&site.lock);
	made = site.made;
	pthread_mutex_unlock(&site.lock);
	ck_assert_uint_gt(made, 0);
	ck_assert_uint_lt(made, 2 << 20);
	ck_assert_int_gt(read(fd, block, sizeof(block)), 0);
	ck_assert_uint_eq(counted(&site.done), 0);
	close(fd);
	ck_assert(comes_to(&site.broken, 1));
	stop();
}
END_TEST

START_TEST(notices_who_hangs_up)
{
	const struct server_opts o = options();
	char head[512];
	int fd;

	start(&o);
	fd = dial();
	say(fd, GET("/never"));
	/* From then on there is nothing to write that could fail. */
	ck_assert_int_gt(read(fd, head, sizeof(head)), 0);
	close(fd);
	ck_assert(comes_to(&site.broken, 1));
	stop();
}
END_TEST

START_TEST(refuses_too_many)
{
	const struct server_opts o = options();
	int fds[9];
	struct buf heard;
	size_t i;

	start(&o);
	for (i = 0; i < COUNT(fds); i++) {
		fds[i] = dial();
		if (i < o.max_connections)
			say(fds[i], GET("/never"));
		ck_assert(comes_to(&site.asked,
				   (unsigned)(i < 8 ? i + 1 : 8)));
	}
	ck_assert_int_eq(hear_all(fds[8], &heard, 5000), '$');
	unit_holds("surplus", buf_text(&heard), "HTTP/1.1 503 ");
	buf_done(&heard);
	/* There is room again. */
	close(fds[0]);
	ck_assert(comes_to(&site.broken, 1));
	close(fds[8]);
	fds[8] = dial();
	say(fds[8], GET("/"));
	ck_assert(comes_to(&site.asked, 9));
	for (i = 1; i < COUNT(fds); i++)
		close(fds[i]);
	stop();
}
END_TEST

static const struct {
	long idle, read, write;
	const char *say, *hear;
} waits[] = {
	{ 50, -1, -1, "", "" },
	{ 50, -1, -1, GET("/"), "hello" },
	{ -1, 50, -1, "GET /", "HTTP/1.1 408 " },
	{ -1, 50, -1, "POST / HTTP/1.1\r\n" H "Content-Length: 2\r\n\r\n1",
	  "HTTP/1.1 408 " },
};

START_TEST(has_patience)
{
	struct server_opts o = options();
	struct buf heard;
	int fd;

	o.limits.idle = waits[_i].idle;
	o.limits.read = waits[_i].read;
	start(&o);
	fd = dial();
	say(fd, waits[_i].say);
	ck_assert_int_eq(hear_all(fd, &heard, 5000), '$');
	unit_holds("end", buf_text(&heard), waits[_i].hear);
	buf_done(&heard);
	close(fd);
	stop();
}
END_TEST

START_TEST(has_patience_with_readers)
{
	struct server_opts o = options();
	int fd;

	o.limits.write = 100;
	start(&o);
	fd = dial();
	say(fd, GET("/endless"));
	ck_assert(comes_to(&site.broken, 1));
	close(fd);
	stop();
}
END_TEST

/* What runs may end; what waits is closed; what never ends is cut. */
START_TEST(ends_in_time)
{
	const struct server_opts o = options();
	int idle, busy, endless;
	struct buf heard;

	start(&o);
	idle = dial();
	say(idle, GET("/"));
	busy = dial();
	endless = dial();
	say(endless, GET("/never"));
	ck_assert(comes_to(&site.asked, 2));
	ck_assert(comes_to(&site.done, 1));
	say(busy, GET("/pieces"));
	ck_assert(comes_to(&site.asked, 3));
	server_stop(site.server, 300);
	ck_assert_int_eq(hear_all(idle, &heard, 5000), '$');
	buf_done(&heard);
	ck_assert_int_eq(hear_all(busy, &heard, 5000), '$');
	unit_holds("busy", buf_text(&heard), "three\r\n0\r\n\r\n");
	buf_done(&heard);
	ck_assert_int_ne(hear_all(endless, &heard, 5000), '?');
	buf_done(&heard);
	ck_assert_uint_eq(counted(&site.broken), 1);
	close(idle);
	close(busy);
	close(endless);
	stop();
}
END_TEST

START_TEST(replaces_stale_sockets)
{
	char dir[] = "/tmp/davit-test.XXXXXX", uri[80], path[64];
	const char *list[] = { uri, "tcp://127.0.0.1:0", NULL };
	struct server_opts o = options();
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	struct server *other;
	davit_error err;
	int fd;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/s", dir);
	snprintf(uri, sizeof(uri), "unix://%s", path);
	memcpy(addr.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	close(fd);
	o.listen = list;
	start(&o);
	ck_assert_str_eq(server_address(site.server, 0), uri);
	ck_assert_int_ne(strcmp(server_address(site.server, 1),
				"tcp://127.0.0.1:0"), 0);
	/* Somebody listens now. */
	ck_assert_int_eq(server_new(&o, &other, &err), DAVIT_ECONN);
	unit_holds("taken", err.text, "in use");
	stop();
	ck_assert_int_lt(access(path, F_OK), 0);
	/* No socket: nobody's to remove. */
	fclose(fopen(path, "w"));
	ck_assert_int_eq(server_new(&o, &other, &err), DAVIT_ECONN);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

static const struct {
	const char *uri;
	int code;
	const char *text;
} addresses[] = {
	{ "/tmp/x", DAVIT_EINVAL, "neither unix://" },
	{ "unix://x", DAVIT_EINVAL, "not an absolute path" },
	{ "unix:///012345678901234567890123456789012345678901234567890123456789"
	  "0123456789012345678901234567890123456789012345678901234567890123",
	  DAVIT_EINVAL, "107 bytes" },
	{ "unix:///nonexistent/x", DAVIT_ECONN, "No such file" },
	{ "tcp://127.0.0.1", DAVIT_EINVAL, "not an address" },
	{ "tcp://127.0.0.1:x", DAVIT_EINVAL, "not an address" },
	{ "tcp://127.0.0.1:-1", DAVIT_EINVAL, "not an address" },
	{ "tcp://127.0.0.1:65536", DAVIT_EINVAL, "not an address" },
	{ "tcp://:0", DAVIT_EINVAL, "not an address" },
	{ "tcp://[::1:0", DAVIT_EINVAL, "not an address" },
	{ "tcp://192.0.2.1:0", DAVIT_ECONN, "cannot listen" },
	{ "https://127.0.0.1:0", DAVIT_EINVAL, "certificate" },
	{ "ssh://a", DAVIT_EINVAL, "neither unix://" },
};

START_TEST(understands_addresses)
{
	const char *list[] = { addresses[_i].uri, NULL };
	struct server_opts o = options();
	struct server *s;
	davit_error err;

	o.listen = list;
	ck_assert_int_eq(server_new(&o, &s, &err), addresses[_i].code);
	unit_holds("address", err.text, addresses[_i].text);
}
END_TEST

static void fill(TCase *tc)
{
	tcase_set_timeout(tc, 30);
	UNIT_ROWS(tc, answers, talks);
	UNIT_ROWS(tc, plays_faults, faults);
	tcase_add_test(tc, waits_for_readers);
	tcase_add_test(tc, notices_who_hangs_up);
	tcase_add_test(tc, refuses_too_many);
	UNIT_ROWS(tc, has_patience, waits);
	tcase_add_test(tc, has_patience_with_readers);
	tcase_add_test(tc, ends_in_time);
	tcase_add_test(tc, replaces_stale_sockets);
	UNIT_ROWS(tc, understands_addresses, addresses);
}

int main(void)
{
	return unit_run("server", fill);
}
