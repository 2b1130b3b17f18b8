/* SPDX-License-Identifier: MIT */
/* See uri.h. */
#include "config.h"

#include "uri.h"

#include <string.h>

static bool plain(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("-._~:@", c) != NULL);
}

int uri_encode(struct buf *out, const char *text, size_t len)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t i, run;
	unsigned char c;
	char code[3];

	for (i = 0; i < len; i++) {
		for (run = i; i < len && plain((unsigned char)text[i]); i++)
			;
		buf_add(out, text + run, i - run);
		if (i == len)
			break;
		c = (unsigned char)text[i];
		code[0] = '%';
		code[1] = hex[c >> 4];
		code[2] = hex[c & 15];
		buf_add(out, code, 3);
	}
	return buf_status(out);
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int uri_decode(struct buf *out, const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (text[i] == '%' && len - i > 2 &&
		    digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0) {
			buf_add_char(out, (char)(digit(text[i + 1]) << 4 |
						 digit(text[i + 2])));
			i += 2;
		} else {
			buf_add_char(out, text[i]);
		}
	}
	return buf_status(out);
}

bool uri_segment_ok(const char *text)
{
	size_t n;

	for (;; text += n + 1) {
		n = strcspn(text, "/");
		if (n == 0 || (n == 1 && text[0] == '.') ||
		    (n == 2 && text[0] == '.' && text[1] == '.'))
			return false;
		if (text[n] == '\0')
			return true;
	}
}

bool uri_target_ok(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	if (*p != '/')
		return false;
	for (; *p != '\0'; p++)
		if (*p <= 0x20 || *p >= 0x7f)
			return false;
	return true;
}
