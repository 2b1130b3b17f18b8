/* SPDX-License-Identifier: MIT */
/* See call.h. */
#include "config.h"

#include "call.h"
#include "input.h"
#include "json-text.h"
#include "out.h"
#include "problem.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define TEXT_LOOK 65536		/* bytes that tell text from the rest */

const char *call_version(const struct options *o)
{
	if (o->api_version == NULL || strcmp(o->api_version, "auto") == 0)
		return NULL;
	return o->api_version;
}

const char *call_engine(const struct options *o)
{
	davit_version v;

	if (o->engine != NULL)
		return o->engine;
	if (davit_version_find(NULL, call_version(o), &v, NULL) == 0)
		return v.engine;
	return davit_engine_name(0);
}

/* In any version. */
static bool has_op(const char *engine, const char *op)
{
	davit_version v;
	davit_op found;
	size_t i;

	if (davit_op_find(engine, NULL, op, &found, NULL) == 0)
		return true;
	for (i = 0; davit_version_at(engine, i, &v) == 0; i++)
		if (davit_op_find(engine, v.name, op, &found, NULL) == 0)
			return true;
	return false;
}

const char *call_engine_of(const struct options *o, const char *op)
{
	const char *engine;
	size_t i;

	if (o->engine == NULL && call_version(o) == NULL)
		for (i = 0; (engine = davit_engine_name(i)) != NULL; i++)
			if (has_op(engine, op))
				return engine;
	return call_engine(o);
}

void call_tell_engine(const struct options *o, const char *op)
{
	const char *engine = call_engine_of(o, op);

	if (strcmp(engine, call_engine(o)) != 0)
		say_note("%s is an operation of %s", op,
			 davit_engine_title(engine));
}

int call_body_read(const struct options *o, bool raw, struct call_body *out)
{
	struct input in;
	size_t len;
	int status;

	memset(out, 0, sizeof(*out));
	out->fd = -1;
	if (o->body == NULL)
		return 0;
	in = input_of("--body", o->body);
	if (raw && in.text == NULL) {
		status = input_open(&in, &out->fd);
		if (status != 0)
			return status;
		out->path = in.path != NULL ? in.path : "-";
		out->body = davit_body_fd(out->fd, o->body_type);
	} else {
		status = input_read(&in, INPUT_TEXT_MAX, &out->text, &len);
		if (status != 0)
			return status;
		out->body = raw ? davit_body_mem(out->text, len,
						 o->body_type)
				: davit_body_text(out->text, len);
		out->path = in.path;
	}
	out->use = &out->body;
	return 0;
}

void call_body_done(struct call_body *b)
{
	free(b->text);
	if (b->fd > STDIN_FILENO)
		close(b->fd);
	b->text = NULL;
	b->fd = -1;
	b->use = NULL;
}

unsigned call_flags(const struct options *o)
{
	unsigned flags = (o->allow_unlisted ? DAVIT_ALLOW_UNLISTED : 0) |
			 (o->no_auth ? DAVIT_NO_AUTH : 0) |
			 (o->show_secrets ? DAVIT_SHOW_SECRETS : 0);

	if (o->check == CHECK_STRICT)
		flags |= DAVIT_STRICT;
	else if (o->check == CHECK_OFF)
		flags |= DAVIT_NO_BODY_CHECK;
	return flags;
}

int call_find_op(const struct options *o, const char *name, davit_op *out,
		 davit_error *err)
{
	const char *version = call_version(o), *engine = o->engine;

	/* Of a version that nobody has the library says whose it might be. */
	if (version == NULL)
		engine = call_engine_of(o, name);
	return davit_op_find(engine, version, name, out, err);
}

/* Says it once, however often the same call is made. */
static void warn(const davit_problem *found, void *ctx)
{
	static struct problems said;
	size_t before = said.n;

	(void)ctx;
	problem_take(found, &said);
	if (said.n > before)
		problem_warn(&said.list[before]);
}

/* What is wrong with the user's files is said in any case. */
static void warn_of_files(const davit_problem *found, void *ctx)
{
	if (found->code == DAVIT_EINVAL)
		warn(found, ctx);
}

static void look_at(const char *path)
{
	const davit_problem exposed = {
		DAVIT_EINVAL, path, "others can read the file of "
		"--tls-pass-file", "chmod 600 takes their right away"
	};
	struct stat st;

	if (stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	    (st.st_mode & 077) != 0)
		warn(&exposed, NULL);
}

int call_client_opts(const struct options *o, const char *version,
		     davit_client_opts *out, char **passphrase)
{
	if (o->tls_pass_file != NULL &&
	    input_secret("--tls-pass-file", o->tls_pass_file,
			 passphrase) != 0)
		return STATUS_USAGE;
	if (o->tls_pass_file != NULL)
		look_at(o->tls_pass_file);
	out->engine = o->engine;
	/* "auto" is not the same as nothing: it wins over the environment. */
	out->api_version = version != NULL || call_version(o) != NULL ?
			   version : o->api_version;
	out->endpoint = o->host;
	out->context = o->context;
	out->connect_timeout = o->connect_timeout;
	out->first_byte_timeout = o->first_byte_timeout;
	out->stall_timeout = o->stall_timeout;
	out->call_timeout = o->timeout;
	out->tls_ca = o->tls_ca;
	out->tls_cert = o->tls_cert;
	out->tls_key = o->tls_key;
	out->tls_passphrase = *passphrase;
	out->flags = (o->insecure ? DAVIT_TLS_INSECURE : 0) |
		     (o->no_proxy ? DAVIT_NO_PROXY : 0);
	/* What is asked of its own accord is traced, too. */
	out->call_flags = o->show_secrets ? DAVIT_SHOW_SECRETS : 0;
	out->max_reply = o->max_reply;
	out->headers = o->nheaders > 0 ? o->headers : NULL;
	out->log = o->verbose ? say_trace : NULL;
	out->warn = o->check == CHECK_WARN ? warn : warn_of_files;
	return 0;
}

int call_client(const struct options *o, const char *version,
		davit_client **out, davit_error *err)
{
	davit_client_opts opts = DAVIT_CLIENT_OPTS_INIT;
	char *passphrase = NULL;
	int rc;

	memset(err, 0, sizeof(*err));
	if (call_client_opts(o, version, &opts, &passphrase) != 0)
		return STATUS_USAGE;
	rc = davit_client_new(&opts, out, err);
	input_wipe(passphrase);
	return rc;
}

davit_call_opts call_opts(const struct options *o)
{
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	static struct timespec start;
	struct timespec now;
	long spent;

	opts.flags = call_flags(o);
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (start.tv_sec == 0 && start.tv_nsec == 0)
		start = now;
	if (o->timeout > 0) {
		spent = (long)(now.tv_sec - start.tv_sec) * 1000 +
			(now.tv_nsec - start.tv_nsec) / 1000000;
		opts.call_timeout = spent < o->timeout ? o->timeout - spent
						       : 1;
	}
	return opts;
}

/* Nothing a terminal would choke on: UTF-8 without control characters but
 * those that move and colour text. */
bool call_is_text(const void *data, size_t len)
{
	const unsigned char *p = data;
	size_t i, n;

	len = len < TEXT_LOOK ? len : TEXT_LOOK;
	for (i = 0; i < len; i++) {
		if (p[i] < 0x80) {
			if ((p[i] < 0x20 && (p[i] < '\b' || p[i] > '\r') &&
			     p[i] != 0x1b) || p[i] == 0x7f)
				return false;
			continue;
		}
		if (p[i] < 0xc2 || p[i] > 0xf4)
			return false;
		n = p[i] >= 0xf0 ? 3 : p[i] >= 0xe0 ? 2 : 1;
		for (; n > 0 && i + 1 < len; n--)
			if ((p[++i] & 0xc0) != 0x80)
				return false;
	}
	return true;
}

int call_binary(const char *what)
{
	say_error("%s: not shown on a terminal", what);
	say_hint("-o FILE saves it; --raw prints it all the same");
	return STATUS_USAGE;
}

void call_print_head(const davit_reply *reply)
{
	const char *name, *value;
	size_t i;

	printf("HTTP/1.1 %d\n", davit_reply_status(reply));
	for (i = 0; davit_reply_header_at(reply, i, &name, &value) == 0; i++)
		printf("%s: %s\n", name, value);
	putchar('\n');
}

static int print_body(const struct options *o, const davit_reply *reply)
{
	size_t len;
	const char *body = davit_reply_body(reply, &len);
	bool terminal = out_terminal();
	char what[64];

	if (body == NULL || len == 0)
		return STATUS_DONE;
	if (o->raw) {
		fwrite(body, 1, len, stdout);
		out_written();
		return STATUS_DONE;
	}
	if ((davit_reply_flags(reply) & DAVIT_REPLY_JSON) != 0 &&
	    json_text_valid(body, len)) {
		json_text_write(stdout, body, len, terminal, out_color());
		out_written();
		return STATUS_DONE;
	}
	if (terminal && !call_is_text(body, len)) {
		snprintf(what, sizeof(what), "the reply is binary, %zu bytes",
			 len);
		return call_binary(what);
	}
	fwrite(body, 1, len, stdout);
	out_written();
	if (terminal && body[len - 1] != '\n')
		putchar('\n');
	return STATUS_DONE;
}

/* The file gets what came and nothing else: the head goes to stdout. */
static int save_body(const davit_reply *reply)
{
	size_t len;
	const void *body = davit_reply_body(reply, &len);

	if (body != NULL && len > 0)
		fwrite(body, 1, len, out_file());
	out_written();
	return out_commit();
}

int call_answer(const struct options *o, int rc, const davit_reply *reply,
		const davit_error *err)
{
	int status = STATUS_DONE;

	if (reply != NULL && o->include)
		call_print_head(reply);
	if (rc < 0) {
		out_discard();
		if (reply != NULL && (o->include || o->raw))
			print_body(o, reply);
		return say_failure(err, false);
	}
	if (davit_reply_status(reply) == 304)
		say_note("not modified: it was so already");
	if (out_file() != stdout)
		status = save_body(reply);
	else
		status = print_body(o, reply);
	return status;
}
