/* SPDX-License-Identifier: MIT */
/*
 * Tests the public functions of davit-mock.h as a program of a user would
 * call them, with a client of davit on the other side.
 */
#include "config.h"

#include "davit-mock.h"
#include "unit.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static davit_mock *begin(davit_mock_opts *o)
{
	davit_mock *m;
	davit_error err;

	o->engine = "docker";
	ck_assert_msg(davit_mock_new(o, &m, &err) == 0, "%s", err.text);
	ck_assert_msg(davit_mock_start(m, &err) == 0, "%s", err.text);
	return m;
}

static davit_client *client(const char *address)
{
	davit_client_opts o = DAVIT_CLIENT_OPTS_INIT;
	davit_client *c;
	davit_error err;

	o.engine = "docker";
	o.endpoint = address;
	ck_assert_msg(davit_client_new(&o, &c, &err) == 0, "%s", err.text);
	return c;
}

static void call(const char *address, const char *op)
{
	davit_client *c = client(address);
	davit_error err;

	ck_assert_msg(davit_invoke(c, op, NULL, NULL, NULL, NULL, &err) == 0,
		      "%s", err.text);
	davit_client_free(c);
}

/* The latest one that was seen; fails unless there are `n`. */
static json_t *latest(davit_mock *m, size_t n)
{
	json_t *all = davit_mock_requests(m), *last;

	ck_assert_uint_eq(json_array_size(all), n);
	last = json_incref(json_array_get(all, n - 1));
	json_decref(all);
	return last;
}

START_TEST(serves_a_client)
{
	davit_mock_opts o = DAVIT_MOCK_OPTS_INIT;
	davit_mock *m;
	json_t *r;

	o.api_version = "1.44";
	m = begin(&o);
	ck_assert_ptr_null(davit_mock_address(m, 1));
	call(davit_mock_address(m, 0), "SystemInfo");
	r = latest(m, 2);
	ck_assert_str_eq(json_string_value(json_object_get(r, "operation")),
			 "SystemInfo");
	ck_assert_str_eq(json_string_value(json_object_get(r, "engine")),
			 "docker");
	ck_assert_str_eq(json_string_value(json_object_get(r, "version")),
			 "v1.44");
	ck_assert_str_eq(json_string_value(json_object_get(r, "target")),
			 "/v1.44/info");
	ck_assert_int_eq(json_integer_value(json_object_get(r, "status")),
			 200);
	ck_assert(json_is_object(json_object_get(r, "params")));
	json_decref(r);
	davit_mock_forget(m);
	r = davit_mock_requests(m);
	ck_assert_uint_eq(json_array_size(r), 0);
	json_decref(r);
	davit_mock_free(m);
}
END_TEST

START_TEST(remembers_the_latest)
{
	davit_mock_opts o = DAVIT_MOCK_OPTS_INIT;
	davit_client *c;
	davit_error err;
	davit_mock *m;
	json_t *r;
	int i;

	o.remember = 3;
	m = begin(&o);
	c = client(davit_mock_address(m, 0));
	for (i = 0; i < 20; i++)
		ck_assert_int_eq(davit_call(c, i < 19 ? "SystemInfo" :
					    "SystemVersion", NULL, &err,
					    NULL), 0);
	r = latest(m, 3);
	ck_assert_str_eq(json_string_value(json_object_get(r, "operation")),
			 "SystemVersion");
	json_decref(r);
	davit_client_free(c);
	davit_mock_free(m);
}
END_TEST

START_TEST(finds_what_is_wrong)
{
	static const struct {
		int check, status;
		size_t problems;
	} rows[] = {
		{ DAVIT_MOCK_CHECK_OFF, 200, 0 },
		{ DAVIT_MOCK_CHECK_WARN, 200, 1 },
		{ DAVIT_MOCK_CHECK_STRICT, 400, 0 },
	};
	davit_mock_opts o = DAVIT_MOCK_OPTS_INIT;
	davit_reply *reply = NULL;
	davit_client *c;
	davit_error err;
	davit_mock *m;
	json_t *r;

	o.check = rows[_i].check;
	m = begin(&o);
	c = client(davit_mock_address(m, 0));
	davit_request(c, "GET", "/v1.44/containers/json?nonsense=1", NULL, NULL,
		      &reply, &err);
	ck_assert_int_eq(davit_reply_status(reply), rows[_i].status);
	davit_reply_free(reply);
	r = latest(m, 1);
	ck_assert_uint_eq(json_array_size(json_object_get(r, "problems")) > 0,
			  rows[_i].problems > 0);
	json_decref(r);
	davit_client_free(c);
	davit_mock_free(m);
}
END_TEST

struct lines {
	int n;
	char last[512];
};

static void keep_line(const char *line, void *ctx)
{
	struct lines *l = ctx;

	l->n++;
	snprintf(l->last, sizeof(l->last), "%s", line);
}

START_TEST(logs)
{
	davit_mock_opts o = DAVIT_MOCK_OPTS_INIT;
	struct lines lines = { 0 };
	davit_mock *m;
	json_t *line;

	o.log = keep_line;
	o.log_ctx = &lines;
	o.flags = _i == 0 ? 0 : DAVIT_MOCK_LOG_JSON;
	m = begin(&o);
	call(davit_mock_address(m, 0), "SystemInfo");
	davit_mock_free(m);
	ck_assert_int_eq(lines.n, 2);
	unit_holds("line", lines.last, "SystemInfo");
	line = json_loads(lines.last, 0, NULL);
	ck_assert(json_is_object(line) == (_i == 1));
	json_decref(line);
}
END_TEST

static void *stop_soon(void *arg)
{
	usleep(20000);
	davit_mock_stop(arg, 1000);
	return NULL;
}

START_TEST(runs_and_stops)
{
	davit_mock *m;
	davit_error err;
	pthread_t thread;
	char *address;

	ck_assert_int_eq(davit_mock_new(NULL, &m, &err), 0);
	address = strdup(davit_mock_address(m, 0) + strlen("unix://"));
	ck_assert_int_eq(access(address, F_OK), 0);
	pthread_create(&thread, NULL, stop_soon, m);
	ck_assert_int_eq(davit_mock_run(m, &err), 0);
	pthread_join(thread, NULL);
	ck_assert_int_lt(access(address, F_OK), 0);
	/* It has served. */
	ck_assert_int_eq(davit_mock_start(m, &err), DAVIT_EINVAL);
	ck_assert_int_eq(davit_mock_run(m, &err), DAVIT_EINVAL);
	ck_assert_ptr_nonnull(davit_mock_address(m, 0));
	davit_mock_free(m);
	free(address);
}
END_TEST

/* Before it runs, and never. */
START_TEST(can_be_stopped_early)
{
	davit_mock *m;
	davit_error err;

	ck_assert_int_eq(davit_mock_new(NULL, &m, &err), 0);
	davit_mock_stop(m, -1);
	ck_assert_int_eq(davit_mock_run(m, &err), 0);
	davit_mock_free(m);
	ck_assert_int_eq(davit_mock_new(NULL, &m, &err), 0);
	davit_mock_free(m);
	davit_mock_free(NULL);
}
END_TEST

START_TEST(looks_at_options)
{
	static const char *const wrong_oldest[] = {
		"v9.99", "1.45", "", "v", "1.", "1..2", "x", "1.2x", "-1",
		"1.000000000000000000001"
	};
	davit_mock_opts o = DAVIT_MOCK_OPTS_INIT;
	davit_mock *m;
	davit_error err;
	size_t i;

	o.engine = "dokcer";
	ck_assert_int_eq(davit_mock_new(&o, &m, &err), DAVIT_EENGINE);
	o.engine = "docker";
	o.api_version = "v9.99";
	ck_assert_int_eq(davit_mock_new(&o, &m, &err), DAVIT_EVERSION);
	o.api_version = "v1.44";
	for (i = 0; i < COUNT(wrong_oldest); i++) {
		o.min_version = wrong_oldest[i];
		ck_assert_int_eq(davit_mock_new(&o, &m, &err),
				 DAVIT_EVERSION);
	}
	o.min_version = NULL;
	o.check = 7;
	ck_assert_int_eq(davit_mock_new(&o, &m, &err), DAVIT_EINVAL);
	o.check = 0;
	o.tls_cert = "/nonexistent";
	ck_assert_int_eq(davit_mock_new(&o, &m, &err), DAVIT_EINVAL);
	/* Of an older program, whose struct was shorter. */
	o.size = offsetof(davit_mock_opts, tls_cert);
	ck_assert_int_eq(davit_mock_new(&o, &m, &err), 0);
	davit_mock_free(m);
}
END_TEST

/* What is expected is compared at the end; what came nearest is told. */
START_TEST(expects)
{
	davit_mock_opts o = DAVIT_MOCK_OPTS_INIT;
	json_t *wanted = unit_json("[{\"op\": \"SystemInfo\"}]"), *wrong;
	davit_error err;
	davit_mock *m;
	char *report = NULL;

	o.fixtures = unit_json("{\"answers\": [{\"op\": \"SystemInfo\","
			       "\"json\": {}}]}");
	m = begin(&o);
	json_decref(o.fixtures);
	ck_assert_int_eq(davit_mock_verify(m, &report), 0);
	ck_assert_int_eq(davit_mock_expect(m, wanted, &err), 0);
	ck_assert_int_eq(davit_mock_verify(m, &report), 1);
	unit_holds("missing", report, "expected 1, came 0: SystemInfo");
	free(report);
	call(davit_mock_address(m, 0), "SystemInfo");
	ck_assert_int_eq(davit_mock_verify(m, NULL), 0);
	call(davit_mock_address(m, 0), "SystemInfo");
	ck_assert_int_eq(davit_mock_verify(m, &report), 1);
	unit_holds("too often", report, "it came often enough");
	free(report);
	wrong = unit_json("[{\"op\": \"SystemInfos\"}]");
	ck_assert_int_eq(davit_mock_expect(m, wrong, &err), DAVIT_EINVAL);
	unit_holds("where", err.text, "expected: /0/op: ");
	ck_assert_int_eq(davit_mock_expect(m, NULL, &err), 0);
	ck_assert_int_eq(davit_mock_verify(m, NULL), 0);
	json_decref(wrong);
	json_decref(wanted);
	davit_mock_free(m);
}
END_TEST

static void fill(TCase *tc)
{
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, expects);
	tcase_add_test(tc, serves_a_client);
	tcase_add_test(tc, remembers_the_latest);
	tcase_add_loop_test(tc, finds_what_is_wrong, 0, 3);
	tcase_add_loop_test(tc, logs, 0, 2);
	tcase_add_test(tc, runs_and_stops);
	tcase_add_test(tc, can_be_stopped_early);
	tcase_add_test(tc, looks_at_options);
}

int main(void)
{
	return unit_run_engines("mock", fill);
}
