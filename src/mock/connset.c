/* SPDX-License-Identifier: MIT */
/* See conn.h: the connections of a server come and go. */
#include "config.h"

#include "conn.h"

#include "connpriv.h"
#include "davit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define IN_MAX ((size_t)512 << 10)
#define OUT_MAX ((size_t)1 << 30)

/* Returns new, NULL without memory. */
static struct conn *make(struct conn_site *site, int fd,
			 struct ssl_ctx_st *tls)
{
	struct conn *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	c->site = site;
	httpreq_init(&c->req, site->limits.max_head, site->limits.max_body);
	c->req.seen = conn_seen;
	c->req.ctx = c;
	buf_init(&c->in, IN_MAX);
	buf_init(&c->out, OUT_MAX);
	c->write_by = c->armed = CONN_NEVER;
	c->read_by = conn_after(site->limits.idle);
	if (!conn_make_events(c, fd) || link_init(&c->link, fd, tls) < 0) {
		conn_free_events(c);
		free(c);
		return NULL;
	}
	c->next = site->first;
	if (c->next != NULL)
		c->next->prev = c;
	site->first = c;
	site->count++;
	return c;
}

int conn_new(struct conn_site *site, int fd, struct ssl_ctx_st *tls,
	     const char *peer, unsigned number)
{
	struct conn *c = make(site, fd, tls);

	if (c == NULL) {
		close(fd);
		return DAVIT_ENOMEM;
	}
	snprintf(c->peer, sizeof(c->peer), "%s", peer);
	c->number = number;
	conn_arm(c);
	conn_events(c);
	return 0;
}

void conn_refuse_new(struct conn_site *site, int fd, struct ssl_ctx_st *tls)
{
	struct conn *c = make(site, fd, tls);

	if (c == NULL) {
		close(fd);
		return;
	}
	conn_enter(c);
	c->write_by = conn_after(1000);
	conn_refuse(c, 503, "too many connections");
	conn_leave(c);
}

void conn_stop_all(struct conn_site *site)
{
	struct conn *c, *next;

	site->stopping = true;
	for (c = site->first; c != NULL; c = next) {
		next = c->next;
		if (c->state == CONN_STUCK) {
			conn_enter(c);
			conn_kill(c, false);
			conn_leave(c);
		} else if (c->state == CONN_READING &&
			   !httpreq_started(&c->req)) {
			conn_enter(c);
			conn_finish(c, false);
			conn_leave(c);
		}
	}
}

void conn_free_all(struct conn_site *site)
{
	while (site->first != NULL) {
		struct conn *c = site->first;

		conn_enter(c);
		conn_kill(c, false);
		conn_leave(c);
	}
}
