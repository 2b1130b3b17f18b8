/* SPDX-License-Identifier: MIT */
/* See keys.h. */
#include "config.h"

#include "keys.h"

#include <string.h>

/* The code of the key of that name; 0: there is none. */
static unsigned char code_of(const char *name, size_t len)
{
	char c = len == 6 ? name[5] : '\0';

	if (len == 1 && name[0] > ' ' && name[0] <= '~')
		return (unsigned char)name[0];
	if (len != 6 || strncmp(name, "ctrl-", 5) != 0)
		return 0;
	if (c >= 'a' && c <= 'z')
		return (unsigned char)(c - 'a' + 1);
	if (c >= '[' && c <= '_')
		return (unsigned char)(c - '@');
	return 0;
}

bool keys_parse(struct keys *k, const char *text)
{
	size_t len;

	memset(k, 0, sizeof(*k));
	while (*text != '\0') {
		len = strcspn(text, ",");
		if (k->n == KEYS_MAX)
			return false;
		k->key[k->n] = code_of(text, len);
		if (k->key[k->n++] == 0)
			return false;
		text += len;
		if (*text == ',' && *++text == '\0')
			return false;
	}
	return true;
}

/* How many keys stay held back if the next one is `c`: the longest beginning
 * of the keys that ends what was typed. */
static size_t still_held(const struct keys *k, unsigned char c)
{
	size_t n, from;

	for (n = k->seen + 1; n > 0; n--) {
		if (k->key[n - 1] != c)
			continue;
		from = k->seen - (n - 1);
		if (memcmp(k->key, k->key + from, n - 1) == 0)
			return n;
	}
	return 0;
}

bool keys_filter(struct keys *k, const char *in, size_t len, char *out,
		 size_t *out_len)
{
	size_t i, held, gone;

	*out_len = 0;
	if (k->n == 0) {
		memcpy(out, in, len);
		*out_len = len;
		return false;
	}
	for (i = 0; i < len; i++) {
		held = still_held(k, (unsigned char)in[i]);
		/* What is held no longer was typed before this one. */
		gone = k->seen < k->seen + 1 - held ? k->seen
						    : k->seen + 1 - held;
		memcpy(out + *out_len, k->key, gone);
		*out_len += gone;
		if (held == 0)
			out[(*out_len)++] = in[i];
		k->seen = held;
		if (held == k->n)
			return true;
	}
	return false;
}
