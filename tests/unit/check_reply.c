/* SPDX-License-Identifier: MIT */
/* Tests src/reply.c: head and body, and the engine's words in a refusal. */
#include "config.h"

#include "reply.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

static davit_reply *make(int status, const char *type, const char *body,
			 size_t len)
{
	davit_reply *r = reply_new(1 << 22);
	char line[200];

	ck_assert_ptr_nonnull(r);
	r->status = status;
	if (type != NULL) {
		snprintf(line, sizeof(line), "Content-Type: %s\r\n", type);
		ck_assert(reply_add_line(r, line, strlen(line)));
	}
	ck_assert_int_eq(buf_add(&r->body, body, len), 0);
	return r;
}

START_TEST(head)
{
	static const char *const lines[] = {
		"HTTP/1.1 100 Continue\r\n", "Old: gone\r\n", "\r\n",
		"HTTP/1.1 200 OK\r\n", "Api-Version: 1.43\r\n",
		"X-Empty:\r\n", "x-twice: one\r\n", "X-Twice:\ttwo \r\n",
		"no colon\r\n", "a:b:c\n", "\r\n"
	};
	static const struct { const char *name, *value; } wanted[] = {
		{ "Api-Version", "1.43" }, { "X-Empty", "" },
		{ "x-twice", "one" }, { "X-Twice", "two" }, { "a", "b:c" }
	};
	davit_reply *r = reply_new(10);
	const char *name, *value;
	size_t i;

	ck_assert_int_eq(davit_reply_header_at(r, 0, &name, &value),
			 DAVIT_EINVAL);
	ck_assert_ptr_null(davit_reply_header(r, "a"));
	for (i = 0; i < COUNT(lines); i++)
		ck_assert(reply_add_line(r, lines[i], strlen(lines[i])));
	for (i = 0; i < COUNT(wanted); i++) {
		ck_assert_int_eq(davit_reply_header_at(r, i, &name, &value),
				 0);
		ck_assert_str_eq(name, wanted[i].name);
		ck_assert_str_eq(value, wanted[i].value);
	}
	ck_assert_int_eq(davit_reply_header_at(r, i, &name, &value),
			 DAVIT_EINVAL);
	ck_assert_str_eq(davit_reply_header(r, "API-VERSION"), "1.43");
	ck_assert_str_eq(davit_reply_header(r, "X-TWICE"), "one");
	/* Another answer's head, and a value that looks like a name. */
	ck_assert_ptr_null(davit_reply_header(r, "Old"));
	ck_assert_ptr_null(davit_reply_header(r, "one"));
	ck_assert_ptr_null(davit_reply_header(r, ""));
	davit_reply_free(r);
	davit_reply_free(NULL);
}
END_TEST

START_TEST(head_too_large)
{
	davit_reply *r = reply_new(10);
	char line[1024] = "X: ";
	size_t n = 0;

	memset(line + 3, 'x', sizeof(line) - 4);
	while (reply_add_line(r, line, strlen(line)))
		ck_assert_uint_lt(++n, 1000);
	ck_assert_uint_gt(n, 100);
	davit_reply_free(r);
}
END_TEST

static const struct {
	const char *type;
	bool json;
} types[] = {
	{ "application/json", true },
	{ "application/json; charset=utf-8", true },
	{ "application/json;charset=utf-8", true },
	{ "Application/JSON", true },
	{ "application/problem+json", true },
	{ "application/jsonl", false },
	{ "application/json-seq", false },
	{ "text/plain; charset=utf-8", false },
	{ "text/plain; a=+json", false },
	{ "+json", false },
	{ "", false },
	{ NULL, false },
};

START_TEST(flags)
{
	davit_reply *r = make(200, types[_i].type, "{}", 2);

	ck_assert_uint_eq(davit_reply_flags(r), types[_i].json ?
			  DAVIT_REPLY_JSON : 0);
	davit_reply_free(r);
}
END_TEST

START_TEST(body)
{
	static const char text[] = "{\"n\": 18446744073709551615}";
	davit_reply *r = make(200, "application/json", text,
			      sizeof(text) - 1);
	davit_error err;
	json_t *v, *again;
	size_t len;

	ck_assert_str_eq(davit_reply_body(r, &len), text);
	ck_assert_uint_eq(len, sizeof(text) - 1);
	ck_assert_str_eq(davit_reply_body(r, NULL), text);
	ck_assert_int_eq(davit_reply_status(r), 200);
	ck_assert_int_eq(davit_reply_json(r, &v, &err), 0);
	unit_same_json("body", v, "{\"n\": \"18446744073709551615\"}");
	ck_assert_uint_eq(davit_reply_flags(r), DAVIT_REPLY_JSON |
			  DAVIT_REPLY_BIGINT);
	ck_assert_int_eq(davit_reply_json(r, &again, &err), 0);
	ck_assert_ptr_eq(v, again);
	davit_reply_free(r);
}
END_TEST

static const struct {
	const char *body;
	bool sequence;
	const char *json;	/* NULL: nothing; "": refused */
} values[] = {
	{ "", false, NULL },
	{ "\n", false, NULL },
	{ "null\n", false, "null" },
	{ "\"OK\"", false, "\"OK\"" },
	{ "OK", false, "" },
	{ "{\"a\":1}{\"a\":2}", false, "" },
	{ "", true, NULL },
	{ "\r\n", true, NULL },
	{ "{\"a\":1}", true, "{\"a\":1}" },
	{ "{\"a\":1}\r\n{\"a\":2}\r\n", true, "[{\"a\":1},{\"a\":2}]" },
	{ "{\"a\":1}{\"a\":2}{\"a\":3}", true,
	  "[{\"a\":1},{\"a\":2},{\"a\":3}]" },
	{ "[{\"a\":1}]", true, "[{\"a\":1}]" },
	{ "[1][2]", true, "[[1],[2]]" },
	{ "{\"a\":18446744073709551616} 1", true,
	  "[{\"a\":\"18446744073709551616\"},1]" },
	{ "{\"a\":1}{\"a\":", true, "" },
	{ "{\"a\":1}{\"a\":x}", true, "" },
	{ "{\"a\":1}x", true, "" },
};

START_TEST(json)
{
	const char *text = values[_i].body, *wanted = values[_i].json;
	davit_reply *r = make(200, NULL, text, strlen(text));
	davit_error err = { .text = "" };
	json_t *v = NULL;
	int code;

	r->sequence = values[_i].sequence;
	code = davit_reply_json(r, &v, &err);
	if (wanted != NULL && wanted[0] == '\0') {
		ck_assert_int_eq(code, DAVIT_EPROTO);
		ck_assert_int_eq(err.code, DAVIT_EPROTO);
		/* Asked again, it says so again. */
		ck_assert_int_eq(davit_reply_json(r, &v, NULL), DAVIT_EPROTO);
	} else {
		ck_assert_msg(code == 0, "%s", err.text);
		if (wanted == NULL)
			ck_assert_ptr_null(v);
		else
			unit_same_json(text, v, wanted);
	}
	davit_reply_free(r);
}
END_TEST

static const struct {
	int status;
	const char *type, *body, *text;
} refusals[] = {
	/* Docker, and Podman's compatible half */
	{ 404, "application/json", "{\"message\":\"No such container: x\"}\n",
	  "No such container: x" },
	/* libpod */
	{ 404, "application/json", "{\"cause\":\"no such container\","
	  "\"message\":\"no container with name x found\",\"response\":404}",
	  "no container with name x found" },
	{ 500, "application/json", "{\"cause\":\"why\",\"response\":500}",
	  "why" },
	{ 500, "application/json", "{\"cause\":\"why\",\"message\":\"\"}",
	  "why" },
	{ 409, "application/json", "{\"Errs\":[\"it is running\",\"b\"],"
	  "\"Id\":\"x\"}", "it is running" },
	/* streams that begin with their error */
	{ 500, "application/json", "{\"error\":\"broken\"}", "broken" },
	{ 500, "application/json", "{\"errorDetail\":{\"code\":1,"
	  "\"message\":\"deep\"}}", "deep" },
	/* plain text */
	{ 404, "text/plain; charset=utf-8", "404 page not found\n",
	  "404 page not found" },
	{ 405, NULL, "Method Not Allowed", "Method Not Allowed" },
	{ 400, NULL, "client is too old\r\n\r\n", "client is too old" },
	{ 400, NULL, "two\nlines", "two lines" },
	/* nothing to tell */
	{ 400, NULL, "", "bad request (status 400 without a message)" },
	{ 401, NULL, "", "not authorised (status 401 without a message)" },
	{ 403, NULL, "", "forbidden (status 403 without a message)" },
	{ 404, NULL, "{}", "not found (status 404 without a message)" },
	{ 409, NULL, "{\"message\":\"\"}",
	  "conflict (status 409 without a message)" },
	{ 418, NULL, "", "refused (status 418 without a message)" },
	{ 500, NULL, "{\"message\":5}",
	  "server error (status 500 without a message)" },
	{ 501, NULL, "", "not implemented (status 501 without a message)" },
	{ 503, NULL, "", "service unavailable (status 503 without a "
	  "message)" },
	{ 599, NULL, "", "server error (status 599 without a message)" },
	/* a proxy's page is not for people */
	{ 502, "text/html", "<html><h1>Bad Gateway</h1></html>",
	  "server error (status 502 without a message)" },
	/* not the text it claims to be */
	{ 500, NULL, "\x01\x02", "server error (status 500 without a "
	  "message)" },
	{ 500, "application/json", "{\"message\": \"cut", "{\"message\": "
	  "\"cut" },
};

START_TEST(refusal)
{
	const char *text = refusals[_i].body;
	davit_reply *r = make(refusals[_i].status, refusals[_i].type, text,
			      strlen(text));
	davit_error err;

	ck_assert_int_eq(reply_refused(r, &err), DAVIT_EREMOTE);
	ck_assert_int_eq(err.code, DAVIT_EREMOTE);
	ck_assert_int_eq(err.http_status, refusals[_i].status);
	ck_assert_str_eq(err.text, refusals[_i].text);
	ck_assert_int_eq(reply_refused(r, NULL), DAVIT_EREMOTE);
	davit_reply_free(r);
}
END_TEST

START_TEST(redirect)
{
	davit_reply *r = make(301, NULL, "", 0);
	davit_error err;

	reply_add_line(r, "Location: /v1.43/x\r\n", 20);
	ck_assert_int_eq(reply_refused(r, &err), DAVIT_EREMOTE);
	ck_assert_str_eq(err.text, "the engine redirects to '/v1.43/x' "
			 "(status 301); redirects are not followed");
	ck_assert_int_eq(err.http_status, 301);
	davit_reply_free(r);
}
END_TEST

/* A refusal of any size is told in a line. */
START_TEST(long_refusal)
{
	static char text[2 << 20];
	davit_reply *r;
	davit_error err;

	memset(text, 'x', sizeof(text));
	r = make(500, NULL, text, sizeof(text));
	ck_assert_int_eq(reply_refused(r, &err), DAVIT_EREMOTE);
	ck_assert_uint_eq(strlen(err.text), sizeof(err.text) - 1);
	davit_reply_free(r);
}
END_TEST

static void fill(TCase *tc)
{
	tcase_add_test(tc, head);
	tcase_add_test(tc, head_too_large);
	UNIT_ROWS(tc, flags, types);
	tcase_add_test(tc, body);
	UNIT_ROWS(tc, json, values);
	UNIT_ROWS(tc, refusal, refusals);
	tcase_add_test(tc, redirect);
	tcase_add_test(tc, long_refusal);
}

int main(void)
{
	return unit_run("reply", fill);
}
