/* SPDX-License-Identifier: MIT */
/* See authconf.h. */
#include "config.h"

#include "authconf.h"

#include "error.h"
#include "util.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NAME_MAX_LEN 4096	/* of a reference; registries take 255 */
#define SECRET_MAX (64u << 10)
#define WIPE_DEPTH 32
#define HUB "docker.io"

/* ---- references --------------------------------------------------------- */

/* The names that Docker Hub goes by. */
static bool is_hub(const char *host, size_t len)
{
	static const char *const names[] = {
		HUB, "index.docker.io", "registry-1.docker.io"
	};
	size_t i;

	for (i = 0; i < UTIL_COUNT(names); i++)
		if (strlen(names[i]) == len &&
		    strncasecmp(names[i], host, len) == 0)
			return true;
	return false;
}

/* Docker's login keeps tokens of another kind beside the Hub's own key. */
static bool is_token(const char *key)
{
	size_t len = strlen(key);

	return (len > 13 && strcmp(key + len - 13, "/access-token") == 0) ||
	       (len > 14 && strcmp(key + len - 14, "/refresh-token") == 0);
}

/* The rule of both engines: a first part is a host if it looks like one. */
static bool is_host(const char *part, size_t len)
{
	size_t i;

	if (len == 9 && memcmp(part, "localhost", 9) == 0)
		return true;
	for (i = 0; i < len; i++)
		if (part[i] == '.' || part[i] == ':' ||
		    (part[i] >= 'A' && part[i] <= 'Z'))
			return true;
	return false;
}

/* Where an image lies that no registry has. */
static bool is_archive(const char *text)
{
	static const char *const transports[] = {
		"containers-storage:", "dir:/", "docker-archive:",
		"docker-daemon:", "oci-archive:", "oci:/", "ostree:/",
		"sif:/", "tarball:/"
	};
	size_t i;

	for (i = 0; i < UTIL_COUNT(transports); i++)
		if (strncmp(text, transports[i], strlen(transports[i])) == 0)
			return true;
	return false;
}

/* Frees what failed, but not the reason. */
static bool is_good(struct buf *name)
{
	int status = buf_status(name);

	if (status == 0)
		return true;
	buf_done(name);
	name->status = status;
	return false;
}

bool authconf_ref(const char *text, struct authconf_ref *out)
{
	size_t len, host, i;

	memset(out, 0, sizeof(*out));
	buf_init(&out->name, NAME_MAX_LEN);
	if (is_archive(text))
		return false;
	if (strncmp(text, "docker://", 9) == 0)
		text += 9;
	len = strcspn(text, "@");
	for (i = len; i > 0 && text[i - 1] != '/'; i--)
		if (text[i - 1] == ':')
			len = i - 1;
	host = strcspn(text, "/");
	if (len == 0 || len > NAME_MAX_LEN || util_has_control(text, len))
		return false;
	if (host >= len || !is_host(text, host)) {
		buf_add_str(&out->name, host >= len ? HUB "/library/" :
			    HUB "/");
		out->hub = true;
		out->host_len = strlen(HUB);
	} else if (is_hub(text, host)) {
		buf_add_str(&out->name, memchr(text + host + 1, '/',
					       len - host - 1) == NULL ?
			    HUB "/library/" : HUB "/");
		out->hub = true;
		out->host_len = strlen(HUB);
		text += host + 1;
		len -= host + 1;
	} else {
		out->host_len = host;
	}
	buf_add(&out->name, text, len);
	return is_good(&out->name);
}

/* Past a scheme. */
static const char *past_scheme(const char *key)
{
	if (strncasecmp(key, "https://", 8) == 0)
		return key + 8;
	return strncasecmp(key, "http://", 7) == 0 ? key + 7 : key;
}

bool authconf_key(const char *key, enum tab_config family,
		  struct authconf_ref *out)
{
	const char *host = past_scheme(key);
	size_t len = strcspn(host, "/"), all = strlen(host);

	memset(out, 0, sizeof(*out));
	buf_init(&out->name, NAME_MAX_LEN);
	if (len == 0 || all > NAME_MAX_LEN || util_has_control(host, all) ||
	    is_token(host))
		return false;
	out->hub = is_hub(host, len) &&
		   (family != TAB_CONFIG_CONTAINERS || host != key ||
		    host[len] == '\0');
	buf_add(&out->name, out->hub ? HUB : host, out->hub ? strlen(HUB) :
		len);
	out->host_len = out->name.len;
	/* Only podman's keys mean anything by what follows. */
	while (all > len && host[all - 1] == '/')
		all--;
	if (host == key && family == TAB_CONFIG_CONTAINERS)
		buf_add(&out->name, host + len, all - len);
	return is_good(&out->name);
}

void authconf_ref_done(struct authconf_ref *r)
{
	buf_done(&r->name);
}

const char *authconf_server(const struct authconf_ref *r, struct buf *out)
{
	buf_reset(out);
	if (r->hub)
		buf_add_str(out, AUTHCONF_HUB);
	else
		buf_add(out, r->name.data, r->host_len);
	return buf_text(out);
}

/* ---- the shape of files ------------------------------------------------- */

static int wrong_type(const char *file, const char *member, const char *wanted,
		      davit_error *err)
{
	error_set(err, DAVIT_EINVAL, "%.200s: '%.80s' is not %s", file,
		  member, wanted);
	error_where(err, "%s", member);
	return DAVIT_EINVAL;
}

int authconf_check(const json_t *config, const char *file, davit_error *err)
{
	static const char *const objects[] = {
		"auths", "credHelpers", "HttpHeaders"
	};
	const json_t *member;
	size_t i;

	if (!json_is_object(config))
		return error_set(err, DAVIT_EINVAL, "%.200s holds no JSON "
				 "object", file);
	for (i = 0; i < UTIL_COUNT(objects); i++) {
		member = json_object_get(config, objects[i]);
		if (member != NULL && !json_is_object(member) &&
		    !json_is_null(member))
			return wrong_type(file, objects[i], "an object", err);
	}
	member = json_object_get(config, "credsStore");
	if (member != NULL && !json_is_string(member) && !json_is_null(member))
		return wrong_type(file, "credsStore", "a string", err);
	return 0;
}

int authconf_check_strict(const json_t *config, const char *variable,
			  davit_error *err)
{
	const char *name, *member;
	json_t *auths, *entry, *value;

	error_clear(err);
	auths = json_object_get(config, "auths");
	if (!json_is_object(auths) || json_object_size(config) != 1) {
		error_set(err, DAVIT_EINVAL, "%s must hold an object with "
			  "\"auths\" and nothing else", variable);
		error_hint(err, "like {\"auths\": {\"registry.example\": "
			   "{\"auth\": \"(base64 of user:password)\"}}}");
		return DAVIT_EINVAL;
	}
	json_object_foreach(auths, name, entry) {
		value = json_object_get(entry, "auth");
		if (!json_is_string(value) || json_string_length(value) == 0)
			return error_set(err, DAVIT_EINVAL, "%s: the entry of "
					 "%.100s has no \"auth\"", variable,
					 name);
		json_object_foreach(entry, member, value)
			if (strcmp(member, "auth") != 0)
				return error_set(err, DAVIT_EINVAL, "%s: the "
						 "entry of %.100s may hold "
						 "\"auth\" only, not '%.40s'",
						 variable, name, member);
	}
	return 0;
}

/* ---- which key? --------------------------------------------------------- */

/* The host in a key that may have a scheme, and a path after it.  Keys of
 * podman are namespaces: there, only one with a scheme has a path to drop. */
static bool same_host(const char *key, const struct authconf_ref *r,
		      enum tab_config family)
{
	const char *host = past_scheme(key);
	size_t len = strcspn(host, "/");

	if (host == key && family == TAB_CONFIG_CONTAINERS &&
	    host[len] != '\0')
		return false;
	if (r->hub)
		return is_hub(host, len) && !is_token(host);
	return len == r->host_len &&
	       strncasecmp(host, r->name.data, len) == 0;
}

static const char *exactly(const json_t *map, const char *key, size_t len)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)map, name, value)
		if (strncmp(name, key, len) == 0 && name[len] == '\0')
			return name;
	return NULL;
}

const char *authconf_match(const json_t *map, const struct authconf_ref *r,
			   enum tab_config family)
{
	const char *name = NULL;
	size_t len = r->name.len;
	json_t *value;

	if (family == TAB_CONFIG_CONTAINERS) {
		while (name == NULL && len > r->host_len) {
			name = exactly(map, r->name.data, len);
			while (len > r->host_len && r->name.data[--len] != '/')
				;
		}
	}
	if (name == NULL && r->hub)
		name = exactly(map, AUTHCONF_HUB, strlen(AUTHCONF_HUB));
	if (name == NULL)
		name = exactly(map, r->name.data, r->host_len);
	if (name != NULL)
		return name;
	json_object_foreach((json_t *)map, name, value)
		if (same_host(name, r, family))
			return name;
	return NULL;
}

/* ---- what engines take -------------------------------------------------- */

/* NULL where it is no string, or empty. */
static const char *text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text == NULL || text[0] == '\0' ? NULL : text;
}

static bool put(json_t *out, const char *name, const char *text)
{
	return text == NULL ||
	       json_object_set_new(out, name, json_string(text)) == 0;
}

static int undecodable(const char *key, const char *file, davit_error *err)
{
	error_set(err, DAVIT_EINVAL, "%.200s: the \"auth\" of %.100s is not "
		  "the base64 of user:password", file, key);
	error_hint(err, "log in to %.100s anew, or take the entry out", key);
	return DAVIT_EINVAL;
}

/* The password may hold colons, the user may not. */
static int split(struct buf *text, const char **user, const char **password,
		 const char *auth, const char *key, const char *file,
		 davit_error *err)
{
	char *colon;

	if (!util_unbase64(text, auth, strlen(auth)))
		return buf_status(text) == DAVIT_ENOMEM ? error_nomem(err) :
		       undecodable(key, file, err);
	/* Some writers pad the password with zero bytes. */
	while (text->len > 0 && text->data[text->len - 1] == '\0')
		text->len--;
	colon = text->len == 0 ? NULL : memchr(text->data, ':', text->len);
	if (colon == NULL || memchr(text->data, '\0', text->len) != NULL ||
	    !util_is_utf8(text->data, text->len))
		return undecodable(key, file, err);
	text->data[text->len] = '\0';
	*colon = '\0';
	*user = text->data;
	*password = colon + 1;
	return 0;
}

int authconf_entry(const json_t *entry, const char *key, const char *file,
		   json_t **out, davit_error *err)
{
	struct buf text = BUF_SECRET(SECRET_MAX);
	const char *auth = text_of(entry, "auth");
	const char *user = text_of(entry, "username");
	const char *password = text_of(entry, "password");
	const char *identity = text_of(entry, "identitytoken");
	const char *token = text_of(entry, "registrytoken");
	json_t *made = NULL;
	int r = 0;

	*out = NULL;
	if (auth != NULL) {
		buf_reserve(&text, strlen(auth));
		r = split(&text, &user, &password, auth, key, file, err);
	}
	if (user != NULL && user[0] == '\0')
		user = NULL;
	if (r < 0 || (user == NULL && identity == NULL && token == NULL))
		goto out;
	made = json_object();
	if (made == NULL || !put(made, "username", user) ||
	    !put(made, "password", password) ||
	    !put(made, "email", text_of(entry, "email")) ||
	    !put(made, "identitytoken", identity) ||
	    !put(made, "registrytoken", token) ||
	    !put(made, "serveraddress", key)) {
		r = error_nomem(err);
		authconf_wipe(made);
		goto out;
	}
	*out = made;
out:
	buf_wipe(&text);
	return r;
}

int authconf_answer(const json_t *answer, const char *key, json_t **out)
{
	const char *user, *secret;
	json_t *made;

	*out = NULL;
	user = json_string_value(json_object_get(answer, "Username"));
	secret = json_string_value(json_object_get(answer, "Secret"));
	if (user == NULL || secret == NULL)
		return DAVIT_EINVAL;
	if (secret[0] == '\0')
		return 0;
	/* The strings are made anew: those of the answer are wiped. */
	if (strcmp(user, "<token>") == 0)
		made = json_pack("{s:s, s:s}", "identitytoken", secret,
				 "serveraddress", key);
	else
		made = json_pack("{s:s, s:s, s:s}", "username", user,
				 "password", secret, "serveraddress", key);
	*out = made;
	return made == NULL ? DAVIT_ENOMEM : 0;
}

bool authconf_has_secrets(const json_t *config)
{
	static const char *const names[] = {
		"auth", "password", "identitytoken", "registrytoken"
	};
	const char *key;
	json_t *entry;
	size_t i;

	if (json_object_size(json_object_get(config, "HttpHeaders")) > 0)
		return true;
	json_object_foreach(json_object_get(config, "auths"), key, entry)
		for (i = 0; i < UTIL_COUNT(names); i++)
			if (text_of(entry, names[i]) != NULL)
				return true;
	return false;
}

static void wipe(const json_t *value, unsigned depth)
{
	const char *key;
	json_t *member;
	size_t i;

	/* Jansson gives no way to write to a string, only to replace it. */
	if (json_is_string(value))
		explicit_bzero((char *)(uintptr_t)json_string_value(value),
			       json_string_length(value));
	else if (json_is_array(value) && depth > 0)
		json_array_foreach(value, i, member)
			wipe(member, depth - 1);
	else if (json_is_object(value) && depth > 0)
		json_object_foreach((json_t *)(uintptr_t)value, key, member)
			wipe(member, depth - 1);
}

void authconf_wipe(json_t *value)
{
	wipe(value, WIPE_DEPTH);
	json_decref(value);
}
