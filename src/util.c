/* SPDX-License-Identifier: MIT */
/* See util.h. */
#include "config.h"

#include "util.h"

#include "buf.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int util_base64url(struct buf *out, const void *data, size_t len)
{
	const unsigned char *p = data;
	char quad[4];
	uint32_t v;

	for (; len > 0; p += 3, len = len > 3 ? len - 3 : 0) {
		v = (uint32_t)p[0] << 16;
		if (len > 1)
			v |= (uint32_t)p[1] << 8;
		if (len > 2)
			v |= p[2];
		quad[0] = alphabet[v >> 18 & 63];
		quad[1] = alphabet[v >> 12 & 63];
		quad[2] = len > 1 ? alphabet[v >> 6 & 63] : '=';
		quad[3] = len > 2 ? alphabet[v & 63] : '=';
		buf_add(out, quad, 4);
	}
	return buf_status(out);
}

static int sextet(char c)
{
	const char *p;

	if (c == '+')
		return 62;
	if (c == '/')
		return 63;
	if (c == '\0' || (p = strchr(alphabet, c)) == NULL)
		return -1;
	return (int)(p - alphabet);
}

bool util_unbase64(struct buf *out, const char *text, size_t len)
{
	uint32_t v = 0;
	unsigned bits = 0;
	size_t padding = 0, n = 0;
	int s;

	while (len > 0 && text[len - 1] == '=' && padding < 2) {
		len--;
		padding++;
	}
	if (len % 4 == 1 || (padding > 0 && (len + padding) % 4 != 0))
		return false;
	for (; n < len; n++) {
		s = sextet(text[n]);
		if (s < 0)
			return false;
		v = v << 6 | (uint32_t)s;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			buf_add_char(out, (char)(v >> bits & 0xff));
		}
	}
	return buf_status(out) == 0;
}

bool util_int64(const char *text, size_t len, int64_t *out)
{
	bool negative = len > 0 && text[0] == '-';
	uint64_t v = 0, max = (uint64_t)INT64_MAX + negative;
	size_t i = negative;
	unsigned d;

	if (i == len)
		return false;
	for (; i < len; i++) {
		d = (unsigned)(text[i] - '0');
		if (d > 9 || v > (max - d) / 10)
			return false;
		v = v * 10 + d;
	}
	*out = negative ? (int64_t)(0 - v) : (int64_t)v;
	return true;
}

static size_t digits(const char *text, size_t len, size_t i)
{
	size_t n = 0;

	while (i + n < len && text[i + n] >= '0' && text[i + n] <= '9')
		n++;
	return n;
}

bool util_number(const char *text, size_t len)
{
	size_t i = 0, n;

	if (i < len && text[i] == '-')
		i++;
	n = digits(text, len, i);
	if (n == 0)
		return false;
	i += n;
	if (i < len && text[i] == '.') {
		n = digits(text, len, ++i);
		if (n == 0)
			return false;
		i += n;
	}
	if (i < len && (text[i] == 'e' || text[i] == 'E')) {
		i++;
		if (i < len && (text[i] == '+' || text[i] == '-'))
			i++;
		n = digits(text, len, i);
		if (n == 0)
			return false;
		i += n;
	}
	return i == len;
}

/* The length of the sequence at `p`, 0 if it isn't one. */
static size_t sequence(const unsigned char *p, size_t len)
{
	/* Bounds of the second byte rule out what is overlong, surrogates,
	 * and what lies beyond U+10FFFF. */
	unsigned char low = 0x80, high = 0xbf;
	size_t n, i;

	if (p[0] < 0x80)
		return 1;
	n = p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 :
	    p[0] < 0xf5 ? 4 : 0;
	if (n == 0 || n > len)
		return 0;
	if (p[0] == 0xe0)
		low = 0xa0;
	else if (p[0] == 0xed)
		high = 0x9f;
	else if (p[0] == 0xf0)
		low = 0x90;
	else if (p[0] == 0xf4)
		high = 0x8f;
	if (p[1] < low || p[1] > high)
		return 0;
	for (i = 2; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

bool util_is_utf8(const char *text, size_t len)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t i = 0, n;

	for (; i < len; i += n) {
		n = sequence(p + i, len - i);
		if (n == 0)
			return false;
	}
	return true;
}

bool util_has_control(const char *text, size_t len)
{
	for (; len > 0; text++, len--)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return true;
	return false;
}

void util_wipe_free(char *secret)
{
	if (secret == NULL)
		return;
	explicit_bzero(secret, strlen(secret));
	free(secret);
}

char *util_strdup(const char *text)
{
	return text == NULL ? NULL : strdup(text);
}

int64_t util_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
