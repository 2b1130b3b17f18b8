/* SPDX-License-Identifier: MIT */
/* Answers on a connection that may be taken over: the first byte says how
 * large the pieces are; they must not matter. */
#include "config.h"
#include "httphead.h"
#include "fuzz.h"

const char fuzz_name[] = "httphead";

static int take(const char *data, size_t len, size_t step, uint64_t *sum)
{
	davit_reply *reply = reply_new(1000);
	const char *name, *value;
	struct httphead h;
	size_t at = 0, n, used, body_len, i;
	davit_error err;
	int r = 0;

	MUST(reply != NULL);
	httphead_init(&h, reply);
	while (at < len && r == 0 && h.state != HTTPHEAD_TAKEN &&
	       h.state != HTTPHEAD_DONE) {
		n = len - at < step ? len - at : step;
		r = httphead_read(&h, data + at, n, &used, &err);
		MUST(used <= n);
		at += used;
	}
	if (r == 0)
		r = httphead_end(&h, &err);
	if (r == 0) {
		MUST(h.state == HTTPHEAD_TAKEN || h.state == HTTPHEAD_DONE);
		MUST(reply->status >= 101 && reply->status <= 999);
		value = davit_reply_body(reply, &body_len);
		MUST(body_len <= 1000);
		fuzz_sum(sum, value, body_len);
		for (i = 0; davit_reply_header_at(reply, i, &name,
						  &value) == 0; i++)
			fuzz_sum(sum, value, 1);
		fuzz_sum(sum, &at, sizeof(at));
	}
	httphead_done(&h);
	davit_reply_free(reply);
	return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *text = (const char *)data + 1;
	uint64_t whole = 0, pieces = 0;

	if (len == 0)
		return 0;
	MUST(take(text, len - 1, len, &whole) ==
	     take(text, len - 1, data[0] % 16 + 1u, &pieces));
	MUST(whole == pieces);
	return 0;
}
