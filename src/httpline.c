/* SPDX-License-Identifier: MIT */
/* See httpline.h. */
#include "config.h"

#include "httpline.h"

#include <string.h>
#include <strings.h>

#define HEX_DIGITS 15

int httpline_take(struct buf *line, const char *data, size_t len, size_t *used,
		  bool *complete)
{
	const char *end = memchr(data, '\n', len);

	*complete = end != NULL;
	*used = end == NULL ? len : (size_t)(end - data) + 1;
	return buf_add(line, data, *used);
}

bool httpline_chop(struct buf *line)
{
	bool proper;

	if (line->len > 0 && line->data[line->len - 1] == '\n')
		line->len--;
	proper = line->len > 0 && line->data[line->len - 1] == '\r';
	if (proper)
		line->len--;
	if (line->data != NULL)
		line->data[line->len] = '\0';
	return proper;
}

const char *httpline_hex(const char *text, uint64_t *out)
{
	unsigned digit, n = 0;

	for (*out = 0; n < HEX_DIGITS; n++) {
		if (text[n] >= '0' && text[n] <= '9')
			digit = (unsigned)(text[n] - '0');
		else if ((text[n] | 32) >= 'a' && (text[n] | 32) <= 'f')
			digit = (unsigned)((text[n] | 32) - 'a' + 10);
		else
			break;
		*out = *out << 4 | digit;
	}
	return n == 0 ? NULL : text + n;
}

bool httpline_is_token(const char *text, size_t len)
{
	size_t i;
	char c;

	for (i = 0; i < len; i++) {
		c = text[i];
		if (c < '!' || c > '~' ||
		    strchr("\"(),/:;<=>?@[\\]{}", c) != NULL)
			return false;
	}
	return len > 0;
}

bool httpline_lists(const char *value, size_t len, const char *word)
{
	const char *end = value + len, *comma, *last;
	size_t n = strlen(word);

	for (; value < end; value = comma + 1) {
		comma = memchr(value, ',', (size_t)(end - value));
		if (comma == NULL)
			comma = end;
		while (value < comma && (*value == ' ' || *value == '\t'))
			value++;
		for (last = comma; last > value &&
		     (last[-1] == ' ' || last[-1] == '\t'); last--)
			;
		if ((size_t)(last - value) == n &&
		    strncasecmp(value, word, n) == 0)
			return true;
	}
	return false;
}
