/* SPDX-License-Identifier: MIT */
/*
 * davit which: the operation that a request means, one line for each; of the
 * words given, or of every line of standard input.  No engine is asked.
 */
#include "config.h"

#include "cmd.h"

#include "call.h"
#include "json-text.h"
#include "out.h"
#include "say.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_SIZE 65536		/* longer lines are cut */
#define HIDDEN "(hidden)"

struct lookup {
	const struct options *o;
	davit_found found;
	char buf[LINE_SIZE + 1];
	FILE *to;
};

/* ---- as words of a command line ------------------------------------------ */

static bool is_plain(const char *s, size_t len)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/:@%+,=";
	size_t i;

	for (i = 0; i < len; i++)
		if (s[i] == '\0' || strchr(plain, s[i]) == NULL)
			return false;
	return true;
}

/* Quoted for a shell where it has to be; control characters, which no
 * terminal should meet, are replaced. */
static void put_word(FILE *to, const char *s, size_t len)
{
	size_t i;

	if (is_plain(s, len)) {
		fwrite(s, 1, len, to);
		return;
	}
	putc('\'', to);
	for (i = 0; i < len; i++)
		if (s[i] == '\'')
			fputs("'\\''", to);
		else
			putc((unsigned char)s[i] < 32 || s[i] == 127 ? '?'
								     : s[i],
			     to);
	putc('\'', to);
}

/* What tells apart parameters of one name, and those that are none. */
static const char *place(const davit_arg *a)
{
	if ((a->flags & DAVIT_PARAM_UNKNOWN) != 0)
		return "unknown:";
	if ((a->flags & DAVIT_PARAM_TWICE) == 0)
		return "";
	return strcmp(a->in, "path") == 0 ? "path:" : "query:";
}

static void print_words(struct lookup *l)
{
	const davit_found *f = &l->found;
	const davit_arg *a;

	fprintf(l->to, "%s %s %s", f->op.engine, f->op.version, f->op.name);
	for (a = f->args; a < f->args + f->nargs; a++) {
		putc(' ', l->to);
		fputs(place(a), l->to);
		put_word(l->to, a->name, strlen(a->name));
		putc('=', l->to);
		if ((a->flags & DAVIT_PARAM_SECRET) != 0)
			fputs(HIDDEN, l->to);
		else
			put_word(l->to, a->value, a->len);
	}
	putc('\n', l->to);
}

/* ---- as JSON ------------------------------------------------------------- */

/* Length of the UTF-8 character at `s`, 0 if there is none. */
static size_t character(const unsigned char *s, size_t len)
{
	size_t n = *s < 0x80 ? 1 : *s < 0xc2 ? 0 : *s < 0xe0 ? 2 :
		   *s < 0xf0 ? 3 : *s < 0xf5 ? 4 : 0, i;

	if (n > len)
		return 0;
	for (i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((*s == 0xe0 && s[1] < 0xa0) || (*s == 0xed && s[1] > 0x9f) ||
	    (*s == 0xf0 && s[1] < 0x90) || (*s == 0xf4 && s[1] > 0x8f))
		return 0;
	return n;
}

static void put_json(FILE *to, const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *)text;
	const unsigned char *end = s + len;
	size_t n;

	putc('"', to);
	for (; s < end; s += n) {
		n = character(s, (size_t)(end - s));
		if (n == 0) {
			fputs("\\ufffd", to);
			n = 1;
		} else if (*s < 0x20 || *s == 0x7f) {
			fprintf(to, "\\u%04x", *s);
		} else {
			if (*s == '"' || *s == '\\')
				putc('\\', to);
			fwrite(s, 1, n, to);
		}
	}
	putc('"', to);
}

static void put_value(FILE *to, const davit_arg *a)
{
	if ((a->flags & DAVIT_PARAM_SECRET) != 0)
		put_json(to, HIDDEN, strlen(HIDDEN));
	else
		put_json(to, a->value, a->len);
}

static bool same_name(const davit_arg *a, const davit_arg *b)
{
	return strcmp(a->name, b->name) == 0 && strcmp(a->in, b->in) == 0;
}

/* A name and its value, or all of its values. */
static void put_member(FILE *to, const davit_found *f, const davit_arg *a,
		       bool first)
{
	const davit_arg *end = f->args + f->nargs, *b;
	const char *in = place(a);
	bool more = false;

	if ((a->flags & DAVIT_PARAM_UNKNOWN) != 0)
		in = "";
	for (b = a + 1; b < end && !more; b++)
		more = same_name(a, b);
	if (!first)
		putc(',', to);
	if (*in == '\0') {
		put_json(to, a->name, strlen(a->name));
	} else {
		fprintf(to, "\"%s", in);
		fprintf(to, "%s\"", a->name);
	}
	putc(':', to);
	if (more)
		putc('[', to);
	put_value(to, a);
	for (b = a + 1; b < end; b++)
		if (same_name(a, b)) {
			putc(',', to);
			put_value(to, b);
		}
	if (more)
		putc(']', to);
}

/* Those that are parameters, or those that are not. */
static void put_members(FILE *to, const davit_found *f, unsigned unknown)
{
	const davit_arg *a, *b;
	bool first = true;

	for (a = f->args; a < f->args + f->nargs; a++) {
		if ((a->flags & DAVIT_PARAM_UNKNOWN) != unknown)
			continue;
		for (b = f->args; b < a && !same_name(a, b); b++)
			;
		if (b < a)
			continue;
		put_member(to, f, a, first);
		first = false;
	}
}

static void put_object(FILE *to, const davit_found *f)
{
	fprintf(to, "{\"engine\":\"%s\",\"version\":\"%s\",\"given\":",
		f->op.engine, f->op.version);
	put_json(to, f->given, f->given_len);
	fprintf(to, ",\"operation\":\"%s\",\"method\":\"%s\",\"path\":\"%s\","
		"\"params\":{", f->op.name, f->op.method, f->op.path);
	put_members(to, f, 0);
	fputs("},\"unknown\":{", to);
	put_members(to, f, DAVIT_PARAM_UNKNOWN);
	fputs("}}", to);
}

static void put_nothing(FILE *to, const davit_line *line)
{
	fputs("{\"operation\":null", to);
	if (line != NULL) {
		fprintf(to, ",\"method\":\"%s\",\"target\":", line->method);
		put_json(to, line->target, line->len);
	}
	putc('}', to);
}

/* `found` false: what is in no operation, if there is a request at all. */
static void print_json(struct lookup *l, bool found, const davit_line *line)
{
	FILE *to = l->to;
	char *text = NULL;
	size_t len;

	if (out_terminal()) {
		to = open_memstream(&text, &len);
		if (to == NULL)
			say_nomem();
	}
	if (found)
		put_object(to, &l->found);
	else
		put_nothing(to, line);
	if (to == l->to) {
		putc('\n', to);
		return;
	}
	if (fclose(to) != 0)
		say_nomem();
	json_text_write(l->to, text, len, true, out_color());
	free(text);
}

/* ---- requests ------------------------------------------------------------ */

static int which(struct lookup *l, const davit_line *line, davit_error *err)
{
	return davit_which(l->o->engine, call_version(l->o), line->method,
			   line->target, line->len, &l->found, l->buf,
			   sizeof(l->buf), err);
}

static int which_one(struct lookup *l, const davit_line *line)
{
	davit_error err;

	if (which(l, line, &err) < 0)
		return say_failure(&err, false);
	if (l->o->json)
		print_json(l, true, line);
	else
		print_words(l);
	return STATUS_DONE;
}

static void which_line(struct lookup *l, const char *text, size_t len)
{
	davit_line line;
	bool any = davit_which_line(text, len, &line) == 0;
	bool found = any && which(l, &line, NULL) == 0;

	if (l->o->json) {
		print_json(l, found, any ? &line : NULL);
	} else if (found) {
		print_words(l);
	} else {
		fputs("-", l->to);
		if (any) {
			fprintf(l->to, " %s ", line.method);
			put_word(l->to, line.target, line.len);
		}
		putc('\n', l->to);
	}
}

/* Reads more; what was found so far is shown first, as the next line of a
 * log may be long in coming. */
static ssize_t fill(struct lookup *l, char *buf, size_t size)
{
	ssize_t n;

	fflush(l->to);
	do
		n = read(STDIN_FILENO, buf, size);
	while (n < 0 && errno == EINTR);
	return n;
}

static int which_lines(struct lookup *l)
{
	size_t used = 0, room = LINE_SIZE;
	char *text = mem_get(room, 1), *p, *end;
	bool inside = false;	/* of a line that is too long */
	ssize_t n;

	while ((n = fill(l, text + used, room - used)) > 0) {
		used += (size_t)n;
		p = text;
		while ((end = memchr(p, '\n', used - (size_t)(p - text)))
		       != NULL) {
			if (!inside)
				which_line(l, p, (size_t)(end - p));
			inside = false;
			p = end + 1;
		}
		used -= (size_t)(p - text);
		memmove(text, p, used);
		if (used < room)
			continue;
		if (!inside)
			which_line(l, text, used);
		inside = true;
		used = 0;
	}
	if (n == 0 && used > 0 && !inside)
		which_line(l, text, used);
	free(text);
	if (n < 0)
		return say_error("standard input can't be read: %s",
				 strerror(errno));
	return STATUS_DONE;
}

/* Engine and version must exist, or every line would fail. */
static int check_version(const struct options *o)
{
	davit_found f;
	davit_error err;
	char c[1];

	davit_which(o->engine, call_version(o), "GET", "", 0, &f, c,
		    sizeof(c), &err);
	return err.code == DAVIT_ENOOP ? 0 : say_failure(&err, false);
}

int cmd_which(const struct options *o, const char **words, size_t n)
{
	struct lookup *l;
	davit_line line;
	int status;

	if (n > 2)
		return say_error("which: one word too many: '%s'", words[2]);
	if (n == 0 && isatty(STDIN_FILENO)) {
		say_error("which: neither METHOD and URL nor lines on "
			  "standard input");
		return STATUS_USAGE;
	}
	l = mem_get(1, sizeof(*l));
	l->o = o;
	l->to = stdout;
	if (n == 2) {
		line = (davit_line){ .method = words[0], .target = words[1],
				     .len = strlen(words[1]) };
		status = which_one(l, &line);
	} else if (n == 1 && strcmp(words[0], "-") != 0) {
		status = davit_which_line(words[0], strlen(words[0]),
					  &line) == 0 ? which_one(l, &line) :
			 say_error("which: no method and path in '%s'",
				   words[0]);
	} else {
		status = check_version(o);
		if (status == STATUS_DONE)
			status = which_lines(l);
	}
	free(l);
	return status;
}
