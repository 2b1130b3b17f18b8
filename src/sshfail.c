/* SPDX-License-Identifier: MIT */
/* See sshfail.h. */
#include "config.h"

#include "sshfail.h"

#include "error.h"
#include "lookup.h"
#include "util.h"

#include <string.h>
#include <strings.h>

#define LAST_LINES 2

/* Is there something in it, apart from what ssh tells on good days? */
static bool matters(const char *line, size_t len)
{
	static const char added[] = "Warning: Permanently added";
	size_t i, skip = sizeof(added) - 1;

	if (len >= skip && strncmp(line, added, skip) == 0)
		return false;
	for (i = 0; i < len; i++)
		if ((unsigned char)line[i] > ' ' && line[i] != '@')
			return true;
	return false;
}

/* Where the last lines begin. */
static size_t begin_of_last(const char *said, size_t len)
{
	size_t at = len + 1, end = len, begin = len;
	unsigned lines = 0;

	while (at-- > 0 && lines < LAST_LINES) {
		if (at > 0 && said[at - 1] != '\n')
			continue;
		if (matters(said + at, end - at)) {
			begin = at;
			lines++;
		}
		end = at > 0 ? at - 1 : 0;
	}
	return begin;
}

void sshfail_words(const char *said, size_t len, char out[SSHFAIL_WORDS])
{
	const char *p = said + begin_of_last(said, len), *line;
	const char *end = said + len;
	size_t n = 0, i, rest;

	for (; p < end; p = line + 1) {
		line = memchr(p, '\n', (size_t)(end - p));
		line = line != NULL ? line : end;
		if (!matters(p, (size_t)(line - p)))
			continue;
		rest = SSHFAIL_WORDS - n;
		if (n > 0 && rest > 2) {
			out[n++] = ';';
			out[n++] = ' ';
		}
		for (i = 0; p + i < line && n < SSHFAIL_WORDS - 1; i++)
			if ((unsigned char)p[i] >= ' ' && p[i] != 0x7f)
				out[n++] = p[i];
			else if (n > 0 && out[n - 1] != ' ')
				out[n++] = ' ';
		while (n > 0 && out[n - 1] == ' ')
			n--;
	}
	/* Bytes of another character set, and a character cut in two. */
	if (!util_is_utf8(out, n))
		for (i = 0; i < n; i++)
			if ((unsigned char)out[i] >= 0x80)
				out[i] = '?';
	out[n] = '\0';
}

static const struct {
	const char *words, *hint;
} hints[] = {
	{ "Host key verification failed",
	  "its key is not known here, or is another than before: run ssh to "
	  "this host once and look at it" },
	{ "Permission denied (",
	  "the host takes none of the keys it was shown: try ssh to it by "
	  "hand, add the key to the agent, or name it as identity" },
	{ "Could not resolve hostname", "check the name of the host" },
	{ "Connection refused",
	  "no ssh server listens there: check host and port" },
	{ "timed out", "the host does not answer: check its address and what "
	  "is in between" },
	{ "No route to host", "check the address of the host" },
	{ "Network is unreachable", "check the address of the host" },
	{ "administratively prohibited",
	  "the ssh server there forbids to forward to sockets" },
	{ "open failed: connect failed",
	  "nobody listens on that socket over there: is the engine's service "
	  "running?" },
	{ "permission denied",
	  "the user on the far side may not use the engine's socket there" },
	{ "Is the docker daemon running",
	  "the engine on the far side is not running, or listens elsewhere: "
	  "name its socket after the host" },
	{ "failed to open the raw stream connection",
	  "the engine on the far side is not running, or listens elsewhere: "
	  "name its socket after the host" },
	{ "unknown command",
	  "the engine's command on the far side is too old" },
	{ "unix_listener", "the socket here could not be made: look at TMPDIR "
	  "and XDG_RUNTIME_DIR" },
};

static const char *hint_for(const char *words)
{
	size_t i;

	for (i = 0; i < UTIL_COUNT(hints); i++)
		if (strstr(words, hints[i].words) != NULL)
			return hints[i].hint;
	return NULL;
}

/* The first word of what an engine has run on the far side. */
static const char *program_of(const struct table *t, size_t *len)
{
	const char *command = lookup_str(t, t->ssh_dial);

	if (command[0] == '\0')
		command = lookup_str(t, t->ssh_ask);
	*len = strcspn(command, " ");
	return command;
}

/* Nobody may have said which engine it is. */
static void hint_missing(const char *program, davit_error *err)
{
	size_t len = strcspn(program, " "), n;
	const struct table *const *t;
	const char *other;

	for (t = tables; *t != NULL; t++) {
		other = program_of(*t, &n);
		if (n > 0 && (n != len || memcmp(other, program, n) != 0))
			break;
	}
	if (*t != NULL)
		error_hint(err, "the far side has no %.*s, or not in the PATH "
			   "of a shell that is given a command; if its engine "
			   "is %s, say so: -e %s", (int)len, program,
			   lookup_str(*t, (*t)->title),
			   lookup_str(*t, (*t)->engine));
	else
		error_hint(err, "the far side has no %.*s, or not in the PATH "
			   "of a shell that is given a command", (int)len,
			   program);
}

int sshfail_tell(const struct endpoint *e, const char *words, int status,
		 const char *program, davit_error *err)
{
	const char *hint = hint_for(words);

	if (words[0] != '\0')
		error_set(err, DAVIT_ECONN, "cannot connect to %s (%s): ssh "
			  "says: %s", e->uri, e->source, words);
	else
		error_set(err, DAVIT_ECONN, "cannot connect to %s (%s): ssh "
			  "ended with status %d and said nothing", e->uri,
			  e->source, status);
	if (status == 127 && program != NULL)
		hint_missing(program, err);
	else if (hint != NULL)
		error_hint(err, "%s", hint);
	else
		error_hint(err, "try ssh to this host by hand");
	return DAVIT_ECONN;
}

void sshfail_add(const char *words, davit_error *err)
{
	davit_error before;
	const char *hint;

	if (err == NULL || words[0] == '\0')
		return;
	before = *err;
	hint = hint_for(words);
	error_set(err, before.code, "%.300s; ssh says: %s", before.text,
		  words);
	error_hint(err, "%s", hint != NULL ? hint : before.hint);
	err->sys = before.sys;
}
