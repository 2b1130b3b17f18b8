/* SPDX-License-Identifier: MIT */
/*
 * An example of a call, as a command line and in C.  Made from what the
 * tables say; knows nothing of any one operation.
 */
#include "config.h"

#include "example.h"

#include "call.h"
#include "davit.h"
#include "describe.h"
#include "say.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A value to be replaced, or one that can stay. */
static char *example_value(const davit_param *p)
{
	const char *value = davit_schema_enum(&p->schema, 0);
	char *name;
	size_t i;

	if (value != NULL && *value != '\0')
		return mem_text(value);
	if (p->schema.types == DAVIT_TYPE_BOOLEAN)
		return mem_text("true");
	if (p->schema.types == DAVIT_TYPE_INTEGER)
		return mem_text("1");
	name = mem_text(p->name);
	for (i = 0; name[i] != '\0'; i++)
		if (name[i] >= 'a' && name[i] <= 'z')
			name[i] = (char)(name[i] - 32);
	return name;
}

/* The body with its required members, as far as one level goes. */
static void print_example_body(const davit_op *op)
{
	davit_schema s;
	davit_field f;
	size_t i, n = 0;

	if ((op->flags & DAVIT_OP_BODY_RAW) != 0) {
		fputs(" --body @FILE", stdout);
		return;
	}
	fputs(" --body '{", stdout);
	if (davit_op_body(op, &s) == 0) {
		for (i = 0; davit_schema_field(&s, i, &f) == 0; i++) {
			if (!f.required)
				continue;
			printf("%s\"%s\": %s", n++ > 0 ? ", " : "", f.name,
			       f.schema.types == DAVIT_TYPE_STRING ?
			       "\"...\"" : "...");
		}
	}
	fputs(n > 0 ? "}'" : "...}'", stdout);
}

/* Steps through the parameters that must be there, NULL after the last; its
 * name as it must be written, which its place may belong to. */
static bool next_required(const davit_op *op, size_t *i, davit_param *p,
			  char **name)
{
	davit_param other;
	bool twice = false;
	size_t j;

	do
		if (davit_op_param(op, (*i)++, p) < 0)
			return false;
	while ((p->flags & DAVIT_PARAM_REQUIRED) == 0);
	for (j = 0; davit_op_param(op, j, &other) == 0; j++)
		twice |= j != *i - 1 && strcmp(p->name, other.name) == 0;
	*name = mem_format("%s%s%s", twice ? p->in : "", twice ? ":" : "",
			   p->name);
	return true;
}

static bool wants_body(const davit_op *op)
{
	return (op->flags & DAVIT_OP_BODY_REQUIRED) != 0 ||
	       (op->flags & (DAVIT_OP_BODY | DAVIT_OP_BODY_RAW)) ==
	       (DAVIT_OP_BODY | DAVIT_OP_BODY_RAW);
}

static void print_command(const davit_op *op, const struct options *o)
{
	davit_param p;
	char *name, *value;
	size_t i = 0;

	fputs("  davit", stdout);
	if (strcmp(op->engine, davit_engine_name(0)) != 0)
		printf(" -e %s", op->engine);
	if (call_version(o) != NULL)
		printf(" -a %s", op->version);
	printf(" %s", op->name);
	while (next_required(op, &i, &p, &name)) {
		value = example_value(&p);
		printf(" %s=%s", name, value);
		free(name);
		free(value);
	}
	if (wants_body(op))
		print_example_body(op);
	if (op->stream == DAVIT_STREAM_TAR)
		fputs(" -o FILE", stdout);
	putchar('\n');
}

/* The arguments of json_pack() for the parameters; returns whether there
 * are any. */
static bool print_pack(const davit_op *op)
{
	davit_param p;
	char *name, *value;
	const char *between = "\"{";
	bool number;
	size_t i;

	for (i = 0; next_required(op, &i, &p, &name); free(name)) {
		number = p.schema.types == DAVIT_TYPE_INTEGER;
		printf("%ss:%c", between, number ? 'i' : 's');
		between = ", ";
	}
	if (between[0] == '"')
		return false;
	fputs("}\"", stdout);
	for (i = 0; next_required(op, &i, &p, &name); free(name)) {
		number = p.schema.types == DAVIT_TYPE_INTEGER;
		value = example_value(&p);
		printf(", \"%s\", %s%s%s", name, number ? "" : "\"", value,
		       number ? "" : "\"");
		free(value);
	}
	return true;
}

/* A call that gives JSON, and nothing else, is one line. */
static bool gives_json(const davit_op *op)
{
	const char *type = davit_op_media(op, DAVIT_PRODUCES, 0);

	return type == NULL || strstr(type, "json") != NULL;
}

/* The call in C: whichever of the three fits. */
static void print_c(const davit_op *op)
{
	bool stream = op->stream != DAVIT_STREAM_NONE || op->upgrade != NULL;
	bool body = wants_body(op), params;
	davit_param p;
	char *name;
	size_t i = 0;

	params = next_required(op, &i, &p, &name);
	if (params)
		free(name);
	if (!stream && !body && gives_json(op)) {
		printf("  davit_call(c, \"%s\", &json, &err,%s", op->name,
		       params ? "\n             " : " ");
		if (!print_pack(op))
			fputs("NULL", stdout);
		puts(");");
		return;
	}
	if (params) {
		fputs("  params = json_pack(", stdout);
		print_pack(op);
		puts(");");
	}
	if (body)
		printf("  body = %s;\n", op->flags & DAVIT_OP_BODY_RAW ?
		       "davit_body_fd(fd, NULL)" : "davit_body_json(json)");
	printf("  %s(c, \"%s\", %s, %s, NULL, &%s, &err);\n",
	       stream ? "davit_open" : "davit_invoke", op->name,
	       params ? "params" : "NULL", body ? "&body" : "NULL",
	       stream ? "stream" : "reply");
}

void example_print(const davit_op *op, const struct options *o)
{
	describe_heading("Example");
	print_command(op, o);
	putchar('\n');
	print_c(op);
}
