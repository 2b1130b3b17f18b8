/* SPDX-License-Identifier: MIT */
/*
 * Tests src/demux.c: frames whole, in pieces of every size, cut everywhere,
 * and what isn't one.
 */
#include "config.h"

#include "demux.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

/* The transcript of a stream: "1:text|" for a frame, pieces joined, the
 * error at its end. */
struct said {
	char text[1024];
	size_t len;
	int code;
	davit_error err;
};

static void say(struct said *s, const char *text, size_t len)
{
	ck_assert_uint_lt(s->len + len, sizeof(s->text));
	memcpy(s->text + s->len, text, len);
	s->len += len;
	s->text[s->len] = '\0';
}

/* Feeds `len` bytes, `step` at a time, then the end. */
static void feed(const char *data, size_t len, size_t step, struct said *s)
{
	struct demux d = { .have = 0 };
	struct demux_piece piece;
	size_t at = 0, n, used;
	bool inside = false;
	char name[4];
	int r = 0;

	memset(s, 0, sizeof(*s));
	while (at < len && r >= 0) {
		n = len - at < step ? len - at : step;
		r = demux_next(&d, data + at, n, &used, &piece, &s->err);
		ck_assert_uint_le(used, n);
		if (r == 0)
			ck_assert_uint_eq(used, n);
		at += used;
		if (r <= 0)
			continue;
		ck_assert_uint_gt(piece.len, 0);
		ck_assert(piece.data >= data &&
			  piece.data + piece.len <= data + at);
		snprintf(name, sizeof(name), "%d:", piece.channel);
		if (!inside)
			say(s, name, 2);
		say(s, piece.data, piece.len);
		if (piece.last)
			say(s, "|", 1);
		inside = !piece.last;
	}
	s->code = r < 0 ? r : demux_end(&d, &s->err);
}

#define FRAME(channel, length, text) channel "\0\0\0\0\0\0" length text

static const struct {
	const char *data;
	size_t len;
	const char *said;
} good[] = {
#define ROW(data, said) { data, sizeof(data) - 1, said }
	ROW("", ""),
	ROW(FRAME("\1", "\1", "a"), "1:a|"),
	ROW(FRAME("\1", "\2", "ab") FRAME("\2", "\3", "cde"), "1:ab|2:cde|"),
	ROW(FRAME("\0", "\1", "a"), "0:a|"),
	ROW(FRAME("\3", "\4", "oops"), "3:oops|"),
	/* frames without a byte */
	ROW(FRAME("\1", "\0", ""), ""),
	ROW(FRAME("\1", "\0", "") FRAME("\2", "\0", "")
	    FRAME("\2", "\1", "x") FRAME("\1", "\0", ""), "2:x|"),
	/* a payload that looks like a head */
	ROW(FRAME("\1", "\10", "\2\0\0\0zzzz") FRAME("\2", "\1", "y"),
	    "1:\2"),
	ROW(FRAME("\1", "\12", "0123456789") FRAME("\1", "\1", "a")
	    FRAME("\1", "\1", "b") FRAME("\2", "\2", "cd")
	    FRAME("\1", "\3", "efg"), "1:0123456789|1:a|1:b|2:cd|1:efg|"),
};

START_TEST(takes_apart)
{
	struct said s;
	size_t step;

	for (step = 1; step <= good[_i].len + 1; step++) {
		feed(good[_i].data, good[_i].len, step, &s);
		ck_assert_msg(s.code == 0, "step %zu: %s", step, s.err.text);
		if (strlen(good[_i].said) == 3)
			ck_assert(memcmp(s.text, good[_i].said, 3) == 0);
		else
			ck_assert_str_eq(s.text, good[_i].said);
	}
}
END_TEST

/* Every cut but those between frames is told, with the offset. */
START_TEST(tells_cuts)
{
	static const char data[] = FRAME("\1", "\2", "ab")
		FRAME("\2", "\0", "") FRAME("\2", "\3", "cde");
	struct said s;
	char offset[32];
	size_t cut, step;
	bool whole;

	for (cut = 0; cut < sizeof(data); cut++)
		for (step = 1; step <= cut + 1; step++) {
			whole = cut == 0 || cut == 10 || cut == 18 ||
				cut == 29;
			feed(data, cut, step, &s);
			ck_assert_msg(s.code == (whole ? 0 : DAVIT_EPROTO),
				      "cut %zu, step %zu: %d", cut, step,
				      s.code);
			if (whole)
				continue;
			snprintf(offset, sizeof(offset), "at offset %zu",
				 cut);
			ck_assert_int_eq(s.err.code, DAVIT_EPROTO);
			unit_holds("cut", s.err.text, offset);
		}
}
END_TEST

START_TEST(tells_how_much_is_missing)
{
	struct said s;

	feed(FRAME("\1", "\12", "abc"), 11, 11, &s);
	unit_holds("payload", s.err.text, "7 bytes of it are missing");
	feed(FRAME("\1", "\12", "abc"), 5, 5, &s);
	unit_holds("head", s.err.text, "cut in its head");
}
END_TEST

static const struct {
	const char *data;
	size_t len;
	const char *said;	/* before */
	const char *error;
} bad[] = {
#define BAD(data, said, error) { data, sizeof(data) - 1, said, error }
	BAD("\4\0\0\0\0\0\0\1x", "", "at offset 0: it begins with 04 00 00 00"),
	BAD("\1\1\0\0\0\0\0\1x", "", "at offset 0: it begins with 01 01 00 00"),
	BAD("\1\0\1\0\0\0\0\1x", "", "01 00 01 00"),
	BAD("\1\0\0\1\0\0\0\1x", "", "01 00 00 01"),
	BAD("HTTP/1.1 200 OK", "", "48 54 54 50"),
	BAD("\377\377\377\377\377\377\377\377", "", "ff ff ff ff"),
	BAD(FRAME("\1", "\2", "ab") "hello, world", "1:ab|",
	    "at offset 10: it begins with 68 65 6c 6c"),
	BAD(FRAME("\1", "\0", "") "\200\0\0\0\0\0\0\0", "",
	    "at offset 8: it begins with 80 00 00 00"),
};

START_TEST(refuses_garbage)
{
	struct said s;
	size_t step;

	for (step = 1; step <= bad[_i].len; step++) {
		feed(bad[_i].data, bad[_i].len, step, &s);
		ck_assert_int_eq(s.code, DAVIT_EPROTO);
		ck_assert_str_eq(s.text, bad[_i].said);
		unit_holds("garbage", s.err.text, bad[_i].error);
	}
}
END_TEST

/* A length of 4 GiB costs nothing, and its pieces are shown as they come. */
START_TEST(believes_no_length)
{
	static const char head[] = "\1\0\0\0\377\377\377\377";
	static const char bytes[1 << 16] = { 'x' };
	struct demux d = { .have = 0 };
	struct demux_piece piece;
	uint64_t left = 0xffffffffu;
	size_t used;
	davit_error err;

	ck_assert_int_eq(demux_next(&d, head, 8, &used, &piece, &err), 0);
	while (left > 0) {
		size_t n = left < sizeof(bytes) ? (size_t)left : sizeof(bytes);

		ck_assert_int_eq(demux_next(&d, bytes, n, &used, &piece,
					    &err), 1);
		ck_assert(piece.data == bytes && piece.len == n && used == n);
		left -= n;
		ck_assert(piece.last == (left == 0));
		if (left == 0)
			break;
		/* and a cut is told at each place */
		ck_assert_int_eq(demux_end(&d, NULL), DAVIT_EPROTO);
	}
	ck_assert_int_eq(demux_end(&d, &err), 0);
	ck_assert_uint_eq(d.offset, 8 + 0xffffffffull);
	ck_assert_int_eq(demux_next(&d, "\5zzzzzzz", 8, &used, &piece, &err),
			 DAVIT_EPROTO);
	unit_holds("after 4 GiB", err.text, "offset 4294967303");
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, takes_apart, good);
	tcase_add_test(tc, tells_cuts);
	tcase_add_test(tc, tells_how_much_is_missing);
	UNIT_ROWS(tc, refuses_garbage, bad);
	tcase_add_test(tc, believes_no_length);
}

int main(void)
{
	return unit_run("demux", fill);
}
