/* SPDX-License-Identifier: MIT */
/* Which names tell of a secret, and what is taken out of an engine's words. */
#include "config.h"

#include "error.h"
#include "scrub.h"
#include "secretname.h"
#include "unit.h"

#include <string.h>

static const struct {
	const char *name;
	bool secret;
} names[] = {
	{ "Authorization", true }, { "Proxy-Authorization", true },
	{ "Cookie", true }, { "Set-Cookie", true }, { "X-Registry-Auth", true },
	{ "x-registry-config", true }, { "X-Api-Key", true },
	{ "PRIVATE-TOKEN", true }, { "password", true }, { "identitytoken", true },
	{ "UnlockKey", true }, { "JoinToken", true }, { "SigningCAKey", true },
	{ "auth", true }, { "DB_PASS", true }, { "credentials", true },
	{ "Accept", false }, { "Author", false }, { "Authors", false },
	{ "Content-Type", false }, { "fromImage", false }, { "key1", false },
	{ "SecretID", false }, { "SecretName", false }, { "PublicKey", false },
	{ "Sec-WebSocket-Key", false }, { "", false }, { "k", false }
};

START_TEST(name)
{
	ck_assert_int_eq(secretname_is(names[_i].name, strlen(names[_i].name)),
			 names[_i].secret);
}
END_TEST

static const struct {
	const char *target, *shown;
} targets[] = {
	{ "/a", "/a" }, { "/a?", "/a?" }, { "/a?b=c&d", "/a?b=c&d" },
	{ "/a?password=x&b=c", "/a?password=(hidden)&b=c" },
	{ "/a?b=c&token=x%2By", "/a?b=c&token=(hidden)" },
	{ "/a?token&b", "/a?token&b" }, { "/token=a?b", "/token=a?b" }
};

START_TEST(target)
{
	struct buf out = BUF_INIT(1000);

	ck_assert_int_eq(secretname_target(&out, targets[_i].target), 0);
	ck_assert_str_eq(buf_text(&out), targets[_i].shown);
	buf_done(&out);
}
END_TEST

static const struct {
	const char *header, *target, *body, *said, *shown;
} rows[] = {
	{ "X-Token: abcdef", "/", NULL, "not abcdef, abcdef",
	  "not (hidden), (hidden)" },
	{ "X-Token: abc", "/", NULL, "abc", "abc" },
	{ "X-Other: abcdef", "/", NULL, "abcdef", "abcdef" },
	{ "Authorization: Basic bWU6YStiY2Q=", "/", NULL,
	  "me:a+bcd a%2Bbcd bWU6YStiY2Q=", "(hidden) (hidden) (hidden)" },
	/* {"username":"user","password":"hush1"} */
	{ "X-Registry-Auth: "
	  "eyJ1c2VybmFtZSI6InVzZXIiLCJwYXNzd29yZCI6Imh1c2gxIn0=", "/", NULL,
	  "user has hush1", "user has (hidden)" },
	{ NULL, "/a?credentials=me:hu%2Bsh&x=some", NULL, "some hu+sh",
	  "some (hidden)" },
	{ NULL, "/", "{\"a\": [{\"password\": \"hush1\", \"b\": \"hush2\"}]}",
	  "hush1 hush2", "(hidden) hush2" },
	{ NULL, "/", "{\"auths\": {\"q\": {\"auth\": \"bWU6aHVzaDE=\"}}}",
	  "hush1", "(hidden)" },
	{ NULL, "/", "{\"password", "password", "password" }
};

static void make(struct request *r, int row)
{
	const char *lines[] = { rows[row].header, NULL };

	request_init(r);
	buf_add_str(&r->target, rows[row].target);
	ck_assert_int_eq(request_add_lines(r, lines, NULL), 0);
	if (rows[row].body == NULL)
		return;
	r->source = REQUEST_MEM;
	r->data = rows[row].body;
	r->len = strlen(rows[row].body);
}

START_TEST(words)
{
	struct request r;
	davit_error err;

	make(&r, _i);
	error_set(&err, DAVIT_EREMOTE, "%s", rows[_i].said);
	error_hint(&err, "%s", rows[_i].said);
	scrub_error(&r, true, &err);
	ck_assert_str_eq(err.text, rows[_i].shown);
	r.show = true;
	error_set(&err, DAVIT_EREMOTE, "%s", rows[_i].said);
	scrub_error(&r, true, &err);
	ck_assert_str_eq(err.text, rows[_i].said);
	request_done(&r);
}
END_TEST

/* Wherever the text is cut, no four bytes of the secret are left. */
START_TEST(cut)
{
	char said[600];
	struct request r;
	davit_error err;

	make(&r, 0);
	memset(said, '.', sizeof(said));
	memcpy(said + _i, "abcdef", 6);
	said[sizeof(said) - 1] = '\0';
	error_set(&err, DAVIT_EREMOTE, "%s", said);
	scrub_error(&r, true, &err);
	ck_assert_ptr_null(strstr(err.text, "abcd"));
	ck_assert_uint_lt(strlen(err.text), sizeof(err.text));
	request_done(&r);
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, name, names);
	UNIT_ROWS(tc, target, targets);
	UNIT_ROWS(tc, words, rows);
	tcase_add_loop_test(tc, cut, 490, 520);
}

int main(void)
{
	return unit_run("secretname", fill);
}
