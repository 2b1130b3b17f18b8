/* SPDX-License-Identifier: MIT */
/*
 * davit doctor [IMAGE]: what decides how an engine is reached, whether it is,
 * and what to do if it isn't.
 */
#include "config.h"

#include "cmd.h"

#include "call.h"
#include "columns.h"
#include "input.h"
#include "json-out.h"
#include "out.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>

#define RULE_MAX 34		/* columns of a rule; longer ones stick out */

/* What the results look like, and what is said in place of a value. */
static const struct look {
	const char *result, *mark, *color, *words;
} looks[] = {
	{ "won", "*", "\033[32m", "" },
	{ "good", "+", "\033[32m", "" },
	{ "warning", "?", "\033[33m", "" },
	{ "failed", "!", "\033[31;1m", "" },
	{ "lost", "-", "\033[90m", "not used" },
	{ "unset", " ", "\033[90m", "not set" },
	{ "absent", " ", "\033[90m", "not there" }
};

#define LOOKS (sizeof(looks) / sizeof(looks[0]))

static const char *text_of(json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text == NULL ? "" : text;
}

static const struct look *look_of(json_t *check)
{
	const char *result = text_of(check, "result");
	size_t i;

	for (i = 0; i + 1 < LOOKS; i++)
		if (strcmp(looks[i].result, result) == 0)
			break;
	return &looks[i];
}

/* "VALUE, not used: NOTE", as much of it as there is. */
static char *words_of(json_t *check, const struct look *look)
{
	const char *value = text_of(check, "value");
	const char *note = text_of(check, "note");

	/* An error names the thing itself. */
	if (strstr(note, value) != NULL)
		value = "";
	return mem_format("%s%s%s%s%s", value,
			  *value != '\0' && *look->words != '\0' ? ", " : "",
			  look->words, *note != '\0' && (*value != '\0' ||
			  *look->words != '\0') ? ": " : "", note);
}

static size_t rule_width(json_t *checks)
{
	size_t width = 0, len, i;
	json_t *check;

	json_array_foreach(checks, i, check) {
		len = strlen(text_of(check, "rule"));
		if (len > width && len <= RULE_MAX)
			width = len;
	}
	return width;
}

static void print_check(json_t *check, size_t rule)
{
	const struct look *look = look_of(check);
	const char *name = text_of(check, "rule"), *hint;
	char *words = words_of(check, look);
	size_t indent = rule + 6;

	printf("  %s%s %-*s%s  ", out_color() ? look->color : "", look->mark,
	       (int)rule, name, out_color() ? "\033[0m" : "");
	columns_wrap(stdout, words, indent + (strlen(name) > rule ?
					      strlen(name) - rule : 0),
		     indent, out_page_width());
	free(words);
	hint = text_of(check, "hint");
	if (*hint == '\0')
		return;
	words = mem_format("hint: %s", hint);
	printf("%*s", (int)indent, "");
	columns_wrap(stdout, words, indent, indent, out_page_width());
	free(words);
}

/* Those of one topic stand together, the topics in the order they came. */
static void print_checks(json_t *checks)
{
	size_t rule = rule_width(checks), i, k;
	json_t *seen = json_object(), *check, *other;
	const char *topic;

	json_array_foreach(checks, i, check) {
		topic = text_of(check, "topic");
		if (json_object_get(seen, topic) != NULL)
			continue;
		json_object_set_new(seen, topic, json_true());
		printf(out_color() ? "\033[1m%s\033[0m\n" : "%s\n", topic);
		json_array_foreach(checks, k, other)
			if (strcmp(text_of(other, "topic"), topic) == 0)
				print_check(other, rule);
	}
	json_decref(seen);
}

static void print_end(json_t *report)
{
	long long wrong = json_integer_value(json_object_get(report, "wrong"));
	long long warnings = json_integer_value(json_object_get(report,
								"warnings"));
	const char *engine = text_of(report, "engine");
	const char *release = text_of(report, "release");

	putchar('\n');
	if (json_is_true(json_object_get(report, "reached")))
		printf("%s%s%s at %s, version %s of the API\n",
		       davit_engine_title(engine), *release != '\0' ? " " : "",
		       release, text_of(report, "endpoint"),
		       text_of(report, "version"));
	if (wrong > 0)
		printf("%lld thing%s wrong", wrong, wrong == 1 ? " is" :
		       "s are");
	else
		fputs("all is well", stdout);
	if (warnings > 0)
		printf(", %lld deserve%s a look", warnings, warnings == 1 ?
		       "s" : "");
	putchar('\n');
}

int cmd_doctor(const struct options *o, const char **words, size_t n)
{
	davit_client_opts opts = DAVIT_CLIENT_OPTS_INIT;
	char *passphrase = NULL;
	json_t *report = NULL;
	davit_error err;
	int status, wrong;

	if (n > 1)
		return say_error("doctor: one word too many: '%s'", words[1]);
	status = call_client_opts(o, call_version(o), &opts, &passphrase);
	if (status != 0)
		return status;
	wrong = davit_doctor(&opts, n > 0 ? words[0] : NULL, &report, &err);
	input_wipe(passphrase);
	if (wrong < 0)
		return say_failure(&err, false);
	status = wrong == 0 ? STATUS_DONE :
		 json_is_true(json_object_get(report, "reached")) ?
		 STATUS_REFUSED : STATUS_CONNECTION;
	if (o->json) {
		json_out(report);
		return status;
	}
	print_checks(json_object_get(report, "checks"));
	print_end(report);
	json_decref(report);
	return status;
}
