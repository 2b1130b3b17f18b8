/* SPDX-License-Identifier: MIT */
/*
 * Names of containers, images and the like, from an engine that answers at
 * once; from any other, none.
 */
#ifndef CLI_NAMES_H
#define CLI_NAMES_H

#include "opt.h"

typedef void names_fn(const char *name, void *ctx);

/* `category` is one of davit_category_next(). */
void names_of(const struct options *o, const char *category, names_fn *fn,
	      void *ctx);

#endif
