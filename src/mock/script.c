/* SPDX-License-Identifier: MIT */
/* See script.h. */
#include "config.h"

#include "script.h"

#include "error.h"
#include "output.h"
#include "scriptshell.h"

#include <stdlib.h>
#include <string.h>

#define EVERY_MAX INT64_C(3600000)

void script_done(struct script *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		free(s->steps[i].text);
	free(s->steps);
	memset(s, 0, sizeof(*s));
}

int script_step(struct script *s, int64_t after, int channel,
		const char *text, size_t len)
{
	struct script_step *steps;
	char *copy;

	if (s->count >= SCRIPT_STEPS)
		return 0;
	if ((s->count & (s->count - 1)) == 0) {
		steps = reallocarray(s->steps, s->count == 0 ? 1 :
				     s->count * 2, sizeof(*steps));
		if (steps == NULL)
			return DAVIT_ENOMEM;
		s->steps = steps;
	}
	copy = malloc(len + 1);
	if (copy == NULL)
		return DAVIT_ENOMEM;
	if (len > 0)
		memcpy(copy, text, len);
	s->steps[s->count++] = (struct script_step){ after, channel, copy,
						     len };
	return 0;
}

/* A text, or several. */
static int add_texts(struct script *s, json_t *texts, int channel,
		     int64_t every, davit_error *err)
{
	size_t i, n = json_is_array(texts) ? json_array_size(texts) : 1;
	json_t *text;

	if (texts == NULL)
		return 0;
	for (i = 0; i < n; i++) {
		text = json_is_array(texts) ? json_array_get(texts, i) : texts;
		if (!json_is_string(text))
			return error_set(err, DAVIT_EINVAL, "what a script "
					 "writes has to be a string or a list "
					 "of strings");
		if (script_step(s, every, channel, json_string_value(text),
				json_string_length(text)) < 0)
			return error_nomem(err);
	}
	return 0;
}

static int64_t number(json_t *run, const char *name, int64_t none)
{
	json_t *value = json_object_get(run, name);
	int64_t n = json_integer_value(value);

	if (!json_is_integer(value))
		return none;
	return n < 0 ? SCRIPT_FOREVER : n > EVERY_MAX ? EVERY_MAX : n;
}

static int add_lines(struct script *s, json_t *lines, int64_t every,
		     davit_error *err)
{
	json_t *line, *out, *problem;
	int64_t after;
	size_t i;
	int code = 0;

	json_array_foreach(lines, i, line) {
		out = json_object_get(line, "out");
		problem = json_object_get(line, "err");
		after = number(line, "after_ms", every);
		if (out == NULL && problem == NULL &&
		    script_step(s, after, 0, NULL, 0) < 0)
			return error_nomem(err);
		if (code == 0)
			code = add_texts(s, out, OUTPUT_OUT, after, err);
		if (code == 0)
			code = add_texts(s, problem, OUTPUT_ERR, after, err);
	}
	return code;
}

static int read_input(struct script *s, json_t *value, davit_error *err)
{
	static const char *const words[] = { "ignore", "close", "echo",
					     "shell" };
	const char *text = json_string_value(value);
	size_t i;

	if (value == NULL)
		return 0;
	for (i = 0; text != NULL && i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(text, words[i]) == 0) {
			s->input = (int)i;
			s->least = i == SCRIPT_IGNORE ? 0 : SCRIPT_FOREVER;
			return 0;
		}
	return error_set(err, DAVIT_EINVAL, "stdin of a script is ignore, "
			 "close, echo or shell");
}

int script_of_json(json_t *run, struct script *out, davit_error *err)
{
	int64_t every = number(run, "every_ms", 0);
	json_t *argv = json_object_get(run, "command");
	int code = 0;

	memset(out, 0, sizeof(*out));
	if (!json_is_object(run))
		return error_set(err, DAVIT_EINVAL,
				 "a script has to be an object");
	if (argv != NULL)
		code = script_of_command(argv, out);
	if (code < 0)
		error_nomem(err);
	if (code >= 0)
		code = read_input(out, json_object_get(run, "stdin"), err);
	if (code == 0)
		code = add_texts(out, json_object_get(run, "stdout"),
				 OUTPUT_OUT, every, err);
	if (code == 0)
		code = add_texts(out, json_object_get(run, "stderr"),
				 OUTPUT_ERR, every, err);
	if (code == 0)
		code = add_lines(out, json_object_get(run, "lines"), every,
				 err);
	out->least = number(run, "for_ms", out->least);
	if (json_is_integer(json_object_get(run, "exit")))
		out->exit = (int)json_integer_value(json_object_get(run,
								    "exit"));
	if (code < 0)
		script_done(out);
	return code;
}
