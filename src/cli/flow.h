/* SPDX-License-Identifier: MIT */
/*
 * An answer printed or saved as it comes, to its verdict.  Knows the kinds
 * of streams; which operation has which is in the tables.
 */
#ifndef CLI_FLOW_H
#define CLI_FLOW_H

#include "davit.h"
#include "opt.h"

#include <stdbool.h>

/* Does the operation answer in a stream? */
bool flow_wanted(const davit_op *op);

/*
 * Calls the operation and prints the answer, or saves it to the file of -o.
 * Says what goes wrong and returns the exit status.
 */
int flow_run(const struct options *o, davit_client *client,
	     const davit_op *op, json_t *params, const davit_body *body);

#endif
