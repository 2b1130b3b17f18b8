/* SPDX-License-Identifier: MIT */
/* An example of a call, as a command line and in C. */
#ifndef EXAMPLE_H
#define EXAMPLE_H

#include "davit.h"
#include "opt.h"

void example_print(const davit_op *op, const struct options *o);

#endif
