/* SPDX-License-Identifier: MIT */
/* See worldin.h: filters, {"key": ["value"]} or {"key": {"value": true}}. */
#include "config.h"

#include "worldin.h"

#include <string.h>

static json_t *values(const struct ask *a, const char *key)
{
	return json_object_get(arg(a, "filters"), key);
}

bool filter_given(const struct ask *a, const char *key)
{
	return filter(a, key, 0) != NULL;
}

const char *filter(const struct ask *a, const char *key, size_t i)
{
	json_t *list = values(a, key);
	void *iter;

	if (json_is_array(list))
		return json_string_value(json_array_get(list, i));
	if (json_is_string(list))
		return i == 0 ? json_string_value(list) : NULL;
	iter = json_object_iter(list);
	for (; iter != NULL && i > 0; i--)
		iter = json_object_iter_next(list, iter);
	return iter == NULL ? NULL : json_object_iter_key(iter);
}

bool filter_is(const struct ask *a, const char *key, const char *text)
{
	const char *value;
	size_t i;

	for (i = 0; (value = filter(a, key, i)) != NULL; i++)
		if (strcmp(value, text) == 0)
			return true;
	return i == 0;
}

/* The characters of a regular expression that only say "all of it". */
static const char *bare(const char *value, size_t *len)
{
	while (*value == '^' || *value == '/')
		value++;
	*len = strlen(value);
	if (*len > 0 && value[*len - 1] == '$')
		--*len;
	return value;
}

bool filter_part(const struct ask *a, const char *key, const char *text)
{
	const char *value, *part;
	size_t i, len;
	bool whole;

	for (i = 0; (value = filter(a, key, i)) != NULL; i++) {
		part = bare(value, &len);
		whole = value[0] == '^' && part[len] == '$';
		if (whole ? strlen(text) == len && memcmp(text, part, len) == 0
		    : memmem(text, strlen(text), part, len) != NULL)
			return true;
	}
	return i == 0;
}

bool filter_id(const struct ask *a, const char *key, const char *id)
{
	const char *value;
	size_t i;

	for (i = 0; (value = filter(a, key, i)) != NULL; i++)
		if (means(value, id, NULL))
			return true;
	return i == 0;
}

/* "key" or "key=value" */
static bool label_fits(const char *wanted, json_t *labels)
{
	const char *equals = strchr(wanted, '=');
	json_t *value;

	if (equals == NULL)
		return json_object_get(labels, wanted) != NULL;
	value = json_object_getn(labels, wanted, (size_t)(equals - wanted));
	return json_is_string(value) &&
	       strcmp(json_string_value(value), equals + 1) == 0;
}

bool filter_labels(const struct ask *a, json_t *labels)
{
	const char *value;
	size_t i;

	for (i = 0; (value = filter(a, "label", i)) != NULL; i++)
		if (!label_fits(value, labels))
			return false;
	for (i = 0; (value = filter(a, "label!", i)) != NULL; i++)
		if (label_fits(value, labels))
			return false;
	return true;
}
