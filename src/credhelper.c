/* SPDX-License-Identifier: MIT */
/* See credhelper.h. */
#include "config.h"

#include "credhelper.h"

#include "authconf.h"
#include "buf.h"
#include "decode.h"
#include "error.h"
#include "spawn.h"

#include <stdio.h>
#include <string.h>

#define PREFIX "docker-credential-"
#define OUTPUT_MAX (1u << 20)
#define NAME_LONGEST 128

/* What all such programs print where they have nothing. */
#define NOT_FOUND "credentials not found in native keychain"

/* It becomes part of a program's name, which is looked up in PATH. */
static bool is_name(const char *name)
{
	size_t len = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "abcdefghijklmnopqrstuvwxyz0123456789._-");

	return len > 0 && len < NAME_LONGEST && name[len] == '\0';
}

/* The last line that says something: the first ones are often a trace. */
static const char *words(const struct spawn_result *s, char *out, size_t size)
{
	const char *p = buf_text(&s->err), *end;
	size_t len = 0;

	/* On stdout there could be a secret. */
	for (; *p != '\0'; p = *end == '\0' ? end : end + 1) {
		end = p + strcspn(p, "\r\n");
		if (end - p == (ptrdiff_t)strspn(p, " \t"))
			continue;
		len = (size_t)(end - p);
		error_print(out, size, ": %.*s", (int)(len > 300 ? 300 : len),
			    p);
	}
	if (len == 0)
		out[0] = '\0';
	return out;
}

static int broken(const struct credhelper *h, const struct spawn_result *s,
		  const char *verb, const char *how, davit_error *err)
{
	char said[400];

	error_set(err, DAVIT_EINVAL, PREFIX "%s (named in %.200s) %s%s",
		  h->name, h->file, how, words(s, said, sizeof(said)));
	error_hint(err, "try it by hand: " PREFIX "%.100s %s; DAVIT_NO_AUTH, "
		   "--no-auth does without credentials", h->name, verb);
	return DAVIT_EINVAL;
}

static int missing(const struct credhelper *h, davit_error *err)
{
	error_set(err, DAVIT_EINVAL, PREFIX "%s, named in %.200s, is not in "
		  "PATH", h->name, h->file);
	error_hint(err, "install it, or take it out of that file; "
		   "DAVIT_NO_AUTH, --no-auth does without credentials");
	return DAVIT_EINVAL;
}

static bool says_not_found(const struct spawn_result *s)
{
	return strncmp(buf_text(&s->out), NOT_FOUND, strlen(NOT_FOUND)) == 0;
}

/* Runs it; *out is what it said, NULL where it says that it has nothing. */
static int run(const struct credhelper *h, const char *verb,
	       const char *input, json_t **out, davit_error *err)
{
	char program[sizeof(PREFIX) + NAME_LONGEST], how[80];
	const char *argv[] = { program, verb, NULL };
	struct spawn_opts opts = { .argv = argv };
	struct spawn_result s;
	int r;

	*out = NULL;
	if (!is_name(h->name))
		return error_set(err, DAVIT_EINVAL, "%.200s: '%.80s' can't be "
				 "the name of a credential helper", h->file,
				 h->name);
	snprintf(program, sizeof(program), PREFIX "%s", h->name);
	opts.input = input;
	opts.input_len = input == NULL ? 0 : strlen(input);
	opts.max_output = OUTPUT_MAX;
	opts.timeout_ms = h->timeout_ms;
	opts.cancelled = h->cancelled;
	opts.ctx = h->ctx;
	r = spawn_run(&opts, &s, err);
	if (r < 0)
		return r;
	if (s.missing) {
		r = missing(h, err);
	} else if (s.timed_out) {
		snprintf(how, sizeof(how), "did not answer within %ld ms",
			 h->timeout_ms);
		r = broken(h, &s, verb, how, err);
	} else if (buf_status(&s.out) == DAVIT_ETOOBIG) {
		r = broken(h, &s, verb, "said more than a mebibyte", err);
	} else if (s.status != 0 && !says_not_found(&s)) {
		snprintf(how, sizeof(how), "failed with status %d", s.status);
		r = broken(h, &s, verb, how, err);
	} else if (s.status == 0) {
		r = decode_json(buf_text(&s.out), s.out.len, out, NULL, NULL);
		if (r == DAVIT_ENOMEM)
			r = error_nomem(err);
		else if (!json_is_object(*out))
			r = broken(h, &s, verb, "said what is no JSON object",
				   err);
	}
	spawn_done(&s);
	if (r < 0) {
		authconf_wipe(*out);
		*out = NULL;
	}
	return r;
}

int credhelper_get(const struct credhelper *h, const char *server,
		   json_t **out, davit_error *err)
{
	struct spawn_result nothing = { .out = BUF_INIT(0) };
	json_t *answer;
	int r;

	*out = NULL;
	r = run(h, "get", server, &answer, err);
	if (r < 0 || answer == NULL)
		return r;
	r = authconf_answer(answer, server, out);
	if (r == DAVIT_ENOMEM)
		error_nomem(err);
	else if (r < 0)
		r = broken(h, &nothing, "get", "said neither Username nor "
			   "Secret", err);
	authconf_wipe(answer);
	return r;
}

int credhelper_list(const struct credhelper *h, json_t **out,
		    davit_error *err)
{
	return run(h, "list", NULL, out, err);
}
