/* SPDX-License-Identifier: MIT */
/* See error.h. */
#include "config.h"

#include "error.h"

#include <stdio.h>
#include <string.h>

static const char *const names[] = {
	"OK", "ENOMEM", "EINVAL", "EENGINE", "EVERSION", "ENOOP", "EPARAM",
	"EBODY", "ECONN", "ETLS", "ETIMEOUT", "ECANCELED", "EPROTO",
	"ETOOBIG", "EREMOTE", "EAGAIN"
};

const char *davit_code_name(int code)
{
	size_t n = sizeof(names) / sizeof(names[0]);

	if (code > 0 || code <= -(int)n)
		return "unknown";
	return names[-code];
}

/* Engines' messages and users' words hold newlines and worse; an error, and
 * a line of the log, is one line. */
static void flatten(char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			*text = ' ';
}

void error_vprint(char *out, size_t size, const char *fmt, va_list ap)
{
	int n = vsnprintf(out, size, fmt, ap);
	size_t end = size - 4;

	if (n < 0)
		out[0] = '\0';
	flatten(out);
	if (n < (int)size)
		return;
	while (end > 0 && ((unsigned char)out[end] & 0xc0) == 0x80)
		end--;
	memcpy(out + end, "...", 4);
}

void error_print(char *out, size_t size, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	error_vprint(out, size, fmt, ap);
	va_end(ap);
}

void error_clear(davit_error *err)
{
	if (err == NULL)
		return;
	err->code = DAVIT_OK;
	err->http_status = 0;
	err->sys = 0;
	err->count = 0;
	err->text[0] = err->where[0] = err->hint[0] = err->detail[0] = '\0';
	memset(err->reserved, 0, sizeof(err->reserved));
}

int error_set(davit_error *err, int code, const char *fmt, ...)
{
	va_list ap;

	if (err == NULL)
		return code;
	error_clear(err);
	err->code = code;
	err->count = 1;
	va_start(ap, fmt);
	error_vprint(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	return code;
}

void error_where(davit_error *err, const char *fmt, ...)
{
	va_list ap;

	if (err == NULL)
		return;
	va_start(ap, fmt);
	error_vprint(err->where, sizeof(err->where), fmt, ap);
	va_end(ap);
}

void error_hint(davit_error *err, const char *fmt, ...)
{
	va_list ap;

	if (err == NULL)
		return;
	va_start(ap, fmt);
	error_vprint(err->hint, sizeof(err->hint), fmt, ap);
	va_end(ap);
}

int error_nomem(davit_error *err)
{
	return error_set(err, DAVIT_ENOMEM, "out of memory");
}
