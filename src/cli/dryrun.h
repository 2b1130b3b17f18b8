/* SPDX-License-Identifier: MIT */
/*
 * --dry-run: a request shown instead of sent, as JSON or as a line for
 * curl(1).
 */
#ifndef CLI_DRYRUN_H
#define CLI_DRYRUN_H

#include "call.h"
#include "davit.h"
#include "opt.h"

/*
 * Prints the plan of a request, as davit_plan() makes it; `masked` tells
 * that secrets are left out.  Returns the exit status.
 */
int dryrun_print(const struct options *o, const davit_client *client,
		 json_t *plan, const struct call_body *body, bool masked);

#endif
