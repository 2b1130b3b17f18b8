/* SPDX-License-Identifier: MIT */
/*
 * Tests src/mock/world*.c: the life of containers in both engines, from
 * their making to their removal, with what others see of it meanwhile.
 */
#include "config.h"

#include "worldask.h"

#include <stdio.h>
#include <string.h>

static const struct { const char *engine, *version; bool podman; } engines[] = {
	{ "docker", "v1.25", false }, { "docker", "v1.41", false },
	{ "docker", "v1.51", false }, { "podman", "v3.1.1", true },
	{ "podman", "v4.3.1", true }, { "podman", "v5.4.2", true },
	{ "podman", "v6.0.0", true }
};

static void begin(struct asker *s, int i)
{
	asker_init(s, engines[i].engine, engines[i].version, NULL);
}

#define PATH "{\"id\":\"web\",\"name\":\"web\"}"
#define PATH_OF(name) "{\"path:id\":\"" name "\",\"path:name\":\"" name "\"}"
#define MAKE "{\"query:name\":\"web\"}"
#define SPEAKS "{\"Image\":\"busybox\",\"Labels\":{\"a\":\"b\"},\"Cmd\":" \
	"[\"sh\",\"-c\",\"echo out; echo err >&2; sleep 1; exit 3\"]}"
#define SLEEPS "{\"Image\":\"busybox\",\"Cmd\":[\"sleep\",\"60\"]}"

START_TEST(life)
{
	struct asker s;
	struct answer wait, follow;
	json_t *r;

	begin(&s, _i);
	r = ask(&s, "@container-create", MAKE, SPEAKS, 201);
	ck_assert_uint_eq(strlen(text_at(r, "Id")), 64);
	r = ask(&s, "@container-list", NULL, NULL, 200);
	ck_assert_uint_eq(json_array_size(r), 0);
	r = ask(&s, "@container-list", "{\"all\":true}", NULL, 200);
	ck_assert_uint_eq(json_array_size(r), 1);
	ck_assert_str_eq(text_at(r, "0.Names.0"), "/web");
	ask(&s, "@container-wait", "{\"path:id\":\"web\",\"path:name\":"
	    "\"web\",\"condition\":\"next-exit\"}", NULL, 200);
	ck_assert_str_eq(drain(&s, 100), "");
	put_aside(&s, &wait);
	ask(&s, "@container-start", PATH_OF("web"), NULL, 204);
	ask(&s, "@container-start", PATH_OF("web"), NULL, 304);
	r = ask(&s, "@container-inspect", PATH_OF("web"), NULL, 200);
	ck_assert(json_is_true(at(r, "State.Running")));
	ck_assert_str_eq(text_at(r, "State.Status"), "running");
	ck_assert_int_gt(json_integer_value(at(r, "State.Pid")), 0);
	ck_assert_str_eq(text_at(r, "Config.Labels.a"), "b");
	ck_assert_str_eq(text_at(r, "Config.Cmd.0"), "sh");
	r = ask(&s, "@container-list", NULL, NULL, 200);
	ck_assert_str_eq(text_at(r, "0.State"), "running");
	unit_holds("status", text_at(r, "0.Status"), "Up");
	ask(&s, "@container-logs", "{\"path:id\":\"web\",\"path:name\":"
	    "\"web\",\"stdout\":true,\"stderr\":true,\"follow\":true}", NULL,
	    200);
	drain(&s, 10);
	ck_assert_str_eq(frames(&s), "1:out\n 2:err\n ");
	ck_assert(!s.ended);
	put_aside(&s, &follow);
	take_back(&s, &wait);
	ck_assert_str_eq(drain(&s, 500), "");
	drain(&s, 2000);
	ck_assert(s.ended);
	unit_holds("wait", buf_text(&s.text), "\"StatusCode\":3");
	take_back(&s, &follow);
	drain(&s, 0);
	ck_assert(s.ended);
	r = ask(&s, "@container-inspect", PATH_OF("web"), NULL, 200);
	ck_assert(json_is_false(at(r, "State.Running")));
	ck_assert_int_eq(json_integer_value(at(r, "State.ExitCode")), 3);
	unit_holds("status", text_at(ask(&s, "@container-list",
		   "{\"all\":true}", NULL, 200), "0.Status"), "Exited (3)");
	ask(&s, "@container-stop", PATH_OF("web"), NULL, 304);
	ask(&s, "@container-delete", PATH_OF("web"), NULL, 204);
	ask(&s, "@container-inspect", PATH_OF("web"), NULL, 404);
	ask(&s, "@container-delete", PATH_OF("web"), NULL, 404);
	asker_done(&s);
}
END_TEST

START_TEST(conflicts)
{
	struct asker s;
	json_t *r;

	begin(&s, _i);
	ask(&s, "@container-create", MAKE, "{\"Image\":\"nobody/has\"}", 404);
	ask(&s, "@container-create", MAKE, SLEEPS, 201);
	r = ask(&s, "@container-create", MAKE, SLEEPS, 409);
	unit_holds("in use", text_at(r, "message"), "already in use");
	ask(&s, "@container-create", NULL, SLEEPS, 201);
	ask(&s, "@container-start", PATH_OF("web"), NULL, 204);
	r = ask(&s, "@container-delete", PATH_OF("web"), NULL, 409);
	unit_holds("running", text_at(r, "message"), "unning");
	ask(&s, "@container-kill", PATH_OF("web"), NULL, 204);
	r = ask(&s, "@container-kill", PATH_OF("web"), NULL, 409);
	r = ask(&s, "@container-inspect", PATH_OF("web"), NULL, 200);
	ck_assert_int_eq(json_integer_value(at(r, "State.ExitCode")), 137);
	ask(&s, "@exec-create", PATH_OF("web"), "{\"Cmd\":[\"true\"]}",
	    409);
	asker_done(&s);
}
END_TEST

static const struct {
	const char *filters;
	size_t count;
} filters[] = {
	{ "{}", 3 },
	{ "{\"label\":[\"a\"]}", 2 },
	{ "{\"label\":[\"a=1\"]}", 1 },
	{ "{\"label\":{\"a=2\":true}}", 1 },
	{ "{\"label\":[\"a\",\"b\"]}", 1 },
	{ "{\"name\":[\"on\"]}", 1 },
	{ "{\"name\":[\"^/one$\"]}", 1 },
	{ "{\"name\":[\"one\",\"two\"]}", 2 },
	{ "{\"status\":[\"running\"]}", 1 },
	{ "{\"status\":[\"exited\"]}", 1 },
	{ "{\"status\":[\"created\"]}", 1 },
	{ "{\"status\":[\"paused\"]}", 0 },
	{ "{\"exited\":[\"7\"]}", 1 },
	{ "{\"exited\":[\"0\"]}", 0 },
	{ "{\"ancestor\":[\"busybox\"]}", 2 },
	{ "{\"ancestor\":[\"alpine:latest\"]}", 1 },
	{ "{\"ancestor\":[\"nothing\"]}", 0 },
	{ "{\"volume\":[\"data\"]}", 1 },
	{ "{\"network\":[\"bridge\"]}", 3 },
	{ "{\"since\":[\"one\"]}", 2 },
	{ "{\"before\":[\"one\"]}", 0 },
};

#define FIXTURES "{\"containers\":[" \
	"{\"name\":\"one\",\"image\":\"busybox\",\"state\":\"running\"," \
	"\"config\":{\"Cmd\":[\"sleep\",\"9\"],\"Labels\":{\"a\":\"1\"," \
	"\"b\":\"\"},\"HostConfig\":{\"Binds\":[\"data:/data\"]}}}," \
	"{\"name\":\"two\",\"image\":\"alpine\",\"state\":\"exited\"," \
	"\"exit\":7,\"config\":{\"Labels\":{\"a\":\"2\"}}}," \
	"{\"name\":\"six\",\"image\":\"busybox\"}]}"

START_TEST(filtered)
{
	static const char *const roles[][2] = {
		{ "docker", "@container-list" },
		{ "podman", "@container-list" },
		{ "podman", "@libpod-container-list" }
	};
	struct asker s;
	char params[256];
	json_t *r;
	size_t i;

	for (i = 0; i < COUNT(roles); i++) {
		asker_init(&s, roles[i][0], strcmp(roles[i][0], "docker") ==
			   0 ? "v1.44" : "v5.4.2", FIXTURES);
		snprintf(params, sizeof(params), "{\"all\":true,\"filters\":"
			 "%s}", filters[_i].filters);
		r = ask(&s, roles[i][1], params, NULL, 200);
		ck_assert_msg(json_array_size(r) == filters[_i].count, "%s %s:"
			      " %zu", roles[i][1], params,
			      json_array_size(r));
		asker_done(&s);
	}
}
END_TEST

/* Attached before the start; input comes back, its end is the end. */
START_TEST(attached)
{
	struct asker s;
	struct answer attach;

	begin(&s, _i);
	ask(&s, "@container-create", MAKE, "{\"Image\":\"busybox\",\"Cmd\":"
	    "[\"cat\"],\"OpenStdin\":true,\"StdinOnce\":true}", 201);
	ask(&s, "@container-attach", "{\"path:id\":\"web\",\"path:name\":"
	    "\"web\",\"stdin\":true,\"stdout\":true,\"stderr\":true,"
	    "\"stream\":true}", NULL, 200);
	ck_assert_int_eq(s.answer.kind, ANSWER_TAKEN);
	ck_assert_str_eq(drain(&s, 10), "");
	put_aside(&s, &attach);
	ask(&s, "@container-start", PATH_OF("web"), NULL, 204);
	take_back(&s, &attach);
	ck_assert_str_eq(drain(&s, 10), "");
	s.answer.input(s.answer.state, "hello", 5, false);
	drain(&s, 10);
	ck_assert_str_eq(frames(&s), "1:hello ");
	ck_assert(!s.ended);
	s.answer.input(s.answer.state, "!", 1, true);
	drain(&s, 10);
	ck_assert_str_eq(frames(&s), "1:hello 1:! ");
	ck_assert(s.ended);
	asker_done(&s);
}
END_TEST

/* What comes before the start is read after it. */
START_TEST(early)
{
	struct asker s;
	struct answer attach;

	begin(&s, _i);
	ask(&s, "@container-create", MAKE, "{\"Image\":\"busybox\",\"Cmd\":"
	    "[\"cat\"],\"OpenStdin\":true,\"StdinOnce\":true}", 201);
	ask(&s, "@container-attach", "{\"path:id\":\"web\",\"path:name\":"
	    "\"web\",\"stdin\":true,\"stdout\":true,\"stream\":true}", NULL,
	    200);
	s.answer.input(s.answer.state, "hello", 5, true);
	put_aside(&s, &attach);
	ask(&s, "@container-start", PATH_OF("web"), NULL, 204);
	take_back(&s, &attach);
	drain(&s, 10);
	ck_assert_str_eq(frames(&s), "1:hello ");
	ck_assert(s.ended);
	asker_done(&s);
}
END_TEST

START_TEST(terminal)
{
	struct asker s;

	begin(&s, _i);
	ask(&s, "@container-create", MAKE, "{\"Image\":\"busybox\",\"Cmd\":"
	    "[\"echo\",\"hi\"],\"Tty\":true}", 201);
	ask(&s, "@container-start", PATH_OF("web"), NULL, 204);
	ask(&s, "@container-logs", "{\"path:id\":\"web\",\"path:name\":"
	    "\"web\",\"stdout\":true}", NULL, 200);
	ck_assert_str_eq(drain(&s, 0), "hi\r\n");
	ck_assert(s.ended);
	asker_done(&s);
}
END_TEST

START_TEST(logged)
{
	struct asker s;
	json_t *r;

	begin(&s, _i);
	ask(&s, "@container-create", MAKE, "{\"Image\":\"busybox\",\"Cmd\":"
	    "[\"sh\",\"-c\",\"echo 1; echo 2; echo 3 >&2; echo 4\"]}", 201);
	ask(&s, "@container-start", PATH_OF("web"), NULL, 204);
	ask(&s, "@container-logs", "{\"path:id\":\"web\",\"path:name\":"
	    "\"web\",\"stdout\":true,\"stderr\":true,\"tail\":\"2\"}", NULL,
	    200);
	drain(&s, 0);
	ck_assert_str_eq(frames(&s), "2:3\n 1:4\n ");
	ask(&s, "@container-logs", "{\"path:id\":\"web\",\"path:name\":"
	    "\"web\",\"stdout\":true,\"tail\":2,\"timestamps\":true}", NULL,
	    200);
	drain(&s, 0);
	unit_holds("time", frames(&s), "Z 2\n");
	unit_holds("time", frames(&s), "Z 4\n");
	r = ask(&s, "@container-logs", PATH_OF("web"), NULL, 400);
	unit_holds("none", text_at(r, "message"), "one");
	asker_done(&s);
}
END_TEST

START_TEST(executed)
{
	struct asker s;
	char id[256];
	json_t *r;

	begin(&s, _i);
	ask(&s, "@container-create", MAKE, SLEEPS, 201);
	ask(&s, "@container-start", PATH_OF("web"), NULL, 204);
	r = ask(&s, "@exec-create", PATH_OF("web"), "{\"Cmd\":[\"sh\",\"-c\","
		"\"echo hi; exit 4\"],\"AttachStdout\":true}", 201);
	snprintf(id, sizeof(id), "{\"id\":\"%s\",\"path:id\":\"%s\"}",
		 text_at(r, "Id"), text_at(r, "Id"));
	r = ask(&s, "@exec-inspect", id, NULL, 200);
	ck_assert(json_is_false(at(r, "Running")));
	ask(&s, "@exec-start", id, "{\"Detach\":false}", 200);
	ck_assert_int_eq(s.answer.kind, ANSWER_TAKEN);
	drain(&s, 50);
	ck_assert_str_eq(frames(&s), "1:hi\n ");
	ck_assert(s.ended);
	r = ask(&s, "@exec-inspect", id, NULL, 200);
	ck_assert_int_eq(json_integer_value(at(r, "ExitCode")), 4);
	ck_assert(json_is_false(at(r, "Running")));
	ask(&s, "@exec-start", id, "{\"Detach\":false}", 409);
	ask(&s, "@exec-inspect", "{\"id\":\"beef\"}", NULL, 404);
	asker_done(&s);
}
END_TEST

START_TEST(told)
{
	static const char *const wanted[] = { "create", "start", "die",
					      "destroy" };
	struct asker s;
	struct answer events;
	const char *text, *place;
	size_t i;

	begin(&s, _i);
	ask(&s, "@events", "{\"filters\":{\"type\":[\"container\"]}}", NULL,
	    200);
	ck_assert_str_eq(drain(&s, 5), "");
	put_aside(&s, &events);
	ask(&s, "@container-create", MAKE, SPEAKS, 201);
	ask(&s, "@container-start", PATH_OF("web"), NULL, 204);
	s.now += 2000;
	ask(&s, "@container-delete", PATH_OF("web"), NULL, 204);
	take_back(&s, &events);
	place = text = drain(&s, 5);
	ck_assert(!s.ended);
	for (i = 0; i < COUNT(wanted); i++) {
		char part[64];

		snprintf(part, sizeof(part), "\"Action\":\"%s\"", i == 3 &&
			 engines[_i].podman ? "remove" : wanted[i]);
		place = strstr(place, part);
		ck_assert_msg(place != NULL, "%s: %s", part, text);
	}
	unit_holds("code", text, "\"exitCode\":\"3\"");
	ck_assert_ptr_null(strstr(text, "\"network\""));
	/* The past, up to now. */
	ask(&s, "@events", "{\"since\":1,\"until\":1,\"filters\":{\"event\":"
	    "[\"die\"]}}", NULL, 200);
	ck_assert_str_eq(drain(&s, 5), "");
	ck_assert(s.ended);
	asker_done(&s);
}
END_TEST

START_TEST(held)
{
	struct asker s;
	json_t *r;

	begin(&s, _i);
	ask(&s, "@container-create", MAKE, SPEAKS, 201);
	ask(&s, "@container-start", PATH_OF("web"), NULL, 204);
	ask(&s, "@container-pause", PATH_OF("web"), NULL, 204);
	s.now += 5000;
	r = ask(&s, "@container-inspect", PATH_OF("web"), NULL, 200);
	ck_assert(json_is_true(at(r, "State.Paused")));
	ask(&s, "@container-unpause", PATH_OF("web"), NULL, 204);
	s.now += 500;
	r = ask(&s, "@container-list", NULL, NULL, 200);
	ck_assert_uint_eq(json_array_size(r), 1);
	s.now += 600;
	r = ask(&s, "@container-list", NULL, NULL, 200);
	ck_assert_uint_eq(json_array_size(r), 0);
	ask(&s, "@container-restart", PATH_OF("web"), NULL, 204);
	ask(&s, "@container-top", PATH_OF("web"), NULL, 200);
	ask(&s, "@container-stats", "{\"path:id\":\"web\",\"path:name\":"
	    "\"web\",\"stream\":false}", NULL, 200);
	unit_holds("stats", drain(&s, 0), "\"cpu_stats\"");
	ck_assert(s.ended);
	ask(&s, "@container-rename", "{\"path:id\":\"web\",\"path:name\":"
	    "\"web\",\"query:name\":\"new\"}", NULL, 204);
	ask(&s, "@container-inspect", PATH_OF("web"), NULL, 404);
	r = ask(&s, "@container-inspect", PATH_OF("new"), NULL, 200);
	ck_assert_str_eq(text_at(r, "Name"), "/new");
	ask(&s, "@container-stop", PATH_OF("new"), NULL, 204);
	r = ask(&s, "@container-prune", NULL, NULL, 200);
	ck_assert_uint_eq(json_array_size(at(r, "ContainersDeleted")), 1);
	asker_done(&s);
}
END_TEST

/* AutoRemove, and who waits for it. */
START_TEST(gone)
{
	struct asker s;
	struct answer wait;

	begin(&s, _i);
	ask(&s, "@container-create", MAKE, "{\"Image\":\"busybox\",\"Cmd\":"
	    "[\"sh\",\"-c\",\"sleep 1; exit 5\"],\"HostConfig\":{"
	    "\"AutoRemove\":true}}", 201);
	ask(&s, "@container-start", PATH_OF("web"), NULL, 204);
	ask(&s, "@container-wait", "{\"path:id\":\"web\",\"path:name\":"
	    "\"web\",\"condition\":\"removed\"}", NULL, 200);
	ck_assert_str_eq(drain(&s, 500), "");
	put_aside(&s, &wait);
	ask(&s, "@container-inspect", PATH_OF("web"), NULL, 200);
	take_back(&s, &wait);
	unit_holds("code", drain(&s, 1000), "\"StatusCode\":5");
	ck_assert(s.ended);
	ask(&s, "@container-inspect", PATH_OF("web"), NULL, 404);
	asker_done(&s);
}
END_TEST

/* libpod's own half: the same things, in its own shapes. */
START_TEST(twins)
{
	static const char *const versions[] = { "v3.1.1", "v4.0.0", "v4.3.1",
		"v4.9.4", "v5.0.0", "v5.4.2", "v6.0.0" };
	struct asker s;
	json_t *r;

	asker_init(&s, "podman", versions[_i], NULL);
	r = ask(&s, "@libpod-container-create", NULL, "{\"name\":\"web\","
		"\"image\":\"busybox\",\"command\":[\"sh\",\"-c\",\"echo hi; "
		"sleep 1; exit 3\"],\"env\":{\"A\":\"b\"},\"labels\":{\"l\":"
		"\"1\"},\"stop_timeout\":1}", 201);
	ck_assert_uint_eq(strlen(text_at(r, "Id")), 64);
	r = ask(&s, "@container-list", "{\"all\":true}", NULL, 200);
	ck_assert_str_eq(text_at(r, "0.Names.0"), "/web");
	r = ask(&s, "@libpod-container-list", "{\"all\":true}", NULL, 200);
	ck_assert_str_eq(text_at(r, "0.Names.0"), "web");
	ck_assert_str_eq(text_at(r, "0.State"), "created");
	ck_assert_str_eq(text_at(r, "0.Image"),
			 "docker.io/library/busybox:latest");
	ask(&s, "@libpod-container-exists", PATH, NULL, 204);
	ask(&s, "@libpod-container-start", PATH, NULL, 204);
	ask(&s, "@libpod-container-start", PATH, NULL, 304);
	r = ask(&s, "@libpod-container-inspect", PATH, NULL, 200);
	ck_assert_str_eq(text_at(r, "Name"), "web");
	ck_assert(json_is_true(at(r, "State.Running")));
	ask(&s, "@libpod-container-wait", PATH, NULL, 200);
	ck_assert_str_eq(drain(&s, 2000), "3\n");
	r = ask(&s, "@libpod-container-list", "{\"all\":true}", NULL, 200);
	ck_assert(json_is_true(at(r, "0.Exited")));
	ask(&s, "@libpod-events", "{\"stream\":false}", NULL, 200);
	unit_holds("died", drain(&s, 0), "\"Action\":\"died\"");
	ck_assert(s.ended);
	r = ask(&s, "@libpod-container-delete", PATH, NULL, _i == 0 ? 204 :
		200);
	if (_i > 0)
		ck_assert_uint_eq(strlen(text_at(r, "0.Id")), 64);
	r = ask(&s, "@libpod-container-inspect", PATH, NULL, 404);
	ck_assert_str_eq(text_at(r, "cause"), "no such container");
	ck_assert_int_eq(json_integer_value(at(r, "response")), 404);
	ask(&s, "@libpod-container-exists", PATH, NULL, 404);
	r = ask(&s, "@libpod-container-prune", NULL, NULL, 200);
	ck_assert_uint_eq(json_array_size(r), 0);
	asker_done(&s);
}
END_TEST

/* Many containers come and go; there is an end to what is kept. */
START_TEST(bounded)
{
	struct asker s;
	unsigned i;

	begin(&s, _i);
	for (i = 0; i < 1000; i++)
		ask(&s, "@container-create", NULL, SLEEPS, 201);
	ask(&s, "@container-create", NULL, SLEEPS, 500);
	asker_done(&s);
}
END_TEST

static void fill(TCase *tc)
{
	tcase_set_timeout(tc, 120);
	UNIT_ROWS(tc, life, engines);
	UNIT_ROWS(tc, conflicts, engines);
	UNIT_ROWS(tc, filtered, filters);
	UNIT_ROWS(tc, attached, engines);
	UNIT_ROWS(tc, early, engines);
	UNIT_ROWS(tc, terminal, engines);
	UNIT_ROWS(tc, logged, engines);
	UNIT_ROWS(tc, executed, engines);
	UNIT_ROWS(tc, told, engines);
	UNIT_ROWS(tc, held, engines);
	UNIT_ROWS(tc, gone, engines);
	tcase_add_loop_test(tc, twins, 0, 7);
	tcase_add_loop_test(tc, bounded, 1, 2);
}

int main(void)
{
	return unit_run_engines("world", fill);
}
