/* SPDX-License-Identifier: MIT */
/* See doc.h. */
#include "config.h"

#include "doc.h"

#include "error.h"
#include "near.h"
#include "util.h"
#include "yamljson.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- files --------------------------------------------------------------- */

/* Returns 0, or an errno; what is too much is noticed by `out`. */
static int read_all(const char *path, struct buf *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), sys = 0;
	char piece[16384];
	ssize_t n;

	if (fd < 0)
		return errno;
	do {
		n = read(fd, piece, sizeof(piece));
		if (n > 0)
			buf_add(out, piece, (size_t)n);
		else if (n < 0 && errno != EINTR)
			sys = errno;
	} while (sys == 0 && n != 0 && buf_status(out) == 0);
	close(fd);
	return sys;
}

static int file_failed(const char *path, int sys, const struct buf *b,
		       davit_error *err)
{
	if (sys == 0 && buf_status(b) == DAVIT_ENOMEM)
		return error_nomem(err);
	if (sys == 0)
		return error_set(err, DAVIT_ETOOBIG, "%s: more than %zu bytes",
				 path, b->max);
	error_set(err, DAVIT_EINVAL, "%s: %s", path, strerror(sys));
	if (err != NULL)
		err->sys = sys;
	return DAVIT_EINVAL;
}

int doc_read(struct doc *d, const char *file, davit_error *err)
{
	struct buf text = BUF_INIT(DOC_MAX);
	const char *slash = strrchr(file, '/');
	int r;

	memset(d, 0, sizeof(*d));
	d->name = util_strdup(file);
	if (slash != NULL)
		d->dir = strndup(file, (size_t)(slash - file) + 1);
	if (d->name == NULL || (slash != NULL && d->dir == NULL))
		return error_nomem(err);
	r = read_all(file, &text);
	if (r != 0 || buf_status(&text) < 0)
		r = file_failed(file, r, &text, err);
	else
		r = yamljson_read(file, buf_text(&text), text.len, &d->value,
				  &d->lines, err);
	buf_done(&text);
	return r;
}

int doc_wrap(struct doc *d, const char *name, json_t *value)
{
	memset(d, 0, sizeof(*d));
	d->name = util_strdup(name);
	d->value = json_incref(value);
	return d->name == NULL ? DAVIT_ENOMEM : 0;
}

void doc_done(struct doc *d)
{
	json_decref(d->value);
	json_decref(d->lines);
	free(d->name);
	free(d->dir);
	memset(d, 0, sizeof(*d));
}

/* ---- places -------------------------------------------------------------- */

void doc_begin(const struct doc *d, struct doc_at *at)
{
	memset(at, 0, sizeof(*at));
	at->doc = d;
	at->value = d->value;
	at->lines = d->lines;
}

/* Of the members of a container. */
static const json_t *lines_within(const struct doc_at *at)
{
	return json_array_get(at->lines, 1);
}

static long line_of(const struct doc_at *at)
{
	if (json_is_array(at->lines))
		return (long)json_integer_value(json_array_get(at->lines, 0));
	return (long)json_integer_value(at->lines);
}

static void go(const struct doc_at *up, const char *key, size_t index,
	       const json_t *value, const json_t *lines, struct doc_at *out)
{
	out->doc = up->doc;
	out->up = up;
	out->key = key;
	out->index = index;
	out->value = value;
	out->lines = lines;
}

bool doc_member(const struct doc_at *map, const char *key, struct doc_at *out)
{
	const json_t *value = json_object_get(map->value, key);

	if (value == NULL)
		return false;
	go(map, key, 0, value, json_object_get(lines_within(map), key), out);
	return true;
}

bool doc_element(const struct doc_at *list, size_t i, struct doc_at *out)
{
	const json_t *value = json_array_get(list->value, i);

	if (value == NULL)
		return false;
	go(list, NULL, i, value, json_array_get(lines_within(list), i), out);
	return true;
}

bool doc_next(const struct doc_at *map, void **iter, struct doc_at *out)
{
	json_t *object = (json_t *)map->value;
	const char *key;

	*iter = *iter == NULL ? json_object_iter(object)
			      : json_object_iter_next(object, *iter);
	if (*iter == NULL)
		return false;
	key = json_object_iter_key(*iter);
	go(map, key, 0, json_object_iter_value(*iter),
	   json_object_get(lines_within(map), key), out);
	return true;
}

/* ---- mistakes ------------------------------------------------------------ */

static void pointer(const struct doc_at *at, struct buf *out)
{
	char number[24];

	if (at->up == NULL)
		return;
	pointer(at->up, out);
	buf_add_char(out, '/');
	if (at->key != NULL) {
		buf_add_str(out, at->key);
		return;
	}
	snprintf(number, sizeof(number), "%zu", at->index);
	buf_add_str(out, number);
}

int doc_fail(const struct doc_at *at, davit_error *err, const char *fmt, ...)
{
	struct buf where = BUF_INIT(4096);
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	error_vprint(text, sizeof(text), fmt, ap);
	va_end(ap);
	pointer(at, &where);
	if (at->lines != NULL)
		error_set(err, DAVIT_EINVAL, "%s:%ld: %s", at->doc->name,
			  line_of(at), text);
	else if (where.len > 0)
		error_set(err, DAVIT_EINVAL, "%s: %s: %s", at->doc->name,
			  buf_text(&where), text);
	else
		error_set(err, DAVIT_EINVAL, "%s: %s", at->doc->name, text);
	error_where(err, "%s", buf_text(&where));
	buf_done(&where);
	return DAVIT_EINVAL;
}

int doc_blame(const struct doc_at *at, davit_error *err)
{
	davit_error found;

	if (err == NULL)
		return DAVIT_EINVAL;
	if (err->code == DAVIT_ENOMEM)
		return DAVIT_ENOMEM;
	found = *err;
	doc_fail(at, err, "%s", found.text);
	if (found.hint[0] != '\0')
		error_hint(err, "%s", found.hint);
	return DAVIT_EINVAL;
}

static const char *type_name(const json_t *value)
{
	if (value == NULL || json_is_null(value))
		return "nothing";
	if (json_is_object(value))
		return "a map";
	if (json_is_array(value))
		return "a list";
	if (json_is_string(value))
		return "text";
	return json_is_boolean(value) ? "true or false" : "a number";
}

static int wrong_type(const struct doc_at *at, const char *wanted,
		      davit_error *err)
{
	if (at->key != NULL)
		return doc_fail(at, err, "'%s' has to be %s, not %s", at->key,
				wanted, type_name(at->value));
	return doc_fail(at, err, "%s was expected, not %s", wanted,
			type_name(at->value));
}

int doc_keys(const struct doc_at *at, const char *what,
	     const char *const *known, davit_error *err)
{
	struct doc_at one;
	struct near near;
	void *iter = NULL;
	size_t i;

	if (!json_is_object(at->value))
		return wrong_type(at, "a map", err);
	while (doc_next(at, &iter, &one)) {
		near_init(&near, one.key);
		for (i = 0; known[i] != NULL; i++) {
			if (strcmp(known[i], one.key) == 0)
				break;
			near_try(&near, known[i]);
		}
		if (known[i] != NULL)
			continue;
		doc_fail(&one, err, "unknown key '%s' in %s", one.key, what);
		if (near_best(&near) != NULL)
			error_hint(err, "did you mean '%s'?",
				   near_best(&near));
		return DAVIT_EINVAL;
	}
	return 0;
}

/* ---- values -------------------------------------------------------------- */

int doc_map(const struct doc_at *at, davit_error *err)
{
	return json_is_object(at->value) ? 0 : wrong_type(at, "a map", err);
}

int doc_list(const struct doc_at *at, davit_error *err)
{
	return json_is_array(at->value) ? 0 : wrong_type(at, "a list", err);
}

int doc_text(const struct doc_at *at, const char **out, davit_error *err)
{
	const char *text = json_string_value(at->value);

	if (text == NULL)
		return wrong_type(at, "text", err);
	*out = text;
	return 0;
}

int doc_bool(const struct doc_at *at, bool *out, davit_error *err)
{
	if (!json_is_boolean(at->value))
		return wrong_type(at, "true or false", err);
	*out = json_is_true(at->value);
	return 0;
}

int doc_integer(const struct doc_at *at, int64_t min, int64_t max,
		int64_t *out, davit_error *err)
{
	int64_t n = json_integer_value(at->value);

	if (!json_is_integer(at->value))
		return wrong_type(at, "a whole number", err);
	if (n < min || n > max)
		return doc_fail(at, err, "'%s' is %lld, and may be %lld to "
				"%lld", at->key != NULL ? at->key : "",
				(long long)n, (long long)min, (long long)max);
	*out = n;
	return 0;
}

int doc_file(const struct doc_at *at, struct buf *out, davit_error *err)
{
	struct buf path = BUF_INIT(4096);
	const char *name = "";
	davit_error why;
	int r = doc_text(at, &name, err);

	if (r < 0)
		return r;
	if (name[0] != '/' && at->doc->dir != NULL)
		buf_add_str(&path, at->doc->dir);
	if (buf_add_str(&path, name) < 0) {
		buf_done(&path);
		return doc_fail(at, err, "this is no name of a file");
	}
	r = read_all(buf_text(&path), out);
	if (r != 0 || buf_status(out) < 0) {
		file_failed(buf_text(&path), r, out, &why);
		doc_fail(at, err, "%s", why.text);
		r = DAVIT_EINVAL;
	}
	buf_done(&path);
	return r;
}

int doc_base64(const struct doc_at *at, struct buf *out, davit_error *err)
{
	const char *text = "";
	int r = doc_text(at, &text, err);

	if (r == 0 && !util_unbase64(out, text, strlen(text)))
		return doc_fail(at, err, "this is not base64");
	return r < 0 ? r : buf_status(out) < 0 ? error_nomem(err) : 0;
}
