/* SPDX-License-Identifier: MIT */
/*
 * An image by its reference.  Engines take a name without a tag for all tags
 * there are, so one is always sent.
 */
#include "config.h"

#include "recipe.h"

#include "error.h"
#include "util.h"

#include <string.h>

#define PULL "@image-pull"

int recipe_reference(const char *reference, size_t *name_len,
		     const char **tag, davit_error *err)
{
	const char *at = strchr(reference, '@');
	size_t len = at == NULL ? strlen(reference) : (size_t)(at - reference);
	size_t i = len;

	*tag = at == NULL ? "latest" : at + 1;
	/* A colon before the last slash belongs to the registry's port. */
	while (i > 0 && reference[i - 1] != '/' && reference[i - 1] != ':')
		i--;
	if (i > 0 && reference[i - 1] == ':') {
		if (i == len)
			*tag = "";
		else if (at == NULL)
			*tag = reference + i;
		len = i - 1;
	}
	if (len == 0 || reference[len - 1] == '/' || **tag == '\0' ||
	    util_has_control(reference, strlen(reference)) ||
	    strchr(reference, ' ') != NULL)
		return error_set(err, DAVIT_EINVAL, "'%.200s' is no reference "
				 "to an image: name, name:tag or name@digest "
				 "is", reference);
	*name_len = len;
	return 0;
}

/* What was given, and what is pulled.  Returns new. */
static int make_params(const char *reference, json_t *given, json_t **out,
		       davit_error *err)
{
	static const char *const own[] = { "fromImage", "tag", "fromSrc" };
	const char *tag;
	size_t len, i;
	int r;

	r = recipe_reference(reference, &len, &tag, err);
	if (r < 0)
		return r;
	for (i = 0; i < UTIL_COUNT(own); i++)
		if (json_object_get(given, own[i]) != NULL) {
			error_set(err, DAVIT_EPARAM, "'%s' is made of the "
				  "reference", own[i]);
			error_where(err, "params.%s", own[i]);
			return DAVIT_EPARAM;
		}
	*out = json_pack("{s:s%, s:s}", own[0], reference, len, own[1], tag);
	if (*out == NULL)
		return error_set(err, DAVIT_EINVAL, "the reference is not "
				 "UTF-8");
	if (given != NULL && json_object_update(*out, given) < 0)
		return error_set(err, DAVIT_EINVAL, "the parameters are no "
				 "object");
	return 0;
}

int davit_pull(davit_client *c, const char *reference, json_t *given,
	       davit_json_fn *progress, void *ctx, davit_error *err)
{
	davit_stream *stream = NULL;
	json_t *params = NULL, *value;
	int r, stop = 0;

	error_clear(err);
	if (c == NULL || reference == NULL)
		return error_set(err, DAVIT_EINVAL, c == NULL ? "no client" :
				 "no image");
	r = make_params(reference, given, &params, err);
	if (r == 0)
		r = davit_open(c, PULL, params, NULL, NULL, &stream, err);
	while (r == 0 && (r = davit_stream_json(stream, &value)) > 0) {
		r = 0;
		if (progress != NULL)
			stop = progress(value, ctx);
		json_decref(value);
		if (stop != 0)
			r = error_set(err, DAVIT_ECANCELED, "stopped by its "
				      "reader");
	}
	if (r < 0 && stop == 0 && stream != NULL && err != NULL)
		*err = *davit_stream_error(stream);
	davit_stream_close(stream);
	json_decref(params);
	return r;
}
