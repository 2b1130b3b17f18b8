/* SPDX-License-Identifier: MIT */
/* The order in which an endpoint is looked for; see endpoint.h. */
#include "config.h"

#include "endpoint.h"

#include "buf.h"
#include "error.h"
#include "lookup.h"
#include "trail.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define URI_MAX 4096

/* A default with its $VARIABLES filled in; NULL if one is not set. */
static char *expand(const char *text)
{
	struct buf out = BUF_INIT(URI_MAX);
	const char *value;
	char name[32];
	size_t n;

	while (*text != '\0') {
		n = strcspn(text, "$");
		buf_add(&out, text, n);
		text += n;
		if (*text++ != '$')
			break;
		n = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_");
		if (n >= sizeof(name))
			goto fail;
		memcpy(name, text, n);
		name[n] = '\0';
		text += n;
		value = getenv(name);
		if (value == NULL || value[0] == '\0')
			goto fail;
		buf_add_str(&out, value);
	}
	return buf_take(&out);
fail:
	buf_done(&out);
	return NULL;
}

static bool exists(const char *uri)
{
	struct stat st;

	return strncmp(uri, "unix://", 7) == 0 && stat(uri + 7, &st) == 0 &&
	       S_ISSOCK(st.st_mode);
}

static int choose_default(const struct table *t, bool tls,
			  struct endpoint *out, davit_error *err)
{
	char *uri = NULL, *first = NULL;
	unsigned i;
	int r;

	for (i = 0; i < t->nendpoints; i++) {
		uri = expand(lookup_str(t, t->endpoints[i]));
		if (uri != NULL && exists(uri))
			break;
		if (first == NULL)
			first = uri;
		else
			free(uri);
		uri = NULL;
	}
	if (uri == NULL && first == NULL)
		r = error_set(err, DAVIT_EINVAL, "%s has no default endpoint",
			      lookup_str(t, t->title));
	else
		r = endpoint_parse(uri != NULL ? uri : first, "default socket",
				   tls, out, err);
	if (uri != first)
		free(uri);
	free(first);
	return r;
}

int endpoint_choose(const struct table **t, const struct endpoint_wish *wish,
		    json_t *trail, struct endpoint *out, davit_error *err)
{
	const char *variable, *value = NULL;
	struct buf source = BUF_INIT(200);
	int r;

	endpoint_init(out);
	if (wish->context != NULL)
		return error_set(err, DAVIT_EINVAL, "contexts are not read "
				 "yet");
	if (*t == NULL) {
		r = lookup_engine(NULL, t, err);
		if (r < 0)
			return r;
	}
	variable = lookup_str(*t, (*t)->environment);
	if (wish->given == NULL && variable[0] != '\0')
		value = getenv(variable);
	if (wish->given != NULL) {
		trail_add(trail, "host", "given", "won", NULL, NULL);
		r = endpoint_parse(wish->given, "given", wish->tls, out, err);
	} else if (value != NULL && value[0] != '\0') {
		buf_add_str(&source, "environment ");
		buf_add_str(&source, variable);
		trail_add(trail, "host", variable, "won", NULL, NULL);
		r = endpoint_parse(value, buf_text(&source), wish->tls, out,
				   err);
	} else {
		r = choose_default(*t, wish->tls, out, err);
	}
	buf_done(&source);
	if (r < 0)
		endpoint_done(out);
	return r;
}
