/* SPDX-License-Identifier: MIT */
/* See secretname.h. */
#include "config.h"

#include "secretname.h"

#include "buf.h"
#include "util.h"

#include <string.h>
#include <strings.h>

/* Is `part` somewhere in it, whatever the case? */
static bool holds(const char *name, size_t len, const char *part)
{
	size_t n = strlen(part), i;

	for (i = 0; i + n <= len; i++)
		if (strncasecmp(name + i, part, n) == 0)
			return true;
	return false;
}

static bool ends(const char *name, size_t len, const char *part)
{
	size_t n = strlen(part);

	return n <= len && strncasecmp(name + len - n, part, n) == 0;
}

bool secretname_is(const char *name, size_t len)
{
	static const char *const parts[] = {
		"password", "passwd", "passphrase", "secret", "token",
		"cookie", "credential", "authorization", "registry-auth",
		"registry-config"
	};
	static const char *const last[] = { "auth", "key", "pass", "pwd" };
	/* They lead to a secret, or are for everybody. */
	static const char *const harmless[] = {
		"id", "ids", "name", "names", "publickey", "public-key",
		"public_key", "websocket-key"
	};
	size_t i;

	for (i = 0; i < UTIL_COUNT(harmless); i++)
		if (ends(name, len, harmless[i]))
			return false;
	for (i = 0; i < UTIL_COUNT(parts); i++)
		if (holds(name, len, parts[i]))
			return true;
	for (i = 0; i < UTIL_COUNT(last); i++)
		if (ends(name, len, last[i]))
			return true;
	return false;
}

size_t secretname_pair(const char *text)
{
	size_t len = strcspn(text, "=");

	return text[len] == '=' && secretname_is(text, len) ? len + 1 : 0;
}

int secretname_target(struct buf *out, const char *target)
{
	size_t len = strcspn(target, "?"), name;

	buf_add(out, target, len);
	for (target += len; *target != '\0'; target += len) {
		buf_add_char(out, *target++);
		len = strcspn(target, "&");
		name = strcspn(target, "=");
		if (name < len && secretname_is(target, name)) {
			buf_add(out, target, name + 1);
			buf_add_str(out, SECRETNAME_HIDDEN);
		} else {
			buf_add(out, target, len);
		}
	}
	return buf_status(out);
}
