/* SPDX-License-Identifier: MIT */
/*
 * Every operation of every version: its skeleton passes the strictest check,
 * and every member of its body and answer can be found by its path.  Sees
 * davit.h and nothing else of the library.
 */
#include "config.h"

#include "davit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned failures, skeletons, paths;

static void fail(const davit_op *op, const char *where, const char *what)
{
	if (failures++ < 20)
		printf("%s %s %s: %s: %s\n", op->engine, op->version,
		       op->name, where, what);
}

static void take(const davit_problem *p, void *ctx)
{
	if (p->code == DAVIT_EBODY)
		fail(ctx, p->where, p->text);
}

static void check_skeleton(davit_op *op, unsigned flags)
{
	davit_body body;
	davit_error err;
	json_t *json;

	if (davit_op_skeleton(op, flags, &json, &err) < 0) {
		fail(op, "skeleton", err.text);
		return;
	}
	body = davit_body_json(json);
	if (davit_check(op->engine, op->version, op->name, NULL, &body,
			DAVIT_STRICT, take, op, &err) < 0)
		fail(op, "check", err.text);
	json_decref(json);
	skeletons++;
}

/* Two levels of members, from "body" or "answer" on. */
static void check_paths(const davit_op *op, const char *root, int level)
{
	davit_field at, f, found;
	const char *there;
	davit_error err;
	char path[400];
	size_t i;

	if (davit_op_path(op, root, &there, &at, NULL) < 0)
		return;
	for (i = 0; davit_schema_field(&at.schema, i, &f) == 0; i++) {
		snprintf(path, sizeof(path), "%s.%s", root, f.name);
		if (davit_op_path(op, path, &there, &found, &err) < 0)
			fail(op, path, err.text);
		else if (strcmp(found.name, f.name) != 0 ||
			 found.schema.node != f.schema.node ||
			 found.required != f.required)
			fail(op, path, "leads elsewhere");
		else if (level < 1)
			check_paths(op, path, level + 1);
		paths++;
	}
}

int main(void)
{
	const char *engine;
	davit_version v;
	size_t e, i;

	for (e = 0; (engine = davit_engine_name(e)) != NULL; e++)
		for (i = 0; davit_version_at(engine, i, &v) == 0; i++) {
			davit_op op = { 0 };

			while (davit_op_next(engine, v.name, NULL, &op) > 0) {
				/* Ranges take time: every eighth version. */
				if (i % 8 == 0) {
					check_paths(&op, "body", 0);
					check_paths(&op, "answer", 0);
				}
				if (!(op.flags & DAVIT_OP_BODY) ||
				    op.flags & DAVIT_OP_BODY_RAW)
					continue;
				check_skeleton(&op, 0);
				check_skeleton(&op, DAVIT_SKELETON_REQUIRED);
			}
		}
	printf("%u skeletons, %u paths, %u failures\n", skeletons, paths,
	       failures);
	return failures > 0 || skeletons < 1000 || paths < 1000;
}
