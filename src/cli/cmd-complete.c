/* SPDX-License-Identifier: MIT */
/*
 * davit complete -- WORD...: what the last word, which may be empty, could
 * become.  One candidate a line, with a tab and a description where there is
 * one.  For the scripts of the shells, which know nothing themselves; says
 * nothing of what is wrong.
 */
#include "config.h"

#include "cmd.h"

#include "call.h"
#include "names.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>

#define INNER_MAX 8		/* arrays and maps around an object */

struct completion {
	const char *word;	/* so far */
	const char *before;	/* goes before each candidate: "--engine=" */
	struct options o;	/* of the words before it */
	davit_op op;		/* name NULL: none is meant */
};

static void offer(const struct completion *c, const char *text,
		  const char *after, const char *help)
{
	char *all = mem_format("%s%s%s", c->before, text, after);

	if (strncmp(all, c->word, strlen(c->word)) == 0 &&
	    strpbrk(all, " \t\n") == NULL)
		printf("%s%s%s\n", all, *help != '\0' ? "\t" : "", help);
	free(all);
}

static void offer_name(const char *name, void *ctx)
{
	offer(ctx, name, "", "");
}

/* ---- engines, versions, operations --------------------------------------- */

static void engines(const struct completion *c, const char *after)
{
	const char *name;
	size_t i;

	for (i = 0; (name = davit_engine_name(i)) != NULL; i++)
		offer(c, name, after, davit_engine_title(name));
}

static void versions(const struct completion *c, const char *engine,
		     const char *before)
{
	davit_version v;
	char *text;
	size_t i;

	for (i = 0; davit_version_at(engine, i, &v) == 0; i++) {
		text = mem_format("%s%s", before, v.name);
		offer(c, text, "", "");
		free(text);
	}
}

/* "podman", "podman@v5.4.2", "podman@all", "all" */
static void targets(const struct completion *c)
{
	const char *name;
	char *before;
	size_t i;

	engines(c, "");
	offer(c, "all", "", "");
	for (i = 0; (name = davit_engine_name(i)) != NULL; i++) {
		before = mem_format("%s@", name);
		offer(c, before, "all", "");
		if (strncmp(c->word + strlen(c->before), before,
			    strlen(before)) == 0)
			versions(c, name, before);
		free(before);
	}
}

static void categories(const struct completion *c)
{
	const char *name = NULL;

	while ((name = davit_category_next(call_engine(&c->o),
					   call_version(&c->o), name))
	       != NULL)
		offer(c, name, "", "");
}

static void operations(const struct completion *c)
{
	davit_op op = { 0 };

	while (davit_op_next(call_engine(&c->o), call_version(&c->o), NULL,
			     &op) > 0)
		offer(c, op.name, "", op.summary);
}

static void commands(const struct completion *c)
{
	const char *name, *summary;
	size_t i;

	for (i = 0; (name = cmd_name(i, &summary)) != NULL; i++)
		if (summary != NULL)
			offer(c, name, "", summary);
}

/* ---- options ------------------------------------------------------------- */

static void take_option(const char *name, const char *help, void *ctx)
{
	offer(ctx, name, "", help);
}

/* "auto|always|never"; capitals are no values. */
static void choices(const struct completion *c, const char *list)
{
	size_t len;
	char *one;

	while (*list != '\0') {
		len = strcspn(list, "|");
		one = mem_format("%.*s", (int)len, list);
		if (strpbrk(one, "ABCDEFGHIJKLMNOPQRSTUVWXYZ@-") == NULL)
			offer(c, one, "", "");
		free(one);
		list += len;
		list += *list == '|';
	}
}

static void option_value(const struct completion *c, const char *name)
{
	static const char schemes[] = "unix://|tcp://|http://|https://";

	if (strcmp(name, "engine") == 0)
		engines(c, "");
	else if (strcmp(name, "api-version") == 0)
		versions(c, call_engine(&c->o), "");
	else if (strcmp(name, "on") == 0)
		targets(c);
	else if (strcmp(name, "host") == 0)
		choices(c, schemes);
	else
		choices(c, opt_argument(name));
}

/* ---- parameters ---------------------------------------------------------- */

static bool given(const struct completion *c, const char *name)
{
	size_t i, len = strlen(name);

	for (i = 1; i < c->o.nwords; i++)
		if (strncmp(c->o.words[i], name, len) == 0 &&
		    (c->o.words[i][len] == '=' ||
		     strncmp(c->o.words[i] + len, ":=", 2) == 0))
			return true;
	return false;
}

/* Another parameter has the same name: the place must be told. */
static bool twice(const davit_op *op, const davit_param *p)
{
	davit_param other;
	size_t i, n = 0;

	for (i = 0; davit_op_param(op, i, &other) == 0; i++)
		n += strcmp(other.name, p->name) == 0;
	return n > 1;
}

static char *full_name(const davit_op *op, const davit_param *p)
{
	return twice(op, p) ? mem_format("%s:%s", p->in, p->name)
			    : mem_text(p->name);
}

static void param_names(const struct completion *c)
{
	davit_param p;
	char *name;
	size_t i;

	for (i = 0; davit_op_param(&c->op, i, &p) == 0; i++) {
		name = full_name(&c->op, &p);
		if ((p.schema.types & (DAVIT_TYPE_ARRAY | DAVIT_TYPE_OBJECT))
		    != 0 || !given(c, name))
			offer(c, name, "=", p.help);
		free(name);
	}
}

/* Is it the one that names what the operation is about? */
static bool names_it(const davit_op *op, const davit_param *p)
{
	davit_param first;
	size_t i;

	for (i = 0; davit_op_param(op, i, &first) == 0; i++)
		if (strcmp(first.in, "path") == 0)
			return strcmp(p->in, "path") == 0 &&
			       strcmp(p->name, first.name) == 0;
	return false;
}

static void param_values(struct completion *c, const davit_param *p)
{
	davit_schema s = p->schema, items;
	const char *value;
	size_t i;

	if (davit_schema_items(&s, &items) == 0)
		s = items;
	for (i = 0; (value = davit_schema_enum(&s, i)) != NULL; i++)
		offer(c, value, "", "");
	if (s.types == DAVIT_TYPE_BOOLEAN) {
		offer(c, "true", "", "");
		offer(c, "false", "", "");
	}
	for (i = 0; (value = davit_param_key(p, i)) != NULL; i++)
		offer(c, value, "=", "");
	if (names_it(&c->op, p))
		names_of(&c->o, c->op.category, offer_name, c);
}

static void value(struct completion *c, const davit_param *p,
		  const char *name)
{
	char *before = mem_format("%s=", name);

	c->before = before;
	param_values(c, p);
	c->before = "";
	free(before);
}

static void parameters(struct completion *c)
{
	size_t len = strcspn(c->word, "=");
	davit_param p;
	bool found = false;
	char *name;
	size_t i;

	if (c->op.name == NULL)
		return;
	if (c->word[len] == '\0') {
		param_names(c);
		return;
	}
	for (i = 0; !found && davit_op_param(&c->op, i, &p) == 0; i++) {
		name = full_name(&c->op, &p);
		found = strlen(name) == len &&
			memcmp(name, c->word, len) == 0;
		if (found)
			value(c, &p, name);
		free(name);
	}
}

/* ---- what the words of a command stand for ------------------------------- */

static void path(const struct completion *c)
{
	const char *start = c->word + strlen(c->before);
	const char *dot = strrchr(start, '.');
	static const char *const roots[] = { "body", "answer" };
	char *before = mem_format("%.*s", dot == NULL ? 0 :
				  (int)(dot - start), start);
	davit_field at, f;
	char *text;
	size_t i, r, n;

	for (r = 0; r < 2; r++) {
		if (davit_op_path(&c->op, dot != NULL ? before : roots[r],
				  NULL, &at, NULL) < 0)
			continue;
		for (n = 0; n < INNER_MAX && at.schema.nfields == 0 &&
		     (davit_schema_items(&at.schema, &at.schema) == 0 ||
		      davit_schema_extra(&at.schema, &at.schema) == 0); n++)
			;
		for (i = 0; davit_schema_field(&at.schema, i, &f) == 0; i++) {
			text = mem_format("%s%s%s", before,
					  dot != NULL ? "." : "", f.name);
			offer(c, text, "", f.schema.type);
			free(text);
		}
		if (dot != NULL)
			break;
	}
	free(before);
}

/* "OP", or a path behind it and a dot. */
static void joined(struct completion *c)
{
	const char *dot = strchr(c->word, '.');
	char *name, *before;

	if (dot == NULL) {
		operations(c);
		return;
	}
	name = mem_format("%.*s", (int)(dot - c->word), c->word);
	before = mem_format("%s.", name);
	if (cmd_find_op(&c->o, name, &c->op, NULL) == 0) {
		c->before = before;
		path(c);
		c->before = "";
	}
	free(before);
	free(name);
}

static bool means(const char *token, size_t len, const char *name)
{
	return strlen(name) == len && memcmp(token, name, len) == 0;
}

static void token(struct completion *c, const char *t, size_t len)
{
	static const char methods[] = "GET HEAD POST PUT DELETE";
	const char *m;
	char *one;

	if (means(t, len, "ENGINE")) {
		engines(c, "");
	} else if (means(t, len, "VERSION")) {
		versions(c, c->o.nwords > 1 ? c->o.words[1]
					    : call_engine(&c->o), "");
	} else if (means(t, len, "CATEGORY")) {
		categories(c);
	} else if (means(t, len, "OP")) {
		joined(c);
	} else if (means(t, len, "PATH") && c->op.name != NULL) {
		path(c);
	} else if (means(t, len, "COMMAND") && c->o.nwords == 1) {
		commands(c);
	} else if (means(t, len, "CONTAINER")) {
		names_of(&c->o, "containers", offer_name, c);
	} else if (means(t, len, "IMAGE")) {
		names_of(&c->o, "images", offer_name, c);
	} else if (means(t, len, "METHOD")) {
		for (m = methods; *m != '\0'; m += *m == ' ') {
			one = mem_format("%.*s", (int)strcspn(m, " "), m);
			offer(c, one, "", "");
			m += strlen(one);
			free(one);
		}
	}
}

/* The n-th word of a command, as its line of help names it: words stand one
 * behind the other, a bar is between two for the same place. */
static void nth_word(struct completion *c, const char *usage, size_t n)
{
	bool again = false;	/* after a bar */
	size_t len, i = 0;

	for (; *usage != '\0'; usage += len) {
		usage += strspn(usage, " []");
		len = strcspn(usage, " []");
		if (len == 0)
			break;
		if (len == 1 && *usage == '|') {
			again = true;
			continue;
		}
		if (strncmp(usage, "NAME", 4) == 0) {
			if (n >= 1)
				parameters(c);
			return;
		}
		i += !again;
		again = false;
		if (i == n + 1)
			token(c, usage, len);
	}
}

static void word(struct completion *c)
{
	const char *first = c->o.nwords > 0 ? c->o.words[0] : NULL;
	const char *usage = first != NULL ? cmd_words(first) : NULL;

	if (first == NULL) {
		commands(c);
		operations(c);
	} else if (usage == NULL) {
		cmd_find_op(&c->o, first, &c->op, NULL);
		parameters(c);
	} else {
		if (c->o.nwords > 1)
			cmd_find_op(&c->o, c->o.words[1], &c->op, NULL);
		nth_word(c, usage, c->o.nwords - 1);
	}
}

static void dashes(struct completion *c)
{
	const char *first = c->o.nwords > 0 ? c->o.words[0] : NULL;
	unsigned uses = first == NULL ? ~(unsigned)USE_OWN : cmd_uses(first);

	if (first != NULL && cmd_words(first) == NULL)
		uses = cmd_uses("invoke");
	opt_each(uses, take_option, c);
}

/* `pending`: the option whose value the word is; NULL: none is. */
static void complete(struct completion *c, const char *pending)
{
	const char *equals = strchr(c->word, '=');
	char *name, *before;

	if (pending != NULL) {
		option_value(c, pending);
	} else if (strncmp(c->word, "--", 2) == 0 && equals != NULL) {
		name = mem_format("%.*s", (int)(equals - c->word - 2),
				  c->word + 2);
		before = mem_format("--%s=", name);
		c->before = before;
		option_value(c, name);
		c->before = "";
		free(before);
		free(name);
	} else if (*c->word == '-') {
		dashes(c);
	} else {
		word(c);
	}
}

int cmd_complete(const struct options *o, const char **words, size_t n)
{
	struct completion c = { .word = n > 0 ? words[n - 1] : "",
				.before = "" };
	const char *pending = NULL;
	char **line;
	size_t i, before = n > 0 ? n - 1 : 0;
	unsigned uses = 0;

	(void)o;
	/* Nobody wants to read errors while typing. */
	if (freopen("/dev/null", "w", stderr) == NULL)
		return STATUS_USAGE;
	for (i = 0; i < before && uses == 0; i++)
		uses = cmd_uses(words[i]);
	if (before > 0)
		pending = opt_pending(words[before - 1], uses);
	/* An option that waits for its value is no error yet. */
	before -= pending != NULL;
	line = mem_get(before + 1, sizeof(*line));
	line[0] = mem_text("davit");
	for (i = 0; i < before; i++)
		line[i + 1] = mem_text(words[i]);
	opt_parse(&c.o, (int)before + 1, line, cmd_uses);
	complete(&c, pending);
	opt_done(&c.o);
	for (i = 0; i <= before; i++)
		free(line[i]);
	free(line);
	return STATUS_DONE;
}
