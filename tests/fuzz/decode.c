/* SPDX-License-Identifier: MIT */
/* JSON: what is decoded, written and decoded again is the same. */
#include "config.h"
#include "decode.h"
#include "fuzz.h"

#include <string.h>

const char fuzz_name[] = "decode";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	json_t *value = NULL, *again = NULL;
	davit_error err = { 0 };
	bool big;
	char *text;

	if (decode_json((const char *)data, len, &value, &big, &err) < 0) {
		MUST(err.code == DAVIT_EPROTO && err.text[0] != '\0');
		return 0;
	}
	if (value == NULL)
		return 0;
	text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
	MUST(text != NULL);
	MUST(decode_json(text, strlen(text), &again, &big, &err) == 0);
	MUST(!big && json_equal(value, again));
	free(text);
	json_decref(value);
	json_decref(again);
	return 0;
}
