/* SPDX-License-Identifier: MIT */
/*
 * davit diff, davit history: what changed, between two versions or in all of
 * them.  No engine is asked.
 */
#include "config.h"

#include "cmd.h"

#include "call.h"
#include "changes.h"
#include "columns.h"
#include "json-out.h"
#include "out.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>

#define NAME_MAX_LEN 64		/* of an engine */

struct side {
	char engine[NAME_MAX_LEN];
	const char *version;	/* NULL: the newest */
};

static int add_json(const davit_change *c, void *ctx)
{
	json_array_append_new(ctx, changes_json(c));
	return 0;
}

/* ---- what is compared ---------------------------------------------------- */

struct sides {
	struct side side[2];
	size_t n;
	const char *op;
	char engine[NAME_MAX_LEN];
	bool pending;		/* an engine was named, no version yet */
};

static bool is_version(const char *word)
{
	return (word[0] >= '0' && word[0] <= '9') ||
	       (word[0] == 'v' && word[1] >= '0' && word[1] <= '9');
}

static void set_engine(struct sides *s, const char *name, size_t len)
{
	snprintf(s->engine, sizeof(s->engine), "%.*s", (int)
		 (len < NAME_MAX_LEN ? len : NAME_MAX_LEN), name);
}

static int add_side(struct sides *s, const char *version)
{
	if (s->n == 2)
		return say_error("diff: more than two versions");
	memcpy(s->side[s->n].engine, s->engine, sizeof(s->engine));
	s->side[s->n++].version = version;
	s->pending = false;
	return 0;
}

/* ENGINE@VERSION, ENGINE, VERSION of the engine named last, or OP. */
static int read_word(struct sides *s, const char *word)
{
	const char *at = strchr(word, '@');
	int status = 0;

	if (at == NULL && is_version(word))
		return add_side(s, word);
	if (at != NULL || davit_engine_title(word) != NULL) {
		if (s->pending)
			status = add_side(s, NULL);
		set_engine(s, word, at != NULL ? (size_t)(at - word)
					       : strlen(word));
		s->pending = at == NULL;
		return status == 0 && at != NULL ? add_side(s, at + 1)
						 : status;
	}
	if (s->op != NULL || (s->n == 0 && !s->pending)) {
		say_error("diff: '%s' is neither an engine nor a version",
			  word);
		say_hint("'davit engines' and 'davit versions' list them");
		return STATUS_USAGE;
	}
	s->op = word;
	return 0;
}

static int read_sides(const struct options *o, const char **words, size_t n,
		      struct sides *s)
{
	int status = 0;
	size_t i;

	memset(s, 0, sizeof(*s));
	set_engine(s, call_engine(o), strlen(call_engine(o)));
	for (i = 0; i < n && status == 0; i++)
		status = read_word(s, words[i]);
	if (status == 0 && s->pending)
		status = add_side(s, NULL);
	if (status != 0 || s->n == 2)
		return status;
	say_error("diff: two versions are compared");
	say_hint("as in 'davit diff %s %s', or ENGINE@VERSION twice",
		 "ENGINE VERSION", "VERSION");
	return STATUS_USAGE;
}

static int diff(const struct sides *s, davit_change_fn *fn, void *ctx,
		davit_error *err)
{
	return davit_diff(s->side[0].engine, s->side[0].version,
			  s->side[1].engine, s->side[1].version, s->op, fn,
			  ctx, err);
}

/* ---- as text ------------------------------------------------------------- */

struct report {
	struct columns whole;	/* operations that came or went */
	const char *op;		/* whose differences are being printed */
	size_t count[4];	/* operations, by davit_kind */
	size_t variables;	/* of paths that have other names */
};

static void heading(const char *title)
{
	if (out_color())
		printf("\n\033[1m%s\033[0m\n", title);
	else
		printf("\n%s\n", title);
}

static int add_whole(const davit_change *c, void *ctx)
{
	struct report *r = ctx;
	char *where, *text;

	if (c->part != DAVIT_PART_OP || c->kind == DAVIT_CHANGED)
		return 0;
	where = changes_where(c);
	text = changes_text(c);
	r->count[c->kind]++;
	columns_add(&r->whole, (const char *const[]) { where, text });
	free(where);
	free(text);
	return 0;
}

/* "id" and "name" mean the same thing, so that it doesn't matter which of
 * them a path has; in two engines that would be all one sees. */
static bool is_variable(const davit_change *c)
{
	return c->part == DAVIT_PART_PARAM && strcmp(c->what, "name") == 0;
}

static int print_change(const davit_change *c, void *ctx)
{
	struct report *r = ctx;
	char *where, *text;

	if (c->part == DAVIT_PART_OP && c->kind != DAVIT_CHANGED)
		return 0;
	if (is_variable(c)) {
		r->variables++;
		return 0;
	}
	if (r->op == NULL || strcmp(r->op, c->op) != 0) {
		r->op = c->op;
		r->count[DAVIT_CHANGED]++;
		heading(c->op);
	}
	where = changes_where(c);
	text = changes_text(c);
	printf("  %s: ", where);
	columns_wrap(stdout, text, strlen(where) + 4, 6, out_page_width());
	free(where);
	free(text);
	return 0;
}

static const char *version_name(const struct side *s)
{
	davit_version v;

	return davit_version_find(s->engine, s->version, &v, NULL) == 0 ?
	       v.name : "";
}

static void print_sum(const struct report *r, bool all)
{
	putchar('\n');
	if (r->variables > 0)
		printf("Variables in paths with another name: %zu\n",
		       r->variables);
	if (all)
		printf("Operations: %zu added, %zu removed, %zu changed\n",
		       r->count[DAVIT_ADDED], r->count[DAVIT_REMOVED],
		       r->count[DAVIT_CHANGED]);
	else if (r->count[DAVIT_ADDED] + r->count[DAVIT_REMOVED] +
		 r->count[DAVIT_CHANGED] == 0)
		puts("No difference");
}

static int print_diff(const struct sides *s)
{
	struct report r = { .op = NULL };
	davit_error err;

	columns_init(&r.whole, 2);
	if (diff(s, add_whole, &r, &err) < 0) {
		columns_free(&r.whole);
		return say_failure(&err, false);
	}
	printf("%s %s -> %s %s\n", s->side[0].engine,
	       version_name(&s->side[0]), s->side[1].engine,
	       version_name(&s->side[1]));
	if (r.whole.rows > 0)
		heading("Operations");
	columns_print(&r.whole, stdout, 2, out_page_width());
	if (diff(s, print_change, &r, &err) < 0)
		return say_failure(&err, false);
	print_sum(&r, s->op == NULL);
	return STATUS_DONE;
}

int cmd_diff(const struct options *o, const char **words, size_t n)
{
	struct sides s;
	davit_error err;
	json_t *list;
	int status = read_sides(o, words, n, &s);

	if (status != 0)
		return status;
	if (!o->json)
		return print_diff(&s);
	list = json_array();
	if (diff(&s, add_json, list, &err) < 0) {
		json_decref(list);
		return say_failure(&err, false);
	}
	return json_out(list);
}
