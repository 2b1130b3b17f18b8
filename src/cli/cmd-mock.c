/* SPDX-License-Identifier: MIT */
/*
 * davit mock: becomes the program davit-mock, beside this one or in PATH, so
 * that this one needs nothing of what a server is made of.
 */
#include "config.h"

#include "cmd.h"
#include "say.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROGRAM "davit-mock"

/* The program beside this one; NULL where that can't be told.  Returns new. */
static char *beside(void)
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash, *path;

	if (n <= 0)
		return NULL;
	self[n] = '\0';
	slash = strrchr(self, '/');
	if (slash == NULL)
		return NULL;
	slash[1] = '\0';
	path = mem_format("%s" PROGRAM, self);
	if (access(path, X_OK) == 0)
		return path;
	free(path);
	return NULL;
}

int cmd_mock_become(char **argv)
{
	char *path = beside();
	int error;

	argv[0] = mem_text(PROGRAM);
	if (path != NULL)
		execv(path, argv);
	else
		execvp(PROGRAM, argv);
	error = errno;
	say_error("%s: %s", path != NULL ? path : PROGRAM, strerror(error));
	if (error == ENOENT)
		say_hint("it is a program of its own, built where libevent "
			 "is");
	free(path);
	free(argv[0]);
	return STATUS_USAGE;
}

int cmd_mock(const struct options *o, const char **words, size_t n)
{
	char **argv = mem_get(n + 6, sizeof(*argv));
	size_t i, argc = 1;
	int status;

	if (o->engine != NULL) {
		argv[argc++] = mem_text("-e");
		argv[argc++] = mem_text(o->engine);
	}
	if (o->api_version != NULL) {
		argv[argc++] = mem_text("-a");
		argv[argc++] = mem_text(o->api_version);
	}
	for (i = 0; i < n; i++)
		argv[argc++] = mem_text(words[i]);
	status = cmd_mock_become(argv);
	for (i = 1; i < argc; i++)
		free(argv[i]);
	free(argv);
	return status;
}
