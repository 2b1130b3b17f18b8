/* SPDX-License-Identifier: MIT */
/* Tests src/error.c: one line, cut where a character ends. */
#include "config.h"

#include "error.h"
#include "unit.h"

#include <string.h>

static const struct {
	int code;
	const char *name;
} codes[] = {
	{ DAVIT_OK, "OK" }, { DAVIT_ENOMEM, "ENOMEM" },
	{ DAVIT_EINVAL, "EINVAL" }, { DAVIT_EENGINE, "EENGINE" },
	{ DAVIT_EVERSION, "EVERSION" }, { DAVIT_ENOOP, "ENOOP" },
	{ DAVIT_EPARAM, "EPARAM" }, { DAVIT_EBODY, "EBODY" },
	{ DAVIT_ECONN, "ECONN" }, { DAVIT_ETLS, "ETLS" },
	{ DAVIT_ETIMEOUT, "ETIMEOUT" }, { DAVIT_ECANCELED, "ECANCELED" },
	{ DAVIT_EPROTO, "EPROTO" }, { DAVIT_ETOOBIG, "ETOOBIG" },
	{ DAVIT_EREMOTE, "EREMOTE" }, { DAVIT_EAGAIN, "EAGAIN" },
	{ 1, "unknown" }, { DAVIT_EAGAIN - 1, "unknown" },
	{ -1000000, "unknown" }, { INT32_MIN, "unknown" },
	{ INT32_MAX, "unknown" },
};

START_TEST(code_name)
{
	ck_assert_str_eq(davit_code_name(codes[_i].code), codes[_i].name);
}
END_TEST

START_TEST(set)
{
	davit_error err;

	memset(&err, 0xff, sizeof(err));
	ck_assert_int_eq(error_set(&err, DAVIT_EPARAM, "%s %d", "text", 7),
			 DAVIT_EPARAM);
	ck_assert_int_eq(err.code, DAVIT_EPARAM);
	ck_assert_int_eq(err.http_status, 0);
	ck_assert_int_eq(err.sys, 0);
	ck_assert_int_eq(err.count, 1);
	ck_assert_str_eq(err.text, "text 7");
	ck_assert_str_eq(err.where, "");
	ck_assert_str_eq(err.hint, "");
	ck_assert_str_eq(err.detail, "");
	ck_assert_ptr_null(err.reserved[3]);
	error_where(&err, "params.%s", "a");
	error_hint(&err, "try %d", 1);
	ck_assert_str_eq(err.where, "params.a");
	ck_assert_str_eq(err.hint, "try 1");
	ck_assert_str_eq(err.text, "text 7");
	/* A second failure doesn't keep the first one's hint. */
	error_set(&err, DAVIT_EBODY, "other");
	ck_assert_str_eq(err.hint, "");
	ck_assert_str_eq(err.where, "");
	error_clear(&err);
	ck_assert_int_eq(err.code, DAVIT_OK);
	ck_assert_int_eq(err.count, 0);
	ck_assert_str_eq(err.text, "");
}
END_TEST

START_TEST(no_error)
{
	error_clear(NULL);
	ck_assert_int_eq(error_set(NULL, DAVIT_ECONN, "x"), DAVIT_ECONN);
	error_where(NULL, "x");
	error_hint(NULL, "x");
	ck_assert_int_eq(error_nomem(NULL), DAVIT_ENOMEM);
}
END_TEST

/* Engines' words hold anything; a log line must not be forged by them. */
START_TEST(one_line)
{
	davit_error err;

	error_set(&err, DAVIT_EREMOTE, "a\nb\r\nc\td\x1b[31m\x7f%s", "\x01");
	ck_assert_str_eq(err.text, "a b  c d [31m  ");
	error_where(&err, "params.%s", "a\nb");
	ck_assert_str_eq(err.where, "params.a b");
	error_hint(&err, "did you mean '%s'?", "a\nb");
	ck_assert_str_eq(err.hint, "did you mean 'a b'?");
}
END_TEST

/* Cut before, within and after a character of each length. */
START_TEST(cut)
{
	static const char *const chars[] = {
		"x", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80"
	};
	const char *c = chars[_i % 4];
	size_t n = strlen(c), shift = (size_t)_i / 4, len;
	char text[2000] = "";
	davit_error err;
	size_t i;

	memset(text, 'a', shift);
	for (i = shift; i + n < 1500; i += n)
		memcpy(text + i, c, n + 1);
	error_set(&err, DAVIT_EREMOTE, "%s", text);
	len = strlen(err.text);
	ck_assert_uint_lt(len, sizeof(err.text));
	ck_assert_uint_ge(len, sizeof(err.text) - 4);
	ck_assert_str_eq(err.text + len - 3, "...");
	ck_assert_mem_eq(err.text, text, len - 3);
	ck_assert_uint_eq((len - 3 - shift) % n, 0);
}
END_TEST

START_TEST(just_fits)
{
	davit_error err;
	char text[600];

	memset(text, 'a', sizeof(text));
	text[sizeof(err.text) - 1] = '\0';
	error_set(&err, DAVIT_EREMOTE, "%s", text);
	ck_assert_str_eq(err.text, text);
	text[sizeof(err.text) - 1] = 'a';
	text[sizeof(err.text)] = '\0';
	error_set(&err, DAVIT_EREMOTE, "%s", text);
	ck_assert_uint_eq(strlen(err.text), sizeof(err.text) - 1);
	ck_assert_str_eq(err.text + sizeof(err.text) - 4, "...");
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, code_name, codes);
	tcase_add_test(tc, set);
	tcase_add_test(tc, no_error);
	tcase_add_test(tc, one_line);
	tcase_add_loop_test(tc, cut, 0, 20);
	tcase_add_test(tc, just_fits);
}

int main(void)
{
	return unit_run("error", fill);
}
