/* SPDX-License-Identifier: MIT */
/* Requests one behind the other: the first byte says how large the pieces
 * are; they must not matter. */
#include "config.h"
#include "httpreq.h"
#include "fuzz.h"

#include <string.h>

const char fuzz_name[] = "httpreq";

/* What is read is what a strict reader may give. */
static void look(const struct httpreq *r, uint64_t *sum)
{
	const char *host;
	size_t len;

	MUST(r->method != NULL && *r->method != '\0');
	MUST(r->target_len > 0 && strlen(r->target) == r->target_len);
	MUST(r->head.len <= 500 && r->body.len <= 1000);
	MUST(r->length == r->body.len);
	MUST(r->head.len == 0 || memcmp(r->head.data + r->head.len - 2, "\r\n",
					2) == 0);
	host = httpreq_header(r->head.data, r->head.len, "host", &len);
	MUST(host != NULL || r->http10);
	MUST(!r->chunked || httpreq_header(r->head.data, r->head.len,
					   "content-length", &len) == NULL);
	fuzz_sum(sum, r->target, r->target_len);
	fuzz_sum(sum, r->head.data, r->head.len);
	fuzz_sum(sum, r->body.data, r->body.len);
}

static int take(const char *data, size_t len, size_t step, uint64_t *sum)
{
	size_t at = 0, n, used;
	struct httpreq r;
	davit_error err;
	int code = 0;

	httpreq_init(&r, 500, 1000);
	while (at < len && code == 0) {
		n = len - at < step ? len - at : step;
		code = httpreq_read(&r, data + at, n, &used, &err);
		MUST(used <= n && (used > 0 || code < 0));
		at += used;
		if (code == 0 && r.state == HTTPREQ_DONE) {
			look(&r, sum);
			httpreq_reset(&r);
		}
	}
	MUST((code < 0) == (r.status >= 400));
	if (code < 0)
		fuzz_sum(sum, &r.status, sizeof(r.status));
	httpreq_done(&r);
	return code;
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
