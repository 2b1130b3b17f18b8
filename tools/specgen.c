/* SPDX-License-Identifier: MIT */
/*
 * specgen: Swagger documents and an overlay → the tables of an engine.
 *
 *     specgen import [-o OUT] FILE
 *     specgen tables -e ENGINE --overlay FILE [-C DIR] [--stats] -o OUT DOC…
 *     specgen list -o OUT ENGINE…
 *
 * Reads the command line and writes files; all else is done elsewhere.  An
 * output file appears whole or not at all.
 */
#include "config.h"

#include "base.h"
#include "emit.h"
#include "fold.h"
#include "import.h"
#include "intern.h"
#include "overlay.h"
#include "swagger.h"
#include "version.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

struct args {
	const char *engine, *overlay, *dir, *out;
	bool stats;
	char **names;
	int n;
};

struct input { const char *file, *version; };

static const char usage[] =
	"usage: specgen import [-o OUT] FILE\n"
	"       specgen tables -e ENGINE --overlay FILE [-C DIR] [--stats]\n"
	"                      [-o OUT] DOC...\n"
	"       specgen list [-o OUT] ENGINE...\n";

/* Writes beside the file and renames, so that make never sees half of it. */
static void write_out(const char *path, const char *text, size_t len)
{
	char *tmp;
	FILE *to;
	bool good;

	if (path == NULL) {
		if (fwrite(text, 1, len, stdout) != len ||
		    fflush(stdout) != 0)
			base_fail(NULL, 0, "standard output: %s",
				  strerror(errno));
		return;
	}
	tmp = base_text(KEEP, "%s.tmp", path);
	to = fopen(tmp, "wb");
	if (to == NULL)
		base_fail(tmp, 0, "cannot be written: %s", strerror(errno));
	good = fwrite(text, 1, len, to) == len;
	good = fclose(to) == 0 && good;
	if (!good || rename(tmp, path) != 0) {
		int error = errno;

		remove(tmp);
		base_fail(path, 0, "cannot be written: %s", strerror(error));
	}
}

static const char *in_dir(const struct args *args, const char *name)
{
	return args->dir == NULL || name[0] == '/' ? name :
	       base_text(KEEP, "%s/%s", args->dir, name);
}

static bool is_engine(const char *name)
{
	return name[0] >= 'a' && name[0] <= 'z' &&
	       name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")]
	       == 0;
}

static int import(void *ctx)
{
	const struct args *args = ctx;
	const char *text;
	size_t len;

	intern_reset();
	text = import_file(args->names[0], version_of_file(args->out != NULL ?
			   args->out : args->names[0]), &len);
	base_check();
	write_out(args->out, text, len);
	return 0;
}

static int by_version(const void *a, const void *b)
{
	return version_compare(((const struct input *)a)->version,
			       ((const struct input *)b)->version);
}

static struct input *inputs(const struct args *args)
{
	struct input *v = base_alloc(KEEP, (size_t)args->n, sizeof *v);
	int i;

	for (i = 0; i < args->n; i++) {
		v[i].file = in_dir(args, args->names[i]);
		v[i].version = version_of_file(v[i].file);
	}
	qsort(v, (size_t)args->n, sizeof *v, by_version);
	for (i = 1; i < args->n; i++)
		if (by_version(&v[i - 1], &v[i]) == 0)
			base_fail(v[i].file, 0, "a second document of %s",
				  v[i].version);
	return v;
}

struct work { struct overlay *overlay; struct fold *fold; };

static void take(struct doc *doc, struct op *op, void *ctx)
{
	struct work *work = ctx;

	overlay_apply(work->overlay, doc, op);
	fold_add(work->fold, work->overlay, doc, op);
}

static int tables(void *ctx)
{
	const struct args *args = ctx;
	const char **versions, *text;
	struct input *in;
	struct work work;
	size_t len;
	int i;

	intern_reset();
	in = inputs(args);
	versions = base_alloc(KEEP, (size_t)args->n, sizeof *versions);
	for (i = 0; i < args->n; i++)
		versions[i] = in[i].version;
	work.overlay = overlay_open(in_dir(args, args->overlay), args->engine,
				    versions, (uint32_t)args->n);
	work.fold = fold_open();
	for (i = 0; i < args->n; i++) {
		struct doc *doc = swagger_open(in[i].file, in[i].version,
					       (uint32_t)i);

		overlay_patch(work.overlay, doc);
		swagger_ops(doc, take, &work);
		base_release(DOC);
	}
	overlay_finish(work.overlay);
	base_check();
	text = emit_table(args->engine, work.overlay, work.fold,
			  args->stats ? stderr : NULL, &len);
	write_out(args->out, text, len);
	return 0;
}

static int list(void *ctx)
{
	const struct args *args = ctx;
	const char *text;
	size_t len;

	text = emit_list(args->names, args->n, &len);
	write_out(args->out, text, len);
	return 0;
}

int main(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "overlay", required_argument, NULL, 'O' },
		{ "stats", no_argument, NULL, 's' },
		{ NULL, 0, NULL, 0 }
	};
	struct args args;
	const char *word = argc > 1 ? argv[1] : "";
	bool is_list = strcmp(word, "list") == 0;
	int opt, i;

	memset(&args, 0, sizeof args);
	if (argc > 1)
		optind = 2;
	while ((opt = getopt_long(argc, argv, "C:e:o:", longs, NULL)) != -1) {
		switch (opt) {
		case 'C':
			args.dir = optarg;
			break;
		case 'e':
			args.engine = optarg;
			break;
		case 'o':
			args.out = optarg;
			break;
		case 'O':
			args.overlay = optarg;
			break;
		case 's':
			args.stats = true;
			break;
		default:
			fputs(usage, stderr);
			return 2;
		}
	}
	args.names = argv + optind;
	args.n = argc - optind;
	for (i = 0; is_list && i < args.n; i++)
		if (!is_engine(args.names[i]))
			is_list = false;
	if (strcmp(word, "import") == 0 && args.n == 1)
		return base_run(import, &args);
	if (strcmp(word, "tables") == 0 && args.n > 0 &&
	    args.overlay != NULL && args.engine != NULL &&
	    is_engine(args.engine))
		return base_run(tables, &args);
	if (is_list && args.n > 0)
		return base_run(list, &args);
	fputs(usage, stderr);
	return 2;
}
