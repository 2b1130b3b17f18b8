/* SPDX-License-Identifier: MIT */
/* See decode.h. */
#include "config.h"

#include "decode.h"

#include "error.h"
#include "util.h"

#include <ctype.h>
#include <math.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

struct frame {
	json_t *value;		/* array or object being filled; borrowed */
	bool is_object;
};

struct block {			/* memory that yajl asked for */
	struct block *next, *prev;
	max_align_t data[];
};

struct decoder {
	json_t *root;
	struct block *blocks;
	jmp_buf no_memory;
	struct frame stack[DECODE_DEPTH];
	struct frame *top;	/* innermost open one, NULL at the outside */
	char *key;		/* of the member that comes next */
	size_t key_len, key_cap;
	bool bigint, nomem, deep, range, encoding;
	bool ended;		/* all of the text was seen */
};

/* ---- memory for yajl, which does not look whether it got any ------------- */

static void *link_block(struct decoder *d, struct block *b)
{
	if (b == NULL)
		longjmp(d->no_memory, 1);
	b->next = d->blocks;
	b->prev = NULL;
	if (b->next != NULL)
		b->next->prev = b;
	d->blocks = b;
	return b->data;
}

static struct block *unlink_block(struct decoder *d, void *data)
{
	struct block *b = (struct block *)(void *)((char *)data -
						   sizeof(*b));

	if (b->next != NULL)
		b->next->prev = b->prev;
	if (b->prev != NULL)
		b->prev->next = b->next;
	else
		d->blocks = b->next;
	return b;
}

static void *on_malloc(void *ctx, size_t len)
{
	return link_block(ctx, malloc(sizeof(struct block) + len));
}

static void on_free(void *ctx, void *data)
{
	if (data != NULL)
		free(unlink_block(ctx, data));
}

static void *on_realloc(void *ctx, void *data, size_t len)
{
	struct block *old, *b;

	if (data == NULL)
		return on_malloc(ctx, len);
	old = unlink_block(ctx, data);
	b = realloc(old, sizeof(*b) + len);
	if (b == NULL)
		free(old);
	return link_block(ctx, b);
}

static void free_blocks(struct decoder *d)
{
	while (d->blocks != NULL)
		on_free(d, d->blocks->data);
}

/* ---- values ------------------------------------------------------------- */

/* Puts a finished or opened value where it belongs; takes it. */
static int put(struct decoder *d, json_t *value)
{
	int r;

	if (value == NULL) {
		d->nomem = true;
		return 0;
	}
	if (d->top == NULL) {
		d->root = value;
		return 1;
	}
	if (d->top->is_object)
		r = json_object_setn_new_nocheck(d->top->value, d->key,
						 d->key_len, value);
	else
		r = json_array_append_new(d->top->value, value);
	d->nomem = r < 0;
	return r == 0;
}

static int on_null(void *ctx)
{
	return put(ctx, json_null());
}

static int on_boolean(void *ctx, int value)
{
	return put(ctx, json_boolean(value));
}

static int on_number(void *ctx, const char *text, size_t len)
{
	struct decoder *d = ctx;
	char copy[64];
	int64_t integer;
	double real;

	if (util_int64(text, len, &integer))
		return put(d, json_integer(integer));
	if (memchr(text, '.', len) == NULL && memchr(text, 'e', len) == NULL &&
	    memchr(text, 'E', len) == NULL) {
		d->bigint = true;
		return put(d, json_stringn_nocheck(text, len));
	}
	if (len >= sizeof(copy)) {
		/* No double has that many digits; the first ones decide. */
		char *whole = strndup(text, len);

		if (whole == NULL)
			return put(d, NULL);
		real = strtod(whole, NULL);
		free(whole);
	} else {
		memcpy(copy, text, len);
		copy[len] = '\0';
		real = strtod(copy, NULL);
	}
	if (!isfinite(real)) {
		d->range = true;
		return 0;
	}
	return put(d, json_real(real));
}

/* yajl lets surrogates and overlong sequences through; Jansson could not
 * write such a string again. */
static bool good_text(struct decoder *d, const unsigned char *text,
		      size_t len)
{
	if (util_is_utf8((const char *)text, len))
		return true;
	d->encoding = true;
	return false;
}

static int on_string(void *ctx, const unsigned char *text, size_t len)
{
	return good_text(ctx, text, len) &&
	       put(ctx, json_stringn_nocheck((const char *)text, len));
}

static int on_key(void *ctx, const unsigned char *text, size_t len)
{
	struct decoder *d = ctx;
	char *key;

	if (!good_text(d, text, len))
		return 0;
	if (len + 1 > d->key_cap) {
		key = realloc(d->key, len + 64);
		if (key == NULL) {
			d->nomem = true;
			return 0;
		}
		d->key = key;
		d->key_cap = len + 64;
	}
	memcpy(d->key, text, len);
	d->key[len] = '\0';
	d->key_len = len;
	return 1;
}

static int open_container(struct decoder *d, json_t *value, bool is_object)
{
	if (!put(d, value))
		return 0;
	if (d->top == &d->stack[DECODE_DEPTH - 1]) {
		d->deep = true;
		return 0;
	}
	d->top = d->top == NULL ? d->stack : d->top + 1;
	d->top->value = value;
	d->top->is_object = is_object;
	return 1;
}

static int on_start_map(void *ctx)
{
	return open_container(ctx, json_object(), true);
}

static int on_start_array(void *ctx)
{
	return open_container(ctx, json_array(), false);
}

static int on_end(void *ctx)
{
	struct decoder *d = ctx;

	d->top = d->top == d->stack ? NULL : d->top - 1;
	return 1;
}

static const yajl_callbacks callbacks = {
	.yajl_null = on_null,
	.yajl_boolean = on_boolean,
	.yajl_number = on_number,
	.yajl_string = on_string,
	.yajl_start_map = on_start_map,
	.yajl_map_key = on_key,
	.yajl_end_map = on_end,
	.yajl_start_array = on_start_array,
	.yajl_end_array = on_end,
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '+' || c == '.';
}

/* The offset of what yajl could not take.  It counts that as consumed, as a
 * rule; and when it finds out only at the end of the text, what it says of
 * the place is of no use. */
static size_t place(yajl_handle h, const char *text, size_t len, bool ended,
		    const char *words)
{
	size_t at = yajl_get_bytes_consumed(h);

	if (ended || at > len)
		at = len;
	while (ended && at > 0 && is_blank(text[at - 1]))
		at--;
	if (at == 0 || strstr(words, "premature EOF") != NULL ||
	    strstr(words, "after key and value") != NULL ||
	    strstr(words, "invalid character inside string") != NULL)
		return at;
	at--;
	if (strstr(words, "inside") != NULL || strstr(words, "UTF8") != NULL)
		return at;
	while (at > 0 && in_word(text[at]) && in_word(text[at - 1]))
		at--;
	return at;
}

/* yajl's words without their first ones, which name a part of yajl, and
 * without what follows: a copy of the text, which may hold secrets. */
static const char *bare(char *words)
{
	size_t len = strcspn(words, "\n");
	const char *colon = strstr(words, " error: ");

	if (len > 0 && words[len - 1] == '.')
		len--;
	words[len] = '\0';
	return colon == NULL ? words : colon + 8;
}

static int syntax_error(yajl_handle h, const char *text, size_t len,
			bool ended, davit_error *err)
{
	unsigned char *raw = yajl_get_error(h, 0, NULL, 0);
	const char *words = raw == NULL ? "error" : bare((char *)raw);
	size_t at = place(h, text, len, ended, words), i, line = 1, start = 0;
	int code;

	for (i = 0; i < at; i++)
		if (text[i] == '\n') {
			line++;
			start = i + 1;
		}
	code = error_set(err, DAVIT_EPROTO, "not JSON: %s, at line %zu, "
			 "column %zu", words, line, at - start + 1);
	if (raw != NULL)
		yajl_free_error(h, raw);
	return code;
}

static int failure(struct decoder *d, yajl_handle h, const char *text,
		   size_t len, davit_error *err)
{
	if (d->nomem)
		return error_nomem(err);
	if (d->encoding)
		return error_set(err, DAVIT_EPROTO, "not JSON: a string is "
				 "not UTF-8");
	if (d->deep)
		return error_set(err, DAVIT_EPROTO, "JSON is nested more than "
				 "%d levels deep", DECODE_DEPTH);
	if (d->range)
		return error_set(err, DAVIT_EPROTO, "a number in the JSON is "
				 "too large for a double");
	return syntax_error(h, text, len, d->ended, err);
}

static bool blank(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!is_blank(text[i]))
			return false;
	return true;
}

/* The code unit of "\uXXXX" at `p`; 0 if there is none. */
static unsigned escaped_unit(const char *p, size_t len)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *digit;
	unsigned unit = 0, i;

	if (len < 6 || p[0] != '\\' || p[1] != 'u')
		return 0;
	for (i = 2; i < 6; i++) {
		digit = p[i] == '\0' ? NULL : strchr(digits, p[i]);
		if (digit == NULL)
			return 0;
		unit = unit << 4 | ((unsigned)(digit - digits) & 15);
	}
	return unit;
}

/* Half of a surrogate pair is no character, but yajl makes "?" of it.
 * Outside strings a backslash fails anyway. */
static bool has_half_pair(const char *text, size_t len)
{
	const char *end = text + len, *p = text;
	unsigned unit;

	while ((p = memchr(p, '\\', (size_t)(end - p))) != NULL) {
		unit = escaped_unit(p, (size_t)(end - p));
		if (unit - 0xdc00 < 0x400)
			return true;
		if (unit - 0xd800 < 0x400) {
			unit = escaped_unit(p + 6, (size_t)(end - p - 6));
			if (unit - 0xdc00 >= 0x400)
				return true;
			p += 6;
		}
		p += p + 1 < end ? 2 : 1;
	}
	return false;
}

static int parse(struct decoder *d, const char *text, size_t len,
		 davit_error *err)
{
	yajl_alloc_funcs memory = { on_malloc, on_realloc, on_free, d };
	yajl_status status;
	yajl_handle h;

	if (setjmp(d->no_memory) != 0)
		return error_nomem(err);
	h = yajl_alloc(&callbacks, &memory, d);
	status = yajl_parse(h, (const unsigned char *)text, len);
	if (status == yajl_status_ok) {
		d->ended = true;
		status = yajl_complete_parse(h);
	}
	return status == yajl_status_ok ? 0 : failure(d, h, text, len,
						      err);
}

int decode_json(const char *text, size_t len, json_t **out, bool *bigint,
		davit_error *err)
{
	struct decoder *d;
	int r;

	*out = NULL;
	if (bigint != NULL)
		*bigint = false;
	if (blank(text, len))
		return 0;
	if (has_half_pair(text, len))
		return error_set(err, DAVIT_EPROTO, "not JSON: a string holds "
				 "half of a surrogate pair");
	/* The stack is large: not on the caller's. */
	d = calloc(1, sizeof(*d));
	if (d == NULL)
		return error_nomem(err);
	r = parse(d, text, len, err);
	if (r < 0) {
		json_decref(d->root);
	} else {
		*out = d->root;
		if (bigint != NULL)
			*bigint = d->bigint;
	}
	/* yajl_free() would do no more, and can't where memory ran out. */
	free_blocks(d);
	free(d->key);
	free(d);
	return r;
}
