/* SPDX-License-Identifier: MIT */
/* See unit.h. */
#include "config.h"

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SKIPPED 77
#define SECONDS 60		/* a test under valgrind takes its time */

int unit_run(const char *name, void (*fill)(TCase *tc))
{
	Suite *suite = suite_create(name);
	TCase *tc = tcase_create(name);
	SRunner *runner;
	int failed;

	tcase_set_timeout(tc, SECONDS);
	fill(tc);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int unit_run_engines(const char *name, void (*fill)(TCase *tc))
{
	if (davit_engine_title("docker") != NULL &&
	    davit_engine_title("podman") != NULL)
		return unit_run(name, fill);
	puts("skipped: needs docker and podman");
	return SKIPPED;
}

json_t *unit_json(const char *text)
{
	json_error_t why;
	json_t *value;

	value = json_loads(text, JSON_DECODE_ANY | JSON_ALLOW_NUL, &why);
	ck_assert_msg(value != NULL, "the test's own JSON: %s: %s", why.text,
		      text);
	return value;
}

void unit_same_json(const char *row, const json_t *got, const char *wanted)
{
	json_t *value = unit_json(wanted);
	char *text = json_dumps(got, JSON_COMPACT | JSON_ENCODE_ANY |
				JSON_SORT_KEYS);
	int same = json_equal(got, value);

	ck_assert_msg(same, "%s: got %s, wanted %s", row, text, wanted);
	free(text);
	json_decref(value);
}

void unit_holds(const char *row, const char *text, const char *part)
{
	if (part[0] == '\0')
		ck_assert_msg(text[0] == '\0', "%s: got '%s', wanted nothing",
			      row, text);
	else
		ck_assert_msg(strstr(text, part) != NULL, "%s: got '%s', "
			      "wanted '%s' in it", row, text, part);
}
