/* SPDX-License-Identifier: MIT */
/* Tests src/sshargs.c and src/sshfail.c: what ssh is told, and what is made
 * of its words. */
#include "config.h"

#include "buf.h"
#include "lookup.h"
#include "sshargs.h"
#include "sshfail.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

/* ---- what a shell reads -------------------------------------------------- */

static const struct {
	const char *word, *quoted;
} words[] = {
	{ "/run/podman/podman.sock", "/run/podman/podman.sock" },
	{ "a b", "'a b'" },
	{ "", "''" },
	{ "it's", "'it'\\''s'" },
	{ "'", "''\\'''" },
	{ "$(reboot)", "'$(reboot)'" },
	{ "a;b", "'a;b'" },
	{ "~root", "'~root'" },
	{ "\xc3\xa9", "'\xc3\xa9'" },
	{ "a\nb", "'a\nb'" },
};

START_TEST(quotes)
{
	struct buf b = BUF_INIT(100);

	ck_assert_int_eq(sshargs_quote(&b, words[_i].word), 0);
	ck_assert_str_eq(buf_text(&b), words[_i].quoted);
	buf_done(&b);
}
END_TEST

static const struct {
	const char *pattern, *socket, *command;
} commands[] = {
	{ "docker {--host unix://SOCKET} system dial-stdio", NULL,
	  "docker system dial-stdio" },
	{ "docker {--host unix://SOCKET} system dial-stdio", "/run/d.sock",
	  "docker --host unix:///run/d.sock system dial-stdio" },
	{ "docker {--host unix://SOCKET} system dial-stdio", "/a b'c",
	  "docker --host unix://'/a b'\\''c' system dial-stdio" },
	{ "podman info", "/x", "podman info" },
	{ "a {b", NULL, "a " },
	{ "a {b}", NULL, "a " },
	{ "", NULL, "" },
};

START_TEST(patterns)
{
	struct buf b = BUF_INIT(100);

	ck_assert_int_eq(sshargs_command(&b, commands[_i].pattern,
					 commands[_i].socket), 0);
	ck_assert_str_eq(buf_text(&b), commands[_i].command);
	buf_done(&b);
}
END_TEST

/* ---- arguments ----------------------------------------------------------- */

#define S(text) (char []){ text }
#define FORWARD "-N|-o|ExitOnForwardFailure=yes|-o|ControlPath=none|"

static struct {
	struct endpoint e;
	struct sshargs_opts o;
	const char *argv;	/* NULL: refused */
} calls[] = {
	{ { .ssh_host = S("h") }, { .command = "c d" }, "ssh|-T|--|h|c d" },
	{ { .ssh_host = S("h") }, { .command = "c", .connect_ms = 1 },
	  "ssh|-T|-o|ConnectTimeout=1|--|h|c" },
	{ { .ssh_host = S("h") }, { .command = "c", .connect_ms = 10001 },
	  "ssh|-T|-o|ConnectTimeout=11|--|h|c" },
	{ { .ssh_host = S("-oProxyCommand=x") }, { .command = "c" },
	  "ssh|-T|--|-oProxyCommand=x|c" },
	{ { .ssh_host = S("::1"), .ssh_user = S("me"), .ssh_port = 2222,
	    .ssh_identity = S("/k") }, { .command = "c", .batch = true },
	  "ssh|-T|-o|BatchMode=yes|-l|me|-p|2222|-i|/k|--|::1|c" },
	{ { .ssh_host = S("h"), .ssh_user = S("me") },
	  { .local = "/t/s", .remote = "/run/p.sock" },
	  "ssh|-T|-l|me|" FORWARD "-L|/t/s:/run/p.sock|--|h" },
	{ { .ssh_host = S("::1"), .ssh_user = S("core"), .ssh_port = 50001,
	    .ssh_identity = S("/k"), .ssh_any_key = true },
	  { .connect_ms = 1, .batch = true, .local = "/t/s", .remote = "/p" },
	  "ssh|-T|-o|ConnectTimeout=1|-o|BatchMode=yes|-l|core|-p|50001|-i|/k|"
	  "-o|StrictHostKeyChecking=no|-o|UserKnownHostsFile=/dev/null|"
	  FORWARD "-L|/t/s:/p|--|::1" },
	{ { .ssh_host = S("h") }, { .local = "/t/s", .remote = "/a b" },
	  "ssh|-T|" FORWARD "-L|/t/s:/a b|--|h" },
	/* each of these would mean something else to ssh */
	{ { .ssh_host = S("h") }, { .local = "/t/s", .remote = "/a:b" }, NULL },
	{ { .ssh_host = S("h") }, { .local = "/t/s", .remote = "/a%h" }, NULL },
	{ { .ssh_host = S("h") }, { .local = "/t/s", .remote = "/${A}" }, NULL },
	{ { .ssh_host = S("h") }, { .local = "/t/s", .remote = "/\\:" }, NULL },
	{ { .ssh_host = S("h") }, { .local = "/t/s", .remote = "a" }, NULL },
};

START_TEST(arguments)
{
	char got[500] = "";
	struct sshargs a;
	davit_error err;
	size_t n = 0;
	unsigned i;
	int r;

	calls[_i].e.uri = S("ssh://h");
	calls[_i].e.source = S("given");
	r = sshargs_make(&calls[_i].e, &calls[_i].o, &a, &err);
	if (calls[_i].argv == NULL) {
		ck_assert_int_eq(r, DAVIT_EINVAL);
		ck_assert_ptr_nonnull(strstr(err.text, "ssh://h (given)"));
	} else {
		ck_assert_int_eq(r, 0);
		for (i = 0; a.argv[i] != NULL; i++)
			n += (size_t)snprintf(got + n, sizeof(got) - n,
					      "%s%s", i > 0 ? "|" : "",
					      a.argv[i]);
		ck_assert_str_eq(got, calls[_i].argv);
	}
	sshargs_done(&a);
}
END_TEST

/* ---- its words ----------------------------------------------------------- */

static const struct {
	const char *said, *words;
} said[] = {
	{ "", "" },
	{ "one", "one" },
	{ "one\n", "one" },
	{ "one\r\ntwo\r\n", "one; two" },
	{ "one\ntwo\nthree\n", "two; three" },
	{ "one\n\n\n  \ntwo\n\n", "one; two" },
	{ "Warning: Permanently added '[h]:22' (ED25519) to the list of known "
	  "hosts.\r\nme@h: Permission denied (publickey).\r\n",
	  "me@h: Permission denied (publickey)." },
	{ "@@@@@@@@@@@@\n@@@@@\nHost key verification failed.\r\n",
	  "Host key verification failed." },
	{ "\x1b[31mred\x1b[0m\a\n", "[31mred [0m" },
	{ "\n\n", "" },
	{ "caf\xc3\xa9", "caf\xc3\xa9" },
	{ "caf\xe9", "caf?" },
};

START_TEST(last_words)
{
	char got[SSHFAIL_WORDS];

	sshfail_words(said[_i].said, strlen(said[_i].said), got);
	ck_assert_str_eq(got, said[_i].words);
}
END_TEST

/* However much is said: it fits, whole lines or not. */
START_TEST(many_words)
{
	char text[1000], got[SSHFAIL_WORDS];
	size_t i;

	memset(text, 'x', sizeof(text));
	for (i = 0; i < sizeof(text); i++) {
		sshfail_words(text, i, got);
		ck_assert_uint_eq(strlen(got), i < SSHFAIL_WORDS ? i :
				  SSHFAIL_WORDS - 1);
	}
	for (i = 1; i < sizeof(text); i++) {
		memset(text, 'x', sizeof(text));
		text[i] = '\n';
		sshfail_words(text, sizeof(text), got);
		ck_assert_uint_ge(strlen(got), SSHFAIL_WORDS - 3);
		ck_assert_uint_lt(strlen(got), SSHFAIL_WORDS);
	}
	/* A character that is cut is none. */
	for (i = 0; i + 1 < sizeof(text); i += 2)
		memcpy(text + i, "\xc3\xa9", 2);
	sshfail_words(text, sizeof(text), got);
	ck_assert_uint_eq(strlen(got), SSHFAIL_WORDS - 1);
	ck_assert_ptr_null(strchr(got, '\xc3'));
}
END_TEST

static const struct {
	const char *words;
	int status;
	const char *program, *text, *hint;
} fails[] = {
	{ "Host key verification failed.", 255, "docker system",
	  "cannot connect to ssh://h (given): ssh says: Host key "
	  "verification failed.", "its key is not known here" },
	{ "me@h: Permission denied (publickey).", 255, NULL,
	  "(publickey).", "takes none of the keys" },
	{ "permission denied while trying to connect to the daemon", 1,
	  "docker", "permission denied", "may not use the engine's socket" },
	{ "ssh: connect to host h port 22: Connection refused", 255, NULL,
	  "refused", "no ssh server listens" },
	{ "ssh: Could not resolve hostname h: Name or service not known", 255,
	  NULL, "hostname", "check the name" },
	{ "sh: 1: docker: not found", 127, "docker system", "not found",
	  "has no docker, or not in the PATH" },
	{ "failed to open the raw stream connection: dial unix /d.sock: "
	  "connect: no such file or directory", 1, "docker", "raw stream",
	  "is not running, or listens elsewhere" },
	{ "", 127, "docker", "status 127 and said nothing", "has no docker" },
	{ "", 137, NULL, "ended with status 137", "by hand" },
	{ "channel 0: open failed: administratively prohibited: open failed",
	  255, NULL, "prohibited", "forbids to forward" },
};

START_TEST(tells)
{
	const struct endpoint e = {
		.uri = S("ssh://h"), .source = S("given")
	};
	davit_error err;

	ck_assert_int_eq(sshfail_tell(&e, fails[_i].words, fails[_i].status,
				      fails[_i].program, &err), DAVIT_ECONN);
	unit_holds(fails[_i].words, err.text, fails[_i].text);
	unit_holds(fails[_i].words, err.hint, fails[_i].hint);
}
END_TEST

/* Nobody said which engine it is: then it may be the other one. */
START_TEST(other_engine)
{
	const struct endpoint e = {
		.uri = S("ssh://h"), .source = S("given")
	};
	const struct table *docker, *podman;
	davit_error err;

	if (lookup_engine("docker", &docker, NULL) < 0 ||
	    lookup_engine("podman", &podman, NULL) < 0)
		return;
	sshfail_tell(&e, "", 127, lookup_str(docker, docker->ssh_dial), &err);
	ck_assert_str_eq(err.hint, "the far side has no docker, or not in the "
			 "PATH of a shell that is given a command; if its "
			 "engine is Podman, say so: -e podman");
	sshfail_tell(&e, "", 127, lookup_str(podman, podman->ssh_ask), &err);
	unit_holds("podman", err.hint, "has no podman,");
	unit_holds("podman", err.hint, "say so: -e docker");
}
END_TEST

START_TEST(adds)
{
	davit_error err = {
		.code = DAVIT_ECONN, .text = "it broke", .hint = "look"
	};

	sshfail_add("", &err);
	ck_assert_str_eq(err.text, "it broke");
	sshfail_add("gone", &err);
	ck_assert_str_eq(err.text, "it broke; ssh says: gone");
	ck_assert_str_eq(err.hint, "look");
	ck_assert_int_eq(err.code, DAVIT_ECONN);
	sshfail_add("gone", NULL);
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, quotes, words);
	UNIT_ROWS(tc, patterns, commands);
	UNIT_ROWS(tc, arguments, calls);
	UNIT_ROWS(tc, last_words, said);
	tcase_add_test(tc, many_words);
	UNIT_ROWS(tc, tells, fails);
	tcase_add_test(tc, other_engine);
	tcase_add_test(tc, adds);
}

int main(void)
{
	return unit_run("ssh", fill);
}
