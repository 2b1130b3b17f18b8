/* Made by specgen from the documents of harbor and its overlay; do not edit. */
#include "table.h"

static const char strs[] =
	"\0"
	"harbor\0"
	"Harbor Engine\0"
	"HARBOR_HOST\0"
	"/_ping\0"
	"Harbor-Version\0"
	"Server-Version\0"
	"/berths/json\0"
	"/Oldest\0"
	"unix:///var/run/harbor.sock\0"
	"out of season\0"
	"v1.0\0"
	"v1.0.1\0"
	"v1.1\0"
	"7.1\0"
	"v1.2\0"
	"BerthCreate\0"
	"/berths/create\0"
	"berths\0"
	"name\0"
	"application/json\0"
	"BerthInspect\0"
	"/berths/{name}\0"
	"BerthList\0"
	"all\0"
	"false\0"
	"depth\0"
	"limit\0"
	"filters\0"
	"quay\0"
	"ship\0"
	"sort\0"
	"\"name\"\0"
	"BerthRemove\0"
	"force\0"
	"wait\0"
	"10\0"
	"BerthRename\0"
	"/berths/{name}/rename\0"
	"CargoLoad\0"
	"/cargo/load\0"
	"cargo\0"
	"crate\0"
	"application/x-tar\0"
	"application/json-seq\0"
	"HarborPing\0"
	"_ping\0"
	"text/plain\0"
	"HarborWatch\0"
	"/harbor/watch\0"
	"X-Pass\0"
	"PaperPut\0"
	"/port/office/papers\0"
	"port/office\0"
	"Content-type\0"
	"\"text/x-paper\"\0"
	"text/x-paper\0"
	"removeBerth\0"
	"https://harbor.example/old#{operation}\0"
	"https://harbor.example/{version}#{operation}\0"
	"int32\0"
	"int64\0"
	"no\0"
	"big\0"
	"small\0"
	"binary\0"
	"Id\0"
	"message\0"
	"Buoy\0"
	"Depth\0"
	"Labels\0"
	"Lit\0"
	"Quay\0"
	"north\0"
	"south\0"
	"Berth\0"
	"Name\0"
	"Neighbours\0"
	"Notes\0"
	"Owner\0"
	"Ship\0"
	"Tags\0"
	"Tide\0"
	"Place\0"
	"Fleet\0"
	"Flag\0"
	"black\0"
	"white\0"
	"Masts\0"
	"High\0";

static const char help[] =
	"\0"
	"v1.2 has no document of its own yet\0"
	"Make a berth\0"
	"name of a berth\0"
	"Show a berth\0"
	"List berths\0"
	"how many at most\0"
	"what to show\0"
	"order of the list\0"
	"Fill in a berth\0"
	"with the ship in it\0"
	"Give a berth another name\0"
	"its name now\0"
	"its new name\0"
	"Load a ship\0"
	"Tell whether the harbor is open\0"
	"Listen to the harbor\0"
	"Hand in papers\0";

static const struct tab_op ops[] = {
	{ 160, 172, 187, 37, 0, 0, 0, 4, 1, 1, 1, 2, 2, 0, 0, 2, 1, 0, 0, 0 },	/* BerthCreate 0-0 */
	{ 160, 172, 187, 37, 0, 0, 0, 4, 1, 1, 1, 2, 2, 0, 0, 2, 33, 1, 255, 0 },	/* BerthCreate 1- */
	{ 216, 229, 187, 66, 0, 1, 2, 65535, 0, 1, 1, 2, 0, 0, 0, 2, 32, 0, 255, 0 },	/* BerthInspect 0- */
	{ 244, 71, 187, 79, 0, 2, 4, 65535, 0, 1, 6, 2, 0, 0, 0, 2, 32, 0, 255, 0 },	/* BerthList 0- */
	{ 306, 229, 187, 139, 0, 8, 6, 65535, 0, 1, 3, 2, 4, 0, 0, 2, 0, 1, 255, 0 },	/* BerthRemove 1- */
	{ 332, 344, 187, 175, 0, 11, 8, 65535, 0, 1, 2, 1, 2, 0, 0, 2, 0, 1, 255, 0 },	/* BerthRename 1- */
	{ 366, 376, 388, 227, 0, 13, 9, 14, 3, 5, 1, 2, 2, 3, 0, 2, 15, 0, 255, 0 },	/* CargoLoad 0- */
	{ 439, 34, 450, 239, 0, 14, 11, 65535, 0, 7, 0, 1, 0, 0, 0, 0, 32, 0, 255, 0 },	/* HarborPing 0- */
	{ 467, 479, 1, 271, 0, 14, 12, 0, 1, 1, 1, 3, 2, 2, 1, 2, 0, 0, 255, 0 },	/* HarborWatch 0- */
	{ 500, 509, 529, 292, 0, 15, 15, 1, 9, 1, 1, 1, 3, 0, 0, 1, 2, 1, 255, 0 },	/* PaperPut 1- */
	{ 582, 229, 187, 139, 0, 16, 16, 65535, 0, 1, 3, 2, 4, 0, 0, 2, 64, 0, 0, 0 },	/* removeBerth 0-0 */
};

static const struct tab_plist plist[] = {
	{ 0, 0, 255 },	/* name */
	{ 1, 0, 255 },	/* name */
	{ 2, 0, 255 },	/* all */
	{ 3, 1, 255 },	/* depth */
	{ 4, 0, 0 },	/* limit */
	{ 5, 1, 255 },	/* limit */
	{ 6, 0, 255 },	/* filters */
	{ 7, 0, 0 },	/* sort */
	{ 1, 1, 255 },	/* name */
	{ 8, 1, 255 },	/* force */
	{ 9, 1, 255 },	/* wait */
	{ 10, 1, 255 },	/* name */
	{ 11, 1, 255 },	/* name */
	{ 12, 0, 255 },	/* crate */
	{ 13, 0, 255 },	/* X-Pass */
	{ 14, 1, 255 },	/* Content-type */
	{ 1, 0, 0 },	/* name */
	{ 8, 0, 0 },	/* force */
	{ 9, 0, 0 },	/* wait */
};

static const struct tab_param params[] = {
	{ 194, 50, 1, 65535, 0, 0, 1, 0, 1 },	/* name query */
	{ 194, 50, 1, 65535, 0, 0, 0, 0, 1 },	/* name path */
	{ 254, 0, 6, 258, 0, 0, 1, 0, 0 },	/* all query */
	{ 264, 0, 7, 65535, 0, 0, 1, 0, 0 },	/* depth query */
	{ 270, 91, 8, 65535, 0, 0, 1, 0, 0 },	/* limit query */
	{ 270, 91, 9, 65535, 0, 0, 1, 0, 0 },	/* limit query */
	{ 276, 108, 1, 65535, 0, 2, 1, 4, 0 },	/* filters query */
	{ 294, 121, 10, 299, 0, 0, 1, 0, 0 },	/* sort query */
	{ 318, 155, 6, 65535, 0, 0, 1, 0, 0 },	/* force query */
	{ 324, 0, 12, 329, 0, 0, 1, 0, 4 },	/* wait query */
	{ 194, 201, 1, 65535, 0, 0, 0, 0, 1 },	/* name path */
	{ 194, 214, 1, 65535, 0, 0, 1, 0, 1 },	/* name query */
	{ 394, 0, 13, 65535, 0, 0, 1, 2, 0 },	/* crate query */
	{ 493, 0, 15, 65535, 0, 0, 2, 5, 3 },	/* X-Pass header */
	{ 541, 0, 17, 554, 0, 0, 2, 0, 0 },	/* Content-type header */
};

static const struct tab_resp resps[] = {
	{ 201, 2, 0, 255 },
	{ 409, 3, 0, 255 },
	{ 200, 5, 0, 255 },
	{ 404, 3, 0, 255 },
	{ 200, 11, 0, 255 },
	{ 500, 3, 0, 255 },
	{ 204, 65535, 1, 255 },
	{ 0, 3, 1, 255 },
	{ 204, 65535, 1, 255 },
	{ 200, 14, 0, 255 },
	{ 500, 65535, 0, 255 },
	{ 200, 1, 0, 255 },
	{ 101, 65535, 0, 255 },
	{ 200, 65535, 0, 255 },
	{ 202, 16, 0, 255 },
	{ 200, 65535, 1, 255 },
	{ 204, 65535, 0, 0 },
	{ 0, 3, 0, 0 },
};

static const struct tab_node nodes[] = {
	{ 127, 0, 0, 0, 65535, 0 },	/* 0 any */
	{ 16, 0, 0, 0, 65535, 0 },	/* 1 string */
	{ 64, 0, 0, 0, 0, 0 },	/* 2 object */
	{ 64, 0, 0, 0, 1, 0 },	/* 3 object */
	{ 64, 0, 0, 0, 2, 0 },	/* 4 object */
	{ 64, 0, 0, 0, 3, 0 },	/* 5 object */
	{ 2, 0, 0, 0, 65535, 0 },	/* 6 boolean */
	{ 12, 0, 0, 1, 65535, 0 },	/* 7 integer number */
	{ 4, 1, 0, 1, 65535, 1 },	/* 8 integer */
	{ 4, 2, 0, 0, 65535, 0 },	/* 9 integer */
	{ 16, 0, 3, 0, 65535, 2 },	/* 10 string */
	{ 32, 0, 0, 0, 5, 0 },	/* 11 array */
	{ 4, 0, 0, 0, 65535, 0 },	/* 12 integer */
	{ 48, 0, 2, 0, 1, 5 },	/* 13 string array */
	{ 16, 3, 0, 0, 65535, 0 },	/* 14 string */
	{ 64, 0, 0, 0, 4, 0 },	/* 15 object */
	{ 64, 0, 0, 0, 5, 0 },	/* 16 object */
	{ 16, 0, 2, 0, 65535, 7 },	/* 17 string */
	{ 4, 0, 0, 1, 65535, 2 },	/* 18 integer */
	{ 64, 0, 0, 0, 6, 0 },	/* 19 object */
	{ 16, 0, 3, 0, 65535, 9 },	/* 20 string */
	{ 12, 0, 0, 0, 65535, 0 },	/* 21 integer number */
	{ 33, 0, 0, 0, 5, 0 },	/* 22 null array */
	{ 64, 0, 0, 0, 7, 0 },	/* 23 object */
	{ 65, 0, 0, 0, 8, 0 },	/* 24 null object */
	{ 65, 0, 0, 0, 9, 0 },	/* 25 null object */
	{ 65, 0, 0, 0, 10, 0 },	/* 26 null object */
	{ 64, 0, 0, 0, 11, 0 },	/* 27 object */
	{ 16, 0, 2, 0, 65535, 12 },	/* 28 string */
	{ 4, 0, 0, 1, 65535, 3 },	/* 29 integer */
	{ 64, 0, 0, 0, 10, 0 },	/* 30 object */
};

static const struct tab_object objects[] = {
	{ 0, 0, 1, 65535 },	/* 0  */
	{ 0, 1, 1, 65535 },	/* 1  */
	{ 0, 2, 6, 65535 },	/* 2  */
	{ 760, 8, 11, 65535 },	/* 3 Berth */
	{ 0, 19, 0, 0 },	/* 4  */
	{ 0, 19, 1, 65535 },	/* 5  */
	{ 0, 20, 0, 1 },	/* 6  */
	{ 788, 20, 2, 65535 },	/* 7 Owner */
	{ 0, 22, 1, 65535 },	/* 8  */
	{ 0, 23, 2, 65535 },	/* 9  */
	{ 804, 25, 1, 30 },	/* 10 Tide */
	{ 809, 26, 3, 65535 },	/* 11 Place */
};

static const struct tab_field fields[] = {
	{ 710, 1, 0, 0, 255 },	/* Id */
	{ 713, 1, 0, 0, 255 },	/* message */
	{ 721, 6, 0, 0, 255 },	/* Buoy */
	{ 726, 18, 1, 0, 0 },	/* Depth */
	{ 726, 18, 0, 1, 255 },	/* Depth */
	{ 732, 19, 0, 0, 255 },	/* Labels */
	{ 739, 6, 0, 1, 255 },	/* Lit */
	{ 743, 20, 0, 0, 255 },	/* Quay */
	{ 726, 21, 1, 0, 255 },	/* Depth */
	{ 766, 1, 1, 0, 255 },	/* Name */
	{ 771, 0, 0, 0, 0 },	/* Neighbours */
	{ 771, 22, 0, 1, 255 },	/* Neighbours */
	{ 782, 0, 0, 0, 255 },	/* Notes */
	{ 788, 0, 0, 0, 0 },	/* Owner */
	{ 788, 23, 0, 1, 255 },	/* Owner */
	{ 794, 24, 0, 0, 0 },	/* Ship */
	{ 794, 25, 0, 1, 255 },	/* Ship */
	{ 799, 1, 0, 0, 255 },	/* Tags */
	{ 804, 26, 0, 1, 255 },	/* Tide */
	{ 809, 27, 0, 0, 255 },	/* Place */
	{ 815, 11, 0, 1, 255 },	/* Fleet */
	{ 766, 1, 0, 1, 255 },	/* Name */
	{ 821, 28, 0, 0, 255 },	/* Flag */
	{ 821, 28, 0, 0, 255 },	/* Flag */
	{ 838, 29, 0, 0, 255 },	/* Masts */
	{ 844, 21, 0, 1, 255 },	/* High */
	{ 726, 21, 1, 0, 255 },	/* Depth */
	{ 782, 0, 0, 0, 255 },	/* Notes */
	{ 804, 26, 0, 1, 255 },	/* Tide */
};

static const struct tab_limits limits[] = {
	{ INT64_C(2), INT64_MAX },
	{ INT64_C(1), INT64_C(100) },
	{ INT64_C(-1), INT64_MAX },
	{ INT64_C(1), INT64_MAX },
};

static const struct tab_version versions[] = {
	{ 134, 0, 0, 0, 0 },	/* v1.0 */
	{ 139, 0, 0, 0, 0 },	/* v1.0.1 */
	{ 146, 151, 0, 1, 0 },	/* v1.1 */
	{ 155, 151, 1, 1, 0 },	/* v1.2 */
};

static const struct tab_alias aliases[] = {
	{ 306, 582, 0, 0 },	/* BerthRemove */
	{ 582, 306, 1, 255 },	/* removeBerth */
};

static const struct tab_doc docs[] = {
	{ 594, 0, 0 },
	{ 633, 1, 255 },
};

static const uint16_t enums[] = {
	284,	/* quay */
	289,	/* ship */
	194,	/* name */
	690,	/* no */
	264,	/* depth */
	693,	/* big */
	697,	/* small */
	569,	/* text/x-paper */
	456,	/* text/plain */
	748,	/* north */
	754,	/* south */
	0,	/*  */
	826,	/* black */
	832,	/* white */
};

static const uint16_t media[] = {
	65535,
	199,	/* application/json */
	65535,
	400,	/* application/x-tar */
	65535,
	418,	/* application/json-seq */
	65535,
	456,	/* text/plain */
	65535,
	569,	/* text/x-paper */
	456,	/* text/plain */
	65535,
};

static const uint16_t formats[] = {
	0,	/*  */
	678,	/* int32 */
	684,	/* int64 */
	703,	/* binary */
};

static const uint16_t epochs[] = {
	0,
	2,
};

static const uint16_t endpoints[] = {
	92,	/* unix:///var/run/harbor.sock */
};

static const uint16_t refused[] = {
	120,	/* out of season */
};

const struct table table_harbor = {
	.strs = strs, .help = help, .ops = ops, .plist = plist,
	.params = params, .resps = resps, .nodes = nodes,
	.objects = objects, .fields = fields, .limits = limits,
	.versions = versions, .aliases = aliases, .docs = docs,
	.enums = enums, .media = media, .formats = formats,
	.epochs = epochs, .endpoints = endpoints,
	.refused = refused,
	.strs_len = 849, .help_len = 307,
	.nops = 11, .nplist = 19, .nparams = 15, .nresps = 18,
	.nnodes = 31, .nobjects = 12, .nfields = 29,
	.nlimits = 4, .nversions = 4, .naliases = 2,
	.ndocs = 2, .nenums = 14, .nmedia = 12,
	.nformats = 4, .nepochs = 2, .nendpoints = 1,
	.nrefused = 1,
	.engine = 1, .title = 8, .environment = 22,
	.ping = 34, .header = 41, .fallback = 56,
	.about = 71, .minimum = 84,
	.layout = TAB_FORMAT
};
