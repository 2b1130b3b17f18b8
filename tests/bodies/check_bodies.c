/* SPDX-License-Identifier: MIT */
/*
 * Requests that real programs have sent, one JSON object a line in
 * tests/bodies/CLIENT.jsonl.  Each must be found by its method and target,
 * and its body must pass the strict check of the version it was sent to.
 * Uses nothing but the public interface.
 */
#include "config.h"

#include "davit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 65536
#define TARGET_MAX 2048
#define BODIES_MIN 190		/* of all clients */

static const struct { const char *client; unsigned least; } clients[] = {
	{ "docker-20.10", 40 }, { "docker-28.5", 50 }, { "podman-4.3", 30 },
	{ "podman-5.4", 38 }, { "docker-py-5.0", 30 }
};

static unsigned long wrong;

struct place { const char *client; unsigned line; };

static void complain(const struct place *at, const char *text)
{
	fprintf(stderr, "%s.jsonl:%u: %s\n", at->client, at->line, text);
	wrong++;
}

/* Of the body only: no parameters are given. */
static void show(const davit_problem *p, void *ctx)
{
	char text[1024];

	if (p->code != DAVIT_EBODY)
		return;
	snprintf(text, sizeof(text), "%s: %s%s%s", p->where, p->text,
		 p->hint[0] != '\0' ? "; " : "", p->hint);
	complain(ctx, text);
}

static void check_call(struct place *at, const davit_op *op, json_t *json)
{
	davit_body body = { .kind = DAVIT_BODY_JSON, .json = json };
	davit_error err;

	if (davit_check(op->engine, op->version, op->name, NULL, &body,
			DAVIT_STRICT, show, at, &err) < 0)
		complain(at, err.text);
}

static const char *text_of(json_t *line, const char *key)
{
	const char *text = json_string_value(json_object_get(line, key));

	return text != NULL ? text : "";
}

static void check_line(struct place *at, json_t *line)
{
	const char *target = text_of(line, "target");
	const char *version = text_of(line, "version");
	json_t *body = json_object_get(line, "body");
	char buf[TARGET_MAX];
	davit_found found;
	davit_error err;

	if (strcmp(text_of(line, "client"), at->client) != 0 || body == NULL) {
		complain(at, "client or body is missing");
		return;
	}
	if (davit_which(text_of(line, "engine"), NULL, text_of(line, "method"),
			target, strlen(target), &found, buf, sizeof(buf),
			&err) < 0) {
		complain(at, err.text);
		return;
	}
	if (strcmp(found.op.name, text_of(line, "operation")) != 0)
		complain(at, "the target means another operation");
	if (found.given_len != strlen(version) ||
	    strncmp(found.given, version, found.given_len) != 0)
		complain(at, "the target names another version");
	check_call(at, &found.op, body);
}

static unsigned check_client(const char *client, const char *srcdir)
{
	static char text[LINE_MAX_BYTES];
	struct place at = { client, 0 };
	json_error_t why;
	json_t *line;
	char path[1024];
	FILE *in;

	snprintf(path, sizeof(path), "%s/tests/bodies/%s.jsonl", srcdir,
		 client);
	in = fopen(path, "rb");
	if (in == NULL) {
		perror(path);
		exit(1);
	}
	while (fgets(text, sizeof(text), in) != NULL) {
		at.line++;
		line = json_loads(text, JSON_REJECT_DUPLICATES, &why);
		if (line == NULL)
			complain(&at, why.text);
		else
			check_line(&at, line);
		json_decref(line);
	}
	fclose(in);
	return at.line;
}

int main(void)
{
	const char *srcdir = getenv("srcdir");
	unsigned i, n, total = 0;

	for (i = 0; i < sizeof(clients) / sizeof(clients[0]); i++) {
		n = check_client(clients[i].client, srcdir != NULL ? srcdir :
				 ".");
		if (n < clients[i].least) {
			fprintf(stderr, "%s: %u bodies, not %u\n",
				clients[i].client, n, clients[i].least);
			wrong++;
		}
		total += n;
	}
	printf("%u bodies, %lu problems\n", total, wrong);
	return wrong == 0 && total >= BODIES_MIN ? 0 : 1;
}
