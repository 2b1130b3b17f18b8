/* SPDX-License-Identifier: MIT */
/* The headers of a request: see request.h.  Each is kept as a flag byte, the
 * line, a zero byte. */
#include "config.h"

#include "request.h"

#include "error.h"
#include "secretname.h"
#include "util.h"

#include <string.h>
#include <strings.h>

#define TYPE_HEADER "Content-Type"

int request_add_header(struct request *r, const char *name,
		       const char *value, bool secret)
{
	buf_add_char(&r->head, secret ? '!' : ' ');
	buf_add_str(&r->head, name);
	buf_add_str(&r->head, ": ");
	buf_add_str(&r->head, value);
	return buf_add_char(&r->head, '\0');
}

const char *request_next_header(const struct request *r, const char *line,
				bool *secret)
{
	if (line == NULL)
		line = r->head.data;
	else
		line += strlen(line) + 1;
	if (line == NULL || line == r->head.data + r->head.len)
		return NULL;
	*secret = *line == '!';
	return line + 1;
}

bool request_is_token(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((unsigned char)text[i] <= 0x20 ||
		    (unsigned char)text[i] >= 0x7f ||
		    strchr("\"(),/:;<=>?@[\\]{}", text[i]) != NULL)
			return false;
	return len > 0;
}

/* Headers that would break the framing, which is ours to do. */
static bool is_framing(const char *line, size_t len)
{
	static const char *const names[] = {
		"Content-Length", "Transfer-Encoding", "Connection", "Expect",
		"Upgrade", "TE", "Trailer"
	};
	size_t i;

	for (i = 0; i < UTIL_COUNT(names); i++)
		if (strlen(names[i]) == len &&
		    strncasecmp(names[i], line, len) == 0)
			return true;
	return false;
}

/* Forgets a header, so that another one of its name can take its place. */
static void drop_header(struct request *r, const char *name, size_t len)
{
	size_t at, size;
	char *entry;

	for (at = 0; at < r->head.len; at += size) {
		entry = r->head.data + at;
		size = strlen(entry) + 1;
		if (size <= len + 1 || entry[len + 1] != ':' ||
		    strncasecmp(entry + 1, name, len) != 0)
			continue;
		r->head.len -= size;
		memmove(entry, entry + size, r->head.len - at);
		size = 0;
	}
}

/* Without the colon nobody knows where the value begins. */
static int not_a_header(const char *line, davit_error *err)
{
	size_t name = strcspn(line, ":"), len = strcspn(line, " \t=:,;");
	int most = 24;

	if (line[name] == ':' && !secretname_is(line, name)) {
		len = name;
		most = 60;
	}
	return error_set(err, DAVIT_EINVAL, "'%.*s%s' is not a header: it "
			 "must be 'Name: value'", len > (size_t)most ? most :
			 (int)len, line, len < name || len > (size_t)most ?
			 "..." : "");
}

int request_add_lines(struct request *r, const char *const *lines,
		      davit_error *err)
{
	const char *line, *value;
	size_t len;

	for (; lines != NULL && *lines != NULL; lines++) {
		line = *lines;
		len = strcspn(line, ":");
		if (line[len] != ':' || !request_is_token(line, len))
			return not_a_header(line, err);
		value = line + len + 1 + strspn(line + len + 1, " ");
		if (util_has_control(value, strlen(value)))
			return error_set(err, DAVIT_EINVAL, "header '%.*s' "
					 "holds a line break or control "
					 "character", (int)len, line);
		if (is_framing(line, len))
			return error_set(err, DAVIT_EINVAL, "header '%.*s' "
					 "can't be set: the library decides "
					 "it", (int)len, line);
		/* There can be one only, and the caller knows best. */
		if (len == strlen(TYPE_HEADER) &&
		    strncasecmp(line, TYPE_HEADER, len) == 0)
			drop_header(r, line, len);
		buf_add_char(&r->head, secretname_is(line, len) ? '!' : ' ');
		buf_add(&r->head, line, len);
		buf_add_str(&r->head, ": ");
		buf_add_str(&r->head, value);
		if (buf_add_char(&r->head, '\0') < 0)
			return error_nomem(err);
	}
	return 0;
}

bool request_has_header(const struct request *r, const char *name, size_t len)
{
	const char *line = NULL;
	bool secret;

	while ((line = request_next_header(r, line, &secret)) != NULL)
		if (strncasecmp(line, name, len) == 0 && line[len] == ':')
			return true;
	return false;
}

int request_add_defaults(struct request *r, const char *const *lines)
{
	size_t len;

	for (; lines != NULL && *lines != NULL; lines++) {
		len = strcspn(*lines, ":");
		if (request_has_header(r, *lines, len))
			continue;
		buf_add_char(&r->head, '!');
		buf_add_str(&r->head, *lines);
		if (buf_add_char(&r->head, '\0') < 0)
			return buf_status(&r->head);
	}
	return 0;
}
