/* SPDX-License-Identifier: MIT */
/* See verdict.h. */
#include "config.h"

#include "verdict.h"

#include "decode.h"
#include "error.h"
#include "reply.h"

#include <stdio.h>
#include <string.h>

#define MAGIC_AT 257		/* "ustar" in the first block of an archive */
#define ZEROS 1024		/* two zero blocks end an archive */

void verdict_init(struct verdict *v, enum verdict_kind kind)
{
	v->kind = kind;
	v->failed = v->garbled = false;
	v->status = 0;
	v->message[0] = '\0';
	v->total = 0;
	v->tail_len = 0;
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

static void look_at(struct verdict *v, const char *text, size_t len)
{
	json_t *value = NULL;

	/* Most objects are progress: only what may be an error is read. */
	if (memmem(text, len, "\"error", 6) == NULL &&
	    memmem(text, len, "\"message\"", 9) == NULL &&
	    memmem(text, len, "\"cause\"", 7) == NULL)
		return;
	if (decode_json(text, len, &value, NULL, NULL) < 0)
		return;
	verdict_value(v, value);
	json_decref(value);
}

static void json_bytes(struct verdict *v, const char *data, size_t len)
{
	const char *text;
	size_t used, n;
	int r;

	while (len > 0 && !v->garbled) {
		r = jsonseq_next(&v->seq, data, len, &used, &text, &n, NULL);
		if (r > 0)
			look_at(v, text, n);
		v->garbled = r < 0;
		data += used;
		len -= used;
	}
}

static void tar_bytes(struct verdict *v, const char *data, size_t len)
{
	size_t n;

	if (v->total < sizeof(v->head)) {
		n = sizeof(v->head) - (size_t)v->total;
		memcpy(v->head + v->total, data, n < len ? n : len);
	}
	v->total += len;
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

void verdict_bytes(struct verdict *v, const char *data, size_t len)
{
	if (v->kind == VERDICT_JSON)
		json_bytes(v, data, len);
	else if (v->kind == VERDICT_TAR)
		tar_bytes(v, data, len);
}

static bool ends_in_zeros(const struct verdict *v)
{
	size_t i;

	if (v->tail_len < ZEROS)
		return false;
	for (i = v->tail_len - ZEROS; i < v->tail_len; i++)
		if (v->tail[i] != '\0')
			return false;
	return true;
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
	bool tar = v->total > MAGIC_AT + 5 &&
		   memcmp(v->head + MAGIC_AT, "ustar", 5) == 0;

	if (ends_in_zeros(v))
		return 0;
	tar_error(v);
	if (v->failed || (!tar && v->total >= 512))
		return 0;
	return error_set(err, DAVIT_EPROTO, "the archive is cut after %llu "
			 "bytes: it has no end", (unsigned long long)v->total);
}

int verdict_end(struct verdict *v, davit_error *err)
{
	const char *text;
	size_t len;
	int r = 0;

	if (v->kind == VERDICT_TAR) {
		r = tar_end(v, err);
	} else if (v->kind == VERDICT_JSON && !v->garbled) {
		r = jsonseq_end(&v->seq, &text, &len, err);
		if (r > 0)
			look_at(v, text, len);
	}
	if (!v->failed)
		return r < 0 ? r : 0;
	error_set(err, DAVIT_EREMOTE, "%s", v->message);
	if (err != NULL)
		err->http_status = v->status;
	return DAVIT_EREMOTE;
}
