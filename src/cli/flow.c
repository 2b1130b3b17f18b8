/* SPDX-License-Identifier: MIT */
/* See flow.h. */
#include "config.h"

#include "flow.h"

#include "call.h"
#include "json-text.h"
#include "out.h"
#include "progress.h"
#include "say.h"
#include "transfer.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct flow {
	const struct options *o;
	davit_client *client;
	const davit_op *op;
	davit_stream *stream;
};

bool flow_wanted(const davit_op *op)
{
	return op->stream != DAVIT_STREAM_NONE &&
	       (op->upgrade == NULL || strcmp(op->upgrade, "tcp") == 0);
}

/* Nobody is there any more, to read it or to wait for it. */
static bool over(void)
{
	return out_failed() || out_stopped();
}

/* ---- the kinds ---------------------------------------------------------- */

static void print_json(const char *text, size_t len)
{
	if (json_text_valid(text, len)) {
		json_text_write(stdout, text, len, false, out_color());
	} else {
		fwrite(text, 1, len, stdout);
		putchar('\n');
	}
}

/* One value a line, each as soon as it is there. */
static int show_json(struct flow *f)
{
	json_t *value = NULL;
	const char *text;
	size_t len;
	int r = 0;

	while (!over() && (r = davit_stream_json(f->stream, &value)) > 0) {
		text = davit_stream_text(f->stream, &len);
		print_json(text, len);
		json_decref(value);
		fflush(stdout);
		out_written();
	}
	return over() ? 0 : r;
}

static int show_progress(struct flow *f)
{
	struct progress p;
	json_t *value = NULL;
	const char *text;
	size_t len;
	int r = 0;

	progress_begin(&p, stdout);
	while (!over() && (r = davit_stream_json(f->stream, &value)) > 0) {
		text = davit_stream_text(f->stream, &len);
		if (!progress_add(&p, value)) {
			progress_leave(&p);
			print_json(text, len);
		}
		json_decref(value);
		if (!davit_stream_ready(f->stream))
			progress_draw(&p);
		out_written();
	}
	progress_end(&p);
	return over() ? 0 : r;
}

static void to_stderr(const char *data, size_t len)
{
	ssize_t n;

	while (len > 0 && !out_stopped()) {
		n = write(STDERR_FILENO, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return;	/* there is nowhere to say it */
		data += n;
		len -= (size_t)n;
	}
}

static int show_frames(struct flow *f)
{
	davit_frame frame;
	int r = 0;

	while (!over() && (r = davit_stream_frame(f->stream, &frame)) > 0) {
		if (frame.channel == DAVIT_STDERR) {
			to_stderr(frame.data, frame.len);
			continue;
		}
		fwrite(frame.data, 1, frame.len, out_file());
		if (out_file() == stdout)
			fflush(stdout);
		out_written();
	}
	return over() ? 0 : r;
}

static int copy_bytes(struct flow *f, struct transfer *t, bool terminal)
{
	const void *data;
	bool first = true;
	size_t len;
	int r = 0;

	while (!over() && (r = davit_stream_next(f->stream, &data,
						 &len)) > 0) {
		if (first && terminal && !f->o->raw &&
		    !call_is_text(data, len))
			return call_binary("the answer is binary");
		first = false;
		fwrite(data, 1, len, out_file());
		if (out_file() == stdout)
			fflush(stdout);
		out_written();
		transfer_add(t, len);
	}
	return over() ? 0 : r;
}

/* Byte for byte; without anybody to watch, by the shortest way. */
static int show_bytes(struct flow *f)
{
	bool terminal = out_file() == stdout && out_terminal();
	const davit_reply *reply = davit_stream_reply(f->stream);
	struct transfer t;
	uint64_t bytes = 0;
	int r;

	if (terminal || transfer_visible()) {
		transfer_begin(&t, terminal ? NULL :
			       davit_reply_header(reply, "Content-Length"));
		r = copy_bytes(f, &t, terminal);
		transfer_end(&t);
		return r;
	}
	fflush(out_file());
	r = davit_stream_save(f->stream, fileno(out_file()), &bytes);
	if (r == DAVIT_EINVAL && davit_stream_error(f->stream)->sys != 0)
		out_lost(davit_stream_error(f->stream)->sys);
	return over() ? 0 : r;
}

static bool is_json(const struct flow *f)
{
	const char *type = davit_reply_header(davit_stream_reply(f->stream),
					      "Content-Type");

	return f->op->stream == DAVIT_STREAM_JSON &&
	       (type == NULL || strstr(type, "json") != NULL);
}

/* Unlike events, which have no end, and samples. */
static bool tells_progress(const davit_op *op)
{
	return (op->flags & (DAVIT_OP_VERDICT | DAVIT_OP_BODY_RAW)) != 0;
}

static int show(struct flow *f)
{
	if (f->o->raw)
		return show_bytes(f);
	if (f->op->stream == DAVIT_STREAM_FRAMES)
		return show_frames(f);
	if (is_json(f) && out_file() == stdout)
		return tells_progress(f->op) && progress_visible(stdout) ?
		       show_progress(f) : show_json(f);
	return show_bytes(f);
}

/* ---- from one end to the other ------------------------------------------ */

/* Positive results were said already; they are an exit status. */
static int conclude(struct flow *f, int r)
{
	int status;

	if (out_stopped())
		return out_farewell();
	if (r < 0)
		out_discard();
	if (r != 0)
		return r > 0 ? r : say_failure(davit_stream_error(f->stream),
					       false);
	status = out_commit();
	return status;
}

/* From a signal handler: whatever the client waits for is given up. */
static void stop(void *client)
{
	davit_cancel(client);
}

/* Does something wait in standard input that nothing here has read? */
static bool input_waits(const struct options *o)
{
	struct pollfd in = { STDIN_FILENO, POLLIN, 0 };
	struct stat st;

	if ((o->body != NULL && strcmp(o->body, "-") == 0) ||
	    (o->params != NULL && strcmp(o->params, "-") == 0) ||
	    (o->tls_pass_file != NULL && strcmp(o->tls_pass_file, "-") == 0) ||
	    fstat(STDIN_FILENO, &st) < 0)
		return false;
	if (S_ISREG(st.st_mode))
		return st.st_size > lseek(STDIN_FILENO, 0, SEEK_CUR);
	if (!S_ISFIFO(st.st_mode) && !S_ISSOCK(st.st_mode))
		return false;
	/* Its end is there already? */
	return poll(&in, 1, 0) <= 0 || (in.revents & POLLIN) != 0;
}

int flow_run(const struct options *o, davit_client *client,
	     const davit_op *op, json_t *params, const davit_body *body)
{
	struct flow f = { o, client, op, NULL };
	davit_call_opts opts = call_opts(o);
	davit_reply *refused = NULL;
	davit_error err;
	int r, status;

	if (op->stream == DAVIT_STREAM_TAR && out_terminal() && !o->raw &&
	    (o->output == NULL || strcmp(o->output, "-") == 0))
		return call_binary("the answer is an archive");
	status = out_open(o->output);
	if (status != 0)
		return status;
	opts.refused = &refused;
	out_on_signal(stop, client);
	if (body != NULL && body->kind == DAVIT_BODY_FD)
		transfer_watch(body->fd);
	r = davit_open(client, op->name, params, body, &opts, &f.stream,
		       &err);
	transfer_unwatch();
	if (out_stopped()) {
		status = out_farewell();
	} else if (r < 0) {
		status = call_answer(o, r, refused, &err);
	} else {
		if (davit_stream_duplex(f.stream) && input_waits(o))
			say_note("standard input is not passed on; 'davit "
				 "attach' and 'davit exec' do that");
		if (o->include)
			call_print_head(davit_stream_reply(f.stream));
		status = conclude(&f, show(&f));
	}
	out_on_signal(NULL, NULL);
	davit_stream_close(f.stream);
	davit_reply_free(refused);
	return status;
}
