/* SPDX-License-Identifier: MIT */
/*
 * Parameters against the real tables: a line with the name of an operation,
 * then the parameters as JSON.  What passes makes a request that can be
 * sent, and has no problem; what doesn't has one at least.
 */
#include "config.h"
#include "decode.h"
#include "request.h"
#include "uri.h"
#include "fuzz.h"

#include <string.h>

const char fuzz_name[] = "validate";

static void check(const struct op *op, json_t *params)
{
	davit_error err = { 0 };
	struct problems p;
	struct bound bound;
	struct request r;

	problems_init(&p, &err, NULL, NULL);
	validate_params(op, params, 0, &bound, &p, NULL);
	if (problems_end(&p) < 0) {
		MUST(err.code == DAVIT_EPARAM && err.count > 0);
		MUST(err.text[0] != '\0');
		return;
	}
	request_init(&r);
	if (request_build(&r, op, &bound, NULL, NULL, "", &err) == 0)
		MUST(uri_target_ok(buf_text(&r.target)));
	request_done(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const uint8_t *end = len > 0 ? memchr(data, '\n', len) : NULL;
	const struct table *table;
	json_t *params = NULL;
	davit_error err;
	char name[64];
	unsigned version;
	struct op op;
	size_t n = end == NULL ? 0 : (size_t)(end - data);

	if (end == NULL || n >= sizeof(name))
		return 0;
	memcpy(name, data, n);
	name[n] = '\0';
	MUST(lookup_engine(NULL, &table, &err) == 0);
	MUST(lookup_version(table, NULL, &version, &err) == 0);
	if (lookup_op(table, version, name, &op, &err) < 0) {
		MUST(err.code == DAVIT_ENOOP);
		return 0;
	}
	decode_json((const char *)end + 1, len - n - 1, &params, NULL, NULL);
	check(&op, params);
	json_decref(params);
	return 0;
}
