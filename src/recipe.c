/* SPDX-License-Identifier: MIT */
/* See recipe.h: what more than one recipe needs. */
#include "config.h"

#include "recipe.h"

#include "error.h"
#include "util.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK (32u << 10)	/* of input, read ahead of the engine */
#define LOOK_MS 1000		/* how often deadlines are looked at */
#define ASK_MS 2000		/* of silence before the first question */
#define ASK_MAX_MS 30000
#define GRACE_MS 1000		/* for what a process left in the pipe */

/* ---- JSON --------------------------------------------------------------- */

static int set_bool(json_t *object, const char *name, bool value)
{
	return json_object_set_new(object, name, json_boolean(value));
}

static int set_default(json_t *object, const char *name)
{
	return json_object_get(object, name) != NULL ? 0 :
	       set_bool(object, name, true);
}

json_t *recipe_config(json_t *config, bool input)
{
	json_t *copy = json_deep_copy(config);

	if (copy == NULL || set_default(copy, "AttachStdout") < 0 ||
	    set_default(copy, "AttachStderr") < 0 ||
	    set_bool(copy, "AttachStdin", input) < 0) {
		json_decref(copy);
		return NULL;
	}
	return copy;
}

/* One step of a pointer, its escapes undone; NULL: it is too long. */
static const char *step(const char *pointer, char *part, size_t size)
{
	size_t n = 0;

	for (; *pointer != '/' && *pointer != '\0'; pointer++) {
		if (n + 1 >= size)
			return NULL;
		part[n] = *pointer;
		if (*pointer == '~' && (pointer[1] == '0' ||
					pointer[1] == '1'))
			part[n] = *++pointer == '0' ? '~' : '/';
		n++;
	}
	part[n] = '\0';
	return pointer;
}

json_t *recipe_at(json_t *value, const char *pointer)
{
	char part[256];
	int64_t index;

	while (value != NULL && *pointer == '/') {
		pointer = step(pointer + 1, part, sizeof(part));
		if (pointer == NULL)
			return NULL;
		if (!json_is_array(value))
			value = json_object_get(value, part);
		else if (util_int64(part, strlen(part), &index) && index >= 0)
			value = json_array_get(value, (size_t)index);
		else
			return NULL;
	}
	return *pointer == '\0' ? value : NULL;
}

/* ---- calls -------------------------------------------------------------- */

int recipe_ask(davit_client *c, const char *role, json_t *params,
	       json_t **out, davit_error *err)
{
	davit_reply *reply = NULL;
	json_t *value = NULL;
	int r;

	r = davit_invoke(c, role, params, NULL, NULL, &reply, err);
	if (r == 0)
		r = davit_reply_json(reply, &value, err);
	if (r == 0 && !json_is_object(value))
		r = error_set(err, DAVIT_EPROTO, "the engine's answer to %s "
			      "is no object", role);
	if (r == 0)
		*out = json_incref(value);
	davit_reply_free(reply);
	return r;
}

int recipe_create(davit_client *c, const char *role, json_t *params,
		  json_t *config, json_t **target, davit_error *err)
{
	davit_body body = davit_body_json(config);
	davit_reply *reply = NULL;
	json_t *value = NULL, *id;
	int r;

	r = davit_invoke(c, role, params, &body, NULL, &reply, err);
	if (r == 0)
		r = davit_reply_json(reply, &value, err);
	id = json_object_get(value, "Id");
	if (r == 0 && json_string_length(id) == 0)
		r = error_set(err, DAVIT_EPROTO, "the engine's answer to %s "
			      "holds no \"Id\"", role);
	if (r == 0) {
		*target = json_pack("{s:O}", "id", id);
		r = *target == NULL ? error_nomem(err) : 0;
	}
	davit_reply_free(reply);
	return r;
}

int recipe_sleep(davit_client *c, long ms, davit_error *err)
{
	int64_t end = util_now_ms() + ms, left;
	int r;

	while ((left = end - util_now_ms()) > 0) {
		r = davit_wait(c, NULL, 0, (int)left);
		if (r < 0)
			return error_set(err, r, r == DAVIT_ECANCELED ?
					 "cancelled" : "can't wait");
	}
	return 0;
}

/* ---- a talk ------------------------------------------------------------- */

struct feed {
	const davit_body *body;
	const char *data;	/* what was read and not sent yet */
	size_t len;
	char *buffer;		/* of CHUNK bytes, where one is needed */
	bool done;		/* nothing more is to be sent, nor to be told */
};

int recipe_has_input(const davit_body *input, davit_error *err)
{
	if (input == NULL || input->kind == DAVIT_BODY_NONE)
		return 0;
	if (input->kind == DAVIT_BODY_JSON)
		return error_set(err, DAVIT_EINVAL, "input is bytes, not a "
				 "JSON value");
	if (input->kind == DAVIT_BODY_READ && input->read == NULL)
		return error_set(err, DAVIT_EINVAL, "no function to read the "
				 "input with");
	return 1;
}

static int feed_init(struct feed *feed, const davit_body *body,
		     davit_error *err)
{
	int r = recipe_has_input(body, err);

	*feed = (struct feed){ .body = body, .done = r == 0 };
	if (r <= 0)
		return r;
	if (body->kind == DAVIT_BODY_MEM || body->kind == DAVIT_BODY_TEXT) {
		feed->data = body->data;
		feed->len = body->len;
		return 0;
	}
	feed->buffer = malloc(CHUNK);
	return feed->buffer == NULL ? error_nomem(err) : 0;
}

/* Does it come from a descriptor that has to be waited for? */
static bool feed_waits(const struct feed *feed)
{
	return !feed->done && feed->len == 0 &&
	       feed->body->kind == DAVIT_BODY_FD;
}

static ssize_t feed_read(const davit_body *body, char *buffer,
			 davit_error *err)
{
	ssize_t n;

	if (body->kind == DAVIT_BODY_READ) {
		n = body->read(buffer, CHUNK, body->ctx);
		return n < 0 ? error_set(err, DAVIT_ECANCELED, "the input "
					 "could not be read to its end") : n;
	}
	if (body->kind != DAVIT_BODY_FD)
		return 0;
	n = read(body->fd, buffer, CHUNK);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return DAVIT_EAGAIN;
	if (n < 0) {
		n = error_set(err, DAVIT_EINVAL, "the input can't be read: %s",
			      strerror(errno));
		if (err != NULL)
			err->sys = errno;
	}
	return n;
}

/* Sends some of it; at its end tells that. */
static int feed_some(struct feed *feed, davit_stream *s, davit_error *err)
{
	ssize_t n;

	if (feed->len == 0) {
		n = feed_read(feed->body, feed->buffer, err);
		if (n < 0)
			return n == DAVIT_EAGAIN ? 0 : (int)n;
		feed->data = feed->buffer;
		feed->len = (size_t)n;
	}
	if (feed->len == 0) {
		feed->done = true;
		n = davit_stream_shutdown(s);
	} else {
		n = davit_stream_write(s, feed->data, feed->len);
	}
	if (n > 0) {
		feed->data += n;
		feed->len -= (size_t)n;
	} else if (n == DAVIT_ECONN) {
		/* A process need not read its input to the end. */
		feed->done = true;
	} else if (n < 0 && n != DAVIT_EAGAIN) {
		*err = *davit_stream_error(s);
		return (int)n;
	}
	return 0;
}

/* Some engines hang up on input that nobody read, instead of ending the
 * answer.  That is its end if the process is over and no frame was cut. */
static int hung_up(const struct recipe_talk *talk, davit_error *err)
{
	davit_error own;

	return talk->over(talk->over_ctx, &own) > 0 ? 0 : err->code;
}

/* One piece of output.  Returns 0 at the end.  *whole: no frame is cut. */
static int take(const struct recipe_talk *talk, bool *whole, davit_error *err)
{
	davit_frame frame;
	int r;

	r = davit_stream_frame(talk->stream, &frame);
	if (r < 0) {
		*err = *davit_stream_error(talk->stream);
		if (r == DAVIT_ECONN && *whole &&
		    recipe_has_input(talk->input, NULL) > 0)
			r = hung_up(talk, err);
	} else if (r > 0) {
		*whole = frame.last;
		if (talk->fn != NULL && talk->fn(&frame, talk->ctx) != 0)
			r = error_set(err, DAVIT_ECANCELED, "stopped by its "
				      "reader");
	}
	return r;
}

/* How the silence is listened to. */
struct silence {
	int64_t since;		/* of the last byte or question */
	long ask;		/* ms of it before the next question */
	bool over;		/* the process is: only a grace is left */
};

/* Returns 0 to end the talk, 1 to go on. */
static int listen(const struct recipe_talk *talk, struct silence *silence,
		  davit_error *err)
{
	int64_t now = util_now_ms();
	int r;

	if (now - silence->since < silence->ask)
		return 1;
	if (silence->over)
		return 0;
	r = talk->over(talk->over_ctx, err);
	if (r < 0)
		return r;
	silence->over = r > 0;
	silence->since = util_now_ms();
	silence->ask = silence->over ? GRACE_MS : silence->ask * 2 <
		       ASK_MAX_MS ? silence->ask * 2 : ASK_MAX_MS;
	return 1;
}

/* Waits for output, for input, or for room to send it.  *in, *out tell
 * which. */
static int wait_for(const struct recipe_talk *talk, const struct feed *feed,
		    long ms, bool *in, bool *out, davit_error *err)
{
	struct pollfd fds[2] = {
		{ davit_stream_fd(talk->stream), POLLIN, 0 },
		{ -1, POLLIN, 0 }
	};
	unsigned n = 1;
	int r;

	if (feed_waits(feed)) {
		fds[1].fd = feed->body->fd;
		n = 2;
	} else if (!feed->done) {
		fds[0].events |= POLLOUT;
	}
	r = davit_wait(talk->client, fds, n, (int)ms);
	if (r < 0)
		return error_set(err, r, r == DAVIT_ECANCELED ? "cancelled" :
				 "can't wait");
	*in = fds[0].revents & ~POLLOUT;
	*out = n == 2 ? fds[1].revents != 0 : fds[0].revents & POLLOUT;
	return 0;
}

int recipe_talk(const struct recipe_talk *talk, davit_error *err)
{
	struct silence silence = { util_now_ms(), ASK_MS, false };
	struct feed feed;
	davit_error own;
	bool in, out, whole = true;
	int r;

	err = err == NULL ? &own : err;
	r = feed_init(&feed, talk->input, err);
	if (r == 0 && !feed.done && !davit_stream_duplex(talk->stream))
		r = error_set(err, DAVIT_EPROTO, "the engine takes no input: "
			      "it did not hand the connection over");
	if (r < 0) {
		free(feed.buffer);
		return r;
	}
	do {
		in = davit_stream_ready(talk->stream);
		out = false;
		r = 0;
		if (!in || !feed.done)
			r = wait_for(talk, &feed, in ? 0 : silence.ask <
				     LOOK_MS ? silence.ask : LOOK_MS, &in,
				     &out, err);
		in = in || davit_stream_ready(talk->stream);
		if (r == 0 && out)
			r = feed_some(&feed, talk->stream, err);
		if (r < 0)
			break;
		if (!in && !out) {
			r = listen(talk, &silence, err);
			continue;
		}
		silence.since = util_now_ms();
		silence.ask = silence.over ? GRACE_MS : ASK_MS;
		r = in ? take(talk, &whole, err) : 1;
	} while (r > 0);
	free(feed.buffer);
	return r;
}
