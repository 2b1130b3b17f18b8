/* SPDX-License-Identifier: MIT */
/*
 * Tests src/mock/script.c, proc.c, clock.c: what commands and fixtures do,
 * and when.
 */
#include "config.h"

#include "clock.h"
#include "proc.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

/* All that a process writes: "ms:channel:text|", then "ms=code". */
static void play(struct proc *p, const char *input, char *out, size_t size)
{
	const struct output_piece *piece;
	uint64_t seen = 0;
	int64_t now = 0, next;
	size_t n = 0;
	int r;

	out[0] = '\0';
	ck_assert_int_eq(proc_start(p, 0, 0), 0);
	for (;;) {
		r = proc_run(p, now, 0);
		ck_assert_int_ge(r, 0);
		while ((piece = output_at(&p->output, &seen)) != NULL) {
			n += (size_t)snprintf(out + n, size - n, "%d:%d:%.*s|",
				(int)(piece->ns / 1000000), piece->channel,
				(int)piece->len, piece->data);
			seen++;
		}
		if (r == 1) {
			snprintf(out + n, size - n, "%d=%d", (int)now,
				 p->code);
			return;
		}
		next = proc_next(p);
		if (next == INT64_MAX && input != NULL) {
			ck_assert_int_eq(proc_input(p, input, strlen(input),
						    true, now, 0), 0);
			input = NULL;
			continue;
		}
		if (next == INT64_MAX) {
			snprintf(out + n, size - n, "for ever");
			return;
		}
		now = next;
	}
}

static const struct {
	const char *command, *input, *wanted;
} commands[] = {
	{ "[\"echo\",\"a\",\"b\"]", NULL, "0:1:a b\n|0=0" },
	{ "[\"/bin/echo\",\"-n\",\"a\"]", NULL, "0:1:a|0=0" },
	{ "[\"true\"]", NULL, "0=0" },
	{ "[\"false\"]", NULL, "0=1" },
	{ "[\"sleep\",\"1.5\"]", NULL, "1500=0" },
	{ "[\"sleep\",\"1m\"]", NULL, "60000=0" },
	{ "[\"sleep\",\"infinity\"]", NULL, "for ever" },
	{ "[\"tail\",\"-f\",\"/dev/null\"]", NULL, "for ever" },
	{ "[\"printf\",\"%s-%s\\\\n\",\"a\",\"b\"]", NULL, "0:1:a-b\n|0=0" },
	{ "[\"sh\",\"-c\",\"echo a; sleep 1; echo b >&2; exit 3\"]", NULL,
	  "0:1:a\n|1000:2:b\n|1000=3" },
	{ "[\"sh\",\"-c\",\"false && echo a; true && echo b\"]", NULL,
	  "0:1:b\n|0=0" },
	{ "[\"sh\",\"-c\",\"false || echo 'a  b'\"]", NULL,
	  "0:1:a  b\n|0=0" },
	{ "[\"sh\",\"-c\",\"echo a\\nfalse\"]", NULL, "0:1:a\n|0=1" },
	{ "[\"sh\",\"-c\",\"unknown thing; echo b\"]", NULL,
	  "0:1:b\n|0=0" },
	{ "[\"sh\",\"-c\",\"while true; do sleep 1; done\"]", NULL,
	  "for ever" },
	{ "[\"sh\",\"-ec\",\"exit 300\"]", NULL, "0=44" },
	{ "[\"cat\"]", "x\ny", "0:1:x\ny|0=0" },
	{ "[\"sh\"]", "echo a\nexit 5\n", "0:1:a\n|0=5" },
	{ "[\"sh\"]", "echo a", "0:1:a\n|0=0" },
	{ "[\"sh\",\"-c\",\"\"]", NULL, "0=0" },
	{ "[\"sh\",\"-c\",\"'unclosed\"]", NULL, "0=0" },
};

START_TEST(understood)
{
	json_t *argv = unit_json(commands[_i].command);
	struct proc p;
	char got[512];

	proc_init(&p);
	p.open_stdin = commands[_i].input != NULL;
	ck_assert_int_eq(script_of_command(argv, &p.script), 1);
	play(&p, commands[_i].input, got, sizeof(got));
	ck_assert_str_eq(got, commands[_i].wanted);
	proc_done(&p);
	json_decref(argv);
}
END_TEST

START_TEST(unknown)
{
	static const char *const rows[] = { "[]", "[\"nginx\"]", "[1]",
					    "[\"cat\",\"/etc/passwd\"]" };
	struct script s;
	json_t *argv = unit_json(rows[_i]);

	ck_assert_int_eq(script_of_command(argv, &s), 0);
	ck_assert_uint_eq(s.count, 0);
	json_decref(argv);
}
END_TEST

static const struct {
	const char *run, *input, *wanted;	/* NULL: refused */
} fixtures[] = {
	{ "{}", NULL, "0=0" },
	{ "{\"stdout\":[\"a\",\"b\"],\"stderr\":\"c\",\"every_ms\":10,"
	  "\"exit\":2}", NULL, "10:1:a|20:1:b|30:2:c|30=2" },
	{ "{\"stdout\":\"a\",\"for_ms\":50}", NULL, "0:1:a|50=0" },
	{ "{\"for_ms\":-1}", NULL, "for ever" },
	{ "{\"lines\":[{\"out\":\"a\"},{\"after_ms\":5},{\"err\":\"b\"}]}",
	  NULL, "0:1:a|5:2:b|5=0" },
	{ "{\"stdin\":\"echo\",\"exit\":1}", "x", "0:1:x|0=1" },
	{ "{\"stdin\":\"close\",\"exit\":1}", "x", "0=1" },
	{ "{\"stdin\":\"ignore\"}", "x", "0=0" },
	{ "{\"stdin\":\"shell\"}", "echo x\n", "0:1:x\n|0=0" },
	{ "{\"command\":[\"echo\",\"x\"],\"exit\":9}", NULL,
	  "0:1:x\n|0=9" },
	{ "{\"stdin\":\"maybe\"}", NULL, NULL },
	{ "{\"stdout\":[1]}", NULL, NULL },
	{ "[]", NULL, NULL },
};

START_TEST(given)
{
	json_t *run = unit_json(fixtures[_i].run);
	davit_error err;
	struct proc p;
	char got[512];

	proc_init(&p);
	p.open_stdin = fixtures[_i].input != NULL;
	if (fixtures[_i].wanted == NULL) {
		ck_assert_int_eq(script_of_json(run, &p.script, &err),
				 DAVIT_EINVAL);
	} else {
		ck_assert_int_eq(script_of_json(run, &p.script, &err), 0);
		play(&p, fixtures[_i].input, got, sizeof(got));
		ck_assert_str_eq(got, fixtures[_i].wanted);
	}
	proc_done(&p);
	json_decref(run);
}
END_TEST

#define NOW (INT64_C(2000000000) * CLOCK_S)

static const struct {
	const char *text;
	int64_t wanted;
} times[] = {
	{ "", 0 }, { "0", 0 }, { "-1", 0 }, { "1e300", 0 }, { "nan", 0 },
	{ "5", 5 * CLOCK_S }, { "1.5", 3 * CLOCK_S / 2 },
	{ "0001-01-01T00:00:00Z", 0 }, { "9999-01-01T00:00:00Z", 0 },
	{ "1970-01-01T00:01:00Z", 60 * CLOCK_S },
	{ "1970-01-01T00:01:00.25Z", 60 * CLOCK_S + CLOCK_S / 4 },
	{ "10m", NOW - 600 * CLOCK_S }, { "1h30m", NOW - 5400 * CLOCK_S },
	{ "250ms", NOW - CLOCK_S / 4 }, { "999999999h", 0 }, { "x", 0 },
	{ "1x", 0 },
};

START_TEST(read_time)
{
	ck_assert_int_eq(clock_read(times[_i].text, NOW), times[_i].wanted);
}
END_TEST

/* Only the newest is kept, and numbers stay those of the pieces. */
START_TEST(ring)
{
	struct output o = { .count = 0 };
	static char big[300000];
	uint64_t place = 0, n;

	for (n = 0; n < 10000; n++)
		ck_assert_int_eq(output_add(&o, OUTPUT_OUT, (int64_t)n, "x",
					    1), 0);
	ck_assert_uint_eq(output_end(&o), 10000);
	ck_assert_int_eq(output_at(&o, &place)->ns, (int64_t)place);
	ck_assert_uint_gt(place, 10000 - OUTPUT_PIECES - 1);
	place = output_tail(&o, 1u << OUTPUT_OUT, 3);
	ck_assert_uint_eq(place, 9997);
	for (n = 0; n < 20; n++)
		ck_assert_int_eq(output_add(&o, OUTPUT_OUT, 0, big,
					    sizeof(big)), 0);
	ck_assert_uint_le(o.bytes, OUTPUT_BYTES);
	output_done(&o);
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, understood, commands);
	tcase_add_loop_test(tc, unknown, 0, 4);
	UNIT_ROWS(tc, given, fixtures);
	UNIT_ROWS(tc, read_time, times);
	tcase_add_test(tc, ring);
}

int main(void)
{
	return unit_run("script", fill);
}
