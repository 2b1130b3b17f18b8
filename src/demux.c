/* SPDX-License-Identifier: MIT */
/* See demux.h. */
#include "config.h"

#include "demux.h"

#include "error.h"

#include <string.h>

#define HEAD sizeof(((struct demux *)0)->head)

static int check_head(const struct demux *d, davit_error *err)
{
	const unsigned char *h = d->head;

	if (h[0] <= DEMUX_SYSTEM && h[1] == 0 && h[2] == 0 && h[3] == 0)
		return 0;
	return error_set(err, DAVIT_EPROTO, "not a frame at offset %llu: it "
			 "begins with %02x %02x %02x %02x",
			 (unsigned long long)(d->offset - HEAD), h[0], h[1],
			 h[2], h[3]);
}

int demux_next(struct demux *d, const char *data, size_t len, size_t *used,
	       struct demux_piece *out, davit_error *err)
{
	size_t n;
	int r;

	*used = 0;
	while (d->left == 0) {
		n = HEAD - d->have;
		n = n < len - *used ? n : len - *used;
		memcpy(d->head + d->have, data + *used, n);
		d->have += (unsigned)n;
		d->offset += n;
		*used += n;
		if (d->have < HEAD)
			return 0;
		r = check_head(d, err);
		if (r < 0)
			return r;
		d->left = (uint32_t)d->head[4] << 24 |
			  (uint32_t)d->head[5] << 16 |
			  (uint32_t)d->head[6] << 8 | d->head[7];
		if (d->left == 0)
			d->have = 0;
	}
	n = len - *used;
	if (n == 0)
		return 0;
	n = n < d->left ? n : d->left;
	*out = (struct demux_piece){ d->head[0], data + *used, n,
				     n == d->left };
	d->left -= (uint32_t)n;
	d->offset += n;
	*used += n;
	if (d->left == 0)
		d->have = 0;
	return 1;
}

int demux_end(const struct demux *d, davit_error *err)
{
	if (d->left > 0)
		return error_set(err, DAVIT_EPROTO, "the last frame is cut at "
				 "offset %llu: %lu bytes of it are missing",
				 (unsigned long long)d->offset,
				 (unsigned long)d->left);
	if (d->have > 0)
		return error_set(err, DAVIT_EPROTO, "the last frame is cut in "
				 "its head, at offset %llu",
				 (unsigned long long)d->offset);
	return 0;
}
