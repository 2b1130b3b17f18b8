/* SPDX-License-Identifier: MIT */
/* What the engine has to say: see doctor.h. */
#include "config.h"

#include "doctor.h"

#include "certs.h"
#include "error.h"
#include "util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- reaching it -------------------------------------------------------- */

static const char *topic_of(int code)
{
	switch (code) {
	case DAVIT_ETLS:
		return "tls";
	case DAVIT_EPROTO:
		return "protocol";
	case DAVIT_EVERSION:
		return "version";
	}
	return "connection";
}

static void look_at_server(struct doctor *d)
{
	const davit_client *c = d->client;
	struct buf pem = BUF_INIT(1u << 20);
	struct cert cert;

	if (c->endpoint.tls && certs_can() &&
	    http_certificate(c->http, c->limits.connect, &pem, NULL) == 0 &&
	    certs_read(buf_text(&pem), pem.len, &cert))
		doctor_cert(d, "engine's certificate", NULL, &cert);
	buf_done(&pem);
}

static bool connects(struct doctor *d)
{
	davit_client *c = d->client;
	davit_error err;
	int r = davit_client_probe(c, &err);

	if (r == 0) {
		doctor_tell(d, "connection", "answer", "good",
			    c->endpoint.uri, NULL, NULL);
		return true;
	}
	if (r == DAVIT_ECONN)
		doctor_socket_hint(d, err.sys, err.hint, sizeof(err.hint));
	doctor_fail(d, topic_of(r), "answer", c->endpoint.uri, &err);
	return false;
}

/* ---- which engine ------------------------------------------------------- */

static void ask_release(struct doctor *d)
{
	davit_client *c = d->client;
	const char *target = lookup_str(c->table, c->table->about);
	davit_reply *reply = NULL;
	json_t *about = NULL;

	if (target[0] != '\0' &&
	    davit_request(c, "GET", target, NULL, NULL, &reply, NULL) == 0 &&
	    davit_reply_json(reply, &about, NULL) == 0)
		d->release = util_strdup(json_string_value(
			client_at_pointer(about, "/Version")));
	davit_reply_free(reply);
}

static void tell_engine(struct doctor *d)
{
	const davit_client *c = d->client;
	const char *title = lookup_str(c->table, c->table->title);
	char words[200];

	ask_release(d);
	error_print(words, sizeof(words), "%s%s%s", title, d->release != NULL ?
		    " " : "", d->release != NULL ? d->release : "");
	if (c->server_version == NULL)
		doctor_tell(d, "protocol", "engine", "failed",
			    c->endpoint.uri, "what answers there names no API "
			    "version, as every engine does", "it is not an "
			    "engine, it seems: check host and port");
	else
		doctor_tell(d, "engine", "found", c->engine_fixed ? "good" :
			    "won", words, c->engine_fixed ? NULL :
			    c->engine_source, NULL);
}

/* ---- versions ----------------------------------------------------------- */

/* The first release that does not speak a version any more; NULL if none is
 * known. */
static const struct tab_release *release_without(const struct table *t,
						 const char *version)
{
	unsigned i;

	for (i = 0; i < t->nreleases; i++)
		if (lookup_version_cmp(lookup_str(t, t->releases[i].oldest),
				       version) > 0)
			return &t->releases[i];
	return NULL;
}

/* "Docker Engine 1.13": the first that speaks it; false if none is known. */
static bool release_with(const struct table *t, unsigned version, char *out,
			 size_t size)
{
	unsigned i;

	for (i = 0; i < t->nreleases; i++)
		if (t->releases[i].newest >= version) {
			snprintf(out, size, "%s %s", lookup_str(t, t->title),
				 lookup_str(t, t->releases[i].name));
			return true;
		}
	return false;
}

static void too_old(struct doctor *d, const char *oldest)
{
	const struct table *t = d->client->table;
	char note[200], hint[200], release[64];

	error_print(note, sizeof(note), "the engine speaks up to %s, and the "
		    "oldest that davit knows is %s",
		    d->client->server_version, oldest);
	if (release_with(t, 0, release, sizeof(release)))
		error_print(hint, sizeof(hint), "%s is the first that speaks "
			    "%s: a newer engine is needed", release, oldest);
	else
		error_print(hint, sizeof(hint), "a newer engine is needed");
	doctor_tell(d, "version", "newest of the engine", "failed",
		    d->client->server_version, note, hint);
}

static void too_new(struct doctor *d, const char *newest)
{
	char note[200];

	error_print(note, sizeof(note), "the engine speaks %s and newer, and "
		    "the newest that davit knows is %s",
		    d->client->server_minimum, newest);
	doctor_tell(d, "version", "oldest of the engine", "failed",
		    d->client->server_minimum, note, "a newer davit is "
		    "needed, or an engine that is set to speak older "
		    "versions");
}

/* A version that was given and is not among those of the engine. */
static void refuses(struct doctor *d, const char *used, bool below)
{
	const davit_client *c = d->client;
	const char *limit = below ? c->server_minimum : c->server_version;
	const struct tab_release *release = NULL;
	const struct table *t = c->table;
	char note[200], hint[400];

	error_print(note, sizeof(note), "the engine speaks %s %s", below ?
		    "nothing older than" : "nothing newer than", limit);
	if (below)
		release = release_without(t, used);
	if (release != NULL)
		error_print(hint, sizeof(hint), "leave the version out; %s %s "
			    "is the first that refuses %s%s%s",
			    lookup_str(t, t->title),
			    lookup_str(t, release->name), used,
			    release->note != 0 ? ": " : "",
			    t->help + release->note);
	else
		error_print(hint, sizeof(hint), "leave the version out: then "
			    "the newest that both sides know is taken");
	doctor_tell(d, "version", "accepted", "failed", used, note, hint);
}

static void tell_versions(struct doctor *d)
{
	const davit_client *c = d->client;
	const struct table *t = c->table;
	const char *oldest = lookup_str(t, t->versions[0].name);
	const char *newest = lookup_str(t, t->versions[t->nversions - 1u].name);
	const char *used = lookup_str(t, t->versions[c->version].name);
	const char *most = c->server_version, *least = c->server_minimum;
	char range[100];

	if (most == NULL)
		return;
	error_print(range, sizeof(range), "%s to %s", least == NULL ? "?" :
		    least, most);
	doctor_tell(d, "version", "engine's", "good", range, NULL, NULL);
	error_print(range, sizeof(range), "%s to %s", oldest, newest);
	doctor_tell(d, "version", "davit's", "good", range, NULL, NULL);
	if (lookup_version_cmp(most, oldest) < 0)
		too_old(d, oldest);
	else if (least != NULL && lookup_version_cmp(least, newest) > 0)
		too_new(d, newest);
	else if (c->pinned && lookup_version_cmp(used, most) > 0)
		refuses(d, used, false);
	else if (c->pinned && least != NULL &&
		 lookup_version_cmp(used, least) < 0)
		refuses(d, used, true);
	else if (!c->pinned)
		doctor_tell(d, "version", c->version_source, "won", used,
			    NULL, NULL);
}

void doctor_ask(struct doctor *d)
{
	d->reached = connects(d);
	look_at_server(d);
	if (!d->reached)
		return;
	tell_engine(d);
	tell_versions(d);
}
