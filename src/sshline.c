/* SPDX-License-Identifier: MIT */
/* One ssh: see sshline.h. */
#include "config.h"

#include "sshline.h"

#include "error.h"
#include "sshargs.h"
#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define WORDS_MS 500		/* for the last words of one that ends */
#define STOP_MS 1000		/* from asking it to end to killing it */
#define SAID_MAX (8u << 10)

void sshline_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void sshline_listen(struct sshline *l)
{
	char data[1024];
	size_t room, drop;
	ssize_t n;

	while (l->err >= 0 && (n = read(l->err, data, sizeof(data))) > 0) {
		room = l->said.max - l->said.len;
		drop = (size_t)n > room ? (size_t)n - room : 0;
		if (drop > 0) {
			l->said.len -= drop;
			memmove(l->said.data, l->said.data + drop,
				l->said.len);
		}
		buf_add(&l->said, data, (size_t)n);
		l->said_at = util_now_ms();
	}
}

/* Its end, or the end of its words, whichever takes longer. */
void sshline_hear_out(struct sshline *l)
{
	spawn_wait(&l->child, WORDS_MS);
	sshline_listen(l);
}

void sshline_end(struct ssh *s, struct sshline *l)
{
	/* Not what it says because it is stopped. */
	sshline_listen(l);
	sshline_close(&l->fd);
	spawn_stop(&l->child, STOP_MS);
	if (l->said.len > 0) {
		sshfail_words(l->said.data, l->said.len, s->last);
		s->last_at = l->said_at;
	}
	sshline_close(&l->err);
	buf_done(&l->said);
	l->used = false;
}

int sshline_missing(const struct ssh *s, davit_error *err)
{
	error_set(err, DAVIT_ECONN, "cannot connect to %s (%s): there is no "
		  "program ssh in PATH", s->endpoint->uri,
		  s->endpoint->source);
	error_hint(err, "install the client of OpenSSH");
	return DAVIT_ECONN;
}

/* Starts an ssh; 0 and 1 are `fd` for it. */
int sshline_start(struct ssh *s, struct sshline *l,
		      const struct sshargs_opts *o, int fd, davit_error *err)
{
	struct sshargs args;
	bool missing = false;
	int said[2] = { -1, -1 }, r;

	*l = (struct sshline){
		.used = true, .fd = -1, .err = -1, .said = BUF_INIT(SAID_MAX)
	};
	r = sshargs_make(s->endpoint, o, &args, err);
	if (r == 0 && pipe2(said, O_CLOEXEC) < 0)
		r = error_set(err, DAVIT_ECONN, "cannot run ssh: %s",
			      strerror(errno));
	if (r == 0) {
		fcntl(said[0], F_SETFL, O_NONBLOCK);
		l->err = said[0];
		r = spawn_start(args.argv, (int[]){ fd, fd, said[1] }, true,
				&l->child, &missing, err);
	}
	if (missing)
		r = sshline_missing(s, err);
	sshline_close(&said[1]);
	sshargs_done(&args);
	if (r < 0)
		sshline_end(s, l);
	return r;
}

/* What it said before it ended, as the reason why there is no connection. */
int sshline_failed(struct ssh *s, struct sshline *l, const char *program,
			 davit_error *err)
{
	char words[SSHFAIL_WORDS];

	sshline_hear_out(l);
	if (!spawn_ended(&l->child))
		spawn_stop(&l->child, 0);
	sshline_listen(l);
	sshfail_words(buf_text(&l->said), l->said.len, words);
	return sshfail_tell(s->endpoint, words, l->child.status, program,
			    err);
}

/* ---- waiting ------------------------------------------------------------ */

int sshline_late(struct ssh *s, const struct ssh_wait *w,
		    davit_error *err)
{
	return error_set(err, DAVIT_ETIMEOUT, "%s (%s): no connection within "
			 "%ld ms (%s timeout)", s->endpoint->uri,
			 s->endpoint->source, w->ms, w->limit);
}

int sshline_check(struct ssh *s, const struct ssh_wait *w, int64_t since,
		      davit_error *err)
{
	ssh_tend(s);
	if (w->cancelled(w->ctx))
		return error_set(err, DAVIT_ECANCELED, "cancelled");
	if (util_now_ms() - since < w->ms)
		return 0;
	return sshline_late(s, w, err);
}
