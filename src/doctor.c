/* SPDX-License-Identifier: MIT */
/* davit_doctor(): the order of things, and the report; see doctor.h. */
#include "config.h"

#include "doctor.h"

#include "error.h"
#include "util.h"

#include <stdlib.h>
#include <string.h>

#define PATIENCE_MS 10000	/* for an answer, where nobody says */

static json_t *text(const char *words)
{
	json_t *value = words == NULL ? json_null() : json_string(words);

	return value != NULL ? value : json_string("(not UTF-8)");
}

void doctor_tell(struct doctor *d, const char *topic, const char *rule,
		 const char *result, const char *value, const char *note,
		 const char *hint)
{
	json_array_append_new(d->checks, json_pack(
		"{s:s, s:o, s:s, s:o, s:o, s:o}", "topic", topic, "rule",
		text(rule), "result", result, "value", text(value), "note",
		text(note), "hint", text(hint)));
}

static const char *member(json_t *check, const char *name)
{
	const char *words = json_string_value(json_object_get(check, name));

	return words == NULL ? "" : words;
}

void doctor_fail(struct doctor *d, const char *topic, const char *rule,
		 const char *value, const davit_error *err)
{
	json_t *check;
	size_t i;

	json_array_foreach(d->checks, i, check)
		if (strcmp(member(check, "result"), "failed") == 0 &&
		    strcmp(member(check, "note"), err->text) == 0) {
			if (err->hint[0] != '\0')
				json_object_set_new(check, "hint",
						    text(err->hint));
			return;
		}
	doctor_tell(d, topic, rule, "failed", value, err->text,
		    err->hint[0] == '\0' ? NULL : err->hint);
}

/* What the options were wrong about. */
static const char *blame(const davit_error *err)
{
	switch (err->code) {
	case DAVIT_EENGINE:
		return "engine";
	case DAVIT_EVERSION:
		return "version";
	case DAVIT_ETLS:
		return "tls";
	}
	return strstr(err->text, "certificate") != NULL ||
	       strncmp(err->text, "key", 3) == 0 ? "tls" : "host";
}

/* Engine and version are not among what was tried for an endpoint. */
static void tell_choices(struct doctor *d)
{
	const davit_client *c = d->client;
	const char *name = lookup_str(c->table, c->table->engine);

	doctor_tell(d, "host", "taken", "good", c->endpoint.uri,
		    c->endpoint.source, NULL);
	if (c->engine_fixed)
		doctor_tell(d, "engine", c->engine_source, "won", name, NULL,
			    NULL);
	else
		doctor_tell(d, "engine", "given", "unset", NULL,
			    "whichever answers", NULL);
	if (c->pinned)
		doctor_tell(d, "version", c->version_source, "won",
			    lookup_str(c->table, c->table->versions[
					       c->version].name), NULL, NULL);
	else
		doctor_tell(d, "version", "given", "unset", NULL,
			    "the newest that both sides know", NULL);
}

/* A server that takes connections and says nothing is no reason to wait for
 * ever. */
static void be_impatient(davit_client *c)
{
	if (c->limits.first_byte == 0)
		c->limits.first_byte = PATIENCE_MS;
	if (c->limits.stall == 0)
		c->limits.stall = PATIENCE_MS;
}

static void examine(struct doctor *d, const davit_client_opts *opts,
		    const char *image)
{
	davit_error err;

	if (client_make(opts, d->checks, &d->client, &err) < 0) {
		doctor_fail(d, blame(&err), "options", NULL, &err);
		return;
	}
	be_impatient(d->client);
	tell_choices(d);
	doctor_proxy(d);
	doctor_tls(d);
	doctor_socket(d);
	doctor_ask(d);
	/* Which files are read for these depends on the engine. */
	doctor_headers(d);
	if (image != NULL)
		doctor_credentials(d, image);
}

static unsigned count(const struct doctor *d, const char *result)
{
	json_t *check;
	unsigned n = 0;
	size_t i;

	json_array_foreach(d->checks, i, check) {
		n += strcmp(member(check, "result"), result) == 0;
		/* Those of the trail come without. */
		if (json_object_get(check, "hint") == NULL)
			json_object_set_new(check, "hint", json_null());
	}
	return n;
}

static json_t *make_report(const struct doctor *d)
{
	unsigned wrong = count(d, "failed");
	davit_client_info about;

	memset(&about, 0, sizeof(about));
	if (d->client != NULL)
		davit_client_about(d->client, &about);
	return json_pack("{s:b, s:b, s:i, s:i, s:o, s:o, s:o, s:o, s:o, s:o, "
			 "s:o, s:o, s:o, s:o, s:O}",
			 "ok", wrong == 0, "reached", d->reached,
			 "wrong", (int)wrong,
			 "warnings", (int)count(d, "warning"),
			 "engine", text(about.engine),
			 "engine_source", text(about.engine_source),
			 "release", text(d->release),
			 "endpoint", text(about.endpoint),
			 "endpoint_source", text(about.endpoint_source),
			 "context", text(about.context),
			 "version", text(about.version),
			 "version_source", text(about.version_source),
			 "server_version", text(about.server_version),
			 "server_minimum", text(about.server_minimum),
			 "checks", d->checks);
}

int davit_doctor(const davit_client_opts *opts, const char *image,
		 json_t **report, davit_error *err)
{
	struct doctor d = { .checks = json_array() };
	int wrong;

	error_clear(err);
	if (report == NULL) {
		json_decref(d.checks);
		return error_set(err, DAVIT_EINVAL, "no place for the report");
	}
	if (d.checks == NULL)
		return error_nomem(err);
	examine(&d, opts, image);
	doctor_files(&d);
	*report = make_report(&d);
	wrong = *report == NULL ? error_nomem(err) : (int)count(&d, "failed");
	davit_client_free(d.client);
	free(d.release);
	json_decref(d.checks);
	return wrong;
}
