/* SPDX-License-Identifier: MIT */
/* See call.h. */
#include "config.h"

#include "call.h"

#include <string.h>

void call_init(struct call *c)
{
	memset(c, 0, sizeof(*c));
}

void call_done(struct call *c)
{
	json_decref(c->params);
	json_decref(c->headers);
	json_decref(c->body);
	json_decref(c->problems);
}
