/* SPDX-License-Identifier: MIT */
/* Sequences of JSON: the first byte says how large the pieces are; they must
 * not matter. */
#include "config.h"
#include "jsonseq.h"
#include "fuzz.h"

const char fuzz_name[] = "jsonseq";

static int split(const char *data, size_t len, size_t step, uint64_t *sum)
{
	struct jsonseq s;
	size_t at = 0, n, used, text_len, values = 0;
	const char *text;
	davit_error err;
	int r = 0;

	jsonseq_init(&s);
	while (at < len && r >= 0) {
		n = len - at < step ? len - at : step;
		r = jsonseq_next(&s, data + at, n, &used, &text, &text_len,
				 &err);
		MUST(used <= n && (r != 0 || used == n));
		at += used;
		if (r > 0) {
			MUST(text_len > 0 && ++values <= len);
			fuzz_sum(sum, text, text_len);
			fuzz_sum(sum, "\n", 1);
		}
	}
	if (r >= 0) {
		MUST(s.offset == len);
		r = jsonseq_end(&s, &text, &text_len, &err);
		if (r > 0)
			fuzz_sum(sum, text, text_len);
	}
	jsonseq_done(&s);
	return r < 0 ? r : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *text = (const char *)data + 1;
	uint64_t whole = 0, pieces = 0;
	int r;

	if (len == 0)
		return 0;
	r = split(text, len - 1, len, &whole);
	MUST(split(text, len - 1, data[0] % 16 + 1u, &pieces) == r);
	MUST(whole == pieces);
	return 0;
}
