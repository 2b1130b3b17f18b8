/* SPDX-License-Identifier: MIT */
/* A JSON value on standard output, as it suits where that goes. */
#ifndef CLI_JSON_OUT_H
#define CLI_JSON_OUT_H

#include <jansson.h>

/* Takes the value.  Returns STATUS_DONE. */
int json_out(json_t *value);

#endif
