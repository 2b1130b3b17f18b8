/* SPDX-License-Identifier: MIT */
/* See spawn.h. */
#include "config.h"

#include "spawn.h"

#include "error.h"
#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#define TICK_MS 20		/* how often is looked whether it ended */
#define KILLED_MS 5000		/* the system takes its time, sometimes */
#define STATUS_FD 3		/* in the child, until it is the program */
#define MOST_FDS (1L << 16)

/* ---- finding ------------------------------------------------------------ */

static bool is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       access(path, X_OK) == 0;
}

/* The path of a program; *out NULL: there is none.  What is named relative
 * to the directory of the moment is not searched. */
static int find(const char *name, char **out, davit_error *err)
{
	const char *dir = getenv("PATH"), *end;
	struct buf path = BUF_INIT(1u << 16);

	*out = NULL;
	if (strchr(name, '/') != NULL) {
		*out = is_program(name) ? strdup(name) : NULL;
		return is_program(name) && *out == NULL ?
		       error_nomem(err) : 0;
	}
	for (; dir != NULL; dir = *end == ':' ? end + 1 : NULL) {
		end = dir + strcspn(dir, ":");
		if (*dir != '/')
			continue;
		buf_reset(&path);
		buf_add(&path, dir, (size_t)(end - dir));
		buf_add_char(&path, '/');
		if (buf_add_str(&path, name) == DAVIT_ENOMEM)
			break;
		if (buf_status(&path) == 0 && is_program(path.data)) {
			*out = buf_take(&path);
			return 0;
		}
	}
	buf_done(&path);
	return dir != NULL ? error_nomem(err) : 0;
}

/* ---- starting ----------------------------------------------------------- */

bool spawn_has_terminal(void)
{
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	bool good = fd >= 0 && tcgetpgrp(fd) == getpgrp();

	if (fd >= 0)
		close(fd);
	return good;
}

struct start {
	const char *path;
	const char *const *argv;
	int fds[3], status;
	bool leads, deaf, tied;
	pid_t parent;
	long nfds;		/* where no descriptor is any more */
};

static void close_rest(long nfds)
{
	long fd;

#ifdef SYS_close_range
	if (syscall(SYS_close_range, STATUS_FD + 1, ~0u, 0) == 0)
		return;
#endif
	for (fd = STATUS_FD + 1; fd < nfds; fd++)
		close((int)fd);
}

/* Between fork and exec: nothing but what is safe in a signal handler. */
static _Noreturn void become(const struct start *s)
{
	struct sigaction action = { .sa_handler = SIG_DFL };
	int moved[4], i, sys, tell = s->status;
	sigset_t none;

	for (i = 1; i < NSIG; i++)
		sigaction(i, &action, NULL);
	if (s->deaf) {
		action.sa_handler = SIG_IGN;
		sigaction(SIGINT, &action, NULL);
		sigaction(SIGQUIT, &action, NULL);
	}
	/* Out of the way first: each may be where another has to go. */
	for (i = 3; i >= 0; i--) {
		moved[i] = fcntl(i < 3 ? s->fds[i] : s->status,
				 F_DUPFD_CLOEXEC, STATUS_FD + 1);
		if (moved[i] < 0)
			goto fail;
	}
	tell = moved[3];
	for (i = 0; i < 4; i++)
		if (dup2(moved[i], i) < 0)
			goto fail;
	fcntl(STATUS_FD, F_SETFD, FD_CLOEXEC);
	tell = STATUS_FD;
	close_rest(s->nfds);
	if (s->leads)
		setsid();
#ifdef __linux__
	if (s->tied) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != s->parent)
			_exit(126);
	}
#endif
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execv(s->path, (char *const *)s->argv);
fail:
	sys = errno;
	_exit(write(tell, &sys, sizeof(sys)) < 0 ? 126 : 127);
}

/* The errno of a child that could not become the program, or 0. */
static int start_failed(int fd)
{
	int sys = 0;
	ssize_t n;

	do
		n = read(fd, &sys, sizeof(sys));
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof(sys) ? sys : 0;
}

static int start(struct start *s, bool deaf, struct spawn_child *out,
		 davit_error *err)
{
	sigset_t all, before;
	int status[2], sys;

	if (pipe2(status, O_CLOEXEC) < 0)
		return error_set(err, DAVIT_ECONN, "cannot run %s: %s",
				 s->path, strerror(errno));
	s->status = status[1];
	s->leads = !spawn_has_terminal();
	s->deaf = deaf && !s->leads;
#ifdef __linux__
	/* It ends with the thread that started it: the first one only ends
	 * with the process. */
	s->parent = getpid();
	s->tied = s->parent == (pid_t)syscall(SYS_gettid);
#endif
	s->nfds = sysconf(_SC_OPEN_MAX);
	if (s->nfds < 0 || s->nfds > MOST_FDS)
		s->nfds = MOST_FDS;
	/* No handler of ours may run in the child. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	out->pid = fork();
	sys = errno;
	if (out->pid == 0)
		become(s);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	close(status[1]);
	out->leads = s->leads;
	if (out->pid > 0)
		sys = start_failed(status[0]);
	close(status[0]);
	if (out->pid > 0 && sys != 0)
		spawn_wait(out, 1000);
	if (out->pid <= 0 || sys != 0) {
		out->pid = 0;
		return error_set(err, DAVIT_ECONN, "cannot run %s: %s",
				 s->path, strerror(sys));
	}
	return 0;
}

int spawn_start(const char *const *argv, const int fds[3], bool deaf,
		struct spawn_child *out, bool *missing, davit_error *err)
{
	struct start s = {
		.argv = argv, .fds = { fds[0], fds[1], fds[2] }, .status = -1
	};
	char *path;
	int r;

	*out = (struct spawn_child){ 0, false, -1 };
	r = find(argv[0], &path, err);
	*missing = r == 0 && path == NULL;
	if (*missing)
		r = error_set(err, DAVIT_ECONN, "there is no program %s",
			      argv[0]);
	s.path = path;
	if (r == 0)
		r = start(&s, deaf, out, err);
	free(path);
	return r;
}

/* ---- ending ------------------------------------------------------------- */

bool spawn_ended(struct spawn_child *c)
{
	int status;
	pid_t got;

	if (c->pid <= 0)
		return true;
	do
		got = waitpid(c->pid, &status, WNOHANG);
	while (got < 0 && errno == EINTR);
	if (got == 0)
		return false;
	/* A program that ignores its children, or waits for all of them,
	 * leaves nothing to be known. */
	if (got < 0)
		c->status = -1;
	else
		c->status = WIFEXITED(status) ? WEXITSTATUS(status) :
			    128 + WTERMSIG(status);
	c->pid = 0;
	return true;
}

bool spawn_wait(struct spawn_child *c, long ms)
{
	int64_t until = util_now_ms() + ms, left;
	int pause = 1;

	while (!spawn_ended(c)) {
		left = until - util_now_ms();
		if (left <= 0)
			return false;
		poll(NULL, 0, left < pause ? (int)left : pause);
		pause = pause < TICK_MS ? pause * 2 : TICK_MS;
	}
	return true;
}

static void signal_child(const struct spawn_child *c, int number)
{
	/* What it started itself ends with it, where it can be told from
	 * what is ours. */
	if (c->pid > 0 && (!c->leads || kill(-c->pid, number) < 0))
		kill(c->pid, number);
}

void spawn_stop(struct spawn_child *c, long grace_ms)
{
	if (spawn_ended(c))
		return;
	signal_child(c, SIGTERM);
	if (spawn_wait(c, grace_ms))
		return;
	signal_child(c, SIGKILL);
	spawn_wait(c, KILLED_MS);
}
