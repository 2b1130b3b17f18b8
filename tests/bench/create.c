/* SPDX-License-Identifier: MIT */
/*
 * How long it takes to check and to build a large request: a container with
 * 200 members in its body, made up from the operation's own schema.
 */
#include "config.h"
#include "bench.h"
#include "davit.h"

#include <stdio.h>

#define MEMBERS 200
#define DEPTH 6

struct request {
	davit_client *client;
	json_t *params, *json;
	davit_body body;
};

static json_t *make(const davit_schema *s, unsigned *left, unsigned depth);

static json_t *make_object(const davit_schema *s, unsigned *left,
			   unsigned depth)
{
	json_t *object = json_object(), *value;
	davit_schema extra;
	davit_field f;
	char key[24];
	size_t i;

	for (i = 0; *left && davit_schema_field(s, i, &f) == 0; i++) {
		--*left;
		value = make(&f.schema, left, depth + 1);
		json_object_set_new(object, f.name, value);
	}
	for (i = 0; *left && i < 4 && davit_schema_extra(s, &extra) == 0;
	     i++) {
		--*left;
		snprintf(key, sizeof(key), "key-%zu", i);
		value = make(&extra, left, depth + 1);
		json_object_set_new(object, key, value);
	}
	return object;
}

static json_t *make(const davit_schema *s, unsigned *left, unsigned depth)
{
	davit_schema items;
	json_t *array;
	int i;

	if (s->nenums)
		return json_string(davit_schema_enum(s, 0));
	if (s->types & DAVIT_TYPE_OBJECT && depth < DEPTH)
		return make_object(s, left, depth);
	if (s->types & DAVIT_TYPE_ARRAY) {
		array = json_array();
		for (i = 0; i < 2 && depth < DEPTH &&
			    davit_schema_items(s, &items) == 0; i++)
			json_array_append_new(array, make(&items, left,
							  depth + 1));
		return array;
	}
	if (s->types & DAVIT_TYPE_INTEGER)
		return json_integer(s->has_limits ? s->min : 42);
	if (s->types & DAVIT_TYPE_NUMBER)
		return json_real(0.5);
	if (s->types & DAVIT_TYPE_BOOLEAN)
		return json_true();
	if (s->types & DAVIT_TYPE_STRING)
		return json_string("a text of usual length");
	return json_object();
}

static void check(void *ctx, uint64_t n)
{
	struct request *r = ctx;
	davit_error err;
	int found;

	while (n--) {
		found = davit_check("docker", "v1.43", "ContainerCreate",
				    r->params, &r->body, DAVIT_STRICT, NULL,
				    NULL, &err);
		if (found)
			bench_die("%d problems: %s", found, err.text);
	}
}

static void plan(void *ctx, uint64_t n)
{
	struct request *r = ctx;
	davit_error err;
	json_t *out;

	while (n--) {
		if (davit_plan(r->client, "ContainerCreate", r->params,
			       &r->body, NULL, &out, &err) < 0)
			bench_die("%s", err.text);
		json_decref(out);
	}
}

static void dump(void *ctx, uint64_t n)
{
	struct request *r = ctx;

	while (n--)
		free(json_dumps(r->json, JSON_COMPACT));
}

int main(void)
{
	davit_client_opts opts = DAVIT_CLIENT_OPTS_INIT;
	unsigned left = MEMBERS;
	davit_schema schema;
	struct request r;
	davit_error err;
	davit_op op;
	char what[80];

	opts.engine = "docker";
	opts.api_version = "v1.43";
	opts.endpoint = "unix:///nowhere";
	if (davit_client_new(&opts, &r.client, &err) < 0 ||
	    davit_op_find("docker", "v1.43", "ContainerCreate", &op,
			  &err) < 0 || davit_op_body(&op, &schema) < 0)
		bench_die("%s", err.text);
	r.params = json_pack("{s:s}", "name", "bench");
	r.json = make_object(&schema, &left, 0);
	r.body = davit_body_json(r.json);
	snprintf(what, sizeof(what), "check strictly ContainerCreate, %u members",
		 MEMBERS - left);
	bench_print_target(what, bench_run(check, &r) / 1e3, "us", 50);
	snprintf(what, sizeof(what), "check, build and plan it");
	bench_print(what, bench_run(plan, &r) / 1e3, "us");
	bench_print("  for comparison: json_dumps() of its body",
		    bench_run(dump, &r) / 1e3, "us");
	json_decref(r.params);
	json_decref(r.json);
	davit_client_free(r.client);
	return 0;
}
