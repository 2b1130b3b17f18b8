/* SPDX-License-Identifier: MIT */
/* See json-out.h. */
#include "config.h"

#include "json-out.h"

#include "json-text.h"
#include "out.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>

int json_out(json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT);

	if (text == NULL)
		say_nomem();
	json_text_write(stdout, text, strlen(text), out_terminal(),
			out_color());
	free(text);
	json_decref(value);
	return STATUS_DONE;
}
