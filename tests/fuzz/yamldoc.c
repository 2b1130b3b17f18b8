/* SPDX-License-Identifier: MIT */
/* The generator's reader of YAML: what it takes can be walked. */
#include "config.h"
#include "yamldoc.h"
#include "fuzz.h"

const char fuzz_name[] = "yamldoc";

struct input {
	const uint8_t *data;
	size_t len;
};

static unsigned walk(const struct ynode *n, unsigned depth)
{
	unsigned seen = 1;
	uint32_t i;

	MUST(depth <= YAML_DEPTH_MAX && n != NULL && n->line > 0);
	for (i = 0; i < n->n && n->kind == Y_SEQ; i++)
		seen += walk(n->items[i], depth + 1);
	for (i = 0; i < n->n && n->kind == Y_MAP; i++) {
		MUST(yaml_get(n, n->pairs[i].key) == n->pairs[i].value);
		seen += walk(n->pairs[i].value, depth + 1);
	}
	return seen;
}

static int read_it(void *ctx)
{
	const struct input *in = ctx;

	walk(yaml_parse(DOC, "fuzz", (const char *)in->data, in->len), 0);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct input in = { data, len };

	base_messages_to(NULL);
	base_run(read_it, &in);
	return 0;
}
