/* SPDX-License-Identifier: MIT */
/*
 * pty COMMAND [ARGUMENT...]: runs a command whose standard output is a
 * terminal 72 columns wide, copies what it prints, and exits as it does.
 *
 * pty -s SCRIPT COMMAND [ARGUMENT...]: input and standard error are that
 * terminal, too, and it is the one that sends signals.  SCRIPT has a step on
 * each line:
 *
 *	expect TEXT	wait until TEXT is printed, after what was expected
 *	send TEXT	type it; \r \n \e \\ and \xHH are understood
 *	size ROWS COLUMNS
 *	signal NUMBER	to the command
 *	stopped, continue	wait until it has stopped; let it go on
 *	raw, cooked	wait until the terminal is so
 *	sleep MS
 *	hangup		close the terminal
 *
 * A step that takes longer than 15 seconds fails: exit status 98.  If the
 * command leaves the terminal other than it was: 99.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 15000
#define TURN_MS 20

enum { FAILED = 98, CHANGED = 99 };

static char seen[1 << 20];	/* all that was printed, zero bytes as '?' */
static size_t used, expected;
static int master = -1, ended, status;
static int news = -1;		/* from the leader: struct report */
static pid_t child;		/* whom signals are for */

struct report {
	pid_t pid;
	int status;
};

static void become(const char *name, char **argv)
{
	struct winsize size = { .ws_row = 24, .ws_col = 72 };
	struct termios plain;
	int fd = open(name, O_RDWR | O_NOCTTY);

	if (fd < 0 || tcgetattr(fd, &plain) < 0)
		_exit(127);
	plain.c_oflag &= (tcflag_t)~OPOST;
	tcsetattr(fd, TCSANOW, &plain);
	ioctl(fd, TIOCSWINSZ, &size);
	dup2(fd, STDOUT_FILENO);
	close(fd);
	execvp(argv[0], argv);
	_exit(127);
}

/* Stands in for the shell, without which nothing could be stopped: leads the
 * session, runs the command as its job, and reports what becomes of it. */
static void lead(const char *name, char **argv, int to)
{
	struct winsize size = { .ws_row = 24, .ws_col = 72 };
	struct report report = { 0, 0 };
	int fd;

	close(master);
	close(news);
	setsid();
	signal(SIGTTOU, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	fd = open(name, O_RDWR | O_CLOEXEC);
	ioctl(fd, TIOCSWINSZ, &size);
	ioctl(fd, TIOCSCTTY, 0);
	report.pid = fork();
	if (report.pid == 0) {
		setpgid(0, 0);
		tcsetpgrp(fd, getpid());
		signal(SIGTTOU, SIG_DFL);
		signal(SIGHUP, SIG_DFL);
		dup2(fd, STDIN_FILENO);
		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
		execvp(argv[0], argv);
		_exit(127);
	}
	if (write(to, &report, sizeof(report)) < 0)
		_exit(1);
	while (waitpid(report.pid, &report.status, WUNTRACED) > 0)
		if (write(to, &report, sizeof(report)) < 0 ||
		    !WIFSTOPPED(report.status))
			break;
	_exit(0);
}

static int copy(void)
{
	char buf[4096];
	ssize_t n;

	/* The last writer gone, reading fails with EIO. */
	while ((n = read(master, buf, sizeof(buf))) > 0)
		if (write(STDOUT_FILENO, buf, (size_t)n) != n)
			break;
	if (waitpid(child, &status, 0) < 0)
		return 2;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* ---- scripts ------------------------------------------------------------ */

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000L + now.tv_nsec / 1000000;
}

/* Takes what is printed within a moment. */
static void turn(int ms)
{
	struct pollfd p = { master, POLLIN, 0 };
	char buf[4096];
	ssize_t n, i;

	if (master >= 0 && poll(&p, 1, ms) <= 0)
		return;
	n = master < 0 ? 0 : read(master, buf, sizeof(buf));
	if (n <= 0) {
		usleep((useconds_t)ms * 1000);
		return;
	}
	if (write(STDOUT_FILENO, buf, (size_t)n) != n)
		return;
	for (i = 0; i < n && used + 1 < sizeof(seen); i++)
		seen[used++] = buf[i] == '\0' ? '?' : buf[i];
	seen[used] = '\0';
}

static int is_raw(void)
{
	struct termios now;

	return tcgetattr(master, &now) == 0 && (now.c_lflag & ICANON) == 0;
}

/* What the leader reports; returns whether there was anything. */
static int hear(int wait)
{
	struct pollfd p = { news, POLLIN, 0 };
	struct report report;

	if (ended || poll(&p, 1, wait) <= 0)
		return 0;
	if (read(news, &report, sizeof(report)) !=
	    (ssize_t)sizeof(report)) {
		ended = 1;
		return 0;
	}
	child = report.pid;
	status = report.status;
	ended = !wait && !WIFSTOPPED(status);
	return 1;
}

/* Does what the step waits for hold? */
static int holds(const char *step, const char *rest)
{
	const char *found;

	if (strcmp(step, "raw") == 0 || strcmp(step, "cooked") == 0)
		return is_raw() == (*step == 'r');
	if (strcmp(step, "stopped") == 0)
		return hear(0) && WIFSTOPPED(status);
	found = strstr(seen + expected, rest);
	if (found == NULL)
		return 0;
	expected = (size_t)(found - seen) + strlen(rest);
	return 1;
}

static void type(const char *text)
{
	char out[4096];
	size_t n = 0;

	for (; *text != '\0' && n < sizeof(out); text++) {
		out[n] = *text;
		if (*text == '\\') {
			text++;
			out[n] = *text == 'r' ? '\r' : *text == 'n' ? '\n' :
				 *text == 'e' ? '\033' : *text;
			if (*text == 'x' && text[1] != '\0' &&
			    text[2] != '\0') {
				char hex[3] = { text[1], text[2], '\0' };

				out[n] = (char)strtoul(hex, NULL, 16);
				text += 2;
			}
		}
		n++;
	}
	if (write(master, out, n) != (ssize_t)n)
		perror("pty: write");
}

static int act(const char *step, const char *rest)
{
	struct winsize size = { 0 };
	unsigned rows, columns;
	long until = now_ms() + PATIENCE_MS, ms;

	if (strcmp(step, "send") == 0) {
		type(rest);
	} else if (strcmp(step, "size") == 0) {
		if (sscanf(rest, "%u %u", &rows, &columns) != 2)
			return -1;
		size.ws_row = (unsigned short)rows;
		size.ws_col = (unsigned short)columns;
		ioctl(master, TIOCSWINSZ, &size);
	} else if (strcmp(step, "signal") == 0) {
		kill(child, (int)strtol(rest, NULL, 10));
	} else if (strcmp(step, "continue") == 0) {
		kill(child, SIGCONT);
	} else if (strcmp(step, "hangup") == 0) {
		close(master);
		master = -1;
	} else if (strcmp(step, "sleep") == 0) {
		ms = now_ms() + strtol(rest, NULL, 10);
		while (now_ms() < ms)
			turn(TURN_MS);
	} else {
		while (!holds(step, rest)) {
			if (now_ms() > until)
				return -1;
			turn(TURN_MS);
		}
	}
	return 0;
}

static int play(FILE *script)
{
	char line[4096], step[32], *rest;

	while (fgets(line, sizeof(line), script) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#' || line[0] == '\0' ||
		    sscanf(line, "%31s", step) != 1)
			continue;
		rest = line + strlen(step);
		rest += *rest == ' ';
		if (act(step, rest) < 0) {
			fprintf(stderr, "pty: failed: %s\n", line);
			return -1;
		}
	}
	return 0;
}

static int changed(const struct termios *before)
{
	struct termios now;

	return master >= 0 && (tcgetattr(master, &now) < 0 ||
	       now.c_iflag != before->c_iflag ||
	       now.c_oflag != before->c_oflag ||
	       now.c_lflag != before->c_lflag ||
	       now.c_cflag != before->c_cflag);
}

static int run_script(const char *path, const struct termios *before)
{
	FILE *script = fopen(path, "r");
	int failed = script == NULL || play(script) < 0;
	long until = now_ms() + PATIENCE_MS;

	while (!failed && !ended) {
		turn(TURN_MS);
		hear(0);
		failed = now_ms() > until;
		if (failed)
			fprintf(stderr, "pty: the command does not end\n");
	}
	if (failed)
		kill(child, SIGKILL);
	turn(TURN_MS);
	turn(0);
	if (script != NULL)
		fclose(script);
	if (failed)
		return FAILED;
	if (changed(before)) {
		fprintf(stderr, "pty: the terminal is not what it was\n");
		return CHANGED;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static int script_main(const char *name, char **argv)
{
	struct termios before;
	int ends[2];
	/* With this side open, the terminal outlives the command. */
	int keep = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (keep < 0 || tcgetattr(keep, &before) < 0 || pipe(ends) < 0) {
		perror("pty");
		return 2;
	}
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	news = ends[0];
	if (fork() == 0)
		lead(name, argv + 1, ends[1]);
	close(ends[1]);
	hear(PATIENCE_MS);
	return run_script(argv[0], &before);
}

int main(int argc, char **argv)
{
	const char *name;

	if (argc < 2)
		return 2;
	master = posix_openpt(O_RDWR | O_NOCTTY);
	if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0 ||
	    (name = ptsname(master)) == NULL) {
		perror("pty");
		return 2;
	}
	fcntl(master, F_SETFD, FD_CLOEXEC);
	if (argc > 3 && strcmp(argv[1], "-s") == 0)
		return script_main(name, argv + 2);
	child = fork();
	if (child == 0)
		become(name, argv + 1);
	return copy();
}
