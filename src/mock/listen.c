/* SPDX-License-Identifier: MIT */
/* See listen.h. */
#include "config.h"

#include "listen.h"

#include "error.h"
#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 512

static int failed(const char *uri, davit_error *err)
{
	int code = error_set(err, DAVIT_ECONN, "%s: cannot listen there: %s",
			     uri, strerror(errno));

	if (err != NULL)
		err->sys = errno;
	return code;
}

/* Is the socket a file that an ended program left behind? */
static bool is_stale(const struct sockaddr_un *addr)
{
	struct stat st;
	int fd;
	bool stale;

	if (lstat(addr->sun_path, &st) < 0 || !S_ISSOCK(st.st_mode))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	stale = fd >= 0 && connect(fd, (const struct sockaddr *)addr,
				   sizeof(*addr)) < 0 && errno == ECONNREFUSED;
	if (fd >= 0)
		close(fd);
	return stale;
}

static int bind_unix(struct listen *l, const struct sockaddr_un *addr)
{
	const struct sockaddr *any = (const struct sockaddr *)addr;
	struct stat st;

	/* Nobody else's, from the first moment. */
	fchmod(l->fd, 0600);
	if (bind(l->fd, any, sizeof(*addr)) < 0) {
		if (errno != EADDRINUSE)
			return -1;
		if (!is_stale(addr)) {
			errno = EADDRINUSE;
			return -1;
		}
		if (unlink(addr->sun_path) < 0 ||
		    bind(l->fd, any, sizeof(*addr)) < 0)
			return -1;
	}
	if (lstat(addr->sun_path, &st) < 0)
		return -1;
	l->device = st.st_dev;
	l->inode = st.st_ino;
	return 0;
}

static int open_unix(struct listen *l, const char *uri, davit_error *err)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	const char *path = uri + strlen("unix://");

	if (*path != '/')
		return error_set(err, DAVIT_EINVAL, "%s: not an absolute path",
				 uri);
	if (strlen(path) >= sizeof(addr.sun_path))
		return error_set(err, DAVIT_EINVAL, "%s: longer than the %zu "
				 "bytes a socket's path may have", uri,
				 sizeof(addr.sun_path) - 1);
	memcpy(addr.sun_path, path, strlen(path) + 1);
	l->path = util_strdup(path);
	l->uri = util_strdup(uri);
	if (l->path == NULL || l->uri == NULL)
		return error_nomem(err);
	l->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (l->fd < 0 || bind_unix(l, &addr) < 0 || listen(l->fd, BACKLOG) < 0)
		return failed(uri, err);
	return 0;
}

/* A socket in a directory that only this user can enter. */
static int open_private(struct listen *l, davit_error *err)
{
	const char *tmp = getenv("TMPDIR");
	char dir[80], uri[120];

	/* What is longer leaves no room in a socket's address. */
	if (tmp == NULL || *tmp != '/' || strlen(tmp) > 60)
		tmp = "/tmp";
	snprintf(dir, sizeof(dir), "%s/davit-mock-XXXXXX", tmp);
	if (mkdtemp(dir) == NULL)
		return failed(dir, err);
	l->dir = util_strdup(dir);
	if (l->dir == NULL) {
		rmdir(dir);
		return error_nomem(err);
	}
	snprintf(uri, sizeof(uri), "unix://%s/engine.sock", dir);
	return open_unix(l, uri, err);
}

/* "127.0.0.1:0", "[::1]:2375", "localhost:80" in two. */
static bool split(const char *text, char *host, size_t size, char *port,
		  size_t port_size)
{
	const char *colon = strrchr(text, ':'), *end = colon;
	int64_t n;

	if (colon == NULL)
		return false;
	if (*text == '[') {
		text++;
		end--;
		if (end < text || *end != ']')
			return false;
	}
	if (end == text || (size_t)(end - text) >= size ||
	    strlen(colon + 1) >= port_size || colon[1] < '0' ||
	    colon[1] > '9' ||
	    !util_int64(colon + 1, strlen(colon + 1), &n) || n > 65535)
		return false;
	memcpy(host, text, (size_t)(end - text));
	host[end - text] = '\0';
	memcpy(port, colon + 1, strlen(colon + 1) + 1);
	return true;
}

/* The port that was found, 0 without one. */
static unsigned port_of(int fd)
{
	union {
		struct sockaddr any;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	} addr;
	socklen_t len = sizeof(addr);

	if (getsockname(fd, &addr.any, &len) < 0)
		return 0;
	return ntohs(addr.any.sa_family == AF_INET6 ? addr.in6.sin6_port
						    : addr.in.sin_port);
}

static int bind_tcp(struct listen *l, const struct addrinfo *a)
{
	int on = 1;

	l->fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC |
		       SOCK_NONBLOCK, a->ai_protocol);
	if (l->fd < 0)
		return -1;
	setsockopt(l->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	return bind(l->fd, a->ai_addr, a->ai_addrlen) < 0 ? -1 :
	       listen(l->fd, BACKLOG);
}

static int open_tcp(struct listen *l, const char *uri, const char *rest,
		    davit_error *err)
{
	struct addrinfo hints = { .ai_flags = AI_PASSIVE | AI_NUMERICSERV,
				  .ai_socktype = SOCK_STREAM };
	char host[256], port[8], text[320];
	struct addrinfo *found;
	int r;

	if (!split(rest, host, sizeof(host), port, sizeof(port))) {
		error_set(err, DAVIT_EINVAL, "%s: not an address to listen on",
			  uri);
		error_hint(err, "tcp://127.0.0.1:0 finds a free port");
		return DAVIT_EINVAL;
	}
	r = getaddrinfo(host, port, &hints, &found);
	if (r != 0)
		return error_set(err, DAVIT_ECONN, "%s: %s", uri,
				 gai_strerror(r));
	r = bind_tcp(l, found) < 0 ? failed(uri, err) : 0;
	freeaddrinfo(found);
	if (r < 0)
		return r;
	snprintf(text, sizeof(text), "%.*s%s%s%s:%u", (int)(rest - uri), uri,
		 *rest == '[' ? "[" : "", host, *rest == '[' ? "]" : "",
		 port_of(l->fd));
	l->uri = util_strdup(text);
	return l->uri == NULL ? error_nomem(err) : 0;
}

int listen_open(const char *uri, bool tls, struct listen *out,
		davit_error *err)
{
	int r;

	memset(out, 0, sizeof(*out));
	out->fd = -1;
	if (uri == NULL) {
		r = open_private(out, err);
	} else if (strncmp(uri, "unix://", 7) == 0) {
		r = open_unix(out, uri, err);
	} else if (strncmp(uri, "tcp://", 6) == 0) {
		out->tls = tls;
		r = open_tcp(out, uri, uri + 6, err);
	} else if (strncmp(uri, "http://", 7) == 0) {
		r = open_tcp(out, uri, uri + 7, err);
	} else if (strncmp(uri, "https://", 8) == 0 && tls) {
		out->tls = true;
		r = open_tcp(out, uri, uri + 8, err);
	} else if (strncmp(uri, "https://", 8) == 0) {
		r = error_set(err, DAVIT_EINVAL, "%s: TLS needs a certificate "
			      "and its key", uri);
	} else {
		r = error_set(err, DAVIT_EINVAL, "%s: neither unix://, tcp://, "
			      "http:// nor https://", uri);
	}
	if (r < 0)
		listen_close(out);
	return r;
}

void listen_close(struct listen *l)
{
	struct stat st;

	if (l->fd >= 0)
		close(l->fd);
	if (l->inode != 0 && lstat(l->path, &st) == 0 &&
	    st.st_dev == l->device && st.st_ino == l->inode)
		unlink(l->path);
	if (l->dir != NULL)
		rmdir(l->dir);
	free(l->uri);
	free(l->path);
	free(l->dir);
	memset(l, 0, sizeof(*l));
	l->fd = -1;
}
