/* SPDX-License-Identifier: MIT */
/*
 * Streams over the whole stack, against the fake engine: every way to read,
 * everything that can break on the way, connections that are taken over.
 * Each ends in the right error, none hangs, none succeeds wrongly.
 */
#include "config.h"
#include "../engine.h"
#include "davit.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define MULTIPLEXED "application/vnd.docker.multiplexed-stream"
#define RAW "application/vnd.docker.raw-stream"
#define FRAME(channel, length, text) channel "\0\0\0\0\0\0" length text
#define UPGRADED "HTTP/1.1 101 UPGRADED\r\nContent-Type: " MULTIPLEXED \
	"\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"
#define TAKEN_RAW "HTTP/1.1 101 UPGRADED\r\nContent-Type: " RAW \
	"\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"

static char certs[64];		/* folder of certificates; "": there is none */

/* ---- an engine, a client ------------------------------------------------ */

static struct engine *engine;
static davit_client *client;
static davit_client_opts given;

static void start_as(const struct engine_opts *eo)
{
	davit_error err;

	engine = engine_start(eo);
	given.endpoint = engine_url(engine);
	ck_assert_msg(davit_client_new(&given, &client, &err) == 0, "%s",
		      err.text);
}

static void start(void)
{
	davit_client_opts opts = DAVIT_CLIENT_OPTS_INIT;

	opts.engine = "docker";
	opts.api_version = "v1.43";
	given = opts;
	start_as(NULL);
}

static void start_tcp(void)
{
	struct engine_opts eo = { .kind = ENGINE_TCP };

	start();
	davit_client_free(client);
	engine_stop(engine);
	start_as(&eo);
}

static void stop(void)
{
	davit_client_free(client);
	engine_stop(engine);
}

/* The head of an answer and its body, in one of the ways HTTP has to tell
 * its end. */
enum framing { LENGTH, CHUNKED, CLOSED, FRAMINGS };

static char text[1 << 16];

static struct engine_reply reply(const char *type, const char *body,
				 size_t len, enum framing framing)
{
	struct engine_reply r = { .data = text, .cut = ENGINE_WHOLE };
	size_t at, n;

	r.len = (size_t)snprintf(text, sizeof(text),
				 "HTTP/1.1 200 OK\r\nContent-Type: %s\r\n",
				 type);
	if (framing == LENGTH)
		r.len += (size_t)snprintf(text + r.len, 64, "Content-Length: "
					  "%zu\r\n\r\n", len);
	else
		r.len += (size_t)snprintf(text + r.len, 64, "%s\r\n",
					  framing == CLOSED ? "" :
					  "Transfer-Encoding: chunked\r\n");
	for (at = 0; at < len; at += n) {
		n = framing == CHUNKED && len - at > 23 ? 23 : len - at;
		if (framing == CHUNKED)
			r.len += (size_t)snprintf(text + r.len, 16,
						  "%zx\r\n", n);
		memcpy(text + r.len, body + at, n);
		r.len += n;
		if (framing == CHUNKED) {
			memcpy(text + r.len, "\r\n", 2);
			r.len += 2;
		}
	}
	if (framing == CHUNKED) {
		memcpy(text + r.len, "0\r\n\r\n", 5);
		r.len += 5;
	}
	ck_assert_uint_lt(r.len, sizeof(text));
	r.end = framing == CLOSED ? ENGINE_CLOSE : ENGINE_KEEP;
	return r;
}

static size_t head_len(const struct engine_reply *r)
{
	const char *end = memmem(r->data, r->len, "\r\n\r\n", 4);

	return (size_t)(end - r->data) + 4;
}

/* ---- reading ------------------------------------------------------------ */

enum mode { READ, NEXT, FRAMES, EACH, JSON, SAVE, INVOKE };

struct said {
	char text[1 << 16];	/* "1:text|" for frames, "<value>" for JSON */
	size_t len;
	int code;
	davit_error err;
	bool inside;		/* a frame */
};

static struct said said;

static void say(const char *data, size_t len)
{
	ck_assert_uint_lt(said.len + len, sizeof(said.text));
	memcpy(said.text + said.len, data, len);
	said.len += len;
	said.text[said.len] = '\0';
}

static int say_frame(const davit_frame *f, void *ctx)
{
	char channel[2] = { (char)('0' + f->channel), ':' };

	(void)ctx;
	if (!said.inside)
		say(channel, 2);
	say(f->data, f->len);
	if (f->last)
		say("|", 1);
	said.inside = !f->last;
	return 0;
}

static void say_json(json_t *value)
{
	char *line = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);

	say("<", 1);
	say(line, strlen(line));
	say(">", 1);
	free(line);
	json_decref(value);
}

static int save(davit_stream *s)
{
	FILE *f = tmpfile();
	uint64_t bytes = 0;
	char buf[4096];
	size_t n;
	int r;

	r = davit_stream_save(s, fileno(f), &bytes);
	rewind(f);
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0) {
		say(buf, n);
		bytes -= n;
	}
	ck_assert_uint_eq(bytes, 0);
	fclose(f);
	return r;
}

/* Reads a stream to its end; a failure stays. */
static int drain(davit_stream *s, enum mode mode)
{
	davit_frame frame;
	const void *data;
	json_t *value;
	char buf[7];
	size_t len;
	ssize_t r;

	switch (mode) {
	case READ:
		while ((r = davit_stream_read(s, buf, sizeof(buf))) > 0)
			say(buf, (size_t)r);
		break;
	case NEXT:
		while ((r = davit_stream_next(s, &data, &len)) > 0)
			say(data, len);
		break;
	case FRAMES:
		while ((r = davit_stream_frame(s, &frame)) > 0)
			say_frame(&frame, NULL);
		break;
	case EACH:
		r = davit_stream_each(s, say_frame, NULL);
		break;
	case JSON:
		while ((r = davit_stream_json(s, &value)) > 0)
			say_json(value);
		break;
	default:
		r = save(s);
		break;
	}
	ck_assert_int_eq(davit_stream_error(s)->code, (int)r);
	ck_assert_int_eq((int)davit_stream_read(s, buf, 1), (int)r);
	ck_assert_int_eq(davit_stream_ready(s), 1);
	said.err = *davit_stream_error(s);
	return (int)r;
}

static davit_stream *open_stream(const char *op, json_t *params,
				 const davit_call_opts *opts)
{
	davit_stream *s = NULL;

	memset(&said, 0, sizeof(said));
	said.code = davit_open(client, op, params, NULL, opts, &s, &said.err);
	json_decref(params);
	if (said.code < 0)
		ck_assert_ptr_null(s);
	return s;
}

static void expect_open(const davit_stream *s)
{
	ck_assert_msg(s != NULL, "%s: %s", davit_code_name(said.code),
		      said.err.text);
}

/* All in one: the answer of one request, what came of it in `said`. */
static void run(const char *op, json_t *params, const davit_call_opts *opts,
		enum mode mode)
{
	davit_reply *whole = NULL;
	davit_stream *s;
	const void *body;
	size_t len;

	if (mode == INVOKE) {
		memset(&said, 0, sizeof(said));
		said.code = davit_invoke(client, op, params, NULL, opts,
					 &whole, &said.err);
		if (whole != NULL) {
			body = davit_reply_body(whole, &len);
			say(body, len);
		}
		davit_reply_free(whole);
		json_decref(params);
		return;
	}
	s = open_stream(op, params, opts);
	if (s != NULL)
		said.code = drain(s, mode);
	davit_stream_close(s);
}

static void expect(int code, const char *words)
{
	ck_assert_msg(said.code == code, "%s, not %s: %s (after '%s')",
		      davit_code_name(said.code), davit_code_name(code),
		      said.err.text, said.text);
	ck_assert_int_eq(said.err.code, code);
	if (words != NULL)
		ck_assert_msg(strstr(said.err.text, words) != NULL,
			      "no '%s' in '%s'", words, said.err.text);
}

static json_t *id(void)
{
	return json_pack("{s:s}", "id", "a");
}

static json_t *logs(void)
{
	return json_pack("{s:s, s:b}", "id", "a", "stdout", 1);
}

static json_t *image(void)
{
	return json_pack("{s:s}", "name", "a");
}

static json_t *pulled(void)
{
	return json_pack("{s:s, s:s}", "fromImage", "a", "tag", "1");
}

/* The next call works. */
static void expect_clean(void)
{
	davit_error err;
	json_t *value = NULL;
	int r;

	r = davit_call(client, "SystemInfo", &value, &err, NULL);
	ck_assert_msg(r == 0, "%s", err.text);
	ck_assert_str_eq(json_string_value(json_object_get(value, "ID")),
			 "x");
	json_decref(value);
}

#define OK_TEXT "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" \
	"Content-Length: 10\r\n\r\n{\"ID\":\"x\"}"
#define OK_REPLY { OK_TEXT, sizeof(OK_TEXT) - 1, ENGINE_WHOLE, ENGINE_KEEP }

static const struct engine_reply ok = OK_REPLY;

/* ---- all is well -------------------------------------------------------- */

#define SEQUENCE "{\"status\":\"a\",\"error\":\"\"}\r\n{\"status\":\"\\\"}" \
	"\"}{\"id\":7}\n\x1e{\"aux\":null}"
#define SEQUENCE_SAID "<{\"status\":\"a\",\"error\":\"\"}>" \
	"<{\"status\":\"\\\"}\"}><{\"id\":7}><{\"aux\":null}>"
#define OUTPUT FRAME("\1", "\3", "abc") FRAME("\2", "\0", "") \
	FRAME("\2", "\2", "de") FRAME("\1", "\12", "0123456789")
#define OUTPUT_SAID "1:abc|2:de|1:0123456789|"

struct row {
	const char *op;
	json_t *(*params)(void);
	const char *type, *body;
	size_t len;
	enum mode mode;
	const char *said;
};

#define ROW(op, params, type, body, mode, said) \
	{ op, params, type, body, sizeof(body) - 1, mode, said }

static const struct row rows[] = {
	ROW("ContainerLogs", logs, MULTIPLEXED, OUTPUT, FRAMES, OUTPUT_SAID),
	ROW("ContainerLogs", logs, MULTIPLEXED, OUTPUT, EACH, OUTPUT_SAID),
	ROW("ImageCreate", pulled, "application/json", SEQUENCE, JSON,
	    SEQUENCE_SAID),
	ROW("ImageCreate", pulled, "application/json", SEQUENCE, READ,
	    SEQUENCE),
	ROW("ImageCreate", pulled, "application/json", SEQUENCE, NEXT,
	    SEQUENCE),
	ROW("ImageCreate", pulled, "application/json", SEQUENCE, SAVE,
	    SEQUENCE),
	ROW("ImageCreate", pulled, "application/json", SEQUENCE, INVOKE,
	    SEQUENCE),
	ROW("SystemEvents", NULL, "application/x-ndjson",
	    "{\"Type\":\"a\"}\n{\"Type\":\"b\"}\n", JSON,
	    "<{\"Type\":\"a\"}><{\"Type\":\"b\"}>"),
	ROW("SystemEvents", NULL, "application/json", "", JSON, ""),
};

static json_t *params_of(const struct row *row)
{
	return row->params == NULL ? NULL : row->params();
}

START_TEST(good_streams)
{
	const struct row *row = &rows[_i];
	struct engine_reply r;
	int framing, bytewise;

	for (framing = 0; framing < FRAMINGS; framing++)
		for (bytewise = 0; bytewise < 2; bytewise++) {
			r = reply(row->type, row->body, row->len,
				  (enum framing)framing);
			r.bytewise = bytewise;
			engine_script(engine, &r, 1, false);
			run(row->op, params_of(row), NULL, row->mode);
			expect(0, NULL);
			ck_assert_str_eq(said.text, row->said);
		}
}
END_TEST

/* ---- all that breaks ---------------------------------------------------- */

/* Cut anywhere, by a close or a reset: never a success, and what was told
 * before is a beginning of the whole. */
START_TEST(cut_streams)
{
	const struct row *row = &rows[_i];
	struct engine_reply r;
	size_t cut, from;
	int framing;

	for (framing = 0; framing < FRAMINGS; framing++) {
		r = reply(row->type, row->body, row->len,
			  (enum framing)framing);
		from = head_len(&r);
		for (cut = from; cut < r.len; cut++) {
			r.cut = cut;
			r.end = cut % 2 ? ENGINE_CLOSE : ENGINE_RESET;
			engine_script(engine, &r, 1, false);
			run(row->op, params_of(row), NULL, row->mode);
			ck_assert(strncmp(said.text, row->said,
					  said.len) == 0);
			/* libcurl sees the last chunk in its empty line */
			if (framing == CHUNKED && cut == r.len - 1) {
				expect(0, NULL);
				continue;
			}
			if (framing != CLOSED) {
				ck_assert_msg(said.code == DAVIT_ECONN ||
					      said.code == DAVIT_EPROTO,
					      "cut %zu: %d: %s", cut,
					      said.code, said.err.text);
				continue;
			}
			/* all that tells the end is what was said */
			ck_assert_msg(said.code == DAVIT_EPROTO ||
				      said.code == 0, "cut %zu: %d: %s", cut,
				      said.code, said.err.text);
			if (said.code == 0 && row->mode == FRAMES)
				ck_assert(!said.inside);
			if (said.code == 0 && row->mode == READ)
				ck_assert(said.len == 0 || strchr("\n}",
					said.text[said.len - 1]) != NULL ||
					said.text[said.len - 1] == '\x1e' ||
					said.text[said.len - 1] == '\r');
		}
	}
}
END_TEST

static const struct {
	const char *body;
	size_t len;
	const char *said, *error;
	int code;
} broken[] = {
#define FAIL(body, said, code, error) \
	{ body, sizeof(body) - 1, said, error, code }
	FAIL(FRAME("\1", "\2", "ab") "hello, world", "1:ab|", DAVIT_EPROTO,
	     "not a frame at offset 10"),
	FAIL("\7\0\0\0\0\0\0\1a", "", DAVIT_EPROTO, "not a frame at offset 0"),
	FAIL("\1\0\0\0\377\377\377\377abc", "1:abc", DAVIT_EPROTO,
	     "4294967292 bytes of it are missing"),
	FAIL(FRAME("\1", "\2", "ab") "\2\0\0", "1:ab|", DAVIT_EPROTO,
	     "at offset 13"),
	FAIL(FRAME("\1", "\2", "ab") FRAME("\3", "\4", "oops"), "1:ab|",
	     DAVIT_EREMOTE, "oops"),
	FAIL(FRAME("\3", "\12", "two\nlines\n") FRAME("\1", "\1", "a"), "",
	     DAVIT_EREMOTE, "two lines"),
	/* words that are cut are no frame */
	FAIL(FRAME("\3", "\12", "two\n"), "", DAVIT_EPROTO, "6 bytes"),
};

START_TEST(broken_frames)
{
	struct engine_reply r;
	int bytewise, mode;

	for (mode = FRAMES; mode <= EACH; mode++)
		for (bytewise = 0; bytewise < 2; bytewise++) {
			r = reply(MULTIPLEXED, broken[_i].body,
				  broken[_i].len, CHUNKED);
			r.bytewise = bytewise;
			engine_script(engine, &r, 1, false);
			run("ContainerLogs", logs(), NULL, (enum mode)mode);
			expect(broken[_i].code, broken[_i].error);
			ck_assert_str_eq(said.text, broken[_i].said);
		}
}
END_TEST

START_TEST(broken_json)
{
	static const char body[] = "{\"status\":\"a\"}\n{\"status\": a}\n";
	struct engine_reply r = reply("application/json", body,
				      sizeof(body) - 1, CHUNKED);

	engine_script(engine, &r, 1, false);
	run("ImageCreate", pulled(), NULL, JSON);
	expect(DAVIT_EPROTO, "at offset 15");
	ck_assert_str_eq(said.text, "<{\"status\":\"a\"}>");
	r = reply("application/json", "{} words", 8, CHUNKED);
	engine_script(engine, &r, 1, false);
	run("SystemEvents", NULL, NULL, JSON);
	expect(DAVIT_EPROTO, "no JSON at offset 3");
	ck_assert_str_eq(said.text, "<{}>");
}
END_TEST

static void start_briefly(void)
{
	start();
	davit_client_free(client);
	engine_stop(engine);
	given.stall_timeout = 150;
	start_as(NULL);
}

/* Silence in the middle is noticed, by whichever limit comes first. */
START_TEST(stalls)
{
	const struct row *row = &rows[_i];
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	struct engine_reply r = reply(row->type, row->body, row->len,
				      CHUNKED);
	davit_op op;

	r.cut = (head_len(&r) + r.len) / 2;
	r.end = ENGINE_SILENT;
	engine_script(engine, &r, 1, false);
	run(row->op, params_of(row), NULL, row->mode);
	expect(DAVIT_ETIMEOUT, "stall timeout");
	ck_assert(strncmp(said.text, row->said, said.len) == 0);
	opts.stall_timeout = -1;
	opts.call_timeout = 100;
	engine_script(engine, &r, 1, false);
	run(row->op, params_of(row), &opts, row->mode);
	expect(DAVIT_ETIMEOUT, "call timeout");
	/* in the head, where some may take their time */
	r.cut = 12;
	engine_script(engine, &r, 1, false);
	ck_assert_int_eq(davit_op_find("docker", "v1.43", row->op, &op, NULL),
			 0);
	opts.call_timeout = op.flags & DAVIT_OP_LATE ? 300 : -1;
	opts.first_byte_timeout = 100;
	run(row->op, params_of(row), &opts, row->mode);
	expect(DAVIT_ETIMEOUT, op.flags & DAVIT_OP_LATE ? "call timeout" :
	       "first-byte timeout");
}
END_TEST

/* A limit for the whole call holds, however fast the bytes come. */
static void endless(const char *op, const char *head, int framed,
		    enum mode mode)
{
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	struct engine_reply r = { head, strlen(head), ENGINE_WHOLE,
				  ENGINE_KEEP, .fill = UINT64_MAX };
	davit_stream *s;
	davit_frame frame;
	const void *data;
	size_t len;
	char buf[4096];
	int fd, code = 1;

	opts.call_timeout = 200;
	opts.framed = framed;
	engine_script(engine, &r, 1, false);
	s = open_stream(op, strcmp(op, "ContainerAttach") == 0 ? id() :
			logs(), &opts);
	expect_open(s);
	while (code > 0)
		switch (mode) {
		case READ:
			code = (int)davit_stream_read(s, buf, sizeof(buf));
			break;
		case NEXT:
			code = davit_stream_next(s, &data, &len);
			break;
		case FRAMES:
			code = davit_stream_frame(s, &frame);
			break;
		default:
			fd = open("/dev/null", O_WRONLY);
			code = davit_stream_save(s, fd, NULL);
			close(fd);
			break;
		}
	said.code = code;
	said.err = *davit_stream_error(s);
	expect(DAVIT_ETIMEOUT, "call timeout");
	davit_stream_close(s);
}

START_TEST(endless_streams)
{
	static const enum mode modes[] = { READ, NEXT, FRAMES, SAVE };
	size_t i;

	for (i = 0; i < COUNT(modes); i++) {
		endless("ContainerLogs", "HTTP/1.1 200 OK\r\n\r\n", -1,
			modes[i]);
		endless("ContainerAttach", TAKEN_RAW, -1, modes[i]);
	}
}
END_TEST

/* ---- the verdict -------------------------------------------------------- */

static const struct {
	const char *error, *words;
} errors[] = {
	{ "{\"errorDetail\":{\"code\":7,\"message\":\"denied!\"},\"error\":"
	  "\"denied!\"}\r\n", "denied!" },
	{ "{\"error\":\"denied!\"}", "denied!" },
	{ "{\"message\":\"unknown manifest\"}\n", "unknown manifest" },
	{ "{\"cause\":\"no space\",\"message\":\"copying: no space\","
	  "\"response\":500}", "copying: no space" },
};

START_TEST(error_last)
{
	static const enum mode modes[] = { READ, NEXT, JSON, SAVE, INVOKE };
	struct engine_reply r;
	char body[512];
	size_t i;
	int n, framing;

	n = snprintf(body, sizeof(body), "{\"status\":\"a\"}\r\n"
		     "{\"status\":\"b\"}\r\n%s", errors[_i].error);
	for (i = 0; i < COUNT(modes); i++)
		for (framing = 0; framing < FRAMINGS; framing++) {
			r = reply("application/json", body, (size_t)n,
				  (enum framing)framing);
			engine_script(engine, &r, 1, false);
			run("ImageCreate", pulled(), NULL, modes[i]);
			expect(DAVIT_EREMOTE, errors[_i].words);
			ck_assert_int_eq(said.err.http_status,
					 _i == 0 ? 7 : 200);
			/* all of it was delivered before */
			if (modes[i] == JSON)
				ck_assert(strncmp(said.text,
						  "<{\"status\":\"a\"}>"
						  "<{\"status\":\"b\"}><{",
						  33) == 0);
			else
				ck_assert_str_eq(said.text, body);
		}
}
END_TEST

START_TEST(progress_is_no_error)
{
	static const char body[] = "{\"status\":\"error\"}\n{\"stream\":"
		"\"{\\\"error\\\":\\\"x\\\"}\"}\n{\"status\":\"b\","
		"\"message\":\"word\"}";
	struct engine_reply r = reply("application/json", body,
				      sizeof(body) - 1, CHUNKED);
	int mode;

	for (mode = READ; mode <= INVOKE; mode++) {
		engine_script(engine, &r, 1, false);
		run("ImageCreate", pulled(), NULL, (enum mode)mode);
		expect(0, NULL);
	}
}
END_TEST

/* An empty archive with `more` behind `zeros` zero bytes. */
static struct engine_reply archive(size_t zeros, const char *more)
{
	static char body[8192];

	memset(body, 0, sizeof(body));
	snprintf(body + zeros, sizeof(body) - zeros, "%s", more);
	return reply("application/x-tar", body, zeros + strlen(more),
		     CHUNKED);
}

START_TEST(archives)
{
	static const enum mode modes[] = { READ, NEXT, SAVE, INVOKE };
	struct engine_reply r;
	size_t i;

	for (i = 0; i < COUNT(modes); i++) {
		r = archive(1024, "");
		engine_script(engine, &r, 1, false);
		run("ImageGet", image(), NULL, modes[i]);
		expect(0, NULL);
		ck_assert_uint_eq(said.len, 1024);
		r = archive(1000, "");
		engine_script(engine, &r, 1, false);
		run("ImageGet", image(), NULL, modes[i]);
		expect(DAVIT_EPROTO, "cut after 1000 bytes");
		r = archive(512, "{\"message\":\"disk full\"}\n");
		engine_script(engine, &r, 1, false);
		run("ImageGet", image(), NULL, modes[i]);
		expect(DAVIT_EREMOTE, "disk full");
		ck_assert_int_eq(said.err.http_status, 200);
		r = archive(1024, "{\"errorDetail\":{\"message\":\"late\"}}");
		engine_script(engine, &r, 1, false);
		run("ContainerExport", id(), NULL, modes[i]);
		expect(DAVIT_EREMOTE, "late");
		r = archive(0, "");
		engine_script(engine, &r, 1, false);
		run("ImageGet", image(), NULL, modes[i]);
		expect(DAVIT_EPROTO, "cut after 0 bytes");
	}
}
END_TEST

/* ---- refusals ----------------------------------------------------------- */

START_TEST(refusals)
{
	static const char words[] = "{\"message\":\"No such container: a\"}\n";
	static const char *const ops[] = { "ContainerLogs",
					   "ContainerAttach" };
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	davit_reply *refused;
	struct engine_reply r;
	int framing, bytewise;
	size_t i;

	for (i = 0; i < COUNT(ops) * FRAMINGS * 2; i++) {
		framing = (int)i % FRAMINGS;
		bytewise = (int)(i / FRAMINGS) % 2;
		r = reply("application/json", words, sizeof(words) - 1,
			  (enum framing)framing);
		memcpy(text + 9, "404 No", 6);
		r.bytewise = bytewise;
		engine_script(engine, &r, 1, false);
		refused = NULL;
		opts.refused = &refused;
		run(ops[i / FRAMINGS / 2], id(), &opts, READ);
		expect(DAVIT_EREMOTE, "No such container: a");
		ck_assert_int_eq(said.err.http_status, 404);
		ck_assert_ptr_nonnull(refused);
		ck_assert_int_eq(davit_reply_status(refused), 404);
		davit_reply_free(refused);
	}
}
END_TEST

/* ---- is there a terminal? ----------------------------------------------- */

static void ask_terminal(const char *type, const char *inspect, int framed,
			 const char *wanted, unsigned requests)
{
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	struct engine_reply r[2];
	char said_of_it[256];

	opts.framed = framed;
	r[0] = reply(type, OUTPUT, sizeof(OUTPUT) - 1, LENGTH);
	snprintf(said_of_it, sizeof(said_of_it), "HTTP/1.1 200 OK\r\n"
		 "Content-Length: %zu\r\n\r\n%s", strlen(inspect), inspect);
	r[1] = (struct engine_reply){ said_of_it, strlen(said_of_it),
				      ENGINE_WHOLE, ENGINE_KEEP };
	engine_script(engine, r, 2, false);
	run("ContainerLogs", logs(), framed ? &opts : NULL, FRAMES);
	expect(0, NULL);
	ck_assert_uint_eq(engine_count(engine), requests);
	if (requests == 2)
		ck_assert(strncmp(engine_request(engine, 1)->head,
				  "GET /v1.43/containers/a/json ", 29) == 0);
	if (wanted != NULL)
		ck_assert_str_eq(said.text, wanted);
	else
		ck_assert(said.len > sizeof(OUTPUT) - 1 &&
			  memcmp(said.text, "1:\1\0\0\0\0\0\0\3abc", 13) ==
			  0);
}

START_TEST(terminals)
{
	static const char tty[] = "{\"Config\":{\"Tty\":true}}";
	static const char none[] = "{\"Config\":{\"Tty\":false}}";

	ask_terminal(MULTIPLEXED, tty, 0, OUTPUT_SAID, 1);
	ask_terminal(MULTIPLEXED "; charset=x", tty, 0, OUTPUT_SAID, 1);
	ask_terminal(RAW, tty, 0, NULL, 2);
	ask_terminal(RAW, none, 0, OUTPUT_SAID, 2);
	ask_terminal("text/plain", none, 0, OUTPUT_SAID, 2);
	ask_terminal(RAW, tty, 1, OUTPUT_SAID, 1);
	ask_terminal(MULTIPLEXED, none, -1, NULL, 1);
}
END_TEST

START_TEST(terminal_not_known)
{
	static const char no[] = "HTTP/1.1 404 Not Found\r\nContent-Length: "
		"18\r\n\r\n{\"message\":\"gone\"}";
	struct engine_reply r[2];

	r[0] = reply(RAW, OUTPUT, sizeof(OUTPUT) - 1, LENGTH);
	r[1] = (struct engine_reply){ no, sizeof(no) - 1, ENGINE_WHOLE,
				      ENGINE_KEEP };
	engine_script(engine, r, 2, false);
	run("ContainerLogs", logs(), NULL, FRAMES);
	expect(DAVIT_EREMOTE, "gone");
	ck_assert_uint_eq(said.len, 0);
}
END_TEST

/* ---- taken over --------------------------------------------------------- */

static struct engine_reply taken(const char *head, size_t len, int end)
{
	struct engine_reply r = { head, len, ENGINE_WHOLE, end };

	return r;
}

/* 101 and 200; what comes with the head is not lost. */
START_TEST(taken_over)
{
	static const char *const heads[] = {
		"HTTP/1.1 101 UPGRADED\r\nContent-Type: " MULTIPLEXED,
		"HTTP/1.1 200 OK\r\nContent-Type: " MULTIPLEXED
	};
	static const enum mode modes[] = { READ, NEXT, FRAMES, SAVE };
	struct engine_reply r;
	char data[512];
	size_t i, n, bytewise;

	for (i = 0; i < COUNT(heads) * COUNT(modes) * 2; i++) {
		n = (size_t)snprintf(data, sizeof(data), "%s\r\n\r\n",
				     heads[i % 2]);
		memcpy(data + n, OUTPUT, sizeof(OUTPUT) - 1);
		n += sizeof(OUTPUT) - 1;
		bytewise = i / 2 % 2;
		r = taken(data, n, ENGINE_CLOSE);
		r.bytewise = bytewise != 0;
		engine_script(engine, &r, 1, false);
		run("ContainerAttach", id(), NULL, modes[i / 4]);
		expect(0, NULL);
		if (modes[i / 4] == FRAMES) {
			ck_assert_str_eq(said.text, OUTPUT_SAID);
			continue;
		}
		ck_assert_uint_eq(said.len, sizeof(OUTPUT) - 1);
		ck_assert(memcmp(said.text, OUTPUT, said.len) == 0);
	}
	ck_assert(strstr(engine_request(engine, 0)->head,
			 "\r\nUpgrade: tcp\r\n") != NULL);
}
END_TEST

static void write_all(davit_stream *s, const char *data, size_t len)
{
	ssize_t n;

	for (; len > 0; data += n, len -= (size_t)n) {
		n = davit_stream_write(s, data, len);
		ck_assert_msg(n > 0, "%zd: %s", n,
			      davit_stream_error(s)->text);
	}
}

/* What is written arrives, the end of it is told, and the answer to that is
 * still read. */
static void half_close(void)
{
	static const char more[] = "the answer after the end";
	struct engine_reply r = taken(TAKEN_RAW "early", sizeof(TAKEN_RAW) +
				      4, ENGINE_TAKEN);
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	davit_stream *s;
	char heard[64], buf[16];
	unsigned ends;

	opts.framed = -1;
	opts.call_timeout = 20000;
	r.last = more;
	r.last_len = sizeof(more) - 1;
	engine_script(engine, &r, 1, false);
	s = open_stream("ContainerAttach", id(), &opts);
	expect_open(s);
	ck_assert(davit_stream_duplex(s));
	ck_assert_int_ge(davit_stream_fd(s), 0);
	ck_assert_int_eq((int)davit_stream_read(s, buf, sizeof(buf)), 5);
	ck_assert_int_eq(davit_stream_ready(s), 0);
	write_all(s, "hello", 5);
	ck_assert_int_eq(davit_stream_shutdown(s), 0);
	ck_assert_int_eq(davit_stream_shutdown(s), 0);
	ck_assert_int_eq((int)davit_stream_write(s, "x", 1), DAVIT_EINVAL);
	memset(&said, 0, sizeof(said));
	while ((said.code = (int)davit_stream_read(s, buf, sizeof(buf))) > 0)
		say(buf, (size_t)said.code);
	ck_assert_msg(said.code == 0, "%s", davit_stream_error(s)->text);
	ck_assert_str_eq(said.text, more);
	davit_stream_close(s);
	ck_assert_uint_eq(engine_heard(engine, heard, sizeof(heard), &ends),
			  5);
	ck_assert_str_eq(heard, "hello");
	ck_assert_uint_eq(ends, 1);
}

START_TEST(half_close_unix)
{
	half_close();
}
END_TEST

START_TEST(echo)
{
	enum { BYTES = 300000 };
	struct engine_reply r = taken(TAKEN_RAW, sizeof(TAKEN_RAW) - 1,
				      ENGINE_ECHO);
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	char *sent = malloc(BYTES), *got = malloc(BYTES);
	size_t up = 0, down = 0, i;
	davit_stream *s;
	ssize_t n;

	for (i = 0; i < BYTES; i++)
		sent[i] = (char)(i * 7 + i / 256);
	opts.framed = -1;
	opts.call_timeout = 20000;
	engine_script(engine, &r, 1, false);
	s = open_stream("ContainerAttach", id(), &opts);
	expect_open(s);
	while (down < BYTES) {
		if (up < BYTES) {
			n = davit_stream_write(s, sent + up, BYTES - up <
					       5000 ? BYTES - up : 5000);
			ck_assert_msg(n > 0 || n == DAVIT_EAGAIN, "%zd", n);
			up += n > 0 ? (size_t)n : 0;
		}
		n = davit_stream_read(s, got + down, BYTES - down);
		ck_assert_msg(n > 0, "%s", davit_stream_error(s)->text);
		down += (size_t)n;
	}
	ck_assert(memcmp(sent, got, BYTES) == 0);
	ck_assert_int_eq(davit_stream_shutdown(s), 0);
	ck_assert_int_eq((int)davit_stream_read(s, got, 1), 0);
	davit_stream_close(s);
	free(sent);
	free(got);
}
END_TEST

/* An engine that talks and doesn't listen: not a failure of the stream. */
START_TEST(write_back_pressure)
{
	static char block[65536];
	struct engine_reply r = taken(TAKEN_RAW, sizeof(TAKEN_RAW) - 1,
				      ENGINE_DEAF);
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	davit_stream *s;
	size_t total = 0;
	ssize_t n;

	opts.framed = -1;
	opts.call_timeout = 20000;
	r.fill = 64u << 20;
	engine_script(engine, &r, 1, false);
	s = open_stream("ContainerAttach", id(), &opts);
	expect_open(s);
	while ((n = davit_stream_write(s, block, sizeof(block))) > 0) {
		total += (size_t)n;
		ck_assert_uint_lt(total, 64u << 20);
	}
	ck_assert_int_eq((int)n, DAVIT_EAGAIN);
	ck_assert_int_eq(davit_stream_error(s)->code, 0);
	ck_assert_int_gt((int)davit_stream_read(s, block, sizeof(block)), 0);
	davit_stream_close(s);
}
END_TEST

START_TEST(writes_where_nobody_reads)
{
	static char block[65536];
	struct engine_reply r = taken(TAKEN_RAW, sizeof(TAKEN_RAW) - 1,
				      ENGINE_DEAF);
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	davit_stream *s;
	ssize_t n;

	opts.framed = -1;
	opts.stall_timeout = 150;
	engine_script(engine, &r, 1, false);
	s = open_stream("ContainerAttach", id(), &opts);
	expect_open(s);
	while ((n = davit_stream_write(s, block, sizeof(block))) > 0)
		;
	ck_assert_int_eq((int)n, DAVIT_ETIMEOUT);
	davit_stream_close(s);
}
END_TEST

/* The engine has left: an error, and no signal. */
START_TEST(writes_to_nobody)
{
	static char block[65536];
	struct engine_reply r = taken(TAKEN_RAW, sizeof(TAKEN_RAW) - 1,
				      ENGINE_CLOSE);
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	davit_stream *s;
	ssize_t n;

	opts.framed = -1;
	opts.call_timeout = 5000;
	engine_script(engine, &r, 1, false);
	s = open_stream("ContainerAttach", id(), &opts);
	expect_open(s);
	ck_assert_int_eq((int)davit_stream_read(s, block, 1), 0);
	while ((n = davit_stream_write(s, block, sizeof(block))) > 0)
		;
	ck_assert_msg(n == DAVIT_ECONN || n == DAVIT_EAGAIN, "%zd", n);
	davit_stream_close(s);
}
END_TEST

START_TEST(not_duplex)
{
	struct engine_reply r = reply(MULTIPLEXED, OUTPUT,
				      sizeof(OUTPUT) - 1, LENGTH);
	davit_stream *s;

	engine_script(engine, &r, 1, false);
	s = open_stream("ContainerLogs", logs(), NULL);
	expect_open(s);
	ck_assert(!davit_stream_duplex(s));
	ck_assert_int_eq(davit_stream_fd(s), -1);
	ck_assert_int_eq((int)davit_stream_write(s, "x", 1), DAVIT_EINVAL);
	ck_assert_int_eq(davit_stream_shutdown(s), DAVIT_EINVAL);
	davit_stream_close(s);
}
END_TEST

static void silence(const char *head, size_t len, const char *limit)
{
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	struct engine_reply r = taken(head, len, ENGINE_SILENT);

	if (strcmp(limit, "call") == 0)
		opts.call_timeout = 150;
	else if (strcmp(limit, "stall") == 0)
		opts.stall_timeout = 150;
	else
		opts.first_byte_timeout = 150;
	engine_script(engine, &r, 1, false);
	run("ContainerAttach", id(), &opts, FRAMES);
	expect(DAVIT_ETIMEOUT, limit);
}

START_TEST(taken_over_and_silent)
{
	silence(UPGRADED OUTPUT, sizeof(UPGRADED OUTPUT) - 1, "call");
	ck_assert_str_eq(said.text, OUTPUT_SAID);
	silence(UPGRADED OUTPUT, sizeof(UPGRADED OUTPUT) - 1, "stall");
	ck_assert_str_eq(said.text, OUTPUT_SAID);
	silence("HTTP/1.1 101 UPG", 16, "call");
	silence("", 0, "stall");
}
END_TEST

START_TEST(taken_over_and_cut)
{
	struct engine_reply r = taken(UPGRADED OUTPUT, sizeof(UPGRADED OUTPUT)
				      - 1, ENGINE_CLOSE);
	size_t head = sizeof(UPGRADED) - 1;

	for (r.cut = 0; r.cut < r.len; r.cut++) {
		engine_script(engine, &r, 1, false);
		run("ContainerAttach", id(), NULL, FRAMES);
		if (r.cut < head)
			expect(DAVIT_ECONN, NULL);
		else if (r.cut == head || r.cut == head + 11 ||
			 r.cut == head + 19 || r.cut == head + 29)
			expect(0, NULL);
		else
			expect(DAVIT_EPROTO, "at offset");
	}
}
END_TEST

START_TEST(taken_over_and_broken)
{
	struct engine_reply r;
	char data[512];
	size_t n = sizeof(UPGRADED) - 1;

	memcpy(data, UPGRADED, n);
	memcpy(data + n, broken[_i].body, broken[_i].len);
	r = taken(data, n + broken[_i].len, ENGINE_CLOSE);
	engine_script(engine, &r, 1, false);
	run("ContainerAttach", id(), NULL, FRAMES);
	expect(broken[_i].code, broken[_i].error);
	ck_assert_str_eq(said.text, broken[_i].said);
}
END_TEST

START_TEST(taken_over_by_whom)
{
	struct engine_reply r = taken("SSH-2.0-OpenSSH_9.2\r\n", 21,
				      ENGINE_KEEP);

	engine_script(engine, &r, 1, false);
	run("ContainerAttach", id(), NULL, FRAMES);
	expect(DAVIT_EPROTO, "does not speak HTTP");
}
END_TEST

/* ---- cancelling --------------------------------------------------------- */

static davit_stream *blocked;
static bool whole_client;

static void cancel_it(void)
{
	if (whole_client)
		davit_cancel(client);
	else
		davit_stream_cancel(blocked);
}

static void *cancel_later(void *ctx)
{
	(void)ctx;
	usleep(50000);
	cancel_it();
	return NULL;
}

static void on_alarm(int signal)
{
	(void)signal;
	cancel_it();
}

/* A read that waits, or one that never has to, is given up. */
static void cancel(const char *op, const char *head, size_t len,
		   uint64_t flood, int by)
{
	struct engine_reply r = taken(head, len, ENGINE_SILENT);
	struct itimerval soon = { { 0, 0 }, { 0, 50000 } };
	struct sigaction action = { .sa_handler = on_alarm };
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	pthread_t thread;
	char buf[4096];
	ssize_t n;

	r.fill = flood;
	opts.framed = -1;
	engine_script(engine, &r, 1, false);
	blocked = open_stream(op, id(), &opts);
	expect_open(blocked);
	whole_client = by == 2;
	if (by == 0) {
		sigaction(SIGALRM, &action, NULL);
		setitimer(ITIMER_REAL, &soon, NULL);
	} else {
		ck_assert_int_eq(pthread_create(&thread, NULL, cancel_later,
						NULL), 0);
	}
	while ((n = davit_stream_read(blocked, buf, sizeof(buf))) > 0)
		;
	if (by != 0)
		pthread_join(thread, NULL);
	ck_assert_int_eq((int)n, DAVIT_ECANCELED);
	ck_assert_int_eq((int)davit_stream_read(blocked, buf, 1),
			 DAVIT_ECANCELED);
	davit_stream_close(blocked);
	engine_script(engine, &ok, 1, false);
	expect_clean();
}

START_TEST(cancelled)
{
	static const char head[] = "HTTP/1.1 200 OK\r\n\r\nabc";

	cancel("ContainerLogs", head, sizeof(head) - 1, 0, _i);
	cancel("ContainerAttach", TAKEN_RAW "abc", sizeof(TAKEN_RAW) + 2, 0,
	       _i);
	cancel("ContainerLogs", head, sizeof(head) - 1, UINT64_MAX, _i);
	cancel("ContainerAttach", TAKEN_RAW, sizeof(TAKEN_RAW) - 1,
	       UINT64_MAX, _i);
}
END_TEST

static int stop_at_two(const davit_frame *f, void *ctx)
{
	say_frame(f, NULL);
	return ++*(int *)ctx == 2;
}

START_TEST(stopped_by_its_reader)
{
	struct engine_reply r = reply(MULTIPLEXED, OUTPUT,
				      sizeof(OUTPUT) - 1, LENGTH);
	davit_stream *s;
	int seen = 0;

	engine_script(engine, &r, 1, false);
	s = open_stream("ContainerLogs", logs(), NULL);
	expect_open(s);
	ck_assert_int_eq(davit_stream_each(s, stop_at_two, &seen),
			 DAVIT_ECANCELED);
	ck_assert_str_eq(said.text, "1:abc|2:de|");
	davit_stream_close(s);
}
END_TEST

START_TEST(can_not_be_saved)
{
	struct engine_reply r = reply(MULTIPLEXED, OUTPUT,
				      sizeof(OUTPUT) - 1, LENGTH);
	davit_stream *s;
	uint64_t bytes = 0;
	int fd = open("/dev/full", O_WRONLY);

	engine_script(engine, &r, 1, false);
	s = open_stream("ContainerLogs", logs(), NULL);
	expect_open(s);
	ck_assert_int_eq(davit_stream_save(s, fd, &bytes), DAVIT_EINVAL);
	ck_assert_int_eq(davit_stream_error(s)->sys, ENOSPC);
	ck_assert_uint_eq(bytes, 0);
	davit_stream_close(s);
	close(fd);
}
END_TEST

/* ---- several at once ---------------------------------------------------- */

START_TEST(side_by_side)
{
	enum { STREAMS = 6 };
	static char bodies[STREAMS][2000], heads[STREAMS][2200];
	struct engine_reply r[STREAMS + 1];
	davit_stream *s[STREAMS];
	size_t got[STREAMS] = { 0 }, i, open = STREAMS;
	char buf[17];
	ssize_t n;

	for (i = 0; i < STREAMS; i++) {
		memset(bodies[i], (int)('a' + i), sizeof(bodies[i]));
		n = snprintf(heads[i], sizeof(heads[i]), "HTTP/1.1 200 OK\r\n"
			     "Content-Length: %zu\r\n\r\n%.*s",
			     sizeof(bodies[i]), (int)sizeof(bodies[i]),
			     bodies[i]);
		r[i] = taken(heads[i], (size_t)n, ENGINE_KEEP);
	}
	r[STREAMS] = ok;
	engine_script(engine, r, STREAMS + 1, false);
	for (i = 0; i < STREAMS; i++) {
		s[i] = open_stream("ContainerLogs", logs(), NULL);
		expect_open(s[i]);
	}
	/* and one that reads all between them */
	expect_clean();
	for (i = 0; open > 0; i = (i + 1) % STREAMS) {
		if (got[i] == sizeof(bodies[i]))
			continue;
		n = davit_stream_read(s[i], buf, sizeof(buf));
		ck_assert_int_gt((int)n, 0);
		ck_assert(memcmp(buf, bodies[i], (size_t)n) == 0);
		got[i] += (size_t)n;
		open -= got[i] == sizeof(bodies[i]);
	}
	for (i = 0; i < STREAMS; i++) {
		ck_assert_int_eq((int)davit_stream_read(s[i], buf, 1), 0);
		davit_stream_close(s[i]);
	}
}
END_TEST

/* Nothing of an answer that wasn't read reaches into the next call. */
START_TEST(closed_early)
{
	static const char *const heads[FRAMINGS] = {
		"Content-Length: 1048605\r\n\r\n",
		"Transfer-Encoding: chunked\r\n\r\n10001d\r\n",
		"\r\n"
	};
	char data[512];
	struct engine_reply r[2] = { { data }, ok };
	davit_stream *s;
	davit_frame frame;
	size_t i, n;

	for (i = 0; i < FRAMINGS * 5; i++) {
		n = (size_t)snprintf(data, sizeof(data), "HTTP/1.1 200 OK\r\n"
				     "Content-Type: " MULTIPLEXED "\r\n%s",
				     heads[i % FRAMINGS]);
		memcpy(data + n, OUTPUT, sizeof(OUTPUT) - 1);
		r[0].len = n + sizeof(OUTPUT) - 1;
		r[0].cut = ENGINE_WHOLE;
		r[0].fill = 1 << 20;
		r[0].last = "\r\n0\r\n\r\n";
		r[0].last_len = i % FRAMINGS == CHUNKED ? 7 : 0;
		engine_script(engine, r, 2, false);
		s = open_stream("ContainerLogs", logs(), NULL);
		expect_open(s);
		for (n = 0; n < i / FRAMINGS; n++)
			ck_assert_int_eq(davit_stream_frame(s, &frame),
					 n < 3 ? 1 : DAVIT_EPROTO);
		davit_stream_close(s);
		expect_clean();
		ck_assert_uint_ne(engine_request(engine, 0)->connection,
				  engine_request(engine, 1)->connection);
	}
}
END_TEST

/* A connection whose answer was read to its end is used again. */
START_TEST(read_to_the_end)
{
	struct engine_reply r[2] = {
		reply(MULTIPLEXED, OUTPUT, sizeof(OUTPUT) - 1, CHUNKED), ok
	};

	engine_script(engine, r, 2, false);
	run("ContainerLogs", logs(), NULL, FRAMES);
	expect(0, NULL);
	expect_clean();
	ck_assert_uint_eq(engine_request(engine, 0)->connection,
			  engine_request(engine, 1)->connection);
}
END_TEST

/* What nobody reads stays with the engine, and blocks no other call. */
START_TEST(back_pressure)
{
	static const char head[] = "HTTP/1.1 200 OK\r\nContent-Length: "
		"67108864\r\n\r\n";
	struct engine_reply r[4] = {
		taken(head, sizeof(head) - 1, ENGINE_KEEP), ok, ok, ok
	};
	davit_stream *s;
	uint64_t before, after, total = 0;
	const void *data;
	size_t len;
	int i;

	r[0].fill = 64u << 20;
	engine_script(engine, r, 4, false);
	s = open_stream("ImageGet", image(), NULL);
	expect_open(s);
	for (i = 0; i < 3; i++)
		expect_clean();
	usleep(100000);
	before = engine_filled(engine);
	for (i = 0; i < 20; i++)
		davit_wait(client, NULL, 0, 10);
	after = engine_filled(engine);
	ck_assert_uint_eq(before, after);
	ck_assert_uint_lt(after, 4u << 20);
	while ((i = davit_stream_next(s, &data, &len)) > 0)
		total += len;
	ck_assert_uint_eq(total, 64u << 20);
	davit_stream_close(s);
}
END_TEST

/* The same for a connection that was taken over. */
START_TEST(back_pressure_taken_over)
{
	struct engine_reply r = taken(TAKEN_RAW, sizeof(TAKEN_RAW) - 1,
				      ENGINE_SILENT);
	davit_stream *s;

	r.fill = 64u << 20;
	engine_script(engine, &r, 1, false);
	s = open_stream("ContainerAttach", id(), NULL);
	expect_open(s);
	usleep(200000);
	ck_assert_uint_lt(engine_filled(engine), 4u << 20);
	davit_stream_close(s);
}
END_TEST

/* ---- foreign descriptors ------------------------------------------------ */

START_TEST(waits_with_others)
{
	static const char head[] = "HTTP/1.1 200 OK\r\n\r\nabc";
	struct engine_reply r[2] = {
		taken(head, sizeof(head) - 1, ENGINE_SILENT),
		taken(TAKEN_RAW, sizeof(TAKEN_RAW) - 1, ENGINE_ECHO)
	};
	davit_call_opts opts = DAVIT_CALL_OPTS_INIT;
	struct pollfd fds[2];
	davit_stream *logged, *attached;
	char buf[16];
	int p[2];

	opts.framed = -1;
	ck_assert_int_eq(pipe(p), 0);
	engine_script(engine, r, 2, false);
	logged = open_stream("ContainerLogs", logs(), NULL);
	expect_open(logged);
	attached = open_stream("ContainerAttach", id(), &opts);
	expect_open(attached);
	ck_assert_int_eq((int)davit_stream_read(logged, buf, sizeof(buf)), 3);
	ck_assert_int_eq(davit_stream_ready(logged), 0);
	fds[0] = (struct pollfd){ p[0], POLLIN, 0 };
	fds[1] = (struct pollfd){ davit_stream_fd(attached), POLLIN, 0 };
	ck_assert_int_eq(davit_wait(client, fds, 2, 20), 0);
	ck_assert_int_eq((int)write(p[1], "x", 1), 1);
	ck_assert_int_eq(davit_wait(client, fds, 2, 5000), 1);
	ck_assert(fds[0].revents == POLLIN && fds[1].revents == 0);
	ck_assert_int_eq((int)read(p[0], buf, 1), 1);
	write_all(attached, "hi", 2);
	ck_assert_int_eq(davit_wait(client, fds, 2, 5000), 1);
	ck_assert(fds[0].revents == 0 && fds[1].revents & POLLIN);
	ck_assert_int_eq((int)davit_stream_read(attached, buf, 16), 2);
	/* a pipe that is hung up is told, too */
	close(p[1]);
	ck_assert_int_eq(davit_wait(client, fds, 1, 5000), 1);
	ck_assert(fds[0].revents & POLLHUP);
	davit_stream_close(logged);
	davit_stream_close(attached);
	close(p[0]);
}
END_TEST

/* ---- much --------------------------------------------------------------- */

#define GIB (UINT64_C(1) << 30)

/* Peak of resident memory, in KiB. */
static long peak(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

static void expect_small(long before)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	(void)before;		/* they keep what was freed */
#else
	ck_assert_int_lt(peak() - before, 4096);
#endif
}

/* One small member, one of 1 GiB less its surroundings, the end. */
static struct engine_reply huge_archive(void)
{
	static char head[1024], zeros[1024];
	struct engine_reply r = { head, 0, ENGINE_WHOLE, ENGINE_KEEP };
	unsigned sum = 8 * ' ', i;
	size_t n;
	char *p;

	n = (size_t)snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\n"
			     "Content-Type: application/x-tar\r\n"
			     "Content-Length: %llu\r\n\r\n",
			     (unsigned long long)GIB);
	p = head + n;
	snprintf(p, 100, "layer");
	snprintf(p + 124, 12, "%011llo",
		 (unsigned long long)(GIB - 512 - sizeof(zeros)));
	p[156] = '0';
	for (i = 0; i < 512; i++)
		sum += (unsigned char)p[i];
	snprintf(p + 148, 8, "%06o", sum);
	r.len = n + 512;
	r.fill = GIB - 512 - sizeof(zeros);
	r.last = zeros;
	r.last_len = sizeof(zeros);
	return r;
}

START_TEST(huge_download)
{
	struct engine_reply r = huge_archive();
	int fd = open("/dev/null", O_WRONLY);
	davit_stream *s;
	uint64_t bytes = 0;
	long before;

	engine_script(engine, &ok, 1, false);
	expect_clean();
	engine_script(engine, &r, 1, false);
	before = peak();
	s = open_stream("ImageGet", image(), NULL);
	expect_open(s);
	ck_assert_msg(davit_stream_save(s, fd, &bytes) == 0, "%s",
		      davit_stream_error(s)->text);
	ck_assert_uint_eq(bytes, GIB);
	davit_stream_close(s);
	expect_small(before);
	close(fd);
}
END_TEST

START_TEST(huge_upload)
{
	static const char done[] = "HTTP/1.1 200 OK\r\nContent-Length: 15"
		"\r\n\r\n{\"stream\":\"ok\"}";
	struct engine_reply r = taken(done, sizeof(done) - 1, ENGINE_KEEP);
	FILE *f = tmpfile();
	davit_body body = davit_body_fd(fileno(f), NULL);
	davit_error err;
	long before;

	ck_assert_int_eq(ftruncate(fileno(f), (off_t)GIB), 0);
	r.swallow = true;
	engine_script(engine, &ok, 1, false);
	expect_clean();
	engine_script(engine, &r, 1, false);
	before = peak();
	ck_assert_msg(davit_invoke(client, "ImageLoad", NULL, &body, NULL,
				   NULL, &err) == 0, "%s", err.text);
	ck_assert_uint_eq(engine_swallowed(engine), GIB);
	expect_small(before);
	fclose(f);
}
END_TEST

/* ---- TLS ---------------------------------------------------------------- */

#ifdef HAVE_OPENSSL
static void make_certs(void)
{
	const char *srcdir = getenv("srcdir");
	char command[4096];

	strcpy(certs, "/tmp/davit-test.XXXXXX");
	if (!mkdtemp(certs))
		abort();
	snprintf(command, sizeof(command),
		 "sh '%s/tests/engines/mkcerts.sh' %s",
		 srcdir ? srcdir : ".", certs);
	if (system(command)) {
		fprintf(stderr, "check_streams: no certificates\n");
		exit(99);
	}
}

static void remove_certs(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", certs);
	if (system(command))
		abort();
}

static void start_tls(void)
{
	static char paths[5][128];
	static const char *const names[] = {
		"server-cert.pem", "server-key.pem", "ca.pem", "cert.pem",
		"key.pem"
	};
	struct engine_opts eo = {
		ENGINE_TLS, NULL, paths[0], paths[1], paths[2]
	};
	size_t i;

	for (i = 0; i < COUNT(names); i++)
		snprintf(paths[i], sizeof(paths[i]), "%s/%s", certs,
			 names[i]);
	start();
	davit_client_free(client);
	engine_stop(engine);
	given.tls_ca = paths[2];
	given.tls_cert = paths[3];
	given.tls_key = paths[4];
	start_as(&eo);
}
#endif

/* ------------------------------------------------------------------------- */

/* What holds over every kind of connection. */
static void add_taken_over(TCase *tc)
{
	tcase_add_test(tc, taken_over);
	tcase_add_test(tc, half_close_unix);
	tcase_add_test(tc, echo);
	tcase_add_test(tc, writes_to_nobody);
	tcase_add_test(tc, taken_over_and_silent);
	tcase_add_loop_test(tc, cancelled, 0, 3);
	tcase_add_test(tc, refusals);
}

static TCase *add_case(Suite *s, const char *name, void (*setup)(void))
{
	TCase *tc = tcase_create(name);

	tcase_set_timeout(tc, 120);
	tcase_add_checked_fixture(tc, setup, stop);
	suite_add_tcase(s, tc);
	return tc;
}

int main(void)
{
	Suite *s = suite_create("streams");
	TCase *tc = add_case(s, "unix", start);
	SRunner *sr;
	int failed;

	tcase_add_loop_test(tc, good_streams, 0, COUNT(rows));
	tcase_add_loop_test(tc, cut_streams, 0, COUNT(rows));
	tcase_add_loop_test(tc, broken_frames, 0, COUNT(broken));
	tcase_add_test(tc, broken_json);
	tcase_add_test(tc, endless_streams);
	tcase_add_loop_test(tc, error_last, 0, COUNT(errors));
	tcase_add_test(tc, progress_is_no_error);
	tcase_add_test(tc, archives);
	tcase_add_test(tc, terminals);
	tcase_add_test(tc, terminal_not_known);
	add_taken_over(tc);
	tcase_add_test(tc, write_back_pressure);
	tcase_add_test(tc, writes_where_nobody_reads);
	tcase_add_test(tc, not_duplex);
	tcase_add_test(tc, taken_over_and_cut);
	tcase_add_loop_test(tc, taken_over_and_broken, 0, COUNT(broken));
	tcase_add_test(tc, taken_over_by_whom);
	tcase_add_test(tc, stopped_by_its_reader);
	tcase_add_test(tc, can_not_be_saved);
	tcase_add_test(tc, side_by_side);
	tcase_add_test(tc, closed_early);
	tcase_add_test(tc, read_to_the_end);
	tcase_add_test(tc, back_pressure);
	tcase_add_test(tc, back_pressure_taken_over);
	tcase_add_test(tc, waits_with_others);
	tcase_add_test(tc, huge_download);
	tcase_add_test(tc, huge_upload);
	tc = add_case(s, "impatient", start_briefly);
	tcase_add_loop_test(tc, stalls, 0, COUNT(rows) - 1);
	tc = add_case(s, "tcp", start_tcp);
	add_taken_over(tc);
#ifdef HAVE_OPENSSL
	tc = add_case(s, "tls", start_tls);
	tcase_add_unchecked_fixture(tc, make_certs, remove_certs);
	add_taken_over(tc);
#else
	(void)certs;
	puts("built without OpenSSL: TLS is not tested");
#endif
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? 1 : 0;
}
