/* SPDX-License-Identifier: MIT */
/* See scrub.h. */
#include "config.h"

#include "scrub.h"

#include "authconf.h"
#include "decode.h"
#include "error.h"
#include "secretname.h"
#include "uri.h"
#include "util.h"

#include <string.h>

#define SHORTEST 4
#define DEPTH 32
#define LONGEST (1u << 20)	/* what is looked through */

/* ---- one secret --------------------------------------------------------- */

/* How many bytes of it stand at the end, where the text was cut. */
static size_t cut_short(const char *text, size_t len, const char *secret,
			size_t n)
{
	size_t part;

	if (len < 3 || strcmp(text + len - 3, "...") != 0)
		return 0;
	len -= 3;
	part = n - 1 < len ? n - 1 : len;
	while (part >= SHORTEST &&
	       memcmp(text + len - part, secret, part) != 0)
		part--;
	return part < SHORTEST ? 0 : part;
}

static void hide_in(char *text, size_t size, const char *secret, size_t n)
{
	char copy[sizeof(((davit_error *)0)->text)];
	char *at = text;
	size_t len, part;

	while ((at = strstr(at, secret)) != NULL) {
		error_print(copy, sizeof(copy), "%s", at + n);
		error_print(at, size - (size_t)(at - text), "%s%s",
			    SECRETNAME_HIDDEN, copy);
		if (strlen(at) < strlen(SECRETNAME_HIDDEN))
			break;
		at += strlen(SECRETNAME_HIDDEN);
	}
	len = strlen(text);
	part = cut_short(text, len, secret, n);
	if (part > 0)
		memcpy(text + len - 3 - part, "...", 4);
	explicit_bzero(copy, sizeof(copy));
}

static void hide(davit_error *err, const char *secret)
{
	struct buf encoded = BUF_SECRET(LONGEST);
	size_t n = strlen(secret);

	if (n < SHORTEST)
		return;
	hide_in(err->text, sizeof(err->text), secret, n);
	hide_in(err->hint, sizeof(err->hint), secret, n);
	if (uri_encode(&encoded, secret, n) == 0 && encoded.len > n)
		hide_in(err->text, sizeof(err->text), encoded.data,
			encoded.len);
	buf_done(&encoded);
}

/* "user:password", too. */
static void hide_pair(davit_error *err, const char *secret)
{
	const char *colon = strchr(secret, ':');

	hide(err, secret);
	if (colon != NULL)
		hide(err, colon + 1);
}

/* ---- where they are ----------------------------------------------------- */

/* "user:password" in base64 is what registries take. */
static void in_pair64(davit_error *err, const char *text)
{
	struct buf plain = BUF_SECRET(LONGEST);
	size_t len = strlen(text);

	if (len <= LONGEST && buf_reserve(&plain, len + 1) == 0 &&
	    util_unbase64(&plain, text, len) && plain.len > 0)
		hide_pair(err, plain.data);
	buf_done(&plain);
}

static void in_json(davit_error *err, const json_t *value, unsigned depth)
{
	const char *name;
	json_t *member;
	size_t i;

	if (depth == 0)
		return;
	json_array_foreach((json_t *)value, i, member)
		in_json(err, member, depth - 1);
	json_object_foreach((json_t *)value, name, member) {
		in_json(err, member, depth - 1);
		if (!json_is_string(member) ||
		    !secretname_is(name, strlen(name)))
			continue;
		hide(err, json_string_value(member));
		in_pair64(err, json_string_value(member));
	}
}

static void in_text(davit_error *err, const char *text, size_t len)
{
	json_t *value = NULL;

	if (len <= LONGEST &&
	    decode_json(text, len, &value, NULL, NULL) == 0)
		in_json(err, value, DEPTH);
	authconf_wipe(value);
}

/* "Name: base64 of JSON", as engines take it, or "Name: Scheme words". */
static void in_header(davit_error *err, const char *line)
{
	const char *value = strchr(line, ':') + 2, *blank;
	struct buf plain = BUF_SECRET(LONGEST);
	size_t len = strlen(value);

	hide(err, value);
	blank = strchr(value, ' ');
	if (blank != NULL) {
		hide(err, blank + 1);
		in_pair64(err, blank + 1);
	} else if (len <= LONGEST && buf_reserve(&plain, len + 1) == 0 &&
		   util_unbase64(&plain, value, len)) {
		in_text(err, buf_text(&plain), plain.len);
	}
	buf_done(&plain);
}

static void in_query(davit_error *err, const char *query)
{
	struct buf value = BUF_SECRET(LONGEST);
	size_t len, name;

	for (; *query != '\0'; query += len) {
		query++;
		len = strcspn(query, "&");
		name = strcspn(query, "=");
		if (name >= len || !secretname_is(query, name))
			continue;
		buf_reset(&value);
		if (uri_decode(&value, query + name + 1, len - name - 1) == 0)
			hide_pair(err, buf_text(&value));
	}
	buf_done(&value);
}

void scrub_error(const struct request *r, bool body, davit_error *err)
{
	const char *line = NULL;
	bool secret;

	if (err == NULL || r->show)
		return;
	while ((line = request_next_header(r, line, &secret)) != NULL)
		if (secret)
			in_header(err, line);
	if (r->target.data != NULL)
		in_query(err, r->target.data + strcspn(r->target.data, "?"));
	if (r->source == REQUEST_MEM && r->len > 0 &&
	    (body || r->data == r->json.data))
		in_text(err, r->data, r->len);
}
