/* SPDX-License-Identifier: MIT */
/* See endpoint.h. */
#include "config.h"

#include "endpoint.h"

#include "buf.h"
#include "error.h"
#include "uri.h"
#include "util.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define URI_MAX 4096
#define FORMS "unix:///path, tcp://host:port, host:port, " \
	      "http://host:port, https://host:port, " \
	      "ssh://user@host:port/socket or fd://number"

void endpoint_show(const char *uri, char *out, size_t size)
{
	const char *rest = strstr(uri, "://"), *host;
	bool path = uri[0] == '/' && uri[1] != '/';
	int scheme, len;

	/* A password is nothing an endpoint may hold, but it happens. */
	rest = rest == NULL ? uri : rest + 3;
	scheme = (int)(rest - uri < 64 ? rest - uri : 64);
	path = path || (strncmp(uri, "unix://", 7) == 0 && rest[0] == '/');
	host = path ? NULL : strrchr(rest, '@');
	if (host == NULL)
		host = rest;
	len = (int)strcspn(host, path ? "" : "?#");
	error_print(out, size, "%.*s%s%.*s%s", scheme, uri,
		    host == rest ? "" : "(hidden)", len > 200 ? 200 : len,
		    host, host[len] == '\0' ? "" : "(hidden)");
}

static int refuse(const struct endpoint *e, const char *why,
		  davit_error *err)
{
	char shown[300];

	endpoint_show(e->uri, shown, sizeof(shown));
	error_set(err, DAVIT_EINVAL, "endpoint '%s' (%.300s) %s", shown,
		  e->source, why);
	error_hint(err, "write " FORMS);
	return DAVIT_EINVAL;
}

static bool starts(const char *text, const char *prefix, const char **rest)
{
	size_t len = strlen(prefix);

	if (strncmp(text, prefix, len) != 0)
		return false;
	*rest = text + len;
	return true;
}

/* The length of "host", "[::1]"; 0 if it isn't one. */
static size_t host_len(const char *p)
{
	size_t n;

	if (*p == '[') {
		n = strspn(p + 1, "0123456789abcdefABCDEF:.%");
		return p[n + 1] == ']' && n > 1 ? n + 2 : 0;
	}
	return strspn(p, "abcdefghijklmnopqrstuvwxyz"
		      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._");
}

/* ":port", to its end; false if that is none. */
static bool parse_port(const char **text, int64_t *port)
{
	const char *p = *text;
	size_t digits;

	if (*p != ':')
		return true;
	digits = strspn(++p, "0123456789");
	if (digits > 5 || !util_int64(p, digits, port) || *port < 1 ||
	    *port > 65535)
		return false;
	*text = p + digits;
	return true;
}

/* host[:port][/prefix] */
static int parse_host(struct endpoint *e, const char *p, int64_t port,
		      davit_error *err)
{
	struct buf origin = BUF_INIT(URI_MAX);
	const char *host = p, *rest;
	char number[24];
	size_t len;

	len = host_len(p);
	rest = p + len;
	if (len == 0 && *p == ':' && p[1] != '\0') {
		host = "localhost";
		len = strlen(host);
	} else if (len == 0) {
		return refuse(e, "names no host", err);
	}
	if (!parse_port(&rest, &port))
		return refuse(e, "has no valid port", err);
	if ((*rest != '\0' && *rest != '/') ||
	    (*rest == '/' && !uri_target_ok(rest)) ||
	    strpbrk(rest, "?#") != NULL)
		return refuse(e, "is not a host and port", err);
	buf_add_str(&origin, e->tls ? "https://" : "http://");
	buf_add(&origin, host, len);
	error_print(number, sizeof(number), ":%d", (int)port);
	buf_add_str(&origin, number);
	len = strlen(rest);
	while (len > 0 && rest[len - 1] == '/')
		len--;
	e->prefix = strndup(rest, len);
	e->origin = buf_take(&origin);
	return e->prefix == NULL || e->origin == NULL ? error_nomem(err) : 0;
}

/* What is not reached by name speaks HTTP to nobody in particular. */
static int set_local(struct endpoint *e, davit_error *err)
{
	e->origin = strdup("http://localhost");
	e->prefix = strdup("");
	return e->origin == NULL || e->prefix == NULL ? error_nomem(err) : 0;
}

static int parse_socket(struct endpoint *e, const char *path,
			davit_error *err)
{
	if (path[0] != '/')
		return refuse(e, "needs the absolute path of a socket",
				   err);
	e->socket = strdup(path);
	return e->socket == NULL ? error_nomem(err) : set_local(e, err);
}

/* Percent-encoding undone; NULL for what must not become a word of ssh's
 * command line, too. */
static char *decode_word(const char *text, size_t len)
{
	struct buf out = BUF_INIT(URI_MAX);

	uri_decode(&out, text, len);
	if (out.len == 0 || out.len != strlen(buf_text(&out)) ||
	    out.data[0] == '-' || strchr(out.data, ' ') != NULL ||
	    util_has_control(out.data, out.len)) {
		buf_done(&out);
		return NULL;
	}
	return buf_take(&out);
}

static int parse_ssh_user(struct endpoint *e, const char *user, size_t len,
			  davit_error *err)
{
	if (memchr(user, ':', len) != NULL)
		return refuse(e, "holds a password: ssh takes it from "
				   "its agent, or asks for it", err);
	e->ssh_user = decode_word(user, len);
	return e->ssh_user == NULL ? refuse(e, "has no valid user", err)
				   : 0;
}

/* [user@]host[:port][/socket] */
static int parse_ssh(struct endpoint *e, const char *p, davit_error *err)
{
	size_t len = strcspn(p, "/"), user = len;
	int64_t port = 0;
	int r;

	while (user > 0 && p[user - 1] != '@')
		user--;
	if (user > 0) {
		r = parse_ssh_user(e, p, user - 1, err);
		if (r < 0)
			return r;
	}
	p += user;
	if (strpbrk(p, "?#") != NULL)
		return refuse(e, "has a query or a fragment, which mean "
				   "nothing to ssh", err);
	len = host_len(p);
	if (len == 0 || *p == '-')
		return refuse(e, "names no host", err);
	/* ssh wants addresses without their brackets. */
	e->ssh_host = *p == '[' ? strndup(p + 1, len - 2) : strndup(p, len);
	if (e->ssh_host == NULL)
		return error_nomem(err);
	p += len;
	if (!parse_port(&p, &port))
		return refuse(e, "has no valid port", err);
	if (*p != '\0' && *p != '/')
		return refuse(e, "is not a host and a path", err);
	e->ssh_port = (int)port;
	if (p[0] == '/' && p[1] != '\0') {
		e->ssh_socket = decode_word(p, strlen(p));
		if (e->ssh_socket == NULL)
			return refuse(e, "has no valid path", err);
	}
	return set_local(e, err);
}

static int parse_fd(struct endpoint *e, const char *number, davit_error *err)
{
	socklen_t len = sizeof(int);
	int64_t fd;
	int type;

	if (!util_int64(number, strlen(number), &fd) || fd < 0 ||
	    fd > INT_MAX)
		return refuse(e, "needs the number of a descriptor",
				   err);
	if (getsockopt((int)fd, SOL_SOCKET, SO_TYPE, &type, &len) < 0)
		return refuse(e, errno == EBADF ?
				   "is a descriptor that is not open" :
				   "is a descriptor of no socket", err);
	if (type != SOCK_STREAM)
		return refuse(e, "is a descriptor of no stream", err);
	e->fd = (int)fd;
	return set_local(e, err);
}

int endpoint_parse(const char *uri, const char *source, bool tls,
		   struct endpoint *e, davit_error *err)
{
	const char *rest;

	e->uri = strdup(uri);
	e->source = strdup(source);
	if (e->uri == NULL || e->source == NULL)
		return error_nomem(err);
	if (strlen(uri) > URI_MAX / 2 || util_has_control(uri, strlen(uri)))
		return refuse(e, "is too long or holds a control character",
			      err);
	if (starts(uri, "unix://", &rest))
		return parse_socket(e, rest, err);
	if (starts(uri, "ssh://", &rest))
		return parse_ssh(e, rest, err);
	if (starts(uri, "fd://", &rest))
		return parse_fd(e, rest, err);
	if (starts(uri, "https://", &rest)) {
		e->tls = true;
		return parse_host(e, rest, 443, err);
	}
	if (starts(uri, "http://", &rest))
		return parse_host(e, rest, 80, err);
	e->tls = tls;
	if (starts(uri, "tcp://", &rest))
		return parse_host(e, rest, tls ? 2376 : 2375, err);
	if (strstr(uri, "://") != NULL)
		return refuse(e, "has a scheme that is not known",
			      err);
	if (uri[0] == '/')
		return refuse(e, "lacks its scheme", err);
	return parse_host(e, uri, tls ? 2376 : 2375, err);
}

void endpoint_init(struct endpoint *e)
{
	memset(e, 0, sizeof(*e));
	e->fd = -1;
}

void endpoint_done(struct endpoint *e)
{
	free(e->uri);
	free(e->source);
	free(e->socket);
	free(e->origin);
	free(e->prefix);
	free(e->ssh_host);
	free(e->ssh_user);
	free(e->ssh_identity);
	free(e->ssh_socket);
	free(e->tls_ca);
	free(e->tls_cert);
	free(e->tls_key);
	free(e->context);
	util_wipe_free(e->proxy);
	endpoint_init(e);
}
