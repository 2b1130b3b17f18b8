/* SPDX-License-Identifier: MIT */
/*
 * Takes the secrets of a request out of what is said of it: engines hand on
 * the words of registries, and those may repeat what they were sent.
 */
#ifndef SCRUB_H
#define SCRUB_H

#include "request.h"

/* Replaces them in text and hint, unless the request may be shown as it is.
 * Shorter ones than four bytes stay: they would be found in any text.
 * `body`: what it borrows is still there. */
void scrub_error(const struct request *r, bool body, davit_error *err);

#endif
