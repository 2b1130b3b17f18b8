/* SPDX-License-Identifier: MIT */
/* See fault.h. */
#include "config.h"

#include "fault.h"

#include "util.h"

#include <stdlib.h>

#define BYTES_MAX ((size_t)16 << 20)

struct fault *fault_new(void)
{
	struct fault *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return NULL;
	buf_init(&f->before, BYTES_MAX);
	buf_init(&f->raw, BYTES_MAX);
	buf_init(&f->tail, BYTES_MAX);
	return f;
}

struct fault *fault_copy(const struct fault *f)
{
	struct fault *c = malloc(sizeof(*c));

	if (c == NULL)
		return NULL;
	*c = *f;
	buf_init(&c->before, BYTES_MAX);
	buf_init(&c->raw, BYTES_MAX);
	buf_init(&c->tail, BYTES_MAX);
	c->type = util_strdup(f->type);
	if (buf_add(&c->before, f->before.data, f->before.len) < 0 ||
	    buf_add(&c->raw, f->raw.data, f->raw.len) < 0 ||
	    buf_add(&c->tail, f->tail.data, f->tail.len) < 0 ||
	    (f->type != NULL && c->type == NULL)) {
		fault_free(c);
		return NULL;
	}
	return c;
}

void fault_free(struct fault *f)
{
	if (f == NULL)
		return;
	buf_done(&f->before);
	buf_done(&f->raw);
	buf_done(&f->tail);
	free(f->type);
	free(f);
}
