/* SPDX-License-Identifier: MIT */
/*
 * Version names and their order.  Must not know which versions there are.
 */
#include "config.h"

#include "version.h"
#include "base.h"

#include <string.h>

#define DIGITS "0123456789"
#define DIGITS_MAX 9		/* of one number, so that it fits */

/* Steps over digits; 0 when there are none, or too many. */
static bool number(const char **p, unsigned long *out)
{
	size_t n = strspn(*p, DIGITS), i;

	if (n == 0 || n > DIGITS_MAX)
		return false;
	for (*out = 0, i = 0; i < n; i++)
		*out = *out * 10 + (unsigned long)((*p)[i] - '0');
	*p += n;
	return true;
}

bool version_valid(const char *text)
{
	const char *p = text;
	unsigned long n;
	unsigned parts = 0;

	do {
		p++;
		if (!number(&p, &n) || ++parts > 4)
			return false;
	} while (*p == '.');
	if (text[0] != 'v' || parts < 2)
		return false;
	if (strncmp(p, "-rc", 3) == 0) {
		p += 3;
		if (!number(&p, &n))
			return false;
	}
	return *p == 0;
}

int version_compare(const char *a, const char *b)
{
	a++;
	b++;
	for (;;) {
		unsigned long x = 0, y = 0;

		if (*a != 0 && *a != '-')
			number(&a, &x);
		if (*b != 0 && *b != '-')
			number(&b, &y);
		if (x != y)
			return x < y ? -1 : 1;
		a += *a == '.';
		b += *b == '.';
		if ((*a == 0 || *a == '-') && (*b == 0 || *b == '-'))
			break;
	}
	if (*a == 0 || *b == 0)
		return (*a == 0) - (*b == 0);
	{
		unsigned long x = 0, y = 0;

		a += 3;
		b += 3;
		number(&a, &x);
		number(&b, &y);
		return x < y ? -1 : x > y;
	}
}

const char *version_of_file(const char *path)
{
	const char *base = strrchr(path, '/');
	size_t len;
	char *name;

	base = base != NULL ? base + 1 : path;
	len = strlen(base);
	if (len > 5 && strcmp(base + len - 5, ".yaml") == 0)
		len -= 5;
	else if (len > 4 && strcmp(base + len - 4, ".yml") == 0)
		len -= 4;
	name = base_dup(KEEP, base, len);
	if (!version_valid(name))
		base_fail(path, 0, "the file must be named after its version,"
			  " such as v1.41.yaml");
	return name;
}
