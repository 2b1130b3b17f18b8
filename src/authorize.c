/* SPDX-License-Identifier: MIT */
/* See authorize.h. */
#include "config.h"

#include "authorize.h"

#include "authconf.h"
#include "conffile.h"
#include "credentials.h"
#include "decode.h"
#include "error.h"
#include "util.h"

#include <string.h>
#include <strings.h>

/* ---- what the user should know ------------------------------------------ */

static void on_exposed(const char *file, void *ctx)
{
	davit_error e;

	conffile_tell_exposed(file, &e);
	client_warn(ctx, &e);
}

static void on_skipped(const davit_error *why, void *ctx)
{
	client_warn(ctx, why);
}

static bool on_cancel(void *ctx)
{
	davit_client *c = ctx;

	return http_cancelled(c->http);
}

/* ---- for which image? --------------------------------------------------- */

/* Of several, the first one. */
static const char *text_of(json_t *value)
{
	if (json_is_array(value))
		value = json_array_get(value, 0);
	if (json_string_length(value) == 0)
		return NULL;
	return json_string_value(value);
}

static const char *in_params(const struct op *op, const struct bound *bound,
			     int in, const char *name, size_t len)
{
	const struct tab_plist *list = &op->table->plist[op->row->params];
	const struct tab_param *p;
	const char *known;
	unsigned i;

	for (i = 0; i < op->row->nparams; i++) {
		p = &op->table->params[list[i].param];
		known = lookup_str(op->table, p->name);
		if (p->in == in && strncmp(known, name, len) == 0 &&
		    known[len] == '\0')
			return text_of(bound->value[i]);
	}
	return NULL;
}

/* Adds the text at the pointer to `out`; true if there is one. */
static bool in_body(const davit_body *body, const char *pointer, size_t len,
		    struct buf *out)
{
	struct buf path = BUF_INIT(1024);
	json_t *json = NULL;
	const char *text;

	if (body == NULL)
		return false;
	if (body->kind == DAVIT_BODY_JSON)
		json = json_incref(body->json);
	else if (body->kind == DAVIT_BODY_TEXT)
		decode_json(body->data, body->len, &json, NULL, NULL);
	buf_add(&path, pointer, len);
	text = text_of(client_at_pointer(json, buf_text(&path)));
	if (text != NULL)
		buf_add_str(out, text);
	buf_done(&path);
	json_decref(json);
	return text != NULL;
}

/* The first of the places that holds something. */
static bool reference(const struct op *op, const struct bound *bound,
		      const davit_body *body, const char *places,
		      struct buf *out)
{
	const char *p = places, *text;
	size_t len;

	for (; *p != '\0'; p += len, p += strspn(p, " ")) {
		len = strcspn(p, " ");
		text = NULL;
		if (strncmp(p, "query:", 6) == 0)
			text = in_params(op, bound, TAB_QUERY, p + 6, len - 6);
		else if (strncmp(p, "path:", 5) == 0)
			text = in_params(op, bound, TAB_PATH, p + 5, len - 5);
		else if (strncmp(p, "body:", 5) == 0 &&
			 in_body(body, p + 5, len - 5, out))
			return true;
		if (text != NULL) {
			buf_add_str(out, text);
			return true;
		}
	}
	return false;
}

/* ---- looking ------------------------------------------------------------ */

static void tell_found(davit_client *c, struct authorize *a,
		       const struct credentials_found *f)
{
	if (buf_text(&f->server)[0] == '\0')
		return;
	if (f->auth != NULL)
		error_print(a->note, sizeof(a->note), "those for %s came from "
			    "%s", buf_text(&f->server), buf_text(&f->source));
	else
		error_print(a->note, sizeof(a->note), "there are none for %s "
			    "in %s: log in there", buf_text(&f->server),
			    f->looked.len == 0 ? "any file" :
			    buf_text(&f->looked));
	client_log(c, "credentials: %s", a->note);
}

static int look(davit_client *c, const struct op *op,
		const struct bound *bound, const davit_body *body,
		const char *places, struct authorize *a, json_t **out,
		davit_error *err)
{
	const struct credentials how = {
		.family = c->table->config, .exposed = on_exposed,
		.skipped = on_skipped, .cancelled = on_cancel, .ctx = c
	};
	struct credentials_found found;
	struct buf text = BUF_INIT(8192);
	int r = 0;

	*out = NULL;
	if (strcmp(places, "all") == 0) {
		r = credentials_all(&how, out, err);
		if (r == 0)
			error_print(a->note, sizeof(a->note), "those of %zu "
				    "registries were found and sent",
				    json_object_size(*out));
		if (r == 0 && json_object_size(*out) == 0) {
			json_decref(*out);
			*out = NULL;
		}
	} else if (reference(op, bound, body, places, &text)) {
		r = credentials_find(&how, buf_text(&text), &found, err);
		if (r == 0) {
			tell_found(c, a, &found);
			*out = found.auth;
			found.auth = NULL;
			credentials_done(&found);
		}
	}
	buf_done(&text);
	return r;
}

static bool has_line(const char *const *lines, const char *name)
{
	size_t len = strlen(name);

	for (; lines != NULL && *lines != NULL; lines++)
		if (strncasecmp(*lines, name, len) == 0 &&
		    (*lines)[len] == ':')
			return true;
	return false;
}

void authorize_init(struct authorize *a)
{
	memset(a, 0, sizeof(*a));
}

int authorize_call(davit_client *c, const struct op *op, struct bound *bound,
		   const davit_body *body, const davit_call_opts *opts,
		   unsigned flags, struct authorize *a, davit_error *err)
{
	const struct tab_plist *list = &op->table->plist[op->row->params];
	const char *const *lines = opts == NULL || opts->size <
		offsetof(davit_call_opts, framed) ? NULL : opts->headers;
	const struct tab_param *p;
	const char *name, *places;
	bool all = false, looked;
	json_t *found;
	unsigned i;
	int r;

	for (i = 0; i < op->row->nparams && a->n < AUTHORIZE_MAX; i++) {
		p = &op->table->params[list[i].param];
		name = lookup_str(op->table, p->name);
		if (p->credentials == 0 || bound->value[i] != NULL ||
		    !lookup_in(list[i].since, list[i].until, op->epoch) ||
		    (p->in == TAB_HEADER && (has_line(lines, name) || has_line(
			(const char *const *)c->headers, name))))
			continue;
		found = NULL;
		r = 0;
		places = lookup_str(op->table, p->credentials);
		/* Once is enough for all. */
		if (strcmp(places, "all") == 0 && all)
			continue;
		all = all || strcmp(places, "all") == 0;
		looked = strcmp(places, "none") != 0;
		if (looked && flags & DAVIT_NO_AUTH)
			error_print(a->note, sizeof(a->note), "none were "
				    "looked for: DAVIT_NO_AUTH, --no-auth");
		else if (looked)
			r = look(c, op, bound, body, places, a, &found, err);
		if (r < 0)
			return r;
		/* What must be there says then that there are none. */
		if (found == NULL && p->flags & TAB_REQUIRED)
			found = json_object();
		a->held[a->n] = found;
		bound->value[i] = found;
		a->n += found != NULL;
	}
	return 0;
}

void authorize_wipe(struct authorize *a)
{
	while (a->n > 0) {
		authconf_wipe(a->held[--a->n]);
		a->held[a->n] = NULL;
	}
}

/* Engines hand on what registries say, with all kinds of status. */
static bool wants_credentials(const davit_error *err)
{
	static const char *const words[] = {
		"unauthorized", "denied", "no basic auth", "authentication",
		"credentials"
	};
	size_t i;

	if (err->http_status == 401 || err->http_status == 403)
		return true;
	for (i = 0; i < UTIL_COUNT(words); i++)
		if (strcasestr(err->text, words[i]) != NULL)
			return true;
	return false;
}

void authorize_hint(const char *note, davit_error *err)
{
	if (note[0] != '\0' && err != NULL && err->code == DAVIT_EREMOTE &&
	    err->hint[0] == '\0' && wants_credentials(err))
		error_hint(err, "credentials: %s", note);
}
