/* SPDX-License-Identifier: MIT */
/* See dialect.h. */
#include "config.h"

#include "dialect.h"

#include "error.h"
#include "util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct dialect dialects[] = {
	{ .engine = "docker", .product = "Docker", .options = true,
	  .type_matters = true },
	{ .engine = "podman", .product = "Libpod", .causes = true,
	  .any_version = true, .words = true, .wrong_method = true,
	  .strict_values = true, .any_case = true, .versioned = "/libpod/",
	  .twin = "/libpod/_ping", .twin_of = "/_ping",
	  .not_found = "Not Found\n" },
};

/*
 * %a newest and %m oldest number of the API, %r release, %x the client's own
 * name for its request.
 */
static const struct header {
	const char *engine, *since, *name, *value;
	unsigned when;
} headers[] = {
	{ "docker", "", "Api-Version", "%a", DIALECT_ALWAYS },
	{ "docker", "", "Ostype", "linux", DIALECT_ALWAYS },
	{ "docker", "", "Server", "Docker/%r (linux)", DIALECT_ALWAYS },
	{ "docker", "", "Docker-Experimental", "false", DIALECT_HANDLED },
	{ "docker", "", "Cache-Control",
	  "no-cache, no-store, must-revalidate", DIALECT_PING },
	{ "docker", "", "Pragma", "no-cache", DIALECT_PING },
	{ "docker", "1.42", "Builder-Version", "2", DIALECT_PING },
	{ "docker", "1.42", "Swarm", "inactive", DIALECT_PING },
	{ "podman", "", "Api-Version", "%a", DIALECT_ALWAYS },
	{ "podman", "", "Libpod-Api-Version", "%r", DIALECT_ALWAYS },
	{ "podman", "", "Server", "Libpod/%r (linux)", DIALECT_ALWAYS },
	{ "podman", "", "X-Reference-Id", "%x", DIALECT_ALWAYS },
	{ "podman", "", "Docker-Experimental", "true", DIALECT_PING },
	{ "podman", "", "Cache-Control", "no-cache", DIALECT_PING },
	{ "podman", "", "Pragma", "no-cache", DIALECT_PING },
	{ "podman", "", "Builder-Version", "", DIALECT_PING },
	/* Of no meaning to a client: it is the same for all. */
	{ "podman", "", "Libpod-Buildah-Version", "1.28.2", DIALECT_PING },
};

const struct dialect *dialect_of(const char *engine)
{
	size_t i;

	for (i = 0; i < UTIL_COUNT(dialects); i++)
		if (strcmp(dialects[i].engine, engine) == 0)
			return &dialects[i];
	return NULL;
}

int dialect_compare(const char *a, const char *b)
{
	unsigned long x, y;
	char *end;

	while (*a != '\0' || *b != '\0') {
		x = strtoul(a, &end, 10);
		a = *end == '.' ? end + 1 : end + strlen(end);
		y = strtoul(b, &end, 10);
		b = *end == '.' ? end + 1 : end + strlen(end);
		if (x != y)
			return x < y ? -1 : 1;
	}
	return 0;
}

/* The last release that spoke this, else the first one that spoke more. */
static bool release_of(const char *engine, const char *api,
		       davit_release *out)
{
	davit_release r;
	bool found = false;
	int order;
	size_t i;

	for (i = 0; davit_release_at(engine, i, &r) == 0; i++) {
		order = dialect_compare(r.newest + 1, api);
		if (order == 0 || !found)
			*out = r;
		found = found || order >= 0;
	}
	return i > 0;
}

static void put(char *out, const char *text)
{
	snprintf(out, DIALECT_TEXT, "%s", text[0] == 'v' ? text + 1 : text);
}

/* "25.0" is where it begins: "25.0.0". */
static void whole_release(char *text)
{
	size_t len = strlen(text);
	const char *dot = strchr(text, '.');

	if (dot != NULL && strchr(dot + 1, '.') == NULL)
		snprintf(text + len, DIALECT_TEXT - len, ".0");
}

int dialect_facts(const char *engine, const char *newest, const char *oldest,
		  struct dialect_facts *out, davit_error *err)
{
	const struct dialect *d = dialect_of(engine);
	davit_release release;
	davit_version v;
	int r;

	if (d == NULL)
		return error_set(err, DAVIT_EENGINE, "the mock engine does "
				 "not know how to behave as '%s'", engine);
	r = davit_version_find(engine, newest, &v, err);
	if (r < 0)
		return r;
	memset(out, 0, sizeof(*out));
	out->dialect = d;
	out->version = v.name;
	put(out->api, v.level);
	put(out->oldest, "1.24");
	put(out->release, v.name);
	if (!d->any_version && release_of(engine, out->api, &release)) {
		put(out->oldest, release.oldest);
		put(out->release, release.release);
		whole_release(out->release);
	}
	if (oldest != NULL)
		put(out->oldest, oldest);
	return 0;
}

/* ---- headers ------------------------------------------------------------- */

static void fill(struct buf *out, const char *pattern,
		 const struct dialect_facts *f, const char *reference)
{
	const char *p;

	for (p = pattern; *p != '\0'; p++) {
		if (*p != '%') {
			buf_add_char(out, *p);
			continue;
		}
		p++;
		buf_add_str(out, *p == 'a' ? f->api : *p == 'm' ? f->oldest :
			    *p == 'r' ? f->release : reference);
	}
}

int dialect_headers(const struct dialect_facts *f, unsigned when,
		    const char *reference, struct answer *a)
{
	struct buf text = BUF_INIT(256);
	const struct header *h;
	int r = 0;

	if (reference == NULL || strlen(reference) > 100)
		reference = "0xc000010000";
	for (h = headers; r == 0 && h < headers + UTIL_COUNT(headers); h++) {
		if (!(h->when & when) ||
		    strcmp(h->engine, f->dialect->engine) != 0 ||
		    (h->since[0] != '\0' &&
		     dialect_compare(h->since, f->api) > 0))
			continue;
		buf_reset(&text);
		fill(&text, h->value, f, reference);
		r = buf_status(&text);
		if (r == 0)
			r = answer_header(a, h->name, buf_text(&text));
	}
	buf_done(&text);
	return r;
}

/* ---- about --------------------------------------------------------------- */

/* What both say, at the top and again in the details of the first part. */
static const struct { const char *name, *value; } machine[] = {
	{ "Arch", "amd64" }, { "BuildTime", "2024-01-02T03:04:05Z" },
	{ "GitCommit", "0123456" }, { "GoVersion", "go1.21.0" },
	{ "KernelVersion", "6.1.0" }, { "Os", "linux" },
};

static int add_machine(json_t *to)
{
	size_t i;

	for (i = 0; i < UTIL_COUNT(machine); i++)
		if (json_object_set_new(to, machine[i].name,
					json_string(machine[i].value)) < 0)
			return -1;
	return 0;
}

json_t *dialect_about(const struct dialect_facts *f)
{
	bool podman = f->dialect->any_version;
	const char *least = !podman ? f->oldest :
		dialect_compare(f->release, "4") < 0 ? "3.1.0" : "4.0.0";
	json_t *details, *all;

	details = json_pack("{s:s,s:s,s:s}", "Experimental", "false",
			    podman ? "APIVersion" : "ApiVersion",
			    podman ? f->release : f->api,
			    "MinAPIVersion", least);
	if (details == NULL || add_machine(details) < 0) {
		json_decref(details);
		return NULL;
	}
	all = json_pack("{s:{s:s},s:[{s:s,s:s,s:o}],s:s,s:s,s:s}",
			"Platform", "Name", podman ? "linux/amd64/davit" : "",
			"Components",
			"Name", podman ? "Podman Engine" : "Engine",
			"Version", f->release, "Details", details,
			"Version", f->release, "ApiVersion", f->api,
			"MinAPIVersion", f->oldest);
	if (all != NULL && add_machine(all) < 0) {
		json_decref(all);
		return NULL;
	}
	return all;
}
