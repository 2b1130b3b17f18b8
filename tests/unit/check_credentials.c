/* SPDX-License-Identifier: MIT */
/*
 * Tests src/credentials.c and src/credhelper.c: files, variables and programs
 * of a home made for the test.
 */
#include "config.h"

#include "authconf.h"
#include "conffile.h"
#include "credentials.h"
#include "credhelper.h"
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define D TAB_CONFIG_DOCKER
#define P TAB_CONFIG_CONTAINERS
#define USER(name) "{\"username\": \"" name "\", \"password\": \"p\"}"
#define MADE(name, server) "{\"username\": \"" name "\", \"password\": " \
	"\"p\", \"serveraddress\": \"" server "\"}"

static char home[64];

/* ---- the home ----------------------------------------------------------- */

static void path_of(char *out, size_t size, const char *name)
{
	ck_assert_int_lt(snprintf(out, size, "%s/%s", home, name), (int)size);
}

static void write_file(const char *name, const char *text, unsigned mode)
{
	char path[256];
	FILE *f;

	path_of(path, sizeof(path), name);
	f = fopen(path, "w");
	ck_assert_msg(f != NULL, "%s: %s", path, strerror(errno));
	fputs(text, f);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_int_eq(chmod(path, mode), 0);
}

/* Every program is this one; its name says how it behaves. */
static const char program[] =
	"#!/bin/sh\n"
	"key=\n"
	"[ \"$1\" = list ] || read -r key\n"
	"echo \"${0##*-} $1 $key\" >> \"${0%/*}/../calls\"\n"
	"none() { echo credentials not found in native keychain; exit 1; }\n"
	"case ${0##*-} in\n"
	"good)\n"
	"	case $1:$key in\n"
	"	list:) echo '{\"https://store.io\": \"stored\","
	" \"https://index.docker.io/v1/\": \"hub\","
	" \"https://index.docker.io/v1/access-token\": \"hub\"}' ;;\n"
	"	get:none.io) none ;;\n"
	"	get:token.io) echo '{\"ServerURL\": \"token.io\","
	" \"Username\": \"<token>\", \"Secret\": \"t\"}' ;;\n"
	"	get:*) echo \"{\\\"ServerURL\\\": \\\"$key\\\","
	" \\\"Username\\\": \\\"good\\\","
	" \\\"Secret\\\": \\\"p\\\"}\" ;;\n"
	"	esac ;;\n"
	"none) [ $1 = list ] && echo '{}' || none ;;\n"
	"broken) echo 'trace: 1' >&2; echo 'keyring is locked' >&2;"
	" echo hunter2; exit 3 ;;\n"
	"slow) exec sleep 60 ;;\n"
	"garbage) echo hunter2 ;;\n"
	"array) echo '[]' ;;\n"
	"half) echo '{\"Username\": \"hunter2\"}' ;;\n"
	"quiet) exit 0 ;;\n"
	"fails) exit 1 ;;\n"
	"killed) kill -9 $$ ;;\n"
	"huge) yes hunter2 ;;\n"
	"env) echo \"{\\\"Username\\\": \\\"$DAVIT_TEST_USER\\\","
	" \\\"Secret\\\": \\\"p\\\"}\" ;;\n"
	"esac\n";

static void make_home(void)
{
	static const char *const directories[] = {
		"docker", "runtime", "runtime/containers", "conf",
		"conf/containers", "bin"
	};
	static const char *const names[] = {
		"good", "none", "broken", "slow", "garbage", "array", "half",
		"quiet", "fails", "killed", "huge", "env"
	};
	char path[256], old[1024];
	size_t i;

	snprintf(home, sizeof(home), "/tmp/davit-unit-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(home));
	for (i = 0; i < COUNT(directories); i++) {
		path_of(path, sizeof(path), directories[i]);
		ck_assert_int_eq(mkdir(path, 0700), 0);
	}
	for (i = 0; i < COUNT(names); i++) {
		snprintf(path, sizeof(path), "bin/docker-credential-%s",
			 names[i]);
		write_file(path, program, 0700);
	}
	path_of(path, sizeof(path), "docker");
	setenv("DOCKER_CONFIG", path, 1);
	path_of(path, sizeof(path), "runtime");
	setenv("XDG_RUNTIME_DIR", path, 1);
	path_of(path, sizeof(path), "conf");
	setenv("XDG_CONFIG_HOME", path, 1);
	unsetenv("DOCKER_AUTH_CONFIG");
	unsetenv("REGISTRY_AUTH_FILE");
	snprintf(old, sizeof(old), "%s/bin:%s", home, getenv("PATH"));
	setenv("PATH", old, 1);
}

static void remove_home(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", home);
	ck_assert_int_eq(system(command), 0);
}

/* What the programs were asked, a line for each. */
static void calls(char *out, size_t size)
{
	char path[256];
	size_t n = 0;
	FILE *f;

	path_of(path, sizeof(path), "calls");
	f = fopen(path, "r");
	if (f != NULL) {
		n = fread(out, 1, size - 1, f);
		fclose(f);
	}
	out[n] = '\0';
}

/* ---- one ---------------------------------------------------------------- */

static const struct {
	enum tab_config family;
	const char *variable;		/* DOCKER_AUTH_CONFIG */
	const char *docker;		/* config.json */
	const char *runtime, *user;	/* auth.json of podman */
	const char *named;		/* REGISTRY_AUTH_FILE */
	const char *reference;
	const char *wanted;		/* NULL: none; "": an error */
	const char *said;		/* in source, what was looked at, or
					   the error */
	const char *called;		/* of programs */
} rows[] = {
	{ D, NULL, NULL, NULL, NULL, NULL, "quay.io/a", NULL,
	  "docker/config.json", "" },
	{ D, NULL, "{}", NULL, NULL, NULL, "quay.io/a", NULL,
	  "docker/config.json", "" },
	{ D, NULL, "", NULL, NULL, NULL, "quay.io/a", NULL,
	  "docker/config.json", "" },
	{ D, NULL, "{\"auths\": {\"quay.io\": " USER("u") "}}", NULL, NULL,
	  NULL, "quay.io/a", MADE("u", "quay.io"), "docker/config.json", "" },
	{ D, NULL, "{\"auths\": {\"quay.io\": " USER("u") "}}", NULL, NULL,
	  NULL, "ghcr.io/a", NULL, "docker/config.json", "" },
	{ D, NULL, "{\"auths\": {\"quay.io\": {}}}", NULL, NULL, NULL,
	  "quay.io/a", NULL, "docker/config.json", "" },
	/* the variable */
	{ D, "{\"auths\": {\"quay.io\": {\"auth\": \"dTpw\"}}}", NULL, NULL,
	  NULL, NULL, "quay.io/a", MADE("u", "quay.io"),
	  "environment DOCKER_AUTH_CONFIG", "" },
	{ D, "{\"auths\": {\"quay.io\": {\"auth\": \"dTpw\"}}}",
	  "{\"auths\": {\"quay.io\": " USER("v") "}}", NULL, NULL, NULL,
	  "quay.io/a", MADE("u", "quay.io"), "DOCKER_AUTH_CONFIG", "" },
	{ D, "{\"auths\": {\"quay.io\": {\"auth\": \"dTpw\"}}}",
	  "{\"auths\": {\"ghcr.io\": " USER("v") "}}", NULL, NULL, NULL,
	  "ghcr.io/a", MADE("v", "ghcr.io"), "config.json", "" },
	/* what counts less is not even read */
	{ D, "{\"auths\": {\"quay.io\": {\"auth\": \"dTpw\"}}}", "broken",
	  NULL, NULL, NULL, "quay.io/a", MADE("u", "quay.io"),
	  "DOCKER_AUTH_CONFIG", "" },
	{ D, "hunter2", NULL, NULL, NULL, NULL, "quay.io/a", "",
	  "DOCKER_AUTH_CONFIG holds no JSON", "" },
	{ D, "{}", NULL, NULL, NULL, NULL, "quay.io/a", "",
	  "DOCKER_AUTH_CONFIG must hold", "" },
	{ D, "{\"auths\": {\"quay.io\": {\"auth\": \"dTpw\"}}}", NULL, NULL,
	  NULL, NULL, "oci:/x", NULL, "", "" },
	/* broken files */
	{ D, NULL, "{\n\"hunter2", NULL, NULL, NULL, "quay.io/a", "",
	  "docker/config.json: not JSON: ", "" },
	{ D, NULL, "{\"auths\": 1}", NULL, NULL, NULL, "quay.io/a", "",
	  "docker/config.json: 'auths' is not an object", "" },
	{ D, NULL, "{\"auths\": {\"quay.io\": {\"auth\": \"hunter2\"}}}",
	  NULL, NULL, NULL, "quay.io/a", "", "config.json: the \"auth\" of "
	  "quay.io is not", "" },
	/* somebody else's entry may be broken */
	{ D, NULL, "{\"auths\": {\"quay.io\": {\"auth\": \"hunter2\"},"
	  " \"ghcr.io\": " USER("v") "}}", NULL, NULL, NULL, "ghcr.io/a",
	  MADE("v", "ghcr.io"), "config.json", "" },
	/* programs */
	{ D, NULL, "{\"credHelpers\": {\"quay.io\": \"good\"}}", NULL, NULL,
	  NULL, "quay.io/a", MADE("good", "quay.io"),
	  "docker-credential-good of", "good get quay.io\n" },
	{ D, NULL, "{\"credHelpers\": {\"quay.io\": \"good\"},"
	  " \"credsStore\": \"broken\"}", NULL, NULL, NULL, "quay.io/a",
	  MADE("good", "quay.io"), "docker-credential-good",
	  "good get quay.io\n" },
	{ D, NULL, "{\"credHelpers\": {\"quay.io\": \"broken\"},"
	  " \"credsStore\": \"good\"}", NULL, NULL, NULL, "ghcr.io/a",
	  MADE("good", "ghcr.io"), "docker-credential-good",
	  "good get ghcr.io\n" },
	{ D, NULL, "{\"credsStore\": \"good\", \"auths\": {\"quay.io\": "
	  USER("u") "}}", NULL, NULL, NULL, "quay.io/a",
	  MADE("good", "quay.io"), "docker-credential-good",
	  "good get quay.io\n" },
	{ D, NULL, "{\"credsStore\": \"good\"}", NULL, NULL, NULL, "alpine",
	  MADE("good", AUTHCONF_HUB), "docker-credential-good",
	  "good get " AUTHCONF_HUB "\n" },
	{ D, NULL, "{\"credHelpers\": {\"docker.io\": \"good\"}}", NULL,
	  NULL, NULL, "alpine", MADE("good", "docker.io"),
	  "docker-credential-good", "good get docker.io\n" },
	{ D, NULL, "{\"credsStore\": \"good\"}", NULL, NULL, NULL,
	  "token.io/a", "{\"identitytoken\": \"t\", \"serveraddress\": "
	  "\"token.io\"}", "docker-credential-good", "good get token.io\n" },
	{ D, NULL, "{\"credsStore\": \"\", \"auths\": {\"quay.io\": "
	  USER("u") "}}", NULL, NULL, NULL, "quay.io/a", MADE("u", "quay.io"),
	  "config.json", "" },
	/* one that has nothing lets the file speak, and not the store */
	{ D, NULL, "{\"credsStore\": \"none\", \"auths\": {\"quay.io\": "
	  USER("u") "}}", NULL, NULL, NULL, "quay.io/a", MADE("u", "quay.io"),
	  "config.json", "none get quay.io\n" },
	{ D, NULL, "{\"credsStore\": \"good\", \"credHelpers\": "
	  "{\"quay.io\": \"none\"}}", NULL, NULL, NULL, "quay.io/a", NULL,
	  "docker-credential-none of", "none get quay.io\n" },
	/* one that is broken does not */
	{ D, NULL, "{\"credsStore\": \"broken\", \"auths\": {\"quay.io\": "
	  USER("u") "}}", NULL, NULL, NULL, "quay.io/a", "",
	  "docker-credential-broken (named in ", "broken get quay.io\n" },
	{ D, NULL, "{\"credsStore\": \"missing\"}", NULL, NULL, NULL,
	  "quay.io/a", "", "docker-credential-missing, named in ", "" },
	{ D, NULL, "{\"credsStore\": \"../bin/good\"}", NULL, NULL, NULL,
	  "quay.io/a", "", "can't be the name of a credential helper", "" },
	{ D, NULL, "{\"credHelpers\": {\"quay.io\": 1}}", NULL, NULL, NULL,
	  "quay.io/a", NULL, "config.json", "" },
	/* docker does not read what is podman's */
	{ D, NULL, NULL, "{\"auths\": {\"quay.io\": " USER("u") "}}",
	  "{\"auths\": {\"quay.io\": " USER("u") "}}",
	  "{\"auths\": {\"quay.io\": " USER("u") "}}", "quay.io/a", NULL,
	  "docker/config.json", "" },
	/* podman reads what is docker's, last */
	{ P, NULL, NULL, NULL, NULL, NULL, "quay.io/a", NULL,
	  "runtime/containers/auth.json, ", "" },
	{ P, NULL, "{\"auths\": {\"quay.io\": " USER("d") "}}", NULL, NULL,
	  NULL, "quay.io/a", MADE("d", "quay.io"), "docker/config.json", "" },
	{ P, NULL, "{\"auths\": {\"quay.io\": " USER("d") "}}", NULL,
	  "{\"auths\": {\"quay.io\": " USER("u") "}}", NULL, "quay.io/a",
	  MADE("u", "quay.io"), "conf/containers/auth.json", "" },
	{ P, NULL, "{\"auths\": {\"quay.io\": " USER("d") "}}",
	  "{\"auths\": {\"quay.io\": " USER("r") "}}",
	  "{\"auths\": {\"quay.io\": " USER("u") "}}", NULL, "quay.io/a",
	  MADE("r", "quay.io"), "runtime/containers/auth.json", "" },
	{ P, NULL, "{\"auths\": {\"quay.io\": " USER("d") "}}",
	  "{\"auths\": {\"ghcr.io\": " USER("r") "}}", NULL, NULL,
	  "quay.io/a", MADE("d", "quay.io"), "docker/config.json", "" },
	{ P, NULL, NULL, "{\"auths\": {\"quay.io\": " USER("r")
	  ", \"quay.io/team\": " USER("t") "}}", NULL, NULL, "quay.io/team/a",
	  MADE("t", "quay.io/team"), "runtime", "" },
	{ P, NULL, NULL, "{\"credHelpers\": {\"quay.io\": \"good\"}}", NULL,
	  NULL, "quay.io/team/a", MADE("good", "quay.io"),
	  "docker-credential-good of", "good get quay.io\n" },
	/* the file it is told of is the only one */
	{ P, NULL, "{\"auths\": {\"quay.io\": " USER("d") "}}",
	  "{\"auths\": {\"quay.io\": " USER("r") "}}", NULL,
	  "{\"auths\": {\"quay.io\": " USER("n") "}}", "quay.io/a",
	  MADE("n", "quay.io"), "/named.json", "" },
	{ P, NULL, "{\"auths\": {\"quay.io\": " USER("d") "}}", NULL, NULL,
	  "{}", "quay.io/a", NULL, "/named.json", "" },
	{ P, NULL, NULL, NULL, NULL, "", "quay.io/a", "",
	  "/named.json (environment REGISTRY_AUTH_FILE) is not there", "" },
	/* docker's variable is not podman's */
	{ P, "{\"auths\": {\"quay.io\": {\"auth\": \"dTpw\"}}}", NULL, NULL,
	  NULL, NULL, "quay.io/a", NULL, "auth.json", "" },
	/* an engine of another family has nothing to read */
	{ TAB_CONFIG_NONE, NULL, "broken", NULL, NULL, NULL, "quay.io/a",
	  NULL, "", "" },
};

static void furnish(int i)
{
	char path[256];

	if (rows[i].variable != NULL)
		setenv("DOCKER_AUTH_CONFIG", rows[i].variable, 1);
	if (rows[i].docker != NULL)
		write_file("docker/config.json", rows[i].docker, 0600);
	if (rows[i].runtime != NULL)
		write_file("runtime/containers/auth.json", rows[i].runtime,
			   0600);
	if (rows[i].user != NULL)
		write_file("conf/containers/auth.json", rows[i].user, 0600);
	if (rows[i].named != NULL) {
		if (rows[i].named[0] != '\0')
			write_file("named.json", rows[i].named, 0600);
		path_of(path, sizeof(path), "named.json");
		setenv("REGISTRY_AUTH_FILE", path, 1);
	}
}

static int exposures;

static void on_exposed(const char *file, void *ctx)
{
	ck_assert_ptr_eq(ctx, home);
	ck_assert_ptr_nonnull(strstr(file, home));
	exposures++;
}

static bool in_trail(const json_t *trail, const char *result)
{
	json_t *step;
	size_t i;

	json_array_foreach(trail, i, step)
		if (strcmp(json_string_value(json_object_get(step, "result")),
			   result) == 0)
			return true;
	return false;
}

START_TEST(one)
{
	json_t *trail = json_array();
	const struct credentials c = {
		.family = rows[_i].family, .exposed = on_exposed, .ctx = home,
		.trail = trail
	};
	struct credentials_found f;
	davit_error err = { .text = "" };
	char got[1000];
	char *shown;
	int r;

	furnish(_i);
	r = credentials_find(&c, rows[_i].reference, &f, &err);
	if (rows[_i].wanted != NULL && rows[_i].wanted[0] == '\0') {
		ck_assert_int_eq(r, DAVIT_EINVAL);
		unit_holds("error", err.text, rows[_i].said);
		ck_assert_ptr_null(strstr(err.text, "hunter2"));
		ck_assert_ptr_null(strstr(err.hint, "hunter2"));
		ck_assert_ptr_null(f.auth);
		ck_assert(in_trail(trail, "failed"));
	} else {
		ck_assert_msg(r == 0, "%s", err.text);
		if (rows[_i].wanted == NULL)
			ck_assert_ptr_null(f.auth);
		else
			unit_same_json("credentials", f.auth, rows[_i].wanted);
		unit_holds("source", buf_text(f.auth == NULL ? &f.looked :
					      &f.source), rows[_i].said);
		ck_assert_int_eq(in_trail(trail, "won"), f.auth != NULL);
		credentials_done(&f);
	}
	calls(got, sizeof(got));
	ck_assert_str_eq(got, rows[_i].called);
	ck_assert_int_eq(exposures, 0);
	shown = json_dumps(trail, 0);
	ck_assert_ptr_null(strstr(shown, "hunter2"));
	free(shown);
	json_decref(trail);
}
END_TEST

/* ---- all ---------------------------------------------------------------- */

static int skips;
static char skipped[4096];

static void on_skipped(const davit_error *why, void *ctx)
{
	size_t n = strlen(skipped);

	(void)ctx;
	snprintf(skipped + n, sizeof(skipped) - n, "%s\n", why->text);
	skips++;
}

static const struct {
	enum tab_config family;
	const char *docker, *runtime;
	const char *wanted;
	int skips;
	const char *said;
} all[] = {
	{ D, NULL, NULL, "{}", 0, "" },
	{ D, "{\"auths\": {\"quay.io\": " USER("u") ", \"ghcr.io\": {},"
	  " \"https://x.io/v2/\": " USER("x") "}}", NULL,
	  "{\"quay.io\": " MADE("u", "quay.io") ", \"x.io\": "
	  MADE("x", "https://x.io/v2/") "}", 0, "" },
	{ D, "{\"auths\": {\"docker.io\": " USER("u") "}}", NULL,
	  "{\"" AUTHCONF_HUB "\": " MADE("u", "docker.io") "}", 0, "" },
	/* one registry by two names: that which would be found */
	{ D, "{\"auths\": {\"https://quay.io\": " USER("v") ", \"quay.io\": "
	  USER("u") "}}", NULL, "{\"quay.io\": " MADE("u", "quay.io") "}", 0,
	  "" },
	{ D, "{\"credHelpers\": {\"a.io\": \"good\", \"none.io\": \"good\"},"
	  " \"auths\": {\"a.io\": " USER("u") "}}", NULL,
	  "{\"a.io\": " MADE("good", "a.io") "}", 0, "" },
	/* what a store lists, and what it does not */
	{ D, "{\"credsStore\": \"good\", \"auths\": {\"b.io\": {}}}", NULL,
	  "{\"store.io\": " MADE("good", "store.io") ", \"" AUTHCONF_HUB
	  "\": " MADE("good", AUTHCONF_HUB) ", \"b.io\": "
	  MADE("good", "b.io") "}", 0, "" },
	{ D, "{\"credsStore\": \"none\"}", NULL, "{}", 0, "" },
	/* what is broken is left out, and told */
	{ D, "{\"credHelpers\": {\"a.io\": \"broken\", \"b.io\": \"good\"}}",
	  NULL, "{\"b.io\": " MADE("good", "b.io") "}", 1,
	  "docker-credential-broken" },
	{ D, "{\"credsStore\": \"broken\", \"auths\": {\"a.io\": " USER("u")
	  "}}", NULL, "{\"a.io\": " MADE("u", "a.io") "}", 1,
	  "keyring is locked" },
	{ D, "{\"auths\": {\"a.io\": {\"auth\": \"x\"}, \"b.io\": " USER("u")
	  "}}", NULL, "{\"b.io\": " MADE("u", "b.io") "}", 1, "a.io" },
	/* namespaces keep their names */
	{ P, "{\"auths\": {\"quay.io\": " USER("d") ", \"d.io\": " USER("d")
	  "}}", "{\"auths\": {\"quay.io/team\": " USER("t") ", \"quay.io\": "
	  USER("r") "}}", "{\"quay.io/team\": " MADE("t", "quay.io/team")
	  ", \"quay.io\": " MADE("r", "quay.io") ", \"d.io\": "
	  MADE("d", "d.io") "}", 0, "" },
};

START_TEST(every)
{
	const struct credentials c = {
		.family = all[_i].family, .skipped = on_skipped
	};
	davit_error err = { .text = "" };
	json_t *got = NULL;
	int r;

	if (all[_i].docker != NULL)
		write_file("docker/config.json", all[_i].docker, 0600);
	if (all[_i].runtime != NULL)
		write_file("runtime/containers/auth.json", all[_i].runtime,
			   0600);
	r = credentials_all(&c, &got, &err);
	ck_assert_msg(r == 0, "%s", err.text);
	unit_same_json("all", got, all[_i].wanted);
	ck_assert_msg(skips == all[_i].skips, "%s", skipped);
	unit_holds("skipped", skipped, all[_i].said);
	authconf_wipe(got);
}
END_TEST

START_TEST(every_broken)
{
	const struct credentials c = { .family = D };
	davit_error err;
	json_t *got = NULL;

	write_file("docker/config.json", "{", 0600);
	ck_assert_int_eq(credentials_all(&c, &got, &err), DAVIT_EINVAL);
	unit_holds("error", err.text, "docker/config.json");
}
END_TEST

START_TEST(exposed)
{
	const struct credentials c = {
		.family = D, .exposed = on_exposed, .ctx = home
	};
	struct credentials_found f;
	davit_error err;

	/* nothing secret in it */
	write_file("docker/config.json", "{\"credsStore\": \"none\"}", 0644);
	ck_assert_int_eq(credentials_find(&c, "quay.io/a", &f, &err), 0);
	credentials_done(&f);
	ck_assert_int_eq(exposures, 0);
	write_file("docker/config.json", "{\"auths\": {\"h\": " USER("u") "}}",
		   0640);
	ck_assert_int_eq(credentials_find(&c, "quay.io/a", &f, &err), 0);
	credentials_done(&f);
	ck_assert_int_eq(exposures, 1);
}
END_TEST

/* ---- programs ----------------------------------------------------------- */

static const struct {
	const char *name, *said;
} programs[] = {
	{ "broken", "docker-credential-broken (named in /f) failed with "
	  "status 3: keyring is locked" },
	{ "garbage", "docker-credential-garbage (named in /f) said what is "
	  "no JSON object" },
	{ "array", "said what is no JSON object" },
	{ "quiet", "said what is no JSON object" },
	{ "half", "docker-credential-half (named in /f) said neither "
	  "Username nor Secret" },
	{ "fails", "docker-credential-fails (named in /f) failed with status "
	  "1" },
	{ "killed", "failed with status 137" },
	{ "huge", "docker-credential-huge (named in /f) said more than a "
	  "mebibyte" },
	{ "slow", "docker-credential-slow (named in /f) did not answer "
	  "within 700 ms" },
	{ "missing", "docker-credential-missing, named in /f, is not in "
	  "PATH" },
	{ "a/b", "/f: 'a/b' can't be the name of a credential helper" },
	{ "", "/f: '' can't be the name of a credential helper" },
	{ "a b", "can't be the name" },
	{ "..;x", "can't be the name" },
};

START_TEST(helper)
{
	struct credhelper h = { .name = programs[_i].name, .file = "/f" };
	davit_error err = { .text = "" };
	json_t *out = NULL;

	h.timeout_ms = strcmp(h.name, "slow") == 0 ? 700 : CREDHELPER_MS;
	ck_assert_int_eq(credhelper_get(&h, "x.io", &out, &err),
			 DAVIT_EINVAL);
	unit_holds("error", err.text, programs[_i].said);
	ck_assert_ptr_null(strstr(err.text, "hunter2"));
	ck_assert_ptr_null(out);
}
END_TEST

static bool yes(void *ctx)
{
	return ++*(int *)ctx > 1;
}

START_TEST(helper_cancelled)
{
	int asked = 0;
	struct credhelper h = {
		.name = "slow", .file = "/f", .timeout_ms = CREDHELPER_MS,
		.cancelled = yes, .ctx = &asked
	};
	davit_error err = { .text = "" };
	json_t *out = NULL;

	ck_assert_int_eq(credhelper_get(&h, "x.io", &out, &err),
			 DAVIT_ECANCELED);
	ck_assert_ptr_null(out);
}
END_TEST

/* It is the user's program: it may need the user's variables. */
START_TEST(helper_environment)
{
	struct credhelper h = {
		.name = "env", .file = "/f", .timeout_ms = CREDHELPER_MS
	};
	davit_error err = { .text = "" };
	json_t *out = NULL;

	setenv("DAVIT_TEST_USER", "me", 1);
	ck_assert_msg(credhelper_get(&h, "x.io", &out, &err) == 0, "%s",
		      err.text);
	unit_same_json("environment", out, MADE("me", "x.io"));
	authconf_wipe(out);
}
END_TEST

static void fill(TCase *tc)
{
	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, make_home, remove_home);
	UNIT_ROWS(tc, one, rows);
	UNIT_ROWS(tc, every, all);
	tcase_add_test(tc, every_broken);
	tcase_add_test(tc, exposed);
	UNIT_ROWS(tc, helper, programs);
	tcase_add_test(tc, helper_cancelled);
	tcase_add_test(tc, helper_environment);
}

int main(void)
{
	return unit_run("credentials", fill);
}
