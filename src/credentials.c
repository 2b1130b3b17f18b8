/* SPDX-License-Identifier: MIT */
/* See credentials.h. */
#include "config.h"

#include "credentials.h"

#include "authconf.h"
#include "conffile.h"
#include "credhelper.h"
#include "decode.h"
#include "error.h"
#include "trail.h"
#include "util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TOPIC "credentials"
#define VARIABLE "DOCKER_AUTH_CONFIG"
#define SOURCES_MAX 4
#define TEXT_MAX (16u << 10)
#define STORED_MAX 200		/* servers of a store, a process for each */
#define ALL_MS 60000		/* all programs together */

/* A file, or the variable that has one's place. */
struct source {
	char *name;
	bool variable, required;
	bool store_failed;	/* don't ask it again */
	json_t *config;		/* once read; NULL: not there */
};

struct sources {
	struct source list[SOURCES_MAX];
	unsigned n;
	bool nomem;
};

/* ---- where they are ----------------------------------------------------- */

static void sources_done(struct sources *s)
{
	while (s->n > 0) {
		s->n--;
		authconf_wipe(s->list[s->n].config);
		free(s->list[s->n].name);
	}
}

/* Takes `name`; NULL: there is no home, or no memory. */
static void add_file(struct sources *s, char *name)
{
	if (name != NULL)
		s->list[s->n++].name = name;
	else if (getenv("HOME") != NULL)
		s->nomem = true;
}

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value == NULL || value[0] == '\0' ? NULL : value;
}

static void add_docker(struct sources *s)
{
	char *dir = conffile_docker_dir();

	add_file(s, conffile_path(dir, "config.json"));
	free(dir);
}

/* The runtime's own file, that of the user, and that of docker. */
static void add_podman(struct sources *s)
{
	const char *file = variable("REGISTRY_AUTH_FILE");
	const char *config = variable("XDG_CONFIG_HOME");
	const char *runtime = variable("XDG_RUNTIME_DIR");
	char own[64], *home;

	if (file != NULL) {
		s->list[s->n].required = true;
		add_file(s, strdup(file));
		return;
	}
	snprintf(own, sizeof(own), "/run/containers/%lu/auth.json",
		 (unsigned long)getuid());
	add_file(s, runtime == NULL ? strdup(own) :
		 conffile_path(runtime, "containers/auth.json"));
	home = conffile_home();
	add_file(s, config != NULL ?
		 conffile_path(config, "containers/auth.json") :
		 conffile_path(home, ".config/containers/auth.json"));
	free(home);
	add_docker(s);
}

static int sources_init(struct sources *s, enum tab_config family,
			davit_error *err)
{
	memset(s, 0, sizeof(*s));
	if (family == TAB_CONFIG_CONTAINERS) {
		add_podman(s);
	} else if (family == TAB_CONFIG_DOCKER) {
		s->list[0].variable = true;
		add_file(s, strdup(VARIABLE));
		add_docker(s);
	}
	return s->nomem ? error_nomem(err) : 0;
}

/* ---- reading them ------------------------------------------------------- */

static int read_variable(struct source *s, davit_error *err)
{
	const char *text = variable(s->name);
	int r;

	if (text == NULL)
		return 0;
	/* Its own error might show what is in it. */
	r = decode_json(text, strlen(text), &s->config, NULL, NULL);
	if (r == DAVIT_ENOMEM)
		return error_nomem(err);
	if (r < 0)
		return error_set(err, DAVIT_EINVAL, "%s holds no JSON",
				 s->name);
	return authconf_check_strict(s->config, s->name, err);
}

static int read_file(const struct credentials *c, struct source *s,
		     davit_error *err)
{
	int r = conffile_json(s->name, &s->config, err);

	if (r == 0 && s->config == NULL && s->required)
		return error_set(err, DAVIT_EINVAL, "%.200s (environment "
				 "REGISTRY_AUTH_FILE) is not there, or empty",
				 s->name);
	if (r < 0 || s->config == NULL)
		return r;
	r = authconf_check(s->config, s->name, err);
	if (r == 0 && c->exposed != NULL && conffile_exposed(s->name) &&
	    authconf_has_secrets(s->config))
		c->exposed(s->name, c->ctx);
	return r;
}

static int read_source(const struct credentials *c, struct source *s,
		       davit_error *err)
{
	int r;

	r = s->variable ? read_variable(s, err) : read_file(c, s, err);
	if (r < 0)
		trail_add(c->trail, TOPIC, s->name, "failed", NULL,
			  err == NULL ? NULL : err->text);
	else if (s->config == NULL)
		trail_add(c->trail, TOPIC, s->name,
			  s->variable ? "unset" : "absent", NULL, NULL);
	return r;
}

/* ---- looking for one ---------------------------------------------------- */

static void name_source(struct buf *out, const struct source *s,
			const char *helper)
{
	if (out->len > 0)
		buf_add_str(out, ", ");
	if (helper != NULL) {
		buf_add_str(out, "docker-credential-");
		buf_add_str(out, helper);
		buf_add_str(out, " of ");
	} else if (s->variable) {
		buf_add_str(out, "environment ");
	}
	buf_add_str(out, s->name);
}

static void note(const struct credentials *c, const struct source *s,
		 const char *helper, const char *server, const char *result)
{
	struct buf rule = BUF_INIT(TEXT_MAX);

	if (c->trail == NULL)
		return;
	name_source(&rule, s, helper);
	trail_add(c->trail, TOPIC, buf_text(&rule), result, server, NULL);
	buf_done(&rule);
}

static int ask(const struct credentials *c, const struct source *s,
	       const char *name, const char *server, long ms, json_t **out,
	       davit_error *err)
{
	struct credhelper h = { name, s->name, ms, c->cancelled, c->ctx };
	int r = credhelper_get(&h, server, out, err);

	note(c, s, name, server, r < 0 ? "failed" : *out == NULL ? "absent" :
	     "won");
	return r;
}

static const char *store_of(const json_t *config)
{
	const char *name = json_string_value(json_object_get(config,
							     "credsStore"));

	return name == NULL || name[0] == '\0' ? NULL : name;
}

/* One source: the helper of this registry, or the store of all, then what is
 * in the file itself. */
static int find_in(const struct credentials *c, const struct source *s,
		   const struct authconf_ref *ref, const char *server,
		   long ms, struct credentials_found *out, davit_error *err)
{
	const json_t *helpers = json_object_get(s->config, "credHelpers");
	const json_t *auths = json_object_get(s->config, "auths");
	const char *key = authconf_match(helpers, ref, c->family);
	const char *name;
	int r;

	name = json_string_value(json_object_get(helpers, key));
	if (name == NULL && !s->store_failed) {
		name = store_of(s->config);
		key = server;
	}
	if (name != NULL) {
		r = ask(c, s, name, key, ms, &out->auth, err);
		name_source(out->auth == NULL ? &out->looked : &out->source,
			    s, name);
		if (r < 0 || out->auth != NULL)
			return r;
	}
	key = authconf_match(auths, ref, c->family);
	r = key == NULL ? 0 : authconf_entry(json_object_get(auths, key), key,
					     s->name, &out->auth, err);
	note(c, s, NULL, key != NULL ? key : server, r < 0 ? "failed" :
	     out->auth != NULL ? "won" : "absent");
	name_source(out->auth == NULL ? &out->looked : &out->source, s, NULL);
	return r;
}

static int find(const struct credentials *c, const struct source *s,
		unsigned n, const struct authconf_ref *ref, long ms,
		struct credentials_found *out, davit_error *err)
{
	const char *server = authconf_server(ref, &out->server);
	int r = 0;

	for (; n > 0 && r == 0 && out->auth == NULL; s++, n--)
		if (s->config != NULL)
			r = find_in(c, s, ref, server, ms, out, err);
		else if (!s->variable)
			name_source(&out->looked, s, NULL);
	if (r == 0 && (buf_status(&out->server) == DAVIT_ENOMEM ||
		       buf_status(&out->source) == DAVIT_ENOMEM ||
		       buf_status(&out->looked) == DAVIT_ENOMEM))
		r = error_nomem(err);
	return r;
}

static void found_init(struct credentials_found *f)
{
	memset(f, 0, sizeof(*f));
	buf_init(&f->server, TEXT_MAX);
	buf_init(&f->source, TEXT_MAX);
	buf_init(&f->looked, TEXT_MAX);
}

void credentials_done(struct credentials_found *f)
{
	authconf_wipe(f->auth);
	f->auth = NULL;
	buf_done(&f->server);
	buf_done(&f->source);
	buf_done(&f->looked);
}

int credentials_find(const struct credentials *c, const char *reference,
		     struct credentials_found *out, davit_error *err)
{
	struct authconf_ref ref;
	struct sources s;
	unsigned i;
	int r = 0;

	found_init(out);
	if (!authconf_ref(reference, &ref))
		return buf_status(&ref.name) == DAVIT_ENOMEM ?
		       error_nomem(err) : 0;
	r = sources_init(&s, c->family, err);
	/* What comes after the one that counts is not even read. */
	for (i = 0; i < s.n && r == 0 && out->auth == NULL; i++) {
		r = read_source(c, &s.list[i], err);
		if (r == 0)
			r = find(c, &s.list[i], 1, &ref, CREDHELPER_MS, out,
				 err);
	}
	sources_done(&s);
	authconf_ref_done(&ref);
	if (r < 0)
		credentials_done(out);
	return r;
}

/* ---- all of them -------------------------------------------------------- */

struct gathering {
	const struct credentials *c;
	struct sources sources;
	json_t *all;
	int64_t until;
	bool late;
};

static void skip(const struct gathering *g, const davit_error *why)
{
	if (g->c->skipped != NULL)
		g->c->skipped(why, g->c->ctx);
}

/* What is left of the time for programs; tells once that there is none. */
static long time_left(struct gathering *g)
{
	int64_t left = g->until - util_now_ms();
	davit_error why;

	if (left > 0)
		return left < CREDHELPER_MS ? (long)left : CREDHELPER_MS;
	if (!g->late) {
		error_set(&why, DAVIT_ETIMEOUT, "credential helpers took more "
			  "than %d s: the rest is left out", ALL_MS / 1000);
		skip(g, &why);
	}
	g->late = true;
	return 0;
}

/* A failure of one of them is not that of the whole. */
static int forgive(const struct gathering *g, int code,
		   const davit_error *why, davit_error *err)
{
	if (code == DAVIT_ENOMEM || code == DAVIT_ECANCELED) {
		if (err != NULL)
			*err = *why;
		return code;
	}
	if (code < 0)
		skip(g, why);
	return 0;
}

static int gather_key(struct gathering *g, const char *key, davit_error *err)
{
	struct credentials_found found;
	struct authconf_ref ref;
	davit_error why;
	const char *name;
	long ms = time_left(g);
	int r = 0;

	if (ms == 0 || !authconf_key(key, g->c->family, &ref))
		return 0;
	found_init(&found);
	name = ref.hub ? AUTHCONF_HUB : buf_text(&ref.name);
	if (json_object_get(g->all, name) == NULL)
		r = find(g->c, g->sources.list, g->sources.n, &ref, ms, &found,
			 &why);
	if (r == 0 && found.auth != NULL) {
		if (json_object_set_new(g->all, name, found.auth) < 0)
			r = error_nomem(&why);
		found.auth = NULL;
	}
	credentials_done(&found);
	authconf_ref_done(&ref);
	return forgive(g, r, &why, err);
}

static int gather_keys(struct gathering *g, const json_t *map,
		       davit_error *err)
{
	const char *key;
	json_t *value;
	int r = 0;

	json_object_foreach((json_t *)map, key, value) {
		r = gather_key(g, key, err);
		if (r < 0)
			break;
	}
	return r;
}

static int gather_store(struct gathering *g, struct source *s,
			davit_error *err)
{
	struct credhelper h = {
		store_of(s->config), s->name, time_left(g), g->c->cancelled,
		g->c->ctx
	};
	json_t *listed = NULL;
	davit_error why;
	int r;

	if (h.name == NULL || h.timeout_ms == 0)
		return 0;
	r = credhelper_list(&h, &listed, &why);
	s->store_failed = r < 0;
	if (json_object_size(listed) > STORED_MAX) {
		error_set(&why, DAVIT_ETOOBIG, "docker-credential-%s (named "
			  "in %.200s) lists more than %d servers: they are "
			  "left out", h.name, s->name, STORED_MAX);
		skip(g, &why);
	} else if (r == 0) {
		r = gather_keys(g, listed, &why);
	}
	json_decref(listed);
	return forgive(g, r, &why, err);
}

int credentials_all(const struct credentials *c, json_t **out,
		    davit_error *err)
{
	struct gathering g = { .c = c, .until = util_now_ms() + ALL_MS };
	struct source *s;
	unsigned i;
	int r;

	r = sources_init(&g.sources, c->family, err);
	g.all = json_object();
	if (g.all == NULL)
		r = error_nomem(err);
	for (i = 0; i < g.sources.n && r == 0; i++)
		r = read_source(c, &g.sources.list[i], err);
	for (i = 0; i < g.sources.n && r == 0; i++) {
		s = &g.sources.list[i];
		r = gather_store(&g, s, err);
		if (r == 0)
			r = gather_keys(&g, json_object_get(s->config,
							    "credHelpers"),
					err);
		if (r == 0)
			r = gather_keys(&g, json_object_get(s->config,
							    "auths"), err);
	}
	sources_done(&g.sources);
	if (r < 0)
		authconf_wipe(g.all);
	else
		*out = g.all;
	return r;
}
