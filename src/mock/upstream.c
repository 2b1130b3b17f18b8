/* SPDX-License-Identifier: MIT */
/* See upstream.h. */
#include "config.h"

#include "upstream.h"

#include "error.h"
#include "util.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/un.h>

static int find_unix(const char *path, struct upstream *out, davit_error *err)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };

	if (path[0] != '/' || strlen(path) >= sizeof(un.sun_path))
		return error_set(err, DAVIT_EINVAL, "no path of a socket: "
				 "'%s'", path);
	memcpy(un.sun_path, path, strlen(path));
	memcpy(&out->address, &un, sizeof(un));
	out->len = sizeof(un);
	return 0;
}

static int find_host(const char *text, struct upstream *out, davit_error *err)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *found;
	char host[256], port[8];
	const char *colon = strrchr(text, ':'), *begin = text;
	size_t len;
	int r;

	if (colon == NULL)
		return error_set(err, DAVIT_EINVAL, "a port is missing: '%s'",
				 text);
	len = (size_t)(colon - text);
	if (len >= 2 && text[0] == '[' && colon[-1] == ']') {
		begin++;
		len -= 2;
	}
	snprintf(host, sizeof(host), "%.*s", (int)len, begin);
	snprintf(port, sizeof(port), "%.*s", (int)strcspn(colon + 1, "/"),
		 colon + 1);
	r = getaddrinfo(host, port, &hints, &found);
	if (r != 0)
		return error_set(err, DAVIT_ECONN, "%s: %s", text,
				 gai_strerror(r));
	memcpy(&out->address, found->ai_addr, found->ai_addrlen);
	out->len = found->ai_addrlen;
	freeaddrinfo(found);
	return 0;
}

int upstream_find(const char *uri, struct upstream *out, davit_error *err)
{
	memset(out, 0, sizeof(*out));
	if (strncmp(uri, "unix://", 7) == 0)
		return find_unix(uri + 7, out, err);
	if (strncmp(uri, "tcp://", 6) == 0)
		return find_host(uri + 6, out, err);
	if (strncmp(uri, "http://", 7) == 0)
		return find_host(uri + 7, out, err);
	error_set(err, DAVIT_EINVAL, "no engine can be at '%s'", uri);
	error_hint(err, "unix:///PATH or tcp://HOST:PORT");
	return DAVIT_EINVAL;
}

/* Said anew for the connection to the engine. */
static bool is_ours(const char *line, size_t len)
{
	static const char *const names[] = {
		"Connection", "Keep-Alive", "Proxy-Connection", "TE",
		"Transfer-Encoding", "Content-Length", "Expect", "Upgrade"
	};
	size_t i, n;

	for (i = 0; i < UTIL_COUNT(names); i++) {
		n = strlen(names[i]);
		if (len > n && line[n] == ':' &&
		    strncasecmp(line, names[i], n) == 0)
			return true;
	}
	return false;
}

int upstream_request(struct buf *out, const struct request_in *in,
		     const char *protocol)
{
	const char *p = in->head, *end = in->head + in->head_len, *next;
	char length[48];

	buf_add_str(out, in->method);
	buf_add_char(out, ' ');
	buf_add(out, in->target, in->target_len);
	buf_add_str(out, " HTTP/1.1\r\n");
	for (; p < end; p = next) {
		next = memchr(p, '\n', (size_t)(end - p));
		next = next == NULL ? end : next + 1;
		if (!is_ours(p, (size_t)(next - p)))
			buf_add(out, p, (size_t)(next - p));
	}
	if (protocol != NULL) {
		buf_add_str(out, "Connection: Upgrade\r\nUpgrade: ");
		buf_add_str(out, protocol);
		buf_add_str(out, "\r\n");
	} else {
		buf_add_str(out, "Connection: close\r\n");
	}
	if (in->body_len > 0 || strcmp(in->method, "POST") == 0 ||
	    strcmp(in->method, "PUT") == 0) {
		snprintf(length, sizeof(length), "Content-Length: %zu\r\n",
			 in->body_len);
		buf_add_str(out, length);
	}
	buf_add_str(out, "\r\n");
	return buf_add(out, in->body, in->body_len);
}
