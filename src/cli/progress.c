/* SPDX-License-Identifier: MIT */
/* See progress.h. */
#include "config.h"

#include "progress.h"

#include "transfer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define PAUSE_NS 80000000L	/* between two drawings */
#define LINE_MAX_BYTES 512
#define ID_WIDTH 12
#define STATUS_WIDTH 20
#define BAR_MIN 10
#define BAR_MAX 50
#define COLUMNS_LEAST 20

static bool terminal_size(FILE *to, size_t *rows, size_t *columns)
{
	struct winsize size;

	if (ioctl(fileno(to), TIOCGWINSZ, &size) < 0 || size.ws_row < 3 ||
	    size.ws_col < COLUMNS_LEAST)
		return false;
	*rows = size.ws_row;
	*columns = size.ws_col;
	return true;
}

bool progress_visible(FILE *to)
{
	const char *term = getenv("TERM");
	size_t rows, columns;

	return isatty(fileno(to)) == 1 && term != NULL &&
	       strcmp(term, "dumb") != 0 && terminal_size(to, &rows, &columns);
}

void progress_begin(struct progress *p, FILE *to)
{
	memset(p, 0, sizeof(*p));
	p->to = to;
}

/* ---- lines -------------------------------------------------------------- */

/* A copy that takes a column for each byte. */
static void plain(char *out, size_t room, const char *text)
{
	size_t i;

	for (i = 0; i + 1 < room && text[i] != '\0'; i++)
		out[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
	out[i] = '\0';
}

static size_t put_bar(char *out, size_t room, const struct progress_layer *l,
		      size_t width)
{
	double part = l->total <= 0 ? 0 : (double)l->current /
					  (double)l->total;
	size_t full, i;

	if (width + 3 > room)
		return 0;
	full = (size_t)((part > 1 ? 1 : part < 0 ? 0 : part) * (double)width);
	out[0] = '[';
	for (i = 0; i < width; i++)
		out[i + 1] = i < full ? '=' : i == full ? '>' : ' ';
	out[width + 1] = ']';
	out[width + 2] = '\0';
	return width + 2;
}

static void amount(char *out, size_t room, const struct progress_layer *l)
{
	char current[32], total[32];

	transfer_size(current, (uint64_t)(l->current > 0 ? l->current : 0));
	transfer_size(total, (uint64_t)(l->total > 0 ? l->total : 0));
	if (l->units[0] != '\0')
		snprintf(out, room, "%lld %s", (long long)l->current,
			 l->units);
	else if (l->total > 0)
		snprintf(out, room, "%s of %s", current, total);
	else
		snprintf(out, room, "%s", current);
}

static void draw_layer(FILE *to, const struct progress_layer *l,
		       size_t columns)
{
	char line[LINE_MAX_BYTES], numbers[80] = "";
	size_t used, width, room = columns - 1;
	int n;

	room = room < sizeof(line) - 1 ? room : sizeof(line) - 1;
	n = snprintf(line, sizeof(line), "%-*s  %-*s", ID_WIDTH, l->id,
		     l->current > 0 ? STATUS_WIDTH : 0, l->status);
	used = n < 0 ? 0 : (size_t)n;
	if (l->current > 0) {
		amount(numbers, sizeof(numbers), l);
		width = used + strlen(numbers) + 4;
		width = width < room ? room - width : 0;
		width = width > BAR_MAX ? BAR_MAX : width;
		if (l->total > 0 && l->units[0] == '\0' && width >= BAR_MIN) {
			line[used++] = ' ';
			used += put_bar(line + used, sizeof(line) - used, l,
					width);
		}
		snprintf(line + used, sizeof(line) - used, " %s", numbers);
	}
	line[room] = '\0';
	fprintf(to, "\r\033[2K%s\n", line);
}

static void draw(struct progress *p)
{
	size_t rows = 24, columns = 80, shown, i, beyond;

	terminal_size(p->to, &rows, &columns);
	if (p->n == 0)
		return;
	if (p->mid_line)
		putc('\n', p->to);
	p->mid_line = false;
	/* The oldest ones give way where not all have room. */
	shown = p->n < rows - 2 ? p->n : rows - 2;
	beyond = p->beyond + p->n - shown;
	if (p->lines > 0)
		fprintf(p->to, "\r\033[%zuA", p->lines);
	for (i = p->n - shown; i < p->n; i++)
		draw_layer(p->to, &p->layers[i], columns);
	if (beyond > 0)
		fprintf(p->to, "\r\033[2Kand %zu more\n", beyond);
	fputs("\033[J", p->to);
	p->lines = shown + (beyond > 0);
	p->stale = false;
	clock_gettime(CLOCK_MONOTONIC, &p->drawn);
}

void progress_leave(struct progress *p)
{
	if (p->lines > 0)
		fprintf(p->to, "\r\033[%zuA\033[J", p->lines);
	if (p->mid_line)
		putc('\n', p->to);
	p->mid_line = false;
	p->stale = p->lines > 0 || p->stale;
	p->lines = 0;
}

static bool is_time(const struct progress *p)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - p->drawn.tv_sec > 1 ||
	       (now.tv_sec - p->drawn.tv_sec) * 1000000000L +
	       now.tv_nsec - p->drawn.tv_nsec >= PAUSE_NS;
}

/* ---- objects ------------------------------------------------------------ */

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static struct progress_layer *find_layer(struct progress *p, const char *id)
{
	char name[sizeof(p->layers[0].id)];
	size_t i;

	plain(name, sizeof(name), id);
	for (i = 0; i < p->n; i++)
		if (strcmp(p->layers[i].id, name) == 0)
			return &p->layers[i];
	if (p->n == PROGRESS_LAYERS)
		return NULL;
	memset(&p->layers[p->n], 0, sizeof(p->layers[0]));
	memcpy(p->layers[p->n].id, name, sizeof(name));
	return &p->layers[p->n++];
}

static void add_layer(struct progress *p, const json_t *object,
		      const char *id, const char *status)
{
	const json_t *detail = json_object_get(object, "progressDetail");
	const char *units = text_of(detail, "units");
	struct progress_layer *l = find_layer(p, id);

	if (l == NULL) {
		p->beyond++;
		return;
	}
	plain(l->status, sizeof(l->status), status);
	plain(l->units, sizeof(l->units), units == NULL ? "" : units);
	l->current = json_integer_value(json_object_get(detail, "current"));
	l->total = json_integer_value(json_object_get(detail, "total"));
	p->stale = true;
}

/* Layers of what comes next stand below it. */
static void add_text(struct progress *p, const char *text, bool line)
{
	size_t len = strlen(text);

	if (p->stale)
		draw(p);
	if (line && p->mid_line)
		putc('\n', p->to);
	p->n = p->lines = p->beyond = 0;
	p->stale = false;
	fputs(text, p->to);
	if (line)
		putc('\n', p->to);
	p->mid_line = !line && len > 0 && text[len - 1] != '\n' &&
		      text[len - 1] != '\r';
}

/* What a push or a build says of its outcome: "Tag: latest, Size: 12". */
static void add_result(struct progress *p, json_t *result)
{
	char line[LINE_MAX_BYTES], part[LINE_MAX_BYTES];
	const char *key;
	size_t used = 0;
	json_t *value;

	line[0] = '\0';
	json_object_foreach(result, key, value) {
		if (!json_is_string(value) && !json_is_integer(value))
			continue;
		if (json_is_string(value))
			snprintf(part, sizeof(part), "%s%s: %s",
				 used > 0 ? ", " : "", key,
				 json_string_value(value));
		else
			snprintf(part, sizeof(part), "%s%s: %lld",
				 used > 0 ? ", " : "", key,
				 (long long)json_integer_value(value));
		plain(line + used, sizeof(line) - used, part);
		used = strlen(line);
	}
	if (used > 0)
		add_text(p, line, true);
}

bool progress_add(struct progress *p, const json_t *object)
{
	const char *status = text_of(object, "status");
	const char *id = text_of(object, "id");
	const char *stream = text_of(object, "stream");
	char line[LINE_MAX_BYTES];
	bool known = true;

	if (stream != NULL) {
		add_text(p, stream, false);
	} else if (status != NULL && id != NULL && *id != '\0') {
		add_layer(p, object, id, status);
	} else if (status != NULL) {
		plain(line, sizeof(line), status);
		add_text(p, line, true);
	} else if (json_is_object(json_object_get(object, "aux"))) {
		add_result(p, json_object_get(object, "aux"));
	} else if (json_object_get(object, "images") != NULL && id != NULL) {
		plain(line, sizeof(line), id);
		add_text(p, line, true);
	} else {
		/* The verdict tells what failed, once all was said. */
		known = json_object_get(object, "error") != NULL ||
			json_object_get(object, "errorDetail") != NULL;
	}
	if (p->stale && is_time(p))
		draw(p);
	return known;
}

void progress_draw(struct progress *p)
{
	if (p->stale)
		draw(p);
	fflush(p->to);
}

void progress_end(struct progress *p)
{
	if (p->stale)
		draw(p);
	if (p->mid_line)
		putc('\n', p->to);
	p->mid_line = false;
	fflush(p->to);
}
