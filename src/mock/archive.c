/* SPDX-License-Identifier: MIT */
/* See archive.h. */
#include "config.h"

#include "archive.h"

#include "util.h"

#include <stdio.h>
#include <string.h>

#define BLOCK 512

static unsigned checksum(const unsigned char *block)
{
	unsigned sum = 0, i;

	for (i = 0; i < BLOCK; i++)
		sum += i >= 148 && i < 156 ? ' ' : block[i];
	return sum;
}

static bool octal(const unsigned char *at, size_t len, uint64_t *out)
{
	uint64_t n = 0;
	size_t i = 0;

	if (at[0] == 0x80) {
		for (i = 4; i < len; i++)
			n = n << 8 | at[i];
		*out = n;
		return true;
	}
	while (i < len && at[i] == ' ')
		i++;
	for (; i < len && at[i] >= '0' && at[i] <= '7'; i++)
		n = n * 8 + (uint64_t)(at[i] - '0');
	*out = n;
	return i == len || at[i] == ' ' || at[i] == '\0';
}

static void read_name(const unsigned char *block, char *out)
{
	const char *name = (const char *)block;
	const char *prefix = (const char *)block + 345;
	size_t len;

	if (memcmp(block + 257, "ustar\0", 6) == 0 && prefix[0] != '\0')
		snprintf(out, ARCHIVE_NAME, "%.155s/%.99s", prefix, name);
	else
		snprintf(out, ARCHIVE_NAME, "%.100s", name);
	while (strncmp(out, "./", 2) == 0 || out[0] == '/') {
		len = out[0] == '/' ? 1 : 2;
		memmove(out, out + len, strlen(out + len) + 1);
	}
	len = strlen(out);
	if (len > 0 && out[len - 1] == '/')
		out[len - 1] = '\0';
}

int archive_next(const char *data, size_t len, size_t *at,
		 struct archive_member *out)
{
	static const unsigned char zeros[BLOCK];
	const unsigned char *block;
	uint64_t sum, size, mode;

	do {
		if (*at == len && len > 0)
			return 0;
		if (len - *at < BLOCK)
			return -1;
		block = (const unsigned char *)data + *at;
		if (memcmp(block, zeros, BLOCK) == 0)
			return 0;
		if (!octal(block + 148, 8, &sum) || sum != checksum(block) ||
		    !octal(block + 124, 12, &size) ||
		    !octal(block + 100, 8, &mode) ||
		    size > len - *at - BLOCK)
			return -1;
		*at += BLOCK;
		out->data = data + *at;
		size = size > len - *at ? len - *at : size;
		out->size = (size_t)size;
		out->mode = (unsigned)mode & 07777;
		out->type = block[156] == '\0' ? '0' : (char)block[156];
		read_name(block, out->name);
		size = (size + BLOCK - 1) / BLOCK * BLOCK;
		*at = size > len - *at ? len : *at + (size_t)size;
		/* headers of headers tell nothing that is needed here */
	} while (strchr("xgLK", out->type) != NULL);
	return 1;
}

int archive_add(struct buf *out, const char *name, char type, unsigned mode,
		int64_t mtime, const void *data, size_t size)
{
	static const char zeros[BLOCK];
	unsigned char block[BLOCK] = { 0 };
	char *text = (char *)block;

	if (strlen(name) > 99)
		return buf_status(out);
	snprintf(text, 100, "%s", name);
	snprintf(text + 100, 8, "%07o", mode & 07777);
	snprintf(text + 108, 8, "%07o", 0u);
	snprintf(text + 116, 8, "%07o", 0u);
	snprintf(text + 124, 12, "%011llo", (unsigned long long)size);
	snprintf(text + 136, 12, "%011llo", (unsigned long long)mtime &
		 077777777777ull);
	block[156] = (unsigned char)type;
	memcpy(block + 257, "ustar\0" "00", 8);
	snprintf(text + 148, 8, "%06o", checksum(block));
	block[155] = ' ';
	buf_add(out, block, BLOCK);
	buf_add(out, data, size);
	return buf_add(out, zeros, (BLOCK - size % BLOCK) % BLOCK);
}

int archive_end(struct buf *out)
{
	static const char zeros[2 * BLOCK];

	return buf_add(out, zeros, sizeof(zeros));
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

bool archive_ok(const void *data, size_t len)
{
	static const unsigned char zeros[BLOCK];
	const unsigned char *p = data;
	uint64_t size, sum;
	size_t at;

	if (is_compressed(p, len))
		return true;
	for (at = 0; len - at >= BLOCK; at += (size_t)size) {
		if (memcmp(p + at, zeros, BLOCK) == 0)
			return true;
		if (!octal(p + at + 148, 8, &sum) || sum != checksum(p + at) ||
		    !octal(p + at + 124, 12, &size))
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
