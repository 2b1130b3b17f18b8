/* SPDX-License-Identifier: MIT */
/* A given body against what the tables say: see validate.h. */
#include "config.h"

#include "validate.h"

#include "decode.h"
#include "schema.h"
#include "util.h"

static void check_members(const struct op *op, const json_t *value,
			  struct problems *p)
{
	const struct table *t = op->table;
	const struct schema_check check = {
		t, op->epoch, lookup_str(t, t->versions[op->version].name),
		lookup_op_name(op), p
	};

	if (p != NULL)
		schema_check(&check, op->row->body, value);
}

/* The outermost type, always; the members if `members` isn't NULL. */
static void check_body(const struct op *op, const json_t *value,
		       struct problems *p, struct problems *members)
{
	const struct tab_node *n = &op->table->nodes[op->row->body];
	static const struct { unsigned type; const char *name; } types[] = {
		{ TAB_OBJ, "an object" }, { TAB_ARR, "an array" },
		{ TAB_STR, "a string" }, { TAB_INT, "an integer" },
		{ TAB_NUM, "a number" }, { TAB_BOOL, "a boolean" }
	};
	static const unsigned of[] = {
		[JSON_OBJECT] = TAB_OBJ, [JSON_ARRAY] = TAB_ARR,
		[JSON_STRING] = TAB_STR, [JSON_INTEGER] = TAB_INT | TAB_NUM,
		[JSON_REAL] = TAB_NUM, [JSON_TRUE] = TAB_BOOL,
		[JSON_FALSE] = TAB_BOOL, [JSON_NULL] = TAB_NULL
	};
	size_t i;

	if (of[json_typeof(value)] & n->types) {
		check_members(op, value, members);
		return;
	}
	for (i = 0; i < UTIL_COUNT(types) - 1; i++)
		if (types[i].type & n->types)
			break;
	problems_add(p, DAVIT_EBODY, "body", "the body of %s must be %s, not "
		     "%s", lookup_op_name(op), types[i].name,
		     schema_kind(value));
}

static void check_text(const struct op *op, const davit_body *body,
		       struct problems *p, struct problems *members)
{
	davit_error why;
	json_t *value;
	int r;

	r = decode_json(body->data, body->len, &value, NULL, &why);

	if (r == DAVIT_ENOMEM) {
		p->nomem = true;
	} else if (r < 0) {
		problems_add(p, DAVIT_EBODY, "body", "the body of %s is %s",
			     lookup_op_name(op), why.text);
	} else if (value == NULL) {
		problems_add(p, DAVIT_EBODY, "body", "the body of %s is "
			     "empty", lookup_op_name(op));
	} else {
		check_body(op, value, p, members);
		json_decref(value);
	}
}

void validate_body(const struct op *op, const davit_body *body,
		   unsigned flags, struct problems *p,
		   struct problems *warnings)
{
	struct problems *members = flags & DAVIT_STRICT ? p : warnings;
	bool raw = op->row->flags & TAB_BODY_RAW;
	int kind = body == NULL ? DAVIT_BODY_NONE : body->kind;

	if (kind == DAVIT_BODY_NONE) {
		if (op->row->flags & TAB_BODY_REQUIRED) {
			if (op->row->consumes != TAB_NONE)
				problems_hint(p, "it takes %s", lookup_str(
					op->table, op->table->media[
						op->row->consumes]));
			problems_add(p, DAVIT_EBODY, "body", "%s needs a "
				     "body", lookup_op_name(op));
		}
		return;
	}
	if (op->row->body == TAB_NONE) {
		if (!(flags & DAVIT_ALLOW_UNLISTED))
			problems_add(p, DAVIT_EBODY, "body", "%s takes no "
				     "body", lookup_op_name(op));
		return;
	}
	if (kind == DAVIT_BODY_JSON && body->json == NULL) {
		problems_add(p, DAVIT_EBODY, "body", "the body of %s is NULL",
			     lookup_op_name(op));
	} else if (raw && (kind == DAVIT_BODY_JSON ||
			   kind == DAVIT_BODY_TEXT)) {
		problems_add(p, DAVIT_EBODY, "body", "the body of %s is raw "
			     "bytes (%s), not JSON", lookup_op_name(op),
			     op->row->consumes == TAB_NONE ? "any type" :
			     lookup_str(op->table, op->table->media[
				     op->row->consumes]));
	} else if (flags & DAVIT_NO_BODY_CHECK || raw) {
		return;
	} else if (kind == DAVIT_BODY_JSON) {
		check_body(op, body->json, p, members);
	} else if (kind == DAVIT_BODY_TEXT ||
		   (kind == DAVIT_BODY_MEM && body->type == NULL)) {
		check_text(op, body, p, members);
	}
}
