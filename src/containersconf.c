/* SPDX-License-Identifier: MIT */
/* See containersconf.h. */
#include "config.h"

#include "containersconf.h"

#include "conffile.h"
#include "error.h"
#include "util.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#define FILES_MAX 100			/* of one directory */
#define PATHS_MAX (2 * FILES_MAX + 4)
#define NAME "containers.conf"

/* What is looked for, and what was found so far. */
struct search {
	const char *name;	/* NULL: the default */
	char *chosen, *chooser;	/* name of the default; the file it is from */
	bool fixed;		/* no other default counts any more */
	json_t *connections;	/* of the JSON file, borrowed from `json` */
	json_t *json;
	char *json_path;
	json_t *destinations;	/* of all TOML files: {name: object} */
	json_t *places;		/* of each of them: {name: path's number} */
	char *paths[PATHS_MAX];
	size_t npaths;
	json_t *known;
	struct context *out;
	davit_error *err;
};

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value == NULL || value[0] == '\0' ? NULL : value;
}

/* The user's directory.  Returns new, or NULL if nobody knows. */
static char *user_dir(void)
{
	const char *base = variable("XDG_CONFIG_HOME");
	char *home, *dir;

	if (base != NULL)
		return conffile_path(base, "containers");
	home = conffile_home();
	dir = conffile_path(home, ".config/containers");
	free(home);
	return dir;
}

static int set_chosen(struct search *s, const char *name, const char *file)
{
	if (s->name != NULL || s->fixed || name == NULL || name[0] == '\0')
		return 0;
	free(s->chosen);
	free(s->chooser);
	s->chosen = strdup(name);
	s->chooser = strdup(file);
	return s->chosen == NULL || s->chooser == NULL ? error_nomem(s->err)
						       : 0;
}

static void tell_names(struct search *s, json_t *object)
{
	const char *name;
	json_t *ignored;

	json_object_foreach(object, name, ignored)
		context_known(s->known, name);
}

/* ---- one connection ----------------------------------------------------- */

static int copy(const json_t *from, const char *name, char **out,
		davit_error *err)
{
	const char *text = json_string_value(json_object_get(from, name));

	if (text == NULL || text[0] == '\0')
		return 0;
	*out = strdup(text);
	return *out == NULL ? error_nomem(err) : 0;
}

static int fill(struct search *s, const char *name, const char *file,
		const json_t *from, const char *const members[6])
{
	struct context *out = s->out;
	char **slots[] = {
		&out->uri, &out->identity, &out->ca, &out->cert, &out->key
	};
	size_t i;
	int r = 0;

	out->name = strdup(name);
	out->file = strdup(file);
	if (out->name == NULL || out->file == NULL)
		return error_nomem(s->err);
	for (i = 0; r == 0 && i < UTIL_COUNT(slots); i++)
		r = copy(from, members[i], slots[i], s->err);
	if (r < 0)
		return r;
	if (out->uri == NULL)
		return error_set(s->err, DAVIT_EINVAL, "connection '%.100s' "
				 "(%.300s) has no %s", name, file, members[0]);
	out->machine = json_is_true(json_object_get(from, members[5]));
	out->tls = out->ca != NULL || out->cert != NULL || out->key != NULL;
	return 1;
}

/* 1: found. */
static int take(struct search *s)
{
	static const char *const of_json[] = {
		"URI", "Identity", "TLSCA", "TLSCert", "TLSKey",
		"IsMachine"
	};
	static const char *const of_toml[] = {
		"uri", "identity", "tls_ca", "tls_cert", "tls_key",
		"is_machine"
	};
	const char *name = s->name != NULL ? s->name : s->chosen;
	json_t *found;
	size_t place;

	if (name == NULL)
		return 0;
	found = json_object_get(s->connections, name);
	if (found != NULL)
		return fill(s, name, s->json_path, found, of_json);
	found = json_object_get(s->destinations, name);
	if (found == NULL)
		return 0;
	place = (size_t)json_integer_value(json_object_get(s->places, name));
	return fill(s, name, s->paths[place], found, of_toml);
}

/* ---- podman-connections.json -------------------------------------------- */

static int read_json(struct search *s)
{
	const char *path = variable("PODMAN_CONNECTIONS_CONF");
	char *dir = NULL;
	json_t *about;
	int r;

	if (path != NULL) {
		s->json_path = strdup(path);
	} else {
		dir = user_dir();
		s->json_path = conffile_path(dir, "podman-connections.json");
		free(dir);
	}
	if (s->json_path == NULL)
		return 0;
	r = conffile_json(s->json_path, &s->json, s->err);
	if (r < 0)
		return r;
	about = json_object_get(s->json, "Connection");
	s->connections = json_object_get(about, "Connections");
	tell_names(s, s->connections);
	return set_chosen(s, json_string_value(json_object_get(about,
				"Default")), s->json_path);
}

/* ---- containers.conf ---------------------------------------------------- */

static int add_path(struct search *s, const char *dir, const char *name)
{
	char *path = name == NULL ? util_strdup(dir)
				  : conffile_path(dir, name);

	if (path == NULL)
		return dir == NULL ? 0 : error_nomem(s->err);
	if (s->npaths == PATHS_MAX) {
		free(path);
		return 0;
	}
	s->paths[s->npaths++] = path;
	return 0;
}

static int is_conf(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return entry->d_name[0] != '.' && len > 5 &&
	       strcmp(entry->d_name + len - 5, ".conf") == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* The file of a directory and those of its drop-in directory, in the order
 * in which the later one wins. */
static int add_dir(struct search *s, const char *dir)
{
	char *drop = conffile_path(dir, NAME ".d");
	struct dirent **list = NULL;
	int n = -1, i, r;

	r = add_path(s, dir, NAME);
	if (r == 0 && drop != NULL)
		n = scandir(drop, &list, is_conf, by_name);
	for (i = 0; i < n; i++) {
		if (r == 0 && i < FILES_MAX)
			r = add_path(s, drop, list[i]->d_name);
		free(list[i]);
	}
	free(list);
	free(drop);
	return r;
}

static int list_files(struct search *s)
{
	const char *only = variable("CONTAINERS_CONF");
	char *dir;
	int r;

	if (only != NULL) {
		r = add_path(s, only, NULL);
	} else {
		r = add_path(s, "/usr/share/containers", NAME);
		if (r == 0)
			r = add_dir(s, "/etc/containers");
		dir = user_dir();
		if (r == 0 && dir != NULL)
			r = add_dir(s, dir);
		free(dir);
	}
	if (r == 0)
		r = add_path(s, variable("CONTAINERS_CONF_OVERRIDE"), NULL);
	return r;
}

/* Stands it in a line that is no comment?  Most files hold examples only,
 * and need not be read any further. */
static bool mentions(const struct buf *text, const char *word)
{
	const char *p = buf_text(text), *at, *line;

	for (at = strstr(p, word); at != NULL; at = strstr(at + 1, word)) {
		for (line = at; line > p && line[-1] != '\n'; line--)
			;
		line += strspn(line, " \t");
		if (*line != '#')
			return true;
	}
	return false;
}

static int merge(struct search *s, size_t place, const json_t *conf)
{
	json_t *engine = json_object_get(conf, "engine"), *all, *one;
	const char *name;

	all = json_object_get(engine, "service_destinations");
	json_object_foreach(all, name, one) {
		json_object_set(s->destinations, name, one);
		json_object_set_new(s->places, name,
				    json_integer((json_int_t)place));
	}
	tell_names(s, all);
	return set_chosen(s, json_string_value(json_object_get(engine,
				"active_service")), s->paths[place]);
}

static int read_toml(struct search *s, size_t place)
{
	const char *path = s->paths[place];
	json_t *conf = NULL;
	struct buf text;
	bool found;
	int r = conffile_text(path, &text, &found, s->err);

	if (r < 0)
		return r;
	if (!found && place == 0 && variable("CONTAINERS_CONF") != NULL)
		return error_set(s->err, DAVIT_EINVAL, "%.300s (environment "
				 "CONTAINERS_CONF) is not there", path);
	if (found && (mentions(&text, "service_destinations") ||
		      mentions(&text, "active_service"))) {
		r = conffile_toml(path, buf_text(&text), text.len, &conf,
				  s->err);
		if (r == 0)
			r = merge(s, place, conf);
		json_decref(conf);
	}
	buf_wipe(&text);
	return r;
}

/* ---- all of them -------------------------------------------------------- */

static int look(struct search *s)
{
	size_t i;
	int r = read_json(s);

	if (r == 0)
		r = take(s);
	if (r != 0)
		return r;
	s->fixed = s->chosen != NULL;
	r = list_files(s);
	for (i = 0; r == 0 && i < s->npaths; i++)
		r = read_toml(s, i);
	if (r == 0)
		r = take(s);
	if (r == 0 && s->chosen != NULL)
		r = context_unknown("connection", s->chosen, s->chooser,
				    s->known, "", s->err);
	return r;
}

int containersconf_find(const char *name, json_t *known, struct context *out,
			davit_error *err)
{
	struct search s = {
		.name = name, .known = known, .out = out, .err = err,
		.destinations = json_object(), .places = json_object()
	};
	size_t i;
	int r;

	memset(out, 0, sizeof(*out));
	r = look(&s);
	if (r < 0)
		context_done(out);
	for (i = 0; i < s.npaths; i++)
		free(s.paths[i]);
	json_decref(s.destinations);
	json_decref(s.places);
	json_decref(s.json);
	free(s.json_path);
	free(s.chosen);
	free(s.chooser);
	return r;
}
