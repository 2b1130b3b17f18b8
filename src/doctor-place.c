/* SPDX-License-Identifier: MIT */
/* What is on this machine: see doctor.h. */
#include "config.h"

#include "doctor.h"

#include "certs.h"
#include "conffile.h"
#include "error.h"
#include "proxy.h"
#include "util.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SOON_DAYS 14
#define NAME_MAX_BYTES 4096	/* of an entry of the password database */

/* ---- the socket --------------------------------------------------------- */

static void user_name(uid_t id, char *out, size_t size)
{
	char room[NAME_MAX_BYTES];
	struct passwd entry, *found = NULL;

	if (getpwuid_r(id, &entry, room, sizeof(room), &found) == 0 &&
	    found != NULL)
		snprintf(out, size, "%s", found->pw_name);
	else
		snprintf(out, size, "%lu", (unsigned long)id);
}

static void group_name(gid_t id, char *out, size_t size)
{
	char room[NAME_MAX_BYTES];
	struct group entry, *found = NULL;

	if (getgrgid_r(id, &entry, room, sizeof(room), &found) == 0 &&
	    found != NULL)
		snprintf(out, size, "%s", found->gr_name);
	else
		snprintf(out, size, "%lu", (unsigned long)id);
}

/* "srw-rw---- root:docker" */
static void describe(const struct stat *st, char *out, size_t size)
{
	static const char letters[] = "rwxrwxrwx";
	char mode[10], user[64], group[64];
	unsigned i;

	for (i = 0; i < 9; i++)
		mode[i] = st->st_mode & (0400u >> i) ? letters[i] : '-';
	mode[9] = '\0';
	user_name(st->st_uid, user, sizeof(user));
	group_name(st->st_gid, group, sizeof(group));
	snprintf(out, size, "%c%s %s:%s", S_ISSOCK(st->st_mode) ? 's' : '-',
		 mode, user, group);
}

void doctor_socket(struct doctor *d)
{
	const char *path = d->client->endpoint.socket;
	struct stat st;
	char what[160];

	if (path == NULL)
		return;
	if (stat(path, &st) < 0) {
		doctor_tell(d, "socket", "there", "absent", path,
			    strerror(errno), NULL);
		return;
	}
	describe(&st, what, sizeof(what));
	doctor_tell(d, "socket", "there", S_ISSOCK(st.st_mode) ? "good" :
		    "warning", path, what, S_ISSOCK(st.st_mode) ? NULL :
		    "that is no socket: check the path");
}

/* The first folder on the way that this user can't enter; false if all can
 * be. */
static bool closed_folder(const char *path, char *out, size_t size)
{
	const char *slash = path;
	size_t len;

	while ((slash = strchr(slash + 1, '/')) != NULL) {
		len = (size_t)(slash - path);
		if (len >= size)
			return false;
		memcpy(out, path, len);
		out[len] = '\0';
		if (access(out, X_OK) < 0 && errno == EACCES)
			return true;
	}
	return false;
}

bool doctor_socket_hint(const struct doctor *d, int sys, char *out,
			size_t size)
{
	const char *path = d->client->endpoint.socket;
	char folder[512], user[64], group[64];
	struct stat st;

	if (path == NULL)
		return false;
	if (stat(path, &st) == 0 && !S_ISSOCK(st.st_mode)) {
		snprintf(out, size, "%.150s is no socket: check the path",
			 path);
		return true;
	}
	if (sys != EACCES && sys != EPERM)
		return false;
	user_name(geteuid(), user, sizeof(user));
	if (closed_folder(path, folder, sizeof(folder))) {
		snprintf(out, size, "user %s may not enter %.150s: use a "
			 "rootless engine's socket, or become another user",
			 user, folder);
		return true;
	}
	if (stat(path, &st) < 0)
		return false;
	group_name(st.st_gid, group, sizeof(group));
	if ((st.st_mode & 0020) == 0)
		snprintf(out, size, "only its owner may use the socket, and "
			 "user %s is not: use a rootless engine's socket",
			 user);
	else
		snprintf(out, size, "the socket is for group %s: add user %s "
			 "to it and log in anew, or use a rootless engine's "
			 "socket", group, user);
	return true;
}

/* ---- TLS ---------------------------------------------------------------- */

void doctor_cert(struct doctor *d, const char *rule, const char *path,
		 const struct cert *cert)
{
	char words[1200];
	const char *hint = NULL, *result = "good";

	error_print(words, sizeof(words), "%s%s%s, until %s%s%s%s",
		    cert->subject, cert->names[0] != '\0' ? ", for " : "",
		    cert->names, cert->until, cert->own ? ", signed by itself"
		    : ", by ", cert->own ? "" : cert->issuer,
		    cert->days < 0 ? ": out of date" : cert->early ?
		    ": not good yet" : "");
	if (cert->days < 0) {
		result = "failed";
		hint = "it has to be made anew, or the clock here is wrong";
	} else if (cert->early) {
		result = "failed";
		hint = "compare the clock of this machine with that of the "
		       "one that made it";
	} else if (cert->days < SOON_DAYS) {
		result = "warning";
		hint = "it will be out of date soon";
	}
	doctor_tell(d, "tls", rule, result, path, words, hint);
}

/* Returns what is in the file; NULL if that can't be read, or isn't set. */
static char *read_file(struct doctor *d, const char *rule, const char *path,
		       size_t *len)
{
	struct buf text = BUF_INIT(CONFFILE_MAX);
	davit_error err;
	bool found = false;

	if (path == NULL)
		return NULL;
	if (conffile_text(path, &text, &found, &err) < 0) {
		doctor_fail(d, "tls", rule, path, &err);
		buf_wipe(&text);
		return NULL;
	}
	*len = text.len;
	return buf_take(&text);
}

/* Returns the text of the certificate, or NULL. */
static char *look_at_cert(struct doctor *d, const char *rule,
			  const char *path, size_t *len)
{
	char *pem = read_file(d, rule, path, len);
	struct cert cert;

	if (pem == NULL)
		return NULL;
	if (certs_read(pem, *len, &cert))
		doctor_cert(d, rule, path, &cert);
	else
		doctor_tell(d, "tls", rule, certs_can() ? "failed" : "good",
			    path, certs_can() ? "no certificate in PEM is in "
			    "it" : "not looked at: built without OpenSSL",
			    certs_can() ? "give a file that begins with "
			    "-----BEGIN CERTIFICATE-----" : NULL);
	return pem;
}

static void look_at_key(struct doctor *d, const char *pem, size_t len)
{
	const char *path = d->client->tls.key;
	char *key;
	size_t n;

	key = read_file(d, "key", path, &n);
	if (key == NULL)
		return;
	if (pem != NULL && certs_match(pem, len, key, n,
				       d->client->tls.passphrase) == 0)
		doctor_tell(d, "tls", "key", "failed", path, "it is not the "
			    "key of the certificate", "give the certificate "
			    "that was made for this key");
	else if (conffile_exposed(path))
		doctor_tell(d, "tls", "key", "warning", path, "others may "
			    "read it", "take their right away with chmod "
			    "go-rw");
	else
		doctor_tell(d, "tls", "key", "good", path, NULL, NULL);
	util_wipe_free(key);
}

static bool is_far(const struct endpoint *e)
{
	return e->socket == NULL && e->ssh_host == NULL && e->fd < 0 &&
	       strncmp(e->origin, "http://127.", 11) != 0 &&
	       strncmp(e->origin, "http://localhost:", 17) != 0 &&
	       strncmp(e->origin, "http://[::1]", 12) != 0;
}

void doctor_tls(struct doctor *d)
{
	const struct endpoint *e = &d->client->endpoint;
	const struct http_tls *tls = &d->client->tls;
	size_t len = 0, n;
	char *pem;

	if (!e->tls) {
		if (is_far(e))
			doctor_tell(d, "tls", "used", "warning", NULL,
				    "no: neither side is sure of the other, "
				    "and all can be read on the way",
				    "give certificates, or use ssh://");
		return;
	}
	if (tls->insecure)
		doctor_tell(d, "tls", "verification", "warning", NULL,
			    "the engine's certificate is not looked at: "
			    "anybody may be answering", "give its CA instead");
	free(look_at_cert(d, "CA", tls->ca, &n));
	pem = look_at_cert(d, "client certificate", tls->cert, &len);
	look_at_key(d, pem, len);
	free(pem);
}

/* ---- what goes along ---------------------------------------------------- */

/* "http://user:secret@host" without what is nobody's business. */
static void show_proxy(const char *value, char *out, size_t size)
{
	const char *rest = strstr(value, "://"), *at = strrchr(value, '@');

	rest = rest == NULL ? value : rest + 3;
	if (at != NULL && at >= rest)
		error_print(out, size, "%.*s(hidden)%s", (int)(rest - value),
			    value, at);
	else
		error_print(out, size, "%s", value);
}

static void tell_proxy(struct doctor *d, const char *name,
		       const char *winner)
{
	const char *value = getenv(name), *except = getenv("no_proxy");
	bool won = winner != NULL && strcmp(name, winner) == 0;
	char shown[300], note[300] = "";

	if (value == NULL || value[0] == '\0') {
		doctor_tell(d, "proxy", name, "unset", NULL, NULL, NULL);
		return;
	}
	if (except == NULL)
		except = getenv("NO_PROXY");
	show_proxy(value, shown, sizeof(shown));
	if (!proxy_fits(&d->client->endpoint))
		error_print(note, sizeof(note), "only for other hosts, and "
			    "not through ssh");
	else if (won && except != NULL)
		error_print(note, sizeof(note), "but not for %s", except);
	doctor_tell(d, "proxy", name, won ? "won" : "lost", shown,
		    note[0] == '\0' ? NULL : note, NULL);
}

void doctor_proxy(struct doctor *d)
{
	static const char *const plain[] = {
		"http_proxy", "all_proxy", "ALL_PROXY", NULL
	};
	static const char *const secure[] = {
		"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", NULL
	};
	const davit_client *c = d->client;
	const char *const *name = c->endpoint.tls ? secure : plain;
	const char *winner = http_proxy(c->http);

	if (winner == NULL && proxy_variable(&c->endpoint) != NULL)
		doctor_tell(d, "proxy", "options", "won", NULL,
			    "none is used", NULL);
	for (; *name != NULL; name++)
		tell_proxy(d, *name, winner);
}

void doctor_files(struct doctor *d)
{
	char *folder = conffile_docker_dir();
	char *path = conffile_path(folder, "config.json");
	json_t *value = NULL;
	davit_error err;

	if (path == NULL)
		goto done;
	if (conffile_json(path, &value, &err) < 0)
		doctor_fail(d, "files", "config.json", path, &err);
	else if (value == NULL)
		doctor_tell(d, "files", "config.json", "absent", path, NULL,
			    NULL);
	else if (json_object_size(json_object_get(value, "auths")) > 0 &&
		 conffile_exposed(path))
		doctor_tell(d, "files", "config.json", "warning", path,
			    "others may read it, and it may hold passwords",
			    "take their right away with chmod go-rw");
	else
		doctor_tell(d, "files", "config.json", "good", path, NULL,
			    NULL);
	json_decref(value);
done:
	free(path);
	free(folder);
}
