/* SPDX-License-Identifier: MIT */
/* See faultspec.h. */
#include "config.h"

#include "faultspec.h"

#include "error.h"
#include "util.h"
#include "wire.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define HOUR_MS 3600000
#define AT_MAX ((int64_t)1 << 40)
#define CALLS_MAX 1000000000

#define HEAD_CUT 20		/* within the first lines of any head */

/* ---- reading ------------------------------------------------------------- */

/* Which of the words of a NULL-terminated list; the first is 0. */
static int read_word(const struct doc_at *at, const char *const *words,
		     int *out, davit_error *err)
{
	const char *text;
	int i, r = doc_text(at, &text, err);

	for (i = 0; r == 0 && words[i] != NULL; i++)
		if (strcmp(text, words[i]) == 0) {
			*out = i;
			return 0;
		}
	return r < 0 ? r : doc_fail(at, err, "'%s' is before, head or body, "
				    "not '%s'", at->key, text);
}

static int read_number(const struct doc_at *map, const char *key, int64_t min,
		       int64_t max, int64_t *out, davit_error *err)
{
	struct doc_at one;

	if (!doc_member(map, key, &one))
		return 0;
	return doc_integer(&one, min, max, out, err);
}

static int read_text(const struct doc_at *map, const char *key, char **out,
		     davit_error *err)
{
	struct doc_at one;
	const char *text;
	int r;

	if (!doc_member(map, key, &one))
		return 0;
	r = doc_text(&one, &text, err);
	if (r == 0 && util_has_control(text, strlen(text)))
		return doc_fail(&one, err, "'%s' holds a control character",
				key);
	if (r == 0 && (*out = util_strdup(text)) == NULL)
		return error_nomem(err);
	return r;
}

static int read_flag(const struct doc_at *map, const char *key, bool *out,
		     davit_error *err)
{
	struct doc_at one;

	return doc_member(map, key, &one) ? doc_bool(&one, out, err) : 0;
}

/* The one place where the bytes stop. */
static int set_cut(const struct doc_at *map, struct fault *f, bool in_body,
		   int64_t bytes, int end, davit_error *err)
{
	if (f->cut.set)
		return doc_fail(map, err, "an answer can be cut or reset only "
				"once");
	f->cut.set = true;
	f->cut.in_body = in_body;
	f->cut.bytes = (uint64_t)bytes;
	f->end = end;
	return 0;
}

static int read_reset(const struct doc_at *map, struct fault *f,
		      davit_error *err)
{
	static const char *const words[] = { "before", "head", "body", NULL };
	int64_t at = -1;
	struct doc_at one;
	int where, r;

	r = read_number(map, "at", 0, AT_MAX, &at, err);
	if (r < 0)
		return r;
	if (!doc_member(map, "reset", &one))
		return at < 0 ? 0 : doc_fail(map, err, "'at' belongs to "
					     "'reset'");
	r = read_word(&one, words, &where, err);
	if (r < 0)
		return r;
	if (where == 0)
		at = 0;
	else if (at < 0)
		at = where == 1 ? HEAD_CUT : 1;
	return set_cut(map, f, where == 2, at, FAULT_RESET, err);
}

static int read_cut(const struct doc_at *map, struct fault *f,
		    davit_error *err)
{
	int64_t at = -1;
	int r = read_number(map, "cut_body", 0, AT_MAX, &at, err);

	if (r < 0 || at < 0)
		return r;
	return set_cut(map, f, true, at, FAULT_CLOSE, err);
}

static int read_stall(const struct doc_at *map, struct fault *f,
		      davit_error *err)
{
	int64_t at = -1, ms = -1;
	int r = read_number(map, "stall_after", 0, AT_MAX, &at, err);

	if (r == 0)
		r = read_number(map, "stall_ms", 0, HOUR_MS, &ms, err);
	if (r < 0)
		return r;
	if (at < 0)
		return ms < 0 ? 0 : doc_fail(map, err, "'stall_ms' belongs to "
					     "'stall_after'");
	f->stall.set = f->stall.in_body = true;
	f->stall.bytes = (uint64_t)at;
	f->stall_ms = (long)ms;
	return 0;
}

static int read_garbage(const struct doc_at *map, int *out, davit_error *err)
{
	static const char *const words[] = { "before", "head", "body", NULL };
	struct doc_at one;
	int where, r;

	if (!doc_member(map, "garbage", &one))
		return 0;
	r = read_word(&one, words, &where, err);
	if (r == 0)
		*out = GARBAGE_BEFORE + where;
	return r;
}

static int read_pointer(const struct doc_at *map, struct faultspec *out,
			davit_error *err)
{
	struct doc_at one;
	int r = read_text(map, "big_number", &out->big_number, err);

	if (r == 0 && out->big_number != NULL && out->big_number[0] != '/') {
		doc_member(map, "big_number", &one);
		return doc_fail(&one, err, "'big_number' has to be a JSON "
				"pointer, such as /0/Size");
	}
	return r;
}

/* Those that are one value each. */
static int read_values(const struct doc_at *at, struct faultspec *out,
		       davit_error *err)
{
	struct fault *f = out->play;
	int64_t latency = 0;
	bool never = false;
	int r = read_number(at, "latency_ms", 0, HOUR_MS, &latency, err);

	if (r == 0)
		r = read_number(at, "first", 1, CALLS_MAX, &out->first, err);
	if (r == 0)
		r = read_number(at, "status", 200, 599, &out->status, err);
	if (r == 0)
		r = read_text(at, "type", &f->type, err);
	if (r == 0)
		r = read_text(at, "stream_error", &out->stream_error, err);
	if (r == 0)
		r = read_text(at, "tar_error", &out->tar_error, err);
	if (r == 0)
		r = read_text(at, "redirect", &out->redirect, err);
	if (r == 0)
		r = read_flag(at, "null_lists", &out->null_lists, err);
	if (r == 0)
		r = read_flag(at, "cut_frame", &out->cut_frame, err);
	if (r == 0)
		r = read_flag(at, "bytewise", &f->bytewise, err);
	if (r == 0)
		r = read_flag(at, "never_close", &never, err);
	f->latency = (long)latency;
	if (r == 0 && never && f->cut.set)
		return doc_fail(at, err, "what is cut or reset can't stay "
				"open: 'never_close'");
	if (never)
		f->end = FAULT_SILENT;
	return r;
}

int faultspec_read(const struct doc_at *at, struct faultspec *out,
		   davit_error *err)
{
	static const char *const keys[] = {
		"latency_ms", "stall_after", "stall_ms", "reset", "at",
		"cut_body", "cut_frame", "garbage", "type", "stream_error",
		"tar_error", "null_lists", "big_number", "redirect", "first",
		"status", "never_close", "bytewise", NULL
	};
	int r;

	memset(out, 0, sizeof(*out));
	out->play = fault_new();
	if (out->play == NULL)
		return error_nomem(err);
	r = doc_keys(at, "a fault", keys, err);
	if (r == 0 && json_object_size(at->value) == 0)
		return doc_fail(at, err, "a fault without anything wrong");
	if (r == 0)
		r = read_reset(at, out->play, err);
	if (r == 0)
		r = read_cut(at, out->play, err);
	if (r == 0)
		r = read_stall(at, out->play, err);
	if (r == 0)
		r = read_garbage(at, &out->garbage, err);
	if (r == 0)
		r = read_pointer(at, out, err);
	return r < 0 ? r : read_values(at, out, err);
}

void faultspec_done(struct faultspec *f)
{
	fault_free(f->play);
	free(f->big_number);
	free(f->stream_error);
	free(f->tar_error);
	free(f->redirect);
	memset(f, 0, sizeof(*f));
}
