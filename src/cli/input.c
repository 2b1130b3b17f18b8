/* SPDX-License-Identifier: MIT */
/* See input.h. */
#include "config.h"

#include "input.h"
#include "say.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET_MAX 1024

struct input input_of(const char *option, const char *value)
{
	struct input in = { value, NULL, option };

	if (strcmp(value, "-") == 0 || strcmp(value, "@-") == 0) {
		in.text = NULL;
	} else if (*value == '@') {
		in.text = NULL;
		in.path = value + 1;
	}
	return in;
}

static int cannot(const struct input *in)
{
	return say_error("%s: cannot read %s%s%s: %s", in->name,
			 in->path != NULL ? "'" : "",
			 in->path != NULL ? in->path : "standard input",
			 in->path != NULL ? "'" : "", strerror(errno));
}

int input_open(const struct input *in, int *fd)
{
	static const char *taken;
	struct stat st;

	if (in->path == NULL) {
		if (taken != NULL)
			return say_error("%s: standard input is already read "
					 "by %s", in->name, taken);
		taken = in->name;
		*fd = STDIN_FILENO;
		return 0;
	}
	*fd = open(in->path, O_RDONLY | O_CLOEXEC);
	if (*fd < 0)
		return cannot(in);
	if (fstat(*fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		close(*fd);
		return cannot(in);
	}
	return 0;
}

/* Reads to the end, or to max + 1 bytes: more than is allowed. */
static int read_all(const struct input *in, int fd, size_t max, char **out,
		    size_t *len)
{
	size_t room = 0, used = 0;
	char *text = NULL;
	ssize_t n;

	for (;;) {
		if (used + 1 >= room) {
			room = room == 0 ? 8192 : room * 2;
			if (room > max + 2)
				room = max + 2;
			text = mem_grow(text, room, 1);
		}
		n = read(fd, text + used, room - 1 - used);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			free(text);
			return cannot(in);
		}
		used += (size_t)n;
		if (used > max) {
			free(text);
			return say_error("%s: more than %zu bytes", in->name,
					 max);
		}
		if (n == 0)
			break;
	}
	text[used] = '\0';
	*out = text;
	*len = used;
	return 0;
}

int input_read(const struct input *in, size_t max, char **out, size_t *len)
{
	int fd, status;

	if (in->text != NULL) {
		*out = mem_text(in->text);
		*len = strlen(in->text);
		return 0;
	}
	status = input_open(in, &fd);
	if (status != 0)
		return status;
	status = read_all(in, fd, max, out, len);
	if (fd != STDIN_FILENO)
		close(fd);
	return status;
}

int input_secret(const char *option, const char *path, char **out)
{
	struct input in = { NULL, strcmp(path, "-") == 0 ? NULL : path,
			    option };
	size_t len;
	int status = input_read(&in, SECRET_MAX, out, &len);

	if (status == 0)
		(*out)[strcspn(*out, "\r\n")] = '\0';
	return status;
}

void input_wipe(char *secret)
{
	volatile char *p = secret;

	while (p != NULL && *p != '\0')
		*p++ = '\0';
	free(secret);
}
