/* SPDX-License-Identifier: MIT */
/* See conffile.h. */
#include "config.h"

#include "conffile.h"

#include "decode.h"
#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_LONGEST 8192
#define PASSWD_LONGEST 16384		/* a line of the password database */

char *conffile_home(void)
{
	const char *home = getenv("HOME");
	struct passwd entry, *found = NULL;
	char *text = NULL, *copy = NULL;

	if (home != NULL && home[0] != '\0')
		return strdup(home);
	text = malloc(PASSWD_LONGEST);
	if (text == NULL)
		return NULL;
	if (getpwuid_r(getuid(), &entry, text, PASSWD_LONGEST, &found) == 0 &&
	    found != NULL && entry.pw_dir != NULL && entry.pw_dir[0] == '/')
		copy = strdup(entry.pw_dir);
	free(text);
	return copy;
}

char *conffile_path(const char *dir, const char *name)
{
	struct buf path = BUF_INIT(PATH_LONGEST);
	size_t len;

	if (dir == NULL)
		return NULL;
	len = strlen(dir);
	while (len > 1 && dir[len - 1] == '/')
		len--;
	buf_add(&path, dir, len);
	if (len == 0 || dir[len - 1] != '/')
		buf_add_char(&path, '/');
	buf_add_str(&path, name);
	return buf_take(&path);
}

char *conffile_docker_dir(void)
{
	const char *dir = getenv("DOCKER_CONFIG");
	char *home, *path;

	if (dir != NULL && dir[0] != '\0')
		return strdup(dir);
	home = conffile_home();
	path = conffile_path(home, ".docker");
	free(home);
	return path;
}

static int unreadable(const char *path, int sys, davit_error *err)
{
	error_set(err, DAVIT_EINVAL, "%.300s can't be read: %s", path,
		  strerror(sys));
	if (sys == EACCES)
		error_hint(err, "make it readable for you, or yours: ls -l "
			   "%.150s", path);
	if (err != NULL)
		err->sys = sys;
	return DAVIT_EINVAL;
}

/* A pipe could be waited for, for ever.  Makes room for the whole file: a
 * buffer that grows leaves copies of what it held. */
static int prepare(int fd, const char *path, struct buf *out,
		   davit_error *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return unreadable(path, errno, err);
	if (S_ISDIR(st.st_mode))
		return unreadable(path, EISDIR, err);
	if (!S_ISREG(st.st_mode) && !S_ISCHR(st.st_mode))
		return error_set(err, DAVIT_EINVAL, "%.300s is not a file",
				 path);
	if (st.st_size > CONFFILE_MAX)
		return error_set(err, DAVIT_EINVAL, "%.300s is longer than "
				 "%u bytes", path, CONFFILE_MAX);
	return buf_reserve(out, (size_t)st.st_size + 1) < 0 ?
	       error_nomem(err) : 0;
}

static int read_all(int fd, const char *path, struct buf *out,
		    davit_error *err)
{
	ssize_t n;

	for (;;) {
		if (out->len > CONFFILE_MAX)
			return error_set(err, DAVIT_EINVAL, "%.300s is longer "
					 "than %u bytes", path, CONFFILE_MAX);
		if (buf_reserve(out, 1) < 0)
			return error_nomem(err);
		n = read(fd, out->data + out->len, out->cap - 1 - out->len);
		if (n == 0)
			break;
		if (n > 0)
			out->len += (size_t)n;
		else if (errno != EINTR)
			return unreadable(path, errno, err);
	}
	out->data[out->len] = '\0';
	return 0;
}

int conffile_text(const char *path, struct buf *out, bool *found,
		  davit_error *err)
{
	int fd, r;

	*found = false;
	buf_init_secret(out, CONFFILE_MAX + 1);
	/* O_NONBLOCK: the opening of a pipe would wait, too. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (fd < 0)
		return unreadable(path, errno, err);
	r = prepare(fd, path, out, err);
	if (r == 0)
		r = read_all(fd, path, out, err);
	close(fd);
	if (r < 0)
		buf_wipe(out);
	else
		*found = true;
	return r;
}

int conffile_json(const char *path, json_t **out, davit_error *err)
{
	davit_error why;
	struct buf text;
	bool found;
	int r;

	*out = NULL;
	r = conffile_text(path, &text, &found, err);
	if (r < 0 || !found)
		return r;
	r = decode_json(buf_text(&text), text.len, out, NULL, &why);
	buf_wipe(&text);
	if (r == DAVIT_ENOMEM)
		return error_nomem(err);
	if (r < 0) {
		error_set(err, DAVIT_EINVAL, "%.300s: %s", path, why.text);
		error_hint(err, "mend the file, or move it away");
		return DAVIT_EINVAL;
	}
	return 0;
}

bool conffile_exposed(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && (st.st_mode & 077) != 0;
}

void conffile_tell_exposed(const char *path, davit_error *err)
{
	error_set(err, DAVIT_EINVAL, "others can read the secrets in %.300s",
		  path);
	error_where(err, "%s", path);
	error_hint(err, "chmod 600 %.200s", path);
}
