/* SPDX-License-Identifier: MIT */
/* See buf.h. */
#include "config.h"

#include "buf.h"

#include "davit.h"

#include <stdlib.h>
#include <string.h>

void buf_init(struct buf *b, size_t max)
{
	*b = (struct buf)BUF_INIT(max);
}

void buf_init_secret(struct buf *b, size_t max)
{
	*b = (struct buf)BUF_SECRET(max);
}

static void empty(struct buf *b)
{
	b->data = NULL;
	b->len = b->cap = 0;
	b->status = 0;
}

void buf_done(struct buf *b)
{
	if (b->secret && b->data != NULL)
		explicit_bzero(b->data, b->cap);
	free(b->data);
	empty(b);
}

void buf_wipe(struct buf *b)
{
	if (b->data != NULL)
		explicit_bzero(b->data, b->cap);
	buf_done(b);
}

void buf_reset(struct buf *b)
{
	b->len = 0;
	b->status = 0;
	if (b->data != NULL)
		b->data[0] = '\0';
}

/* Where realloc() moves the bytes it leaves the old ones as they were. */
static char *grow(struct buf *b, size_t cap)
{
	char *data;

	if (!b->secret)
		return realloc(b->data, cap);
	data = malloc(cap);
	if (data == NULL || b->data == NULL)
		return data;
	memcpy(data, b->data, b->len + 1);
	explicit_bzero(b->data, b->cap);
	free(b->data);
	return data;
}

int buf_reserve(struct buf *b, size_t len)
{
	size_t need, cap;
	char *data;

	if (b->status < 0)
		return b->status;
	if (len > b->max - b->len)
		return b->status = DAVIT_ETOOBIG;
	need = b->len + len + 1;
	if (need <= b->cap)
		return 0;
	cap = b->cap < 64 ? 64 : b->cap;
	while (cap < need)
		cap = cap > (size_t)-1 / 2 ? need : cap * 2;
	if (b->max < (size_t)-1 && cap > b->max + 1)
		cap = b->max + 1;
	data = grow(b, cap);
	if (data == NULL)
		return b->status = DAVIT_ENOMEM;
	b->data = data;
	b->cap = cap;
	return 0;
}

int buf_add(struct buf *b, const void *data, size_t len)
{
	if (buf_reserve(b, len) < 0)
		return b->status;
	if (len > 0)
		memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
	return 0;
}

int buf_add_str(struct buf *b, const char *text)
{
	return buf_add(b, text, strlen(text));
}

int buf_add_char(struct buf *b, char c)
{
	return buf_add(b, &c, 1);
}

int buf_status(const struct buf *b)
{
	return b->status;
}

const char *buf_text(const struct buf *b)
{
	return b->data == NULL ? "" : b->data;
}

char *buf_take(struct buf *b)
{
	char *data;

	if (buf_add(b, "", 0) < 0) {
		buf_done(b);
		return NULL;
	}
	data = b->data;
	empty(b);
	return data;
}
