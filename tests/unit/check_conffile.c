/* SPDX-License-Identifier: MIT */
/* Tests src/conffile.c: places of configuration files, and reading them. */
#include "config.h"

#include "conffile.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/davit-unit-XXXXXX";
static char path[64];

static void make_dir(void)
{
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/file", dir);
}

static void write_file(const char *text, size_t len)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(text, 1, len, file), len);
	ck_assert_int_eq(fclose(file), 0);
}

static void remove_dir(void)
{
	unlink(path);
	ck_assert_int_eq(rmdir(dir), 0);
}

static void is(char *got, const char *wanted)
{
	if (wanted == NULL)
		ck_assert_ptr_null(got);
	else
		ck_assert_str_eq(got, wanted);
	free(got);
}

START_TEST(places)
{
	char *home;

	is(conffile_path("/a/b", "c"), "/a/b/c");
	is(conffile_path("/a/b//", "c/d"), "/a/b/c/d");
	is(conffile_path("/", "c"), "/c");
	is(conffile_path(NULL, "c"), NULL);
	setenv("HOME", "/nowhere/me", 1);
	unsetenv("DOCKER_CONFIG");
	is(conffile_home(), "/nowhere/me");
	is(conffile_docker_dir(), "/nowhere/me/.docker");
	setenv("DOCKER_CONFIG", "", 1);
	is(conffile_docker_dir(), "/nowhere/me/.docker");
	setenv("DOCKER_CONFIG", "/etc/d", 1);
	is(conffile_docker_dir(), "/etc/d");
	/* Then it is the password database that tells, if it knows. */
	unsetenv("HOME");
	home = conffile_home();
	if (home != NULL)
		ck_assert_int_eq(home[0], '/');
	free(home);
}
END_TEST

static const struct {
	const char *text, *wanted;	/* wanted NULL: an error ... */
	const char *said;		/* ... of these words */
} rows[] = {
	{ "{\"a\": [1]}\n", "{\"a\": [1]}", NULL },
	{ "null", "null", NULL },
	{ "{\"a\": 1,\n \"password\": hunter2}", NULL, "at line 2, column" },
	{ "{\"a\": 1", NULL, "not JSON" },
	{ "{} x", NULL, "not JSON" },
	{ "{\"\xff\": 1}", NULL, "UTF" },
	{ "{\"a\": 1} // hunter2", NULL, "at line 1, column" },
};

START_TEST(json)
{
	davit_error err = { .text = "" };
	json_t *value;
	int r;

	make_dir();
	write_file(rows[_i].text, strlen(rows[_i].text));
	r = conffile_json(path, &value, &err);
	if (rows[_i].wanted != NULL) {
		ck_assert_msg(r == 0, "%s", err.text);
		unit_same_json("row", value, rows[_i].wanted);
		json_decref(value);
	} else {
		ck_assert_int_eq(r, DAVIT_EINVAL);
		ck_assert_ptr_null(value);
		unit_holds("text", err.text, rows[_i].said);
		unit_holds("path", err.text, path);
		ck_assert_ptr_null(strstr(err.text, "hunter2"));
		ck_assert_ptr_null(strstr(err.hint, "hunter2"));
	}
	remove_dir();
}
END_TEST

START_TEST(nothing_there)
{
	char below[80];
	davit_error err;
	struct buf text;
	json_t *value;
	bool found;

	make_dir();
	ck_assert_int_eq(conffile_text(path, &text, &found, &err), 0);
	ck_assert(!found);
	ck_assert_int_eq(conffile_json(path, &value, &err), 0);
	ck_assert_ptr_null(value);
	write_file("", 0);
	ck_assert_int_eq(conffile_json(path, &value, &err), 0);
	ck_assert_ptr_null(value);
	/* a file where a directory is looked for */
	snprintf(below, sizeof(below), "%s/more", path);
	ck_assert_int_eq(conffile_text(below, &text, &found, &err), 0);
	ck_assert(!found);
	remove_dir();
}
END_TEST

START_TEST(whole)
{
	size_t len = CONFFILE_MAX, i;
	char *data = malloc(len + 1);
	davit_error err;
	struct buf text;
	bool found;

	ck_assert_ptr_nonnull(data);
	for (i = 0; i <= len; i++)
		data[i] = (char)(i % 251);
	make_dir();
	write_file(data, len);
	ck_assert_int_eq(conffile_text(path, &text, &found, &err), 0);
	ck_assert(found);
	ck_assert_uint_eq(text.len, len);
	ck_assert_mem_eq(text.data, data, len);
	ck_assert_int_eq(text.data[len], '\0');
	buf_wipe(&text);
	write_file(data, len + 1);
	ck_assert_int_eq(conffile_text(path, &text, &found, &err),
			 DAVIT_EINVAL);
	unit_holds("long", err.text, "longer than 4194304 bytes");
	/* Its size is told nowhere. */
	ck_assert_int_eq(conffile_text("/dev/zero", &text, &found, &err),
			 DAVIT_EINVAL);
	unit_holds("endless", err.text, "longer than");
	ck_assert_int_eq(conffile_text("/dev/null", &text, &found, &err), 0);
	ck_assert(found);
	ck_assert_uint_eq(text.len, 0);
	buf_wipe(&text);
	remove_dir();
	free(data);
}
END_TEST

START_TEST(no_files)
{
	davit_error err;
	struct buf text;
	bool found;

	make_dir();
	ck_assert_int_eq(conffile_text(dir, &text, &found, &err),
			 DAVIT_EINVAL);
	unit_holds("directory", err.text, "Is a directory");
	/* must not be waited for */
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_int_eq(conffile_text(path, &text, &found, &err),
			 DAVIT_EINVAL);
	unit_holds("pipe", err.text, "is not a file");
	unlink(path);
	write_file("{}", 2);
	chmod(path, 0);
	if (geteuid() != 0) {
		ck_assert_int_eq(conffile_text(path, &text, &found, &err),
				 DAVIT_EINVAL);
		unit_holds("mode", err.text, "Permission denied");
		unit_holds("mode", err.hint, path);
	}
	remove_dir();
}
END_TEST

START_TEST(exposed)
{
	static const struct { mode_t mode; bool wanted; } modes[] = {
		{ 0600, false }, { 0400, false }, { 0700, false },
		{ 0640, true }, { 0604, true }, { 0620, true }, { 0602, true }
	};
	size_t i;

	make_dir();
	ck_assert(!conffile_exposed(path));
	write_file("{}", 2);
	for (i = 0; i < COUNT(modes); i++) {
		chmod(path, modes[i].mode);
		ck_assert_int_eq(conffile_exposed(path), modes[i].wanted);
	}
	remove_dir();
}
END_TEST

static void fill(TCase *tc)
{
	tcase_add_test(tc, places);
	UNIT_ROWS(tc, json, rows);
	tcase_add_test(tc, nothing_there);
	tcase_add_test(tc, whole);
	tcase_add_test(tc, no_files);
	tcase_add_test(tc, exposed);
}

int main(void)
{
	return unit_run("conffile", fill);
}
