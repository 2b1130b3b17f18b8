/* SPDX-License-Identifier: MIT */
/* See proc.h. */
#include "config.h"

#include "proc.h"

#include "clock.h"

#include <string.h>

#define LINE_BYTES 65536

void proc_init(struct proc *p)
{
	memset(p, 0, sizeof(*p));
	buf_init(&p->line, LINE_BYTES);
	buf_init(&p->early, OUTPUT_BYTES);
}

void proc_done(struct proc *p)
{
	script_done(&p->script);
	output_done(&p->output);
	buf_done(&p->line);
	buf_done(&p->early);
}

/* A terminal begins each line at the left. */
static int write_out(struct proc *p, int channel, int64_t ns, const char *text,
		     size_t len)
{
	struct buf out = BUF_INIT(OUTPUT_BYTES);
	size_t i;
	int code;

	if (!p->tty)
		return output_add(&p->output, channel, ns, text, len);
	for (i = 0; i < len; i++) {
		if (text[i] == '\n')
			buf_add_char(&out, '\r');
		buf_add_char(&out, text[i]);
	}
	code = output_add(&p->output, OUTPUT_OUT, ns, buf_text(&out), out.len);
	buf_done(&out);
	return code;
}

static int run_step(struct proc *p, int64_t base)
{
	const struct script_step *s = &p->script.steps[p->step++];
	int code = 0;

	if (s->channel != 0)
		code = write_out(p, s->channel, base + p->due * CLOCK_MS,
				 s->text, s->len);
	if (p->step < p->script.count)
		p->due += p->script.steps[p->step].after;
	return code;
}

/* When it ends, all being written. */
static int64_t ends_at(const struct proc *p)
{
	if (p->hangup)
		return p->due;
	if (p->script.least == SCRIPT_FOREVER)
		return INT64_MAX;
	return p->started + p->script.least > p->due ?
	       p->started + p->script.least : p->due;
}

int64_t proc_next(const struct proc *p)
{
	if (!p->running || p->paused)
		return INT64_MAX;
	return p->step < p->script.count ? p->due : ends_at(p);
}

int proc_run(struct proc *p, int64_t now, int64_t base)
{
	if (!p->running || p->paused)
		return 0;
	while (p->step < p->script.count && p->due <= now)
		if (run_step(p, base) < 0)
			return DAVIT_ENOMEM;
	if (p->step < p->script.count || ends_at(p) > now)
		return 0;
	p->running = false;
	p->code = p->script.exit;
	return 1;
}

static int shell_line(struct proc *p, int64_t now)
{
	size_t before = p->script.count;
	int code = script_add_line(&p->script, buf_text(&p->line),
				   p->line.len);

	buf_reset(&p->line);
	if (p->step >= before && p->script.count > before)
		p->due = now + p->script.steps[before].after;
	if (code == 1)
		p->hangup = true;
	return code < 0 ? code : 0;
}

static int shell_input(struct proc *p, const char *data, size_t len,
		       int64_t now)
{
	size_t i;
	int code = 0;

	for (i = 0; i < len && code == 0; i++) {
		if (data[i] == '\n' || data[i] == '\r')
			code = shell_line(p, now);
		else if (buf_add_char(&p->line, data[i]) < 0)
			buf_reset(&p->line);
	}
	return code;
}

int proc_input(struct proc *p, const void *data, size_t len, bool end,
	       int64_t now, int64_t base)
{
	int code = 0;

	if (!p->open_stdin)
		return 0;
	if (!p->running) {
		p->early_end = p->early_end || end;
		return buf_add(&p->early, data, len) == DAVIT_ENOMEM ?
		       DAVIT_ENOMEM : 0;
	}
	if (p->script.input == SCRIPT_ECHO && len > 0)
		code = write_out(p, OUTPUT_OUT, base + now * CLOCK_MS, data,
				 len);
	else if (p->script.input == SCRIPT_SHELL)
		code = shell_input(p, data, len, now);
	if (end && p->script.input != SCRIPT_IGNORE && !p->tty) {
		if (code == 0 && p->line.len > 0)
			code = shell_line(p, now);
		p->hangup = true;
	}
	if (p->hangup && p->step >= p->script.count && p->due < now)
		p->due = now;
	return code;
}

int proc_start(struct proc *p, int64_t now, int64_t base)
{
	int code = 0;

	p->running = true;
	p->paused = false;
	p->step = 0;
	p->started = p->due = now;
	p->hangup = !p->open_stdin && p->script.input != SCRIPT_IGNORE;
	if (p->script.count > 0)
		p->due += p->script.steps[0].after;
	if (p->early.len > 0 || p->early_end)
		code = proc_input(p, buf_text(&p->early), p->early.len,
				  p->early_end, now, base);
	buf_reset(&p->early);
	p->early_end = false;
	return code;
}

void proc_kill(struct proc *p, int code)
{
	if (!p->running)
		return;
	p->running = p->paused = false;
	p->code = code;
}

void proc_pause(struct proc *p, int64_t now)
{
	p->paused = true;
	p->held = now;
}

void proc_unpause(struct proc *p, int64_t now)
{
	p->paused = false;
	p->started += now - p->held;
	p->due += now - p->held;
}
