/* SPDX-License-Identifier: MIT */
/* See dockerconf.h. */
#include "config.h"

#include "dockerconf.h"

#include "conffile.h"
#include "error.h"
#include "trail.h"
#include "util.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONTEXTS_MAX 1000	/* directories looked into */

/* *out NULL: nobody knows where that is. */
static int config_dir(char **out, davit_error *err)
{
	errno = 0;
	*out = conffile_docker_dir();
	return *out == NULL && errno == ENOMEM ? error_nomem(err) : 0;
}

int dockerconf_current(char **name, char **file, davit_error *err)
{
	const char *current;
	json_t *conf = NULL;
	char *dir;
	int r;

	*name = *file = NULL;
	r = config_dir(&dir, err);
	if (dir == NULL)
		return r;
	*file = conffile_path(dir, "config.json");
	free(dir);
	if (*file == NULL)
		return error_nomem(err);
	r = conffile_json(*file, &conf, err);
	current = json_string_value(json_object_get(conf, "currentContext"));
	if (current != NULL && current[0] != '\0') {
		*name = strdup(current);
		if (*name == NULL)
			r = error_nomem(err);
	}
	json_decref(conf);
	return r;
}

/* ---- the store ---------------------------------------------------------- */

static char *join(const char *a, const char *b, const char *c)
{
	char *ab = conffile_path(a, b), *abc = conffile_path(ab, c);

	free(ab);
	return abc;
}

/* A file of a directory; *out NULL: it is not there.  One that can't be
 * looked at is: to go on without it might mean to go on unprotected. */
static int if_there(const char *dir, const char *name, char **out,
		    davit_error *err)
{
	*out = conffile_path(dir, name);
	if (*out == NULL)
		return error_nomem(err);
	if (access(*out, F_OK) < 0 && (errno == ENOENT || errno == ENOTDIR)) {
		free(*out);
		*out = NULL;
	}
	return 0;
}

static int tls_files(const char *dir, char **ca, char **cert, char **key,
		     davit_error *err)
{
	int r = if_there(dir, "ca.pem", ca, err);

	if (r == 0)
		r = if_there(dir, "cert.pem", cert, err);
	if (r == 0)
		r = if_there(dir, "key.pem", key, err);
	return r;
}

static int fill(struct context *out, const char *name, const char *file,
		const char *tls_dir, json_t *docker, davit_error *err)
{
	const char *host = json_string_value(json_object_get(docker, "Host"));

	if (docker == NULL)
		return error_set(err, DAVIT_EINVAL, "context '%.100s' "
				 "(%.300s) is of no Docker engine", name,
				 file);
	out->name = strdup(name);
	out->file = strdup(file);
	out->uri = strdup(host == NULL ? "" : host);
	if (out->name == NULL || out->file == NULL || out->uri == NULL ||
	    tls_files(tls_dir, &out->ca, &out->cert, &out->key, err) < 0)
		return error_nomem(err);
	out->insecure = json_is_true(json_object_get(docker,
						     "SkipTLSVerify"));
	out->tls = out->insecure || out->ca != NULL || out->cert != NULL ||
		   out->key != NULL;
	return 1;
}

struct search {
	const char *contexts;		/* the directory of the store */
	const char *name;
	json_t *known;
	char *broken;
	size_t size;
	struct context *out;
	davit_error *err;
};

/* A file that can't be read is no failure yet: it may be another's. */
static int read_meta(struct search *s, const char *file, json_t **about)
{
	davit_error why;
	int r = conffile_json(file, about, &why);

	if (r == DAVIT_ENOMEM)
		return error_nomem(s->err);
	if (r < 0 && s->broken[0] == '\0')
		error_print(s->broken, s->size, "%s", why.text);
	return 0;
}

static int look_at(struct search *s, const char *file, const char *tls_dir)
{
	json_t *about = NULL;
	const char *found;
	int r = read_meta(s, file, &about);

	found = json_string_value(json_object_get(about, "Name"));
	if (r == 0 && found != NULL && context_known(s->known, found) &&
	    strcmp(found, s->name) == 0)
		r = fill(s->out, found, file, tls_dir, json_object_get(
			 json_object_get(about, "Endpoints"), "docker"),
			 s->err);
	json_decref(about);
	return r;
}

/* One directory of the store.  1: it is the one. */
static int look_into(struct search *s, const char *entry)
{
	char *meta = join(s->contexts, "meta", entry);
	char *tls = join(s->contexts, "tls", entry);
	char *file = conffile_path(meta, "meta.json");
	char *files = conffile_path(tls, "docker");
	int r;

	if (file == NULL || files == NULL)
		r = error_nomem(s->err);
	else
		r = look_at(s, file, files);
	free(meta);
	free(tls);
	free(file);
	free(files);
	return r;
}

static int look_through(struct search *s, const char *meta)
{
	struct dirent *entry;
	unsigned n = 0;
	int r = 0;
	DIR *dir = opendir(meta);

	if (dir == NULL && errno != ENOENT && errno != ENOTDIR)
		error_print(s->broken, s->size, "%.200s: %s", meta,
			    strerror(errno));
	if (dir == NULL)
		return 0;
	while (r == 0 && n < CONTEXTS_MAX && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		n++;
		r = look_into(s, entry->d_name);
	}
	closedir(dir);
	return r;
}

int dockerconf_find(const char *name, json_t *known, char *broken,
		    size_t size, struct context *out, davit_error *err)
{
	struct search s = { NULL, name, known, broken, size, out, err };
	char *dir, *contexts = NULL, *meta = NULL;
	int r;

	memset(out, 0, sizeof(*out));
	r = config_dir(&dir, err);
	if (dir == NULL)
		return r;
	contexts = conffile_path(dir, "contexts");
	meta = conffile_path(contexts, "meta");
	s.contexts = contexts;
	r = meta == NULL ? error_nomem(err) : look_through(&s, meta);
	if (r < 0)
		context_done(out);
	free(dir);
	free(contexts);
	free(meta);
	return r;
}

/* ---- TLS ---------------------------------------------------------------- */

static bool is_set(const char *variable)
{
	const char *value = getenv(variable);

	/* "0" is a value, too. */
	return value != NULL && value[0] != '\0';
}

bool dockerconf_tls(void)
{
	return is_set("DOCKER_TLS") || is_set("DOCKER_TLS_VERIFY");
}

static void tell_variables(bool used, json_t *trail)
{
	static const char *const names[] = {
		"DOCKER_TLS_VERIFY", "DOCKER_TLS", "DOCKER_CERT_PATH"
	};
	const char *note = NULL;
	size_t i;

	if (!used)
		note = dockerconf_tls() ? "the endpoint does not speak TLS" :
		       "neither DOCKER_TLS_VERIFY nor DOCKER_TLS is set";
	for (i = 0; i < UTIL_COUNT(names); i++)
		trail_add(trail, "tls", names[i], !is_set(names[i]) ? "unset" :
			  used ? "won" : "lost", getenv(names[i]),
			  is_set(names[i]) ? note : NULL);
}

static int no_authority(const char *dir, davit_error *err)
{
	error_set(err, DAVIT_EINVAL, "DOCKER_TLS_VERIFY is set, but there is "
		  "no ca.pem in %.200s (%s)", dir, is_set("DOCKER_CERT_PATH") ?
		  "environment DOCKER_CERT_PATH" : "the default: "
		  "DOCKER_CERT_PATH is not set");
	error_hint(err, "DOCKER_CERT_PATH names the directory of ca.pem, "
		   "cert.pem and key.pem");
	return DAVIT_EINVAL;
}

static void tell_file(const char *rule, const char *path, json_t *trail)
{
	trail_add(trail, "tls", rule, path == NULL ? "absent" : "won", path,
		  NULL);
}

int dockerconf_tls_files(struct endpoint *e, bool ca, json_t *trail,
			 davit_error *err)
{
	bool verify = is_set("DOCKER_TLS_VERIFY");
	bool used = e->tls && dockerconf_tls();
	char *dir;
	int r = 0;

	tell_variables(used, trail);
	if (!used)
		return 0;
	dir = is_set("DOCKER_CERT_PATH") ? strdup(getenv("DOCKER_CERT_PATH"))
					 : conffile_docker_dir();
	if (dir == NULL)
		return error_set(err, DAVIT_EINVAL, "there is no directory "
				 "for certificates: set DOCKER_CERT_PATH");
	e->tls_insecure = !verify;
	r = tls_files(dir, &e->tls_ca, &e->tls_cert, &e->tls_key, err);
	tell_file("ca.pem", e->tls_ca, trail);
	tell_file("cert.pem", e->tls_cert, trail);
	tell_file("key.pem", e->tls_key, trail);
	if (r == 0 && verify && !ca && e->tls_ca == NULL)
		r = no_authority(dir, err);
	free(dir);
	return r;
}
