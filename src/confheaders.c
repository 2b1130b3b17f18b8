/* SPDX-License-Identifier: MIT */
/* See confheaders.h. */
#include "config.h"

#include "confheaders.h"

#include "authconf.h"
#include "buf.h"
#include "conffile.h"
#include "error.h"
#include "request.h"
#include "util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define VARIABLE "DOCKER_CUSTOM_HEADERS"
#define LINE_LONGEST (64u << 10)
#define LINES_MAX 256

struct lines {
	char **list;
	size_t n;
	const char *source;	/* for messages */
};

void confheaders_free(char **lines)
{
	size_t i;

	for (i = 0; lines != NULL && lines[i] != NULL; i++)
		util_wipe_free(lines[i]);
	free(lines);
}

/* These are ours, whatever a file says; docker has it the same way. */
static bool is_ours(const char *name)
{
	return strcasecmp(name, "User-Agent") == 0 ||
	       strcasecmp(name, "Host") == 0;
}

static int check(const struct lines *l, const char *name, const char *line,
		 davit_error *err)
{
	const char *const given[] = { line, NULL };
	struct request scratch;
	davit_error why;
	int r;

	request_init(&scratch);
	r = request_add_lines(&scratch, given, &why);
	request_done(&scratch);
	if (r == DAVIT_EINVAL) {
		error_set(err, r, "%.200s: %.250s", l->source, why.text);
		error_where(err, "%s", name);
	} else if (r < 0) {
		error_nomem(err);
	}
	return r;
}

static int add(struct lines *l, const char *name, const char *value,
	       davit_error *err)
{
	struct buf line = BUF_SECRET(LINE_LONGEST);
	char **longer;
	int r;

	if (is_ours(name))
		return 0;
	if (l->n == LINES_MAX)
		return error_set(err, DAVIT_EINVAL, "%.200s names more than "
				 "%d headers", l->source, LINES_MAX);
	longer = realloc(l->list, (l->n + 2) * sizeof(*longer));
	if (longer == NULL)
		return error_nomem(err);
	l->list = longer;
	l->list[l->n] = NULL;
	buf_add_str(&line, name);
	/* A colon in the name would end it, and begin the value. */
	if (strchr(name, ':') != NULL)
		buf_reset(&line);
	buf_add_str(&line, ": ");
	if (buf_add_str(&line, value + strspn(value, " ")) == DAVIT_ETOOBIG)
		r = error_set(err, DAVIT_EINVAL, "%.200s: header '%.60s' is "
			      "too long", l->source, name);
	else if (buf_status(&line) < 0)
		r = error_nomem(err);
	else
		r = check(l, name, line.data, err);
	if (r == 0) {
		l->list[l->n++] = buf_take(&line);
		l->list[l->n] = NULL;
	}
	buf_wipe(&line);
	return r;
}

/* ---- the file ----------------------------------------------------------- */

static int from_json(struct lines *l, const json_t *headers, davit_error *err)
{
	const char *name;
	json_t *value;
	int r = 0;

	json_object_foreach((json_t *)headers, name, value) {
		if (!json_is_string(value) ||
		    strlen(json_string_value(value)) !=
		    json_string_length(value)) {
			error_set(err, DAVIT_EINVAL, "%.200s: header '%.60s' "
				  "of HttpHeaders is not a string", l->source,
				  name);
			r = DAVIT_EINVAL;
		} else {
			r = add(l, name, json_string_value(value), err);
		}
		if (r < 0)
			break;
	}
	return r;
}

static int from_file(struct lines *l, char **path,
		     void (*exposed)(const char *file, void *ctx), void *ctx,
		     davit_error *err)
{
	char *dir = conffile_docker_dir();
	json_t *config = NULL, *headers;
	int r = 0;

	*path = conffile_path(dir, "config.json");
	free(dir);
	if (*path == NULL)
		return getenv("HOME") == NULL ? 0 : error_nomem(err);
	l->source = *path;
	r = conffile_json(*path, &config, err);
	if (r == 0 && config != NULL)
		r = authconf_check(config, *path, err);
	if (r == DAVIT_EINVAL)
		r = DAVIT_EAGAIN;
	headers = json_object_get(config, "HttpHeaders");
	if (r == 0)
		r = from_json(l, headers, err);
	if (r == 0 && l->n > 0 && conffile_exposed(*path))
		exposed(*path, ctx);
	authconf_wipe(config);
	return r;
}

/* ---- the variable ------------------------------------------------------- */

/* One field of comma-separated values (RFC 4180); NULL: it is none. */
static const char *field(const char *p, struct buf *out)
{
	buf_reset(out);
	if (*p != '"') {
		for (; *p != '\0' && *p != ','; p++)
			if (*p == '"')
				return NULL;
			else
				buf_add_char(out, *p);
		return p;
	}
	for (p++; *p != '\0'; p++) {
		if (*p == '"' && *++p != '"')
			return *p == ',' || *p == '\0' ? p : NULL;
		buf_add_char(out, *p);
	}
	return NULL;
}

static int not_csv(davit_error *err)
{
	error_set(err, DAVIT_EINVAL, VARIABLE " is not a list of NAME=VALUE");
	error_hint(err, "parted by commas; one that holds a comma or a quote "
		   "stands in quotes: \"NAME=a,b\"");
	return DAVIT_EINVAL;
}

static int from_variable(struct lines *l, const char *text, davit_error *err)
{
	struct buf pair = BUF_SECRET(LINE_LONGEST);
	const char *p = text;
	char *name, *equals;
	int r = 0;

	l->source = "environment " VARIABLE;
	while (r == 0) {
		p = field(p, &pair);
		if (p == NULL || buf_status(&pair) == DAVIT_ETOOBIG) {
			r = not_csv(err);
			break;
		}
		if (buf_add_char(&pair, '\0') < 0) {
			r = error_nomem(err);
			break;
		}
		equals = strchr(pair.data, '=');
		name = pair.data + strspn(pair.data, " ");
		if (equals == NULL || equals <= name) {
			r = not_csv(err);
			break;
		}
		*equals++ = '\0';
		while (strlen(name) > 0 && name[strlen(name) - 1] == ' ')
			name[strlen(name) - 1] = '\0';
		r = add(l, name, equals, err);
		if (*p == '\0')
			break;
		p++;
	}
	buf_wipe(&pair);
	return r;
}

int confheaders_load(void (*exposed)(const char *file, void *ctx), void *ctx,
		     char ***out, davit_error *err)
{
	const char *text = getenv(VARIABLE);
	struct lines l = { .list = NULL };
	char *path = NULL;
	int r;

	if (text != NULL && text[0] != '\0')
		r = from_variable(&l, text, err);
	else
		r = from_file(&l, &path, exposed, ctx, err);
	if (r < 0) {
		confheaders_free(l.list);
		l.list = NULL;
	}
	*out = l.list;
	free(path);
	return r;
}
