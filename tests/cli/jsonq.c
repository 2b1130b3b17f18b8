/* SPDX-License-Identifier: MIT */
/*
 * jsonq [-n] POINTER: reads one JSON document from standard input and prints
 * the value at a JSON pointer (RFC 6901): a string as it is, anything else
 * as JSON; with -n how many elements it has.  Exit 1 if it isn't there, 2 if
 * the input is not JSON.
 */
#include "config.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *step(json_t *value, const char *name, size_t len)
{
	char key[256], *out = key;
	size_t i;

	if (len >= sizeof(key))
		return NULL;
	for (i = 0; i < len; i++) {
		if (name[i] == '~' && i + 1 < len)
			*out++ = name[++i] == '1' ? '/' : '~';
		else
			*out++ = name[i];
	}
	*out = '\0';
	if (json_is_array(value))
		return json_array_get(value, strtoul(key, NULL, 10));
	return json_object_get(value, key);
}

int main(int argc, char **argv)
{
	int count = argc == 3 && strcmp(argv[1], "-n") == 0;
	const char *p = argv[argc - 1];
	json_error_t err;
	json_t *root, *value;
	size_t len;

	if (argc != 2 + count)
		return 2;
	root = json_loadf(stdin, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES,
			  &err);
	if (root == NULL) {
		fprintf(stderr, "jsonq: %s\n", err.text);
		return 2;
	}
	for (value = root; value != NULL && *p == '/'; p += len) {
		p++;
		len = strcspn(p, "/");
		value = step(value, p, len);
	}
	if (value == NULL) {
		json_decref(root);
		return 1;
	}
	if (count) {
		printf("%zu\n", json_is_array(value) ? json_array_size(value)
						     : json_object_size(value));
	} else if (json_is_string(value)) {
		puts(json_string_value(value));
	} else {
		json_dumpf(value, stdout, JSON_ENCODE_ANY | JSON_COMPACT);
		putchar('\n');
	}
	json_decref(root);
	return 0;
}
