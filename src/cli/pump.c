/* SPDX-License-Identifier: MIT */
/* See pump.h. */
#include "config.h"

#include "pump.h"

#include "out.h"
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define CHUNK 4096		/* of input at a time */
#define RETRY_MS 50		/* between two tries to set the size */
#define RETRIES 40
#define QUIET_MS 2000		/* without a byte before gone() is asked */

static const int watched[] = { SIGWINCH, SIGTSTP, SIGCONT };

/* For signal handlers. */
static davit_stream *volatile target;
static int wake[2] = { -1, -1 };

struct session {
	struct pump *p;
	bool raw;		/* our terminal is */
	bool open;		/* more input may come */
	bool told;		/* that there is no more was passed on */
	char pending[CHUNK + KEYS_MAX];	/* input not passed on yet */
	size_t start, end;
	unsigned tries;		/* left, to set the size */
	int64_t next_try, started, active;
	bool asked;		/* gone() said so once */
	struct sigaction old[3];
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- signals ------------------------------------------------------------ */

static void note(int sig)
{
	char c = (char)sig;
	int saved = errno;

	if (write(wake[1], &c, 1) < 0)
		errno = saved;	/* full: the loop will wake anyway */
	errno = saved;
}

/* What waits in the stream gives up; so does the loop. */
static void stop(void *ctx)
{
	(void)ctx;
	davit_stream_cancel(target);
	note(0);
}

static bool open_wake(void)
{
	int i;

	if (pipe(wake) < 0)
		return false;
	for (i = 0; i < 2; i++) {
		fcntl(wake[i], F_SETFD, FD_CLOEXEC);
		fcntl(wake[i], F_SETFL, O_NONBLOCK);
	}
	return true;
}

static void watch_signals(struct session *s, bool on)
{
	struct sigaction action = { .sa_handler = note };
	size_t i;

	sigemptyset(&action.sa_mask);
	for (i = 0; i < sizeof(watched) / sizeof(watched[0]); i++)
		if (on)
			sigaction(watched[i], &action, &s->old[i]);
		else
			sigaction(watched[i], &s->old[i], NULL);
}

/* Our own terminal must be usable while we are stopped. */
static void be_stopped(struct session *s)
{
	struct sigaction dfl = { .sa_handler = SIG_DFL }, ours;
	sigset_t set;

	terminal_restore();
	sigemptyset(&dfl.sa_mask);
	sigaction(SIGTSTP, &dfl, &ours);
	raise(SIGTSTP);
	sigemptyset(&set);
	sigaddset(&set, SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	sigaction(SIGTSTP, &ours, NULL);
	if (s->raw)
		terminal_raw();
}

static void read_signals(struct session *s)
{
	char got[64];
	ssize_t n, i;

	while ((n = read(wake[0], got, sizeof(got))) > 0)
		for (i = 0; i < n; i++) {
			if (got[i] == SIGTSTP)
				be_stopped(s);
			/* A shell may have set the terminal meanwhile. */
			if (got[i] == SIGCONT && s->raw) {
				terminal_restore();
				terminal_raw();
			}
			if (s->p->terminal && got[i] != 0) {
				s->tries = RETRIES;
				s->next_try = 0;
			}
		}
}

static void set_size(struct session *s)
{
	unsigned rows, columns;

	if (s->tries == 0 || now_ms() < s->next_try)
		return;
	if (s->p->resize == NULL || !terminal_size(&rows, &columns) ||
	    s->p->resize(s->p->ctx, rows, columns))
		s->tries = 0;
	else
		s->tries--;
	s->next_try = now_ms() + RETRY_MS;
}

/* ---- bytes -------------------------------------------------------------- */

static bool write_all(int fd, const char *data, size_t len)
{
	ssize_t n;

	while (len > 0) {
		n = write(fd, data, len);
		if (n < 0 && errno == EINTR && !out_stopped())
			continue;
		if (n < 0 && errno == EAGAIN) {
			struct pollfd p = { fd, POLLOUT, 0 };

			/* Somebody else made the terminal so. */
			poll(&p, 1, -1);
			continue;
		}
		if (n < 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

/* A piece of output.  Returns 1, or how it ended. */
static int get_output(struct session *s, int *end)
{
	davit_frame frame;
	int r = davit_stream_frame(s->p->stream, &frame);

	if (r <= 0) {
		*end = r == 0 ? PUMP_ENDED : r;
		return 0;
	}
	s->asked = false;
	s->active = now_ms();
	if (frame.channel == DAVIT_STDERR) {
		write_all(STDERR_FILENO, frame.data, frame.len);
	} else if (!write_all(STDOUT_FILENO, frame.data, frame.len)) {
		out_lost(errno);
		*end = PUMP_LOST;
		return 0;
	}
	return 1;
}

/* What was typed.  Returns 0, or how it ended. */
static int get_input(struct session *s)
{
	char typed[CHUNK];
	ssize_t n = read(STDIN_FILENO, typed, sizeof(typed));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return 0;
	if (n <= 0) {
		s->open = false;
		/* No key makes an end of a raw terminal. */
		return s->raw ? PUMP_HUNG_UP : 0;
	}
	s->start = 0;
	if (s->raw)
		return keys_filter(&s->p->keys, typed, (size_t)n, s->pending,
				   &s->end) ? PUMP_DETACHED : 0;
	memcpy(s->pending, typed, (size_t)n);
	s->end = (size_t)n;
	return 0;
}

/* Passes on what it can.  A connection that takes no more input may well
 * have output left. */
static void send_input(struct session *s)
{
	ssize_t n;

	if (s->start < s->end) {
		n = davit_stream_write(s->p->stream, s->pending + s->start,
				       s->end - s->start);
		if (n == DAVIT_EAGAIN)
			return;
		if (n < 0) {
			s->open = false;
			s->told = true;
			s->start = s->end;
			return;
		}
		s->start += (size_t)n;
		s->active = now_ms();
	}
	if (s->start == s->end && !s->open && !s->told) {
		/* Where its end can't be told, the process goes on without. */
		davit_stream_shutdown(s->p->stream);
		s->told = true;
	}
}

/* ---- the loop ----------------------------------------------------------- */

/* Nothing for a while: 1 if there is no more to expect. */
static int quiet(struct session *s)
{
	if (s->p->gone == NULL || !s->p->gone(s->p->ctx)) {
		s->asked = false;
		return 0;
	}
	if (s->asked)
		return 1;
	s->asked = true;
	return 0;
}

/* Until a deadline of the stream passes; INT_MAX: never. */
static int time_left(const struct session *s)
{
	const struct { long ms; int64_t since; } waits[] = {
		{ s->p->call_timeout, s->started },
		{ s->p->stall_timeout, s->active }
	};
	int64_t left = INT_MAX, rest, now = now_ms();
	size_t i;

	for (i = 0; i < 2; i++) {
		if (waits[i].ms <= 0)
			continue;
		rest = waits[i].since + waits[i].ms - now;
		rest = rest < 0 ? 0 : rest;
		left = rest < left ? rest : left;
	}
	return (int)left;
}

static int wait_ms(const struct session *s, int left)
{
	int ms = s->tries > 0 ? RETRY_MS :
		 s->p->gone != NULL ? QUIET_MS : INT_MAX;

	ms = left < ms ? left : ms;
	return ms == INT_MAX ? -1 : ms;
}

static int loop(struct session *s)
{
	enum { STREAM, SIGNALS, INPUT };
	struct pollfd fds[3];
	int end = 0, n, left;
	bool pending;

	for (;;) {
		if (out_stopped())
			return PUMP_STOPPED;
		if (davit_stream_ready(s->p->stream)) {
			if (get_output(s, &end) == 0)
				return out_stopped() ? PUMP_STOPPED : end;
		}
		pending = s->start < s->end || (!s->open && !s->told);
		fds[STREAM] = (struct pollfd){
			davit_stream_fd(s->p->stream),
			(short)(POLLIN | (pending ? POLLOUT : 0)), 0
		};
		fds[SIGNALS] = (struct pollfd){ wake[0], POLLIN, 0 };
		fds[INPUT] = (struct pollfd){
			s->open && !pending ? STDIN_FILENO : -1, POLLIN, 0
		};
		left = time_left(s);
		n = poll(fds, 3, davit_stream_ready(s->p->stream) ? 0 :
			 wait_ms(s, left));
		if (n < 0 && errno != EINTR)
			return PUMP_LOST;
		if (fds[SIGNALS].revents != 0)
			read_signals(s);
		set_size(s);
		/* The stream itself tells which deadline passed. */
		if (n == 0 && time_left(s) == 0 && get_output(s, &end) == 0)
			return out_stopped() ? PUMP_STOPPED : end;
		if (n == 0 && now_ms() - s->active >= QUIET_MS &&
		    quiet(s) != 0)
			return PUMP_ENDED;
		if (n <= 0)
			continue;
		if (fds[INPUT].revents != 0) {
			end = get_input(s);
			if (end != 0)
				return end;
		}
		if ((fds[STREAM].revents & POLLOUT) != 0 ||
		    (fds[INPUT].revents != 0 && s->end > s->start))
			send_input(s);
		if ((fds[STREAM].revents & ~POLLOUT) != 0 &&
		    get_output(s, &end) == 0)
			return out_stopped() ? PUMP_STOPPED : end;
	}
}

/* Where the engine took nothing over there is only output. */
static int output_only(struct session *s)
{
	int end = 0;

	while (!out_stopped() && get_output(s, &end) != 0)
		;
	return out_stopped() ? PUMP_STOPPED : end;
}

int pump_run(struct pump *p)
{
	struct session s = { .p = p, .open = p->input, .told = !p->input };
	int end;

	if (!open_wake())
		return DAVIT_ENOMEM;
	target = p->stream;
	s.started = s.active = now_ms();
	fflush(stdout);
	out_on_signal(stop, NULL);
	watch_signals(&s, true);
	if (p->input && p->terminal && terminal_here())
		s.raw = terminal_raw();
	if (p->terminal)
		s.tries = RETRIES;
	end = davit_stream_duplex(p->stream) ? loop(&s) : output_only(&s);
	terminal_restore();
	watch_signals(&s, false);
	out_on_signal(NULL, NULL);
	close(wake[0]);
	close(wake[1]);
	return end;
}
