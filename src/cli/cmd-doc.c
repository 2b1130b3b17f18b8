/* SPDX-License-Identifier: MIT */
/*
 * davit doc OP: one page on an operation, made from the tables alone.
 */
#include "config.h"

#include "cmd.h"

#include "call.h"
#include "columns.h"
#include "describe.h"
#include "example.h"
#include "json-text.h"
#include "out.h"
#include "say.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define JSON_DEPTH 2
#define BODY_DEPTH 2		/* levels of members shown */
#define NAMES_MAX 12		/* members of an answer, media types */

static const char *status_meaning(int status)
{
	static const struct { int status; const char *text; } known[] = {
		{ 0, "any other answer" },
		{ 101, "the connection becomes a two-way stream" },
		{ 200, "done" }, { 201, "created" }, { 202, "accepted" },
		{ 204, "done, nothing more to tell" },
		{ 304, "it was so already" },
		{ 400, "the request is wrong" },
		{ 401, "not authorised" }, { 403, "forbidden" },
		{ 404, "there is no such thing" },
		{ 405, "not with this method" },
		{ 406, "not acceptable" },
		{ 409, "in conflict with the state it is in" },
		{ 413, "too large" }, { 415, "wrong media type" },
		{ 500, "the engine failed" },
		{ 501, "not offered by this engine" },
		{ 503, "not available now" }
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].status == status)
			return known[i].text;
	return "";
}

static char *param_remarks(const davit_op *op, const davit_param *p)
{
	struct describe text;
	FILE *to = describe_start(&text);
	bool some = p->help[0] != '\0';
	davit_schema items;
	const char *key;
	size_t i;

	fputs(p->help, to);
	if (p->schema.nenums > 0) {
		describe_next(to, &some);
		describe_enum(to, &p->schema);
	} else if (davit_schema_items(&p->schema, &items) == 0 &&
		   items.nenums > 0) {
		describe_next(to, &some);
		describe_enum(to, &items);
	}
	if (p->dflt != NULL && strcmp(p->dflt, "\"\"") != 0) {
		describe_next(to, &some);
		fprintf(to, "default %s", p->dflt);
	}
	for (i = 0; (key = davit_param_key(p, i)) != NULL; i++) {
		if (i == 0)
			describe_next(to, &some);
		fprintf(to, "%s%s", i == 0 ? "keys " : ", ", key);
	}
	if ((p->flags & DAVIT_PARAM_SECRET) != 0) {
		describe_next(to, &some);
		fputs("secret", to);
	}
	if (p->since != NULL && strcmp(p->since, op->since) != 0) {
		describe_next(to, &some);
		fprintf(to, "since %s", p->since);
	}
	if (p->until != NULL) {
		describe_next(to, &some);
		fprintf(to, "until %s", p->until);
	}
	return describe_end(&text);
}

static bool has_required(const davit_op *op)
{
	davit_param p;
	size_t i;

	for (i = 0; davit_op_param(op, i, &p) == 0; i++)
		if ((p.flags & DAVIT_PARAM_REQUIRED) != 0)
			return true;
	return false;
}

static void print_params(const davit_op *op, size_t width)
{
	bool needed = has_required(op);
	const char *titles[] = { "NAME", "IN", "TYPE",
				 needed ? "NEEDED" : "", "MEANING" };
	struct columns c;
	davit_param p;
	struct describe type;
	char *remarks;
	size_t i;

	if (op->nparams == 0)
		return;
	describe_heading("Parameters");
	columns_init(&c, 5);
	columns_add(&c, titles);
	for (i = 0; davit_op_param(op, i, &p) == 0; i++) {
		remarks = param_remarks(op, &p);
		describe_type(describe_start(&type), &p.schema);
		columns_add(&c, (const char *const[]) { p.name, p.in,
			    describe_end(&type),
			    (p.flags & DAVIT_PARAM_REQUIRED) != 0 ? "yes"
								  : "",
			    remarks });
		free(remarks);
		free(type.s);
	}
	columns_print(&c, stdout, 2, width);
}

static void print_media(const davit_op *op, int which, const char *before)
{
	const char *media;
	size_t i;

	for (i = 0; i < NAMES_MAX &&
	     (media = davit_op_media(op, which, i)) != NULL; i++)
		printf("%s%s", i == 0 ? before : ", ", media);
}

static void print_body(const davit_op *op, unsigned depth, size_t width)
{
	struct describe_place at = { op, "body", op->since };
	struct columns c;
	davit_schema s;

	if ((op->flags & DAVIT_OP_BODY) == 0)
		return;
	describe_heading("Body");
	fputs("  ", stdout);
	if ((op->flags & DAVIT_OP_BODY_RAW) != 0)
		fputs("bytes", stdout);
	else if (davit_op_body(op, &s) == 0)
		describe_type(stdout, &s);
	if ((op->flags & DAVIT_OP_BODY_REQUIRED) != 0)
		fputs(", required", stdout);
	print_media(op, DAVIT_CONSUMES, ": ");
	putchar('\n');
	if ((op->flags & DAVIT_OP_BODY_RAW) != 0 || davit_op_body(op, &s) < 0)
		return;
	columns_init(&c, 3);
	describe_members(&c, &s, &at, depth);
	if (c.rows > 0)
		putchar('\n');
	columns_print(&c, stdout, 2, width);
}

/* "done: object X with Id, Warnings" */
static char *response_text(const davit_response *r)
{
	const char *meaning = status_meaning(r->status);
	struct describe text;
	FILE *to = describe_start(&text);
	davit_schema items;
	const davit_schema *s = &r->schema;
	davit_field f;
	size_t i;

	fputs(meaning, to);
	if (!r->has_schema || r->status >= 400)
		return describe_end(&text);
	fputs(*meaning != '\0' ? ": " : "", to);
	describe_type(to, s);
	if (s->nfields == 0 && davit_schema_items(s, &items) == 0)
		s = &items;
	for (i = 0; i < NAMES_MAX && davit_schema_field(s, i, &f) == 0; i++)
		fprintf(to, "%s%s", i == 0 ? " with " : ", ", f.name);
	if (i < s->nfields)
		fprintf(to, " and %zu more", s->nfields - i);
	return describe_end(&text);
}

static const char *stream_text(const davit_op *op)
{
	static const char *const kinds[] = {
		NULL, "a stream of bytes",
		"a stream of frames: standard output and standard error",
		"a stream of JSON documents", "an archive (tar)"
	};

	if (op->stream < 0 || op->stream > DAVIT_STREAM_TAR)
		return NULL;
	return kinds[op->stream];
}

static void print_responses(const davit_op *op, size_t width)
{
	struct columns c;
	davit_response r;
	char number[16], *text;
	size_t i;

	describe_heading("Answer");
	if (stream_text(op) != NULL)
		printf("  %s\n", stream_text(op));
	if (op->upgrade != NULL)
		printf("  the connection can be upgraded to %s\n",
		       op->upgrade);
	if ((op->flags & DAVIT_OP_VERDICT) != 0)
		puts("  whether it went well is told at its end");
	if ((op->flags & DAVIT_OP_LATE) != 0)
		puts("  it may take any time to come");
	if (davit_op_media(op, DAVIT_PRODUCES, 0) != NULL) {
		print_media(op, DAVIT_PRODUCES, "  ");
		putchar('\n');
	}
	columns_init(&c, 2);
	for (i = 0; davit_op_response(op, i, &r) == 0; i++) {
		snprintf(number, sizeof(number), "%d", r.status);
		text = response_text(&r);
		columns_add(&c, (const char *const[]) {
			    r.status == 0 ? "else" : number, text });
		free(text);
	}
	columns_print(&c, stdout, 2, width);
}

static void print_head(const davit_op *op, size_t width)
{
	char url[512];

	if (out_color())
		printf("\033[1m%s\033[0m", op->name);
	else
		fputs(op->name, stdout);
	fputs(" - ", stdout);
	columns_wrap(stdout, op->summary, strlen(op->name) + 3, 4, width);
	printf("\n  %s %s\n", op->method, op->path);
	printf("  %s %s, category %s, since %s", op->engine, op->version,
	       op->category, op->since);
	if (op->until != NULL)
		printf(", until %s", op->until);
	putchar('\n');
	if ((op->flags & DAVIT_OP_DEPRECATED) != 0)
		puts("  deprecated");
	if (davit_op_doc_url(op, url, sizeof(url)) > 0)
		printf("  %s\n", url);
}

int cmd_doc(const struct options *o, const char **words, size_t n)
{
	size_t width = out_page_width();
	davit_error err;
	davit_op op;
	json_t *json;
	char *text;

	if (n != 1) {
		say_error("doc: %s", n == 0 ? "which operation?"
					    : "one word too many");
		say_hint("'davit ops' lists the operations");
		return STATUS_USAGE;
	}
	if (call_find_op(o, words[0], &op, &err) < 0)
		return say_failure(&err, false);
	if (o->json) {
		if (davit_op_json(&op, o->depth > 0 ? o->depth : JSON_DEPTH,
				  &json, &err) < 0)
			return say_failure(&err, false);
		text = json_dumps(json, JSON_COMPACT);
		json_decref(json);
		if (text == NULL)
			say_nomem();
		json_text_write(stdout, text, strlen(text), out_terminal(),
				out_color());
		free(text);
		return STATUS_DONE;
	}
	print_head(&op, width);
	print_params(&op, width);
	print_body(&op, o->depth > 0 ? o->depth : BODY_DEPTH, width);
	print_responses(&op, width);
	example_print(&op, o);
	return STATUS_DONE;
}
