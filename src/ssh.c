/* SPDX-License-Identifier: MIT */
/* See ssh.h. */
#include "config.h"

#include "ssh.h"

#include "error.h"
#include "sshargs.h"
#include "sshline.h"
#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define COMMAND_MAX (8u << 10)
#define HEAD_MAX (16u << 10)

/* ---- a connection that a command carries -------------------------------- */

/* Some answer: until then nobody knows whether ssh still connects, asks, or
 * has failed, and what was sent would be lost or carried out in doubt. */
static const char probe[] = "HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n";

static int no_engine(const struct ssh *s, const char *said, size_t len,
		     davit_error *err)
{
	char words[SSHFAIL_WORDS];

	sshfail_words(said, len, words);
	error_set(err, DAVIT_EPROTO, "%s (%s): what answers there is no "
		  "engine: %.200s", s->endpoint->uri, s->endpoint->source,
		  words);
	error_hint(err, "if the far side's shell prints something when it "
		   "starts, it must not without a terminal");
	return DAVIT_EPROTO;
}

/* Looks at what has come of the answer: 1 it is whole, 0 there is more to
 * come. */
static int look_at(const struct ssh *s, const struct buf *b, davit_error *err)
{
	static const char http[] = "HTTP/1.";
	size_t n = b->len < sizeof(http) - 1 ? b->len : sizeof(http) - 1;
	bool whole = b->len > 3 && memcmp(b->data + b->len - 4, "\r\n\r\n",
					  4) == 0;

	if (b->len > 0 && memcmp(b->data, http, n) != 0)
		return no_engine(s, b->data, b->len, err);
	if (buf_status(b) < 0)
		return no_engine(s, "the head of its answer has no end", 33,
				 err);
	return whole;
}

static int await_answer(struct ssh *s, struct sshline *l,
			const struct ssh_wait *w, davit_error *err)
{
	struct buf head = BUF_INIT(HEAD_MAX);
	struct pollfd p = { l->fd, POLLIN, 0 };
	int64_t since = util_now_ms();
	char data[1024];
	ssize_t n;
	int r = 0;

	if (send(l->fd, probe, sizeof(probe) - 1, MSG_NOSIGNAL) < 0 &&
	    errno != EPIPE && errno != ECONNRESET)
		return error_set(err, DAVIT_ECONN, "%s: %s",
				 s->endpoint->uri, strerror(errno));
	while (r == 0) {
		r = sshline_check(s, w, since, err);
		if (r < 0 || poll(&p, 1, SSHLINE_TICK_MS) <= 0)
			continue;
		n = recv(l->fd, data, sizeof(data), 0);
		if (n > 0) {
			buf_add(&head, data, (size_t)n);
			r = look_at(s, &head, err);
		} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
			r = sshline_failed(s, l, s->far.dial, err);
		}
	}
	buf_done(&head);
	return r < 0 ? r : 0;
}

static struct sshline *free_line(struct ssh *s, davit_error *err)
{
	size_t i;

	for (i = 0; i < SSH_LINES; i++)
		if (!s->lines[i].used)
			return &s->lines[i];
	error_set(err, DAVIT_ECONN, "%s: %d connections at once are the limit",
		  s->endpoint->uri, SSH_LINES);
	error_hint(err, "close streams that are no longer needed, or use "
		   "another client");
	return NULL;
}

int ssh_dial(struct ssh *s, const struct ssh_wait *w, int *fd,
	     davit_error *err)
{
	struct sshargs_opts o = {
		.connect_ms = w->ms, .batch = !spawn_has_terminal()
	};
	struct sshline *l = free_line(s, err);
	struct buf command = BUF_INIT(COMMAND_MAX);
	int pair[2], r;

	if (l == NULL)
		return DAVIT_ECONN;
	if (sshargs_command(&command, s->far.dial,
			    s->endpoint->ssh_socket) < 0) {
		buf_done(&command);
		return error_nomem(err);
	}
	o.command = buf_text(&command);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
		buf_done(&command);
		return error_set(err, DAVIT_ECONN, "cannot run ssh: %s",
				 strerror(errno));
	}
	r = sshline_start(s, l, &o, pair[1], err);
	close(pair[1]);
	buf_done(&command);
	if (r < 0) {
		close(pair[0]);
		return r;
	}
	l->fd = pair[0];
	fcntl(l->fd, F_SETFL, O_NONBLOCK);
	r = await_answer(s, l, w, err);
	if (r < 0)
		sshline_end(s, l);
	else
		*fd = l->fd;
	s->settled = s->settled || r == 0;
	return r;
}

static struct sshline *line_of(struct ssh *s, int fd)
{
	size_t i;

	for (i = 0; i < SSH_LINES; i++)
		if (s->lines[i].used && s->lines[i].fd == fd)
			return &s->lines[i];
	return NULL;
}

void ssh_moved(struct ssh *s, int fd, int now)
{
	struct sshline *l = line_of(s, fd);

	if (l != NULL)
		l->fd = now;
}

void ssh_hang_up(struct ssh *s, int fd)
{
	struct sshline *l = line_of(s, fd);
	char byte;

	if (l == NULL) {
		close(fd);
		return;
	}
	/* One that ended by itself has something to say about it. */
	if (recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0)
		sshline_hear_out(l);
	sshline_end(s, l);
}

/* ---- all of them -------------------------------------------------------- */

bool ssh_dials(struct ssh *s)
{
	if (!s->settled)
		s->far = *s->wish;
	return s->far.dial[0] != '\0';
}

void ssh_tend(struct ssh *s)
{
	size_t i;

	for (i = 0; i < SSH_LINES; i++)
		if (s->lines[i].used)
			sshline_listen(&s->lines[i]);
	if (s->forward.used)
		sshline_listen(&s->forward);
}

const char *ssh_words(struct ssh *s, int64_t since)
{
	struct sshline *l = &s->forward;

	ssh_tend(s);
	if (l->used && l->said.len > 0 && l->said_at >= since) {
		sshfail_words(l->said.data, l->said.len, s->words);
		return s->words;
	}
	return s->last_at >= since ? s->last : "";
}

int ssh_new(const struct endpoint *e, const struct ssh_far *far,
	    struct ssh **out, davit_error *err)
{
	struct ssh *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return error_nomem(err);
	s->endpoint = e;
	s->wish = far;
	s->far = *far;
	s->last_at = -1;
	*out = s;
	return 0;
}

void ssh_free(struct ssh *s)
{
	size_t i;

	if (s == NULL)
		return;
	for (i = 0; i < SSH_LINES; i++)
		if (s->lines[i].used)
			sshline_end(s, &s->lines[i]);
	if (s->forward.used)
		sshline_end(s, &s->forward);
	if (s->dir != NULL) {
		unlink(s->path);
		rmdir(s->dir);
	}
	free(s->dir);
	free(s->path);
	free(s->asked);
	free(s);
}
