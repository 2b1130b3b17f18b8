/* SPDX-License-Identifier: MIT */
/* See trail.h. */
#include "config.h"

#include "trail.h"

/* Jansson takes UTF-8 only, and what users write need not be that. */
static json_t *text(const char *value)
{
	json_t *string = value == NULL ? NULL : json_string(value);

	if (value != NULL && string == NULL)
		string = json_string("(not UTF-8)");
	return string != NULL ? string : json_null();
}

void trail_add(json_t *trail, const char *topic, const char *rule,
	       const char *result, const char *value, const char *note)
{
	json_t *entry;

	if (trail == NULL)
		return;
	entry = json_object();
	json_object_set_new(entry, "topic", text(topic));
	json_object_set_new(entry, "rule", text(rule));
	json_object_set_new(entry, "result", text(result));
	json_object_set_new(entry, "value", text(value));
	json_object_set_new(entry, "note", text(note));
	json_array_append_new(trail, entry);
}
