/* SPDX-License-Identifier: MIT */
/* Tests src/buf.c: growing, the maximum, failures that stick. */
#include "config.h"

#include "buf.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

START_TEST(empty)
{
	struct buf b = BUF_INIT(10);

	ck_assert_str_eq(buf_text(&b), "");
	ck_assert_int_eq(buf_status(&b), 0);
	ck_assert_int_eq(buf_add(&b, NULL, 0), 0);
	ck_assert_uint_eq(b.len, 0);
	ck_assert_str_eq(buf_text(&b), "");
	buf_done(&b);
	buf_done(&b);
	ck_assert_ptr_null(b.data);
}
END_TEST

START_TEST(grows)
{
	struct buf b;
	size_t i;

	buf_init(&b, 1 << 20);
	for (i = 0; i < 10000; i++) {
		ck_assert_int_eq(buf_add_char(&b, (char)('a' + i % 26)), 0);
		ck_assert_uint_eq(b.len, i + 1);
		ck_assert_int_eq(b.data[b.len], '\0');
	}
	for (i = 0; i < 10000; i++)
		ck_assert_int_eq(b.data[i], (char)('a' + i % 26));
	ck_assert_int_eq(buf_add(&b, "\0x", 3), 0);
	ck_assert_uint_eq(b.len, 10003);
	ck_assert_int_eq(b.data[10001], 'x');
	buf_done(&b);
}
END_TEST

static const size_t maxima[] = { 0, 1, 2, 62, 63, 64, 65, 127, 128, 1000 };

START_TEST(maximum)
{
	size_t max = maxima[_i], i;
	struct buf b;

	buf_init(&b, max);
	for (i = 0; i < max; i++)
		ck_assert_int_eq(buf_add_char(&b, 'x'), 0);
	ck_assert_int_eq(buf_add_str(&b, ""), 0);
	ck_assert_uint_eq(b.len, max);
	ck_assert_uint_eq(strlen(buf_text(&b)), max);
	ck_assert_uint_le(b.cap, max < 64 ? 64 : max + 1);
	ck_assert_int_eq(buf_add_char(&b, 'x'), DAVIT_ETOOBIG);
	ck_assert_uint_eq(b.len, max);
	buf_done(&b);
	/* All at once is no other. */
	ck_assert_int_eq(buf_add(&b, "", 1), max == 0 ? DAVIT_ETOOBIG : 0);
	buf_done(&b);
}
END_TEST

START_TEST(failure_sticks)
{
	struct buf b = BUF_INIT(4);

	ck_assert_int_eq(buf_add_str(&b, "abc"), 0);
	ck_assert_int_eq(buf_add_str(&b, "de"), DAVIT_ETOOBIG);
	/* A part of the truth would be worse than none. */
	ck_assert_int_eq(buf_add_str(&b, "f"), DAVIT_ETOOBIG);
	ck_assert_int_eq(buf_reserve(&b, 0), DAVIT_ETOOBIG);
	ck_assert_int_eq(buf_status(&b), DAVIT_ETOOBIG);
	ck_assert_str_eq(buf_text(&b), "abc");
	ck_assert_ptr_null(buf_take(&b));
	ck_assert_int_eq(buf_status(&b), 0);
	ck_assert_int_eq(buf_add_str(&b, "gh"), 0);
	ck_assert_str_eq(buf_text(&b), "gh");
	buf_done(&b);
}
END_TEST

START_TEST(reset)
{
	struct buf b = BUF_INIT(4);
	const char *data;

	buf_add_str(&b, "abc");
	data = b.data;
	buf_add_str(&b, "too much");
	buf_reset(&b);
	ck_assert_int_eq(buf_status(&b), 0);
	ck_assert_str_eq(buf_text(&b), "");
	ck_assert_int_eq(buf_add_str(&b, "wxyz"), 0);
	ck_assert_str_eq(buf_text(&b), "wxyz");
	ck_assert_ptr_eq(b.data, data);
	buf_wipe(&b);
	ck_assert_ptr_null(b.data);
	buf_reset(&b);
	buf_wipe(&b);
}
END_TEST

START_TEST(take)
{
	struct buf b = BUF_INIT(100);
	char *text;

	text = buf_take(&b);
	ck_assert_str_eq(text, "");
	free(text);
	buf_add_str(&b, "hello");
	text = buf_take(&b);
	ck_assert_str_eq(text, "hello");
	ck_assert_ptr_null(b.data);
	ck_assert_uint_eq(b.len, 0);
	ck_assert_uint_eq(b.max, 100);
	free(text);
}
END_TEST

START_TEST(huge)
{
	struct buf b;

	/* Sizes that would wrap round have to fail, not to succeed small. */
	buf_init(&b, (size_t)-2);
	ck_assert_int_eq(buf_add_char(&b, 'x'), 0);
	ck_assert_int_eq(buf_reserve(&b, (size_t)-1), DAVIT_ETOOBIG);
	buf_reset(&b);
	ck_assert_int_eq(buf_reserve(&b, 100), 0);
	ck_assert_uint_ge(b.cap, 101);
	buf_done(&b);
}
END_TEST

static void fill(TCase *tc)
{
	tcase_add_test(tc, empty);
	tcase_add_test(tc, grows);
	UNIT_ROWS(tc, maximum, maxima);
	tcase_add_test(tc, failure_sticks);
	tcase_add_test(tc, reset);
	tcase_add_test(tc, take);
	tcase_add_test(tc, huge);
}

int main(void)
{
	return unit_run("buf", fill);
}
