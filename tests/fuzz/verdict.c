/* SPDX-License-Identifier: MIT */
/* Verdicts: the first byte says how large the pieces are, which must not
 * matter, and its highest bit what is judged. */
#include "config.h"
#include "verdict.h"
#include "fuzz.h"

#include <string.h>

const char fuzz_name[] = "verdict";

static int judge(enum verdict_kind kind, const char *data, size_t len,
		 size_t step, davit_error *err)
{
	static struct verdict v;
	size_t at, n;
	int r;

	verdict_init(&v, kind);
	for (at = 0; at < len; at += n) {
		n = len - at < step ? len - at : step;
		verdict_bytes(&v, data + at, n);
	}
	r = verdict_end(&v, err);
	verdict_done(&v);
	return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *text = (const char *)data + 1;
	davit_error whole = { 0 }, pieces = { 0 };
	enum verdict_kind kind;
	int r;

	if (len == 0)
		return 0;
	kind = data[0] & 0x80 ? VERDICT_TAR : VERDICT_JSON;
	r = judge(kind, text, len - 1, len, &whole);
	MUST(judge(kind, text, len - 1, data[0] % 16 + 1u, &pieces) == r);
	MUST(strcmp(whole.text, pieces.text) == 0);
	if (r == 0 && kind == VERDICT_TAR)
		MUST(len > 2);
	return 0;
}
