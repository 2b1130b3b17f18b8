/* SPDX-License-Identifier: MIT */
/*
 * pty COMMAND [ARGUMENT...]: runs a command whose standard output is a
 * terminal 72 columns wide, copies what it prints, and exits as it does.
 */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

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

int main(int argc, char **argv)
{
	char buf[4096];
	const char *name;
	int fd, status;
	ssize_t n;
	pid_t pid;

	if (argc < 2)
		return 2;
	fd = posix_openpt(O_RDWR | O_NOCTTY);
	if (fd < 0 || grantpt(fd) < 0 || unlockpt(fd) < 0 ||
	    (name = ptsname(fd)) == NULL) {
		perror("pty");
		return 2;
	}
	pid = fork();
	if (pid == 0)
		become(name, argv + 1);
	/* The last writer gone, reading fails with EIO. */
	while ((n = read(fd, buf, sizeof(buf))) > 0)
		if (write(STDOUT_FILENO, buf, (size_t)n) != n)
			break;
	if (waitpid(pid, &status, 0) < 0)
		return 2;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
