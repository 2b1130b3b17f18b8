/* SPDX-License-Identifier: MIT */
/*
 * What a client makes of options, environment and files together: which of
 * them win, and what it says of it.  How each is found is tested by
 * check_choose; here it has to be used.
 */
#include "config.h"
#include "../engine.h"
#include "davit.h"

#include <check.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OK_REPLY "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\n" \
	"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"

static const struct engine_reply ok_reply = {
	.data = OK_REPLY, .len = sizeof(OK_REPLY) - 1, .cut = ENGINE_WHOLE,
	.end = ENGINE_KEEP
};

static const char *const variables[] = {
	"DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS", "DOCKER_TLS_VERIFY",
	"DOCKER_CERT_PATH", "DOCKER_API_VERSION", "CONTAINER_HOST",
	"CONTAINER_CONNECTION", "DOCKER_CUSTOM_HEADERS"
};

static char home[] = "/tmp/davit-test.XXXXXX";

static void set_up(void)
{
	size_t i;

	for (i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
		unsetenv(variables[i]);
	if (mkdtemp(home) == NULL)
		abort();
	setenv("HOME", home, 1);
	setenv("DOCKER_CONFIG", home, 1);
}

static void tear_down(void)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf %s", home);
	if (system(command) != 0)
		abort();
}

static int call(const davit_client_opts *opts, davit_client **c,
		davit_error *err)
{
	ck_assert_msg(davit_client_new(opts, c, err) == 0, "%s", err->text);
	return davit_call(*c, "SystemInfo", NULL, err, NULL);
}

/* ---- the version -------------------------------------------------------- */

static const struct {
	const char *engine, *version;	/* options */
	const char *variable;
	const char *wanted, *source;
	const char *path;		/* what is asked for */
	size_t requests;
} versions[] = {
	{ "docker", NULL, "1.30", "v1.30", "environment DOCKER_API_VERSION",
	  "/v1.30/info", 1 },
	/* which engine it is has to be asked, but not for the version */
	{ NULL, NULL, "v1.30", "v1.30", "environment DOCKER_API_VERSION",
	  "/v1.30/info", 2 },
	{ "docker", "1.35", "1.30", "v1.35", "given", "/v1.35/info", 1 },
	{ "docker", "auto", "1.30", "v1.41", "negotiated", "/v1.41/info", 2 },
	{ "docker", NULL, "", "v1.41", "negotiated", "/v1.41/info", 2 },
};

START_TEST(version)
{
	davit_client_opts opts = DAVIT_CLIENT_OPTS_INIT;
	struct engine *e = engine_start(NULL);
	struct engine_reply replies[] = { ok_reply, ok_reply };
	davit_client_info about;
	davit_client *c;
	davit_error err;
	char wanted[64];
	int r;

	engine_script(e, replies, 2, false);
	opts.engine = versions[_i].engine;
	opts.api_version = versions[_i].version;
	setenv("DOCKER_HOST", engine_url(e), 1);
	setenv("DOCKER_API_VERSION", versions[_i].variable, 1);
	r = call(&opts, &c, &err);
	ck_assert_msg(r == 0, "%s", err.text);
	davit_client_about(c, &about);
	ck_assert_str_eq(about.version, versions[_i].wanted);
	ck_assert_str_eq(about.version_source, versions[_i].source);
	ck_assert_str_eq(about.endpoint_source, "environment DOCKER_HOST");
	ck_assert_uint_eq(engine_count(e), versions[_i].requests);
	snprintf(wanted, sizeof(wanted), "GET %s ", versions[_i].path);
	ck_assert_ptr_nonnull(strstr(engine_request(e, versions[_i].requests -
						    1)->head, wanted));
	davit_client_free(c);
	engine_stop(e);
}
END_TEST

/* Shown, not sent: nobody is asked which engine it is. */
START_TEST(planned_version)
{
	davit_client_opts opts = DAVIT_CLIENT_OPTS_INIT;
	json_t *plan = NULL;
	davit_client *c;
	davit_error err;

	opts.endpoint = "unix:///nowhere.sock";
	setenv("DOCKER_API_VERSION", "1.30", 1);
	ck_assert_int_eq(davit_client_new(&opts, &c, &err), 0);
	ck_assert_int_eq(davit_plan(c, "SystemInfo", NULL, NULL, NULL, &plan,
				    &err), 0);
	ck_assert_str_eq(json_string_value(json_object_get(plan, "path")),
			 "/v1.30/info");
	json_decref(plan);
	setenv("DOCKER_API_VERSION", "1.9999", 1);
	ck_assert_int_eq(davit_plan(c, "SystemInfo", NULL, NULL, NULL, &plan,
				    &err), DAVIT_EVERSION);
	ck_assert_str_eq(err.where, "environment DOCKER_API_VERSION");
	davit_client_free(c);
}
END_TEST

/* ---- certificates ------------------------------------------------------- */

#ifdef HAVE_OPENSSL
__attribute__((format(printf, 1, 2)))
static void run(const char *fmt, ...)
{
	char command[2000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(command, sizeof(command), fmt, ap);
	va_end(ap);
	ck_assert_msg(system(command) == 0, "%s", command);
}

enum source { ENVIRONMENT, CONTEXT };

static const struct {
	enum source source;
	bool wrong;		/* the files there are of another authority */
	const char *ca, *cert, *key;	/* options; NULL: not given */
	int code;
} files[] = {
	{ ENVIRONMENT, false, NULL, NULL, NULL, 0 },
	{ ENVIRONMENT, true, NULL, NULL, NULL, DAVIT_ETLS },
	{ ENVIRONMENT, true, "ca.pem", "cert.pem", "key.pem", 0 },
	{ ENVIRONMENT, true, "ca.pem", NULL, NULL, DAVIT_ETLS },
	{ ENVIRONMENT, true, NULL, "cert.pem", "key.pem", DAVIT_ETLS },
	{ ENVIRONMENT, false, "rogue-ca.pem", NULL, NULL, DAVIT_ETLS },
	{ CONTEXT, false, NULL, NULL, NULL, 0 },
	{ CONTEXT, true, NULL, NULL, NULL, DAVIT_ETLS },
	{ CONTEXT, true, "ca.pem", "cert.pem", "key.pem", 0 },
	{ CONTEXT, false, "rogue-ca.pem", NULL, NULL, DAVIT_ETLS },
	{ CONTEXT, false, NULL, "rogue-cert.pem", "rogue-key.pem",
	  DAVIT_ETLS },
};

/* A path in the folder of certificates; NULL stays NULL. */
static const char *cert(const char *name)
{
	static char paths[8][128];
	static int next;

	if (name == NULL)
		return NULL;
	next = (next + 1) % 8;
	snprintf(paths[next], sizeof(paths[next]), "%s/certs/%s", home, name);
	return paths[next];
}

/* ca.pem, cert.pem and key.pem in the directory, right or wrong ones. */
static void put_files(const char *dir, bool wrong)
{
	const char *prefix = wrong ? "rogue-" : "";

	run("mkdir -p %s/%s && cd %s/certs && for name in ca cert key; do "
	    "cp %s$name.pem ../%s/$name.pem || exit 1; done", home, dir, home,
	    prefix, dir);
}

static void make_context(const char *host)
{
	char path[128];
	FILE *file;

	run("mkdir -p %s/contexts/meta/x", home);
	snprintf(path, sizeof(path), "%s/contexts/meta/x/meta.json", home);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fprintf(file, "{\"Name\": \"x\", \"Endpoints\": {\"docker\": "
		"{\"Host\": \"%s\"}}}", host);
	ck_assert_int_eq(fclose(file), 0);
}

START_TEST(tls_files)
{
	struct engine_opts eo = { .kind = ENGINE_TLS };
	davit_client_opts opts = DAVIT_CLIENT_OPTS_INIT;
	const char *srcdir = getenv("srcdir");
	struct engine *e;
	davit_client *c;
	davit_error err;
	char url[64];
	int r;

	run("sh '%s/tests/engines/mkcerts.sh' %s/certs", srcdir == NULL ?
	    "." : srcdir, home);
	eo.cert = cert("server-cert.pem");
	eo.key = cert("server-key.pem");
	eo.client_ca = cert("ca.pem");
	e = engine_start(&eo);
	engine_script(e, &ok_reply, 1, true);
	snprintf(url, sizeof(url), "tcp%s", strchr(engine_url(e), ':'));
	opts.engine = "docker";
	opts.api_version = "1.41";
	opts.tls_ca = cert(files[_i].ca);
	opts.tls_cert = cert(files[_i].cert);
	opts.tls_key = cert(files[_i].key);
	if (files[_i].source == CONTEXT) {
		make_context(url);
		put_files("contexts/tls/x/docker", files[_i].wrong);
		opts.context = "x";
	} else {
		put_files("own", files[_i].wrong);
		setenv("DOCKER_HOST", url, 1);
		setenv("DOCKER_TLS_VERIFY", "1", 1);
		snprintf(url, sizeof(url), "%s/own", home);
		setenv("DOCKER_CERT_PATH", url, 1);
	}
	r = call(&opts, &c, &err);
	ck_assert_msg(r == files[_i].code, "row %d: %s: %s", _i,
		      davit_code_name(r), r < 0 ? err.text : "");
	davit_client_free(c);
	engine_stop(e);
}
END_TEST
#endif

#define ROWS(list) ((int)(sizeof(list) / sizeof((list)[0])))

int main(void)
{
	Suite *s = suite_create("settings");
	TCase *tc = tcase_create("settings");
	SRunner *sr;
	int failed;

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_loop_test(tc, version, 0, ROWS(versions));
	tcase_add_test(tc, planned_version);
#ifdef HAVE_OPENSSL
	tcase_add_loop_test(tc, tls_files, 0, ROWS(files));
#else
	puts("built without OpenSSL: TLS is not tested");
#endif
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? 1 : 0;
}
