/* SPDX-License-Identifier: MIT */
/* See terminal.h. */
#include "config.h"

#include "terminal.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* For signal handlers, which only read `before`. */
static struct termios before;
static volatile sig_atomic_t raw;

bool terminal_here(void)
{
	return isatty(STDIN_FILENO) == 1;
}

/* The program is about to die of this: at least the keys shall work. */
static void crashed(int sig)
{
	terminal_restore();
	raise(sig);
}

static void catch_crashes(void)
{
	static const int signals[] = {
		SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE
	};
	struct sigaction action = { .sa_handler = crashed };
	size_t i;

	action.sa_flags = (int)SA_RESETHAND;
	sigemptyset(&action.sa_mask);
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &action, NULL);
}

bool terminal_raw(void)
{
	static bool prepared;
	struct termios now;

	if (raw)
		return true;
	if (tcgetattr(STDIN_FILENO, &now) < 0)
		return false;
	before = now;
	if (!prepared) {
		catch_crashes();
		atexit(terminal_restore);
		prepared = true;
	}
	now.c_iflag &= (tcflag_t)~(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR |
				   IGNCR | ICRNL | IXON);
	now.c_oflag &= (tcflag_t)~OPOST;
	now.c_lflag &= (tcflag_t)~(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	now.c_cflag &= (tcflag_t)~(CSIZE | PARENB);
	now.c_cflag |= CS8;
	now.c_cc[VMIN] = 1;
	now.c_cc[VTIME] = 0;
	raw = 1;
	if (tcsetattr(STDIN_FILENO, TCSADRAIN, &now) == 0)
		return true;
	raw = 0;
	return false;
}

void terminal_restore(void)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old;
	int saved = errno;

	if (!raw)
		return;
	/* In the background the terminal's driver would stop the program. */
	sigemptyset(&ignore.sa_mask);
	sigaction(SIGTTOU, &ignore, &old);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
	sigaction(SIGTTOU, &old, NULL);
	raw = 0;
	errno = saved;
}

bool terminal_size(unsigned *rows, unsigned *columns)
{
	static const int fds[] = { STDIN_FILENO, STDOUT_FILENO,
				   STDERR_FILENO };
	struct winsize size;
	size_t i;

	for (i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
		if (ioctl(fds[i], TIOCGWINSZ, &size) < 0 ||
		    size.ws_row == 0 || size.ws_col == 0)
			continue;
		*rows = size.ws_row;
		*columns = size.ws_col;
		return true;
	}
	return false;
}
