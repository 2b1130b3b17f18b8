/* SPDX-License-Identifier: MIT */
/* Tests src/uri.c: percent-encoding, and what may stand in a path. */
#include "config.h"

#include "unit.h"
#include "uri.h"

#include <string.h>

static const struct {
	const char *plain, *encoded;
} encodings[] = {
	{ "", "" },
	{ "web-1_x.y~z", "web-1_x.y~z" },
	{ "busybox:1.36", "busybox:1.36" },
	{ "name@sha256:00ff", "name@sha256:00ff" },
	{ "library/busybox", "library%2Fbusybox" },
	{ "a b", "a%20b" },
	{ "a+b", "a%2Bb" },
	{ "100%", "100%25" },
	{ "%41", "%2541" },
	{ "a&b=c;d?e#f", "a%26b%3Dc%3Bd%3Fe%23f" },
	{ "{\"a\":[1]}", "%7B%22a%22:%5B1%5D%7D" },
	{ "caf\xc3\xa9", "caf%C3%A9" },
	{ "\xff", "%FF" },
	{ "\r\n\t\x01\x7f", "%0D%0A%09%01%7F" },
	{ "!$'()*,", "%21%24%27%28%29%2A%2C" },
	{ "\\^`|<>", "%5C%5E%60%7C%3C%3E" },
};

START_TEST(encode)
{
	const char *plain = encodings[_i].plain;
	struct buf b = BUF_INIT(100);

	ck_assert_int_eq(uri_encode(&b, plain, strlen(plain)), 0);
	ck_assert_str_eq(buf_text(&b), encodings[_i].encoded);
	buf_done(&b);
}
END_TEST

START_TEST(decode)
{
	const char *text = encodings[_i].encoded;
	struct buf b = BUF_INIT(100);

	ck_assert_int_eq(uri_decode(&b, text, strlen(text)), 0);
	ck_assert_str_eq(buf_text(&b), encodings[_i].plain);
	buf_done(&b);
}
END_TEST

static const struct {
	const char *encoded, *plain;
} decodings[] = {
	{ "%2f%2F", "//" },
	{ "%", "%" },
	{ "%4", "%4" },
	{ "%4g", "%4g" },
	{ "%g4", "%g4" },
	{ "%%41", "%A" },
	{ "a+b", "a+b" },
};

START_TEST(decode_odd)
{
	const char *text = decodings[_i].encoded;
	struct buf b = BUF_INIT(100);

	ck_assert_int_eq(uri_decode(&b, text, strlen(text)), 0);
	ck_assert_str_eq(buf_text(&b), decodings[_i].plain);
	buf_done(&b);
}
END_TEST

START_TEST(every_byte)
{
	struct buf text = BUF_INIT(1000), back = BUF_INIT(1000);
	char bytes[256];
	size_t i;

	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)i;
	uri_encode(&text, bytes, sizeof(bytes));
	for (i = 0; i < text.len; i++)
		ck_assert(text.data[i] > 0x20 && text.data[i] < 0x7f);
	ck_assert(strpbrk(buf_text(&text), "/?#&=+ \"") == NULL);
	uri_decode(&back, buf_text(&text), text.len);
	ck_assert_uint_eq(back.len, sizeof(bytes));
	ck_assert_mem_eq(back.data, bytes, sizeof(bytes));
	buf_done(&text);
	buf_done(&back);
}
END_TEST

START_TEST(too_long)
{
	struct buf b = BUF_INIT(3);

	ck_assert_int_eq(uri_encode(&b, "ab c", 4), DAVIT_ETOOBIG);
	buf_done(&b);
	ck_assert_int_eq(uri_decode(&b, "abcd", 4), DAVIT_ETOOBIG);
	buf_done(&b);
}
END_TEST

static const struct {
	const char *text;
	bool good;
} segments[] = {
	{ "web", true }, { "a/b", true }, { "a/b/c", true }, { "...", true },
	{ ".a", true }, { "a.", true }, { "..a", true }, { "a..", true },
	{ " ", true }, { "%2e", true },
	{ "", false }, { ".", false }, { "..", false }, { "/", false },
	{ "/a", false }, { "a/", false }, { "a//b", false }, { "./a", false },
	{ "a/.", false }, { "a/./b", false }, { "../a", false },
	{ "a/..", false }, { "a/../b", false }, { "//", false },
};

START_TEST(segment)
{
	ck_assert_msg(uri_segment_ok(segments[_i].text) == segments[_i].good,
		      "'%s'", segments[_i].text);
}
END_TEST

static const struct {
	const char *text;
	bool good;
} targets[] = {
	{ "/", true }, { "/_ping", true }, { "/a?b=c&d=%20", true },
	{ "/v1.43/containers/json", true }, { "/~!*'();:@&=+$,?", true },
	{ "", false }, { "a", false }, { "http://h/a", false },
	{ "/a b", false }, { "/a\r\nHost: x", false }, { "/a\x7f", false },
	{ "/caf\xc3\xa9", false }, { " /", false }, { "/\t", false },
};

START_TEST(target)
{
	ck_assert_msg(uri_target_ok(targets[_i].text) == targets[_i].good,
		      "'%s'", targets[_i].text);
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, encode, encodings);
	UNIT_ROWS(tc, decode, encodings);
	UNIT_ROWS(tc, decode_odd, decodings);
	tcase_add_test(tc, every_byte);
	tcase_add_test(tc, too_long);
	UNIT_ROWS(tc, segment, segments);
	UNIT_ROWS(tc, target, targets);
}

int main(void)
{
	return unit_run("uri", fill);
}
