/* SPDX-License-Identifier: MIT */
/*
 * Whether a value is what a schema says, seen by the public header alone:
 * neither the library's own check nor what made the value has a part in it.
 */
#ifndef MOCK_FITS_H
#define MOCK_FITS_H

#include "davit.h"

#include <stdbool.h>

/* `where`, of 256 bytes, tells the place that doesn't.  Members that are not
 * named are good. */
bool fits(const davit_schema *s, const json_t *value, char *where);

#endif
