/* SPDX-License-Identifier: MIT */
/* Tests src/spawn.c and src/spawnrun.c with small programs of the system. */
#include "config.h"

#include "spawn.h"
#include "unit.h"
#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LARGE (1u << 20)

static void nothing_left(void)
{
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
}

static const struct {
	const char *script, *input, *out, *err;
	int status;
} scripts[] = {
	{ "echo one; echo two >&2", NULL, "one\n", "two\n", 0 },
	{ "cat", "to and fro", "to and fro", "", 0 },
	{ "wc -c | tr -d ' '", "", "0\n", "", 0 },
	{ "wc -c | tr -d ' '", NULL, "0\n", "", 0 },
	{ "exit 127", "not read", "", "", 127 },
	{ "exit 3", NULL, "", "", 3 },
	{ "kill -9 $$", NULL, "", "", 128 + 9 },
	/* ignored signals are not handed on */
	{ "kill -PIPE $$; echo alive", NULL, "", "", 128 + SIGPIPE },
	/* its descriptors: those three, and the one that lists them */
	{ "ls /proc/self/fd | tr '\\n' ' '", NULL, "0 1 2 3 ", "", 0 },
	/* what it leaves behind does not keep us */
	{ "sleep 30 & echo gone", NULL, "gone\n", "", 0 },
};

START_TEST(runs)
{
	const char *argv[] = { "sh", "-c", scripts[_i].script, NULL };
	const struct spawn_opts o = {
		.argv = argv, .input = scripts[_i].input,
		.input_len = scripts[_i].input != NULL ?
			     strlen(scripts[_i].input) : 0,
		.max_output = 100, .timeout_ms = 20000
	};
	struct spawn_result r;
	int64_t started = util_now_ms();
	int open_too = open("/dev/null", O_RDONLY);

	signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(spawn_run(&o, &r, NULL), 0);
	ck_assert(!r.missing && !r.timed_out);
	ck_assert_str_eq(buf_text(&r.out), scripts[_i].out);
	ck_assert_str_eq(buf_text(&r.err), scripts[_i].err);
	ck_assert_int_eq(r.status, scripts[_i].status);
	ck_assert_int_lt(util_now_ms() - started, 10000);
	spawn_done(&r);
	close(open_too);
	nothing_left();
}
END_TEST

static volatile sig_atomic_t pipes;

static void on_pipe(int number)
{
	(void)number;
	pipes++;
}

/* Far more than a pipe holds, to who does not read it. */
START_TEST(input_not_read)
{
	const char *argv[] = { "true", NULL };
	struct spawn_opts o = {
		.argv = argv, .input_len = LARGE, .max_output = 10,
		.timeout_ms = 20000
	};
	struct spawn_result r;
	char *input = calloc(1, LARGE);
	sigset_t pending;

	ck_assert_ptr_nonnull(input);
	o.input = input;
	signal(SIGPIPE, on_pipe);
	ck_assert_int_eq(spawn_run(&o, &r, NULL), 0);
	ck_assert_int_eq(r.status, 0);
	ck_assert_int_eq(pipes, 0);
	sigpending(&pending);
	ck_assert(!sigismember(&pending, SIGPIPE));
	spawn_done(&r);
	free(input);
}
END_TEST

/* Both ways at once, more than the pipes hold. */
START_TEST(through_and_back)
{
	const char *argv[] = { "cat", NULL };
	struct spawn_opts o = {
		.argv = argv, .input_len = LARGE, .max_output = LARGE,
		.timeout_ms = 20000
	};
	struct spawn_result r;
	char *input = malloc(LARGE);
	size_t i;

	ck_assert_ptr_nonnull(input);
	for (i = 0; i < LARGE; i++)
		input[i] = (char)(i * 7 + i / 251);
	o.input = input;
	ck_assert_int_eq(spawn_run(&o, &r, NULL), 0);
	ck_assert_int_eq(buf_status(&r.out), 0);
	ck_assert_uint_eq(r.out.len, LARGE);
	ck_assert_int_eq(memcmp(r.out.data, input, LARGE), 0);
	spawn_done(&r);
	free(input);
}
END_TEST

START_TEST(too_much)
{
	const char *argv[] = { "sh", "-c", "yes; exit 0", NULL };
	const struct spawn_opts o = {
		.argv = argv, .max_output = 5000, .timeout_ms = 20000
	};
	struct spawn_result r;

	ck_assert_int_eq(spawn_run(&o, &r, NULL), 0);
	ck_assert_int_eq(buf_status(&r.out), DAVIT_ETOOBIG);
	ck_assert_uint_eq(r.out.len, 5000);
	ck_assert(!r.timed_out);
	spawn_done(&r);
	nothing_left();
}
END_TEST

START_TEST(last_words)
{
	const char *argv[] = {
		"sh", "-c", "head -c 100000 /dev/zero | tr '\\0' x >&2;"
		"printf 'the last' >&2", NULL
	};
	const struct spawn_opts o = {
		.argv = argv, .max_output = 10, .timeout_ms = 20000
	};
	struct spawn_result r;

	ck_assert_int_eq(spawn_run(&o, &r, NULL), 0);
	ck_assert_uint_eq(r.err.len, SPAWN_ERR_MAX);
	ck_assert_str_eq(r.err.data + r.err.len - 9, "xthe last");
	ck_assert_int_eq(r.status, 0);
	spawn_done(&r);
}
END_TEST

START_TEST(too_long)
{
	const char *argv[] = { "sh", "-c", "echo a; sleep 60; echo b", NULL };
	const struct spawn_opts o = {
		.argv = argv, .max_output = 10, .timeout_ms = 300
	};
	struct spawn_result r;
	int64_t started = util_now_ms();

	ck_assert_int_eq(spawn_run(&o, &r, NULL), 0);
	ck_assert(r.timed_out);
	ck_assert_str_eq(buf_text(&r.out), "a\n");
	ck_assert_int_lt(util_now_ms() - started, 10000);
	spawn_done(&r);
	nothing_left();
}
END_TEST

static bool at_once(void *ctx)
{
	return ++*(int *)ctx > 2;
}

START_TEST(cancelled)
{
	const char *argv[] = { "sleep", "60", NULL };
	int asked = 0;
	const struct spawn_opts o = {
		.argv = argv, .max_output = 10, .cancelled = at_once,
		.ctx = &asked
	};
	struct spawn_result r;
	davit_error err;

	ck_assert_int_eq(spawn_run(&o, &r, &err), DAVIT_ECANCELED);
	spawn_done(&r);
	nothing_left();
}
END_TEST

static const char *const absent[] = {
	"davit-no-such-program", "/nonexistent/sh", "/tmp", "/etc/passwd"
};

START_TEST(missing)
{
	const char *argv[] = { absent[_i], NULL };
	const struct spawn_opts o = { .argv = argv, .max_output = 10 };
	struct spawn_result r;

	ck_assert_int_eq(spawn_run(&o, &r, NULL), 0);
	ck_assert(r.missing);
	spawn_done(&r);
	nothing_left();
}
END_TEST

/* PATH: absolute directories in their order, nothing else. */
START_TEST(path)
{
	char dir[] = "/tmp/davit-spawn-XXXXXX", name[60], env[200];
	const char *argv[] = { "davit-here", NULL };
	const struct spawn_opts o = {
		.argv = argv, .max_output = 10, .timeout_ms = 20000
	};
	struct spawn_result r;
	int fd;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(name, sizeof(name), "%s/davit-here", dir);
	fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0700);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "#!/bin/sh\necho hi\n", 18), 18);
	close(fd);
	ck_assert_int_eq(chdir(dir), 0);

	setenv("PATH", ":.::/nonexistent:", 1);
	ck_assert_int_eq(spawn_run(&o, &r, NULL), 0);
	ck_assert(r.missing);
	spawn_done(&r);

	snprintf(env, sizeof(env), "/nonexistent:%s", dir);
	setenv("PATH", env, 1);
	ck_assert_int_eq(spawn_run(&o, &r, NULL), 0);
	ck_assert_str_eq(buf_text(&r.out), "hi\n");
	spawn_done(&r);

	/* There, and yet it does not run. */
	fd = open(name, O_WRONLY | O_TRUNC | O_CLOEXEC);
	ck_assert_int_eq(write(fd, "#!/nonexistent/sh\n", 18), 18);
	close(fd);
	ck_assert_int_eq(spawn_run(&o, &r, NULL), DAVIT_ECONN);
	ck_assert(!r.missing);
	spawn_done(&r);
	unlink(name);
	ck_assert_int_eq(chdir("/"), 0);
	rmdir(dir);
	nothing_left();
}
END_TEST

/* Who ignores its children, or takes them all, learns no status. */
START_TEST(children_ignored)
{
	const char *argv[] = { "sh", "-c", "echo a; exit 3", NULL };
	const struct spawn_opts o = {
		.argv = argv, .max_output = 10, .timeout_ms = 20000
	};
	struct spawn_result r;

	signal(SIGCHLD, SIG_IGN);
	ck_assert_int_eq(spawn_run(&o, &r, NULL), 0);
	ck_assert_str_eq(buf_text(&r.out), "a\n");
	ck_assert_int_eq(r.status, -1);
	spawn_done(&r);
}
END_TEST

static void *run_some(void *ctx)
{
	const char *argv[] = { "sh", "-c", "cat; ls /proc/self/fd | wc -l",
			       NULL };
	const struct spawn_opts o = {
		.argv = argv, .input = ctx, .input_len = strlen(ctx),
		.max_output = 100, .timeout_ms = 30000
	};
	char wanted[20];
	struct spawn_result r;
	int i;

	snprintf(wanted, sizeof(wanted), "%s4\n", (const char *)ctx);
	for (i = 0; i < 10; i++) {
		if (spawn_run(&o, &r, NULL) < 0 ||
		    strcmp(buf_text(&r.out), wanted) != 0)
			return ctx;
		spawn_done(&r);
	}
	return NULL;
}

/* No thread's child holds another's pipes. */
START_TEST(threads)
{
	char names[4][3] = { "a\n", "b\n", "c\n", "d\n" };
	pthread_t ids[4];
	void *failed;
	int i;

	for (i = 0; i < 4; i++)
		ck_assert_int_eq(pthread_create(&ids[i], NULL, run_some,
						names[i]), 0);
	for (i = 0; i < 4; i++) {
		pthread_join(ids[i], &failed);
		ck_assert_ptr_null(failed);
	}
	nothing_left();
}
END_TEST

/* Any of the three may be where another has to go. */
START_TEST(start_and_stop)
{
	const char *argv[] = { "sh", "-c", "cat; echo e >&2; sleep 60", NULL };
	struct spawn_child c;
	bool absent_too;
	char got[10] = "";
	int pair[2], err[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
				    pair), 0);
	ck_assert_int_eq(pipe2(err, O_CLOEXEC), 0);
	ck_assert_int_eq(spawn_start(argv, (int[]){ pair[1], pair[1], err[1] },
				     true, &c, &absent_too, NULL), 0);
	close(pair[1]);
	close(err[1]);
	ck_assert(!spawn_ended(&c));
	ck_assert_int_eq(write(pair[0], "hello", 5), 5);
	ck_assert_int_eq(recv(pair[0], got, 5, MSG_WAITALL), 5);
	ck_assert_str_eq(got, "hello");
	shutdown(pair[0], SHUT_WR);
	ck_assert_int_eq(read(err[0], got, sizeof(got)), 2);
	ck_assert(!spawn_wait(&c, 10));
	spawn_stop(&c, 5000);
	ck_assert_int_eq(c.pid, 0);
	ck_assert_int_eq(c.status, 128 + SIGTERM);
	spawn_stop(&c, 5000);
	close(pair[0]);
	close(err[0]);
	nothing_left();
}
END_TEST

/* Deaf to SIGTERM, and so killed. */
START_TEST(stubborn)
{
	const char *argv[] = { "sh", "-c", "trap '' TERM; echo; "
			       "while :; do sleep 1; done", NULL };
	struct spawn_child c;
	bool absent_too;
	char got[10];
	int out[2];

	ck_assert_int_eq(pipe2(out, O_CLOEXEC), 0);
	ck_assert_int_eq(spawn_start(argv, (int[]){ out[0], out[1], 2 }, true,
				     &c, &absent_too, NULL), 0);
	ck_assert_int_eq(read(out[0], got, 1), 1);
	spawn_stop(&c, 50);
	ck_assert_int_eq(c.status, 128 + SIGKILL);
	close(out[0]);
	close(out[1]);
	nothing_left();
}
END_TEST

#ifdef __linux__
/* Who is killed leaves nobody behind. */
START_TEST(killed)
{
	const char *argv[] = { "sleep", "60", NULL };
	struct spawn_child c;
	bool absent_too;
	char byte;
	int out[2];
	pid_t pid;

	ck_assert_int_eq(pipe2(out, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		spawn_start(argv, (int[]){ out[0], out[1], 2 }, true, &c,
			    &absent_too, NULL);
		kill(getpid(), SIGKILL);
	}
	close(out[1]);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	ck_assert_int_eq(read(out[0], &byte, 1), 0);
	close(out[0]);
}
END_TEST
#endif

static void fill(TCase *tc)
{
	tcase_set_timeout(tc, 60);
	UNIT_ROWS(tc, runs, scripts);
	tcase_add_test(tc, input_not_read);
	tcase_add_test(tc, through_and_back);
	tcase_add_test(tc, too_much);
	tcase_add_test(tc, last_words);
	tcase_add_test(tc, too_long);
	tcase_add_test(tc, cancelled);
	UNIT_ROWS(tc, missing, absent);
	tcase_add_test(tc, path);
	tcase_add_test(tc, children_ignored);
	tcase_add_test(tc, threads);
	tcase_add_test(tc, start_and_stop);
	tcase_add_test(tc, stubborn);
#ifdef __linux__
	tcase_add_test(tc, killed);
#endif
}

int main(void)
{
	return unit_run("spawn", fill);
}
