/* SPDX-License-Identifier: MIT */
/* See context.h. */
#include "config.h"

#include "context.h"

#include "buf.h"
#include "error.h"
#include "near.h"
#include "util.h"

#include <stdlib.h>
#include <string.h>

#define LISTED 12		/* names in a message */
#define KNOWN 1000		/* names kept */

void context_done(struct context *x)
{
	free(x->name);
	free(x->file);
	free(x->uri);
	free(x->identity);
	free(x->ca);
	free(x->cert);
	free(x->key);
	memset(x, 0, sizeof(*x));
}

bool context_known(json_t *known, const char *name)
{
	size_t i;

	if (name[0] == '\0' || util_has_control(name, strlen(name)))
		return false;
	for (i = 0; i < json_array_size(known); i++)
		if (strcmp(json_string_value(json_array_get(known, i)), name)
		    == 0)
			return true;
	if (i < KNOWN)
		json_array_append_new(known, json_string(name));
	return true;
}

static void list_names(json_t *known, struct buf *out)
{
	size_t n = json_array_size(known), i;

	for (i = 0; i < n && i < LISTED; i++) {
		buf_add_str(out, i == 0 ? "" : ", ");
		buf_add_str(out, json_string_value(json_array_get(known, i)));
	}
	if (n > LISTED)
		buf_add_str(out, ", ...");
}

int context_unknown(const char *kind, const char *name, const char *source,
		    json_t *known, const char *broken, davit_error *err)
{
	struct buf names = BUF_INIT(1024);
	struct near near;
	size_t i;

	list_names(known, &names);
	error_set(err, DAVIT_EINVAL, "there is no %s '%.100s' (%.200s); %s%s",
		  kind, name, source,
		  names.len > 0 ? "known are: " : "none is known",
		  buf_text(&names));
	buf_done(&names);
	near_init(&near, name);
	for (i = 0; i < json_array_size(known); i++)
		near_try(&near, json_string_value(json_array_get(known, i)));
	if (near_best(&near) != NULL)
		error_hint(err, "did you mean '%.100s'?", near_best(&near));
	else if (broken[0] != '\0')
		error_hint(err, "it may be in a file that can't be read: %s",
			   broken);
	else if (json_array_size(known) == 0)
		error_hint(err, "make one with \"docker context create\" or "
			   "\"podman system connection add\", or give the "
			   "endpoint itself");
	return DAVIT_EINVAL;
}
