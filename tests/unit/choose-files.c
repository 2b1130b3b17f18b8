/* SPDX-License-Identifier: MIT */
/* See choose-files.h. */
#include "config.h"

#include "choose-files.h"
#include "unit.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define META(name, host, more) "{\"Name\": \"" name "\", \"Metadata\": {}, " \
	"\"Endpoints\": {\"docker\": {\"Host\": \"" host "\"" more "}}}"
#define IS_SOCKET "socket"
#define IS_DIR "directory"
#define STORE ".docker/contexts/meta/"
#define CONTAINERS ".config/containers/"
#define CONNECTIONS CONTAINERS "podman-connections.json"
#define BOX "\"box\": {\"URI\": \"ssh://core@box:2222/run/p.sock\", " \
	    "\"Identity\": \"/k/id\", \"IsMachine\": true}"
#define DEV "[engine.service_destinations.dev]\n" \
	    "uri = \"ssh://dev@d/run/p.sock\"\nidentity = \"/k/dev\"\n"

static const struct {
	const char *name, *path, *text;
} files[] = {
	/* the docker command's */
	{ "prod", STORE "p/meta.json",
	  META("prod", "tcp://prod:2376", ", \"SkipTLSVerify\": false") },
	{ "prod-ca", ".docker/contexts/tls/p/docker/ca.pem", "x" },
	{ "prod-cert", ".docker/contexts/tls/p/docker/cert.pem", "x" },
	{ "prod-key", ".docker/contexts/tls/p/docker/key.pem", "x" },
	{ "skip", STORE "s/meta.json",
	  META("skip", "tcp://skip:1", ", \"SkipTLSVerify\": true") },
	{ "far", STORE "f/meta.json", META("far", "ssh://me@far", "") },
	{ "far-ca", ".docker/contexts/tls/f/docker/ca.pem", "x" },
	{ "local", STORE "l/meta.json", META("local", "unix:///l.sock", "") },
	{ "nohost", STORE "n/meta.json",
	  "{\"Name\": \"nohost\", \"Endpoints\": {\"docker\": {}}}" },
	{ "kube", STORE "k/meta.json",
	  "{\"Name\": \"kube\", \"Endpoints\": {\"kubernetes\": {}}}" },
	{ "pipe", STORE "w/meta.json",
	  META("pipe", "npipe:////./pipe/docker_engine", "") },
	{ "secret", STORE "z/meta.json",
	  META("secret", "tcp://me:hunter2@h:1", "") },
	{ "torn", STORE "t/meta.json", "{\"Name\": \"hunter2" },
	{ "strange", STORE "o/meta.json", "[1, {\"Name\": 2}]" },
	{ "hidden", STORE ".h/meta.json", META("hidden", "tcp://x", "") },
	{ "stray", STORE "README", "no directory" },
	{ "current", ".docker/config.json", "{\"currentContext\": \"prod\"}" },
	{ "current-prd", ".docker/config.json",
	  "{\"currentContext\": \"prd\"}" },
	{ "current-default", ".docker/config.json",
	  "{\"currentContext\": \"default\"}" },
	{ "current-none", ".docker/config.json", "{\"auths\": {}}" },
	{ "current-empty", ".docker/config.json", "" },
	{ "current-odd", ".docker/config.json", "{\"currentContext\": 1}" },
	{ "current-torn", ".docker/config.json",
	  "{\"auths\": {},\n \"hunter2\"" },
	{ "current-dir", ".docker/config.json", IS_DIR },
	{ "alt", "alt/config.json", "{\"currentContext\": \"there\"}" },
	{ "there", "alt/contexts/meta/1/meta.json",
	  META("there", "tcp://there:1", "") },
	{ "ca", ".docker/ca.pem", "x" },
	{ "cert", ".docker/cert.pem", "x" },
	{ "key", ".docker/key.pem", "x" },
	{ "c-ca", "certs/ca.pem", "x" },
	{ "c-cert", "certs/cert.pem", "x" },
	{ "c-key", "certs/key.pem", "x" },
	{ "rootless", "run/docker.sock", IS_SOCKET },
	{ "desktop", ".docker/desktop/docker.sock", IS_SOCKET },
	{ "desktop-mac", ".docker/run/docker.sock", IS_SOCKET },
	{ "colima", ".colima/default/docker.sock", IS_SOCKET },
	{ "no-socket", "run/docker.sock", "a plain file" },
	/* Podman's */
	{ "podman", "run/podman/podman.sock", IS_SOCKET },
	{ "box", CONNECTIONS,
	  "{\"Connection\": {\"Default\": \"box\", \"Connections\": {" BOX
	  ", \"plain\": {\"URI\": \"tcp://t:9\"}, \"tls\": {\"URI\": "
	  "\"tcp://t:9\", \"TLSCA\": \"/c/ca\", \"TLSCert\": \"/c/cert\", "
	  "\"TLSKey\": \"/c/key\"}, \"sock\": {\"URI\": \"unix:///s.sock\", "
	  "\"Identity\": \"/k/id\"}, \"two\": {\"URI\": \"unix://run/2.sock\""
	  "}, \"nouri\": {\"Identity\": \"/k\"}, \"odd\": {\"URI\": "
	  "\"ssh://me:hunter2@h\"}, \"one\": {\"URI\": \"tcp://t:9\", "
	  "\"TLSCert\": \"/c/cert\"}, \"vm\": {\"URI\": "
	  "\"ssh://core@127.0.0.1:50001/p\", \"Identity\": \"/k/vm\", "
	  "\"IsMachine\": true}, \"far\": {\"URI\": \"ssh://127.example/p\", "
	  "\"IsMachine\": true}}}, \"Farm\": {}}" },
	{ "box-only", CONNECTIONS,
	  "{\"Connection\": {\"Connections\": {" BOX "}}}" },
	{ "box-bad", CONNECTIONS,
	  "{\"Connection\": {\"Default\": \"bix\", \"Connections\": {" BOX
	  "}}}" },
	{ "box-prod", CONNECTIONS,
	  "{\"Connection\": {\"Connections\": {\"prod\": {\"URI\": "
	  "\"tcp://podman:1\"}}}}" },
	{ "box-dev", CONNECTIONS,
	  "{\"Connection\": {\"Default\": \"dev\", \"Connections\": {}}}" },
	{ "box-torn", CONNECTIONS, "{\"Connection\": hunter2" },
	{ "box-dir", CONNECTIONS, IS_DIR },
	{ "box-empty", CONNECTIONS, "" },
	{ "box-odd", CONNECTIONS, "{\"Connection\": [\"Default\"]}" },
	{ "elsewhere", "c.json",
	  "{\"Connection\": {\"Default\": \"e\", \"Connections\": "
	  "{\"e\": {\"URI\": \"tcp://e:1\"}}}}" },
	{ "xdg", "xdg/containers/podman-connections.json",
	  "{\"Connection\": {\"Default\": \"x\", \"Connections\": "
	  "{\"x\": {\"URI\": \"tcp://x:1\"}}}}" },
	{ "toml", CONTAINERS "containers.conf",
	  "[engine]\nactive_service = \"dev\"\n" DEV
	  "[engine.service_destinations.box]\nuri = \"tcp://shadow:1\"\n" },
	{ "toml-only", CONTAINERS "containers.conf", "# none active\n" DEV },
	{ "toml-vm", CONTAINERS "containers.conf",
	  "[engine.service_destinations.vm]\nuri = \"ssh://localhost/p\"\n"
	  "is_machine = true\n" },
	{ "toml-box", CONTAINERS "containers.conf",
	  "[engine]\nactive_service = \"box\"\n" },
	{ "toml-gone", CONTAINERS "containers.conf",
	  "[engine]\nactive_service = \"dew\"\n" DEV },
	{ "toml-torn", CONTAINERS "containers.conf",
	  "[engine]\n\nactive_service = hunter2 two\n" },
	{ "toml-odd", CONTAINERS "containers.conf",
	  "engine = 5 # active_service\nservice_destinations = []\n" },
	{ "toml-late", CONTAINERS "containers.conf.d/20-late.conf",
	  "[engine]\nactive_service = \"late\"\n"
	  "[engine.service_destinations.late]\nuri = \"tcp://late:1\"\n" },
	{ "toml-later", CONTAINERS "containers.conf.d/30-later.conf",
	  "[engine.service_destinations.late]\nuri = \"tcp://later:1\"\n"
	  "tls_ca = \"/c/ca\"\n" },
	{ "toml-drop", CONTAINERS "containers.conf.d/90.conf.off", "x = = y" },
	{ "toml-own", "own.conf",
	  "[engine]\nactive_service = \"own\"\n"
	  "[engine.service_destinations.own]\nuri = \"tcp://own:1\"\n" },
	/* not a word of TOML in it is needed */
	{ "comments", CONTAINERS "containers.conf",
	  "[containers]\nthis is = = broken\n"
	  "  # active_service = \"dev\"\n#service_destinations\n" },
};

static void make_parents(char *path)
{
	char *slash = path;

	while ((slash = strchr(slash + 1, '/')) != NULL) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
}

static void make_socket(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_uint_lt(strlen(path), sizeof(a.sun_path));
	memcpy(a.sun_path, path, strlen(path) + 1);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	close(fd);
}

static void make(const char *home, const char *name, size_t len)
{
	char path[300];
	FILE *file;
	size_t i;

	for (i = 0; i < COUNT(files); i++)
		if (strlen(files[i].name) == len &&
		    memcmp(files[i].name, name, len) == 0)
			break;
	ck_assert_msg(i < COUNT(files), "no file %.*s", (int)len, name);
	snprintf(path, sizeof(path), "%s/%s", home, files[i].path);
	make_parents(path);
	if (strcmp(files[i].text, IS_SOCKET) == 0) {
		make_socket(path);
	} else if (strcmp(files[i].text, IS_DIR) == 0) {
		ck_assert_int_eq(mkdir(path, 0700), 0);
	} else {
		file = fopen(path, "w");
		ck_assert_ptr_nonnull(file);
		fputs(files[i].text, file);
		ck_assert_int_eq(fclose(file), 0);
	}
}

void choose_files_make(const char *home, const char *list)
{
	size_t len;

	while (*list != '\0') {
		len = strcspn(list, " ");
		make(home, list, len);
		list += len;
		list += *list == ' ';
	}
}

static int remove_one(const char *path, const struct stat *st, int flag,
		      struct FTW *where)
{
	(void)st;
	(void)flag;
	(void)where;
	return remove(path);
}

void choose_files_remove(const char *home)
{
	ck_assert_int_eq(nftw(home, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}
