/* SPDX-License-Identifier: MIT */
/* See mask.h. */
#include "config.h"

#include "mask.h"

#include "uri.h"
#include "util.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define KEY_MAX 64		/* bytes of a name that is looked at */

bool mask_is_header(const char *name)
{
	static const char *const names[] = {
		"Authorization", "Proxy-Authorization", "Cookie",
		"Set-Cookie", "X-Registry-Auth", "X-Registry-Config"
	};
	size_t i;

	for (i = 0; i < UTIL_COUNT(names); i++)
		if (strcasecmp(name, names[i]) == 0)
			return true;
	return false;
}

/* ---- names --------------------------------------------------------------- */

/* Of members: all of what is in them is secret. */
static bool is_member(const char *name)
{
	static const char *const names[] = {
		"password", "passwd", "identitytoken", "registrytoken",
		"auth", "auths", "unlockkey", "jointoken", "jointokens",
		"token", "secretdata", "accesstoken", "refreshtoken",
		"privatekey", "signingcakey", "password_hash"
	};
	size_t i;

	for (i = 0; i < UTIL_COUNT(names); i++)
		if (strcasecmp(name, names[i]) == 0)
			return true;
	return false;
}

/* Of variables in an environment: FOO_TOKEN. */
static bool is_variable(const char *name)
{
	static const char *const words[] = {
		"PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN",
		"API_KEY", "APIKEY", "ACCESS_KEY", "PRIVATE_KEY",
		"CREDENTIAL"
	};
	size_t i;

	if (strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") !=
	    strlen(name))
		return false;
	for (i = 0; i < UTIL_COUNT(words); i++)
		if (strstr(name, words[i]) != NULL)
			return true;
	return false;
}

/* ---- text ---------------------------------------------------------------- */

struct scan {
	const char *p, *end;
	struct buf *out;
	bool hid;
	char key[KEY_MAX];	/* of the value that comes */
	unsigned depth, secret;	/* secret: from this depth on all is; 0: no */
};

/* Behind the string that begins at `p`. */
static const char *string_end(const char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++)
		if (*p == '\\' && p + 1 < end)
			p++;
	return p < end ? p + 1 : end;
}

/* What is between the quotes, with the escapes of ASCII resolved: no name
 * hides behind them. */
static void unescape(const char *p, const char *end, char *out, size_t size)
{
	size_t n = 0;
	unsigned code;
	int i;

	for (; p < end && n + 1 < size; p++) {
		if (*p == '\\' && end - p >= 6 && p[1] == 'u') {
			for (code = 0, i = 2; i < 6; i++)
				code = code * 16 + (isdigit((unsigned char)p[i])
				       ? (unsigned)(p[i] - '0')
				       : (unsigned)(p[i] | 32) - 'a' + 10);
			out[n++] = code < 128 ? (char)code : '?';
			p += 5;
			continue;
		}
		if (*p == '\\' && p + 1 < end)
			p++;
		out[n++] = *p;
	}
	out[n] = '\0';
}

static void hide(struct scan *s)
{
	buf_add_str(s->out, "\"" MASK_HIDDEN "\"");
	s->hid = true;
}

/* A string that is a value. */
static void value(struct scan *s, const char *begin, const char *end)
{
	char text[KEY_MAX], *equals;
	size_t len;

	if (s->secret != 0 || is_member(s->key) || is_variable(s->key) ||
	    strcmp(s->key, "Data") == 0) {
		hide(s);
		return;
	}
	unescape(begin + 1, end, text, sizeof(text));
	equals = strchr(text, '=');
	if (equals != NULL && equals[1] != '\0') {
		*equals = '\0';
		len = strlen(text);
		if (is_variable(text)) {
			buf_add_char(s->out, '"');
			buf_add(s->out, text, len);
			buf_add_str(s->out, "=" MASK_HIDDEN "\"");
			s->hid = true;
			return;
		}
	}
	buf_add(s->out, begin, (size_t)(end - begin));
}

static void string(struct scan *s)
{
	const char *end = string_end(s->p, s->end), *next = end;

	while (next < s->end && strchr(" \t\r\n", *next) != NULL)
		next++;
	if (next < s->end && *next == ':') {
		unescape(s->p + 1, end - 1, s->key, sizeof(s->key));
		buf_add(s->out, s->p, (size_t)(next + 1 - s->p));
		s->p = next + 1;
		return;
	}
	value(s, s->p, end);
	s->key[0] = '\0';
	s->p = end;
}

static void other(struct scan *s)
{
	char c = *s->p;

	if (c == '{' || c == '[') {
		s->depth++;
		if (s->secret == 0 && is_member(s->key))
			s->secret = s->depth;
		/* A list has the name of its elements. */
		if (c == '{')
			s->key[0] = '\0';
	} else if ((c == '}' || c == ']') && s->depth > 0) {
		if (s->secret == s->depth)
			s->secret = 0;
		s->depth--;
		s->key[0] = '\0';
	}
	buf_add_char(s->out, c);
	s->p++;
}

bool mask_text(const char *text, size_t len, struct buf *out)
{
	struct scan s = { .p = text, .end = text + len, .out = out };

	while (s.p < s.end)
		if (*s.p == '"')
			string(&s);
		else
			other(&s);
	return s.hid;
}

/* ---- targets ------------------------------------------------------------- */

static bool is_secret(const davit_op *op, const char *name)
{
	davit_param p;
	size_t i;

	if (is_member(name))
		return true;
	for (i = 0; op != NULL && i < op->nparams; i++)
		if (davit_op_param(op, i, &p) == 0 &&
		    (p.flags & DAVIT_PARAM_SECRET) != 0 &&
		    strcasecmp(p.name, name) == 0)
			return true;
	return false;
}

int mask_target(const davit_op *op, const char *target, size_t len,
		struct buf *out)
{
	const char *end = target + len, *p, *equals;
	struct buf name = BUF_INIT(4096);
	size_t n;

	p = memchr(target, '?', len);
	p = p == NULL ? end : p + 1;
	buf_add(out, target, (size_t)(p - target));
	while (p < end) {
		for (n = 0; p + n < end && p[n] != '&'; n++)
			;
		equals = memchr(p, '=', n);
		buf_reset(&name);
		if (equals != NULL)
			uri_decode(&name, p, (size_t)(equals - p));
		if (equals != NULL && is_secret(op, buf_text(&name))) {
			buf_add(out, p, (size_t)(equals + 1 - p));
			buf_add_str(out, MASK_HIDDEN);
		} else {
			buf_add(out, p, n);
		}
		p += n;
		if (p < end)
			buf_add_char(out, *p++);
	}
	buf_done(&name);
	return buf_status(out);
}
