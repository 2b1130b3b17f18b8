/* SPDX-License-Identifier: MIT */
/*
 * davit engines, versions, categories, ops: what the tables know, as columns
 * for people or JSON for programs.  No engine is asked.
 */
#include "config.h"

#include "cmd.h"

#include "call.h"
#include "columns.h"
#include "json-out.h"
#include "out.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>

static int print_columns(struct columns *c)
{
	columns_print(c, stdout, 0, out_width());
	return STATUS_DONE;
}

/* Titles help people; whoever reads a pipe does without. */
static void add_titles(struct columns *c, const char *const *titles)
{
	if (out_terminal())
		columns_add(c, titles);
}

static int too_many(const char *command, const char *word)
{
	say_error("%s: one word too many: '%s'", command, word);
	say_hint("'davit help %s' tells what it takes", command);
	return STATUS_USAGE;
}

static size_t count_versions(const char *engine)
{
	davit_version v;
	size_t n = 0;

	while (davit_version_at(engine, n, &v) == 0)
		n++;
	return n;
}

int cmd_engines(const struct options *o, const char **words, size_t n)
{
	static const char *const titles[] = { "NAME", "TITLE", "VERSIONS",
					      "OLDEST", "NEWEST" };
	davit_version oldest, newest;
	const char *name;
	struct columns c;
	json_t *list = json_array();
	char number[24];
	size_t i, versions;

	if (n > 0)
		return too_many("engines", words[0]);
	columns_init(&c, 5);
	add_titles(&c, titles);
	for (i = 0; (name = davit_engine_name(i)) != NULL; i++) {
		versions = count_versions(name);
		if (versions == 0 ||
		    davit_version_at(name, 0, &oldest) < 0 ||
		    davit_version_at(name, versions - 1, &newest) < 0)
			continue;
		snprintf(number, sizeof(number), "%zu", versions);
		columns_add(&c, (const char *const[]) { name,
			    davit_engine_title(name), number, oldest.name,
			    newest.name });
		json_array_append_new(list, json_pack(
			"{s:s, s:s, s:I, s:s, s:s, s:b}", "name", name,
			"title", davit_engine_title(name),
			"versions", (json_int_t)versions, "oldest",
			oldest.name, "newest", newest.name, "default",
			i == 0));
	}
	if (o->json) {
		columns_free(&c);
		return json_out(list);
	}
	json_decref(list);
	return print_columns(&c);
}

/* Releases of an engine; as columns, and as JSON. */
static void add_releases(const char *engine, struct columns *c, json_t *list)
{
	davit_release r;
	bool level;
	size_t i;

	for (i = 0; davit_release_at(engine, i, &r) == 0; i++) {
		level = strcmp(r.newest + 1, r.level) != 0;
		columns_add(c, (const char *const[]) { r.engine, r.release,
			    r.newest, r.oldest, level ? r.level : "",
			    r.note });
		json_array_append_new(list, json_pack(
			"{s:s, s:s, s:s, s:s, s:s, s:s}", "engine", r.engine,
			"release", r.release, "newest", r.newest, "oldest",
			r.oldest, "level", r.level, "note", r.note));
	}
}

/* `engine` NULL: all of them. */
static int list_releases(const struct options *o, const char *engine)
{
	static const char *const titles[] = { "ENGINE", "RELEASE", "NEWEST",
					      "OLDEST", "DOCKER", "NOTE" };
	json_t *list = json_array();
	const char *name;
	struct columns c;
	size_t i;

	columns_init(&c, 6);
	add_titles(&c, titles);
	for (i = 0; (name = davit_engine_name(i)) != NULL; i++)
		if (engine == NULL || strcmp(engine, name) == 0)
			add_releases(name, &c, list);
	if (o->json) {
		columns_free(&c);
		return json_out(list);
	}
	json_decref(list);
	return print_columns(&c);
}

int cmd_versions(const struct options *o, const char **words, size_t n)
{
	static const char *const titles[] = { "VERSION", "SAME AS", "DOCKER",
					      "OPS", "NOTE" };
	const char *engine = n > 0 ? words[0] : call_engine(o);
	bool same, level;
	davit_version v;
	struct columns c;
	json_t *list;
	char number[24];
	davit_error err;
	size_t i;

	if (n > 1)
		return too_many("versions", words[1]);
	if (n > 0 && o->engine != NULL && strcmp(engine, o->engine) != 0)
		return say_error("versions: both '%s' and --engine %s are "
				 "given", engine, o->engine);
	if (davit_version_find(engine, call_version(o), &v, &err) < 0)
		return say_failure(&err, false);
	if (o->engines && call_version(o) != NULL)
		return say_error("versions: --engines goes without "
				 "--api-version");
	if (o->engines)
		return list_releases(o, n > 0 ? engine : o->engine);
	list = json_array();
	columns_init(&c, 5);
	add_titles(&c, titles);
	for (i = 0; davit_version_at(engine, i, &v) == 0; i++) {
		if (call_version(o) != NULL &&
		    strcmp(call_version(o), v.name) != 0 &&
		    strcmp(call_version(o), v.name + 1) != 0)
			continue;
		same = strcmp(v.name, v.document) == 0;
		level = strcmp(v.name + 1, v.level) != 0;
		snprintf(number, sizeof(number), "%zu", v.noperations);
		columns_add(&c, (const char *const[]) { v.name,
			    same ? "" : v.document, level ? v.level : "",
			    number, v.note });
		json_array_append_new(list, json_pack(
			"{s:s, s:s, s:s, s:s, s:I, s:s}", "name", v.name,
			"engine", v.engine, "document", v.document,
			"level", v.level, "operations",
			(json_int_t)v.noperations, "note", v.note));
	}
	if (o->json) {
		columns_free(&c);
		return json_out(list);
	}
	json_decref(list);
	return print_columns(&c);
}

/* Engine and version are known to the tables; says so if not. */
static int check_version(const struct options *o)
{
	davit_version v;
	davit_error err;

	if (davit_version_find(o->engine, call_version(o), &v, &err) < 0)
		return say_failure(&err, false);
	return 0;
}

int cmd_categories(const struct options *o, const char **words, size_t n)
{
	const char *engine = call_engine(o), *category = NULL;
	json_t *list;
	int status;

	if (n > 0)
		return too_many("categories", words[0]);
	status = check_version(o);
	if (status != 0)
		return status;
	list = json_array();
	while ((category = davit_category_next(engine, call_version(o),
					       category)) != NULL) {
		if (o->json)
			json_array_append_new(list, json_string(category));
		else
			puts(category);
	}
	if (o->json)
		return json_out(list);
	json_decref(list);
	return STATUS_DONE;
}

/* Returns 0 if the version has the category. */
static int check_category(const struct options *o, const char *wanted)
{
	const char *category = NULL, *best = NULL;
	unsigned distance = NEAR_START;

	while ((category = davit_category_next(call_engine(o),
					       call_version(o), category))
	       != NULL) {
		if (strcmp(category, wanted) == 0)
			return 0;
		near_word(wanted, category, &best, &distance);
	}
	say_error("%s has no category '%s'", call_engine(o), wanted);
	if (best != NULL)
		say_hint("did you mean '%s'?", best);
	else
		say_hint("'davit categories' lists them");
	return STATUS_USAGE;
}

static json_t *op_entry(const davit_op *op)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s?}", "name",
			 op->name, "category", op->category, "method",
			 op->method, "path", op->path, "summary",
			 op->summary, "since", op->since, "until",
			 op->until);
}

int cmd_ops(const struct options *o, const char **words, size_t n)
{
	static const char *const titles[] = { "NAME", "SUMMARY" };
	const char *category = n > 0 ? words[0] : NULL;
	davit_op op = { 0 };
	struct columns c;
	json_t *list;
	int status;

	if (n > 1)
		return too_many("ops", words[1]);
	status = check_version(o);
	if (status == 0 && category != NULL)
		status = check_category(o, category);
	if (status != 0)
		return status;
	list = json_array();
	columns_init(&c, 2);
	add_titles(&c, titles);
	while (davit_op_next(call_engine(o), call_version(o), category,
			     &op) > 0) {
		if (o->json)
			json_array_append_new(list, op_entry(&op));
		else
			columns_add(&c, (const char *const[]) { op.name,
				    op.summary });
	}
	if (o->json) {
		columns_free(&c);
		return json_out(list);
	}
	json_decref(list);
	return print_columns(&c);
}
