/* SPDX-License-Identifier: MIT */
/* See changes.h. */
#include "config.h"

#include "changes.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

const char *change_rest(const char *line, const char *word)
{
	size_t len = strlen(word);

	line += strspn(line, " \t");
	if (strncasecmp(line, word, len) != 0 ||
	    (line[len] != ' ' && line[len] != '\t' && line[len] != '='))
		return NULL;
	line += len + 1;
	return line + strspn(line, " \t");
}

/* A JSON list, or text for a shell. */
static json_t *command(const char *text)
{
	json_t *list = text[0] == '[' ? json_loads(text, 0, NULL) : NULL;

	if (json_is_array(list))
		return list;
	json_decref(list);
	return json_pack("[s,s,s]", "/bin/sh", "-c", text);
}

static json_t *object_in(struct world *w, json_t *config, const char *name)
{
	json_t *object = json_object_get(config, name);

	if (!json_is_object(object)) {
		put(w, config, name, json_object());
		object = json_object_get(config, name);
	}
	return object;
}

static void set_env(struct world *w, json_t *config, const char *text)
{
	json_t *list = json_object_get(config, "Env"), *one;
	size_t len = strcspn(text, "= "), i;
	const char *value = text[len] == '\0' ? "" : text + len + 1;

	if (!json_is_array(list)) {
		put(w, config, "Env", json_array());
		list = json_object_get(config, "Env");
	}
	json_array_foreach(list, i, one)
		if (strncmp(json_string_value(one), text, len) == 0 &&
		    json_string_value(one)[len] == '=') {
			json_array_remove(list, i);
			break;
		}
	append(w, list, json_sprintf("%.*s=%s", (int)len, text, value));
}

static void set_label(struct world *w, json_t *config, const char *text)
{
	json_t *labels = object_in(w, config, "Labels");
	size_t len = strcspn(text, "= "), size;
	const char *value = text[len] == '\0' ? "" : text + len + 1;
	char name[256];

	snprintf(name, sizeof(name), "%.*s", (int)len, text);
	size = strlen(value);
	if (size >= 2 && value[0] == '"' && value[size - 1] == '"')
		put(w, labels, name, json_stringn(value + 1, size - 2));
	else
		put(w, labels, name, json_string(value));
}

static void set_port(struct world *w, json_t *config, const char *text)
{
	char name[64];

	snprintf(name, sizeof(name), "%s%s", text, strchr(text, '/') == NULL ?
		 "/tcp" : "");
	put(w, object_in(w, config, "ExposedPorts"), name, json_object());
}

void change_apply(struct world *w, json_t *config, const char *line)
{
	const char *rest;

	if ((rest = change_rest(line, "CMD")) != NULL)
		put(w, config, "Cmd", command(rest));
	else if ((rest = change_rest(line, "ENTRYPOINT")) != NULL)
		put(w, config, "Entrypoint", command(rest));
	else if ((rest = change_rest(line, "ENV")) != NULL)
		set_env(w, config, rest);
	else if ((rest = change_rest(line, "LABEL")) != NULL)
		set_label(w, config, rest);
	else if ((rest = change_rest(line, "WORKDIR")) != NULL)
		put(w, config, "WorkingDir", json_string(rest));
	else if ((rest = change_rest(line, "USER")) != NULL)
		put(w, config, "User", json_string(rest));
	else if ((rest = change_rest(line, "EXPOSE")) != NULL)
		set_port(w, config, rest);
	else if ((rest = change_rest(line, "VOLUME")) != NULL)
		put(w, object_in(w, config, "Volumes"), rest, json_object());
	else if ((rest = change_rest(line, "STOPSIGNAL")) != NULL)
		put(w, config, "StopSignal", json_string(rest));
}
