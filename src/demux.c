/* SPDX-License-Identifier: MIT */
/* See demux.h. */
#include "config.h"

#include "demux.h"

#include "error.h"

#include <string.h>

#define HEAD sizeof(((struct demux *)0)->head)

/* The head as a number; compilers make one load of it. */
static uint64_t number(const unsigned char *h)
{
	return (uint64_t)h[0] << 56 | (uint64_t)h[1] << 48 |
	       (uint64_t)h[2] << 40 | (uint64_t)h[3] << 32 |
	       (uint64_t)h[4] << 24 | (uint64_t)h[5] << 16 |
	       (uint64_t)h[6] << 8 | h[7];
}

/* A channel that there is, and three zero bytes. */
static bool is_head(uint64_t n)
{
	return (n >> 32 & ~((uint64_t)DEMUX_SYSTEM << 24)) == 0;
}

static int no_head(const struct demux *d, davit_error *err)
{
	const unsigned char *h = d->head;

	return error_set(err, DAVIT_EPROTO, "not a frame at offset %llu: it "
			 "begins with %02x %02x %02x %02x",
			 (unsigned long long)(d->offset - HEAD), h[0], h[1],
			 h[2], h[3]);
}

/* The head of a frame that has bytes, in pieces or behind empty frames.
 * Returns 1: it is there; 0: all was taken. */
static int take_head(struct demux *d, const char *data, size_t len,
		     size_t *used, davit_error *err)
{
	uint64_t head;
	size_t n;

	while (d->left == 0) {
		n = HEAD - d->have;
		n = n < len - *used ? n : len - *used;
		memcpy(d->head + d->have, data + *used, n);
		d->have += (unsigned)n;
		d->offset += n;
		*used += n;
		if (d->have < HEAD)
			return 0;
		head = number(d->head);
		if (!is_head(head))
			return no_head(d, err);
		d->left = (uint32_t)head;
		if (d->left == 0)
			d->have = 0;
	}
	return 1;
}

/* A piece of any frame. */
static int take_piece(struct demux *d, const char *data, size_t len,
		      size_t *used, struct demux_piece *out, davit_error *err)
{
	size_t n;
	int r;

	*used = 0;
	r = take_head(d, data, len, used, err);
	if (r <= 0)
		return r;
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

int demux_next(struct demux *d, const char *data, size_t len, size_t *used,
	       struct demux_piece *out, davit_error *err)
{
	uint64_t head;
	size_t n;

	if (d->have > 0 || len < HEAD)
		return take_piece(d, data, len, used, out, err);
	/* Most frames are short and lie whole in the data. */
	head = number((const unsigned char *)data);
	n = (uint32_t)head;
	if (!is_head(head) || n - 1 >= len - HEAD)
		return take_piece(d, data, len, used, out, err);
	out->channel = (int)(head >> 56);
	out->data = data + HEAD;
	out->len = n;
	out->last = true;
	*used = HEAD + n;
	d->offset += HEAD + n;
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
