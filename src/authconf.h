/* SPDX-License-Identifier: MIT */
/*
 * What image references and the files of docker and podman say about
 * registries and their credentials.  Pure: reads no file, runs no program.
 */
#ifndef AUTHCONF_H
#define AUTHCONF_H

#include "buf.h"
#include "davit.h"
#include "table.h"

#include <stdbool.h>

/* Under this name the credentials of Docker Hub are kept. */
#define AUTHCONF_HUB "https://index.docker.io/v1/"

/* The registry, and the name there, that a reference means. */
struct authconf_ref {
	struct buf name;	/* "quay.io/team/app", "docker.io/library/a" */
	size_t host_len;	/* of name, up to its first slash */
	bool hub;
};

/* Takes a reference apart: tag, digest and "docker://" go.  Returns false
 * for what is no image of a registry (empty, or an archive); then, and for
 * want of memory (see buf_status()), nothing needs to be freed. */
bool authconf_ref(const char *text, struct authconf_ref *out);

/* The same for a key of "auths" and the like: a host, a URL, for podman also
 * a namespace "quay.io/team".  Returns false for what is none. */
bool authconf_key(const char *key, enum tab_config family,
		  struct authconf_ref *out);

void authconf_ref_done(struct authconf_ref *r);

/* The name by which programs and messages know the registry: its host, or
 * AUTHCONF_HUB.  Borrowed from `out`. */
const char *authconf_server(const struct authconf_ref *r, struct buf *out);

/* Is it an object whose members auths, credHelpers, credsStore and
 * HttpHeaders, if there, have the right types?  `file` is for the message.
 * Errors: EINVAL. */
int authconf_check(const json_t *config, const char *file, davit_error *err);

/* The same for DOCKER_AUTH_CONFIG, which may hold nothing but "auths", each
 * of them nothing but an "auth".  Errors: EINVAL. */
int authconf_check_strict(const json_t *config, const char *variable,
			  davit_error *err);

/*
 * The key of `map`, an object or NULL, that is meant for the reference: for
 * docker the registry's own name, else one that comes to the same without
 * scheme and path; for podman the longest part of the reference, ending
 * before a slash, that is a key.  Borrowed; NULL: none.
 */
const char *authconf_match(const json_t *map, const struct authconf_ref *r,
			   enum tab_config family);

/*
 * Makes what engines take, {"username", "password", "serveraddress", ...},
 * of an entry of "auths".  *out is NULL where the entry holds nothing.
 * Errors: EINVAL (`file` and `key` are for the message), ENOMEM.
 * Returns new; authconf_wipe().
 */
int authconf_entry(const json_t *entry, const char *key, const char *file,
		   json_t **out, davit_error *err);

/* The same of what a helper program said for `key`.  Errors: EINVAL (it is
 * not what such programs say), ENOMEM; without a text. */
int authconf_answer(const json_t *answer, const char *key, json_t **out);

/* Does the file itself hold what others must not see? */
bool authconf_has_secrets(const json_t *config);

/* Overwrites all strings, then frees.  Nobody else may hold the value.  What
 * the reader of the text had in between is out of reach. */
void authconf_wipe(json_t *value);

#endif
