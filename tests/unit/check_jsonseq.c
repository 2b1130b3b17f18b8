/* SPDX-License-Identifier: MIT */
/*
 * Tests src/jsonseq.c: where a value ends, whatever stands between values,
 * in pieces of every size and cut everywhere.
 */
#include "config.h"

#include "jsonseq.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The values found, "<...>" each. */
struct said {
	char text[1024];
	int code;
	davit_error err;
};

static void say(struct said *s, const char *text, size_t len)
{
	size_t n = strlen(s->text);

	ck_assert_uint_lt(n + len + 3, sizeof(s->text));
	snprintf(s->text + n, sizeof(s->text) - n, "<%.*s>", (int)len, text);
}

/* Feeds `len` bytes, `step` at a time, then the end. */
static void feed(const char *data, size_t len, size_t step, struct said *s)
{
	struct jsonseq q;
	size_t at = 0, n, used, text_len;
	const char *text;
	int r = 0;

	memset(s, 0, sizeof(*s));
	jsonseq_init(&q);
	while (at < len && r >= 0) {
		n = len - at < step ? len - at : step;
		r = jsonseq_next(&q, data + at, n, &used, &text, &text_len,
				 &s->err);
		ck_assert_uint_le(used, n);
		if (r == 0)
			ck_assert_uint_eq(used, n);
		at += used;
		if (r > 0)
			say(s, text, text_len);
	}
	if (r >= 0)
		r = jsonseq_end(&q, &text, &text_len, &s->err);
	if (r > 0)
		say(s, text, text_len);
	s->code = r < 0 ? r : 0;
	jsonseq_done(&q);
}

static const struct {
	const char *data, *said;
} good[] = {
	{ "", "" },
	{ " \r\n\t\x1e", "" },
	{ "{}", "<{}>" },
	{ "{}{}", "<{}><{}>" },
	{ "{\"a\":1}\r\n{\"b\":2}\r\n", "<{\"a\":1}><{\"b\":2}>" },
	{ "{\"a\":1}\n{\"b\":2}", "<{\"a\":1}><{\"b\":2}>" },
	{ "\n\n {\"a\": [1, {\"b\": []}]} \n\n\n[ ] ",
	  "<{\"a\": [1, {\"b\": []}]}><[ ]>" },
	{ "\x1e{\"a\":1}\n\x1e{\"b\":2}\n", "<{\"a\":1}><{\"b\":2}>" },
	{ "\x1e\x1e{\"a\":1}\x1e\x1e{\"b\":2}\x1e",
	  "<{\"a\":1}><{\"b\":2}>" },
	/* brackets and quotes within strings */
	{ "{\"a\":\"}\"}{\"b\":\"{[\"}", "<{\"a\":\"}\"}><{\"b\":\"{[\"}>" },
	{ "{\"a\":\"\\\"}\"}[\"\\\\\"]", "<{\"a\":\"\\\"}\"}><[\"\\\\\"]>" },
	{ "{\"a\":\"\\\\\\\"{\"}1", "<{\"a\":\"\\\\\\\"{\"}><1>" },
	{ "{\"\\\\\":1}{}", "<{\"\\\\\":1}><{}>" },
	{ "[\"a\nb\"]", "<[\"a\nb\"]>" },	/* not JSON, but balanced */
	{ "{\"a\":\"\xc3\xa9\xe2\x82\xac\"}{}",
	  "<{\"a\":\"\xc3\xa9\xe2\x82\xac\"}><{}>" },
	/* scalars */
	{ "1", "<1>" },
	{ "1 2\n-3.5e7", "<1><2><-3.5e7>" },
	{ "true false\tnull", "<true><false><null>" },
	{ "0\x1e" "0", "<0><0>" },
	{ "null{}", "<null><{}>" },
	{ "1[2]3\"4\"5", "<1><[2]><3><\"4\"><5>" },
	{ "\"a\"\"b\"", "<\"a\"><\"b\">" },
	{ "\"\\\"\" \"{\"", "<\"\\\"\"><\"{\">" },
	{ "\"\"{}", "<\"\"><{}>" },
	/* which bracket closes which is the decoder's business */
	{ "[}{]", "<[}><{]>" },
	{ "1}", "<1}>" },
};

START_TEST(splits)
{
	size_t len = strlen(good[_i].data), step;
	struct said s;

	for (step = 1; step <= len + 1; step++) {
		feed(good[_i].data, len, step, &s);
		ck_assert_msg(s.code == 0, "step %zu: %s", step, s.err.text);
		ck_assert_str_eq(s.text, good[_i].said);
	}
}
END_TEST

/* A cut within a value is told, with both offsets. */
START_TEST(tells_cuts)
{
	static const char data[] = "{\"a\":\"\\\"}\"}\r\n [1,{}] \"x\\\"\"";
	struct said s;
	char offset[64];
	size_t cut, step, start;

	for (cut = 0; cut <= sizeof(data) - 1; cut++) {
		start = cut > 0 && cut < 11 ? 0 : cut > 14 && cut < 20 ? 14 :
			cut > 21 && cut < 26 ? 21 : (size_t)-1;
		for (step = 1; step <= cut + 1; step++) {
			feed(data, cut, step, &s);
			if (start == (size_t)-1) {
				ck_assert_msg(s.code == 0, "cut %zu: %s", cut,
					      s.err.text);
				continue;
			}
			ck_assert_msg(s.code == DAVIT_EPROTO, "cut %zu", cut);
			snprintf(offset, sizeof(offset), "cut at offset %zu; "
				 "it begins at offset %zu", cut, start);
			unit_holds("cut", s.err.text, offset);
		}
	}
}
END_TEST

static const struct {
	const char *data, *said, *error;
} bad[] = {
	{ "hello", "", "no JSON at offset 0" },
	{ "{} ]", "<{}>", "no JSON at offset 3" },
	{ "{}}", "<{}>", "no JSON at offset 2" },
	{ "{},{}", "<{}>", "no JSON at offset 2" },
	{ "\n<html>", "", "no JSON at offset 1" },
	{ "\xef\xbb\xbf{}", "", "no JSON at offset 0" },
	{ "{}\x01", "<{}>", "no JSON at offset 2" },
};

START_TEST(refuses_garbage)
{
	size_t len = strlen(bad[_i].data), step;
	struct said s;

	for (step = 1; step <= len; step++) {
		feed(bad[_i].data, len, step, &s);
		ck_assert_int_eq(s.code, DAVIT_EPROTO);
		ck_assert_str_eq(s.text, bad[_i].said);
		unit_holds("garbage", s.err.text, bad[_i].error);
	}
}
END_TEST

/* A value that lies whole in the data is not copied. */
START_TEST(copies_nothing)
{
	static const char data[] = " {\"a\":1}{\"b\":2}";
	struct jsonseq q;
	const char *text;
	size_t used, len;

	jsonseq_init(&q);
	ck_assert_int_eq(jsonseq_next(&q, data, 15, &used, &text, &len, NULL),
			 1);
	ck_assert(text == data + 1 && len == 7 && used == 8);
	ck_assert_int_eq(jsonseq_next(&q, data + 8, 7, &used, &text, &len,
				      NULL), 1);
	ck_assert(text == data + 8 && len == 7 && used == 7);
	ck_assert_ptr_null(q.partial.data);
	jsonseq_done(&q);
}
END_TEST

/* A value that never ends is held to a limit. */
START_TEST(has_a_limit)
{
	static char block[1 << 20];
	struct jsonseq q;
	const char *text;
	size_t used, len, total = 0;
	davit_error err;
	int r;

	memset(block, 'x', sizeof(block));
	jsonseq_init(&q);
	ck_assert_int_eq(jsonseq_next(&q, "7 ", 2, &used, &text, &len,
				      &err), 1);
	ck_assert_int_eq(jsonseq_next(&q, "[\"", 2, &used, &text, &len,
				      &err), 0);
	do {
		r = jsonseq_next(&q, block, sizeof(block), &used, &text, &len,
				 &err);
		total += sizeof(block);
	} while (r == 0 && total < 2 * JSONSEQ_VALUE_MAX);
	ck_assert_int_eq(r, DAVIT_ETOOBIG);
	ck_assert_uint_eq(total, JSONSEQ_VALUE_MAX);
	ck_assert_uint_le(q.partial.cap, JSONSEQ_VALUE_MAX + 1);
	unit_holds("limit", err.text, "at offset 1");
	jsonseq_done(&q);
}
END_TEST

/* Brackets as deep as they come take no more than their bytes. */
START_TEST(goes_deep)
{
	enum { DEPTH = 100000 };
	char *data = malloc(2 * DEPTH);
	struct jsonseq q;
	const char *text;
	size_t used, len;

	memset(data, '[', DEPTH);
	memset(data + DEPTH, ']', DEPTH);
	jsonseq_init(&q);
	ck_assert_int_eq(jsonseq_next(&q, data, 2 * DEPTH - 1, &used, &text,
				      &len, NULL), 0);
	ck_assert_int_eq(jsonseq_next(&q, "]", 1, &used, &text, &len, NULL),
			 1);
	ck_assert_uint_eq(len, 2 * DEPTH);
	jsonseq_done(&q);
	free(data);
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, splits, good);
	tcase_add_test(tc, tells_cuts);
	UNIT_ROWS(tc, refuses_garbage, bad);
	tcase_add_test(tc, copies_nothing);
	tcase_add_test(tc, has_a_limit);
	tcase_add_test(tc, goes_deep);
}

int main(void)
{
	return unit_run("jsonseq", fill);
}
