/* SPDX-License-Identifier: MIT */
/* What the two halves of script share. */
#ifndef MOCK_SCRIPTSHELL_H
#define MOCK_SCRIPTSHELL_H

#include "script.h"

/* Appends a step; beyond the maximum it is dropped.  Returns 0 or ENOMEM. */
int script_step(struct script *s, int64_t after, int channel,
		const char *text, size_t len);

#endif
