/* SPDX-License-Identifier: MIT */
/* A socket that leads to the other side: see ssh.h. */
#include "config.h"

#include "ssh.h"

#include "error.h"
#include "sshargs.h"
#include "sshline.h"
#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define SOCKET_MAX 4096		/* of a path that the far side prints */

static bool can_connect(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool good;

	snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	good = fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0;
	sshline_close(&fd);
	return good;
}

/* A directory of nobody else's, whose path ssh can be told. */
static int make_dir(struct ssh *s, davit_error *err)
{
	const char *bases[] = {
		getenv("XDG_RUNTIME_DIR"), getenv("TMPDIR"), "/tmp"
	};
	char dir[80];
	size_t i;
	int n, sys = ENOENT;

	for (i = 0; s->dir == NULL && i < UTIL_COUNT(bases); i++) {
		if (bases[i] == NULL || bases[i][0] != '/' ||
		    strpbrk(bases[i], ":\\%$") != NULL)
			continue;
		n = snprintf(dir, sizeof(dir), "%s/davit-XXXXXX", bases[i]);
		if (n < 0 || (size_t)n >= sizeof(dir))
			continue;
		if (mkdtemp(dir) == NULL) {
			sys = errno;
			continue;
		}
		s->dir = strdup(dir);
		s->path = malloc(sizeof(dir) + 8);
		if (s->dir == NULL || s->path == NULL) {
			rmdir(dir);
			return error_nomem(err);
		}
		snprintf(s->path, sizeof(dir) + 8, "%s/engine", dir);
	}
	return s->dir != NULL ? 0 :
	       error_set(err, DAVIT_ECONN, "%s: no directory for a socket: "
			 "%s", s->endpoint->uri, strerror(sys));
}

static int ask_failed(struct ssh *s, const struct spawn_result *r,
		      const struct ssh_wait *w, davit_error *err)
{
	char words[SSHFAIL_WORDS];

	if (r->missing)
		return sshline_missing(s, err);
	if (r->timed_out)
		return sshline_late(s, w, err);
	sshfail_words(buf_text(&r->err), r->err.len, words);
	return sshfail_tell(s->endpoint, words, r->status, s->far.ask, err);
}

/* "/run/podman/podman.sock\n", perhaps with "unix://" before it. */
static int take_path(struct ssh *s, struct buf *said, davit_error *err)
{
	static const char scheme[] = "unix://";
	size_t skip = sizeof(scheme) - 1;
	const char *p = buf_text(said);

	while (said->len > 0 && (unsigned char)said->data[said->len - 1] <= ' ')
		said->data[--said->len] = '\0';
	if (strncmp(p, scheme, skip) == 0)
		p += skip;
	if (p[0] != '/' || util_has_control(p, strlen(p)) ||
	    buf_status(said) < 0) {
		error_set(err, DAVIT_EPROTO, "%s (%s): the far side does not "
			  "say where the engine listens: \"%.80s\"",
			  s->endpoint->uri, s->endpoint->source, p);
		error_hint(err, "name the socket: ssh://host/path");
		return DAVIT_EPROTO;
	}
	s->asked = strdup(p);
	return s->asked != NULL ? 0 : error_nomem(err);
}

/* Has the far side tell the path of its socket. */
static int ask_far(struct ssh *s, const struct ssh_wait *w, davit_error *err)
{
	const struct sshargs_opts o = {
		.connect_ms = w->ms, .batch = !spawn_has_terminal(),
		.command = s->far.ask
	};
	struct spawn_result result;
	struct spawn_opts run = {
		.max_output = SOCKET_MAX, .timeout_ms = w->ms,
		.cancelled = w->cancelled, .ctx = w->ctx
	};
	struct sshargs args;
	int r;

	if (s->far.ask[0] == '\0') {
		error_set(err, DAVIT_EINVAL, "%s (%s): it does not name the "
			  "engine's socket", s->endpoint->uri,
			  s->endpoint->source);
		error_hint(err, "name the socket: ssh://host/path");
		return DAVIT_EINVAL;
	}
	r = sshargs_make(s->endpoint, &o, &args, err);
	if (r == 0) {
		run.argv = args.argv;
		r = spawn_run(&run, &result, err);
		if (r == 0 && (result.missing || result.timed_out ||
			       result.status != 0))
			r = ask_failed(s, &result, w, err);
		else if (r == 0)
			r = take_path(s, &result.out, err);
		spawn_done(&result);
	}
	sshargs_done(&args);
	return r;
}

static int start_forward(struct ssh *s, const struct ssh_wait *w,
			 davit_error *err)
{
	struct sshargs_opts o = {
		.connect_ms = w->ms, .batch = !spawn_has_terminal(),
		.local = s->path, .remote = s->endpoint->ssh_socket != NULL ?
		s->endpoint->ssh_socket : s->asked
	};
	int64_t since = util_now_ms();
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), r;

	unlink(s->path);
	r = sshline_start(s, &s->forward, &o, null, err);
	sshline_close(&null);
	if (r < 0)
		return r;
	while (r == 0 && !can_connect(s->path)) {
		if (spawn_wait(&s->forward.child, SSHLINE_TICK_MS))
			r = sshline_failed(s, &s->forward, NULL, err);
		else
			r = sshline_check(s, w, since, err);
	}
	if (r < 0)
		sshline_end(s, &s->forward);
	return r;
}

int ssh_forward(struct ssh *s, const struct ssh_wait *w, const char **path,
		davit_error *err)
{
	int r = 0;

	*path = s->path;
	if (s->forward.used && !spawn_ended(&s->forward.child))
		return 0;
	if (s->forward.used)
		sshline_end(s, &s->forward);
	if (s->dir == NULL)
		r = make_dir(s, err);
	if (r == 0 && s->endpoint->ssh_socket == NULL && s->asked == NULL)
		r = ask_far(s, w, err);
	if (r == 0)
		r = start_forward(s, w, err);
	s->settled = s->settled || r == 0;
	*path = s->path;
	return r;
}
