/* SPDX-License-Identifier: MIT */
/* See opt.h. */
#include "config.h"

#include "opt.h"
#include "columns.h"
#include "say.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define HEADERS_MAX 256
#define DEPTH_MAX 32
#define HELP_COLUMN 30
#define HELP_WIDTH 79

enum id {
	O_ENGINE, O_API_VERSION, O_HOST, O_JSON, O_PARAMS, O_BODY, O_BODY_TYPE,
	O_CHECK, O_ALLOW_UNLISTED, O_HEADER, O_OUTPUT, O_RAW, O_INCLUDE,
	O_DEPTH, O_REQUIRED, O_ON, O_MAX_REPLY, O_DRY_RUN, O_SHOW_SECRETS,
	O_TIMEOUT, O_CONNECT, O_FIRST_BYTE, O_STALL, O_TLS_CA, O_TLS_CERT,
	O_TLS_KEY, O_TLS_PASS_FILE, O_TLS_INSECURE, O_VERBOSE, O_COLOR, O_HELP,
	O_VERSION, O_INTERACTIVE, O_TTY, O_ENV, O_WORKDIR, O_USER, O_NAME, O_RM,
	O_DETACH, O_DETACH_KEYS, O_NO_STDIN, O_CONTEXT, O_CONNECTION,
	O_NO_AUTH, O_NO_PROXY, O_ENGINES
};

enum value { V_NONE, V_NEEDED, V_MAYBE };

static const struct option_row {
	enum id id;
	char letter;		/* 0: has none */
	const char *name;
	enum value value;
	const char *arg;	/* what the value is, for people */
	unsigned use;
	const char *help;
} table[] = {
	{ O_ENGINE, 'e', "engine", V_NEEDED, "NAME", USE_ENGINE,
	  "which engine is meant; \"davit engines\" lists them" },
	{ O_API_VERSION, 'a', "api-version", V_NEEDED, "VERSION", USE_ENGINE,
	  "API version, such as 1.41; default: ask the engine" },
	{ O_HOST, 'H', "host", V_NEEDED, "URI", USE_CALL,
	  "unix:///PATH, tcp://HOST:PORT, http(s)://... or ssh://..." },
	{ O_CONTEXT, 0, "context", V_NEEDED, "NAME", USE_CALL,
	  "a context of the docker command, instead of -H" },
	{ O_CONNECTION, 0, "connection", V_NEEDED, "NAME", USE_CALL,
	  "the same: a connection of podman" },
	{ O_JSON, 0, "json", V_NONE, NULL, USE_JSON,
	  "print JSON for programs" },
	{ O_ENGINES, 0, "engines", V_NONE, NULL, USE_VERSIONS,
	  "list releases of engines, and the versions they speak" },
	{ O_DEPTH, 0, "depth", V_NEEDED, "N", USE_DEPTH,
	  "levels of members to show" },
	{ O_REQUIRED, 0, "required", V_NONE, NULL, USE_SKELETON,
	  "only members that must be there" },
	{ O_ON, 0, "on", V_NEEDED, "ENGINE[@VERSION]|all", USE_CHECK,
	  "where: the newest version, VERSION, VERSION..VERSION or @all; may "
	  "be given again" },
	{ O_PARAMS, 0, "params", V_NEEDED, "JSON|@FILE|-", USE_OP | USE_CHECK,
	  "parameters as a JSON object; NAME=VALUE words override it" },
	{ O_BODY, 0, "body", V_NEEDED, "JSON|@FILE|-", USE_SEND | USE_CHECK,
	  "the body; a file is streamed where bytes are taken" },
	{ O_BODY_TYPE, 0, "body-type", V_NEEDED, "TYPE", USE_SEND,
	  "the body is bytes of this media type" },
	{ O_CHECK, 0, "check", V_NEEDED, "warn|off|strict", USE_OP,
	  "unknown or wrong members of the body: warn, the default, or "
	  "refuse" },
	{ O_ALLOW_UNLISTED, 0, "allow-unlisted", V_NONE, NULL, USE_OP,
	  "send parameters the tables don't know, and a body anywhere" },
	{ O_HEADER, 0, "header", V_NEEDED, "NAME:VALUE", USE_SEND,
	  "add a header; may be given again" },
	{ O_OUTPUT, 'o', "output", V_NEEDED, "FILE", USE_SEND,
	  "write the reply, as it came, to FILE once it is complete" },
	{ O_RAW, 0, "raw", V_NONE, NULL, USE_SEND,
	  "print the reply byte for byte" },
	{ O_INCLUDE, 'i', "include", V_NONE, NULL, USE_SEND,
	  "print status and headers first" },
	{ O_MAX_REPLY, 0, "max-reply", V_NEEDED, "SIZE", USE_SEND,
	  "longest reply kept, such as 500M; default 64M" },
	{ O_DRY_RUN, 0, "dry-run", V_MAYBE, "json|curl", USE_SEND,
	  "show the request instead of sending it; default json" },
	{ O_SHOW_SECRETS, 0, "show-secrets", V_NONE, NULL, USE_CALL,
	  "do not mask secrets in --dry-run and -v" },
	{ O_TIMEOUT, 0, "timeout", V_NEEDED, "TIME", USE_CALL,
	  "for the whole call: 30, 500ms, 2s, 1m; 0 is never, the default" },
	{ O_CONNECT, 0, "connect-timeout", V_NEEDED, "TIME", USE_CALL,
	  "until connected; default 10s" },
	{ O_FIRST_BYTE, 0, "first-byte-timeout", V_NEEDED, "TIME", USE_CALL,
	  "from the request to the first byte of its answer" },
	{ O_STALL, 0, "stall-timeout", V_NEEDED, "TIME", USE_CALL,
	  "without a byte in either direction" },
	{ O_TLS_CA, 0, "tls-ca", V_NEEDED, "FILE", USE_CALL,
	  "certificate authorities to trust (PEM)" },
	{ O_TLS_CERT, 0, "tls-cert", V_NEEDED, "FILE", USE_CALL,
	  "certificate to show (PEM)" },
	{ O_TLS_KEY, 0, "tls-key", V_NEEDED, "FILE", USE_CALL,
	  "its key (PEM)" },
	{ O_TLS_PASS_FILE, 0, "tls-pass-file", V_NEEDED, "FILE|-", USE_CALL,
	  "file whose first line is the key's passphrase" },
	{ O_TLS_INSECURE, 0, "tls-insecure", V_NONE, NULL, USE_CALL,
	  "do not verify the engine's certificate" },
	{ O_NO_AUTH, 0, "no-auth", V_NONE, NULL, USE_CALL,
	  "look for no credentials of registries" },
	{ O_NO_PROXY, 0, "no-proxy", V_NONE, NULL, USE_CALL,
	  "use no proxy, whatever the environment says" },
	{ O_VERBOSE, 'v', "verbose", V_NONE, NULL, USE_CALL,
	  "trace on standard error; no secrets without --show-secrets" },
	{ O_COLOR, 0, "color", V_MAYBE, "auto|always|never", USE_ALWAYS,
	  "when to colour; default auto" },
	{ O_HELP, 'h', "help", V_NONE, NULL, USE_ALWAYS, "this text" },
	{ O_VERSION, 0, "version", V_NONE, NULL, USE_ALWAYS,
	  "print the version of davit" },
	{ O_INTERACTIVE, 'i', "interactive", V_NONE, NULL, USE_EXEC | USE_RUN,
	  "pass standard input on" },
	{ O_TTY, 't', "tty", V_NONE, NULL, USE_EXEC | USE_RUN,
	  "give it a terminal" },
	{ O_ENV, 'e', "env", V_NEEDED, "NAME[=VALUE]", USE_EXEC | USE_RUN,
	  "set a variable, or pass one on; may be given again" },
	{ O_WORKDIR, 'w', "workdir", V_NEEDED, "DIR", USE_EXEC | USE_RUN,
	  "directory to start in" },
	{ O_USER, 'u', "user", V_NEEDED, "USER[:GROUP]", USE_EXEC | USE_RUN,
	  "whom to run it as" },
	{ O_NAME, 0, "name", V_NEEDED, "NAME", USE_RUN,
	  "name of the container" },
	{ O_RM, 0, "rm", V_NONE, NULL, USE_RUN,
	  "remove the container once it has ended" },
	{ O_DETACH, 'd', "detach", V_NONE, NULL, USE_RUN,
	  "print the ID and leave it running" },
	{ O_DETACH_KEYS, 0, "detach-keys", V_NEEDED, "KEYS", USE_OWN,
	  "leave a terminal by these keys; default ctrl-p,ctrl-q" },
	{ O_NO_STDIN, 0, "no-stdin", V_NONE, NULL, USE_ATTACH,
	  "do not pass standard input on" },
};

#define ROWS (sizeof(table) / sizeof(table[0]))

/* Bits of `given`. */
_Static_assert(ROWS <= 64, "more options than bits");

/* The same unit may be written in two ways; the first that fits is taken. */
struct unit {
	const char *name;
	uint64_t factor;
};

static const struct unit times[] = {
	{ "", 1000 }, { "ms", 1 }, { "s", 1000 }, { "m", 60000 },
	{ "h", 3600000 }, { NULL, 0 }
};

static const struct unit sizes[] = {
	{ "", 1 }, { "B", 1 }, { "K", 1u << 10 }, { "M", 1u << 20 },
	{ "G", 1u << 30 }, { "KiB", 1u << 10 }, { "MiB", 1u << 20 },
	{ "GiB", 1u << 30 }, { NULL, 0 }
};

/* 12, 1.5s, 500ms, 64M; three digits after the point are enough. */
static bool parse_quantity(const char *text, const struct unit *units,
			   uint64_t max, uint64_t *out)
{
	uint64_t whole = 0, part = 0, scale = 1000;
	const char *p = text;

	if (*p < '0' || *p > '9')
		return false;
	for (; *p >= '0' && *p <= '9'; p++) {
		if (whole > max)
			return false;
		whole = whole * 10 + (uint64_t)(*p - '0');
	}
	if (*p == '.') {
		if (p[1] < '0' || p[1] > '9')
			return false;
		for (p++; *p >= '0' && *p <= '9'; p++) {
			scale /= 10;
			part += scale * (uint64_t)(*p - '0');
		}
	}
	for (; units->name != NULL; units++)
		if (strcmp(units->name, p) == 0)
			break;
	if (units->name == NULL || whole > max / units->factor)
		return false;
	*out = whole * units->factor + part * units->factor / 1000;
	return *out <= max;
}

static int parse_time(const struct option_row *row, const char *text,
		      long *out)
{
	uint64_t ms;

	if (!parse_quantity(text, times, INT_MAX, &ms))
		return say_error("--%s: '%s' is not a time, such as 30, "
				 "500ms, 2s or 1m", row->name, text);
	*out = ms == 0 ? -1 : (long)ms;
	return 0;
}

static int parse_size(const struct option_row *row, const char *text,
		      size_t *out)
{
	uint64_t size;

	if (!parse_quantity(text, sizes, SIZE_MAX / 2, &size) || size == 0)
		return say_error("--%s: '%s' is not a size, such as 4096, "
				 "500M or 2G", row->name, text);
	*out = (size_t)size;
	return 0;
}

static int parse_depth(const char *text, unsigned *out)
{
	size_t digits = strspn(text, "0123456789");

	*out = digits > 0 && digits < 3 && text[digits] == '\0'
	       ? (unsigned)strtoul(text, NULL, 10) : 0;
	if (*out > 0 && *out <= DEPTH_MAX)
		return 0;
	return say_error("--depth: '%s' is not a number from 1 to %d", text,
			 DEPTH_MAX);
}

/* One of the names in `arg`, which are parted by bars. */
static int parse_choice(const struct option_row *row, const char *text,
			int *out)
{
	const char *name = row->arg;
	size_t len;
	int i;

	for (i = 0; *name != '\0'; i++) {
		len = strcspn(name, "|");
		if (strlen(text) == len && memcmp(text, name, len) == 0) {
			*out = i;
			return 0;
		}
		name += len;
		name += *name == '|';
	}
	return say_error("--%s: '%s' is none of %s", row->name, text,
			 row->arg);
}

static int add_header(struct options *o, const char *text)
{
	const char *colon = strchr(text, ':');
	size_t len = strcspn(text, " \t=");

	/* What follows the first word may be a secret. */
	if (colon == NULL || colon == text)
		return say_error("--header: '%.*s%s' is not NAME:VALUE",
				 colon == text ? 1 : len > 24 ? 24 : (int)len,
				 text, colon == text || len > 24 ||
				 text[len] != '\0' ? "..." : "");
	if (o->nheaders == HEADERS_MAX)
		return say_error("--header: more than %d headers",
				 HEADERS_MAX);
	o->headers[o->nheaders++] = text;
	return 0;
}

static void add_text(const char ***list, size_t *n, const char *text)
{
	*list = mem_grow(*list, *n + 1, sizeof(**list));
	(*list)[(*n)++] = text;
}

static int apply(struct options *o, const struct option_row *row,
		 const char *value)
{
	int choice = 0, status = 0;

	switch (row->id) {
	case O_ENGINE: o->engine = value; break;
	case O_API_VERSION: o->api_version = value; break;
	case O_HOST: o->host = value; break;
	case O_CONTEXT:
	case O_CONNECTION: o->context = value; break;
	case O_NO_AUTH: o->no_auth = true; break;
	case O_NO_PROXY: o->no_proxy = true; break;
	case O_JSON: o->json = true; break;
	case O_ENGINES: o->engines = true; break;
	case O_PARAMS: o->params = value; break;
	case O_BODY: o->body = value; break;
	case O_BODY_TYPE: o->body_type = value; break;
	case O_DEPTH: status = parse_depth(value, &o->depth); break;
	case O_ON: add_text(&o->on, &o->non, value); break;
	case O_REQUIRED: o->required = true; break;
	case O_CHECK:
		status = parse_choice(row, value, &choice);
		o->check = (enum check)choice;
		break;
	case O_ALLOW_UNLISTED: o->allow_unlisted = true; break;
	case O_HEADER: status = add_header(o, value); break;
	case O_OUTPUT: o->output = value; break;
	case O_RAW: o->raw = true; break;
	case O_INCLUDE: o->include = true; break;
	case O_MAX_REPLY:
		status = parse_size(row, value, &o->max_reply);
		break;
	case O_DRY_RUN:
		if (value != NULL)
			status = parse_choice(row, value, &choice);
		o->dry_run = choice == 0 ? DRY_JSON : DRY_CURL;
		break;
	case O_SHOW_SECRETS: o->show_secrets = true; break;
	case O_TIMEOUT: status = parse_time(row, value, &o->timeout); break;
	case O_CONNECT:
		status = parse_time(row, value, &o->connect_timeout);
		break;
	case O_FIRST_BYTE:
		status = parse_time(row, value, &o->first_byte_timeout);
		break;
	case O_STALL:
		status = parse_time(row, value, &o->stall_timeout);
		break;
	case O_TLS_CA: o->tls_ca = value; break;
	case O_TLS_CERT: o->tls_cert = value; break;
	case O_TLS_KEY: o->tls_key = value; break;
	case O_TLS_PASS_FILE: o->tls_pass_file = value; break;
	case O_TLS_INSECURE: o->insecure = true; break;
	case O_VERBOSE: o->verbose = true; break;
	case O_COLOR:
		choice = COLOR_ALWAYS;
		if (value != NULL)
			status = parse_choice(row, value, &choice);
		o->color = (enum color)choice;
		break;
	case O_HELP: o->help = true; break;
	case O_VERSION: o->version = true; break;
	case O_INTERACTIVE: o->interactive = true; break;
	case O_TTY: o->tty = true; break;
	case O_ENV: add_text(&o->env, &o->nenv, value); break;
	case O_WORKDIR: o->workdir = value; break;
	case O_USER: o->user = value; break;
	case O_NAME: o->name = value; break;
	case O_RM: o->rm = true; break;
	case O_DETACH: o->detach = true; break;
	case O_DETACH_KEYS: o->detach_keys = value; break;
	case O_NO_STDIN: o->no_stdin = true; break;
	}
	o->given |= UINT64_C(1) << (row - table);
	return status;
}

/* Can the option stand here?  `own`: the bits of USE_OWN of the command
 * whose name went before. */
static bool fits(const struct option_row *row, unsigned own)
{
	return (row->use & USE_OWN) == 0 || (row->use & own) != 0;
}

/* NULL: there is no such letter. */
static const struct option_row *find_letter(char letter, unsigned own)
{
	const struct option_row *found = NULL;
	size_t i;

	for (i = 0; i < ROWS; i++)
		if (table[i].letter == letter && fits(&table[i], own) &&
		    (found == NULL || (table[i].use & USE_OWN) != 0))
			found = &table[i];
	return found;
}

static int parse_long(struct options *o, const char *text, const char *next,
		      unsigned own, int *used)
{
	const char *equals = strchr(text, '='), *value = NULL, *best = NULL;
	size_t len = equals != NULL ? (size_t)(equals - text) : strlen(text);
	unsigned distance = NEAR_START;
	const struct option_row *row;
	char name[32];
	size_t i;

	if (len >= sizeof(name))
		return say_error("unknown option '--%s'", text);
	memcpy(name, text, len);
	name[len] = '\0';
	for (i = 0; i < ROWS; i++) {
		if (!fits(&table[i], own))
			continue;
		if (strcmp(table[i].name, name) == 0)
			break;
		near_word(name, table[i].name, &best, &distance);
	}
	if (i == ROWS) {
		say_error("unknown option '--%s'", name);
		if (best != NULL)
			say_hint("did you mean '--%s'?", best);
		return STATUS_USAGE;
	}
	row = &table[i];
	if (equals != NULL)
		value = equals + 1;
	if (row->value == V_NONE && value != NULL)
		return say_error("--%s takes no value", row->name);
	if (row->value == V_NEEDED && value == NULL) {
		if (next == NULL)
			return say_error("--%s needs a value: --%s %s",
					 row->name, row->name, row->arg);
		value = next;
		*used = 1;
	}
	return apply(o, row, value);
}

/* "-v", "-vi", "-oFILE", "-o FILE", "-vo FILE" */
static int parse_letters(struct options *o, const char *text,
			 const char *next, unsigned own, int *used)
{
	const struct option_row *row;
	const char *value;
	int status = 0;

	for (; *text != '\0' && status == 0; text++) {
		row = find_letter(*text, own);
		if (row == NULL)
			return say_error("unknown option '-%c'", *text);
		if (row->value == V_NONE) {
			status = apply(o, row, NULL);
			continue;
		}
		value = text[1] != '\0' ? text + 1 : next;
		if (value == NULL)
			return say_error("-%c needs a value: -%c %s", *text,
					 *text, row->arg);
		*used = value == next;
		return apply(o, row, value);
	}
	return status;
}

int opt_parse(struct options *o, int argc, char **argv,
	      unsigned (*uses)(const char *word))
{
	size_t n = argc > 0 ? (size_t)argc : 0;
	int i, used, status = 0;
	unsigned own = 0;
	const char *next;

	memset(o, 0, sizeof(*o));
	o->words = mem_get(n + 1, sizeof(*o->words));
	o->headers = mem_get(HEADERS_MAX + 1, sizeof(*o->headers));
	for (i = 1; i < argc && status == 0; i++) {
		next = i + 1 < argc ? argv[i + 1] : NULL;
		used = 0;
		if (strcmp(argv[i], "--") == 0 ||
		    (own != 0 && argv[i][0] != '-')) {
			i += argv[i][0] == '-';
			for (; i < argc; i++)
				o->words[o->nwords++] = argv[i];
			break;
		}
		if (argv[i][0] != '-' || argv[i][1] == '\0') {
			o->words[o->nwords++] = argv[i];
			if (o->nwords == 1)
				own = uses(argv[i]) & USE_OWN;
		} else if (argv[i][1] == '-') {
			status = parse_long(o, argv[i] + 2, next, own, &used);
		} else {
			status = parse_letters(o, argv[i] + 1, next, own,
					       &used);
		}
		i += used;
	}
	return status;
}

int opt_allowed(const struct options *o, const char *command, unsigned uses)
{
	size_t i;

	/* Which engine, and how to reach it, may stand in an alias of the
	 * shell: every command takes that, even one that calls nobody. */
	uses |= USE_ENGINE | USE_CALL;
	for (i = 0; i < ROWS; i++) {
		if ((o->given & UINT64_C(1) << i) == 0 ||
		    table[i].use == USE_ALWAYS || (table[i].use & uses) != 0)
			continue;
		say_error("--%s means nothing to 'davit %s'", table[i].name,
			  command);
		say_hint("'davit help %s' lists its options", command);
		return STATUS_USAGE;
	}
	return 0;
}

void opt_each(unsigned uses, void (*fn)(const char *name, const char *help,
					void *ctx), void *ctx)
{
	char name[40];
	size_t i;

	for (i = 0; i < ROWS; i++) {
		if (table[i].use != USE_ALWAYS && (table[i].use & uses) == 0)
			continue;
		snprintf(name, sizeof(name), "--%s", table[i].name);
		fn(name, table[i].help, ctx);
		if (table[i].value != V_MAYBE)
			continue;
		snprintf(name, sizeof(name), "--%s=", table[i].name);
		fn(name, table[i].help, ctx);
	}
}

const char *opt_pending(const char *word, unsigned uses)
{
	const struct option_row *row = NULL;
	size_t i;

	if (word[0] != '-' || word[1] == '\0')
		return NULL;
	if (word[1] != '-')
		row = find_letter(word[strlen(word) - 1], uses & USE_OWN);
	for (i = 0; word[1] == '-' && i < ROWS; i++)
		if (strcmp(table[i].name, word + 2) == 0)
			row = &table[i];
	return row != NULL && row->value == V_NEEDED ? row->name : NULL;
}

const char *opt_argument(const char *name)
{
	size_t i;

	for (i = 0; i < ROWS; i++)
		if (strcmp(table[i].name, name) == 0 && table[i].arg != NULL)
			return table[i].arg;
	return "";
}

static void help_row(FILE *to, const struct option_row *row, unsigned own)
{
	char left[64], letter[8];
	bool hidden = row->letter == 0 || find_letter(row->letter, own) != row;

	snprintf(letter, sizeof(letter), "-%c,", row->letter);
	snprintf(left, sizeof(left), "%s --%s%s%s%s",
		 hidden ? "   " : letter, row->name,
		 row->value == V_NONE ? "" :
		 row->value == V_MAYBE ? "[=" : " ",
		 row->value == V_NONE ? "" : row->arg,
		 row->value == V_MAYBE ? "]" : "");
	if (strlen(left) > HELP_COLUMN - 4)
		fprintf(to, "  %s\n%*s", left, HELP_COLUMN, "");
	else
		fprintf(to, "  %-*s", HELP_COLUMN - 2, left);
	columns_wrap(to, row->help, HELP_COLUMN, HELP_COLUMN, HELP_WIDTH);
}

void opt_help(FILE *to, unsigned uses)
{
	unsigned own = uses & USE_OWN;
	size_t i;

	if (own != 0) {
		fputs("\nOptions, before the first word:\n", to);
		for (i = 0; i < ROWS; i++)
			if ((table[i].use & own) != 0)
				help_row(to, &table[i], own);
		fputs("\nOptions, there or before the command:\n", to);
	} else {
		fputs("\nOptions, anywhere on the line:\n", to);
	}
	for (i = 0; i < ROWS; i++)
		if (table[i].use == USE_ALWAYS ||
		    (table[i].use & uses & ~(unsigned)USE_OWN) != 0)
			help_row(to, &table[i], own);
}

void opt_done(struct options *o)
{
	free(o->words);
	free(o->headers);
	free(o->env);
	free(o->on);
	memset(o, 0, sizeof(*o));
}
