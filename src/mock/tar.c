/* SPDX-License-Identifier: MIT */
/* See tar.h. */
#include "config.h"

#include "tar.h"

#include "util.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define BLOCK 512
#define SUM_AT 148
#define SUM_LEN 8
#define SIZE_AT 124
#define SIZE_LEN 12

/* The sum of all bytes of a header, its own place counted as blanks. */
static unsigned checksum(const unsigned char *block)
{
	unsigned sum = 0, i;

	for (i = 0; i < BLOCK; i++)
		sum += i >= SUM_AT && i < SUM_AT + SUM_LEN ? ' ' : block[i];
	return sum;
}

int tar_file(struct buf *out, const char *name, const void *data, size_t len)
{
	static const char zeros[BLOCK];
	unsigned char block[BLOCK] = { 0 };
	char *p = (char *)block;

	snprintf(p, 100, "%s", name);
	snprintf(p + 100, 8, "%07o", 0644u);
	snprintf(p + 108, 8, "%07o", 0u);
	snprintf(p + 116, 8, "%07o", 0u);
	snprintf(p + SIZE_AT, SIZE_LEN, "%011llo", (unsigned long long)len);
	snprintf(p + 136, 12, "%011o", 0u);
	p[156] = '0';
	memcpy(p + 257, "ustar\0" "00", 8);
	snprintf(p + SUM_AT, SUM_LEN, "%06o", checksum(block));
	p[SUM_AT + 7] = ' ';
	buf_add(out, block, BLOCK);
	buf_add(out, data, len);
	return buf_add(out, zeros, (BLOCK - len % BLOCK) % BLOCK);
}

int tar_end(struct buf *out)
{
	static const char zeros[2 * BLOCK];

	return buf_add(out, zeros, sizeof(zeros));
}

static bool is_zero(const unsigned char *block)
{
	unsigned i;

	for (i = 0; i < BLOCK; i++)
		if (block[i] != 0)
			return false;
	return true;
}

/* Digits of base 8 with blanks or a zero byte behind; or, with the highest
 * bit set, bytes.  Returns false for anything else. */
static bool number(const unsigned char *p, size_t len, uint64_t *out)
{
	size_t i = 0;

	*out = 0;
	if (p[0] & 0x80) {
		for (i = len - 8; i < len; i++)
			*out = *out << 8 | p[i];
		return true;
	}
	while (i < len && p[i] == ' ')
		i++;
	for (; i < len && p[i] >= '0' && p[i] <= '7'; i++)
		*out = *out << 3 | (unsigned)(p[i] - '0');
	return i == len || p[i] == ' ' || p[i] == '\0';
}

static bool is_compressed(const unsigned char *p, size_t len)
{
	static const struct { const char *magic; size_t len; } kinds[] = {
		{ "\x1f\x8b", 2 }, { "BZh", 3 }, { "\xfd" "7zXZ", 5 },
		{ "\x28\xb5\x2f\xfd", 4 }
	};
	size_t i;

	for (i = 0; i < UTIL_COUNT(kinds); i++)
		if (len > kinds[i].len &&
		    memcmp(p, kinds[i].magic, kinds[i].len) == 0)
			return true;
	return false;
}

bool tar_ok(const void *data, size_t len)
{
	const unsigned char *p = data;
	uint64_t size, sum;
	size_t at;

	if (is_compressed(p, len))
		return true;
	for (at = 0; len - at >= BLOCK; at += (size_t)size) {
		if (is_zero(p + at))
			return true;
		if (!number(p + at + SUM_AT, SUM_LEN, &sum) ||
		    sum != checksum(p + at) ||
		    !number(p + at + SIZE_AT, SIZE_LEN, &size))
			return false;
		at += BLOCK;
		if (size > len - at)
			return false;
		size = (size + BLOCK - 1) / BLOCK * BLOCK;
		if (size > len - at)
			return false;
	}
	/* Some leave the end blocks out. */
	return at == len && at > 0;
}
