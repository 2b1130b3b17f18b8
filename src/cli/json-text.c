/* SPDX-License-Identifier: MIT */
/*
 * See json-text.h.  A scanner finds the tokens; the grammar is checked with
 * one bit for each level of nesting.  RFC 8259.
 */
#include "config.h"

#include "json-text.h"

#include <string.h>

#define DEPTH_MAX 4096		/* deeper text is left as it came */
#define INDENT 2
#define INDENT_MAX 120		/* columns; deeper levels stay there */

enum kind {
	END, BAD, OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY, COLON,
	COMMA, STRING, NUMBER, WORD
};

struct token {
	enum kind kind;
	const char *start, *end;
};

struct scan {
	const char *p, *end;
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') ||
		(c >= 'A' && c <= 'F');
}

/* Both return the end, or NULL. */
static const char *skip_string(const char *p, const char *end)
{
	int i;

	for (p++; p < end && *p != '"'; p++) {
		if ((unsigned char)*p < 0x20)
			return NULL;
		if (*p != '\\')
			continue;
		if (++p == end || strchr("\"\\/bfnrtu", *p) == NULL)
			return NULL;
		for (i = 0; i < 4 && *p == 'u'; i++)
			if (p + 1 + i >= end || !is_hex(p[1 + i]))
				return NULL;
	}
	return p < end ? p + 1 : NULL;
}

static const char *skip_number(const char *p, const char *end)
{
	const char *start;

	if (p < end && *p == '-')
		p++;
	start = p;
	while (p < end && is_digit(*p))
		p++;
	if (p == start || (*start == '0' && p - start > 1))
		return NULL;
	if (p < end && *p == '.') {
		start = ++p;
		while (p < end && is_digit(*p))
			p++;
		if (p == start)
			return NULL;
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		if (p < end && (*p == '+' || *p == '-'))
			p++;
		start = p;
		while (p < end && is_digit(*p))
			p++;
		if (p == start)
			return NULL;
	}
	return p;
}

static const char *skip_word(const char *p, const char *end)
{
	static const char *const words[] = { "true", "false", "null" };
	size_t i, len, left = (size_t)(end - p);

	for (i = 0; i < 3; i++) {
		len = strlen(words[i]);
		if (len <= left && memcmp(p, words[i], len) == 0)
			return p + len;
	}
	return NULL;
}

static struct token next_token(struct scan *s)
{
	static const char marks[] = "{}[]:,";
	struct token t = { END, NULL, NULL };
	const char *mark;

	while (s->p < s->end && is_space(*s->p))
		s->p++;
	t.start = t.end = s->p;
	if (s->p == s->end)
		return t;
	mark = *s->p != '\0' ? strchr(marks, *s->p) : NULL;
	if (mark != NULL) {
		t.kind = (enum kind)(OPEN_OBJECT + (mark - marks));
		t.end = s->p + 1;
	} else if (*s->p == '"') {
		t.kind = STRING;
		t.end = skip_string(s->p, s->end);
	} else if (*s->p == '-' || is_digit(*s->p)) {
		t.kind = NUMBER;
		t.end = skip_number(s->p, s->end);
	} else {
		t.kind = WORD;
		t.end = skip_word(s->p, s->end);
	}
	if (t.end == NULL) {
		t.kind = BAD;
		t.end = s->end;
	}
	s->p = t.end;
	return t;
}

/* What may come next. */
enum expect {
	VALUE,			/* a value */
	FIRST,			/* a value, or the end of the array */
	KEY, FIRST_KEY,		/* the same in an object */
	AFTER_KEY,		/* a colon */
	AFTER			/* a comma, or the end of what is open */
};

bool json_text_valid(const char *text, size_t len)
{
	struct scan s = { text, text + len };
	unsigned char object[DEPTH_MAX / 8] = { 0 };
	enum expect expect = VALUE;
	bool inside = false, scalar_before = false;
	const char *last = NULL;
	size_t depth = 0;
	struct token t;

	for (;;) {
		t = next_token(&s);
		if (depth > 0)
			inside = object[(depth - 1) / 8] >>
				((depth - 1) % 8) & 1;
		switch (t.kind) {
		case END:
			return depth == 0;
		case BAD:
			return false;
		case OPEN_OBJECT:
		case OPEN_ARRAY:
			if ((expect != VALUE && expect != FIRST) ||
			    depth == DEPTH_MAX)
				return false;
			object[depth / 8] &= (unsigned char)
				~(1u << (depth % 8));
			if (t.kind == OPEN_OBJECT)
				object[depth / 8] |= (unsigned char)
					(1u << (depth % 8));
			depth++;
			expect = t.kind == OPEN_OBJECT ? FIRST_KEY : FIRST;
			scalar_before = false;
			continue;
		case CLOSE_OBJECT:
			if (depth == 0 || !inside ||
			    (expect != FIRST_KEY && expect != AFTER))
				return false;
			depth--;
			break;
		case CLOSE_ARRAY:
			if (depth == 0 || inside ||
			    (expect != FIRST && expect != AFTER))
				return false;
			depth--;
			break;
		case COLON:
			if (expect != AFTER_KEY)
				return false;
			expect = VALUE;
			continue;
		case COMMA:
			if (depth == 0 || expect != AFTER)
				return false;
			expect = inside ? KEY : VALUE;
			continue;
		case STRING:
			if (expect == KEY || expect == FIRST_KEY) {
				expect = AFTER_KEY;
				continue;
			}
			/* fall through */
		case NUMBER:
		case WORD:
			if (expect != VALUE && expect != FIRST)
				return false;
			/* "truefalse" is no two documents */
			if (depth == 0 && scalar_before && last == t.start)
				return false;
			break;
		}
		scalar_before = t.kind == NUMBER || t.kind == WORD;
		last = t.end;
		expect = depth == 0 ? VALUE : AFTER;
	}
}

static void write_compact(FILE *to, const char *text, size_t len)
{
	struct scan s = { text, text + len };
	const char *start = text, *end = text;
	size_t depth = 0;
	struct token t;

	/* Runs without white space go out in one piece. */
	while ((t = next_token(&s)).kind != END) {
		if (t.start != end) {
			fwrite(start, 1, (size_t)(end - start), to);
			start = t.start;
		}
		end = t.end;
		if (t.kind == OPEN_OBJECT || t.kind == OPEN_ARRAY)
			depth++;
		else if (t.kind == CLOSE_OBJECT || t.kind == CLOSE_ARRAY)
			depth--;
		if (depth == 0) {
			fwrite(start, 1, (size_t)(end - start), to);
			putc('\n', to);
			start = end;
		}
	}
}

static void new_line(FILE *to, size_t depth)
{
	size_t columns = depth * INDENT;

	fprintf(to, "\n%*s",
		(int)(columns < INDENT_MAX ? columns : INDENT_MAX), "");
}

static const char *color_of(const struct token *t, bool key)
{
	switch (t->kind) {
	case STRING:
		return key ? "\033[34;1m" : "\033[32m";
	case NUMBER:
		return "\033[36m";
	case WORD:
		return *t->start == 'n' ? "\033[90m" : "\033[33m";
	default:
		return NULL;
	}
}

static void write_token(FILE *to, const struct token *t, bool key,
			bool color)
{
	const char *code = color ? color_of(t, key) : NULL;

	if (code != NULL)
		fputs(code, to);
	fwrite(t->start, 1, (size_t)(t->end - t->start), to);
	if (code != NULL)
		fputs("\033[0m", to);
}

static void write_pretty(FILE *to, const char *text, size_t len, bool pretty,
			 bool color)
{
	struct scan s = { text, text + len }, ahead;
	enum kind before = END;
	size_t depth = 0;
	struct token t;
	bool opening, closing;

	for (; (t = next_token(&s)).kind != END; before = t.kind) {
		opening = before == OPEN_OBJECT || before == OPEN_ARRAY;
		closing = t.kind == CLOSE_OBJECT || t.kind == CLOSE_ARRAY;
		if (closing)
			depth--;
		if (pretty && ((opening && !closing) || before == COMMA ||
			       (closing && !opening)))
			new_line(to, depth);
		ahead = s;
		write_token(to, &t, t.kind == STRING &&
			    next_token(&ahead).kind == COLON, color);
		if (pretty && t.kind == COLON)
			putc(' ', to);
		if (t.kind == OPEN_OBJECT || t.kind == OPEN_ARRAY)
			depth++;
		else if (depth == 0)
			putc('\n', to);
	}
}

void json_text_write(FILE *to, const char *text, size_t len, bool pretty,
		     bool color)
{
	if (!pretty && !color)
		write_compact(to, text, len);
	else
		write_pretty(to, text, len, pretty, color);
}
