/* SPDX-License-Identifier: MIT */
/*
 * What an overlay says of the engine as a program: configuration files, the
 * way through ssh, releases.  Must not know anything of operations.
 */
#include "config.h"

#include "overlay.h"
#include "table.h"
#include "version.h"

#include <string.h>

#define COMMAND_MAX 200

static const char *const configs[] = { "docker", "containers" };

uint32_t overlay_config(struct overlay *o)
{
	struct ynode *node = yaml_get(o->root, "config");
	const char *text;
	size_t i;

	if (node == NULL)
		return TAB_CONFIG_NONE;
	text = yaml_need_text(o->file, node, "config");
	for (i = 0; i < sizeof configs / sizeof configs[0]; i++)
		if (strcmp(configs[i], text) == 0)
			return TAB_CONFIG_DOCKER + (uint32_t)i;
	base_fail(o->file, node->line, "unknown config \"%s\"", text);
}

uint32_t overlay_version(struct overlay *o, const char *name)
{
	uint32_t i;

	for (i = 0; i < o->nversions; i++)
		if (strcmp(o->versions[i].name, name) == 0)
			return i;
	return NONE;
}

/* One pair of braces at most, around what needs the name of a socket. */
static bool braces(const char *text)
{
	const char *open = strchr(text, '{'), *close = strchr(text, '}');
	const char *socket = strstr(text, "SOCKET");

	if (open == NULL)
		return close == NULL && socket == NULL;
	return close != NULL && socket != NULL && open < socket &&
	       socket < close && strchr(open + 1, '{') == NULL &&
	       strchr(close + 1, '}') == NULL &&
	       strstr(close, "SOCKET") == NULL;
}

static void check_ssh(struct overlay *o, struct ynode *ssh)
{
	struct ynode *dial = yaml_get(ssh, "dial");
	struct ynode *ask = yaml_get(ssh, "ask");

	if (ssh == NULL)
		return;
	overlay_keys(o, ssh, "ssh", KEYS("dial", "ask", "why"));
	overlay_line(o, dial, "dial", COMMAND_MAX);
	overlay_line(o, ask, "ask", COMMAND_MAX);
	if ((dial == NULL) == (ask == NULL))
		base_complain(o->file, ssh->line, "ssh needs either dial or"
			      " ask");
	else if (dial != NULL && !braces(dial->text))
		base_complain(o->file, dial->line, "dial has its braces once"
			      " at most, around SOCKET");
}

/* A header is named by a token of HTTP. */
static void check_identify(struct overlay *o, struct ynode *node)
{
	const char *text;

	if (node == NULL)
		return;
	text = yaml_need_text(o->file, node, "identify");
	if (text[0] == 0 || text[strcspn(text, " \t\r\n:,;\"/()")] != 0)
		base_complain(o->file, node->line, "\"%s\" is no name of a"
			      " header", text);
}

/* A number without the "v", as the name of a version. */
static const char *numbered(struct overlay *o, struct ynode *entry,
			    const char *key)
{
	struct ynode *node = yaml_get(entry, key);
	const char *text;

	if (node == NULL)
		base_fail(o->file, entry->line, "a release needs release,"
			  " newest and oldest");
	text = base_text(KEEP, "v%s", yaml_need_text(o->file, node, key));
	if (!version_valid(text))
		base_fail(o->file, node->line, "\"%s\" is no %s version",
			  text + 1, key);
	return text;
}

static const char *check_release(struct overlay *o, struct ynode *entry,
				 const char *before)
{
	const char *name, *oldest, *newest;
	struct ynode *node;

	overlay_keys(o, entry, "a release", KEYS("release", "newest",
						 "oldest", "note", "why"));
	overlay_line(o, yaml_get(entry, "note"), "note", HELP_MAX);
	name = numbered(o, entry, "release");
	oldest = numbered(o, entry, "oldest");
	node = yaml_get(entry, "newest");
	if (node == NULL)
		base_fail(o->file, entry->line, "a release needs release,"
			  " newest and oldest");
	newest = yaml_need_text(o->file, node, "newest");
	if (overlay_version(o, newest) == NONE)
		base_fail(o->file, node->line, "unknown version \"%s\"",
			  newest);
	if (version_compare(oldest, newest) > 0)
		base_complain(o->file, entry->line, "the oldest version of"
			      " release \"%s\" is newer than its newest",
			      name + 1);
	if (before != NULL && version_compare(before, name) >= 0)
		base_complain(o->file, entry->line, "release \"%s\" does not"
			      " follow \"%s\"", name + 1, before + 1);
	return name;
}

void overlay_check_engine(struct overlay *o)
{
	struct ynode *negotiate = yaml_get(o->root, "negotiate");
	const char *before = NULL;
	uint32_t i;

	overlay_keys(o, negotiate, "negotiate", KEYS("path", "header",
		     "fallback", "about", "minimum", "refused", "identify",
		     "why"));
	check_identify(o, yaml_get(negotiate, "identify"));
	overlay_config(o);
	check_ssh(o, yaml_get(o->root, "ssh"));
	for (i = 0; o->releases != NULL && i < o->releases->n; i++)
		before = check_release(o, o->releases->items[i], before);
}
