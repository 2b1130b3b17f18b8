/* SPDX-License-Identifier: MIT */
/*
 * davit-mock: an engine for tests, as a program.
 */
#include "config.h"

#include "davit-mock.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ADDRESSES_MAX 64
#define GRACE_DEFAULT 10000

enum { EXIT_WRONG = 2, EXIT_DIFFERS = 3 };

enum id {
	O_LISTEN = 256, O_TLS_CERT, O_TLS_KEY, O_TLS_CLIENT_CA, O_CHECK,
	O_MIN_API, O_MAX_CONNECTIONS, O_MAX_HEAD, O_MAX_BODY, O_IDLE, O_READ,
	O_WRITE, O_GRACE, O_LOG, O_STATELESS, O_FIXTURES, O_EXPECT,
	O_RECORD, O_UPSTREAM, O_REPLAY, O_FAST, O_VERSION
};

static const struct option_row {
	struct option option;
	const char *arg, *help;
} table[] = {
	{ { "engine", required_argument, NULL, 'e' }, "NAME",
	  "docker or podman; default: the first one known" },
	{ { "api-version", required_argument, NULL, 'a' }, "VERSION",
	  "the newest it speaks, such as 1.44; default: newest known" },
	{ { "min-api", required_argument, NULL, O_MIN_API }, "VERSION",
	  "the oldest it speaks; default: as the engine has it" },
	{ { "listen", required_argument, NULL, O_LISTEN }, "URI",
	  "unix:///PATH, tcp://HOST:PORT or https://HOST:PORT; port 0 is a "
	  "free\none; may be given again; default: a socket of its own" },
	{ { "tls-cert", required_argument, NULL, O_TLS_CERT }, "FILE",
	  "certificate to show; tcp:// is TLS with it, too" },
	{ { "tls-key", required_argument, NULL, O_TLS_KEY }, "FILE",
	  "its key" },
	{ { "tls-client-ca", required_argument, NULL, O_TLS_CLIENT_CA },
	  "FILE", "clients need a certificate of this authority" },
	{ { "check", required_argument, NULL, O_CHECK }, "off|warn|strict",
	  "parameters and bodies: as lenient as the engine, the default;\n"
	  "tell in the log what is wrong; or refuse it" },
	{ { "stateless", no_argument, NULL, O_STATELESS }, NULL,
	  "nothing is kept: each operation succeeds with values made up" },
	{ { "fixtures", required_argument, NULL, O_FIXTURES }, "FILE",
	  "what is in its world, and what it answers; YAML or JSON" },
	{ { "expect", required_argument, NULL, O_EXPECT }, "FILE",
	  "calls that have to come; tells at the end what differs" },
	{ { "record", required_argument, NULL, O_RECORD }, "FILE",
	  "write down what a real engine answers; with --upstream" },
	{ { "upstream", required_argument, NULL, O_UPSTREAM }, "URI",
	  "the engine, unix:///PATH or tcp://HOST:PORT" },
	{ { "replay", required_argument, NULL, O_REPLAY }, "FILE",
	  "answer what was recorded" },
	{ { "fast", no_argument, NULL, O_FAST }, NULL,
	  "with --replay: without the pauses there were" },
	{ { "log", required_argument, NULL, O_LOG }, "text|json|off",
	  "a line for each request, to standard error; default: text" },
	{ { "max-connections", required_argument, NULL, O_MAX_CONNECTIONS },
	  "N", "more are told 503; default: 256" },
	{ { "max-head", required_argument, NULL, O_MAX_HEAD }, "SIZE",
	  "of a request's head; default: 256K" },
	{ { "max-body", required_argument, NULL, O_MAX_BODY }, "SIZE",
	  "of a request's body, which is kept in memory; default: 256M" },
	{ { "idle-timeout", required_argument, NULL, O_IDLE }, "TIME",
	  "between requests; default: 5m" },
	{ { "read-timeout", required_argument, NULL, O_READ }, "TIME",
	  "for a head, and between parts of a body; default: 30s" },
	{ { "write-timeout", required_argument, NULL, O_WRITE }, "TIME",
	  "until a client takes something; default: 30s" },
	{ { "grace", required_argument, NULL, O_GRACE }, "TIME",
	  "for what is being answered when it is told to end; default: 10s" },
	{ { "help", no_argument, NULL, 'h' }, NULL, "print this" },
	{ { "version", no_argument, NULL, O_VERSION }, NULL,
	  "print the version" },
};

#define OPTIONS (sizeof(table) / sizeof(table[0]))

struct setup {
	davit_mock_opts mock;
	const char *listen[ADDRESSES_MAX + 1];
	size_t nlisten;
	long grace;
};

/* For the handler of signals. */
static davit_mock *running;
static volatile sig_atomic_t grace_ms, stops;

/* The second time at once. */
static void on_signal(int number)
{
	(void)number;
	davit_mock_stop(running, stops++ == 0 ? (long)grace_ms : 0);
}

static void help(void)
{
	const char *p, *end;
	size_t i;

	puts("usage: davit-mock [OPTION]...\n\n"
	     "Answers like a container engine.  Prints \"listening on URI\" "
	     "for each address,\nthen serves until it gets SIGTERM or SIGINT."
	     "\n");
	for (i = 0; i < OPTIONS; i++) {
		if (table[i].option.val < 256)
			printf("  -%c, --%s", table[i].option.val,
			       table[i].option.name);
		else
			printf("      --%s", table[i].option.name);
		printf("%s%s\n", table[i].arg != NULL ? "=" : "",
		       table[i].arg != NULL ? table[i].arg : "");
		for (p = table[i].help; p != NULL; p = end ? end + 1 : NULL) {
			end = strchr(p, '\n');
			printf("\t%.*s\n", (int)(end ? (size_t)(end - p) :
						 strlen(p)), p);
		}
	}
	puts("\nExit status: 0 told to end, 1 can't be listened on, 2 wrong "
	     "input, 3 not what\nwas expected.");
}

static int wrong(const char *option, const char *value)
{
	fprintf(stderr, "davit-mock: --%s: not understood: '%s'\n", option,
		value);
	return -EXIT_WRONG;
}

static const char *option_name(int val)
{
	size_t i;

	for (i = 0; i < OPTIONS; i++)
		if (table[i].option.val == val)
			return table[i].option.name;
	return "?";
}

struct unit {
	const char *name;
	long times;
};

/* Digits and a unit. */
static int number(int val, const char *text, const struct unit *units,
		  long max, long *out)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(text, &end, 10);
	for (; units->name != NULL; units++)
		if (strcasecmp(end, units->name) == 0)
			break;
	if (errno != 0 || end == text || *text < '0' || *text > '9' ||
	    units->name == NULL || n > max / units->times)
		return wrong(option_name(val), text);
	*out = n * units->times;
	return 0;
}

/* "5m", "30s", "100ms", "2"; "0" is never. */
static int time_of(int val, const char *text, long *out)
{
	static const struct unit units[] = {
		{ "ms", 1 }, { "s", 1000 }, { "", 1000 }, { "m", 60000 },
		{ "h", 3600000 }, { NULL, 0 }
	};
	int r = number(val, text, units, 1000000000, out);

	if (r == 0 && *out == 0)
		*out = -1;
	return r;
}

static int size_of(int val, const char *text, size_t *out)
{
	static const struct unit units[] = {
		{ "", 1 }, { "k", 1 << 10 }, { "m", 1 << 20 },
		{ "g", 1 << 30 }, { NULL, 0 }
	};
	long n = 0;
	int r = number(val, text, units, 1 << 30, &n);

	if (r == 0 && n == 0)
		return wrong(option_name(val), text);
	*out = (size_t)n;
	return r;
}

static int set_check(const char *text, int *out)
{
	static const char *const names[] = { "off", "warn", "strict" };
	int i;

	for (i = 0; i < 3; i++)
		if (strcmp(text, names[i]) == 0) {
			*out = i;
			return 0;
		}
	return wrong("check", text);
}

static void log_line(const char *line, void *ctx)
{
	(void)ctx;
	fprintf(stderr, "%s\n", line);
}

static int set_log(const char *text, davit_mock_opts *o)
{
	if (strcmp(text, "off") == 0) {
		o->log = NULL;
		return 0;
	}
	o->log = log_line;
	if (strcmp(text, "json") == 0)
		o->flags |= DAVIT_MOCK_LOG_JSON;
	else if (strcmp(text, "text") == 0)
		o->flags &= ~DAVIT_MOCK_LOG_JSON;
	else
		return wrong("log", text);
	return 0;
}

static int add_address(struct setup *s, const char *uri)
{
	if (s->nlisten == ADDRESSES_MAX)
		return wrong("listen", uri);
	s->listen[s->nlisten++] = uri;
	return 0;
}

static int set(struct setup *s, int val, const char *text)
{
	davit_mock_opts *o = &s->mock;

	switch (val) {
	case 'e':		o->engine = text; return 0;
	case 'a':		o->api_version = text; return 0;
	case O_MIN_API:		o->min_version = text; return 0;
	case O_TLS_CERT:	o->tls_cert = text; return 0;
	case O_TLS_KEY:		o->tls_key = text; return 0;
	case O_TLS_CLIENT_CA:	o->tls_client_ca = text; return 0;
	case O_STATELESS:
		o->flags |= DAVIT_MOCK_STATELESS;
		return 0;
	case O_LISTEN:		return add_address(s, text);
	case O_CHECK:		return set_check(text, &o->check);
	case O_FIXTURES:	o->fixtures_file = text; return 0;
	case O_EXPECT:		o->expect_file = text; return 0;
	case O_RECORD:		o->record_file = text; return 0;
	case O_UPSTREAM:	o->upstream = text; return 0;
	case O_REPLAY:		o->replay_file = text; return 0;
	case O_FAST:
		o->flags |= DAVIT_MOCK_REPLAY_FAST;
		return 0;
	case O_LOG:		return set_log(text, o);
	case O_MAX_CONNECTIONS:	return size_of(val, text, &o->max_connections);
	case O_MAX_HEAD:	return size_of(val, text, &o->max_head);
	case O_MAX_BODY:	return size_of(val, text, &o->max_body);
	case O_IDLE:		return time_of(val, text, &o->idle_timeout);
	case O_READ:		return time_of(val, text, &o->read_timeout);
	case O_WRITE:		return time_of(val, text, &o->write_timeout);
	case O_GRACE:		return time_of(val, text, &s->grace);
	default:		return -EXIT_WRONG;
	}
}

/* Returns 0; positive: done; negative: the exit status. */
static int parse(int argc, char **argv, struct setup *s)
{
	struct option options[OPTIONS + 1];
	int val, r = 0;
	size_t i;

	memset(options, 0, sizeof(options));
	for (i = 0; i < OPTIONS; i++)
		options[i] = table[i].option;
	while (r == 0 && (val = getopt_long(argc, argv, "e:a:h", options,
					    NULL)) != -1) {
		if (val == '?') {
			fputs("davit-mock: try --help\n", stderr);
			return -EXIT_WRONG;
		}
		if (val == 'h') {
			help();
			return 1;
		}
		if (val == O_VERSION) {
			puts("davit-mock " PACKAGE_VERSION);
			return 1;
		}
		r = set(s, val, optarg);
	}
	if (r == 0 && optind < argc) {
		fprintf(stderr, "davit-mock: what is '%s'?  Try --help\n",
			argv[optind]);
		return -EXIT_WRONG;
	}
	return r;
}

static int say(const davit_error *err)
{
	fprintf(stderr, "davit-mock: %s\n", err->text);
	if (err->hint[0] != '\0')
		fprintf(stderr, "davit-mock: %s\n", err->hint);
	return err->code == DAVIT_ECONN || err->code == DAVIT_ENOMEM ?
	       EXIT_FAILURE : EXIT_WRONG;
}

static void catch_signals(void)
{
	struct sigaction on = { .sa_handler = on_signal };
	struct sigaction ignore = { .sa_handler = SIG_IGN }, before;

	sigemptyset(&on.sa_mask);
	/* Some end with their terminal, some are told not to. */
	if (sigaction(SIGHUP, NULL, &before) == 0 &&
	    before.sa_handler != SIG_IGN)
		sigaction(SIGHUP, &on, NULL);
	sigaction(SIGTERM, &on, NULL);
	sigaction(SIGINT, &on, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
}

/* Tells what differs from what was expected. */
static int verify(davit_mock *m)
{
	char *report = NULL;
	int r = davit_mock_verify(m, &report);

	if (r != 0)
		fprintf(stderr, "davit-mock: not what was expected\n%s",
			report != NULL ? report : "");
	free(report);
	return r == 0 ? 0 : EXIT_DIFFERS;
}

int main(int argc, char **argv)
{
	struct setup s = { .mock = DAVIT_MOCK_OPTS_INIT,
			   .grace = GRACE_DEFAULT };
	davit_mock *m;
	davit_error err;
	int r;
	size_t i;

	s.mock.log = log_line;
	s.mock.remember = -1;
	r = parse(argc, argv, &s);
	if (r != 0)
		return r < 0 ? -r : 0;
	s.mock.listen = s.nlisten > 0 ? s.listen : NULL;
	if (davit_mock_new(&s.mock, &m, &err) < 0)
		return say(&err);
	running = m;
	grace_ms = (sig_atomic_t)s.grace;
	catch_signals();
	for (i = 0; davit_mock_address(m, i) != NULL; i++)
		printf("listening on %s\n", davit_mock_address(m, i));
	r = fflush(stdout) == 0 ? davit_mock_run(m, &err) : 0;
	signal(SIGHUP, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	r = r < 0 ? say(&err) : verify(m);
	davit_mock_free(m);
	return r;
}
