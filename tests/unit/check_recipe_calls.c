/* SPDX-License-Identifier: MIT */
/*
 * The recipes against the fake engine: which calls they make, in which order,
 * and what they leave behind when one of them fails.
 */
#include "config.h"
#include "../engine.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/time.h>

#define CREATED "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n" \
	"Content-Length: 12\r\n\r\n{\"Id\":\"abc\"}"
#define EMPTY "HTTP/1.1 204 No Content\r\n\r\n"
#define WAITING "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" \
	"Transfer-Encoding: chunked\r\n\r\n"
#define TAKEN "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\n" \
	"Upgrade: tcp\r\n\r\n"
#define OUT_HI "\1\0\0\0\0\0\0\2hi"
#define ERR_OH "\2\0\0\0\0\0\0\2oh"

static struct engine *engine;
static davit_client *client;
static struct engine_reply script[16];
static size_t nscript;
static char text[16][512];

static davit_client *connect_as(const char *version, long stall)
{
	davit_client_opts o = DAVIT_CLIENT_OPTS_INIT;
	davit_client *c = NULL;
	davit_error err;

	o.engine = "docker";
	o.api_version = version;
	o.endpoint = engine_url(engine);
	o.stall_timeout = stall;
	ck_assert_msg(davit_client_new(&o, &c, &err) == 0, "%s", err.text);
	return c;
}

static void start(void)
{
	engine = engine_start(NULL);
	client = connect_as("v1.43", 0);
	nscript = 0;
}

static void stop(void)
{
	davit_client_free(client);
	engine_stop(engine);
}

static void add_bytes(const void *data, size_t len, int end)
{
	ck_assert_uint_lt(nscript, COUNT(script));
	script[nscript++] = (struct engine_reply){
		.data = data, .len = len, .cut = ENGINE_WHOLE, .end = end
	};
}

#define ADD(literal, end) add_bytes("" literal, sizeof(literal) - 1, (end))

/* An answer in JSON. */
static void add_json(int status, const char *body)
{
	char *out = text[nscript];
	int n = snprintf(out, sizeof(text[0]), "HTTP/1.1 %d X\r\n"
			 "Content-Type: application/json\r\n"
			 "Content-Length: %zu\r\n\r\n%s", status,
			 strlen(body), body);

	ck_assert_int_lt(n, (int)sizeof(text[0]));
	add_bytes(out, (size_t)n, ENGINE_KEEP);
}

static void play(void)
{
	engine_script(engine, script, nscript, false);
}

/* The i-th request begins like this; after the last one there is none. */
static void asked(size_t i, const char *line)
{
	const struct engine_request *r = engine_request(engine, i);

	if (line == NULL) {
		ck_assert_msg(r == NULL, "request %zu: %.60s", i, r == NULL ?
			      "" : r->head);
		return;
	}
	ck_assert_msg(r != NULL, "request %zu is missing: %s", i, line);
	ck_assert_msg(strncmp(r->head, line, strlen(line)) == 0,
		      "request %zu: %.100s", i, r->head);
}

static bool asks_for(size_t i, const char *part)
{
	return strstr(engine_request(engine, i)->head, part) != NULL;
}

static double now(void)
{
	struct timeval t;

	gettimeofday(&t, NULL);
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* ---- output ------------------------------------------------------------- */

static char output[256];

static int note(const davit_frame *f, void *ctx)
{
	size_t at = strlen(output);

	(void)ctx;
	snprintf(output + at, sizeof(output) - at, "%s%.*s;",
		 f->channel == DAVIT_STDERR ? "!" : "", (int)f->len,
		 (const char *)f->data);
	return 0;
}

static int run_with(davit_client *c, int *code, davit_error *err)
{
	json_t *config = unit_json("{\"Image\":\"base\",\"Cmd\":[\"x\"]}");
	int r;

	output[0] = '\0';
	r = davit_run(c, "web", config, DAVIT_RUN_REMOVE, NULL, note, NULL,
		      code, err);
	json_decref(config);
	return r;
}

static int exec_with(davit_client *c, int *code, davit_error *err)
{
	json_t *config = unit_json("{\"Cmd\":[\"x\"]}");
	int r;

	output[0] = '\0';
	r = davit_exec(c, "web", config, NULL, note, NULL, code, err);
	json_decref(config);
	return r;
}

static const char exited[] =
	"{\"State\":{\"Status\":\"exited\",\"ExitCode\":3}}";
static const char running[] =
	"{\"State\":{\"Status\":\"running\",\"ExitCode\":0}}";

/* ---- run ---------------------------------------------------------------- */

START_TEST(run_order)
{
	davit_error err;
	int code;

	ADD(CREATED, ENGINE_KEEP);
	/* An engine that polls missed it, and never answers. */
	ADD(WAITING, ENGINE_SILENT);
	ADD(TAKEN OUT_HI ERR_OH OUT_HI, ENGINE_CLOSE);
	ADD(EMPTY, ENGINE_KEEP);
	add_json(200, running);
	add_json(200, exited);
	ADD(EMPTY, ENGINE_KEEP);
	play();
	ck_assert_msg(run_with(client, &code, &err) == 0, "%s", err.text);
	ck_assert_int_eq(code, 3);
	ck_assert_str_eq(output, "hi;!oh;hi;");
	asked(0, "POST /v1.43/containers/create?name=web ");
	asked(1, "POST /v1.43/containers/abc/wait?condition=next-exit ");
	asked(2, "POST /v1.43/containers/abc/attach?");
	asked(3, "POST /v1.43/containers/abc/start ");
	asked(4, "GET /v1.43/containers/abc/json ");
	asked(5, "GET /v1.43/containers/abc/json ");
	asked(6, "DELETE /v1.43/containers/abc?");
	asked(7, NULL);
	ck_assert(asks_for(2, "stream=true") && asks_for(2, "stdout=true") &&
		  asks_for(2, "stderr=true") && !asks_for(2, "stdin=true"));
	ck_assert(asks_for(6, "force=true") && asks_for(6, "v=true"));
}
END_TEST

START_TEST(run_no_early_wait)
{
	davit_client *old = connect_as("v1.29", 0);
	davit_error err;
	int code;

	/* Where the answer would come at the end only, nothing is asked. */
	ADD(CREATED, ENGINE_KEEP);
	ADD(TAKEN, ENGINE_CLOSE);
	ADD(EMPTY, ENGINE_KEEP);
	add_json(200, exited);
	ADD(EMPTY, ENGINE_KEEP);
	play();
	ck_assert_msg(run_with(old, &code, &err) == 0, "%s", err.text);
	ck_assert_int_eq(code, 3);
	asked(1, "POST /v1.29/containers/abc/attach?");
	davit_client_free(old);
}
END_TEST

START_TEST(run_removed_by_others)
{
	davit_error err;
	int code;

	ADD(CREATED, ENGINE_KEEP);
	ADD(WAITING "10\r\n{\"StatusCode\":9}\r\n0\r\n\r\n", ENGINE_KEEP);
	ADD(TAKEN, ENGINE_CLOSE);
	ADD(EMPTY, ENGINE_KEEP);
	add_json(404, "{\"message\":\"No such container: abc\"}");
	add_json(404, "{\"message\":\"No such container: abc\"}");
	play();
	ck_assert_msg(run_with(client, &code, &err) == 0, "%s", err.text);
	ck_assert_int_eq(code, 9);
	asked(5, "DELETE ");
	asked(6, NULL);
}
END_TEST

START_TEST(run_not_made)
{
	davit_error err;
	int code;

	add_json(409, "{\"message\":\"the name is taken\"}");
	play();
	ck_assert_int_eq(run_with(client, &code, &err), DAVIT_EREMOTE);
	ck_assert_str_eq(err.text, "the name is taken");
	ck_assert_int_eq(code, -1);
	/* The one of that name is somebody else's. */
	asked(1, NULL);
}
END_TEST

START_TEST(run_attach_fails)
{
	davit_error err;
	int code;

	ADD(CREATED, ENGINE_KEEP);
	ADD(WAITING, ENGINE_SILENT);
	add_json(500, "{\"message\":\"no attaching today\"}");
	ADD(EMPTY, ENGINE_KEEP);
	play();
	ck_assert_int_eq(run_with(client, &code, &err), DAVIT_EREMOTE);
	ck_assert_str_eq(err.text, "no attaching today");
	asked(3, "DELETE ");
	asked(4, NULL);
}
END_TEST

START_TEST(run_start_fails)
{
	davit_error err;
	int code;

	ADD(CREATED, ENGINE_KEEP);
	ADD(WAITING, ENGINE_SILENT);
	ADD(TAKEN, ENGINE_SILENT);
	add_json(400, "{\"message\":\"no such program\"}");
	add_json(500, "{\"message\":\"no removing today\"}");
	add_json(500, "{\"message\":\"no removing today\"}");
	add_json(500, "{\"message\":\"no removing today\"}");
	play();
	ck_assert_int_eq(run_with(client, &code, &err), DAVIT_EREMOTE);
	/* The removal does not hide why. */
	ck_assert_str_eq(err.text, "no such program");
	ck_assert_int_eq(err.http_status, 400);
	ck_assert_int_eq(code, -1);
	asked(4, "DELETE ");
	asked(6, "DELETE ");
	asked(7, NULL);
}
END_TEST

START_TEST(run_start_unknown)
{
	davit_error err;
	int code;

	ADD(CREATED, ENGINE_KEEP);
	ADD(WAITING, ENGINE_SILENT);
	ADD(TAKEN, ENGINE_SILENT);
	ADD("", ENGINE_CLOSE);		/* started or not? */
	ADD(EMPTY, ENGINE_KEEP);
	ADD(EMPTY, ENGINE_KEEP);
	play();
	ck_assert_int_eq(run_with(client, &code, &err), DAVIT_ECONN);
	asked(3, "POST /v1.43/containers/abc/start ");
	asked(4, "POST /v1.43/containers/abc/kill");
	asked(5, "DELETE ");
	asked(6, NULL);
}
END_TEST

START_TEST(run_output_cut)
{
	davit_error err;
	int code;

	ADD(CREATED, ENGINE_KEEP);
	ADD(WAITING, ENGINE_SILENT);
	ADD(TAKEN OUT_HI "\1\0\0\0\0\0\0\5hel", ENGINE_CLOSE);
	ADD(EMPTY, ENGINE_KEEP);
	ADD(EMPTY, ENGINE_KEEP);
	ADD(EMPTY, ENGINE_KEEP);
	play();
	ck_assert_int_eq(run_with(client, &code, &err), DAVIT_EPROTO);
	ck_assert_str_eq(output, "hi;hel;");
	asked(4, "POST /v1.43/containers/abc/kill");
	asked(5, "DELETE ");
}
END_TEST

START_TEST(run_removal_fails)
{
	davit_error err;
	int code;

	ADD(CREATED, ENGINE_KEEP);
	ADD(WAITING, ENGINE_SILENT);
	ADD(TAKEN, ENGINE_CLOSE);
	ADD(EMPTY, ENGINE_KEEP);
	add_json(200, exited);
	add_json(500, "{\"message\":\"no removing today\"}");
	add_json(500, "{\"message\":\"no removing today\"}");
	add_json(500, "{\"message\":\"no removing today\"}");
	play();
	ck_assert_int_eq(run_with(client, &code, &err), DAVIT_EREMOTE);
	ck_assert_str_eq(err.text, "no removing today");
	ck_assert_int_eq(code, 3);
}
END_TEST

START_TEST(run_removal_helped)
{
	davit_error err;
	int code;

	ADD(CREATED, ENGINE_KEEP);
	ADD(WAITING, ENGINE_SILENT);
	ADD(TAKEN, ENGINE_CLOSE);
	ADD(EMPTY, ENGINE_KEEP);
	add_json(200, exited);
	add_json(500, "{\"message\":\"busy\"}");
	ADD(EMPTY, ENGINE_KEEP);
	play();
	ck_assert_msg(run_with(client, &code, &err) == 0, "%s", err.text);
	ck_assert_int_eq(err.code, 0);
	asked(6, "DELETE ");
}
END_TEST

START_TEST(run_wrong)
{
	json_t *config = json_object(), *list = json_array();
	davit_body body = davit_body_json(config);
	davit_error err;
	int code;

	play();
	ck_assert_int_eq(davit_run(NULL, NULL, config, 0, NULL, NULL, NULL,
				   &code, &err), DAVIT_EINVAL);
	ck_assert_int_eq(davit_run(client, NULL, NULL, 0, NULL, NULL, NULL,
				   &code, &err), DAVIT_EINVAL);
	ck_assert_int_eq(davit_run(client, NULL, list, 0, NULL, NULL, NULL,
				   &code, &err), DAVIT_EINVAL);
	ck_assert_int_eq(davit_run(client, NULL, config, 8, NULL, NULL, NULL,
				   &code, &err), DAVIT_EINVAL);
	ck_assert_int_eq(davit_run(client, NULL, config, 0, &body, NULL, NULL,
				   &code, &err), DAVIT_EINVAL);
	ck_assert_int_eq(davit_exec(client, NULL, config, NULL, NULL, NULL,
				    &code, &err), DAVIT_EINVAL);
	ck_assert_int_eq(davit_pull(client, NULL, NULL, NULL, NULL, &err),
			 DAVIT_EINVAL);
	ck_assert_int_eq(davit_events(client, NULL, NULL, NULL, &err),
			 DAVIT_EINVAL);
	ck_assert_int_eq(davit_wait_until(client, NULL, NULL, NULL, NULL, NULL,
					  0, NULL, &err), DAVIT_EINVAL);
	ck_assert_int_eq(davit_wait_until(client, "x", NULL, "State", NULL,
					  NULL, 0, NULL, &err), DAVIT_EINVAL);
	ck_assert_uint_eq(engine_count(engine), 0);
	json_decref(config);
	json_decref(list);
}
END_TEST

/* ---- exec --------------------------------------------------------------- */

START_TEST(exec_order)
{
	davit_error err;
	int code;

	ADD(CREATED, ENGINE_KEEP);
	ADD(TAKEN OUT_HI ERR_OH, ENGINE_CLOSE);
	add_json(200, "{\"Running\":true,\"ExitCode\":null}");
	add_json(200, "{\"Running\":true,\"ExitCode\":0}");
	add_json(200, "{\"Running\":false,\"ExitCode\":42}");
	play();
	ck_assert_msg(exec_with(client, &code, &err) == 0, "%s", err.text);
	ck_assert_int_eq(code, 42);
	ck_assert_str_eq(output, "hi;!oh;");
	asked(0, "POST /v1.43/containers/web/exec ");
	asked(1, "POST /v1.43/exec/abc/start ");
	asked(2, "GET /v1.43/exec/abc/json ");
	asked(5, NULL);
}
END_TEST

START_TEST(exec_never_ends)
{
	double begin = now();
	davit_error err;
	int code;

	/* The engine forgets to end the stream. */
	ADD(CREATED, ENGINE_KEEP);
	ADD(TAKEN OUT_HI, ENGINE_SILENT);
	add_json(200, "{\"Running\":false,\"ExitCode\":1}");
	add_json(200, "{\"Running\":false,\"ExitCode\":1}");
	play();
	ck_assert_msg(exec_with(client, &code, &err) == 0, "%s", err.text);
	ck_assert_int_eq(code, 1);
	ck_assert_str_eq(output, "hi;");
	ck_assert(now() - begin < 8);
}
END_TEST

START_TEST(exec_stalls)
{
	davit_client *c = connect_as("v1.43", 300);
	double begin = now();
	davit_error err;
	int code;

	ADD(CREATED, ENGINE_KEEP);
	ADD(TAKEN OUT_HI, ENGINE_SILENT);
	play();
	ck_assert_int_eq(exec_with(c, &code, &err), DAVIT_ETIMEOUT);
	ck_assert_int_eq(code, -1);
	ck_assert(now() - begin < 2);
	davit_client_free(c);
}
END_TEST

START_TEST(exec_words)
{
	davit_error err;
	int code;

	ADD(CREATED, ENGINE_KEEP);
	ADD(TAKEN "\3\0\0\0\0\0\0\4oops", ENGINE_CLOSE);
	play();
	ck_assert_int_eq(exec_with(client, &code, &err), DAVIT_EREMOTE);
	ck_assert_str_eq(err.text, "oops");
}
END_TEST

/* ---- pull --------------------------------------------------------------- */

static int count(json_t *value, void *ctx)
{
	ck_assert(json_is_object(value));
	return ++*(int *)ctx == 5;
}

START_TEST(pull_verdict)
{
	davit_error err;
	int n = 0;

	add_json(200, "{\"status\":\"a\"}\r\n{\"status\":\"b\"}\r\n"
		 "{\"error\":\"disk full\",\"errorDetail\":{\"message\":"
		 "\"disk full\"}}\r\n");
	add_json(200, "{\"status\":\"a\"}");
	play();
	ck_assert_int_eq(davit_pull(client, "reg:5000/x", NULL, count, &n,
				    &err), DAVIT_EREMOTE);
	ck_assert_str_eq(err.text, "disk full");
	ck_assert_int_eq(n, 3);
	asked(0, "POST /v1.43/images/create?");
	ck_assert(asks_for(0, "fromImage=reg:5000%2Fx&") ||
		  asks_for(0, "fromImage=reg:5000%2Fx "));
	ck_assert(asks_for(0, "tag=latest"));
	n = 4;
	ck_assert_int_eq(davit_pull(client, "x@sha256:00", NULL, count, &n,
				    &err), DAVIT_ECANCELED);
	ck_assert(asks_for(1, "tag=sha256:00"));
}
END_TEST

/* ---- events ------------------------------------------------------------- */

#define EVENT(id, seconds) "{\"Type\":\"container\",\"Action\":\"start\"," \
	"\"Actor\":{\"ID\":\"" id "\"},\"timeNano\":" seconds "000000000}\n"
#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" \
	"Date: Sat, 21 Nov 2026 10:00:00 GMT\r\n\r\n"

/* Notes IDs, a question mark before what comes after a gap; stops at z. */
static int see(json_t *event, unsigned flags, void *ctx)
{
	const char *id = json_string_value(json_object_get(json_object_get(
		event, "Actor"), "ID"));
	size_t at = strlen(output);

	(void)ctx;
	ck_assert_ptr_nonnull(id);
	snprintf(output + at, sizeof(output) - at, "%s%s", flags &
		 DAVIT_EVENT_GAP ? "?" : "", id);
	return id[0] == 'z';
}

START_TEST(events_anew)
{
	davit_error err;

	output[0] = '\0';
	ADD(HEAD EVENT("a", "100") EVENT("b", "101"), ENGINE_CLOSE);
	ADD(HEAD EVENT("a", "100") EVENT("b", "101") EVENT("c", "105"),
	    ENGINE_CLOSE);
	/* Broken in the middle of an event, which comes again. */
	ADD(HEAD EVENT("c", "105") EVENT("d", "107") "{\"Type\":\"cont",
	    ENGINE_CLOSE);
	add_json(503, "{\"message\":\"starting\"}");
	ADD(HEAD EVENT("d", "107") EVENT("e", "108"), ENGINE_CLOSE);
	/* A new engine, which knows of nothing. */
	ADD(HEAD EVENT("z", "200"), ENGINE_SILENT);
	play();
	ck_assert_msg(davit_events(client, NULL, see, NULL, &err) == 0, "%s",
		      err.text);
	ck_assert_str_eq(output, "abcde?z");
	ck_assert_int_eq(err.code, 0);
	asked(0, "GET /v1.43/events ");
	asked(1, "GET /v1.43/events?since=99.000000000 ");
	asked(2, "GET /v1.43/events?since=103.000000000 ");
	asked(3, "GET /v1.43/events?since=105.000000000 ");
	asked(4, "GET /v1.43/events?since=105.000000000 ");
	asked(5, "GET /v1.43/events?since=106.000000000 ");
}
END_TEST

START_TEST(events_from_the_start)
{
	davit_error err;

	/* Nothing came yet: from when the engine said it was. */
	output[0] = '\0';
	ADD(HEAD, ENGINE_CLOSE);
	ADD(HEAD EVENT("z", "1795255201"), ENGINE_SILENT);
	play();
	ck_assert_msg(davit_events(client, NULL, see, NULL, &err) == 0, "%s",
		      err.text);
	ck_assert_str_eq(output, "?z");
	asked(1, "GET /v1.43/events?since=1795255200.000000000 ");
}
END_TEST

START_TEST(events_refused)
{
	json_t *params = unit_json("{\"since\":\"50\"}");
	davit_error err;

	output[0] = '\0';
	add_json(500, "{\"message\":\"not well\"}");
	play();
	ck_assert_int_eq(davit_events(client, params, see, NULL, &err),
			 DAVIT_EREMOTE);
	ck_assert_str_eq(err.text, "not well");
	asked(1, NULL);
	nscript = 0;
	ADD(HEAD, ENGINE_CLOSE);
	add_json(400, "{\"message\":\"no events for you\"}");
	play();
	ck_assert_int_eq(davit_events(client, params, see, NULL, &err),
			 DAVIT_EREMOTE);
	ck_assert_str_eq(err.text, "no events for you");
	asked(0, "GET /v1.43/events?since=50 ");
	asked(1, "GET /v1.43/events?since=50 ");
	ck_assert_str_eq(json_string_value(json_object_get(params, "since")),
			 "50");
	json_decref(params);
}
END_TEST

START_TEST(events_stall)
{
	davit_client *c = connect_as("v1.43", 300);
	davit_error err;

	output[0] = '\0';
	ADD(HEAD EVENT("a", "100"), ENGINE_SILENT);
	ADD(HEAD EVENT("a", "100") EVENT("z", "101"), ENGINE_SILENT);
	play();
	ck_assert_msg(davit_events(c, NULL, see, NULL, &err) == 0, "%s",
		      err.text);
	ck_assert_str_eq(output, "az");
	davit_client_free(c);
}
END_TEST

/* ---- waiting ------------------------------------------------------------ */

static int is_done(json_t *value, void *ctx)
{
	(void)ctx;
	return json_is_string(value) &&
	       strcmp(json_string_value(value), "done") == 0;
}

START_TEST(wait_last_value)
{
	json_t *params = unit_json("{\"id\":\"web\"}"), *out = NULL;
	davit_error err;

	add_json(200, "{\"a\":[{\"b/c\":\"not yet\"}]}");
	add_json(200, "{\"a\":[{\"b/c\":\"done\"}]}");
	play();
	ck_assert_int_eq(davit_wait_until(client, "@container-inspect", params,
					  "/a/0/b~1c", is_done, NULL, 5000,
					  &out, &err), 0);
	ck_assert_str_eq(json_string_value(out), "done");
	json_decref(out);
	nscript = 0;
	add_json(200, "{\"a\":\"nearly\"}");
	add_bytes(WAITING, sizeof(WAITING) - 1, ENGINE_SILENT);
	play();
	/* What was there last is told, though the last look was in vain. */
	ck_assert_int_eq(davit_wait_until(client, "@container-inspect", params,
					  "/a", is_done, NULL, 300, NULL,
					  &err), DAVIT_ETIMEOUT);
	unit_holds("text", err.text, "waited 300 ms for /a of "
		   "/v1.43/containers/web/json: it is \"nearly\"");
	nscript = 0;
	add_json(500, "{\"message\":\"not well\"}");
	play();
	ck_assert_int_eq(davit_wait_until(client, "@container-inspect", params,
					  "/a", is_done, NULL, 300, NULL,
					  &err), DAVIT_EREMOTE);
	ck_assert_str_eq(err.text, "not well");
	json_decref(params);
}
END_TEST

static void fill(TCase *tc)
{
	tcase_set_timeout(tc, 20);
	tcase_add_checked_fixture(tc, start, stop);
	tcase_add_test(tc, run_order);
	tcase_add_test(tc, run_no_early_wait);
	tcase_add_test(tc, run_removed_by_others);
	tcase_add_test(tc, run_not_made);
	tcase_add_test(tc, run_attach_fails);
	tcase_add_test(tc, run_start_fails);
	tcase_add_test(tc, run_start_unknown);
	tcase_add_test(tc, run_output_cut);
	tcase_add_test(tc, run_removal_fails);
	tcase_add_test(tc, run_removal_helped);
	tcase_add_test(tc, run_wrong);
	tcase_add_test(tc, exec_order);
	tcase_add_test(tc, exec_never_ends);
	tcase_add_test(tc, exec_stalls);
	tcase_add_test(tc, exec_words);
	tcase_add_test(tc, pull_verdict);
	tcase_add_test(tc, events_anew);
	tcase_add_test(tc, events_from_the_start);
	tcase_add_test(tc, events_refused);
	tcase_add_test(tc, events_stall);
	tcase_add_test(tc, wait_last_value);
}

int main(void)
{
	return unit_run("recipe calls", fill);
}
