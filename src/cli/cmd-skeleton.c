/* SPDX-License-Identifier: MIT */
/*
 * davit skeleton OP: a body to edit and send.
 */
#include "config.h"

#include "cmd.h"

#include "call.h"
#include "json-text.h"
#include "out.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>

int cmd_skeleton(const struct options *o, const char **words, size_t n)
{
	unsigned flags = o->required ? DAVIT_SKELETON_REQUIRED : 0;
	davit_error err;
	davit_op op;
	json_t *body;
	char *text;

	if (n != 1) {
		say_error("skeleton: %s", n == 0 ? "which operation?"
						 : "one word too many");
		say_hint("'davit ops' lists the operations");
		return STATUS_USAGE;
	}
	if (call_find_op(o, words[0], &op, &err) < 0 ||
	    davit_op_skeleton(&op, flags, &body, &err) < 0)
		return say_failure(&err, false);
	call_tell_engine(o, words[0]);
	text = json_dumps(body, JSON_COMPACT | JSON_ENCODE_ANY);
	json_decref(body);
	if (text == NULL)
		say_nomem();
	json_text_write(stdout, text, strlen(text), true, out_color());
	free(text);
	return STATUS_DONE;
}
