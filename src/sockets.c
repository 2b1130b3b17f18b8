/* SPDX-License-Identifier: MIT */
/* See sockets.h. */
#include "config.h"

#include "sockets.h"

#include "buf.h"
#include "lookup.h"
#include "trail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define URI_MAX 4096

/* Where the system puts what is the user's own, if nobody says so. */
static const char *lookup_variable(const char *name, char *out, size_t size)
{
	const char *value = getenv(name);

	if (value != NULL && value[0] != '\0')
		return value;
	if (strcmp(name, "XDG_RUNTIME_DIR") != 0)
		return NULL;
	snprintf(out, size, "/run/user/%ld", (long)getuid());
	return out;
}

/* A default with its $VARIABLES filled in; NULL if one is not set. */
static char *expand(const char *text)
{
	struct buf out = BUF_INIT(URI_MAX);
	char name[32], own[64];
	const char *value;
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
		value = lookup_variable(name, own, sizeof(own));
		if (value == NULL)
			goto fail;
		buf_add_str(&out, value);
	}
	return buf_take(&out);
fail:
	buf_done(&out);
	return NULL;
}

static enum sockets_found look_for(const char *uri)
{
	struct stat st;

	if (strncmp(uri, "unix://", 7) != 0 || stat(uri + 7, &st) < 0 ||
	    !S_ISSOCK(st.st_mode))
		return SOCKETS_NONE;
	return access(uri + 7, R_OK | W_OK) == 0 ? SOCKETS_OPEN
						 : SOCKETS_LOCKED;
}

char *sockets_uri(const struct table *t, unsigned i)
{
	return expand(lookup_str(t, t->endpoints[i]));
}

void sockets_better(const struct table *t, struct sockets_place *best)
{
	enum sockets_found found;
	unsigned i;
	char *uri;

	for (i = 0; i < t->nendpoints; i++) {
		uri = sockets_uri(t, i);
		if (uri == NULL)
			continue;
		found = look_for(uri);
		free(uri);
		if (best->t == NULL || found > best->found)
			*best = (struct sockets_place){ t, i, found };
	}
}

void sockets_tell(const struct table *t, const struct sockets_place *won,
		  json_t *trail)
{
	static const char *const notes[] = {
		"no socket there", "no permission", NULL
	};
	enum sockets_found found;
	const char *result;
	unsigned i;
	char *uri;

	for (i = 0; i < t->nendpoints; i++) {
		uri = sockets_uri(t, i);
		if (uri == NULL)
			continue;
		found = look_for(uri);
		if (t == won->t && i == won->i)
			result = "won";
		else
			result = found == SOCKETS_NONE ? "absent" : "lost";
		trail_add(trail, "host", "default socket", result, uri,
			  notes[found]);
		free(uri);
	}
}
