/* SPDX-License-Identifier: MIT */
/*
 * Tests src/mock/world*.c and gunzip.c: what the clients of the engines ask
 * for in ways of their own.
 */
#include "config.h"

#include "gunzip.h"
#include "worldask.h"

#include <stdio.h>
#include <string.h>

#define NAMED(name) "{\"path:id\":\"" name "\",\"path:name\":\"" name "\"}"
#define CAT "{\"Image\":\"busybox\",\"Cmd\":[\"cat\"],\"OpenStdin\":true," \
	"\"StdinOnce\":true}"

/* An archive with "File": "FROM busybox\nRUN echo hi\n" */
static const char zipped[] =
	"\037\213\010\000\000\000\000\000\002\003\163\313\314\111\145\240"
	"\061\060\000\002\063\023\023\060\015\004\350\264\201\201\261\041"
	"\202\015\026\067\063\065\061\144\120\060\140\240\003\050\055\056"
	"\111\054\002\132\311\060\062\201\133\220\277\257\102\122\151\161"
	"\145\122\176\005\127\120\250\237\102\152\162\106\276\102\106\046"
	"\027\303\050\030\005\243\140\024\214\202\341\014\000\020\205\150"
	"\131\000\010\000\000";

/* Attached, sent to and left by its client before it is started. */
START_TEST(early)
{
	struct asker s;
	struct answer taken;

	asker_init(&s, _i == 0 ? "docker" : "podman",
		   _i == 0 ? "v1.41" : "v4.3.1", NULL);
	ask(&s, "@container-create", "{\"query:name\":\"web\"}", CAT, 201);
	ask(&s, "@container-attach", "{\"path:id\":\"web\",\"path:name\":"
	    "\"web\",\"stream\":true,\"stdin\":true,\"stdout\":true}", NULL,
	    200);
	ck_assert_int_eq(s.answer.kind, ANSWER_TAKEN);
	s.answer.input(s.answer.state, "a\n", 2, false);
	s.answer.input(s.answer.state, "", 0, true);
	ck_assert_str_eq(drain(&s, 100), "");
	put_aside(&s, &taken);
	ask(&s, "@container-start", NAMED("web"), NULL, 204);
	take_back(&s, &taken);
	drain(&s, 100);
	ck_assert(s.ended);
	ck_assert_str_eq(frames(&s), "1:a\n ");
	/* What comes too late is nothing to who comes next. */
	s.answer.input(s.answer.state, "late\n", 5, true);
	put_aside(&s, &taken);
	ask(&s, "@container-start", NAMED("web"), NULL, 204);
	ask(&s, "@container-logs", "{\"path:id\":\"web\",\"path:name\":"
	    "\"web\",\"stdout\":true}", NULL, 200);
	drain(&s, 100);
	ck_assert_str_eq(frames(&s), "1:a\n ");
	answer_done(&taken);
	asker_done(&s);
}
END_TEST

/* docker 28 names the network of no name, and more than one may follow. */
START_TEST(networks)
{
	struct asker s;

	asker_init(&s, "docker", "v1.44", NULL);
	ask(&s, "@network-create", NULL, "{\"Name\":\"n1\"}", 201);
	ask(&s, "@container-create", "{\"query:name\":\"web\"}",
	    "{\"Image\":\"busybox\",\"Cmd\":[\"sleep\",\"60\"],"
	    "\"NetworkingConfig\":{\"EndpointsConfig\":"
	    "{\"default\":{},\"n1\":{}}}}", 201);
	ask(&s, "@container-start", NAMED("web"), NULL, 204);
	ask(&s, "@network-delete", NAMED("n1"), NULL, 403);
	ask(&s, "@container-kill", NAMED("web"), NULL, 204);
	ask(&s, "@network-delete", NAMED("n1"), NULL, 204);
	ask(&s, "@plugin-inspect", NAMED("web"), NULL, 404);
	asker_done(&s);
}
END_TEST

static const struct {
	const char *policy, *name, *says, *not;
} policies[] = {
	{ "missing", "busybox", "\"images\":[", "Trying" },
	{ "missing", "new", "Trying to pull docker.io/library/new:latest",
	  NULL },
	{ "always", "busybox", "Trying", NULL },
	{ "never", "busybox", "\"images\":[", "Trying" },
	{ "never", "new", "\"error\":\"docker.io/library/new:latest: image "
	  "not known\"", "Trying" },
};

START_TEST(policy)
{
	const char *text;
	char params[128];
	struct asker s;

	asker_init(&s, "podman", "v4.3.1", NULL);
	snprintf(params, sizeof(params), "{\"reference\":\"%s\",\"policy\":"
		 "\"%s\"}", policies[_i].name, policies[_i].policy);
	ask(&s, "@libpod-image-pull", params, NULL, 200);
	text = drain(&s, 100);
	unit_holds("pull", text, policies[_i].says);
	ck_assert(policies[_i].not == NULL ||
		  strstr(text, policies[_i].not) == NULL);
	asker_done(&s);
}
END_TEST

/* Docker takes "localhost/x" for another name than "x". */
START_TEST(local)
{
	struct asker s;
	json_t *r;

	asker_init(&s, "docker", "v1.44", NULL);
	ask(&s, "@image-tag", "{\"path:name\":\"busybox\",\"repo\":"
	    "\"localhost/x\",\"tag\":\"1\"}", NULL, 201);
	ask(&s, "@image-tag", "{\"path:name\":\"alpine\",\"repo\":\"x\","
	    "\"tag\":\"1\"}", NULL, 201);
	r = ask(&s, "@image-delete", NAMED("localhost/x:1"), NULL, 200);
	ck_assert_str_eq(text_at(r, "0.Untagged"), "localhost/x:1");
	ask(&s, "@image-inspect", NAMED("x:1"), NULL, 200);
	asker_done(&s);
	asker_init(&s, "podman", "v4.3.1", NULL);
	ask(&s, "@libpod-image-tag", "{\"path:name\":\"busybox\",\"repo\":"
	    "\"localhost/x\",\"tag\":\"1\"}", NULL, 201);
	r = ask(&s, "@libpod-image-inspect", NAMED("x:1"), NULL, 200);
	ck_assert_str_eq(text_at(r, "RepoTags.1"), "localhost/x:1");
	asker_done(&s);
}
END_TEST

/* A list of files as text, and an archive that is compressed. */
START_TEST(built)
{
	struct asker s;

	asker_init(&s, "podman", "v4.3.1", NULL);
	s.data = zipped;
	s.len = sizeof(zipped) - 1;
	ask(&s, "@libpod-image-build", "{\"t\":[\"new\"],\"dockerfile\":"
	    "\"[\\\"File\\\"]\"}", NULL, 200);
	unit_holds("build", drain(&s, 100), "\"stream\":\"hi\\n\"");
	asker_done(&s);
	asker_init(&s, "docker", "v1.41", NULL);
	s.data = zipped;
	s.len = sizeof(zipped) - 1;
	ask(&s, "@image-build", "{\"t\":[\"new\"],\"dockerfile\":\"File\","
	    "\"q\":true}", NULL, 200);
	unit_holds("quiet", drain(&s, 100), "{\"stream\":\"sha256:");
	ck_assert_ptr_null(strstr(s.text.data, "Step"));
	asker_done(&s);
}
END_TEST

static const struct { size_t len, max; int code; } parts[] = {
	{ sizeof(zipped) - 1, 1 << 20, 0 },
	{ sizeof(zipped) - 2, 1 << 20, DAVIT_EINVAL },
	{ 20, 1 << 20, DAVIT_EINVAL }, { 3, 1 << 20, DAVIT_EINVAL },
	{ sizeof(zipped) - 1, 1 << 10, DAVIT_ETOOBIG },
};

START_TEST(unzipped)
{
	struct buf out = BUF_INIT(parts[_i].max);

	ck_assert(gunzip_is(zipped, parts[_i].len));
	ck_assert_int_eq(gunzip(zipped, parts[_i].len, &out),
			 parts[_i].code);
	if (parts[_i].code == 0) {
		ck_assert_uint_eq(out.len, 2048);
		ck_assert_str_eq(out.data, "File");
	}
	buf_done(&out);
}
END_TEST

/* Words that Podman's client does not know make it fail. */
START_TEST(told)
{
	struct asker s;
	const char *text;

	asker_init(&s, "podman", "v4.3.1", NULL);
	ask(&s, "@container-create", "{\"query:name\":\"web\"}", "{\"Image\":"
	    "\"busybox\",\"Cmd\":[\"sleep\",\"9\"]}", 201);
	ask(&s, "@container-start", NAMED("web"), NULL, 204);
	ask(&s, "@container-top", NAMED("web"), NULL, 200);
	ask(&s, "@container-resize", NAMED("web"), NULL, 200);
	ask(&s, "@exec-create", NAMED("web"), "{\"Cmd\":[\"true\"]}", 201);
	ask(&s, "@libpod-events", "{\"stream\":false}", NULL, 200);
	text = drain(&s, 0);
	unit_holds("events", text, "\"Action\":\"start\"");
	ck_assert_ptr_null(strstr(text, "top"));
	ck_assert_ptr_null(strstr(text, "resize"));
	ck_assert_ptr_null(strstr(text, "exec"));
	asker_done(&s);
}
END_TEST

START_TEST(smaller)
{
	struct asker s;
	json_t *r;

	asker_init(&s, "docker", "v1.44", NULL);
	r = ask(&s, "@info", NULL, NULL, 200);
	ck_assert_str_eq(text_at(r, "ServerVersion"), "25.0.0");
	r = ask(&s, "@image-search", "{\"term\":\"busybox\"}", NULL, 200);
	ck_assert_str_eq(text_at(r, "0.name"), "busybox");
	r = ask(&s, "@image-prune", "{\"filters\":{\"dangling\":[\"false\"]}}",
		NULL, 200);
	ck_assert_str_eq(text_at(r, "ImagesDeleted.0.Untagged"),
			 "hello-world:latest");
	asker_done(&s);
	asker_init(&s, "podman", "v4.3.1", NULL);
	r = ask(&s, "@libpod-image-search", "{\"term\":\"busybox\",\"limit\":"
		"0}", NULL, 200);
	ck_assert_str_eq(text_at(r, "0.Name"), "docker.io/library/busybox");
	asker_done(&s);
}
END_TEST

static void fill(TCase *tc)
{
	tcase_add_test(tc, networks);
	tcase_add_loop_test(tc, early, 0, 2);
	UNIT_ROWS(tc, policy, policies);
	tcase_add_test(tc, local);
#ifdef HAVE_ZLIB
	tcase_add_test(tc, built);
	UNIT_ROWS(tc, unzipped, parts);
#endif
	tcase_add_test(tc, told);
	tcase_add_test(tc, smaller);
}

int main(void)
{
	return unit_run_engines("clients", fill);
}
