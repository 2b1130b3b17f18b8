/* SPDX-License-Identifier: MIT */
/*
 * Applies the overlay to one operation of one document, and then completes
 * what neither needs to say: encodings, the body's media type.  Must not
 * know how versions are folded.
 */
#include "config.h"

#include "overlay.h"
#include "table.h"

#include <stdio.h>
#include <string.h>

struct word { const char *word; uint32_t value; };

static const struct word streams[] = {
	{ "raw", TAB_RAW }, { "frames", TAB_FRAMES },
	{ "json", TAB_JSONSEQ }, { "tar", TAB_TAR }, { NULL, 0 }
};
static const struct word upgrades[] = {
	{ "tcp", TAB_TCP }, { "h2c", TAB_H2C },
	{ "websocket", TAB_WEBSOCKET }, { NULL, 0 }
};
static const struct word verdicts[] = {
	{ "json", TAB_VERDICT_JSON }, { "tar", TAB_VERDICT_TAR }, { NULL, 0 }
};
static const struct word encodings[] = {
	{ "plain", TAB_PLAIN }, { "repeated", TAB_REPEATED },
	{ "csv", TAB_CSV }, { "json", TAB_JSON },
	{ "filters", TAB_FILTERS }, { "auth", TAB_AUTH }, { NULL, 0 }
};
static const struct word places[] = {
	{ "path", TAB_PATH }, { "query", TAB_QUERY },
	{ "header", TAB_HEADER }, { NULL, 0 }
};
static const struct word bodies[] = {
	{ "json", 0 }, { "raw", 1 }, { NULL, 0 }
};

static uint32_t word(struct overlay *o, struct ynode *node, const char *what,
		     const struct word *words)
{
	const char *text = yaml_need_text(o->file, node, what);

	for (; words->word != NULL; words++)
		if (strcmp(words->word, text) == 0)
			return words->value;
	base_fail(o->file, node->line, "unknown %s \"%s\"", what, text);
}

static void set_flag(struct overlay *o, uint32_t *flags, uint32_t flag,
		     struct ynode *node)
{
	if (node == NULL)
		return;
	if (yaml_bool(o->file, node, false))
		*flags |= flag;
	else
		*flags &= ~flag;
}

static uint32_t string_node(const char *format)
{
	struct shape shape = { TAB_STR, intern_str(format), 0, 0, NONE };

	return intern_node(&shape);
}

/* What a caller may give, in the place of what the document says. */
static void set_type(struct overlay *o, struct shape *shape,
		     struct ynode *type)
{
	uint32_t items = (shape->types & (TAB_ARR | TAB_OBJ)) == TAB_ARR ?
			 shape->sub : string_node(""), types;

	if (yaml_text(type) != NULL && strcmp(type->text, "any") == 0) {
		*shape = intern_any();
		return;
	}
	types = facts_types(o->file, type);
	if (types == shape->types)
		return;
	shape->types = types;
	shape->format = 0;
	shape->sub = (types & TAB_OBJ) != 0 ? facts_any_object() :
		     (types & TAB_ARR) != 0 ? items : NONE;
	if ((types & (TAB_INT | TAB_NUM)) == 0)
		shape->limits = 0;
}

/* The values of a list are those of its elements. */
static void set_enum(struct overlay *o, struct shape *shape,
		     struct ynode *list)
{
	uint32_t enums = facts_enums(o->file, list, NULL);

	if ((shape->types & (TAB_ARR | TAB_STR)) == TAB_ARR &&
	    (shape->types & TAB_OBJ) == 0) {
		struct shape item = *intern_shape(shape->sub);

		item.enums = enums;
		shape->sub = intern_node(&item);
		return;
	}
	shape->enums = enums;
	shape->limits = 0;
}

static void correct_param(struct overlay *o, struct oparam *p,
			  struct ynode *entry)
{
	struct ynode *node;

	node = yaml_get(entry, "type");
	if (node != NULL)
		set_type(o, &p->shape, node);
	node = yaml_get(entry, "enum");
	if (node != NULL)
		set_enum(o, &p->shape, node);
	if (yaml_get(entry, "minimum") != NULL ||
	    yaml_get(entry, "maximum") != NULL)
		p->shape.limits = facts_limits(o->file, entry);
	node = yaml_get(entry, "help");
	if (node != NULL)
		p->help = intern_str(node->text);
	node = yaml_get(entry, "encoding");
	if (node != NULL) {
		p->encoding = word(o, node, "encoding", encodings);
		p->encoded = true;
	}
	node = yaml_get(entry, "keys");
	if (node != NULL)
		p->keys = facts_enums(o->file, node, NULL);
	node = yaml_get(entry, "credentials");
	if (node != NULL) {
		p->credentials = intern_str(yaml_need_text(o->file, node,
							   "credentials"));
		p->credentials_line = node->line;
	}
	node = yaml_get(entry, "default");
	if (node != NULL) {
		p->dflt = node;
		p->dflt_file = o->file;
	}
	set_flag(o, &p->flags, TAB_SECRET, yaml_get(entry, "secret"));
	set_flag(o, &p->flags, TAB_REQUIRED, yaml_get(entry, "required"));
}

static void add_param(struct overlay *o, struct op *op, const char *name,
		      struct ynode *entry)
{
	struct ynode *in = yaml_get(entry, "in");
	struct oparam *p;

	if (in == NULL || yaml_get(entry, "type") == NULL)
		base_fail(o->file, entry->line, "an added parameter needs in"
			  " and type");
	if (op->params.n == 255)
		base_fail(o->file, entry->line, "more than 255 parameters");
	p = PUSH(DOC, &op->params);
	memset(p, 0, sizeof *p);
	p->name = name;
	p->line = entry->line;
	p->in = word(o, in, "place", places);
	p->shape.sub = NONE;
	p->flags = TAB_ADDED;
	correct_param(o, p, entry);
}

/* "name", or "path:name" where a name alone would mean several. */
static const char *selector(const char *key, uint32_t *in)
{
	const struct word *w;

	*in = NONE;
	for (w = places; w->word != NULL; w++) {
		size_t len = strlen(w->word);

		if (strncmp(key, w->word, len) == 0 && key[len] == ':') {
			*in = w->value;
			return key + len + 1;
		}
	}
	return key;
}

static void correct_params(struct overlay *o, struct doc *doc, struct op *op,
			   const struct ypair *pair)
{
	struct ynode *item, *place;
	uint32_t i, in, from;
	const char *name = selector(pair->key, &in);

	from = in;
	for (i = 0; (item = overlay_item(pair->value, i)) != NULL; i++) {
		size_t k, n = op->params.n;
		bool found = false;

		if (!overlay_fits(o, item, doc->epoch))
			continue;
		place = yaml_get(item, "in");
		in = place != NULL ? word(o, place, "place", places) : from;
		for (k = 0; k < n; k++) {
			struct oparam *p = &op->params.v[k];

			if (strcmp(p->name, name) != 0 ||
			    (in != NONE && in != p->in))
				continue;
			found = true;
			/* Where the document has it, nothing is added. */
			correct_param(o, p, item);
		}
		if (yaml_bool(o->file, yaml_get(item, "add"), false)) {
			if (found)
				continue;
			add_param(o, op, name, item);
			found = true;
		}
		if (found)
			item->used = true;
	}
}

static void correct_body(struct overlay *o, struct op *op, struct ynode *body)
{
	struct ynode *node = yaml_get(body, "type");

	if (node != NULL && word(o, node, "body type", bodies) == 1) {
		op->body = string_node("binary");
		op->flags |= TAB_BODY_RAW;
	} else if (node != NULL && (op->body == NONE ||
				    (op->flags & TAB_BODY_RAW) != 0)) {
		op->body = 0;
		op->flags &= ~(uint32_t)TAB_BODY_RAW;
	}
	if (op->body == NONE)
		base_fail(o->file, body->line, "operation \"%s\" has no body;"
			  " a type is needed", op->name);
	set_flag(o, &op->flags, TAB_BODY_REQUIRED,
		 yaml_get(body, "required"));
	set_flag(o, &op->flags, TAB_BODY_SECRET, yaml_get(body, "secret"));
}

static void correct_responses(struct overlay *o, struct doc *doc,
			      struct op *op, struct ynode *map)
{
	uint32_t i;
	size_t k;

	yaml_need(o->file, map, Y_MAP, "responses");
	for (i = 0; i < map->n; i++) {
		struct ynode *schema = map->pairs[i].value;
		uint32_t status = swagger_status(o->file,
						 map->pairs[i].key_node);

		yaml_need(o->file, schema, Y_MAP, "a schema");
		for (k = 0; k < op->resps.n; k++)
			if (op->resps.v[k].status == status)
				break;
		if (k == op->resps.n)
			PUSH(DOC, &op->resps)->status = status;
		op->resps.v[k].node = schema->n == 0 ? NONE :
			schema_foreign(doc->schema, o->file, schema,
				       base_text(DOC, "%s %u", op->name,
						 (unsigned)status));
	}
}

static void set_consumes(struct overlay *o, struct op *op, struct ynode *list)
{
	if (list == NULL)
		return;
	op->consumes = swagger_media(o->file, list);
	op->consumes_set = true;
}

/* Who tells whether there is a terminal: "OPERATION /POINTER". */
static uint32_t correct_tty(struct overlay *o, struct ynode *node)
{
	const char *op = yaml_text(yaml_get(node, "operation"));
	const char *at = yaml_text(yaml_get(node, "at"));
	char *text;
	size_t size;

	if (op == NULL || at == NULL)
		base_fail(o->file, node->line, "tty needs operation and at");
	size = strlen(op) + strlen(at) + 2;
	text = base_alloc(KEEP, size, 1);
	snprintf(text, size, "%s %s", op, at);
	return intern_str(text);
}

static void correct(struct overlay *o, struct doc *doc, struct op *op,
		    struct ynode *entry)
{
	struct ynode *node;
	uint32_t i;

	entry->used = true;
	node = yaml_get(entry, "summary");
	if (node != NULL)
		op->summary = intern_str(node->text);
	node = yaml_get(entry, "stream");
	if (node != NULL)
		op->stream = word(o, node, "stream", streams);
	node = yaml_get(entry, "upgrade");
	if (node != NULL)
		op->upgrade = word(o, node, "upgrade", upgrades);
	node = yaml_get(entry, "tty");
	if (node != NULL)
		op->tty = correct_tty(o, node);
	node = yaml_get(entry, "verdict");
	if (node != NULL)
		op->flags |= word(o, node, "verdict", verdicts);
	set_flag(o, &op->flags, TAB_LATE, yaml_get(entry, "late"));
	set_flag(o, &op->flags, TAB_RETRY, yaml_get(entry, "retry"));
	node = yaml_get(entry, "body");
	if (node != NULL) {
		correct_body(o, op, node);
		set_consumes(o, op, yaml_get(node, "consumes"));
	}
	set_consumes(o, op, yaml_get(entry, "consumes"));
	node = yaml_get(entry, "produces");
	if (node != NULL)
		op->produces = swagger_media(o->file, node);
	node = yaml_get(entry, "responses");
	if (node != NULL)
		correct_responses(o, doc, op, node);
	node = yaml_get(entry, "parameters");
	for (i = 0; node != NULL && i < node->n; i++)
		correct_params(o, doc, op, &node->pairs[i]);
}

/* What stands before all else: the default, or the values, of a parameter
 * that chooses the media type. */
static size_t media_of_param(const struct op *op, uint32_t *strs)
{
	const struct oparam *p = NULL;
	const uint32_t *enums;
	size_t i, n, first = 0;

	for (i = 0; i < op->params.n && p == NULL; i++)
		if (op->params.v[i].in == TAB_HEADER &&
		    (strcmp(op->params.v[i].name, "Content-type") == 0 ||
		     strcmp(op->params.v[i].name, "Content-Type") == 0))
			p = &op->params.v[i];
	if (p == NULL)
		return 0;
	if (yaml_text(p->dflt) != NULL) {
		strs[0] = intern_str(p->dflt->text);
		first = 1;
	}
	enums = intern_list_of(p->shape.enums, &n);
	for (i = 0; i < n; i++)
		if (first == 0 || enums[i] != strs[0])
			strs[first++] = enums[i];
	return first;
}

/* The media types a body is sent with, the usual one first. */
static void settle_media(struct op *op)
{
	uint32_t strs[ENUMS_MAX + 1];
	const uint32_t *given;
	size_t i, n = 0, ngiven;

	if (op->body == NONE) {
		op->consumes = 0;
		return;
	}
	if (op->consumes_set)
		return;
	if ((op->flags & TAB_BODY_RAW) == 0) {
		strs[n++] = intern_str("application/json");
	} else {
		n = media_of_param(op, strs);
		given = intern_list_of(op->consumes, &ngiven);
		for (i = 0; n == 0 && i < ngiven; i++)
			if (strstr(intern_text(given[i]), "json") == NULL)
				strs[n++] = given[i];
		if (n == 0)
			strs[n++] = intern_str("application/x-tar");
	}
	op->consumes = intern_list(strs, n);
}

/* Every {name} of the path has its parameter, and the reverse. */
static void check_path(struct doc *doc, const struct op *op)
{
	const char *p = op->path;
	size_t i, n = 0, held = 0;

	for (i = 0; i < op->params.n; i++)
		held += op->params.v[i].in == TAB_PATH;
	while ((p = strchr(p, '{')) != NULL) {
		size_t len = strcspn(++p, "}");

		for (i = 0; i < op->params.n; i++)
			if (op->params.v[i].in == TAB_PATH &&
			    strlen(op->params.v[i].name) == len &&
			    memcmp(op->params.v[i].name, p, len) == 0)
				break;
		if (i == op->params.n)
			base_fail(doc->file, op->line, "\"{%.*s}\" in the path"
				  " has no parameter", (int)len, p);
		n++;
	}
	if (n == held)
		return;
	for (i = 0; i < op->params.n; i++) {
		const struct oparam *q = &op->params.v[i];

		if (q->in == TAB_PATH && strstr(op->path, base_text(DOC,
		    "{%s}", q->name)) == NULL)
			base_fail(doc->file, q->line, "path parameter \"%s\""
				  " is not in the path", q->name);
	}
	base_fail(doc->file, op->line, "a name is twice in the path");
}

static void complete(struct overlay *o, struct doc *doc, struct op *op)
{
	size_t i;

	for (i = 0; i < op->params.n; i++) {
		struct oparam *p = &op->params.v[i];

		if (!p->encoded)
			p->encoding = (p->shape.types & TAB_ARR) != 0 &&
				      p->shape.types != TAB_ANY ?
				      TAB_REPEATED : TAB_PLAIN;
		if (p->in == TAB_PATH)
			p->flags |= TAB_REQUIRED;
	}
	settle_media(op);
	check_path(doc, op);
	overlay_credentials(o, doc, op);
	if (op->summary == 0) {
		struct ynode *node = overlay_summary(o, op->name);

		if (node != NULL)
			op->summary = intern_str(node->text);
	}
	if (op->summary == 0 && base_set_find(&o->mute, op->name,
					      strlen(op->name)) == NONE) {
		base_set_add(&o->mute, op->name, strlen(op->name));
		base_complain(doc->file, op->line, "operation \"%s\" has no"
			      " summary in %s", op->name, o->file);
	}
}

void overlay_apply(struct overlay *o, struct doc *doc, struct op *op)
{
	struct ynode *entry = overlay_entry(o, op->name), *item;
	uint32_t i;

	overlay_present(o, op->name, doc->epoch);
	for (i = 0; o->parameters != NULL && i < o->parameters->n; i++)
		correct_params(o, doc, op, &o->parameters->pairs[i]);
	for (i = 0; entry != NULL &&
	     (item = overlay_item(entry, i)) != NULL; i++)
		if (overlay_fits(o, item, doc->epoch))
			correct(o, doc, op, item);
	complete(o, doc, op);
}
