/* SPDX-License-Identifier: MIT */
/* See proxy.h. */
#include "config.h"

#include "proxy.h"

#include "util.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_loopback(const char *origin)
{
	const char *host = strstr(origin, "://") + 3;

	return strncmp(host, "127.", 4) == 0 ||
	       strncasecmp(host, "localhost:", 10) == 0 ||
	       strncmp(host, "[::1]", 5) == 0;
}

bool proxy_fits(const struct endpoint *e)
{
	return e->socket == NULL && e->ssh_host == NULL && e->fd < 0 &&
	       !is_loopback(e->origin);
}

const char *proxy_variable(const struct endpoint *e)
{
	/* HTTP_PROXY is not read: a CGI's client could set it. */
	static const char *const plain[] = {
		"http_proxy", "all_proxy", "ALL_PROXY"
	};
	static const char *const tls[] = {
		"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"
	};
	const char *const *names = e->tls ? tls : plain;
	size_t n = e->tls ? UTIL_COUNT(tls) : UTIL_COUNT(plain), i;
	const char *value;

	if (!proxy_fits(e))
		return NULL;
	if (e->proxy != NULL)
		return "CONTAINER_PROXY";
	for (i = 0; i < n; i++) {
		value = getenv(names[i]);
		if (value != NULL && value[0] != '\0')
			return names[i];
	}
	return NULL;
}

int proxy_address(const struct endpoint *e, struct buf *out)
{
	/* Where podman reads this, the proxy resolves names. */
	if (strncasecmp(e->proxy, "socks5://", 9) == 0) {
		buf_add_str(out, "socks5h");
		return buf_add_str(out, e->proxy + 6);
	}
	return buf_add_str(out, e->proxy);
}
