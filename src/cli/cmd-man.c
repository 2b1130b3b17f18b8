/* SPDX-License-Identifier: MIT */
/*
 * davit man ENGINE: the page davit-ENGINE(7), every operation of the newest
 * version with its parameters, as mdoc.  For the build, which installs it.
 */
#include "config.h"

#include "cmd.h"

#include "describe.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_DATE "November 21, 2026"	/* as the pages written by hand */

/* The code of a character beyond ASCII, and how many bytes it has. */
static unsigned long decode(const char *text, size_t *len)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t i, n = p[0] >= 0xf0 ? 3 : p[0] >= 0xe0 ? 2 : 1;
	unsigned long code = p[0] & (0x3fu >> n);

	for (i = 1; i <= n && (p[i] & 0xc0) == 0x80; i++)
		code = code << 6 | (p[i] & 0x3fu);
	*len = i;
	return code;
}

/* Text as it is, whatever stands in it. */
static void put(const char *text)
{
	size_t len;

	/* No request, and no name of a macro. */
	fputs("\\&", stdout);
	for (; *text != '\0'; text += len) {
		len = 1;
		if (*text == '\\')
			fputs("\\e", stdout);
		else if (*text == '"')
			fputs("\\(dq", stdout);
		else if (*text == '-')
			fputs("\\-", stdout);
		else if ((unsigned char)*text >= 0xc2)
			printf("\\[u%04lX]", decode(text, &len));
		else
			putchar((unsigned char)*text < 0x20 ? ' ' : *text);
	}
}

/* A sentence on a line of its own. */
static void sentence(const char *text)
{
	put(text);
	puts(".");
}

static void upper(const char *text)
{
	for (; *text != '\0'; text++)
		putchar(*text >= 'a' && *text <= 'z' ? *text - 32 : *text);
}

static void print_param(const davit_op *op, const davit_param *p)
{
	struct describe text;
	FILE *to = describe_start(&text);
	bool some = true;
	const char *key;
	size_t i;

	fputs(".It Va ", stdout);
	put(p->name);
	putchar('\n');
	fprintf(to, "%s, in the %s%s", p->type, p->in,
		(p->flags & DAVIT_PARAM_REQUIRED) != 0 ? ", required" : "");
	if (p->since != NULL && strcmp(p->since, op->since) != 0)
		fprintf(to, ", since %s", p->since);
	if (p->help[0] != '\0')
		fprintf(to, ": %s", p->help);
	if (p->schema.nenums > 0) {
		describe_next(to, &some);
		describe_enum(to, &p->schema);
	}
	if (p->dflt != NULL && strcmp(p->dflt, "\"\"") != 0)
		fprintf(to, "; default %s", p->dflt);
	for (i = 0; (key = davit_param_key(p, i)) != NULL; i++)
		fprintf(to, "%s%s", i > 0 ? ", " : "; keys ", key);
	describe_end(&text);
	sentence(text.s);
	free(text.s);
}

static void print_body(const davit_op *op)
{
	struct describe text;
	davit_schema s;
	FILE *to;

	if ((op->flags & DAVIT_OP_BODY) == 0)
		return;
	to = describe_start(&text);
	fputs("Body: ", to);
	if ((op->flags & DAVIT_OP_BODY_RAW) != 0)
		fputs("bytes", to);
	else if (davit_op_body(op, &s) == 0)
		describe_type(to, &s);
	if (davit_op_media(op, DAVIT_CONSUMES, 0) != NULL)
		fprintf(to, " (%s)", davit_op_media(op, DAVIT_CONSUMES, 0));
	if ((op->flags & DAVIT_OP_BODY_REQUIRED) != 0)
		fputs(", required", to);
	describe_end(&text);
	sentence(text.s);
	free(text.s);
}

static void print_op(const davit_op *op)
{
	davit_param p;
	size_t i;

	fputs(".It Cm ", stdout);
	put(op->name);
	putchar('\n');
	sentence(op->summary);
	fputs(".Dl ", stdout);
	put(op->method);
	putchar(' ');
	put(op->path);
	fputs("\nSince ", stdout);
	sentence(op->since);
	if ((op->flags & DAVIT_OP_DEPRECATED) != 0)
		puts("Deprecated.");
	print_body(op);
	if (op->nparams == 0)
		return;
	puts(".Bl -tag -width Ds");
	for (i = 0; davit_op_param(op, i, &p) == 0; i++)
		print_param(op, &p);
	puts(".El");
}

static void print_category(const char *engine, const char *category)
{
	davit_op op = { 0 };

	fputs(".Ss ", stdout);
	put(category);
	puts("\n.Bl -tag -width Ds");
	while (davit_op_next(engine, NULL, category, &op) > 0)
		print_op(&op);
	puts(".El");
}

static void print_head(const davit_version *v, const char *title)
{
	puts(".\\\" SPDX-License-Identifier: MIT\n"
	     ".\\\" Written by davit from its tables: not to be edited.\n"
	     ".Dd " PAGE_DATE);
	fputs(".Dt DAVIT\\-", stdout);
	upper(v->engine);
	printf(" 7\n.Os\n.Sh NAME\n.Nm davit-%s\n.Nd operations of ",
	       v->engine);
	put(title);
	puts("\n.Sh DESCRIPTION");
	printf("These are the %zu operations of version\n", v->noperations);
	put(v->name);
	fputs("\nof the API of\n", stdout);
	put(title);
	puts(",\nthe newest that\n"
	     ".Xr davit 1\n"
	     "and\n"
	     ".Xr davit 3\n"
	     "know, by category.\n"
	     "Those of other versions are listed by\n"
	     ".Ql davit ops ,\n"
	     "and members of bodies and answers are told by\n"
	     ".Ql davit doc\n"
	     "and\n"
	     ".Ql davit explain .");
}

int cmd_man(const struct options *o, const char **words, size_t n)
{
	const char *category = NULL;
	davit_version v;
	davit_error err;

	(void)o;
	if (n != 1)
		return say_error("man: %s", n == 0 ? "which engine?"
						   : "one word too many");
	if (davit_version_find(words[0], NULL, &v, &err) < 0)
		return say_failure(&err, false);
	print_head(&v, davit_engine_title(v.engine));
	while ((category = davit_category_next(v.engine, NULL, category)) !=
	       NULL)
		print_category(v.engine, category);
	puts(".Sh SEE ALSO\n.Xr davit 1 ,\n.Xr davit 3 ,\n.Xr davit-api 7");
	return STATUS_DONE;
}
