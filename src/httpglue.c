/* SPDX-License-Identifier: MIT */
/*
 * Connections that libcurl does not make itself: see httpcurl.h.
 *
 * libcurl cannot be given a connected socket in all the versions there are.
 * So it gets a datagram socket, which "connects" at once and sends nothing;
 * before libcurl writes to it, the connection takes the place of that.
 */
#include "config.h"

#include "httpcurl.h"

#include "error.h"
#include "sshfail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define FOR_EVER (1000L * 60 * 60 * 24 * 20)

struct httpglue {
	const struct endpoint *endpoint;
	struct ssh *ssh;	/* NULL: a descriptor was given */
	int given;		/* not used yet; -1 */
	struct curl_slist *to;	/* where the datagram socket "connects" */
};

int httpglue_new(const struct endpoint *e, const struct ssh_far *far,
		 struct httpglue **out, davit_error *err)
{
	struct httpglue *g;
	int r = 0;

	*out = NULL;
	if (e->ssh_host == NULL && e->fd < 0)
		return 0;
	g = calloc(1, sizeof(*g));
	if (g == NULL)
		return error_nomem(err);
	g->endpoint = e;
	g->given = -1;
	g->to = curl_slist_append(NULL, "::127.0.0.1:9");
	if (g->to == NULL)
		r = error_nomem(err);
	else if (e->ssh_host != NULL)
		r = ssh_new(e, far, &g->ssh, err);
	else
		g->given = fcntl(e->fd, F_DUPFD_CLOEXEC, 3);
	if (r == 0 && e->ssh_host == NULL && g->given < 0) {
		r = error_set(err, DAVIT_EINVAL, "%s (%s): %s", e->uri,
			      e->source, strerror(errno));
		error_hint(err, "fd:// wants the number of a socket that is "
			   "open and connected");
	}
	if (r < 0) {
		httpglue_free(g);
		return r;
	}
	*out = g;
	return 0;
}

void httpglue_free(struct httpglue *g)
{
	if (g == NULL)
		return;
	ssh_free(g->ssh);
	if (g->given >= 0)
		close(g->given);
	curl_slist_free_all(g->to);
	free(g);
}

bool httpglue_dials(struct httpglue *g)
{
	return g != NULL && (g->ssh == NULL || ssh_dials(g->ssh));
}

void httpglue_tend(struct httpglue *g)
{
	if (g != NULL && g->ssh != NULL)
		ssh_tend(g->ssh);
}

void httpglue_explain(struct httpglue *g, int64_t since, davit_error *err)
{
	if (g != NULL && g->ssh != NULL)
		sshfail_add(ssh_words(g->ssh, since), err);
}

/* ---- connecting --------------------------------------------------------- */

static struct ssh_wait wait_of(const struct joint *j)
{
	bool call = j->call_ms > 0 &&
		    (j->connect_ms <= 0 || j->call_ms < j->connect_ms);
	long ms = call ? j->call_ms : j->connect_ms;

	return (struct ssh_wait){
		ms > 0 ? ms : FOR_EVER, call ? "call" : "connect",
		j->cancelled, j->ctx
	};
}

/* The connection itself, or a negative code. */
static int open_ours(struct joint *j)
{
	struct httpglue *g = j->glue;
	const struct ssh_wait w = wait_of(j);

	if (g->ssh != NULL)
		return ssh_dial(g->ssh, &w, &j->ours, &j->error);
	j->ours = g->given;
	g->given = -1;
	if (j->ours >= 0)
		return fcntl(j->ours, F_SETFL,
			     fcntl(j->ours, F_GETFL) | O_NONBLOCK) < 0 ?
		       error_set(&j->error, DAVIT_ECONN, "%s: %s",
				 g->endpoint->uri, strerror(errno)) : 0;
	error_set(&j->error, DAVIT_ECONN, "%s (%s): the descriptor carried "
		  "one connection, and that is over", g->endpoint->uri,
		  g->endpoint->source);
	error_hint(&j->error, "connect anew and make another client; a "
		   "connection that was taken over cannot be used again");
	return DAVIT_ECONN;
}

static curl_socket_t on_open(void *ctx, curlsocktype purpose,
			     struct curl_sockaddr *address)
{
	struct joint *j = ctx;

	(void)purpose;
	httpglue_drop(j);
	j->code = open_ours(j);
	if (j->code < 0)
		return CURL_SOCKET_BAD;
	j->theirs = socket(address->family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (j->theirs < 0)
		j->code = error_set(&j->error, DAVIT_ECONN, "%s: %s",
				    j->glue->endpoint->uri, strerror(errno));
	return j->theirs < 0 ? CURL_SOCKET_BAD : (curl_socket_t)j->theirs;
}

static void hang_up(struct httpglue *g, int fd)
{
	if (g->ssh != NULL)
		ssh_hang_up(g->ssh, fd);
	else
		close(fd);
}

static int on_close(void *ctx, curl_socket_t fd)
{
	hang_up(ctx, (int)fd);
	return 0;
}

bool httpglue_join(struct joint *j)
{
	if (j->glue == NULL || j->ours < 0)
		return true;
	if (dup3(j->ours, j->theirs, O_CLOEXEC) < 0) {
		j->code = error_set(&j->error, DAVIT_ECONN, "%s: %s",
				    j->glue->endpoint->uri, strerror(errno));
		return false;
	}
	close(j->ours);
	if (j->glue->ssh != NULL)
		ssh_moved(j->glue->ssh, j->ours, j->theirs);
	j->ours = j->theirs = -1;
	return true;
}

void httpglue_drop(struct joint *j)
{
	if (j->glue != NULL && j->ours >= 0)
		hang_up(j->glue, j->ours);
	j->ours = j->theirs = -1;
}

int httpglue_set(struct joint *j, CURL *e, davit_error *err)
{
	const struct ssh_wait w = wait_of(j);
	struct httpglue *g = j->glue;
	const char *path;
	int r;

	j->ours = j->theirs = -1;
	j->code = 0;
	if (g == NULL)
		return 0;
	if (!httpglue_dials(g)) {
		r = ssh_forward(g->ssh, &w, &path, err);
		if (r == 0 && curl_easy_setopt(e, CURLOPT_UNIX_SOCKET_PATH,
					       path) == CURLE_OUT_OF_MEMORY)
			r = error_nomem(err);
		return r;
	}
	curl_easy_setopt(e, CURLOPT_CONNECT_TO, g->to);
	curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, on_open);
	curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, j);
	curl_easy_setopt(e, CURLOPT_CLOSESOCKETFUNCTION, on_close);
	curl_easy_setopt(e, CURLOPT_CLOSESOCKETDATA, g);
	/* A line that still stands is as good as a new one. */
	curl_easy_setopt(e, CURLOPT_MAXAGE_CONN, FOR_EVER / 1000);
	return 0;
}
