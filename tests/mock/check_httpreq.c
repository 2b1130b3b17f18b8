/* SPDX-License-Identifier: MIT */
/*
 * Tests src/mock/httpreq.c: requests in pieces of every size, and what must
 * be refused because two readers could understand it in two ways.
 */
#include "config.h"

#include "httpreq.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

#define HEAD_MAX 200
#define BODY_MAX 64

struct said {
	int code, status, state;
	bool keep, upgrade, expects, chunked, http10;
	char method[16], target[64], x[64], body[BODY_MAX + 1];
	size_t body_len, used;
	davit_error err;
};

static void keep_text(char *out, size_t size, const char *text, size_t len)
{
	snprintf(out, size, "%.*s", (int)len, text == NULL ? "" : text);
}

/* Feeds `len` bytes, `step` at a time, up to the end of the request. */
static void feed(const char *data, size_t len, size_t step, struct said *s)
{
	struct httpreq r;
	const char *value;
	size_t n, used, value_len = 0;

	memset(s, 0, sizeof(*s));
	httpreq_init(&r, HEAD_MAX, BODY_MAX);
	while (s->used < len && s->code == 0 && r.state != HTTPREQ_DONE) {
		n = len - s->used < step ? len - s->used : step;
		s->code = httpreq_read(&r, data + s->used, n, &used, &s->err);
		ck_assert_uint_le(used, n);
		s->used += used;
	}
	s->state = r.state;
	s->status = r.status;
	s->keep = r.keep;
	s->upgrade = r.upgrade;
	s->expects = r.expects;
	s->chunked = r.chunked;
	s->http10 = r.http10;
	keep_text(s->method, sizeof(s->method), r.method, 15);
	keep_text(s->target, sizeof(s->target), r.target, r.target_len);
	value = httpreq_header(buf_text(&r.head), r.head.len, "x", &value_len);
	keep_text(s->x, sizeof(s->x), value, value_len);
	s->body_len = r.body.len;
	keep_text(s->body, sizeof(s->body), buf_text(&r.body), r.body.len);
	httpreq_done(&r);
}

#define KEEP 1u
#define UPGRADE 2u
#define EXPECTS 4u
#define CHUNKED 8u
#define OLD 16u
#define H "Host: a\r\n"

static const struct {
	const char *data, *method, *target, *x, *body, *rest;
	unsigned flags;
} good[] = {
	{ "GET / HTTP/1.1\r\n" H "\r\n", "GET", "/", "", "", "", KEEP },
	{ "GET / HTTP/1.1\r\n" H "X:\t y z \t\r\nx: w\r\n\r\nGET /b", "GET",
	  "/", "y z", "", "GET /b", KEEP },
	{ "\r\nHEAD /_ping?a=%20 HTTP/1.1\r\nhOST:\r\n\r\n", "HEAD",
	  "/_ping?a=%20", "", "", "", KEEP },
	{ "GET http://d/info HTTP/1.1\r\n" H "\r\n", "GET", "http://d/info",
	  "", "", "", KEEP },
	{ "GET /\303\274 HTTP/1.1\r\n" H "X: \303\274\r\n\r\n", "GET",
	  "/\303\274", "\303\274", "", "", KEEP },
	/* who keeps the connection */
	{ "GET / HTTP/1.1\r\n" H "Connection: close\r\n\r\n", "GET", "/", "",
	  "", "", 0 },
	{ "GET / HTTP/1.1\r\n" H "connection: a, CLOSE ,b\r\n\r\n", "GET", "/",
	  "", "", "", 0 },
	{ "GET / HTTP/1.1\r\n" H "Connection: disclose\r\n\r\n", "GET", "/",
	  "", "", "", KEEP },
	{ "GET / HTTP/1.0\r\n\r\n", "GET", "/", "", "", "", OLD },
	{ "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", "GET", "/", "",
	  "", "", KEEP | OLD },
	{ "GET / HTTP/1.0\r\nConnection: Keep-Alive, close\r\n\r\n", "GET",
	  "/", "", "", "", OLD },
	/* bodies */
	{ "POST /a HTTP/1.1\r\n" H "Content-Length: 2\r\n\r\n{}GET", "POST",
	  "/a", "", "{}", "GET", KEEP },
	{ "POST /a HTTP/1.1\r\n" H "content-length:0\r\n\r\nGET", "POST", "/a",
	  "", "", "GET", KEEP },
	{ "POST /a HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}", "POST", "/a",
	  "", "{}", "", OLD },
	{ "POST /a HTTP/1.1\r\n" H "Transfer-Encoding: Chunked\r\n\r\n"
	  "2\r\n{\"\r\nb;a=\"b\";c\r\n01234567890\r\n000\r\n\r\nGET",
	  "POST", "/a", "", "{\"01234567890", "GET", KEEP | CHUNKED },
	{ "POST /a HTTP/1.1\r\n" H "X: y\r\nTransfer-Encoding: chunked\r\n\r\n"
	  "1\r\n1\r\n0;z\r\nX: z\r\nContent-Length: 7\r\n\r\nGET",
	  "POST", "/a", "y", "1", "GET", KEEP | CHUNKED },
	{ "PUT /a HTTP/1.1\r\n" H "Expect: 100-Continue\r\n"
	  "Content-Length: 1\r\n\r\nx", "PUT", "/a", "", "x", "",
	  KEEP | EXPECTS },
	/* upgrades: both headers, and not before 1.1 */
	{ "POST /a HTTP/1.1\r\n" H "Connection: Upgrade\r\nUpgrade: tcp\r\n"
	  "Content-Length: 2\r\n\r\n{}raw", "POST", "/a", "", "{}", "raw",
	  KEEP | UPGRADE },
	{ "GET /a HTTP/1.1\r\n" H "Connection: keep-alive, upgrade\r\n"
	  "Upgrade: h2c\r\n\r\n", "GET", "/a", "", "", "", KEEP | UPGRADE },
	{ "GET /a HTTP/1.1\r\n" H "Upgrade: tcp\r\n\r\n", "GET", "/a", "", "",
	  "", KEEP },
	{ "GET /a HTTP/1.1\r\n" H "Connection: Upgrade\r\n\r\n", "GET", "/a",
	  "", "", "", KEEP },
	{ "GET /a HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n",
	  "GET", "/a", "", "", "", OLD },
};

static unsigned flags_of(const struct said *s)
{
	return (s->keep ? KEEP : 0) | (s->upgrade ? UPGRADE : 0) |
	       (s->expects ? EXPECTS : 0) | (s->chunked ? CHUNKED : 0) |
	       (s->http10 ? OLD : 0);
}

START_TEST(reads)
{
	size_t len = strlen(good[_i].data), step;
	struct said s;

	for (step = 1; step <= len + 1; step++) {
		feed(good[_i].data, len, step, &s);
		ck_assert_msg(s.code == 0, "step %zu: %s", step, s.err.text);
		ck_assert_int_eq(s.state, HTTPREQ_DONE);
		ck_assert_str_eq(s.method, good[_i].method);
		ck_assert_str_eq(s.target, good[_i].target);
		ck_assert_str_eq(s.x, good[_i].x);
		ck_assert_str_eq(s.body, good[_i].body);
		ck_assert_str_eq(good[_i].data + s.used, good[_i].rest);
		ck_assert_uint_eq(flags_of(&s), good[_i].flags);
	}
}
END_TEST

/* No part of a request is a whole one. */
START_TEST(waits_for_the_rest)
{
	size_t end = strlen(good[_i].data) - strlen(good[_i].rest), cut;
	struct said s;

	for (cut = 0; cut < end; cut++) {
		feed(good[_i].data, cut, cut + 1, &s);
		ck_assert_msg(s.code == 0, "cut %zu: %s", cut, s.err.text);
		ck_assert_int_ne(s.state, HTTPREQ_DONE);
	}
}
END_TEST

#define POST "POST /a HTTP/1.1\r\n" H
#define CODED POST "Transfer-Encoding: chunked\r\n\r\n"
#define TEN "0123456789"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static const struct {
	const char *data;
	int status;
} bad[] = {
	/* first lines */
	{ "\r\n\r\nGET / HTTP/1.1\r\n", 400 },
	{ "GET /\r\n", 400 },
	{ "GET  / HTTP/1.1\r\n", 400 },
	{ "GET /a b HTTP/1.1\r\n", 400 },
	{ "GET /a\tb HTTP/1.1\r\n", 400 },
	{ "GET /\001 HTTP/1.1\r\n", 400 },
	{ " GET / HTTP/1.1\r\n", 400 },
	{ "G@T / HTTP/1.1\r\n", 400 },
	{ "GET / HTTP/1.1 \r\n", 400 },
	{ "GET / http/1.1\r\n", 400 },
	{ "GET / HTTP/1.1\n", 400 },
	{ "GET / HTTP/2.0\r\n", 505 },
	{ "GET / HTTP/1.2\r\n", 505 },
	{ "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505 },
	{ "\026\003\001\002\r\n", 400 },
	{ "GET /" HUNDRED HUNDRED " HTTP/1.1\r\n", 414 },
	/* headers */
	{ "GET / HTTP/1.1\r\n\r\n", 400 },
	{ "GET / HTTP/1.1\r\n" H H "\r\n", 400 },
	{ "GET / HTTP/1.1\r\nHost : a\r\n", 400 },
	{ "GET / HTTP/1.1\r\n Host: a\r\n", 400 },
	{ "GET / HTTP/1.1\r\n" H " more\r\n", 400 },
	{ "GET / HTTP/1.1\r\n" H "X\r\n", 400 },
	{ "GET / HTTP/1.1\r\n" H ": x\r\n", 400 },
	{ "GET / HTTP/1.1\r\n" H "X: a\rb\r\n", 400 },
	{ "GET / HTTP/1.1\r\n" H "X: a\n\r\n", 400 },
	{ "GET / HTTP/1.1\r\n" H "X: a\177\r\n", 400 },
	{ "GET / HTTP/1.1\r\n" H "X: " HUNDRED HUNDRED "\r\n\r\n", 431 },
	{ "GET / HTTP/1.1\r\n" H "X: " HUNDRED "\r\nY: " TEN TEN TEN TEN TEN TEN
	  "\r\nZ: 0\r\n\r\n", 431 },
	{ POST "Expect: 200-ok\r\n\r\n", 417 },
	/* lengths */
	{ POST "Content-Length: \r\n\r\n", 400 },
	{ POST "Content-Length: +1\r\n\r\n", 400 },
	{ POST "Content-Length: -1\r\n\r\n", 400 },
	{ POST "Content-Length: 1x\r\n\r\n", 400 },
	{ POST "Content-Length: 0x1\r\n\r\n", 400 },
	{ POST "Content-Length: 1, 1\r\n\r\n", 400 },
	{ POST "Content-Length: 1\r\nContent-Length: 1\r\n\r\n", 400 },
	{ POST "Content-Length: 99999999999999999999\r\n\r\n", 400 },
	{ POST "Content-Length: 65\r\n\r\n", 413 },
	/* codings */
	{ POST "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400 },
	{ POST "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", 400 },
	{ POST "Transfer-Encoding: gzip, chunked\r\n\r\n", 501 },
	{ POST "Transfer-Encoding: xchunked\r\n\r\n", 501 },
	{ POST "Transfer-Encoding: identity\r\n\r\n", 501 },
	{ POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"
	  "\r\n", 400 },
	{ "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400 },
	/* chunks */
	{ CODED "\r\n", 400 },
	{ CODED "g\r\n", 400 },
	{ CODED "-1\r\n", 400 },
	{ CODED "0x1\r\n", 400 },
	{ CODED " 1\r\n", 400 },
	{ CODED "1 \r\n", 400 },
	{ CODED "1\n1", 400 },
	{ CODED "1;a=\001\r\n", 400 },
	{ CODED "0000000000000001\r\n", 400 },
	{ CODED "ffffffffffffffff\r\n", 400 },
	{ CODED "1\r\nab\r\n", 400 },
	{ CODED "1\r\na1\r\n", 400 },
	{ CODED "1\r\na\n", 400 },
	{ CODED "41\r\n", 413 },
	{ CODED "fffffffffffffff\r\n", 413 },
	{ CODED "40\r\n" TEN TEN TEN TEN TEN TEN "0123\r\n1\r\n", 413 },
	{ CODED "0\r\nX : y\r\n", 400 },
	{ CODED "0\r\nX: " HUNDRED HUNDRED "\r\n", 431 },
};

START_TEST(refuses)
{
	size_t len = strlen(bad[_i].data), step;
	struct said s;

	for (step = 1; step <= len; step++) {
		feed(bad[_i].data, len, step, &s);
		ck_assert_msg(s.code < 0, "step %zu: not refused", step);
		ck_assert_int_eq(s.status, bad[_i].status);
		ck_assert_int_eq(s.code, s.status == 413 || s.status == 414 ||
				 s.status == 431 ? DAVIT_ETOOBIG
						 : DAVIT_EPROTO);
	}
}
END_TEST

/* A zero byte hides nothing. */
START_TEST(minds_zero_bytes)
{
	static const char heads[][48] = {
		"GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n",
		"GET / HTTP/1.1\r\nHo\0st: a\r\n\r\n",
	};
	struct said s;
	size_t i;

	for (i = 0; i < COUNT(heads); i++) {
		feed(heads[i], sizeof(heads[i]), 7, &s);
		ck_assert_int_eq(s.status, 400);
	}
}
END_TEST

START_TEST(serves_one_after_another)
{
	static const char data[] =
		"POST /a HTTP/1.1\r\n" H "Content-Length: 1\r\n\r\na"
		"POST /b HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n"
		"1\r\nb\r\n0\r\n\r\n"
		"GET /c HTTP/1.1\r\n" H "\r\n";
	size_t at = 0, used, i;
	struct httpreq r;
	davit_error err;
	char target[3] = "/a";

	httpreq_init(&r, HEAD_MAX, BODY_MAX);
	for (i = 0; i < 3; i++, target[1]++) {
		while (r.state != HTTPREQ_DONE) {
			ck_assert_int_eq(httpreq_read(&r, data + at,
						      sizeof(data) - 1 - at,
						      &used, &err), 0);
			ck_assert_uint_gt(used, 0);
			at += used;
		}
		ck_assert_str_eq(r.target, target);
		ck_assert_uint_eq(r.body.len, i < 2);
		httpreq_reset(&r);
		ck_assert(!httpreq_started(&r));
	}
	ck_assert_uint_eq(at, sizeof(data) - 1);
	httpreq_done(&r);
}
END_TEST

/* Bodies beyond the limit may be counted and dropped. */
START_TEST(drops_bodies)
{
	static const char head[] = POST "Content-Length: 1000000\r\n\r\n";
	char block[1000];
	struct httpreq r;
	davit_error err;
	size_t used, i;

	memset(block, 'x', sizeof(block));
	httpreq_init(&r, HEAD_MAX, BODY_MAX);
	r.drop = true;
	ck_assert_int_eq(httpreq_read(&r, head, sizeof(head) - 1, &used, &err),
			 0);
	ck_assert_int_eq(r.state, HTTPREQ_BODY);
	for (i = 0; i < 1000; i++) {
		ck_assert_int_eq(r.state, HTTPREQ_BODY);
		ck_assert_int_eq(httpreq_read(&r, block, sizeof(block), &used,
					      &err), 0);
	}
	ck_assert_int_eq(r.state, HTTPREQ_DONE);
	ck_assert_uint_eq(r.body.len, 0);
	httpreq_done(&r);
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, reads, good);
	UNIT_ROWS(tc, waits_for_the_rest, good);
	UNIT_ROWS(tc, refuses, bad);
	tcase_add_test(tc, minds_zero_bytes);
	tcase_add_test(tc, serves_one_after_another);
	tcase_add_test(tc, drops_bodies);
}

int main(void)
{
	return unit_run("httpreq", fill);
}
