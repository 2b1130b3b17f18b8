/* SPDX-License-Identifier: MIT */
/* See gunzip.h. */
#include "config.h"

#include "gunzip.h"

#include "davit.h"

#include <limits.h>
#include <string.h>
#ifdef HAVE_ZLIB
#include <zlib.h>
#endif

bool gunzip_is(const void *data, size_t len)
{
	return len > 2 && memcmp(data, "\x1f\x8b", 2) == 0;
}

#ifdef HAVE_ZLIB

#define STEP ((size_t)64 << 10)
#define GZIP_ONLY (15 + 16)	/* the largest window; no other format */

static int inflate_all(z_stream *z, struct buf *out)
{
	int r, code;

	do {
		code = buf_reserve(out, STEP);
		if (code < 0)
			return code;
		z->next_out = (Bytef *)out->data + out->len;
		z->avail_out = STEP;
		r = inflate(z, Z_NO_FLUSH);
		out->len += STEP - z->avail_out;
		if (r == Z_MEM_ERROR)
			return DAVIT_ENOMEM;
	} while (r == Z_OK);
	return r == Z_STREAM_END ? 0 : DAVIT_EINVAL;
}

int gunzip(const void *data, size_t len, struct buf *out)
{
	z_stream z;
	int code;

	if (len > UINT_MAX)
		return DAVIT_ETOOBIG;
	memset(&z, 0, sizeof(z));
	if (inflateInit2(&z, GZIP_ONLY) != Z_OK)
		return DAVIT_ENOMEM;
	z.next_in = (Bytef *)data;
	z.avail_in = (uInt)len;
	code = inflate_all(&z, out);
	inflateEnd(&z);
	return code;
}

#else

int gunzip(const void *data, size_t len, struct buf *out)
{
	(void)data;
	(void)len;
	(void)out;
	return DAVIT_EINVAL;
}

#endif
