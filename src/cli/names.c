/* SPDX-License-Identifier: MIT */
/* See names.h. */
#include "config.h"

#include "names.h"

#include "call.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>

#define DEADLINE 300		/* ms; somebody waits at the keyboard */
#define REPLY_MAX (4u << 20)
#define ITEMS_MAX 2000

/* The operation that lists a category: GET, nothing in its path but the
 * category, one document. */
static bool find_list(const char *engine, const char *version,
		      const char *category, davit_op *out)
{
	char *path = mem_format("/%s", category);
	size_t len = strlen(path);
	davit_op op = { 0 };
	bool found = false;

	while (!found && davit_op_next(engine, version, category, &op) > 0)
		found = strcmp(op.method, "GET") == 0 &&
			op.stream == DAVIT_STREAM_NONE &&
			strncmp(op.path, path, len) == 0 &&
			(op.path[len] == '\0' ||
			 strcmp(op.path + len, "/json") == 0);
	free(path);
	if (found)
		*out = op;
	return found;
}

/* What isn't running has a name, too. */
static json_t *make_params(const davit_op *op)
{
	json_t *params = json_object();
	davit_param p;
	size_t i;

	for (i = 0; davit_op_param(op, i, &p) == 0; i++)
		if (strcmp(p.name, "all") == 0 &&
		    p.schema.types == DAVIT_TYPE_BOOLEAN)
			json_object_set_new(params, "all", json_true());
	return params;
}

/* Older engines put a slash before the names of containers; what has no name
 * has "<none>". */
static bool give(json_t *value, names_fn *fn, void *ctx)
{
	const char *name = json_string_value(value);

	if (name == NULL || *name == '\0' || *name == '<')
		return false;
	fn(*name == '/' ? name + 1 : name, ctx);
	return true;
}

static void give_item(json_t *item, names_fn *fn, void *ctx)
{
	static const char *const keys[] = {
		"Names", "RepoTags", "Name", "name", "Spec", "Description",
		"Id", "ID"
	};
	json_t *value, *element;
	size_t i, k;
	bool some = false;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]) && !some; i++) {
		value = json_object_get(item, keys[i]);
		if (json_is_object(value))
			value = json_object_get(value, "Name");
		json_array_foreach(value, k, element)
			some |= give(element, fn, ctx);
		some |= give(value, fn, ctx);
	}
}

/* The array, or the one inside the object that came. */
static json_t *array_of(json_t *reply)
{
	const char *name;
	json_t *value;

	if (json_is_array(reply))
		return reply;
	json_object_foreach(reply, name, value)
		if (json_is_array(value) &&
		    json_is_object(json_array_get(value, 0)))
			return value;
	return NULL;
}

static void ask(const struct options *o, davit_client *client,
		const char *category, names_fn *fn, void *ctx)
{
	davit_call_opts opts = call_opts(o);
	davit_reply *reply = NULL;
	json_t *params, *answer, *item;
	davit_client_info about;
	davit_op op;
	size_t i;

	davit_client_about(client, &about);
	if (!find_list(about.engine, about.version, category, &op))
		return;
	params = make_params(&op);
	if (davit_invoke(client, op.name, params, NULL, &opts, &reply,
			 NULL) == 0 &&
	    davit_reply_json(reply, &answer, NULL) == 0)
		json_array_foreach(array_of(answer), i, item)
			if (i < ITEMS_MAX)
				give_item(item, fn, ctx);
	json_decref(params);
	davit_reply_free(reply);
}

void names_of(const struct options *o, const char *category, names_fn *fn,
	      void *ctx)
{
	struct options quick = *o;
	davit_client *client;
	davit_error err;

	quick.timeout = quick.connect_timeout = DEADLINE;
	quick.max_reply = REPLY_MAX;
	quick.verbose = false;
	quick.check = CHECK_OFF;
	/* A passphrase would be read from the terminal. */
	if (quick.tls_pass_file != NULL)
		return;
	call_opts(&quick);	/* the time counts from here */
	if (call_client(&quick, call_version(o), &client, &err) != 0)
		return;
	if (davit_client_connect(client, &err) == 0)
		ask(&quick, client, category, fn, ctx);
	davit_client_free(client);
}
