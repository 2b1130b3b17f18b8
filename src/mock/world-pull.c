/* SPDX-License-Identifier: MIT */
/* See worldin.h: images from registries and to them. */
#include "config.h"

#include "worldin.h"

#include "dialect.h"
#include "lines.h"

#include <stdio.h>
#include <string.h>

#define NAME_SIZE 512
#define BROKEN ":broken"	/* a tag that fails on the way */

static void answer_lines(struct ask *a, json_t *lines)
{
	if (lines_answer(a->out, lines) < 0)
		a->w->nomem = true;
}

static void line(struct ask *a, json_t *lines, const char *key,
		 json_t *text)
{
	append(a->w, lines, json_pack("{s:o}", key, text));
}

static void progress(struct ask *a, json_t *lines, const char *status,
		     const char *id, int64_t current, int64_t total)
{
	json_t *l = json_pack("{s:s,s:{}}", "status", status,
			      "progressDetail");
	json_t *detail = json_object_get(l, "progressDetail");

	if (id != NULL)
		put(a->w, l, "id", json_sprintf("%.12s", id));
	if (total > 0) {
		put(a->w, detail, "current", json_integer(current));
		put(a->w, detail, "total", json_integer(total));
		put(a->w, l, "progress", json_sprintf("[%.*s>%*s] %lldB/%lldB",
			(int)(current * 49 / total), "==============="
			"==================================", (int)(49 -
			current * 49 / total), "", (long long)current,
			(long long)total));
	}
	append(a->w, lines, l);
}

static void failure(struct ask *a, json_t *lines, const char *text)
{
	if (a->libpod)
		append(a->w, lines, json_pack("{s:s}", "error", text));
	else
		append(a->w, lines, json_pack("{s:{s:s},s:s}", "errorDetail",
					      "message", text, "error",
					      text));
}

/* The host where a name comes from; "" if it says none. */
static void host_of(const char *name, char *out, size_t size)
{
	const char *slash = strchr(name, '/');
	size_t len = slash == NULL ? 0 : (size_t)(slash - name);

	if (strcspn(name, ".:") >= len && strncmp(name, "localhost/", 10) != 0)
		len = 0;
	snprintf(out, size, "%.*s", (int)len, name);
}

static bool unreachable(const char *name, char *why, size_t size)
{
	char host[NAME_SIZE];
	size_t len;

	host_of(name, host, sizeof(host));
	host[strcspn(host, ":")] = '\0';
	len = strlen(host);
	if (len < 8 || strcmp(host + len - 8, ".invalid") != 0)
		return false;
	snprintf(why, size, "Get \"https://%s/v2/\": dial tcp: lookup %s: no "
		 "such host", host, host);
	return true;
}

static bool breaks(const char *full)
{
	size_t len = strlen(full);

	return len > sizeof(BROKEN) && strcmp(full + len + 1 -
					      sizeof(BROKEN), BROKEN) == 0;
}

static void layers(struct ask *a, json_t *lines, const struct image *i)
{
	progress(a, lines, "Pulling fs layer", i->layer, 0, 0);
	progress(a, lines, "Downloading", i->layer, i->size / 2, i->size);
	progress(a, lines, "Downloading", i->layer, i->size, i->size);
	progress(a, lines, "Verifying Checksum", i->layer, 0, 0);
	progress(a, lines, "Download complete", i->layer, 0, 0);
	progress(a, lines, "Extracting", i->layer, i->size, i->size);
	progress(a, lines, "Pull complete", i->layer, 0, 0);
}

static struct image *fetch(struct ask *a, const char *full, bool *new)
{
	struct image *i = image_find(a->w, full);
	char id[ID_SIZE];

	*new = i == NULL;
	if (i == NULL)
		i = image_new(a->w, full, NULL);
	if (i == NULL)
		return NULL;
	if (*new)
		append(a->w, i->history, json_string("/bin/sh -c #(nop) ADD "
						     "file:mock in /"));
	memcpy(id, i->id, sizeof(id));
	event(a->w, "image", "pull", full, json_pack("{s:s}", "name", full));
	return i;
}

static void pull_libpod(struct ask *a, json_t *lines, const char *full)
{
	bool new, quiet = arg_is(a, "quiet", false);
	struct image *i;

	if (!quiet)
		line(a, lines, "stream", json_sprintf("Trying to pull %s...\n",
						      full));
	if (breaks(full)) {
		failure(a, lines, "initializing source: reading manifest: "
			"manifest unknown");
		return;
	}
	i = fetch(a, full, &new);
	if (i == NULL)
		return;
	if (!quiet) {
		line(a, lines, "stream", json_string("Getting image source "
						     "signatures\n"));
		line(a, lines, "stream", json_sprintf("Copying blob sha256:"
						      "%s\n", i->layer));
		line(a, lines, "stream", json_sprintf("Copying config sha256:"
						      "%s\n", i->id));
		line(a, lines, "stream", json_string("Writing manifest to "
						     "image destination\n"));
	}
	append(a->w, lines, json_pack("{s:[s],s:s}", "images", i->id, "id",
				      i->id));
}

/* What is here need not be fetched, or must not; true if that was all. */
static bool pull_here(struct ask *a, json_t *lines, const char *full)
{
	const char *policy = arg_text(a, "policy");
	struct image *i = image_find(a->w, full);
	char why[NAME_SIZE + 40];
	bool never = strcmp(policy, "never") == 0;

	if ((i == NULL || strcmp(policy, "missing") != 0) && !never)
		return false;
	snprintf(why, sizeof(why), "%s: image not known", full);
	if (i == NULL)
		failure(a, lines, why);
	else
		append(a->w, lines, json_pack("{s:[s],s:s}", "images", i->id,
					      "id", i->id));
	return true;
}

static void pull_docker(struct ask *a, json_t *lines, const char *full)
{
	const char *tag = strrchr(full, ':'), *slash = strchr(full, '/');
	struct image *i;
	bool new;

	append(a->w, lines, json_pack("{s:o,s:s}", "status",
		json_sprintf("Pulling from %s%.*s", slash == NULL ? "library/"
			     : "", (int)(tag - full), full), "id", tag + 1));
	if (breaks(full)) {
		failure(a, lines, "manifest unknown: manifest unknown");
		return;
	}
	i = fetch(a, full, &new);
	if (i == NULL)
		return;
	if (new)
		layers(a, lines, i);
	line(a, lines, "status", json_sprintf("Digest: sha256:%s",
					      i->digest));
	line(a, lines, "status", json_sprintf(new ? "Status: Downloaded newer "
		"image for %s" : "Status: Image is up to date for %s", full));
	if (a->w->podman)
		progress(a, lines, "Download complete", i->id, 0, 0);
}

/* Podman up to 4.3. */
static bool before_4_4(const struct world *w)
{
	return w->podman && dialect_compare(w->version + 1, "4.4") < 0;
}

void image_pull(struct ask *a)
{
	const char *from = arg_text(a, a->libpod ? "reference" : "fromImage");
	const char *tag = arg_text(a, "tag");
	char name[NAME_SIZE], full[NAME_SIZE], why[2 * NAME_SIZE + 80];
	json_t *lines;

	if (from[0] == '\0' && !a->libpod) {
		image_import(a);
		return;
	}
	snprintf(name, sizeof(name), "%s%s%s", from, tag[0] == '\0' ? "" :
		 strncmp(tag, "sha256:", 7) == 0 ? "@" : ":", tag);
	if (!image_full_name(a->w, strncmp(name, "docker://", 9) == 0 ?
			     name + 9 : name, full, sizeof(full))) {
		refuse(a, a->libpod ? 500 : 400, NULL, "invalid reference "
		       "format");
		return;
	}
	lines = json_array();
	if (a->libpod && pull_here(a, lines, full)) {
		answer_lines(a, lines);
		return;
	}
	if (unreachable(full, why, sizeof(why))) {
		/* The older ones say even that within a good answer. */
		if (!before_4_4(a->w)) {
			json_decref(lines);
			refuse(a, 500, NULL, "%s", why);
			return;
		}
		failure(a, lines, why);
	} else if (a->libpod && !arg_is(a, "compatMode", false)) {
		pull_libpod(a, lines, full);
	} else {
		pull_docker(a, lines, full);
	}
	answer_lines(a, lines);
}

static void push_lines(struct ask *a, json_t *lines, const char *full,
		       const struct image *i)
{
	const char *tag = strrchr(full, ':');

	progress(a, lines, "Preparing", i->layer, 0, 0);
	progress(a, lines, "Pushing", i->layer, i->size / 2, i->size);
	progress(a, lines, "Pushed", i->layer, 0, 0);
	line(a, lines, "status", json_sprintf("%s: digest: sha256:%s size: "
					      "528", tag + 1, i->digest));
	append(a->w, lines, json_pack("{s:{},s:{s:s,s:o,s:i}}",
		"progressDetail", "aux", "Tag", tag + 1, "Digest",
		json_digest(i->digest), "Size", 528));
}

static void push_libpod(struct ask *a, json_t *lines, const struct image *i)
{
	line(a, lines, "stream", json_string("Getting image source "
					     "signatures\n"));
	line(a, lines, "stream", json_sprintf("Copying blob sha256:%s\n",
					      i->layer));
	line(a, lines, "stream", json_sprintf("Copying config sha256:%s\n",
					      i->id));
	line(a, lines, "stream", json_string("Writing manifest to image "
					     "destination\n"));
	if (!before_4_4(a->w))
		line(a, lines, "manifestdigest", json_digest(i->digest));
}

void image_push(struct ask *a)
{
	const char *path = arg_path(a), *tag = arg_text(a, "tag");
	char name[NAME_SIZE], full[NAME_SIZE], why[2 * NAME_SIZE + 80];
	struct image *i;
	json_t *lines;

	snprintf(name, sizeof(name), "%s%s%s", path, tag[0] == '\0' ? "" :
		 ":", tag);
	i = image_find(a->w, name);
	if (!image_full_name(a->w, name, full, sizeof(full)) ||
	    (i == NULL && a->w->podman)) {
		image_missing(a, name);
		return;
	}
	lines = json_array();
	if (!a->libpod)
		line(a, lines, "status", json_sprintf("The push refers to "
			"repository [%.*s]", (int)(strrchr(full, ':') - full),
			full));
	if (i == NULL) {
		snprintf(why, sizeof(why), "An image does not exist locally "
			 "with the tag: %s", path);
		failure(a, lines, why);
	} else if (unreachable(full, why, sizeof(why))) {
		failure(a, lines, why);
	} else if (breaks(full)) {
		failure(a, lines, "denied: requested access to the resource "
			"is denied");
	} else {
		if (a->libpod)
			push_libpod(a, lines, i);
		else
			push_lines(a, lines, full, i);
		event(a->w, "image", "push", full, json_pack("{s:s}", "name",
							     full));
	}
	answer_lines(a, lines);
}
