/* SPDX-License-Identifier: MIT */
/*
 * The mock engine, davit-mock in a process of its own: how long it takes to
 * start, and how many requests it answers over one kept connection, with a
 * client that does nothing but read.
 */
#include "config.h"
#include "bench.h"
#include "davit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define STARTS 21
#define ANSWER ((size_t)65536)
#define INSPECT "/v1.44/containers/web/json"

struct client {
	int fd;
	char request[512];
	size_t len;
};

/* Starts it; `uri` gets its address. */
static pid_t start(const char *program, char uri[128])
{
	char *const argv[] = { (char *)program, (char *)"--engine=docker",
			       (char *)"--log=off", NULL };
	int out[2];
	FILE *lines;
	pid_t pid;

	if (pipe(out) < 0)
		bench_die("no pipe");
	pid = fork();
	if (pid < 0)
		bench_die("no process");
	if (pid == 0) {
		dup2(out[1], 1);
		close(out[0]);
		execv(program, argv);
		_exit(127);
	}
	close(out[1]);
	lines = fdopen(out[0], "r");
	if (lines == NULL || fscanf(lines, "listening on %127s", uri) != 1)
		bench_die("%s: does not listen", program);
	fclose(lines);
	return pid;
}

static void stop(pid_t pid)
{
	int status;

	kill(pid, SIGTERM);
	if (waitpid(pid, &status, 0) != pid || status != 0)
		bench_die("it ends with status %d", status);
}

static void measure_start(const char *program)
{
	double ms[STARTS];
	char uri[128];
	int64_t began;
	pid_t pid;
	int i;

	for (i = 0; i < STARTS; i++) {
		began = bench_now_ns();
		pid = start(program, uri);
		ms[i] = (double)(bench_now_ns() - began) / 1e6;
		stop(pid);
	}
	bench_print_target("davit-mock, until it listens",
			   bench_median(ms, STARTS), "ms", 50);
}

static int dial(const char *uri)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s",
		 uri + strlen("unix://"));
	if (fd < 0 || connect(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0)
		bench_die("%s: not reached", uri);
	return fd;
}

/* Reads one answer of a known length; returns all of its bytes. */
static size_t read_answer(int fd, char data[ANSWER])
{
	char *end = NULL, *length;
	size_t len = 0, whole = 0;
	ssize_t n;

	do {
		n = read(fd, data + len, ANSWER - 1 - len);
		if (n <= 0)
			bench_die("no answer");
		len += (size_t)n;
		data[len] = '\0';
		if (end == NULL && (end = strstr(data, "\r\n\r\n")) != NULL) {
			length = strstr(data, "Content-Length: ");
			if (strncmp(data, "HTTP/1.1 200 ", 13) != 0 ||
			    length == NULL)
				bench_die("answered: %.60s", data);
			whole = (size_t)(end + 4 - data) +
				strtoul(length + 16, NULL, 10);
		}
	} while (end == NULL || len < whole);
	return len;
}

static void ask(void *ctx, uint64_t n)
{
	struct client *c = ctx;
	char data[ANSWER];

	while (n-- > 0) {
		if (write(c->fd, c->request, c->len) != (ssize_t)c->len)
			bench_die("can't ask");
		read_answer(c->fd, data);
	}
}

static struct client client(const char *uri, const char *path)
{
	struct client c = { .fd = dial(uri) };

	c.len = (size_t)snprintf(c.request, sizeof(c.request),
				 "GET %s HTTP/1.1\r\nHost: d\r\n\r\n", path);
	return c;
}

static void measure(const char *uri, const char *what, const char *path,
		    double target)
{
	struct client c = client(uri, path);

	bench_print_at_least(what, 1e6 / bench_run(ask, &c), "k/s",
			     target / 1e3);
	close(c.fd);
}

/* What it costs to find an answer: the same bytes from a server that only
 * sends them. */
static void compare(const char *uri, const char *path)
{
	struct client mock = client(uri, path), fixed;
	struct bench_pair pair;
	char data[ANSWER], other[256];
	size_t len;

	if (write(mock.fd, mock.request, mock.len) != (ssize_t)mock.len)
		bench_die("can't ask");
	len = read_answer(mock.fd, data);
	bench_serve(data, len, other, sizeof(other));
	fixed = client(other, path);
	pair = bench_compare(ask, &fixed, ask, &mock);
	bench_print("  the same bytes from a server that knows no more",
		    1e6 / pair.a, "k/s");
	bench_print_at_least("  davit-mock / that server", pair.ratio, "",
			     0.25);
	close(fixed.fd);
	close(mock.fd);
	bench_serve_end();
}

/* Makes a container of the first image it has. */
static void make_container(const char *uri)
{
	davit_client_opts opts = DAVIT_CLIENT_OPTS_INIT;
	json_t *images, *params, *config;
	davit_client *c;
	davit_body body;
	davit_error err;

	opts.engine = "docker";
	opts.endpoint = uri;
	if (davit_client_new(&opts, &c, &err) < 0 ||
	    davit_call(c, "ImageList", &images, &err, NULL) < 0)
		bench_die("%s", err.text);
	params = json_pack("{s:s}", "name", "web");
	config = json_pack("{s:O,s:[s,s]}", "Image",
			   json_object_get(json_array_get(images, 0), "Id"),
			   "Cmd", "sleep", "1000");
	body = davit_body_json(config);
	if (davit_invoke(c, "ContainerCreate", params, &body, NULL, NULL,
			 &err) < 0)
		bench_die("%s", err.text);
	json_decref(images);
	json_decref(params);
	json_decref(config);
	davit_client_free(c);
}

int main(int argc, char **argv)
{
	char uri[128];
	pid_t pid;

	if (argc != 2)
		bench_die("usage: mock DAVIT-MOCK");
	measure_start(argv[1]);
	pid = start(argv[1], uri);
	make_container(uri);
	measure(uri, "its answers to ping", "/_ping", 10000);
	measure(uri, "its answers to inspect", INSPECT, 10000);
	compare(uri, INSPECT);
	stop(pid);
	return 0;
}
