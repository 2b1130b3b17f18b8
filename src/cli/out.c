/* SPDX-License-Identifier: MIT */
/* See out.h. */
#include "config.h"

#include "out.h"
#include "say.h"
#include "terminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE_WIDTH 80
#define WIDTH_MIN 40		/* narrower is not worth aligning */

static struct {
	FILE *file;		/* of -o; NULL: standard output */
	char *path;		/* what it will be */
	char *temporary;	/* what it is now; NULL: it is itself */
	bool terminal, color;
	int failed;		/* errno of a write that failed */
} out;

#define STOP_SECONDS 1		/* for a stream to notice that it is stopped */

/* For the signal handler, which may only read, but for `stopped`. */
static volatile sig_atomic_t armed, stopped;
static void (*volatile stop_hook)(void *ctx);
static void *volatile stop_ctx;
static char *volatile doomed;
static char farewell[512];
static volatile size_t farewell_len;

void out_init(enum color color)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	out.terminal = isatty(STDOUT_FILENO) == 1;
	out.color = color == COLOR_ALWAYS;
	if (color == COLOR_AUTO)
		out.color = out.terminal &&
			(no_color == NULL || *no_color == '\0') &&
			(term == NULL || strcmp(term, "dumb") != 0);
}

bool out_terminal(void)
{
	return out.terminal;
}

bool out_color(void)
{
	return out.color;
}

size_t out_width(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	unsigned long n = 0;

	if (columns != NULL && *columns >= '0' && *columns <= '9')
		n = strtoul(columns, NULL, 10);
	if (n == 0 && out.terminal) {
		if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
			n = size.ws_col;
		if (n == 0)
			n = PAGE_WIDTH;
	}
	if (n == 0)
		return SIZE_MAX;
	return n < WIDTH_MIN ? WIDTH_MIN : n;
}

size_t out_page_width(void)
{
	size_t width = out_width();

	return width == SIZE_MAX ? PAGE_WIDTH : width;
}

static int cannot(const char *verb, const char *path)
{
	return say_error("cannot %s '%s': %s", verb, path, strerror(errno));
}

/* `whole`: a file that is renamed once it is complete. */
static void set_farewell(const char *path, bool whole)
{
	int len;

	if (path != NULL)
		len = snprintf(farewell, sizeof(farewell), "davit: "
			       "interrupted; %s '%s'%s\n",
			       whole ? "nothing was written to" : "what",
			       path, whole ? "" : " got is incomplete");
	else
		len = snprintf(farewell, sizeof(farewell),
			       "davit: interrupted\n");
	if (len < 0)
		len = 0;
	farewell_len = (size_t)len < sizeof(farewell) ? (size_t)len
						      : sizeof(farewell) - 1;
}

/* mkstemp() makes files nobody else may read; the result is an ordinary one. */
static mode_t usual_mode(const struct stat *old)
{
	mode_t mask;

	if (old != NULL)
		return old->st_mode & 0777;
	mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

/* A name in the same directory; the file behind a symbolic link is meant. */
static int open_beside(const char *path, const struct stat *old)
{
	char *real = old != NULL ? realpath(path, NULL) : NULL;
	int fd, status = 0;

	out.path = mem_text(real != NULL ? real : path);
	free(real);
	out.temporary = mem_format("%s.XXXXXX", out.path);
	fd = mkstemp(out.temporary);
	if (fd < 0) {
		status = cannot("write", path);
		free(out.temporary);
		out.temporary = NULL;
		return status;
	}
	set_farewell(path, true);
	doomed = out.temporary;
	if (fchmod(fd, usual_mode(old)) < 0 ||
	    (out.file = fdopen(fd, "w")) == NULL) {
		status = cannot("write", path);
		close(fd);
		out_discard();
	}
	return status;
}

int out_open(const char *path)
{
	struct stat st;

	if (path == NULL || strcmp(path, "-") == 0)
		return 0;
	if (*path == '\0')
		return say_error("-o: the name of the file is empty");
	if (stat(path, &st) < 0) {
		if (errno != ENOENT)
			return cannot("write", path);
		return open_beside(path, NULL);
	}
	if (S_ISREG(st.st_mode))
		return open_beside(path, &st);
	out.path = mem_text(path);
	out.file = fopen(path, "w");
	set_farewell(path, false);
	return out.file == NULL ? cannot("write", path) : 0;
}

FILE *out_file(void)
{
	return out.file == NULL ? stdout : out.file;
}

int out_commit(void)
{
	int status = 0;
	FILE *file = out.file;

	if (file == NULL)
		return 0;
	out.file = NULL;
	if (out.failed != 0 || fflush(file) != 0) {
		errno = out.failed != 0 ? out.failed : errno;
		status = cannot("write", out.path);
		fclose(file);
	} else if (fclose(file) != 0) {
		status = cannot("write", out.path);
	} else if (out.temporary != NULL &&
		   rename(out.temporary, out.path) < 0) {
		status = cannot("write", out.path);
	} else {
		doomed = NULL;
		free(out.temporary);
		out.temporary = NULL;
	}
	out_discard();
	return status;
}

void out_discard(void)
{
	if (out.file != NULL)
		fclose(out.file);
	out.file = NULL;
	doomed = NULL;
	if (out.temporary != NULL)
		unlink(out.temporary);
	free(out.temporary);
	out.temporary = NULL;
	/* From now on it is about standard output. */
	if (out.path != NULL)
		out.failed = 0;
	free(out.path);
	out.path = NULL;
}

/* Only what a signal handler may do. */
static void interrupted(int sig)
{
	static const char reset[] = "\033[0m";
	void (*hook)(void *ctx) = stop_hook;
	const char *path = doomed;
	int saved = errno;
	ssize_t n = 0;

	if (hook != NULL && !stopped && sig != SIGALRM) {
		stopped = 1;
		hook(stop_ctx);
		alarm(STOP_SECONDS);
		errno = saved;
		return;
	}
	terminal_restore();
	if (path != NULL)
		unlink(path);
	if (out.color && out.terminal)
		n = write(STDOUT_FILENO, reset, sizeof(reset) - 1);
	n += write(STDERR_FILENO, farewell, farewell_len);
	(void)n;
	_exit(STATUS_STOPPED);
}

void out_catch_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT,
				       SIGALRM };
	struct sigaction action, old;
	size_t i;

	if (armed)
		return;
	armed = 1;
	if (farewell_len == 0)
		set_farewell(NULL, true);
	memset(&action, 0, sizeof(action));
	action.sa_handler = interrupted;
	sigemptyset(&action.sa_mask);
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		/* What the caller ignores (nohup) stays ignored. */
		if (sigaction(signals[i], NULL, &old) == 0 &&
		    old.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
	/* A peer that goes away is an error, told by the library. */
	signal(SIGPIPE, SIG_IGN);
}

void out_on_signal(void (*hook)(void *ctx), void *ctx)
{
	stop_hook = NULL;
	stop_ctx = ctx;
	stop_hook = hook;
}

bool out_stopped(void)
{
	/* It is noticed: what is left to do may take its time. */
	if (stopped)
		alarm(0);
	return stopped != 0;
}

int out_farewell(void)
{
	ssize_t n;

	out_discard();
	n = write(STDERR_FILENO, farewell, farewell_len);
	(void)n;
	return STATUS_STOPPED;
}

void out_written(void)
{
	/* Only now does errno tell why; the end of the program is too late. */
	if (out.failed == 0 && ferror(out_file()))
		out.failed = errno != 0 ? errno : EIO;
}

void out_lost(int sys)
{
	if (out.failed == 0)
		out.failed = sys != 0 ? sys : EIO;
}

bool out_failed(void)
{
	return out.failed != 0;
}

/* Whoever read standard output has seen enough. */
static bool reader_gone(void)
{
	struct pollfd p = { STDOUT_FILENO, POLLOUT, 0 };

	return poll(&p, 1, 0) == 1 && (p.revents & POLLERR) != 0;
}

int out_finish(int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout) && out.failed == 0)
		return status;
	/* A write that the interrupt broke off. */
	if (stopped)
		return status;
	if (out.failed == 0)
		out.failed = errno != 0 ? errno : EIO;
	if (out.failed == EPIPE || reader_gone()) {
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
	}
	say_error("cannot write standard output: %s", strerror(out.failed));
	return status == STATUS_DONE ? STATUS_USAGE : status;
}
