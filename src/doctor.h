/* SPDX-License-Identifier: MIT */
/*
 * davit_doctor() and its parts: what it looks at, and how it tells.
 */
#ifndef DOCTOR_H
#define DOCTOR_H

#include "client.h"

struct doctor {
	json_t *checks;		/* see trail.h; each with a "hint" */
	davit_client *client;	/* NULL: none could be made */
	bool reached;		/* an engine has answered */
	char *release;		/* of the engine, by its own account */
};

/*
 * Adds a check.  Results besides those of trail.h: "good", "warning".  All
 * but topic, rule and result may be NULL.  What memory has no room for is
 * left out.
 */
void doctor_tell(struct doctor *d, const char *topic, const char *rule,
		 const char *result, const char *value, const char *note,
		 const char *hint);

/* Adds a failure, unless the trail tells of the same one: then only what to
 * try goes there. */
void doctor_fail(struct doctor *d, const char *topic, const char *rule,
		 const char *value, const davit_error *err);

/* Things of this machine: the socket, the files of TLS, proxies, files of
 * configuration. */
void doctor_socket(struct doctor *d);
void doctor_tls(struct doctor *d);
void doctor_proxy(struct doctor *d);
void doctor_files(struct doctor *d);

/* What goes along with calls, by name only. */
void doctor_headers(struct doctor *d);
void doctor_credentials(struct doctor *d, const char *image);

/* Why the socket can't be used, better than an error number tells; false if
 * there is nothing to add. */
bool doctor_socket_hint(const struct doctor *d, int sys, char *out,
			size_t size);

/* One certificate, in words. */
struct cert;
void doctor_cert(struct doctor *d, const char *rule, const char *path,
		 const struct cert *cert);

/* Calls the engine: connection, certificate, engine, versions. */
void doctor_ask(struct doctor *d);

#endif
