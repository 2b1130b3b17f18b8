/* SPDX-License-Identifier: MIT */
/*
 * Tests src/httphead.c: heads and bodies of answers, in pieces of every size
 * and cut everywhere.
 */
#include "config.h"

#include "httphead.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

#define BODY_MAX 64

struct said {
	int code, status;
	enum httphead_state state;
	char header[64];	/* of the header "X" */
	char body[BODY_MAX + 1];
	size_t used;		/* of the data */
	davit_error err;
};

/* Feeds `len` bytes, `step` at a time, then the end of the connection. */
static void feed(const char *data, size_t len, size_t step, struct said *s)
{
	davit_reply *reply = reply_new(BODY_MAX);
	const char *value;
	struct httphead h;
	size_t n, used;

	memset(s, 0, sizeof(*s));
	httphead_init(&h, reply);
	while (s->used < len && s->code == 0) {
		n = len - s->used < step ? len - s->used : step;
		s->code = httphead_read(&h, data + s->used, n, &used,
					&s->err);
		ck_assert_uint_le(used, n);
		s->used += used;
		if (h.state == HTTPHEAD_TAKEN || h.state == HTTPHEAD_DONE)
			break;
		if (s->code == 0)
			ck_assert_uint_eq(used, n);
	}
	if (s->code == 0)
		s->code = httphead_end(&h, &s->err);
	s->status = reply->status;
	s->state = h.state;
	value = davit_reply_header(reply, "x");
	snprintf(s->header, sizeof(s->header), "%s",
		 value == NULL ? "" : value);
	snprintf(s->body, sizeof(s->body), "%s", buf_text(&reply->body));
	httphead_done(&h);
	davit_reply_free(reply);
}

static const struct {
	const char *data;
	int status;
	enum httphead_state state;
	const char *header, *body;
	const char *rest;	/* not taken */
} good[] = {
	/* taken over, with and without the upgrade; early bytes stay */
	{ "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nX: y\r\n\r\n",
	  101, HTTPHEAD_TAKEN, "y", "", "" },
	{ "HTTP/1.1 101 UPGRADED\r\nX: y\r\nUpgrade: tcp\r\n\r\n\1\2\3rest",
	  101, HTTPHEAD_TAKEN, "y", "", "\1\2\3rest" },
	{ "HTTP/1.1 101 UPGRADED\r\nContent-Length: 3\r\n\r\nabcd",
	  101, HTTPHEAD_TAKEN, "", "", "abcd" },
	{ "HTTP/1.1 200 OK\r\nX: z\r\n\r\nearly", 200, HTTPHEAD_TAKEN, "z", "",
	  "early" },
	/* a line may end in LF only; a reason may be missing */
	{ "HTTP/1.1 200\nX:  z \n\nearly", 200, HTTPHEAD_TAKEN, "z", "",
	  "early" },
	{ "HTTP/1.0 200 OK\r\n\r\n", 200, HTTPHEAD_TAKEN, "", "", "" },
	/* what comes before the answer proper */
	{ "HTTP/1.1 100 Continue\r\nX: no\r\n\r\n"
	  "HTTP/1.1 101 UPGRADED\r\nX: y\r\n\r\nz",
	  101, HTTPHEAD_TAKEN, "y", "", "z" },
	{ "HTTP/1.1 103 Early Hints\r\nX: no\r\nContent-Length: 7\r\n\r\n"
	  "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nz",
	  200, HTTPHEAD_TAKEN, "", "", "z" },
	/* refusals of a known length */
	{ "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nhellorest",
	  404, HTTPHEAD_DONE, "", "hello", "rest" },
	{ "HTTP/1.1 500 No\r\ncontent-length: 0\r\nx: y\r\n\r\nrest",
	  500, HTTPHEAD_DONE, "y", "", "rest" },
	{ "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", 200,
	  HTTPHEAD_DONE, "", "{}", "" },
	{ "HTTP/1.1 204 No Content\r\n\r\n", 204, HTTPHEAD_DONE, "", "", "" },
	{ "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\nrest", 304,
	  HTTPHEAD_DONE, "", "", "rest" },
	/* in chunks */
	{ "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n"
	  "5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\nrest",
	  404, HTTPHEAD_DONE, "", "hello, world", "rest" },
	{ "HTTP/1.1 404 No\r\ntransfer-encoding: Chunked\r\n\r\n"
	  "A;name=\"v;\"\r\n0123456789\r\n0a \r\n0123456789\r\n000;x\r\n"
	  "X: trailer\r\nY: another\r\n\r\n",
	  404, HTTPHEAD_DONE, "", "01234567890123456789", "" },
	{ "HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n"
	  "Content-Length: 3\r\n\r\n1\na\n0\n\n",
	  404, HTTPHEAD_DONE, "", "a", "" },
	{ "HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	  404, HTTPHEAD_DONE, "", "", "" },
	/* to the end of the connection */
	{ "HTTP/1.1 404 page not found\r\n\r\nno such\npage", 404,
	  HTTPHEAD_DONE, "", "no such\npage", "" },
	{ "HTTP/1.0 400 Bad Request\r\n\r\n", 400, HTTPHEAD_DONE, "", "", "" },
};

START_TEST(reads)
{
	size_t len = strlen(good[_i].data), step;
	struct said s;

	for (step = 1; step <= len + 1; step++) {
		feed(good[_i].data, len, step, &s);
		ck_assert_msg(s.code == 0, "step %zu: %s", step, s.err.text);
		ck_assert_int_eq(s.status, good[_i].status);
		ck_assert_int_eq(s.state, good[_i].state);
		ck_assert_str_eq(s.header, good[_i].header);
		ck_assert_str_eq(s.body, good[_i].body);
		ck_assert_str_eq(good[_i].data + s.used, good[_i].rest);
	}
}
END_TEST

/* Whatever is missing, it is a broken connection; nothing but an answer
 * without any length may end early. */
START_TEST(tells_cuts)
{
	const char *data = good[_i].data, *head = strstr(data, "\n\r\n");
	size_t end = strlen(data) - strlen(good[_i].rest), cut;
	bool open_end = strstr(data, "Length") == NULL &&
			strstr(data, "length") == NULL &&
			strstr(data, "hunked") == NULL &&
			good[_i].status >= 400;
	struct said s;

	for (cut = 0; cut < end; cut++) {
		feed(data, cut, cut + 1, &s);
		if (open_end && head != NULL &&
		    cut >= (size_t)(head - data) + 3) {
			ck_assert_int_eq(s.code, 0);
			continue;
		}
		ck_assert_msg(s.code == DAVIT_ECONN, "cut %zu: %d %s", cut,
			      s.code, s.err.text);
		unit_holds("cut", s.err.text, s.state == HTTPHEAD_HEAD ?
			   "before the answer" : "in the middle of the answer");
	}
}
END_TEST

#define CHUNKED "HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n"

static const struct {
	const char *data, *error;
} bad[] = {
	{ "\r\n", "does not speak HTTP: ''" },
	{ "SSH-2.0-OpenSSH_9.2\r\n", "does not speak HTTP: 'SSH-2.0-OpenSSH" },
	{ "HTTP/2 200\r\n\r\n", "does not speak HTTP: 'HTTP/2 200'" },
	{ "HTTP/1.1\r\n\r\n", "does not speak HTTP" },
	{ "HTTP/1.1 20\r\n\r\n", "does not speak HTTP" },
	{ "HTTP/1.1 2x0 OK\r\n\r\n", "does not speak HTTP" },
	{ "HTTP/1.1 2000 OK\r\n\r\n", "does not speak HTTP" },
	{ "HTTP/1.1 099 OK\r\n\r\n", "does not speak HTTP" },
	{ "HTTP/1.1 -20 OK\r\n\r\n", "does not speak HTTP" },
	{ "http/1.1 200 OK\r\n\r\n", "does not speak HTTP" },
	{ "HTTP/1.1 100 Continue\r\n\r\n\r\n", "does not speak HTTP" },
	{ "HTTP/1.1 404 No\r\nContent-Length: ten\r\n\r\n",
	  "no valid length: 'ten'" },
	{ "HTTP/1.1 404 No\r\nContent-Length: -1\r\n\r\n", "valid length" },
	{ "HTTP/1.1 404 No\r\nContent-Length: 1 2\r\n\r\n", "valid length" },
	{ "HTTP/1.1 404 No\r\nContent-Length: 99999999999999999999\r\n\r\n",
	  "valid length" },
	{ CHUNKED "\r\n", "no valid size: ''" },
	{ CHUNKED "hello\r\n", "no valid size: 'hello'" },
	{ CHUNKED "-1\r\n", "no valid size: '-1'" },
	{ CHUNKED "0x1\r\n", "no valid size" },
	{ CHUNKED "ffffffffffffffffffff\r\n", "no valid size" },
	{ CHUNKED "1\r\nab\r\n", "longer than it says" },
	{ CHUNKED "1\r\na1\r\n", "longer than it says" },
};

START_TEST(refuses_garbage)
{
	size_t len = strlen(bad[_i].data), step;
	struct said s;

	for (step = 1; step <= len; step++) {
		feed(bad[_i].data, len, step, &s);
		ck_assert_msg(s.code == DAVIT_EPROTO, "%d: %s", s.code,
			      s.err.text);
		unit_holds("garbage", s.err.text, bad[_i].error);
	}
}
END_TEST

/* Reads blocks of 'x' behind `start` until that fails. */
static int flood(const char *start, size_t max, davit_error *err)
{
	static char block[1 << 12];
	davit_reply *reply = reply_new(BODY_MAX);
	struct httphead h;
	size_t total = 0, used;
	int r;

	memset(block, 'x', sizeof(block));
	httphead_init(&h, reply);
	r = httphead_read(&h, start, strlen(start), &used, err);
	while (r == 0 && total < max) {
		r = httphead_read(&h, block, sizeof(block), &used, err);
		total += sizeof(block);
	}
	ck_assert_uint_le(h.line.cap + reply->head.cap + reply->body.cap,
			  1 << 20);
	httphead_done(&h);
	davit_reply_free(reply);
	return r;
}

START_TEST(has_limits)
{
	davit_error err;

	ck_assert_int_eq(flood("", 1 << 20, &err), DAVIT_ETOOBIG);
	ck_assert_int_eq(flood("HTTP/1.1 200 OK\r\nX: ", 1 << 20, &err),
			 DAVIT_ETOOBIG);
	unit_holds("line", err.text, "line");
	ck_assert_int_eq(flood(CHUNKED "1;", 1 << 20, &err), DAVIT_ETOOBIG);
	ck_assert_int_eq(flood(CHUNKED "ffffffffff\r\n", 1 << 20, &err),
			 DAVIT_ETOOBIG);
	unit_holds("body", err.text, "limit of 64 bytes");
	ck_assert_int_eq(flood("HTTP/1.1 500 No\r\n\r\n", 1 << 20, &err),
			 DAVIT_ETOOBIG);
	ck_assert_int_eq(flood("HTTP/1.1 500 No\r\nContent-Length: 65\r\n\r\n",
			       1 << 20, &err), DAVIT_ETOOBIG);
}
END_TEST

START_TEST(has_a_limit_of_lines)
{
	davit_reply *reply = reply_new(BODY_MAX);
	static const char line[] = "A-Header: and its value\r\n";
	struct httphead h;
	davit_error err;
	size_t used, total = 0;
	int r;

	httphead_init(&h, reply);
	r = httphead_read(&h, "HTTP/1.1 200 OK\r\n", 17, &used, &err);
	for (; r == 0 && total < 1 << 20; total += sizeof(line) - 1)
		r = httphead_read(&h, line, sizeof(line) - 1, &used, &err);
	ck_assert_int_eq(r, DAVIT_ETOOBIG);
	unit_holds("lines", err.text, "head of the answer");
	httphead_done(&h);
	davit_reply_free(reply);
}
END_TEST

/* What is asked: Podman wants just "Upgrade" in Connection. */
START_TEST(writes)
{
	struct buf out = BUF_INIT(1 << 16);
	struct request r;

	request_init(&r);
	r.method = "POST";
	buf_add_str(&r.target, "/v1.43/containers/a/attach?stream=true");
	ck_assert_int_eq(request_add_header(&r, "X-Mine", "yes", false), 0);
	ck_assert_int_eq(httphead_write(&out, &r, "localhost", "tcp"), 0);
	ck_assert_str_eq(buf_text(&out),
			 "POST /v1.43/containers/a/attach?stream=true "
			 "HTTP/1.1\r\nHost: localhost\r\nUser-Agent: davit/"
			 PACKAGE_VERSION "\r\nConnection: Upgrade\r\n"
			 "Upgrade: tcp\r\nContent-Length: 0\r\n"
			 "X-Mine: yes\r\n\r\n");
	buf_reset(&out);
	r.source = REQUEST_MEM;
	r.data = "{}";
	r.len = 2;
	ck_assert_int_eq(httphead_write(&out, &r, "localhost", "tcp"), 0);
	unit_holds("body", buf_text(&out), "\r\nContent-Length: 2\r\n");
	buf_done(&out);
	request_done(&r);
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, reads, good);
	UNIT_ROWS(tc, tells_cuts, good);
	UNIT_ROWS(tc, refuses_garbage, bad);
	tcase_add_test(tc, has_limits);
	tcase_add_test(tc, has_a_limit_of_lines);
	tcase_add_test(tc, writes);
}

int main(void)
{
	return unit_run("httphead", fill);
}
