/* SPDX-License-Identifier: MIT */
/* Percent-encoding: there and back again. */
#include "config.h"
#include "uri.h"
#include "fuzz.h"

#include <string.h>

const char fuzz_name[] = "uri";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct buf encoded = BUF_INIT((size_t)-2);
	struct buf target = BUF_INIT((size_t)-2);
	struct buf decoded = BUF_INIT((size_t)-2);
	const char *text = (const char *)data;

	MUST(uri_encode(&encoded, text, len) == 0);
	MUST(strspn(buf_text(&encoded), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghi"
		    "jklmnopqrstuvwxyz0123456789-._~:@%") == encoded.len);
	MUST(uri_decode(&decoded, buf_text(&encoded), encoded.len) == 0);
	MUST(decoded.len == len);
	MUST(len == 0 || memcmp(decoded.data, data, len) == 0);
	buf_add_char(&target, '/');
	buf_add_str(&target, buf_text(&encoded));
	MUST(uri_target_ok(target.data));
	/* what wasn't encoded by us may be anything */
	buf_reset(&decoded);
	MUST(uri_decode(&decoded, text, len) == 0 && decoded.len <= len);
	buf_reset(&target);
	buf_add(&target, data, len);
	uri_segment_ok(buf_text(&target));
	uri_target_ok(buf_text(&target));
	buf_done(&encoded);
	buf_done(&target);
	buf_done(&decoded);
	return 0;
}
