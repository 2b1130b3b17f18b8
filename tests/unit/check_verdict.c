/* SPDX-License-Identifier: MIT */
/*
 * Tests src/verdict.c: what is an error among progress, which archives are
 * whole, in pieces of every size.
 */
#include "config.h"

#include "unit.h"
#include "verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Feeds `len` bytes, `step` at a time. */
static int judge(enum verdict_kind kind, const char *data, size_t len,
		 size_t step, davit_error *err)
{
	static struct verdict v;
	size_t at, n;
	int r;

	memset(err, 0, sizeof(*err));
	verdict_init(&v, kind);
	for (at = 0; at < len; at += n) {
		n = len - at < step ? len - at : step;
		verdict_bytes(&v, data + at, n);
	}
	r = verdict_end(&v, err);
	verdict_done(&v);
	return r;
}

/* ---- progress ----------------------------------------------------------- */

#define PROGRESS "{\"status\":\"Pulling\",\"id\":\"a\"}\r\n"

static const struct {
	const char *data;
	int code, status;
	const char *text;
} rows[] = {
	/* progress */
	{ "", 0, 0, "" },
	{ PROGRESS, 0, 0, "" },
	{ PROGRESS PROGRESS "{\"stream\":\"done\"}", 0, 0, "" },
	{ "{\"aux\":{\"Tag\":\"1\",\"error\":\"x\"}}", 0, 0, "" },
	{ "{\"status\":\"error\"}{\"stream\":\"\\\"error\\\": \\\"x\\\"\"}",
	  0, 0, "" },
	{ "{\"stream\":\"{\\\"error\\\":\\\"no\\\"}\\n\"}", 0, 0, "" },
	{ "{\"status\":\"x\",\"message\":\"a friendly word\"}", 0, 0, "" },
	{ "{\"stream\":\"RUN echo \\\"message\\\"\",\"message\":\"m\"}", 0, 0,
	  "" },
	{ "{\"images\":[\"a\"],\"id\":\"a\"}", 0, 0, "" },
	{ "{\"images\":[\"a\"],\"id\":\"a\",\"error\":\"\"}", 0, 0, "" },
	{ "{\"error\":null}{\"errorDetail\":{}}", 0, 0, "" },
	{ "[\"error\"] \"error\" 7 null", 0, 0, "" },
	/* every shape of an error */
	{ PROGRESS "{\"errorDetail\":{\"message\":\"no basic auth\"},"
	  "\"error\":\"no basic auth\"}\r\n", DAVIT_EREMOTE, 0,
	  "no basic auth" },
	{ "{\"errorDetail\":{\"code\":137,\"message\":\"exit 137\"}}",
	  DAVIT_EREMOTE, 137, "exit 137" },
	{ "{\"error\":\"short\",\"errorDetail\":{\"message\":\"long\"}}",
	  DAVIT_EREMOTE, 0, "short" },
	{ PROGRESS "{\"error\":\"denied\"}", DAVIT_EREMOTE, 0, "denied" },
	{ "{\"stream\":\"\",\"error\":\"denied\"}", DAVIT_EREMOTE, 0,
	  "denied" },
	{ PROGRESS "{\"message\":\"manifest unknown\"}", DAVIT_EREMOTE, 0,
	  "manifest unknown" },
	{ "{\"cause\":\"no such image\",\"message\":\"getting image: no such "
	  "image\",\"response\":404}", DAVIT_EREMOTE, 0, "getting image" },
	{ "\x1e{\"error\":\"denied\"}\n", DAVIT_EREMOTE, 0, "denied" },
	/* the first is told, whatever comes after it */
	{ "{\"error\":\"first\"}{\"error\":\"second\"}" PROGRESS,
	  DAVIT_EREMOTE, 0, "first" },
	{ "{\"error\":\"first\"}{\"a\":", DAVIT_EREMOTE, 0, "first" },
	{ "{\"error\":\"first\"}garbage", DAVIT_EREMOTE, 0, "first" },
	{ "{\"error\":\"two\\nlines\"}", DAVIT_EREMOTE, 0, "two lines" },
	/* cut, or broken in its midst */
	{ PROGRESS "{\"status\":\"Pull", DAVIT_EPROTO, 0, "cut at offset 46" },
	{ PROGRESS "garbage", DAVIT_EPROTO, 0, "no JSON at offset 31" },
	{ PROGRESS "{\"error\": denied}", DAVIT_EPROTO, 0, "offset 31" },
	/* not a sequence of JSON at all: nothing can be said of it */
	{ "Loaded image: busybox\n", 0, 0, "" },
	{ "<html>error</html>", 0, 0, "" },
};

START_TEST(judges_progress)
{
	size_t len = strlen(rows[_i].data), step;
	davit_error err;
	int r;

	for (step = 1; step <= len + 1; step++) {
		r = judge(VERDICT_JSON, rows[_i].data, len, step, &err);
		ck_assert_msg(r == rows[_i].code, "step %zu: %d, not %d: %s",
			      step, r, rows[_i].code, err.text);
		ck_assert_int_eq(err.code, rows[_i].code);
		ck_assert_int_eq(err.http_status, rows[_i].status);
		unit_holds("text", err.text, rows[_i].text);
	}
}
END_TEST

/* The same, value by value. */
START_TEST(judges_values)
{
	static struct verdict v;
	json_t *progress = unit_json("{\"status\":\"error\"}");
	json_t *error = unit_json("{\"error\":\"no\",\"errorDetail\":"
				  "{\"code\":1,\"message\":\"no!\"}}");
	davit_error err;

	verdict_init(&v, VERDICT_JSON);
	verdict_value(&v, progress);
	verdict_value(&v, json_null());
	ck_assert_int_eq(verdict_end(&v, &err), 0);
	verdict_value(&v, error);
	verdict_value(&v, progress);
	ck_assert_int_eq(verdict_end(&v, &err), DAVIT_EREMOTE);
	ck_assert_str_eq(err.text, "no");
	ck_assert_int_eq(verdict_end(&v, NULL), DAVIT_EREMOTE);
	verdict_done(&v);
	/* where the status alone decides */
	verdict_init(&v, VERDICT_NONE);
	verdict_value(&v, error);
	verdict_bytes(&v, "{\"error\":\"no\"}", 14);
	ck_assert_int_eq(verdict_end(&v, &err), 0);
	verdict_done(&v);
	json_decref(progress);
	json_decref(error);
}
END_TEST

/* ---- archives ----------------------------------------------------------- */

#define BLOCK 512

static char archive[64 * BLOCK];
static size_t archive_len;

static void add_blocks(const void *data, size_t len)
{
	size_t whole = (len + BLOCK - 1) / BLOCK * BLOCK;

	ck_assert_uint_le(archive_len + whole, sizeof(archive));
	memset(archive + archive_len, 0, whole);
	memcpy(archive + archive_len, data, len);
	archive_len += whole;
}

/* A file; `magic` is "ustar\00000", "ustar  " or nothing. */
static void add_file(const char *name, const void *data, size_t len,
		     const char *magic)
{
	char head[BLOCK] = "";
	unsigned sum = 8 * ' ', i;

	snprintf(head, 100, "%s", name);
	snprintf(head + 100, 8, "%07o", 0644);
	snprintf(head + 124, 12, "%011o", (unsigned)len);
	head[156] = '0';
	memcpy(head + 257, magic, 8);
	for (i = 0; i < BLOCK; i++)
		sum += (unsigned char)head[i];
	snprintf(head + 148, 8, "%06o", sum);
	add_blocks(head, BLOCK);
	add_blocks(data, len);
}

static void add_end(void)
{
	static const char zeros[2 * BLOCK];

	add_blocks(zeros, sizeof(zeros));
}

static void start(void)
{
	static const char zeros[6000];

	archive_len = 0;
	add_file("a", "hello", 5, "ustar\00000");
	add_file("zeros", zeros, sizeof(zeros), "ustar\00000");
	add_file("empty", "", 0, "ustar  ");
	add_file("json", "{\"status\":\"ok\"}", 15, "ustar\00000");
}

static int tar(size_t len, size_t step, davit_error *err)
{
	return judge(VERDICT_TAR, archive, len, step, err);
}

static const size_t steps[] = {
	1, 7, 100, 511, 512, 513, 4095, 4096, 4097, 1 << 20
};

START_TEST(takes_whole_archives)
{
	davit_error err;
	size_t i;

	start();
	add_end();
	for (i = 0; i < COUNT(steps); i++) {
		ck_assert_msg(tar(archive_len, steps[i], &err) == 0, "%s",
			      err.text);
		/* padded to a record */
		memset(archive + archive_len, 0, 10240);
		ck_assert_int_eq(tar(archive_len + 10240, steps[i], &err), 0);
	}
	/* nothing in it */
	archive_len = 0;
	add_end();
	ck_assert_int_eq(tar(archive_len, 100, &err), 0);
}
END_TEST

/* Also within a file of zeros, which looks like the end. */
START_TEST(tells_cuts)
{
	size_t cut, whole;
	davit_error err;
	char text[64];
	int r;

	start();
	whole = archive_len;
	add_end();
	for (cut = 0; cut < whole; cut++) {
		r = tar(cut, 4096, &err);
		ck_assert_msg(r == DAVIT_EPROTO, "cut %zu: %d", cut, r);
		snprintf(text, sizeof(text), "cut after %zu bytes", cut);
		unit_holds("cut", err.text, text);
	}
}
END_TEST

START_TEST(sees_errors_behind)
{
	static const char *const errors[] = {
		"{\"message\":\"disk full\"}\n",
		"{\"error\":\"disk full\"}\r\n",
		"{\"errorDetail\":{\"message\":\"disk full\"},\"error\":"
		"\"disk full\"}",
		"{\"cause\":\"x\",\"message\":\"disk full\",\"response\":500}\n"
	};
	davit_error err;
	size_t i, j, cut, len;

	for (i = 0; i < COUNT(errors); i++)
		for (j = 0; j < COUNT(steps); j++)
			for (cut = 0; cut < 8000; cut += 777) {
				start();
				archive_len = cut;
				len = strlen(errors[i]);
				memcpy(archive + cut, errors[i], len);
				ck_assert_int_eq(tar(cut + len, steps[j],
						     &err), DAVIT_EREMOTE);
				ck_assert_str_eq(err.text, "disk full");
			}
	/* behind the end, too */
	start();
	add_end();
	memcpy(archive + archive_len, errors[0], strlen(errors[0]));
	ck_assert_int_eq(tar(archive_len + strlen(errors[0]), 100, &err),
			 DAVIT_EREMOTE);
	/* words that aren't an error are no end */
	start();
	memcpy(archive + archive_len, "{\"status\":\"ok\"}", 15);
	ck_assert_int_eq(tar(archive_len + 15, 100, &err), DAVIT_EPROTO);
}
END_TEST

/* What isn't an archive of this kind has no end to look for. */
START_TEST(lets_others_pass)
{
	davit_error err;
	size_t i;

	for (i = 0; i < sizeof(archive); i++)
		archive[i] = (char)(i * 7 + i / 256);
	memcpy(archive, "\x1f\x8b\x08", 3);
	ck_assert_int_eq(tar(20, 3, &err), 0);
	ck_assert_int_eq(tar(1000, 100, &err), 0);
	ck_assert_int_eq(tar(sizeof(archive), 100, &err), 0);
	memcpy(archive, "\x28\xb5\x2f\xfd", 4);
	ck_assert_int_eq(tar(100, 3, &err), 0);
	ck_assert_int_eq(tar(9000, 4096, &err), 0);
	/* but an error in place of an archive is one */
	memcpy(archive, "{\"message\":\"no\"}", 16);
	ck_assert_int_eq(tar(16, 1, &err), DAVIT_EREMOTE);
	ck_assert_int_eq(tar(0, 1, &err), DAVIT_EPROTO);
	unit_holds("empty", err.text, "cut after 0 bytes");
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, judges_progress, rows);
	tcase_add_test(tc, judges_values);
	tcase_add_test(tc, takes_whole_archives);
	tcase_add_test(tc, tells_cuts);
	tcase_add_test(tc, sees_errors_behind);
	tcase_add_test(tc, lets_others_pass);
}

int main(void)
{
	return unit_run("verdict", fill);
}
