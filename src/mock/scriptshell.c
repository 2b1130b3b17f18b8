/* SPDX-License-Identifier: MIT */
/*
 * The little of a shell that tests of clients use: words, quotes, ";", "&&",
 * "||", ">&2"; echo, printf, sleep, cat, exit, true, false.  Anything else
 * does nothing and ends well, loops never end.
 */
#include "config.h"

#include "scriptshell.h"

#include "buf.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

#define WORDS 64
#define LINE_MAX_BYTES 65536

struct command {
	struct buf text;	/* words, each with a zero byte */
	const char *words[WORDS];
	size_t starts[WORDS];
	size_t count;
	bool to_err;
	char end;		/* ';', '&', '|' or 0 */
};

/* One character of a word; returns how much was read. */
static size_t read_char(const char *at, const char *end, char *quote,
			struct buf *out)
{
	if (*quote == '\0' && (*at == '\'' || *at == '"')) {
		*quote = *at;
	} else if (*at == *quote) {
		*quote = '\0';
	} else if (*at == '\\' && *quote != '\'' && at + 1 < end) {
		if (*quote == '"' && strchr("\"\\$`", at[1]) == NULL)
			buf_add_char(out, '\\');
		buf_add_char(out, at[1]);
		return 2;
	} else {
		buf_add_char(out, *at);
	}
	return 1;
}

static bool redirection(struct command *c, const char **at, const char *end)
{
	static const char *const forms[] = { ">&2", "1>&2", "> /dev/stderr",
					     ">/dev/stderr", "2>&1",
					     "2>/dev/null" };
	size_t i, len;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		len = strlen(forms[i]);
		if ((size_t)(end - *at) >= len &&
		    memcmp(*at, forms[i], len) == 0) {
			if (i < 4)
				c->to_err = true;
			*at += len;
			return true;
		}
	}
	return false;
}

static void add_word(struct command *c, const char **at, const char *end)
{
	char quote = '\0';

	if (c->count < WORDS)
		c->starts[c->count++] = c->text.len;
	while (*at < end && (quote != '\0' ||
			     strchr(" \t\n;&|", **at) == NULL))
		*at += read_char(*at, end, &quote, &c->text);
	buf_add_char(&c->text, '\0');
}

/* Reads up to what ends a command, and that, too. */
static const char *read_command(const char *at, const char *end,
				struct command *c)
{
	size_t i;

	c->count = 0;
	c->to_err = false;
	c->end = '\0';
	buf_reset(&c->text);
	while (at < end && c->end == '\0') {
		if (*at == ' ' || *at == '\t') {
			at++;
		} else if (redirection(c, &at, end)) {
			continue;
		} else if (*at == ';' || *at == '\n') {
			c->end = ';';
			at++;
		} else if (*at == '&' || *at == '|') {
			c->end = *at++;
			if (at < end && *at == c->end)
				at++;
			else if (c->end == '|')
				c->end = ';';
		} else {
			add_word(c, &at, end);
		}
	}
	for (i = 0; i < c->count; i++)
		c->words[i] = buf_text(&c->text) + c->starts[i];
	return at;
}

static void expand(const char *text, struct buf *out)
{
	for (; *text != '\0'; text++) {
		if (text[0] == '\\' && text[1] != '\0') {
			text++;
			buf_add_char(out, *text == 'n' ? '\n' :
				     *text == 't' ? '\t' : *text == 'r' ?
				     '\r' : *text);
		} else {
			buf_add_char(out, *text);
		}
	}
}

/* printf knows %s and %d, which take the next word, and %%. */
static void format(const struct command *c, struct buf *out)
{
	size_t next = 2;
	struct buf text = BUF_INIT(LINE_MAX_BYTES);
	const char *at;

	if (c->count > 1)
		expand(c->words[1], &text);
	for (at = buf_text(&text); *at != '\0'; at++) {
		if (*at != '%' || at[1] == '\0') {
			buf_add_char(out, *at);
		} else if (*++at == '%') {
			buf_add_char(out, '%');
		} else if (next < c->count) {
			buf_add_str(out, c->words[next++]);
		}
	}
	buf_done(&text);
}

static void echo(const struct command *c, struct buf *out)
{
	size_t i = 1;
	bool newline = true, escapes = false;

	for (; i < c->count && c->words[i][0] == '-' &&
	     c->words[i][1] != '\0' &&
	     strspn(c->words[i] + 1, "ne") == strlen(c->words[i] + 1); i++) {
		newline = newline && strchr(c->words[i], 'n') == NULL;
		escapes = escapes || strchr(c->words[i], 'e') != NULL;
	}
	for (; i < c->count; i++) {
		if (escapes)
			expand(c->words[i], out);
		else
			buf_add_str(out, c->words[i]);
		if (i + 1 < c->count)
			buf_add_char(out, ' ');
	}
	if (newline)
		buf_add_char(out, '\n');
}

static int64_t duration(const struct command *c)
{
	char *end;
	double n;

	if (c->count < 2)
		return 0;
	n = strtod(c->words[1], &end);
	if (strncmp(c->words[1], "inf", 3) == 0 || !(n >= 0 && n < 1e9))
		return SCRIPT_FOREVER;
	n *= *end == 'm' ? 60 : *end == 'h' ? 3600 : *end == 'd' ? 86400 : 1;
	return (int64_t)(n * 1000);
}

static const char *program(const struct command *c)
{
	const char *slash = strrchr(c->words[0], '/');

	return slash == NULL ? c->words[0] : slash + 1;
}

static bool is_one_of(const char *word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(word, *words) == 0)
			return true;
	return false;
}

static int write_text(struct script *s, const struct command *c,
		      const struct buf *text)
{
	s->exit = 0;
	if (text->len == 0)
		return 0;
	return script_step(s, 0, c->to_err ? OUTPUT_ERR : OUTPUT_OUT,
			   text->data, text->len);
}

static int wait_step(struct script *s, int64_t ms)
{
	s->exit = 0;
	if (ms != SCRIPT_FOREVER)
		return script_step(s, ms, 0, NULL, 0);
	s->least = SCRIPT_FOREVER;
	return 2;
}

/* Returns 0, 1: nothing follows, 2: that never ends, 3: not understood. */
static int add_command(struct script *s, const struct command *c,
		       bool *reads)
{
	static const char *const loops[] = { "while", "for", "until", "tail",
					     "top", "wait", NULL };
	struct buf text = BUF_INIT(LINE_MAX_BYTES);
	const char *name = program(c);
	int code = 0;

	if (strcmp(name, "echo") == 0) {
		echo(c, &text);
		code = write_text(s, c, &text);
	} else if (strcmp(name, "printf") == 0) {
		format(c, &text);
		code = write_text(s, c, &text);
	} else if (strcmp(name, "sleep") == 0) {
		code = wait_step(s, duration(c));
	} else if (strcmp(name, "exit") == 0) {
		s->exit = c->count > 1 ? (int)strtol(c->words[1], NULL, 10) &
			  255 : s->exit;
		code = 1;
	} else if (strcmp(name, "true") == 0 || strcmp(name, ":") == 0) {
		s->exit = 0;
	} else if (strcmp(name, "false") == 0) {
		s->exit = 1;
	} else if (strcmp(name, "cat") == 0 && c->count == 1) {
		*reads = true;
	} else if (is_one_of(name, loops)) {
		code = wait_step(s, SCRIPT_FOREVER);
	} else {
		s->exit = 0;
		code = 3;
	}
	buf_done(&text);
	return code;
}

static int add_text(struct script *s, const char *at, size_t len, bool *reads)
{
	const char *end = at + len;
	struct command c = { .text = BUF_INIT(LINE_MAX_BYTES) };
	char before = ';';
	int code = 0;

	*reads = false;
	while (at < end && (code == 0 || code == 3)) {
		at = read_command(at, end, &c);
		/* "exec cat" is cat */
		if (c.count > 1 && strcmp(c.words[0], "exec") == 0)
			memmove(c.words, c.words + 1, --c.count *
				sizeof(c.words[0]));
		if (buf_status(&c.text) < 0)
			code = buf_status(&c.text) == DAVIT_ENOMEM ?
			       DAVIT_ENOMEM : 1;
		else if (c.count > 0 && !(before == '&' && s->exit != 0) &&
			 !(before == '|' && s->exit == 0))
			code = add_command(s, &c, reads);
		before = c.end;
	}
	buf_done(&c.text);
	return code;
}

int script_add_line(struct script *s, const char *text, size_t len)
{
	bool reads;
	int code = add_text(s, text, len, &reads);

	return code < 0 || code == 1 ? code : 0;
}

static int of_shell(json_t *argv, struct script *out)
{
	const char *flag = json_string_value(json_array_get(argv, 1));
	json_t *text = json_array_get(argv, 2);
	bool reads;
	int code;

	if (flag == NULL || flag[0] != '-' || strchr(flag, 'c') == NULL) {
		out->input = SCRIPT_SHELL;
		out->least = SCRIPT_FOREVER;
		return flag == NULL || flag[0] == '-';
	}
	code = add_text(out, json_string_value(text),
			json_string_length(text), &reads);
	if (reads) {
		out->input = SCRIPT_ECHO;
		out->least = SCRIPT_FOREVER;
	}
	return code < 0 ? code : 1;
}

int script_of_command(json_t *argv, struct script *out)
{
	static const char *const shells[] = { "sh", "bash", "ash", "dash",
					      NULL };
	struct command c = { .count = 0 };
	bool reads = false;
	json_t *word;
	size_t i;
	int code;

	memset(out, 0, sizeof(*out));
	json_array_foreach(argv, i, word)
		if (i < WORDS && json_is_string(word))
			c.words[c.count++] = json_string_value(word);
	if (c.count == 0)
		return 0;
	if (is_one_of(program(&c), shells)) {
		code = of_shell(argv, out);
	} else {
		code = add_command(out, &c, &reads);
		if (reads) {
			out->input = SCRIPT_ECHO;
			out->least = SCRIPT_FOREVER;
		}
		code = code < 0 ? code : code != 3;
	}
	if (code <= 0)
		script_done(out);
	return code;
}
