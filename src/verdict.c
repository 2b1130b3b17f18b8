/* SPDX-License-Identifier: MIT */
/* See verdict.h. */
#include "config.h"

#include "verdict.h"

#include "decode.h"
#include "error.h"
#include "reply.h"

#include <stdio.h>
#include <string.h>

#define ZEROS 2			/* blocks of them end an archive */

/* Where the numbers of a block are that begins a member. */
#define SIZE_AT 124
#define SIZE_LEN 12
#define SUM_AT 148
#define SUM_LEN 8
#define TYPE_AT 156

void verdict_init(struct verdict *v, enum verdict_kind kind)
{
	memset(v, 0, sizeof(*v));
	v->kind = kind;
	jsonseq_init(&v->seq);
}

void verdict_done(struct verdict *v)
{
	jsonseq_done(&v->seq);
}

/* Is this object of a stream an error?  Progress has its own members, a
 * bare message has none of them. */
static const char *error_of(const json_t *value)
{
	static const char *const progress[] = {
		"status", "stream", "id", "images", "aux", "Type"
	};
	const char *message = reply_message(value);
	size_t i;

	if (message == NULL || json_object_get(value, "error") != NULL ||
	    json_object_get(value, "errorDetail") != NULL)
		return message;
	for (i = 0; i < sizeof(progress) / sizeof(progress[0]); i++)
		if (json_object_get(value, progress[i]) != NULL)
			return NULL;
	return message;
}

void verdict_value(struct verdict *v, const json_t *value)
{
	const char *message;

	if (v->kind == VERDICT_NONE || v->failed || !json_is_object(value))
		return;
	message = error_of(value);
	if (message == NULL)
		return;
	v->failed = true;
	snprintf(v->message, sizeof(v->message), "%s", message);
	v->status = (int)json_integer_value(json_object_get(
		json_object_get(value, "errorDetail"), "code"));
}

/* Returns 0; EPROTO, ENOMEM. */
static int look_at(struct verdict *v, const char *text, size_t len)
{
	json_t *value = NULL;
	int r;

	/* Most objects are progress: only what may be an error is read. */
	if (memmem(text, len, "\"error", 6) == NULL &&
	    memmem(text, len, "\"message\"", 9) == NULL &&
	    memmem(text, len, "\"cause\"", 7) == NULL)
		return 0;
	r = decode_json(text, len, &value, NULL, NULL);
	if (r < 0)
		return r;
	verdict_value(v, value);
	json_decref(value);
	return 0;
}

static void json_bytes(struct verdict *v, const char *data, size_t len)
{
	const char *text;
	size_t used, n;
	int r;

	while (len > 0 && v->garbled == 0) {
		r = jsonseq_next(&v->seq, data, len, &used, &text, &n, NULL);
		v->garbled_at = r < 0 ? v->seq.offset : v->seq.start;
		if (r > 0) {
			v->values = true;
			r = look_at(v, text, n);
		}
		v->garbled = r < 0 ? r : 0;
		data += used;
		len -= used;
	}
}

static void keep_tail(struct verdict *v, const char *data, size_t len)
{
	size_t n;

	if (len >= VERDICT_TAIL) {
		memcpy(v->tail, data + len - VERDICT_TAIL, VERDICT_TAIL);
		v->tail_len = VERDICT_TAIL;
		return;
	}
	if (v->tail_len + len > VERDICT_TAIL) {
		n = v->tail_len + len - VERDICT_TAIL;
		memmove(v->tail, v->tail + n, v->tail_len - n);
		v->tail_len -= n;
	}
	memcpy(v->tail + v->tail_len, data, len);
	v->tail_len += len;
}

static bool is_zero(const void *data, size_t len)
{
	const char *p = data;

	return len == 0 || (p[0] == '\0' && memcmp(p, p + 1, len - 1) == 0);
}

/* A number as archives write them: octal digits, or the bytes themselves. */
static uint64_t number(const unsigned char *p, size_t len)
{
	uint64_t n = 0;
	size_t i = 0;

	if (p[0] & 0x80) {
		for (n = p[0] & 0x7f, i = 1; i < len; i++)
			n = n << 8 | p[i];
		return n;
	}
	while (i < len && p[i] == ' ')
		i++;
	for (; i < len && p[i] >= '0' && p[i] <= '7'; i++)
		n = n << 3 | (p[i] - '0');
	return n;
}

static bool begins_member(const unsigned char *block)
{
	uint64_t sum = SUM_LEN * ' ';
	size_t i;

	for (i = 0; i < VERDICT_BLOCK; i++)
		if (i < SUM_AT || i >= SUM_AT + SUM_LEN)
			sum += block[i];
	return number(block + SUM_AT, SUM_LEN) == sum;
}

/* Bytes to the next member's block, in whole blocks. */
static uint64_t content(const unsigned char *block)
{
	uint64_t size = number(block + SIZE_AT, SIZE_LEN);

	/* Links, devices, folders and pipes have none, whatever they say. */
	if (block[TYPE_AT] >= '1' && block[TYPE_AT] <= '6')
		return 0;
	return size > UINT64_MAX - VERDICT_BLOCK ? UINT64_MAX :
	       (size + VERDICT_BLOCK - 1) / VERDICT_BLOCK * VERDICT_BLOCK;
}

static void one_block(struct verdict *v)
{
	if (is_zero(v->block, VERDICT_BLOCK)) {
		v->zeros++;
	} else if (v->zeros >= ZEROS || !begins_member(v->block)) {
		v->lost = true;
	} else {
		v->zeros = 0;
		v->members = true;
		v->skip = content(v->block);
	}
}

/* From member to member, so that the end is known from a file of zeros. */
static void tar_bytes(struct verdict *v, const char *data, size_t len)
{
	size_t n;

	v->total += len;
	keep_tail(v, data, len);
	for (; len > 0 && !v->lost; data += n, len -= n) {
		if (v->skip > 0) {
			n = len < v->skip ? len : (size_t)v->skip;
			v->skip -= n;
			continue;
		}
		n = VERDICT_BLOCK - v->have;
		n = len < n ? len : n;
		memcpy(v->block + v->have, data, n);
		v->have += n;
		if (v->have < VERDICT_BLOCK)
			continue;
		one_block(v);
		v->have = 0;
	}
}

void verdict_bytes(struct verdict *v, const char *data, size_t len)
{
	if (v->kind == VERDICT_JSON)
		json_bytes(v, data, len);
	else if (v->kind == VERDICT_TAR)
		tar_bytes(v, data, len);
}

/* Is the end there?  Where members can't be followed - sizes may stand in
 * extensions - the last bytes tell. */
static bool has_end(const struct verdict *v)
{
	const size_t len = ZEROS * VERDICT_BLOCK;

	if (!v->lost)
		return v->zeros >= ZEROS && v->have == 0;
	return v->tail_len >= len &&
	       is_zero(v->tail + v->tail_len - len, len);
}

/* Something else than an archive, whose end nobody here knows? */
static bool is_other(const struct verdict *v)
{
	static const char gzip[] = "\x1f\x8b", zstd[] = "\x28\xb5\x2f\xfd";

	if (v->members || v->zeros > 0)
		return false;
	return v->lost || (v->have >= 2 && memcmp(v->block, gzip, 2) == 0) ||
	       (v->have >= 4 && memcmp(v->block, zstd, 4) == 0);
}

/* An error behind what there is of the archive: the last object in the
 * tail, if it reaches to the end. */
static void tar_error(struct verdict *v)
{
	size_t i = v->tail_len, end = v->tail_len;
	json_t *value = NULL;

	while (end > 0 && (v->tail[end - 1] == '\n' ||
			   v->tail[end - 1] == '\r'))
		end--;
	if (end == 0 || v->tail[end - 1] != '}')
		return;
	/* From the back: the first beginning that makes an object. */
	for (i = end; i-- > 0 && !v->failed;) {
		if (v->tail[i] != '{' ||
		    decode_json(v->tail + i, end - i, &value, NULL, NULL) < 0)
			continue;
		verdict_value(v, value);
		json_decref(value);
		value = NULL;
	}
}

static int tar_end(struct verdict *v, davit_error *err)
{
	if (has_end(v))
		return 0;
	tar_error(v);
	if (v->failed || is_other(v))
		return 0;
	return error_set(err, DAVIT_EPROTO, "the archive is cut after %llu "
			 "bytes: it has no end", (unsigned long long)v->total);
}

static int json_end(struct verdict *v, davit_error *err)
{
	const char *text;
	size_t len;
	int r;

	if (v->garbled == 0) {
		r = jsonseq_end(&v->seq, &text, &len, err);
		if (r <= 0)
			return r;
		v->garbled = look_at(v, text, len);
		v->garbled_at = v->seq.start;
	}
	switch (v->garbled) {
	case 0:
		return 0;
	case DAVIT_ENOMEM:
		return error_nomem(err);
	case DAVIT_ETOOBIG:
		return error_set(err, DAVIT_ETOOBIG, "a JSON value of the "
				 "stream is too large, at offset %llu",
				 (unsigned long long)v->garbled_at);
	default:
		/* Words from the beginning on are no sequence of values. */
		return !v->values ? 0 :
		       error_set(err, DAVIT_EPROTO, "no JSON at offset %llu "
				 "of the stream",
				 (unsigned long long)v->garbled_at);
	}
}

int verdict_end(struct verdict *v, davit_error *err)
{
	int r = 0;

	if (v->kind == VERDICT_TAR)
		r = tar_end(v, err);
	else if (v->kind == VERDICT_JSON)
		r = json_end(v, err);
	if (!v->failed)
		return r;
	error_set(err, DAVIT_EREMOTE, "%s", v->message);
	if (err != NULL)
		err->http_status = v->status;
	return DAVIT_EREMOTE;
}
