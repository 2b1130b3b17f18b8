/* SPDX-License-Identifier: MIT */
/* See endpoint.h. */
#include "config.h"

#include "endpoint.h"

#include "buf.h"
#include "error.h"
#include "uri.h"
#include "util.h"

#include <stdlib.h>
#include <string.h>

#define URI_MAX 4096
#define FORMS "unix:///path, tcp://host:port, http://host:port, " \
	      "https://host:port or host:port"

static int refuse(const char *uri, const char *source, const char *why,
		  davit_error *err)
{
	const char *rest = strstr(uri, "://"), *host = strrchr(uri, '@');
	int scheme;

	/* A password is nothing an endpoint may hold, but it happens. */
	rest = rest == NULL ? uri : rest + 3;
	scheme = (int)(rest - uri);
	if (host == NULL || host < rest || rest[0] == '/')
		error_set(err, DAVIT_EINVAL, "endpoint '%.200s' (%s) %s", uri,
			  source, why);
	else
		error_set(err, DAVIT_EINVAL, "endpoint '%.*s(hidden)%.200s' "
			  "(%s) %s", scheme, uri, host, source, why);
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

/* host[:port][/prefix] */
static int parse_host(struct endpoint *e, const char *p, int port,
		      davit_error *err)
{
	struct buf origin = BUF_INIT(URI_MAX);
	size_t host = host_len(p), digits = 0, len;
	const char *rest = p + host;
	char number[8];
	int64_t n = port;

	if (host == 0)
		return refuse(e->uri, e->source, "names no host", err);
	if (*rest == ':') {
		digits = strspn(++rest, "0123456789");
		if (digits > 5 || !util_int64(rest, digits, &n) || n < 1 ||
		    n > 65535)
			return refuse(e->uri, e->source,
				      "has no valid port", err);
		rest += digits;
	}
	if ((*rest != '\0' && *rest != '/') ||
	    (*rest == '/' && !uri_target_ok(rest)) ||
	    strpbrk(rest, "?#") != NULL)
		return refuse(e->uri, e->source, "is not a host and port",
			      err);
	len = strlen(rest);
	while (len > 0 && rest[len - 1] == '/')
		len--;
	e->prefix = strndup(rest, len);
	buf_add_str(&origin, e->tls ? "https://" : "http://");
	buf_add(&origin, p, host);
	buf_add_char(&origin, ':');
	for (len = 0; n > 0; n /= 10)
		number[len++] = (char)('0' + n % 10);
	while (len > 0)
		buf_add_char(&origin, number[--len]);
	e->origin = buf_take(&origin);
	return e->prefix == NULL || e->origin == NULL ? error_nomem(err) : 0;
}

static int parse_socket(struct endpoint *e, const char *path,
			davit_error *err)
{
	if (path[0] != '/')
		return refuse(e->uri, e->source, "needs the absolute path of "
			      "a socket", err);
	e->socket = strdup(path);
	e->origin = strdup("http://localhost");
	e->prefix = strdup("");
	return e->socket == NULL || e->origin == NULL || e->prefix == NULL ?
	       error_nomem(err) : 0;
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
		return refuse(uri, source, "is too long or holds a control "
			      "character", err);
	if (starts(uri, "unix://", &rest))
		return parse_socket(e, rest, err);
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
		return refuse(uri, source, "has a scheme that is not known",
			      err);
	if (uri[0] == '/')
		return refuse(uri, source, "lacks its scheme", err);
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
