/* SPDX-License-Identifier: MIT */
/* Tests src/authconf.c: references, keys, entries, answers of helpers. */
#include "config.h"

#include "authconf.h"
#include "unit.h"

#include <string.h>

#define D TAB_CONFIG_DOCKER
#define P TAB_CONFIG_CONTAINERS

/* ---- references --------------------------------------------------------- */

static const struct {
	const char *text;
	const char *name, *server;	/* NULL: no image of a registry */
} references[] = {
	{ "alpine", "docker.io/library/alpine", AUTHCONF_HUB },
	{ "alpine:3", "docker.io/library/alpine", AUTHCONF_HUB },
	{ "alpine@sha256:0123", "docker.io/library/alpine", AUTHCONF_HUB },
	{ "alpine:3@sha256:0123", "docker.io/library/alpine", AUTHCONF_HUB },
	{ "team/app", "docker.io/team/app", AUTHCONF_HUB },
	{ "team/app:1", "docker.io/team/app", AUTHCONF_HUB },
	{ "a/b/c", "docker.io/a/b/c", AUTHCONF_HUB },
	{ "docker.io/alpine", "docker.io/library/alpine", AUTHCONF_HUB },
	{ "docker.io/team/app:1", "docker.io/team/app", AUTHCONF_HUB },
	{ "index.docker.io/team/app", "docker.io/team/app", AUTHCONF_HUB },
	{ "registry-1.docker.io/alpine", "docker.io/library/alpine",
	  AUTHCONF_HUB },
	{ "Docker.IO/alpine", "docker.io/library/alpine", AUTHCONF_HUB },
	{ "quay.io/team/app", "quay.io/team/app", "quay.io" },
	{ "quay.io/team/app:1", "quay.io/team/app", "quay.io" },
	{ "quay.io/app@sha256:0123", "quay.io/app", "quay.io" },
	{ "docker://quay.io/app:1", "quay.io/app", "quay.io" },
	{ "localhost/app", "localhost/app", "localhost" },
	{ "localhost:5000/app", "localhost:5000/app", "localhost:5000" },
	{ "localhost:5000/app:1", "localhost:5000/app", "localhost:5000" },
	{ "127.0.0.1:5000/a/b", "127.0.0.1:5000/a/b", "127.0.0.1:5000" },
	{ "[::1]:5000/a:1", "[::1]:5000/a", "[::1]:5000" },
	{ "host:80/a", "host:80/a", "host:80" },
	/* a capital letter can't be part of a name */
	{ "Host/a", "Host/a", "Host" },
	/* nor is this a host without a slash */
	{ "localhost:5000", "docker.io/library/localhost", AUTHCONF_HUB },
	{ "localhost", "docker.io/library/localhost", AUTHCONF_HUB },
	{ "", NULL, NULL },
	{ ":1", NULL, NULL },
	{ "@sha256:0123", NULL, NULL },
	{ "a\nb", NULL, NULL },
	{ "dir:/x", NULL, NULL },
	{ "oci:/x:1", NULL, NULL },
	{ "docker-archive:/x.tar", NULL, NULL },
	{ "oci-archive:x.tar", NULL, NULL },
	{ "containers-storage:alpine", NULL, NULL },
};

START_TEST(reference)
{
	struct authconf_ref r;
	struct buf server = BUF_INIT(1000);

	if (references[_i].name == NULL) {
		ck_assert(!authconf_ref(references[_i].text, &r));
		return;
	}
	ck_assert(authconf_ref(references[_i].text, &r));
	ck_assert_str_eq(r.name.data, references[_i].name);
	ck_assert_uint_eq(r.host_len, strcspn(r.name.data, "/"));
	ck_assert_str_eq(authconf_server(&r, &server), references[_i].server);
	authconf_ref_done(&r);
	buf_done(&server);
}
END_TEST

START_TEST(too_long)
{
	char text[6000];
	struct authconf_ref r;

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	ck_assert(!authconf_ref(text, &r));
	ck_assert(!authconf_key(text, D, &r));
	/* what fits by itself, but not with the Hub before it */
	text[4090] = '\0';
	ck_assert(!authconf_ref(text, &r));
	ck_assert_int_eq(buf_status(&r.name), DAVIT_ETOOBIG);
}
END_TEST

static const struct {
	enum tab_config family;
	const char *key, *name;		/* name NULL: it is none */
	bool hub;
} keys[] = {
	{ D, "quay.io", "quay.io", false },
	{ D, "https://quay.io", "quay.io", false },
	{ D, "https://quay.io/v2/", "quay.io", false },
	{ D, "quay.io/team", "quay.io", false },
	{ D, AUTHCONF_HUB, "docker.io", true },
	{ D, "docker.io", "docker.io", true },
	{ D, "https://index.docker.io/v1/access-token", NULL, false },
	{ D, "https://index.docker.io/v1/refresh-token", NULL, false },
	{ D, "", NULL, false },
	{ D, "https://", NULL, false },
	{ P, "quay.io/team", "quay.io/team", false },
	{ P, "quay.io/team/", "quay.io/team", false },
	{ P, "https://quay.io/team", "quay.io", false },
	{ P, "docker.io", "docker.io", true },
	{ P, AUTHCONF_HUB, "docker.io", true },
	{ P, "docker.io/team", "docker.io/team", false },
	{ P, "localhost:5000", "localhost:5000", false },
};

START_TEST(key)
{
	struct authconf_ref r;

	ck_assert_int_eq(authconf_key(keys[_i].key, keys[_i].family, &r),
			 keys[_i].name != NULL);
	if (keys[_i].name == NULL)
		return;
	ck_assert_str_eq(r.name.data, keys[_i].name);
	ck_assert_int_eq(r.hub, keys[_i].hub);
	authconf_ref_done(&r);
}
END_TEST

/* ---- which key? --------------------------------------------------------- */

static const struct {
	enum tab_config family;
	const char *keys;		/* in their order, parted by blanks */
	const char *text, *wanted;	/* NULL: none of them */
} matches[] = {
	{ D, "quay.io", "quay.io/a", "quay.io" },
	{ D, "other.io quay.io", "quay.io/a/b:1", "quay.io" },
	{ D, "https://quay.io", "quay.io/a", "https://quay.io" },
	{ D, "http://quay.io", "quay.io/a", "http://quay.io" },
	{ D, "https://quay.io/v1/", "quay.io/a", "https://quay.io/v1/" },
	{ D, "quay.io/v2", "quay.io/a", "quay.io/v2" },
	{ D, "HTTPS://Quay.IO/v2", "quay.io/a", "HTTPS://Quay.IO/v2" },
	/* its own name counts for more than what comes to the same */
	{ D, "https://quay.io/v1/ quay.io", "quay.io/a", "quay.io" },
	{ D, "https://quay.io/v1/ https://quay.io/v2/", "quay.io/a",
	  "https://quay.io/v1/" },
	{ D, "quay.io:443", "quay.io/a", NULL },
	{ D, "quay.io", "quay.io:443/a", NULL },
	{ D, "sub.quay.io io uay.io quay.i", "quay.io/a", NULL },
	{ D, "*.io *", "quay.io/a", NULL },
	{ D, "localhost:5000", "localhost:5000/a", "localhost:5000" },
	{ D, "localhost", "localhost:5000/a", NULL },
	{ D, "http://127.0.0.1:5000/", "127.0.0.1:5000/a",
	  "http://127.0.0.1:5000/" },
	/* the Hub, by all its names */
	{ D, AUTHCONF_HUB, "alpine", AUTHCONF_HUB },
	{ D, AUTHCONF_HUB, "docker.io/alpine", AUTHCONF_HUB },
	{ D, AUTHCONF_HUB, "team/app", AUTHCONF_HUB },
	{ D, "docker.io", "alpine", "docker.io" },
	{ D, "index.docker.io", "alpine", "index.docker.io" },
	{ D, "registry-1.docker.io", "alpine", "registry-1.docker.io" },
	{ D, "https://docker.io", "alpine", "https://docker.io" },
	{ D, "index.docker.io " AUTHCONF_HUB, "alpine", AUTHCONF_HUB },
	{ D, AUTHCONF_HUB, "quay.io/alpine", NULL },
	{ D, "https://index.docker.io/v1/access-token", "alpine", NULL },
	{ D, "https://index.docker.io/v1/refresh-token " AUTHCONF_HUB,
	  "alpine", AUTHCONF_HUB },
	{ D, "", "alpine", NULL },
	/* namespaces, of podman alone: the longest one */
	{ P, "quay.io", "quay.io/team/app", "quay.io" },
	{ P, "quay.io quay.io/team", "quay.io/team/app:1", "quay.io/team" },
	{ P, "quay.io/team quay.io", "quay.io/team/app", "quay.io/team" },
	{ P, "quay.io/team quay.io/team/app", "quay.io/team/app",
	  "quay.io/team/app" },
	{ P, "quay.io quay.io/team/app", "quay.io/team/b", "quay.io" },
	{ P, "quay.io/tea quay.io/team/ap", "quay.io/team/app", NULL },
	{ P, "quay.io/other", "quay.io/team/app", NULL },
	{ P, "quay.io/team/app:1", "quay.io/team/app:1", NULL },
	{ P, "https://quay.io/v1/", "quay.io/team/app",
	  "https://quay.io/v1/" },
	{ P, "docker.io", "alpine", "docker.io" },
	{ P, "docker.io/library", "alpine", "docker.io/library" },
	{ P, "docker.io/team docker.io", "team/app", "docker.io/team" },
	{ P, "docker.io/team docker.io", "alpine", "docker.io" },
	{ P, AUTHCONF_HUB, "alpine", AUTHCONF_HUB },
	{ P, "index.docker.io", "docker.io/team/app", "index.docker.io" },
	{ P, "localhost:5000/a", "localhost:5000/a/b", "localhost:5000/a" },
	{ P, "", "quay.io/a", NULL },
};

START_TEST(match)
{
	const char *p = matches[_i].keys, *found;
	json_t *map = json_object();
	struct authconf_ref r;
	size_t len;

	for (; *p != '\0'; p += len, p += *p == ' ') {
		len = strcspn(p, " ");
		json_object_setn_new(map, p, len, json_object());
	}
	ck_assert(authconf_ref(matches[_i].text, &r));
	found = authconf_match(map, &r, matches[_i].family);
	if (matches[_i].wanted == NULL)
		ck_assert_ptr_null(found);
	else
		ck_assert_str_eq(found, matches[_i].wanted);
	ck_assert_ptr_null(authconf_match(NULL, &r, matches[_i].family));
	authconf_ref_done(&r);
	json_decref(map);
}
END_TEST

/* ---- entries ------------------------------------------------------------ */

static const struct {
	const char *entry, *wanted;	/* NULL: nothing in it; "": bad */
} entries[] = {
	/* user:pass */
	{ "{\"auth\": \"dXNlcjpwYXNz\"}",
	  "{\"username\": \"user\", \"password\": \"pass\","
	  " \"serveraddress\": \"h\"}" },
	/* user:a:b:c */
	{ "{\"auth\": \"dXNlcjphOmI6Yw==\"}",
	  "{\"username\": \"user\", \"password\": \"a:b:c\","
	  " \"serveraddress\": \"h\"}" },
	/* without padding */
	{ "{\"auth\": \"dXNlcjphOmI6Yw\"}",
	  "{\"username\": \"user\", \"password\": \"a:b:c\","
	  " \"serveraddress\": \"h\"}" },
	/* u:p?~> in either alphabet */
	{ "{\"auth\": \"dTpwP34+\"}",
	  "{\"username\": \"u\", \"password\": \"p?~>\","
	  " \"serveraddress\": \"h\"}" },
	{ "{\"auth\": \"dTpwP34-\"}",
	  "{\"username\": \"u\", \"password\": \"p?~>\","
	  " \"serveraddress\": \"h\"}" },
	/* user: and two zero bytes behind pass */
	{ "{\"auth\": \"dXNlcjpwYXNzAAA=\"}",
	  "{\"username\": \"user\", \"password\": \"pass\","
	  " \"serveraddress\": \"h\"}" },
	/* user: */
	{ "{\"auth\": \"dXNlcjo=\", \"identitytoken\": \"t\"}",
	  "{\"username\": \"user\", \"password\": \"\","
	  " \"identitytoken\": \"t\", \"serveraddress\": \"h\"}" },
	{ "{\"identitytoken\": \"t\"}",
	  "{\"identitytoken\": \"t\", \"serveraddress\": \"h\"}" },
	{ "{\"registrytoken\": \"t\"}",
	  "{\"registrytoken\": \"t\", \"serveraddress\": \"h\"}" },
	{ "{\"username\": \"u\", \"password\": \"p\", \"email\": \"e\"}",
	  "{\"username\": \"u\", \"password\": \"p\", \"email\": \"e\","
	  " \"serveraddress\": \"h\"}" },
	/* auth counts for more */
	{ "{\"auth\": \"dXNlcjpwYXNz\", \"username\": \"u\","
	  " \"password\": \"p\"}",
	  "{\"username\": \"user\", \"password\": \"pass\","
	  " \"serveraddress\": \"h\"}" },
	{ "{\"auth\": \"\", \"username\": \"u\", \"password\": \"p\"}",
	  "{\"username\": \"u\", \"password\": \"p\","
	  " \"serveraddress\": \"h\"}" },
	/* what a credential store leaves behind */
	{ "{}", NULL },
	{ "{\"auth\": \"\"}", NULL },
	{ "{\"email\": \"e\"}", NULL },
	{ "{\"password\": \"p\"}", NULL },
	{ "null", NULL },
	{ "7", NULL },
	/* : */
	{ "{\"auth\": \"Og==\"}", NULL },
	/* user */
	{ "{\"auth\": \"dXNlcg==\"}", "" },
	{ "{\"auth\": \"not base64!\"}", "" },
	{ "{\"auth\": \"dXNlcjpwYXN\\u00e9\"}", "" },
	/* \xff:\xff */
	{ "{\"auth\": \"/zr/\"}", "" },
	/* u\0:p */
	{ "{\"auth\": \"dQA6cA==\"}", "" },
};

START_TEST(entry)
{
	json_t *given = json_loads(entries[_i].entry, JSON_DECODE_ANY, NULL);
	davit_error err = { .text = "" };
	json_t *made;
	int r;

	ck_assert_ptr_nonnull(given);
	r = authconf_entry(given, "h", "/f", &made, &err);
	if (entries[_i].wanted == NULL) {
		ck_assert_msg(r == 0, "%s", err.text);
		ck_assert_ptr_null(made);
	} else if (entries[_i].wanted[0] == '\0') {
		ck_assert_int_eq(r, DAVIT_EINVAL);
		ck_assert_str_eq(err.text, "/f: the \"auth\" of h is not the "
				 "base64 of user:password");
		ck_assert_ptr_null(made);
	} else {
		ck_assert_msg(r == 0, "%s", err.text);
		unit_same_json("entry", made, entries[_i].wanted);
	}
	authconf_wipe(made);
	json_decref(given);
}
END_TEST

/* ---- answers of helpers ------------------------------------------------- */

static const struct {
	const char *answer, *wanted;	/* as above */
} answers[] = {
	{ "{\"ServerURL\": \"x\", \"Username\": \"u\", \"Secret\": \"s\"}",
	  "{\"username\": \"u\", \"password\": \"s\","
	  " \"serveraddress\": \"h\"}" },
	{ "{\"Username\": \"<token>\", \"Secret\": \"s\"}",
	  "{\"identitytoken\": \"s\", \"serveraddress\": \"h\"}" },
	{ "{\"Username\": \"\", \"Secret\": \"\"}", NULL },
	{ "{\"Username\": \"u\"}", "" },
	{ "{\"Secret\": \"s\"}", "" },
	{ "{\"Username\": 1, \"Secret\": \"s\"}", "" },
	{ "{\"username\": \"u\", \"secret\": \"s\"}", "" },
	{ "{}", "" },
};

START_TEST(answer)
{
	json_t *given = unit_json(answers[_i].answer), *made;
	int r = authconf_answer(given, "h", &made);

	/* What is wiped with the answer must not be what was made. */
	authconf_wipe(given);
	if (answers[_i].wanted != NULL && answers[_i].wanted[0] == '\0')
		ck_assert_int_eq(r, DAVIT_EINVAL);
	else
		ck_assert_int_eq(r, 0);
	if (answers[_i].wanted == NULL || answers[_i].wanted[0] == '\0')
		ck_assert_ptr_null(made);
	else
		unit_same_json("answer", made, answers[_i].wanted);
	authconf_wipe(made);
}
END_TEST

/* ---- files -------------------------------------------------------------- */

static const struct {
	const char *config, *said;	/* said NULL: good */
} configs[] = {
	{ "{}", NULL },
	{ "{\"auths\": null, \"credHelpers\": null, \"credsStore\": null}",
	  NULL },
	{ "{\"auths\": {}, \"credHelpers\": {}, \"credsStore\": \"x\","
	  " \"HttpHeaders\": {}, \"psFormat\": 1}", NULL },
	{ "[]", "/f holds no JSON object" },
	{ "{\"auths\": []}", "/f: 'auths' is not an object" },
	{ "{\"credHelpers\": \"x\"}", "/f: 'credHelpers' is not an object" },
	{ "{\"HttpHeaders\": 1}", "/f: 'HttpHeaders' is not an object" },
	{ "{\"credsStore\": {}}", "/f: 'credsStore' is not a string" },
};

START_TEST(config)
{
	json_t *given = unit_json(configs[_i].config);
	davit_error err = { .text = "" };
	int r = authconf_check(given, "/f", &err);

	ck_assert_int_eq(r, configs[_i].said == NULL ? 0 : DAVIT_EINVAL);
	ck_assert_str_eq(err.text, configs[_i].said == NULL ? "" :
			 configs[_i].said);
	json_decref(given);
}
END_TEST

static const struct {
	const char *config, *said;
} strict[] = {
	{ "{\"auths\": {}}", NULL },
	{ "{\"auths\": {\"h\": {\"auth\": \"dTpw\"}}}", NULL },
	{ "{}", "V must hold an object with \"auths\" and nothing else" },
	{ "[]", "V must hold" },
	{ "{\"auths\": []}", "V must hold" },
	{ "{\"auths\": {}, \"credsStore\": \"x\"}", "V must hold" },
	{ "{\"auths\": {\"h\": {}}}", "V: the entry of h has no \"auth\"" },
	{ "{\"auths\": {\"h\": \"dTpw\"}}", "V: the entry of h has no" },
	{ "{\"auths\": {\"h\": {\"auth\": \"\"}}}", "V: the entry of h has" },
	{ "{\"auths\": {\"h\": {\"auth\": \"dTpw\", \"email\": \"e\"}}}",
	  "V: the entry of h may hold \"auth\" only, not 'email'" },
};

START_TEST(variable)
{
	json_t *given = unit_json(strict[_i].config);
	davit_error err = { .text = "" };
	int r = authconf_check_strict(given, "V", &err);

	ck_assert_int_eq(r, strict[_i].said == NULL ? 0 : DAVIT_EINVAL);
	unit_holds("text", err.text, strict[_i].said == NULL ? "" :
		   strict[_i].said);
	json_decref(given);
}
END_TEST

START_TEST(secrets)
{
	static const struct { const char *config; bool has; } rows[] = {
		{ "{}", false },
		{ "{\"auths\": {\"h\": {}}}", false },
		{ "{\"auths\": {\"h\": {}}, \"credsStore\": \"x\"}", false },
		{ "{\"auths\": {\"g\": {}, \"h\": {\"auth\": \"x\"}}}", true },
		{ "{\"auths\": {\"h\": {\"password\": \"x\"}}}", true },
		{ "{\"auths\": {\"h\": {\"identitytoken\": \"x\"}}}", true },
		{ "{\"HttpHeaders\": {}}", false },
		{ "{\"HttpHeaders\": {\"X\": \"y\"}}", true },
	};
	json_t *given;
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		given = unit_json(rows[i].config);
		ck_assert_msg(authconf_has_secrets(given) == rows[i].has,
			      "%s", rows[i].config);
		json_decref(given);
	}
}
END_TEST

START_TEST(wiped)
{
	json_t *value = unit_json("{\"a\": [\"hunter2\"], \"b\": \"x\"}");
	json_t *text = json_incref(json_array_get(json_object_get(value, "a"),
						  0));

	authconf_wipe(value);
	ck_assert_uint_eq(json_string_length(text), 7);
	ck_assert_int_eq(memcmp(json_string_value(text), "\0\0\0\0\0\0\0", 8),
			 0);
	json_decref(text);
	authconf_wipe(NULL);
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, reference, references);
	tcase_add_test(tc, too_long);
	UNIT_ROWS(tc, key, keys);
	UNIT_ROWS(tc, match, matches);
	UNIT_ROWS(tc, entry, entries);
	UNIT_ROWS(tc, answer, answers);
	UNIT_ROWS(tc, config, configs);
	UNIT_ROWS(tc, variable, strict);
	tcase_add_test(tc, secrets);
	tcase_add_test(tc, wiped);
}

int main(void)
{
	return unit_run("authconf", fill);
}
