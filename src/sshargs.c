/* SPDX-License-Identifier: MIT */
/* See sshargs.h. */
#include "config.h"

#include "sshargs.h"

#include "error.h"

#include <stdio.h>
#include <string.h>

#define WORD_MAX (8u << 10)

int sshargs_quote(struct buf *out, const char *word)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789@%+=:,./_-";

	if (*word != '\0' && word[strspn(word, plain)] == '\0')
		return buf_add_str(out, word);
	buf_add_char(out, '\'');
	for (; *word != '\0'; word++)
		if (*word == '\'')
			buf_add_str(out, "'\\''");
		else
			buf_add_char(out, *word);
	return buf_add_char(out, '\'');
}

int sshargs_command(struct buf *out, const char *pattern, const char *socket)
{
	static const char name[] = "SOCKET";
	const size_t len = sizeof(name) - 1;
	const char *p = pattern;

	for (; *p != '\0'; p++) {
		if (*p == '{' && socket == NULL) {
			p += strcspn(p, "}");
			if (*p == '\0')
				break;
			p += p[1] == ' ';
		} else if (*p == '{' || *p == '}') {
			continue;
		} else if (socket != NULL && strncmp(p, name, len) == 0) {
			sshargs_quote(out, socket);
			p += len - 1;
		} else {
			buf_add_char(out, *p);
		}
	}
	return buf_status(out);
}

static void add(struct sshargs *a, const char *word)
{
	a->argv[a->n++] = word;
}

/* A word of several parts; NULL ends them. */
static void add_parts(struct sshargs *a, const char *one, const char *two,
		      const char *three)
{
	struct buf *word = &a->words[a->nwords++];

	buf_init(word, WORD_MAX);
	buf_add_str(word, one);
	if (two != NULL)
		buf_add_str(word, two);
	if (three != NULL)
		buf_add_str(word, three);
	a->nomem = a->nomem || buf_status(word) < 0;
	add(a, buf_text(word));
}

static void add_number(struct sshargs *a, const char *before, long number)
{
	char text[24];

	snprintf(text, sizeof(text), "%ld", number);
	add_parts(a, before, text, NULL);
}

/* ssh parts the two paths by a colon, and expands what others hold. */
static bool can_forward(const char *path)
{
	return path[0] == '/' && strpbrk(path, ":\\%$") == NULL &&
	       strlen(path) < WORD_MAX / 4;
}

/* Nor is the key written down: the next machine at this address has
 * another. */
static void add_any_key(struct sshargs *a)
{
	add(a, "-o");
	add(a, "StrictHostKeyChecking=no");
	add(a, "-o");
	add(a, "UserKnownHostsFile=/dev/null");
}

static void add_forward(struct sshargs *a, const struct sshargs_opts *o)
{
	add(a, "-N");
	add(a, "-o");
	add(a, "ExitOnForwardFailure=yes");
	/* A connection that others share would outlive us. */
	add(a, "-o");
	add(a, "ControlPath=none");
	add(a, "-L");
	add_parts(a, o->local, ":", o->remote);
}

int sshargs_make(const struct endpoint *e, const struct sshargs_opts *o,
		 struct sshargs *out, davit_error *err)
{
	*out = (struct sshargs){ .n = 0 };
	if (o->remote != NULL && !can_forward(o->remote))
		return error_set(err, DAVIT_EINVAL, "%s (%s): ssh cannot "
				 "forward to a socket named %.200s", e->uri,
				 e->source, o->remote);
	add(out, "ssh");
	add(out, "-T");
	if (o->connect_ms > 0) {
		add(out, "-o");
		add_number(out, "ConnectTimeout=", (o->connect_ms - 1) /
			   1000 + 1);
	}
	if (o->batch) {
		add(out, "-o");
		add(out, "BatchMode=yes");
	}
	if (e->ssh_user != NULL) {
		add(out, "-l");
		add(out, e->ssh_user);
	}
	if (e->ssh_port > 0) {
		add(out, "-p");
		add_number(out, "", e->ssh_port);
	}
	if (e->ssh_identity != NULL) {
		add(out, "-i");
		add(out, e->ssh_identity);
	}
	if (e->ssh_any_key)
		add_any_key(out);
	if (o->remote != NULL)
		add_forward(out, o);
	add(out, "--");
	add(out, e->ssh_host);
	if (o->command != NULL)
		add(out, o->command);
	add(out, NULL);
	return out->nomem ? error_nomem(err) : 0;
}

void sshargs_done(struct sshargs *a)
{
	while (a->nwords > 0)
		buf_done(&a->words[--a->nwords]);
}
