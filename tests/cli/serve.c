/* SPDX-License-Identifier: MIT */
/*
 * serve SOCKET|tcp FILE [SECONDS [HOLD]]: an engine that answers every ping
 * with its version and every other request with the bytes of FILE, a whole
 * HTTP reply, read anew each time; then closes the connection.  If FILE is a
 * folder, the reply is the file in it named like the last part of the
 * request's path, and _ping in it, without a body, that to pings.  With SECONDS it waits before answering, with HOLD
 * afterwards.  What it received is written to FILE.got.  If there is a
 * FILE.after, the connection is taken over: what else is received, to its
 * end, goes to FILE.input, and the bytes of FILE.after are sent last.  Prints
 * "ready" and its port, 0 for a socket, once it listens; runs until it is
 * ended.
 */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static char request[1 << 20];

static const char ping[] =
	"HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 2\r\n"
	"Connection: close\r\n\r\nOK";

static const char plain[] =
	"HTTP/1.0 400 Bad Request\r\n\r\n"
	"Client sent an HTTPS request to an HTTP server.\n";

/* Reads a head and the body that it announces. */
static size_t receive(int fd)
{
	size_t used = 0, wanted = 0, end = 0;
	char *p;
	ssize_t n;

	while (end == 0 || used < end + wanted) {
		n = read(fd, request + used, sizeof(request) - 1 - used);
		if (n <= 0)
			break;
		used += (size_t)n;
		/* A TLS hello; Go's servers answer it with plain words. */
		if (request[0] == 0x16)
			break;
		request[used] = '\0';
		p = strstr(request, "\r\n\r\n");
		if (end != 0 || p == NULL)
			continue;
		end = (size_t)(p + 4 - request);
		for (p = request; (p = strstr(p, "\r\n")) != NULL; p += 2)
			if (strncasecmp(p + 2, "content-length:", 15) == 0)
				wanted = strtoul(p + 17, NULL, 10);
	}
	return used;
}

static void send_all(int fd, const char *data, size_t len)
{
	ssize_t n;

	for (; len > 0; data += n, len -= (size_t)n) {
		n = send(fd, data, len, MSG_NOSIGNAL);
		if (n <= 0)
			return;
	}
}

static void send_file(int fd, const char *path)
{
	static char data[1 << 16];
	FILE *from = fopen(path, "r");
	size_t n;

	if (from == NULL)
		return;
	while ((n = fread(data, 1, sizeof(data), from)) > 0)
		send_all(fd, data, n);
	fclose(from);
}

/* The file of this request. */
static const char *reply_to(const char *path)
{
	static char name[512];
	const char *end = strchr(request, ' '), *start;
	struct stat st;

	if (stat(path, &st) < 0 || !S_ISDIR(st.st_mode) || end == NULL)
		return path;
	end += 1 + strcspn(end + 1, " ?");
	for (start = end; start > request && start[-1] != '/'; start--)
		;
	snprintf(name, sizeof(name), "%s/%.*s", path, (int)(end - start),
		 start);
	return name;
}

/* The second half of a connection that is taken over. */
static void take_over(int fd, const char *path)
{
	static char data[1 << 16];
	char name[520];
	FILE *to;
	ssize_t n;

	snprintf(name, sizeof(name), "%s.after", path);
	if (access(name, R_OK) < 0)
		return;
	snprintf(name, sizeof(name), "%s.input", path);
	to = fopen(name, "w");
	while ((n = read(fd, data, sizeof(data))) > 0)
		if (to != NULL)
			fwrite(data, 1, (size_t)n, to);
	if (to != NULL)
		fclose(to);
	snprintf(name, sizeof(name), "%s.after", path);
	send_file(fd, name);
}

static void keep(const char *path, size_t len)
{
	char name[520];
	FILE *to;

	snprintf(name, sizeof(name), "%s.got", path);
	to = fopen(name, "w");
	if (to == NULL)
		return;
	fwrite(request, 1, len, to);
	fclose(to);
}

static int listen_local(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (strlen(path) >= sizeof(address.sun_path))
		return -1;
	memcpy(address.sun_path, path, strlen(path) + 1);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address,
			   sizeof(address)) < 0 || listen(fd, 8) < 0)
		return -1;
	puts("ready 0");
	return fd;
}

static int listen_tcp(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, len) < 0 ||
	    listen(fd, 8) < 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &len) < 0)
		return -1;
	printf("ready %d\n", ntohs(address.sin_port));
	return fd;
}

int main(int argc, char **argv)
{
	const char *path;
	int listener, fd;
	size_t len;

	if (argc < 3)
		return 2;
	listener = strcmp(argv[1], "tcp") == 0 ? listen_tcp()
					       : listen_local(argv[1]);
	if (listener < 0) {
		perror("serve");
		return 2;
	}
	fflush(stdout);
	while ((fd = accept(listener, NULL, NULL)) >= 0) {
		len = receive(fd);
		if (request[0] == 0x16) {
			send_all(fd, plain, sizeof(plain) - 1);
		} else if (strstr(request, "/_ping") != NULL &&
			   access(reply_to(argv[2]), R_OK) == 0 &&
			   reply_to(argv[2]) != argv[2]) {
			send_file(fd, reply_to(argv[2]));
		} else if (strstr(request, "/_ping") != NULL) {
			/* No body follows the answer to HEAD. */
			send_all(fd, ping, sizeof(ping) - 1 -
				 (request[0] == 'H' ? 2 : 0));
		} else {
			path = reply_to(argv[2]);
			keep(path, len);
			if (argc > 3)
				sleep((unsigned)strtoul(argv[3], NULL, 10));
			send_file(fd, path);
			take_over(fd, path);
			if (argc > 4)
				sleep((unsigned)strtoul(argv[4], NULL, 10));
		}
		close(fd);
	}
	return 0;
}
