/* SPDX-License-Identifier: MIT */
/* Running a program to its end: see spawn.h. */
#include "config.h"

#include "spawn.h"

#include "error.h"
#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define TICK_MS 20		/* how often is looked whether it ended */
#define AFTER_MS 100		/* for words that are late when it did */

struct run {
	const struct spawn_opts *o;
	struct spawn_result *result;
	struct spawn_child child;
	int fds[3];		/* our ends; -1: closed */
	size_t written;
	int64_t until;
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* A program that does not read its input is no reason to die for. */
static ssize_t write_quietly(int fd, const void *data, size_t len)
{
	sigset_t pipe_only, before, pending;
	bool mine;
	ssize_t n;
	int sys;

	sigemptyset(&pipe_only);
	sigaddset(&pipe_only, SIGPIPE);
	sigpending(&pending);
	mine = !sigismember(&pending, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &pipe_only, &before);
	n = write(fd, data, len);
	sys = errno;
	if (n < 0 && sys == EPIPE && mine) {
		sigpending(&pending);
		if (sigismember(&pending, SIGPIPE))
			sigwait(&pipe_only, &(int){ 0 });
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = sys;
	return n;
}

static void feed(struct run *r)
{
	ssize_t n = 0;

	if (r->written < r->o->input_len)
		n = write_quietly(r->fds[0], r->o->input + r->written,
				  r->o->input_len - r->written);
	if (n > 0)
		r->written += (size_t)n;
	if (r->written == r->o->input_len ||
	    (n < 0 && errno != EAGAIN && errno != EINTR))
		close_fd(&r->fds[0]);
}

/* The end of what it says matters, so the beginning makes room. */
static void keep_last(struct buf *b, const char *data, size_t len)
{
	size_t drop;

	if (len > b->max) {
		data += len - b->max;
		len = b->max;
	}
	drop = b->len + len > b->max ? b->len + len - b->max : 0;
	if (drop > 0) {
		memmove(b->data, b->data + drop, b->len - drop + 1);
		b->len -= drop;
	}
	buf_add(b, data, len);
}

/* Returns whether there was something. */
static bool take(struct run *r, int which)
{
	struct buf *b = which == 1 ? &r->result->out : &r->result->err;
	char data[4096];
	size_t room;
	ssize_t n = read(r->fds[which], data, sizeof(data));

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n <= 0) {
		close_fd(&r->fds[which]);
		return false;
	}
	room = b->max - b->len;
	if (which == 2) {
		keep_last(b, data, (size_t)n);
	} else if (buf_add(b, data, (size_t)n < room ? (size_t)n : room) < 0 ||
		   (size_t)n > room) {
		b->status = b->status < 0 ? b->status : DAVIT_ETOOBIG;
		close_fd(&r->fds[1]);
	}
	explicit_bzero(data, sizeof(data));
	return true;
}

/* One look at its pipes; returns whether something moved. */
static bool move(struct run *r, int timeout)
{
	struct pollfd fds[3] = {
		{ r->fds[0], POLLOUT, 0 }, { r->fds[1], POLLIN, 0 },
		{ r->fds[2], POLLIN, 0 }
	};
	bool moved = false;

	if (poll(fds, 3, timeout) <= 0)
		return false;
	if (fds[0].revents != 0)
		feed(r);
	if (fds[1].revents != 0)
		moved = take(r, 1);
	if (fds[2].revents != 0)
		moved = take(r, 2) || moved;
	return moved || fds[0].revents != 0;
}

static int watch(struct run *r, davit_error *err)
{
	const struct spawn_opts *o = r->o;

	while (!spawn_ended(&r->child)) {
		if (r->fds[0] < 0 && r->fds[1] < 0 && r->fds[2] < 0)
			spawn_wait(&r->child, TICK_MS);
		else
			move(r, TICK_MS);
		if (o->cancelled != NULL && o->cancelled(o->ctx))
			return error_set(err, DAVIT_ECANCELED, "cancelled");
		if (o->timeout_ms > 0 && util_now_ms() >= r->until) {
			r->result->timed_out = true;
			return 0;
		}
	}
	/* Others may hold the pipes open: what it started and left. */
	r->until = util_now_ms() + AFTER_MS;
	while (move(r, 0) && util_now_ms() < r->until)
		;
	return 0;
}

/* Pipes: ours do not block, the child's do.  Returns false if there are no
 * more to be had. */
static bool make_pipes(struct run *r, int theirs[3])
{
	int ends[2], i, in;

	for (i = 0; i < 3; i++) {
		if (pipe2(ends, O_CLOEXEC) < 0)
			return false;
		in = i == 0;
		r->fds[i] = ends[in];
		theirs[i] = ends[!in];
		fcntl(ends[in], F_SETFL, O_NONBLOCK);
	}
	return true;
}

int spawn_run(const struct spawn_opts *o, struct spawn_result *out,
	      davit_error *err)
{
	struct run r = { o, out, { 0, false, -1 }, { -1, -1, -1 }, 0, 0 };
	int theirs[3] = { -1, -1, -1 }, i, code;

	*out = (struct spawn_result){
		BUF_SECRET(o->max_output), BUF_SECRET(SPAWN_ERR_MAX), -1,
		false, false
	};
	r.until = util_now_ms() + o->timeout_ms;
	if (make_pipes(&r, theirs))
		code = spawn_start(o->argv, theirs, false, &r.child,
				   &out->missing, err);
	else
		code = error_set(err, DAVIT_ECONN, "cannot run %s: %s",
				 o->argv[0], strerror(errno));
	for (i = 0; i < 3; i++)
		close_fd(&theirs[i]);
	if (out->missing) {
		error_clear(err);
		code = 0;
	} else if (code == 0) {
		code = watch(&r, err);
		spawn_stop(&r.child, 0);
		out->status = r.child.status;
	}
	for (i = 0; i < 3; i++)
		close_fd(&r.fds[i]);
	if (code == 0 && (out->out.status == DAVIT_ENOMEM ||
			  out->err.status == DAVIT_ENOMEM))
		code = error_nomem(err);
	return code;
}

void spawn_done(struct spawn_result *r)
{
	buf_wipe(&r->out);
	buf_wipe(&r->err);
}
