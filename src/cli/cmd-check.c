/* SPDX-License-Identifier: MIT */
/*
 * davit check OP [NAME=VALUE...] --on ENGINE@VERSION: would this call work
 * there?  No engine is asked.
 */
#include "config.h"

#include "cmd.h"

#include "args.h"
#include "call.h"
#include "columns.h"
#include "input.h"
#include "json-text.h"
#include "out.h"
#include "problem.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>

/* Versions in a row of one engine. */
struct target {
	char *engine, *first, *last;	/* first NULL: the oldest */
};

struct checking {
	const struct options *o;
	const char *name;
	const char **words;
	size_t nwords;
	json_t *given;		/* of --params; NULL: none */
	struct call_body body;
	json_t *list;		/* what was found */
	bool works;		/* wherever it was looked at so far */
};

/* ---- where --------------------------------------------------------------- */

static void target_done(struct target *t)
{
	free(t->engine);
	free(t->first);
	free(t->last);
	memset(t, 0, sizeof(*t));
}

/* "podman", "podman@all", "podman@v5.4.2", "podman@v4.0.2..v5.4.2" */
static void parse_target(const char *text, struct target *out)
{
	const char *at = strchr(text, '@'), *version, *dots;
	davit_version v;

	out->engine = at == NULL ? mem_text(text)
		: mem_format("%.*s", (int)(at - text), text);
	if (at == NULL) {
		if (davit_version_find(out->engine, NULL, &v, NULL) == 0)
			out->first = mem_text(v.name);
		return;
	}
	version = at + 1;
	dots = strstr(version, "..");
	if (strcmp(version, "all") == 0)
		return;
	if (dots == NULL) {
		out->first = mem_text(version);
		out->last = mem_text(version);
		return;
	}
	if (dots > version)
		out->first = mem_format("%.*s", (int)(dots - version),
					version);
	if (dots[2] != '\0')
		out->last = mem_text(dots + 2);
}

/* Are engine and versions known?  Fills in the names as the tables have
 * them. */
static int settle_target(struct target *t)
{
	davit_version v;
	davit_error err;
	size_t i;

	if (davit_version_find(t->engine, t->last, &v, &err) < 0)
		return say_failure(&err, false);
	free(t->last);
	t->last = mem_text(v.name);
	if (t->first == NULL)
		davit_version_at(t->engine, 0, &v);
	else if (davit_version_find(t->engine, t->first, &v, &err) < 0)
		return say_failure(&err, false);
	free(t->first);
	t->first = mem_text(v.name);
	for (i = 0; davit_version_at(t->engine, i, &v) == 0; i++) {
		if (strcmp(v.name, t->first) == 0)
			return STATUS_DONE;
		if (strcmp(v.name, t->last) == 0)
			break;
	}
	return say_error("--on: %s is newer than %s", t->first, t->last);
}

/* The newest of the versions that has the operation. */
static bool find_op(const struct checking *c, const struct target *t,
		    davit_op *out)
{
	davit_version v;
	size_t i = 0;

	while (davit_version_at(t->engine, i, &v) == 0 &&
	       strcmp(v.name, t->last) != 0)
		i++;
	for (i++; i-- > 0 && davit_version_at(t->engine, i, &v) == 0;) {
		if (davit_op_find(t->engine, v.name, c->name, out, NULL) == 0)
			return true;
		if (strcmp(v.name, t->first) == 0)
			break;
	}
	return false;
}

/* ---- what was found ------------------------------------------------------ */

static void add_problem(json_t *list, const char *where, const char *text,
			const char *hint)
{
	json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "where",
					      where, "text", text, "hint",
					      hint));
}

static void add_result(struct checking *c, const char *engine,
		       const char *first, const char *last,
		       const char *operation, json_t *problems)
{
	bool works = json_array_size(problems) == 0;

	json_array_append_new(c->list, json_pack(
		"{s:s, s:s, s:s, s:b, s:s?, s:o}", "engine", engine, "first",
		first, "last", last, "works", works, "operation", operation,
		"problems", problems));
	c->works = c->works && works;
}

static void take_range(const davit_range *r, void *ctx)
{
	json_t *problems = json_array();

	if (r->count > 0)
		add_problem(problems, r->where, r->text, r->hint);
	if (r->count > 1)
		add_problem(problems, "", r->count == 2 ? "and one more" :
			    "and further ones", "");
	add_result(ctx, r->engine, r->first, r->last, r->operation, problems);
}

static const char *text_of(json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text != NULL ? text : "";
}

static void print_result(json_t *result, const char *name)
{
	const char *first = text_of(result, "first");
	const char *last = text_of(result, "last");
	const char *there = text_of(result, "operation");
	bool works = json_is_true(json_object_get(result, "works"));
	json_t *problem;
	char *line;
	size_t i;

	printf("%s %s%s%s: %s", text_of(result, "engine"), first,
	       strcmp(first, last) != 0 ? " to " : "",
	       strcmp(first, last) != 0 ? last : "",
	       works ? "works" : "does not work");
	if (*there != '\0' && strcmp(there, name) != 0)
		printf(", as %s", there);
	putchar('\n');
	json_array_foreach(json_object_get(result, "problems"), i, problem) {
		line = mem_format("%s%s%s", text_of(problem, "text"),
				  *text_of(problem, "hint") != '\0' ? "; "
								    : "",
				  text_of(problem, "hint"));
		fputs("  ", stdout);
		columns_wrap(stdout, line, 2, 4, out_page_width());
		free(line);
	}
}

static void print_all(const struct checking *c)
{
	json_t *result;
	char *text;
	size_t i;

	if (!c->o->json) {
		json_array_foreach(c->list, i, result)
			print_result(result, c->name);
		return;
	}
	text = json_dumps(c->list, JSON_COMPACT);
	if (text == NULL)
		say_nomem();
	json_text_write(stdout, text, strlen(text), out_terminal(),
			out_color());
	free(text);
}

/* ---- checking ------------------------------------------------------------ */

static void add_problems(struct checking *c, const struct target *t,
			 const davit_op *op, const struct problems *problems)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < problems->n; i++)
		add_problem(list, problems->list[i].where,
			    problems->list[i].text, problems->list[i].hint);
	add_result(c, t->engine, t->first, t->last, op->name, list);
}

static int check_target(struct checking *c, const struct target *t)
{
	struct problems problems = { NULL, 0 };
	json_t *params = c->given == NULL ? json_object()
					  : json_deep_copy(c->given);
	davit_error err;
	davit_op op;
	bool found = find_op(c, t, &op), one = strcmp(t->first, t->last) == 0;
	int r = 0;

	/* Words become values by the types of the operation. */
	if (found)
		args_add(params, &op, c->words, c->nwords, &problems);
	if (found && one)
		r = davit_check(op.engine, op.version, op.name, params,
				c->body.use, DAVIT_STRICT, problem_take,
				&problems, &err);
	if (r >= 0 && found && (one || problems.n > 0))
		/* Words that don't fit the newest version fit none. */
		add_problems(c, t, &op, &problems);
	else if (r >= 0)
		r = davit_preflight(t->engine, t->first, t->last, c->name,
				    params, c->body.use, take_range, c, &err);
	problem_done(&problems);
	json_decref(params);
	return r < 0 ? say_failure(&err, false) : STATUS_DONE;
}

static int check_text(struct checking *c, const char *text)
{
	struct target t = { NULL, NULL, NULL };
	int status;

	parse_target(text, &t);
	status = settle_target(&t);
	if (status == STATUS_DONE)
		status = check_target(c, &t);
	target_done(&t);
	return status;
}

/* Every version of every engine. */
static int check_everything(struct checking *c)
{
	const char *engine;
	int status = STATUS_DONE;
	char *text;
	size_t i;

	for (i = 0; status == STATUS_DONE &&
	     (engine = davit_engine_name(i)) != NULL; i++) {
		text = mem_format("%s@all", engine);
		status = check_text(c, text);
		free(text);
	}
	return status;
}

static int check_targets(struct checking *c)
{
	const struct options *o = c->o;
	int status = STATUS_DONE;
	char *text;
	size_t i;

	for (i = 0; i < o->non && status == STATUS_DONE; i++)
		status = strcmp(o->on[i], "all") == 0
			 ? check_everything(c) : check_text(c, o->on[i]);
	if (o->non > 0)
		return status;
	text = mem_format("%s@%s", call_engine_of(o, c->name),
			  call_version(o) == NULL ? "all" : call_version(o));
	status = check_text(c, text);
	free(text);
	return status;
}

/* Does any engine take bytes as the body of it? */
static bool takes_bytes(const struct checking *c)
{
	const char *engine;
	davit_op op;
	size_t i;

	for (i = 0; (engine = davit_engine_name(i)) != NULL; i++)
		if (davit_op_find(engine, NULL, c->name, &op, NULL) == 0)
			return (op.flags & DAVIT_OP_BODY_RAW) != 0;
	return false;
}

static int read_params(struct checking *c)
{
	struct input in;
	size_t len;
	char *text;
	int status;

	if (c->o->params == NULL)
		return STATUS_DONE;
	in = input_of("--params", c->o->params);
	status = input_read(&in, INPUT_TEXT_MAX, &text, &len);
	if (status != 0)
		return status;
	status = args_params(text, len, &c->given);
	free(text);
	return status;
}

int cmd_check(const struct options *o, const char **words, size_t n)
{
	struct checking c = { .o = o, .works = true };
	int status;

	if (n == 0) {
		say_error("check: which operation?");
		say_hint("'davit ops' lists them");
		return STATUS_USAGE;
	}
	c.name = words[0];
	c.words = words + 1;
	c.nwords = n - 1;
	c.body.fd = -1;
	c.list = json_array();
	status = read_params(&c);
	if (status == STATUS_DONE)
		status = call_body_read(o, takes_bytes(&c), &c.body);
	if (status == STATUS_DONE)
		status = check_targets(&c);
	if (status == STATUS_DONE) {
		print_all(&c);
		status = c.works ? STATUS_DONE : STATUS_USAGE;
	}
	call_body_done(&c.body);
	json_decref(c.given);
	json_decref(c.list);
	return status;
}
