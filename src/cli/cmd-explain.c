/* SPDX-License-Identifier: MIT */
/*
 * davit explain OP PATH: one part of a body, an answer or the parameters, and
 * what it holds.  Made from the tables alone.
 */
#include "config.h"

#include "cmd.h"

#include "call.h"
#include "columns.h"
#include "describe.h"
#include "json-text.h"
#include "out.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH 1			/* levels of members shown */

struct part {
	davit_op op;
	const char *root;	/* "body", "answer", "404", "params" */
	const char *path;	/* below it */
	davit_field field;
};

static bool is_param(const struct part *p, davit_param *out)
{
	size_t i;

	if (strcmp(p->root, "params") != 0)
		return false;
	for (i = 0; davit_op_param(&p->op, i, out) == 0; i++)
		if (strcmp(out->name, p->field.name) == 0)
			return true;
	return false;
}

static void print_keys(const davit_param *p, size_t width)
{
	struct describe text;
	FILE *to = describe_start(&text);
	const char *key;
	size_t i;

	for (i = 0; (key = davit_param_key(p, i)) != NULL; i++)
		fprintf(to, "%s%s", i == 0 ? "keys " : ", ", key);
	describe_end(&text);
	if (i > 0) {
		fputs("  ", stdout);
		columns_wrap(stdout, text.s, 2, 4, width);
	}
	free(text.s);
}

static void print_part(const struct part *p, unsigned depth, size_t width)
{
	bool dot = *p->path != '\0' && *p->path != '[';
	char *path = mem_format("%s%s%s", p->root, dot ? "." : "", p->path);
	struct describe_place at = { &p->op, path, p->field.since };
	struct columns c;
	struct describe text;
	davit_param param;
	char *remarks = describe_field(&p->field, NULL);
	FILE *to;

	printf(out_color() ? "\033[1m%s %s\033[0m\n" : "%s %s\n",
	       p->op.name, path);
	to = describe_start(&text);
	describe_type(to, &p->field.schema);
	if (p->field.schema.format[0] != '\0')
		fprintf(to, " (%s)", p->field.schema.format);
	fprintf(to, "%s%s", *remarks != '\0' ? "; " : "", remarks);
	describe_end(&text);
	fputs("  ", stdout);
	columns_wrap(stdout, text.s, 2, 4, width);
	free(text.s);
	free(remarks);
	if (is_param(p, &param)) {
		if (param.help[0] != '\0') {
			fputs("  ", stdout);
			columns_wrap(stdout, param.help, 2, 4, width);
		}
		if (param.dflt != NULL)
			printf("  default %s\n", param.dflt);
		print_keys(&param, width);
	}
	columns_init(&c, 3);
	describe_members(&c, &p->field.schema, &at, depth);
	free(path);
	if (c.rows > 0)
		putchar('\n');
	columns_print(&c, stdout, 2, width);
}

static json_t *part_json(const struct part *p, unsigned depth)
{
	davit_error err;
	json_t *schema;

	if (davit_schema_json(&p->field.schema, depth, &schema, &err) < 0)
		say_nomem();
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:s?, s:s?, s:o}",
			 "engine", p->op.engine, "version", p->op.version,
			 "operation", p->op.name, "in", p->root, "path",
			 p->path, "required", p->field.required, "since",
			 p->field.since, "until", p->field.until, "schema",
			 schema);
}

static void print_json(json_t *json)
{
	char *text = json_dumps(json, JSON_COMPACT);

	json_decref(json);
	if (text == NULL)
		say_nomem();
	json_text_write(stdout, text, strlen(text), out_terminal(),
			out_color());
	free(text);
}

/* The path without its beginning, "body." and the like. */
static const char *below(const char *path, const char *root)
{
	size_t len = strlen(root);

	if (strspn(path, "0123456789") == 3 && strcmp(root, "answer") == 0)
		len = 3;
	else if (strncmp(path, root, len) != 0 ||
		 (path[len] != '\0' && path[len] != '.' && path[len] != '['))
		return path;
	return path + len + (path[len] == '.');
}

static int explain(const struct options *o, struct part *p, const char *path)
{
	unsigned depth = o->depth > 0 ? o->depth : DEPTH;
	char status[4];
	davit_error err;

	if (davit_op_path(&p->op, path, &p->root, &p->field, &err) < 0)
		return say_failure(&err, false);
	p->path = below(path, p->root);
	if (strspn(path, "0123456789") == 3 && p->path != path) {
		snprintf(status, sizeof(status), "%.3s", path);
		p->root = status;
	}
	if (o->json)
		print_json(part_json(p, depth));
	else
		print_part(p, depth, out_page_width());
	return STATUS_DONE;
}

/* Body and answer, as far as there are any. */
static int explain_both(const struct options *o, struct part *p)
{
	static const char *const roots[] = { "body", "answer" };
	json_t *both = json_object();
	const char *root;
	size_t i, n = 0;
	davit_field f;

	for (i = 0; i < 2; i++) {
		if (davit_op_path(&p->op, roots[i], &root, &f, NULL) < 0)
			continue;
		p->root = root;
		p->field = f;
		p->path = "";
		if (o->json)
			json_object_set_new(both, root, part_json(p,
				o->depth > 0 ? o->depth : DEPTH));
		else if (n > 0)
			putchar('\n');
		if (!o->json)
			print_part(p, o->depth > 0 ? o->depth : DEPTH,
				   out_page_width());
		n++;
	}
	if (o->json)
		print_json(json_incref(both));
	json_decref(both);
	if (n == 0 && !o->json) {
		say_error("%s has neither a body nor an answer made of JSON",
			  p->op.name);
		say_hint("'davit doc %s' tells what it has", p->op.name);
	}
	return n > 0 || o->json ? STATUS_DONE : STATUS_USAGE;
}

int cmd_explain(const struct options *o, const char **words, size_t n)
{
	struct part p = { .path = "" };
	const char *path = n == 2 ? words[1] : NULL;
	davit_error err;
	char *name;
	int status;

	if (n == 0 || n > 2) {
		say_error("explain: %s", n == 0 ? "which operation?"
						: "one word too many");
		say_hint("as in: davit explain OP HostConfig.RestartPolicy");
		return STATUS_USAGE;
	}
	name = mem_text(words[0]);
	if (n == 1 && strchr(name, '.') != NULL) {
		path = strchr(words[0], '.') + 1;
		*strchr(name, '.') = '\0';
	}
	if (call_find_op(o, name, &p.op, &err) < 0) {
		free(name);
		return say_failure(&err, false);
	}
	call_tell_engine(o, name);
	if (path == NULL || *path == '\0')
		status = explain_both(o, &p);
	else
		status = explain(o, &p, path);
	free(name);
	return status;
}
