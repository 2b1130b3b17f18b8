/* SPDX-License-Identifier: MIT */
/* Steps of a call that prepared calls take, too. */
#ifndef INVOKE_H
#define INVOKE_H

#include "client.h"

/* Is it a call at all?  `what` must not be NULL.  Errors: EINVAL. */
int invoke_check(const davit_client *c, const void *what,
		 const davit_call_opts *opts, davit_error *err);

/* The flags of client and call together. */
unsigned invoke_flags(const davit_client *c, const davit_call_opts *opts);

/* Hands out a reply, or says why it is a refusal.  `op` may be NULL. */
int invoke_conclude(davit_client *c, davit_reply *reply, const struct op *op,
		    davit_reply **out, davit_error *err);

#endif
