/* SPDX-License-Identifier: MIT */
/*
 * The reader of conversations.  A line that starts in the first column begins
 * an item: a keyword and what it is about; lines that start with nine blanks
 * go on with it.
 */
#include "config.h"
#include "casefile.h"
#include "../engine.h"

#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define INDENT 9

struct reader {
	const char *path;
	int line;
	char *text, *at;	/* whole file; next line */
	struct case_file *out;
	struct case_case defaults;
};

static void die(const struct reader *r, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "%s:%d: ", r->path, r->line);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(99);
}

static void *need(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

static char *copy(const char *text)
{
	return text ? need(strdup(text)) : NULL;
}

static void list_add(struct reader *r, struct case_list *l, const char *text)
{
	if (l->n == CASE_LIST)
		die(r, "too many of these");
	l->item[l->n++] = copy(text);
}

static void list_copy(struct reader *r, struct case_list *to,
		      const struct case_list *from)
{
	size_t i;

	for (i = 0; i < from->n; i++)
		list_add(r, to, from->item[i]);
}

static void list_free(struct case_list *l)
{
	while (l->n)
		free(l->item[--l->n]);
}

/* Splits the first word off; returns what follows it. */
static char *split_word(char *text)
{
	char *end = text + strcspn(text, " \t\n");

	if (*end) {
		*end++ = 0;
		end += strspn(end, " \t\n");
	}
	return end;
}

/* What a JSON string literal stands for. */
static char *unquote(const struct reader *r, const char *text)
{
	json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
	char *out;

	if (!json_is_string(value))
		die(r, "not a string in quotes: %s", text);
	out = copy(json_string_value(value));
	json_decref(value);
	return out;
}

/* ---- lines -------------------------------------------------------------- */

static bool is_more(const char *line)
{
	return strspn(line, " ") >= INDENT;
}

/*
 * The next item, or NULL at the end: its keyword in `key`, the rest returned,
 * lines joined by \n.  The memory is that of the file.
 */
static char *next_item(struct reader *r, const char **key)
{
	char *value, *out, *line, *end;

	for (;;) {
		r->line++;
		line = r->at;
		if (!*line)
			return NULL;
		end = line + strcspn(line, "\n");
		r->at = *end ? end + 1 : end;
		*end = 0;
		if (*line && *line != '#')
			break;
	}
	if (*line == ' ')
		die(r, "this line goes on with nothing");
	*key = line;
	value = split_word(line);
	out = value + strlen(value);
	for (;;) {
		const char *peek = r->at;
		size_t blank = 0;

		while (*peek == '\n') {
			peek++;
			blank++;
		}
		if (!is_more(peek))
			return value;
		/* blank lines inside an item belong to it */
		*out++ = '\n';
		while (blank--) {
			*out++ = '\n';
			r->line++;
		}
		r->line++;
		line = r->at + (peek - r->at) + INDENT;
		end = line + strcspn(line, "\n");
		r->at = *end ? end + 1 : end;
		memmove(out, line, (size_t)(end - line));
		out += end - line;
		*out = 0;
	}
}

/* ---- replies ------------------------------------------------------------ */

struct text {
	char *data;
	size_t len;
};

static void add(struct text *t, const char *data, size_t len)
{
	t->data = need(realloc(t->data, t->len + len + 1));
	memcpy(t->data + t->len, data, len);
	t->len += len;
	t->data[t->len] = 0;
}

static bool has_line(const char *head, const char *start)
{
	const char *line = head;

	while (line) {
		if (!strncasecmp(line, start, strlen(start)))
			return true;
		line = strchr(line, '\n');
		line += line ? 1 : 0;
	}
	return false;
}

static void add_chunks(struct text *t, const char *body)
{
	char size[24];
	size_t n;

	while (*body) {
		n = strlen(body) < 7 ? strlen(body) : 7;
		snprintf(size, sizeof(size), "%zx\r\n", n);
		add(t, size, strlen(size));
		add(t, body, n);
		add(t, "\r\n", 2);
		body += n;
	}
	add(t, "0\r\n\r\n", 5);
}

/* From what is written to what goes over the wire. */
static void make_reply(struct case_exchange *x, char *value)
{
	char *body = strstr(value, "\n\n"), *line = value, *eol, length[48];
	bool bodiless, chunked, sized;
	struct text t = { NULL, 0 };

	if (body) {
		body[1] = 0;
		body += 2;
	}
	bodiless = !strncmp(x->send, "HEAD ", 5) || strstr(value, " 204 ") ||
		   strstr(value, " 304 ");
	chunked = has_line(value, "Transfer-Encoding: chunked");
	sized = has_line(value, "Content-Length:");
	while (*line) {
		eol = line + strcspn(line, "\n");
		add(&t, line, (size_t)(eol - line));
		add(&t, "\r\n", 2);
		line = *eol ? eol + 1 : eol;
	}
	if (!bodiless && !chunked && !sized) {
		x->until_close = has_line(value, "Connection: close");
		if (!x->until_close) {
			snprintf(length, sizeof(length),
				 "Content-Length: %zu\r\n",
				 body ? strlen(body) : 0);
			add(&t, length, strlen(length));
		}
	}
	add(&t, "\r\n", 2);
	x->head_len = t.len;
	if (chunked)
		add_chunks(&t, body ? body : "");
	else if (body)
		add(&t, body, strlen(body));
	if (has_line(value, "Connection: close"))
		x->end = ENGINE_CLOSE;
	x->reply = t.data;
	x->reply_len = t.len;
	x->chunked = chunked;
	x->line_len = strcspn(t.data, "\n") + 1;
}

/* ---- items -------------------------------------------------------------- */

static struct case_case *this_case(struct reader *r)
{
	return r->out->n ? &r->out->cases[r->out->n - 1] : &r->defaults;
}

static struct case_call *this_call(struct reader *r)
{
	struct case_case *c = this_case(r);

	if (!c->ncalls)
		die(r, "no call before this");
	return &c->calls[c->ncalls - 1];
}

static struct case_exchange *this_exchange(struct reader *r)
{
	struct case_case *c = this_case(r);

	if (!c->nexchanges)
		die(r, "no send before this");
	return &c->exchanges[c->nexchanges - 1];
}

static void begin_case(struct reader *r, const char *name)
{
	struct case_case *c;

	r->out->cases = need(realloc(r->out->cases, (r->out->n + 1) *
				     sizeof(*r->out->cases)));
	c = &r->out->cases[r->out->n++];
	memset(c, 0, sizeof(*c));
	c->name = copy(name);
	c->line = r->line;
	c->engine = copy(r->defaults.engine ? r->defaults.engine : "docker");
	c->version = copy(r->defaults.version ? r->defaults.version : "v1.43");
	list_copy(r, &c->options, &r->defaults.options);
	c->whole_only = r->defaults.whole_only;
}

static void begin_call(struct reader *r, int verb, char *value)
{
	struct case_case *c = this_case(r);
	struct case_call *call;
	char *rest;

	if (!r->out->n || c->ncalls == CASE_LIST)
		die(r, "no case for this call, or too many calls");
	call = &c->calls[c->ncalls++];
	call->line = r->line;
	call->verb = verb;
	call->first = c->nexchanges;
	rest = split_word(value);
	call->name = copy(value);
	if (verb == CASE_REQUEST)
		call->target = copy(rest);
	else if (*rest)
		call->params = copy(rest);
}

static void begin_exchange(struct reader *r, char *value)
{
	struct case_case *c = this_case(r);
	struct case_call *call = this_call(r);
	struct case_exchange *x;
	char *body = strstr(value, "\n\n");

	if (c->nexchanges == CASE_LIST)
		die(r, "too many exchanges");
	x = &c->exchanges[c->nexchanges++];
	call->n++;
	x->line = r->line;
	if (body) {
		body[1] = 0;
		x->body = copy(body + 2);
	}
	x->send = copy(value);
}

static void set_bytes(struct reader *r, const char *value)
{
	struct case_exchange *x = this_exchange(r);
	const char *end;

	x->reply = unquote(r, value);
	x->reply_len = strlen(x->reply);
	end = strstr(x->reply, "\r\n\r\n");
	x->head_len = end ? (size_t)(end - x->reply) + 4 : x->reply_len;
	x->line_len = strcspn(x->reply, "\n") + 1;
	x->end = ENGINE_CLOSE;
}

static void set_then(struct reader *r, const char *value)
{
	struct case_exchange *x = this_exchange(r);

	if (!strcmp(value, "close"))
		x->end = ENGINE_CLOSE;
	else if (!strcmp(value, "reset"))
		x->end = ENGINE_RESET;
	else if (!strcmp(value, "silent"))
		x->end = ENGINE_SILENT;
	else if (!strcmp(value, "keep"))
		x->end = ENGINE_KEEP;
	else if (!strcmp(value, "early"))
		x->early = true;
	else if (!strcmp(value, "aside"))
		x->aside = true;
	else
		die(r, "then what: %s", value);
}

/* json VALUE | text TEXT | (mem | file | pipe | reader) TYPE TEXT | broken */
static void set_body(struct reader *r, char *value)
{
	struct case_call *call = this_call(r);
	char *rest = split_word(value);

	call->body_kind = copy(value);
	if (strcmp(value, "json") && strcmp(value, "text")) {
		char *text = split_word(rest);

		call->body_type = copy(strcmp(rest, "-") ? rest : NULL);
		rest = text;
	}
	call->body_text = copy(rest);
}

static void set_result(struct reader *r, char *value)
{
	struct case_call *call = this_call(r);
	char *rest = split_word(value), *end;

	call->code = copy(value);
	call->status = (int)strtol(rest, &end, 10);
	end += strspn(end, " ");
	if (*end) {
		char *text = unquote(r, end);

		list_add(r, &call->texts, text);
		free(text);
	}
}

static void add_quoted(struct reader *r, struct case_list *l,
		       const char *value)
{
	char *text = unquote(r, value);

	list_add(r, l, text);
	free(text);
}

static void set(struct reader *r, char **slot, char *value)
{
	if (*slot && r->out->n && strcmp(value, *slot) && slot !=
	    &this_case(r)->engine && slot != &this_case(r)->version)
		die(r, "said twice");
	free(*slot);
	*slot = value;
}

static const struct verb {
	const char *name;
	int verb;
} verbs[] = {
	{ "call", CASE_CALL }, { "plan", CASE_PLAN },
	{ "request", CASE_REQUEST }, { "connect", CASE_CONNECT },
	{ "probe", CASE_PROBE },
};

static void take_item(struct reader *r, const char *key, char *value)
{
	size_t i;

	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (!strcmp(key, verbs[i].name)) {
			begin_call(r, verbs[i].verb, value);
			return;
		}
	if (!strcmp(key, "case"))
		begin_case(r, value);
	else if (!strcmp(key, "engine"))
		set(r, &this_case(r)->engine, copy(value));
	else if (!strcmp(key, "version"))
		set(r, &this_case(r)->version, copy(value));
	else if (!strcmp(key, "option"))
		list_add(r, &this_case(r)->options, value);
	else if (!strcmp(key, "whole"))
		this_case(r)->whole_only = true;
	else if (!strcmp(key, "faults"))
		this_case(r)->faults = true;
	else if (!strcmp(key, "with"))
		list_add(r, &this_call(r)->with, value);
	else if (!strcmp(key, "body"))
		set_body(r, value);
	else if (!strcmp(key, "send"))
		begin_exchange(r, value);
	else if (!strcmp(key, "reply"))
		make_reply(this_exchange(r), value);
	else if (!strcmp(key, "bytes"))
		set_bytes(r, value);
	else if (!strcmp(key, "then"))
		set_then(r, value);
	else if (!strcmp(key, "result"))
		set_result(r, value);
	else if (!strcmp(key, "text"))
		add_quoted(r, &this_call(r)->texts, value);
	else if (!strcmp(key, "hint"))
		add_quoted(r, &this_call(r)->hints, value);
	else if (!strcmp(key, "where"))
		set(r, &this_call(r)->where, copy(value));
	else if (!strcmp(key, "json"))
		set(r, &this_call(r)->json, copy(value));
	else if (!strcmp(key, "raw"))
		set(r, &this_call(r)->raw, unquote(r, value));
	else if (!strcmp(key, "flags"))
		set(r, &this_call(r)->flags, copy(value));
	else if (!strcmp(key, "header"))
		list_add(r, &this_call(r)->headers, value);
	else if (!strcmp(key, "about"))
		list_add(r, &this_call(r)->abouts, value);
	else
		die(r, "%s: no such keyword", key);
}

/* A case that asks for nothing would always pass. */
static void check(struct reader *r)
{
	size_t i, j;

	if (!r->out->n)
		die(r, "no case in it");
	for (i = 0; i < r->out->n; i++) {
		struct case_case *c = &r->out->cases[i];

		r->line = c->line;
		if (!c->ncalls)
			die(r, "a case without a call");
		for (j = 0; j < c->ncalls; j++)
			if (!c->calls[j].code)
				die(r, "a call without a result");
		for (j = 0; j < c->nexchanges; j++)
			if (!c->exchanges[j].reply)
				die(r, "a send without a reply");
	}
}

void case_load(const char *path, struct case_file *out)
{
	struct reader r = { .path = path, .out = out };
	FILE *f = fopen(path, "rb");
	const char *key;
	size_t len = 0, n;
	char *value;

	out->path = path;
	out->cases = NULL;
	out->n = 0;
	if (!f)
		die(&r, "%s", strerror(errno));
	r.text = need(malloc(1));
	do {
		r.text = need(realloc(r.text, len + 65537));
		n = fread(r.text + len, 1, 65536, f);
		len += n;
	} while (n);
	fclose(f);
	r.text[len] = 0;
	r.at = r.text;
	while ((value = next_item(&r, &key)) != NULL)
		take_item(&r, key, value);
	check(&r);
	free(r.text);
	free(r.defaults.engine);
	free(r.defaults.version);
	list_free(&r.defaults.options);
}

static void free_call(struct case_call *c)
{
	free(c->name);
	free(c->target);
	free(c->params);
	free(c->body_kind);
	free(c->body_type);
	free(c->body_text);
	free(c->code);
	free(c->where);
	free(c->json);
	free(c->raw);
	free(c->flags);
	list_free(&c->with);
	list_free(&c->texts);
	list_free(&c->hints);
	list_free(&c->abouts);
	list_free(&c->headers);
}

void case_unload(struct case_file *f)
{
	size_t i, j;

	for (i = 0; i < f->n; i++) {
		struct case_case *c = &f->cases[i];

		for (j = 0; j < c->ncalls; j++)
			free_call(&c->calls[j]);
		for (j = 0; j < c->nexchanges; j++) {
			free(c->exchanges[j].send);
			free(c->exchanges[j].body);
			free(c->exchanges[j].reply);
		}
		free(c->name);
		free(c->engine);
		free(c->version);
		list_free(&c->options);
	}
	free(f->cases);
}
