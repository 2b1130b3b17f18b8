/* SPDX-License-Identifier: MIT */
/* See worldask.h. */
#include "config.h"

#include "worldask.h"

#include "fits.h"
#include "util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void asker_init(struct asker *s, const char *engine, const char *version,
		const char *fixtures)
{
	json_t *f = fixtures == NULL ? NULL : unit_json(fixtures);
	davit_error err = { .text = "" };

	memset(s, 0, sizeof(*s));
	s->engine = engine;
	s->version = version;
	ck_assert_msg(world_new(engine, version, f, &s->world, &err) == 0,
		      "%s", err.text);
	s->now = util_now_ms();
	answer_init(&s->answer);
	buf_init(&s->text, 16 << 20);
	json_decref(f);
}

void asker_done(struct asker *s)
{
	answer_done(&s->answer);
	buf_done(&s->text);
	world_free(s->world);
}

/* Engines say null for many things; any reader takes it for nothing. */
static void strip_nulls(json_t *json)
{
	const char *name;
	json_t *value;
	void *next;
	size_t i;

	json_object_foreach_safe(json, next, name, value) {
		if (json_is_null(value))
			json_object_del(json, name);
		else
			strip_nulls(value);
	}
	json_array_foreach(json, i, value)
		strip_nulls(value);
}

/* Some documents tell of one where engines send a list, or the reverse. */
static bool check_value(const davit_schema *s, json_t *value, char *where)
{
	davit_schema items;
	json_t *one;
	size_t i;

	if (json_is_array(value) && s->types == DAVIT_TYPE_OBJECT) {
		json_array_foreach(value, i, one)
			if (!fits(s, one, where))
				return false;
		return true;
	}
	if (json_is_object(value) && s->types == DAVIT_TYPE_ARRAY &&
	    davit_schema_items(s, &items) == 0)
		return fits(&items, value, where);
	return fits(s, value, where);
}

static void check_schema(struct asker *s, const char *role,
			 const davit_op *op)
{
	davit_response r;
	char where[256] = "";
	json_t *plain;
	size_t i;

	for (i = 0; davit_op_response(op, i, &r) == 0; i++) {
		if (r.status != s->answer.status || !r.has_schema)
			continue;
		plain = json_deep_copy(s->answer.json);
		strip_nulls(plain);
		ck_assert_msg(check_value(&r.schema, plain, where), "%s of "
			      "%s %s, status %d: %s", role, s->engine,
			      s->version, r.status, where);
		json_decref(plain);
	}
}

json_t *ask(struct asker *s, const char *role, const char *params,
	    const char *body, int status)
{
	struct call call;
	davit_error err = { .text = "" };
	char *text;
	int code;

	call_init(&call);
	ck_assert_msg(davit_op_find(s->engine, s->version, role, &call.op,
				    &err) == 0, "%s", err.text);
	call.params = unit_json(params == NULL ? "{}" : params);
	call.body = body == NULL ? NULL : unit_json(body);
	call.data = s->data;
	call.len = s->len;
	answer_done(&s->answer);
	answer_init(&s->answer);
	buf_reset(&s->text);
	s->ended = false;
	code = world_answer(s->world, &call, s->now, &s->answer, &err);
	ck_assert_msg(code == 1, "%s: %d %s", role, code, err.text);
	text = json_dumps(s->answer.json, JSON_COMPACT | JSON_ENCODE_ANY);
	ck_assert_msg(status == 0 ? s->answer.status >= 400 :
		      s->answer.status == status, "%s %s: %d, wanted %d: %s",
		      role, params == NULL ? "" : params, s->answer.status,
		      status, text == NULL ? "" : text);
	free(text);
	/* Documents describe other things here: see world-fit.c. */
	if (s->answer.json != NULL && strcmp(role, "@disk-usage") != 0 &&
	    (strcmp(role, "@network-list") != 0 ||
	     strcmp(s->engine, "docker") == 0))
		check_schema(s, role, &call.op);
	s->data = NULL;
	s->len = 0;
	call_done(&call);
	return s->answer.json;
}

const char *drain(struct asker *s, int64_t ms)
{
	struct buf out = BUF_INIT(1 << 20);
	int64_t until = s->now + ms, wake, next;
	int r, turns = 0;

	while (!s->ended && turns++ < 100000) {
		buf_reset(&out);
		wake = ANSWER_NEVER;
		r = s->answer.more(s->answer.state, &out, s->now, &wake);
		ck_assert_int_ge(r, 0);
		ck_assert_int_eq(buf_add(&s->text, buf_text(&out), out.len),
				 0);
		s->ended = r == ANSWER_END;
		next = world_next(s->world);
		next = wake < next ? wake : next;
		/* Two turns at the same time must get on. */
		ck_assert(s->ended || out.len > 0 || next > s->now);
		if (next > until)
			break;
		s->now = next > s->now ? next : s->now;
	}
	buf_done(&out);
	if (!s->ended && s->now < until)
		s->now = until;
	return buf_text(&s->text);
}

void put_aside(struct asker *s, struct answer *out)
{
	*out = s->answer;
	answer_init(&s->answer);
}

void take_back(struct asker *s, struct answer *from)
{
	answer_done(&s->answer);
	s->answer = *from;
	buf_reset(&s->text);
	s->ended = false;
}

const char *frames(struct asker *s)
{
	static char text[8192];
	const unsigned char *p = (const unsigned char *)buf_text(&s->text);
	size_t left = s->text.len, len, n = 0;

	text[0] = '\0';
	while (left >= 8) {
		len = (size_t)p[4] << 24 | (size_t)p[5] << 16 |
		      (size_t)p[6] << 8 | p[7];
		ck_assert_uint_le(len, left - 8);
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%d:%.*s ",
				      p[0], (int)len, p + 8);
		p += 8 + len;
		left -= 8 + len;
	}
	ck_assert_uint_eq(left, 0);
	return text;
}

json_t *at(json_t *json, const char *path)
{
	size_t len;

	while (json != NULL && *path != '\0') {
		len = strcspn(path, ".");
		if (json_is_array(json))
			json = json_array_get(json, (size_t)strtoul(path, NULL,
								    10));
		else
			json = json_object_getn(json, path, len);
		path += len + (path[len] == '.');
	}
	return json;
}

const char *text_at(json_t *json, const char *path)
{
	const char *text = json_string_value(at(json, path));

	ck_assert_msg(text != NULL, "no text at %s", path);
	return text;
}
