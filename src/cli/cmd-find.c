/* SPDX-License-Identifier: MIT */
/*
 * davit find WORD...: operations, parameters and members by keyword.  No
 * engine is asked.
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

struct report {
	int part;		/* what is being printed: davit_part */
	size_t hits;
	struct columns columns;
};

static int add_json(const davit_hit *h, void *ctx)
{
	static const char *const parts[] = { "operation", "parameter", "body",
					     "member" };
	json_t *one = json_pack("{s:s, s:s, s:s}", "part", parts[h->part],
				"operation", h->op, "where", h->where);

	if (*h->text != '\0')
		json_object_set_new(one, h->part == DAVIT_PART_OP ? "summary"
								  : "help",
				    json_string(h->text));
	if (*h->type != '\0')
		json_object_set_new(one, "type", json_string(h->type));
	if (*h->value != '\0')
		json_object_set_new(one, "value", json_string(h->value));
	json_array_append_new(ctx, one);
	return 0;
}

static void heading(const struct report *r, const char *title)
{
	const char *before = r->hits > 0 ? "\n" : "";

	if (out_color())
		printf("%s\033[1m%s\033[0m\n", before, title);
	else
		printf("%s%s\n", before, title);
}

/* "string: seconds to wait; value 10" */
static char *remarks(const davit_hit *h)
{
	return mem_format("%s%s%s%s%s", h->type, *h->text != '\0' ? ": " : "",
			  h->text, *h->value != '\0' ? "; value " : "",
			  h->value);
}

static int add_hit(const davit_hit *h, void *ctx)
{
	struct report *r = ctx;
	char *text, *where;

	if (h->part != r->part)
		return 0;
	if (h->part == DAVIT_PART_OP) {
		columns_add(&r->columns, (const char *const[]) { h->op,
			    h->text });
	} else {
		text = remarks(h);
		where = mem_format("%s %s:", h->op, h->where);
		columns_add(&r->columns, (const char *const[]) { where,
			    text });
		free(where);
		free(text);
	}
	return 0;
}

/* One hit a line, whatever its length: places don't line up well. */
static void print_lines(const struct columns *c)
{
	size_t i;

	for (i = 0; i < c->rows; i++) {
		printf("  %s ", c->cells[i * c->n]);
		columns_wrap(stdout, c->cells[i * c->n + 1],
			     strlen(c->cells[i * c->n]) + 3, 6,
			     out_page_width());
	}
}

static int print_part(const struct options *o, const char *words,
		      struct report *r, int part, const char *title)
{
	davit_error err;
	int rc;

	r->part = part;
	columns_init(&r->columns, 2);
	rc = davit_find(o->engine, call_version(o), words, add_hit, r, &err);
	if (rc < 0) {
		columns_free(&r->columns);
		return say_failure(&err, false);
	}
	if (r->columns.rows > 0)
		heading(r, title);
	r->hits += r->columns.rows;
	if (part == DAVIT_PART_OP) {
		columns_print(&r->columns, stdout, 2, out_page_width());
	} else {
		print_lines(&r->columns);
		columns_free(&r->columns);
	}
	return STATUS_DONE;
}

static int count(const davit_hit *h, void *ctx)
{
	(void)h;
	++*(size_t *)ctx;
	return 0;
}

static int nothing(const struct options *o, const char *words)
{
	const char *engine;
	size_t i, n;

	say_error("nothing of %s has '%s'", call_engine(o), words);
	for (i = 0; (engine = davit_engine_name(i)) != NULL; i++) {
		n = 0;
		if (strcmp(engine, call_engine(o)) != 0 &&
		    davit_find(engine, NULL, words, count, &n, NULL) == 0 &&
		    n > 0) {
			say_hint("%s has: -e %s", davit_engine_title(engine),
				 engine);
			break;
		}
	}
	return STATUS_USAGE;
}

static int print_all(const struct options *o, const char *words)
{
	struct report r = { .hits = 0 };
	int status;

	status = print_part(o, words, &r, DAVIT_PART_OP, "Operations");
	if (status == STATUS_DONE)
		status = print_part(o, words, &r, DAVIT_PART_PARAM,
				    "Parameters");
	if (status == STATUS_DONE)
		status = print_part(o, words, &r, DAVIT_PART_MEMBER,
				    "Members of bodies");
	if (status == STATUS_DONE && r.hits == 0)
		status = nothing(o, words);
	return status;
}

int cmd_find(const struct options *o, const char **words, size_t n)
{
	char *all = mem_text(n > 0 ? words[0] : ""), *longer;
	davit_error err;
	json_t *list;
	int status;
	size_t i;

	for (i = 1; i < n; i++) {
		longer = mem_format("%s %s", all, words[i]);
		free(all);
		all = longer;
	}
	if (!o->json) {
		status = print_all(o, all);
	} else {
		list = json_array();
		if (davit_find(o->engine, call_version(o), all, add_json, list,
			       &err) < 0) {
			json_decref(list);
			status = say_failure(&err, false);
		} else {
			status = json_out(list);
		}
	}
	free(all);
	return status;
}
