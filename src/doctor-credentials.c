/* SPDX-License-Identifier: MIT */
/* What the user's other tools have stored and a call would take along, named
 * but never shown: see doctor.h. */
#include "config.h"

#include "doctor.h"

#include "conffile.h"
#include "confheaders.h"
#include "credentials.h"
#include "error.h"

#include <string.h>

static void on_exposed(const char *file, void *ctx)
{
	struct doctor *d = ctx;
	davit_error err;

	conffile_tell_exposed(file, &err);
	doctor_tell(d, "files", "readable by others", "warning", file,
		    err.text, err.hint);
}

static void tell_names(struct doctor *d, const char *rule, char **line)
{
	char name[128];

	for (; line != NULL && *line != NULL; line++) {
		error_print(name, sizeof(name), "%.*s",
			    (int)strcspn(*line, ":"), *line);
		doctor_tell(d, "headers", rule, "won", name, NULL, NULL);
	}
}

void doctor_headers(struct doctor *d)
{
	davit_client *c = d->client;
	char **lines = NULL;
	davit_error err;

	tell_names(d, "given", c->headers);
	if (c->table->config != TAB_CONFIG_DOCKER)
		return;
	if (confheaders_load(on_exposed, d, &lines, &err) < 0) {
		doctor_fail(d, "headers", "HttpHeaders", NULL, &err);
		return;
	}
	tell_names(d, "HttpHeaders", lines);
	confheaders_free(lines);
}

void doctor_credentials(struct doctor *d, const char *image)
{
	const davit_client *c = d->client;
	struct credentials how = {
		.family = c->table->config, .exposed = on_exposed, .ctx = d,
		.trail = d->checks
	};
	struct credentials_found found;
	davit_error err;
	bool some;

	if (c->call_flags & DAVIT_NO_AUTH) {
		doctor_tell(d, "credentials", "options", "won", NULL,
			    "none are looked for", NULL);
		return;
	}
	if (credentials_find(&how, image, &found, &err) < 0) {
		doctor_fail(d, "credentials", image, NULL, &err);
		return;
	}
	some = found.auth != NULL;
	if (buf_text(&found.server)[0] == '\0')
		doctor_tell(d, "credentials", image, "absent", NULL,
			    "that names no registry", NULL);
	else
		doctor_tell(d, "credentials", image, some ? "good" : "absent",
			    buf_text(&found.server), some ?
			    buf_text(&found.source) : "none: asked without",
			    some ? NULL : "log in there if it wants to know "
			    "who asks");
	credentials_done(&found);
}
