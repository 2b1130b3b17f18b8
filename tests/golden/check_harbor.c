/* SPDX-License-Identifier: MIT */
/*
 * A new engine is data: the library, linked with the tables of an engine
 * that does not exist and with no others, discovers and invokes it.
 */
#include "config.h"

#include "davit.h"
#include "../engine.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct engine *engine;

static void start(void)
{
	struct engine_opts opts = { .kind = ENGINE_UNIX };

	engine = engine_start(&opts);
}

static void stop(void)
{
	engine_stop(engine);
}

static void play(const char *const *replies, size_t n)
{
	static struct engine_reply script[8];
	size_t i;

	for (i = 0; i < n; i++)
		script[i] = (struct engine_reply){
			.data = replies[i], .len = strlen(replies[i]),
			.cut = ENGINE_WHOLE
		};
	engine_script(engine, script, n, false);
}

static davit_client *new_client(void)
{
	davit_client_opts opts = DAVIT_CLIENT_OPTS_INIT;
	davit_client *c;
	davit_error err;

	opts.engine = "harbor";
	opts.endpoint = engine_url(engine);
	ck_assert_msg(davit_client_new(&opts, &c, &err) == 0, "%s", err.text);
	return c;
}

START_TEST(discovers)
{
	davit_version v;
	davit_error err;
	davit_op op;

	ck_assert_uint_eq(davit_engine_count(), 1);
	ck_assert_str_eq(davit_engine_name(0), "harbor");
	ck_assert_int_eq(davit_version_find(NULL, "1.0.1", &v, &err), 0);
	ck_assert_str_eq(v.document, "v1.0");
	ck_assert_str_eq(davit_category_next("harbor", NULL, NULL), "_ping");
	ck_assert_int_eq(davit_op_find("harbor", "v1.1", "BerthRemove", &op,
				       &err), 0);
	ck_assert_str_eq(op.method, "DELETE");
	ck_assert_str_eq(op.path, "/berths/{name}");
	ck_assert_int_eq(davit_engine_title("docker") == NULL, 1);
}
END_TEST

START_TEST(invokes)
{
	static const char *const replies[] = {
		"HTTP/1.1 200 OK\r\nHarbor-Version: 1.0\r\n"
		"Content-Length: 0\r\n\r\n",
		"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
		"Content-Length: 10\r\n\r\n{\"Id\":\"x\"}",
	};
	davit_client *c = new_client();
	json_t *params = json_pack("{s:s}", "name", "north 1");
	json_t *json = json_pack("{s:i}", "Depth", 12), *out;
	davit_body body = davit_body_json(json);
	davit_client_info info;
	davit_reply *reply;
	davit_error err;

	play(replies, 2);
	ck_assert_msg(davit_invoke(c, "BerthCreate", params, &body, NULL,
				   &reply, &err) == 0, "%s", err.text);
	ck_assert_int_eq(davit_reply_status(reply), 201);
	ck_assert_int_eq(davit_reply_json(reply, &out, &err), 0);
	ck_assert_str_eq(json_string_value(json_object_get(out, "Id")), "x");
	ck_assert_int_eq(strncmp(engine_request(engine, 0)->head,
				 "HEAD /_ping HTTP/1.1\r\n", 22), 0);
	ck_assert_int_eq(strncmp(engine_request(engine, 1)->head,
		"POST /v1.0/berths/create?name=north%201 HTTP/1.1\r\n", 50), 0);
	ck_assert_str_eq(engine_request(engine, 1)->body, "{\"Depth\":12}");
	davit_client_about(c, &info);
	ck_assert_str_eq(info.version, "v1.0");
	ck_assert_str_eq(info.version_source, "negotiated");
	davit_reply_free(reply);
	json_decref(params);
	json_decref(json);
	davit_client_free(c);
}
END_TEST

START_TEST(prepares)
{
	static const char *const replies[] = {
		"HTTP/1.1 200 OK\r\nHarbor-Version: 1.0\r\n"
		"Content-Length: 0\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
	};
	davit_client *c = new_client();
	json_t *stays = json_pack("{s:b, s:i}", "all", 1, "limit", 7);
	json_t *changes = json_pack("{s:i}", "limit", 9);
	json_t *wrong = json_pack("{s:i}", "limit", 700);
	davit_prepared *p;
	davit_error err;

	play(replies, 4);
	ck_assert_int_eq(davit_prepare(c, "BerthList", wrong, 0, &p, &err),
			 DAVIT_EPARAM);
	ck_assert_msg(davit_prepare(c, "BerthList", stays, 0, &p, &err) == 0,
		      "%s", err.text);
	json_object_clear(stays);
	ck_assert_int_eq(davit_prepared_invoke(p, NULL, NULL, NULL, NULL,
					       &err), 0);
	ck_assert_int_eq(davit_prepared_invoke(p, changes, NULL, NULL, NULL,
					       &err), 0);
	ck_assert_int_eq(davit_prepared_invoke(p, wrong, NULL, NULL, NULL,
					       &err), DAVIT_EPARAM);
	ck_assert_int_eq(davit_prepared_invoke(p, NULL, NULL, NULL, NULL,
					       &err), 0);
	ck_assert_int_eq(strncmp(engine_request(engine, 1)->head,
		"GET /v1.0/berths/json?all=true&limit=7 HTTP/1.1\r\n", 49), 0);
	ck_assert_int_eq(strncmp(engine_request(engine, 2)->head,
		"GET /v1.0/berths/json?all=true&limit=9 HTTP/1.1\r\n", 49), 0);
	ck_assert_int_eq(strncmp(engine_request(engine, 3)->head,
		"GET /v1.0/berths/json?all=true&limit=7 HTTP/1.1\r\n", 49), 0);
	davit_prepared_free(p);
	json_decref(stays);
	json_decref(changes);
	json_decref(wrong);
	davit_client_free(c);
}
END_TEST

START_TEST(helps)
{
	davit_client *c = new_client();
	davit_error err;

	ck_assert_int_eq(davit_plan(c, "BerthList", json_null(), NULL, NULL,
				    &(json_t *){ NULL }, &err), DAVIT_EPARAM);
	ck_assert_int_eq(davit_call(c, "BerthLisst", NULL, &err, NULL),
			 DAVIT_ECONN);
	ck_assert_int_eq(davit_check("harbor", "v1.1", "BerthLisst", NULL,
				     NULL, 0, NULL, NULL, &err), DAVIT_ENOOP);
	ck_assert_str_eq(err.hint, "did you mean 'BerthList'?");
	davit_client_free(c);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("harbor");
	TCase *tcase = tcase_create("harbor");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, start, stop);
	tcase_add_test(tcase, discovers);
	tcase_add_test(tcase, invokes);
	tcase_add_test(tcase, prepares);
	tcase_add_test(tcase, helps);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
