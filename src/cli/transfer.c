/* SPDX-License-Identifier: MIT */
/* See transfer.h. */
#include "config.h"

#include "transfer.h"

#include "out.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 1000	/* before anything is shown */
#define PAUSE_MS 200		/* between two looks */

/* For the handler of the timer's signal. */
static struct transfer watched;
static volatile int watched_fd = -1;
static off_t watched_from;
static struct sigaction before;

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool transfer_visible(void)
{
	const char *term = getenv("TERM");

	return isatty(STDERR_FILENO) == 1 && term != NULL &&
	       strcmp(term, "dumb") != 0;
}

void transfer_begin(struct transfer *t, const char *total)
{
	memset(t, 0, sizeof(*t));
	t->wanted = transfer_visible();
	if (total != NULL)
		t->total = strtoull(total, NULL, 10);
	t->started = t->drawn = now_ms();
}

/* What follows is done by a signal handler, too: no stdio. */

static size_t put_number(char *out, uint64_t n)
{
	char digits[20];
	size_t len = 0, i;

	do {
		digits[len++] = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	for (i = 0; i < len; i++)
		out[i] = digits[len - 1 - i];
	return len;
}

static size_t put_text(char *out, const char *text)
{
	size_t len = strlen(text);

	memcpy(out, text, len);
	return len;
}

size_t transfer_size(char *out, uint64_t bytes)
{
	static const char units[][4] = {
		" B", " kB", " MB", " GB", " TB", " PB"
	};
	size_t unit = 0, len;
	unsigned tenth = 0;

	while (bytes >= 1000 && unit + 1 < sizeof(units) / sizeof(units[0])) {
		tenth = (unsigned)(bytes % 1000 / 100);
		bytes /= 1000;
		unit++;
	}
	len = put_number(out, bytes);
	if (unit > 0) {
		out[len++] = '.';
		out[len++] = (char)('0' + tenth);
	}
	len += put_text(out + len, units[unit]);
	out[len] = '\0';
	return len;
}

static void draw(struct transfer *t)
{
	int64_t now = now_ms(), spent = now - t->started;
	char line[160];
	size_t len;
	ssize_t n;

	if (!t->wanted || spent < PATIENCE_MS || now - t->drawn < PAUSE_MS)
		return;
	t->drawn = now;
	t->shown = true;
	len = put_text(line, "\r");
	len += transfer_size(line + len, t->bytes);
	if (t->total >= t->bytes) {
		len += put_text(line + len, " of ");
		len += transfer_size(line + len, t->total);
	}
	len += put_text(line + len, ", ");
	len += transfer_size(line + len, t->bytes / (uint64_t)spent * 1000);
	len += put_text(line + len, "/s\033[K");
	n = write(STDERR_FILENO, line, len);
	(void)n;
}

void transfer_add(struct transfer *t, size_t bytes)
{
	t->bytes += bytes;
	draw(t);
}

void transfer_end(struct transfer *t)
{
	static const char clear[] = "\r\033[K";
	ssize_t n;

	if (t->shown) {
		n = write(STDERR_FILENO, clear, sizeof(clear) - 1);
		(void)n;
	}
	t->shown = false;
}

static void look(int sig)
{
	int saved = errno;
	off_t at;

	/* The alarm that ends what does not stop in time. */
	if (out_stopped() && before.sa_handler != SIG_DFL &&
	    before.sa_handler != SIG_IGN)
		before.sa_handler(sig);
	at = lseek(watched_fd, 0, SEEK_CUR);
	if (at >= watched_from) {
		watched.bytes = (uint64_t)(at - watched_from);
		draw(&watched);
	}
	errno = saved;
}

void transfer_watch(int fd)
{
	struct sigaction action = { .sa_handler = look };
	const struct itimerval every = {
		{ 0, PAUSE_MS * 1000 }, { 0, PAUSE_MS * 1000 }
	};
	struct stat st;

	if (!transfer_visible() || fstat(fd, &st) < 0 ||
	    !S_ISREG(st.st_mode))
		return;
	watched_from = lseek(fd, 0, SEEK_CUR);
	if (watched_from < 0 || watched_from > st.st_size)
		return;
	transfer_begin(&watched, NULL);
	watched.total = (uint64_t)(st.st_size - watched_from);
	watched_fd = fd;
	action.sa_flags = SA_RESTART;
	sigemptyset(&action.sa_mask);
	sigaction(SIGALRM, &action, &before);
	setitimer(ITIMER_REAL, &every, NULL);
}

void transfer_unwatch(void)
{
	const struct itimerval never = { { 0, 0 }, { 0, 0 } };

	if (watched_fd < 0)
		return;
	setitimer(ITIMER_REAL, &never, NULL);
	sigaction(SIGALRM, &before, NULL);
	watched_fd = -1;
	transfer_end(&watched);
}
