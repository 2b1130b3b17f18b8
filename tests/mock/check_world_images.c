/* SPDX-License-Identifier: MIT */
/*
 * Tests src/mock/world*.c: images, files, volumes, networks, pods and the
 * engine as a whole, in both engines and libpod's own half.
 */
#include "config.h"

#include "archive.h"
#include "worldask.h"

#include <stdio.h>
#include <string.h>

/* Each way of asking: an engine, and what stands before its roles. */
static const struct { const char *engine, *version, *before; } ways[] = {
	{ "docker", "v1.25", "@" }, { "docker", "v1.41", "@" },
	{ "docker", "v1.51", "@" }, { "podman", "v3.1.1", "@" },
	{ "podman", "v4.3.1", "@" }, { "podman", "v6.0.0", "@" },
	{ "podman", "v3.1.1", "@libpod-" }, { "podman", "v4.3.1", "@libpod-" },
	{ "podman", "v5.4.2", "@libpod-" }, { "podman", "v6.0.0", "@libpod-" }
};

static bool libpod, podman;

static void begin(struct asker *s, int i)
{
	libpod = strcmp(ways[i].before, "@") != 0;
	podman = strcmp(ways[i].engine, "podman") == 0;
	asker_init(s, ways[i].engine, ways[i].version, NULL);
}

static json_t *call(struct asker *s, const char *role, const char *params,
		    const char *body, int status)
{
	char full[64];

	snprintf(full, sizeof(full), "@%s%s", libpod ? "libpod-" : "", role);
	return ask(s, full, params, body, status);
}

#define NAMED(name) "{\"name\":\"" name "\",\"id\":\"" name "\"," \
	"\"path:name\":\"" name "\",\"path:id\":\"" name "\"}"

static void pull(struct asker *s, const char *name)
{
	char params[256];

	snprintf(params, sizeof(params), "{\"%s\":\"%s\"}", libpod ?
		 "reference" : "fromImage", name);
	call(s, "image-pull", params, NULL, 200);
	drain(s, 1000);
	ck_assert(s->ended);
}

START_TEST(pulled)
{
	struct asker s;
	json_t *r;

	begin(&s, _i);
	call(&s, "image-inspect", NAMED("some/thing:1"), NULL, 404);
	pull(&s, "some/thing:1");
	if (libpod) {
		unit_holds("pull", s.text.data, "Trying to pull");
		unit_holds("pull", s.text.data, "\"images\":[");
	} else {
		unit_holds("pull", s.text.data, "Pulling from");
		unit_holds("pull", s.text.data, "\"progressDetail\":{"
			   "\"current\"");
		unit_holds("pull", s.text.data, "Downloaded newer");
		pull(&s, "some/thing:1");
		unit_holds("pull", s.text.data, "up to date");
	}
	r = call(&s, "image-inspect", NAMED("some/thing:1"), NULL, 200);
	unit_holds("name", text_at(r, "RepoTags.0"), "some/thing:1");
	pull(&s, "some/thing:broken");
	unit_holds("broken", s.text.data, "\"error\":");
	call(&s, "image-inspect", NAMED("some/thing:broken"), NULL, 404);
	if (!podman || _i == 5 || _i > 7)
		call(&s, "image-pull", libpod ? "{\"reference\":"
		     "\"no.invalid/x\"}" : "{\"fromImage\":\"no.invalid/x\"}",
		     NULL, 500);
	call(&s, "image-push", NAMED("some/thing:1"), NULL, 200);
	unit_holds("push", drain(&s, 1000), !libpod ? "\"aux\"" :
		   ways[_i].version[1] == '5' || ways[_i].version[1] == '6' ?
		   "manifestdigest" : "Writing manifest");
	asker_done(&s);
}
END_TEST

START_TEST(tagged)
{
	struct asker s;
	json_t *r;
	size_t before;

	begin(&s, _i);
	r = call(&s, "image-list", NULL, NULL, 200);
	before = json_array_size(r);
	ck_assert_uint_eq(before, 3);
	call(&s, "image-tag", "{\"name\":\"busybox\",\"repo\":\"mine\","
	     "\"tag\":\"2\"}", NULL, 201);
	r = call(&s, "image-inspect", NAMED("mine:2"), NULL, 200);
	ck_assert_uint_eq(json_array_size(at(r, "RepoTags")), 2);
	r = call(&s, "image-list", "{\"filters\":{\"reference\":[\"mine*\"]"
		 "}}", NULL, 200);
	ck_assert_uint_eq(json_array_size(r), 1);
	r = call(&s, "image-delete", NAMED("mine:2"), NULL, 200);
	unit_holds("untagged", text_at(r, libpod ? "Untagged.0" :
				       "0.Untagged"), "mine:2");
	call(&s, "image-inspect", NAMED("mine:2"), NULL, 404);
	ask(&s, "@container-create", "{\"query:name\":\"user\"}",
	    "{\"Image\":\"alpine\"}", 201);
	call(&s, "image-delete", NAMED("alpine"), NULL, 409);
	call(&s, "image-delete", NAMED("busybox"), NULL, 200);
	call(&s, "image-history", NAMED("alpine"), NULL, 200);
	r = call(&s, "image-list", NULL, NULL, 200);
	ck_assert_uint_eq(json_array_size(r), before - 1);
	call(&s, "image-prune", "{\"filters\":{\"dangling\":[\"false\"]}}",
	     NULL, 200);
	r = call(&s, "image-list", NULL, NULL, 200);
	ck_assert_uint_eq(json_array_size(r), 1);
	asker_done(&s);
}
END_TEST

/* Saved by one, loaded by the other. */
START_TEST(travels)
{
	struct asker s, other;
	struct buf tar;
	json_t *r;

	begin(&s, _i);
	begin(&other, _i);
	call(&s, "image-tag", "{\"name\":\"busybox\",\"repo\":\"mine\","
	     "\"tag\":\"2\"}", NULL, 201);
	call(&s, "image-save", NAMED("mine:2"), NULL, 200);
	ck_assert_str_eq(s.answer.type, "application/x-tar");
	tar = s.answer.bytes;
	other.data = tar.data;
	other.len = tar.len;
	r = call(&other, "image-load", NULL, NULL, 200);
	if (libpod)
		unit_holds("names", text_at(r, "Names.1"), "mine:2");
	else
		unit_holds("names", drain(&other, 100), "mine:2");
	call(&other, "image-inspect", NAMED("mine:2"), NULL, 200);
	other.data = "no archive";
	other.len = 10;
	call(&other, "image-load", NULL, NULL, 500);
	asker_done(&s);
	asker_done(&other);
}
END_TEST

static void context(struct buf *out, const char *dockerfile)
{
	archive_add(out, "Dockerfile", '0', 0644, 0, dockerfile,
		    strlen(dockerfile));
	archive_add(out, "src/file", '0', 0600, 0, "data", 4);
	ck_assert_int_eq(archive_end(out), 0);
}

START_TEST(built)
{
	struct buf tar = BUF_INIT(1 << 20);
	struct asker s;
	json_t *r;

	begin(&s, _i);
	context(&tar, "# comment\nFROM busybox\nRUN echo \\\n  hi\n"
		"COPY src /there\nENV A=b\nCMD [\"echo\", \"x\"]\n");
	s.data = tar.data;
	s.len = tar.len;
	call(&s, "image-build", "{\"t\":[\"new:1\"]}", NULL, 200);
	drain(&s, 1000);
	unit_holds("steps", s.text.data, podman ? "STEP 1/5: FROM busybox" :
		   "Step 1/5 : FROM busybox");
	unit_holds("run", s.text.data, "\"stream\":\"hi\\n\"");
	unit_holds("end", s.text.data, "Successfully tagged");
	r = call(&s, "image-inspect", NAMED("new:1"), NULL, 200);
	ck_assert_str_eq(text_at(r, "Config.Cmd.0"), "echo");
	ck_assert_str_eq(text_at(r, "Config.Env.1"), "A=b");
	ask(&s, "@container-create", "{\"query:name\":\"user\"}",
	    "{\"Image\":\"new:1\"}", 201);
	ask(&s, "@container-archive-get", "{\"path:id\":\"user\","
	    "\"path:name\":\"user\",\"path\":\"/there/file\"}", NULL, 200);
	ck_assert_uint_gt(s.answer.bytes.len, 1024);
	buf_reset(&tar);
	context(&tar, "FROM busybox\nRUN exit 4\nENV a=b\n");
	s.data = tar.data;
	s.len = tar.len;
	call(&s, "image-build", "{\"t\":[\"new:2\"]}", NULL, 200);
	unit_holds("fails", drain(&s, 1000), "non-zero code: 4");
	call(&s, "image-inspect", NAMED("new:2"), NULL, 404);
	s.data = "";
	call(&s, "image-build", NULL, NULL, 500);
	buf_done(&tar);
	asker_done(&s);
}
END_TEST

/* Put into a container, taken out again, part of its changes. */
START_TEST(files)
{
	struct buf tar = BUF_INIT(1 << 20);
	struct archive_member m;
	davit_op op;
	struct asker s;
	size_t place = 0;
	json_t *r;

	begin(&s, _i);
	ask(&s, "@container-create", "{\"query:name\":\"box\"}",
	    "{\"Image\":\"busybox\"}", 201);
	context(&tar, "x");
	s.data = tar.data;
	s.len = tar.len;
	call(&s, "container-archive-put", "{\"path:id\":\"box\",\"path:name\":"
	     "\"box\",\"path\":\"/tmp\"}", NULL, 200);
	call(&s, "container-archive-get", "{\"path:id\":\"box\",\"path:name\":"
	     "\"box\",\"path\":\"/tmp/src\"}", NULL, 200);
	unit_holds("stat", text_at(s.answer.headers,
		   "X-Docker-Container-Path-Stat"), "eyJuYW1lIjoic3JjI");
	ck_assert_int_eq(archive_next(s.answer.bytes.data,
				      s.answer.bytes.len, &place, &m), 1);
	ck_assert_str_eq(m.name, "src");
	ck_assert_int_eq(archive_next(s.answer.bytes.data,
				      s.answer.bytes.len, &place, &m), 1);
	ck_assert_str_eq(m.name, "src/file");
	ck_assert_uint_eq(m.size, 4);
	ck_assert_int_eq(memcmp(m.data, "data", 4), 0);
	ck_assert_int_eq(archive_next(s.answer.bytes.data,
				      s.answer.bytes.len, &place, &m), 0);
	call(&s, "container-archive-get", "{\"path:id\":\"box\",\"path:name\":"
	     "\"box\",\"path\":\"/none\"}", NULL, 404);
	/* Not every document has it. */
	if (davit_op_find(s.engine, s.version, libpod ?
			  "@libpod-container-changes" : "@container-changes",
			  &op, NULL) == 0) {
		r = call(&s, "container-changes", NAMED("box"), NULL, 200);
		ck_assert_uint_eq(json_array_size(r), 2);
	}
	call(&s, "container-export", NAMED("box"), NULL, 200);
	ck_assert_uint_gt(s.answer.bytes.len, 2048);
	call(&s, "image-commit", "{\"container\":\"box\",\"repo\":"
	     "\"kept\"}", NULL, 201);
	call(&s, "image-inspect", NAMED("kept"), NULL, 200);
	buf_done(&tar);
	asker_done(&s);
}
END_TEST

START_TEST(volumes)
{
	struct asker s;
	json_t *r;

	begin(&s, _i);
	r = call(&s, "volume-create", NULL, libpod ? "{\"Name\":\"v1\","
		 "\"Label\":{\"a\":\"b\"}}" : "{\"Name\":\"v1\",\"Labels\":"
		 "{\"a\":\"b\"}}", 201);
	ck_assert_str_eq(text_at(r, "Labels.a"), "b");
	r = call(&s, "volume-create", NULL, "{}", 201);
	ck_assert_uint_eq(strlen(text_at(r, "Name")), 64);
	r = call(&s, "volume-list", "{\"filters\":{\"label\":[\"a\"]}}", NULL,
		 200);
	ck_assert_uint_eq(json_array_size(libpod ? r : at(r, "Volumes")), 1);
	ask(&s, "@container-create", "{\"query:name\":\"user\"}",
	    "{\"Image\":\"busybox\",\"HostConfig\":{\"Binds\":[\"v1:/x\"]}}",
	    201);
	call(&s, "volume-delete", NAMED("v1"), NULL, 409);
	call(&s, "volume-inspect", NAMED("v1"), NULL, 200);
	r = call(&s, "volume-prune", NULL, NULL, 200);
	ck_assert_uint_eq(json_array_size(libpod ? r : at(r,
			  "VolumesDeleted")), 1);
	ask(&s, "@container-delete", "{\"path:id\":\"user\",\"path:name\":"
	    "\"user\"}", NULL, 204);
	call(&s, "volume-delete", NAMED("v1"), NULL, 204);
	call(&s, "volume-delete", NAMED("v1"), NULL, 404);
	asker_done(&s);
}
END_TEST

START_TEST(networks)
{
	struct asker s;
	json_t *r;
	size_t fixed;

	begin(&s, _i);
	fixed = json_array_size(call(&s, "network-list", NULL, NULL, 200));
	ck_assert_uint_eq(fixed, podman ? 1 : 3);
	r = call(&s, "network-create", NULL, libpod ? "{\"name\":\"n1\"}" :
		 "{\"Name\":\"n1\"}", libpod ? 200 : 201);
	ck_assert_uint_eq(strlen(text_at(r, libpod ? "id" : "Id")), 64);
	call(&s, "network-create", NULL, libpod ? "{\"name\":\"n1\"}" :
	     "{\"Name\":\"n1\"}", podman ? 0 : 409);
	call(&s, "network-inspect", NAMED("n1"), NULL, 200);
	ask(&s, "@container-create", "{\"query:name\":\"user\"}",
	    "{\"Image\":\"busybox\",\"Cmd\":[\"sleep\",\"9\"]}", 201);
	call(&s, "network-connect", NAMED("n1"), libpod ? "{\"container\":"
	     "\"user\"}" : "{\"Container\":\"user\"}", 200);
	ask(&s, "@container-start", "{\"path:id\":\"user\",\"path:name\":"
	    "\"user\"}", NULL, 204);
	r = ask(&s, "@container-inspect", "{\"path:id\":\"user\","
		"\"path:name\":\"user\"}", NULL, 200);
	unit_holds("address", text_at(r, "NetworkSettings.Networks.n1."
		   "IPAddress"), podman ? "10.89." : "172.");
	call(&s, "network-delete", NAMED("n1"), NULL, podman ? 0 : 403);
	call(&s, "network-disconnect", NAMED("n1"), libpod ? "{\"Container\":"
	     "\"user\"}" : "{\"Container\":\"user\"}", 200);
	call(&s, "network-delete", NAMED("n1"), NULL, libpod ? 200 : 204);
	call(&s, "network-inspect", NAMED("n1"), NULL, 404);
	if (!podman)
		call(&s, "network-delete", NAMED("bridge"), NULL, 403);
	asker_done(&s);
}
END_TEST

START_TEST(whole)
{
	struct asker s;
	json_t *r;

	begin(&s, _i);
	ask(&s, "@container-create", "{\"query:name\":\"one\"}",
	    "{\"Image\":\"busybox\"}", 201);
	r = call(&s, "info", NULL, NULL, 200);
	ck_assert_int_eq(json_integer_value(libpod ? at(r, "store."
			 "containerStore.number") : at(r, "Containers")), 1);
	ck_assert_int_eq(json_integer_value(libpod ? at(r, "store.imageStore."
			 "number") : at(r, "Images")), 3);
	r = call(&s, "disk-usage", NULL, NULL, 200);
	ck_assert_uint_eq(json_array_size(at(r, "Images")), 3);
	ck_assert_uint_eq(json_array_size(at(r, "Containers")), 1);
	asker_done(&s);
}
END_TEST

START_TEST(pods)
{
	struct asker s;
	json_t *r;

	begin(&s, _i);
	if (!libpod) {
		asker_done(&s);
		return;
	}
	call(&s, "pod-create", NULL, "{\"name\":\"p\"}", 201);
	call(&s, "container-create", NULL, "{\"name\":\"c\",\"pod\":\"p\","
	     "\"image\":\"busybox\",\"command\":[\"sleep\",\"9\"]}", 201);
	call(&s, "pod-start", NAMED("p"), NULL, 200);
	r = call(&s, "pod-inspect", NAMED("p"), NULL, 200);
	ck_assert_str_eq(text_at(r, "State"), "Running");
	ck_assert_str_eq(text_at(r, "Containers.0.Name"), "c");
	r = call(&s, "container-list", "{\"filters\":{\"pod\":[\"p\"]}}",
		 NULL, 200);
	ck_assert_str_eq(text_at(r, "0.PodName"), "p");
	call(&s, "pod-stop", NAMED("p"), NULL, 200);
	r = call(&s, "pod-list", NULL, NULL, 200);
	ck_assert_str_eq(text_at(r, "0.Status"), "Exited");
	call(&s, "pod-delete", "{\"name\":\"p\",\"force\":true}", NULL, 200);
	call(&s, "pod-exists", NAMED("p"), NULL, 404);
	call(&s, "container-exists", NAMED("c"), NULL, 404);
	asker_done(&s);
}
END_TEST

static const struct {
	const char *fixtures, *says;
} wrong[] = {
	{ "{\"images\":{}}", "has to be a list" },
	{ "{\"images\":[{}]}", "'images' needs 'name'" },
	{ "{\"images\":[{\"name\":\"a\",\"run\":{\"stdin\":\"no\"}}]}",
	  "stdin of a script" },
	{ "{\"containers\":[{\"name\":\"aa\",\"image\":\"none\"}]}",
	  "container 'aa': No such image" },
	{ "{\"volumes\":[{}]}", "'volumes' needs 'name'" },
	{ "{\"networks\":[{}]}", "'networks' needs 'name'" },
	{ "{\"commands\":[{}]}", "'commands' needs" },
};

START_TEST(refused)
{
	json_t *fixtures = unit_json(wrong[_i].fixtures);
	struct world *w = NULL;
	davit_error err;

	ck_assert_int_eq(world_new("docker", "v1.44", fixtures, &w, &err),
			 DAVIT_EINVAL);
	unit_holds(wrong[_i].fixtures, err.text, wrong[_i].says);
	ck_assert_ptr_null(w);
	json_decref(fixtures);
}
END_TEST

static void fill(TCase *tc)
{
	tcase_set_timeout(tc, 120);
	UNIT_ROWS(tc, pulled, ways);
	UNIT_ROWS(tc, tagged, ways);
	UNIT_ROWS(tc, travels, ways);
	UNIT_ROWS(tc, built, ways);
	UNIT_ROWS(tc, files, ways);
	UNIT_ROWS(tc, volumes, ways);
	UNIT_ROWS(tc, networks, ways);
	UNIT_ROWS(tc, whole, ways);
	UNIT_ROWS(tc, pods, ways);
	UNIT_ROWS(tc, refused, wrong);
}

int main(void)
{
	return unit_run_engines("world", fill);
}
