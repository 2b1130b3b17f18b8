/* SPDX-License-Identifier: MIT */
/*
 * start DAVIT CURL - wall time from starting a program to its end: the command
 * davit, and curl on the same socket, by turns.
 */
#include "config.h"
#include "bench.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define RUNS 300

extern char **environ;

static const char head[] = "HTTP/1.1 200 OK\r\nApi-Version: 1.43\r\n"
	"Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s";
static const char version[] = "{\"Version\":\"24.0.7\",\"ApiVersion\":"
	"\"1.43\",\"MinAPIVersion\":\"1.12\",\"GitCommit\":\"0000000\","
	"\"GoVersion\":\"go1.20.10\",\"Os\":\"linux\",\"Arch\":\"amd64\","
	"\"KernelVersion\":\"6.1.0\",\"BuildTime\":\"2023-10-26\"}";

/* Microseconds until it has ended, which it must do well. */
static double run(const char *const *argv)
{
	posix_spawn_file_actions_t actions;
	int64_t start = bench_now_ns();
	int status;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null",
					 O_WRONLY, 0);
	if (posix_spawn(&pid, argv[0], &actions, NULL, (char *const *)argv,
			environ))
		bench_die("%s does not start", argv[0]);
	posix_spawn_file_actions_destroy(&actions);
	if (waitpid(pid, &status, 0) != pid || status)
		bench_die("%s %s fails", argv[0], argv[1]);
	return (double)(bench_now_ns() - start) / 1e3;
}

struct contest {
	const char *what;
	const char *argv[8];
	double time[RUNS], ratio[RUNS];
};

int main(int argc, char **argv)
{
	static struct contest c[] = {
		{ .what = "davit ops" },
		{ .what = "davit SystemVersion, version asked for" },
		{ .what = "davit -a v1.43 SystemVersion" },
		{ .what = "curl, on the same socket" },
	};
	const size_t n = sizeof(c) / sizeof(c[0]);
	char url[256], reply[sizeof(head) + sizeof(version) + 20];
	size_t i, j;

	if (argc != 3)
		bench_die("usage: start DAVIT CURL");
	snprintf(reply, sizeof(reply), head, strlen(version), version);
	bench_serve(reply, strlen(reply), url, sizeof(url));
	for (i = 0; i < n - 1; i++) {
		const char *const args[][8] = {
			{ argv[1], "ops", NULL },
			{ argv[1], "-H", url, "SystemVersion", NULL },
			{ argv[1], "-H", url, "-a", "v1.43", "SystemVersion",
			  NULL },
		};

		memcpy(c[i].argv, args[i], sizeof(args[i]));
	}
	c[n - 1].argv[0] = argv[2];
	c[n - 1].argv[1] = "-s";
	c[n - 1].argv[2] = "--unix-socket";
	c[n - 1].argv[3] = url + strlen("unix://");
	c[n - 1].argv[4] = "http://localhost/version";
	for (j = 0; j < RUNS; j++) {
		for (i = 0; i < n; i++)
			c[i].time[j] = run(c[i].argv);
		for (i = 0; i < n; i++)
			c[i].ratio[j] = c[i].time[j] / c[n - 1].time[j];
	}
	for (i = 0; i < n; i++) {
		bench_print(c[i].what, bench_median(c[i].time, RUNS) / 1e3,
			    "ms");
		if (i < n - 1)
			bench_print_target("  davit / curl",
					   bench_median(c[i].ratio, RUNS), "",
					   1.0);
	}
	bench_serve_end();
	return 0;
}
