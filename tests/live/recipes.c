/* SPDX-License-Identifier: MIT */
/*
 * The recipes against a real engine, ENGINE_KIND at ENGINE_SOCK: exec, run,
 * pull, events over a connection that breaks, and waiting.  One line for each
 * check; the exit status is 1 if one failed.
 */
#include "config.h"

#include "davit.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define QUICK_RUNS 50
#define BIG (3u << 20)

static int passed, failed;
static const char *image, *kind, *sock;
static char name_buffer[64];

static void check(bool good, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void check(bool good, const char *fmt, ...)
{
	char line[1024], *p;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	for (p = line; *p != '\0'; p++)
		if ((unsigned char)*p < ' ')
			*p = '|';
	printf("%s %s\n", good ? "ok  " : "FAIL", line);
	fflush(stdout);
	if (good)
		passed++;
	else
		failed++;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void nap(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

static davit_client *client_with(davit_client_opts *o)
{
	davit_client *c = NULL;
	davit_error err;

	o->engine = kind;
	if (davit_client_new(o, &c, &err) < 0) {
		printf("FAIL client: %s\n", err.text);
		exit(1);
	}
	return c;
}

static davit_client *client_at(const char *path)
{
	davit_client_opts o = DAVIT_CLIENT_OPTS_INIT;
	char uri[200];

	snprintf(uri, sizeof(uri), "unix://%s", path);
	o.endpoint = uri;
	return client_with(&o);
}

/* NULL: this engine has no TLS here. */
static davit_client *client_by_tls(void)
{
	davit_client_opts o = DAVIT_CLIENT_OPTS_INIT;
	const char *certs = getenv("ENGINE_CERTS");
	char ca[200], cert[200], key[200];

	o.endpoint = getenv("ENGINE_TLS_URL");
	if (o.endpoint == NULL || certs == NULL)
		return NULL;
	snprintf(ca, sizeof(ca), "%s/ca.pem", certs);
	snprintf(cert, sizeof(cert), "%s/cert.pem", certs);
	snprintf(key, sizeof(key), "%s/key.pem", certs);
	o.tls_ca = ca;
	o.tls_cert = cert;
	o.tls_key = key;
	return client_with(&o);
}

/* A name nobody has used. */
static const char *fresh_name(const char *what)
{
	static int n;

	snprintf(name_buffer, sizeof(name_buffer), "recipes-%s-%ld-%d", what,
		 (long)getpid(), n++);
	return name_buffer;
}

static json_t *config(const char *script)
{
	return json_pack("{s:s, s:[s,s,s], s:i}", "Image", image, "Cmd", "sh",
			 "-c", script, "StopTimeout", 1);
}

static json_t *command(const char *script)
{
	return json_pack("{s:[s,s,s]}", "Cmd", "sh", "-c", script);
}

static bool is_gone(davit_client *c, const char *name)
{
	davit_error err;

	return davit_call(c, "@container-inspect", NULL, &err, "{s:s}", "id",
			  name) == DAVIT_EREMOTE && err.http_status == 404;
}

/* ---- what comes out ----------------------------------------------------- */

struct output {
	char *text[3];
	size_t len[3];
	size_t stop_after;	/* 0: never */
};

static void forget(struct output *o)
{
	free(o->text[1]);
	free(o->text[2]);
	memset(o, 0, sizeof(*o));
}

static int gather(const davit_frame *f, void *ctx)
{
	struct output *o = ctx;
	char **text = &o->text[f->channel];
	size_t *len = &o->len[f->channel];

	*text = realloc(*text, *len + f->len + 1);
	if (*text == NULL)
		abort();
	memcpy(*text + *len, f->data, f->len);
	*len += f->len;
	(*text)[*len] = '\0';
	return o->stop_after > 0 && *len >= o->stop_after;
}

static const char *out(const struct output *o)
{
	return o->text[1] == NULL ? "" : o->text[1];
}

static const char *err_out(const struct output *o)
{
	return o->text[2] == NULL ? "" : o->text[2];
}

/* ---- exec --------------------------------------------------------------- */

struct slowly {
	const char *text;
	size_t at, len;
};

/* 1000 bytes at a time. */
static ssize_t read_slowly(void *buf, size_t len, void *ctx)
{
	struct slowly *s = ctx;
	size_t n = s->len - s->at;

	n = n > 1000 ? 1000 : n;
	n = n > len ? len : n;
	memcpy(buf, s->text + s->at, n);
	s->at += n;
	return (ssize_t)n;
}

static void exec_codes(davit_client *c, const char *id)
{
	struct output o = { .stop_after = 0 };
	davit_error err;
	json_t *cmd;
	int r, code, i, good = 0;

	cmd = command("echo to out; echo to err >&2; exit 7");
	r = davit_exec(c, id, cmd, NULL, gather, &o, &code, &err);
	check(r == 0 && code == 7 && strcmp(out(&o), "to out\n") == 0 &&
	      strcmp(err_out(&o), "to err\n") == 0,
	      "exec: both channels and exit code: %d, code %d, '%s', '%s' %s",
	      r, code, out(&o), err_out(&o), err.text);
	forget(&o);
	json_decref(cmd);
	for (i = 0; i < 20; i++) {
		char script[40];

		snprintf(script, sizeof(script), "echo %d; exit %d", i, i);
		cmd = command(script);
		r = davit_exec(c, id, cmd, NULL, gather, &o, &code, &err);
		if (r == 0 && code == i && atoi(out(&o)) == i &&
		    o.len[1] == (i < 10 ? 2u : 3u))
			good++;
		else
			printf("     run %d: %d, code %d, '%s' %s\n", i, r,
			       code, out(&o), err.text);
		forget(&o);
		json_decref(cmd);
	}
	check(good == 20, "exec: %d of 20 at-once exit codes", good);
	cmd = command("exit 3");
	r = davit_exec(c, id, cmd, NULL, NULL, NULL, NULL, NULL);
	check(r == 0, "exec: nobody wants output, code or error: %d", r);
	json_decref(cmd);
}

static void exec_input(davit_client *c, const char *id)
{
	char *big = malloc(BIG);
	struct output o = { .stop_after = 0 };
	struct slowly slowly = { big, 0, 100000 };
	davit_body body;
	davit_error err;
	json_t *cmd = command("cat; echo end >&2; exit 5");
	size_t i;
	int fds[2], r, code;

	if (big == NULL)
		abort();
	for (i = 0; i < BIG; i++)
		big[i] = (char)(i * 7919 >> 3);
	body = davit_body_mem(big, BIG, NULL);
	r = davit_exec(c, id, cmd, &body, gather, &o, &code, &err);
	check(r == 0 && code == 5 && o.len[1] == BIG &&
	      memcmp(o.text[1], big, BIG) == 0 &&
	      strcmp(err_out(&o), "end\n") == 0,
	      "exec: %u bytes through cat: %d, code %d, %zu bytes %s", BIG, r,
	      code, o.len[1], err.text);
	forget(&o);
	body = davit_body_read(read_slowly, &slowly, NULL);
	r = davit_exec(c, id, cmd, &body, gather, &o, &code, &err);
	check(r == 0 && code == 5 && o.len[1] == 100000 &&
	      memcmp(o.text[1], big, 100000) == 0,
	      "exec: input from a function: %d, code %d, %zu bytes %s", r,
	      code, o.len[1], err.text);
	forget(&o);
	if (pipe(fds) < 0 || write(fds[1], "by pipe", 7) != 7)
		abort();
	close(fds[1]);
	body = davit_body_fd(fds[0], NULL);
	r = davit_exec(c, id, cmd, &body, gather, &o, &code, &err);
	check(r == 0 && code == 5 && strcmp(out(&o), "by pipe") == 0,
	      "exec: input from a pipe: %d, code %d, '%s' %s", r, code,
	      out(&o), err.text);
	forget(&o);
	close(fds[0]);
	/* A pipe that stays open and silent must not hold up the end. */
	json_decref(cmd);
	cmd = command("echo done; exit 6");
	if (pipe(fds) < 0)
		abort();
	body = davit_body_fd(fds[0], NULL);
	r = davit_exec(c, id, cmd, &body, gather, &o, &code, &err);
	check(r == 0 && code == 6 && strcmp(out(&o), "done\n") == 0,
	      "exec: input that never ends: %d, code %d, '%s' %s", r, code,
	      out(&o), err.text);
	forget(&o);
	close(fds[0]);
	close(fds[1]);
	body = davit_body_mem(big, BIG, NULL);
	r = davit_exec(c, id, cmd, &body, gather, &o, &code, &err);
	check(r == 0 && code == 6 && strcmp(out(&o), "done\n") == 0,
	      "exec: input that nobody reads: %d, code %d, '%s' %s", r, code,
	      out(&o), err.text);
	forget(&o);
	json_decref(cmd);
	free(big);
}

static void exec_odd(davit_client *c, const char *id)
{
	struct output o = { .stop_after = 0 };
	davit_body body = davit_body_json(json_null());
	davit_error err;
	json_t *cmd;
	double begin;
	int r, code;

	cmd = json_pack("{s:[s]}", "Cmd", "/no/such/command");
	r = davit_exec(c, id, cmd, NULL, gather, &o, &code, &err);
	check((r == DAVIT_EREMOTE && strstr(err.text, "/no/such") != NULL) ||
	      (r == 0 && (code == 126 || code == 127)),
	      "exec: missing command: %d, code %d, '%s' '%s' %s", r, code,
	      out(&o), err_out(&o), err.text);
	forget(&o);
	json_decref(cmd);
	cmd = command("test -t 1 && echo tty; exit 4");
	json_object_set_new(cmd, "Tty", json_true());
	r = davit_exec(c, id, cmd, NULL, gather, &o, &code, &err);
	check(r == 0 && code == 4 && strcmp(out(&o), "tty\r\n") == 0,
	      "exec: terminal: %d, code %d, '%s' %s", r, code, out(&o),
	      err.text);
	forget(&o);
	json_decref(cmd);
	cmd = command("while echo yes; do :; done");
	o.stop_after = 100;
	r = davit_exec(c, id, cmd, NULL, gather, &o, &code, &err);
	check(r == DAVIT_ECANCELED && code == -1, "exec: stopped by its "
	      "reader: %d %s", r, err.text);
	forget(&o);
	json_decref(cmd);
	cmd = command("sleep 8 & echo hi; exit 4");
	begin = now();
	r = davit_exec(c, id, cmd, NULL, gather, &o, &code, &err);
	check(r == 0 && code == 4 && strcmp(out(&o), "hi\n") == 0 &&
	      now() - begin < 7,
	      "exec: a child keeps the output open: %d, code %d, '%s', "
	      "%.1f s %s", r, code, out(&o), now() - begin, err.text);
	forget(&o);
	begin = now();
	json_decref(cmd);
	cmd = command("exec >&- 2>&-; sleep 2; exit 9");
	r = davit_exec(c, id, cmd, NULL, gather, &o, &code, &err);
	check(r == 0 && code == 9 && now() - begin > 1.8, "exec: output "
	      "closed long before the end: %d, code %d, %.1f s %s", r, code,
	      now() - begin, err.text);
	forget(&o);
	r = davit_exec(c, "recipes-none", cmd, NULL, gather, &o, &code, &err);
	check(r == DAVIT_EREMOTE && err.http_status == 404,
	      "exec: no such container: %d %s", r, err.text);
	r = davit_exec(c, id, cmd, &body, gather, &o, &code, &err);
	check(r == DAVIT_EINVAL, "exec: input that is no bytes: %d %s", r,
	      err.text);
	json_decref(cmd);
}

/* ---- run ---------------------------------------------------------------- */

static void run_quick(davit_client *c)
{
	struct output o = { .stop_after = 0 };
	char script[80], want[40];
	davit_error err;
	json_t *cfg;
	const char *name;
	double begin = now();
	int i, r, code, good = 0;

	for (i = 0; i < QUICK_RUNS; i++) {
		snprintf(script, sizeof(script),
			 "echo out %d; echo err >&2; exit %d", i, i);
		snprintf(want, sizeof(want), "out %d\n", i);
		cfg = config(script);
		name = fresh_name("quick");
		r = davit_run(c, name, cfg, DAVIT_RUN_REMOVE, NULL, gather, &o,
			      &code, &err);
		if (r == 0 && code == i && strcmp(out(&o), want) == 0 &&
		    strcmp(err_out(&o), "err\n") == 0 && is_gone(c, name))
			good++;
		else
			printf("     run %d: %d, code %d, '%s', '%s' %s\n", i,
			       r, code, out(&o), err_out(&o), err.text);
		forget(&o);
		json_decref(cfg);
	}
	check(good == QUICK_RUNS, "run: %d of %d that end at once (%.2f s "
	      "each)", good, QUICK_RUNS, (now() - begin) / QUICK_RUNS);
}

static void run_streams(davit_client *c)
{
	struct output o = { .stop_after = 0 };
	davit_body body = davit_body_mem("some input\n", 11, NULL);
	davit_error err;
	json_t *cfg;
	int r, code;

	cfg = config("cat; exit 2");
	r = davit_run(c, NULL, cfg, DAVIT_RUN_REMOVE, &body, gather, &o, &code,
		      &err);
	check(r == 0 && code == 2 && strcmp(out(&o), "some input\n") == 0,
	      "run: input: %d, code %d, '%s' %s", r, code, out(&o), err.text);
	forget(&o);
	json_decref(cfg);
	cfg = config("dd if=/dev/zero bs=1048576 count=20 2>/dev/null");
	r = davit_run(c, NULL, cfg, DAVIT_RUN_REMOVE, NULL, gather, &o, &code,
		      &err);
	check(r == 0 && code == 0 && o.len[1] == 20u << 20,
	      "run: 20 MiB of output: %d, code %d, %zu bytes %s", r, code,
	      o.len[1], err.text);
	forget(&o);
	json_decref(cfg);
	cfg = config("test -t 1 && echo tty");
	json_object_set_new(cfg, "Tty", json_true());
	r = davit_run(c, NULL, cfg, DAVIT_RUN_REMOVE, NULL, gather, &o, &code,
		      &err);
	check(r == 0 && code == 0 && strcmp(out(&o), "tty\r\n") == 0,
	      "run: terminal: %d, code %d, '%s' %s", r, code, out(&o),
	      err.text);
	forget(&o);
	json_decref(cfg);
	cfg = config("sleep 3; echo late; exit 8");
	r = davit_run(c, NULL, cfg, DAVIT_RUN_REMOVE, NULL, gather, &o, &code,
		      &err);
	check(r == 0 && code == 8 && strcmp(out(&o), "late\n") == 0,
	      "run: a silent one: %d, code %d, '%s' %s", r, code, out(&o),
	      err.text);
	forget(&o);
	json_decref(cfg);
}

static void run_removal(davit_client *c)
{
	struct output o = { .stop_after = 0 };
	davit_error err;
	const char *name;
	json_t *cfg;
	int r, code;

	cfg = json_pack("{s:s, s:[s]}", "Image", image, "Cmd", "/no/such");
	name = fresh_name("bad");
	r = davit_run(c, name, cfg, DAVIT_RUN_REMOVE, NULL, gather, &o, &code,
		      &err);
	check(r == DAVIT_EREMOTE && code == -1 &&
	      strstr(err.text, "/no/such") != NULL && is_gone(c, name),
	      "run: bad program, nothing left: %d, code %d %s", r, code,
	      err.text);
	forget(&o);
	json_decref(cfg);
	cfg = config("exit 5");
	json_object_set_new(cfg, "HostConfig", json_pack("{s:b}", "AutoRemove",
							 1));
	name = fresh_name("auto");
	r = davit_run(c, name, cfg, 0, NULL, gather, &o, &code, &err);
	check(r == 0 && code == 5 && is_gone(c, name) &&
	      json_is_true(json_object_get(json_object_get(
			cfg, "HostConfig"), "AutoRemove")),
	      "run: AutoRemove keeps the exit code: %d, code %d %s", r, code,
	      err.text);
	json_decref(cfg);
	cfg = config("exit 6");
	name = fresh_name("kept");
	r = davit_run(c, name, cfg, 0, NULL, NULL, NULL, &code, &err);
	check(r == 0 && code == 6 && !is_gone(c, name),
	      "run: kept if not told otherwise: %d, code %d %s", r, code,
	      err.text);
	r = davit_run(c, name, cfg, DAVIT_RUN_REMOVE, NULL, NULL, NULL, &code,
		      &err);
	check(r == DAVIT_EREMOTE && !is_gone(c, name),
	      "run: one of that name exists, and stays: %d %s", r, err.text);
	r = davit_call(c, "@container-delete", NULL, &err, "{s:s, s:b}", "id",
		       name, "force", 1);
	check(r == 0 && is_gone(c, name), "run: removed by hand: %d", r);
	json_decref(cfg);
	cfg = config("while echo yes; do :; done");
	name = fresh_name("stopped");
	o.stop_after = 1000;
	r = davit_run(c, name, cfg, DAVIT_RUN_REMOVE, NULL, gather, &o, &code,
		      &err);
	check(r == DAVIT_ECANCELED && is_gone(c, name),
	      "run: stopped by its reader, nothing left: %d %s", r, err.text);
	forget(&o);
	json_object_set_new(cfg, "Image", json_string("recipes-no-image"));
	r = davit_run(c, NULL, cfg, DAVIT_RUN_REMOVE, NULL, gather, &o, &code,
		      &err);
	check(r == DAVIT_EREMOTE && code == -1, "run: no such image: %d %s", r,
	      err.text);
	json_decref(cfg);
}

struct later {
	pthread_t thread;
	davit_client *cancel;	/* or: */
	const char *remove;
	long ms;
};

static void *do_later(void *ctx)
{
	struct later *l = ctx;
	davit_client *c;

	nap(l->ms);
	if (l->cancel != NULL) {
		davit_cancel(l->cancel);
	} else {
		c = client_at(sock);
		davit_call(c, "@container-delete", NULL, NULL, "{s:s, s:b}",
			   "id", l->remove, "force", 1);
		davit_client_free(c);
	}
	return NULL;
}

static void run_from_elsewhere(davit_client *c)
{
	struct later l = { .cancel = c, .ms = 1500 };
	davit_error err;
	const char *name = fresh_name("cancelled");
	json_t *cfg = config("sleep 100");
	double begin = now();
	int r, code;

	pthread_create(&l.thread, NULL, do_later, &l);
	r = davit_run(c, name, cfg, DAVIT_RUN_REMOVE, NULL, NULL, NULL, &code,
		      &err);
	pthread_join(l.thread, NULL);
	check(r == DAVIT_ECANCELED && is_gone(c, name) && now() - begin < 6,
	      "run: cancelled, nothing left: %d, %.1f s %s", r, now() - begin,
	      err.text);
	name = fresh_name("removed");
	l = (struct later){ .remove = name, .ms = 1500 };
	begin = now();
	pthread_create(&l.thread, NULL, do_later, &l);
	r = davit_run(c, name, cfg, DAVIT_RUN_REMOVE, NULL, NULL, NULL, &code,
		      &err);
	pthread_join(l.thread, NULL);
	/* 143: the engine asked nicely first. */
	check(((r == 0 && (code == 137 || code == 143)) ||
	       (r == DAVIT_EREMOTE && code == -1)) && now() - begin < 20,
	      "run: removed by somebody else: %d, code %d, %.1f s %s", r, code,
	      now() - begin, err.text);
	json_decref(cfg);
}

/* ---- pull --------------------------------------------------------------- */

static int count(json_t *value, void *ctx)
{
	(void)value;
	++*(int *)ctx;
	return 0;
}

static void pulls(davit_client *c)
{
	davit_error err;
	json_t *more = json_pack("{s:s}", "tag", "x");
	int r, n = 0;

	r = davit_pull(c, "127.0.0.1:1/none/such:v1", NULL, count, &n, &err);
	check(r == DAVIT_EREMOTE && err.text[0] != '\0',
	      "pull: a closed port: %d, %d objects, status %d: %s", r, n,
	      err.http_status, err.text);
	r = davit_pull(c, "a:b:c:", NULL, NULL, NULL, &err);
	check(r == DAVIT_EINVAL, "pull: no reference: %d %s", r, err.text);
	r = davit_pull(c, "name", more, NULL, NULL, &err);
	check(r == DAVIT_EPARAM && strcmp(err.where, "params.tag") == 0,
	      "pull: a tag twice: %d %s", r, err.text);
	json_decref(more);
}

/* ---- waiting ------------------------------------------------------------ */

static int has_exited(json_t *value, void *ctx)
{
	++*(int *)ctx;
	return value == NULL ? -1 :
	       strcmp(json_string_value(value), "exited") == 0;
}

static int is_absent(json_t *value, void *ctx)
{
	(void)ctx;
	return value == NULL;
}

static void waits(davit_client *c)
{
	struct later l = { .cancel = c, .ms = 300 };
	json_t *cfg = config("sleep 1"), *params = NULL, *value = NULL;
	davit_body body = davit_body_json(cfg);
	const char *name = fresh_name("wait");
	davit_error err;
	int r, n = 0;

	params = json_pack("{s:s}", "name", name);
	r = davit_invoke(c, "@container-create", params, &body, NULL, NULL,
			 &err);
	if (r == 0)
		r = davit_invoke(c, "@container-start", params, NULL, NULL,
				 NULL, &err);
	if (r == 0)
		r = davit_wait_until(c, "@container-inspect", params,
				     "/State/Status", has_exited, &n, 10000,
				     &value, &err);
	check(r == 0 && n > 2 && value != NULL &&
	      strcmp(json_string_value(value), "exited") == 0,
	      "wait: until exited: %d after %d looks %s", r, n, err.text);
	json_decref(value);
	value = NULL;
	r = davit_wait_until(c, "@container-inspect", params, "/State/Running",
			     NULL, NULL, 300, &value, &err);
	check(r == DAVIT_ETIMEOUT && value == NULL &&
	      strstr(err.text, "/State/Running") != NULL &&
	      strstr(err.text, name) != NULL &&
	      strstr(err.text, "false") != NULL, "wait: too long: %d %s", r,
	      err.text);
	r = davit_wait_until(c, "@container-inspect", params, "/No/Such/0",
			     NULL, NULL, 0, NULL, &err);
	check(r == DAVIT_ETIMEOUT, "wait: one look at nothing: %d %s", r,
	      err.text);
	pthread_create(&l.thread, NULL, do_later, &l);
	r = davit_wait_until(c, "@container-inspect", params, "/State/Running",
			     NULL, NULL, -1, NULL, &err);
	pthread_join(l.thread, NULL);
	check(r == DAVIT_ECANCELED, "wait: cancelled: %d %s", r, err.text);
	davit_call(c, "@container-delete", NULL, &err, "{s:s, s:b}", "id",
		   name, "force", 1);
	r = davit_wait_until(c, "@container-inspect", params, NULL, is_absent,
			     NULL, 5000, &value, &err);
	check(r == 0 && value == NULL, "wait: until gone: %d %s", r, err.text);
	r = davit_wait_until(c, "@container-inspect", params, "/State/Status",
			     has_exited, &n, 5000, NULL, &err);
	check(r == DAVIT_EREMOTE && err.http_status == 404,
	      "wait: for what is gone: %d %s", r, err.text);
	json_decref(params);
	json_decref(cfg);
}

/* ---- events over a connection that breaks ------------------------------- */

#define PAIRS 16

struct proxy {
	pthread_t thread;
	char path[100];
	int listener, control[2];
	struct pollfd fds[2 + 2 * PAIRS];	/* control, listener, pairs */
	nfds_t n;
};

static int connect_to(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof(a)) < 0)
		abort();
	return fd;
}

static void cut(struct proxy *p)
{
	while (p->n > 2)
		close(p->fds[--p->n].fd);
}

static void add_pair(struct proxy *p)
{
	int near = accept(p->listener, NULL, NULL);

	if (near < 0 || p->n + 2 > 2 + 2 * PAIRS)
		abort();
	p->fds[p->n++] = (struct pollfd){ near, POLLIN, 0 };
	p->fds[p->n++] = (struct pollfd){ connect_to(sock), POLLIN, 0 };
}

/* Returns false at the end of either side. */
static bool pass(int from, int to)
{
	char buf[16384];
	ssize_t n = read(from, buf, sizeof(buf)), w, at;

	for (at = 0; at < n; at += w) {
		w = send(to, buf + at, (size_t)(n - at), MSG_NOSIGNAL);
		if (w <= 0)
			return false;
	}
	return n > 0;
}

/* 'c' cuts all connections, anything else ends it. */
static void *serve(void *ctx)
{
	struct proxy *p = ctx;
	nfds_t i, pair;
	char order;

	for (;;) {
		poll(p->fds, p->n, -1);
		if (p->fds[0].revents != 0) {
			if (read(p->control[0], &order, 1) != 1 ||
			    order != 'c')
				break;
			cut(p);
			continue;
		}
		for (i = 2; i < p->n; i++) {
			if (p->fds[i].revents == 0)
				continue;
			pair = i & ~(nfds_t)1;
			if (pass(p->fds[i].fd, p->fds[i ^ 1].fd))
				continue;
			close(p->fds[pair].fd);
			close(p->fds[pair + 1].fd);
			p->n -= 2;
			p->fds[pair] = p->fds[p->n];
			p->fds[pair + 1] = p->fds[p->n + 1];
			break;
		}
		if (p->fds[1].revents != 0)
			add_pair(p);
	}
	cut(p);
	return NULL;
}

static void proxy_start(struct proxy *p)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };

	memset(p, 0, sizeof(*p));
	snprintf(p->path, sizeof(p->path), "/tmp/recipes-%ld.sock",
		 (long)getpid());
	unlink(p->path);
	snprintf(a.sun_path, sizeof(a.sun_path), "%s", p->path);
	p->listener = socket(AF_UNIX, SOCK_STREAM, 0);
	if (p->listener < 0 || pipe(p->control) < 0 ||
	    bind(p->listener, (struct sockaddr *)&a, sizeof(a)) < 0 ||
	    listen(p->listener, 8) < 0)
		abort();
	p->fds[0] = (struct pollfd){ p->control[0], POLLIN, 0 };
	p->fds[1] = (struct pollfd){ p->listener, POLLIN, 0 };
	p->n = 2;
	pthread_create(&p->thread, NULL, serve, p);
}

static void order(struct proxy *p, char what)
{
	if (write(p->control[1], &what, 1) != 1)
		abort();
}

static void proxy_stop(struct proxy *p)
{
	order(p, 'q');
	pthread_join(p->thread, NULL);
	close(p->listener);
	close(p->control[0]);
	close(p->control[1]);
	unlink(p->path);
}

#define WATCHED 9

/* Containers run one after the other; in the midst of it the connection
 * breaks, three times. */
struct watch {
	struct proxy *proxy;
	pthread_t thread;
	char prefix[40];
	int creates[WATCHED], starts[WATCHED], deaths[WATCHED];
	int gaps, foreign, run_failed;
	bool seen_last;
	atomic_bool heard;	/* something came */
};

static void *run_some(void *ctx)
{
	struct watch *w = ctx;
	davit_client *c = client_at(sock);
	json_t *cfg = config("exit 3");
	char name[64];
	int i, n, code;

	nap(500);
	for (i = 0; i < WATCHED; i++) {
		/* Before anything came, a break is rightly called a gap. */
		for (n = 0; i == 1 && n < 200 && !w->heard; n++)
			nap(50);
		if (i % 3 == 1)
			order(w->proxy, 'c');
		snprintf(name, sizeof(name), "%s-%d", w->prefix, i);
		if (davit_run(c, name, cfg, DAVIT_RUN_REMOVE, NULL, NULL, NULL,
			      &code, NULL) < 0 || code != 3)
			w->run_failed++;
	}
	json_decref(cfg);
	davit_client_free(c);
	return NULL;
}

static int note(json_t *event, unsigned flags, void *ctx)
{
	struct watch *w = ctx;
	const char *action, *name;
	size_t len = strlen(w->prefix);
	int i;

	if (flags & DAVIT_EVENT_GAP)
		w->gaps++;
	w->heard = true;
	action = json_string_value(json_object_get(event, "Action"));
	name = json_string_value(json_object_get(json_object_get(
		json_object_get(event, "Actor"), "Attributes"), "name"));
	if (action == NULL || name == NULL ||
	    strncmp(name, w->prefix, len) != 0) {
		w->foreign++;
		return 0;
	}
	i = atoi(name + len + 1);
	if (i < 0 || i >= WATCHED)
		return 1;
	w->creates[i] += strcmp(action, "create") == 0;
	w->starts[i] += strcmp(action, "start") == 0;
	w->deaths[i] += strcmp(action, "die") == 0;
	return i == WATCHED - 1 && (strcmp(action, "destroy") == 0 ||
				    strcmp(action, "remove") == 0);
}

static void events(void)
{
	struct proxy proxy;
	struct watch w = { .proxy = &proxy };
	davit_client *c;
	davit_error err;
	json_t *params = json_pack("{s:{s:[s]}}", "filters", "type",
				   "container");
	int r, i, good = 0;

	proxy_start(&proxy);
	snprintf(w.prefix, sizeof(w.prefix), "%s", fresh_name("watched"));
	c = client_at(proxy.path);
	pthread_create(&w.thread, NULL, run_some, &w);
	r = davit_events(c, params, note, &w, &err);
	pthread_join(w.thread, NULL);
	for (i = 0; i < WATCHED; i++)
		if (w.creates[i] == 1 && w.starts[i] == 1 && w.deaths[i] == 1)
			good++;
		else
			printf("     container %d: %d creates, %d starts, %d "
			       "deaths\n", i, w.creates[i], w.starts[i],
			       w.deaths[i]);
	check(r == 0 && good == WATCHED && w.run_failed == 0,
	      "events: each once over four connections: %d, %d of %d, %d "
	      "others, %d runs failed %s", r, good, WATCHED, w.foreign,
	      w.run_failed, err.text);
	check(w.gaps == 0, "events: no gap: %d", w.gaps);
	json_decref(params);
	davit_client_free(c);
	proxy_stop(&proxy);
}

static int ignore(json_t *event, unsigned flags, void *ctx)
{
	(void)event;
	(void)flags;
	(void)ctx;
	return 0;
}

static void events_end(davit_client *c)
{
	struct later l = { .cancel = c, .ms = 700 };
	davit_client *nobody = client_at("/nonexistent/engine.sock");
	davit_error err;
	json_t *params;
	char until[40];
	double begin = now();
	int r;

	pthread_create(&l.thread, NULL, do_later, &l);
	r = davit_events(c, NULL, ignore, NULL, &err);
	pthread_join(l.thread, NULL);
	check(r == DAVIT_ECANCELED && now() - begin < 3,
	      "events: cancelled: %d, %.1f s %s", r, now() - begin, err.text);
	snprintf(until, sizeof(until), "%ld", (long)time(NULL) + 2);
	params = json_pack("{s:s}", "until", until);
	begin = now();
	r = davit_events(c, params, ignore, NULL, &err);
	check(r == 0 && now() - begin < 5, "events: until: %d, %.1f s %s", r,
	      now() - begin, err.text);
	json_decref(params);
	r = davit_events(nobody, NULL, ignore, NULL, &err);
	check(r == DAVIT_ECONN, "events: nobody there: %d %s", r, err.text);
	davit_client_free(nobody);
}

int main(void)
{
	davit_client *c, *tls;
	davit_body body;
	davit_error err;
	json_t *cfg, *params;
	const char *name;
	char id[64];

	kind = getenv("ENGINE_KIND");
	sock = getenv("ENGINE_SOCK");
	if (kind == NULL || sock == NULL) {
		fprintf(stderr, "recipes: no ENGINE_KIND or ENGINE_SOCK: see "
			"tests/engines/run.sh\n");
		return 77;
	}
	image = strcmp(kind, "podman") == 0 ? "localhost/base" : "base";
	c = client_at(sock);
	name = fresh_name("exec");
	snprintf(id, sizeof(id), "%s", name);
	cfg = config("sleep 600");
	params = json_pack("{s:s}", "name", id);
	body = davit_body_json(cfg);
	if (davit_invoke(c, "@container-create", params, &body, NULL, NULL,
			 &err) < 0 ||
	    davit_invoke(c, "@container-start", params, NULL, NULL, NULL,
			 &err) < 0) {
		printf("FAIL container for exec: %s\n", err.text);
		return 1;
	}
	json_decref(params);
	json_decref(cfg);
	exec_codes(c, id);
	exec_input(c, id);
	exec_odd(c, id);
	tls = client_by_tls();
	if (tls != NULL) {
		printf("     by TLS:\n");
		exec_input(tls, id);
		run_streams(tls);
		davit_client_free(tls);
	}
	davit_call(c, "@container-kill", NULL, NULL, "{s:s}", "id", id);
	davit_call(c, "@container-delete", NULL, NULL, "{s:s, s:b}", "id", id,
		   "force", 1);
	run_streams(c);
	run_removal(c);
	run_from_elsewhere(c);
	run_quick(c);
	pulls(c);
	waits(c);
	events();
	events_end(c);
	davit_client_free(c);
	printf("%d passed, %d failed\n", passed, failed);
	return failed > 0;
}
