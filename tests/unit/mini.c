/* SPDX-License-Identifier: MIT */
/* See mini.h.  Written out by hand, so that it shares nothing with the
 * generator. */
#include "config.h"

#include "mini.h"

#include "unit.h"

#include <string.h>

#define POOL 4096

/* Strings and numbers that the arrays refer to, in order of appearance. */
static char strs[POOL], help[POOL];
static uint16_t strs_len = 1, help_len = 1;
static uint16_t enums[32], media[16], formats[16];
static struct tab_limits limits[4];
static struct tab_node nodes[64];
static struct tab_field fields[16];
static struct tab_object objects[4];
static struct tab_param params[48];
static struct tab_plist plist[48];
static struct tab_op ops[16];
static struct tab_resp resps[4];
static struct tab_version versions[3];
static struct tab_alias aliases[1];
static struct tab_doc docs[1];
static uint16_t endpoints[2], refused[1];
static uint16_t nenums, nmedia, nformats, nlimits, nnodes, nparams, nops;
static uint16_t nobjects, nfields;
static struct table table;

static uint16_t keep(char *pool, uint16_t *used, const char *text)
{
	size_t len = strlen(text) + 1;
	uint16_t at = 0;

	while (at < *used && strcmp(pool + at, text) != 0)
		at = (uint16_t)(at + strlen(pool + at) + 1);
	if (at < *used)
		return at;
	ck_assert_uint_le(*used + len, POOL);
	memcpy(pool + at, text, len);
	*used = (uint16_t)(*used + len);
	return at;
}

static uint16_t str(const char *text)
{
	return keep(strs, &strs_len, text);
}

static uint8_t format(const char *name)
{
	formats[nformats] = str(name);
	return (uint8_t)nformats++;
}

static uint16_t node(unsigned types)
{
	ck_assert_uint_lt(nnodes, COUNT(nodes));
	nodes[nnodes].types = (uint8_t)types;
	return nnodes++;
}

static uint16_t formatted(unsigned types, const char *name)
{
	uint16_t n = node(types);

	nodes[n].format = format(name);
	return n;
}

static uint16_t limited(int64_t min, int64_t max)
{
	uint16_t n = node(TAB_INT);

	limits[nlimits] = (struct tab_limits){ min, max };
	nodes[n].has_limits = 1;
	nodes[n].aux = nlimits++;
	return n;
}

/* `words`: each ended by a zero byte, another one at the end. */
static uint16_t one_of(const char *words)
{
	uint16_t n = node(TAB_STR);

	nodes[n].aux = nenums;
	for (; *words != '\0'; words += strlen(words) + 1) {
		enums[nenums++] = str(words);
		nodes[n].nenums++;
	}
	return n;
}

static uint16_t list_of(uint16_t item)
{
	uint16_t n = node(TAB_ARR);

	nodes[n].sub = item;
	return n;
}

static uint16_t media_list(const char *type)
{
	uint16_t first = nmedia;

	media[nmedia++] = str(type);
	media[nmedia++] = TAB_NONE;
	return first;
}

/* Begins an object; members are added to it in the order of their names. */
static uint16_t object(const char *name, uint16_t extra)
{
	uint16_t n = node(TAB_OBJ);

	objects[nobjects] = (struct tab_object){
		.name = str(name), .fields = nfields, .extra = extra
	};
	nodes[n].sub = nobjects++;
	return n;
}

static struct tab_field *member(const char *name, uint16_t n)
{
	struct tab_field *f = &fields[nfields++];

	*f = (struct tab_field){
		.name = str(name), .node = n & 0x7fffu, .until = TAB_OPEN
	};
	objects[nobjects - 1].nfields++;
	return f;
}

static uint16_t widget(uint16_t any, uint16_t text)
{
	uint16_t numbers = object("", node(TAB_INT)), nested, n;

	nested = object("Nested", TAB_NONE);
	member("Deep", text);
	member("Items", list_of(node(TAB_INT)));
	member("Self", nested);
	n = object("Widget", TAB_NONE);
	member("Count", limited(1, 10));
	member("Image", text)->required = 1;
	member("Kind", one_of("round\0square\0"));
	member("Labels", any);
	member("Nested", nested);
	member("New", text)->since = 1;
	member("Numbers", numbers);
	member("Old", text)->until = 0;
	member("Ratio", node(TAB_NUM | TAB_NULL));
	member("Text", node(TAB_STR | TAB_ARR));
	return n;
}

/* Begins an operation; those of a name stand together. */
static struct tab_op *op(const char *name, int method, const char *path)
{
	struct tab_op *o = &ops[nops++];

	*o = (struct tab_op){
		.name = str(name), .path = str(path),
		.category = str("widgets"), .params = nparams,
		.body = TAB_NONE, .consumes = TAB_NONE, .produces = TAB_NONE,
		.method = (uint8_t)method, .prefix = TAB_PREFIX_LEVEL,
		.until = TAB_OPEN
	};
	return o;
}

/* Adds to the operation begun last. */
static struct tab_param *param(int in, const char *name, uint16_t n,
			       int encoding, int flags)
{
	struct tab_param *p = &params[nparams];

	*p = (struct tab_param){
		.name = str(name), .node = n, .dflt = TAB_NONE,
		.in = (uint8_t)in, .encoding = (uint8_t)encoding,
		.flags = (uint8_t)flags
	};
	plist[nparams] = (struct tab_plist){ nparams, 0, TAB_OPEN };
	nparams++;
	ops[nops - 1].nparams++;
	return p;
}

static void add_list(uint16_t any, uint16_t text)
{
	op("WidgetList", TAB_GET, "/widgets");
	param(TAB_QUERY, "all", node(TAB_BOOL), TAB_PLAIN, 0);
	param(TAB_QUERY, "anything", any, TAB_PLAIN, 0);
	param(TAB_QUERY, "limit", node(TAB_INT), TAB_PLAIN, 0);
	param(TAB_QUERY, "i32", formatted(TAB_INT, "int32"), TAB_PLAIN, 0);
	param(TAB_QUERY, "u8", formatted(TAB_INT, "uint8"), TAB_PLAIN, 0);
	param(TAB_QUERY, "u16", formatted(TAB_INT, "uint16"), TAB_PLAIN, 0);
	param(TAB_QUERY, "u32", formatted(TAB_INT, "uint32"), TAB_PLAIN, 0);
	param(TAB_QUERY, "u64", formatted(TAB_INT, "uint64"), TAB_PLAIN, 0);
	param(TAB_QUERY, "size", limited(1, 10), TAB_PLAIN, 0);
	param(TAB_QUERY, "atleast", limited(0, INT64_MAX), TAB_PLAIN, 0);
	param(TAB_QUERY, "ratio", node(TAB_NUM), TAB_PLAIN, 0);
	param(TAB_QUERY, "boolint", node(TAB_BOOL | TAB_INT), TAB_PLAIN, 0);
	param(TAB_QUERY, "mode", one_of("fast\0slow\0forward\0"), TAB_PLAIN,
	      0);
	param(TAB_QUERY, "label", list_of(text), TAB_REPEATED, 0);
	param(TAB_QUERY, "mount", list_of(node(TAB_STR | TAB_OBJ)),
	      TAB_REPEATED, 0);
	param(TAB_QUERY, "ids", list_of(node(TAB_INT)), TAB_CSV, 0);
	param(TAB_QUERY, "filters", node(TAB_OBJ), TAB_FILTERS, 0);
	param(TAB_QUERY, "spec", node(TAB_OBJ), TAB_JSON, 0);
	param(TAB_QUERY, "cache", node(TAB_STR | TAB_ARR), TAB_JSON, 0);
	param(TAB_QUERY, "password", node(TAB_INT), TAB_PLAIN, TAB_SECRET);
	param(TAB_HEADER, "X-Token", text, TAB_PLAIN, 0);
	param(TAB_HEADER, "X-Part", list_of(text), TAB_REPEATED, 0);
	param(TAB_HEADER, "X-Auth", node(TAB_STR | TAB_OBJ), TAB_AUTH,
	      TAB_SECRET);
}

static void add_inspect(uint16_t text)
{
	struct tab_param *p;
	struct tab_op *o;

	o = op("WidgetInspect", TAB_GET, "/widgets/{id}/json");
	o->until = 0;
	p = param(TAB_PATH, "id", text, TAB_PLAIN, TAB_REQUIRED);
	p->help = keep(help, &help_len, "name of a widget");
	param(TAB_QUERY, "tag", text, TAB_PLAIN, 0);
	plist[nparams - 1].until = 0;
	o = op("WidgetInspect", TAB_GET, "/widgets/{id}/json");
	o->since = 1;
	p = param(TAB_PATH, "id", text, TAB_PLAIN, TAB_REQUIRED);
	p->help = keep(help, &help_len, "name of a widget");
	param(TAB_QUERY, "size", node(TAB_BOOL), TAB_PLAIN, 0);
	plist[nparams - 1].since = 1;
}

static void add_ops(uint16_t any, uint16_t text)
{
	struct tab_op *o;

	o = op("WidgetCreate", TAB_POST, "/widgets/create");
	o->body = widget(any, text);
	o->flags = TAB_BODY_REQUIRED;
	o->consumes = media_list("application/json");
	param(TAB_QUERY, "name", text, TAB_PLAIN, 0);
	add_inspect(text);
	add_list(any, text);
	o = op("WidgetNote", TAB_POST, "/widgets/{id}/note");
	o->body = node(TAB_ARR);
	param(TAB_PATH, "id", text, TAB_PLAIN, TAB_REQUIRED);
	o = op("WidgetOld", TAB_DELETE, "/widgets/old");
	o->until = 0;
	o = op("WidgetPart", TAB_PUT, "/widgets/{id}/parts/{part}");
	o->body = any;
	o->flags = TAB_BODY_REQUIRED | TAB_BODY_RAW;
	o->consumes = media_list("application/x-part");
	param(TAB_PATH, "id", text, TAB_PLAIN, TAB_REQUIRED);
	param(TAB_PATH, "part", text, TAB_PLAIN, TAB_REQUIRED);
	o = op("WidgetPing", TAB_GET, "/_ping");
	o->prefix = TAB_PREFIX_NONE;
	o = op("WidgetRename", TAB_POST, "/widgets/{name}/rename");
	o->prefix = TAB_PREFIX_NUMBER;
	param(TAB_PATH, "name", text, TAB_PLAIN, TAB_REQUIRED);
	param(TAB_QUERY, "name", text, TAB_PLAIN, TAB_REQUIRED);
}

static void build(void)
{
	static const char *const names[] = { "v1.0", "v1.1", "v1.2" };
	static const uint16_t epochs[] = { 0, 1, 2 };
	uint16_t any, text;
	unsigned i;

	format("");
	any = node(TAB_ANY);
	text = node(TAB_STR);
	for (i = 0; i < 3; i++)
		versions[i] = (struct tab_version){
			.name = str(names[i]), .epoch = (uint8_t)i
		};
	versions[2].level = str("9.9");
	add_ops(any, text);
	ck_assert(nenums <= COUNT(enums) && nmedia <= COUNT(media) &&
		  nformats <= COUNT(formats) && nlimits <= COUNT(limits) &&
		  nobjects <= COUNT(objects) && nfields <= COUNT(fields) &&
		  nparams <= COUNT(params) && nops <= COUNT(ops));
	endpoints[0] = str("unix://$MINI_DIRECTORY/one.sock");
	endpoints[1] = str("unix://$MINI_DIRECTORY/two.sock");
	table = (struct table){
		.strs = strs, .help = help, .ops = ops, .plist = plist,
		.params = params, .resps = resps, .nodes = nodes,
		.objects = objects, .fields = fields, .limits = limits,
		.versions = versions, .aliases = aliases, .docs = docs,
		.enums = enums, .media = media, .formats = formats,
		.epochs = epochs, .endpoints = endpoints,
		.refused = refused, .nops = nops, .nplist = nparams,
		.nparams = nparams, .nnodes = nnodes, .nobjects = nobjects,
		.nfields = nfields, .nlimits = nlimits, .nversions = 3,
		.nenums = nenums, .nmedia = nmedia, .nformats = nformats,
		.nepochs = 3, .nendpoints = 2,
		.engine = str("mini"), .title = str("Mini Engine"),
		.environment = str("MINI_HOST"), .ping = str("/_ping"),
		.header = str("Mini-Version"), .layout = TAB_FORMAT
	};
	table.strs_len = strs_len;
	table.help_len = help_len;
}

const struct table *mini_table(void)
{
	if (table.nops == 0)
		build();
	return &table;
}

void mini_op(const char *version, const char *name, struct op *out)
{
	davit_error err;
	unsigned v;

	ck_assert_int_eq(lookup_version(mini_table(), version, &v, &err), 0);
	ck_assert_msg(lookup_op(mini_table(), v, name, out, &err) == 0, "%s",
		      err.text);
}
