/* SPDX-License-Identifier: MIT */
/*
 * Every operation of every version of every engine: called once through a
 * client, with all parameters it has, on a mock over a socket.  What the mock
 * understood has to be what was sent, and what it answers what the tables
 * say.  Streams are read to their ends, connections taken over carry bytes
 * both ways.
 */
#include "config.h"

#include "archive.h"
#include "davit-mock.h"
#include "fits.h"
#include "util.h"
#include "values.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMPLAINTS_MAX 40
#define STREAM_MAX (1u << 20)
#define DEADLINE 20000		/* ms of a call; none should take long */

struct trip {
	davit_client *client;
	davit_mock *mock;
	const davit_op *op;
	davit_call_opts opts;
	const davit_body *body;
	json_t *params, *json;	/* what is sent; no JSON body: NULL */
	char where[256];
};

static struct {
	unsigned versions, operations, params, bodies, archives, documents;
	unsigned streams, taken, refused, complaints;
} count;

static struct buf archive;	/* the body where bytes are taken */

static void complain(const struct trip *t, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void complain(const struct trip *t, const char *fmt, ...)
{
	va_list ap;

	if (count.complaints++ >= COMPLAINTS_MAX)
		return;
	printf("%s %s %s: ", t->op->engine, t->op->version, t->op->name);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

/* ---- what the mock understood -------------------------------------------- */

static void compare_params(const struct trip *t, json_t *got)
{
	json_t *value, *other;
	const char *name;
	char *a, *b;

	json_object_foreach(t->params, name, value) {
		other = json_object_get(got, name);
		if (other != NULL && json_equal(value, other))
			continue;
		a = json_dumps(value, JSON_ENCODE_ANY);
		b = other == NULL ? NULL : json_dumps(other, JSON_ENCODE_ANY);
		complain(t, "%s was %s, came as %s", name, a,
			 b == NULL ? "nothing" : b);
		free(a);
		free(b);
	}
	if (json_object_size(got) != json_object_size(t->params))
		complain(t, "%zu parameters became %zu",
			 json_object_size(t->params), json_object_size(got));
	count.params += (unsigned)json_object_size(got);
}

static const char *text_of(json_t *seen, const char *name)
{
	const char *text = json_string_value(json_object_get(seen, name));

	return text == NULL ? "" : text;
}

static void compare_body(const struct trip *t, json_t *seen)
{
	json_int_t len = json_integer_value(json_object_get(seen,
							     "body_length"));

	if (t->json != NULL && !json_equal(t->json,
					   json_object_get(seen, "body")))
		complain(t, "another body came");
	if (t->json == NULL && t->body != NULL &&
	    (size_t)len != t->body->len)
		complain(t, "%lld of %zu bytes came", (long long)len,
			 t->body->len);
	if (t->body == NULL && len != 0)
		complain(t, "a body came, %lld bytes", (long long)len);
}

static void compare(const struct trip *t)
{
	json_t *all = davit_mock_requests(t->mock), *seen, *problems;
	char *text;

	seen = json_array_get(all, 0);
	if (json_array_size(all) != 1)
		complain(t, "%zu requests were made", json_array_size(all));
	if (strcmp(text_of(seen, "operation"), t->op->name) != 0 ||
	    strcmp(text_of(seen, "version"), t->op->version) != 0 ||
	    strcmp(text_of(seen, "method"), t->op->method) != 0)
		complain(t, "understood as %s %s of %s",
			 text_of(seen, "method"), text_of(seen, "operation"),
			 text_of(seen, "version"));
	else
		compare_params(t, json_object_get(seen, "params"));
	compare_body(t, seen);
	problems = json_object_get(seen, "problems");
	if (json_array_size(problems) > 0) {
		text = json_dumps(problems, JSON_COMPACT);
		complain(t, "has problems: %s", text);
		free(text);
	}
	json_decref(all);
	davit_mock_forget(t->mock);
}

/* ---- what it answered ---------------------------------------------------- */

/* The declared answer of this status; a success that isn't declared at all
 * may be 200. */
static bool is_declared(const struct trip *t, int status,
			davit_response *out)
{
	bool some = false;
	size_t i;

	memset(out, 0, sizeof(*out));
	for (i = 0; davit_op_response(t->op, i, out) == 0; i++) {
		if (out->status == status)
			return true;
		some = some || (out->status >= 100 && out->status < 300);
	}
	memset(out, 0, sizeof(*out));
	return !some && status == 200;
}

/* Where the schema is of text in no JSON, any will do. */
static void check_document(struct trip *t, davit_reply *reply)
{
	int status = davit_reply_status(reply);
	davit_response declared;
	davit_error err;
	json_t *json;
	size_t len;

	if (!is_declared(t, status, &declared)) {
		complain(t, "status %d is not declared", status);
	} else if (davit_reply_flags(reply) & DAVIT_REPLY_JSON) {
		if (davit_reply_json(reply, &json, &err) < 0)
			complain(t, "the answer: %s", err.text);
		else if (declared.has_schema && t->op->method[0] != 'H' &&
			 !fits(&declared.schema, json, t->where))
			complain(t, "the answer doesn't fit: %s", t->where);
		count.documents++;
	} else if (declared.has_schema && t->op->method[0] != 'H') {
		davit_reply_body(reply, &len);
		if (!(declared.schema.types & DAVIT_TYPE_STRING) || len == 0)
			complain(t, "the answer is not JSON");
	}
}

static void call(struct trip *t)
{
	davit_reply *reply = NULL;
	davit_error err;

	if (davit_invoke(t->client, t->op->name, t->params, t->body, &t->opts,
			 &reply, &err) < 0)
		complain(t, "%s", err.text);
	else
		check_document(t, reply);
	davit_reply_free(reply);
}

/* Engines refuse these to whom doesn't ask for more than bytes. */
static void be_refused(struct trip *t)
{
	davit_error err;

	count.refused++;
	if (davit_invoke(t->client, t->op->name, t->params, t->body, &t->opts,
			 NULL, &err) != DAVIT_EREMOTE ||
	    err.http_status != 400)
		complain(t, "%s", err.text);
}

/* ---- streams ------------------------------------------------------------- */

static void read_json(struct trip *t, davit_stream *s)
{
	davit_response declared;
	davit_schema items;
	json_t *value;
	unsigned n = 0;
	int r;

	is_declared(t, davit_reply_status(davit_stream_reply(s)), &declared);
	if (declared.has_schema && declared.schema.types == DAVIT_TYPE_ARRAY &&
	    davit_schema_items(&declared.schema, &items) == 0)
		declared.schema = items;
	while ((r = davit_stream_json(s, &value)) > 0) {
		n++;
		if (declared.has_schema &&
		    declared.schema.types == DAVIT_TYPE_OBJECT &&
		    !fits(&declared.schema, value, t->where))
			complain(t, "value %u doesn't fit: %s", n, t->where);
		json_decref(value);
	}
	if (r < 0)
		complain(t, "%s", davit_stream_error(s)->text);
	else if (n < (json_is_false(json_object_get(t->params, "stream")) ?
		      1 : 2))
		complain(t, "%u values came", n);
}

static void read_frames(struct trip *t, davit_stream *s)
{
	unsigned channels = 0;
	davit_frame f;
	int r;

	while ((r = davit_stream_frame(s, &f)) > 0)
		if (f.len > 0)
			channels |= 1u << f.channel;
	if (r < 0)
		complain(t, "%s", davit_stream_error(s)->text);
	else if (channels != (1u << DAVIT_STDOUT | 1u << DAVIT_STDERR))
		complain(t, "not both of the channels came: %u", channels);
}

static void read_bytes(struct trip *t, davit_stream *s, const char *wanted,
		       size_t len)
{
	struct buf all = BUF_INIT(STREAM_MAX);
	const void *data;
	size_t n;
	int r;

	while ((r = davit_stream_next(s, &data, &n)) > 0)
		if (buf_add(&all, data, n) < 0)
			break;
	if (r < 0)
		complain(t, "%s", davit_stream_error(s)->text);
	else if (wanted != NULL && (all.len != len ||
				    memcmp(all.data, wanted, len) != 0))
		complain(t, "%zu bytes came back", all.len);
	else if (t->op->stream == DAVIT_STREAM_TAR && wanted == NULL &&
		 !archive_ok(all.data, all.len))
		complain(t, "no archive came");
	else if (all.len == 0)
		complain(t, "nothing came");
	buf_done(&all);
}

static void echo(struct trip *t, davit_stream *s)
{
	static const char words[] = "there\0and \xff back\r\n";

	count.taken++;
	if (!davit_stream_duplex(s))
		complain(t, "was not taken over");
	else if (davit_stream_write(s, words, sizeof(words)) !=
		 (ssize_t)sizeof(words) || davit_stream_shutdown(s) < 0)
		complain(t, "%s", davit_stream_error(s)->text);
	else
		read_bytes(t, s, words, sizeof(words));
}

static void open_stream(struct trip *t)
{
	davit_stream *s;
	davit_error err;

	t->opts.framed = t->op->stream == DAVIT_STREAM_FRAMES &&
			 t->op->upgrade == NULL ? 1 : -1;
	if (davit_open(t->client, t->op->name, t->params, t->body, &t->opts,
		       &s, &err) < 0) {
		complain(t, "%s", err.text);
		return;
	}
	count.streams++;
	if (t->op->upgrade != NULL)
		echo(t, s);
	else if (t->op->stream == DAVIT_STREAM_JSON)
		read_json(t, s);
	else if (t->op->stream == DAVIT_STREAM_FRAMES)
		read_frames(t, s);
	else
		read_bytes(t, s, NULL, 0);
	davit_stream_close(s);
}

/* ---- all of it ----------------------------------------------------------- */

static void go(struct trip *t, unsigned seed)
{
	davit_body body = davit_body_mem(archive.data, archive.len, NULL);
	davit_error err;

	count.operations++;
	t->params = values_params(t->op, seed);
	t->json = NULL;
	t->body = NULL;
	if (t->op->flags & DAVIT_OP_BODY_RAW) {
		t->body = &body;
		count.archives++;
	} else if (t->op->flags & DAVIT_OP_BODY) {
		if (davit_op_skeleton(t->op, 0, &t->json, &err) < 0)
			complain(t, "%s", err.text);
		body = davit_body_json(t->json);
		t->body = &body;
		count.bodies++;
	}
	if (t->op->upgrade != NULL && strcmp(t->op->upgrade, "tcp") != 0)
		be_refused(t);
	else if (t->op->stream != DAVIT_STREAM_NONE || t->op->upgrade != NULL)
		open_stream(t);
	else
		call(t);
	compare(t);
	json_decref(t->params);
	json_decref(t->json);
}

static bool begin(const davit_version *v, struct trip *t)
{
	davit_client_opts client = DAVIT_CLIENT_OPTS_INIT;
	davit_mock_opts mock = DAVIT_MOCK_OPTS_INIT;
	davit_error err;

	mock.engine = client.engine = v->engine;
	mock.api_version = client.api_version = v->name;
	mock.check = DAVIT_MOCK_CHECK_STRICT;
	mock.flags = DAVIT_MOCK_STATELESS;
	client.call_timeout = DEADLINE;
	client.call_flags = DAVIT_STRICT;
	if (davit_mock_new(&mock, &t->mock, &err) == 0 &&
	    davit_mock_start(t->mock, &err) == 0) {
		client.endpoint = davit_mock_address(t->mock, 0);
		if (davit_client_new(&client, &t->client, &err) == 0)
			return true;
	}
	printf("%s %s: %s\n", v->engine, v->name, err.text);
	count.complaints++;
	return false;
}

static void round_trip(const davit_version *v)
{
	struct trip t = { .opts = DAVIT_CALL_OPTS_INIT };
	davit_op op = { .name = NULL };
	unsigned seed = count.versions++;

	if (begin(v, &t))
		for (t.op = &op; davit_op_next(v->engine, v->name, NULL, &op)
		     > 0; seed++)
			go(&t, seed);
	davit_client_free(t.client);
	davit_mock_free(t.mock);
}

static void all_versions(const char *engine)
{
	davit_version v;
	size_t i;

	for (i = 0; davit_version_at(engine, i, &v) == 0; i++)
		round_trip(&v);
}

int main(void)
{
	int64_t began = util_now_ms();
	size_t i;

	buf_init(&archive, STREAM_MAX);
	if (archive_add(&archive, "Dockerfile", '0', 0644, 0,
			"FROM scratch\n", 13) < 0 ||
	    archive_end(&archive) < 0)
		return EXIT_FAILURE;
	for (i = 0; i < davit_engine_count(); i++)
		all_versions(davit_engine_name(i));
	printf("%u operations of %u versions, %u parameters, %u JSON bodies, "
	       "%u archives; %u documents, %u streams, %u of them taken over, "
	       "%u refused; %u complaints in %.1f s\n", count.operations,
	       count.versions, count.params, count.bodies, count.archives,
	       count.documents, count.streams, count.taken, count.refused,
	       count.complaints,
	       (double)(util_now_ms() - began) / 1000);
	buf_done(&archive);
	return count.complaints == 0 && count.operations > 0 ? EXIT_SUCCESS
							      : EXIT_FAILURE;
}
