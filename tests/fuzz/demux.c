/* SPDX-License-Identifier: MIT */
/* Frames: the first byte says how large the pieces are; they must not
 * matter. */
#include "config.h"
#include "demux.h"
#include "fuzz.h"

const char fuzz_name[] = "demux";

static int take_apart(const char *data, size_t len, size_t step,
		      uint64_t *sum)
{
	struct demux d = { .have = 0 };
	struct demux_piece piece;
	size_t at = 0, n, used;
	davit_error err;
	int r = 0;

	while (at < len && r >= 0) {
		n = len - at < step ? len - at : step;
		r = demux_next(&d, data + at, n, &used, &piece, &err);
		MUST(used <= n && (r != 0 || used == n));
		at += used;
		if (r <= 0)
			continue;
		MUST(piece.len > 0 && piece.channel >= 0 &&
		     piece.channel <= DEMUX_SYSTEM &&
		     piece.data >= data && piece.data + piece.len <=
		     data + at);
		fuzz_sum(sum, piece.data, piece.len);
		fuzz_sum(sum, &piece.channel, piece.last ? 1 : 0);
	}
	if (r >= 0)
		MUST(d.offset == len);
	return r < 0 ? r : demux_end(&d, &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *text = (const char *)data + 1;
	uint64_t whole = 0, pieces = 0;

	if (len == 0)
		return 0;
	MUST(take_apart(text, len - 1, len, &whole) ==
	     take_apart(text, len - 1, data[0] % 16 + 1u, &pieces));
	MUST(whole == pieces);
	return 0;
}
