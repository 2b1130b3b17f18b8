/* SPDX-License-Identifier: MIT */
/*
 * Tests src/introspect.c and src/opjson.c by the public header alone: what
 * the tables know, without allocating, from any thread.
 */
#include "config.h"

#include "unit.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 4

/* ---- counting allocations ------------------------------------------------
 *
 * The linker sends the library's own calls here (see unit.mk); Jansson, a
 * library of its own, is told to use these.
 */
static atomic_ulong allocations;

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t len);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t len);

void *__wrap_malloc(size_t size)
{
	allocations++;
	return __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	allocations++;
	return __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t size)
{
	allocations++;
	return __real_realloc(p, size);
}

char *__wrap_strdup(const char *text)
{
	allocations++;
	return __real_strdup(text);
}

char *__wrap_strndup(const char *text, size_t len)
{
	allocations++;
	return __real_strndup(text, len);
}

/* ---- a walk through everything ------------------------------------------ */

struct walk {
	uint64_t sum;		/* of all that was seen */
	unsigned long versions, ops, params, schemas, strings;
	int wrong;		/* line of the first thing that was */
};

/* Check's own assertions allocate. */
#define HOLDS(w, condition) \
	((void)((w)->wrong == 0 && !(condition) ? (w)->wrong = __LINE__ : 0))

static void see(struct walk *w, const char *text)
{
	w->strings++;
	for (; text != NULL && *text != '\0'; text++)
		w->sum = (w->sum ^ (unsigned char)*text) * 1099511628211u;
}

static void walk_schema(struct walk *w, const davit_schema *s, int depth)
{
	davit_schema inner;
	davit_field f, same;
	size_t i;

	w->schemas++;
	see(w, s->type);
	see(w, s->format);
	see(w, s->name);
	for (i = 0; i < s->nenums; i++)
		see(w, davit_schema_enum(s, i));
	HOLDS(w, davit_schema_enum(s, i) == NULL);
	HOLDS(w, davit_schema_items(s, &inner) ==
		 (s->has_items ? 0 : DAVIT_EINVAL));
	if (s->has_items && depth > 0)
		walk_schema(w, &inner, depth - 1);
	HOLDS(w, davit_schema_extra(s, &inner) ==
		 (s->has_extra ? 0 : DAVIT_EINVAL));
	if (s->has_extra && depth > 0)
		walk_schema(w, &inner, depth - 1);
	for (i = 0; davit_schema_field(s, i, &f) == 0; i++) {
		see(w, f.name);
		HOLDS(w, f.since != NULL);
		HOLDS(w, davit_schema_find(s, f.name, &same) == 0);
		HOLDS(w, same.schema.node == f.schema.node);
		if (depth > 0)
			walk_schema(w, &f.schema, depth - 1);
	}
	HOLDS(w, i == s->nfields);
	HOLDS(w, davit_schema_find(s, "no such member", &f) == DAVIT_EINVAL);
}

static void walk_param(struct walk *w, const davit_param *p, int depth)
{
	size_t i;

	w->params++;
	HOLDS(w, strcmp(p->name, "") != 0);
	see(w, p->name);
	see(w, p->in);
	see(w, p->type);
	see(w, p->items);
	see(w, p->dflt);
	see(w, p->help);
	see(w, p->encoding);
	HOLDS(w, p->since != NULL);
	for (i = 0; i < p->nkeys; i++)
		see(w, davit_param_key(p, i));
	HOLDS(w, davit_param_key(p, i) == NULL);
	walk_schema(w, &p->schema, depth);
}

static void walk_op(struct walk *w, const davit_op *op, int depth)
{
	davit_response r;
	davit_schema s;
	davit_param p;
	const char *type;
	char url[300];
	size_t i;
	int which;

	w->ops++;
	see(w, op->name);
	see(w, op->method);
	see(w, op->path);
	see(w, op->category);
	see(w, op->upgrade);
	HOLDS(w, strcmp(op->summary, "") != 0);
	HOLDS(w, op->path[0] == '/');
	HOLDS(w, op->since != NULL);
	HOLDS(w, davit_op_doc_url(op, url, sizeof(url)) < sizeof(url));
	see(w, url);
	for (which = DAVIT_CONSUMES; which <= DAVIT_PRODUCES; which++)
		for (i = 0; (type = davit_op_media(op, which, i)) != NULL;
		     i++)
			see(w, type);
	for (i = 0; davit_op_param(op, i, &p) == 0; i++)
		walk_param(w, &p, depth);
	HOLDS(w, i == op->nparams);
	HOLDS(w, davit_op_body(op, &s) ==
		 (op->flags & DAVIT_OP_BODY ? 0 : DAVIT_EINVAL));
	if (op->flags & DAVIT_OP_BODY)
		walk_schema(w, &s, depth);
	for (i = 0; davit_op_response(op, i, &r) == 0; i++)
		if (r.has_schema)
			walk_schema(w, &r.schema, depth);
	HOLDS(w, i == op->nresponses);
}

static void walk_version(struct walk *w, const davit_version *v, int depth)
{
	const char *category = NULL, *last = "";
	size_t n = 0, within = 0;
	davit_op op, found;

	memset(&op, 0, sizeof(op));
	while (davit_op_next(v->engine, v->name, NULL, &op) == 1) {
		HOLDS(w, strcmp(last, op.name) < 0);
		last = op.name;
		HOLDS(w, strcmp(op.version, v->name) == 0);
		HOLDS(w, strcmp(op.engine, v->engine) == 0);
		HOLDS(w, davit_op_find(v->engine, v->name, op.name, &found,
				       NULL) == 0);
		HOLDS(w, found.row == op.row);
		walk_op(w, &op, depth);
		n++;
	}
	HOLDS(w, n == v->noperations);
	/* Each operation is in one category. */
	last = "";
	while ((category = davit_category_next(v->engine, v->name,
					       category)) != NULL) {
		HOLDS(w, strcmp(last, category) < 0);
		last = category;
		memset(&op, 0, sizeof(op));
		while (davit_op_next(v->engine, v->name, category, &op) == 1) {
			HOLDS(w, strcmp(op.category, category) == 0);
			within++;
		}
	}
	HOLDS(w, within == n);
}

/* All versions; the schemas of every `step`-th, where they take their time. */
static void walk_all(struct walk *w, size_t step)
{
	const char *engine;
	davit_version v;
	size_t e, i;

	memset(w, 0, sizeof(*w));
	for (e = 0; (engine = davit_engine_name(e)) != NULL; e++) {
		see(w, engine);
		see(w, davit_engine_title(engine));
		for (i = 0; davit_version_at(engine, i, &v) == 0; i++) {
			w->versions++;
			see(w, v.name);
			see(w, v.document);
			see(w, v.level);
			see(w, v.note);
			walk_version(w, &v, i % step == 0 ? 2 : 0);
		}
		HOLDS(w, i > 0);
	}
	HOLDS(w, e == davit_engine_count());
}

static void count(void)
{
	json_set_alloc_funcs(__wrap_malloc, free);
}

START_TEST(allocates_nothing)
{
	unsigned long before;
	davit_error err;
	struct walk w;
	json_t *json;
	davit_op op;

	count();
	before = allocations;
	walk_all(&w, 20);
	HOLDS(&w, davit_op_find("docker", NULL, "ContainerLst", &op, &err) ==
		  DAVIT_ENOOP);
	HOLDS(&w, davit_op_find("docker", "v9", "X", &op, &err) ==
		  DAVIT_EVERSION);
	HOLDS(&w, davit_op_find("dokcer", NULL, "X", &op, &err) ==
		  DAVIT_EENGINE);
	ck_assert_uint_eq(allocations, before);
	ck_assert_int_eq(w.wrong, 0);
	ck_assert_uint_gt(w.ops, 10000);
	ck_assert_uint_gt(w.params, 20000);
	ck_assert_uint_gt(w.schemas, 20000);
	/* The counter counts. */
	ck_assert_int_eq(davit_op_find("docker", NULL, "ContainerList", &op,
				       &err), 0);
	ck_assert_int_eq(davit_op_json(&op, 1, &json, &err), 0);
	ck_assert_uint_gt(allocations, before + 100);
	json_decref(json);
}
END_TEST

static void *walker(void *ctx)
{
	walk_all(ctx, 40);
	return NULL;
}

START_TEST(any_thread)
{
	struct walk alone, walks[THREADS];
	pthread_t threads[THREADS];
	int i;

	walk_all(&alone, 40);
	for (i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, walker,
						&walks[i]), 0);
	for (i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_uint_eq(walks[i].sum, alone.sum);
		ck_assert_uint_eq(walks[i].strings, alone.strings);
		ck_assert_int_eq(walks[i].wrong, 0);
	}
}
END_TEST

/* ---- single answers ----------------------------------------------------- */

START_TEST(engines)
{
	davit_version v;
	davit_error err;

	ck_assert_uint_ge(davit_engine_count(), 2);
	ck_assert_str_eq(davit_engine_name(0), "docker");
	ck_assert_ptr_null(davit_engine_name(davit_engine_count()));
	ck_assert_ptr_null(davit_engine_name((size_t)-1));
	ck_assert_str_eq(davit_engine_title("docker"), "Docker Engine");
	ck_assert_ptr_null(davit_engine_title("lxd"));
	ck_assert_int_eq(davit_version_at("lxd", 0, &v), DAVIT_EENGINE);
	ck_assert_int_eq(davit_version_at("docker", 1000, &v), DAVIT_EINVAL);
	ck_assert_int_eq(davit_version_find("docker", "v9", &v, &err),
			 DAVIT_EVERSION);
	ck_assert_ptr_null(davit_category_next("lxd", NULL, NULL));
	ck_assert_ptr_null(davit_category_next("docker", "v9", NULL));
	ck_assert_str_eq(davit_library_version(), PACKAGE_VERSION);
}
END_TEST

static const struct {
	const char *engine, *asked, *name, *document, *level;
	bool note;
} versions[] = {
	{ "docker", "1.41", "v1.41", "v1.41", "1.41", false },
	{ "docker", NULL, "v1.55", "v1.55", "1.55", false },
	{ "podman", "v5.4.0", "v5.4.0", "v5.4.2", "1.41", false },
	{ "podman", "5.4.2", "v5.4.2", "v5.4.2", "1.41", false },
	{ "podman", "v3.1.0", "v3.1.0", "v3.1.0", "1.40", false },
	{ "podman", NULL, "v6.0.0", "v6.0.0-rc1", "1.44", true },
};

START_TEST(version)
{
	davit_error err = { .text = "" };
	davit_version v;

	ck_assert_msg(davit_version_find(versions[_i].engine,
					 versions[_i].asked, &v, &err) == 0,
		      "%s", err.text);
	ck_assert_str_eq(v.engine, versions[_i].engine);
	ck_assert_str_eq(v.name, versions[_i].name);
	ck_assert_str_eq(v.document, versions[_i].document);
	ck_assert_str_eq(v.level, versions[_i].level);
	ck_assert_int_eq(v.note[0] != '\0', versions[_i].note);
	ck_assert_uint_gt(v.noperations, 90);
}
END_TEST

static const struct {
	const char *engine, *version, *name;
	const char *method, *path, *category, *since, *until, *upgrade;
	int stream;
	unsigned flags;
} ops[] = {
	{ "docker", "v1.43", "ContainerCreate", "POST", "/containers/create",
	  "containers", "v1.25", NULL, NULL, DAVIT_STREAM_NONE,
	  DAVIT_OP_BODY | DAVIT_OP_BODY_REQUIRED },
	{ "docker", "v1.27", "ContainerGetArchive", "GET",
	  "/containers/{id}/archive", "containers", "v1.25", "v1.27", NULL,
	  DAVIT_STREAM_TAR, DAVIT_OP_VERDICT | DAVIT_OP_RETRY },
	{ "docker", NULL, "SystemPing", "GET", "/_ping", "_ping", "v1.25",
	  NULL, NULL, DAVIT_STREAM_NONE, DAVIT_OP_RETRY },
	{ "docker", NULL, "ContainerWait", "POST", "/containers/{id}/wait",
	  "containers", "v1.25", NULL, NULL, DAVIT_STREAM_NONE,
	  DAVIT_OP_LATE | DAVIT_OP_RETRY },
	{ "podman", NULL, "ContainerListLibpod", "GET",
	  "/libpod/containers/json", "libpod/containers", "v3.1.1", NULL,
	  NULL, DAVIT_STREAM_NONE, DAVIT_OP_RETRY },
};

START_TEST(op)
{
	davit_error err = { .text = "" };
	davit_op o;

	ck_assert_msg(davit_op_find(ops[_i].engine, ops[_i].version,
				    ops[_i].name, &o, &err) == 0, "%s",
		      err.text);
	ck_assert_str_eq(o.name, ops[_i].name);
	ck_assert_str_eq(o.method, ops[_i].method);
	ck_assert_str_eq(o.path, ops[_i].path);
	ck_assert_str_eq(o.category, ops[_i].category);
	ck_assert_str_eq(o.since, ops[_i].since);
	ck_assert_pstr_eq(o.until, ops[_i].until);
	ck_assert_pstr_eq(o.upgrade, ops[_i].upgrade);
	ck_assert_int_eq(o.stream, ops[_i].stream);
	ck_assert_uint_eq(o.flags, ops[_i].flags);
}
END_TEST

static const struct {
	const char *engine, *version, *name, *role;
} roles[] = {
	{ "docker", "v1.43", "ContainerCreate", "container-create" },
	{ "docker", NULL, "@exec-start", "exec-start" },
	{ "docker", NULL, "SwarmUnlock", NULL },
	/* Another name for it then. */
	{ "podman", "v3.1.0", "createContainer", "container-create" },
	{ "podman", "v5.4.2", "ContainerCreate", "container-create" },
};

START_TEST(role)
{
	davit_op o;

	ck_assert_int_eq(davit_op_find(roles[_i].engine, roles[_i].version,
				       roles[_i].name, &o, NULL), 0);
	ck_assert_pstr_eq(o.role, roles[_i].role);
}
END_TEST

static const struct {
	const char *engine, *release, *newest, *oldest, *level;
} releases[] = {
	{ "docker", "1.13", "v1.25", "1.12", "1.25" },
	{ "docker", "20.10", "v1.41", "1.12", "1.41" },
	{ "docker", "25.0", "v1.44", "1.24", "1.44" },
	{ "docker", "29.0", "v1.52", "1.44", "1.52" },
	{ "docker", "29.3", "v1.54", "1.40", "1.54" },
	{ "podman", "3.4", "v3.4.4", "3.1.0", "1.40" },
	{ "podman", "4.3", "v4.3.1", "4.0.0", "1.41" },
	{ "podman", "5.4", "v5.4.2", "4.0.0", "1.41" },
};

START_TEST(release)
{
	davit_release r;
	size_t i;

	for (i = 0; davit_release_at(releases[_i].engine, i, &r) == 0; i++)
		if (strcmp(r.release, releases[_i].release) == 0)
			break;
	ck_assert_int_eq(davit_release_at(releases[_i].engine, i, &r), 0);
	ck_assert_str_eq(r.engine, releases[_i].engine);
	ck_assert_str_eq(r.newest, releases[_i].newest);
	ck_assert_str_eq(r.oldest, releases[_i].oldest);
	ck_assert_str_eq(r.level, releases[_i].level);
}
END_TEST

START_TEST(release_errors)
{
	davit_release r;

	ck_assert_int_eq(davit_release_at("docker", 1000, &r), DAVIT_EINVAL);
	ck_assert_int_eq(davit_release_at("lxd", 0, &r), DAVIT_EENGINE);
}
END_TEST

START_TEST(op_errors)
{
	davit_error err;
	davit_op o;

	memset(&o, 0, sizeof(o));
	ck_assert_int_eq(davit_op_next("lxd", NULL, NULL, &o), DAVIT_EENGINE);
	ck_assert_int_eq(davit_op_next("docker", "v9", NULL, &o),
			 DAVIT_EVERSION);
	ck_assert_int_eq(davit_op_next("docker", NULL, "nothing", &o), 0);
	ck_assert_int_eq(davit_op_find("docker", NULL, NULL, &o, &err),
			 DAVIT_EINVAL);
	ck_assert_int_eq(davit_op_find("docker", NULL, "X", NULL, &err),
			 DAVIT_EINVAL);
	ck_assert_int_eq(davit_op_find("docker", NULL, "X", &o, &err),
			 DAVIT_ENOOP);
	ck_assert_int_eq(err.code, DAVIT_ENOOP);
}
END_TEST

/* As much as fits, its end always told. */
START_TEST(doc_url)
{
	static const char whole[] = "https://docs.docker.com/reference/api/"
		"engine/version/v1.43/#operation/ContainerList";
	char buf[200];
	size_t size;
	davit_op o;

	ck_assert_int_eq(davit_op_find("docker", "v1.43", "ContainerList", &o,
				       NULL), 0);
	ck_assert_uint_eq(davit_op_doc_url(&o, NULL, 0), sizeof(whole) - 1);
	for (size = 1; size <= sizeof(whole) + 2; size++) {
		memset(buf, 'x', sizeof(buf));
		ck_assert_uint_eq(davit_op_doc_url(&o, buf, size),
				  sizeof(whole) - 1);
		ck_assert_uint_eq(strlen(buf), size < sizeof(whole) ?
				  size - 1 : sizeof(whole) - 1);
		ck_assert_int_eq(strncmp(buf, whole, size - 1), 0);
		ck_assert_int_eq(buf[size], 'x');
	}
}
END_TEST

START_TEST(media)
{
	davit_op o;

	ck_assert_int_eq(davit_op_find("docker", "v1.43", "ContainerCreate",
				       &o, NULL), 0);
	ck_assert_str_eq(davit_op_media(&o, DAVIT_CONSUMES, 0),
			 "application/json");
	ck_assert_str_eq(davit_op_media(&o, DAVIT_PRODUCES, 0),
			 "application/json");
	ck_assert_ptr_null(davit_op_media(&o, DAVIT_PRODUCES, 99));
	ck_assert_int_eq(davit_op_find("docker", "v1.43", "ImageBuild", &o,
				       NULL), 0);
	ck_assert_str_eq(davit_op_media(&o, DAVIT_CONSUMES, 0),
			 "application/x-tar");
}
END_TEST

static const struct {
	const char *engine, *op;
	size_t i;
	const char *name, *in, *type, *items, *dflt, *encoding;
	unsigned flags;
} params[] = {
	{ "docker", "ContainerInspect", 0, "id", "path", "string", "", NULL,
	  "plain", DAVIT_PARAM_REQUIRED },
	{ "docker", "ContainerInspect", 1, "size", "query", "boolean", "",
	  "false", "plain", 0 },
	{ "docker", "ImageGetAll", 0, "names", "query", "array", "string",
	  NULL, "repeated", 0 },
	{ "podman", "ContainerRenameLibpod", 0, "name", "path", "string", "",
	  NULL, "plain", DAVIT_PARAM_REQUIRED },
	{ "podman", "ContainerRenameLibpod", 1, "name", "query", "string", "",
	  NULL, "plain", DAVIT_PARAM_REQUIRED },
};

START_TEST(param)
{
	davit_param p;
	davit_op o;

	ck_assert_int_eq(davit_op_find(params[_i].engine, NULL, params[_i].op,
				       &o, NULL), 0);
	ck_assert_int_eq(davit_op_param(&o, params[_i].i, &p), 0);
	ck_assert_str_eq(p.name, params[_i].name);
	ck_assert_str_eq(p.in, params[_i].in);
	ck_assert_str_eq(p.type, params[_i].type);
	ck_assert_str_eq(p.items, params[_i].items);
	ck_assert_pstr_eq(p.dflt, params[_i].dflt);
	ck_assert_str_eq(p.encoding, params[_i].encoding);
	ck_assert_uint_eq(p.flags, params[_i].flags);
	ck_assert_int_eq(davit_op_param(&o, o.nparams, &p), DAVIT_EINVAL);
}
END_TEST

/* A member of a body by its way from the top. */
START_TEST(schema)
{
	davit_field image, host, memory;
	davit_schema body;
	davit_op o;

	ck_assert_int_eq(davit_op_find("docker", "v1.43", "ContainerCreate",
				       &o, NULL), 0);
	ck_assert_int_eq(davit_op_body(&o, &body), 0);
	ck_assert_uint_ge(body.types & DAVIT_TYPE_OBJECT, 1);
	ck_assert_int_eq(davit_schema_find(&body, "Image", &image), 0);
	ck_assert_str_eq(image.schema.type, "string");
	ck_assert_str_eq(image.since, "v1.25");
	ck_assert_ptr_null(image.until);
	ck_assert_int_eq(davit_schema_find(&body, "HostConfig", &host), 0);
	ck_assert_int_eq(davit_schema_find(&host.schema, "Memory", &memory),
			 0);
	ck_assert_str_eq(memory.schema.type, "integer");
	ck_assert_str_eq(memory.schema.format, "int64");
	ck_assert_int_eq(davit_schema_find(&memory.schema, "x", &memory),
			 DAVIT_EINVAL);
	ck_assert_int_eq(davit_schema_find(&body, NULL, &memory),
			 DAVIT_EINVAL);
}
END_TEST

/* ---- as JSON ------------------------------------------------------------ */

static const struct {
	const char *path, *value;
} members[] = {
	{ "name", "\"ContainerInspect\"" },
	{ "role", "\"container-inspect\"" },
	{ "engine", "\"docker\"" },
	{ "version", "\"v1.43\"" },
	{ "category", "\"containers\"" },
	{ "method", "\"GET\"" },
	{ "path", "\"/containers/{id}/json\"" },
	{ "since", "\"v1.25\"" },
	{ "until", "null" },
	{ "stream", "null" },
	{ "upgrade", "null" },
	{ "consumes", "[]" },
	{ "produces", "[\"application/json\"]" },
	{ "body", "null" },
	{ "doc", "\"https://docs.docker.com/reference/api/engine/version/"
	  "v1.43/#operation/ContainerInspect\"" },
};

START_TEST(op_json)
{
	davit_error err;
	json_t *v, *p;
	davit_op o;

	ck_assert_int_eq(davit_op_find("docker", "v1.43", "ContainerInspect",
				       &o, NULL), 0);
	ck_assert_int_eq(davit_op_json(&o, 0, &v, &err), 0);
	unit_same_json(members[_i].path, json_object_get(v, members[_i].path),
		       members[_i].value);
	p = json_array_get(json_object_get(v, "parameters"), 1);
	ck_assert_str_eq(json_string_value(json_object_get(p, "name")),
			 "size");
	ck_assert(json_is_false(json_object_get(p, "required")));
	ck_assert(json_is_false(json_object_get(p, "default")));
	json_decref(v);
}
END_TEST

/* Every operation of the newest versions, however deep it is asked. */
START_TEST(every_op_json)
{
	const char *engine = davit_engine_name((size_t)_i);
	davit_error err = { .text = "" };
	unsigned depth;
	json_t *v;
	char *text;
	davit_op o;

	memset(&o, 0, sizeof(o));
	while (davit_op_next(engine, NULL, NULL, &o) == 1)
		for (depth = 0; depth < 4; depth++) {
			ck_assert_msg(davit_op_json(&o, depth, &v, &err) == 0,
				      "%s: %s", o.name, err.text);
			ck_assert_uint_eq(json_array_size(json_object_get(v,
				"parameters")), o.nparams);
			ck_assert_uint_eq(json_array_size(json_object_get(v,
				"responses")), o.nresponses);
			text = json_dumps(v, 0);
			ck_assert_msg(text != NULL, "%s", o.name);
			free(text);
			json_decref(v);
		}
}
END_TEST

START_TEST(op_json_errors)
{
	davit_error err;
	davit_op o;
	json_t *v;

	memset(&o, 0, sizeof(o));
	ck_assert_int_eq(davit_op_json(NULL, 0, &v, &err), DAVIT_EINVAL);
	ck_assert_int_eq(davit_op_json(&o, 0, &v, &err), DAVIT_EINVAL);
	ck_assert_int_eq(davit_op_json(&o, 0, NULL, &err), DAVIT_EINVAL);
}
END_TEST

static void fill(TCase *tc)
{
	int n = (int)davit_engine_count();

	tcase_add_test(tc, allocates_nothing);
	tcase_add_test(tc, any_thread);
	tcase_add_test(tc, engines);
	UNIT_ROWS(tc, version, versions);
	UNIT_ROWS(tc, op, ops);
	UNIT_ROWS(tc, role, roles);
	UNIT_ROWS(tc, release, releases);
	tcase_add_test(tc, release_errors);
	tcase_add_test(tc, op_errors);
	tcase_add_test(tc, doc_url);
	tcase_add_test(tc, media);
	UNIT_ROWS(tc, param, params);
	tcase_add_test(tc, schema);
	UNIT_ROWS(tc, op_json, members);
	tcase_add_loop_test(tc, every_op_json, 0, n);
	tcase_add_test(tc, op_json_errors);
}

int main(void)
{
	return unit_run_engines("introspect", fill);
}
