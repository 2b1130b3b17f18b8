/* SPDX-License-Identifier: MIT */
/*
 * See jsonseq.h.  Only as much JSON is understood as finds the end of a
 * value: strings with their escapes, and how deep the brackets are.
 */
#include "config.h"

#include "jsonseq.h"

#include "error.h"

#include <string.h>

#define RECORD_SEPARATOR 0x1e

void jsonseq_init(struct jsonseq *s)
{
	memset(s, 0, sizeof(*s));
	buf_init(&s->partial, JSONSEQ_VALUE_MAX);
}

void jsonseq_done(struct jsonseq *s)
{
	buf_done(&s->partial);
}

static bool is_gap(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' ||
	       c == RECORD_SEPARATOR;
}

static bool starts_scalar(char c)
{
	return c == '-' || (c >= '0' && c <= '9') || c == 't' || c == 'f' ||
	       c == 'n';
}

/* Begins a value with its first byte.  Returns false if none begins so. */
static bool begin(struct jsonseq *s, char c)
{
	s->in_value = true;
	s->depth = c == '{' || c == '[';
	s->in_string = c == '"';
	s->escaped = false;
	s->scalar = starts_scalar(c);
	return s->depth > 0 || s->in_string || s->scalar;
}

/* Moves on within a string; past its end, or to the end of the data. */
static size_t skip_string(struct jsonseq *s, const char *data, size_t i,
			  size_t len)
{
	for (; i < len; i++) {
		if (s->escaped) {
			s->escaped = false;
		} else if (data[i] == '\\') {
			s->escaped = true;
		} else if (data[i] == '"') {
			s->in_string = false;
			return i + 1;
		}
	}
	return i;
}

/* Moves to the end of the value; *complete tells whether it's there. */
static size_t skip_value(struct jsonseq *s, const char *data, size_t i,
			 size_t len, bool *complete)
{
	*complete = false;
	while (i < len) {
		if (s->in_string) {
			i = skip_string(s, data, i, len);
			if (s->in_string)
				break;
			if (s->depth == 0) {
				*complete = true;
				break;
			}
			continue;
		}
		if (s->scalar && (is_gap(data[i]) || data[i] == '{' ||
				  data[i] == '[' || data[i] == '"')) {
			*complete = true;
			break;
		}
		switch (data[i++]) {
		case '"':
			s->in_string = true;
			break;
		case '{':
		case '[':
			s->depth++;
			break;
		case '}':
		case ']':
			if (!s->scalar && --s->depth == 0) {
				*complete = true;
				return i;
			}
			break;
		default:
			break;
		}
	}
	return i;
}

int jsonseq_next(struct jsonseq *s, const char *data, size_t len,
		 size_t *used, const char **text, size_t *text_len,
		 davit_error *err)
{
	size_t i = 0, start;
	bool complete;

	if (!s->in_value) {
		buf_reset(&s->partial);
		while (i < len && is_gap(data[i]))
			i++;
		s->offset += i;
		s->start = s->offset;
	}
	*used = i;
	if (i == len)
		return 0;
	start = i;
	if (!s->in_value) {
		if (!begin(s, data[i]))
			return error_set(err, DAVIT_EPROTO, "no JSON at "
					 "offset %llu of the stream",
					 (unsigned long long)s->offset);
		i++;
	}
	i = skip_value(s, data, i, len, &complete);
	s->offset += i - start;
	*used = i;
	if (complete && s->partial.len == 0) {
		*text = data + start;
		*text_len = i - start;
		s->in_value = false;
		return 1;
	}
	switch (buf_add(&s->partial, data + start, i - start)) {
	case 0:
		break;
	case DAVIT_ETOOBIG:
		return error_set(err, DAVIT_ETOOBIG, "a JSON value of the "
				 "stream, at offset %llu, is larger than %u "
				 "bytes", (unsigned long long)s->start,
				 JSONSEQ_VALUE_MAX);
	default:
		return error_nomem(err);
	}
	if (!complete)
		return 0;
	*text = s->partial.data;
	*text_len = s->partial.len;
	s->in_value = false;
	return 1;
}

int jsonseq_end(struct jsonseq *s, const char **text, size_t *text_len,
		davit_error *err)
{
	if (!s->in_value)
		return 0;
	if (!s->scalar)
		return error_set(err, DAVIT_EPROTO, "the last JSON value of "
				 "the stream is cut at offset %llu; it begins "
				 "at offset %llu",
				 (unsigned long long)s->offset,
				 (unsigned long long)s->start);
	*text = s->partial.data;
	*text_len = s->partial.len;
	s->in_value = false;
	return 1;
}
