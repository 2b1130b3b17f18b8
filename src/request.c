/* SPDX-License-Identifier: MIT */
/* See request.h. */
#include "config.h"

#include "request.h"

#include "decode.h"
#include "encode.h"
#include "error.h"
#include "uri.h"
#include "util.h"

#include <string.h>
#include <strings.h>

#define VALUE_MAX (16u << 20)
#define JSON_TYPE "application/json"
#define RAW_TYPE "application/x-tar"
#define TYPE_HEADER "Content-Type"

void request_init(struct request *r)
{
	memset(r, 0, sizeof(*r));
	buf_init_secret(&r->target, REQUEST_TARGET_MAX);
	buf_init_secret(&r->head, REQUEST_HEAD_MAX);
	buf_init_secret(&r->json, REQUEST_BODY_MAX);
	r->fd = -1;
}

void request_reset(struct request *r)
{
	struct request kept = *r;

	memset(r, 0, sizeof(*r));
	r->target = kept.target;
	r->head = kept.head;
	r->json = kept.json;
	r->fd = -1;
	buf_reset(&r->target);
	buf_reset(&r->head);
	buf_reset(&r->json);
}

void request_done(struct request *r)
{
	buf_done(&r->target);
	buf_done(&r->head);
	buf_done(&r->json);
}

/* ---- values ------------------------------------------------------------- */

/* What went wrong with a part went wrong with the whole. */
static void adopt(struct buf *whole, const struct buf *part)
{
	if (buf_status(whole) == 0)
		whole->status = buf_status(part);
}

/* The text of a value that isn't a list. */
static void add_text(struct buf *out, const struct tab_param *param,
		     const struct tab_node *n, const json_t *value)
{
	struct buf clean = BUF_SECRET(VALUE_MAX);
	json_t *filters = NULL;
	const char *text;

	switch (param->encoding) {
	case TAB_JSON:
		if (json_is_string(value))
			encode_scalar(out, value);
		else
			encode_json(out, value);
		return;
	case TAB_REPEATED:
	case TAB_CSV:
		encode_value(out, value);
		return;
	case TAB_FILTERS:
		if (json_is_string(value)) {
			if (decode_json(json_string_value(value),
					json_string_length(value), &filters,
					NULL, NULL) == DAVIT_ENOMEM)
				out->status = DAVIT_ENOMEM;
			encode_filters(out, filters);
			json_decref(filters);
		} else {
			encode_filters(out, value);
		}
		return;
	case TAB_AUTH:
		if (json_is_string(value)) {
			/* Either alphabet comes in, the right one goes out. */
			util_unbase64(&clean, json_string_value(value),
				      json_string_length(value));
			util_base64url(out, clean.data, clean.len);
			adopt(out, &clean);
			buf_done(&clean);
		} else {
			encode_auth(out, value);
		}
		return;
	default:
		break;
	}
	/* Engines differ in what else they take for a boolean. */
	if (n->types != TAB_ANY && n->types & TAB_BOOL &&
	    !(n->types & (TAB_STR | TAB_INT | TAB_NUM))) {
		encode_scalar(&clean, value);
		text = buf_text(&clean);
		buf_add_str(out, strcmp(text, "1") == 0 ? "true" :
			    strcmp(text, "0") == 0 ? "false" : text);
		adopt(out, &clean);
		buf_done(&clean);
		return;
	}
	encode_scalar(out, value);
}

static void add_pair(struct request *r, const char *name, const char *text,
		     size_t len)
{
	buf_add_char(&r->target,
		     r->target.len == r->path_len ? '?' : '&');
	uri_encode(&r->target, name, strlen(name));
	buf_add_char(&r->target, '=');
	uri_encode(&r->target, text, len);
}

static int add_query(struct request *r, const struct op *op,
		     const struct tab_param *param, json_t *value)
{
	const struct tab_node *n = &op->table->nodes[param->node];
	const char *name = lookup_str(op->table, param->name);
	struct buf text = BUF_SECRET(VALUE_MAX);
	json_t *element;
	size_t i;
	int status;

	if (param->flags & TAB_SECRET)
		r->secret_query = true;
	if (json_is_array(value) && (param->encoding == TAB_REPEATED ||
				     param->encoding == TAB_CSV)) {
		json_array_foreach(value, i, element) {
			if (param->encoding == TAB_REPEATED)
				buf_reset(&text);
			else if (i > 0)
				buf_add_char(&text, ',');
			encode_value(&text, element);
			adopt(&r->target, &text);
			if (param->encoding == TAB_REPEATED)
				add_pair(r, name, buf_text(&text), text.len);
		}
		/* No elements, no list: an empty text would be one. */
		if (param->encoding == TAB_CSV && json_array_size(value) > 0)
			add_pair(r, name, buf_text(&text), text.len);
	} else {
		add_text(&text, param, n, value);
		add_pair(r, name, buf_text(&text), text.len);
	}
	status = buf_status(&text);
	buf_done(&text);
	return status < 0 ? status : buf_status(&r->target);
}

static int add_header_param(struct request *r, const struct op *op,
			    const struct tab_param *param, json_t *value)
{
	const char *name = lookup_str(op->table, param->name);
	bool secret = param->flags & TAB_SECRET;
	struct buf text = BUF_SECRET(VALUE_MAX);
	json_t *element;
	size_t i;
	int status = 0;

	if (json_is_array(value) && param->encoding == TAB_REPEATED) {
		json_array_foreach(value, i, element) {
			buf_reset(&text);
			if (status == 0)
				status = encode_value(&text, element);
			if (status == 0)
				status = request_add_header(r, name,
					buf_text(&text), secret);
		}
	} else {
		add_text(&text, param, &op->table->nodes[param->node], value);
		status = buf_status(&text);
		if (status == 0)
			status = request_add_header(r, name, buf_text(&text),
						    secret);
	}
	buf_done(&text);
	return status;
}

/* ---- path --------------------------------------------------------------- */

static json_t *path_value(const struct op *op, const struct bound *bound,
			  const char *name, size_t len)
{
	const struct tab_plist *list = &op->table->plist[op->row->params];
	const struct tab_param *param;
	const char *text;
	unsigned i;

	for (i = 0; i < op->row->nparams; i++) {
		param = &op->table->params[list[i].param];
		text = lookup_str(op->table, param->name);
		if (param->in == TAB_PATH && bound->value[i] != NULL &&
		    strncmp(text, name, len) == 0 && text[len] == '\0')
			return bound->value[i];
	}
	return NULL;
}

static void add_prefix(struct request *r, const struct op *op)
{
	const struct tab_version *v = &op->table->versions[op->version];
	const char *number = lookup_str(op->table, v->name) + 1;

	if (op->row->prefix == TAB_PREFIX_NONE)
		return;
	if (op->row->prefix == TAB_PREFIX_LEVEL && v->level != 0)
		number = lookup_str(op->table, v->level);
	buf_add_str(&r->target, "/v");
	/* Engines take digits and dots only. */
	buf_add(&r->target, number, strspn(number, "0123456789."));
}

static int add_path(struct request *r, const struct op *op,
		    const struct bound *bound)
{
	const char *p = lookup_str(op->table, op->row->path), *open;
	struct buf text = BUF_SECRET(VALUE_MAX);
	json_t *value;

	add_prefix(r, op);
	while (*p != '\0') {
		open = p + strcspn(p, "{");
		buf_add(&r->target, p, (size_t)(open - p));
		p = open;
		if (*p == '\0')
			break;
		p += strcspn(p, "}");
		value = path_value(op, bound, open + 1,
				   (size_t)(p - open - 1));
		if (value != NULL) {
			buf_reset(&text);
			encode_scalar(&text, value);
			adopt(&r->target, &text);
			uri_encode(&r->target, buf_text(&text), text.len);
		}
		p += *p == '}';
	}
	buf_done(&text);
	r->path_len = r->target.len;
	return buf_status(&r->target);
}

/* ---- body --------------------------------------------------------------- */

/* `type`: what the tables say, NULL if they say nothing. */
static int add_body(struct request *r, const davit_body *body,
		    const char *type, davit_error *err)
{
	int kind = body == NULL ? DAVIT_BODY_NONE : body->kind;

	switch (kind) {
	case DAVIT_BODY_NONE:
		return 0;
	case DAVIT_BODY_JSON:
		if (encode_json(&r->json, body->json) < 0)
			return r->json.status == DAVIT_ETOOBIG ?
			       error_set(err, DAVIT_ETOOBIG, "the body is "
					 "more than %u MiB of JSON",
					 REQUEST_BODY_MAX >> 20) :
			       error_nomem(err);
		r->source = REQUEST_MEM;
		r->data = buf_text(&r->json);
		r->len = r->json.len;
		break;
	case DAVIT_BODY_TEXT:
	case DAVIT_BODY_MEM:
		r->source = REQUEST_MEM;
		r->data = body->len == 0 ? "" : body->data;
		r->len = body->len;
		break;
	case DAVIT_BODY_FD:
		r->source = REQUEST_FD;
		r->fd = body->fd;
		break;
	case DAVIT_BODY_READ:
		r->source = REQUEST_READ;
		r->read = body->read;
		r->ctx = body->ctx;
		break;
	default:
		return error_set(err, DAVIT_EINVAL, "unknown kind of body: "
				 "%d", kind);
	}
	if (request_has_header(r, TYPE_HEADER,
			       strlen(TYPE_HEADER)))
		return 0;
	if (body->type != NULL)
		type = body->type;
	else if (kind == DAVIT_BODY_JSON || kind == DAVIT_BODY_TEXT)
		type = JSON_TYPE;
	else if (type == NULL)
		type = RAW_TYPE;
	if (util_has_control(type, strlen(type)))
		return error_set(err, DAVIT_EINVAL, "the body's media type "
				 "holds a control character");
	return request_add_header(r, TYPE_HEADER, type, false) < 0 ?
	       error_nomem(err) : 0;
}

/* ---- public ------------------------------------------------------------- */

static void add_unlisted_value(struct request *r, const char *name,
			       const json_t *value)
{
	struct buf text = BUF_SECRET(VALUE_MAX);

	encode_value(&text, value);
	adopt(&r->target, &text);
	add_pair(r, name, buf_text(&text), text.len);
	buf_done(&text);
}

static int add_unlisted(struct request *r, const struct op *op,
			json_t *params)
{
	const char *name;
	json_t *value, *element;
	size_t i;

	json_object_foreach(params, name, value) {
		if (json_is_null(value) || validate_is_listed(op, name))
			continue;
		if (json_is_array(value))
			json_array_foreach(value, i, element)
				add_unlisted_value(r, name, element);
		else
			add_unlisted_value(r, name, value);
	}
	return buf_status(&r->target);
}

static int too_long(int status, davit_error *err)
{
	if (status == DAVIT_ETOOBIG)
		return error_set(err, DAVIT_ETOOBIG, "the parameters make the "
				 "request too long");
	return error_nomem(err);
}

int request_build(struct request *r, const struct op *op,
		  const struct bound *bound, json_t *params,
		  const davit_body *body, const char *prefix,
		  davit_error *err)
{
	const struct table *t = op->table;
	const struct tab_plist *list = &t->plist[op->row->params];
	const struct tab_param *param;
	const char *type = NULL;
	unsigned i;
	int status;

	r->method = lookup_method(op->row->method);
	r->late = op->row->flags & TAB_LATE;
	r->secret_body = op->row->flags & TAB_BODY_SECRET;
	buf_add_str(&r->target, prefix);
	status = add_path(r, op, bound);
	for (i = 0; i < op->row->nparams && status == 0; i++) {
		param = &t->params[list[i].param];
		if (bound->value[i] == NULL)
			continue;
		if (param->in == TAB_QUERY)
			status = add_query(r, op, param, bound->value[i]);
		else if (param->in == TAB_HEADER)
			status = add_header_param(r, op, param,
						  bound->value[i]);
	}
	if (status == 0)
		status = add_unlisted(r, op, params);
	if (status < 0)
		return too_long(status, err);
	if (op->row->body != TAB_NONE && !(op->row->flags & TAB_BODY_RAW))
		type = JSON_TYPE;
	else if (op->row->consumes != TAB_NONE)
		type = lookup_str(t, t->media[op->row->consumes]);
	return add_body(r, body, type, err);
}

int request_raw(struct request *r, const char *method, const char *target,
		const davit_body *body, const char *prefix, davit_error *err)
{
	if (!request_is_token(method, strlen(method)))
		return error_set(err, DAVIT_EINVAL, "'%.40s' is not a "
				 "method", method);
	if (!uri_target_ok(target)) {
		error_set(err, DAVIT_EINVAL, "'%.80s' is not a request "
			  "target", target);
		error_hint(err, "it begins with '/' and is percent-encoded "
			   "already");
		return DAVIT_EINVAL;
	}
	r->method = method;
	buf_add_str(&r->target, prefix);
	if (buf_add_str(&r->target, target) < 0)
		return too_long(r->target.status, err);
	r->path_len = strcspn(r->target.data, "?");
	return add_body(r, body, NULL, err);
}
