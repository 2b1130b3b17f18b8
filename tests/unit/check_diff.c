/* SPDX-License-Identifier: MIT */
/*
 * Tests src/diff.c and src/history.c by the public header alone, against
 * facts of the engines' documents, and against themselves: there and back is
 * the same.
 */
#include "config.h"

#include "unit.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINES_MAX 400000

static const char signs[] = "?+-~";

/* All that is told, a line each. */
struct told {
	char *text;
	size_t len, changes;
	size_t stop_after;	/* 0: never */
};

static int tell(const davit_change *c, void *ctx)
{
	struct told *t = ctx;

	ck_assert_int_ge(c->kind, DAVIT_ADDED);
	ck_assert_int_le(c->kind, DAVIT_CHANGED);
	ck_assert_ptr_nonnull(c->version);
	if (c->kind == DAVIT_CHANGED)
		ck_assert_str_ne(c->before, c->after);
	t->len += (size_t)snprintf(t->text + t->len, LINES_MAX - t->len,
		"%c %s %s%s%s %s>%s\n", signs[c->kind], c->op, c->where,
		*c->what != '\0' ? " " : "", c->what, c->before, c->after);
	ck_assert_uint_lt(t->len, LINES_MAX);
	return ++t->changes == t->stop_after;
}

static void begin(struct told *t)
{
	memset(t, 0, sizeof(*t));
	t->text = calloc(1, LINES_MAX);
	ck_assert_ptr_nonnull(t->text);
}

static const struct {
	const char *a, *va, *b, *vb, *op;
	bool told;
	const char *line;
} rows[] = {
	{ "docker", "v1.41", "docker", "v1.44", NULL, true,
	  "+ VolumeUpdate  >Change a cluster volume\n" },
	{ "docker", "v1.44", "docker", "v1.41", NULL, true,
	  "- VolumeUpdate  Change a cluster volume>\n" },
	{ "docker", "v1.41", "docker", "v1.44", NULL, true,
	  "+ ContainerCreate HostConfig.Annotations >object of string\n" },
	{ "docker", "v1.41", "docker", "v1.44", NULL, true,
	  "- ContainerUpdate KernelMemory integer>\n" },
	{ "docker", "v1.41", "docker", "v1.44", "ContainerStop", true,
	  "+ ContainerStop query:signal >string\n" },
	{ "docker", "v1.41", "docker", "v1.44", "ContainerStop", false,
	  "ContainerCreate" },
	{ "docker", "v1.41", "docker", "v1.44", "ContainerCreate", true,
	  "~ ContainerCreate HostConfig.Mounts[].Type enum bind, npipe, "
	  "tmpfs, volume>bind, cluster, npipe, tmpfs, volume\n" },
	{ "docker", "v1.43", "docker", "v1.44", "ContainerCreate", true,
	  "+ ContainerCreate NetworkingConfig.EndpointsConfig.*.DNSNames "
	  ">array of string\n" },
	/* another name of the same operation */
	{ "docker", "v1.27", "docker", "v1.28", NULL, true,
	  "~ ContainerArchive  name ContainerGetArchive>ContainerArchive\n" },
	{ "docker", "v1.27", "docker", "v1.28", NULL, false,
	  "+ ContainerArchive " },
	{ "docker", "v1.27", "docker", "v1.28", NULL, false,
	  "- ContainerGetArchive " },
	/* of another engine: names of variables, headers in any case */
	{ "docker", "v1.41", "podman", "v4.3.1", NULL, true,
	  "~ ContainerStart path:id name id>name\n" },
	{ "docker", "v1.41", "podman", "v4.3.1", NULL, false,
	  "~ ContainerStart  path" },
	{ "docker", "v1.41", "podman", "v4.3.1", NULL, false,
	  "header:Content-type" },
	{ "docker", "v1.41", "podman", "v4.3.1", NULL, true,
	  "- SwarmInit  " },
	{ "docker", "v1.41", "podman", "v4.3.1", NULL, true,
	  "+ PodCreateLibpod  >" },
	{ "docker", "v1.41", "podman", "v4.3.1", NULL, true,
	  "~ ContainerResize query:h required required>optional\n" },
	{ "docker", "v1.41", "podman", "v4.3.1", NULL, true,
	  "~ ContainerStart query:detachKeys default >\"ctrl-p,ctrl-q\"\n" },
};

START_TEST(row)
{
	davit_error err = { .text = "" };
	struct told t;
	bool found;

	begin(&t);
	ck_assert_msg(davit_diff(rows[_i].a, rows[_i].va, rows[_i].b,
				 rows[_i].vb, rows[_i].op, tell, &t, &err)
		      == 0, "%s", err.text);
	found = strstr(t.text, rows[_i].line) != NULL;
	ck_assert_msg(found == rows[_i].told, "%s%s", rows[_i].told ?
		      "not told: " : "told: ", rows[_i].line);
	free(t.text);
}
END_TEST

/* How many lines begin with it. */
static size_t count(const char *text, char sign)
{
	size_t n = 0;

	for (; text != NULL && *text != '\0'; text = strchr(text, '\n') + 1)
		n += *text == sign;
	return n;
}

static const struct { const char *a, *va, *b, *vb; } pairs[] = {
	{ "docker", "v1.25", "docker", NULL },
	{ "docker", "v1.43", "docker", "v1.44" },
	{ "podman", "v3.1.0", "podman", NULL },
	{ "podman", "v5.0.0", "podman", "v5.0.2" },	/* recursive ones */
	{ "podman", "v4.1.1", "podman", "v4.9.3" },
	{ "docker", NULL, "podman", NULL },
};

/* What is added one way is removed the other way. */
START_TEST(there_and_back)
{
	struct told there, back;

	begin(&there);
	begin(&back);
	ck_assert_int_eq(davit_diff(pairs[_i].a, pairs[_i].va, pairs[_i].b,
				    pairs[_i].vb, NULL, tell, &there, NULL),
			 0);
	ck_assert_int_eq(davit_diff(pairs[_i].b, pairs[_i].vb, pairs[_i].a,
				    pairs[_i].va, NULL, tell, &back, NULL),
			 0);
	ck_assert_uint_gt(there.changes, 0);
	ck_assert_uint_eq(there.changes, back.changes);
	ck_assert_uint_eq(count(there.text, '+'), count(back.text, '-'));
	ck_assert_uint_eq(count(there.text, '-'), count(back.text, '+'));
	ck_assert_uint_eq(count(there.text, '~'), count(back.text, '~'));
	free(there.text);
	free(back.text);
}
END_TEST

START_TEST(nothing)
{
	const char *engine;
	davit_version v;
	struct told t;
	size_t e, i;

	begin(&t);
	for (e = 0; (engine = davit_engine_name(e)) != NULL; e++)
		for (i = 0; davit_version_at(engine, i, &v) == 0; i += 5)
			ck_assert_int_eq(davit_diff(engine, v.name, engine,
				v.name, NULL, tell, &t, NULL), 0);
	ck_assert_uint_eq(t.changes, 0);
	/* Two names of the same document. */
	ck_assert_int_eq(davit_diff("podman", "v5.4.0", "podman", "v5.4.2",
				    NULL, tell, &t, NULL), 0);
	ck_assert_uint_eq(t.changes, 0);
	free(t.text);
}
END_TEST

START_TEST(errors)
{
	davit_error err;
	struct told t;

	begin(&t);
	ck_assert_int_eq(davit_diff("docker", NULL, "docker", NULL, NULL,
				    NULL, NULL, &err), DAVIT_EINVAL);
	ck_assert_int_eq(davit_diff("lxd", NULL, "docker", NULL, NULL, tell,
				    &t, &err), DAVIT_EENGINE);
	ck_assert_int_eq(davit_diff("docker", NULL, "docker", "v9", NULL,
				    tell, &t, &err), DAVIT_EVERSION);
	ck_assert_int_eq(davit_diff("docker", "v1.41", "docker", "v1.44",
				    "ContainrStart", tell, &t, &err),
			 DAVIT_ENOOP);
	unit_holds("hint", err.hint, "'ContainerStart'");
	ck_assert_uint_eq(t.changes, 0);
	t.stop_after = 3;
	ck_assert_int_eq(davit_diff("docker", "v1.25", "docker", NULL, NULL,
				    tell, &t, &err), DAVIT_ECANCELED);
	ck_assert_uint_eq(t.changes, 3);
	free(t.text);
}
END_TEST

static int tell_version(const davit_change *c, void *ctx)
{
	struct told *t = ctx;

	t->len += (size_t)snprintf(t->text + t->len, LINES_MAX - t->len,
		"%s ", c->version);
	return tell(c, ctx);
}

static const struct {
	const char *engine, *op, *path, *whole;
} histories[] = {
	{ "docker", "ContainerCreate", "HostConfig.Annotations",
	  "v1.43 + ContainerCreate HostConfig.Annotations >object of string\n"
	},
	{ "docker", "ContainerCreate", "body.HostConfig.DiskQuota",
	  "v1.25 + ContainerCreate HostConfig.DiskQuota >integer\n"
	  "v1.40 - ContainerCreate HostConfig.DiskQuota integer>\n" },
	{ "docker", "ContainerCreate", "Entrypoint",
	  "v1.25 + ContainerCreate Entrypoint >string or array of string\n"
	  "v1.35 ~ ContainerCreate Entrypoint type string or array of string"
	  ">array of string\n" },
	{ "docker", "ContainerCreate", "platform",
	  "v1.41 + ContainerCreate query:platform >string\n" },
	{ "docker", "ContainerCreate", "query:platform",
	  "v1.41 + ContainerCreate query:platform >string\n" },
	{ "docker", "ContainerCreate", "params.platform",
	  "v1.41 + ContainerCreate query:platform >string\n" },
	{ "docker", "ContainerArchive", "id",
	  "v1.25 + ContainerGetArchive path:id required >string\n" },
	{ "docker", "VolumeUpdate", "Spec",
	  "v1.42 + VolumeUpdate Spec >object\n" },
	{ "podman", "ContainerTopLibpod", NULL,
	  "v3.1.0 + libpodTopContainer  >List the processes of a container\n"
	  "v3.1.1 ~ ContainerTopLibpod  name libpodTopContainer"
	  ">ContainerTopLibpod\n"
	  "v4.0.0 ~ ContainerTopLibpod query:stream default true>\n"
	  "v4.0.0 + ContainerTopLibpod query:delay >integer\n"
	  "v4.6.0 ~ ContainerTopLibpod query:ps_args default \"-ef\">\n"
	  "v4.8.0 ~ ContainerTopLibpod query:ps_args type string"
	  ">string or array of string\n" },
};

START_TEST(history)
{
	davit_error err = { .text = "" };
	struct told t;

	begin(&t);
	ck_assert_msg(davit_history(histories[_i].engine, histories[_i].op,
				    histories[_i].path, tell_version, &t,
				    &err) == 0, "%s", err.text);
	ck_assert_str_eq(t.text, histories[_i].whole);
	free(t.text);
}
END_TEST

/* Each operation has one, that begins with it or with its older name. */
START_TEST(every_history)
{
	const char *engine = davit_engine_name((size_t)_i);
	davit_op op = { 0 };
	char came[200], renamed[200];
	struct told t;

	begin(&t);
	while (davit_op_next(engine, NULL, NULL, &op) == 1) {
		t.len = t.changes = 0;
		ck_assert_int_eq(davit_history(engine, op.name, NULL,
					       tell_version, &t, NULL), 0);
		ck_assert_uint_ge(t.changes, 1);
		snprintf(came, sizeof(came), "\n%s + %s  >", op.since,
			 op.name);
		snprintf(renamed, sizeof(renamed), "\n%s ~ %s  name ",
			 op.since, op.name);
		ck_assert_msg(strncmp(t.text, came + 1,
				      strlen(came + 1)) == 0 ||
			      strstr(t.text, came) != NULL ||
			      strstr(t.text, renamed) != NULL, "%s: %s",
			      op.name, t.text);
	}
	free(t.text);
}
END_TEST

START_TEST(history_errors)
{
	davit_error err;
	struct told t;

	begin(&t);
	ck_assert_int_eq(davit_history("docker", NULL, NULL, tell, &t, &err),
			 DAVIT_EINVAL);
	ck_assert_int_eq(davit_history("docker", "Info", NULL, NULL, NULL,
				       &err), DAVIT_EINVAL);
	ck_assert_int_eq(davit_history("lxd", "Info", NULL, tell, &t, &err),
			 DAVIT_EENGINE);
	ck_assert_int_eq(davit_history("docker", "ContainerCraete", NULL,
				       tell, &t, &err), DAVIT_ENOOP);
	unit_holds("hint", err.hint, "'ContainerCreate'");
	ck_assert_int_eq(davit_history("docker", "ContainerCreate",
				       "HostConfig.Anotations", tell, &t,
				       &err), DAVIT_EINVAL);
	unit_holds("hint", err.hint, "'Annotations'");
	ck_assert_int_eq(davit_history("docker", "ContainerCreate", "query:x",
				       tell, &t, &err), DAVIT_EINVAL);
	ck_assert_int_eq(davit_history("docker", "SystemInfo", "Driver", tell,
				       &t, &err), DAVIT_EINVAL);
	ck_assert_uint_eq(t.changes, 0);
	t.stop_after = 2;
	ck_assert_int_eq(davit_history("docker", "ContainerCreate", NULL,
				       tell, &t, &err), DAVIT_ECANCELED);
	ck_assert_uint_eq(t.changes, 2);
	free(t.text);
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, row, rows);
	UNIT_ROWS(tc, there_and_back, pairs);
	tcase_add_test(tc, nothing);
	tcase_add_test(tc, errors);
	UNIT_ROWS(tc, history, histories);
	tcase_add_loop_test(tc, every_history, 0, (int)davit_engine_count());
	tcase_add_test(tc, history_errors);
}

int main(void)
{
	return unit_run("diff", fill);
}
