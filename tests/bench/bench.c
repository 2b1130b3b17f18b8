/* SPDX-License-Identifier: MIT */
/* See bench.h.  Knows nothing of the library. */
#include "config.h"
#include "bench.h"
#include "../engine.h"

#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SAMPLE_NS 5e6		/* a sample takes at least this long */
#define SAMPLES_MIN 21
#define SAMPLES_MAX 201
#define STEADY 0.005		/* wanted error of the median */

static pid_t server;
static int leash = -1;		/* the server ends when this closes */

void bench_die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("bench: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

int64_t bench_now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

double bench_median(double *values, size_t n)
{
	qsort(values, n, sizeof(*values), compare);
	return n % 2 ? values[n / 2] :
	       (values[n / 2 - 1] + values[n / 2]) / 2;
}

static double sample(bench_fn *fn, void *ctx, uint64_t n)
{
	int64_t start = bench_now_ns();

	fn(ctx, n);
	return (double)(bench_now_ns() - start) / (double)n;
}

/* How often to do it so that a sample is long enough. */
static uint64_t calibrate(bench_fn *fn, void *ctx)
{
	uint64_t n = 1;

	while (n < 1u << 30 && sample(fn, ctx, n) * (double)n < SAMPLE_NS)
		n *= 2;
	return n;
}

/*
 * Is the median known well enough?  The error of a median is about 1.25 that
 * of a mean; 1.48 times the median of deviations stands for sigma.
 */
static int steady(const double *values, size_t n)
{
	double copy[SAMPLES_MAX], middle;
	size_t i;

	if (n < SAMPLES_MIN)
		return 0;
	memcpy(copy, values, n * sizeof(*copy));
	middle = bench_median(copy, n);
	for (i = 0; i < n; i++)
		copy[i] = fabs(values[i] - middle);
	return 1.25 * 1.48 * bench_median(copy, n) / sqrt((double)n) <
	       STEADY * middle;
}

double bench_run(bench_fn *fn, void *ctx)
{
	double values[SAMPLES_MAX];
	uint64_t times = calibrate(fn, ctx);
	size_t n = 0;

	do
		values[n++] = sample(fn, ctx, times);
	while (n < SAMPLES_MAX && !steady(values, n));
	return bench_median(values, n);
}

struct bench_pair bench_compare(bench_fn *a, void *actx, bench_fn *b,
				void *bctx)
{
	double as[SAMPLES_MAX], bs[SAMPLES_MAX], ratios[SAMPLES_MAX];
	uint64_t atimes = calibrate(a, actx), btimes = calibrate(b, bctx);
	struct bench_pair out;
	size_t n = 0;

	do {
		/* whoever is first may be favoured: take turns in that */
		if (n % 2) {
			bs[n] = sample(b, bctx, btimes);
			as[n] = sample(a, actx, atimes);
		} else {
			as[n] = sample(a, actx, atimes);
			bs[n] = sample(b, bctx, btimes);
		}
		ratios[n] = as[n] / bs[n];
		n++;
	} while (n < SAMPLES_MAX && !steady(ratios, n));
	out.ratio = bench_median(ratios, n);
	out.a = bench_median(as, n);
	out.b = bench_median(bs, n);
	return out;
}

/* ---- the server --------------------------------------------------------- */

static void serve(int tell, int hold, const struct engine_reply *reply)
{
	struct engine *e = engine_start(NULL);
	char c;

	engine_script(e, reply, 1, true);
	if (write(tell, engine_url(e), strlen(engine_url(e)) + 1) < 0)
		_exit(1);
	while (read(hold, &c, 1) > 0)
		;
	engine_stop(e);
	_exit(0);
}

void bench_serve_reply(const struct engine_reply *reply, char *url,
		       size_t size)
{
	int tell[2], hold[2];

	if (pipe(tell) < 0 || pipe(hold) < 0)
		bench_die("no pipe");
	fflush(NULL);
	server = fork();
	if (server < 0)
		bench_die("no process");
	if (!server) {
		close(tell[0]);
		close(hold[1]);
		serve(tell[1], hold[0], reply);
	}
	close(tell[1]);
	close(hold[0]);
	leash = hold[1];
	if (read(tell[0], url, size) <= 0)
		bench_die("the server did not start");
	close(tell[0]);
}

void bench_serve(const char *reply, size_t len, char *url, size_t size)
{
	struct engine_reply r = { reply, len, ENGINE_WHOLE, ENGINE_KEEP,
				  false, false };

	bench_serve_reply(&r, url, size);
}

void bench_serve_end(void)
{
	close(leash);
	waitpid(server, NULL, 0);
}

/* ---- figures ------------------------------------------------------------ */

void bench_print(const char *what, double figure, const char *unit)
{
	printf("%-52s %10.*f %s\n", what, figure < 10 ? 2 : figure < 1000 ?
	       1 : 0, figure, unit);
	fflush(stdout);
}

static void print(const char *what, double figure, const char *unit,
		  double target, int met)
{
	printf("%-52s %10.*f %-4s target %.2f: %s\n", what,
	       figure < 10 ? 2 : figure < 1000 ? 1 : 0, figure, unit, target,
	       met ? "met" : "MISSED");
	fflush(stdout);
}

void bench_print_target(const char *what, double figure, const char *unit,
			double at_most)
{
	print(what, figure, unit, at_most, figure <= at_most);
}

void bench_print_at_least(const char *what, double figure, const char *unit,
			  double at_least)
{
	print(what, figure, unit, at_least, figure >= at_least);
}
