/* SPDX-License-Identifier: MIT */
/*
 * serve SOCKET FILE [SECONDS]: an engine that answers every ping with its
 * version and every other request with the bytes of FILE, a whole HTTP
 * reply, read anew each time; then closes the connection.  With SECONDS it
 * waits before answering.  What it received is written to FILE.got.  Prints
 * "ready" once it listens; runs until it is ended.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static char request[1 << 20];

static const char ping[] =
	"HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 2\r\n"
	"Connection: close\r\n\r\nOK";

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

static void keep(const char *path, size_t len)
{
	char name[512];
	FILE *to;

	snprintf(name, sizeof(name), "%s.got", path);
	to = fopen(name, "w");
	if (to == NULL)
		return;
	fwrite(request, 1, len, to);
	fclose(to);
}

int main(int argc, char **argv)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int listener, fd;
	size_t len;

	if (argc < 3 || strlen(argv[1]) >= sizeof(address.sun_path))
		return 2;
	memcpy(address.sun_path, argv[1], strlen(argv[1]) + 1);
	listener = socket(AF_UNIX, SOCK_STREAM, 0);
	if (listener < 0 || bind(listener, (struct sockaddr *)&address,
				 sizeof(address)) < 0 ||
	    listen(listener, 8) < 0) {
		perror("serve");
		return 2;
	}
	puts("ready");
	fflush(stdout);
	while ((fd = accept(listener, NULL, NULL)) >= 0) {
		len = receive(fd);
		if (strstr(request, "/_ping") != NULL) {
			/* No body follows the answer to HEAD. */
			send_all(fd, ping, sizeof(ping) - 1 -
				 (request[0] == 'H' ? 2 : 0));
		} else {
			keep(argv[2], len);
			if (argc > 3)
				sleep((unsigned)strtoul(argv[3], NULL, 10));
			send_file(fd, argv[2]);
		}
		close(fd);
	}
	return 0;
}
