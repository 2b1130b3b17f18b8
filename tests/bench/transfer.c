/* SPDX-License-Identifier: MIT */
/*
 * transfer DAVIT CURL - a large archive down to a file and up from one: the
 * command davit, and curl on the same socket, by turns; and how much memory
 * davit takes for it.
 */
#include "config.h"
#include "../engine.h"
#include "bench.h"

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define BYTES (512u << 20)
#define RUNS 11

extern char **environ;

static char file[64];		/* what comes down, and goes up */

struct run {
	double mb;		/* per second */
	double rss;		/* MiB at most */
};

static struct run run(const char *const *argv)
{
	int64_t start = bench_now_ns();
	struct rusage usage;
	struct run r;
	int status;
	pid_t pid;

	if (posix_spawn(&pid, argv[0], NULL, NULL, (char *const *)argv,
			environ))
		bench_die("%s does not start", argv[0]);
	if (wait4(pid, &status, 0, &usage) != pid || status)
		bench_die("%s %s fails", argv[0], argv[1]);
	r.mb = BYTES / 1e6 / ((double)(bench_now_ns() - start) / 1e9);
	r.rss = (double)usage.ru_maxrss / 1024;
	return r;
}

static void contest(const char *what, const char *const *davit,
		    const char *const *curl)
{
	double a[RUNS], b[RUNS], ratio[RUNS], rss = 0;
	char line[64];
	struct run r;
	int i;

	/* The file's pages are there already when time counts. */
	run(curl);
	for (i = 0; i < RUNS; i++) {
		r = run(davit);
		a[i] = r.mb;
		rss = r.rss > rss ? r.rss : rss;
		b[i] = run(curl).mb;
		ratio[i] = a[i] / b[i];
	}
	snprintf(line, sizeof(line), "%s, davit", what);
	bench_print(line, bench_median(a, RUNS), "MB/s");
	snprintf(line, sizeof(line), "%s, curl", what);
	bench_print(line, bench_median(b, RUNS), "MB/s");
	bench_print_at_least("  davit / curl", bench_median(ratio, RUNS), "",
			     0.95);
	bench_print_target("  davit's memory", rss, "MiB", 16);
}

/* One member that fills the archive. */
static struct engine_reply download(void)
{
	static char head[1024], zeros[1024];
	struct engine_reply r = { head, 0, ENGINE_WHOLE, ENGINE_KEEP };
	unsigned sum = 8 * ' ', i;
	char *p;

	p = head + snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\n"
			    "Content-Type: application/x-tar\r\n"
			    "Content-Length: %u\r\n\r\n", BYTES);
	r.len = (size_t)(p - head) + 512;
	r.fill = BYTES - 512 - sizeof(zeros);
	r.last = zeros;
	r.last_len = sizeof(zeros);
	snprintf(p, 100, "layer");
	snprintf(p + 124, 12, "%011o", (unsigned)r.fill);
	p[156] = '0';
	for (i = 0; i < 512; i++)
		sum += (unsigned char)p[i];
	snprintf(p + 148, 8, "%06o", sum);
	return r;
}

static struct engine_reply upload(void)
{
	static const char done[] = "HTTP/1.1 200 OK\r\nContent-Length: 15"
		"\r\n\r\n{\"stream\":\"ok\"}";
	struct engine_reply r = { done, sizeof(done) - 1, ENGINE_WHOLE,
				  ENGINE_KEEP };

	r.swallow = true;
	return r;
}

static void remove_file(void)
{
	unlink(file);
}

int main(int argc, char **argv)
{
	struct engine_reply r;
	char url[256], body[80];
	int fd;

	if (argc != 3)
		bench_die("usage: transfer DAVIT CURL");
	/* In memory, if possible: clients are measured, not disks. */
	snprintf(file, sizeof(file), "%s/davit-bench.XXXXXX",
		 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	fd = mkstemp(file);
	if (fd < 0)
		bench_die("%s: cannot be made", file);
	close(fd);
	atexit(remove_file);
	snprintf(body, sizeof(body), "@%s", file);
	r = download();
	bench_serve_reply(&r, url, sizeof(url));
	{
		const char *const davit[] = {
			argv[1], "-e", "docker", "-a", "v1.43", "-H", url,
			"ImageGet", "name=x", "-o", file, NULL
		};
		const char *const curl[] = {
			argv[2], "-sf", "--unix-socket",
			url + strlen("unix://"), "-o", file,
			"http://localhost/v1.43/images/x/get", NULL
		};

		contest("download of 512 MiB to a file", davit, curl);
	}
	bench_serve_end();
	r = upload();
	bench_serve_reply(&r, url, sizeof(url));
	{
		const char *const davit[] = {
			argv[1], "-e", "docker", "-a", "v1.43", "-H",
			url, "ImageLoad", "--body", body, "-o", "/dev/null",
			NULL
		};
		const char *const curl[] = {
			argv[2], "-sf", "--unix-socket",
			url + strlen("unix://"), "-X", "POST", "-T", file,
			"-H", "Expect:", "-o", "/dev/null",
			"http://localhost/v1.43/images/load", NULL
		};

		contest("upload of 512 MiB from a file", davit, curl);
	}
	bench_serve_end();
	return 0;
}
