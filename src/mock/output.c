/* SPDX-License-Identifier: MIT */
/* See output.h. */
#include "config.h"

#include "output.h"

#include "clock.h"
#include "davit.h"

#include <stdlib.h>
#include <string.h>

void output_done(struct output *o)
{
	size_t i;

	for (i = 0; i < o->count; i++)
		free(o->pieces[i].data);
	free(o->pieces);
	memset(o, 0, sizeof(*o));
}

/* Some at once, so that moving the others costs little. */
static void forget(struct output *o)
{
	size_t n = o->count / 8 + 1, i;

	for (i = 0; i < n; i++) {
		o->bytes -= o->pieces[i].len;
		free(o->pieces[i].data);
	}
	o->count -= n;
	o->first += n;
	memmove(o->pieces, o->pieces + n, o->count * sizeof(o->pieces[0]));
}

int output_add(struct output *o, int channel, int64_t ns, const void *data,
	       size_t len)
{
	struct output_piece *p;

	if (len > OUTPUT_BYTES / 4)
		len = OUTPUT_BYTES / 4;
	if (o->pieces == NULL) {
		o->pieces = calloc(OUTPUT_PIECES, sizeof(*p));
		if (o->pieces == NULL)
			return DAVIT_ENOMEM;
	}
	while (o->count > 0 && (o->count == OUTPUT_PIECES ||
				o->bytes + len > OUTPUT_BYTES))
		forget(o);
	p = &o->pieces[o->count];
	p->data = malloc(len + 1);
	if (p->data == NULL)
		return DAVIT_ENOMEM;
	memcpy(p->data, data, len);
	p->channel = channel;
	p->ns = ns;
	p->len = len;
	o->count++;
	o->bytes += len;
	return 0;
}

const struct output_piece *output_at(const struct output *o, uint64_t *at)
{
	if (*at < o->first)
		*at = o->first;
	if (*at - o->first >= o->count)
		return NULL;
	return &o->pieces[*at - o->first];
}

uint64_t output_end(const struct output *o)
{
	return o->first + o->count;
}

uint64_t output_tail(const struct output *o, unsigned channels, size_t lines)
{
	size_t i = o->count;

	while (i > 0 && lines > 0)
		if (channels & 1u << o->pieces[--i].channel)
			lines--;
	return o->first + i;
}

static void frame(int channel, size_t len, struct buf *out)
{
	unsigned char head[8] = { 0 };

	head[0] = (unsigned char)channel;
	head[4] = (unsigned char)(len >> 24);
	head[5] = (unsigned char)(len >> 16);
	head[6] = (unsigned char)(len >> 8);
	head[7] = (unsigned char)len;
	buf_add(out, head, sizeof(head));
}

void output_write(const struct output_form *f, const struct output_piece *p,
		  struct buf *out)
{
	char when[CLOCK_TEXT] = "";
	size_t n;

	if (!(f->channels & 1u << p->channel) ||
	    (f->since != 0 && p->ns < f->since) ||
	    (f->until != 0 && p->ns > f->until))
		return;
	if (f->times)
		clock_text(p->ns, when);
	n = strlen(when);
	if (f->framed)
		frame(p->channel, p->len + n + (n > 0), out);
	if (n > 0) {
		buf_add(out, when, n);
		buf_add_char(out, ' ');
	}
	buf_add(out, p->data, p->len);
}
