/* SPDX-License-Identifier: MIT */
/*
 * serve SOCKET|tcp FILE [SECONDS [HOLD]]: an engine that answers every ping
 * with its version and every other request with the bytes of FILE, a whole
 * HTTP reply, read anew each time; then closes the connection.  If FILE is a
 * folder, the reply is the file in it named like the last part of the
 * request's path, and _ping in it, without a body, that to pings.  With
 * SECONDS it waits before answering, with HOLD afterwards.  What it received
 * is written to FILE.got, the body without the framing of chunks.  If there is
 * a FILE.after, the connection is taken over: what else is received, to its
 * end, goes to FILE.input, and the bytes of FILE.after are sent last.  Prints
 * "ready" and its port, 0 for a socket, once it listens; runs until it is
 * ended.  The server is that of the mock engine.
 */
#include "config.h"

#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *replies;		/* FILE */
static unsigned long seconds, hold;

static const char ping[] =
	"HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 2\r\n"
	"Connection: close\r\n\r\nOK";

/* A request that is answered with a file. */
struct visit {
	struct conn *conn;
	char path[512];
	FILE *input;		/* what comes once it is taken over */
	bool answered;
};

static void visit_free(void *ctx)
{
	struct visit *v = ctx;

	if (v->input != NULL)
		fclose(v->input);
	free(v);
}

static void send_file(struct conn *c, const char *path, const char *more)
{
	static char data[1 << 16];
	char name[520];
	FILE *from;
	size_t n;

	snprintf(name, sizeof(name), "%s%s", path, more);
	from = fopen(name, "r");
	if (from == NULL)
		return;
	while ((n = fread(data, 1, sizeof(data), from)) > 0)
		conn_write(c, data, n);
	fclose(from);
}

/* The file of this request. */
static void reply_to(const struct request_in *r, char *out, size_t size)
{
	size_t end = strcspn(r->target, "?"), start = end;
	struct stat st;

	if (stat(replies, &st) < 0 || !S_ISDIR(st.st_mode)) {
		snprintf(out, size, "%s", replies);
		return;
	}
	while (start > 0 && r->target[start - 1] != '/')
		start--;
	snprintf(out, size, "%s/%.*s", replies, (int)(end - start),
		 r->target + start);
}

static void keep(const char *path, const struct request_in *r)
{
	char name[520];
	FILE *to;

	snprintf(name, sizeof(name), "%s.got", path);
	to = fopen(name, "w");
	if (to == NULL)
		return;
	fprintf(to, "%s %s HTTP/1.%d\r\n", r->method, r->target,
		r->http10 ? 0 : 1);
	fwrite(r->head, 1, r->head_len, to);
	fputs("\r\n", to);
	fwrite(r->body, 1, r->body_len, to);
	fclose(to);
}

static void leave(struct visit *v)
{
	conn_end(v->conn, CONN_CLOSE);
	visit_free(v);
}

/* All is said but for the waiting. */
static void last(struct visit *v)
{
	if (hold > 0)
		conn_wake(v->conn, (int64_t)hold * 1000);
	else
		leave(v);
}

/* The second half of a connection that is taken over. */
static void on_input(void *ctx, const void *data, size_t len, bool end)
{
	struct visit *v = ctx;

	if (v->input != NULL)
		fwrite(data, 1, len, v->input);
	if (!end)
		return;
	if (v->input != NULL)
		fclose(v->input);
	v->input = NULL;
	send_file(v->conn, v->path, ".after");
	last(v);
}

static void answer(struct visit *v)
{
	char name[520];

	v->answered = true;
	send_file(v->conn, v->path, "");
	snprintf(name, sizeof(name), "%s.after", v->path);
	if (access(name, R_OK) < 0) {
		last(v);
		return;
	}
	snprintf(name, sizeof(name), "%s.input", v->path);
	v->input = fopen(name, "w");
	conn_take(v->conn);
}

static void on_wake(void *ctx)
{
	struct visit *v = ctx;

	if (v->answered)
		leave(v);
	else
		answer(v);
}

static const struct conn_ops ops = {
	.input = on_input, .wake = on_wake, .gone = visit_free
};

static void on_request(struct conn *c, const struct request_in *r, void *ctx)
{
	char path[512];
	struct visit *v;

	(void)ctx;
	reply_to(r, path, sizeof(path));
	if (strstr(r->target, "/_ping") != NULL) {
		if (strcmp(path, replies) != 0 && access(path, R_OK) == 0)
			send_file(c, path, "");
		else
			/* No body follows the answer to HEAD. */
			conn_write(c, ping, sizeof(ping) - 1 -
				   (r->method[0] == 'H' ? 2 : 0));
		conn_end(c, CONN_CLOSE);
		return;
	}
	keep(path, r);
	v = calloc(1, sizeof(*v));
	if (v == NULL)
		abort();
	v->conn = c;
	memcpy(v->path, path, sizeof(path));
	conn_answer(c, &ops, v);
	if (seconds > 0)
		conn_wake(c, (int64_t)seconds * 1000);
	else
		answer(v);
}

static void on_refused(struct conn *c, int status, const char *why, void *ctx)
{
	(void)c;
	(void)ctx;
	fprintf(stderr, "serve: refused with %d: %s\n", status, why);
}

int main(int argc, char **argv)
{
	const char *list[] = { "http://127.0.0.1:0", NULL };
	const struct server_opts opts = {
		.listen = list, .max_connections = 64,
		.limits = { .max_head = 1 << 20, .max_body = 1 << 26,
			    .idle = -1, .read = -1, .write = -1 },
		.request = on_request, .refused = on_refused,
	};
	char uri[256];
	struct server *s;
	davit_error err;

	if (argc < 3)
		return 2;
	replies = argv[2];
	seconds = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
	hold = argc > 4 ? strtoul(argv[4], NULL, 10) : 0;
	if (strcmp(argv[1], "tcp") != 0) {
		snprintf(uri, sizeof(uri), "unix://%s", argv[1]);
		list[0] = uri;
	}
	if (server_new(&opts, &s, &err) < 0) {
		fprintf(stderr, "serve: %s\n", err.text);
		return 2;
	}
	printf("ready %s\n", list[0] == uri ? "0" :
	       strrchr(server_address(s, 0), ':') + 1);
	fflush(stdout);
	return server_run(s, &err) < 0 ? 2 : 0;
}
