/* SPDX-License-Identifier: MIT */
/*
 * davit history OP[.PATH]: when each part of an operation came and went.
 * No engine is asked.
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

struct report {
	const char *version;	/* whose changes are being printed */
	int width;		/* of the longest */
};

static int add_json(const davit_change *c, void *ctx)
{
	json_array_append_new(ctx, changes_json(c));
	return 0;
}

static int print_change(const davit_change *c, void *ctx)
{
	struct report *r = ctx;
	bool same = r->version != NULL && strcmp(r->version, c->version) == 0;
	char *where = changes_where(c), *text = changes_text(c);
	size_t indent = (size_t)r->width + 2;

	printf("%-*s  %s: ", r->width, same ? "" : c->version, where);
	columns_wrap(stdout, text, indent + strlen(where) + 2, indent + 4,
		     out_page_width());
	r->version = c->version;
	free(where);
	free(text);
	return 0;
}

static int longest_version(const char *engine)
{
	size_t longest = 0, i;
	davit_version v;

	for (i = 0; davit_version_at(engine, i, &v) == 0; i++)
		if (strlen(v.name) > longest)
			longest = strlen(v.name);
	return (int)longest;
}

int cmd_history(const struct options *o, const char **words, size_t n)
{
	const char *engine, *path;
	struct report r = { NULL, 0 };
	davit_error err;
	json_t *list = NULL;
	int rc;
	char *op;

	if (n != 1) {
		say_error("history: %s", n == 0 ? "of which operation?"
						: "one word too many");
		say_hint("as in 'davit history OP', or OP.MEMBER");
		return STATUS_USAGE;
	}
	op = mem_text(words[0]);
	path = strchr(words[0], '.');
	op[strcspn(op, ".")] = '\0';
	if (path != NULL)
		path++;
	engine = call_engine_of(o, op);
	call_tell_engine(o, op);
	r.width = longest_version(engine);
	if (o->json) {
		list = json_array();
		rc = davit_history(engine, op, path, add_json, list, &err);
	} else {
		rc = davit_history(engine, op, path, print_change, &r, &err);
	}
	free(op);
	if (rc < 0) {
		json_decref(list);
		return say_failure(&err, false);
	}
	return list != NULL ? json_out(list) : STATUS_DONE;
}
