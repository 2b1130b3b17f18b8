/* SPDX-License-Identifier: MIT */
/* conffile_toml(); see conffile.h. */
#include "config.h"

#include "conffile.h"

#include "decode.h"
#include "error.h"
#include "spawn.h"

#include <stdlib.h>
#include <string.h>

#define TOOL PKGLIBEXECDIR "/toml-json"
#define OUTPUT_MAX (16u << 20)
#define DEADLINE 10000			/* ms */

#ifdef HAVE_TOML

/* Before it is installed it is elsewhere; what runs with more rights than its
 * user is not told where by that user. */
static const char *tool(void)
{
	const char *path = secure_getenv("DAVIT_TOML_JSON");

	return path != NULL && path[0] == '/' ? path : TOOL;
}

static int take(const char *path, struct spawn_result *result, json_t **out,
		davit_error *err)
{
	davit_error why;

	if (result->missing)
		return error_set(err, DAVIT_EINVAL, "%.200s can't be read: "
				 "%.200s, which reads TOML, is not there",
				 path, tool());
	if (result->timed_out)
		return error_set(err, DAVIT_EINVAL, "%.200s can't be read: "
				 "%.200s took longer than %d s", path, tool(),
				 DEADLINE / 1000);
	if (result->status == 1)
		return error_set(err, DAVIT_EINVAL, "%.300s: not TOML%s%.100s",
				 path, result->err.len > 0 ? ", at " : "",
				 buf_text(&result->err));
	if (result->status != 0)
		return error_set(err, DAVIT_EINVAL, "%.200s can't be read: "
				 "%.200s failed with status %d", path, tool(),
				 result->status);
	if (decode_json(buf_text(&result->out), result->out.len, out, NULL,
			&why) < 0)
		return error_set(err, DAVIT_EINVAL, "%.200s can't be read: "
				 "%.100s said what is %.100s", path, tool(),
				 why.text);
	return 0;
}

int conffile_toml(const char *path, const char *text, size_t len,
		  json_t **out, davit_error *err)
{
	const char *argv[] = { tool(), NULL };
	struct spawn_opts o = {
		.argv = argv, .input = text, .input_len = len,
		.max_output = OUTPUT_MAX, .timeout_ms = DEADLINE
	};
	struct spawn_result result;
	int r;

	*out = NULL;
	r = spawn_run(&o, &result, err);
	if (r < 0)
		return r;
	r = take(path, &result, out, err);
	spawn_done(&result);
	return r;
}

#else

int conffile_toml(const char *path, const char *text, size_t len,
		  json_t **out, davit_error *err)
{
	(void)text;
	(void)len;
	*out = NULL;
	error_set(err, DAVIT_EINVAL, "%.300s can't be read: this davit was "
		  "built without TOML", path);
	error_hint(err, "podman-connections.json can be read, and "
		   "CONTAINER_HOST");
	return DAVIT_EINVAL;
}

#endif
