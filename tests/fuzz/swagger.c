/* SPDX-License-Identifier: MIT */
/* The generator's reader of API documents: each operation it finds has what
 * an operation needs. */
#include "config.h"
#include "intern.h"
#include "swagger.h"
#include "fuzz.h"

#include <string.h>
#include <unistd.h>

const char fuzz_name[] = "swagger";

static char path[] = "/tmp/davit-fuzz.XXXXXX";
static int fd = -1;

static void look(struct doc *doc, struct op *op, void *ctx)
{
	(void)doc, (void)ctx;
	MUST(op->name != NULL && op->name[0] != '\0');
	MUST(op->path != NULL && op->path[0] == '/');
	MUST(swagger_method_name((int)op->method) != NULL);
}

static int read_it(void *ctx)
{
	struct doc *doc;

	(void)ctx;
	intern_reset();
	doc = swagger_open(path, "v1.0", 0);
	swagger_ops(doc, look, NULL);
	return 0;
}

static void remove_it(void)
{
	unlink(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (fd < 0) {
		fd = mkstemp(path);
		atexit(remove_it);
	}
	MUST(fd >= 0 && ftruncate(fd, 0) == 0);
	MUST(pwrite(fd, data, len, 0) == (ssize_t)len);
	base_messages_to(NULL);
	base_run(read_it, NULL);
	return 0;
}
