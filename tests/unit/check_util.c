/* SPDX-License-Identifier: MIT */
/* Tests src/util.c: base64 both ways, numbers and their bounds. */
#include "config.h"

#include "buf.h"
#include "unit.h"
#include "util.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *bytes;
	size_t len;
	const char *text;
} encoded[] = {
	/* RFC 4648, section 10 */
	{ "", 0, "" },
	{ "f", 1, "Zg==" },
	{ "fo", 2, "Zm8=" },
	{ "foo", 3, "Zm9v" },
	{ "foob", 4, "Zm9vYg==" },
	{ "fooba", 5, "Zm9vYmE=" },
	{ "foobar", 6, "Zm9vYmFy" },
	/* where the two alphabets differ */
	{ "\xfb\xff\xbf", 3, "-_-_" },
	{ "\xff", 1, "_w==" },
	{ "\0\0\0", 3, "AAAA" },
	{ "\0", 1, "AA==" },
	{ "{\"a\":\"?\?>>\"}", 12, "eyJhIjoiPz8-PiJ9" },
};

START_TEST(base64_out)
{
	struct buf b = BUF_INIT(100);

	ck_assert_int_eq(util_base64url(&b, encoded[_i].bytes,
					encoded[_i].len), 0);
	ck_assert_str_eq(buf_text(&b), encoded[_i].text);
	buf_done(&b);
}
END_TEST

START_TEST(base64_in)
{
	struct buf b = BUF_INIT(100);
	const char *text = encoded[_i].text;

	ck_assert(util_unbase64(&b, text, strlen(text)));
	ck_assert_uint_eq(b.len, encoded[_i].len);
	ck_assert_mem_eq(buf_text(&b), encoded[_i].bytes, encoded[_i].len);
	buf_done(&b);
}
END_TEST

static const struct {
	const char *text, *bytes;	/* NULL: not base64 */
} foreign[] = {
	{ "Zg", "f" },			/* no padding */
	{ "Zm8", "fo" },
	{ "+/+/", "\xfb\xff\xbf" },	/* the common alphabet */
	{ "-/+_", "\xfb\xff\xbf" },
	{ "Z", NULL },
	{ "Zm9vY", NULL },
	{ "=", NULL },
	{ "==", NULL },
	{ "====", NULL },
	{ "Zg=", NULL },
	{ "Zm9v=", NULL },
	{ "Zm9v==", NULL },
	{ "Zg===", NULL },
	{ "Z=g=", NULL },
	{ "Zm9v\n", NULL },
	{ "Zm 9v", NULL },
	{ "Zm9.", NULL },
	{ "Zm9\xff", NULL },
};

START_TEST(base64_foreign)
{
	const char *text = foreign[_i].text;
	struct buf b = BUF_INIT(100);
	bool good = util_unbase64(&b, text, strlen(text));

	ck_assert_msg(good == (foreign[_i].bytes != NULL), "'%s'", text);
	if (good)
		ck_assert_str_eq(buf_text(&b), foreign[_i].bytes);
	buf_done(&b);
}
END_TEST

START_TEST(base64_there_and_back)
{
	unsigned char bytes[256];
	struct buf text = BUF_INIT(1000), back = BUF_INIT(1000);
	size_t len;

	for (len = 0; len < sizeof(bytes); len++)
		bytes[len] = (unsigned char)(len * 151 + 7);
	for (len = 0; len <= sizeof(bytes); len++) {
		buf_reset(&text);
		buf_reset(&back);
		util_base64url(&text, bytes, len);
		ck_assert_uint_eq(text.len, (len + 2) / 3 * 4);
		ck_assert(strpbrk(buf_text(&text), "+/ \n") == NULL);
		ck_assert(util_unbase64(&back, buf_text(&text), text.len));
		ck_assert_uint_eq(back.len, len);
		ck_assert_mem_eq(buf_text(&back), bytes, len);
	}
	/* A zero byte within is not the end. */
	ck_assert(!util_unbase64(&back, "Zm9v\0m9v", 8));
	buf_done(&text);
	buf_done(&back);
}
END_TEST

START_TEST(base64_too_long)
{
	struct buf b = BUF_INIT(5);

	ck_assert_int_eq(util_base64url(&b, "foobar", 6), DAVIT_ETOOBIG);
	buf_done(&b);
	ck_assert(!util_unbase64(&b, "Zm9vYmFy", 8));
	buf_done(&b);
}
END_TEST

static const struct {
	const char *text;
	bool good;
	int64_t value;
} integers[] = {
	{ "0", true, 0 },
	{ "-0", true, 0 },
	{ "007", true, 7 },
	{ "42", true, 42 },
	{ "-1", true, -1 },
	{ "9223372036854775807", true, INT64_MAX },
	{ "9223372036854775806", true, INT64_MAX - 1 },
	{ "-9223372036854775808", true, INT64_MIN },
	{ "-9223372036854775807", true, -INT64_MAX },
	{ "9223372036854775808", false, 0 },
	{ "9223372036854775810", false, 0 },
	{ "-9223372036854775809", false, 0 },
	{ "18446744073709551615", false, 0 },
	{ "18446744073709551616", false, 0 },
	{ "18446744073709551617", false, 0 },
	{ "99999999999999999999999999", false, 0 },
	{ "00000000000000000000000000001", true, 1 },
	{ "", false, 0 },
	{ "-", false, 0 },
	{ "--1", false, 0 },
	{ "+1", false, 0 },
	{ " 1", false, 0 },
	{ "1 ", false, 0 },
	{ "1.0", false, 0 },
	{ "1e3", false, 0 },
	{ "0x10", false, 0 },
	{ "1/", false, 0 },
	{ "1:", false, 0 },
	{ "\xb1", false, 0 },
};

START_TEST(int64)
{
	const char *text = integers[_i].text;
	int64_t v = 12345;
	bool good = util_int64(text, strlen(text), &v);

	ck_assert_msg(good == integers[_i].good, "'%s'", text);
	ck_assert_int_eq(v, good ? integers[_i].value : 12345);
}
END_TEST

START_TEST(int64_length)
{
	int64_t v = 0;

	ck_assert(util_int64("123456", 3, &v));
	ck_assert_int_eq(v, 123);
	ck_assert(!util_int64("1\0002", 3, &v));
	ck_assert(!util_int64("1", 0, &v));
}
END_TEST

static const struct {
	const char *text;
	bool good;
} numbers[] = {
	{ "0", true }, { "-0", true }, { "1", true }, { "1.5", true },
	{ "-1.5e10", true }, { "1E+5", true }, { "1e-5", true },
	{ "123456789012345678901234567890", true }, { "01", true },
	{ "", false }, { "-", false }, { ".5", false }, { "5.", false },
	{ "1e", false }, { "1e+", false }, { "e5", false }, { "1.e5", false },
	{ "1.5.2", false }, { "+1", false }, { "nan", false },
	{ "inf", false }, { "0x1p3", false }, { "1 ", false }, { "1,5", false },
	{ "1-", false },
};

START_TEST(number)
{
	const char *text = numbers[_i].text;

	ck_assert_msg(util_number(text, strlen(text)) == numbers[_i].good,
		      "'%s'", text);
}
END_TEST

START_TEST(control)
{
	char c[3] = "a?";
	int i;

	for (i = 0; i < 256; i++) {
		c[1] = (char)i;
		ck_assert_int_eq(util_has_control(c, 2), i < 0x20 ||
				 i == 0x7f);
		ck_assert(!util_has_control(c, 1));
	}
	ck_assert(!util_has_control("\n", 0));
}
END_TEST

START_TEST(rest)
{
	char *copy = util_strdup("text");
	int64_t before = util_now_ms();

	ck_assert_str_eq(copy, "text");
	ck_assert_ptr_null(util_strdup(NULL));
	util_wipe_free(copy);
	util_wipe_free(NULL);
	ck_assert_int_ge(before, 0);
	ck_assert_int_ge(util_now_ms(), before);
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, base64_out, encoded);
	UNIT_ROWS(tc, base64_in, encoded);
	UNIT_ROWS(tc, base64_foreign, foreign);
	tcase_add_test(tc, base64_there_and_back);
	tcase_add_test(tc, base64_too_long);
	UNIT_ROWS(tc, int64, integers);
	tcase_add_test(tc, int64_length);
	UNIT_ROWS(tc, number, numbers);
	tcase_add_test(tc, control);
	tcase_add_test(tc, rest);
}

int main(void)
{
	return unit_run("util", fill);
}
