/* SPDX-License-Identifier: MIT */
/*
 * Tests src/choose.c and what it reads: an environment and files to an
 * endpoint, or to an error.  A row has a home directory of its own, for which
 * "~" stands everywhere, and no other variables than those it names.
 */
#include "config.h"

#include "choose-files.h"
#include "endpoint.h"
#include "lookup.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

struct row {
	const char *asked;	/* engine ("": any), then "-H URI", "-c NAME",
				   "tls", "ca" */
	const char *environment;	/* "NAME=VALUE NAME=VALUE" */
	const char *files;	/* names of choose-files.c */
	const char *wanted;	/* what describe() writes; "!": part of the
				   message, "?": and of the hint */
};

#define SOCK "unix:///run/x.sock [given] /run/x.sock"
#define CTX(dir) "(~/.docker/contexts/meta/" dir "/meta.json)]"
#define PROD "tcp://prod:2376 [context prod " CTX("p") " http://prod:2376"
#define CONN "(~/.config/containers/podman-connections.json)]"
#define CONF "(~/.config/containers/containers.conf)]"
#define BOX "ssh://core@box:2222/run/p.sock [connection box " CONN \
	    " ssh core box 2222 /run/p.sock id=/k/id context=box"
#define DEV "ssh://dev@d/run/p.sock [connection dev " CONF \
	    " ssh dev d 0 /run/p.sock id=/k/dev context=dev"

static const struct row rows[] = {
#include "choose-rows.h"
};

/* ---- one row ------------------------------------------------------------ */

static char home[] = "/tmp/davit-unit-XXXXXX";

/* "~" becomes the home directory. */
static void expand(const char *text, char *out, size_t size)
{
	size_t n = 0;

	for (; *text != '\0' && n + sizeof(home) < size; text++)
		if (*text == '~') {
			memcpy(out + n, home, sizeof(home) - 1);
			n += sizeof(home) - 1;
		} else {
			out[n++] = *text;
		}
	out[n] = '\0';
}

static void set_variables(const char *list)
{
	char text[1000], *name, *value, *next;

	expand(list, text, sizeof(text));
	clearenv();
	setenv("HOME", home, 1);
	setenv("DAVIT_TOML_JSON", TOML_JSON, 1);
	setenv("CONTAINERS_CONF", "/dev/null", 1);
	for (name = text; *name != '\0'; name = next) {
		next = name + strcspn(name, " ");
		if (*next != '\0')
			*next++ = '\0';
		value = strchr(name, '=');
		if (value == NULL) {
			unsetenv(name);
			continue;
		}
		*value++ = '\0';
		setenv(name, value, 1);
	}
}

/* Takes the next word off the text. */
static char *word(char **text)
{
	char *start = *text, *end = start + strcspn(start, " ");

	*text = *end == '\0' ? end : end + 1;
	*end = '\0';
	return start;
}

/* Without the socket of the system, which may exist where this runs. */
static const struct table *without_first(const struct table *t)
{
	static struct table copy;

	copy = *t;
	copy.endpoints++;
	copy.nendpoints--;
	return &copy;
}

static const struct table *engine_named(const char *name)
{
	const struct table *t;
	davit_error err;

	if (name[0] == '\0')
		return NULL;
	ck_assert_int_eq(lookup_engine(name, &t, &err), 0);
	return without_first(t);
}

static int choose(const char *asked, json_t *trail, const struct table **t,
		  struct endpoint *out, davit_error *err)
{
	struct endpoint_wish wish = { NULL, NULL, false, false };
	char text[3000], *rest = text, *w;

	expand(asked, text, sizeof(text));
	*t = engine_named(word(&rest));
	while (*rest != '\0') {
		w = word(&rest);
		if (strcmp(w, "-H") == 0)
			wish.given = word(&rest);
		else if (strcmp(w, "-c") == 0)
			wish.context = word(&rest);
		else
			wish.tls = true;
		wish.ca = wish.ca || strcmp(w, "ca") == 0;
	}
	return endpoint_choose(t, &wish, trail, out, err);
}

static void add(char *out, size_t size, const char *name, const char *value)
{
	size_t n = strlen(out);

	if (value != NULL)
		snprintf(out + n, size - n, " %s%s", name, value);
}

static void describe(const struct endpoint *e, char *out, size_t size)
{
	char number[16];

	snprintf(out, size, "%s [%s]", e->uri, e->source);
	if (e->ssh_host != NULL) {
		snprintf(number, sizeof(number), "%d", e->ssh_port);
		add(out, size, "ssh ", e->ssh_user == NULL ? "-"
							   : e->ssh_user);
		add(out, size, "", e->ssh_host);
		add(out, size, "", number);
		add(out, size, "", e->ssh_socket == NULL ? "-"
							 : e->ssh_socket);
	} else if (e->socket != NULL) {
		add(out, size, "", e->socket);
	} else {
		add(out, size, "", e->origin);
		strncat(out, e->prefix, size - strlen(out) - 1);
	}
	add(out, size, "any-key", e->ssh_any_key ? "" : NULL);
	add(out, size, "id=", e->ssh_identity);
	add(out, size, "ca=", e->tls_ca);
	add(out, size, "cert=", e->tls_cert);
	add(out, size, "key=", e->tls_key);
	add(out, size, "insecure", e->tls_insecure ? "" : NULL);
	add(out, size, "context=", e->context);
	add(out, size, "proxy=", e->proxy);
	ck_assert_int_eq(e->tls, strncmp(e->origin, "https", 5) == 0);
	if (e->tls)
		ck_assert_ptr_null(e->socket);
}

static void check_error(const struct row *row, const davit_error *err)
{
	char wanted[1000], *hint;

	expand(row->wanted + 1, wanted, sizeof(wanted));
	hint = strchr(wanted, '?');
	if (hint != NULL)
		*hint++ = '\0';
	unit_holds(row->asked, err->text, wanted);
	if (hint != NULL)
		unit_holds(row->asked, err->hint, hint);
	ck_assert_ptr_null(strstr(err->text, "hunter2"));
	ck_assert_ptr_null(strstr(err->hint, "hunter2"));
}

static void check_row(const struct row *row, json_t *trail)
{
	davit_error err = { .text = "" };
	char got[4000], wanted[4000];
	const struct table *t;
	struct endpoint e;
	int r = choose(row->asked, trail, &t, &e, &err);

	if (row->wanted[0] == '!') {
		ck_assert_msg(r == DAVIT_EINVAL, "%s: is no error", row->asked);
		check_error(row, &err);
		ck_assert_ptr_null(e.uri);
		return;
	}
	ck_assert_msg(r == 0, "%s; %s; %s: %s", row->asked, row->environment,
		      row->files, err.text);
	got[0] = '\0';
	if (row->asked[0] == ' ' || row->asked[0] == '\0')
		snprintf(got, sizeof(got), "%s: ", lookup_str(t, t->engine));
	describe(&e, got + strlen(got), sizeof(got) - strlen(got));
	expand(row->wanted, wanted, sizeof(wanted));
	ck_assert_str_eq(got, wanted);
	endpoint_done(&e);
}

/* Whether somebody listens to what is tried changes nothing. */
START_TEST(table)
{
	const struct row *row = &rows[_i];
	json_t *trail = json_array();
	char *text;

#ifndef HAVE_TOML
	if (strstr(row->files, "toml") != NULL)
		return;
#endif
	ck_assert_ptr_nonnull(mkdtemp(home));
	choose_files_make(home, row->files);
	set_variables(row->environment);
	check_row(row, NULL);
	check_row(row, trail);
	ck_assert_uint_gt(json_array_size(trail), 0);
	text = json_dumps(trail, 0);
	ck_assert_msg(strstr(text, "hunter2") == NULL, "%s", text);
	free(text);
	json_decref(trail);
	choose_files_remove(home);
}
END_TEST

/* ---- further tests ------------------------------------------------------ */

/* A descriptor is taken as it is, if it is a connection. */
START_TEST(descriptors)
{
	char uri[32], said[128];
	struct endpoint_wish wish = { uri, NULL, false, false };
	const struct table *t = NULL;
	struct endpoint e;
	davit_error err;
	int fds[2];

	clearenv();
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	snprintf(uri, sizeof(uri), "fd://%d", fds[0]);
	ck_assert_int_eq(endpoint_choose(&t, &wish, NULL, &e, &err), 0);
	ck_assert_int_eq(e.fd, fds[0]);
	ck_assert_str_eq(e.origin, "http://localhost");
	endpoint_done(&e);
	ck_assert_int_eq(e.fd, -1);
	close(fds[0]);
	close(fds[1]);
	t = NULL;
	ck_assert_int_eq(endpoint_choose(&t, &wish, NULL, &e, &err),
			 DAVIT_EINVAL);
	unit_holds("closed", err.text, "not open");
	ck_assert_ptr_null(t);
	ck_assert_int_eq(pipe(fds), 0);
	snprintf(uri, sizeof(uri), "fd://%d", fds[0]);
	snprintf(said, sizeof(said), "'%s' (given) is a descriptor of no "
		 "socket", uri);
	ck_assert_int_eq(endpoint_choose(&t, &wish, NULL, &e, &err),
			 DAVIT_EINVAL);
	unit_holds("pipe", err.text, said);
	close(fds[0]);
	close(fds[1]);
	fds[0] = socket(AF_UNIX, SOCK_DGRAM, 0);
	snprintf(uri, sizeof(uri), "fd://%d", fds[0]);
	ck_assert_int_eq(endpoint_choose(&t, &wish, NULL, &e, &err),
			 DAVIT_EINVAL);
	unit_holds("datagrams", err.text, "of no stream");
	close(fds[0]);
}
END_TEST

/* Rules and results in their order, without those of default sockets. */
static const struct row trails[] = {
	{ "docker", "DOCKER_HOST=tcp://e DOCKER_CONTEXT=prod", "prod current",
	  "host DOCKER_HOST won, tls DOCKER_TLS_VERIFY unset, "
	  "tls DOCKER_TLS unset, tls DOCKER_CERT_PATH unset, "
	  "host DOCKER_CONTEXT lost, host currentContext lost" },
	{ "docker", "", "prod current",
	  "host DOCKER_HOST unset, host DOCKER_CONTEXT unset, "
	  "host currentContext won, context prod won" },
	{ "docker", "", "current-prd",
	  "host DOCKER_HOST unset, host DOCKER_CONTEXT unset, "
	  "host currentContext failed" },
	{ "docker -H tcp://h", "DOCKER_TLS=1 DOCKER_HOST=tcp://e",
	  "current-torn",
	  "host given won, tls DOCKER_TLS_VERIFY unset, tls DOCKER_TLS won, "
	  "tls DOCKER_CERT_PATH unset, tls ca.pem absent, "
	  "tls cert.pem absent, tls key.pem absent, "
	  "host DOCKER_HOST lost, host DOCKER_CONTEXT unset, "
	  "host currentContext failed" },
	{ "podman -c box", "CONTAINER_HOST=tcp://e CONTAINER_PROXY=socks5://p",
	  "box",
	  "host given context won, context box won, ssh IsMachine lost, "
	  "host CONTAINER_CONNECTION unset, host CONTAINER_HOST lost, "
	  "host default connection lost, proxy CONTAINER_PROXY lost" },
	{ "podman", "CONTAINER_HOST=ssh://h CONTAINER_SSHKEY=/k", "",
	  "host CONTAINER_CONNECTION unset, host CONTAINER_HOST won, "
	  "ssh CONTAINER_SSHKEY won, host default connection unset" },
};

START_TEST(trail)
{
	const struct row *row = &trails[_i];
	json_t *list = json_array(), *one;
	const char *topic, *rule, *result;
	char got[2000] = "";
	const struct table *t;
	struct endpoint e;
	davit_error err;
	size_t i, n;

	ck_assert_ptr_nonnull(mkdtemp(home));
	choose_files_make(home, row->files);
	set_variables(row->environment);
	if (choose(row->asked, list, &t, &e, &err) == 0)
		endpoint_done(&e);
	json_array_foreach(list, i, one) {
		ck_assert_int_eq(json_unpack(one, "{s:s, s:s, s:s}", "topic",
					     &topic, "rule", &rule, "result",
					     &result), 0);
		n = strlen(got);
		if (strcmp(rule, "default socket") != 0)
			snprintf(got + n, sizeof(got) - n, "%s%s %s %s",
				 n > 0 ? ", " : "", topic, rule, result);
		else
			ck_assert_str_ne(result, "won");
	}
	ck_assert_str_eq(got, row->wanted);
	json_decref(list);
	choose_files_remove(home);
}
END_TEST

/* One default wins, and is told to. */
START_TEST(trail_of_sockets)
{
	json_t *list = json_array(), *one;
	const struct table *t;
	const char *result, *uri;
	struct endpoint e;
	davit_error err;
	char got[2000] = "", wanted[2000];
	size_t i, n;

	ck_assert_ptr_nonnull(mkdtemp(home));
	choose_files_make(home, "desktop colima no-socket");
	set_variables("XDG_RUNTIME_DIR=~/run");
	ck_assert_int_eq(choose("docker", list, &t, &e, &err), 0);
	endpoint_done(&e);
	json_array_foreach(list, i, one) {
		if (strcmp(json_string_value(json_object_get(one, "rule")),
			   "default socket") != 0)
			continue;
		ck_assert_int_eq(json_unpack(one, "{s:s, s:s}", "result",
					     &result, "value", &uri), 0);
		n = strlen(got);
		snprintf(got + n, sizeof(got) - n, "%s %s\n", result, uri);
	}
	expand("absent unix://~/run/docker.sock\n"
	       "won unix://~/.docker/desktop/docker.sock\n"
	       "absent unix://~/.docker/run/docker.sock\n"
	       "lost unix://~/.colima/default/docker.sock\n", wanted,
	       sizeof(wanted));
	ck_assert_str_eq(got, wanted);
	json_decref(list);
	choose_files_remove(home);
}
END_TEST

/* More contexts than fit into a message, or are looked at. */
START_TEST(many)
{
	char path[200];
	const struct table *t;
	struct endpoint e;
	davit_error err;
	FILE *file;
	int i;

	ck_assert_ptr_nonnull(mkdtemp(home));
	choose_files_make(home, "prod");
	set_variables("");
	for (i = 0; i < 40; i++) {
		snprintf(path, sizeof(path), "%s/.docker/contexts/meta/%d",
			 home, i);
		ck_assert_int_eq(mkdir(path, 0700), 0);
		snprintf(path, sizeof(path), "%s/.docker/contexts/meta/%d/"
			 "meta.json", home, i);
		file = fopen(path, "w");
		ck_assert_ptr_nonnull(file);
		fprintf(file, "{\"Name\": \"context-number-%d\"}", i);
		fclose(file);
	}
	ck_assert_int_eq(choose("docker -c context-number-41", NULL, &t, &e,
				&err), DAVIT_EINVAL);
	unit_holds("many", err.text, ", ...");
	unit_holds("many", err.hint, "did you mean 'context-number-");
	ck_assert_int_eq(choose("docker -c prod", NULL, &t, &e, &err), 0);
	endpoint_done(&e);
	choose_files_remove(home);
}
END_TEST

static void fill(TCase *tc)
{
	UNIT_ROWS(tc, table, rows);
	tcase_add_test(tc, descriptors);
	UNIT_ROWS(tc, trail, trails);
	tcase_add_test(tc, trail_of_sockets);
	tcase_add_test(tc, many);
}

int main(void)
{
	return unit_run_engines("choose", fill);
}
