/* SPDX-License-Identifier: MIT */
/*
 * Stands in for ssh and the far side: a connection goes to the unix socket
 * $FAKE_ENGINE.  Adds its arguments to the file $FAKE_LOG, a line each time.
 * $FAKE_SSH says what else happens:
 *
 *	hang		nothing, for ever
 *	fail		says $FAKE_SAY and ends with status $FAKE_STATUS
 *	noise		prints a greeting before what the engine says
 *	chatty		says more than a pipe holds, then works
 *	cut		works until $FAKE_BYTES have come from the engine, says
 *			$FAKE_SAY and ends
 *	late		works, and says $FAKE_SAY when it is done
 *
 * A command that isn't to carry a connection prints $FAKE_ANSWER.
 */
#include "config.h"

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const char *setting(const char *name)
{
	const char *value = getenv(name);

	return value != NULL ? value : "";
}

static bool is(const char *mode)
{
	return strcmp(setting("FAKE_SSH"), mode) == 0;
}

static int unix_socket(const char *path, bool listens)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0), r;

	snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	r = listens ? bind(fd, (struct sockaddr *)&a, sizeof(a)) :
		      connect(fd, (struct sockaddr *)&a, sizeof(a));
	if (r == 0 && listens)
		r = listen(fd, 8);
	if (r < 0) {
		fprintf(stderr, "open failed: connect failed: %s\n", path);
		exit(1);
	}
	return fd;
}

static bool copy(int from, int to, long *left)
{
	char data[8192];
	ssize_t n = read(from, data, left != NULL && *left < 8192 ?
			 (size_t)*left : sizeof(data)), done, w;

	for (done = 0; done < n; done += w) {
		w = write(to, data + done, (size_t)(n - done));
		if (w < 0)
			return false;
	}
	if (left != NULL)
		*left -= n;
	return n > 0 && (left == NULL || *left > 0);
}

/* Until the engine has ended; the end of what it is sent is told. */
static void carry(int in, int out)
{
	long bytes = is("cut") ? atol(setting("FAKE_BYTES")) : 1L << 60;
	int engine = unix_socket(setting("FAKE_ENGINE"), false);
	struct pollfd fds[2] = { { in, POLLIN, 0 }, { engine, POLLIN, 0 } };

	for (;;) {
		if (poll(fds, 2, -1) < 0)
			continue;
		if (fds[0].revents != 0 && !copy(in, engine, NULL)) {
			shutdown(engine, SHUT_WR);
			fds[0].fd = -1;
		}
		if (fds[1].revents != 0 && !copy(engine, out, &bytes))
			break;
	}
	if (is("late") || is("cut"))
		fprintf(stderr, "%s\n", setting("FAKE_SAY"));
	exit(is("cut") ? 255 : 0);
}

static void forward(const char *paths)
{
	char local[100];
	int fd, listener;

	snprintf(local, sizeof(local), "%.*s", (int)strcspn(paths, ":"),
		 paths);
	listener = unix_socket(local, true);
	signal(SIGCHLD, SIG_IGN);
	for (;;) {
		fd = accept(listener, NULL, NULL);
		if (fd >= 0 && fork() == 0)
			carry(fd, fd);
		close(fd);
	}
}

static void chatter(void)
{
	int i;

	for (i = 0; i < 200000 / 50; i++)
		fprintf(stderr, "%049d\n", i);
}

int main(int argc, char **argv)
{
	FILE *log = fopen(setting("FAKE_LOG"), "a");
	const char *command = argv[argc - 1];
	int i;

	if (log != NULL) {
		for (i = 1; i < argc; i++)
			fprintf(log, "%s%c", argv[i], i + 1 < argc ? '|' :
				'\n');
		fclose(log);
	}
	if (is("hang"))
		for (;;)
			pause();
	if (is("fail")) {
		fprintf(stderr, "%s\n", setting("FAKE_SAY"));
		return atoi(setting("FAKE_STATUS"));
	}
	if (is("noise") && write(1, "Welcome to far\n", 15) < 0)
		return 1;
	if (is("chatty"))
		chatter();
	for (i = 1; i + 1 < argc; i++)
		if (strcmp(argv[i], "-L") == 0)
			forward(argv[i + 1]);
	if (strstr(command, "stdio") == NULL) {
		puts(setting("FAKE_ANSWER"));
		return 0;
	}
	carry(0, 1);
}
