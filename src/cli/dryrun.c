/* SPDX-License-Identifier: MIT */
/* See dryrun.h. */
#include "config.h"

#include "dryrun.h"
#include "json-text.h"
#include "out.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *text_at(json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text != NULL ? text : "";
}

/* One word of a shell's line. */
static void print_word(FILE *to, const char *text)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";

	if (*text != '\0' && text[strspn(text, safe)] == '\0') {
		fputs(text, to);
		return;
	}
	putc('\'', to);
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			fputs("'\\''", to);
		else
			putc(*text, to);
	}
	putc('\'', to);
}

static void print_option(FILE *to, const char *option, const char *value)
{
	if (value == NULL)
		return;
	fprintf(to, " %s ", option);
	print_word(to, value);
}

/* RFC 3986; colon and at sign may stand in a query as they are. */
static void print_encoded(FILE *to, const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || strchr("-._~:@", c) != NULL)
			putc(c, to);
		else
			fprintf(to, "%%%02X", c);
	}
}

/* The whole URL as text. */
static char *make_url(const char *base, json_t *plan)
{
	char *url = NULL;
	size_t len, i;
	FILE *to = open_memstream(&url, &len);
	json_t *pair;

	if (to == NULL)
		say_nomem();
	fprintf(to, "%s%s", base, text_at(plan, "path"));
	json_array_foreach(json_object_get(plan, "query"), i, pair) {
		const char *name = json_string_value(json_array_get(pair, 0));
		const char *value =
			json_string_value(json_array_get(pair, 1));

		putc(i == 0 ? '?' : '&', to);
		print_encoded(to, name != NULL ? name : "");
		putc('=', to);
		print_encoded(to, value != NULL ? value : "");
	}
	if (fclose(to) != 0)
		say_nomem();
	return url;
}

/* Where curl finds the engine: its options. */
static void print_endpoint(FILE *to, const davit_client_info *about)
{
	static const char unix_scheme[] = "unix://";
	const size_t len = sizeof(unix_scheme) - 1;

	if (strncmp(about->endpoint, unix_scheme, len) == 0)
		print_option(to, "--unix-socket", about->endpoint + len);
	if (strncmp(about->origin, "https:", 6) != 0)
		return;
	print_option(to, "--cacert", about->tls_ca);
	print_option(to, "--cert", about->tls_cert);
	print_option(to, "--key", about->tls_key);
	if (about->flags & DAVIT_TLS_INSECURE)
		fputs(" --insecure", to);
}

/* The body as it was given, for decoding would change numbers; as the plan
 * has it, where secrets of it are masked.  NULL if out of memory. */
static char *body_text(json_t *plan, const struct call_body *body,
		       bool masked)
{
	json_t *shown = json_object_get(plan, "body"), *given;
	bool same;

	given = masked ? json_loads(body->text, JSON_DECODE_ANY, NULL) : NULL;
	same = !masked || json_equal(given, shown);
	json_decref(given);
	return same ? strdup(body->text)
		    : json_dumps(shown, JSON_COMPACT | JSON_ENCODE_ANY);
}

static void print_data(FILE *to, json_t *plan,
		       const struct call_body *body, bool masked)
{
	const char *method = text_at(plan, "method");
	char *at;

	if (body->use == NULL) {
		if (strcmp(method, "POST") == 0 || strcmp(method, "PUT") == 0)
			fputs(" -H 'Content-Length: 0'", to);
	} else if (body->use->kind == DAVIT_BODY_FD) {
		/* Streamed; --data-binary would hold it all in memory. */
		print_option(to, "-T", body->path);
		fputs(" -H Expect:", to);
	} else if (body->path != NULL) {
		at = mem_format("@%s", body->path);
		print_option(to, "--data-binary", at);
		free(at);
	} else {
		at = body_text(plan, body, masked);
		if (at == NULL)
			say_nomem();
		print_option(to, "--data-binary", at);
		free(at);
	}
}

/* Does curl have a way there? */
static bool curl_can(const davit_client *client)
{
	davit_client_info about;

	davit_client_about(client, &about);
	return strncmp(about.endpoint, "ssh:", 4) != 0 &&
	       strncmp(about.endpoint, "fd:", 3) != 0;
}

static void print_curl(const struct options *o, const davit_client *client,
		       json_t *plan, const struct call_body *body,
		       bool masked)
{
	const char *method = text_at(plan, "method"), *name;
	davit_client_info about;
	char *url, *header;
	json_t *value;
	FILE *to = stdout;

	davit_client_about(client, &about);
	fputs("curl", to);
	print_endpoint(to, &about);
	if (strcmp(method, "HEAD") == 0)
		fputs(" --head", to);
	else if (strcmp(method, "GET") != 0 || body->use != NULL)
		print_option(to, "-X", method);
	json_object_foreach(json_object_get(plan, "headers"), name, value) {
		if (strcasecmp(name, "Host") == 0 ||
		    strcasecmp(name, "Content-Length") == 0)
			continue;
		header = mem_format("%s: %s", name,
				    json_string_value(value));
		print_option(to, "-H", header);
		free(header);
	}
	print_data(to, plan, body, masked);
	if (o->include)
		fputs(" -i", to);
	print_option(to, "-o", o->output);
	putc(' ', to);
	url = make_url(about.origin, plan);
	print_word(to, url);
	putc('\n', to);
	free(url);
	if (o->tls_pass_file != NULL)
		say_note("curl asks for the passphrase of the key");
}

/* The plan as text, with the body as it was given. */
static char *plan_text(json_t *plan, const struct call_body *body,
		       bool masked)
{
	json_t *head;
	char *text = NULL, *start, *up;

	if (body->use == NULL || body->use->kind != DAVIT_BODY_TEXT)
		return json_dumps(plan, JSON_COMPACT);
	head = json_copy(plan);
	json_object_del(head, "body");
	start = json_dumps(head, JSON_COMPACT);
	json_decref(head);
	up = body_text(plan, body, masked);
	if (start != NULL && up != NULL)
		text = mem_format("%.*s,\"body\":%s}",
				  (int)strlen(start) - 1, start, up);
	free(up);
	free(start);
	return text;
}

int dryrun_print(const struct options *o, const davit_client *client,
		 json_t *plan, const struct call_body *body, bool masked)
{
	char *text;

	if (o->dry_run == DRY_CURL && !curl_can(client))
		return say_error("--dry-run=curl: curl cannot reach the "
				 "engine by ssh or a descriptor");
	if (o->dry_run == DRY_CURL) {
		print_curl(o, client, plan, body, masked);
	} else {
		text = plan_text(plan, body, masked);
		if (text == NULL)
			say_nomem();
		json_text_write(stdout, text, strlen(text), out_terminal(),
				out_color());
		free(text);
	}
	if (masked)
		say_note("secrets are masked; --show-secrets shows them");
	return STATUS_DONE;
}
