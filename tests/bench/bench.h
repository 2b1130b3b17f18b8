/* SPDX-License-Identifier: MIT */
/*
 * What all benchmarks share: repetition until the figure is steady, medians,
 * a fake engine in a process of its own, one way to print.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>
#include <stdint.h>

/* Does the thing `n` times. */
typedef void bench_fn(void *ctx, uint64_t n);

int64_t bench_now_ns(void);

/* Median of nanoseconds for one time. */
double bench_run(bench_fn *fn, void *ctx);

struct bench_pair {
	double a, b;		/* median of nanoseconds for one time */
	double ratio;		/* median of a / b, measured in turns */
};

/* Two things by turns, so that a busy machine is as hard on both. */
struct bench_pair bench_compare(bench_fn *a, void *actx, bench_fn *b,
				void *bctx);

double bench_median(double *values, size_t n);

/*
 * Serves `reply` for ever in a child process; `url` gets unix:///PATH.
 * bench_serve_end() ends it.
 */
void bench_serve(const char *reply, size_t len, char *url, size_t size);
struct engine_reply;
void bench_serve_reply(const struct engine_reply *reply, char *url,
		       size_t size);
void bench_serve_end(void);

/* One line: what, how much, which unit; and the target, if there is one. */
void bench_print(const char *what, double figure, const char *unit);
void bench_print_target(const char *what, double figure, const char *unit,
			double at_most);
void bench_print_at_least(const char *what, double figure, const char *unit,
			  double at_least);

/* Ends the program. */
void bench_die(const char *format, ...);

#endif
