/* SPDX-License-Identifier: MIT */
/* See worldin.h: the output of processes, and what is sent to them. */
#include "config.h"

#include "worldin.h"

#include <stdlib.h>
#include <string.h>

#define ONCE_MAX 65536		/* bytes given at a time */

struct reader {
	struct world *w;
	struct container *c;	/* one of them; holds a reference */
	struct exec *e;
	struct output_form form;
	uint64_t at;
	unsigned ends;		/* it had ended so often */
	bool follow, heard, over;
};

static struct proc *proc_of(struct reader *r)
{
	return r->e != NULL ? &r->e->proc : &r->c->proc;
}

/* Nothing will come any more. */
static bool is_over(struct reader *r)
{
	if (!r->follow)
		return true;
	if (r->e != NULL)
		return r->e->begun && !r->e->proc.running;
	return r->c->removed || r->c->ends > r->ends;
}

static int read_more(void *state, struct buf *out, int64_t now, int64_t *wake)
{
	struct reader *r = state;
	const struct output_piece *p;
	struct output *o = &proc_of(r)->output;

	world_tick(r->w, now);
	while (out->len < ONCE_MAX && (p = output_at(o, &r->at)) != NULL) {
		output_write(&r->form, p, out);
		r->at++;
	}
	if (buf_status(out) < 0)
		return buf_status(out);
	if (output_at(o, &r->at) != NULL) {
		*wake = now;
		return ANSWER_MORE;
	}
	*wake = proc_next(proc_of(r));
	return is_over(r) ? ANSWER_END : ANSWER_MORE;
}

static void read_input(void *state, const void *data, size_t len, bool end)
{
	struct reader *r = state;
	struct proc *p = proc_of(r);
	/* More than one may be attached; only some end Docker's input. */
	bool last = end && !r->over && (r->e != NULL || r->c->proc.once ||
					r->w->podman);

	r->over = r->over || end;
	/* Not for who comes after it. */
	if (is_over(r))
		return;
	if (proc_input(p, data, len, last, r->w->now, r->w->base) < 0)
		r->w->nomem = true;
	r->w->generation++;
}

static void read_done(void *state)
{
	struct reader *r = state;

	if (r->c != NULL)
		container_unref(r->c);
	if (r->e != NULL)
		exec_unref(r->e);
	free(r);
}

static const char *stream_type(const struct ask *a, bool framed)
{
	const char *type;
	size_t i;

	/* Only where the document knows it was it sent. */
	for (i = 0; framed && (type = davit_op_media(&a->call->op,
			DAVIT_PRODUCES, i)) != NULL; i++)
		if (strstr(type, "multiplexed-stream") != NULL)
			return "application/vnd.docker.multiplexed-stream";
	return "application/vnd.docker.raw-stream";
}

void stream_proc(struct ask *a, struct container *c, struct exec *e,
		 bool taken, uint64_t from, const struct output_form *form,
		 bool follow)
{
	struct reader *r = calloc(1, sizeof(*r));

	if (r == NULL) {
		a->w->nomem = true;
		return;
	}
	r->w = a->w;
	r->c = c;
	r->e = e;
	r->form = *form;
	r->at = from;
	r->follow = follow;
	if (c != NULL) {
		c->refs++;
		r->ends = c->ends;
	}
	if (e != NULL)
		e->refs++;
	a->out->kind = taken ? ANSWER_TAKEN : ANSWER_STREAM;
	a->out->type = stream_type(a, form->framed);
	a->out->more = read_more;
	a->out->input = taken ? read_input : NULL;
	a->out->done = read_done;
	a->out->state = r;
}

static unsigned channels(const struct ask *a)
{
	return (arg_is(a, "stdout", false) ? 1u << OUTPUT_OUT : 0) |
	       (arg_is(a, "stderr", false) ? 1u << OUTPUT_ERR : 0);
}

static uint64_t tail_of(const struct ask *a, const struct output *o,
			unsigned mask)
{
	int64_t lines = arg_int(a, "tail", -1);

	return lines < 0 ? 0 : output_tail(o, mask, (size_t)lines);
}

void container_logs(struct ask *a)
{
	struct container *c = container_asked(a);
	struct output_form form;
	bool follow = arg_is(a, "follow", false);

	if (c == NULL)
		return;
	form.channels = channels(a);
	if (form.channels == 0) {
		refuse(a, 400, NULL, a->w->podman ? "at least one of stdout "
		       "or stderr must be chosen" : "Bad parameters: you must "
		       "choose at least one stream");
		return;
	}
	form.framed = !c->proc.tty;
	form.times = arg_is(a, "timestamps", false);
	form.since = arg_time(a, "since");
	form.until = arg_time(a, "until");
	stream_proc(a, c, NULL, false, tail_of(a, &c->proc.output,
					       form.channels), &form,
		    follow && (container_runs(c) ||
			       c->state == STATE_CREATED));
}

void container_attach(struct ask *a)
{
	struct container *c = container_asked(a);
	struct output_form form = { .channels = 0 };
	bool stream = arg_is(a, "stream", a->libpod);
	bool logs = arg_is(a, "logs", false);

	if (c == NULL)
		return;
	form.channels = channels(a);
	if (a->libpod && form.channels == 0)
		form.channels = 1u << OUTPUT_OUT | 1u << OUTPUT_ERR;
	if (c->state == STATE_PAUSED && !a->w->podman) {
		refuse(a, 409, NULL, "Container %s is paused, unpause the "
		       "container before attach", c->id);
		return;
	}
	form.framed = !c->proc.tty;
	container_event(a->w, c, "attach");
	stream_proc(a, c, NULL, true, logs ? 0 :
		    output_end(&c->proc.output), &form, stream);
}
