/* SPDX-License-Identifier: MIT */
/*
 * Tests src/find.c by the public header alone.
 */
#include "config.h"

#include "unit.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINES_MAX 1000000

struct told {
	char *text;
	size_t len, hits, stop_after;	/* 0: never */
};

static int tell(const davit_hit *h, void *ctx)
{
	struct told *t = ctx;

	t->len += (size_t)snprintf(t->text + t->len, LINES_MAX - t->len,
		"%d %s %s|%s|%s|%s\n", h->part, h->op, h->where, h->type,
		h->text, h->value);
	ck_assert_uint_lt(t->len, LINES_MAX);
	return ++t->hits == t->stop_after;
}

static void begin(struct told *t)
{
	memset(t, 0, sizeof(*t));
	t->text = calloc(1, LINES_MAX);
	ck_assert_ptr_nonnull(t->text);
}

static const struct {
	const char *engine, *version, *words;
	bool told;
	const char *line;
} rows[] = {
	{ "docker", "v1.44", "annotations", true,
	  "3 ContainerCreate HostConfig.Annotations|object of string||\n" },
	{ "docker", "v1.42", "annotations", false, "" },
	{ "docker", "v1.44", "ContainerSTART", true,
	  "0 ContainerStart ||Start a container|\n" },
	{ "docker", "v1.44", "start  container", true,
	  "0 ContainerStart ||Start a container|\n" },
	{ "docker", "v1.44", "/containers/{id}/st", true,
	  "0 ContainerStop ||" },
	{ "docker", "v1.44", "start xyzzy", false, "" },
	{ "docker", "v1.44", "noOverwriteDir", true,
	  "1 PutContainerArchive query:noOverwriteDirNonDir|boolean|" },
	/* values allowed, and keys of filters */
	{ "docker", "v1.44", "unless-stopped", true,
	  "3 ContainerCreate HostConfig.RestartPolicy.Name|string||"
	  "unless-stopped\n" },
	{ "docker", "v1.44", "dangling", true,
	  "1 ImageList query:filters|" },
	{ "docker", "v1.44", "dangling", true, "|dangling\n" },
	/* elements, and members of any name */
	{ "docker", "v1.44", "propagation", true,
	  "3 ContainerCreate HostConfig.Mounts[].BindOptions.Propagation|" },
	{ "docker", "v1.44", "dnsnames", true,
	  "3 ContainerCreate NetworkingConfig.EndpointsConfig.*.DNSNames|" },
	{ "podman", "v5.0.0", "kube", true, "0 PlayKubeLibpod ||" },
};

START_TEST(row)
{
	davit_error err = { .text = "" };
	struct told t;

	begin(&t);
	ck_assert_msg(davit_find(rows[_i].engine, rows[_i].version,
				 rows[_i].words, tell, &t, &err) == 0, "%s",
		      err.text);
	if (rows[_i].told)
		ck_assert_msg(strstr(t.text, rows[_i].line) != NULL,
			      "lacks %s: %s", rows[_i].line, t.text);
	else
		ck_assert_msg(t.hits == 0, "%s", t.text);
	free(t.text);
}
END_TEST

/* The same schema in two places is found in both; each place once. */
START_TEST(shared)
{
	const char *text, *first;
	struct told t;

	begin(&t);
	ck_assert_int_eq(davit_find("docker", "v1.44", "StartInterval", tell,
				    &t, NULL), 0);
	for (text = t.text; *text != '\0'; text = strchr(text, '\n') + 1) {
		first = strstr(t.text, text);
		ck_assert_ptr_eq(first, text);
	}
	ck_assert_ptr_nonnull(strstr(t.text, "3 ContainerCreate Health"));
	ck_assert_ptr_nonnull(strstr(t.text, "3 ImageCommit Health"));
	ck_assert_ptr_nonnull(strstr(t.text, "3 ServiceCreate Task"));
	ck_assert_ptr_nonnull(strstr(t.text, "3 ServiceUpdate Task"));
	free(t.text);
}
END_TEST

/* All versions, with schemas that are within themselves. */
START_TEST(ends)
{
	const char *engine;
	davit_version v;
	struct told t;
	size_t e, i;

	begin(&t);
	for (e = 0; (engine = davit_engine_name(e)) != NULL; e++)
		for (i = 0; davit_version_at(engine, i, &v) == 0; i++) {
			t.len = 0;
			ck_assert_int_eq(davit_find(engine, v.name, "e", tell,
						    &t, NULL), 0);
		}
	ck_assert_uint_gt(t.hits, 1000);
	free(t.text);
}
END_TEST

START_TEST(errors)
{
	char words[300] = "";
	davit_error err;
	struct told t;
	int i;

	begin(&t);
	ck_assert_int_eq(davit_find("docker", NULL, NULL, tell, &t, &err),
			 DAVIT_EINVAL);
	ck_assert_int_eq(davit_find("docker", NULL, "a", NULL, NULL, &err),
			 DAVIT_EINVAL);
	ck_assert_int_eq(davit_find("docker", NULL, " ", tell, &t, &err),
			 DAVIT_EINVAL);
	ck_assert_int_eq(davit_find("lxd", NULL, "a", tell, &t, &err),
			 DAVIT_EENGINE);
	ck_assert_int_eq(davit_find("docker", "v9", "a", tell, &t, &err),
			 DAVIT_EVERSION);
	memset(words, 'a', 63);
	ck_assert_int_eq(davit_find("docker", NULL, words, tell, &t, &err),
			 0);
	words[63] = 'a';
	ck_assert_int_eq(davit_find("docker", NULL, words, tell, &t, &err),
			 DAVIT_EINVAL);
	for (i = 0; i < 9; i++)
		memcpy(words + 2 * i, "a ", 3);
	ck_assert_int_eq(davit_find("docker", NULL, words, tell, &t, &err),
			 DAVIT_EINVAL);
	ck_assert_uint_eq(t.hits, 0);
	t.stop_after = 2;
	ck_assert_int_eq(davit_find("docker", NULL, "a", tell, &t, &err),
			 DAVIT_ECANCELED);
	ck_assert_uint_eq(t.hits, 2);
	free(t.text);
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, row, rows);
	tcase_add_test(tc, shared);
	tcase_add_test(tc, ends);
	tcase_add_test(tc, errors);
}

int main(void)
{
	return unit_run("find", fill);
}
