/* SPDX-License-Identifier: MIT */
/*
 * What is sent of the user's own configuration: credentials for each kind of
 * operation that takes some, and headers; what is not, what is said when an
 * engine refuses, and that none of it is shown.
 */
#include "config.h"
#include "../engine.h"
#include "davit.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define OK_REPLY "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" \
	"Content-Length: 2\r\n\r\n{}"
#define DENIED "HTTP/1.1 404 Not Found\r\nContent-Type: application/json" \
	"\r\nContent-Length: 49\r\n\r\n" \
	"{\"message\":\"pull access denied for x, or so\"}    "
#define STREAM_DENIED "HTTP/1.1 200 OK\r\nContent-Type: application/json" \
	"\r\nContent-Length: 42\r\n\r\n" \
	"{\"error\":\"unauthorized: who are you then\"}\n"

#define USER(name) "{\"username\": \"" name "\", \"password\": \"hunter2\"}"
#define CONFIG "{\"auths\": {\"quay.io\": " USER("quay") ", " \
	"\"localhost:5000\": " USER("local") ", " \
	"\"https://index.docker.io/v1/\": " USER("hub") "}, " \
	"\"HttpHeaders\": {\"X-Team\": \"hunter2\"}}"

static char home[64];

static void write_config(const char *text, unsigned mode)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/config.json", home);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_int_eq(chmod(path, mode), 0);
}

static void make_home(void)
{
	snprintf(home, sizeof(home), "/tmp/davit-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(home));
	setenv("DOCKER_CONFIG", home, 1);
	setenv("XDG_RUNTIME_DIR", home, 1);
	setenv("XDG_CONFIG_HOME", home, 1);
	unsetenv("DOCKER_AUTH_CONFIG");
	unsetenv("DOCKER_CUSTOM_HEADERS");
	unsetenv("REGISTRY_AUTH_FILE");
	write_config(CONFIG, 0600);
}

static void remove_home(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", home);
	ck_assert_int_eq(system(command), 0);
}

/* ---- a call ------------------------------------------------------------- */

static char heard[16384], warned[4096];

static void hear(const char *line, void *ctx)
{
	size_t n = strlen(heard);

	(void)ctx;
	snprintf(heard + n, sizeof(heard) - n, "%s\n", line);
}

static void on_warn(const davit_problem *p, void *ctx)
{
	size_t n = strlen(warned);

	(void)ctx;
	snprintf(warned + n, sizeof(warned) - n, "%s; %s; %s\n", p->where,
		 p->text, p->hint);
}

static struct engine *serve(const char *reply, size_t len)
{
	static struct engine_reply r;	/* borrowed by the engine's thread */
	struct engine_opts eo = { .kind = ENGINE_UNIX };
	struct engine *e = engine_start(&eo);

	r = (struct engine_reply){
		.data = reply, .len = len, .cut = ENGINE_WHOLE
	};
	engine_script(e, &r, 1, false);
	return e;
}

static davit_client *client(const struct engine *e, const char *engine,
			    const char *version)
{
	davit_client_opts opts = DAVIT_CLIENT_OPTS_INIT;
	davit_client *c;
	davit_error err;

	opts.engine = engine;
	opts.api_version = version;
	opts.endpoint = engine_url(e);
	opts.log = hear;
	opts.warn = on_warn;
	ck_assert_msg(davit_client_new(&opts, &c, &err) == 0, "%s", err.text);
	return c;
}

/* The header's value, decoded if it is credentials; NULL if it isn't there.
 * Returns new. */
static char *header(struct engine *e, const char *name, bool decode)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"abcdefghijklmnopqrstuvwxyz0123456789-_";
	const struct engine_request *r = engine_request(e, 0);
	size_t len = strlen(name), n = 0;
	const char *p;
	char *out;
	unsigned bits = 0, v = 0;

	ck_assert_ptr_nonnull(r);
	for (p = r->head; *p != '\0'; p = strchr(p, '\n') + 1)
		if (strncasecmp(p, name, len) == 0 && p[len] == ':')
			break;
	if (*p == '\0')
		return NULL;
	p += len + 2;
	if (!decode)
		return strndup(p, strcspn(p, "\r"));
	out = calloc(1, strlen(p) + 1);
	for (; *p != '\r' && *p != '='; p++) {
		ck_assert_ptr_nonnull(strchr(letters, *p));
		v = v << 6 | (unsigned)(strchr(letters, *p) - letters);
		bits += 6;
		if (bits < 8)
			continue;
		bits -= 8;
		out[n++] = (char)(v >> bits & 0xff);
	}
	return out;
}

/* ---- what is sent ------------------------------------------------------- */

#define HUB "https://index.docker.io/v1/"

static const struct {
	const char *engine, *version, *op, *params, *body;
	const char *header;
	const char *wanted;	/* name of the user; NULL: no such header;
				   else JSON */
} rows[] = {
	{ "docker", "v1.43", "ImageCreate", "{\"fromImage\": \"quay.io/a\","
	  " \"tag\": \"1\"}", NULL, "X-Registry-Auth", "quay" },
	{ "docker", "v1.25", "ImageCreate", "{\"fromImage\": \"alpine\","
	  " \"tag\": \"1\"}", NULL, "X-Registry-Auth", "hub" },
	{ "docker", "v1.43", "ImageCreate", "{\"fromImage\": \"other.io/a\","
	  " \"tag\": \"1\"}", NULL, "X-Registry-Auth", NULL },
	{ "docker", "v1.43", "ImageCreate", "{\"fromSrc\": \"-\"}", NULL,
	  "X-Registry-Auth", NULL },
	{ "docker", "v1.43", "ImagePush", "{\"name\": \"localhost:5000/a\"}",
	  NULL, "X-Registry-Auth", "local" },
	/* where it must be there, it says that there are none */
	{ "docker", "v1.43", "ImagePush", "{\"name\": \"other.io/a\"}", NULL,
	  "X-Registry-Auth", "{}" },
	{ "docker", "v1.43", "ImagePush", "{\"name\": \"quay.io/a\","
	  " \"X-Registry-Auth\": {}}", NULL, "X-Registry-Auth", "{}" },
	{ "docker", "v1.43", "ImagePush", "{\"name\": \"quay.io/a\","
	  " \"X-Registry-Auth\": {\"username\": \"given\"}}", NULL,
	  "X-Registry-Auth", "given" },
	{ "docker", "v1.43", "DistributionInspect", "{\"name\": "
	  "\"quay.io/a:1\"}", NULL, "X-Registry-Auth", "quay" },
	{ "docker", "v1.43", "PluginPull", "{\"remote\": \"quay.io/p:1\"}",
	  "[]", "X-Registry-Auth", "quay" },
	/* the swarm would keep them */
	{ "docker", "v1.43", "ServiceCreate", "{}", "{\"Name\": \"s\","
	  " \"TaskTemplate\": {\"ContainerSpec\": {\"Image\": "
	  "\"quay.io/a:1\"}}}", "X-Registry-Auth", NULL },
	{ "docker", "v1.43", "ImageBuild", "{}", NULL, "X-Registry-Config",
	  "{\"quay.io\": {\"username\": \"quay\", \"password\": \"hunter2\","
	  " \"serveraddress\": \"quay.io\"}, \"localhost:5000\": "
	  "{\"username\": \"local\", \"password\": \"hunter2\","
	  " \"serveraddress\": \"localhost:5000\"}, \"" HUB "\": "
	  "{\"username\": \"hub\", \"password\": \"hunter2\","
	  " \"serveraddress\": \"" HUB "\"}}" },
	{ "docker", "v1.43", "ImageBuild", "{\"X-Registry-Config\": {\"a\": "
	  "{}}}", NULL, "X-Registry-Config", "{\"a\": {}}" },
	{ "docker", "v1.43", "ContainerCreate", "{}", "{\"Image\": "
	  "\"quay.io/a\"}", "X-Registry-Auth", NULL },
	{ "podman", "v4.3.1", "ImagePullLibpod", "{\"reference\": "
	  "\"quay.io/team/a:1\"}", NULL, "X-Registry-Auth", "quay" },
	{ "podman", "v4.3.1", "ImagePullLibpod", "{\"reference\": "
	  "\"docker://localhost:5000/a\"}", NULL, "X-Registry-Auth",
	  "local" },
	{ "podman", "v4.3.1", "ImagePushLibpod", "{\"name\": \"a\","
	  " \"destination\": \"quay.io/team/a\"}", NULL, "X-Registry-Auth",
	  "quay" },
	{ "podman", "v4.3.1", "ImagePushLibpod", "{\"name\": "
	  "\"localhost:5000/a\"}", NULL, "X-Registry-Auth", "local" },
	{ "podman", "v5.4.2", "ImageCreate", "{\"fromImage\": \"quay.io/a\","
	  " \"tag\": \"1\"}", NULL, "X-Registry-Auth", "quay" },
};

static void expect_header(struct engine *e, int i)
{
	char *got = header(e, rows[i].header, true);
	json_t *json, *wanted;

	if (rows[i].wanted == NULL) {
		ck_assert_msg(got == NULL, "%s", got);
		return;
	}
	ck_assert_msg(got != NULL, "%s", engine_request(e, 0)->head);
	json = json_loads(got, 0, NULL);
	ck_assert_msg(json != NULL, "%s", got);
	if (rows[i].wanted[0] == '{') {
		wanted = json_loads(rows[i].wanted, 0, NULL);
		ck_assert_msg(json_equal(json, wanted), "%s", got);
		json_decref(wanted);
	} else {
		ck_assert_str_eq(json_string_value(json_object_get(
				 json, "username")), rows[i].wanted);
	}
	json_decref(json);
	free(got);
}

/* Called, prepared, opened: the same goes out. */
START_TEST(sent)
{
	int row = _i / 4, way = _i % 4;
	struct engine *e = serve(OK_REPLY, sizeof(OK_REPLY) - 1);
	davit_client *c = client(e, rows[row].engine, rows[row].version);
	json_t *params = json_loads(rows[row].params, 0, NULL);
	json_t *json = rows[row].body == NULL ? NULL :
		       json_loads(rows[row].body, 0, NULL);
	davit_body body = way == 0 && rows[row].body != NULL ?
		davit_body_text(rows[row].body, strlen(rows[row].body)) :
		json != NULL ? davit_body_json(json) :
		strcmp(rows[row].op, "ImageBuild") == 0 ?
		davit_body_mem("tar", 3, NULL) : (davit_body){ .kind = 0 };
	davit_prepared *p = NULL;
	davit_stream *s = NULL;
	davit_error err = { .text = "" };
	json_t *plan;
	char *text;
	int r;

	if (way == 3) {
		r = davit_plan(c, rows[row].op, params, &body, NULL, &plan,
			       &err);
		ck_assert_msg(r == 0, "%s", err.text);
		ck_assert_int_eq(json_object_get(json_object_get(
			plan, "headers"), rows[row].header) != NULL,
			rows[row].wanted != NULL);
		text = json_dumps(plan, 0);
		ck_assert_msg(strstr(text, "aHVudGVy") == NULL, "%s", text);
		ck_assert_msg(strstr(text, "hunter2") == NULL, "%s", text);
		ck_assert_uint_eq(engine_count(e), 0);
		free(text);
		json_decref(plan);
	} else {
		if (way == 0)
			r = davit_invoke(c, rows[row].op, params, &body, NULL,
					 NULL, &err);
		else if (way == 1)
			r = davit_open(c, rows[row].op, params, &body, NULL,
				       &s, &err);
		else if ((r = davit_prepare(c, rows[row].op, params, 0, &p,
					    &err)) == 0)
			r = davit_prepared_invoke(p, NULL, &body, NULL, NULL,
						  &err);
		ck_assert_msg(r == 0, "%s", err.text);
		expect_header(e, row);
		/* a header of the user's goes to docker only */
		text = header(e, "X-Team", false);
		if (strcmp(rows[row].engine, "docker") == 0)
			ck_assert_str_eq(text, "hunter2");
		else
			ck_assert_ptr_null(text);
		free(text);
	}
	ck_assert_msg(strstr(heard, "hunter2") == NULL, "%s", heard);
	ck_assert_str_eq(warned, "");
	davit_prepared_free(p);
	davit_stream_close(s);
	json_decref(params);
	json_decref(json);
	davit_client_free(c);
	engine_stop(e);
}
END_TEST

/* ---- what is not -------------------------------------------------------- */

START_TEST(switched_off)
{
	struct engine *e = serve(OK_REPLY, sizeof(OK_REPLY) - 1);
	davit_client *c = client(e, "docker", "v1.43");
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	const char *lines[] = { "X-Registry-Auth: mine", NULL };
	json_t *params = json_pack("{s:s, s:s}", "fromImage", "quay.io/a",
				   "tag", "1");
	davit_error err;
	char *got;

	if (_i == 0) {
		opts.flags = DAVIT_NO_AUTH;
		/* it is not even read */
		write_config("{\"credsStore\": \"missing\"}", 0644);
	} else {
		opts.headers = lines;
	}
	ck_assert_msg(davit_invoke(c, "ImageCreate", params, NULL, &opts,
				   NULL, &err) == 0, "%s", err.text);
	got = header(e, "X-Registry-Auth", false);
	if (_i == 0)
		ck_assert_ptr_null(got);
	else
		ck_assert_str_eq(got, "mine");
	free(got);
	json_decref(params);
	davit_client_free(c);
	engine_stop(e);
}
END_TEST

/* ---- refused ------------------------------------------------------------ */

static const struct {
	bool stream;
	unsigned flags;
	const char *image, *hint;
} refusals[] = {
	{ false, 0, "other.io/a", "there are none for other.io in " },
	{ false, 0, "quay.io/a", "those for quay.io came from " },
	{ false, DAVIT_NO_AUTH, "quay.io/a", "none were looked for: "
	  "DAVIT_NO_AUTH, --no-auth" },
	{ true, 0, "other.io/a", "there are none for other.io in " },
	{ true, 0, "alpine", "those for " HUB " came from " },
};

START_TEST(refused)
{
	const char *reply = refusals[_i].stream ? STREAM_DENIED : DENIED;
	struct engine *e = serve(reply, strlen(reply));
	davit_client *c = client(e, "docker", "v1.43");
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	json_t *params = json_pack("{s:s, s:s}", "fromImage",
				   refusals[_i].image, "tag", "1");
	davit_stream *s = NULL;
	davit_error err;
	json_t *value;
	int r;

	opts.flags = refusals[_i].flags;
	if (!refusals[_i].stream) {
		r = davit_invoke(c, "ImageCreate", params, NULL, &opts, NULL,
				 &err);
	} else {
		ck_assert_int_eq(davit_open(c, "ImageCreate", params, NULL,
					    &opts, &s, &err), 0);
		while ((r = davit_stream_json(s, &value)) > 0)
			json_decref(value);
		err = *davit_stream_error(s);
		davit_stream_close(s);
	}
	ck_assert_int_eq(r, DAVIT_EREMOTE);
	ck_assert_msg(strstr(err.hint, refusals[_i].hint) != NULL, "%s",
		      err.hint);
	if (strstr(refusals[_i].hint, "DAVIT") == NULL)
		ck_assert_msg(strstr(err.hint, home) != NULL, "%s", err.hint);
	json_decref(params);
	davit_client_free(c);
	engine_stop(e);
}
END_TEST

START_TEST(broken)
{
	struct engine *e = serve(OK_REPLY, sizeof(OK_REPLY) - 1);
	davit_client *c = client(e, "docker", "v1.43");
	davit_error err;

	write_config("{\"credsStore\": \"is-not-there\"}", 0600);
	ck_assert_int_eq(davit_call(c, "ImageCreate", NULL, &err, "{s:s}",
				    "fromImage", "quay.io/a"), DAVIT_EINVAL);
	ck_assert_ptr_nonnull(strstr(err.text,
				     "docker-credential-is-not-there"));
	ck_assert_ptr_nonnull(strstr(err.text, home));
	ck_assert_uint_eq(engine_count(e), 0);
	davit_client_free(c);
	engine_stop(e);
}
END_TEST

/* ---- headers ------------------------------------------------------------ */

static const struct {
	const char *config, *variable;
	const char *name, *wanted;	/* NULL: not there */
	const char *error;		/* or NULL */
} headers[] = {
	{ "{\"HttpHeaders\": {\"X-A\": \"1\"}}", NULL, "X-A", "1", NULL },
	{ "{}", "X-A=1", "X-A", "1", NULL },
	{ "{}", "X-A=1,X-B=2", "X-B", "2", NULL },
	{ "{}", "\"X-A=1,2\",X-B=3", "X-A", "1,2", NULL },
	{ "{}", "\"X-A=\"\"q\"\"\"", "X-A", "\"q\"", NULL },
	{ "{}", " X-A =1=2", "X-A", "1=2", NULL },
	/* the variable takes the place of the file */
	{ "{\"HttpHeaders\": {\"X-A\": \"1\"}}", "X-B=2", "X-A", NULL, NULL },
	/* what the call says counts for more */
	{ "{\"HttpHeaders\": {\"x-mine\": \"1\"}}", NULL, "X-Mine", "own",
	  NULL },
	{ "{\"HttpHeaders\": {\"User-Agent\": \"x\"}}", NULL, "X-Mine", "own",
	  NULL },
	{ "{\"HttpHeaders\": {\"Content-Length\": \"9\"}}", NULL, NULL, NULL,
	  "config.json: header 'Content-Length' can't be set" },
	{ "{\"HttpHeaders\": {\"A B\": \"9\"}}", NULL, NULL, NULL,
	  "config.json: 'A B' is not a header" },
	{ "{\"HttpHeaders\": {\"A:B\": \"9\"}}", NULL, NULL, NULL,
	  "config.json: " },
	{ "{\"HttpHeaders\": {\"\": \"9\"}}", NULL, NULL, NULL,
	  "config.json: " },
	{ "{\"HttpHeaders\": {\"X-A\": \"hunter2\\r\\nX-B: 1\"}}", NULL, NULL,
	  NULL, "config.json: header 'X-A' holds a line break" },
	{ "{\"HttpHeaders\": {\"X-A\": 1}}", NULL, NULL, NULL,
	  "header 'X-A' of HttpHeaders is not a string" },
	{ "{}", "X-A", NULL, NULL, "DOCKER_CUSTOM_HEADERS is not a list" },
	{ "{}", "=1", NULL, NULL, "DOCKER_CUSTOM_HEADERS is not a list" },
	{ "{}", "X-A=1,", NULL, NULL, "DOCKER_CUSTOM_HEADERS is not a list" },
	{ "{}", "\"X-A=1", NULL, NULL, "DOCKER_CUSTOM_HEADERS is not a list" },
	{ "{}", "A B=hunter2", NULL, NULL, "environment "
	  "DOCKER_CUSTOM_HEADERS: 'A B' is not a header" },
};

START_TEST(every_request)
{
	struct engine *e = serve(OK_REPLY, sizeof(OK_REPLY) - 1);
	davit_client *c = client(e, "docker", "v1.43");
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	const char *lines[] = { "X-Mine: own", NULL };
	davit_error err = { .text = "" };
	char *got;
	int r;

	write_config(headers[_i].config, 0600);
	if (headers[_i].variable != NULL)
		setenv("DOCKER_CUSTOM_HEADERS", headers[_i].variable, 1);
	opts.headers = lines;
	r = davit_invoke(c, "SystemInfo", NULL, NULL, &opts, NULL, &err);
	if (headers[_i].error != NULL) {
		ck_assert_int_eq(r, DAVIT_EINVAL);
		ck_assert_msg(strstr(err.text, headers[_i].error) != NULL,
			      "%s", err.text);
		ck_assert_ptr_null(strstr(err.text, "hunter2"));
	} else {
		ck_assert_msg(r == 0, "%s", err.text);
		got = header(e, headers[_i].name, false);
		if (headers[_i].wanted == NULL)
			ck_assert_ptr_null(got);
		else
			ck_assert_str_eq(got, headers[_i].wanted);
		free(got);
		got = header(e, "User-Agent", false);
		ck_assert_int_eq(strncmp(got, "davit/", 6), 0);
		free(got);
	}
	davit_client_free(c);
	engine_stop(e);
}
END_TEST

/* ---- told --------------------------------------------------------------- */

/* Others can read it: said once, however many calls there are. */
START_TEST(exposed)
{
	struct engine *e = serve(OK_REPLY, sizeof(OK_REPLY) - 1);
	static const struct engine_reply r = {
		.data = OK_REPLY, .len = sizeof(OK_REPLY) - 1,
		.cut = ENGINE_WHOLE
	};
	davit_client *c;
	davit_error err;
	char wanted[512];
	int i;

	engine_script(e, &r, 1, true);
	c = client(e, "docker", "v1.43");
	write_config(CONFIG, 0644);
	for (i = 0; i < 3; i++)
		ck_assert_int_eq(davit_call(c, "ImageCreate", NULL, &err,
					    "{s:s, s:s}", "fromImage",
					    "quay.io/a", "tag", "1"), 0);
	snprintf(wanted, sizeof(wanted), "%s/config.json; others can read the "
		 "secrets in %s/config.json; chmod 600 %s/config.json\n",
		 home, home, home);
	ck_assert_str_eq(warned, wanted);
	davit_client_free(c);
	engine_stop(e);
}
END_TEST

/* A file that nobody asked for is no reason to fail. */
START_TEST(unreadable)
{
	struct engine *e = serve(OK_REPLY, sizeof(OK_REPLY) - 1);
	davit_client *c = client(e, "docker", "v1.43");
	davit_error err;

	write_config("{", 0600);
	ck_assert_msg(davit_call(c, "SystemInfo", NULL, &err, NULL) == 0,
		      "%s", err.text);
	ck_assert_msg(strstr(warned, "config.json: not JSON") != NULL, "%s",
		      warned);
	davit_client_free(c);
	engine_stop(e);
}
END_TEST

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

int main(void)
{
	Suite *s = suite_create("auth");
	TCase *tc = tcase_create("auth");
	SRunner *sr;
	int failed;

	signal(SIGPIPE, SIG_IGN);
	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, make_home, remove_home);
	tcase_add_loop_test(tc, sent, 0, 4 * COUNT(rows));
	tcase_add_loop_test(tc, switched_off, 0, 2);
	tcase_add_loop_test(tc, refused, 0, COUNT(refusals));
	tcase_add_test(tc, broken);
	tcase_add_loop_test(tc, every_request, 0, COUNT(headers));
	tcase_add_test(tc, exposed);
	tcase_add_test(tc, unreadable);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? 1 : 0;
}
