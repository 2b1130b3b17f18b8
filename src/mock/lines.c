/* SPDX-License-Identifier: MIT */
/* See lines.h. */
#include "config.h"

#include "lines.h"

#include "davit.h"

#include <stdlib.h>

struct lines {
	json_t *lines;
	size_t next;
	int64_t due;
};

static int lines_more(void *state, struct buf *out, int64_t now,
		      int64_t *wake)
{
	struct lines *l = state;
	char *text;

	if (l->next < json_array_size(l->lines) && now >= l->due) {
		text = json_dumps(json_array_get(l->lines, l->next++),
				  JSON_COMPACT);
		if (text == NULL)
			return DAVIT_ENOMEM;
		buf_add_str(out, text);
		buf_add_str(out, "\r\n");
		free(text);
		l->due = now + LINES_EVERY;
	}
	*wake = l->due;
	if (buf_status(out) < 0)
		return buf_status(out);
	return l->next < json_array_size(l->lines) ? ANSWER_MORE : ANSWER_END;
}

static void lines_done(void *state)
{
	struct lines *l = state;

	json_decref(l->lines);
	free(l);
}

int lines_answer(struct answer *a, json_t *lines)
{
	struct lines *l = calloc(1, sizeof(*l));

	if (l == NULL || lines == NULL) {
		json_decref(lines);
		free(l);
		return DAVIT_ENOMEM;
	}
	l->lines = lines;
	answer_reset(a);
	a->kind = ANSWER_STREAM;
	a->type = "application/json";
	a->more = lines_more;
	a->done = lines_done;
	a->state = l;
	return 0;
}
